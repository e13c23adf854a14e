"""What a message says to write is right itself: done to the letter, the message goes, and brings no other."""

from __future__ import annotations

import re

import pytest

from tests.model.test_messages import Case, completed, read_cases

# « ajoutez par exemple « access_delay: 2 semaines » », « voulez-vous « vente » ? », « par exemple 2026-03-01 ».
_KEY = re.compile(r"(?:ajoutez|écrivez)(?:,? par exemple,?)? « ([a-z_]+): (.+?) »(?=$|,? ou |,? et |[ ,;.)\[])")
_MORE = re.compile(r", « ([a-z_]+): (.+?) »")  # the other keys of the same gesture
_MEANT = re.compile(r"voulez-vous « ([^»]+) » \?")
_VALUE = re.compile(r"(?:écrivez [^«»;]*?)(?:par exemple|comme) ([^«»;,?\[]+?)(?: \[[a-z-]+\])?$")
_READ = re.compile(r"« ([^»]+) »")
_OPEN = re.compile(r"…|AAAA|\bce que\b|nom@|https://exemple\.fr/page")  # words to be replaced by one's own, or no value


# Once this fault is mended, another of the same block is seen: the file of the link is absent too; a state that is
# named right asks for what goes with it.
HIDING = (
    "Indicateur inconnu",
    "État d’accessibilité en français",
    "État d’accessibilité en français, à sa clé",
    "Non-conformité au-dessus de la moitié",
    "Conformité partielle de cent pour cent",
)


def follow(text: str, told: str) -> str | None:
    """A text once done what a message says, at its line; None when it gives no example to be copied."""
    place, _, message = told.partition(": ")
    line, column = (int(each) - 1 for each in place.split(":"))
    lines = text.split("\n")
    if (found := _KEY.search(message)) and not _OPEN.search(found[0]):
        for key, value in (found.groups(), *_MORE.findall(message[found.end() :].partition(" ; ")[0])):
            lines = _with_key(lines, line, key, value)
        return "\n".join(lines)
    found = _MEANT.search(message) or _VALUE.search(message)
    if not found or _OPEN.search(found[1]):
        return None
    for wrong in reversed(_READ.findall(message[: found.start()])):
        start = lines[line].lower().find(wrong.lower(), column)
        if start >= 0:
            lines[line] = lines[line][:start] + found[1].strip() + lines[line][start + len(wrong) :]
            return "\n".join(lines)
    return None


def _with_key(lines: list[str], line: int, key: str, value: str) -> list[str]:
    """The lines with a key: in the braces of that line or in its block, else in the header."""
    own = rf"\b{key}: (?:\[.*?\]|\{{.*?\}}|[^,}}\]]+)"
    done = [*lines]
    if "{" in lines[line]:
        there = re.search(own, lines[line])
        done[line] = re.sub(own, lambda _: f"{key}: {value}", lines[line], count=1)
        if not there:
            done[line] = lines[line].replace("{", f"{{{key}: {value}, ", 1)
        return done
    indent = re.match(" *", lines[line + 1] if lines[line].endswith("accessibility:") else lines[line])
    margin = indent[0] if indent else ""
    held = [rank for rank, each in enumerate(lines) if re.match(rf"(?i){margin}{key}\s*:", each)]
    if held:
        done[held[0]] = f"{margin}{key}: {value}"
    else:
        done.insert(line + 1 if margin else 1, f"{margin}{key}: {value}")
    return done


def gives(told: str) -> bool:
    """Whether a message gives something to be copied, in place of what it read."""
    key, value = _KEY.search(told), _MEANT.search(told) or _VALUE.search(told)
    if "« ,50 »" in told:  # of « 590,50 », which YAML cuts between braces, the message quotes the end alone
        return False
    if key:
        return not _OPEN.search(key[0])
    return value is not None and not _OPEN.search(value[1]) and bool(_READ.search(told[: value.start()]))


ACTS = [(case, told) for case in read_cases() for told in case.expected if gives(told)]


@pytest.mark.parametrize(("case", "told"), [pytest.param(*act, id=act[0].title) for act in ACTS])
def test_what_a_message_says_to_write_is_right(case: Case, told: str, folder, required) -> None:
    """L’exemple que donne un message, recopié à sa ligne, le fait taire, et n’en fait naître aucun autre."""

    def messages(text: str) -> list[str]:
        folder.write(case.path, text)
        found = [problem for problem in folder.load().problems if problem.path == f"content/{case.path}"]
        return [problem.told for problem in found]

    text = completed(case, required)
    before = messages(text)
    done = follow(text, told)
    assert done is not None, told
    after = messages(done)

    assert len(after) < len(before) or case.title in HIDING, (done, after)
    assert set(after) <= set(before) or case.title in HIDING, (done, after)
    assert told.partition(": ")[2] not in after
