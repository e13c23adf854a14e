"""The card that each page has where it is shared, and the icons of the site: what they say, and at which addresses.

An address follows from what is drawn, so that a page is written before any of them is made.
"""

from __future__ import annotations

from dataclasses import astuple
from functools import cache
from hashlib import blake2b

from markupsafe import Markup, escape

from plugins.common.frozen import frozen
from plugins.common.places import ROOT as PROJECT
from plugins.french.dates import date_fr
from plugins.site.pictures import FOLDER
from plugins.site.values import ROOT, Picture
from plugins.site.views import ArticlePage, Facts, HomePage, View

SIZE = (1200, 630)  # pixels: Open Graph’s 1.91 to 1
DRAWING = "1"  # another one where what is drawn changes: the addresses then change
FACE = PROJECT / "theme" / "static" / "fonts" / "tribune-serif.woff2"
ICO, APPLE, MANIFEST = "favicon.ico", "apple-touch-icon.png", "site.webmanifest"
ICON_SIZES = (48, 192, 512)  # pixels: search results, the screen of a telephone, its opening and the feeds


@frozen
class Card:
    """What the card of a page says. `over` and `under` are the lines above and below its title, empty without one.

    `picture` and `logo` are those of the content, by what the addresses of their renditions begin with; `seed` decides
    of the drawing of a card without picture.
    """

    title: str
    over: str
    under: str
    agency: str
    colour: str
    picture: str
    logo: str
    seed: str

    @property
    def address(self) -> str:
        """Its address below the root. JPEG with a picture, PNG else: LinkedIn takes neither WebP nor AVIF."""
        return f"{FOLDER}/carte.{_mark(astuple(self))}.{'jpg' if self.picture else 'png'}"


def card_of(facts: Facts, view: View, address: str) -> Card | None:
    """The card of a page; None for one that nobody shares (an error, a frame)."""
    if not view.trail and not isinstance(view, HomePage):
        return None
    title = view.trail[-1].name if view.trail else facts.agency.tagline or facts.agency.name
    over = view.trail[-2].name if len(view.trail) > 1 else ""
    under = ""
    if isinstance(view, ArticlePage):
        names = [person.name for person in view.article.people]
        by = f"{', '.join(names[:-1])} et {names[-1]}" if len(names) > 1 else "".join(names)
        under = " · ".join(filter(None, (by, date_fr(view.article.date))))
    return Card(
        title=title,
        over=over,
        under=under,
        agency=facts.agency.name,
        colour=facts.agency.colour,
        picture=_base(view.shared),
        logo=_base(facts.logo),
        seed="" if view.shared else view.trail[-1].url if view.trail else "",
    )


def icon_address(colour: str, logo: Picture | None, size: int) -> str:
    """The address below the root of the icon of a size."""
    return f"{FOLDER}/icone-{size}.{_mark((colour, _base(logo), size))}.png"


def head_of(facts: Facts, view: View, address: str) -> Markup:
    """The elements of a page's head that name its card and the site's icons."""
    icon = icon_address(facts.agency.colour, facts.logo, ICON_SIZES[0])
    icons = (
        f'<link rel="icon" href="{ROOT}/{ICO}" sizes="32x32">\n'
        f'<link rel="icon" href="{ROOT}/{icon}" sizes="48x48" type="image/png">\n'
        f'<link rel="apple-touch-icon" href="{ROOT}/{APPLE}">\n'
        f'<link rel="manifest" href="{ROOT}/{MANIFEST}">'
    )
    card = card_of(facts, view, address) if facts.production else None
    if card is None:
        return Markup(icons)
    alt = view.shared.alt if view.shared and view.shared.alt else card.title
    return Markup(
        f"{icons}\n"
        f'<meta property="og:image" content="{facts.origin}/{card.address}">\n'
        f'<meta property="og:image:type" content="image/{"jpeg" if card.picture else "png"}">\n'
        f'<meta property="og:image:width" content="{SIZE[0]}">\n'
        f'<meta property="og:image:height" content="{SIZE[1]}">\n'
        f'<meta property="og:image:alt" content="{escape(alt)}">\n'
        '<meta name="twitter:card" content="summary_large_image">'
    )


def _base(picture: Picture | None) -> str:
    return picture.renditions.base if picture and picture.renditions else ""


def _mark(values: tuple[object, ...]) -> str:
    return blake2b(repr((DRAWING, _face(), values)).encode(), digest_size=6).hexdigest()


@cache
def _face() -> bytes:
    return blake2b(FACE.read_bytes(), digest_size=8).digest()
