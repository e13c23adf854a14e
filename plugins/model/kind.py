"""What a kind of content is: all that the site knows of one folder of texts, said in one place beside its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from plugins.model import fields
from plugins.model.fields import Record

R_co = TypeVar("R_co", bound=Record, covariant=True)


def _alone(home: str, record: object) -> Iterable[str]:
    return ()


@dataclass(frozen=True, eq=False)
class Kind(Generic[R_co]):
    """A kind of content.

    Of its files: `name`, by which code and references mean it; `folder` below the content; `schema` of headers;
    `dated` when the name of a file begins with a day, which is not of its address.
    Of words: `label`, its French name with the article that goes before it (« l’étude »); `noun`, what `./inv new` is
    told (« étude »); `term`, what docs/reference.md calls one, when it is another word; `when_absent`, what a message
    adds that finds none of a name.
    Of addresses: `in_folder`, whether they begin with the folder; `reserved`, the ids that no text may have;
    `companions`, what a text may have besides its page, given its address without the last slash and its record.
    Of pages: `template`, which shows each text as an `EntryPage` (plugins/site/views.py); empty when a feature makes
    its pages. `plural`, the title of the list of those pages, which stands in the menu (« Études »); empty for none.
    Of new files: `values` of keys, where {date}, {author}, {trainer}, {category}, {article}, {email}, {vat} are filled
    in (the title and `status: draft` are there anyway); `honest`, the keys whose value may stay as it is, every other
    one being an example to replace; `needs`, what to say when a key has none of the texts that it must name; `body`.
    """

    name: str
    folder: str
    schema: type[R_co]
    label: str
    noun: str
    term: str = ""
    when_absent: str = ""
    dated: bool = False
    in_folder: bool = True
    reserved: frozenset[str] = frozenset(("index",))
    companions: Callable[[str, R_co], Iterable[str]] = _alone
    template: str = ""
    plural: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    honest: frozenset[str] = frozenset()
    needs: Mapping[str, str] = field(default_factory=dict)
    body: str = "Le texte.\n"

    def has(self, key: str) -> bool:
        """Whether its headers may hold a key."""
        return key in self.schema.model_fields

    def address(self, identifier: str) -> str:
        """The address of a text below the site's root, without a leading slash: `articles/x/`."""
        return f"{self.folder}/{identifier}/" if self.in_folder else f"{identifier}/"

    @property
    def has_list(self) -> bool:
        """Whether its texts have a page that lists them, at the address of their folder, without a feature's code."""
        return bool(self.template and self.plural and self.in_folder)

    @property
    def other_address(self) -> str:
        """The act that gives a text another address, in French."""
        return "donnez un autre « slug »" if self.has("slug") else "renommez ce fichier"

    @cached_property
    def one_text_keys(self) -> frozenset[str]:
        """The keys whose value is one text, whatever signs stand in it."""
        return fields.one_text_keys(self.schema)
