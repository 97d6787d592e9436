"""A matplotlib figure as a small SVG: shapes that look alike are one path, text is text.

What matplotlib writes by itself is ten times as large: letters as outlines, a style for
each shape, six decimals. Here a number has one decimal of a CSS pixel, neighbours of one
look share a path, and each longer text says how wide it is (``textLength``), so that no
font of a reader's can move or overlap it. Same figure, same bytes.

The address of a picture is percent-encoded, which is shorter than base64 for text.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from io import BytesIO

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from itperception.reporting.charts_new.typeface import FONTS, extent

PIXELS = 96  # to the inch, as in CSS
SHORT = 4  # letters: less has the same width in every font, or nearly
TILES = {  # of a hatching, 6 pixels wide
    "/": "M-1,1l2-2M0,6l6-6M5,7l2-2",
    "\\": "M-1,5l2,2M0,0l6,6M5-1l2,2",
    "x": "M0,0l6,6M0,6l6-6",
}
_CAPS = {"projecting": "square", "round": "round"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def svg_of(figure) -> bytes:
    """Return a figure of matplotlib as SVG; its ``dpi`` must be that of CSS.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Clipping is not kept: nothing may be drawn beyond its axes.
    """
    renderer = _Renderer(*(figure.get_size_inches() * PIXELS))
    figure.draw(renderer)
    return renderer.document().encode()


class _Renderer(RendererBase):
    """Collects what matplotlib draws; y is counted from the top, in CSS pixels."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self._flip = Affine2D().scale(1, -1).translate(0, height)
        self._patterns: dict[str, str] = {}
        self._shapes: list[list[str]] = []  # look and outline
        self._texts: dict[str, list[str]] = {}

    def document(self) -> str:
        """Return the whole of the SVG."""
        box = f"{_number(self.width)},{_number(self.height)}"
        width, height = box.split(",")
        shapes = "".join(
            f"<path{look} d='{outline}'/>" if look is not None else outline
            for look, outline in self._shapes
        )
        texts = "".join(
            f"<g{look}>{''.join(told)}</g>" for look, told in self._texts.items()
        )
        return (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' "
            f"viewBox='0,0,{box}' font-family='{FONTS}'>"
            f"{''.join(self._patterns.values())}{shapes}{texts}</svg>"
        )

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def points_to_pixels(self, points: float) -> float:
        return points * PIXELS / 72

    def option_scale_image(self) -> bool:
        return True

    def get_text_width_height_descent(self, s, prop, ismath):
        size = self.points_to_pixels(prop.get_size_in_points())
        return extent(s, size, prop.get_weight())

    def draw_path(self, gc, path, transform, rgbFace=None) -> None:
        look = self._look(gc, rgbFace)
        simplify = None if rgbFace is None else False
        drawn = outline(path, transform + self._flip, simplify=simplify) if look else ""
        if not drawn:
            return
        if self._shapes and self._shapes[-1][0] == look and "opacity" not in look:
            self._shapes[-1][1] += drawn
        else:
            self._shapes.append([look, drawn])

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None) -> None:
        size = self.points_to_pixels(prop.get_size_in_points())
        long = extent(s, size, prop.get_weight())[0]
        told = {"fill": to_hex(gc.get_rgb()), "font-size": _number(size)}
        told["font-weight"] = prop.get_weight()
        fitted = ""
        align = mtext.get_ha() if mtext is not None else "left"
        if len(s) > SHORT or mtext is None:
            fitted = f" textLength='{_number(long)}' lengthAdjust='spacingAndGlyphs'"
        elif align != "left":
            told["text-anchor"] = "middle" if align == "center" else "end"
            x += long / 2 if align == "center" else long
        look = _attributes(told | {"fill": told["fill"].replace("#000000", "")})
        self._texts.setdefault(look, []).append(
            f"<text x='{_number(x)}' y='{_number(y)}'{fitted}>{_plain(s)}</text>"
        )

    def draw_image(self, gc, x, y, im, transform=None) -> None:
        height, width = im.shape[:2]
        place = (Affine2D().scale(1 / width, 1 / height) + transform
                 + Affine2D().translate(x, y) + self._flip)  # fmt: skip
        matrix = ",".join(f"{part:.5g}" for part in place.to_values())
        data = b64encode(_png(im)).decode()
        self._shapes.append(
            [None, f"<image width='{width}' height='{height}' transform='matrix({matrix})' "
                   f"image-rendering='pixelated' href='data:image/png;base64,{data}'/>"]
        )  # fmt: skip

    def _look(self, gc, face) -> str:
        """Return the attributes of a shape, nothing if nothing of it would be seen."""
        alpha = gc.get_alpha() if gc.get_forced_alpha() else None
        told = self._filling(gc, face, alpha) | self._stroke(gc, alpha)
        seen = "stroke" in told or told["fill"] != "none"
        return _attributes(told) if seen else ""

    def _filling(self, gc, face, alpha: float | None) -> dict[str, str]:
        if face is None or (len(face) == 4 and face[3] == 0):
            return {"fill": "none"}
        if gc.get_hatch():
            return {"fill": f"url(#{self._pattern(gc, to_hex(face))})"}
        shown = alpha if alpha is not None else (*face, 1.0)[3]
        opacity = {} if shown == 1 else {"fill-opacity": f"{shown:.2g}"}
        return {"fill": to_hex(face)} | opacity

    def _stroke(self, gc, alpha: float | None) -> dict[str, str]:
        if not gc.get_linewidth() or gc.get_rgb()[3] == 0:
            return {}
        width = self.points_to_pixels(gc.get_linewidth())
        told = {"stroke": to_hex(gc.get_rgb()), "stroke-width": _number(width)}
        dashes = gc.get_dashes()[1]
        if dashes is not None:
            told["stroke-dasharray"] = ",".join(
                _number(self.points_to_pixels(part)) for part in dashes
            )
        told["stroke-linecap"] = _CAPS.get(gc.get_capstyle(), "") if dashes is None else ""
        shown = alpha if alpha is not None else gc.get_rgb()[3]
        return told | ({} if shown == 1 else {"stroke-opacity": f"{shown:.2g}"})

    def _pattern(self, gc, back: str) -> str:
        """Return the name of a hatching, which is written once."""
        lines, ink = TILES[gc.get_hatch()[0]], to_hex(gc.get_hatch_color())
        looks = f"<path fill='{back}' d='M0,0h6v6H0z'/><path stroke='{ink}' stroke-width='.8' d='{lines}'/>"
        if looks not in self._patterns:
            name = "abcdefgh"[len(self._patterns)]
            self._patterns[looks] = (
                f"<pattern id='{name}' width='6' height='6' "
                f"patternUnits='userSpaceOnUse'>{looks}</pattern>"
            )
        return self._patterns[looks].split("'")[1]


