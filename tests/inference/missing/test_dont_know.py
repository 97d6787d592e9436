import dataclasses
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.intervals import miettinen_nurminen, tango, wilson
from itperception.inference.missing import allocations
from itperception.inference.missing.dont_know import three_answers, three_differences
from itperception.inference.missing.dont_know_pairs import three_gaps
from itperception.inference.missing.dont_knows import (
    allocation_counts,
    test_bounds,
)
from itperception.inference.missing.identification import imbens_manski
from itperception.inference.missing.share_bounds import dont_know_limits, share_bounds
from itperception.inference.results import State
from itperception.inference.tables.independence import pearson
from itperception.terms.category import Category, Net
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK
from tests.inference.samples import tipping

ROWS = ["good", "poor", "unsure"]
COUNTS = {"internal": [46, 34, 10], "group_owned": [24, 8, 8], "outside": [8, 12, 6]}
UNSURE = {"dont_know": ["unsure"]}
SLOW = settings(QUICK, max_examples=8)
WAYS = st.tuples(*[st.integers(0, 40)] * 3)
GROUPS = st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=2, max_size=3)
TOP = Net(id="top", label="Good", categories=("good",))


def table(counts=None, rows=ROWS, **options):
    return Crosstab.from_counts(pd.DataFrame(counts or COUNTS, rows), **options)


def by_kind():
    plain = table()
    unsure = Category(id="unsure", label="Unsure", kind="dont_know")
    return dataclasses.replace(plain, rows=(*plain.rows[:2], unsure))


def test_in_and_out_are_the_shares_of_the_table():
    found = three_answers(by_kind(), "good").set_index("banner")

    inside, outside = by_kind().net("good"), by_kind().answers().net("good")
    assert found["proportion_in"].to_dict() == pytest.approx(inside.to_dict(), **DIGITS)
    assert found["proportion_out"].to_dict() == pytest.approx(outside.to_dict(), **DIGITS)
    assert found.loc["total", ["base", "dont_know", "base_out"]].tolist() == [156, 24, 132]


def test_the_intervals_are_wilson_and_that_of_the_bounds():
    line = three_answers(table(), "good", **UNSURE).loc[1]

    assert tuple(line[["ci_low_in", "ci_high_in"]]) == pytest.approx(tuple(wilson(46, 90)))
    assert tuple(line[["ci_low_out", "ci_high_out"]]) == pytest.approx(
        tuple(wilson(46, 80))
    )
    assert tuple(line[["ci_low_bounds", "ci_high_bounds"]]) == pytest.approx(
        tuple(map(float, dont_know_limits(46, 10, 90)))
    )


def test_rows_that_are_no_answers_are_dont_knows_unless_named_otherwise():
    pd.testing.assert_frame_equal(
        three_answers(by_kind(), "good"), three_answers(table(), "good", **UNSURE)
    )


def test_a_net_is_the_sum_of_its_rows():
    plain = table()
    named = dataclasses.replace(plain, stub=dataclasses.replace(plain.stub, nets=(TOP,)))

    pd.testing.assert_frame_equal(
        three_answers(named, "top", **UNSURE), three_answers(plain, ["good"], **UNSURE)
    )


def test_equal_weights_change_nothing_and_uneven_ones_lower_the_base():
    counts = pd.DataFrame(COUNTS, ROWS)
    factors = np.array([[0.2], [1.0], [4.0]])
    plain, equal, uneven = (
        three_answers(table(weighted=(counts * f, counts * f**2)), "good", **UNSURE)
        for f in (1.0, 3.0, factors)
    )

    numbers = plain.select_dtypes(float).columns
    np.testing.assert_allclose(equal[numbers], plain[numbers], rtol=1e-9)
    assert (uneven["effective_base"] < plain["effective_base"]).all()


@QUICK
@given(WAYS)
def test_bounds_hold_both_points_and_meet_without_dont_knows(answers):
    assume(sum(answers[:2]) > 0)
    line = three_answers(table({"a": answers}), "good", **UNSURE).loc[0]

    for point in line["proportion_in"], line["proportion_out"]:
        assert line["bound_low"] - 1e-12 <= point <= line["bound_high"] + 1e-12
    assert line["bound_high"] - line["bound_low"] == pytest.approx(
        answers[2] / sum(answers), abs=1e-12
    )


