"""Letters: each leads to its own line, where every number behind it stands."""

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest

from itperception.book import tabulate
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.profiles import PROFILES
from itperception.inference.tables.fourfold import n_minus_one
from itperception.reporting import tables
from itperception.reporting.tables.columns import Columns
from itperception.reporting.tables.formulas import formula
from itperception.reporting.tables.letters import Letters, turned
from itperception.terms.text import LANGUAGES
from tests.reporting.test_tables import (
    Cells,
    options_of,
    rated_table,
    tools,
    weighted_table,
)

LINK = re.compile(r'<a href="#([^"]+)" aria-label="([^"]+)">([^<]+)</a>')
LARGE = [[600, 200, 300], [200, 100, 50], [150, 400, 70], [50, 100, 50]]


def lettered(table=None, *, language="en", number=1, **rules):
    """Return a table with its letters as HTML."""
    table = table or rated_table(LARGE)
    compared = compare(table, **rules)
    return tables.crosstab_table(
        tabulate(table, compared), language=language, number=number
    )


def why(page):
    """Return the part that explains the letters."""
    return re.search(r'<details class="fold">.*?</details>', page, re.DOTALL)[0]


def line(page, place):
    """Return the cells of the line that a letter leads to."""
    found = re.search(rf'<tr id="{place}">(.*?)</tr>', page)[1]
    return [unescape(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", found)]


def test_every_letter_leads_to_one_line_and_every_line_has_a_letter():
    page = lettered()

    places = [place for place, _, _ in LINK.findall(page)]

    assert len(places) == len(set(places)) > 5
    assert re.findall(r'<tr id="([^"]+)"', page) == places


def test_the_letters_are_those_of_the_comparisons():
    table = rated_table(LARGE)
    letters = compare(table).letters.loc["good"]

    shown = Cells(lettered(table)).row("Good")[1:]

    assert [re.sub(r"[^A-Z]", "", cell) for cell in shown] == letters.tolist()
    assert "".join(letters)


def test_a_letter_is_spoken():
    spoken = {told for _, told, _ in LINK.findall(lettered())}

    assert "higher than B: why" in spoken


def test_a_line_has_shares_difference_interval_bases_and_both_p():
    table = rated_table(
        [[60, 20], [20, 10], [15, 40], [5, 10]], columns=rated_table().columns[:2]
    )
    place = LINK.search(lettered(table))[1]

    assert line(lettered(table), place)[:5] == [
        "Good", "A 60%", "B 25%", "+35 (+21 to +48)", "100 / 80",
    ]  # fmt: skip


def test_the_statistic_of_a_line_is_that_of_the_test_of_the_two_columns():
    table = rated_table(LARGE)
    place, *_ = LINK.search(lettered(table)).groups()
    tested = n_minus_one([[600, 200], [400, 600]])

    assert line(lettered(table), place)[5] == f"{tested.statistic:.2f}"


def test_a_weighted_table_shows_what_a_base_is_worth():
    page = lettered(replace(weighted_table(), cells=weighted_table().cells * 9))
    head = re.search(r"<thead>.*?</thead>", why(page))[0]
    place = LINK.search(page)[1]

    assert "Effective base" in head
    assert line(page, place)[4:6] == ["900 / 720", "300 / 240"]


def test_the_sentence_names_test_family_and_adjustment_and_works_one_letter_out():
    told = why(lettered())

    assert "N−1 chi-squared test, two-sided, 5% level" in told
    assert "The comparisons of one row are a family (3 of them)" in told
    assert "closed testing" in told
    assert "(x₁n₂ − x₂n₁)²" in told


@pytest.mark.parametrize("adjust", ["none", "holm", "bh"])
@pytest.mark.parametrize("within", ["row", "table"])
def test_every_way_to_adjust_is_told(adjust, within):
    told = why(lettered(adjust=adjust, within=within))

    size = 3 if within == "row" else 15
    assert (f"({size} of them)" if adjust != "none" else f": {size};") in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", PROFILES)
def test_letters_of_every_profile_are_explained_in_every_language(profile, language):
    told = why(lettered(profile=profile, language=language))

    assert told.count("<tr id=") > 5
    assert "nan" not in told


def test_the_numbers_of_a_formula_are_written_in_the_language():
    pair = pd.Series({"statistic": -2.5, "tested_count": 10.5, "tested_base": 40.0,
                      "tested_count_second": 30.0, "tested_base_second": 60.5,
                      "pooled": 0.4, "df": np.nan})  # fmt: skip

    assert formula(pair, "pooled_z", "sv").endswith("= −2,5")
    assert "0,2625" in formula(pair, "pooled_z", "de")


def test_a_comparison_turned_twice_is_the_same():
    pair = compare(rated_table(LARGE)).pairs.iloc[0].to_dict()

    assert pd.Series(turned(turned(pair))).equals(pd.Series(pair))


def test_small_letters_mark_the_second_level():
    table = rated_table([[60, 45], [40, 55]], rows=rated_table().rows[:2],
                        columns=rated_table().columns[:2])  # fmt: skip

    page = tables.crosstab_table(tabulate(table, compare(table, levels=(0.001, 0.10))))

    assert LINK.search(page)[3] == "b"


def test_against_the_rest_a_sign_is_explained():
    page = lettered(against="rest")

    signs = {(sign, told) for _, told, sign in LINK.findall(page)}
    assert signs == {("+", "higher than the rest: why"), ("−", "lower than the rest: why")}


def test_letters_of_options_belong_to_their_option():
    options = options_of({"Web": 90, "Mail": 40})
    options[0] = replace(options[0], cells=options[0].cells * [1.5, 1, 1])
    compared = [compare(option) for option in options]

    page = tables.crosstab_table(tools(options, compared), number=4)

    places = re.findall(r'<tr id="([^"]+)"><th scope="row">([^<]+)', page)
    assert {label for _, label in places} <= {"Web"}


def test_a_table_without_letters_has_nothing_to_explain():
    table = rated_table([[50, 50], [50, 50]], rows=rated_table().rows[:2],
                        columns=rated_table().columns[:2])  # fmt: skip

    assert "<details" not in tables.crosstab_table(tabulate(table, compare(table)))


def test_a_letter_and_its_line_take_at_most_250_bytes():
    page = lettered(rated_table(np.array(LARGE) * 3), number=87)
    marks = LINK.findall(page)

    links = sum(len(found[0].encode()) for found in LINK.finditer(page))
    lines = sum(len(x.encode()) for x in re.findall(r"<tr id=.*?</tr>\n", page))

    assert (links + lines) / len(marks) <= 250


def test_a_hostile_label_stays_text_in_the_explanation():
    rows = [r.model_copy(update={"label": {"en": "<script>x</script>"}})
            for r in rated_table().rows]  # fmt: skip
    table = rated_table(LARGE, rows=tuple(rows))
    columns = Columns.of(tabulate(table, compare(table)), "en")

    html = Letters.of(columns, '"><script>').why()

    assert "&lt;script&gt;x" in html and "<script" not in html
