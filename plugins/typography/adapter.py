"""Typography inside Pelican: records once they are read, contents as they are made."""

from __future__ import annotations

from functools import partial
from typing import Any

from pelican import signals
from pelican.contents import Content

from plugins.common.texts import is_french
from plugins.typography.dress import dress
from plugins.typography.options import Options
from plugins.typography.records import typeset_record
from plugins.typography.rules import typeset_html, typeset_text
from plugins.typography.settings import DEFAULTS
from plugins.typography.widow import bind_widow

# Attributes that the model's reader gives to contents, besides the title which comes from the record.
_HTML = ("excerpt",)
_TEXTS = ("teaser", "description", "seo_title")


def connect() -> None:
    signals.initialized.connect(typeset_site)
    signals.content_object_init.connect(typeset_content)


def typeset_site(pelican: Any) -> None:
    """Replaces the records of the site by set ones: templates, feeds and every later stage read those.

    Ids and slugs come from file names and from `slugify`, which sees no difference between spaces.
    """
    settings = pelican.settings
    for name, value in DEFAULTS.items():
        settings.setdefault(name, value)
    options = Options.from_settings(settings)
    settings["TYPOGRAPHY_OPTIONS"] = options
    settings["TYPESET_HTML"] = partial(typeset_html, options=options)  # for fragments that later stages make
    site = settings["TRIBUNE_SITE"]

    def typeset(text: str) -> str:
        return typeset_text(text, options)

    for document in site.documents():
        if is_french(getattr(document.record, "lang", None)):
            document.record = typeset_record(document.record, typeset)
    site.agency = typeset_record(site.agency, typeset)
    site.places = {name: typeset_record(place, typeset) for name, place in site.places.items()}
    site.forget_names()


def typeset_content(content: Content) -> None:
    """Sets the body, the excerpt and the texts that were drawn from them."""
    if not hasattr(content, "record") or not is_french(content.lang):
        return
    options = content.settings["TYPOGRAPHY_OPTIONS"]
    # In this order: typogrify's filters look for words as they were typed; the widow is bound last of all.
    content._content = bind_widow(dress(typeset_html(content._content, options)))
    for name in _HTML:
        if hasattr(content, name):
            setattr(content, name, typeset_html(getattr(content, name), options))
    for name in _TEXTS:
        if hasattr(content, name):
            setattr(content, name, typeset_text(getattr(content, name), options))
    if hasattr(content, "excerpt"):
        content.metadata["summary"] = content._summary = content.excerpt
    for item in getattr(content, "toc_items", ()):
        _typeset_headings(item, options)


def _typeset_headings(item: dict[str, Any], options: Options) -> None:
    item["title"] = typeset_text(item["title"], options)
    for child in item["children"]:
        _typeset_headings(child, options)
