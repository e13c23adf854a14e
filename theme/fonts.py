"""How the two font files of the theme are made from Source Serif 4.

    npm install source-serif@4.5.1
    python -m venv fonts-venv && fonts-venv/bin/pip install fonttools brotli
    fonts-venv/bin/python theme/fonts.py node_modules/source-serif

Not part of a build: pinning the optical size takes about a minute, so the two files are committed.
The family is renamed because its licence (SIL OFL 1.1) reserves the name “Source”.
With further arguments, font files of the reader's machine, it prints the `size-adjust` and overrides
that give such a font the metrics of ours, so that the text does not move when ours arrives:

    … theme/fonts.py node_modules/source-serif LiberationSerif-Regular.ttf Gelasio-Regular.woff2

(Liberation Serif has the metrics of Times New Roman, Gelasio those of Georgia.)
"""

import io
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Tribune Serif"
FONTS = Path(__file__).parent / "static" / "fonts"
SOURCES = {"Roman": "tribune-serif.woff2", "Italic": "tribune-serif-italic.woff2"}
# Italic passages are of one weight: half of the bytes; a bold one is thickened by the browser.
AXES = {"Roman": {"wght": (400, 700), "opsz": 14}, "Italic": {"wght": 400, "opsz": 14}}

# What French text needs, names from neighbouring languages included. U+202F, the thin no-break
# space before ; ! ?, is in no ready-made "latin" subset: it is why the theme has its own.
CHARACTERS = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "ıŒœŠšŸŽžˆ˚˜ʳˢᵉẞﬁﬂ"),
    *map(ord, "‐‑‒–—―‘’‚“”„†‡•…‰′″‹›⁂⁄€№™"),
    *map(ord, "⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ⁿ←↑→↓↗−≈≠≤≥∞"),
    0x2009, 0x200A, 0x200B, 0x202F,
}  # fmt: skip
FEATURES = "kern liga calt ccmp locl mark mkmk onum lnum pnum tnum sups ordn frac numr dnom case".split()

# Letter frequencies of French text, space included: what the average width is weighed by.
FREQUENCIES = dict(
    zip(
        " esaitnrulodcpmévqfbghjàxyèêz.,’",
        [int(n) for n in "180 121 65 63 62 60 58 54 52 45 44 30 27 25 24 19 13 10 9 8 8 7 4 4 4 2 3 2 1 9 9 8".split()],
        strict=True,
    )
)


def make(source: Path, target: Path, style: str) -> None:
    """Write the French subset of `source`, at the weights and the optical size of its style, as `target`."""
    pinned = io.BytesIO()
    font = instancer.instantiateVariableFont(TTFont(source), AXES[style])
    font.flavor = None
    # Saved and read again: the subsetter trips over the variation tables of a font just instanced.
    font.save(pinned)
    pinned.seek(0)
    font = TTFont(pinned)

    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True, name_IDs=["*"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    rename(font)
    font.flavor = "woff2"
    font.save(target)


def rename(font: TTFont) -> None:
    """Give the font the name of the theme's family; copyright, licence and trademark stay as they are."""
    for record in font["name"].names:
        if record.nameID in (0, 7, 13, 14):
            continue
        text = record.toUnicode()
        text = text.replace("SourceSerif4Variable", "TribuneSerif").replace("SourceSerif4", "TribuneSerif")
        text = text.replace("Source Serif 4 Variable", FAMILY).replace("Source Serif 4", FAMILY)
        record.string = text.replace("Source Serif", FAMILY)


def average_width(font: TTFont) -> float:
    """Mean advance of French text, in ems."""
    names, widths = font.getBestCmap(), font["hmtx"]
    total = sum(widths[names[ord(c)]][0] * n for c, n in FREQUENCIES.items())
    return total / sum(FREQUENCIES.values()) / font["head"].unitsPerEm


def print_overrides(ours: TTFont, fallback: Path) -> None:
    """Print the @font-face descriptors that make `fallback` as wide and as tall as `ours`."""
    ratio = average_width(ours) / average_width(TTFont(fallback))
    em, line = ours["head"].unitsPerEm, ours["hhea"]
    print(
        f"{fallback.name}: size-adjust: {ratio:.2%}; ascent-override: {line.ascent / em / ratio:.2%}; "
        f"descent-override: {-line.descent / em / ratio:.2%}; line-gap-override: {line.lineGap / em / ratio:.2%}"
    )


def main(package: Path, *fallbacks: Path) -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for style, name in SOURCES.items():
        make(package / "WOFF2" / "VAR" / f"SourceSerif4Variable-{style}.ttf.woff2", FONTS / name, style)
        print(f"{name}: {(FONTS / name).stat().st_size} bytes")
    shutil.copyfile(package / "LICENSE.md", FONTS / "OFL.txt")
    for fallback in fallbacks:
        print_overrides(TTFont(FONTS / SOURCES["Roman"]), fallback)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
