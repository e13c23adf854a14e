"""The model inside Pelican: the reader of every text, and the generator that the site's own content types share."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from pelican import signals
from pelican.contents import Author, Category, Content, SkipStub, Tag
from pelican.generators import CachingGenerator
from pelican.readers import BaseReader, Readers

from plugins.common.clock import read_clock
from plugins.common.problems import has_errors, render
from plugins.common.texts import slugify
from plugins.model.addresses import site_addresses
from plugins.model.content import Site
from plugins.model.metadata import render_document
from plugins.model.reading import load_site
from plugins.model.source import EXTENSIONS


def connect() -> None:
    signals.initialized.connect(load)
    signals.readers_init.connect(add_reader)
    signals.generator_init.connect(know_addresses)


class ContentFaults(Exception):
    """The content has errors: the message lists them."""


def load(pelican: Any) -> None:
    """Read the content, unless the build task has, and take the settings that agence.yaml holds."""
    settings = pelican.settings
    site: Site | None = settings.get("TRIBUNE_SITE")
    if site is None:
        site = load_site(Path(settings["PATH"]), lambda timezone: read_clock(None, timezone))
        if has_errors(site.problems):
            raise ContentFaults("\n" + render(site.problems))
        settings["TRIBUNE_SITE"] = site
    agency = site.agency
    origin = settings.get("TRIBUNE_ORIGIN") or agency.url.rstrip("/")
    settings.update(
        SITENAME=agency.name,
        SITESUBTITLE=agency.tagline or "",
        TIMEZONE=agency.timezone,
        SITEURL=origin,
        FEED_DOMAIN=origin,
    )


def add_reader(readers: Readers) -> None:
    """One reader for every text of the site."""
    for extension in DocumentReader.file_extensions:
        readers.reader_classes[extension] = DocumentReader


def know_addresses(generator: Any) -> None:
    """Lists, feeds and files of the site's own are found by links as texts are: `{filename}/ateliers/`."""
    addresses = site_addresses(generator.settings["TRIBUNE_SITE"], drafts=True)
    known = generator.context["generated_content"]
    known.update({address: SimpleNamespace(url=address) for address in addresses if address not in known})


class DocumentReader(BaseReader):
    """Gives what the model read: the file itself is not opened again."""

    file_extensions: ClassVar[list[str]] = [extension[1:] for extension in EXTENSIONS]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """HTML and metadata of a document, authors and categories as Pelican's own objects."""
        site: Site = self.settings["TRIBUNE_SITE"]
        document = site.by_path[os.path.relpath(source_path, self.settings["PATH"]).replace(os.sep, "/")]
        html, metadata = render_document(site, document, production=self.settings["TRIBUNE_PRODUCTION"])
        if document.kind.name == "article" and metadata["status"] != "skip":
            metadata["authors"] = [self._author(site, name) for name in metadata["author_ids"]] or [
                Author(site.agency.name, self.settings)
            ]
            metadata["category"] = self._label(Category, metadata["category"])
            metadata["tags"] = [self._label(Tag, name) for name in metadata["tags"]]
            # Feeds show the excerpt; set here, Pelican never cuts one of its own.
            metadata["summary"] = metadata["excerpt"]
        return html, metadata

    def _label(self, wrapper: type[Category] | type[Tag], name: str) -> Category | Tag:
        label = wrapper(name, self.settings)
        label.slug = slugify(name)
        return label

    def _author(self, site: Site, identifier: str) -> Author:
        author = Author(site.authors[identifier].record.name, self.settings)
        author.slug = identifier
        return author


def fill_settings(pelican: Any, defaults: Mapping[str, Any], **additions: Mapping[str, Any]) -> None:
    """Give the settings that the site has not set, and add entries to those that are tables (`JINJA_FILTERS`)."""
    for name, value in defaults.items():
        pelican.settings.setdefault(name, value)
    for name, values in additions.items():
        pelican.settings[name] = {**pelican.settings[name], **values}


class EntriesGenerator(CachingGenerator):
    """Reads one content type of the site's own and adds its entries to the context, sorted by file name."""

    folder: ClassVar[str]
    content_class: ClassVar[type[Content]]
    context_name: ClassVar[str]

    def generate_context(self) -> None:
        """Entries that this build shows; hidden ones are written and listed nowhere."""
        self.entries: list[Any] = []
        self.hidden: list[Any] = []
        # Sorted: get_files() returns a set, whose order changes at each run.
        for path in sorted(self.get_files([self.folder], extensions=DocumentReader.file_extensions)):
            entry = self.readers.read_file(
                base_path=self.path, path=path, content_class=self.content_class, context=self.context
            )
            if isinstance(entry, SkipStub):
                continue
            (self.hidden if entry.status == "hidden" else self.entries).append(entry)
            self.add_source_path(entry)
            self.add_static_links(entry)
        self.context[self.context_name] = self.entries

    def write(self, writer: Any, entry: Any, template: str, name: str, **values: Any) -> None:
        """Write the page of an entry; paginated when the values hold `articles`."""
        writer.write_file(
            entry.save_as,
            self.get_template(template),
            self.context,
            relative_urls=self.settings["RELATIVE_URLS"],
            template_name=template,
            url=entry.url,
            **{name: entry},
            **values,
        )
