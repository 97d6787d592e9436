"""What stands around tables: comparisons counted, what could be seen, what is withheld."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.counting.disclosure import protect
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.planning.detectable import detectable_differences
from itperception.reporting import tables
from itperception.reporting.tables import Printed
from itperception.survey.codebook import LANGUAGES
from tests.reporting.test_tables import (
    COUNTS,
    HOSTILE,
    TYPES,
    Cells,
    csv_of,
    options_of,
    rated_table,
)

HIDING = [[60, 20, 3, 90], [20, 10, 5, 80], [15, 40, 7, 70], [5, 10, 5, 60]]
FOURTH = TYPES[0].model_copy(update={"id": "other", "label": {"en": "Other"}})


def protected():
    """Return a table of which two columns are hidden, and those."""
    table = rated_table(HIDING, columns=(*TYPES, FOURTH))
    table = replace(table, banner=replace(table.banner, categories=table.columns))
    protection = protect([table])
    hidden = protection.hidden_columns(table)
    return protection.apply(table), [c for c in table.columns if c.id in hidden]


def test_comparisons_are_counted_over_all_tables_of_a_page():
    table = rated_table([[600, 200, 300], [200, 100, 50], [150, 400, 70], [50, 100, 50]])
    one = compare(table)
    made, found = one.pairs["p_value"].count(), (one.pairs["p_value"] <= 0.05).sum()

    told = tables.comparison_line([one, one])

    assert f"level: {2 * made};" in told
    assert f"differed: {2 * made * 0.05:.1f}; found: {2 * found}," in told


def test_an_option_is_one_comparison_and_not_two():
    options = options_of({"Web": 90})

    assert "level: 1;" in tables.comparison_line(compare(options[0].answers()))


def test_nothing_is_said_where_nothing_was_compared():
    small = rated_table(np.array(COUNTS)[:, 2:], columns=TYPES[2:])

    assert tables.comparison_line(compare(small)) == ""


def test_a_comparison_with_a_hidden_column_is_not_counted():
    table = rated_table()

    page = tables.crosstab_table(table, compare(table, least_base=1))

    assert "Comparisons of two columns at the 5% level: 5;" in page


def test_the_smallest_difference_is_that_of_the_columns_that_are_shown():
    table = rated_table(np.array(HIDING)[:, :2], columns=TYPES[:2])
    found = detectable_differences(pd.Series({"internal": 100, "group": 80, "other": 250}))

    told = tables.detectable_line(found, table)

    points = found["difference"].iloc[0] * 100
    assert f"seen: {points:.0f} points (Internal against Group);" in told
    assert "Other" not in told


def test_several_pairs_give_the_smallest_and_the_largest():
    found = detectable_differences(
        pd.Series({"internal": 90, "group": 40, "decentralised": 26})
    )

    told = tables.detectable_line(found, rated_table())

    assert "25 points (Internal against Group) to 32 points (Group against D" in told


def test_bases_too_small_to_see_anything_are_told():
    found = detectable_differences(pd.Series({"internal": 3, "group": 3}))

    assert "No difference" in tables.detectable_line(found, rated_table())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_once_on_the_page_is_not_below_a_table_with_short_notes(language):
    table = rated_table()
    shared = tables.page_notes(language)

    page = tables.crosstab_table(table, compare(table), language=language, notes="short")

    assert len(shared) == 6
    assert not [told for told in shared if told in page]


def test_a_short_note_leads_to_how_to_read():
    page = tables.crosstab_table(rated_table(), notes="short", guide="s-read")

    assert '<a href="#s-read">How to read a table</a>' in page


def test_the_declared_rule_decides_what_is_too_small():
    page = tables.crosstab_table(rated_table(), rule=DisclosureRule(minimum_base=100))

    assert Cells(page).row("Good") == ["42%", "60%", "**", "**"]
    assert "** Base below 100" in page


def test_a_withheld_column_shows_nothing_not_even_its_base():
    table, withheld = protected()

    page = Cells(tables.crosstab_table(table, compare(table), withheld=withheld))

    assert [c.id for c in withheld] == ["group", "decentralised"]
    assert page.rows[0][1:] == [
        "Total",
        "Internal (A)",
        "Group",
        "Decentralised",
        "Other (B)",
    ]
    assert page.row("Base (unweighted)") == ["500", "100", "**", "**", "300"]
    assert page.row("Good")[2:4] == ["**", "**"]


def test_a_withheld_column_is_empty_and_flagged_in_the_csv():
    table, withheld = protected()
    page = tables.crosstab_table(table, compare(table), withheld=withheld)

    lines = csv_of(page)[lambda f: f["column"].isin(["group", "decentralised"])]

    assert lines[["count", "proportion", "higher_than"]].isna().all(axis=None)
    assert lines["note"].eq("**").all()
    assert "Where ** stands in the base too" in page


def test_a_table_left_without_columns_still_says_what_is_withheld():
    table, _ = protected()
    bare = replace(table, columns=(), banner=None, cells=table.cells[..., -1:])

    page = Cells(tables.crosstab_table(bare, withheld=TYPES))

    assert page.row("Base (unweighted)")[1:] == ["**", "**", "**"]


def test_further_banners_are_folded_and_say_how_many_letters_they_have():
    one = rated_table([[600, 200], [200, 100], [150, 400], [50, 100]], columns=TYPES[:2])
    shown = Printed(one, compare(one))

    page = tables.crosstab_tables([shown, shown, Printed(one)], number=7)

    letters = len(re.findall(r'<tr id="t7-', page))
    assert re.findall(r"<summary>(By [^<]+)", page) == [
        f"By type (letters: {letters})", "By type (letters: 0)",
    ]  # fmt: skip
    assert page.count("Question:") == 1
    assert re.findall(r'figure class="table" id="([^"]+)', page) == [
        "table-7", "table-8", "table-9",
    ]  # fmt: skip


def test_a_hostile_banner_stays_text():
    table = rated_table()
    table = replace(table, banner=replace(table.banner, label={"en": HOSTILE}))

    assert "<script" not in tables.crosstab_tables([Printed(table)] * 2)


def test_a_hundred_tables_leave_room_for_charts_on_a_page_of_a_megabyte(rng):
    rows, columns = [f"answer_{k}" for k in range(7)], [f"column_{k}" for k in range(5)]
    alike = np.array([0.08, 0.30, 0.25, 0.15, 0.10, 0.08, 0.04])
    drawn = [rng.multinomial(100, np.roll(alike, k == 0)) for k in range(5)]
    counts = pd.DataFrame(np.stack(drawn, 1), rows, columns)
    table = Crosstab.from_counts(counts, weighted=(counts * 1.1137, counts * 1.3))
    seen = detectable_differences(table.effective_bases[columns])

    page = tables.crosstab_table(
        table, compare(table), detectable=seen, notes="short", number=50
    )

    assert 3 <= page.count("<tr id") <= 6
    assert len(page.encode()) <= 7 * 1024
