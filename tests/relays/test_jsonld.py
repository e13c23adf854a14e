"""The work that an article is drawn from, for search engines; and what its page shows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from client_pages import NOW, URL, answering, blog_page

from plugins.discovery.jsonld import original_node
from plugins.model.content import Content
from plugins.quotes.verify import verify
from plugins.site.slots import Original, WrittenFor

WRITTEN_FOR = WrittenFor(
    name="Orvane",
    url="clients/orvane/",
    site="https://www.orvane.example/",
    on_blog="sur le blog d’Orvane",
    original=Original(url=URL, title="Le titre du client", date=date(2026, 1, 31), gone=False),
)


def test_an_incoming_article_is_based_on_its_original() -> None:
    """Un article écrit pour un client dit de quelle œuvre il est tiré, et qui la publie."""
    assert original_node(WRITTEN_FOR, "Vendre") == {
        "@type": "CreativeWork",
        "name": "Le titre du client",
        "url": URL,
        "datePublished": "2026-01-31",
        "publisher": {"@type": "Organization", "name": "Orvane", "url": "https://www.orvane.example/"},
    }


def test_an_original_that_is_gone_has_no_address() -> None:
    """Un original disparu garde son nom et perd son adresse."""
    gone = Original(url=URL, title=None, date=None, gone=True)
    node = original_node(replace(WRITTEN_FOR, original=gone), "Vendre")

    assert node["name"] == "Vendre" and "url" not in node and "datePublished" not in node


def test_the_page_links_the_original_before_and_after(inv, client_content: Path, read: Callable[..., Content]) -> None:
    """La page mène à l’original avant et après l’extrait ; s’il est disparu, elle le dit et n’y mène plus."""
    site = read()
    output = client_content.parent / "site"
    pages = []
    for gone in (False, True):
        if gone:
            verify(site, answering(status=404), NOW)
            verify(site, answering(status=410), NOW + timedelta(hours=25))
        else:
            verify(site, answering(blog_page()), NOW)
        result = inv("build", "--content", client_content, "--output", output, "--now", "2026-11-22")
        assert result.returncode == 0, result.stderr
        pages.append((output / "articles" / "vendre" / "index.html").read_text("utf-8"))
    before, after = pages

    link = f'<a href="{URL}"'
    quote = before.index("<blockquote")
    assert before.count(link) == 2 and before.index(link) < quote < before.rindex(link)
    assert "Lire l’article entier sur le blog d’Orvane</a>" in before.replace("&rsquo;", "’")
    assert URL not in after and "n’est plus en ligne" in after and "<blockquote" in after
