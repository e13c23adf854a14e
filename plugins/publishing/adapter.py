"""What a site owes inside Pelican: the pages of old addresses, and the instant of its next change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from plugins.publishing.changes import FILE, change_file
from plugins.publishing.redirects import output_file, redirect_page


def connect() -> None:
    signals.get_generators.connect(redirects_generator)
    signals.get_generators.connect(changes_generator)


def redirects_generator(pelican: Any) -> type[Generator]:
    return RedirectsGenerator


def changes_generator(pelican: Any) -> type[Generator]:
    return ChangesGenerator


class RedirectsGenerator(Generator):
    """Writes a page at each address that an article had."""

    def generate_output(self, writer: Any) -> None:
        for article in (*self.context["articles"], *self.context["hidden_articles"]):
            for old in article.record.redirect_from:
                path = Path(self.output_path, output_file(old))
                path.parent.mkdir(parents=True, exist_ok=True)
                address = f"{self.settings['SITEURL']}/{article.url}"
                path.write_text(redirect_page(article.title, address, article.card), encoding="utf-8")


class ChangesGenerator(Generator):
    """Writes prochain-changement.json: CI reads it on the site in place, and builds only when it is due."""

    def generate_output(self, writer: Any) -> None:
        text = change_file(self.settings["TRIBUNE_SITE"])
        Path(self.output_path, FILE).write_text(text, encoding="utf-8")
