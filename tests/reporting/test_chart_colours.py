"""Colours of charts can be read and told apart, light and dark, by computed contrast."""

from itertools import pairwise

import pytest
import seaborn

from itperception.reporting.charts import colours
from itperception.reporting.charts.colours import (
    COLORBLIND,
    answer_colours,
    contrast,
    ink_on,
)
from tests.cases import each

SIDES = (0, 1)  # light, dark


def test_contrast_agrees_with_the_example_of_the_guideline():
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@each("side", SIDES)
@each("ordered", [True, False])
@each("count", range(1, 16))
def test_the_number_in_every_part_of_a_bar_can_be_read(count, ordered, side):
    shades = answer_colours(count, ordered=ordered)

    assert len(set(shades)) == count
    for shade in shades:
        assert contrast(shade[side], ink_on(shade)[side]) >= 4.5


@each("side", SIDES)
@each("shade", colours.OFF_SCALE)
def test_the_number_in_what_is_no_answer_can_be_read(shade, side):
    assert contrast(shade[side], ink_on(shade)[side]) >= 4.5


@each("side", SIDES)
@each(
    "colour", [colours.INK, colours.SOFT, colours.SELF, colours.OTHER, colours.SYNTHETIC,
               *colours.GROUPS]
)  # fmt: skip
def test_text_and_marks_can_be_read_on_the_page(colour, side):
    assert contrast(colour[side], colours.PAGE[side]) >= 4.5


@pytest.mark.parametrize("side", SIDES)
def test_text_on_the_strip_can_be_read(side):
    for fill in (colours.GRID, colours.RULE, colours.ALL):
        assert contrast(colours.INK[side], fill[side]) >= 4.5


@each("side", SIDES)
@each("count", range(2, 8))
def test_ranked_answers_differ_from_their_neighbours(count, side):
    shades = [shade[side] for shade in answer_colours(count, ordered=True)]

    assert all(contrast(a, b) > 1.15 for a, b in pairwise(shades)) or count == 2


def test_no_two_colours_of_a_light_page_are_told_apart_on_a_dark_one_only():
    named = [value for value in vars(colours).values() if isinstance(value, colours.Colour)]
    every = {*named, *colours.GROUPS, *colours.ANSWERS, *colours.OFF_SCALE}
    found = {}
    for colour in every:
        found.setdefault(colour.light, set()).add(colour.dark)

    assert [light for light, dark in found.items() if len(dark) > 1] == []


def test_groups_differ_in_more_than_colour():
    looks = colours.looks(25)

    assert len(set(looks)) == 25
    assert len({shape for shape, _ in looks[:5]}) == 5


def test_the_palette_that_is_named_is_that_of_seaborn():
    assert [*COLORBLIND] == [*seaborn.color_palette("colorblind").as_hex()]
