import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.errors import ItPerceptionError
from itperception.inference.change.score_trend import score_departure, score_trend
from itperception.inference.change.standardisation import standardised_change
from itperception.inference.change.trend import departure, logistic_trend, share_trend
from itperception.inference.change.wave_times import by_segment
from itperception.inference.contingency import chi_squared
from itperception.inference.results import State
from itperception.inference.tables.homogeneity import mantel_haenszel
from tests.inference.reference import DIGITS, QUICK

TRENDS = [share_trend, departure, logistic_trend]
YEARS = [2013, 2016, 2019, 2026]
YES, BASES = [40, 52, 49, 66], [100, 110, 90, 120]
SCORED = np.array([[20, 25, 24, 40], [50, 50, 40, 50], [30, 35, 26, 30]])
WAVES = st.lists(
    st.tuples(st.integers(1, 20), st.integers(1, 20), st.integers(2000, 2030)),
    min_size=3, max_size=5, unique_by=lambda wave: wave[2],
)  # fmt: skip
TABLE = st.lists(st.tuples(*[st.integers(1, 30)] * 4), min_size=1, max_size=4)


def numbers(found):
    return [found.statistic, found.p_value, found.effect_size, found.ci_low, found.ci_high]


@pytest.mark.parametrize("trend", TRENDS)
@QUICK
@given(WAVES, st.integers(-2000, 99), st.permutations(range(3)))
def test_the_year_zero_and_the_order_of_waves_are_irrelevant(trend, waves, moved, order):
    yes, no, times = np.transpose(waves)[:, :3]
    found = trend(yes, yes + no, times)

    other = trend(*(x[np.array(order)] for x in (yes, yes + no, times + moved)))

    assert numbers(other) == pytest.approx(numbers(found), rel=1e-6, abs=1e-9, nan_ok=True)


@QUICK
@given(WAVES)
def test_the_trend_of_no_is_the_trend_of_yes_turned(waves):
    yes, no, times = np.transpose(waves)
    risen, fallen = (share_trend(x, yes + no, times) for x in (yes, no))
    odds, turned = (logistic_trend(x, yes + no, times) for x in (yes, no))

    assert risen.p_value == pytest.approx(fallen.p_value)
    assert risen.effect_size == pytest.approx(-fallen.effect_size)
    assert odds.effect_size == pytest.approx(1 / turned.effect_size)


@QUICK
@given(WAVES, st.integers(2, 10))
def test_counting_in_months_divides_the_slope_only(waves, months):
    yes, no, times = np.transpose(waves)
    years, in_months = (share_trend(yes, yes + no, times * k) for k in (1, months))

    assert in_months.p_value == pytest.approx(years.p_value)
    assert in_months.effect_size * months == pytest.approx(years.effect_size)
    odds, by_month = (logistic_trend(yes, yes + no, times * k) for k in (1, months))
    assert by_month.effect_size**months == pytest.approx(odds.effect_size)


@QUICK
@given(WAVES)
def test_trend_and_departure_add_up_to_pearson(waves):
    yes, no, times = np.transpose(waves)
    parts = [test(yes, yes + no, times) for test in (share_trend, departure)]

    assert sum(x.statistic for x in parts) == pytest.approx(
        float(chi_squared(np.stack([yes, no]).astype(float)))
    )
    assert sum(x.df for x in parts) == len(waves) - 1


def test_two_waves_have_pearsons_test_and_no_departure():
    pair = [46, 24], [90, 40], [2013, 2026]

    assert share_trend(*pair).statistic == pytest.approx(
        float(chi_squared(np.array([[46.0, 24], [44, 16]])))
    )
    assert share_trend(*pair).effect_size == pytest.approx((24 / 40 - 46 / 90) / 13)
    assert departure(*pair).state is State.WRONG_SHAPE


def test_shares_on_a_line_do_not_depart_from_it():
    found = departure([20, 30, 50], [100, 100, 100], [2010, 2012, 2016])

    assert found.statistic == pytest.approx(0, abs=1e-9)
    assert found.p_value == pytest.approx(1)


def test_waves_of_one_year_are_added_up_for_the_departure():
    split = departure([20, 20, 70, 44], [50, 50, 100, 110], [2013, 2013, 2019, 2026])
    whole = departure([40, 70, 44], [100, 100, 110], [2013, 2019, 2026])

    assert (split.statistic, split.df) == (pytest.approx(whole.statistic), whole.df)


def test_odds_on_a_line_are_found_and_fit():
    shares = 1 / (1 + np.exp(-(0.3 * np.arange(4) - 0.5)))

    found = logistic_trend(100 * shares, [100] * 4, range(4))

    assert found.effect_size == pytest.approx(np.exp(0.3), **DIGITS)
    assert "departure from the line: deviance" in found.note
    assert found.note.endswith("df = 2, p = 1")


