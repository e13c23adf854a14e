"""A video, a talk, a post of LinkedIn whose address stands alone on its line: a card that opens it where it is.

No request leaves before a reader clicks: the card has the title, and the image of the site's own, that one gives it,
`[titre](adresse)`, `[![ce que montre l’image](../images/x.jpg)](adresse "titre")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from plugins.common.regex import regex

# What is shown, where, by host and path; PeerTube is on any host, and known by the path of its videos.
_HOSTED: tuple[tuple[str, str, str, str], ...] = (
    ("Vidéo", "YouTube", r"(?:m\.|music\.)?youtube\.com|youtube-nocookie\.com",
        r"/(?:watch|shorts/|live/|embed/|playlist|v/)"),
    ("Vidéo", "YouTube", r"youtu\.be", r"/[\w-]{3,}"),
    ("Vidéo", "Vimeo", r"(?:player\.)?vimeo\.com", r"/(?:(?:video|channels/[\w-]+|showcase/\d+/video)/)?\d+"),
    ("Vidéo", "Dailymotion", r"dailymotion\.com|dai\.ly", r"/(?:video/)?\w{5,}"),
    ("Publication", "LinkedIn", r"(?:fr\.)?linkedin\.com", r"/(?:posts|feed/update|embed/feed/update)/"),
    ("Article", "LinkedIn", r"(?:fr\.)?linkedin\.com", r"/pulse/"),
    ("Vidéo", "PeerTube", r".+",
        r"/(?:w|videos/watch|videos/embed)/(?:[A-HJ-NP-Za-km-z1-9]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z"),
)  # fmt: skip
_KNOWN = [(what, where, regex(host), regex(path)) for what, where, host, path in _HOSTED]
_ALONE = regex(r"(?:\A|\n[ \t]*\n) {0,3}<?(?P<address>https?://[^\s<>]{1,1000})>?[ \t]*(?=\n[ \t]*(?:\n|\Z)|\Z)")


_ENGLISH = {"Vidéo": "Video", "Publication": "Post", "Article": "Article"}


def hosted(address: str) -> tuple[str, str] | None:
    """What an address shows and where, « Vidéo », « YouTube »; None for another page."""
    if not address.startswith(("https://", "http://")):
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    for what, where, hosts, path in _KNOWN:
        if hosts.fullmatch(host) and path.match(parts.path):
            return what, where
    return None


def untitled(masked: str) -> Iterator[tuple[int, str, str]]:
    """Each such address that stands alone without a title: its offset, what it shows, the address."""
    if "\nhttp" not in masked and "\n<http" not in masked and "http" not in masked[:9]:
        return
    for match in _ALONE.finditer(masked):
        if found := hosted(match["address"]):
            yield match.start("address"), found[0], match["address"]


class Cards(Treeprocessor):
    """Puts a card in the place of each paragraph, or figure, that holds a link to one of them and nothing else."""

    def __init__(self, md: Markdown, french: bool) -> None:
        super().__init__(md)
        self.french = french

    def run(self, root: Element) -> None:
        for node in list(root.iter()):
            if node.tag not in ("p", "figure") or not len(node) or node[0].tag != "a" or node.get("class"):
                continue
            link = node[0]
            others = list(node)[1:]
            if (
                (node.text or "").strip()
                or (link.tail or "").strip()
                or any(each.tag != "figcaption" for each in others)
            ):
                continue
            found = hosted(link.get("href") or "")
            if found is not None:
                self._settle(node, link, *found)

    def _settle(self, node: Element, link: Element, what: str, where: str) -> None:
        source = f"{what} sur {where}" if self.french else f"{_ENGLISH[what]} on {where}"
        node.tag, node.text = "figure", None
        node.set("class", "video-card" if what == "Vidéo" else "post-card")
        link.tail = None
        given = link.attrib.pop("title", None)
        image = link[0] if len(link) and link[0].tag == "img" else None
        if image is not None:
            given = given or image.attrib.pop("title", None)
            image.tail = None
        elif (link.text or "") == link.get("href") and not len(link):
            link.text = None
        if given and (image is not None or not link.text):
            SubElement(link, "span", {"class": "card-title"}).text = given
        elif image is None and (link.text or len(link)):
            title = Element("span", {"class": "card-title"})
            title.text, link.text = link.text, None
            for child in list(link):
                link.remove(child)
                title.append(child)
            link.append(title)
        for child in link:
            child.tail = "\n"  # words apart where no style is, in feeds
        SubElement(link, "span", {"class": "card-source"}).text = source
