import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.change.overlap import (
    overlapping_change,
    overlapping_score_change,
    panel_change,
)
from itperception.inference.change.unknown_overlap import (
    unknown_overlap,
    unknown_score_overlap,
)
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.results import State
from tests.inference.reference import DIGITS, QUICK

PANEL = arrays(float, (2, 2), elements=st.integers(0, 20).map(float))
SQUARE = arrays(float, (3, 3), elements=st.integers(0, 9).map(float))
SAMPLES = st.tuples(*[st.integers(1, 15)] * 4)
OTHERS = st.integers(1, 30)
Z95 = 1.959963984540054


def wald(p1, n1, p2, n2):
    return np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)


def numbers(found):
    return [found.statistic, found.p_value, found.effect_size, found.ci_low, found.ci_high]


@pytest.mark.parametrize("panel", [(0.0, 0), (0.7, 0), np.zeros((2, 2))])
def test_nobody_in_both_waves_is_two_independent_samples(panel):
    found = overlapping_change(46, 90, 24, 40, panel)

    se = wald(46 / 90, 90, 24 / 40, 40)
    change = 24 / 40 - 46 / 90
    assert found.statistic == pytest.approx(change / se, **DIGITS)
    assert found.ci_high == pytest.approx(change + Z95 * se, **DIGITS)


@QUICK
@given(PANEL)
def test_everybody_in_both_waves_is_the_paired_test_of_wald(panel):
    (_, b), (c, _) = panel
    n, change = panel.sum(), (c - b) / max(panel.sum(), 1)
    variance = ((b + c) / max(n, 1) - change**2) / max(n, 1)
    assume(variance > 0)

    found = overlapping_change(panel[0].sum(), n, panel[:, 0].sum(), n, panel)

    assert found.statistic == pytest.approx(change / np.sqrt(variance), rel=1e-7)


@QUICK
@given(PANEL, OTHERS)
def test_the_table_and_its_share_agree_if_the_panel_is_like_the_waves(panel, times):
    assume(panel.sum() > 0)
    first, second = panel.sum(1), panel.sum(0)
    waves = first[0] * times, first.sum() * times, second[0] * times, second.sum() * times

    by_table = overlapping_change(*waves, panel)
    by_share = overlapping_change(*waves, (panel[0, 0] / panel.sum(), panel.sum()))

    assert numbers(by_table) == pytest.approx(numbers(by_share), nan_ok=True, abs=1e-9)


@QUICK
@given(PANEL, OTHERS, OTHERS, OTHERS, OTHERS)
def test_the_share_of_no_is_the_share_of_yes_turned(panel, a, b, c, d):
    first, second = panel.sum(1) + np.array([a, b]), panel.sum(0) + np.array([c, d])
    yes = overlapping_change(first[0], first.sum(), second[0], second.sum(), panel)
    no = overlapping_change(
        first[1], first.sum(), second[1], second.sum(), panel[::-1, ::-1]
    )

    assert yes.p_value == pytest.approx(no.p_value, **DIGITS)
    assert (yes.ci_low, yes.ci_high) == pytest.approx((-no.ci_high, -no.ci_low))


@QUICK
@given(SQUARE, st.tuples(OTHERS, OTHERS, OTHERS), st.floats(-5, 5), st.floats(0.5, 3))
def test_moving_and_stretching_the_scores_changes_no_p_value(square, others, move, stretch):
    first, second = square.sum(1) + others, square.sum(0) + others[::-1]
    scores = np.array([3.0, 2, 1])
    plain = overlapping_score_change(first, second, square)
    moved = overlapping_score_change(first, second, square, scores=scores * stretch + move)

    assert moved.p_value == pytest.approx(plain.p_value, rel=1e-6, nan_ok=True)
    assert moved.effect_size == pytest.approx(stretch * plain.effect_size, abs=1e-9)


def test_scores_of_yes_and_no_are_the_share():
    panel = np.array([[30.0, 8], [14, 28]])

    share = overlapping_change(80, 156, 110, 170, panel)
    score = overlapping_score_change([80, 76], [110, 60], panel, scores=[1, 0])

    assert numbers(share) == pytest.approx(numbers(score), **DIGITS)


def test_people_who_keep_their_answer_narrow_the_interval():
    alone, kept, turned = (
        overlapping_change(50, 100, 60, 100, (both, m))
        for both, m in ((0.3, 0), (0.45, 60), (0.15, 60))
    )

    widths = [x.ci_high - x.ci_low for x in (kept, alone, turned)]
    assert widths == sorted(widths)


