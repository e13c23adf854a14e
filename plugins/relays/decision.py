"""What to do of one relay, from what we want, what the ledger remembers and what the blog holds. Pure: no network.

Three texts are compared: ours (today's article), the base (what the blog gave back when we last wrote), theirs (what
it holds now). Ours moved alone: update. Theirs moved: conflict, whatever ours did; the client's words are never
overwritten. A *drift* is a ledger that lags behind the blog: applying it writes the ledger and nothing on the blog.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from plugins.relays.labels import STATUS_LABELS, WITHDRAWN, Change, date_of
from plugins.relays.relay_state import Case
from plugins.targets.target import Remote, readable, same_text, text_digest

Action = Literal["create", "update", "withdraw", "nothing", "conflict", "drift", "duplicate", "blocked"]


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
    entry = case.entry
    if (entry.state, entry.by, entry.intent) == ("withdrawn", "oubli", None) and not case.elsewhere:
        return Decision("nothing", f"{WITHDRAWN['oubli']} ; relay.withdraw --back le reprend")
    if len(case.live) > 1:
        return _duplicate(case)
    if case.wanted is None or (case.early and not case.known):
        return _unwanted(case)
    if not case.live:
        return _absent(case)
    return _present(case, case.live[0])


def _duplicate(case: Case) -> Decision:
    """The lowest id stays: every runner that looks makes the same choice. What the client changed is his to settle."""
    keep, *extras = case.live
    touched = [each for each in case.live if not case.is_ours(each)]
    if touched:
        numbers, theirs = (", ".join(each.id for each in some) for some in (case.live, touched))
        return Decision(
            "conflict",
            f"billets {numbers} : plusieurs copies, et le client a modifié : {theirs} ; "
            + (f"relay.adopt garde le {keep.id} tel qu’il est" if touched == [keep] else "supprimez-en une avec lui"),
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
        if entry.base and not case.is_unmoved(case.live[0]):
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
    return _wait(case) if case.wanted else Decision("nothing", "retiré")


def _wait(case: Case) -> Decision:
    assert case.wanted is not None
    return Decision("nothing", f"pas avant le {case.wanted.due}")


def _absent(case: Case) -> Decision:
    entry = case.entry
    pending = (entry.intent or {}).get("action")
    trashed = case.trashed
    if pending == "withdraw" and trashed:
        return Decision("drift", "retiré du blog, à inscrire", remote=trashed, outcome="withdrawn-us")
    if entry.state == "withdrawn" and pending is None:
        if entry.by not in ("contenu", "oubli"):
            return Decision("nothing", f"{WITHDRAWN.get(entry.by, 'retiré')} ; relay.withdraw --back le remet")
        if case.early:
            return _wait(case)
        if trashed:
            return returning(case, trashed, "l’article demande à nouveau ce relais")
        return Decision("create", "l’article demande à nouveau ce relais", _as_new(case))
    if pending == "restore" and trashed:
        return returning(case, trashed, "retour interrompu")
    if trashed or (case.known and pending != "create"):
        return Decision("drift", "le client a retiré le billet", remote=trashed, outcome="withdrawn-client")
    if case.early:
        return _wait(case)
    reason = "envoi interrompu, rien sur le blog" if pending else "nouveau"
    return Decision("create", reason, _as_new(case))


def returning(case: Case, trashed: Remote, reason: str) -> Decision:
    """The same post comes back, with our text of today. One that the client changed comes back as he left it."""
    fields = {"restore"}
    changes: list[Change] = []
    if case.text is not None and case.entry.base and not (case.is_today_s(trashed) or case.is_unmoved(trashed)):
        reason += " ; avec le texte du client, à régler ensuite"
    elif case.text is not None and case.entry.base:
        theirs = (trashed.title, trashed.content)
        if not case.entry.adopted and text_digest(*case.text) != case.entry.base.get("sent"):
            fields |= _differing(theirs, case.text)
            changes = _changes(theirs, case.text)
        fields |= _placement(case, trashed)
    return Decision("update", reason, changes, frozenset(fields), trashed)


def _as_new(case: Case) -> list[Change]:
    assert case.text is not None
    return [Change("titre", "", case.text[0]), Change("texte", "", readable(case.text[1]))]


def _present(case: Case, remote: Remote) -> Decision:
    entry, ours = case.entry, case.text
    assert ours is not None and case.post is not None
    theirs = (remote.title, remote.content)
    arrived, unmoved = case.is_today_s(remote), case.is_unmoved(remote)
    back = entry.state == "withdrawn" and entry.intent is None
    if arrived and (not case.known or entry.intent or remote.id != entry.remote.get("id")):
        return Decision("drift", "sur le blog, à inscrire au registre", remote=remote, outcome="published")
    if not case.known:
        return Decision(
            "conflict",
            "un billet porte notre marque, et le registre ne le connaît pas : relay.adopt",
            _changes(ours, theirs),
            remote=remote,
            edited=True,
        )
    if not unmoved and not arrived:
        reason = "le billet retiré est revenu sur le blog, modifié chez le client" if back else "modifié chez le client"
        if text_digest(*ours) != entry.base.get("sent"):
            reason += ", et l’article a changé ici"
        base = (entry.base.get("title", ""), entry.base.get("content", ""))
        return Decision("conflict", reason, _changes(base, theirs), remote=remote, edited=True)
    if back:
        return Decision("drift", "le billet retiré est revenu sur le blog", remote=remote, outcome="published")
    if arrived and (not unmoved or entry.adopted):
        return Decision("drift", "le client et l’article ont le même texte", remote=remote, outcome="published")
    if not arrived and (text_digest(*ours) != entry.base.get("sent") or entry.intent):
        if entry.adopted:
            return Decision(
                "conflict",
                "l’article a changé, et la correction adoptée du client serait perdue : reportez-la dans l’article, "
                "ou relay.adopt --ours",
                _changes(theirs, ours),
                remote=remote,
            )
        fields = _differing(theirs, ours) | _placement(case, remote)
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
    sent = (case.entry.picture, case.entry.refused)
    if case.post.picture and case.can_upload and not case.post.picture.is_one_of(sent):
        fields.add("picture")
    return fields


def _differing(theirs: tuple[str, str], ours: tuple[str, str]) -> set[str]:
    return {name for name, at in (("title", 0), ("content", 1)) if not _same(theirs[at], ours[at])}


def _changes(before: tuple[str, str], after: tuple[str, str]) -> list[Change]:
    texts = [("titre", before[0], after[0]), ("texte", readable(before[1]), readable(after[1]))]
    return [Change(name, old, new) for name, old, new in texts if not _same(old, new)]


def _same(one: str, other: str) -> bool:
    return same_text((one, ""), (other, ""))
