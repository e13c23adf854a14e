"""Each thing that the project takes from the machine, asked for one small service: the soak asks too."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from plugins.common import pdf

ROOT = Path(__file__).resolve().parents[1]
FONT = ROOT / "theme" / "static" / "fonts" / "tribune-serif.woff2"
STYLE = f'@font-face {{ font-family: T; src: url("{pdf.BASE}t.woff2") }} html {{ font-family: T }}'
PAGE = '<html lang="fr"><head><title>Été</title></head><body><h1>Été « à voir »</h1></body></html>'


def test_pango_sets_a_file() -> None:
    """Pango met en page un PDF."""
    made = pdf.render(pdf.Document(PAGE, [STYLE], {f"{pdf.BASE}t.woff2": FONT}), "essai")

    assert made.startswith(b"%PDF")


def test_chromium_opens_a_page(browser: Any) -> None:
    """Chromium ouvre une page et exécute son JavaScript."""
    page = browser.new_page()
    page.set_content("<p>Été</p>")

    assert page.evaluate("document.querySelector('p').textContent") == "Été"


def test_git_answers(tmp_path: Path) -> None:
    """git tient un dossier."""
    assert subprocess.run(["git", "init", "--quiet", str(tmp_path)]).returncode == 0


def test_pillow_writes_what_pages_show(tmp_path: Path) -> None:
    """Pillow écrit les formats des images d’une page."""
    from PIL import Image

    for kind in ("png", "jpeg", "webp", "avif"):
        Image.new("RGB", (8, 8), "navy").save(tmp_path / f"x.{kind}")
        with Image.open(tmp_path / f"x.{kind}") as read:
            assert read.size == (8, 8)


def test_every_zone_is_known() -> None:
    """Les fuseaux sont là, même où le système n’en a pas."""
    from zoneinfo import ZoneInfo

    assert ZoneInfo("America/Montreal").key == "America/Montreal"


def test_a_site_is_built(inv: Any, content: Path, tmp_path: Path) -> None:
    """Le plus petit site se construit."""
    result = inv("publish", "--content", content, "--output", tmp_path / "site", "--now", "2026-11-22 09:00", CI="true")

    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "site" / "index.html").is_file()
