"""The same articles as each engine wants them: Tribune's content, and the sites of its peers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.bench.articles import AUTHORS, IMAGES, Article, articles_of, body
from tests.bench.content import Size, write_content

PEERS = Path(__file__).parent / "peers"


def write_tribune(root: Path, count: int) -> None:
    """Tribune's content: the articles, sixteen authors, two workshops or more, two dozen images."""
    write_content(root, Size(articles=0, authors=AUTHORS, workshops=max(2, min(8, count // 250))))
    _images(root / "images")
    articles = articles_of(count)
    for article in articles:
        write_tribune_article(root, article, articles)


def write_tribune_article(root: Path, article: Article, articles: list[Article]) -> Path:
    """Write one article of Tribune; return where."""
    header = [
        "---",
        f"title: {json.dumps(article.title, ensure_ascii=False)}",
        f"date: {article.date:%Y-%m-%d %H:%M}",
        f"authors: [auteur-{article.author}]",
        f"category: Rubrique {article.category}",
        f"tags: [{', '.join(article.tags)}]",
        f"summary: {json.dumps(article.summary, ensure_ascii=False)}",
        f"image: images/vue-{article.hero}.png\nimage_alt: Une vue du chantier" if article.hero is not None else "",
        f"series: Suite {article.series[0]}\nseries_part: {article.series[1]}" if article.series else "",
        "---",
    ]
    text = body(article, lambda number: f"{articles[number].stem}.md", lambda number: f"../images/vue-{number}.png")
    return _write(root / "articles" / f"{article.stem}.md", "\n".join([*filter(None, header), "", text]))


def write_pelican(root: Path, count: int) -> None:
    """A stock Pelican with typogrify and a theme of six small templates."""
    shutil.copytree(PEERS / "pelican", root)
    _images(root / "content" / "images")
    articles = articles_of(count)
    for article in articles:
        header = (
            f"Title: {article.title}\nSlug: {article.slug}\nDate: {article.date:%Y-%m-%d %H:%M}\n"
            f"Category: Rubrique {article.category}\nTags: {', '.join(article.tags)}\n"
            f"Author: Signature {article.author}\nSummary: {article.summary}\n\n"
        )
        text = body(
            article,
            lambda number: f"{{filename}}/{articles[number].stem}.md",
            lambda n: f"{{static}}/images/vue-{n}.png",
        )
        _write(root / "content" / f"{article.stem}.md", header + text)


def write_hugo(root: Path, count: int) -> None:
    """Hugo, with equivalent templates."""
    shutil.copytree(PEERS / "hugo", root)
    _images(root / "static" / "images")
    for article, text in _with_addresses(count):
        _write(root / "content" / "articles" / f"{article.slug}.md", _yaml(article, "categories") + text)


def write_eleventy(root: Path, count: int) -> None:
    """Eleventy, with equivalent templates."""
    shutil.copytree(PEERS / "eleventy", root)
    _images(root / "static" / "images")
    for article, text in _with_addresses(count):
        _write(root / "content" / "articles" / f"{article.slug}.md", _yaml(article, "category") + text)


def _with_addresses(count: int) -> Iterator[tuple[Article, str]]:
    """Each article with its Markdown, where links are addresses of the site."""
    articles = articles_of(count)
    for article in articles:
        yield article, body(article, lambda n: f"/articles/{articles[n].slug}/", lambda n: f"/images/vue-{n}.png")


def _yaml(article: Article, category: str) -> str:
    pairs = {
        "title": article.title,
        "date": f"{article.date:%Y-%m-%dT%H:%M:%SZ}",
        category: f"Rubrique {article.category}",
        "tags": list(article.tags),
        "author": f"Signature {article.author}",
        "summary": article.summary,
        "slug": article.slug,
    }
    lines = (
        f"{key}: {value if key == 'date' else json.dumps(value, ensure_ascii=False)}" for key, value in pairs.items()
    )
    return "\n".join(["---", *lines, "---", "", ""])


def _images(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(IMAGES):
        gradient = Image.linear_gradient("L").resize((1280, 720))
        flat = Image.new("L", gradient.size, number * 10)
        Image.merge("RGB", (gradient, flat, gradient.rotate(180))).save(folder / f"vue-{number}.png")


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
