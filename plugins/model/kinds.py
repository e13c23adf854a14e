"""The kinds of content: those of the house, which are always known, and those that features bring."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.common.named import load
from plugins.common.texts import slugify
from plugins.model.article import ARTICLE
from plugins.model.author import AUTHOR
from plugins.model.client import CLIENT
from plugins.model.fields import Record
from plugins.model.guide import GUIDE
from plugins.model.kind import Kind
from plugins.model.page import PAGE
from plugins.model.workshop import WORKSHOP

KINDS: tuple[Kind[Record], ...] = (ARTICLE, WORKSHOP, AUTHOR, CLIENT, GUIDE, PAGE)
# Entries of the content that are no folder of texts.
ROOT_FOLDER = "racine"  # files that are published at the root as they are
OTHER_ENTRIES = frozenset(("images", ROOT_FOLDER, "commentaires", "registre", "agence.yaml", "lieux.yaml"))


def known_kinds(names: Iterable[str]) -> tuple[Kind[Record], ...]:
    """The kinds of the house, then those that are named as `module:NAME`.

    Raises ValueError for one whose name, noun or folder is taken, or whose texts have no title.
    """
    kinds = list(KINDS)
    for kind in map(load, names):
        for other in kinds:
            if kind.name == other.name or slugify(kind.noun) == slugify(other.noun) or kind.folder == other.folder:
                raise ValueError(f"kind « {kind.name} »: its name, noun or folder is that of « {other.name} »")
        if kind.folder in OTHER_ENTRIES | PAGE.reserved:
            raise ValueError(f"kind « {kind.name} »: the folder « {kind.folder} » is the site's own")
        if not (kind.has("title") or kind.has("name")):
            raise ValueError(f"kind « {kind.name} »: its schema has neither « title » nor « name »")
        kinds.append(kind)
    return tuple(kinds)


def reserved_ids(kind: Kind[Record], kinds: Iterable[Kind[Record]]) -> frozenset[str]:
    """Ids that no text of a kind can have: their addresses are the site's own, or those of another kind's folder."""
    folders = frozenset() if kind.in_folder else frozenset(other.folder for other in kinds if other.in_folder)
    return kind.reserved | folders
