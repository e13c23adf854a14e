"""The agency's colour on its pages: whatever it is, words and marks are read on each ground."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import serving_site

from plugins.media.accent import (
    DARK,
    DARK_MARKED,
    INK,
    LIGHT,
    LIGHT_MARKED,
    OWN,
    WHITE,
    contrast,
    rgb,
    stylesheet,
    stylesheet_address,
)
from tests.conftest import ROOT, small_content

CSS = (ROOT / "theme" / "static" / "css" / "site.css").read_text("utf-8")


def shades(text: str) -> list[dict[str, str]]:
    """The shades of a style sheet, by day then by night."""
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in text.partition("@media")[::2]]


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_is_read_on_every_ground(number: int) -> None:
    """Quelle que soit la couleur, les mots ont un contraste de 4,5 et les marques de 3, de jour et de nuit."""
    light, dark = shades(stylesheet(f"#{number:06x}"))

    assert all(contrast(rgb(light["accent"]), ground) >= 4.5 for ground in LIGHT)
    assert all(contrast(rgb(dark["accent"]), ground) >= 4.5 for ground in DARK)
    assert all(contrast(rgb(light["mark"]), ground) >= 3 for ground in LIGHT_MARKED)
    assert all(contrast(rgb(dark["mark"]), ground) >= 3 for ground in DARK_MARKED)
    assert contrast(rgb(light["button"]), WHITE) >= 4.5 and contrast(rgb(light["button-hover"]), WHITE) >= 4.5


def test_a_colour_that_is_read_stays_as_it_is() -> None:
    """Un bleu assez sombre pour le papier reste le sien ; il n’est éclairci que là où le fond est sombre."""
    light, dark = shades(stylesheet("#0b5cad"))

    assert light["accent"] == light["button"] == "#0b5cad"
    assert dark["accent"] != "#0b5cad"


def test_the_grounds_are_those_of_the_theme() -> None:
    """Les fonds sur lesquels une couleur est jugée sont ceux de la feuille de style."""
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part)) for part in CSS.partition("prefers-color-scheme")[::2]
    )
    dark = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", CSS.partition("prefers-color-scheme")[2][:800]))

    assert light["paper"] == "#fff" and (WHITE, rgb(light["tint"])) == LIGHT and rgb(light["panel"]) == INK
    assert (rgb(dark["paper"]), rgb(dark["tint"])) == DARK and (rgb(dark["tint"]), rgb(dark["panel"])) == DARK_MARKED


def test_the_colour_of_the_theme_needs_no_style_sheet() -> None:
    """La couleur du thème a ses nuances dans la feuille du thème : aucune autre n’est chargée."""
    assert stylesheet(OWN) == stylesheet_address(OWN) == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_show_the_colour_of_the_agency(
    browser: Any, inv: Callable[..., CompletedProcess[str]], tmp_path: Path, scheme: str
) -> None:
    """Une page montre la couleur d’agence.yaml, de jour comme de nuit ; une carte chez d’autres, celle du jour."""
    content = small_content(tmp_path / "content")
    agency = content / "agence.yaml"
    agency.write_text(f'{agency.read_text("utf-8")}colour: "#0b5cad"\n', "utf-8")
    done = inv("publish", "--content", content, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr

    with serving_site(tmp_path / "out") as place:
        page = browser.new_page(color_scheme=scheme)
        found = []
        for address in ("articles/second/", "oembed/second/"):
            page.goto(f"http://{place}/{address}")
            found.append(
                page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()")
            )
        page.close()
    light, dark = (shade["accent"] for shade in shades(stylesheet("#0b5cad")))
    assert found == [dark if scheme == "dark" else light, light]
