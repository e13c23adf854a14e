"""Bytes of a content file to text: everything that would break a page or a feed later is refused here."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from plugins.common.files import read_file
from plugins.common.frozen import frozen
from plugins.common.problems import Rule
from plugins.common.regex import regex
from plugins.model.rules import BAD_CHARACTER, GARBLED, UNREADABLE

MAX_BYTES = 1_000_000
EXTENSIONS = (".md", ".markdown", ".mkd", ".mdown")  # of texts: those of Pelican's Markdown reader

# C0 and C1 controls but tab and line feed; they make feeds ill-formed (XML 1.0, § 2.2) or hide in titles.
_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = regex(r"[\u200b\u200e\u200f\u2028\u2029\u2060]")
_INVISIBLE_NAMES = {
    0x200B: "espace sans largeur",
    0x2028: "séparateur de lignes",
    0x2029: "séparateur de paragraphes",
    0x2060: "liant sans largeur",
    0xFEFF: "marque d’encodage",
}
# What no text needs and a reader cannot see: orders that turn the direction of what follows (« Trojan Source »,
# CVE-2021-42574), noncharacters (Unicode 15, § 23.7; XML 1.0 refuses U+FFFE and U+FFFF), tags, fillers, a mark of
# encoding in the middle. The flags of England, Scotland and Wales are written with tags: those stay.
_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
_HIDDEN_SIGNS = (
    "[\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\u115f\u1160\u3164\uffa0\U000e0000-\U000e007f"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters that have no drawing
_MAY_BE_HIDDEN = regex(_HIDDEN_SIGNS)  # ten times as fast as the whole, and nearly no text has one
_HIDDEN = regex(f"{_FLAG}|({_HIDDEN_SIGNS})")
# UTF-8 that was read as Windows-1252: « é » is two letters, « ’ » three.
_TWICE = "\u00a0-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_MOJIBAKE = regex(f"\\w*(?:Ã[{_TWICE}]|â€[{_TWICE}]|\\wÂ[\u00b0\u00ab\u00a7\u00a9])[\\w{_TWICE}]*")
_CONFLICT = regex(r"^(<{7}|>{7})(?: |$)", re.M)


@frozen
class TextFault:
    """A fault of the text itself: line and column from 1, French message, rule."""

    line: int
    column: int
    message: str
    rule: Rule


def read_source(path: Path, limit: int | None = MAX_BYTES) -> tuple[str, list[TextFault]]:
    """The text of a file with line feeds only, and its faults; with a fatal one the text is empty.

    More than `limit` bytes are one; None for a file that commands write, as long as the site is large.
    """
    data, faults = read_bytes(path, limit)
    return decode(data) if data is not None else ("", faults)


def read_bytes(path: Path, limit: int | None = MAX_BYTES) -> tuple[bytes | None, list[TextFault]]:
    """The bytes of a text; None, and why, when they cannot be read."""
    try:
        size = path.stat().st_size
        if limit is not None and size > limit:
            mega = f"{size / 1_000_000:.1f}".replace(".", ",")
            return None, [
                TextFault(1, 1, f"fichier de {mega} Mo, 1 Mo au plus : coupez-le en plusieurs textes", UNREADABLE)
            ]
        data = read_file(path)
    except OSError as error:
        if error.errno == errno.ENXIO:
            return None, [TextFault(1, 1, "ce n’est pas un fichier ordinaire : retirez-le", UNREADABLE)]
        return None, [TextFault(1, 1, f"fichier illisible ({_reason(error)}) : vérifiez ses droits", UNREADABLE)]
    return data, []


def decode(data: bytes) -> tuple[str, list[TextFault]]:
    """Bytes as UTF-8 text, with or without a byte order mark, whatever the line ends."""
    # A text has no NUL; in UTF-16 without a mark, every other byte of a Latin text is one.
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.count(0) > len(data) // 3:
        return "", [TextFault(1, 1, "fichier en UTF-16 : enregistrez-le en UTF-8", UNREADABLE)]
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = line_column(normalise(before), len(normalise(before)))
        guess = data[error.start : error.start + 1].decode("cp1252", "ignore")
        hint = f" (« {guess} » en Windows-1252 ?)" if guess.isprintable() and guess else ""
        message = f"octet 0x{data[error.start]:02X}{hint} : enregistrez le fichier en UTF-8"
        return "", [TextFault(line, column, message, UNREADABLE)]
    text = normalise(text)
    if not text.strip():
        return "", [TextFault(1, 1, "fichier vide : écrivez-le, ou supprimez-le", UNREADABLE)]
    return text, list(text_faults(text))


def body_faults(body: str) -> Iterator[TextFault]:
    """Hidden characters of a text that are refused in it as in its header; lines from 1.

    Those that only have no shape are read as nothing (model/body/characters.py).
    """
    plain = _is_plain(body) and not any(filler in body for filler in _FILLERS)
    doubtful = not plain and _MAY_BE_HIDDEN.search(body)
    for match in _first_of_each_line(_HIDDEN, body) if doubtful else ():
        if match[1] and match[1] != "\ufeff":
            name = character_name(match[1])
            yield TextFault(
                *line_column(body, match.start()), f"caractère invisible {name} : effacez-le", BAD_CHARACTER
            )


def character_name(character: str) -> str:
    """« U+202E (marque de direction) »."""
    code = ord(character)
    if code in _INVISIBLE_NAMES:
        name = _INVISIBLE_NAMES[code]
    elif code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        name = "non-caractère"
    elif code in (0x115F, 0x1160, 0x3164, 0xFFA0):
        name = "lettre sans dessin"
    else:
        name = "étiquette" if code >= 0xE0000 else "marque de direction"
    return f"U+{code:04X} ({name})"


def _mojibake(text: str) -> Iterator[TextFault]:
    """The first word whose accents were read in another encoding, and how many lines have one."""
    found = list(_first_of_each_line(_MOJIBAKE, text)) if "Ã" in text or "â€" in text or "Â" in text else []
    if found:
        word = found[0][0]
        with suppress(UnicodeError):
            word = word.encode("cp1252").decode("utf-8")
        remedy = f"écrivez « {word} »" if word != found[0][0] else "retapez les accents"
        others = len(found) - 1
        more = f" (et {others} autre{'s' if others > 1 else ''} ligne{'s' if others > 1 else ''})" if others else ""
        yield TextFault(
            *line_column(text, found[0].start()),
            f"« {found[0][0]} »{more} : accents abîmés par un changement d’encodage ; {remedy}, ou reprenez l’original",
            GARBLED,
        )


def _is_plain(text: str) -> bool:
    """Whether each sign of a text is drawn: nearly always, and many times faster to tell."""
    return text.replace("\n", "").replace("\t", "").isprintable()


def text_faults(text: str) -> Iterator[TextFault]:
    """Control characters, lost characters and unresolved conflicts of a text."""
    for match in () if _is_plain(text) else _first_of_each_line(_CONTROL, text):
        code = ord(match[0])
        name = "caractère NUL" if code == 0 else f"caractère de contrôle U+{code:04X}"
        yield TextFault(*line_column(text, match.start()), f"{name} : effacez-le", BAD_CHARACTER)
    for match in _first_of_each_line(re.compile("\ufffd"), text) if "\ufffd" in text else ():
        yield TextFault(
            *line_column(text, match.start()),
            "caractère perdu « � » : retapez la lettre d’origine (erreur d’encodage)",
            BAD_CHARACTER,
        )
    yield from _mojibake(text)
    for match in _CONFLICT.finditer(text) if "<<<<<<<" in text or ">>>>>>>" in text else ():
        if match[1][0] == "<" or "\n<<<<<<<" not in "\n" + text[: match.start()]:
            yield TextFault(
                *line_column(text, match.start()),
                f"conflit de fusion « {match[0].strip()} » : gardez une version et effacez les marques",
                BAD_CHARACTER,
            )


def invisible_character(text: str) -> str | None:
    """The name of the first invisible character of a text (zero width, direction mark), if any."""
    match = _INVISIBLE.search(text)
    if match is None and _MAY_BE_HIDDEN.search(text):
        match = next((match for match in _HIDDEN.finditer(text) if match[1]), None)
    return character_name(match[0]) if match else None


def clean_text(text: str) -> str:
    """A text that no author of the house wrote, without the signs that a text of the content may not hold."""
    text = normalise(text).encode("utf-8", "ignore").decode("utf-8").replace("\ufffd", "")
    text = _INVISIBLE.sub("", _CONTROL.sub("", text))
    return _HIDDEN.sub(lambda match: "" if match[1] else match[0], text)


def normalise(text: str) -> str:
    """CRLF and CR line ends as line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _first_of_each_line(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    line: int | None = None
    for match in pattern.finditer(text):
        start = text.rfind("\n", 0, match.start())
        if start != line:
            yield match
        line = start


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "accès refusé"
    if isinstance(error, FileNotFoundError):
        return "introuvable"
    if isinstance(error, IsADirectoryError):
        return "c’est un dossier"
    return "erreur de lecture"
