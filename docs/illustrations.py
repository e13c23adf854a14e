"""Draw the illustrations of the sample content: `python docs/illustrations.py` writes content/images/*.png.

Flat shapes, seven colours, no text: an image says something without being read, and needs no translation.
Every picture is drawn three times too large, reduced, then mapped onto a palette that holds the seven colours
and the steps between each pair of them: edges stay smooth, flats stay exact, and a file stays under 60 KB.
The same code gives the same bytes.
"""

import math
import random
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT, SCALE = 1600, 900, 3
TARGET = Path(__file__).resolve().parent.parent / "content" / "images"

INK, DUSK = "#15233d", "#2b3d60"
PAPER, SAND = "#f5eee0", "#e4d6bb"
VERMILION, OCHRE, TEAL = "#e2482d", "#e6ab35", "#1d7874"
COLOURS = (INK, DUSK, PAPER, SAND, VERMILION, OCHRE, TEAL)

Point = tuple[float, float]


class Canvas:
    """A drawing surface measured in final pixels, whatever the scale it is drawn at."""

    def __init__(self, background: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
        self.draw = ImageDraw.Draw(self.image)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        self.draw.ellipse([SCALE * v for v in (x - radius, y - radius, x + radius, y + radius)], fill=fill)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        """A circle drawn as a line, centred on its radius."""
        outer = radius + width / 2
        bounds = [SCALE * v for v in (x - outer, y - outer, x + outer, y + outer)]
        self.draw.ellipse(bounds, outline=colour, width=round(SCALE * width))

    def ellipse(self, x: float, y: float, across: float, down: float, fill: str) -> None:
        """A filled ellipse given by its centre and its two radii."""
        self.draw.ellipse([SCALE * v for v in (x - across, y - down, x + across, y + down)], fill=fill)

    def slice(self, x: float, y: float, radius: float, start: float, end: float, fill: str) -> None:
        """A pie slice, angles in degrees clockwise from three o'clock."""
        self.draw.pieslice([SCALE * v for v in (x - radius, y - radius, x + radius, y + radius)], start, end, fill=fill)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float) -> None:
        """An arc with round ends, angles in degrees clockwise from three o'clock."""
        steps = max(8, int(abs(end - start)))
        self.line([polar(x, y, radius, start + (end - start) * i / steps) for i in range(steps + 1)], colour, width)

    def shape(self, points: Iterable[Point], fill: str) -> None:
        """A filled polygon."""
        self.draw.polygon([(SCALE * x, SCALE * y) for x, y in points], fill=fill)

    def box(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        """A filled rectangle given by its top left corner and its size."""
        self.draw.rounded_rectangle(
            [SCALE * x, SCALE * y, SCALE * (x + width) - 1, SCALE * (y + height) - 1], SCALE * radius, fill=fill
        )

    def line(self, points: Iterable[Point], colour: str, width: float) -> None:
        """A broken line with round ends and joints."""
        points = list(points)
        self.draw.line([(SCALE * x, SCALE * y) for x, y in points], fill=colour, width=round(SCALE * width))
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def bubble(self, x: float, y: float, width: float, height: float, fill: str, tail: int = 1) -> None:
        """A speech bubble; `tail` is 1 when it hangs on the left, -1 on the right."""
        self.box(x, y, width, height, fill, radius=height * 0.32)
        foot = x + width * (0.28 if tail > 0 else 0.72)
        base = y + height - 2
        point = (foot - tail * height * 0.08, base + height * 0.34)
        self.shape([(foot, base), (foot + tail * height * 0.36, base), point], fill)

    def finish(self) -> Image.Image:
        """Reduce to the final size and map onto the palette."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        return small.quantize(palette=palette(), dither=Image.Dither.NONE)


def rgb(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as three numbers."""
    return tuple(bytes.fromhex(colour[1:]))  # type: ignore[return-value]


def palette() -> Image.Image:
    """An image whose palette holds the colours and nine steps between each pair of them."""
    colours = [rgb(c) for c in COLOURS]
    for one, other in combinations(colours, 2):
        colours += [tuple(round(a + (b - a) * i / 10) for a, b in zip(one, other, strict=True)) for i in range(1, 10)]
    holder = Image.new("P", (1, 1))
    holder.putpalette([channel for colour in colours for channel in colour])
    return holder


def polar(x: float, y: float, radius: float, degrees: float) -> Point:
    """The point at this distance and direction of (x, y)."""
    return x + radius * math.cos(math.radians(degrees)), y + radius * math.sin(math.radians(degrees))


def turned(points: Iterable[Point], x: float, y: float, degrees: float) -> list[Point]:
    """The points moved to (x, y) after a rotation around the origin."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(x + px * c - py * s, y + px * s + py * c) for px, py in points]


def reseau(c: Canvas) -> None:
    """Presence or influence: a crowd of identical dots, and one that others answer."""
    for column in range(10):
        for row in range(9):
            c.disc(90 + column * 60, 110 + row * 85, 10, DUSK)
    hub = (1115, 450)
    nodes = [
        (20, 330, 46, OCHRE),
        (62, 250, 26, PAPER),
        (105, 320, 34, TEAL),
        (150, 265, 22, PAPER),
        (196, 380, 30, OCHRE),
        (238, 300, 40, PAPER),
        (282, 330, 24, TEAL),
        (322, 270, 34, OCHRE),
        (350, 410, 20, PAPER),
    ]
    spots = [(*polar(*hub, distance, angle), radius, colour) for angle, distance, radius, colour in nodes]
    for x, y, _, _ in spots:
        c.line([hub, (x, y)], PAPER, 5)
    for one, other in ((0, 1), (2, 3), (5, 6), (7, 8)):
        c.line([spots[one][:2], spots[other][:2]], TEAL, 5)
    for x, y, radius, colour in spots:
        c.disc(x, y, radius + 9, INK)
        c.disc(x, y, radius, colour)
    c.disc(*hub, 128, INK)
    c.disc(*hub, 112, VERMILION)


def plume(c: Canvas) -> None:
    """Writing oneself: a nib, and the line it draws."""
    c.disc(1130, 330, 300, OCHRE)
    tip = (760, 690)
    wave = [(120 + i * 4, 690 - 105 * math.sin(i / 160 * math.tau * 2.5) * (1 - i / 160) ** 0.8) for i in range(161)]
    c.line(wave, INK, 9)
    for y, end in ((790, 560), (830, 420)):
        c.line([(120, y), (end, y)], SAND, 12)
    half = [(0, 0), (16, -80), (48, -170), (84, -250), (98, -330), (88, -400)]
    nib = half + [(-x, y) for x, y in reversed(half)]
    c.shape(turned(nib, *tip, 46), INK)
    c.shape(turned([(x, y) for x, y in half] + [(0, -400)], *tip, 46), DUSK)
    c.line(turned([(0, -30), (0, -210)], *tip, 46), PAPER, 5)
    c.disc(*turned([(0, -222)], *tip, 46)[0], 19, PAPER)
    c.shape(turned([(-90, -396), (90, -396), (112, -470), (-112, -470)], *tip, 46), PAPER)
    c.shape(turned([(-112, -462), (112, -462), (124, -1300), (-124, -1300)], *tip, 46), VERMILION)
    c.shape(turned([(40, -462), (112, -462), (124, -1300), (40, -1300)], *tip, 46), INK)
    c.shape(turned([(-114, -508), (114, -508), (115, -530), (-115, -530)], *tip, 46), PAPER)


def ladder(c: Canvas, x: float, missing: tuple[int, ...], colour: str) -> None:
    """A ladder seen from the front; `missing` numbers the rungs that are not there, from the bottom."""
    for rung in range(10):
        y = 770 - rung * 66
        if rung not in missing:
            c.box(x + 20, y, 180, 18, colour, 4)
    c.box(x, 120, 24, 780, colour, 8)
    c.box(x + 196, 120, 24, 780, colour, 8)


def echelles(c: Canvas) -> None:
    """Middle managers: two ladders, one of which has lost its middle rungs."""
    c.disc(1325, 190, 110, PAPER)
    c.box(0, 836, WIDTH, 64, INK)
    ladder(c, 330, (), INK)
    ladder(c, 860, (3, 4, 5, 6), INK)
    for x, y, angle in ((1180, 812, 3), (1245, 790, -9), (1400, 812, 0), (1330, 772, 14)):
        c.shape(turned([(-90, -10), (90, -10), (90, 10), (-90, 10)], x, y, angle), VERMILION)
    c.disc(440, 250, 44, VERMILION)
    c.disc(970, 660, 44, TEAL)
    c.disc(1110, 792, 44, TEAL)


def porte_voix(c: Canvas) -> None:
    """The machine and the voice: a megaphone made of identical circles, one of which is not."""
    x, middle = 330.0, 450
    for i in range(5):
        c.disc(505 + i * 16, 560 + i * 54, 25, DUSK)
    for column in range(10):
        count, radius = column + 2, 24 + column
        for row in range(count):
            y = middle + (row - (count - 1) / 2) * radius * 2.14
            voice = (column, row) == (6, 4)
            c.disc(x, y, radius, PAPER if voice else OCHRE if column in (0, 9) else VERMILION)
        x += radius * 1.95 + 3
    for reach, count, size, colour in ((0, 9, 13, PAPER), (110, 11, 11, SAND), (220, 11, 9, DUSK)):
        for i in range(count):
            c.disc(*polar(550, middle, 560 + reach, -32 + 64 * i / (count - 1)), size, colour)


def sablier(c: Canvas) -> None:
    """Publishing less: an hourglass that lets one grain through at a time."""
    c.disc(800, 450, 400, DUSK)
    c.shape([(580, 140), (1020, 140), (815, 450), (1020, 760), (580, 760), (785, 450)], PAPER)
    c.shape([(668, 266), (932, 266), (810, 452), (790, 452)], OCHRE)
    c.slice(800, 782, 176, 187, 353, OCHRE)
    c.line([(580, 140), (786, 450), (580, 760)], INK, 14)
    c.line([(1020, 140), (814, 450), (1020, 760)], INK, 14)
    c.box(520, 96, 560, 48, VERMILION, 12)
    c.box(520, 756, 560, 48, VERMILION, 12)
    for y in (500, 560):
        c.disc(800, y, 12, VERMILION)


def boussole(c: Canvas) -> None:
    """Measuring: a compass, not a counter."""
    x, y = 800, 450
    c.disc(x, y, 372, INK)
    c.disc(x, y, 330, PAPER)
    for tick in range(48):
        long = tick % 12 == 0
        inner = 262 if long else 292 if tick % 4 == 0 else 304
        colour = INK if tick % 4 == 0 else SAND
        c.line([polar(x, y, inner, tick * 7.5), polar(x, y, 314, tick * 7.5)], colour, 10 if long else 5)
    c.ring(x, y, 206, SAND, 4)
    for angle, left, right in ((-58, VERMILION, OCHRE), (122, INK, DUSK)):
        point = polar(x, y, 252, angle)
        c.shape([point, polar(x, y, 54, angle - 90), (x, y)], left)
        c.shape([point, polar(x, y, 54, angle + 90), (x, y)], right)
    c.disc(x, y, 30, INK)
    c.disc(x, y, 13, PAPER)
    for i, (left, right) in enumerate(((60, 60), (96, 210), (80, 120), (140, 60), (190, 150), (260, 90))):
        c.box(60 + i * 52, HEIGHT - left, 34, left, INK)
        c.box(1246 + i * 52, HEIGHT - right, 34, right, INK)


def conversations(c: Canvas) -> None:
    """Social selling: the conversations of a market, drawn as the map of an underground."""
    routes = (
        (TEAL, [(-20, 640), (330, 640), (560, 410), (900, 410), (1090, 220), (1620, 220)]),
        (OCHRE, [(230, -20), (230, 220), (470, 460), (470, 690), (690, 910)]),
        (VERMILION, [(-20, 310), (620, 310), (900, 590), (1240, 590), (1420, 770), (1620, 770)]),
        (INK, [(1330, -20), (1330, 400), (1140, 590), (1140, 920)]),
    )
    for colour, points in routes:
        c.line(points, colour, 18)
    for x, y in ((90, 310), (110, 640), (470, 560), (780, 410), (1140, 760), (1200, 220), (1490, 770)):
        c.disc(x, y, 19, INK)
        c.disc(x, y, 10, PAPER)
    for x, y in ((320, 310), (470, 500), (720, 410), (1140, 590), (1330, 220)):
        c.disc(x, y, 34, INK)
        c.disc(x, y, 21, PAPER)
    c.bubble(690, 200, 170, 108, INK)
    for i in range(3):
        c.disc(735 + i * 40, 254, 11, PAPER)
    c.bubble(900, 690, 150, 92, TEAL, -1)
    c.bubble(1390, 330, 130, 82, OCHRE)
    c.bubble(90, 440, 130, 84, VERMILION, -1)


def bibliotheque(c: Canvas) -> None:
    """Sales methods: two shelves of books, three of which are worth taking down."""
    rng = random.Random(29)
    chosen = {(0, 5): VERMILION, (0, 13): OCHRE, (1, 9): VERMILION}
    for shelf, floor in enumerate((420, 810)):
        x, book = 110, 0
        while x < 1440:
            width, height = rng.choice((46, 58, 70, 84)), rng.choice((190, 216, 242, 268))
            colour, banded = rng.choice((DUSK, DUSK, TEAL, SAND, DUSK, TEAL)), rng.random() < 0.6
            if (shelf, book) in chosen:
                c.box(x, floor - 310, 84, 310, chosen[shelf, book])
                c.box(x, floor - 266, 84, 12, PAPER)
                c.box(x, floor - 70, 84, 12, PAPER)
                width = 84
            else:
                c.box(x, floor - height, width, height, colour)
                if banded:
                    c.box(x, floor - height + 30, width, 9, TEAL if colour == DUSK else INK)
            x += width + 8
            book += 1
        c.box(60, floor, 1480, 20, PAPER)


def horloge(c: Canvas) -> None:
    """Answering: a clock, and the part of it that a reader waits."""
    x, y = 800, 450
    c.disc(x, y, 380, INK)
    c.disc(x, y, 344, PAPER)
    c.slice(x, y, 300, -90, 48, OCHRE)
    for hour in range(12):
        inner, width = (296, 9) if hour % 3 else (270, 16)
        c.line([polar(x, y, inner, hour * 30), polar(x, y, 318, hour * 30)], INK, width)
    c.line([(x, y), polar(x, y, 250, -90)], INK, 18)
    c.line([(x, y), polar(x, y, 185, 48)], INK, 24)
    c.disc(x, y, 32, INK)
    c.disc(x, y, 12, PAPER)
    c.bubble(120, 150, 250, 150, PAPER)
    for i in range(3):
        c.disc(185 + i * 60, 225, 15, INK)
    c.bubble(1240, 570, 250, 150, INK, -1)


def theatre(c: Canvas) -> None:
    """Rented stage, owned house: a lit stage seen from the seats."""
    c.shape([(700, 0), (900, 0), (1190, 640), (410, 640)], DUSK)
    c.box(0, 560, WIDTH, 340, TEAL)
    c.ellipse(800, 630, 390, 58, OCHRE)
    c.ellipse(800, 630, 96, 20, INK)
    c.box(791, 330, 18, 300, INK)
    c.box(776, 300, 48, 96, INK, 20)
    c.disc(800, 276, 50, PAPER)
    for fold in range(5):
        height = 640 - fold * 8
        for x, shadow in ((fold * 66, 52), (WIDTH - (fold + 1) * 66, 0)):
            c.box(x, 0, 66, height, VERMILION)
            c.box(x + shadow, 0, 14, height, INK)
    for i in range(10):
        c.slice(80 + i * 160, 0, 80, 0, 180, VERMILION)
        c.arc(80 + i * 160, 0, 77, 0, 180, INK, 10)
    for y, radius, shift, colour in ((800, 62, 0, DUSK), (900, 78, -86, INK)):
        for i in range(14):
            x = shift + i * (radius * 2 + 16)
            c.slice(x, y, radius, 180, 360, colour)
            c.box(x - radius, y, radius * 2, 100, colour)


def choeur(c: Canvas) -> None:
    """Employees as ambassadors: the same size for all, and no two alike."""
    voices = (
        (0, VERMILION, INK),
        (3, OCHRE, INK),
        (5, TEAL, OCHRE),
        (1, INK, OCHRE),
        (4, SAND, VERMILION),
        (8, TEAL, OCHRE),
        (6, INK, PAPER),
        (2, VERMILION, INK),
        (7, OCHRE, TEAL),
        (0, SAND, TEAL),
        (3, VERMILION, SAND),
        (5, DUSK, OCHRE),
        (4, OCHRE, INK),
        (8, INK, VERMILION),
        (1, SAND, TEAL),
        (6, TEAL, SAND),
        (2, DUSK, OCHRE),
        (7, VERMILION, PAPER),
    )
    for row in range(3):
        for column in range(6):
            number = row * 6 + column
            x, y, r = 800 + (column - 2.5) * 226, 450 + (row - 1) * 250, 100
            pattern, ground, mark = voices[number]
            angle = 90 * ((number * 5 + row) % 4)
            c.disc(x, y, r, ground)
            match pattern:
                case 0:
                    c.slice(x, y, r, angle, angle + 180, mark)
                case 1:
                    c.disc(*polar(x, y, r * 0.45, angle + 45), r * 0.42, mark)
                case 2:
                    c.slice(x, y, r, angle - 32, angle + 32, mark)
                case 3:
                    c.ring(x, y, r * 0.52, mark, r * 0.2)
                case 4:
                    for bar in (-44, 0, 44):
                        reach = 52 if bar else 66
                        c.line(turned([(-reach, bar), (reach, bar)], x, y, angle), mark, 18)
                case 5:
                    c.slice(x, y, r, angle, angle + 90, mark)
                    c.slice(x, y, r, angle + 180, angle + 270, mark)
                case 6:
                    for dot in range(5):
                        c.disc(*polar(x, y, r * 0.56, dot * 72 - 90), 16, mark)
                case 7:
                    c.slice(x, y, r * 0.66, angle, angle + 180, mark)
                case 8:
                    c.slice(x, y, r, angle, angle + 270, mark)


def quatre_cercles(c: Canvas) -> None:
    """The four questions of SPIN: each one opens wider than the one before."""
    xs, radii, colours = (210, 450, 780, 1250), (70, 112, 168, 250), (SAND, OCHRE, TEAL, VERMILION)
    base = 740
    c.line([(100, base + 34), (1500, base + 34)], INK, 8)
    for x, radius, colour in zip(xs, radii, colours, strict=True):
        c.disc(x, base - radius + 30, radius, colour)
    for x, radius, colour in zip(xs, radii, (INK, INK, PAPER, PAPER), strict=True):
        y = base - radius + 30
        size = radius * 0.34
        c.arc(x, y - size * 0.62, size * 0.72, -165, 75, colour, size * 0.34)
        c.line([polar(x, y - size * 0.62, size * 0.72, 75), (x, y + size * 0.55)], colour, size * 0.34)
        c.disc(x, y + size * 1.25, size * 0.24, colour)


def serrure(c: Canvas) -> None:
    """Solution selling: many keys, one lock."""
    c.disc(1120, 450, 300, PAPER)
    c.ring(1120, 450, 262, SAND, 6)
    c.disc(1120, 400, 78, INK)
    c.shape([(1088, 440), (1152, 440), (1190, 610), (1050, 610)], INK)
    for row, (y, colour, teeth) in enumerate(
        ((200, SAND, (40, 70, 30)), (366, OCHRE, (70, 40, 60)), (532, SAND, (30, 30, 70)), (698, SAND, (60, 60, 40)))
    ):
        shift = 130 if row == 1 else 0
        c.ring(190 + shift, y, 54, colour, 30)
        c.box(244 + shift, y - 14, 340, 28, colour, 6)
        for i, tooth in enumerate(teeth):
            c.box(450 + shift + i * 44, y, 28, tooth, colour, 3)


def ricochet(c: Canvas) -> None:
    """Challenging a client: a stone in still water."""
    c.box(0, 250, WIDTH, 650, TEAL)
    x, y = 660, 590
    for i, width in enumerate((4, 8, 12, 16)):
        radius = 620 - i * 140
        c.ellipse(x, y, radius + width, radius * 0.36 + width, PAPER)
        c.ellipse(x, y, radius - width, radius * 0.36 - width, TEAL)
    c.ellipse(x, y + 8, 112, 36, INK)
    stone = [(-92, 6), (-60, -62), (10, -84), (78, -56), (100, 6), (60, 26), (-50, 28)]
    c.shape(turned(stone, x, y - 20, -6), VERMILION)
    c.shape(turned([(-92, 6), (-60, -62), (-6, -20), (-50, 28)], x, y - 20, -6), INK)
    for i in range(8):
        t = (i + 1) / 9
        c.disc(1420 - 700 * t, 130 + 330 * t * t, 7 + 5 * t, INK)
    c.disc(1420, 120, 60, OCHRE)


def relais(c: Canvas) -> None:
    """A passage of one blog, quoted on another."""
    c.disc(800, 450, 330, DUSK)
    c.box(230, 115, 480, 610, SAND, 14)
    c.box(890, 175, 480, 610, PAPER, 14)
    for left, top, lengths, first, last in (
        (290, 185, (240, 0, 360, 330, 360, 0, 360, 360, 220), 6, 9),
        (950, 245, (300, 0, 360, 360, 220, 0, 360, 340, 180), 2, 5),
    ):
        c.box(left - 28, top + first * 54 - 18, 416, (last - first) * 54 + 12, OCHRE, 8)
        for i, length in enumerate(lengths):
            if length:
                colour = VERMILION if i == 0 else INK if first <= i < last else DUSK
                c.box(left, top + i * 54, length, 24, colour, 5)
    c.line([(692, 564), (800, 564), (800, 400), (880, 400)], VERMILION, 14)
    c.shape([(872, 366), (922, 400), (872, 434)], VERMILION)


PICTURES: dict[str, tuple[str, Callable[[Canvas], None]]] = {
    "reseau-de-points": (INK, reseau),
    "plume-et-ligne": (PAPER, plume),
    "deux-echelles": (OCHRE, echelles),
    "porte-voix-de-cercles": (INK, porte_voix),
    "sablier": (TEAL, sablier),
    "boussole": (TEAL, boussole),
    "carte-des-conversations": (PAPER, conversations),
    "bibliotheque": (INK, bibliotheque),
    "horloge": (VERMILION, horloge),
    "scene-et-fauteuils": (INK, theatre),
    "choeur-de-cercles": (PAPER, choeur),
    "quatre-questions": (PAPER, quatre_cercles),
    "serrure-et-cles": (TEAL, serrure),
    "pierre-dans-l-eau": (SAND, ricochet),
    "relais-d-extrait": (TEAL, relais),
}


def main() -> None:
    """Write every picture into content/images/."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (background, paint) in PICTURES.items():
        canvas = Canvas(background)
        paint(canvas)
        canvas.finish().save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
