"""A block of an article on someone else's blog: what quotations are compared by, and what a capture holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["p", "h2", "h3", "h4", "ul", "ol", "quote", "pre"]


@dataclass(frozen=True)
class Block:
    """One paragraph, heading or list item: what it is, its text on one line."""

    kind: BlockKind
    text: str
