"""What the pages of guides may read."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from plugins.site.doc import doc, view
from plugins.site.slots import Download, GuideCard
from plugins.site.values import ArticleCard, Html, Picture
from plugins.site.views import View


@view
class Guide:
    """A guide: its articles are those that readers have, in its order."""

    id: str = doc("the name of its file", for_code=True)
    url: str = doc("its address below the root", for_code=True)
    title: str = doc("its title")
    summary: str = doc("what it is, in two sentences")
    description: str = doc("what search engines show below its title")
    banner: str | None = doc("draft, scheduled or hidden, in a preview")
    listed: bool = doc("whether the home page and articles offer it", for_code=True)
    content: Html = doc("its body")
    cover: Picture | None = doc("its cover, None for one to be drawn from its title")
    articles: tuple[ArticleCard, ...] = doc("its articles that readers have, in its order")
    file: Download | None = doc("the file to download, None without one")
    updated: datetime | None = doc("when it was last changed", for_code=True)


@view
class GuidesPage(View):
    """All guides."""

    TEMPLATE: ClassVar[str] = "guides"
    guides: tuple[GuideCard, ...] = doc("the guides, by file name")


@view
class GuidePage(View):
    """A guide."""

    TEMPLATE: ClassVar[str] = "guide"
    guide: Guide = doc("the guide")
