"""The comments of each article, as its page shows them, and how one is left."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from markupsafe import Markup

from plugins.comments.markup import comment_html
from plugins.model.addresses import leads_somewhere
from plugins.model.article import ARTICLE, Article
from plugins.model.content import Document, site_path
from plugins.model.thread import Comment, Thread
from plugins.site.assemble import Site
from plugins.site.outputs import Render
from plugins.site.slots import CommentInvite, CommentView, Slots, ThreadView
from plugins.site.values import Link
from plugins.typography.rules import typeset_html, typeset_text


def slots(site: Site, render: Render) -> Slots:
    """The thread of each article that has one, or that one may comment; the instants at which one no longer may."""
    threads, changes = {}, set()
    for document in (*site.shown(ARTICLE), *site.unlisted(ARTICLE)):
        if document.record.comments is False:
            continue
        thread = site.content.threads.get(document.id, Thread())
        ends = closes(site, document, thread)
        open_ = ends is None or ends > site.content.now
        invite = invite_of(site, document) if open_ and not thread.closed else None
        if invite and ends:
            changes.add(ends)
        if thread.comments or invite:
            threads[document.id] = ThreadView(comments=_in_order(site, thread), invite=invite)
    return Slots(threads=threads, changes=frozenset(changes))


def closes(site: Site, document: Document[Article], thread: Thread) -> datetime | None:
    """The instant from which an article is not commented any more; None for one that always is."""
    settings, date = site.content.agency.comments, document.record.date
    if settings is None or settings.days is None or date is None:
        return None
    return site.content.aware(date) + timedelta(days=settings.days)


def invite_of(site: Site, document: Document[Article]) -> CommentInvite | None:
    """How one comments an article: by the form that the server receives, else by mail; None where neither is."""
    agency = site.content.agency
    if agency.comments is None and not document.record.comments:
        return None
    server = agency.comments.server if agency.comments else None
    title = document.title
    mail = ""
    if agency.email:
        subject = quote(f"Commentaire sur « {title} »")
        body = quote(f"{site.origin}/{site_path(document)}\n\nNom à publier : \n\nCommentaire :\n\n")
        mail = f"mailto:{agency.email}?subject={subject}&body={body}"
    if not (server or mail):
        return None
    return CommentInvite(
        server=(server or "").rstrip("/"),
        thread=f"{urlsplit(site.content.agency.url).path.rstrip('/')}/{site_path(document)}",
        title=title,
        mail=mail,
        privacy="confidentialite/" if leads_somewhere(site.content, "confidentialite/") else "",
    )


def _in_order(site: Site, thread: Thread) -> tuple[CommentView, ...]:
    """Each comment, the answers to it after it, whatever their depth; else in the order of the file."""
    by_id = {each.id: each for each in thread.comments}
    answers: dict[str, list[Comment]] = {}
    for each in thread.comments:
        answers.setdefault(each.reply_to or "", []).append(each)
    shown: list[CommentView] = []
    waiting = answers.get("", [])[::-1]
    while waiting:
        each = waiting.pop()
        shown.append(_shown(site, each, by_id.get(each.reply_to or "")))
        waiting += answers.get(each.id, [])[::-1]
    return tuple(shown)


def _shown(site: Site, comment: Comment, parent: Comment | None) -> CommentView:
    options, content = site.options.typography, site.content

    def leads(address: str) -> bool:
        origin = content.agency.url.rstrip("/")
        if not address.startswith(origin):
            return True
        return leads_somewhere(content, unquote(address.removeprefix(origin).partition("?")[0]) or "/")

    html = typeset_html(comment_html(comment.text, leads), options)
    number = comment.id.removeprefix("isso-")
    return CommentView(
        id=f"commentaire_{comment.id}",
        author=typeset_text(comment.author, options),
        date=content.aware(comment.date),
        html=Markup(html),
        agency=comment.agency,
        reply_to=Link(typeset_text(parent.author, options), f"commentaire_{parent.id}") if parent else None,
        number=number if number != comment.id and number.isdigit() else "",
    )
