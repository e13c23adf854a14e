"""The plan: what would be done on each client's blog, without writing anything anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from plugins.common.untyped import JsonObject
from plugins.model.client import RelayTarget
from plugins.model.content import Content
from plugins.relays.decision import Action, Decision, decide
from plugins.relays.desired_posts import DesiredPost, desired_posts, relay_key
from plugins.relays.labels import LABELS, WITHDRAWN, TextChange, date_of
from plugins.relays.ledger import Entry, Ledger
from plugins.relays.relay_state import RelayState
from plugins.targets.errors import RelayError
from plugins.targets.target import Account, BlogPost, Factory, Target
from plugins.typography.options import Options as Typography

MAX_SKEW = 30.0  # seconds: WordPress turns a post dated a minute ahead into a scheduled one, without a word
WRITES = frozenset(("create", "update", "withdraw", "duplicate", "drift"))


@dataclass
class Line:
    """One relay of the plan. `base` says the world that the action was decided in."""

    article: str
    client: str
    action: Action
    reason: str
    changes: list[TextChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    base: str = ""
    relay_state: RelayState | None = None
    decision: Decision | None = None

    @property
    def name(self) -> str:
        return f"{self.article}@{self.client}"

    def to_dict(self) -> JsonObject:
        return {
            "article": self.article,
            "client": self.client,
            "action": self.action,
            "reason": self.reason,
            "changes": [{**asdict(change), "diff": change.diff} for change in self.changes],
            "notes": self.notes,
            "base": self.base,
        }

    def to_text(self) -> str:
        head = f"{LABELS[self.action]:>14}  {self.article} → {self.client} : {self.reason}"
        changes = [f"{'':16}{change.field} : {change.diff}" for change in self.changes]
        return "\n".join([head, *changes, *(f"{'':16}note : {note}" for note in self.notes)])


@dataclass
class Plan:
    """The lines, by client then article."""

    lines: list[Line]

    @property
    def exit_code(self) -> int:
        """0 nothing to do, 2 changes, 3 a conflict, 4 a client that could not be read (3 first)."""
        actions = {line.action for line in self.lines}
        if "conflict" in actions:
            return 3
        if "blocked" in actions:
            return 4
        return 2 if actions & WRITES else 0

    def to_json(self, feeds: Sequence[Mapping[str, str]] = ()) -> str:
        """The plan as it can be given back; `feeds` are the items that enter feeds."""
        lines = [line.to_dict() for line in self.lines]
        plan = {"version": 1, "lines": lines, "feeds": list(feeds)}
        return json.dumps(plan, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def to_text(self, *, all_lines: bool = True) -> str:
        shown = [line.to_text() for line in self.lines if all_lines or line.action != "nothing"]
        counts: dict[str, int] = {}
        for line in self.lines:
            counts[LABELS[line.action]] = counts.get(LABELS[line.action], 0) + 1
        total = ", ".join(f"{number} {label}" for label, number in sorted(counts.items()))
        return "\n".join([*shown, f"{len(self.lines)} relais : {total}." if counts else "Aucun relais."])


class Blogs:
    """The targets of a site, each opened and looked at once; a failure is told again to whoever asks again."""

    def __init__(self, site: Content, kinds: Mapping[str, Factory], environment: Mapping[str, str]) -> None:
        self.kinds = kinds
        self._site, self._environment = site, environment
        self._open: dict[str, tuple[Target, Account]] = {}
        self._failed: dict[str, RelayError] = {}

    def of(self, client: str) -> tuple[Target, Account]:
        """The target of a client and our account there. Raises RelayError when nothing may be written there."""
        if client in self._failed:
            raise self._failed[client]
        if client not in self._open:
            try:
                self._open[client] = self._opened(client)
            except RelayError as error:
                self._failed[client] = error
                raise
        return self._open[client]

    def relay(self, client: str) -> RelayTarget | None:
        """What the client's file says of its blog, None when it names none that posts are sent to."""
        document = self._site.clients.get(client)
        relay = document.record.relay if document else None
        return relay if relay and relay.kind in self.kinds else None

    def place(self, client: str) -> str:
        """The kind and the address of a client's blog, empty when there is none: what the ledger keeps of it."""
        relay = self.relay(client)
        return f"{relay.kind} {str(relay.url).rstrip('/')}" if relay else ""

    def _opened(self, client: str) -> tuple[Target, Account]:
        relay = self.relay(client)
        if relay is None:
            raise RelayError("ce client n’a plus de relais où écrire dans content/clients/ : rien ne peut y être lu")
        target = self.kinds[relay.kind](relay, self._environment)
        account = target.preflight()
        if abs(account.skew) > MAX_SKEW:
            side = "avance" if account.skew > 0 else "retarde"
            raise RelayError(f"notre horloge {side} de {abs(account.skew):.0f} s sur celle du blog : réglez-la")
        return target, account

    def close(self) -> None:
        for target, _ in self._open.values():
            target.close()


