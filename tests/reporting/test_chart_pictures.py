"""Pictures: the same bytes each time, light, readable, and alike in every font."""

import re
from itertools import combinations
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import ImageFont

from itperception.reporting.charts.outline import outline
from itperception.reporting.charts.svg import SHORT, svg_of
from tests.reporting.chart_kinds import KINDS, draw
from tests.reporting.pictures import size_of, texts_of

FONT = f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf"


def pictures(kind, **how):
    chart = draw(kind, **how)
    return chart.svg_wide, chart.svg_narrow


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_the_same_to_the_last_byte_whatever_the_settings(kind):
    first = pictures(kind)
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        second = draw.__wrapped__(kind)

        assert matplotlib.rcParams["font.size"] == 30
    assert first == (second.svg_wide, second.svg_narrow)


@pytest.mark.parametrize("kind", KINDS)
def test_both_pictures_and_their_text_weigh_little_in_the_page(kind):
    assert len(draw(kind, language="de", synthetic=True).to_html("de").encode()) < 10_000


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_as_wide_as_a_desk_or_a_phone_allows(kind):
    assert [size_of(svg)[0] for svg in pictures(kind)] == [780, 340]


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_at_least_eleven_pixels_on_a_phone(kind):
    assert min(text.size for text in texts_of(draw(kind).svg_narrow)) >= 11


@pytest.mark.parametrize("language", ["en", "sv", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_lies_on_another_or_leaves_the_picture(kind, language):
    for svg in pictures(kind, language=language, synthetic=True):
        texts, (width, height) = texts_of(svg), size_of(svg)

        assert [(a.told, b.told) for a, b in combinations(texts, 2) if a.overlaps(b)] == []
        assert all(t.left >= 0 and t.left + t.width <= width for t in texts)
        assert all(0.6 * t.size <= t.y <= height for t in texts)


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_says_how_wide_it_is_unless_it_is_short(kind):
    for text in (t for svg in pictures(kind) for t in texts_of(svg)):
        assert len(text.told) <= SHORT or text.own["lengthAdjust"] == "spacingAndGlyphs"


@pytest.mark.parametrize("kind", KINDS)
def test_the_width_of_a_text_is_that_of_its_letters_in_dejavu(kind):
    font = ImageFont.truetype(FONT, 1000, layout_engine=ImageFont.Layout.BASIC)
    plain = [t for t in texts_of(draw(kind).svg_wide) if "font-weight" not in t.look]

    for text in (t for t in plain if "textLength" in t.own):
        expected = font.getlength(text.told) * text.size / 1000
        assert float(text.own["textLength"]) == pytest.approx(expected, rel=0.03, abs=0.1)


def test_the_address_of_a_picture_is_the_picture():
    chart = draw("trend", language="sv")

    found = re.findall(r'(?:src|srcset)="data:image/svg\+xml,([^"]+)"', chart.to_html("sv"))

    assert [unquote(address).encode() for address in found] == [
        chart.svg_narrow, chart.svg_wide,
    ]  # fmt: skip
    assert all(re.fullmatch(r"[!-~]+", address) for address in found)


def points_of(told):
    """Read an outline of straight steps back, slowly."""
    here, found = np.zeros(2), []
    for letter, rest in re.findall(r"([Mlhv])([^Mlhvz]*)", told):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        step = {"h": [*numbers, 0.0], "v": [0.0, *numbers]}.get(letter, numbers)
        here = np.array(step) if letter == "M" else here + step
        found.append(here)
    return np.array(found)


def test_rounding_does_not_add_up_along_an_outline():
    points = np.random.default_rng(5).normal(0, 40, (500, 2)).cumsum(axis=0)

    drawn = points_of(outline(Path(points), Affine2D(), simplify=False))

    assert np.abs(drawn - points).max() <= 0.05 + 1e-9


def test_a_circle_is_two_arcs_that_reach_around_it():
    told = outline(Path.unit_circle(), Affine2D().scale(5).translate(20, 30))

    assert told == "M15,30a5,5,0,1,0,10,0a5,5,0,1,0-10,0z"


def test_neighbours_that_look_alike_are_one_path_but_not_what_shines_through():
    shapes = {}
    for alpha in (1.0, 0.5):
        figure = Figure((2, 2), dpi=96)
        figure.add_axes((0, 0, 1, 1)).barh(range(4), 1, color="red", alpha=alpha)
        shapes[alpha] = svg_of(figure).count(b"#f00")

    assert shapes == {1.0: 1, 0.5: 4}


def test_an_image_in_a_picture_keeps_its_colours():
    pixels = np.zeros((3, 3, 4), np.uint8)
    pixels[1, 1] = (4, 26, 61, 255)
    figure = Figure((2, 2), dpi=96)
    figure.add_axes((0, 0, 1, 1)).imshow(pixels, interpolation="none")

    assert np.array_equal(image_in(svg_of(figure)), pixels)


def image_in(svg):
    """Return the pixels of the image in a picture."""
    from base64 import b64decode
    from io import BytesIO

    from PIL import Image

    data = re.search(rb"base64,([^']+)'", svg)[1]
    return np.array(Image.open(BytesIO(b64decode(data))).convert("RGBA"))


def test_what_xml_cannot_hold_is_left_out_of_a_text():
    figure = Figure((2, 2), dpi=96)
    figure.text(0, 0, "a\x0b<b>\ufffec", parse_math=False)

    assert "".join(ElementTree.fromstring(svg_of(figure)).itertext()) == "a<b>c"


def test_a_turned_text_is_refused():
    figure = Figure((2, 2), dpi=96)
    figure.text(0, 0, "up", rotation=90)

    with pytest.raises(NotImplementedError, match="'up': charts have neither turned"):
        svg_of(figure)
