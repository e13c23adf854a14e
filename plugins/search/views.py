"""What the search page may read."""

from __future__ import annotations

from typing import ClassVar

from plugins.site.doc import doc, view
from plugins.site.views import View


@view
class SearchPage(View):
    """The search page."""

    TEMPLATE: ClassVar[str] = "recherche"
    index: str = doc("the address below the root of what the script reads, empty in a preview, which has no index")
