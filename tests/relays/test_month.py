"""A month of an agency, played through: what the editor reads each time, what the clients are sent, the report.

Three clients: Orvane publishes what it gets, Le Cadran gets drafts that it corrects and publishes, Exocet takes a feed.
Each incident of such a month comes once. `month.md` is read as those people would; to write it again after a change of
words, run this test with TRIBUNE_GOLDEN=1 and read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from plugins.relays import feeds
from plugins.relays.case import held
from plugins.relays.events import Told
from plugins.relays.ledger import Ledger
from plugins.relays.mail import mails
from plugins.relays.merge import merge
from plugins.relays.plan import to_markdown
from plugins.relays.report import report
from plugins.targets.errors import RelayError, Uncertain
from plugins.targets.target import Account
from plugins.typography.options import Options as Typography
from tests.relays import desk as desks
from tests.relays.desk import Desk
from tests.relays.memory import Memory

GOLDEN = Path(__file__).parent / "month.md"
TEXTS = {
    "ecouter": ("Écouter avant de répondre", "Un bon rendez-vous commence avant la porte. On relit *trois lignes*."),
    "chiffrer": ("Chiffrer sans mentir", "Un chiffre seul ne dit rien. Deux chiffres se comparent."),
    "relancer": ("Relancer sans lasser", "On relance une fois, puis on attend. La troisième fois lasse."),
    "conclure": ("Conclure à temps", "Conclure, c’est dire quand. Le reste attendra lundi."),
    "recruter": ("Recruter lentement", "On recrute vite ce qu’on remplace vite."),
    "former": ("Former les siens", "Une heure par semaine suffit. Encore faut-il la tenir."),
    "accueillir": ("Accueillir un nouveau", "Le premier jour compte double. On le prépare la veille."),
    "partir": ("Partir en bons termes", "Un départ se raconte longtemps. Autant le soigner."),
}


class Mute(Memory):
    """A blog that may answer nothing."""

    mute = False

    def preflight(self) -> Account:
        if self.mute:
            raise RelayError("pas de réponse en 30 s : le blog est muet, ou la ligne coupée")
        return super().preflight()


class Agency:
    """The desk, its clients' blogs, and the diary of what was shown to people."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.orvane, self.cadran = Memory(), Mute()
        blogs = {"orvane": self.orvane, "cadran": self.cadran}
        self.desk = Desk(
            root, {"wordpress": lambda relay, env: next(blogs[name] for name in blogs if name in str(relay.url))}
        )
        self.desk.agency()
        self.desk.client("orvane", "https://blog.orvane.example", "agence", "secret", per_week="2")
        self.desk.client("cadran", "https://blog.cadran.example", "agence", "secret", status="draft")
        url = "https://exocet.example/"
        self.desk.write(
            "clients/exocet.md", f"---\nname: Exocet\nurl: {url}\nblog_url: {url}\nrelay: {{kind: feed}}\n---\n"
        )
        self._set, self.diary = monkeypatch, ["# Un mois de relais"]

    def write(self, slug: str, clients: str, day: int, title: str = "", text: str = "", **header: str) -> None:
        said, words = TEXTS[slug]
        more = "".join(f"{key}: {value}\n" for key, value in header.items())
        self.desk.write(
            f"articles/2026-11-{day:02d}-{slug}.md",
            f"---\ntitle: {title or said}\ndate: 2026-11-{day:02d}\nrelay: [{clients}]\n{more}---\n\n{text or words}\n",
        )

    def day(self, day: int, what: str, month: int = 11) -> None:
        now = datetime(2026, month, day, 9, tzinfo=desks.NOW.tzinfo)
        self._set.setattr(desks, "NOW", now)
        self.diary.append(f"## {day}/{month} : {what}")

    def show(self, title: str, text: str) -> None:
        text = text.replace(f"{self.desk.root}/", "").rstrip()
        self.diary.append(f"{title}\n\n````text\n{text}\n````")

    def plan(self) -> None:
        plan = self.desk.plan()
        self.show(f"relay.plan (code {plan.exit_code})", plan.to_text(all_lines=True))

    def apply(self, **options: Any) -> None:
        applied = self.desk.apply(**options)
        said = [outcome.to_text() for outcome in applied.outcomes]
        said += [line.to_text() for line in applied.plan.lines if line.action in ("conflict", "blocked", "ask")]
        site = self.desk.site()
        ledger = Ledger.of(site, feeds.FOLDER)
        frozen = feeds.freeze(feeds.feed_relays(site, Typography()), ledger, site.articles, site.now.isoformat())
        said += [f"{path.stem} : flux, identifiant et lien figés" for path in frozen]
        self.show(f"relay.apply (code {applied.exit_code})", "\n".join(said) or "Rien à faire.")

    def mail(self) -> None:
        site = self.desk.site()
        ledger = Ledger.of(site)
        for mail in mails(site, ledger):
            self.show(f"relay.mail, à {mail.client}", mail.to_text())
            for entry in mail.entries:
                entry.add(Told(at=site.now.isoformat()))
                ledger.write(entry)

    def post(self, blog: Memory, slug: str) -> str:
        return next(id for id, post in blog.posts.items() if post.slug == slug)


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Agency]:
    yield Agency(tmp_path, monkeypatch)