@QUICK
@given(WAYS, st.integers(1, 5))
def test_more_dont_knows_of_the_same_base_widen_the_bounds(answers, more):
    yes, no, unsure = answers
    assume(no >= more)
    few = share_bounds(yes, unsure, sum(answers))
    many = share_bounds(yes, unsure + more, sum(answers))

    assert many.high > few.high
    assert many.low == few.low


def test_without_dont_knows_the_interval_is_that_of_wald():
    low, high = imbens_manski(*share_bounds(60, 0, 120))

    wald = 1.959963984540054 * np.sqrt(0.25 / 120)
    assert (low, high) == pytest.approx((0.5 - wald, 0.5 + wald), **DIGITS)


@QUICK
@given(WAYS, st.sampled_from([0.9, 0.95]))
def test_limits_are_those_of_jeffreys_without_dont_knows_and_hold_the_bounds(
    answers, level
):
    yes, no, unsure = answers
    n = max(yes + no, 1)
    law, tail = beta(yes + 0.5, n - yes + 0.5), (1 - level) / 2
    low = 0.0 if yes == 0 else law.ppf(tail)
    high = 1.0 if yes == n else law.isf(tail)

    found = dont_know_limits(yes, 0, n, level=level)
    assert tuple(map(float, found)) == pytest.approx((low, high), rel=1e-9, abs=1e-12)
    low, high = dont_know_limits(yes, unsure, n + unsure, level=level)
    assert low <= yes / (n + unsure) <= (yes + unsure) / (n + unsure) <= high + 1e-12


def test_far_apart_the_interval_is_one_sided_at_each_end():
    low, high = imbens_manski(0.1, 0.9, 0.01, 0.02)

    assert (low, high) == pytest.approx(
        (0.1 - 0.016448536269514727, 0.9 + 0.032897072539029455), **DIGITS
    )


def test_a_share_without_base_has_a_state_and_no_numbers():
    found = three_answers(table({"a": [5, 5, 0], "b": [0, 0, 0]}), "good", **UNSURE)

    assert found["state"].tolist() == ["ok", "ok", "empty"]
    assert found.loc[2, ["proportion_in", "bound_high", "ci_low_out"]].isna().all()


def test_a_column_without_weight_has_a_state_and_no_numbers():
    counts = {"a": [5, 4, 3], "b": [6, 2, 2]}
    weights = pd.DataFrame(counts, ROWS) * [1, 0]
    weightless = table(counts, weighted=(weights, weights))

    shares = three_answers(weightless, "good", **UNSURE)
    differences = three_differences(weightless, "good", ("a", "b"), **UNSURE)
    assert shares["state"].tolist() == ["ok", "ok", "no_weight"]
    assert shares.loc[2, ["proportion_in", "ci_low_bounds"]].isna().all()
    assert differences["state"].tolist() == ["no_weight"] * 4


def test_a_difference_with_a_column_of_dont_knows_has_no_assumption_to_make():
    silent = table({"a": [5, 4, 3], "b": [0, 0, 9]})

    found = three_differences(silent, "good", ("a", "b"), **UNSURE)
    assert found["state"].tolist() == ["ok", "empty", "ok", "empty"]


def test_a_column_of_dont_knows_is_open_from_none_to_all():
    line = three_answers(table({"a": [0, 0, 7]}), "good", **UNSURE).loc[1]

    assert line[["bound_low", "bound_high"]].tolist() == [0, 1]
    assert np.isnan(line["proportion_out"])
    assert line["note"] == "nobody answered on the scale"


def test_a_dont_know_is_no_part_of_the_share():
    with pytest.raises(ItPerceptionError, match="'unsure' is a don't know"):
        three_answers(table(), ["good", "unsure"], **UNSURE)


