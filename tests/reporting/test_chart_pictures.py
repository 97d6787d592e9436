"""Pictures: the same bytes each time, readable at any width, and in the page's colours."""

import re
from io import BytesIO
from itertools import combinations
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib
import pytest
from PIL import Image

from itperception.reporting.charts.sheet import FIGURE, NARROW, WIDE, Sheet
from tests.cases import each
from tests.reporting.chart_kinds import KINDS, draw
from tests.reporting.pictures import shapes_of, size_of, texts_of

LEAST = 12.5


def pictures(kind, **how):
    chart = draw(kind, **how)
    return chart.wide.svg(), chart.narrow.svg()


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_the_same_to_the_last_byte_whatever_the_settings(kind):
    with matplotlib.rc_context({"font.size": 30, "font.family": "serif"}):
        second = draw.__wrapped__(kind)

    assert pictures(kind) == (second.wide.svg(), second.narrow.svg())


@each("kind", KINDS)
def test_a_picture_is_as_wide_as_a_page_or_a_phone_allows(kind):
    wide, narrow = (size_of(svg)[0] for svg in pictures(kind))

    assert wide in (WIDE, FIGURE) and narrow == NARROW


@each("kind", KINDS)
def test_both_pictures_weigh_little_in_the_page(kind):
    assert len(draw(kind, synthetic=True).to_html().encode()) < 24_000


@each("language", ["en", "sv", "de"])
@each("kind", KINDS)
def test_texts_are_large_enough_inside_the_picture_and_on_no_other(kind, language):
    for svg in pictures(kind, language=language, synthetic=True):
        texts, (width, height) = texts_of(svg), size_of(svg)

        assert min(text.size for text in texts) >= LEAST
        assert [(a.told, b.told) for a, b in combinations(texts, 2) if a.overlaps(b)] == []
        assert [t for t in texts if t.left < -0.5 or t.left + t.width > width + 0.5] == []
        assert [t for t in texts if not 0.75 * t.size <= t.y <= height] == []


@each("kind", KINDS)
def test_every_shape_lies_inside_the_picture(kind):
    for svg in pictures(kind, language="de"):
        width, height = size_of(svg)
        for line in shapes_of(svg, "line"):
            ends = [float(line[name]) for name in ("x1", "x2", "y1", "y2")]
            assert min(ends) >= 0 and max(ends[:2]) <= width and max(ends[2:]) <= height


@each("kind", KINDS)
def test_each_colour_has_another_on_a_dark_page_and_there_is_no_background(kind):
    for svg in map(bytes.decode, pictures(kind, synthetic=True)):
        style = re.search(r"@media\(prefers-color-scheme:dark\)\{(.*)\}</style>", svg)[1]
        used = set(re.findall(r"(fill|stroke)='(#\w{6})'", svg.split("</style>")[1]))
        told = set(re.findall(r"\[(fill|stroke)='(#\w{6})'\]", style))

        assert used - told <= {pair for pair in used if pair[1] in SAME}
        assert "background" not in svg


# Answers without an order have one colour for both pages, with their number in it.
SAME = {"#0173b2", "#de8f05", "#029e73", "#fefefe", "#000000", "#000001"}


@pytest.mark.parametrize("kind", ["gap", "trend", "strip"])
def test_a_picture_for_slides_has_its_title_and_its_note_and_is_light(kind):
    files = draw(kind).files("slide")
    svg = files["slide.svg"].decode()
    image = Image.open(BytesIO(files["slide.png"]))

    assert list(files) == ["slide.svg", "slide.png"]
    assert "Title" in svg and "<style>" not in svg
    assert image.size == tuple(2 * side for side in map(round, size_of(svg)))
    assert image.getpixel((1, 1)) == (255, 255, 255)
    assert len(image.getcolors(10**7)) > 10


def test_a_picture_of_pixels_has_marks_where_the_svg_has_them():
    sheet = Sheet(NARROW)
    sheet.height = 40
    sheet.mark(100, 20)
    svg, png = sheet.framed([], 10, 10)

    shift = re.search(rb"translate\((\d+) (\d+)\)", svg)
    x, y = (2 * (at + int(by)) for at, by in zip((100, 20), shift.groups(), strict=True))
    assert Image.open(BytesIO(png)).getpixel((x, y)) == (26, 31, 38)


@pytest.mark.parametrize("kind", ["trend", "broken"])
def test_a_line_joins_two_waves_only_if_nothing_changed(kind):
    chart = draw(kind)
    for svg in (chart.wide.svg(), chart.narrow.svg()):
        lines = [{k: float(v) for k, v in line.items() if k in ("x1", "x2")}
                 | {"colour": line["stroke"]} for line in shapes_of(svg, "line")
                 if line["stroke-width"] == "2.5" and line["x1"] != line["x2"]]  # fmt: skip
        breaks = {float(line["x1"]) for line in shapes_of(svg, "line")
                  if "stroke-dasharray" in line}  # fmt: skip
        crossing = {line["colour"] for line in lines for x in breaks
                    if line["x1"] < x < line["x2"]}  # fmt: skip

        # Three steps of each of three; the image and the gap have a break in one of them.
        assert len(lines) == (9 if kind == "trend" else 7)
        assert bool(breaks) == (kind == "broken")
        assert crossing == (set() if kind == "trend" else {"#0068a8"})


def test_the_address_of_a_picture_is_the_picture():
    chart = draw("trend", language="sv")

    found = re.findall(r'(?:src|srcset)="data:image/svg\+xml,([^"]+)"', chart.to_html())

    assert [unquote(address).encode() for address in found] == [
        chart.narrow.svg(), chart.wide.svg(),
    ]  # fmt: skip
    assert all(re.fullmatch(r"[!-~]+", address) for address in found)


def test_what_xml_cannot_hold_is_left_out_of_a_text():
    sheet = Sheet(NARROW)
    sheet.write(0, 20, "a\x0b<b>\ufffec")

    assert "".join(ElementTree.fromstring(sheet.svg()).itertext()).endswith("a<b>c")