@pytest.mark.parametrize(
    ("yes", "bases"), [([0, 0, 9], [9, 9, 9]), ([0, 4, 9], [9, 9, 9]), ([9, 9, 0], [9] * 3)]
)
def test_perfect_separation_has_no_odds_ratio(yes, bases):
    assert logistic_trend(yes, bases, [1, 2, 3]).state is State.NO_ESTIMATE


def test_a_rare_answer_still_converges():
    found = logistic_trend([0, 1, 0, 60], [5000, 4000, 3000, 60], [1, 2, 3, 4])

    assert found.state is State.OK
    assert np.isfinite(numbers(found)).all()


@pytest.mark.parametrize("trend", TRENDS)
@pytest.mark.parametrize(
    ("state", "waves"),
    [
        (State.EMPTY, ([0, 0], [0, 0], [1, 2])),
        (State.EMPTY, ([], [], [])),
        (State.ONE_COLUMN, ([3], [9], [1])),
        (State.ONE_COLUMN, ([3, 4], [9, 9], [2026, 2026])),
        (State.ONE_COLUMN, ([3, 0], [9, 0], [1, 2])),
        (State.ONE_ROW, ([0, 0], [9, 9], [1, 2])),
        (State.ONE_ROW, ([9, 9, 9], [9, 9, 9], [1, 2, 3])),
        (State.SMALL_BASE, ([1, 0], [1, 1], [1, 2])),
    ],
)
def test_degenerate_waves_have_a_state_and_no_numbers(trend, state, waves):
    found = trend(*waves)

    assert found.state is state
    assert np.isnan(numbers(found)).all()


@pytest.mark.parametrize("trend", TRENDS)
def test_an_empty_wave_changes_nothing_but_the_note(trend):
    found = trend([*YES, 0], [*BASES, 0], [*YEARS, 2030])

    assert "left out as empty: 1 wave" in found.note
    assert numbers(found) == pytest.approx(numbers(trend(YES, BASES, YEARS)), nan_ok=True)


def test_a_trend_across_a_change_of_wording_is_refused():
    with pytest.raises(ItPerceptionError, match=r"changed between 2016 \('a'\) and 2019"):
        share_trend(YES, BASES, YEARS, segments=["a", "a", "b", "b"])
    with pytest.raises(ItPerceptionError, match="by_segment tests each stretch"):
        score_trend(SCORED, YEARS, segments=["a", "b", "b", "b"])


def test_waves_that_were_asked_alike_are_one_segment():
    assert share_trend(YES, BASES, YEARS, segments=["a"] * 4) == share_trend(
        YES, BASES, YEARS
    )


@pytest.mark.parametrize("trend", TRENDS)
def test_each_segment_has_the_trend_of_its_waves(trend):
    found = by_segment(trend, YES, BASES, YEARS, segments=["a", "a", "b", "b"])

    assert list(found) == ["a", "b"]
    alone = trend(YES[2:], BASES[2:], YEARS[2:])
    assert numbers(found["b"]) == pytest.approx(numbers(alone), nan_ok=True)


def test_a_segment_of_scores_keeps_its_options():
    found = by_segment(score_trend, SCORED, YEARS, segments=[1, 1, 1, 2], level=0.9)

    assert found[1] == score_trend(SCORED[:, :3], YEARS[:3], level=0.9)
    assert found[2].state is State.ONE_COLUMN


def test_as_many_times_as_waves_are_expected():
    with pytest.raises(ItPerceptionError, match="found 4 waves, 4 bases and 3 times"):
        share_trend(YES, BASES, YEARS[:3])


def test_scores_of_one_and_nought_have_the_slope_of_the_share():
    counts = np.stack([YES, np.subtract(BASES, YES)])

    found = score_trend(counts, YEARS, scores=[1, 0])

    assert found.effect_size == pytest.approx(share_trend(YES, BASES, YEARS).effect_size)


@QUICK
@given(st.floats(-9, 9), st.floats(0.1, 9))
def test_moving_and_stretching_the_scores_stretches_the_slope_only(move, stretch):
    plain, moved = (
        score_trend(SCORED, YEARS, scores=scores)
        for scores in (np.array([3, 2, 1]), np.array([3, 2, 1]) * stretch + move)
    )

    assert moved.p_value == pytest.approx(plain.p_value)
    assert moved.effect_size == pytest.approx(stretch * plain.effect_size)


def test_two_waves_have_no_departure_of_the_mean_score():
    assert score_departure(SCORED[:, :2], YEARS[:2]).state is State.WRONG_SHAPE


@pytest.mark.parametrize(
    ("state", "counts", "times"),
    [
        (State.EMPTY, np.zeros((3, 2)), [1, 2]),
        (State.ONE_COLUMN, [[3, 0], [4, 0]], [1, 2]),
        (State.ONE_ROW, [[0, 0, 0], [4, 5, 3]], [1, 2, 3]),
        (State.SMALL_BASE, [[1, 0], [0, 1]], [1, 2]),
        (State.NO_ESTIMATE, [[0, 0, 4], [0, 4, 0], [4, 0, 0]], [1, 2, 3]),
    ],
)
def test_degenerate_scores_have_a_state_and_no_numbers(state, counts, times):
    found = score_trend(counts, times)

    assert found.state is state
    assert np.isnan(numbers(found)).all()
    assert np.isnan(numbers(score_departure(counts, times))).all()


