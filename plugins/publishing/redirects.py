"""Old addresses: a page at each that leads to the new one, for hosts that serve files and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from plugins.common.problems import Problem
from plugins.model.content import Site

PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{address}">{card}
<meta http-equiv="refresh" content="0; url={address}">
</head>
<body>
<h1>Cette page a changé d’adresse</h1>
<p><a href="{address}">{title}</a></p>
</body>
</html>
"""


def redirect_page(title: str, address: str, card: str = "") -> str:
    """The page of an old address: it leads to `address` at once, without JavaScript (HTML, § « refresh »).

    `card` is the address of the article's oEmbed answer: a blog that shows a card of the old address reads this page,
    and would make a plain link of it.
    """
    found = f'\n<link rel="alternate" type="application/json+oembed" href="{escape(card)}">' if card else ""
    return PAGE.format(title=escape(title), address=escape(address), card=found)


def output_file(old: str) -> str:
    """The file of an old address: `/2016/05/x/` gives `2016/05/x/index.html`, `/x.html` itself."""
    path = old.strip("/")
    return path if path.rsplit("/", 1)[-1].endswith((".html", ".htm")) else f"{path}/index.html"


def check_redirects(site: Site) -> Iterator[Problem]:
    """Une ancienne adresse n’est ni celle d’un texte qui existe, ni déclarée deux fois."""
    taken = {output_file(address): document.shown for address, document in site.by_address.items()}
    for document in site.articles.values():
        for rank, old in enumerate(document.record.redirect_from):
            first = taken.setdefault(output_file(old), document.shown)
            if first != document.shown or output_file(old) == output_file(f"articles/{document.id}/"):
                yield document.problem(
                    ("redirect_from", rank), f"adresse « {old} » déjà prise par {first} : retirez-la de cette liste"
                )
