"""The sheet a chart is drawn on: lines, areas, marks and texts, as SVG and as PNG.

One unit is one CSS pixel and y is counted from the top. Colours are written as they are on
a light page; a style sheet in the SVG replaces each of them where the reader's page is
dark. There is no background, so that a chart stands on the page itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from io import BytesIO
from itertools import pairwise

from itperception.reporting.charts.colours import INK, PAGE, SOFT, Colour
from itperception.reporting.charts.typeface import LINE, SIZE, SMALL, font, width

WIDE, FIGURE, NARROW = 1072, 660, 343
HALO, EDGE = 3.5, 24  # around letters, and around a picture by itself
FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif'
SHARP = 4  # a PNG is drawn this much larger, and made half as large again
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Corners of a mark around its middle, its half height being one.
CORNERS = {
    "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
    "diamond": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
    "triangle": [(0, -1.15), (1.15, 0.9), (-1.15, 0.9)],
    "wedge": [(0, 1.15), (1.15, -0.9), (-1.15, -0.9)],
}


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    ends: tuple[float, float, float, float]
    colour: Colour
    thick: float = 1
    dashed: bool = False

    @property
    def colours(self) -> list[tuple[str, Colour]]:
        return [("stroke", self.colour)]

    def svg(self) -> str:
        """Return it as an element."""
        x, y, x2, y2 = map(number, self.ends)
        dashes = " stroke-dasharray='4 4'" if self.dashed else ""
        return (f"<line x1='{x}' y1='{y}' x2='{x2}' y2='{y2}' stroke='{self.colour.light}'"
                f" stroke-width='{number(self.thick)}'{dashes}/>")  # fmt: skip

    def paint(self, on) -> None:
        """Draw it into a picture of pixels."""
        x, y, x2, y2 = self.ends
        steps = max(1, round(((x2 - x) ** 2 + (y2 - y) ** 2) ** 0.5 / 4))
        cuts = [k / steps for k in range(steps + 1)] if self.dashed else [0, 1]
        for start, end in list(pairwise(cuts))[::2]:
            part = [x + start * (x2 - x), y + start * (y2 - y),
                    x + end * (x2 - x), y + end * (y2 - y)]  # fmt: skip
            on.line(
                [SHARP * at for at in part], self.colour.light, round(SHARP * self.thick)
            )


@dataclass(frozen=True, slots=True)
class Area:
    """A shape with corners, or a circle if it has none but a middle and a radius."""

    corners: Sequence[tuple[float, float]]
    colour: Colour
    edge: Colour | None = None
    radius: float = 0
    thick: float = 2

    @property
    def colours(self) -> list[tuple[str, Colour]]:
        return [("fill", self.colour), *([("stroke", self.edge)] if self.edge else [])]

    def svg(self) -> str:
        """Return it as an element."""
        look = f"fill='{self.colour.light}'"
        if self.edge:
            look += f" stroke='{self.edge.light}' stroke-width='{number(self.thick)}'"
        pairs = [f"{number(x)},{number(y)}" for x, y in self.corners]
        if not self.radius:
            return f"<path d='M{'L'.join(pairs)}Z' {look}/>"
        (x, y), r = self.corners[0], number(self.radius)
        return f"<circle cx='{number(x)}' cy='{number(y)}' r='{r}' {look}/>"

    def paint(self, on) -> None:
        """Draw it into a picture of pixels."""
        edge, thick = (self.edge or self.colour).light, round(SHARP * self.thick)
        if self.radius:
            (x, y), r = self.corners[0], self.radius + self.thick / 2 * bool(self.edge)
            box = [SHARP * at for at in (x - r, y - r, x + r, y + r)]
            on.ellipse(box, self.colour.light, edge, thick if self.edge else 1)
            return
        at = [(SHARP * x, SHARP * y) for x, y in self.corners]
        on.polygon(at, self.colour.light)
        if self.edge:
            on.line([*at, *at[:2]], edge, thick, joint="curve")


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text, on a halo in the colour of the page unless it lies on an area."""

    told: str
    x: float
    y: float
    colour: Colour = INK
    anchor: str = "start"
    size: float = SIZE
    bold: bool = False
    halo: bool = True

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Where it is: left, top, right, bottom."""
        long = width(self.told, self.size, bold=self.bold)
        left = self.x - {"start": 0, "middle": long / 2, "end": long}[self.anchor]
        return left, self.y - 0.76 * self.size, left + long, self.y + 0.24 * self.size

    @property
    def colours(self) -> list[tuple[str, Colour]]:
        return [("fill", self.colour), *([("stroke", PAGE)] if self.halo else [])]

    def svg(self) -> str:
        """Return it as an element."""
        look = f" font-size='{number(self.size)}'" if self.size != SIZE else ""
        look += f" text-anchor='{self.anchor}'" if self.anchor != "start" else ""
        look += " font-weight='700'" if self.bold else ""
        look += f" stroke='{PAGE.light}'" if self.halo else ""
        told = escape(_NOT_XML.sub("", self.told), quote=False)
        return (f"<text x='{number(self.x)}' y='{number(self.y)}' "
                f"fill='{self.colour.light}'{look}>{told}</text>")  # fmt: skip

    def paint(self, on) -> None:
        """Draw it into a picture of pixels."""
        halo = round(SHARP * HALO / 2) if self.halo else 0
        on.text((SHARP * self.x, SHARP * self.y), self.told, self.colour.light,
                font(SHARP * self.size, bold=self.bold), _ANCHORS[self.anchor],
                stroke_width=halo, stroke_fill=PAGE.light)  # fmt: skip


@dataclass(slots=True)
class Sheet:
    """What is drawn, in one width.

    Attributes
    ----------
    width : int
        Of :data:`WIDE`, :data:`FIGURE` or :data:`NARROW`.
    language : {"en", "sv", "de"}
        Language of the page.
    height : float
        Set by who draws.
    ground, shapes : list
        What lies under everything, and what lies on it.
    """

    width: int
    language: str = "en"
    height: float = 0
    ground: list = field(default_factory=list)
    shapes: list = field(default_factory=list)

    @property
    def narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.width == NARROW

    @property
    def texts(self) -> list[Words]:
        """Everything that is written."""
        return [shape for shape in self.shapes if isinstance(shape, Words)]

    def rule(self, x: float, y: float, x2: float, y2: float, colour: Colour, *,
             dashed: bool = False) -> None:  # fmt: skip
        """Draw a line of the grid, under everything."""
        self.ground.append(Line((x, y, x2, y2), colour, 1.5 if dashed else 1, dashed))

    def line(self, x: float, y: float, x2: float, y2: float, colour: Colour = INK,
             thick: float = 2) -> None:  # fmt: skip
        """Draw a line."""
        self.shapes.append(Line((x, y, x2, y2), colour, thick))

    def bar(self, x: float, y: float, wide: float, high: float, colour: Colour,
            edge: Colour | None = None) -> None:  # fmt: skip
        """Draw a bar, its upper left corner at x and y."""
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        self.shapes.append(Area(corners, colour, edge, thick=1.5))

    def mark(self, x: float, y: float, colour: Colour = INK, shape: str = "circle", *,
             hollow: bool = False, size: float = 5.5) -> None:  # fmt: skip
        """Draw a mark; one that is hollow has the page in its middle."""
        fill, edge = (PAGE, colour) if hollow else (colour, None)
        if shape == "circle":
            self.shapes.append(Area([(x, y)], fill, edge, size))
            return
        corners = [(x + size * a, y + size * b) for a, b in CORNERS[shape]]
        self.shapes.append(Area(corners, fill, edge))

    def whisker(self, x: float, x2: float, y: float, *, cap: float = 4) -> None:
        """Draw an interval along a row, with its ends."""
        self.line(x, y, x2, y)
        for end in (x, x2) if cap else ():
            self.line(end, y - cap, end, y + cap)

    def write(self, x: float, y: float, told: str, colour: Colour = INK, *,
              anchor: str = "start", bold: bool = False, halo: bool = True) -> None:  # fmt: skip
        """Write a line of a label; y is where its letters stand."""
        self.shapes.append(Words(told, x, y, colour, anchor, SIZE, bold, halo))

    def note(self, x: float, y: float, told: str, *, anchor: str = "start") -> None:
        """Write a line in grey: a base, a number of an axis, a head."""
        self.shapes.append(Words(told, x, y, SOFT, anchor, SMALL))

    def lines(self, x: float, y: float, told: Sequence[str], **look) -> None:
        """Write lines of a label, the first of them at y."""
        for k, line in enumerate(told):
            self.write(x, y + LINE * k, line, **look)

    def svg(self) -> bytes:
        """Return the picture for a page, whose colours it takes."""
        drawn = [*self.ground, *self.shapes]
        style = ("<style>text{paint-order:stroke}"
                 f"@media(prefers-color-scheme:dark){{{_dark(drawn)}}}</style>")  # fmt: skip
        return _document(self.width, self.height, style + "".join(s.svg() for s in drawn))

    def framed(
        self, words: Sequence[Words], above: float, below: float
    ) -> tuple[bytes, bytes]:
        """Return the picture by itself, always light, as SVG and as PNG, two pixels to a unit.

        Parameters
        ----------
        words : sequence of Words
            What stands above and below it.
        above, below : float
            How much room that takes.
        """
        wide, high = self.width + 2 * EDGE, round(self.height + above + below)
        page = Area([(0, 0), (wide, 0), (wide, high), (0, high)], PAGE)
        drawn = [*self.ground, *self.shapes]
        inside = "".join(_alone(shape) for shape in drawn)
        body = "".join(_alone(shape) for shape in (page, *words))
        moved = f"<g transform='translate({EDGE} {number(above)})'>{inside}</g>"
        return (_document(wide, high, body + moved),
                _pixels((wide, high), words, drawn, (EDGE, above)))  # fmt: skip


def number(value: float) -> str:
    """Write a length with one decimal at most.

    Examples
    --------
    >>> number(0.52), number(-0.04), number(660)
    ('0.5', '0', '660')
    """
    told = f"{value:.1f}".removesuffix(".0")
    return "0" if told == "-0" else told


def _alone(shape) -> str:
    """Write a shape without a style sheet: not every program knows what lies under a text."""
    if not (isinstance(shape, Words) and shape.halo):
        return shape.svg()
    return replace(shape, colour=PAGE).svg() + replace(shape, halo=False).svg()


def _document(wide: float, high: float, body: str) -> bytes:
    size = f"{number(wide)} {number(high)}"
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{number(wide)}' height='{number(high)}' "
        f"viewBox='0 0 {size}' font-size='{SIZE}' font-family='{FONTS}' "
        f"stroke-width='{HALO}' stroke-linejoin='round'>{body}</svg>"
    ).encode()


def _pixels(size: tuple[int, int], words, drawn, at: tuple[float, float]) -> bytes:
    """Return a picture as PNG: drawn larger, and made smaller so that edges are smooth."""
    from PIL import Image, ImageDraw

    large = SHARP * size[0], SHARP * size[1]
    image, body = (Image.new("RGB", large, PAGE.light) for _ in range(2))
    for on, shapes in ((body, drawn), (image, words)):
        pen = ImageDraw.Draw(on)
        for shape in shapes:
            shape.paint(pen)
        if on is body:
            image.paste(body, tuple(round(SHARP * part) for part in at))
    file = BytesIO()
    image.reduce(SHARP // 2).save(file, format="png")
    return file.getvalue()


def _dark(drawn: Sequence) -> str:
    """Return the rules that replace each colour on a dark page."""
    used = {pair for shape in drawn for pair in shape.colours}
    return "".join(
        f"[{what}='{colour.light}']{{{what}:{colour.dark}}}" for what, colour in sorted(used)
        if colour.dark != colour.light
    )  # fmt: skip
