"""What a client without an account for us pastes in a blog, a newsletter or a network: one excerpt in each form.

The texts are made here from the post that a relay wants; `kit_file` makes one page to send of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from plugins.common.texts import plain_text
from plugins.french.quoting import is_french
from plugins.model.content import Content
from plugins.model.excerpt import cut_at_sentence
from plugins.relays.confirmed import KIND
from plugins.relays.desired_posts import DesiredPost, desired_posts
from plugins.relays.feeds import tracked
from plugins.relays.views import KitPage
from plugins.typography.options import Options as Typography

NETWORK_LIMIT = 3000  # signs of a LinkedIn post (LinkedIn Help, « Character limits for posts »)
NETWORK_SEEN = 210  # signs shown before « … plus », about three lines
PICTURE = (1200, 627)  # pixels: 1.91:1, what networks show whole under a link
MAIL_WIDTH = 600  # pixels: the width that Outlook for Windows keeps to when it is a table's

_TEXT = "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px;color:#1f2937;"
_STYLES = {
    "p": f"margin:0 0 16px 0;{_TEXT}",
    "ul": f"margin:0 0 16px 24px;padding:0;{_TEXT}",
    "ol": f"margin:0 0 16px 24px;padding:0;{_TEXT}",
    "li": "margin:0 0 8px 0;",
    "blockquote": f"margin:0 0 16px 0;padding:0 0 0 16px;border-left:3px solid #9ca3af;{_TEXT}",
    "pre": "margin:0 0 16px 0;font-family:Consolas,monospace;font-size:14px;line-height:20px;color:#1f2937;",
    "a": "color:#1d4ed8;text-decoration:underline;",
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), f"margin:0 0 12px 0;font-weight:bold;{_TEXT}"),
}


@dataclass(frozen=True)
class Kit:
    """The forms of one excerpt: HTML, plain text, the post of a network, the block of a newsletter."""

    html: str
    plain: str
    post: str
    mail: str
    link: str


def kit_relays(site: Content, typography: Typography) -> list[DesiredPost]:
    """The excerpts that a typeset site gives as kits, their day come."""
    wanted = desired_posts(site, {KIND}, typography)
    return [relay for relay in wanted if relay.due is None or relay.due <= site.now.date()]


def kit_of(wanted: DesiredPost) -> Kit:
    """The forms of the excerpt of a relay, each with the link to our article and its tracking."""
    link = tracked(wanted)
    rel = f' rel="{escape(wanted.rel)}"' if wanted.rel else ""
    said = escape(wanted.invitation, quote=False)
    closing = f'<p><a href="{escape(link)}"{rel}>{said}</a></p>'
    text = plain_blocks(wanted.excerpt)
    colon = "\u00a0:" if is_french(wanted.language) else ":"
    end = f"{wanted.invitation}{colon}\n{link}"
    post = f"{_within(text, NETWORK_LIMIT - network_length(end) - 2)}\n\n{end}"
    return Kit(
        html=f"{wanted.excerpt}\n{closing}\n",
        plain=f"{wanted.title}\n\n{text}\n\n{end}\n",
        post=post,
        mail=_mail(wanted, link, said),
        link=link,
    )


def _within(text: str, room: int) -> str:
    """The whole sentences of a text that a network has room for."""
    signs = room - sum(ord(sign) > 0xFFFF for sign in text[:room])
    cut = cut_at_sentence(text, signs)
    return cut if len(cut) <= signs else f"{text[: signs - 1].rstrip()}…"  # a first sentence stands over the limit


def network_length(text: str) -> int:
    """The signs of a text as networks count them: UTF-16 units, so that most emoji are two."""
    return len(text.encode("utf-16-le")) // 2


def plain_blocks(html: str) -> str:
    """An excerpt as plain text: a blank line between blocks, « • » or a number before the items of a list."""
    return "\n\n".join(
        filter(None, map(_plain_block, BeautifulSoup(html, "html.parser").find_all(True, recursive=False)))
    )


def _plain_block(block: Tag) -> str:
    if block.name == "pre":
        return block.get_text().strip("\n")
    if block.name in ("ul", "ol"):
        return "\n".join(_items(block))
    if block.name == "blockquote":
        return "\n\n".join(_plain_block(each) for each in block.find_all(True, recursive=False)) or _line(block)
    return _line(block)


def _items(listing: Tag, depth: int = 0) -> Iterator[str]:
    for number, item in enumerate(listing.find_all("li", recursive=False), 1):
        inner = item.find_all(["ul", "ol"], recursive=False)
        for each in inner:
            each.extract()
        yield f"{'  ' * depth}{f'{number}.' if listing.name == 'ol' else '•'} {_line(item)}"
        for each in inner:
            yield from _items(each, depth + 1)


def _line(block: Tag) -> str:
    return plain_text(str(block))


def _mail(wanted: DesiredPost, link: str, said: str) -> str:
    """A block of a newsletter: tables and styles of its own, which Outlook for Windows (Word's engine) shows too."""
    soup = BeautifulSoup(wanted.excerpt, "html.parser")
    for node in soup.find_all(True):
        if node.name in _STYLES:
            node["style"] = _STYLES[node.name]
    table = 'role="presentation" border="0" cellpadding="0" cellspacing="0"'
    language = "" if is_french(wanted.language) else f' lang="{escape(wanted.language)}"'
    title = "margin:0 0 16px 0;font-family:Arial,Helvetica,sans-serif;font-size:22px;line-height:28px;color:#111827;"
    button = (
        "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:20px;color:#ffffff;text-decoration:none;"
    )
    return (
        f'<table {table} width="100%"{language}><tr><td align="center">\n'
        f'<table {table} width="{MAIL_WIDTH}" style="width:100%;max-width:{MAIL_WIDTH}px;"><tr>'
        f'<td align="left" style="padding:24px;background-color:#ffffff;" bgcolor="#ffffff">\n'
        f'<h2 style="{title}">{escape(wanted.title, quote=False)}</h2>\n{soup}\n'
        f'<table {table}><tr><td align="center" bgcolor="#1d4ed8" style="padding:12px 20px;background-color:#1d4ed8;">'
        f'<a href="{escape(link)}" style="{button}">{said}</a></td></tr></table>\n'
        "</td></tr></table>\n</td></tr></table>\n"
    )


def kit_page(wanted: DesiredPost, client: str, *, picture: str = "", commands: tuple[str, str] = ("", "")) -> KitPage:
    """What the page of a kit shows, for a client of that name; `picture` is the address of the picture on it.

    `commands` are those that an editor runs to send the kit and to confirm it; a client is not told of them.
    """
    kit = kit_of(wanted)
    seen, rest = _cut_where_seen(kit.post)
    return KitPage(
        title=wanted.title,
        client=client,
        link=kit.link,
        language="" if is_french(wanted.language) else wanted.language,
        html=Markup(kit.html),
        code=kit.html,
        plain=kit.plain,
        post_seen=seen,
        post_rest=rest,
        post_length=_number(network_length(kit.post)),
        post_limit=_number(NETWORK_LIMIT),
        mail=kit.mail,
        picture=picture,
        picture_name=f"{wanted.article}.jpg",
        picture_alt=wanted.picture.alt if wanted.picture else "",
        picture_note=_picture_note(wanted.picture.path) if wanted.picture else "",
        send_command=commands[0],
        confirm_command=commands[1],
    )


def kit_picture(path: str, name: str = "") -> bytes:
    """A picture as networks show it under a link: a JPEG of 1200 × 627, cut around its middle, without metadata.

    `name` tells its bytes from those that the file had before.
    """
    from PIL import Image, ImageOps  # here: a site without kits opens no picture for them

    with Image.open(path) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
        flat = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB")
        out = BytesIO()
        ImageOps.fit(flat, PICTURE, Image.Resampling.LANCZOS).save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _picture_note(path: Path) -> str:
    """What is to be known of a picture that is smaller than what is made of it."""
    from PIL import Image

    with Image.open(path) as opened:
        width, height = opened.size
    if width >= PICTURE[0] and height >= PICTURE[1]:
        return ""
    return f"L’illustration de l’article fait {width} × {height} pixels : agrandie, elle peut paraître floue."


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _cut_where_seen(text: str) -> tuple[str, str]:
    """A post cut where a network cuts it: what is seen, at a word's end, and the rest."""
    if len(text) <= NETWORK_SEEN:
        return text, ""
    at = re.search(r"\s\S*$", text[:NETWORK_SEEN])
    cut = at.start() if at else NETWORK_SEEN
    return text[:cut], text[cut:]
