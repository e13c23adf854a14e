"""What an Isso server says to anybody of the comments that it has accepted (isso-comments.de, « API »).

No secret is needed: `GET /?uri=` gives the accepted ones, without mail addresses. What awaits moderation is not told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx

from plugins.common.http import Transport
from plugins.common.timed_network import BROKEN, TimedNetwork, deadline
from plugins.common.untyped import Json

TIMEOUT, LIMIT = 30, 20_000_000  # seconds for one answer; bytes


class Unreadable(Exception):
    """The server gave no answer that can be read; the message is French."""


@dataclass(frozen=True)
class Remote:
    """A comment as the server gives it: its number there, that of the one that it answers."""

    number: int
    parent: int | None
    author: str
    date: datetime
    text: str


def counts(server: str, threads: list[str]) -> dict[str, int]:
    """How many accepted comments each thread has. Raises Unreadable."""
    found = _ask("POST", f"{server}/count", json.dumps(threads).encode())
    if not isinstance(found, list) or len(found) != len(threads) or not all(isinstance(each, int) for each in found):
        raise Unreadable(f"{server}/count : réponse inattendue ; est-ce l’adresse d’un serveur Isso ?")
    return dict(zip(threads, found, strict=True))


def comments(server: str, thread: str, zone: ZoneInfo) -> list[Remote]:
    """The accepted comments of a thread, oldest first, each after the one that it answers. Raises Unreadable."""
    address = f"{server}/?uri={quote(thread, safe='')}&plain=1"
    answer = _ask("GET", address, none=404)
    if answer is None:
        return []
    try:
        found = [_read(each, zone) for each in _flat(answer["replies"])]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Unreadable(f"{address} : réponse inattendue ; est-ce l’adresse d’un serveur Isso ?") from None
    return [each for each in found if each is not None]


def _flat(replies: Iterable[Json]) -> Iterator[Json]:
    """Each comment, those below it after it."""
    waiting = [*replies][::-1]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += [*(each.get("replies") or ())][::-1]


def _read(each: Mapping[str, Json], zone: ZoneInfo) -> Remote | None:
    """A comment; None for one that was deleted and is there for its answers alone."""
    if each["mode"] != 1:
        return None
    parent = each.get("parent")
    date = datetime.fromtimestamp(float(each["created"]), UTC).astimezone(zone)
    author = unescape(str(each.get("author") or ""))  # the server keeps names escaped
    return Remote(int(each["id"]), int(parent) if parent else None, author, date, str(each["text"]))


def _ask(method: str, address: str, body: bytes | None = None, none: int = 0) -> Json:
    """The JSON value of an answer; None where its status is `none`."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    read = b""
    try:
        with (
            httpx.Client(transport=Transport(TimedNetwork(deadline(TIMEOUT))), trust_env=False) as client,
            client.stream(method, address, content=body, headers=headers) as answer,
        ):
            if none and answer.status_code == none:
                return None
            if not answer.is_success:
                raise Unreadable(f"{address} : réponse {answer.status_code}")
            for part in answer.iter_bytes():
                read += part
                if len(read) > LIMIT:
                    raise Unreadable(f"{address} : réponse de plus de {LIMIT // 1_000_000} Mo")
        return json.loads(read)
    except (ValueError, RecursionError):
        raise Unreadable(f"{address} : ce n’est pas du JSON ; est-ce l’adresse d’un serveur Isso ?") from None
    except (*BROKEN, httpx.InvalidURL):
        raise Unreadable(f"{address} : sans réponse") from None
