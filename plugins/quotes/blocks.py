"""A block of an article on someone else's blog: what quotations are compared by, and what a capture holds."""

from __future__ import annotations

from typing import Literal

from plugins.common.frozen import frozen

BlockKind = Literal["p", "h2", "h3", "h4", "ul", "ol", "quote", "pre"]


@frozen
class Block:
    """One paragraph, heading or list item: what it is, its text on one line."""

    kind: BlockKind
    text: str
