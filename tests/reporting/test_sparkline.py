"""A trend as small as a word says in its text what it shows."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest

from itperception.errors import ItPerceptionError
from itperception.reporting.charts import sparkline
from itperception.reporting.sanitise import sanitise


def paths_of(html):
    svg = unquote(re.search(r'src="data:image/svg\+xml,([^"]+)"', html)[1])
    return [path.get("d") for path in ElementTree.fromstring(svg) if path.get("d")]


@pytest.mark.parametrize(
    ("language", "alt"),
    [("en", "From 30% to 45% in 3 waves; interval of the last: 40% to 50%."),
     ("sv", "Från 30 % till 45 % på 3 vågor; intervall för den sista: 40 % till 50 %."),
     ("de", "Von 30 % auf 45 % in 3 Wellen; Intervall der letzten: 40 % bis 50 %.")],
)  # fmt: skip
def test_its_text_says_what_it_shows_in_the_language_of_the_page(language, alt):
    html = sparkline([0.3, 0.35, 0.45], [0.2, 0.3, 0.4], [0.4, 0.4, 0.5], language)

    assert f'alt="{alt}"' in html.replace("\N{NO-BREAK SPACE}", " ")
    assert sanitise(html).replace("&nbsp;", "\N{NO-BREAK SPACE}") == html


def test_it_is_small_even_with_many_waves():
    values = np.linspace(0.31, 0.77, 20)

    assert len(sparkline(values, values - 0.1, values + 0.1).encode()) <= 1500


def test_no_line_joins_waves_that_cannot_be_compared():
    band, line = paths_of(
        sparkline([0.3, 0.4, 0.5, 0.6], [0.2] * 4, [0.7] * 4, breaks=[False, False, True, False])
    )  # fmt: skip

    assert (band.count("M"), line.count("M"), line.count("L")) == (2, 2, 2)


def test_a_wave_without_a_value_leaves_no_hole_but_one_alone_is_a_dot():
    joined = paths_of(sparkline([0.3, np.nan, 0.5], [0.2, np.nan, 0.4], [0.4, np.nan, 0.6]))
    alone = paths_of(sparkline([0.3], [0.2], [0.4]))

    assert joined[1].count("L") == 1
    assert alone[1].endswith("h0")


def test_a_trend_of_nothing_is_refused():
    with pytest.raises(ItPerceptionError, match="a wave with a value"):
        sparkline([np.nan], [np.nan], [np.nan])
