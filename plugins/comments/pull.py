"""What the comments of a server change in the file of a thread: never twice, nothing of the house's own lost.

The file is edited, not written anew: an item is added at the end, or the lines of one item change. Each comment that
came from the server keeps the digest of what it was there: one that the house has corrected is never overwritten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from plugins.comments.isso import Remote
from plugins.common.untyped import JsonObject
from plugins.model.fields import Loc
from plugins.model.frontmatter import parse_yaml_file
from plugins.model.header import Mark
from plugins.model.source import clean_text
from plugins.model.thread import AUTHOR_MOST, LONGEST, MOST, Thread

PREFIX = "isso-"
HEAD = "# Commentaires ramenés par ./inv comments.pull, et réponses de l’agence (« agency: true »).\ncomments:\n"
_ANONYMOUS = "Anonyme"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_EMPTY = re.compile(r"comments:\s*(?:\[\s*\])?\s*$")
_ANSWERS = re.compile(r"\s*reply_to:")
_PLAIN = re.compile(r"[a-z][a-z-]*-\d+|\d{4}-\d\d-\d\d \d\d:\d\d")
_SAME: JsonObject = {}  # stands for what does not change


@dataclass(frozen=True)
class Pulled:
    """The text of a file after the pull, and what is said of it, in French; `added` is how many comments are new."""

    text: str
    added: int
    changed: int
    told: tuple[str, ...]


class Unwritable(Exception):
    """The file is in a form that cannot be edited; the message is French."""


def entry_of(remote: Remote, known: Iterable[str]) -> JsonObject:
    """A comment of the server as an item of the file: its text cleaned of what no text may hold."""
    author = " ".join(_MAIL.sub("", clean_text(remote.author)).split())[:AUTHOR_MOST].strip() or _ANONYMOUS
    text = "\n".join(line.rstrip() for line in clean_text(remote.text).split("\n")).strip()
    found: JsonObject = {"id": f"{PREFIX}{remote.number}", "author": author, "date": f"{remote.date:%Y-%m-%d %H:%M}"}
    if remote.parent and f"{PREFIX}{remote.parent}" in known:
        found["reply_to"] = f"{PREFIX}{remote.parent}"
    return {**found, "digest": digest_of(author, text), "text": text}


def digest_of(author: str, text: str) -> str:
    """What tells whether a comment has changed since it came, there or here."""
    return sha256(f"{author}\0{text}".encode()).hexdigest()[:12]


def pull(text: str, thread: Thread, remotes: Sequence[Remote], *, remove: bool = False) -> Pulled:
    """The file of a thread with what the server has and it has not. `text` is the file, empty for a new one.

    A comment that changed there changes here, unless the house has changed it too; one that is no more there is told,
    and taken away with `remove`, its answers then standing alone. Raises Unwritable.
    """
    here = {each.id: each for each in thread.comments}
    there = {f"{PREFIX}{each.number}": each for each in remotes}
    told: list[str] = []
    fresh: dict[str, JsonObject] = {}
    changes: dict[str, JsonObject | None] = {}
    for name, remote in there.items():
        entry = entry_of(remote, [*here, *fresh])
        mine = here.get(name)
        if mine is not None:
            if mine.digest in (None, entry["digest"]):
                continue
            if digest_of(mine.author, mine.text) != mine.digest:
                told.append(f"{name} ({mine.author}) a changé sur le serveur et ici : relisez-le, rien n’est écrit")
            elif len(entry["text"]) > LONGEST or not entry["text"]:
                told.append(f"{name} ({mine.author}) a changé sur le serveur, vide ou trop long : rien n’est écrit")
            else:
                changes[name] = entry
                told.append(f"{name} ({mine.author}) a changé sur le serveur : repris")
        elif len(entry["text"]) > LONGEST:
            told.append(f"{name} : {len(entry['text'])} signes, {LONGEST} au plus : laissé sur le serveur")
        elif not entry["text"]:
            told.append(f"{name} : sans texte lisible, laissé sur le serveur")
        elif len(here) + len(fresh) >= MOST:
            told.append(f"{MOST} commentaires ici, pas un de plus : fermez-les (« closed: true »)")
            break
        else:
            fresh[name] = entry
    for name, mine in here.items():
        if mine.digest and name not in there:
            said = "retiré" if remove else "--remove le retire"
            told.append(f"{name} ({mine.author}) n’est plus sur le serveur : {said}")
            if remove:
                changes[name] = None
    edited = _edited(text, thread, changes, list(fresh.values())) if changes or fresh else text
    return Pulled(edited, len(fresh), len(changes), tuple(told))


def _edited(text: str, thread: Thread, changes: Mapping[str, JsonObject | None], fresh: Sequence[JsonObject]) -> str:
    """The file with the lines of some items changed or taken away, and new items after the last."""
    lines = text.rstrip("\n").split("\n") if text.strip() else HEAD.rstrip("\n").split("\n")
    if text.strip() and not thread.comments:
        lines = [*(line for line in lines if not _EMPTY.match(line)), "comments:"]
    marks, keys = _marks("\n".join(lines))
    starts = [marks["comments", rank][0] - 1 for rank in range(len(thread.comments))]
    margin = " " * max(0, marks["comments", 0][1] - 3) if starts else ""
    end = min((line - 1 for line in keys if starts and line - 1 > starts[-1]), default=len(lines))
    spans = [*zip(starts, [*starts[1:], end], strict=False)]
    wanted: list[JsonObject] = []
    items: list[list[str]] = []
    for (first, after), mine in zip(spans, thread.comments, strict=True):
        item, entry = lines[first:after], changes.get(mine.id, _SAME)
        if entry is None:
            continue
        lone = mine.reply_to is not None and changes.get(mine.reply_to, _SAME) is None
        if entry is not _SAME:
            entry = {**entry, **({"reply_to": mine.reply_to} if mine.reply_to and not lone else {})}
            kept = [line for line in item if line.lstrip(" ").startswith("#") and _depth(line) <= len(margin)]
            item = [*_item(entry, margin), *kept]
        elif lone:
            item = [line for line in item if not _ANSWERS.match(line)]
        items.append(item)
        wanted.append({"id": mine.id, "reply_to": None if lone else mine.reply_to})
    for entry in fresh:
        items.append(_item(entry, margin))
        wanted.append({"id": entry["id"], "reply_to": entry.get("reply_to")})
    before, rest = (lines[: starts[0]], lines[end:]) if starts else (lines, [])
    made = "\n".join([*before, *(line for item in items for line in item), *rest]) + "\n"
    if not items:
        made = made.replace("\ncomments:\n", "\ncomments: []\n")
    read = parse_yaml_file(made)
    found = [{"id": each.get("id"), "reply_to": each.get("reply_to")} for each in read.data.get("comments") or ()]
    whole = {each["id"]: each["text"] for each in (*fresh, *(each for each in changes.values() if each))}
    texts = {each.get("id"): str(each.get("text")).strip() for each in read.data.get("comments") or ()}
    if read.faults or found != wanted or any(texts[name] != said for name, said in whole.items()):
        raise Unwritable("ses commentaires n’y sont pas un par un, « - id: … » : rangez-les ainsi, puis recommencez")
    return made


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _marks(text: str) -> tuple[Mapping[Loc, Mark], list[int]]:
    """Where each item stands, and the lines of the keys of the file."""
    header = parse_yaml_file(text)
    return header.values, [mark[0] for loc, mark in header.keys.items() if len(loc) == 1]


def _item(entry: JsonObject, margin: str) -> list[str]:
    """An item of the list, in YAML: its text as it is, line by line."""
    lines = [f"{name}: {_scalar(value)}" for name, value in entry.items() if name != "text"]
    # With the indent said, a text may begin with spaces.
    lines += ["text: |-2", *(f"  {line}" if line else "" for line in str(entry["text"]).split("\n"))]
    return [f"{margin}{'- ' if rank == 0 else '  '}{line}" if line else "" for rank, line in enumerate(lines)]


def _scalar(value: object) -> str:
    """A value on one line, between quotes unless it is a plain word."""
    word = str(value)
    return word if _PLAIN.fullmatch(word) else json.dumps(word, ensure_ascii=False)
