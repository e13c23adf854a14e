"""What is written in the log of a relay, from what was decided and what the blog holds. Pure: no network, no file."""

from __future__ import annotations

from plugins.relays.case import Case, held, without_closing
from plugins.relays.decision import Decision
from plugins.relays.entry import Entry, remote_of
from plugins.relays.events import COMPOSITION, Adopted, Answered, Changed, Event, Intended, Kept, Seen, Text, Written
from plugins.targets.target import ALTERED, BlogPost, Moved, Post
from plugins.targets.texts import same_form, same_text

TEXT = frozenset(("title", "content"))


def _asked(case: Case) -> tuple[Post, Text]:
    """Our post and its text, which a relay that is written has."""
    assert case.post is not None and case.text is not None
    return case.post, case.text


def intended(case: Case, decision: Decision, at: str) -> Intended:
    """What is about to be written on the blog."""
    fields, action = decision.fields, decision.action
    if action == "withdraw":
        return Intended(at=at, action="withdraw", by=decision.by)
    post, text = _asked(case)
    if "restore" in fields:
        return Intended(at=at, action="restore", text=text if fields & TEXT else None)
    create = action == "create"
    return Intended(
        at=at,
        action="create" if create else "update",
        text=text,
        status=post.status,
        picture=post.picture.origin if post.picture and (create or "picture" in fields) else "",
        anew=create and case.elsewhere,
    )


def answered(
    case: Case, decision: Decision, remote: BlogPost, what: Written, at: str, *, illustrated: bool
) -> Answered:
    """What the blog holds after a write; `illustrated`: this run put our picture there.

    Raises Moved when that is not what was sent.
    """
    post, text = _asked(case)
    untouched = bool(decision.fields) and not decision.fields & TEXT and case.is_unmoved(remote)
    if not (case.is_today_s(remote) or untouched or ALTERED in remote.notes):
        raise Moved("le blog tient un autre texte que celui envoyé : refaites relay.plan")
    ours = post.picture and remote.picture and (illustrated or what == "create")
    return Answered(
        at=at,
        action=what,
        post=remote_of(remote),
        held=None if untouched else held(remote),
        sent=None if untouched or text == held(remote) else text,
        asked="" if what == "restore" else post.status,
        picture=post.picture.origin if ours and post.picture else "",
        detail=" ; ".join(remote.notes),
    )


def taken(case: Case, remote: BlogPost, at: str, detail: str, *, illustrated: bool = False) -> Seen | Changed:
    """What is there: with its text when it is one of ours, without when it is the one known; else the client's."""
    intent, theirs, (post, text) = case.entry.intent, held(remote), _asked(case)
    known = [text, *([intent.text] if intent and intent.text else [])]
    sent = next((each for each in known if same_form(theirs, each)), None)
    # The words of ours in another form than we know of: of an older composition, or the client's; a form that we
    # changed since is still to be written, and what was sent before stays.
    older = 0 < case.entry.composed < COMPOSITION
    if older or (sent is None and (case.entry.adopted or not case.is_unmoved(remote))):
        sent = next((each for each in known if remote.holds(each)), None)
    asked = case.entry.asked or (intent.status if intent else "") or post.status
    picture = ""
    if intent and intent.status == remote.status:
        asked = remote.status
    if intent and intent.picture and remote.picture not in ("", case.entry.remote.get("picture")):
        picture = intent.picture
    if illustrated and post.picture:
        picture = post.picture.origin
    place = remote_of(remote)
    if sent is not None:
        base = theirs if remote.access == "edit" else sent  # a theme adds words of its own to what visitors read
        ours = None if sent == base else sent
        return Seen(at=at, post=place, held=base, sent=ours, asked=asked, picture=picture, detail=detail)
    if case.is_unmoved(remote):
        return Seen(at=at, post=place, asked=asked, picture=picture, detail=detail)
    return Changed(at=at, post=place, asked=asked, picture=picture, theirs=theirs, detail=detail)


def changed(case: Case, remote: BlogPost, at: str, detail: str) -> Changed | None:
    """A conflict to remember: what the client wrote, where and how it shows; None when the log has it already."""
    event = Changed(at=at, post=remote_of(remote), theirs=held(remote), detail=detail)
    last = next((each for each in reversed(case.entry.events) if isinstance(each, Changed)), None)
    known = case.entry.state == "conflict" and (last is None or (last.post, last.theirs) == (event.post, event.theirs))
    return None if known or not case.known else event


def settled(case: Case, remote: BlogPost, at: str, *, ours: bool) -> Adopted | Kept:
    """What a person decided of the client's text: to keep it, or to have ours written over it."""
    text, theirs, post = _asked(case)[1], held(remote), remote_of(remote)
    asked = remote.status if remote.status in ("draft", "published") else "draft"
    if ours:
        return Kept(at=at, post=post, held=theirs, asked=asked)
    carried = same_text(without_closing(theirs), without_closing(text))
    sent = None if text == theirs else text
    return Adopted(at=at, post=post, held=theirs, sent=sent, asked=asked, carried=carried)


def left_at(entry: Entry) -> str:
    """Where a post that is followed no more stays, in French."""
    how = "en ligne" if entry.remote.get("status") == "published" else "sur le blog, s’il y est"
    return f"relais clos de notre côté, sans contacter le blog ; le billet reste {how} : " + (
        entry.remote.get("url") or entry.blog
    )


def summary(event: Event) -> str:
    """What was settled, in French."""
    if isinstance(event, Kept):
        return "notre texte sera remis par relay.apply ; relay.plan le montre d’abord"
    carried = isinstance(event, Adopted) and event.carried
    return "billet inscrit au registre" if carried else "texte du client adopté"
