"""What stands in an SVG picture: its texts, where they are, and how large."""

import re
from typing import NamedTuple
from xml.etree import ElementTree

from itperception.reporting.charts.typeface import width

SVG = "{http://www.w3.org/2000/svg}"


class Text(NamedTuple):
    """A text of a picture; lengths in CSS pixels."""

    told: str
    x: float
    y: float
    size: float
    look: dict

    @property
    def left(self):
        shift = {"middle": 0.5, "end": 1.0}.get(self.look.get("text-anchor"), 0.0)
        return self.x - shift * self.width

    @property
    def width(self):
        return width(self.told, self.size, bold=self.look.get("font-weight") == "700")

    def overlaps(self, other):
        apart_x = (
            self.left + self.width <= other.left or other.left + other.width <= self.left
        )
        apart_y = (
            self.y <= other.y - 0.75 * other.size or other.y <= self.y - 0.75 * self.size
        )
        return not (apart_x or apart_y)


def texts_of(svg):
    """Return every text of a picture."""
    root = ElementTree.fromstring(svg)
    return [
        Text(text.text or "", float(text.get("x")), float(text.get("y")),
             float(text.get("font-size", root.get("font-size"))), text.attrib)
        for text in root.iter(f"{SVG}text")
    ]  # fmt: skip


def shapes_of(svg, kind):
    """Return the attributes of all shapes of a kind, such as ``line``."""
    return [shape.attrib for shape in ElementTree.fromstring(svg).iter(f"{SVG}{kind}")]


def size_of(svg):
    """Return width and height of a picture in CSS pixels."""
    root = ElementTree.fromstring(svg)
    return float(root.get("width")), float(root.get("height"))


def words_of(told):
    """Return the words of a text, without numbers and signs."""
    return set(re.findall(r"[^\W\d_]+", told.casefold()))