def test_a_month_is_told_as_people_read_it(agency: Agency) -> None:
    """Plans, courriels et compte rendu d’un mois, incidents compris ; à la fin, ni doublon, ni perte, ni mot écrasé."""
    orvane, cadran, desk = agency.orvane, agency.cadran, agency.desk

    agency.day(2, "trois articles, une première fois")
    agency.write("ecouter", "orvane, cadran, exocet", 2)
    agency.write("chiffrer", "orvane, cadran", 2)
    agency.write("relancer", "orvane", 1)
    agency.plan()
    agency.apply()
    agency.mail()

    agency.day(4, "la Marie du Cadran corrige et publie l’un, publie l’autre tel quel")
    id = agency.post(cadran, "ecouter")
    content = cadran.posts[id].content.replace("trois lignes", "dix lignes")
    cadran.edit(id, content=content, status="published", title="Écouter d’abord")
    cadran.editors[id] = ("Marie", "2026-11-04T08:00:00Z")
    cadran.edit(agency.post(cadran, "chiffrer"), status="published", signed="Marie")
    agency.plan()
    agency.apply()
    base = desk.entry("ecouter", "cadran").base
    assert base is not None
    found = merge(desk.site().articles["ecouter"], base, held(cadran.posts[id]))
    agency.show("relay.adopt ecouter cadran --write", found.to_text())
    found.write()
    desk.wish("adopt", "ecouter", "cadran")
    agency.plan()

    agency.day(9, "la correction part chez Orvane, avec le troisième de la semaine passée ; une réponse se perd")
    agency.write("conclure", "orvane, cadran", 9)
    orvane.faults.append(Uncertain("pas de réponse en 30 s"))
    agency.apply()
    agency.apply()

    agency.day(12, "un article effacé par mégarde, et un blog muet")
    (desk.content / "articles/2026-11-02-chiffrer.md").rename(desk.root / "chiffrer.md")
    cadran.mute = True
    agency.plan()
    agency.apply()
    (desk.root / "chiffrer.md").rename(desk.content / "articles/2026-11-02-chiffrer.md")
    cadran.mute = False

    agency.day(16, "un article renommé, un autre retiré par le client, un troisième par nous")
    agency.write("recruter", "orvane, cadran", 15)
    agency.apply()
    (desk.content / "articles/2026-11-15-recruter.md").unlink()
    agency.desk.write(
        "articles/2026-11-15-recruter-lentement.md",
        "---\ntitle: Recruter lentement\ndate: 2026-11-15\nrelay: [orvane, cadran]\n"
        f"redirect_from: [/articles/recruter/]\n---\n\n{TEXTS['recruter'][1]}\n",
    )
    orvane.edit(agency.post(orvane, "relancer"), status="trash")
    desk.wish("withdraw", "conclure", "orvane")
    agency.plan()
    agency.apply()

    agency.day(20, "le Cadran a déjà un billet fait à la main, et le blog double le sien")
    by_hand = {"title": "Former, à leur façon", "content": "<p>Une heure par semaine suffit.</p>", "slug": "a-la-main"}
    cadran.posts["90"] = replace(cadran.posts[id], id="90", url="https://blog.example/90/", **by_hand)
    agency.write("former", "cadran", 20)
    desk.wish("adopt", "former", "cadran", address="90")
    cadran.posts["91"] = replace(cadran.posts[id], id="91", copied=True, signed="Marie")
    agency.plan()
    agency.apply()

    agency.day(27, "deux derniers, l’un pour décembre ; la relecture d’une demande")
    agency.write("accueillir", "orvane, cadran, exocet", 26)
    agency.write("partir", "{client: orvane, date: 2026-12-05}, cadran", 27)
    agency.show("le commentaire de la demande", to_markdown(desk.plan()))
    agency.apply()
    agency.mail()

    agency.day(30, "le compte rendu")
    agency.plan()
    site = desk.site()
    agency.diary.append(report(site, Ledger.of(site), "2026-11").replace("# ", "### "))

    text = "\n\n".join(agency.diary).rstrip() + "\n"
    if os.environ.get("TRIBUNE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text("utf-8")
    assert "dix lignes" in cadran.posts[id].content and cadran.posts[id].title == "Écouter d’abord"
    for blog in (orvane, cadran):
        slugs = [post.slug for post in blog.posts.values() if post.live and not post.copied]
        assert len(slugs) == len(set(slugs))
