"""What to do of one relay, from what we want, what the ledger remembers and what the blog holds. Pure: no network.

Three texts are compared: ours (today's article), the base (what the blog gave back when we last wrote), theirs (what
it holds now). Ours moved alone: update. Theirs moved: conflict, whatever ours did; the client's words are never
overwritten, and a conflict always has words to show. A *drift* is a ledger that lags behind the blog: applying it
writes the ledger and nothing on the blog. A wish is what a person asks of this one relay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plugins.french.dates import date_fr
from plugins.relays.case import Case, Wish, held
from plugins.relays.events import COMPOSITION, By, Text
from plugins.relays.labels import STATUS_LABELS, WITHDRAWN, TextChange, day_of
from plugins.targets.target import BlogPost
from plugins.targets.texts import readable, same_form, same_text

Action = Literal[
    "create", "update", "withdraw", "ask", "nothing", "conflict", "drift", "duplicate", "blocked",
    "adopt", "resolve", "lift", "untrack",
]  # fmt: skip
# What the ledger learns of a drift, or of a relay at rest that another composition had written.
Outcome = Literal["", "seen", "withdrawn", "recomposed"]
WISHED: dict[Wish, str] = {
    "adopt": "la correction du client est gardée",
    "resolve": "notre texte sera remis",
    "withdraw": "retrait demandé",
}


@dataclass
class Decision:
    """An action and its reason in French; `fields` are those to write, `outcome` what the ledger takes."""

    action: Action
    reason: str
    changes: list[TextChange] = field(default_factory=list)
    fields: frozenset[str] = frozenset()
    remote: BlogPost | None = None
    extras: list[BlogPost] = field(default_factory=list)
    outcome: Outcome = ""
    by: By = ""  # who takes the post off, or took it off
    edited: bool = False  # the client changed the post: the plan asks who


def decide(case: Case, wish: Wish = "") -> Decision:
    """The one thing to do; of a wish that cannot be, « blocked » and why.

    What our account may not write is blocked too, with what to ask the client for.
    """
    decision = _wished(case, wish) if wish else _decide(case)
    if decision.action in ("update", "withdraw") and decision.remote and decision.remote.out_of_reach:
        decision.action, decision.reason = "blocked", f"{decision.reason} ; {decision.remote.out_of_reach}"
    return decision


def _decide(case: Case) -> Decision:
    entry = case.entry
    if (entry.state, entry.by, entry.intent) == ("withdrawn", "oubli", None) and not case.elsewhere:
        return Decision("nothing", f"{WITHDRAWN['oubli']} ; relay.restore le reprend")
    if len(case.live) > 1:
        return _duplicate(case)
    if case.wanted is None or (case.early and not case.known):
        return _unwanted(case)
    if not case.live:
        return _absent(case)
    return _present(case, case.live[0])


def _wished(case: Case, wish: Wish) -> Decision:
    entry, live = case.entry, case.live
    if wish == "untrack":
        if not case.known:
            return Decision("blocked", "le registre ne connaît pas ce relais")
        if entry.state == "withdrawn" and entry.intent is None:
            return Decision("blocked", f"ce relais est déjà clos : {WITHDRAWN[entry.by]}")
        return Decision("untrack", "laissé sur le blog, sans le contacter")
    if wish == "restore":
        if entry.state != "withdrawn":
            return Decision("blocked", "ce relais n’est pas retiré")
        if case.text is None:
            return Decision("blocked", "l’article ne demande plus ce relais : ajoutez-le à « relay » d’abord")
        if case.trashed:
            return returning(case, case.trashed, "retour demandé")
        then = "est sur le blog : relay.apply l’inscrit" if live else "n’y est plus : relay.apply en créera un"
        return Decision("lift", f"le billet {then}")
    if wish == "withdraw":
        if not live:
            return Decision("blocked", "aucun billet de ce relais sur le blog")
        return Decision("withdraw", WISHED[wish], remote=live[0], by="nous")
    remote = case.named or next(iter(live), None)
    if case.text is None:
        return Decision("blocked", "l’article ne demande plus ce relais : rien à adopter")
    if remote is None or not remote.live:
        return Decision("blocked", "aucun billet sur ce blog")
    known = entry.remote.get("id")
    if case.named and known and known != remote.id and live:
        return Decision("blocked", f"ce relais a déjà le billet {known} : retirez-le d’abord (relay.withdraw)")
    before, after = (case.text, held(remote)) if wish == "adopt" else (held(remote), case.text)
    action: Action = "adopt" if wish == "adopt" else "resolve"
    return Decision(action, WISHED[wish], text_changes(before, after), remote=remote)


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
            text_changes(case.entry.base or case.text or held(keep), held(touched[0])),
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
        return _leaving(case, case.live[0])
    if case.known and entry.state != "withdrawn":
        if not case.found and not entry.remote.get("id"):
            return Decision("drift", "jamais arrivé chez le client", outcome="withdrawn", by="contenu")
        if entry.intent and entry.intent.action == "withdraw":
            return Decision("drift", "retiré du blog, à inscrire", outcome="withdrawn", by=entry.intent.by or "contenu")
        return Decision("drift", "le client a retiré le billet", outcome="withdrawn", by="client")
    return _wait(case) if case.wanted else Decision("nothing", "retiré")


def _leaving(case: Case, remote: BlogPost) -> Decision:
    """A post that no article asks for. A file moved by mistake is no wish: what readers see waits for a word."""
    entry = case.entry
    corrected = entry.base is not None and not case.is_unmoved(remote)
    gone = case.article_gone and remote.status == "published"
    why = (
        "l’article n’est plus là, ou n’est plus publié" if case.article_gone else "l’article ne demande plus ce relais"
    )
    if corrected and case.word != "this":
        name = f"{entry.article} {entry.client}"
        return Decision("ask", f"{why}, et le client avait modifié ce billet : relay.withdraw {name}", remote=remote)
    begun = entry.intent is not None and entry.intent.action == "withdraw"
    if gone and not corrected and not case.word and not begun:
        return Decision("ask", f"{why} : relay.apply --retirer retire ce billet public", remote=remote)
    why += " ; le client avait modifié ce billet" if corrected else ""
    return Decision("withdraw", why, remote=remote, by="contenu")


def _wait(case: Case) -> Decision:
    assert case.wanted is not None and case.wanted.due is not None
    return Decision("nothing", f"pas avant le {date_fr(case.wanted.due)}")


def _absent(case: Case) -> Decision:
    entry = case.entry
    pending = entry.intent.action if entry.intent else ""
    trashed = case.trashed
    if pending == "withdraw" and trashed:
        by = entry.intent.by if entry.intent else ""
        return Decision("drift", "retiré du blog, à inscrire", remote=trashed, outcome="withdrawn", by=by or "contenu")
    if entry.state == "withdrawn" and not pending:
        if entry.by not in ("contenu", "oubli"):
            return Decision("nothing", f"{WITHDRAWN[entry.by]} ; relay.restore le remet")
        if case.early:
            return _wait(case)
        if trashed:
            return returning(case, trashed, "l’article demande à nouveau ce relais")
        return Decision("create", "l’article demande à nouveau ce relais", _as_new(case))
    if pending == "restore" and trashed:
        return returning(case, trashed, "retour interrompu")
    if trashed or (case.known and pending != "create" and entry.remote):
        return Decision("drift", "le client a retiré le billet", remote=trashed, outcome="withdrawn", by="client")
    if case.early:
        return _wait(case)
    return Decision("create", "envoi interrompu, rien sur le blog" if pending else "nouveau", _as_new(case))


def returning(case: Case, trashed: BlogPost, reason: str) -> Decision:
    """The same post comes back, with our text of today. One that the client changed comes back as he left it."""
    entry, fields = case.entry, {"restore"}
    changes: list[TextChange] = []
    if case.text is None or entry.base is None:
        return Decision("update", reason, changes, frozenset(fields), trashed)
    if not (case.is_today_s(trashed) or case.is_unmoved(trashed)):
        reason += " ; avec le texte du client, à régler ensuite"
    else:
        if not entry.adopted and not (entry.sent and same_form(case.text, entry.sent)):
            fields |= _differing(held(trashed), case.text)
            changes = text_changes(held(trashed), case.text)
        fields |= _placement(case, trashed)
    return Decision("update", reason, changes, frozenset(fields), trashed)


def _as_new(case: Case) -> list[TextChange]:
    assert case.text is not None
    return [TextChange("titre", "", case.text.title), TextChange("texte", "", readable(case.text.content))]


def _has_changed(case: Case) -> bool:
    """Our text is not the one that we sent last. What another composition makes of the same article is no change."""
    entry, ours = case.entry, case.text
    assert ours is not None
    return entry.sent is None or (entry.composed >= COMPOSITION and not same_form(ours, entry.sent))


def _present(case: Case, remote: BlogPost) -> Decision:
    entry, ours = case.entry, case.text
    assert ours is not None and case.post is not None
    theirs = held(remote)
    arrived, unmoved = case.is_today_s(remote), case.is_unmoved(remote)
    back = entry.state == "withdrawn" and entry.intent is None
    if arrived and (not case.known or entry.intent or remote.id != entry.remote.get("id")):
        return Decision("drift", "sur le blog, à inscrire au registre", remote=remote, outcome="seen")
    if not case.known:
        reason = "un billet porte notre marque, et le registre ne le connaît pas : relay.adopt"
        return Decision("conflict", reason, text_changes(ours, theirs), remote=remote, edited=True)
    if not unmoved and not arrived:
        reason = "le billet retiré est revenu sur le blog, modifié chez le client" if back else "modifié chez le client"
        reason += ", et l’article a changé ici" if _has_changed(case) else ""
        return Decision("conflict", reason, text_changes(entry.base or ours, theirs), remote=remote, edited=True)
    if back:
        return Decision("drift", "le billet retiré est revenu sur le blog", remote=remote, outcome="seen")
    if arrived and (not unmoved or entry.adopted):
        return Decision("drift", "le client et l’article ont le même texte", remote=remote, outcome="seen")
    if (_has_changed(case) and not same_form(ours, theirs)) or (entry.intent and not arrived):
        if entry.adopted:
            reason = (
                "l’article a changé sans la correction du client : "
                "relay.adopt garde la sienne, relay.resolve remet notre texte"
            )
            return Decision("conflict", reason, text_changes(theirs, ours), remote=remote)
        fields = _differing(theirs, ours) | _placement(case, remote)
        return Decision("update", "l’article a changé", text_changes(theirs, ours), frozenset(fields), remote)
    return _placed(case, remote)


def _placed(case: Case, remote: BlogPost) -> Decision:
    """The text is right: is the post where and as we left it?"""
    entry = case.entry
    was = entry.remote.get("status", remote.status)
    moved = []
    if remote.status != was:
        moved.append(f"{STATUS_LABELS[was]} devenu {STATUS_LABELS[remote.status]} chez le client")
    if remote.signed != entry.remote.get("signed", ""):
        moved.append(
            f"signé de {remote.signed} chez le client" if remote.signed else "de nouveau signé de notre compte"
        )
    if remote.protected != entry.remote.get("protected", False):
        moved.append(
            "protégé par un mot de passe chez le client" if remote.protected else "de nouveau sans mot de passe"
        )
    if remote.url and remote.url != entry.remote.get("url"):
        moved = moved or [f"adresse changée chez le client : {remote.url}"]  # a draft that is published has another
    if moved:
        return Decision("drift", " ; ".join(moved), remote=remote, outcome="seen")
    fields = _placement(case, remote)
    if fields:
        what = {"status": "à publier", "picture": "nouvelle illustration"}
        reason = ", ".join(what[name] for name in sorted(fields, reverse=True))
        return Decision("update", reason, fields=frozenset(fields), remote=remote)
    if entry.state == "conflict":
        return Decision("drift", "conflit réglé", remote=remote, outcome="seen")
    when = f" depuis le {day_of(entry.since)}" if entry.since else ""
    reason = (
        f"à jour{when}" if not entry.waiting else f"{STATUS_LABELS[remote.status]}, {waiting(entry.waiting, case.now)}"
    )
    if entry.composed >= COMPOSITION:
        return Decision("nothing", reason, remote=remote)
    # A ledger of an older composition: from now on, today's text is what changes are told from.
    assert case.text is not None
    changes = [] if case.is_today_s(remote) or entry.adopted else text_changes(held(remote), case.text)
    reason += " ; il se compose autrement depuis, relay.resolve l’enverrait ainsi" if changes else ""
    return Decision("nothing", reason, changes, remote=remote, outcome="recomposed")


def waiting(since: str, now: datetime) -> str:
    """« en attente chez le client depuis 21 jours », from an ISO instant."""
    days = (now.date() - datetime.fromisoformat(since).date()).days
    return f"en attente chez le client depuis {f'{days} jours' if days > 1 else 'hier' if days else 'aujourd’hui'}"


def _placement(case: Case, remote: BlogPost) -> set[str]:
    """The fields besides the text in which our wish changed since we last wrote; what the client set since stays."""
    assert case.post is not None
    entry, fields = case.entry, set()
    asked = entry.asked or case.post.status
    if case.post.status == "published" and asked == "draft" and remote.status == "draft":
        fields.add("status")
    if case.post.picture and case.can_upload and not case.post.picture.is_one_of((entry.picture, entry.refused)):
        fields.add("picture")
    return fields


def _differing(theirs: Text, ours: Text) -> set[str]:
    titles, contents = ((theirs.title, ""), (ours.title, "")), (("", theirs.content), ("", ours.content))
    return {name for name, pair in (("title", titles), ("content", contents)) if not same_form(*pair)}


def text_changes(before: Text, after: Text) -> list[TextChange]:
    """The title and the text whose words differ, as a reader reads them."""
    changes = []
    if not same_text((before.title, ""), (after.title, "")):
        changes.append(TextChange("titre", before.title, after.title))
    if not same_text(("", before.content), ("", after.content)):
        changes.append(TextChange("texte", readable(before.content), readable(after.content)))
    return changes
