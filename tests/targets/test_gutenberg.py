"""What is sent to WordPress is what its block editor would write; `test_editors` compares with the editor itself."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from plugins.targets.gutenberg import gutenberg
from plugins.targets.target import Post
from plugins.targets.texts import readable

POST = Post("cx-0123456789abcdef", "T", "", "https://a.example/?a=1&b=2", "Lire la suite", "t", "draft")
CLOSING = (
    '<!-- wp:paragraph {"className":"lire-la-suite cx-0123456789abcdef"} -->\n'
    '<p class="lire-la-suite cx-0123456789abcdef"><a href="https://a.example/?a=1&amp;b=2">Lire la suite</a></p>\n'
    "<!-- /wp:paragraph -->"
)


@pytest.mark.parametrize(
    ("excerpt", "blocks"),
    [
        (
            "<p>Un,<br />\ndeux\xa0;\n<abbr title='dit \"A\"'>A</abbr></p>",
            "<!-- wp:paragraph -->\n"
            '<p>Un,<br>deux&nbsp;; <abbr title="dit &quot;A&quot;">A</abbr></p>\n<!-- /wp:paragraph -->',
        ),
        ("<h2>Un</h2>", '<!-- wp:heading -->\n<h2 class="wp-block-heading">Un</h2>\n<!-- /wp:heading -->'),
        (
            "<h3>Un</h3>",
            '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">Un</h3>\n<!-- /wp:heading -->',
        ),
        (
            "<ol><li>a</li><li><p>b</p><p>c</p><ul><li>d</li></ul></li></ol>",
            '<!-- wp:list {"ordered":true} -->\n<ol class="wp-block-list"><!-- wp:list-item -->\n<li>a</li>\n'
            "<!-- /wp:list-item -->\n\n<!-- wp:list-item -->\n<li>b<br>c<!-- wp:list -->\n"
            '<ul class="wp-block-list"><!-- wp:list-item -->\n<li>d</li>\n<!-- /wp:list-item --></ul>\n'
            "<!-- /wp:list --></li>\n<!-- /wp:list-item --></ol>\n<!-- /wp:list -->",
        ),
        (
            "<ul><li>a<pre>b</pre></li></ul>",
            "<!-- wp:html -->\n<ul><li>a<pre>b</pre></li></ul>\n<!-- /wp:html -->",
        ),
        (
            "<blockquote>nu<p>un</p></blockquote>",
            '<!-- wp:quote -->\n<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n<p>nu</p>\n'
            "<!-- /wp:paragraph -->"
            "\n\n<!-- wp:paragraph -->\n<p>un</p>\n<!-- /wp:paragraph --></blockquote>\n<!-- /wp:quote -->",
        ),
        (
            "<pre><code>a\n  [b]\n</code></pre>",
            '<!-- wp:code -->\n<pre class="wp-block-code"><code>a\n'
            '  <span class="crochet">&#91;</span>b]</code></pre>\n<!-- /wp:code -->',
        ),
        ("nu <b>x</b>", "<!-- wp:paragraph -->\n<p>nu <b>x</b></p>\n<!-- /wp:paragraph -->"),
    ],
)
def test_an_excerpt_is_set_in_blocks(excerpt: str, blocks: str) -> None:
    """Paragraphes, titres, listes et leurs listes, citations, code : chacun dans le bloc de l’éditeur."""
    assert gutenberg(replace(POST, excerpt=excerpt)) == f"{blocks}\n\n{CLOSING}"


def test_nothing_of_an_article_runs_as_a_shortcode() -> None:
    """« [gallery » d’un article est un texte, dans le passage, les attributs et l’invitation ; « […] » reste."""
    passage = '<p>[gallery] [/b] [[c]] […] <abbr title="[d]">e</abbr> <a href="https://x.example/?f[g]=1">h</a></p>'
    made = gutenberg(replace(POST, excerpt=passage, invitation="Lire [i]"))

    assert not re.search(r"\[/?\w", unescape(made)) and "[…]" in made
    assert readable(made).startswith("[gallery] [/b] [[c]] […] e h (https://x.example/?f%5Bg]=1) Lire [i]")


@pytest.mark.parametrize(("language", "quotes"), [("fr", '"Done"'), ("en", "&quot;Done&quot;")])
def test_the_quotes_of_another_language_are_left_to_it(language: str, quotes: str) -> None:
    """Les guillemets droits d’un texte anglais ne deviennent pas « » sur un blog en français."""
    made = gutenberg(replace(POST, excerpt='<p>"Done" <a href="/x">y</a></p>', language=language))

    assert quotes in made and 'href="/x"' in made and '{"className":"lire' in made
