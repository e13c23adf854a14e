"""What to do of one relay, from what we want, what the ledger remembers and what the blog holds. Pure: no network.

Three texts are compared: ours (today's article), the base (what the blog gave back when we last wrote), theirs (what
it holds now). Ours moved alone: update. Theirs moved: conflict, whatever ours did; the client's words are never
overwritten. A *drift* is a ledger that lags behind the blog: applying it writes the ledger and nothing on the blog.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from plugins.crosspost.ledger import Entry
from plugins.crosspost.outgoing import Wanted
from plugins.crosspost.target import Post, Remote, readable, same_text, text_digest
from plugins.crosspost.wording import STATUS_LABELS, Change, date_of

Action = Literal["create", "update", "withdraw", "nothing", "conflict", "drift", "duplicate", "blocked"]


@dataclass
class Case:
    """Everything that a decision may look at. `text` is our title and content as the target is sent them."""

    entry: Entry
    known: bool  # the entry is in the ledger
    wanted: Wanted | None
    post: Post | None
    text: tuple[str, str] | None
    found: Sequence[Remote]
    today: date
    can_upload: bool = True

    @property
    def live(self) -> list[Remote]:
        return sorted((remote for remote in self.found if remote.live), key=lambda remote: (len(remote.id), remote.id))


@dataclass
class Decision:
    """An action and its reason in French; `fields` are those to write, `outcome` the state that a drift records."""

    action: Action
    reason: str
    changes: list[Change] = field(default_factory=list)
    fields: frozenset[str] = frozenset()
    remote: Remote | None = None
    extras: list[Remote] = field(default_factory=list)
    outcome: Literal["", "published", "withdrawn-client", "withdrawn-us"] = ""
    edited: bool = False  # the client changed the post: the plan asks who


def decide(case: Case) -> Decision:
    """The one thing to do."""
    if len(case.live) > 1:
        return _duplicate(case)
    if case.wanted is None or (not case.known and case.wanted.due and case.wanted.due > case.today):
        return _unwanted(case)
    if not case.live:
        return _absent(case)
    if case.entry.state == "withdrawn" and case.entry.intent is None:
        return Decision("drift", "le billet retiré est revenu sur le blog", remote=case.live[0], outcome="published")
    return _present(case, case.live[0])


def _duplicate(case: Case) -> Decision:
    """The lowest id stays: every runner that looks makes the same choice."""
    keep, *extras = case.live
    intent, base = case.entry.intent or {}, case.entry.base
    ours = [(keep.title, keep.content)] + ([case.text] if case.text else [])
    ours += [(each["title"], each["content"]) for each in (intent, base) if "content" in each]
    touched = [each for each in extras if not any(same_text((each.title, each.content), text) for text in ours)]
    if touched:
        numbers = ", ".join(each.id for each in case.live)
        return Decision(
            "conflict",
            f"billets {numbers} : deux copies, dont une que le client a modifiée ; supprimez l’une avec lui",
            remote=touched[0],
            edited=True,
        )
    return Decision(
        "duplicate",
        f"{len(extras) + 1} copies ; le billet {keep.id} reste, à retirer : {', '.join(each.id for each in extras)}",
        remote=keep,
        extras=extras,
    )


def _unwanted(case: Case) -> Decision:
    entry = case.entry
    if case.live and case.known:
        reason = "l’article ne demande plus ce relais"
        if _theirs_moved(entry, case.live[0]):
            reason += " ; le client avait modifié ce billet"
        return Decision("withdraw", reason, remote=case.live[0])
    if case.known and entry.state != "withdrawn":
        if entry.intent and entry.intent.get("action") == "create" and not case.found:
            return Decision("drift", "jamais arrivé chez le client", outcome="withdrawn-us")
        by_us = bool(entry.intent and entry.intent.get("action") == "withdraw")
        return Decision(
            "drift",
            "retiré du blog, à inscrire" if by_us else "le client a retiré le billet",
            outcome="withdrawn-us" if by_us else "withdrawn-client",
        )
    due = case.wanted.due if case.wanted else None
    return Decision("nothing", f"pas avant le {due}" if due else "retiré")


def _absent(case: Case) -> Decision:
    entry = case.entry
    pending = (entry.intent or {}).get("action")
    trashed = next((remote for remote in case.found if not remote.live), None)
    if pending == "withdraw" and trashed:
        return Decision("drift", "retiré du blog, à inscrire", remote=trashed, outcome="withdrawn-us")
    if entry.state == "withdrawn" and pending is None:
        if entry.by != "contenu":
            who = "le client" if entry.by == "client" else "vous"
            return Decision("nothing", f"retiré par {who} ; relay.withdraw --back le remet")
        if trashed:
            return Decision(
                "update", "l’article demande à nouveau ce relais", remote=trashed, fields=frozenset(("restore",))
            )
        return Decision("create", "l’article demande à nouveau ce relais", _as_new(case))
    if pending == "restore" and trashed:
        return Decision("update", "retour interrompu", remote=trashed, fields=frozenset(("restore",)))
    if trashed or (case.known and pending != "create"):
        return Decision("drift", "le client a retiré le billet", remote=trashed, outcome="withdrawn-client")
    reason = "envoi interrompu, rien sur le blog" if pending else "nouveau"
    return Decision("create", reason, _as_new(case))


def _as_new(case: Case) -> list[Change]:
    assert case.text is not None
    return [Change("titre", "", case.text[0]), Change("texte", "", readable(case.text[1]))]


def _present(case: Case, remote: Remote) -> Decision:
    entry, ours = case.entry, case.text
    assert ours is not None and case.post is not None
    theirs = (remote.title, remote.content)
    arrived = same_text(theirs, ours)
    intent = entry.intent or {}
    if arrived and (not case.known or intent or remote.id != entry.remote.get("id")):
        return Decision("drift", "sur le blog, à inscrire au registre", remote=remote, outcome="published")
    if not case.known:
        return Decision(
            "conflict",
            "un billet porte notre marque, et le registre ne le connaît pas : relay.adopt",
            _changes(ours, theirs),
            remote=remote,
            edited=True,
        )
    base = (entry.base.get("title", ""), entry.base.get("content", ""))
    if "content" in intent and same_text(theirs, (intent["title"], intent["content"])):
        base = (intent["title"], intent["content"])  # the interrupted write did arrive
    if not same_text(theirs, base) and not arrived:
        reason = "modifié chez le client"
        if text_digest(*ours) != entry.base.get("sent"):
            reason += ", et l’article a changé ici"
        return Decision("conflict", reason, _changes(base, theirs), remote=remote, edited=True)
    if arrived and (not same_text(theirs, base) or entry.adopted):
        return Decision("drift", "le client et l’article ont le même texte", remote=remote, outcome="published")
    if not arrived and (text_digest(*ours) != entry.base.get("sent") or intent):
        if entry.adopted:
            return Decision(
                "conflict",
                "l’article a changé, et la correction adoptée du client serait perdue : reportez-la dans l’article, "
                "ou relay.adopt --ours",
                _changes(theirs, ours),
                remote=remote,
            )
        fields = {name for name, at in (("title", 0), ("content", 1)) if not _same(theirs[at], ours[at])}
        fields |= _placement(case, remote)
        return Decision("update", "l’article a changé", _changes(theirs, ours), frozenset(fields), remote)
    return _placed(case, remote)


def _placed(case: Case, remote: Remote) -> Decision:
    """The text is right: is the post where and as we left it?"""
    entry = case.entry
    was = entry.remote.get("status", remote.status)
    if remote.status != was:
        reason = f"{STATUS_LABELS[was]} devenu {STATUS_LABELS[remote.status]} chez le client"
        return Decision("drift", reason, remote=remote, outcome="published")
    if remote.url != entry.remote.get("url"):
        reason = f"adresse changée chez le client : {remote.url}"
        return Decision("drift", reason, remote=remote, outcome="published")
    fields = _placement(case, remote)
    if fields:
        what = {"status": "à publier", "picture": "nouvelle illustration"}
        reason = ", ".join(what[name] for name in sorted(fields, reverse=True))
        return Decision("update", reason, fields=frozenset(fields), remote=remote)
    if entry.state == "conflict":
        return Decision("drift", "conflit réglé", remote=remote, outcome="published")
    when = date_of(entry.history[-1]["at"]) if entry.history else ""
    return Decision("nothing", f"à jour{f' depuis le {when}' if when else ''}", remote=remote)


def _placement(case: Case, remote: Remote) -> set[str]:
    """The fields besides the text in which our wish changed since we last wrote; what the client set since stays."""
    assert case.post is not None
    fields = set()
    asked = case.entry.base.get("asked", case.post.status)
    if case.post.status == "published" and asked == "draft" and remote.status == "draft":
        fields.add("status")
    if case.post.picture and case.can_upload and case.post.picture.name != case.entry.picture:
        fields.add("picture")
    return fields


def _theirs_moved(entry: Entry, remote: Remote) -> bool:
    base = (entry.base.get("title", ""), entry.base.get("content", ""))
    return bool(entry.base) and not same_text(base, (remote.title, remote.content))


def _changes(before: tuple[str, str], after: tuple[str, str]) -> list[Change]:
    texts = [("titre", before[0], after[0]), ("texte", readable(before[1]), readable(after[1]))]
    return [Change(name, old, new) for name, old, new in texts if not _same(old, new)]


def _same(one: str, other: str) -> bool:
    return same_text((one, ""), (other, ""))
