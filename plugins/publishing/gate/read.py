"""One file read whole: its bytes, by the rules of its form and by those of every file."""

from __future__ import annotations

import re
from collections.abc import Callable

from plugins.publishing.gate import data as forms
from plugins.publishing.gate.page import read_page
from plugins.publishing.gate.values import Facts, Rules
from plugins.publishing.gate.words import Words

Reader = Callable[[str, bytes, Rules], Facts]
READERS: dict[str, Reader] = {
    "html": read_page,
    "htm": read_page,
    "xml": forms.read_xml,
    "svg": forms.read_svg,
    "json": forms.read_json_file,
    "webmanifest": forms.read_json_file,
    "css": forms.read_css,
    "ics": forms.read_calendar,
}
_PLAIN = frozenset(("js", "txt", "vtt", "csv"))
# Controls that no text has (XML 1.0 § 2.2), and noncharacters (Unicode, ch. 23.7): feeds that hold one are not read.
_CONTROLS = {*range(32), 127} - {9, 10, 13}
_ORDINARY = bytes({*range(256)} - _CONTROLS)
_NONCHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe\U0001ffff]")


def read_file(path: str, data: bytes, rules: Rules, words: Words) -> Facts:
    """The facts of a file of the site; `words` are those of the rules, ready to be looked for."""
    if not data and path != ".nojekyll":  # a sign to GitHub Pages, by its name alone
        facts = Facts()
        facts.fault("fichier vide : enregistrez-le de nouveau, puis recommencez")
        return facts
    form = path.rpartition(".")[2].lower()
    if form in ("html", "htm") and b"<" not in data:
        form = "txt"  # a line that another site asks for, to know whose this one is: no page
    facts = _text(path, data, rules, form) if form in READERS or form in _PLAIN else Facts()
    # The name of a file says as much as what it holds.
    for found in words.find(path.encode() + b"\n" + (data.replace(b"\r\n ", b"") if form == "ics" else data)):
        facts.fault(found.message, found.text, kind=found.kind)
    return facts


def _text(path: str, data: bytes, rules: Rules, form: str) -> Facts:
    facts = Facts()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        facts.fault(f"texte qui n’est pas en UTF-8 (octet {error.start}) : enregistrez le fichier en UTF-8")
        return facts
    if form in READERS:
        facts = READERS[form](path, data, rules)
    strange = data.translate(None, _ORDINARY)
    found = f"U+{strange[0]:04X}" if strange else ""
    # One byte first, that nearly no text holds: it is looked for twenty times as fast as two.
    noncharacters = b"\xef" in data and (b"\xef\xb7" in data or b"\xef\xbf" in data)
    if not found and (noncharacters or (b"\xf0" in data and b"\xf0\x9f\xbf" in data)):
        match = _NONCHARACTER.search(text)
        found = f"U+{ord(match[0]):04X}" if match else ""
    if found:
        character = chr(int(found[2:], 16))
        facts.fault(f"caractère invisible {found} : effacez-le, des lecteurs de flux refuseraient tout", character)
    return facts
