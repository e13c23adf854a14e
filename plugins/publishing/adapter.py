"""Old addresses inside Pelican: a generator that writes their pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from plugins.publishing.redirects import output_file, redirect_page


def connect() -> None:
    signals.get_generators.connect(generator)


def generator(pelican: Any) -> type[Generator]:
    return RedirectsGenerator


class RedirectsGenerator(Generator):
    """Writes a page at each address that an article had."""

    def generate_output(self, writer: Any) -> None:
        for article in (*self.context["articles"], *self.context["hidden_articles"]):
            for old in article.record.redirect_from:
                path = Path(self.output_path, output_file(old))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(
                    redirect_page(article.title, f"{self.settings['SITEURL']}/{article.url}"), encoding="utf-8"
                )