def test_the_formulas_have_their_numbers():
    assert "df = 4 − 2 = 2" in departure(YES, BASES, YEARS).explain()
    assert "Z = b/SE = " in logistic_trend(YES, BASES, YEARS).explain()
    assert "pqΣn(t − t̄)²) = " in share_trend(YES, BASES, YEARS).explain()
    assert "df = 420 − 2" in score_trend(SCORED, YEARS).explain()


def standardised(table, **options):
    x1, no1, x2, no2 = np.transpose(table)
    return standardised_change([x1, no1], [x2, no2], **options)


@QUICK
@given(TABLE)
def test_composition_and_equal_mix_add_up_to_the_raw_change(table):
    raw, composition, equal = standardised(table).frame["difference"]
    x1, no1, x2, no2 = np.transpose(table)

    assert raw == pytest.approx(composition + equal, abs=1e-12)
    assert raw == pytest.approx(x2.sum() / (x2 + no2).sum() - x1.sum() / (x1 + no1).sum())


@QUICK
@given(TABLE, st.integers(2, 5))
def test_an_equal_mix_of_both_waves_leaves_no_composition(table, times):
    x1, no1, *_ = np.transpose(table)
    second = np.stack([x1, no1])[::-1] * times

    frame = standardised_change([x1, no1], second, mix=x1 + no1).frame

    assert frame["difference"][1] == pytest.approx(0, abs=1e-12)
    assert frame["se"][2] <= frame["se"][0] + 1e-12


@QUICK
@given(TABLE, st.randoms())
def test_the_order_of_groups_is_irrelevant(table, random):
    shuffled = random.sample(table, len(table))

    one, other = (standardised(x).frame.drop(columns="part") for x in (table, shuffled))
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)


def test_no_group_changing_its_mind_is_all_composition():
    found = standardised_change([[60, 10], [40, 40]], [[30, 40], [20, 160]])

    assert found.frame["difference"][2] == pytest.approx(0, abs=1e-12)
    assert found.frame["difference"][1] == pytest.approx(70 / 250 - 70 / 150)
    assert found.stratified.effect_size == pytest.approx(1)


def test_the_stratified_test_is_mantel_haenszel_later_over_earlier():
    found = standardised_change([[46, 24], [44, 16]], [[60, 20], [50, 30]])

    tables = [[[60, 46], [50, 44]], [[20, 24], [30, 16]]]
    assert found.stratified == mantel_haenszel(tables)
    assert "Breslow" in found.homogeneity.method


def test_a_group_missing_from_a_wave_is_left_out_everywhere():
    whole = standardised_change([[46, 24, 9], [44, 16, 0]], [[60, 20, 0], [50, 30, 0]])
    part = standardised_change([[46, 24], [44, 16]], [[60, 20], [50, 30]])

    pd.testing.assert_frame_equal(whole.frame, part.frame)
    assert "left out as empty in a wave: 1 group" in whole.note


@pytest.mark.parametrize("first", [np.zeros((2, 2)), np.zeros((2, 0))])
def test_waves_without_a_common_group_are_empty(first):
    found = standardised_change(first, first)

    assert found.state is State.EMPTY
    assert found.to_frame()["difference"].isna().all()
    assert found.explain() == "Direct standardisation: not computed, nobody is in the base."


def test_groups_must_be_named_alike():
    first = pd.DataFrame([[1, 2], [3, 4]], columns=["internal", "outside"])

    with pytest.raises(ItPerceptionError, match=r"\['internal', 'other'\], expected"):
        standardised_change(first, first.rename(columns={"outside": "other"}))
    with pytest.raises(ItPerceptionError, match="and 3 groups"):
        standardised_change(first, first, mix=[1, 2, 3])


def test_nobody_differing_has_no_p_value():
    found = standardised_change([[9, 5], [0, 0]], [[7, 8], [0, 0]])

    assert found.frame["difference"].tolist() == [0, 0, 0]
    assert found.frame["p_value"].isna().all()


def test_the_explanation_shows_both_changes_and_the_weights():
    first = pd.DataFrame([[46, 24], [44, 16]], columns=["internal", "outside"])
    found = standardised_change(first, first[::-1], mix=[0.5, 0.5])

    told = found.explain()
    assert (
        "Change at equal mix = Σw(p₂ − p₁) = 0.5 × -0.0222 + 0.5 × -0.2 = -0.1111" in told
    )
    assert "composition +" in told
    assert found.mixes.loc["outside", "earlier"] == pytest.approx(40 / 130)
    assert "raw change" in found._repr_html_()