def test_an_unknown_row_or_column_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'good'"):
        three_answers(table(), "goods", **UNSURE)
    with pytest.raises(UnknownNameError, match="did you mean 'internal'"):
        three_differences(table(), "good", ("interna", "outside"), **UNSURE)


def test_points_of_a_difference_have_score_intervals():
    found = three_differences(table(), "good", ("internal", "outside"), **UNSURE)

    for line, counts in (0, (46, 90, 8, 26)), (1, (46, 80, 8, 20)):
        ours = tuple(found.loc[line, ["ci_low", "ci_high"]])
        assert ours == pytest.approx(tuple(map(float, miettinen_nurminen(*counts))))


def test_the_assumption_narrows_the_bounds_of_a_difference():
    found = three_differences(table(), "good", ("internal", "group_owned"), **UNSURE)

    free, less = found.loc[2], found.loc[3]
    assert free["difference_low"] == pytest.approx(46 / 90 - 32 / 40)
    assert less["difference_low"] == pytest.approx(46 / 90 - 24 / 32)
    assert less["difference_high"] == pytest.approx(46 / 80 - 24 / 40)


@SLOW
@given(WAYS, WAYS)
def test_swapping_two_groups_turns_every_bound(first, second):
    assume(min(sum(first[:2]), sum(second[:2])) > 0)
    there, back = (
        three_differences(table({"a": first, "b": second}), "good", pair, **UNSURE)
        for pair in (("a", "b"), ("b", "a"))
    )

    for one, other in ("difference_low", "difference_high"), ("ci_low", "ci_high"):
        np.testing.assert_allclose(there[one], -back[other], atol=1e-9)
    assert there["settled"].tolist() == back["settled"].tolist()


@SLOW
@given(st.tuples(*[st.integers(0, 15)] * 9))
def test_bounds_of_a_gap_hold_every_answer_of_the_silent(cells):
    joint = np.reshape(cells, (3, 3)).astype(float)
    assume(joint[:2, :2].sum() > 0)
    found = three_gaps(joint)

    free = found.loc[2, ["difference_low", "difference_high"]]
    first, second, n = joint.sum(1), joint.sum(0), joint.sum()
    ends = [(first[0] + a * first[2] - second[0] - b * second[2]) / n
            for a, b in product([0, 1], repeat=2)]  # fmt: skip
    assert free.tolist() == pytest.approx([min(ends), max(ends)], abs=1e-12)
    assert free.iloc[0] <= found.loc[0, "difference_low"] <= free.iloc[1]


def test_a_gap_without_dont_knows_is_one_number():
    found = three_gaps([[20, 9, 0], [4, 31, 0], [0, 0, 0]])

    assert found["difference_low"].tolist() == pytest.approx([5 / 64] * 4)
    assert found["difference_high"].tolist() == pytest.approx([5 / 64] * 4)
    assert tuple(found.loc[0, ["ci_low", "ci_high"]]) == pytest.approx(
        tuple(map(float, tango(9, 4, 64)))
    )


def test_no_pairs_are_an_empty_gap():
    assert three_gaps(np.zeros((3, 3)))["state"].tolist() == ["empty"] * 4


@QUICK
@given(GROUPS)
def test_p_lies_between_its_bounds(groups):
    counts = np.transpose(groups)
    found = test_bounds(counts)
    assume(found.state is State.OK)

    answered = pearson(counts[:2])
    as_no = pearson([counts[0], counts[1] + counts[2]]).p_value
    if answered.state is State.OK:
        assert found.p_value == pytest.approx(answered.p_value)
    assert np.isnan(as_no) or found.p_low - 1e-12 <= as_no <= found.p_high + 1e-12


@QUICK
@given(GROUPS, st.sampled_from(["pearson", "n_minus_one"]))
def test_the_extremes_are_those_of_all_allocations(groups, method):
    counts = np.transpose(groups).astype(float)
    counts = counts[:, counts.sum(0) > 0]
    assume(counts.shape[1] > 1)
    every = allocations._box(counts[0], counts[2])
    few = allocations._extremes(counts)

    p_all, p_few = (
        allocations.p_of_tables(np.stack([x, counts.sum(0) - x], 1), method)
        for x in (every, few)
    )
    for total in np.unique(every.sum(1)):
        all_here, few_here = p_all[every.sum(1) == total], p_few[few.sum(1) == total]
        assert few_here.min() == pytest.approx(all_here.min(), **DIGITS)
        assert few_here.max() == pytest.approx(all_here.max(), **DIGITS)


