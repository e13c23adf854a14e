"""Photograph the blocks of the author's guide: `python docs/blocs.py` writes docs/blocs/*.png.

Each picture is a part of one article, built with the sample content and looked at in Chromium, which must be there.
"""

import functools
import http.server
import io
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from shutil import copytree

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "blocs"
sys.path.insert(0, str(ROOT))

CREDIT = 'credit="Dessin : la rédaction"'
TEXT = """\
---
title: Tous les blocs
date: 2026-11-10
authors: [redaction]
---

Une phrase pour commencer.

> Ce que l’on conçoit bien s’énonce clairement, et les mots pour le dire arrivent aisément.
>
> — Nicolas Boileau, *L’Art poétique*

!!! exergue
    On ne répond pas à une phrase qui ne dit rien.

<div id="verdicts" markdown="1">

**Un billet court est toujours lu jusqu’au bout.**

FAUX : « Il est lu jusqu’au bout quand il commence par ce qui compte. »

**Le titre décide de l’ouverture.**

VRAI : « La plupart des lecteurs ne voient que lui. »

**Il faut publier souvent.**

VRAI et FAUX : « Souvent, non ; régulièrement, oui. »

</div>

Un paragraphe entre les deux.

![Quatre cercles](../images/quatre-questions.png "Chaque question ouvre plus large."){: .cote CREDIT }

À côté d’une figure, le texte passe à sa gauche : il en faut assez pour aller jusqu’à sa fin, sans quoi le titre suivant
attend dessous. Sur un téléphone, la figure prend toute la largeur.

Un second paragraphe continue à gauche, aussi longtemps qu’elle dure, puis le texte reprend toute sa colonne.

## Large

![Une boussole](../images/boussole.png "Une figure large va jusqu’au bord de la page."){: .large CREDIT }

!!! appel "Un atelier pour s’y mettre"
    Deux jours, huit personnes, un billet écrit et publié.

    [Voir l’atelier](../ateliers/ecrire-un-billet.md)

[Le guide de la première phrase](../images/guide.pdf)
"""
ESSAYS = """\
---
title: Trois essais brefs
date: 2026-11-11
authors: [redaction]
---

[TOC]

## La règle et l’exception {: .essai }

La règle se retient, l’exception se raconte.

## Le tourbillon {: .essai }

Ce qui ne revient pas à l’équilibre invente autre chose.
"""
# The name of each picture, the page, what is in it.
PICTURES = (
    ("citation", "blocs", ".citation"),
    ("exergue", "blocs", ".admonition-exergue"),
    ("verdict", "blocs", "#verdicts"),
    ("figure-cote", "blocs", "figure.cote, figure.cote + p, figure.cote + p + p"),
    ("figure-large", "blocs", "figure.large"),
    ("appel", "blocs", ".admonition-appel"),
    ("telecharger", "blocs", ".telechargement"),
    ("essais", "essais", ".prose"),
)


def main() -> None:
    """Build, look, write."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        content, output = Path(folder, "content"), Path(folder, "output")
        copytree(ROOT / "content", content)
        (content / "articles/2026-11-10-blocs.md").write_text(TEXT.replace("CREDIT", CREDIT), "utf-8")
        (content / "articles/2026-11-11-essais.md").write_text(ESSAYS, "utf-8")
        (content / "images/guide.pdf").write_bytes(b"%PDF-1.4\n".ljust(1_200_000, b"\n"))
        command = [str(ROOT / "inv"), "build", "--content", str(content), "--output", str(output)]
        subprocess.run([*command, "--now", "2026-11-22"], check=True)
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(output))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            photograph(f"http://127.0.0.1:{server.server_port}")


def photograph(site: str) -> None:
    """Write the pictures, on a palette of 64 colours."""
    from plugins.common.machine import find_browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1180, "height": 3000}, color_scheme="light")
        for name, address, selector in PICTURES:
            page.goto(f"{site}/articles/{address}/", wait_until="networkidle")
            boxes = [each.bounding_box() for each in page.locator(selector).all()]
            left = min(box["x"] for box in boxes if box)
            top = min(box["y"] for box in boxes if box)
            right = max(box["x"] + box["width"] for box in boxes if box)
            bottom = max(box["y"] + box["height"] for box in boxes if box)
            clip = {"x": left - 12, "y": top - 12, "width": right - left + 24, "height": bottom - top + 24}
            image = Image.open(io.BytesIO(page.screenshot(clip=clip, full_page=True))).convert("RGB")
            image.quantize(64).save(TARGET / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
