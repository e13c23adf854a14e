"""An article written for a client, and its page on the client's blog, small enough to be read at a glance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.common.fetch import Page

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
URL = "https://blog.orvane.example/vendre"
ORIGINAL = """
<p>La plupart des clients ne cherchent rien. Ils ont cessé de voir ce qui les gêne. Le vendeur « pressé » parle
donc à quelqu’un qui n’a pas de question : il l’ennuie.</p>
<ul><li>Notez la première phrase de votre prochain rendez-vous.</li><li>Comptez ensuite combien de fois vous
dites « nous ».</li></ul>
<h2>La suite</h2>
<p>Un médecin qui rédigerait l’ordonnance pendant que vous retirez votre manteau aurait peut-être raison. Vous
changeriez quand même de médecin. Il reste alors à comprendre pourquoi, et c’est un autre métier que celui de
vendre… Nous en parlerons longuement, avec des exemples, des chiffres et quelques regrets.</p>
"""
PASSAGE = """La plupart des clients ne cherchent rien. Ils ont cessé de voir ce qui les gêne."""


def blog_page(body: str = ORIGINAL, head: str = "") -> str:
    """A page of the client's blog around a body."""
    return (
        f"<!DOCTYPE html><html lang=fr><head><title>Blog</title>{head}</head><body class='single'>"
        "<header><nav><a href=/>Accueil</a></nav></header>"
        f"<main><article><h1>Vendre</h1><div class='entry-content'>{body}</div></article></main>"
        "<aside><h2>Articles récents</h2><p>La plupart des clients lisent aussi ceci.</p></aside>"
        "<footer><p>© Orvane</p></footer></body></html>"
    )


def article(passage: str = PASSAGE, header: str = "") -> str:
    """The article of our blog that quotes the client's page."""
    marked = f"<!-- extrait -->\n{passage}\n<!-- /extrait -->\n" if passage else ""
    return (
        "---\ntitle: Vendre\ndate: 2026-02-01\nclient: orvane\n"
        f"original_url: {URL}\n{header}---\n\nUne introduction de notre main.\n\n{marked}\n"
    )


def answering(text: str = "", status: int = 200, url: str = URL, **fields: object) -> Callable[[str], Page]:
    """A fetch that always gives one page."""
    redirects = (URL,) if url != URL else ()
    return lambda asked: Page(url, status, text, redirects, **fields)  # type: ignore[arg-type]
