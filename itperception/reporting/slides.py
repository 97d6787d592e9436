"""The charts of a page as files for slides, read from the page itself.

What stands in a file is what stands on the page, whoever drew it: a chart that the page does
not show has no file, and one whose small groups it hides hides them in its file too.
"""

import re
from html import unescape
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

from itperception.reporting.charts import Chart
from itperception.reporting.charts.colours import Colour
from itperception.reporting.charts.sheet import FONTS, Area, Line, Sheet, Words
from itperception.reporting.charts.typeface import SIZE
from itperception.reporting.render import slug

_CHART = re.compile(r'<figure class="chart"[^>]*>(.*?)</figure>', re.DOTALL)
_PICTURE = re.compile(r'<img [^>]*?src="data:image/svg\+xml,([^"]*)"')
_BADGE = re.compile(r'<strong class="badge">.*?</strong>|<[^>]*>')
LONGEST = 60  # letters of a title in the name of a file


def slides(html: str) -> dict[str, bytes]:
    """Return every chart of a page as SVG and, of those the package drew, as PNG.

    Parameters
    ----------
    html : str
        The page. What a cell of a notebook drew by itself is given as it is, as SVG.

    Returns
    -------
    dict of str to bytes
        By name of file, in the order of the page: ``chart-01-`` and the title.

    Examples
    --------
    >>> from itperception.reporting.charts import make_chart
    >>> chart = make_chart(lambda sheet: sheet.mark(9, 9), "Two of three", ["All: 66%"])
    >>> list(slides(chart.to_html()))
    ['chart-01-two-of-three.svg', 'chart-01-two-of-three.png']
    """
    files = {}
    for number, figure in enumerate(_CHART.findall(html), start=1):
        if not (picture := _PICTURE.search(figure)):
            continue
        title = _told("ft", figure) or _told("", figure)
        name = f"chart-{number:02}-{slug(title)[:LONGEST].strip('-')}"
        svg = unquote_to_bytes(unescape(picture[1]))
        if (sheet := sheet_of(svg)) is None:
            files[f"{name}.svg"] = svg
            continue
        alone = Chart(title, _told("fs", figure), (), sheet, sheet, _told("fn", figure))
        files.update(alone.files(name))
    return files


def sheet_of(svg: bytes) -> Sheet | None:
    """Read a sheet from what :meth:`Sheet.svg` wrote; None of another picture.

    Its colours are those of a light page.
    """
    root = ElementTree.fromstring(svg)
    if root.get("font-family") != FONTS:
        return None
    sheet = Sheet(round(float(root.get("width"))), height=float(root.get("height")))
    sheet.shapes = [_SHAPES[tag](element) for element in root
                    if (tag := element.tag.rpartition("}")[2]) in _SHAPES]  # fmt: skip
    return sheet


def _line(told: ElementTree.Element) -> Line:
    x, y, x2, y2 = (float(told.get(name)) for name in ("x1", "y1", "x2", "y2"))
    thick, dashed = float(told.get("stroke-width")), told.get("stroke-dasharray")
    return Line((x, y, x2, y2), _colour(told, "stroke"), thick, bool(dashed))


def _area(told: ElementTree.Element) -> Area:
    corners = [
        tuple(map(float, pair.split(","))) for pair in told.get("d")[1:-1].split("L")
    ]
    thick = float(told.get("stroke-width", 2))
    return Area(corners, _colour(told, "fill"), _colour(told, "stroke"), thick=thick)


def _circle(told: ElementTree.Element) -> Area:
    x, y, radius = (float(told.get(name)) for name in ("cx", "cy", "r"))
    thick = float(told.get("stroke-width", 2))
    return Area([(x, y)], _colour(told, "fill"), _colour(told, "stroke"), radius, thick)


def _words(told: ElementTree.Element) -> Words:
    return Words(
        told.text or "", float(told.get("x")), float(told.get("y")), _colour(told, "fill"),
        told.get("text-anchor", "start"), float(told.get("font-size", SIZE)),
        bool(told.get("font-weight")), bool(told.get("stroke")),
    )  # fmt: skip


_SHAPES = {"line": _line, "path": _area, "circle": _circle, "text": _words}


def _colour(told: ElementTree.Element, name: str) -> Colour | None:
    light = told.get(name)
    return Colour(light, light) if light else None


def _told(name: str, figure: str) -> str:
    """Return the plain text of a chart's title, subtitle or note; without a name its caption."""
    opening = f'<([a-z]+[1-6]?) class="{name}"[^>]*>' if name else "<(figcaption)[^>]*>"
    found = re.search(rf"{opening}(.*?)</\1>", figure, re.DOTALL)
    return " ".join(unescape(_BADGE.sub("", found[2])).split()) if found else ""
