"""A month of an agency, played through on real WordPress: what the editor reads each time, what the clients are sent,
the report.

Three clients: Orvane publishes what it gets, Le Cadran gets drafts that it corrects and publishes, Exocet takes a feed.
Each incident of such a month comes once. `month.md` is read as those people would; to write it again after a change of
words, run this test with TRIBUNE_GOLDEN=1 and read the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
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
from plugins.targets.target import kinds
from plugins.typography.options import Options as Typography
from tests.relays import desk as desks
from tests.relays.desk import Desk
from tests.services.faultproxy import Fault, FaultProxy
from tests.services.wordpress import Blog, WordPress

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


PATIENCE = 1  # seconds that a mute client is waited for


class Client:
    """A client's blog, the line to it, and what its editor, Marie, does there."""

    def __init__(self, name: str, blog: Blog) -> None:
        self.name, self.blog, self.line = name, blog, FaultProxy(blog.url)
        self.mute = False
        self._numbers: dict[str, int] = {}

    def set(self, id: str, **fields: Any) -> None:
        """Marie changes a post."""
        self.blog.ask("POST", f"wp/v2/posts/{id}", "editor", json=fields)

    def write(self, **fields: Any) -> str:
        """Marie writes a post; its number."""
        return str(self.blog.ask("POST", "wp/v2/posts", "editor", json={"status": "publish", **fields})["id"])

    def trash(self, id: str) -> None:
        """Marie puts a post in the trash."""
        self.blog.ask("DELETE", f"wp/v2/posts/{id}", "editor")

    @property
    def marie(self) -> int:
        """The number of Marie's account."""
        return self.blog.accounts["editor"].id

    def raw(self, id: str) -> dict[str, Any]:
        """A post as the block editor opens it."""
        return self.blog.ask("GET", f"wp/v2/posts/{id}", params={"context": "edit"})

    def told(self, text: str) -> str:
        """A text that does not depend on the run: an address in words, posts numbered from 1, no real day."""
        name = self.name
        text = re.sub(rf"(?:{self.blog.url}|{self.line.url})(?:/\d{{4}}/\d\d)?", f"https://blog.{name}.example", text)
        text = re.sub(
            rf"(https://blog\.{name}\.example/(?:wp-admin/post\.php)?\?p(?:ost)?=)(\d+)",
            lambda found: found[1] + self._number(found[2]),
            text,
        )
        text = re.sub(r"(billet )\d+( : copie)", r"\g<1>n\g<2>", text)
        return re.sub(r"par Marie le \d+\w*\s\w+\s\d{4}", "par Marie ce jour-là", text)  # the blog's own clock

    def _number(self, id: str) -> str:
        return str(self._numbers.setdefault(id, len(self._numbers) + 1))


class Agency:
    """The desk, its clients' blogs, and the diary of what was shown to people."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, *clients: Client) -> None:
        self.clients = {client.name: client for client in clients}
        self.desk = Desk(root, {"wordpress": self._blog})
        self.desk.agency()
        for name, options in {"orvane": {"per_week": "2"}, "cadran": {"status": "draft"}}.items():
            account = self.clients[name].blog.accounts["author"]
            self.desk.client(name, self.clients[name].line.url, account.login, account.password, **options)
        url = "https://exocet.example/"
        self.desk.write(
            "clients/exocet.md", f"---\nname: Exocet\nurl: {url}\nblog_url: {url}\nrelay: {{kind: feed}}\n---\n"
        )
        self._set, self.diary = monkeypatch, ["# Un mois de relais"]

    def _blog(self, relay: Any, environment: Mapping[str, str]) -> Any:
        (client,) = (client for client in self.clients.values() if client.line.url == str(relay.url).rstrip("/"))
        wait = {"deadline": PATIENCE} if client.mute else {}
        return partial(kinds()["wordpress"], **wait)(relay, environment)

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
        text = self.told(text).replace(f"{self.desk.root}/", "").rstrip()
        self.diary.append(f"{title}\n\n````text\n{text}\n````")

    def told(self, text: str) -> str:
        for client in self.clients.values():
            text = client.told(text)
        return text

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

    def post(self, slug: str, client: str) -> str:
        """The number of a relay's post."""
        return self.desk.entry(slug, client).remote["id"]


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wordpress: WordPress) -> Iterator[Agency]:
    """Two blogs of its own: every plan lists what is ours, and other tests leave hundreds of posts on theirs."""
    clients = [Client(name, wordpress.add(f"mois_{name}")) for name in ("orvane", "cadran")]
    yield Agency(tmp_path, monkeypatch, *clients)
    for client in clients:
        client.line.stop()
        client.blog.stop()


