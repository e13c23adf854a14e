"""Reader modes and archives take a text out of its page: all of it, with its main image, and nothing of the frame."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from tests.conftest import missing, small_content, write

# Headings whose ids, of their words, hold what Readability takes for a frame.
HEADINGS = (
    "Comment écrire un billet", "Le social selling en pratique", "Un extrait qui se lit", "Des médias et des gens",
    "Partager sans se perdre", "Élargir ses contacts", "Promouvoir sans bruit", "Sponsor ou ami", "La bannière du haut",
    "Remarques de lecteurs", "Un pied de page (footer)", "Commentaires et communauté", "Tags et widgets", "Une légende",
)  # fmt: skip
PARTS = "".join(
    f"## {heading}\n\nSous ce titre, une phrase qui dit quelque chose, et que l’on ne doit pas perdre.\n\n"
    for heading in HEADINGS
)
HARD = f"""---
title: Un texte aux mots difficiles
date: 2026-02-03
authors: [redaction]
image: images/carre.png
image_alt: Un carré
image_caption: La légende du carré
toc: true
---

Une première phrase assez longue pour que l’on sache qu’ici commence un texte, avec une note[^1] et deux virgules.

{PARTS}
> Une citation, que l’on a recopiée mot à mot.

!!! note "À savoir"
    Un encadré qui est du texte.

- un premier point
- un second point

| Année | Nombre |
|---|---|
| 2025 | 12 |

[^1]: La note, au bas du texte.
"""


def squashed(text: str) -> str:
    """The letters and digits of a text: extractors differ in spaces."""
    return "".join(re.findall(r"[^\W_]", text))


def blocks(page: Path) -> Iterator[Tag]:
    """What an author wrote, block by block, without calls to act."""
    prose: Any = BeautifulSoup(page.read_text("utf-8"), "html.parser").select_one(".article-main > .prose") or Tag(
        name="p"
    )  # none on the next page of a list
    for node in prose.select("p, li, h2, h3, h4, blockquote, figcaption, td, th, pre"):
        if not node.find_parent(class_="admonition-appel") and not node.find(["p", "li"]) and squashed(node.get_text()):
            yield node


@pytest.fixture(scope="module")
def hard_site(inv, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a text whose words are those of frames."""
    folder = tmp_path_factory.mktemp("difficile")
    content = small_content(folder / "content")
    write(content, "articles/2026-02-03-difficile.md", HARD)
    result = inv("publish", "--content", content, "--output", folder / "out", "--now", "2026-11-22")
    assert result.returncode == 0, result.stderr
    return folder / "out"


@pytest.fixture(scope="module", params=["hard_site", "published_site", "corpus_site"])
def articles(request: pytest.FixtureRequest) -> list[Path]:
    """The pages of the articles of a site."""
    found = sorted(request.getfixturevalue(request.param).glob("articles/*/index.html"))
    # Of five hundred characters, as Readability wants of a text.
    return [page for page in found if sum(len(node.get_text()) for node in blocks(page)) > 500]


def read_by_readability(folder: Path, pages: list[Path]) -> list[dict[str, str]]:
    """What Readability keeps of some pages."""
    judge = Path(__file__).with_name("readability.mjs")
    told = "".join(f"{page}\n" for page in pages)
    done = subprocess.run(
        ["node", str(judge), str(folder)], input=told, capture_output=True, text=True, timeout=120, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_firefox_keeps_the_whole_text(articles: list[Path], node_pieces: Path) -> None:
    """Le mode lecture de Firefox garde chaque paragraphe, titre, citation, légende, note, et chaque image."""
    lost = []
    for page, kept in zip(articles, read_by_readability(node_pieces, articles), strict=True):
        text = squashed(BeautifulSoup(kept["html"], "html.parser").get_text())
        lost += [(page.parent.name, str(node)[:80]) for node in blocks(page) if squashed(node.get_text()) not in text]
        pictures = BeautifulSoup(page.read_text("utf-8"), "html.parser").select(".prose img")
        if kept["html"].count("<img") < len(pictures):
            lost.append((page.parent.name, f"{len(pictures)} images"))

    assert lost == [] and articles


def test_firefox_adds_nothing_of_the_frame(articles: list[Path], node_pieces: Path) -> None:
    """Il n’y ajoute rien du cadre : ni biographie, ni partage, ni thèmes, ni date, ni sommaire."""
    added = []
    for page, kept in zip(articles, read_by_readability(node_pieces, articles), strict=True):
        whole = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        text = squashed(BeautifulSoup(kept["html"], "html.parser").get_text())
        frame: list[Any] = whole.select(
            ".bio, .share li, .article-side p, .contents, .site-footer p, .after p, .after h2, .author-box h2"
            ", .breadcrumb"
        )
        own = squashed(whole.select_one(".article-main > .prose").get_text())  # type: ignore[union-attr]
        for node in frame:
            words = squashed(node.get_text())
            if len(words) > 12 and words in text and words not in own:
                added.append((page.parent.name, str(node)[:80]))

    assert added == []


def test_firefox_knows_who_signs(hard_site: Path, node_pieces: Path) -> None:
    """Il donne la signature, sans l’initiale du portrait, et le titre sans le nom de la maison."""
    (kept,) = read_by_readability(node_pieces, [hard_site / "articles/difficile/index.html"])

    assert (kept["byline"], kept["title"], kept["lang"]) == ("La rédaction", "Un texte aux mots difficiles", "fr")


def test_archives_keep_the_whole_text(articles: list[Path]) -> None:
    """trafilatura, des archives et des moteurs de réponse, garde chaque paragraphe, titre, citation et point de liste.

    Elle ne rend ni les légendes, ni les paragraphes faits d’un seul lien, ni un titre que rien ne suit.
    """
    try:
        import trafilatura
    except ImportError:
        missing("pas de trafilatura (pip install trafilatura)")
    lost = []
    for page in articles:
        found = trafilatura.extract(page.read_text("utf-8"), include_images=True, include_comments=False) or ""
        text, told = squashed(found), list(blocks(page))
        for node in told:
            alone = node.find("a") and squashed(node.find("a").get_text()) == squashed(node.get_text())  # type: ignore[union-attr]
            last = node is told[-1] and node.name.startswith("h")
            if node.find_parent("figure") or node.name == "figcaption" or alone or last:
                continue
            if squashed(node.get_text()) not in text:
                lost.append((page.parent.name, str(node)[:80]))

    assert lost == [] and articles


def test_headings_keep_their_addresses(hard_site: Path) -> None:
    """Aucune adresse ne change pour cela : un titre se trouve toujours à ses mots."""
    page = BeautifulSoup((hard_site / "articles/difficile/index.html").read_text("utf-8"), "html.parser")

    assert [node["id"] for node in page.select(".prose > h2")][:3] == [
        "comment-ecrire-un-billet",
        "le-social-selling-en-pratique",
        "un-extrait-qui-se-lit",
    ]