@QUICK
@given(GROUPS)
def test_more_dont_knows_widen_the_p_interval(groups):
    counts = np.transpose(groups)
    more = counts.copy()
    moved = more[1].argmax()
    more[1, moved] -= 1
    more[2, moved] += 1
    few, many = test_bounds(counts), test_bounds(more)
    assume(counts[1].max() > 0 and few.state is State.OK)

    assert many.p_low <= few.p_low + 1e-12
    assert many.p_high >= few.p_high - 1e-12


@pytest.mark.parametrize("method", ["pearson", "n_minus_one", "fisher", "midp"])
def test_without_dont_knows_p_is_one_number(method):
    found = test_bounds([[20, 9], [8, 17], [0, 0]], method=method)

    assert found.p_low == found.p_high == pytest.approx(found.p_value)
    assert "settled: significant" in found.note
    assert np.isnan(found.effect_size)


def test_a_claim_that_dont_knows_can_turn_says_how_many_it_takes():
    found = test_bounds([[46, 24], [34, 10], [10, 6]])

    assert "(10 + 1) × (6 + 1) = 77 allocations of 16 don't knows" in found.explain()
    assert "not settled" in found.note
    assert "4 of 16 don't knows must be positive" in found.note


def test_a_table_is_counted_for_its_bounds():
    counts = allocation_counts(by_kind(), "good")

    assert counts.tolist() == list(map(list, zip(*COUNTS.values(), strict=True)))


@pytest.mark.parametrize("method", ["pearson", "fisher"])
def test_at_the_tipping_share_the_conclusion_is_another(method):
    counts = np.array([[46, 24], [34, 10], [10, 6]])
    share = tipping(counts, method=method).positive
    positives, p_values = allocations.p_of_allocations(counts, method)

    given_away = (positives - counts[0]).sum(1) / 16
    assert (p_values[given_away < share] > 0.05).all()
    assert (p_values[given_away == share] <= 0.05).any()


@each(
    ("state", "counts"),
    [
        (State.EMPTY, np.zeros((3, 2))),
        (State.EMPTY, np.zeros((3, 0))),
        (State.ONE_COLUMN, [[3, 0], [4, 0], [5, 0]]),
        (State.ONE_ROW, [[3, 6], [0, 0], [0, 0]]),
        (State.NOT_COUNTS, [[3.5, 6], [4, 0], [1, 0]]),
        (State.WRONG_SHAPE, [[3, 6], [4, 8]]),
    ],
)
def test_a_degenerate_table_has_a_state_and_no_numbers(state, counts):
    found = test_bounds(counts)

    assert found.state is state
    assert np.isnan([found.p_value, found.p_low, found.p_high]).all()


def test_too_many_allocations_are_refused_in_words():
    counts = np.full((3, 30), 3)

    assert "too many allocations" in test_bounds(counts).explain()
    assert test_bounds(counts[:, :3], method="fisher").state is State.WRONG_SHAPE


def test_nobody_who_answered_leaves_p_open():
    found = test_bounds([[0, 0], [0, 0], [5, 5]])

    assert np.isnan(found.p_value)
    assert "no p of those who answered: nobody is in the base" in found.note
    assert found.p_high == 1


def test_an_empty_group_changes_nothing_but_the_note():
    with_empty = test_bounds([[9, 0, 3], [4, 0, 9], [2, 0, 1]])

    assert "left out as empty: 1 column" in with_empty.note
    assert with_empty.p_low == test_bounds([[9, 3], [4, 9], [2, 1]]).p_low


def test_an_unknown_method_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'pearson'"):
        test_bounds([[1, 2], [3, 4], [1, 1]], method="person")
