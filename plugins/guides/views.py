"""What the pages of guides may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from plugins.site.doc import doc
from plugins.site.slots import Download
from plugins.site.values import ArticleCard, Picture
from plugins.site.views import View


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A guide: its articles are those that readers have, in its order."""

    id: str
    url: str
    title: str
    summary: str
    description: str
    banner: str | None = doc("draft, scheduled or hidden, in a preview")
    listed: bool
    content: Markup
    cover: Picture | None
    articles: tuple[ArticleCard, ...]
    file: Download | None
    updated: datetime | None


@dataclass(frozen=True, kw_only=True)
class GuidePage(View):
    """A guide."""

    TEMPLATE: ClassVar[str] = "guide"
    guide: Guide = doc("the guide")
