"""The letter as files: HTML that mail programs of the last twenty years show, text, and both in a message to open.

Mail programs lay out tables, with their styles on each element; some draw pages as Word does. Gmail cuts what is beyond
102 KB. `theme/mail/` holds the templates, which read an edition and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.common.places import ROOT
from plugins.letters.edition import Edition
from plugins.site.filters import FILTERS

LIMIT = 100_000  # bytes
_LONG = 90  # signs of a line of text
_THIN = str.maketrans({"\u202f": "\u00a0"})  # a sign that some mail programs show as a box


def html_of(edition: Edition) -> str:
    """The letter as HTML, no heavier than mail programs show: of many texts, the last have their titles alone, and
    beyond, a link to the list."""
    count = len(edition.articles)
    for detailed, shown in _less(count):
        articles = tuple(
            each if rank < detailed else replace(each, teaser="", image=None)
            for rank, each in enumerate(edition.articles[:shown])
        )
        html = _rendered("letter.html", replace(edition, articles=articles), left=count - shown).strip() + "\n"
        if len(html.encode()) <= LIMIT:
            break
    return html


def _less(count: int) -> list[tuple[int, int]]:
    """How many texts are told in full and how many at all, from all to less and less."""
    found = [(count, count)]
    while found[-1][0] > 1:
        found.append((found[-1][0] // 2, count))
    while found[-1][1] > 1:
        found.append((min(found[-1][0], found[-1][1] // 2), found[-1][1] // 2))
    return found


def text_of(edition: Edition) -> str:
    """The letter as plain text."""
    return re.sub(r"\n{3,}", "\n\n", _rendered("letter.txt", edition, left=0)).strip() + "\n"


def message_of(edition: Edition, made: datetime, html: str, text: str) -> bytes:
    """Both in a message that a mail program opens as one to be sent (RFC 5322): the same bytes each time."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = edition.subject.translate(_THIN)
    if edition.email:
        message["From"] = f'"{edition.agency}" <{edition.email}>'
    message["Date"] = format_datetime(made)
    message["X-Unsent"] = "1"  # Outlook opens it as a draft
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message.set_boundary(f"lettre-{blake2b(html.encode() + text.encode(), digest_size=12).hexdigest()}")
    return message.as_bytes()


def wrapped(text: str) -> str:
    """A text cut in lines; a no-break space is never an end of line."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= _LONG:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip(" ")
    return "\n".join(lines)


def blocks(name: str, view: object) -> str:
    """A template of the site with the values that it may read: what slots put into the bodies of texts."""
    said = {each.name: getattr(view, each.name) for each in fields(view)}  # type: ignore[arg-type]
    return _environment("templates", autoescape=True).get_template(f"{name}.html").render(said)


def _rendered(name: str, edition: Edition, left: int) -> str:
    environment = _environment("mail", autoescape=name.endswith(".html"))
    said = {each.name: getattr(edition, each.name) for each in fields(edition)}
    return environment.get_template(name).render(said | {"left": left}).translate(_THIN)


def _environment(folder: str, *, autoescape: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "theme" / folder),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update({**FILTERS, "wrapped": wrapped})
    return made
