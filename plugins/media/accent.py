"""The agency's colour on its pages: shades of it that can be read on the grounds of the theme, light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from plugins.model.agency import Agency

Rgb = tuple[int, int, int]
WHITE, BLACK, INK = (255, 255, 255), (0, 0, 0), (21, 35, 61)
# The grounds of theme/static/css/site.css: paper and tint, which hold words; tint and panel, which hold large marks.
LIGHT, DARK = ((255, 255, 255), (243, 245, 249)), ((13, 21, 38), (22, 33, 58))
LIGHT_MARKED, DARK_MARKED = (INK,), ((22, 33, 58), (27, 41, 71))
TEXT, SHAPE = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11
OWN = Agency.model_fields["colour"].default  # the theme's own shades are of this one


def stylesheet(colour: str) -> str:
    """The style sheet that gives the theme this colour; empty for its own.

    Each shade is the colour itself where it can be read there, else the nearest that can, lighter or darker.
    """
    if colour == OWN:
        return ""
    own = rgb(colour)
    button = readable(own, (WHITE,), TEXT, BLACK)
    light = {
        "accent": readable(own, LIGHT, TEXT, BLACK),
        "mark": readable(own, LIGHT_MARKED, SHAPE, WHITE),
        "button": button,
        "button-hover": mixed(button, BLACK, 25),
    }
    dark = {"accent": readable(own, DARK, TEXT, WHITE), "mark": readable(own, DARK_MARKED, SHAPE, WHITE)}
    return (
        f":root {{ {_said(light)} }}\n@media (prefers-color-scheme: dark) {{ :root:not(.embed) {{ {_said(dark)} }} }}\n"
    )


def stylesheet_address(colour: str) -> str:
    """The address below the root of that style sheet; empty when there is none."""
    text = stylesheet(colour)
    return f"theme/css/couleur.{blake2b(text.encode(), digest_size=6).hexdigest()}.css" if text else ""


def rgb(colour: str) -> Rgb:
    """The channels of « #e2482d »."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def readable(colour: Rgb, grounds: Sequence[Rgb], ratio: float, toward: Rgb) -> Rgb:
    """The colour, or what it becomes on the way to white or black when it first stands out from each ground."""
    shades = (mixed(colour, toward, share) for share in range(0, 101, 5))
    return next((each for each in shades if all(contrast(each, ground) >= ratio for ground in grounds)), toward)


def mixed(colour: Rgb, other: Rgb, share: int) -> Rgb:
    """A colour with some hundredths of another in it."""
    red, green, blue = (round(own + (new - own) * share / 100) for own, new in zip(colour, other, strict=True))
    return red, green, blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, « contrast ratio »)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Rgb) -> float:
    channels = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def _said(shades: dict[str, Rgb]) -> str:
    return " ".join(f"--{name}: #{bytes(shade).hex()};" for name, shade in shades.items())
