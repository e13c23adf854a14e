"""`./inv preview` whole: the command, a real build, a real Chromium."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def preview(content: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a preview of the small content; stopped as an editor does, with Ctrl-C."""
    command = [sys.executable, "-u", str(ROOT / "tasks.py"), "preview", "--content", str(content)]
    command += ["--output", str(tmp_path / "apercu"), "--now", "2026-03-01"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if "site construit" in line or "erreur" in line:
            break
    address = re.search(r"http://127\.0\.0\.1:\d+/", "".join(lines))
    assert address, lines
    yield address[0]
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_saving_an_article_changes_the_open_page(preview: str, content: Path, browser: Any) -> None:
    """Enregistrer un article change la page ouverte, sans que l’on recharge ; une faute s’affiche puis s’efface."""
    article = content / "articles" / "2026-02-01-second.md"
    text = article.read_text("utf-8")
    page = browser.new_page()
    page.goto(preview + "articles/second/")
    article.write_text(text.replace("Un second texte.", "Un texte repris."), encoding="utf-8")
    page.get_by_text("Un texte repris.").wait_for(timeout=60_000)
    article.write_text(text.replace("2026-02-01", "1er février"), encoding="utf-8")
    page.get_by_text("date « 1er février »").wait_for(timeout=60_000)
    article.write_text(text.replace("Un second texte.", "Un texte corrigé."), encoding="utf-8")
    page.get_by_text("Un texte corrigé.").wait_for(timeout=60_000)

    assert page.get_by_text("date « 1er février »").count() == 0
    page.close()
