"""A matplotlib figure as a small SVG: shapes that look alike are one path, text is text.

What matplotlib writes by itself is ten times as large: letters as outlines, a style for
each shape, six decimals. Here a number has one decimal of a CSS pixel, neighbours of one
look share a path, and each longer text says how wide it is (``textLength``), so that no
font of a reader's can move or overlap it. Same figure, same bytes.
"""

import re
from base64 import b64encode
from html import escape
from io import BytesIO

import numpy as np
import pandas as pd
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex
from matplotlib.transforms import Affine2D

from itperception.reporting.charts.outline import number, outline
from itperception.reporting.charts.typeface import FONTS, extent

PIXELS = 96  # to the inch, as in CSS
SHORT = 4  # letters: less has the same width in every font, or nearly
TILES = {  # of a hatching, 6 pixels wide
    "/": "M-1,1l2-2M0,6l6-6M5,7l2-2",
    "\\": "M-1,5l2,2M0,0l6,6M5-1l2,2",
    "x": "M0,0l6,6M0,6l6-6",
}
_CAPS = {"projecting": "square", "round": "round"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


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
        self._shapes: list[list[str]] = []  # look and outline, or None and an image
        self._texts: dict[str, list[str]] = {}

    def document(self) -> str:
        """Return the whole of the SVG."""
        box = f"{number(self.width)},{number(self.height)}"
        width, height = box.split(",")
        shapes = "".join(
            f"<path{look} d='{drawn}'/>" if look is not None else drawn
            for look, drawn in self._shapes
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
        even = extent("(lp)", size, prop.get_weight())[1:]  # no line higher than another
        return extent(s, size, prop.get_weight())[0], *even

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
        if angle or ismath:
            raise NotImplementedError(
                f"{s!r}: charts have neither turned text nor formulas"
            )
        size = self.points_to_pixels(prop.get_size_in_points())
        long = extent(s, size, prop.get_weight())[0]
        told = {"fill": to_hex(gc.get_rgb()), "font-size": number(size)}
        told["font-weight"] = prop.get_weight()
        fitted = ""
        align = mtext.get_ha() if mtext is not None else "left"
        if len(s) > SHORT or mtext is None:
            fitted = f" textLength='{number(long)}' lengthAdjust='spacingAndGlyphs'"
        elif align != "left":
            told["text-anchor"] = "middle" if align == "center" else "end"
            x += long / 2 if align == "center" else long
        look = _attributes(told | {"fill": told["fill"].replace("#000000", "")})
        self._texts.setdefault(look, []).append(
            f"<text x='{number(x)}' y='{number(y)}'{fitted}>{_plain(s)}</text>"
        )

    def draw_image(self, gc, x, y, im, transform=None) -> None:
        height, width = im.shape[:2]
        place = (Affine2D().scale(1 / width, 1 / height) + transform
                 + Affine2D().translate(x, y) + self._flip)  # fmt: skip
        matrix = ",".join(
            f"{part:.5g}" for part in Affine2D(place.get_matrix()).to_values()
        )
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
        told = {"stroke": to_hex(gc.get_rgb()), "stroke-width": number(width)}
        dashes = gc.get_dashes()[1]
        if dashes is not None:
            told["stroke-dasharray"] = ",".join(
                number(self.points_to_pixels(part)) for part in dashes
            )
        told["stroke-linecap"] = _CAPS.get(gc.get_capstyle(), "") if dashes is None else ""
        shown = alpha if alpha is not None else gc.get_rgb()[3]
        return told | ({} if shown == 1 else {"stroke-opacity": f"{shown:.2g}"})

    def _pattern(self, gc, back: str) -> str:
        """Return the name of a hatching, which is written once."""
        lines, ink = TILES[gc.get_hatch()[0]], to_hex(gc.get_hatch_color())
        looks = (f"<path fill='{back}' d='M0,0h6v6H0z'/>"
                 f"<path stroke='{ink}' stroke-width='.8' d='{lines}'/>")  # fmt: skip
        if looks not in self._patterns:
            self._patterns[looks] = (
                f"<pattern id='h{len(self._patterns)}' width='6' height='6' "
                f"patternUnits='userSpaceOnUse'>{looks}</pattern>"
            )
        return self._patterns[looks].split("'")[1]


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
    """Return an image of at most 256 colours as PNG, these in a palette."""
    from PIL import Image

    packed = np.ascontiguousarray(pixels).view(np.uint32)[..., 0]
    places, colours = pd.factorize(packed.ravel())
    if len(colours) > 256:
        raise ValueError(f"an image in a chart has 256 colours at most, got {len(colours)}")
    image = Image.fromarray(places.reshape(packed.shape).astype(np.uint8))
    image.putpalette(colours.view(np.uint8).tobytes(), "RGBA")
    file = BytesIO()
    image.save(file, format="png", optimize=True)
    return file.getvalue()
