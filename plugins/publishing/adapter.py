"""What a site owes inside Pelican: what its pages may load, what answers at old addresses, the instant of its next
change."""

from __future__ import annotations

from typing import Any

from pelican import signals
from pelican.generators import Generator

from plugins.common.outputs import Source
from plugins.model.adapter import fill_settings
from plugins.publishing.changes import FILE, change_file
from plugins.publishing.policy import card_policy, page_policy, redirect_policy
from plugins.publishing.redirects import redirect_files


def connect() -> None:
    signals.initialized.connect(set_defaults)
    signals.get_generators.connect(changes_generator)
    # Last of all writers: an old address that a page of the site has is the one at fault.
    signals.get_generators.connect(redirects_generator)


def set_defaults(pelican: Any) -> None:
    preview = not pelican.settings["TRIBUNE_PRODUCTION"]
    names = {
        "page_policy": page_policy(preview=preview),
        "card_policy": card_policy(pelican.settings["SITEURL"], preview=preview),
    }
    fill_settings(pelican, {}, JINJA_GLOBALS=names)


def redirects_generator(pelican: Any) -> type[Generator]:
    return RedirectsGenerator


def changes_generator(pelican: Any) -> type[Generator]:
    return ChangesGenerator


class RedirectsGenerator(Generator):
    """Writes what answers at each address that a text had."""

    def generate_output(self, writer: Any) -> None:
        site, production = self.settings["TRIBUNE_SITE"], self.settings["TRIBUNE_PRODUCTION"]
        files = redirect_files(
            site,
            self.settings["SITEURL"],
            production=production,
            cards={article.slug: article.card for article in self.context["articles"]},
            policy=redirect_policy(preview=not production),
        )
        for name, text, at in files:
            self.settings["TRIBUNE_OUTPUTS"].write(name, text, Source(*at))


class ChangesGenerator(Generator):
    """Writes prochain-changement.json: CI reads it on the site in place, and builds only when it is due.

    A site to publish alone has it: what editors read holds drafts, and takes the place of nothing.
    """

    def generate_output(self, writer: Any) -> None:
        site = self.settings["TRIBUNE_SITE"]
        if self.settings["TRIBUNE_PRODUCTION"]:
            self.settings["TRIBUNE_OUTPUTS"].write(FILE, change_file(site), Source(f"{site.shown}/agence.yaml"))
