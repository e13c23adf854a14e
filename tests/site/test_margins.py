"""What the margins of a wide page hold, and what must keep its place: measured in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import serving_site
from PIL import Image

from plugins.build.assets import bare
from tests.conftest import LEGAL

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SHEET = Path(__file__).resolve().parents[2] / "theme/static/css/site.css"
PLAIN = "Une phrase qui dit ce qu’elle a à dire, sans se presser, jusqu’à son point final. " * 4
LONG = "Une note assez longue pour descendre plus bas que l’appel de la suivante, qui doit donc s’écarter. " * 2
NOTED = f"""Un fait.[^a] Un autre, aussitôt.[^b] Et le premier encore.[^a]

{PLAIN}

{PLAIN}

Un troisième.[^c]

{PLAIN}

[^a]: {LONG}
[^b]: Une voisine.
[^c]: La dernière.
"""
FIGURE = '![Un aplat](../images/aplat.png "Une légende."){: PLACE}'
HERO = "image: images/aplat.png\nimage_alt: Un aplat\nimage_caption: Sous la grande image.\n"
TEXTS = {
    "notes": ("", NOTED),
    "sous-une-image": (HERO, NOTED),
    "douze": ("", "\n\n".join(f"Fait {n}.[^{n}]\n\n{PLAIN}\n\n[^{n}]: Note {n}." for n in range(1, 13))),
    "treize": ("", "\n\n".join(f"Fait {n}.[^{n}]\n\n[^{n}]: Note {n}." for n in range(1, 14))),
    "deux-paragraphes": ("", f"Un fait.[^a]\n\n{PLAIN}\n\n[^a]: Un.\n\n    Deux.\n"),
    "large": ("", f"Un fait.[^a]\n\n{FIGURE.replace('PLACE', '.large')}\n\n[^a]: Une note.\n"),
    "legende": ("", f"{PLAIN}\n\n{FIGURE.replace('{: PLACE}', '')}\n\n{PLAIN}\n"),
}
BOXES = """
() => {
  const box = node => node.getBoundingClientRect().toJSON();
  const all = selector => [...document.querySelectorAll(selector)].map(box);
  return {
    prose: all('.prose')[0], calls: all('[id^="fnref:"]'), notes: all('.footnote li'),
    figures: all('.prose figure:not(.hero)'), captions: all('figcaption'), heading: all('.footnote h2').at(0),
    scrolls: document.documentElement.scrollWidth > innerWidth,
  };
}
"""


@pytest.fixture(scope="module")
def address(build_once: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of articles with notes and figures, signed by someone with a photograph, and a guide without a cover."""
    content = tmp_path_factory.mktemp("marges") / "content"
    for folder in ("articles", "auteurs", "guides", "images"):
        (content / folder).mkdir(parents=True)
    (content / "agence.yaml").write_text(f"name: Agence\nurl: https://agence.example\n{LEGAL}", "utf-8")
    (content / "auteurs/camille.md").write_text(
        "---\nname: Camille Exemple\nportrait: images/aplat.png\nportrait_alt: Camille\n---\nElle écrit.\n", "utf-8"
    )
    (content / "guides/court.md").write_text(
        "---\ntitle: Trois mois pour écrire\nsummary: Un guide.\narticles: [notes]\n---\n", "utf-8"
    )
    Image.new("RGB", (1600, 900), "#1d7874").save(content / "images/aplat.png")
    for day, (name, (head, body)) in enumerate(TEXTS.items(), 1):
        head = f"title: Essai {name}\ndate: 2026-02-{day:02}\nauthors: [camille]\n{head}"
        (content / f"articles/{name}.md").write_text(f"---\n{head}---\n{body}", "utf-8")
    with serving_site(build_once("margins", "publish", "--content", content, told=("]",))) as place:
        yield f"http://{place}/"


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Any]:
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def boxes(window: Any, address: str) -> Any:
    """The boxes of an article, on a screen."""

    def measured(name: str, screen: dict[str, int]) -> Any:
        window.set_viewport_size(screen)
        window.goto(f"{address}articles/{name}/")
        return window.evaluate(BOXES)

    return measured


