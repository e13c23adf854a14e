"""What to do of one relay, from what we want, what the ledger remembers and what the blog holds. Pure: no network.

Three texts are compared: ours (today's article), the base (what the blog gave back when we last wrote), theirs (what
it holds now). Ours moved alone: update. Theirs moved: conflict, whatever ours did; the client's words are never
overwritten. A *drift* is a ledger that lags behind the blog: applying it writes the ledger and nothing on the blog.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from plugins.relays.labels import STATUS_LABELS, WITHDRAWN, TextChange, date_of
from plugins.relays.relay_state import RelayState
from plugins.targets.target import BlogPost, readable, same_form, same_text

Action = Literal["create", "update", "withdraw", "nothing", "conflict", "drift", "duplicate", "blocked"]


@dataclass
class Decision:
    """An action and its reason in French; `fields` are those to write, `outcome` the state that a drift records."""

    action: Action
    reason: str
    changes: list[TextChange] = field(default_factory=list)
    fields: frozenset[str] = frozenset()
    remote: BlogPost | None = None
    extras: list[BlogPost] = field(default_factory=list)
    outcome: Literal["", "published", "withdrawn-client", "withdrawn-us"] = ""
    edited: bool = False  # the client changed the post: the plan asks who


def decide(relay_state: RelayState) -> Decision:
    """The one thing to do. What our account may not write is blocked, with what to ask the client for."""
    decision = _decide(relay_state)
    if decision.action in ("update", "withdraw") and decision.remote and decision.remote.out_of_reach:
        decision.action, decision.reason = "blocked", f"{decision.reason} ; {decision.remote.out_of_reach}"
    return decision


def _decide(relay_state: RelayState) -> Decision:
    entry = relay_state.entry
    if (entry.state, entry.by, entry.intent) == ("withdrawn", "oubli", None) and not relay_state.elsewhere:
        return Decision("nothing", f"{WITHDRAWN['oubli']} ; relay.withdraw --back le reprend")
    if len(relay_state.live) > 1:
        return _duplicate(relay_state)
    if relay_state.wanted is None or (relay_state.early and not relay_state.known):
        return _unwanted(relay_state)
    if not relay_state.live:
        return _absent(relay_state)
    return _present(relay_state, relay_state.live[0])


def _duplicate(relay_state: RelayState) -> Decision:
    """The lowest id stays: every runner that looks makes the same choice. What the client changed is his to settle."""
    keep, *extras = relay_state.live
    touched = [each for each in relay_state.live if not relay_state.is_ours(each)]
    if touched:
        numbers, theirs = (", ".join(each.id for each in some) for some in (relay_state.live, touched))
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


def _unwanted(relay_state: RelayState) -> Decision:
    entry = relay_state.entry
    if relay_state.live and relay_state.known:
        reason = "l’article ne demande plus ce relais"
        if entry.base and not relay_state.is_unmoved(relay_state.live[0]):
            reason += " ; le client avait modifié ce billet"
        return Decision("withdraw", reason, remote=relay_state.live[0])
    if relay_state.known and entry.state != "withdrawn":
        if entry.intent and entry.intent.get("action") == "create" and not relay_state.found:
            return Decision("drift", "jamais arrivé chez le client", outcome="withdrawn-us")
        by_us = bool(entry.intent and entry.intent.get("action") == "withdraw")
        return Decision(
            "drift",
            "retiré du blog, à inscrire" if by_us else "le client a retiré le billet",
            outcome="withdrawn-us" if by_us else "withdrawn-client",
        )
    return _wait(relay_state) if relay_state.wanted else Decision("nothing", "retiré")


def _wait(relay_state: RelayState) -> Decision:
    assert relay_state.wanted is not None
    return Decision("nothing", f"pas avant le {relay_state.wanted.due}")


def _absent(relay_state: RelayState) -> Decision:
    entry = relay_state.entry
    pending = (entry.intent or {}).get("action")
    trashed = relay_state.trashed
    if pending == "withdraw" and trashed:
        return Decision("drift", "retiré du blog, à inscrire", remote=trashed, outcome="withdrawn-us")
    if entry.state == "withdrawn" and pending is None:
        if entry.by not in ("contenu", "oubli"):
            return Decision("nothing", f"{WITHDRAWN.get(entry.by, 'retiré')} ; relay.withdraw --back le remet")
        if relay_state.early:
            return _wait(relay_state)
        if trashed:
            return returning(relay_state, trashed, "l’article demande à nouveau ce relais")
        return Decision("create", "l’article demande à nouveau ce relais", _as_new(relay_state))
    if pending == "restore" and trashed:
        return returning(relay_state, trashed, "retour interrompu")
    if trashed or (relay_state.known and pending != "create"):
        return Decision("drift", "le client a retiré le billet", remote=trashed, outcome="withdrawn-client")
    if relay_state.early:
        return _wait(relay_state)
    reason = "envoi interrompu, rien sur le blog" if pending else "nouveau"
    return Decision("create", reason, _as_new(relay_state))


def returning(relay_state: RelayState, trashed: BlogPost, reason: str) -> Decision:
    """The same post comes back, with our text of today. One that the client changed comes back as he left it."""
    fields = {"restore"}
    changes: list[TextChange] = []
    if (
        relay_state.text is not None
        and relay_state.entry.base
        and not (relay_state.is_today_s(trashed) or relay_state.is_unmoved(trashed))
    ):
        reason += " ; avec le texte du client, à régler ensuite"
    elif relay_state.text is not None and relay_state.entry.base:
        theirs = (trashed.title, trashed.content)
        if not relay_state.entry.adopted and relay_state.changed_here:
            fields |= _differing(theirs, relay_state.text)
            changes = _changes(theirs, relay_state.text)
        fields |= _placement(relay_state, trashed)
    return Decision("update", reason, changes, frozenset(fields), trashed)


def _as_new(relay_state: RelayState) -> list[TextChange]:
    assert relay_state.text is not None
    return [TextChange("titre", "", relay_state.text[0]), TextChange("texte", "", readable(relay_state.text[1]))]


def _present(relay_state: RelayState, remote: BlogPost) -> Decision:
    entry, ours = relay_state.entry, relay_state.text
    assert ours is not None and relay_state.post is not None
    theirs = (remote.title, remote.content)
    arrived, unmoved = relay_state.is_today_s(remote), relay_state.is_unmoved(remote)
    back = entry.state == "withdrawn" and entry.intent is None
    if arrived and (not relay_state.known or entry.intent or remote.id != entry.remote.get("id")):
        return Decision("drift", "sur le blog, à inscrire au registre", remote=remote, outcome="published")
    if not relay_state.known:
        return Decision(
            "conflict",
            "un billet porte notre marque, et le registre ne le connaît pas : relay.adopt",
            _changes(ours, theirs),
            remote=remote,
            edited=True,
        )
    if not unmoved and not arrived:
        reason = "le billet retiré est revenu sur le blog, modifié chez le client" if back else "modifié chez le client"
        if relay_state.changed_here:
            reason += ", et l’article a changé ici"
        base = (entry.base.get("title", ""), entry.base.get("content", ""))
        return Decision("conflict", reason, _changes(base, theirs), remote=remote, edited=True)
    if back:
        return Decision("drift", "le billet retiré est revenu sur le blog", remote=remote, outcome="published")
    if arrived and (not unmoved or entry.adopted):
        return Decision("drift", "le client et l’article ont le même texte", remote=remote, outcome="published")
    changed = relay_state.changed_here and not same_form(ours, theirs)
    if changed or (entry.intent and not arrived):
        if entry.adopted:
            return Decision(
                "conflict",
                "l’article a changé, et la correction adoptée du client serait perdue : reportez-la dans l’article, "
                "ou relay.adopt --ours",
                _changes(theirs, ours),
                remote=remote,
            )
        fields = _differing(theirs, ours) | _placement(relay_state, remote)
        return Decision("update", "l’article a changé", _changes(theirs, ours), frozenset(fields), remote)
    return _placed(relay_state, remote)


def _placed(relay_state: RelayState, remote: BlogPost) -> Decision:
    """The text is right: is the post where and as we left it?"""
    entry = relay_state.entry
    was = entry.remote.get("status", remote.status)
    if remote.status != was:
        reason = f"{STATUS_LABELS[was]} devenu {STATUS_LABELS[remote.status]} chez le client"
        return Decision("drift", reason, remote=remote, outcome="published")
    if remote.signed != entry.remote.get("signed", ""):
        reason = f"signé de {remote.signed} chez le client" if remote.signed else "de nouveau signé de notre compte"
        return Decision("drift", reason, remote=remote, outcome="published")
    if remote.protected != entry.remote.get("protected", False):
        reason = "protégé par un mot de passe chez le client" if remote.protected else "de nouveau sans mot de passe"
        return Decision("drift", reason, remote=remote, outcome="published")
    if remote.url and remote.url != entry.remote.get("url"):
        reason = f"adresse changée chez le client : {remote.url}"
        return Decision("drift", reason, remote=remote, outcome="published")
    fields = _placement(relay_state, remote)
    if fields:
        what = {"status": "à publier", "picture": "nouvelle illustration"}
        reason = ", ".join(what[name] for name in sorted(fields, reverse=True))
        return Decision("update", reason, fields=frozenset(fields), remote=remote)
    if entry.state == "conflict":
        return Decision("drift", "conflit réglé", remote=remote, outcome="published")
    when = date_of(entry.history[-1]["at"]) if entry.history else ""
    return Decision("nothing", f"à jour{f' depuis le {when}' if when else ''}", remote=remote)


def _placement(relay_state: RelayState, remote: BlogPost) -> set[str]:
    """The fields besides the text in which our wish changed since we last wrote; what the client set since stays."""
    assert relay_state.post is not None
    fields = set()
    asked = relay_state.entry.base.get("asked", relay_state.post.status)
    if relay_state.post.status == "published" and asked == "draft" and remote.status == "draft":
        fields.add("status")
    sent = (relay_state.entry.picture, relay_state.entry.refused)
    if relay_state.post.picture and relay_state.can_upload and not relay_state.post.picture.is_one_of(sent):
        fields.add("picture")
    return fields


def _differing(theirs: tuple[str, str], ours: tuple[str, str]) -> set[str]:
    titles, contents = ((theirs[0], ""), (ours[0], "")), (("", theirs[1]), ("", ours[1]))
    return {name for name, pair in (("title", titles), ("content", contents)) if not same_form(*pair)}


def _changes(before: tuple[str, str], after: tuple[str, str]) -> list[TextChange]:
    changes = []
    if not same_text((before[0], ""), (after[0], "")):
        changes.append(TextChange("titre", before[0], after[0]))
    if not same_text(("", before[1]), ("", after[1])):
        changes.append(TextChange("texte", readable(before[1]), readable(after[1])))
    return changes
