"""What stands around tables: comparisons counted, what could be seen, what is joined."""

from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd
import pytest

from itperception.book.table import tabulate, withheld_of
from itperception.counting.crosstab import Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.shown_columns import Told
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.planning.detectable import detectable_differences
from itperception.reporting import tables
from itperception.reporting.reasons import column_reasons
from itperception.reporting.wording import texts
from itperception.terms.text import LANGUAGES
from tests.reporting.test_tables import (
    COUNTS,
    HOSTILE,
    TYPES,
    Cells,
    options_of,
    rated_table,
    tools,
)

WITHOUT = Told(
    ("internal",),
    ("group", "decentralised"),
    True,
    {"group": "apart", "decentralised": "few"},
)


def test_the_comparisons_of_a_table_are_counted():
    table = rated_table([[600, 200, 300], [200, 100, 50], [150, 400, 70], [50, 100, 50]])
    one = compare(table)
    made, found = one.pairs["p_value"].count(), (one.pairs["p_value"] <= 0.05).sum()

    told = tables.comparison_line(tabulate(table, one))

    assert f"level: {made};" in told
    assert f"differed: {made * 0.05:.1f}; found: {found}," in told


def test_an_option_is_one_comparison_and_not_two():
    options = options_of({"Web": 90})

    assert "level: 1;" in tables.comparison_line(tools(options, [compare(options[0])]))


def test_nothing_is_said_where_nothing_was_compared():
    small = rated_table(np.array(COUNTS)[:, 2:], columns=TYPES[2:])

    assert tables.comparison_line(tabulate(small, compare(small))) == ""


def seen(bases: dict[str, float]) -> str:
    """Say what could have been seen between columns with these bases."""
    found = detectable_differences(pd.Series(bases))
    return tables.detectable_line(tabulate(rated_table(), detectable=found))


def test_the_smallest_difference_that_could_have_been_seen_is_told():
    bases = {"internal": 100, "group": 80}
    points = detectable_differences(pd.Series(bases))["difference"].iloc[0] * 100

    assert f"seen: {points:.0f} points (Internal against Group);" in seen(bases)


def test_several_pairs_give_the_smallest_and_the_largest():
    told = seen({"internal": 90, "group": 40, "decentralised": 26})

    assert "25 points (Internal against Group) to 32 points (Group against D" in told


def test_bases_too_small_to_see_anything_are_told():
    assert "No difference" in seen({"internal": 3, "group": 3})


def test_a_short_note_counts_the_letters_and_leaves_the_rest_to_the_files():
    table = rated_table()
    pairs = compare(table).pairs
    page = tables.crosstab_table(tabulate(table, compare(table)), notes="short")

    found = (pairs["p_adjusted"] <= 0.05).sum()
    assert found and f'<p class="note">Letters after adjustment: {found}.</p>' in page


def test_a_short_note_leads_to_how_to_read():
    page = tables.crosstab_table(tabulate(rated_table()), notes="short", guide="s-read")

    assert '<a href="#s-read">How to read a table</a>' in page


def test_the_declared_rule_decides_what_is_flagged():
    page = tables.crosstab_table(
        tabulate(rated_table(), rule=DisclosureRule(flag_below=90))
    )

    assert Cells(page).row("Base (unweighted)") == ["200", "100", "80**", "20**"]
    assert Cells(page).row("Good") == ["42%", "60%", "25%", "15%"]
    assert "** Base below 90" in page


def test_a_column_of_nobody_is_blank():
    table = rated_table(np.array(COUNTS) * [1, 1, 0])

    page = Cells(tables.crosstab_table(tabulate(table, compare(table))))

    assert page.row("Base (unweighted)")[-1] == "0"
    assert page.row("Good")[-1] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_are_below_the_table_and_only_true_ones(language):
    rule = DisclosureRule(minimum=12)
    reasons = column_reasons(WITHOUT, TYPES, rule, language)

    withheld = withheld_of(WITHOUT, TYPES)
    table = tabulate(rated_table(), told=WITHOUT, withheld=withheld, rule=rule)
    page = tables.crosstab_table(table, language=language)

    few, apart, joined = reasons
    assert few.startswith("Decentralised: ") and apart.startswith("Group: ")
    assert "12" in few and "12" in apart and few[-20:] != apart[-20:]
    assert all(escape(told) in page for told in reasons)
    assert joined == texts()["disclosure.joined_others"][language]


def test_every_way_in_which_columns_go_is_told():
    def last(told):
        return column_reasons(told, TYPES, DisclosureRule())[-1]

    few = {"decentralised": "few"}
    assert last(Told(("internal", "group"), ("decentralised",), False, few)) == (
        "These people are one column together.")  # fmt: skip
    assert (
        last(Told(("internal", "group"), (), False, few))
        == "These people are in the total only."
    )
    assert last(Told((), (), False, few)) == "So this table has a total only."
    assert last(Told(("internal",), (), False, {"group": "nobody"})) == (
        "Group: nobody is in it.")  # fmt: skip
    assert column_reasons(Told(("internal",)), TYPES, DisclosureRule()) == []


def test_a_hostile_banner_stays_text():
    table = rated_table()
    table = replace(table, banner=replace(table.banner, label={"en": HOSTILE}))

    page = tables.folded(HOSTILE, tables.crosstab_table(tabulate(table)))
    assert "<script" not in page and "&lt;script" in page


def test_a_hundred_tables_leave_room_for_charts_on_a_page_of_a_megabyte(rng):
    rows, columns = [f"answer_{k}" for k in range(7)], [f"column_{k}" for k in range(5)]
    alike = np.array([0.08, 0.30, 0.25, 0.15, 0.10, 0.08, 0.04])
    drawn = [rng.multinomial(100, np.roll(alike, k == 0)) for k in range(5)]
    counts = pd.DataFrame(np.stack(drawn, 1), rows, columns)
    table = Crosstab.from_counts(counts, weighted=(counts * 1.1137, counts * 1.3))
    seen = detectable_differences(table.effective_bases[columns])

    page = tables.crosstab_table(
        tabulate(table, compare(table), detectable=seen), notes="short", number=50
    )

    assert 3 <= page.count("<tr id") <= 6
    assert len(page.encode()) <= 7 * 1024
