"""A header to a record of its schema, as far as it can be read, and every fault of it at its line."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

from pydantic import AliasChoices, ValidationError
from pydantic.fields import FieldInfo

from plugins.common.texts import misspelt
from plugins.common.untyped import Json
from plugins.model import source
from plugins.model.fields import Fault, Loc, Record, brief, field_reader, readable_part
from plugins.model.file_notes import FileNotes, stops
from plugins.model.header import Header, iter_locs
from plugins.model.messages import KEY, french_key, meant_key, record_faults
from plugins.model.rules import BAD_CHARACTER, CONTRADICTION, OWN_KEYS, UNKNOWN_KEY

R = TypeVar("R", bound=Record)
OWN_KEYS_SHOWN = 40
OwnKeys = tuple[list[str], tuple[int, int]]  # the keys, the place of the first


class RecordReader:
    """Reads the headers of one content."""

    def __init__(self, notes: FileNotes) -> None:
        self.site, self.note = notes.site, notes.note
        self.own_keys: Counter[str] = Counter()  # unknown keys of plain headers, and in how many texts
        self.with_own_keys: dict[str, tuple[int, int]] = {}  # texts, and the place of the first such key of each

    def is_sound(self, relative: str, header: Header) -> bool:
        """Whether the header as such is without fault; its faults are noted."""
        for line, column, message, rule in header.faults:
            self.note(relative, message, rule, line, column)
        texts = list(iter_locs(header.data))
        if source.invisible_character("\n".join(text for _, text in texts)):  # of many texts, nearly none has one
            for loc, text in texts:
                self._tell_invisible(relative, header, loc, text)
        return not any(stops(rule) for *_, rule in header.faults)

    def _tell_invisible(self, relative: str, header: Header, loc: Loc, text: str) -> None:
        name = source.invisible_character(text)
        if name:
            line, column = header.place(loc)
            message = f"caractère invisible {name} dans « {loc[0]} » : retapez la valeur"
            self.note(relative, message, BAD_CHARACTER, line, column)

    def record(self, schema: type[R], header: Header, relative: str, data: Json = None, at: Loc = ()) -> tuple[R, bool]:
        """The record of a header, as far as it can be read, and whether it is without error; its faults are noted."""
        sound = bool(at) or self.rename(schema, header, relative)
        values = header.data if data is None else data
        context = {"zone": self.site.zone}
        faults: list[Fault] = []
        record: R | None = None
        try:
            record = schema.model_validate(values, context=context)
        except ValidationError as error:
            faults += record_faults(error, schema)
        told = {loc[len(at) :] for loc in header.reported if loc[: len(at)] == at}
        if record is None or told:
            # What an unknown key means is not absent: « titre » says a title.
            meant = {meant_key(str(key), schema) for key in values if key not in schema.model_fields}
            unread = {str(loc[0]) for loc in told if len(loc) == 1} | {key for key in meant if key}
            record = readable_part(schema, values, context, unread)
            faults = [
                fault for fault in faults if not any(fault.loc[:end] in told for end in range(len(fault.loc) + 1))
            ]
            sound = False
        for fault in (*faults, *record.faults(partial=not sound)):
            of_key = fault.rule is UNKNOWN_KEY or fault.message.startswith("clé «") or fault.loc[-1:] == (KEY,)
            line, column = header.place((*at, *fault.loc), key=of_key)
            self.note(relative, fault.message, fault.rule, line, column)
            sound = sound and not stops(fault.rule)
        return record, sound

    def own_keys_of(self, schema: type[Record], header: Header) -> OwnKeys:
        """Move the keys of a plain header that no schema knows below `extra`; a near miss of a known key stays.

        Nor can a plain header say more than a text: a key that holds pairs is one of the author's own there.
        """
        found: list[str] = []
        place = (1, 1)
        if not header.plain:
            return found, place
        names = {*schema.model_fields, *(alias for info in schema.model_fields.values() for alias in aliases(info))}
        for key in list(header.data):
            if key in names:
                own = key in schema.model_fields and not _takes_text(schema, key)
            else:
                own = misspelt(key, names) is None and french_key(key, schema) is None
            if own:
                value = header.data.pop(key)
                header.data.setdefault("extra", {})[key] = value
                place = place if found else header.place((key,), key=True)
                found.append(key)
        return found, place

    def count_own_keys(self, relative: str, keys: list[str], place: tuple[int, int]) -> None:
        """Note the keys of its own that a text has, for the one warning of all."""
        if keys:
            self.own_keys.update(keys)
            self.with_own_keys[relative] = place

    def tell_own_keys(self) -> None:
        """One warning for all the unknown keys that plain headers hold."""
        if self.own_keys:
            count, keys = len(self.with_own_keys), self.own_keys.most_common(OWN_KEYS_SHOWN)
            first, (line, column) = next(iter(self.with_own_keys.items()))
            texts = f"{count} textes ont" if count > 1 else "un texte a"
            listed = ", ".join(f"{brief(key)} ({times})" for key, times in keys)
            more = len(self.own_keys) - len(keys)
            self.note(
                first,
                f"{texts} des clés que le site ne connaît pas : {listed}{f' et {more} autres' if more else ''} ; "
                "elles sont gardées (« extra »), sans effet",
                OWN_KEYS,
                line,
                column,
            )

    def rename(self, schema: type[Record], header: Header, relative: str) -> bool:
        """Give each key the name of the schema; the two names of one key at once are a fault."""
        for name, info in schema.model_fields.items():
            for alias in aliases(info):
                if alias == name or alias not in header.data:
                    continue
                if name in header.data:
                    line, column = header.place((alias,), key=True)
                    message = f"« {alias} » et « {name} » sont la même clé : gardez « {name} »"
                    self.note(relative, message, CONTRADICTION, line, column)
                    header.data.pop(alias)
                    return False
                header.rename(alias, name)
        return True


def aliases(info: FieldInfo) -> list[str]:
    """The names that a key may be written with, its own among them."""
    return list(map(str, info.validation_alias.choices)) if isinstance(info.validation_alias, AliasChoices) else []


def _takes_text(schema: type[Record], name: str) -> bool:
    """Whether a field may be written as one text: what a plain header can say."""
    try:
        field_reader(schema, name).validate_python("x")
    except ValidationError as error:
        return error.errors()[0]["type"] not in ("model_type", "model_attributes_type", "dict_type")
    return True
