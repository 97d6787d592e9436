"""Tables made of what is printed: proportions and bases."""

import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError
from itperception.inference.comparisons.comparisons import compare

PRINTED = pd.DataFrame({"a": [0.37, 0.46, 0.18], "b": [0.29, 0.47, 0.24]}, ["x", "y", "z"])
BASES = pd.Series({"a": 400, "b": 150})


def test_a_printed_table_gives_back_what_was_printed():
    table = Crosstab.from_proportions(PRINTED, BASES, BASES / 1.5)

    assert table.proportions()["a"].tolist() == pytest.approx(PRINTED["a"].tolist())
    assert table.bases[["a", "b"]].tolist() == [400, 150]
    assert table.effective_bases[["a", "b"]].tolist() == pytest.approx([400 / 1.5, 100])
    assert table.design_effects["b"] == pytest.approx(1.5)
    assert table.is_weighted


def test_rows_need_not_add_up_to_one():
    several = pd.DataFrame({"a": [0.9, 0.8], "b": [0.1, 0.2]}, ["tool", "other"])
    table = Crosstab.from_proportions(several, BASES)

    assert table.bases["a"] == 400
    assert table.counts["a"].tolist() == [360, 320]
    assert table.net("tool")["a"] == pytest.approx(0.9)


def test_other_rows_do_not_change_a_comparison():
    whole = compare(Crosstab.from_proportions(PRINTED, BASES), "effective_z").pairs
    one = compare(Crosstab.from_proportions(PRINTED.loc[["x"]], BASES), "effective_z").pairs

    pd.testing.assert_frame_equal(whole[whole["category"] == "x"], one)


def test_whole_counts_are_compared_as_if_counted():
    counts = pd.DataFrame({"a": [30, 70], "b": [60, 40]}, ["x", "y"])
    counted = Crosstab.from_counts(counts)
    printed = Crosstab.from_proportions(counts / 100, pd.Series({"a": 100, "b": 100}))

    ours, theirs = (compare(t).pairs["p_value"].tolist() for t in (printed, counted))
    assert ours == pytest.approx(theirs)


def test_the_total_may_be_printed_and_holds_more_than_the_columns():
    table = Crosstab.from_proportions(
        PRINTED.assign(total=[0.34, 0.46, 0.2]), pd.Series({**BASES, "total": 600})
    )

    assert table.proportions()["total"].tolist() == pytest.approx([0.34, 0.46, 0.2])
    rest = compare(table, against="rest").pairs.iloc[0]
    assert rest["base_second"] == 200
    assert rest["proportion_second"] == pytest.approx((0.34 * 600 - 0.37 * 400) / 200)


def test_without_a_total_it_is_that_of_the_columns():
    table = Crosstab.from_proportions(PRINTED, BASES)

    assert table.bases["total"] == 550
    expected = (0.37 * 400 + 0.29 * 150) / 550
    assert table.proportions().loc["x", "total"] == pytest.approx(expected)


def test_a_blank_column_has_nobody_in_its_base():
    table = Crosstab.from_proportions(PRINTED.assign(b=float("nan")), BASES)

    assert table.bases["b"] == 0
    assert compare(table, "effective_z").marks == {"a": "", "b": ""}


@pytest.mark.parametrize(("value", "told"), [(37, "37.0"), (-0.1, "-0.1"), (None, "nan")])
def test_what_is_no_proportion_is_named(value, told):
    printed = PRINTED.copy()
    printed.loc["y", "a"] = value

    with pytest.raises(ItPerceptionError, match=f"row 'y', column 'a': found {told}, exp"):
        Crosstab.from_proportions(printed, BASES)


@pytest.mark.parametrize(
    "bases", [{"a": 400}, {"a": 400, "b": float("nan")}, {"a": 1, "b": -1}]
)
def test_a_column_without_a_base_is_named(bases):
    with pytest.raises(ItPerceptionError, match=r"'b'.*(no base|a number in)"):
        Crosstab.from_proportions(PRINTED, pd.Series(bases))
