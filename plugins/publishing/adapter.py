"""What a site owes inside Pelican: what answers at old addresses, and the instant of its next change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from plugins.publishing.changes import FILE, change_file
from plugins.publishing.redirects import redirect_files


def connect() -> None:
    signals.get_generators.connect(redirects_generator)
    signals.get_generators.connect(changes_generator)


def redirects_generator(pelican: Any) -> type[Generator]:
    return RedirectsGenerator


def changes_generator(pelican: Any) -> type[Generator]:
    return ChangesGenerator


class RedirectsGenerator(Generator):
    """Writes what answers at each address that a text had."""

    def generate_output(self, writer: Any) -> None:
        site, production = self.settings["TRIBUNE_SITE"], self.settings["TRIBUNE_PRODUCTION"]
        cards = {article.slug: article.card for article in self.context["articles"]}
        for name, text, _ in redirect_files(site, self.settings["SITEURL"], production=production, cards=cards):
            path = Path(self.output_path, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


class ChangesGenerator(Generator):
    """Writes prochain-changement.json: CI reads it on the site in place, and builds only when it is due."""

    def generate_output(self, writer: Any) -> None:
        text = change_file(self.settings["TRIBUNE_SITE"])
        Path(self.output_path, FILE).write_text(text, encoding="utf-8")
