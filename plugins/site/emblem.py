"""The drawing that stands for a signature without portrait: four shapes, which its id alone chooses."""

from __future__ import annotations

from hashlib import blake2b

from plugins.site.doc import doc, value

COLOURS = ("vermilion", "ochre", "teal", "night")
SIDE = 24  # of a quarter, in a drawing of 48 by 48
# A square, a quarter of a large disc from each corner, a small disc: each fills its quarter of the drawing.
_SHAPES = (
    "M{x} {y}h24v24h-24z",
    "M{x} {y}h24a24 24 0 0 1-24 24z",
    "M{x} {y}v24h24a24 24 0 0 0-24-24z",
    "M{r} {b}v-24a24 24 0 0 0-24 24z",
    "M{x} {y}a24 24 0 0 0 24 24v-24z",
    "M{x} {m}a12 12 0 0 1 24 0a12 12 0 0 1-24 0z",
)


@value
class Tile:
    """A quarter of the drawing."""

    path: str = doc("its outline, as SVG writes it, in a drawing of 48 by 48")
    colour: str = doc("its colour: `vermilion`, `ochre`, `teal` or `night`")


def emblem(name: str) -> tuple[Tile, ...]:
    """The four quarters that an id gives: the same for ever, no colour beside itself."""
    digest = blake2b(name.encode(), digest_size=5).digest()
    turn = digest[4] % 4
    return tuple(
        Tile(_SHAPES[digest[at] % len(_SHAPES)].format(**_corner(at)), COLOURS[(turn + (0, 1, 3, 2)[at]) % 4])
        for at in range(4)
    )


def _corner(at: int) -> dict[str, int]:
    x, y = SIDE * (at % 2), SIDE * (at // 2)
    return {"x": x, "y": y, "r": x + SIDE, "b": y + SIDE, "m": y + SIDE // 2}
