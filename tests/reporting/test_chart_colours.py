"""Colours of charts can be read and told apart, by computed contrast."""

from itertools import islice, pairwise

import pytest

from itperception.reporting import charts
from itperception.reporting.charts import colours


def test_contrast_agrees_with_the_example_of_the_guideline():
    assert charts.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert charts.contrast("#ffffff", "#777777") == charts.contrast("#777777", "#ffffff")


@pytest.mark.parametrize("count", range(2, 12))
def test_every_segment_can_be_read(count):
    shades = charts.diverging_colours(count)

    assert len(shades) == count
    assert all(charts.contrast(c, charts.ink_on(c)) >= 4.5 for c in shades)


@pytest.mark.parametrize("count", range(1, 16))
def test_every_unranked_segment_can_be_read(count):
    shades = colours.unranked_colours(count)

    assert len(set(shades)) == count
    assert all(charts.contrast(c, charts.ink_on(c)) >= 4.5 for c in shades)


@pytest.mark.parametrize("colour", charts.GROUPS)
def test_markers_stand_out_from_the_page(colour):
    assert charts.contrast(colour, "#ffffff") >= 3


@pytest.mark.parametrize(
    "ink", [colours.INK, colours.FAINT, colours.WARNING, colours.LIMIT]
)
def test_text_can_be_read_on_the_page(ink):
    assert charts.contrast(ink, "#ffffff") >= 4.5


def test_parts_of_a_diverging_scale_differ_from_their_neighbours():
    for shades in charts.DIVERGING.values():
        assert all(charts.contrast(a, b) > 1.15 for a, b in pairwise(shades))


def test_groups_differ_in_more_than_colour():
    looks = list(islice(colours.looks(), 25))

    assert len(set(looks)) == 25
    assert len({marker for _, marker in looks[:5]}) == 5