def make_plan(site: Content, ledger: Ledger, blogs: Blogs, typography: Typography) -> Plan:
    """The plan of a site. A client that cannot be read has « bloqué » on its lines, and the others go on."""
    pairs: list[tuple[DesiredPost | None, Entry, bool]] = []
    seen: set[str] = set()
    for asked in desired_posts(site, set(blogs.kinds), typography):
        remembered = ledger.entry_of(asked, site.articles)
        pairs.append((asked, remembered or ledger.new_entry(asked), remembered is not None))
        seen.add(pairs[-1][1].name)
    pairs += [(None, entry, True) for entry in ledger if entry.name not in seen]
    lines = []
    for wanted, entry, known in pairs:
        lines.append(_line(site, blogs, wanted, entry, known, [] if known else _former(site, wanted, seen)))
        seen.add(entry.name)  # it may have been found under a former name
    _suspect_renaming(lines)
    return Plan(sorted(lines, key=lambda line: (line.client, line.article)))


def _former(site: Content, wanted: DesiredPost | None, taken: set[str]) -> list[str]:
    """The former names under which a relay that the ledger does not know may be on the blog."""
    if wanted is None:
        return []
    return [each for each in wanted.aliases if each not in site.articles and f"{each}@{wanted.client}" not in taken]


def _line(
    site: Content, blogs: Blogs, wanted: DesiredPost | None, entry: Entry, known: bool, former: Sequence[str] = ()
) -> Line:
    article = wanted.article if wanted else entry.article
    relay = blogs.relay(entry.client)
    if wanted is None and entry.state == "withdrawn" and entry.intent is None:
        return Line(
            article, entry.client, "nothing", WITHDRAWN.get(entry.by, "retiré"), base=_base(entry, relay, None, ())
        )
    if relay is None:
        reason = (
            "ce client n’a plus de relais où écrire dans content/clients/ : rétablissez sa fiche, "
            f"ou cessez de suivre ce billet : {_forget(article, entry.client)}"
        )
        return Line(article, entry.client, "blocked", reason)
    try:
        target, account = blogs.of(entry.client)
        relay_state = look(target, account, site, wanted, entry, known, blogs.place(entry.client), former)
        decision = decide(relay_state)
        line = Line(article, entry.client, decision.action, decision.reason, decision.changes)
        line.relay_state, line.decision = relay_state, decision
        line.base = _base(entry, relay, relay_state, relay_state.found)
        if decision.action in ("create", "update") and relay_state.post:
            faults = target.check(relay_state.post)
            if faults:
                line.action, line.reason = "blocked", " ; ".join(faults)
        if (
            relay_state.post
            and not target.supports_canonical
            and (relay_state.post.canonical or relay_state.post.robots)
        ):
            line.notes.append("« canonical » et « robots » demandent l’extension tribune-relais sur ce blog")
        if relay_state.post and relay_state.post.picture and not account.can_upload and decision.action == "create":
            line.notes.append("ce compte ne peut pas envoyer d’image : l’extrait part sans illustration")
        line.notes += [
            f"billet {copy.id} : copie faite chez le client{f' par {copy.signed}' if copy.signed else ''}, laissée là"
            for copy in relay_state.copies
        ]
        if decision.edited and decision.remote:
            who = target.editor(decision.remote.id)
            line.reason += f" par {who[0]} le {date_of(who[1])} : rien n’est écrasé" if who else ""
        return line
    except RelayError as error:
        return Line(article, entry.client, "blocked", str(error))


