"""The parser of the gate against a real browser: what Chromium makes of odd fragments, lexbor makes too."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from plugins.common.safe_html import parse_page

NUMBER = int(os.environ.get("TRIBUNE_FRAGMENTS", "60"))
PIECES = (
    """<p>|</p>|<div class=a>|</div>|<a href="x">|</a>|<b>|</b>|<i>|</i>|<table>|<tr>|<td>|</table>|<ul>|<li>|</ul>
<script>|</script>|<style>|</style>|<textarea>|</textarea>|<title>|</title>|<svg>|</svg>|<path d=M0>|<math>
</math>|<mi>|<select>|<option>|</select>|<form>|</form>|<input type=text>|<button>|</button>|<h1>|</h1>|<pre>
</pre>|<br>|</br>|</p >|<!--|-->|--!>|<!-->|<!--->|<![CDATA[|]]>|<?php|?>|<!doctype html>|<!x>|</|<>|< p>
&amp;|&lt;script&gt;|&#x3c;b&#x3e;|&notit;|texte|"|'|=|>|<|/|<a href=javascript:x onclick=y>
<img src=x onerror=y>|<a href="x" href="y">|<P ID=Z>|<sCrIpT/x>|<a/b/c>|<p onclick = 'x>y'>
<a title=">" onclick>|<body onload=x>|<html lang=fr>|<head>|<base href=x>|<meta charset=x>|<link rel=y>
<iframe src=x></iframe>|<object data=x>|</object>|<embed src=x>|<video poster=x>|</video>|<plaintext|<xmp>
</xmp>|<frameset>|<foreignObject>|<desc>|<annotation-xml encoding="text/html">|<font color=x>|<image>
<isindex>|<nobr>|<ruby><rt>|<details>|\x0c|<a href="java&Tab;script:x">|<a href='&#106;avascript:x'>
<img srcset="a 1x, b 2x">|<p style=x>|<p a=1 A=2>|<template>|</template>|<li></ul>|<dd>|<dt>|<caption>|<col>
<tbody>|<th>|<hr>|<area>|<svg><title>|<svg><a xlink:href=x>|<math><annotation-xml><p>
""".strip()
    .replace("\n", "|")
    .split("|")
)
# No NUL: the gate refuses it in any file before it reads a page.
# What a browser built: elements in order, with their attributes as the allow-list is asked about them.
READ = """html => {
  const found = [];
  const walk = (node) => { for (const child of node.children) {
    found.push([child.localName, [...child.attributes].map((a) => [a.name, a.value]).sort()]); walk(child); } };
  walk(new DOMParser().parseFromString(html, 'text/html'));
  return found;
}"""


def odd_fragments(number: int) -> list[str]:
    """Fragments drawn from pieces that parsers disagree about; always the same ones."""
    draw = random.Random(20260301)
    return ["".join(draw.choices(PIECES, k=draw.randint(2, 9))) for _ in range(number)]


def as_lexbor(html: str) -> list[Any]:
    """The elements of a page as the gate reads them."""
    root = parse_page(html).root
    return [
        [node.tag, sorted([name, value or ""] for name, value in node.attributes.items())]
        for node in (root.traverse() if root else ())
        if node.is_element_node
    ]


@pytest.fixture(scope="module")
def in_chromium(browser: Any) -> Any:
    """What Chromium reads in a page."""
    page = browser.new_page()
    yield lambda html: page.evaluate(READ, html)
    page.close()


def test_the_parser_reads_as_a_browser_does(in_chromium) -> None:
    """Le contrôle voit les éléments et les attributs que Chromium voit, dans des fragments écrits pour les tromper."""
    different = {
        html: (as_lexbor(html), in_chromium(html))
        for html in odd_fragments(NUMBER)
        if as_lexbor(html) != in_chromium(html)
    }

    assert different == {}
