"""A site with the words that the tests of search look for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import serving_site

from plugins.search.index import program
from tests.conftest import LEGAL, missing, write

ARTICLES = {
    "panne": ("Une panne d’innovation ?", "L’entreprise parle d’innovation, puis elle attend les dirigeants."),
    "coeur": ("Le cœur du métier", "On y met du cœur, et l’œuvre avance de 10 000 pas : « c’est dit »."),
    "second": ("Une carte par jour", "Les dirigeants relisent. Le numérique n’y change rien, l’été non plus."),
    **{f"suite-{number:02}": (f"Suite {number}", "Un rameau de plus à la suite.") for number in range(1, 13)},
}
HIDDEN = {  # what search engines are not to have, with the key that says so
    "cache": "noindex: true",
    "ailleurs": "canonical: https://ailleurs.example/texte/",
    "brouillon": "status: draft",
    "plus-tard": "date: 2031-05-01",
    "masque": "status: hidden",
}


def searched_content(root: Path) -> Path:
    """Write the content of that site."""
    write(root, "agence.yaml", f"name: Agence Essai\nurl: https://essai.example/carnet\n{LEGAL}")
    for rank, (name, (title, body)) in enumerate(ARTICLES.items(), 1):
        head = f"title: {title}\ndate: 2026-03-{rank:02}\n"
        write(root, f"articles/{name}.md", f"---\n{head}---\n\n{body}\n")
    for name, key in HIDDEN.items():
        date = "" if key.startswith("date") else "date: 2026-02-03\n"
        body = "Un hapax est un mot que l’on ne lit qu’une fois."
        write(root, f"articles/{name}.md", f"---\ntitle: Titre {name}\n{date}{key}\n---\n\n{body}\n")
    guide = (
        "title: Le guide des dirigeants\nsummary: Pour qui dirige. On le lit en une heure.\narticles: [panne, coeur]"
    )
    write(root, "guides/diriger.md", f"---\n{guide}\n---\n\nDans l’ordre.\n")
    write(root, "pages/contact.md", "---\ntitle: Contact\nmenu: 1\n---\n\nÉcrivez aux dirigeants de l’agence.\n")
    return root


@pytest.fixture(scope="session")
def searched_site(build_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That site, published."""
    if program() is None:
        missing("Pagefind manque (pip install pagefind_bin)")
    content = searched_content(tmp_path_factory.mktemp("recherche") / "content")
    return build_once("recherche", "publish", "--content", content)


@pytest.fixture
def search(browser: Any, searched_site: Path) -> Iterator[Callable[..., Any]]:
    """Opens the search page with what is asked; `said` is what the console and the network complained of."""
    contexts = []
    with serving_site(searched_site) as place:

        def open_(asked: str = "", path: str = "recherche/", **options: Any) -> Any:
            context = browser.new_context(**options)
            contexts.append(context)
            page = context.new_page()
            page.said, page.root = [], f"http://{place}/"
            page.on("console", lambda message: page.said.append(message.text))
            page.on("pageerror", lambda error: page.said.append(str(error)))
            page.on("requestfailed", lambda request: page.said.append(request.url))
            page.goto(f"{page.root}{path}{f'?q={asked}' if asked else ''}")
            return page

        yield open_
        for context in contexts:
            context.close()