@pytest.mark.parametrize(
    ("state", "waves"),
    [
        (State.EMPTY, (0, 0, 3, 9)),
        (State.EMPTY, (3, 9, 0, 0)),
        (State.NO_VARIATION, (9, 9, 12, 12)),
        (State.NO_VARIATION, (0, 9, 0, 12)),
    ],
)
def test_degenerate_waves_have_a_state_and_no_p_value(state, waves):
    for found in (overlapping_change(*waves, (0, 0)), unknown_overlap(*waves)):
        assert found.state is state
        assert np.isnan([found.p_value, found.p_low, found.ci_low]).all()


def test_a_panel_in_which_everybody_keeps_the_answer_leaves_nothing_to_test():
    found = overlapping_change(20, 50, 20, 50, [[20, 0], [0, 30]])

    assert found.state is State.NO_VARIATION
    assert found.effect_size == 0


def test_more_people_in_both_waves_than_in_one_are_refused():
    with pytest.raises(
        ItPerceptionError, match="60 people in both waves, expected at most 40"
    ):
        overlapping_change(20, 40, 30, 90, (0.3, 60))


def test_a_panel_of_another_shape_is_refused():
    with pytest.raises(ItPerceptionError, match=r"shape \(3,\), expected 2 × 2"):
        overlapping_change(20, 40, 30, 90, (0.3, 6, 1))


def test_an_unknown_association_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'non_negative'"):
        unknown_overlap(1, 2, 1, 2, association="nonnegative")


@QUICK
@given(SAMPLES, st.floats(0, 1), st.floats(0, 1))
def test_every_known_overlap_lies_within_the_unknown_one(sample, share, part):
    x1, no1, x2, no2 = sample
    waves = x1, x1 + no1, x2, x2 + no2
    p1, p2 = x1 / (x1 + no1), x2 / (x2 + no2)
    lowest, highest = max(0.0, p1 + p2 - 1), min(p1, p2)
    both, m = lowest + share * (highest - lowest), part * min(waves[1], waves[3])

    found, known = unknown_overlap(*waves), overlapping_change(*waves, (both, m))

    if known.state is State.OK:
        assert found.p_low - 1e-9 <= known.p_value <= found.p_high + 1e-9
    assert found.ci_low - 1e-9 <= known.ci_low or np.isnan(known.ci_low)


def test_what_is_assumed_narrows_the_p_interval():
    free = unknown_overlap(80, 156, 110, 170)
    positive = unknown_overlap(80, 156, 110, 170, association="non_negative")
    few = unknown_overlap(80, 156, 110, 170, most=20)

    assert positive.p_high == pytest.approx(positive.p_value)
    assert free.p_low < few.p_low < few.p_high < free.p_high
    none = unknown_overlap(80, 156, 110, 170, most=0)
    assert none.p_low == none.p_high == none.p_value


def test_equal_shares_have_p_one_whatever_the_overlap():
    found = unknown_overlap(30, 60, 30, 60)

    assert (found.p_low, found.p_value, found.p_high) == (1, 1, 1)


def test_everybody_moving_one_step_leaves_no_doubt_at_the_end():
    found = unknown_score_overlap([0, 5, 9], [5, 9, 0])

    assert found.p_low == 0


def test_a_score_of_yes_and_no_is_the_share_with_unknown_overlap():
    share = unknown_overlap(9, 26, 17, 40)
    score = unknown_score_overlap([9, 17], [17, 23], scores=[1, 0])

    ends = [[x.p_low, x.p_value, x.p_high] for x in (share, score)]
    assert ends[0] == pytest.approx(ends[1], **DIGITS)


def test_a_panel_alone_is_mcnemar_of_those_who_rose_and_fell():
    found = panel_change([[30, 8], [14, 28]])

    assert found.p_value == mcnemar(14, 8, 80).p_value
    assert found.effect_size == pytest.approx(6 / 80)
    assert "McNemar test (asymptotic)" in panel_change([[3.5, 2], [4, 2]]).explain()


def test_a_panel_of_ranked_answers_rises_if_the_later_is_better():
    risen = np.array([[9, 0, 0], [7, 5, 1], [2, 6, 4]])

    found = panel_change(risen)

    assert found.effect_size == pytest.approx((15 - 1) / risen.sum())
    assert panel_change(risen.T).effect_size == pytest.approx(-14 / risen.sum())


def test_the_explanation_has_the_numbers():
    known = overlapping_change(80, 156, 110, 170, (0.4, 80)).explain()
    unknown = unknown_overlap(80, 156, 110, 170).explain()

    assert "Z = (0.6471 − 0.5128)/√(0.2498/156 + 0.2284/170 − 0.0004113) = 2.667" in known
    assert "overlap 0 to 156" in unknown
