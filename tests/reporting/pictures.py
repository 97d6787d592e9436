"""What stands in an SVG picture: its texts, where they are, and how large."""

import re
from typing import NamedTuple
from xml.etree import ElementTree

from itperception.reporting.charts.typeface import extent

SVG = "{http://www.w3.org/2000/svg}"


class Text(NamedTuple):
    """A text of a picture; lengths in CSS pixels."""

    told: str
    x: float
    y: float
    size: float
    look: dict
    own: dict

    @property
    def left(self):
        shift = {"middle": 0.5, "end": 1.0}.get(self.look.get("text-anchor"), 0.0)
        return self.x - shift * self.width

    @property
    def width(self):
        return extent(self.told, self.size, self.look.get("font-weight", "normal"))[0]

    def overlaps(self, other):
        apart_x = (
            self.left + self.width <= other.left or other.left + other.width <= self.left
        )
        apart_y = (
            self.y <= other.y - 0.7 * other.size or other.y <= self.y - 0.7 * self.size
        )
        return not (apart_x or apart_y)


def texts_of(svg):
    """Return every text of a picture."""
    return [
        Text(text.text or "", float(text.get("x")), float(text.get("y")),
             float(group.get("font-size")), group.attrib, text.attrib)
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g")
        for text in group.iter(f"{SVG}text")
    ]  # fmt: skip


def size_of(svg):
    """Return width and height of a picture in CSS pixels."""
    root = ElementTree.fromstring(svg)
    return float(root.get("width")), float(root.get("height"))


def words_of(told):
    """Return the words of a text, without numbers and signs."""
    return set(re.findall(r"[^\W\d_]+", told.casefold()))
