"""An editor's desk: a content folder of its own, relayed to real blogs, planned and applied as the tasks do."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from plugins.model.content import Content
from plugins.model.loader import load_site
from plugins.relays.apply import Applied, apply_plan, grant
from plugins.relays.blogs import Blogs
from plugins.relays.case import Wish
from plugins.relays.context import Outcome, Run
from plugins.relays.entry import Entry
from plugins.relays.ledger import Ledger
from plugins.relays.plan import Plan
from plugins.relays.planner import make_plan
from plugins.targets.target import Factory
from plugins.typography.options import Options as Typography
from tests.conftest import LEGAL

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
TEXT = (
    "Un bon rendez-vous commence avant la porte. On relit trois lignes, on écrit une question, on range son"
    " téléphone.\n\nLe reste tient à l’écoute."
)
RICH = (
    "Une ligne,  \npuis une autre : `a < b && c`, H<sub>2</sub>O, 50&#8239;%, 🙂, <q>dit-elle</q>.\n\n"
    '<cite lang="en">L\'œuvre</cite>, <abbr title="dit &quot;ABBR&quot;">ABBR</abbr> et [un lien](https://x.example/?a=1&b=2).\n\n'
    "### Un titre « de niveau trois »\n\n1. un\n2. deux\n    - deux *bis*\n    - deux **ter**\n\n"
    'Mot\n:   Son sens.\n\n```\ncode("x")\n  sur deux lignes & plus\n```\n\n'
    "> Une citation\n>\n> en deux paragraphes.\n"
)
_NUMBERS = itertools.count(1)


@dataclass
class Desk:
    """`kinds`, `environment` and `checks` are what the tasks give: the known targets, the secrets by name, what
    prepares files."""

    root: Path
    kinds: Mapping[str, Factory]
    environment: dict[str, str] = field(default_factory=dict)
    checks: tuple[str, ...] = ()

    @property
    def content(self) -> Path:
        return self.root / "content"

    def write(self, name: str, text: str) -> None:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def agency(self, url: str = "https://essai.example/carnet") -> None:
        self.write("agence.yaml", f"name: Agence Essai\nurl: {url}\n{LEGAL}")

    def client(self, name: str, url: str, account: str, password: str, **relay: str) -> None:
        """A client's file; the secret goes to the environment under a name of its own."""
        variable = f"{name.upper()}_SECRET"
        self.environment[variable] = password
        options = {"kind": "wordpress", "url": url, "account": account, "secret_env": variable, "status": "published"}
        lines = "".join(f"  {key}: {value}\n" for key, value in (options | relay).items() if value)
        self.write(
            f"clients/{name}.md",
            f"---\nname: {name.title()}\nurl: https://{name}.example/\nblog_url: {url}/\n"
            f"relay:\n{lines}---\n\nUn client.\n",
        )

    def article(self, slug: str, clients: str = "orvane", text: str = TEXT, title: str = "", **header: str) -> str:
        """An article, its slug; a title not given is the slug's."""
        more = "".join(f"{key}: {value}\n" for key, value in header.items())
        shown = title or f"À propos de {slug}"
        relay = f"relay: [{clients}]\n" if clients else ""
        self.write(
            f"articles/2026-11-02-{slug}.md", f"---\ntitle: {shown}\ndate: 2026-11-02\n{relay}{more}---\n\n{text}\n"
        )
        return slug

    def new(self, name: str, **options: str) -> str:
        """An article with an address that no other test has: tests share the blogs."""
        return self.article(f"{name}-{next(_NUMBERS)}", **options)

    def picture(self, name: str, colour: str) -> str:
        from PIL import Image  # here: processes that send no picture start faster

        path = self.content / "images" / name
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (40, 30), colour).save(path)
        return f"images/{name}"

    def site(self) -> Content:
        site = load_site(self.content, lambda timezone: NOW, checks=self.checks)
        assert not [problem for problem in site.problems if problem.severity == "error"], site.problems
        return site

    def plan(self) -> Plan:
        site = self.site()
        blogs = Blogs(site, self.kinds, self.environment)
        try:
            return make_plan(site, Ledger.of(site), blogs, Typography())
        finally:
            blogs.close()

    @contextmanager
    def run(self, **options: Any) -> Iterator[Run]:
        """What a task gives to a decision: the content and the blogs as they are now."""
        site = self.site()
        blogs = Blogs(site, self.kinds, self.environment)
        try:
            yield Run(site, blogs, self.root / "relais.lock", Typography(), **{"recheck_delay": 0.0, **options})
        finally:
            blogs.close()

    def apply(self, read: Mapping[str, Any] | None = None, retire: bool = False, **options: Any) -> Applied:
        with self.run(**options) as run:
            return apply_plan(run, read, retire=retire)

    def answered(self) -> dict[str, Any]:
        """The plan of now, read by a person who says yes to all that it asks."""
        read = json.loads(self.plan().to_json())
        for line in read["lines"]:
            line |= {"answer": "retirer"} if line["action"] == "ask" else {}
        return read

    def wish(self, wish: Wish, article: str, client: str = "orvane", address: str = "", **options: Any) -> Outcome:
        """What a person asks of one relay, by the command of that name."""
        with self.run(**options) as run:
            return grant(run, article, client, wish, address)

    def action(self, article: str, client: str = "orvane") -> str:
        """What the plan would do of one relay."""
        return self.line(article, client).action

    def line(self, article: str, client: str = "orvane") -> Any:
        return next(line for line in self.plan().lines if (line.article, line.client) == (article, client))

    def entry(self, article: str, client: str = "orvane") -> Entry:
        return next(entry for entry in Ledger.of(self.site()) if (entry.article, entry.client) == (article, client))

    def said(self, applied: Applied) -> str:
        return "\n".join(outcome.to_text() for outcome in applied.outcomes)


class Held(Protocol):
    """What a test asks of a blog, whatever its kind, behind the relay's back."""

    def live(self, key: str) -> list[dict[str, Any]]: ...


def settled(desk: Desk, blog: Held, slug: str) -> list[str]:
    """The ids of the live posts once the relay is applied again: it must then be at rest."""
    desk.apply()
    assert desk.action(slug) == "nothing"
    assert desk.entry(slug).state == "published" and desk.entry(slug).intent is None
    return [str(post["id"]) for post in blog.live(desk.entry(slug).key)]
