"""Guides inside Pelican: their content type, their articles, and the call-out of the articles that offer them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

from pelican import signals
from pelican.contents import Content

from plugins.common.weights import weight_label
from plugins.guides.settings import DEFAULTS
from plugins.model.adapter import EntriesGenerator, fill_settings


def connect() -> None:
    signals.initialized.connect(set_defaults)
    signals.get_generators.connect(generator)
    signals.all_generators_finalized.connect(complete)


def set_defaults(pelican: Any) -> None:
    fill_settings(pelican, DEFAULTS)


def generator(pelican: Any) -> type[EntriesGenerator]:
    return GuidesGenerator


class Guide(Content):
    """A guide page."""

    mandatory_properties = ("title",)
    default_template = "guide"


class GuidesGenerator(EntriesGenerator):
    """Reads `guides/` and writes a page each."""

    folder: ClassVar[str] = "guides"
    content_class: ClassVar[type[Content]] = Guide
    context_name: ClassVar[str] = "guides"

    def generate_output(self, writer: Any) -> None:
        for guide in (*self.entries, *self.hidden):
            self.write(writer, guide, "guide", "guide")


def complete(generators: list[Any]) -> None:
    """Leaves articles and file on each guide, `guide` on each article."""
    context = generators[0].context
    site = generators[0].settings["TRIBUNE_SITE"]
    own = next(each for each in generators if isinstance(each, GuidesGenerator))
    articles = {article.slug: article for article in context["articles"]}
    for guide in (*own.entries, *own.hidden):
        wanted = [site.resolve("article", name) for name in guide.record.articles]
        guide.articles = [articles[slug] for slug in wanted if slug in articles]
        path = site.stored_path((guide.record.file or "").lstrip("/"))
        guide.file = (
            SimpleNamespace(url=path, size_label=weight_label(site.for_readers(path).stat().st_size)) if path else None
        )
    by_id = {guide.slug: guide for guide in own.entries}
    for article in (*context["articles"], *context["hidden_articles"]):
        name = article.record.guide
        article.guide = by_id.get(site.resolve("guide", name)) if name else None
