"""The model inside Pelican: the reader of every text, and the generator that the site's own content types share."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, TextIO

from pelican import signals
from pelican.contents import Author, Category, Content, SkipStub, Tag
from pelican.generators import CachingGenerator
from pelican.readers import BaseReader, Readers
from pelican.writers import Writer

from plugins.common.clock import read_clock
from plugins.common.html import rewrite_addresses
from plugins.common.outputs import Outputs, Source
from plugins.common.problems import has_errors, render
from plugins.common.texts import slugify
from plugins.model.addresses import site_addresses
from plugins.model.content import Document, Site
from plugins.model.metadata import render_document
from plugins.model.reading import load_site
from plugins.model.source import EXTENSIONS


def connect() -> None:
    signals.initialized.connect(load)
    signals.readers_init.connect(add_reader)
    signals.generator_init.connect(know_addresses)
    signals.article_generator_finalized.connect(nothing_made)
    signals.page_generator_finalized.connect(nothing_made)
    signals.static_generator_finalized.connect(claim_files)
    signals.get_writer.connect(writer)
    signals.content_object_init.connect(resolve_addresses)


THEME = "theme"  # how messages name the theme's folder


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
    settings.setdefault("TRIBUNE_OUTPUTS", Outputs(Path(settings["OUTPUT_PATH"])))
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


def nothing_made(generator: Any) -> None:
    """The texts of a generator are read: what comes next is of none of them."""
    generator.settings["TRIBUNE_OUTPUTS"].making = None


def claim_files(generator: Any) -> None:
    """What Pelican copies as it stands is in the register: the files of the theme."""
    settings = generator.settings
    outputs: Outputs = settings["TRIBUNE_OUTPUTS"]
    for name in settings["THEME_STATIC_PATHS"]:
        root = Path(settings["THEME"], name)
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            relative = path.relative_to(root)
            if not any(fnmatch(part, pattern) for part in relative.parts for pattern in settings["IGNORE_FILES"]):
                outputs.claim(
                    posixpath.join(settings["THEME_STATIC_DIR"], relative.as_posix()),
                    Source(f"{THEME}/{name}/{relative.as_posix()}"),
                )


def writer(pelican: Any) -> type[Writer]:
    return RegisteredWriter


class RegisteredWriter(Writer):
    """Pelican's writer, which asks the register for each path and says what each page is made of."""

    _source = Source(THEME)

    def write_file(self, name: str, template: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Write a page, or the pages of a list."""
        outputs: Outputs = self.settings["TRIBUNE_OUTPUTS"]
        self._source = outputs.making = source_of(kwargs, f"{THEME}/templates/{template.name}")
        super().write_file(name, template, context, *args, **kwargs)
        outputs.making = None

    def write_feed(self, elements: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Write a feed, made of all articles: the agency's file stands for them."""
        outputs: Outputs = self.settings["TRIBUNE_OUTPUTS"]
        self._source = outputs.making = Source(f"{self.settings['TRIBUNE_SITE'].shown}/agence.yaml")
        feed = super().write_feed(elements, context, *args, **kwargs)
        outputs.making = None
        return feed

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> TextIO:
        outputs: Outputs = self.settings["TRIBUNE_OUTPUTS"]
        name = os.path.relpath(filename, self.output_path).replace(os.sep, "/")
        return (outputs.claim(name, self._source) or Path(os.devnull)).open("w", encoding=encoding)


def source_of(values: Mapping[str, Any], template: str) -> Source:
    """What a page is made of, by what its template is given: a text, the first one of a list, else the template."""
    for name in ("session", "article", "page", "workshop", "guide", "client", "author"):
        document: Document[Any] | None = getattr(values.get(name), "document", None)
        if document:
            return document.source(template=template)
    for name, loc in (("tag", "tags"), ("category", "category"), ("period", "date")):
        if values.get(name) and values.get("articles"):
            first: Document[Any] = values["articles"][0].document
            return first.source((loc,), template)
    return Source(template, template=template)


def resolve_addresses(content: Content) -> None:
    """Every address of a content is resolved: Pelican's own regular expression does one a tag, and no `srcset`."""
    content._update_content = partial(_with_addresses, content)


def _with_addresses(content: Content, html: str, siteurl: str) -> str:
    if not html or "{" not in html:
        return html
    indicated = re.compile(
        rf"(?P<markup>)(?P<quote>)(?P<path>{content.settings['INTRASITE_LINK_REGEX']}(?P<value>.*))", re.S
    )

    # What a path of the content becomes is the same in all the pages that write the site's address the same way.
    known: dict[tuple[str, str], str] = content._context.setdefault("tribune_addresses", {})

    def resolved(value: str) -> str:
        if value[:1] not in "{|":
            return value
        path, _, fragment = value.partition("#")
        from_root = path.startswith(("{filename}/", "{static}/")) and "?" not in path
        if from_root and (siteurl, path) in known:
            return f"{known[siteurl, path]}#{fragment}" if fragment else known[siteurl, path]
        match = indicated.fullmatch(value)
        if not match:
            return value
        found: str = content._link_replacer(siteurl, match)
        if from_root and not fragment and not found.startswith("{"):
            known[siteurl, path] = found
        return found

    return rewrite_addresses(html, resolved)


class DocumentReader(BaseReader):
    """Gives what the model read: the file itself is not opened again."""

    file_extensions: ClassVar[list[str]] = [extension[1:] for extension in EXTENSIONS]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """HTML and metadata of a document, authors and categories as Pelican's own objects."""
        site: Site = self.settings["TRIBUNE_SITE"]
        document = site.by_path[os.path.relpath(source_path, self.settings["PATH"]).replace(os.sep, "/")]
        self.settings["TRIBUNE_OUTPUTS"].making = document.source()
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
        nothing_made(self)
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
