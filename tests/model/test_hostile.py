"""Bodies that try to run, to fetch, to submit or to reframe: hostile.txt are refused, inert.txt only look so.

One body a line; `\\n` and `\\t` stand for a line end and a tab.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plugins.common.safe_html import Fragment
from plugins.model.excerpt import excerpt_html
from plugins.model.markdown import render
from plugins.model.markup import refused


def bodies(name: str) -> list[str]:
    """The bodies of a file beside this one."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n").replace("\\t", "\t") for line in lines]


HOSTILE = bodies("hostile.txt")
INERT = bodies("inert.txt")
SHOWN = [
    "`<script>` et ``[x](javascript:y)``",
    "```html\n<script>alert(1)</script>\n<img src=x onerror=y>\n```",
    "Texte :\n\n    <script>alert(1)</script>\n    ![](https://tiers.example/p.gif)\n",
    "- un\n\n    ```html\n    <p style='x' onclick=y>\n    ```\n",
    "- un\n\n        <p onclick=y>\n",
    "!!! note\n    ```\n    <iframe src=x>\n    ```\n",
    "> ```\n> <!-- secret -->\n> ```\n",
    "&lt;script> et \\<b> et 3 < 4 > 2",
    "Un `onclick=x` et {: .classe #ancre lang=en }",
    "[x](https://e.example/){: .a rel=nofollow title=Un hreflang=en lang=en }",
    "![x](../images/cap.png){: width=200 loading=lazy .droite }",
    '<span lang="en">x</span><br><abbr title="y">z</abbr><img src="../images/cap.png" alt="">',
]
ACTING = "script style iframe object applet form button select textarea svg math template noscript dialog portal"
# What a person does on a page: each handler is called, each address is looked at.
TRY_ALL = """() => {
  for (const node of document.querySelectorAll('div *')) {
    for (const name of ['click', 'mouseover', 'focus', 'error', 'load', 'toggle', 'animationstart']) {
      if (name !== 'click' || !node.closest('a')) node.dispatchEvent(new Event(name));
    }
    for (const {name} of node.attributes) if (name.startsWith('on')) alert(name);
    if (/^(javascript|data|vbscript):/i.test(node.protocol || '')) alert(node.href);
  }
}"""


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_body_is_refused(text, folder):
    """Un texte qui tente d’agir est refusé, à un endroit du texte."""
    folder.write("articles/essai.md", f"---\ntitle: Essai\ndate: 2026-03-01\n---\n\n{text}\n")
    errors = [problem for problem in folder.load().problems if problem.severity == "error"]

    assert errors and all(6 <= problem.line <= 6 + text.count("\n") for problem in errors)


@pytest.mark.parametrize(
    "html",
    [
        *(f"<{name}>x</{name}>" for name in ACTING.split()),
        *(f"<{name}>" for name in ("base", "embed", "frame", "input", "link", "meta")),
        *(f'<a href="{scheme}:x">y</a>' for scheme in ("javascript", "vbscript", "data", "blob", "about")),
        *("<!-- une note -->", "<?php x ?>", '<a href="mailto:a@b.example%0Abcc:c@d.example">x</a>'),
    ],
)
def test_what_acts_is_refused_by_its_name_alone(html: str) -> None:
    """Un élément qui agit est refusé même nu, une adresse qui agit même si ce n’est celle d’aucun lien du texte."""
    assert any(refused(Fragment(html), html))


@pytest.mark.parametrize("text", SHOWN)
def test_what_is_shown_is_not_refused(text, folder):
    """Du code montré, un attribut ordinaire ou une image décorative ne sont pas des fautes."""
    folder.write("articles/essai.md", f"---\ntitle: Essai\ndate: 2026-03-01\n---\n\n{text}\n")

    assert folder.messages() == []


def test_nothing_that_is_accepted_runs(browser: Any) -> None:
    """Dans un vrai navigateur, ce qui est accepté n’exécute rien et ne demande rien à personne, page ou flux."""
    ran: list[str] = []
    page = browser.new_page()
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: ran.append(request.url) if "tiers" in request.url else None)
    for text in (*INERT, *SHOWN):
        html = render(text).html
        assert not any(refused(Fragment(html), html)), text
        for fragment in (html, excerpt_html(html, None)):
            page.set_content(f"<!DOCTYPE html><main><div>{fragment}</div></main>")
            page.evaluate(TRY_ALL)
            page.evaluate("text => { document.querySelector('main').innerHTML = `<div>${text}</div>` }", fragment)
            page.evaluate(TRY_ALL)
    page.wait_for_timeout(200)
    page.close()

    assert ran == []


def test_the_browser_of_these_tests_would_see_it_run(browser: Any) -> None:
    """Le même essai voit s’exécuter ce qui est refusé : il sait échouer."""
    ran: list[str] = []
    page = browser.new_page()
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.set_content("<!DOCTYPE html><main><div><p onclick='alert(1)'>x</p></div></main>")
    page.evaluate(TRY_ALL)
    page.close()

    assert ran