def outline(path: Path, transform, *, simplify: bool | None = None) -> str:
    """Return a path as SVG writes it, in steps of a tenth of a pixel.

    Parameters
    ----------
    path : matplotlib.path.Path
        With straight lines and curves.
    transform : matplotlib.transforms.Transform
        To CSS pixels, y downward.
    simplify : bool, optional
        Whether points that change nothing are left out; by default the path says.

    Examples
    --------
    >>> outline(Path.unit_rectangle(), Affine2D().scale(20, 0.52))
    'M0,0h20v.5h-20z'
    """
    if path.codes is not None and np.count_nonzero(path.codes == Path.CURVE4) == 24:
        return _circle(transform.transform(path.vertices[path.codes == Path.CURVE4]))
    return "".join(_steps(path, transform, simplify))


def _steps(path: Path, transform, simplify: bool | None) -> Iterator[str]:
    here = begun = np.zeros(2, int)
    for points, code in path.iter_segments(transform, simplify=simplify):
        if code == Path.CLOSEPOLY:
            here = begun
            yield "z"
            continue
        ends = np.rint(10 * points.reshape(-1, 2)).astype(int)
        if code == Path.MOVETO:
            begun = ends[0]
            yield f"M{_pairs(begun)}"
        elif code != Path.LINETO:
            yield f"{'q' if code == Path.CURVE3 else 'c'}{_pairs(ends - here)}"
        else:
            yield _line(*(ends[0] - here))
        here = ends[-1]


def _line(x: int, y: int) -> str:
    """Write a straight step; one that is too short to be seen is left out."""
    if y == 0:
        return f"h{_tenths(x)}" if x else ""
    return f"v{_tenths(y)}" if x == 0 else f"l{_pairs(np.array([x, y]))}"


def _circle(points: np.ndarray) -> str:
    """Write a circle, given the points of its eight curves, as two arcs."""
    low, high = points[2::3].min(axis=0), points[2::3].max(axis=0)
    across = int(np.rint(10 * (high - low)[0]))
    start = np.rint(10 * np.array([low[0], (low[1] + high[1]) / 2])).astype(int)
    arc = f"a{_tenths(across // 2)},{_tenths(across // 2)},0,1,0,"
    return f"M{_pairs(start)}{arc}{_tenths(across)},0{arc}{_tenths(-across)},0z"


def _pairs(tenths: np.ndarray) -> str:
    """Write numbers one after the other; a minus needs no comma before it."""
    return ",".join(_tenths(part) for part in tenths.ravel()).replace(",-", "-")


def _tenths(value: int) -> str:
    return _number(value / 10)


def _number(value: float) -> str:
    """Write a number with one decimal at most.

    Examples
    --------
    >>> _number(0.52), _number(-0.04), _number(780)
    ('.5', '0', '780')
    """
    told = f"{value:.1f}".removesuffix(".0")
    return "0" if told == "-0" else re.sub(r"^(-?)0\.", r"\1.", told)


def _attributes(told: dict[str, str]) -> str:
    """Write attributes that differ from what they are by default."""
    default = {"stroke-width": "1", "font-weight": "normal"}
    return "".join(
        f" {name}='{_short(value)}'" for name, value in told.items()
        if value and default.get(name) != value
    )  # fmt: skip


def _short(value: str) -> str:
    """Write a colour with three digits where it has only these."""
    return re.sub(r"^#(.)\1(.)\2(.)\3$", r"#\1\2\3", value)


def _plain(told: str) -> str:
    return escape(_NOT_XML.sub("", told), quote=False)


def _png(pixels: np.ndarray) -> bytes:
    """Return an image of few colours as PNG with a palette."""
    from PIL import Image

    file = BytesIO()
    image = Image.fromarray(pixels)
    image.quantize(16).save(file, format="png", optimize=True)
    return file.getvalue()