def test_a_month_is_told_as_people_read_it(agency: Agency) -> None:
    """Plans, courriels et compte rendu d’un mois, incidents compris ; à la fin, ni doublon, ni perte, ni mot écrasé."""
    orvane, cadran, desk = agency.clients["orvane"], agency.clients["cadran"], agency.desk

    agency.day(2, "trois articles, une première fois")
    agency.write("ecouter", "orvane, cadran, exocet", 2)
    agency.write("chiffrer", "orvane, cadran", 2)
    agency.write("relancer", "orvane", 1)
    agency.plan()
    agency.apply()
    agency.mail()

    agency.day(4, "la Marie du Cadran corrige et publie l’un ; elle publie l’autre tel quel, sous son nom")
    ecouter = agency.post("ecouter", "cadran")
    content = cadran.raw(ecouter)["content"]["raw"].replace("trois lignes", "dix lignes")
    cadran.set(ecouter, content=content, status="publish", title="Écouter d’abord")
    cadran.set(agency.post("chiffrer", "cadran"), status="publish", author=cadran.marie)
    agency.plan()
    agency.apply()
    base = desk.entry("ecouter", "cadran").base
    assert base is not None
    with desk.run() as run:
        remote = run.blogs.of("cadran")[0].get(ecouter)
    assert remote is not None
    found = merge(desk.site().articles["ecouter"], base, held(remote))
    agency.show("relay.adopt ecouter cadran --write", found.to_text())
    found.write()
    desk.wish("adopt", "ecouter", "cadran")
    agency.plan()

    agency.day(9, "la correction part chez Orvane, avec le troisième de la semaine passée ; une réponse se perd")
    agency.write("conclure", "orvane, cadran", 9)
    orvane.line.faults.append(Fault("POST /wp-json/wp/v2/posts?", "lost"))
    agency.apply()

    agency.day(12, "un article effacé par mégarde, et un blog muet")
    (desk.content / "articles/2026-11-02-chiffrer.md").rename(desk.root / "chiffrer.md")
    cadran.mute = True
    cadran.line.faults.append(Fault("", "mute", times=99))
    agency.plan()
    agency.apply()
    (desk.root / "chiffrer.md").rename(desk.content / "articles/2026-11-02-chiffrer.md")
    cadran.mute = False
    cadran.line.reset()

    agency.day(13, "le Cadran programme un brouillon")
    later = datetime.now(desks.NOW.tzinfo) + timedelta(days=5)
    cadran.set(agency.post("conclure", "cadran"), status="future", date=f"{later:%Y-%m-%dT%H:%M:%S}")
    agency.plan()
    agency.apply()

    agency.day(16, "un article renommé, un autre retiré par le client, un troisième par nous ; le programmé est publié")
    agency.write("recruter", "orvane, cadran", 15)
    agency.apply()
    (desk.content / "articles/2026-11-15-recruter.md").unlink()
    agency.desk.write(
        "articles/2026-11-15-recruter-lentement.md",
        "---\ntitle: Recruter lentement\ndate: 2026-11-15\nrelay: [orvane, cadran]\n"
        f"redirect_from: [/articles/recruter/]\n---\n\n{TEXTS['recruter'][1]}\n",
    )
    relancer = agency.post("relancer", "orvane")
    orvane.trash(relancer)
    desk.wish("withdraw", "conclure", "orvane")
    now = datetime.now(desks.NOW.tzinfo) - timedelta(minutes=1)
    cadran.set(agency.post("conclure", "cadran"), status="publish", date=f"{now:%Y-%m-%dT%H:%M:%S}")
    agency.plan()
    agency.apply()

    agency.day(18, "le client d’Orvane remet le billet qu’il avait retiré")
    orvane.set(relancer, status="publish")
    agency.plan()
    agency.apply()

    agency.day(20, "le Cadran a déjà un billet fait à la main, et le blog double le sien")
    by_hand = cadran.write(
        title="Former, à leur façon", content="<p>Une heure par semaine suffit.</p>", slug="a-la-main"
    )
    agency.write("former", "cadran", 20)
    desk.wish("adopt", "former", "cadran", address=by_hand)
    words = {name: cadran.raw(ecouter)[name]["raw"] for name in ("title", "content")}
    copied = cadran.write(**words, slug="copie", author=cadran.blog.accounts["author"].id)
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
    agency.diary.append(agency.told(report(site, Ledger.of(site), "2026-11")).replace("# ", "### "))

    text = "\n\n".join(agency.diary).rstrip() + "\n"
    if os.environ.get("TRIBUNE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text("utf-8")
    held_by_marie = cadran.raw(ecouter)
    assert "dix lignes" in held_by_marie["content"]["raw"] and held_by_marie["title"]["raw"] == "Écouter d’abord"
    for entry in Ledger.of(site):
        there = agency.clients[entry.client].blog
        ids = {str(post["id"]) for post in there.live() if post["id"] == int(entry.remote["id"])}
        ids |= {str(post["id"]) for post in there.live(entry.key)} - {copied}
        assert ids == ({entry.remote["id"]} if entry.state == "published" else set())