def look(
    target: Target,
    account: Account,
    site: Content,
    wanted: DesiredPost | None,
    entry: Entry,
    known: bool,
    place: str,
    former: Sequence[str] = (),
) -> RelayState:
    """Read what the blog at a place holds of one relay, by its key and by the id that the ledger remembers.

    `former`: the names that a relay which is not known may be found by. Raises RelayError when the post is elsewhere.
    """
    found = target.find(entry.key, fresh=False)
    for uid in former if not found else ():
        found = target.find(relay_key(uid, entry.client), fresh=False)
        if found:
            entry.uid, entry.key = uid, relay_key(uid, entry.client)
            break
    id = entry.remote.get("id")
    held = id in {remote.id for remote in found}
    # On another blog the id is someone else's. Ours there, mark and id: the same blog, whose address changed.
    elsewhere = bool(entry.blog) and not held and _plain(entry.blog) != _plain(place)
    if elsewhere and (entry.state != "withdrawn" or entry.intent):
        raise RelayError(
            f"ce billet est sur un autre blog ({entry.blog}) que celui de la fiche du client ({place}) : "
            f"rétablissez l’adresse, ou laissez-le où il est : {_forget(entry.article, entry.client)}"
            + (" ; relay.apply en créera un sur le nouveau" if wanted else "")
        )
    if id and not held and not elsewhere:
        remembered = target.get(id)
        found += [remembered] if remembered else []
    post = wanted.post(entry.key, entry.tracking) if wanted else None
    return RelayState(
        entry=entry,
        known=known,
        wanted=wanted,
        post=post,
        text=target.render(post) if post else None,
        found=found,
        today=site.now.date(),
        can_upload=account.can_upload,
        elsewhere=elsewhere,
    )


def _plain(place: str) -> str:
    return place.replace("http://", "https://").casefold()


def _forget(article: str, client: str) -> str:
    return f"relay.withdraw {article} {client} --forget"


def _base(entry: Entry, relay: RelayTarget | None, relay_state: RelayState | None, found: Iterable[BlogPost]) -> str:
    where = [relay.kind, str(relay.url), relay.account] if relay else []
    world = [(remote.id, remote.status, remote.url, remote.digest) for remote in found]
    post = relay_state.post if relay_state else None
    ours = [
        relay_state.text if relay_state else None,
        post.status if post else "",
        post.picture.origin if post and post.picture else "",
    ]
    memory = entry.to_json() if relay_state is None or relay_state.known else ""
    flat = json.dumps([where, memory, ours, world], ensure_ascii=False)
    return hashlib.blake2b(flat.encode(), digest_size=12).hexdigest()


def _suspect_renaming(lines: list[Line]) -> None:
    """An article that vanished while one of the same title appeared was renamed: ask, rather than post it twice."""
    gone = {
        (line.client, line.relay_state.entry.base.get("title")): line
        for line in lines
        if line.action == "withdraw" and line.relay_state and line.relay_state.wanted is None
    }
    for line in lines:
        if line.action != "create" or line.relay_state is None or line.relay_state.wanted is None:
            continue
        old = gone.get((line.client, line.relay_state.wanted.title))
        if old is not None:
            for each in (line, old):
                each.action = "conflict"
                each.reason = (
                    f"« {old.article} » semble renommé « {line.article} » : "
                    f"ajoutez « redirect_from: [/articles/{old.article}/] » à l’article"
                )
