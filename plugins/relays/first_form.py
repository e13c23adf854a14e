"""Ledgers in their first form, which kept a state and lines of history: read as a log that begins with that state."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from plugins.common.untyped import JsonObject
from plugins.relays.entry import Entry
from plugins.relays.events import By, Carried, Intended, Past, Remote, Text, Written


class _Intent(BaseModel):
    action: Written
    at: str
    title: str = ""
    content: str | None = None
    status: str = ""
    picture: str = ""
    by: By = ""


class _Remote(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str = ""
    url: str = ""
    edit_url: str = ""
    slug: str = ""
    picture: str = ""
    status: str = ""
    was: str = ""


class _Base(BaseModel):
    title: str = ""
    content: str | None = None
    sent: str = ""
    asked: str = ""


class _Line(BaseModel):
    at: str
    what: str
    detail: str = ""


@dataclass
class _First:
    """The file, as it was."""

    article: str
    client: str
    uid: str
    key: str
    source: str = ""
    state: Literal["intent", "published", "withdrawn", "conflict"] = "intent"
    intent: _Intent | None = None
    remote: _Remote = field(default_factory=_Remote)
    base: _Base = field(default_factory=_Base)
    tracking: str = ""
    picture: str = ""
    refused: str = ""
    adopted: bool = False
    by: By = ""
    blog: str = ""
    history: list[_Line] = field(default_factory=list)


@cache
def _adapter() -> TypeAdapter[_First]:
    return TypeAdapter(_First)


def read_first_form(data: JsonObject) -> Entry:
    """The entry of a file without events. Raises ValidationError for one that is not in the first form."""
    first = _adapter().validate_python(data)
    begun = first.history[0].at if first.history else first.intent.at if first.intent else ""
    places: Remote = {
        name: value
        for name, value in first.remote.model_dump(exclude={"was"}).items()
        if value  # type: ignore[assignment]
    }
    carried = Carried(
        at=first.history[-1].at if first.history else begun,
        state=first.state,
        by=first.by,
        post=places,
        was=first.remote.was,
        base=None if first.base.content is None else Text(first.base.title, first.base.content),
        known=bool(first.base.sent),
        asked=first.base.asked,
        adopted=first.adopted,
        picture=first.picture,
        refused="" if first.refused.endswith("?") else first.refused,
        doubted=first.refused.removesuffix("?") if first.refused.endswith("?") else "",
        waiting=begun,
        pending=_pending(first.intent) if first.intent else None,
    )
    entry = Entry(f"{first.uid}@{first.client}", first.key, first.article, first.client, first.source, first.blog)
    entry.tracking = first.tracking
    for line in first.history:
        entry.add(Past(at=line.at, step=line.what, detail=line.detail))
    entry.add(carried)
    return entry


def _pending(intent: _Intent) -> Intended:
    text = None if intent.content is None else Text(intent.title, intent.content)
    return Intended(
        at=intent.at, action=intent.action, text=text, status=intent.status, picture=intent.picture, by=intent.by
    )
