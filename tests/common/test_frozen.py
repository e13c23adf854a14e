"""Frozen dataclasses of ours: what `dataclasses` makes, at a tenth of the price."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any, ClassVar

import pytest

from plugins.common.frozen import freeze, frozen, is_frozen
from plugins.common.values import Digests


def _declared() -> Any:
    """The same declaration, for both."""

    class Note:
        """A value."""

        KIND: ClassVar[str] = "note"
        title: str
        tags: tuple[str, ...] = ()
        seen: list[str] = field(default_factory=list, compare=False, repr=False)

    return Note


Ours, Theirs = frozen(_declared()), dataclass(frozen=True)(_declared())


@frozen
class Base:
    """A value."""

    id: str
    rank: int = 0


@frozen
class Derived(Base):
    """One more field than its parent."""

    label: str = ""


@pytest.mark.parametrize(
    "given", [(("a",), {}), (("a", ("b",)), {}), ((), {"title": "a", "tags": ("b",)}), (("a",), {"seen": ["c"]})]
)
def test_a_value_is_made_and_told_as_by_dataclasses(given: tuple[Any, Any]) -> None:
    """Champs, valeurs par défaut, écriture et ordre des champs sont ceux de `dataclasses`."""
    ours, theirs = (made(*given[0], **given[1]) for made in (Ours, Theirs))

    assert repr(ours) == repr(theirs) and vars(ours) == vars(theirs)
    assert [each.name for each in fields(Ours)] == [each.name for each in fields(Theirs)]
    assert Ours("a").seen is not Ours("b").seen


def test_a_missing_or_unknown_field_is_refused() -> None:
    """Il manque un champ, ou il y en a un de trop : TypeError."""
    for given in ({}, {"title": "a", "autre": 1}):
        with pytest.raises(TypeError, match=r"Note\.__init__\(\)"):
            Ours(**given)


def test_values_are_compared_by_their_fields_within_one_class() -> None:
    """Deux valeurs d’une classe sont égales quand leurs champs comparés le sont, et ont alors la même empreinte."""
    assert Ours("a", seen=["x"]) == Ours("a") != Ours("b")
    assert hash(Ours("a")) == hash(Ours("a", seen=["x"]))
    assert Base("a") != Derived("a") and Base("a") != "a"


def test_nothing_of_a_value_changes() -> None:
    """Un champ ne se change ni ne s’efface ; `replace` en fait une autre valeur."""
    value = Derived("a", 1, "b")
    with pytest.raises(FrozenInstanceError):
        value.id = "c"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del value.id

    assert is_frozen(Derived) and is_frozen(Theirs)
    assert replace(value, id="c") == Derived("c", 1, "b") and value.id == "a"


def test_a_value_is_copied_and_sent_to_another_process() -> None:
    """Une valeur se copie et se transmet."""
    value = Derived("a", 1, "b")

    assert copy.copy(value) == pickle.loads(pickle.dumps(value)) == value


def test_methods_of_a_class_are_kept() -> None:
    """Ce que la classe écrit elle-même reste."""

    @frozen
    class Own:
        """With its own ways."""

        id: str

        def __eq__(self, other: object) -> bool:
            return True

        def __repr__(self) -> str:
            return "own"

    assert Own("a") == Own("b") and repr(Own("a")) == "own" and hash(Own("a")) == hash(Own("a"))


def test_what_is_given_by_name_is_checked_after_it_is_made() -> None:
    """`kw_only` : les champs se donnent par leur nom ; `__post_init__` suit."""

    class Named:
        """A value whose field is checked."""

        count: int

        def __post_init__(self) -> None:
            if self.count < 0:
                raise ValueError

    made: Any = freeze(Named, kw_only=True)

    assert made(count=1).count == 1
    with pytest.raises(TypeError):
        made(1)
    with pytest.raises(ValueError, match=r"^$"):
        made(count=-1)


def test_a_value_has_a_digest() -> None:
    """Une telle valeur est simple : elle a une empreinte, et deux valeurs égales ont la même."""
    digests = Digests()

    assert digests.of(Derived("a", 1)) == digests.of(Derived("a", 1)) != digests.of(Derived("a", 2))


def test_the_hundredth_value_is_made_as_the_first() -> None:
    """Ce qu’une classe donne ne dépend pas du nombre de ses valeurs : mêmes champs, mêmes refus."""

    @frozen
    class Line:
        text: str
        rank: int = 1
        tags: list[str] = field(default_factory=list)

    made = [Line("a", rank=rank % 3, tags=["x"]) if rank % 2 else Line("a") for rank in range(100)]

    assert all(vars(each) == vars(made[rank % 6]) for rank, each in enumerate(made))
    assert len({id(each.tags) for each in made}) == 100
    for refused in ((), ("a", 1, [], 2)):
        with pytest.raises(TypeError):
            Line(*refused)
