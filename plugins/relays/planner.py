"""The making of a plan: what the content asks for, what the ledger knows, what each blog holds; nothing is written."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from plugins.common.untyped import Json
from plugins.model.client import RelayTarget
from plugins.model.content import Content
from plugins.relays.blogs import Blogs
from plugins.relays.case import Case, Wish, Word
from plugins.relays.decision import Decision, decide
from plugins.relays.desired_posts import DesiredPost, desired_posts, relay_key
from plugins.relays.entry import Entry
from plugins.relays.events import Text
from plugins.relays.labels import WITHDRAWN, day_of
from plugins.relays.ledger import Ledger, former_clients
from plugins.relays.pace import paced
from plugins.relays.plan import Line, Plan, ordered
from plugins.targets.errors import RelayError
from plugins.targets.target import BlogPost
from plugins.typography.options import Options as Typography

CLIENT_TIME = 120.0  # seconds to read all that concerns one client
READERS = 8  # clients read at once
ANSWER = "retirer"  # what a person writes in a line of a plan that asks


@dataclass
class Asked:
    """One relay to be looked at: what the article wants of it, if anything, and what the ledger knows."""

    wanted: DesiredPost | None
    entry: Entry
    known: bool
    former: Sequence[str] = ()  # the ids that the ledger, lost, may have known it by
    gone: bool = False  # the article's file is gone, or readers do not have it
    word: Word = ""
    suspect: str = ""  # why it is suspected to be another relay renamed

    @property
    def article(self) -> str:
        return self.wanted.article if self.wanted else self.entry.article

    @property
    def name(self) -> tuple[str, str]:
        return self.article, self.entry.client


@dataclass(frozen=True)
class Said:
    """What a person said besides the content: `retire`, all public posts whose article is gone may go; `answers`, the
    lines of a plan that were answered."""

    retire: bool = False
    answers: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, retire: bool, read: Mapping[str, Json] | None) -> Said:
        """The word of the command line, and the answers of a plan that was read."""
        lines = read.get("lines", ()) if read else ()
        answered = ((line["article"], line["client"]) for line in lines if line.get("answer") == ANSWER)
        return cls(retire, frozenset(answered))


def asked_relays(
    site: Content, ledger: Ledger, blogs: Blogs, typography: Typography, said: Said = Said()
) -> dict[str, list[Asked]]:
    """The relays of a site by client, those of the content then those that only the ledger knows. No network."""
    found: list[Asked] = []
    seen: set[str] = set()
    for wanted in desired_posts(site, set(blogs.kinds), typography):
        remembered = ledger.entry_of(wanted, site.articles)
        found.append(Asked(wanted, remembered or ledger.new_entry(wanted), remembered is not None))
        seen.add(found[-1].entry.id)
    for asked in found:
        if not asked.known and asked.wanted:
            asked.former = [id for id in _former_ids(site, asked.wanted) if id not in seen]
    found += [Asked(None, entry, True, gone=_is_gone(site, entry)) for entry in ledger if entry.id not in seen]
    by_client: dict[str, list[Asked]] = {}
    for asked in found:
        asked.word = "this" if asked.name in said.answers else "all" if said.retire else ""
        by_client.setdefault(asked.entry.client, []).append(asked)
    _suspect_client(site, blogs, by_client)
    return by_client


def _is_gone(site: Content, entry: Entry) -> bool:
    document = site.articles.get(entry.article)
    return document is None or site.state(document) not in ("published", "hidden")


def _former_ids(site: Content, wanted: DesiredPost) -> Iterator[str]:
    """The ids under which a relay that the ledger does not know may be on the blog: former articles, former clients."""
    articles = [wanted.article, *(each for each in wanted.aliases if each not in site.articles)]
    clients = [wanted.client, *(each for each in former_clients(site, wanted.client) if each not in site.clients)]
    yield from [f"{article}@{client}" for client in clients for article in articles][1:]


def _suspect_client(site: Content, blogs: Blogs, by_client: Mapping[str, list[Asked]]) -> None:
    """A client whose file vanished while another leads to the same blog was renamed: ask, rather than post twice."""
    for old, left in by_client.items():
        places = {asked.entry.blog for asked in left if asked.entry.state != "withdrawn"} - {""}
        if old in site.clients or not places:
            continue
        for new, come in by_client.items():
            if new == old or _plain(blogs.place(new)) not in map(_plain, places):
                continue
            for asked in (*left, *(each for each in come if not each.known)):
                asked.suspect = (
                    f"client « {old} » renommé « {new} » ? le blog est le même : "
                    f"ajoutez « redirect_from: [/clients/{old}/] » à content/clients/{new}.md"
                )


def make_plan(
    site: Content,
    ledger: Ledger,
    blogs: Blogs,
    typography: Typography,
    said: Said = Said(),
    wish: Wish = "",
    only: tuple[str, str] | None = None,
    address: str = "",
) -> Plan:
    """The plan of a site, or of the one relay `only`, an article and a client, of which a person has a wish.

    Clients are read at once, each in its own time. One that cannot be read has « bloqué » on its lines.
    """
    by_client = asked_relays(site, ledger, blogs, typography, said)
    if only is not None:
        kept = [asked for asked in by_client.get(only[1], ()) if only[0] in (asked.article, asked.entry.uid)]
        lines = [line_of(site, blogs, asked, wish, address) for asked in kept[:1]]
        return Plan(lines)
    with ThreadPoolExecutor(READERS, "relais") as pool:
        read = pool.map(lambda client: client_lines(site, ledger, blogs, client, by_client[client]), by_client)
        return ordered([line for lines in read for line in lines])


def client_lines(site: Content, ledger: Ledger, blogs: Blogs, client: str, relays: Sequence[Asked]) -> list[Line]:
    """The lines of one client, in the order in which they are carried out: that of the dates of articles."""
    end = time.monotonic() + CLIENT_TIME
    lines = []
    for asked in sorted(relays, key=lambda asked: (str(asked.wanted.published) if asked.wanted else "", asked.article)):
        if time.monotonic() > end:
            reason = (
                f"ce blog répond trop lentement : {CLIENT_TIME:.0f} s n’ont pas suffi, le passage suivant reprendra"
            )
            lines.append(Line(asked.article, client, "blocked", reason))
        else:
            lines.append(line_of(site, blogs, asked))
    _suspect_renaming(lines)
    sent = [entry.first for entry in ledger if entry.client == client]
    paced(lines, blogs.relay(client), sent, site.now)
    return lines


def line_of(site: Content, blogs: Blogs, asked: Asked, wish: Wish = "", address: str = "") -> Line:
    """The line of one relay: the blog is read, unless nothing there matters."""
    entry, wanted = asked.entry, asked.wanted
    line = Line(asked.article, entry.client, "blocked", "")
    relay = blogs.relay(entry.client)
    if wish == "untrack":
        case = Case(entry, asked.known, wanted, None, None, (), site.now)
        return _decided(line, case, decide(case, wish))
    if asked.suspect:
        line.action, line.reason = "conflict", asked.suspect
        return line
    if wanted is None and not wish and entry.state == "withdrawn" and entry.intent is None:
        line.action, line.reason, line.base = "nothing", WITHDRAWN[entry.by], _base(entry, relay, None, ())
        return line
    if relay is None:
        line.reason = (
            "ce client n’a plus de relais où écrire dans content/clients/ : rétablissez sa fiche, "
            f"ou cessez de suivre ce billet : {_untrack(entry)}"
        )
        return line
    try:
        case = look(site, blogs, asked)
        target, account = blogs.of(entry.client)
        if address:
            case.named = target.locate(address)
            if case.named is None or not case.named.live:
                raise RelayError(f"aucun billet « {address} » sur ce blog")
        _decided(line, case, decide(case, wish))
        line.base = _base(entry, relay, case, case.found)
        faults = target.check(case.post) if case.post and line.action in ("create", "update") else []
        if faults:
            line.action, line.reason = "blocked", " ; ".join(faults)
        if case.post and not target.supports_canonical and (case.post.canonical or case.post.robots):
            line.notes.append("« canonical » et « robots » demandent l’extension tribune-relais sur ce blog")
        if case.post and case.post.picture and not account.can_upload and line.action == "create":
            line.notes.append("ce compte ne peut pas envoyer d’image : l’extrait part sans illustration")
        line.notes += [
            f"billet {copy.id} : copie faite chez le client{f' par {copy.signed}' if copy.signed else ''}, laissée là"
            for copy in case.copies
        ]
        if line.decision and line.decision.edited and line.decision.remote:
            who = target.editor(line.decision.remote.id)
            line.reason += f" par {who[0]} le {day_of(who[1])} : rien n’est écrasé" if who else ""
    except RelayError as error:
        line.action, line.reason = "blocked", str(error)
    return line


def _decided(line: Line, case: Case, decision: Decision) -> Line:
    line.case, line.decision = case, decision
    line.action, line.reason, line.changes = decision.action, decision.reason, decision.changes
    return line


def look(site: Content, blogs: Blogs, asked: Asked) -> Case:
    """Read what a client's blog holds of one relay, by its key and by the id that the ledger remembers.

    Raises RelayError when the post is elsewhere.
    """
    entry, wanted = asked.entry, asked.wanted
    target, account = blogs.of(entry.client)
    place = blogs.place(entry.client)
    found = target.find(entry.key, fresh=False)
    for former in asked.former if not found else ():
        uid, _, client = former.rpartition("@")
        found = target.find(relay_key(uid, client), fresh=False)
        if found:
            entry.id, entry.key = former, relay_key(uid, client)
            break
    id = entry.remote.get("id")
    held = id in {remote.id for remote in found}
    # On another blog the id is someone else's. Ours there, mark and id: the same blog, whose address changed.
    elsewhere = bool(entry.blog) and not held and _plain(entry.blog) != _plain(place)
    if elsewhere and (entry.state != "withdrawn" or entry.intent):
        raise RelayError(
            f"ce billet est sur un autre blog ({entry.blog}) que celui de la fiche du client ({place}) : "
            f"rétablissez l’adresse, ou laissez-le où il est : {_untrack(entry)}"
            + (" ; relay.apply en créera un sur le nouveau" if wanted else "")
        )
    if id and not held and not elsewhere:
        remembered = target.get(id)
        found += [remembered] if remembered else []
    post = wanted.post(entry.key, entry.tracking) if wanted else None
    return Case(
        entry=entry,
        known=asked.known,
        wanted=wanted,
        post=post,
        text=Text(*target.render(post)) if post else None,
        found=found,
        now=site.now,
        can_upload=account.can_upload,
        elsewhere=elsewhere,
        article_gone=asked.gone,
        word=asked.word,
    )


def _plain(place: str) -> str:
    return place.replace("http://", "https://").casefold()


def _untrack(entry: Entry) -> str:
    return f"relay.untrack {entry.article} {entry.client}"


def _base(entry: Entry, relay: RelayTarget | None, case: Case | None, found: Iterable[BlogPost]) -> str:
    where = [relay.kind, str(relay.url), relay.account] if relay else []
    world = [(remote.id, remote.status, remote.url, remote.digest) for remote in found]
    post = case.post if case else None
    ours = [
        case.text if case else None,
        post.status if post else "",
        post.picture.origin if post and post.picture else "",
    ]
    memory = entry.to_json() if case is None or case.known else ""
    flat = json.dumps([where, memory, ours, world], ensure_ascii=False)
    return hashlib.blake2b(flat.encode(), digest_size=12).hexdigest()


def _suspect_renaming(lines: list[Line]) -> None:
    """An article that vanished while one of the same title appeared was renamed: ask, rather than post it twice."""
    gone = {
        line.case.entry.base.title: line
        for line in lines
        if line.action in ("withdraw", "ask") and line.case and line.case.wanted is None and line.case.entry.base
    }
    for line in lines:
        old = gone.get(line.case.wanted.title) if line.action == "create" and line.case and line.case.wanted else None
        if old is None:
            continue
        for each in (line, old):
            each.action = "conflict"
            each.reason = (
                f"« {old.article} » semble renommé « {line.article} » : "
                f"ajoutez « redirect_from: [/articles/{old.article}/] » à l’article"
            )