@pytest.mark.parametrize(("name", "count"), [("notes", 3), ("sous-une-image", 3), ("douze", 12)])
def test_notes_stand_in_the_margin_beside_their_calls(boxes: Any, name: str, count: int) -> None:
    """Sur un grand écran, chaque note est dans la marge, jamais plus haut que son appel ni sur celle d’avant."""
    found = boxes(name, WIDE)
    above = found["captions"][:1]

    assert len(found["notes"]) == len(found["calls"]) == count and not found["scrolls"]
    for call, note in zip(found["calls"], found["notes"], strict=True):
        assert found["prose"]["right"] < note["left"] and note["right"] <= WIDE["width"]
        assert call["top"] - 8 <= note["top"]
        assert all(before["bottom"] < note["top"] for before in above)
        above = [note]
    assert found["notes"][-1]["top"] < found["calls"][-1]["bottom"]  # nothing pushes the last one away


@pytest.mark.parametrize("name", ["treize", "deux-paragraphes", "large"])
def test_notes_that_the_margin_cannot_hold_stay_at_the_foot(boxes: Any, name: str) -> None:
    """Trop nombreuses, de plusieurs paragraphes ou près d’une figure large, les notes restent sous leur titre."""
    found = boxes(name, WIDE)

    assert all(note["left"] < found["prose"]["right"] for note in found["notes"])
    assert found["heading"]["bottom"] <= found["notes"][0]["top"]
    assert max(call["bottom"] for call in found["calls"]) < found["heading"]["top"]


def test_notes_are_at_the_foot_on_a_telephone(boxes: Any) -> None:
    """Sur un téléphone, les notes sont au pied du texte, sous leur titre."""
    found = boxes("notes", PHONE)

    assert found["calls"][-1]["bottom"] < found["heading"]["top"] < found["notes"][0]["top"]
    assert not found["scrolls"]


def test_a_caption_stands_in_the_margin_of_a_text_without_notes(boxes: Any) -> None:
    """Sur un grand écran, la légende d’une figure est dans la marge, au pied de l’image ; dessous sur un téléphone."""
    wide, narrow = boxes("legende", WIDE), boxes("legende", PHONE)

    assert wide["captions"][0]["left"] > wide["prose"]["right"]
    assert abs(wide["captions"][0]["bottom"] - wide["figures"][0]["bottom"]) < 2
    assert narrow["captions"][0]["left"] < narrow["prose"]["right"]


def test_a_photograph_of_a_person_stands_where_a_drawing_would(window: Any, address: str) -> None:
    """Un portrait en photo commence au bord de sa ligne : les sources de l’image n’y prennent pas de place."""
    window.set_viewport_size(WIDE)
    window.goto(f"{address}articles/notes/")
    for line in (".byline", ".author-box"):
        lefts = window.evaluate(
            "line => ['', ' .portrait'].map(part => document.querySelector(line + part).getBoundingClientRect().left)",
            line,
        )
        assert lefts[0] == lefts[1], line


@pytest.mark.parametrize("place", ["", "guides/", "guides/court/"])
@pytest.mark.parametrize("screen", [WIDE, PHONE])
def test_a_drawn_cover_has_the_shape_of_a_book(window: Any, address: str, place: str, screen: dict[str, int]) -> None:
    """Une couverture dessinée est trois fois large pour quatre fois haute, et son titre y tient en entier."""
    window.set_viewport_size(screen)
    window.goto(address + place)
    cover, title = window.evaluate(
        """() => [...document.querySelectorAll('.cover-drawn, .cover-drawn span:first-child')].slice(0, 2)
        .map(node => node.getBoundingClientRect()).map(({width, height}) => [width, height])"""
    )

    assert cover[1] == pytest.approx(cover[0] * 4 / 3, abs=2)
    assert title[0] > cover[0] / 2 and title[1] < cover[1] / 2


def test_a_style_sheet_without_its_blanks_says_the_same(window: Any) -> None:
    """La feuille de style publiée, sans remarques ni blancs, a les règles de celle de la maison, une à une."""
    written = SHEET.read_text("utf-8")
    window.set_content("<!DOCTYPE html><title>Feuilles</title>")
    rules = [
        window.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " return [...sheet.cssRules].map(rule => rule.cssText) }",
            sheet,
        )
        for sheet in (written, bare(written))
    ]
    one, other = ([re.sub(r"([,:])\s+", r"\1", rule) for rule in each] for each in rules)  # variables keep theirs

    assert one == other and len(one) > 5
    assert "/*" not in bare(written)
    assert bare('a::after { content: " /* { ; } */ "; }') == 'a::after{content:" /* { ; } */ "}'
