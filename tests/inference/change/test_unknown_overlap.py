import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.change.unknown_overlap import unknown_overlap, z_of_change
from itperception.inference.results import State
from tests.inference.reference import DIGITS, QUICK

SAMPLES = st.tuples(*[st.integers(1, 15)] * 4)
Z95 = 1.959963984540054


def test_nobody_in_both_waves_is_two_independent_samples():
    found = unknown_overlap(46, 90, 24, 40, most=0)

    p1, p2 = 46 / 90, 24 / 40
    se = np.sqrt(p1 * (1 - p1) / 90 + p2 * (1 - p2) / 40)
    assert found.statistic == pytest.approx((p2 - p1) / se, **DIGITS)
    assert found.ci_high == pytest.approx(p2 - p1 + Z95 * se, **DIGITS)
    assert found.p_low == found.p_high == found.p_value


def test_everybody_in_both_waves_is_the_paired_test_of_wald():
    n, b, c, both = 80, 8, 14, 30
    variance = ((b + c) / n - ((c - b) / n) ** 2) / n

    found = z_of_change((both + b, n, both + c, n), (both / n, n), 0.95)

    assert found.statistic == pytest.approx((c - b) / n / np.sqrt(variance), **DIGITS)


@QUICK
@given(SAMPLES, st.floats(0, 1), st.floats(0, 1))
def test_every_known_overlap_lies_within_the_unknown_one(sample, share, part):
    x1, no1, x2, no2 = sample
    waves = x1, x1 + no1, x2, x2 + no2
    p1, p2 = x1 / (x1 + no1), x2 / (x2 + no2)
    lowest, highest = max(0.0, p1 + p2 - 1), min(p1, p2)
    both, m = lowest + share * (highest - lowest), part * min(waves[1], waves[3])

    found, known = unknown_overlap(*waves), z_of_change(waves, (both, m), 0.95)

    if known.state is State.OK:
        assert found.p_low - 1e-9 <= known.p_value <= found.p_high + 1e-9
    assert found.ci_low - 1e-9 <= known.ci_low or np.isnan(known.ci_low)


def test_what_is_assumed_narrows_the_p_interval():
    free = unknown_overlap(80, 156, 110, 170)
    positive = unknown_overlap(80, 156, 110, 170, association="non_negative")
    few = unknown_overlap(80, 156, 110, 170, most=20)

    assert positive.p_high == pytest.approx(positive.p_value)
    assert free.p_low < few.p_low < few.p_high < free.p_high


def test_equal_shares_have_p_one_whatever_the_overlap():
    found = unknown_overlap(30, 60, 30, 60)

    assert (found.p_low, found.p_value, found.p_high) == (1, 1, 1)


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
    found = unknown_overlap(*waves)

    assert found.state is state
    assert np.isnan([found.p_value, found.p_low, found.ci_low]).all()


def test_more_people_in_both_waves_than_in_one_are_refused():
    with pytest.raises(
        ItPerceptionError, match="60 people in both waves, expected at most 40"
    ):
        z_of_change((20, 40, 30, 90), (0.3, 60), 0.95)


def test_an_unknown_association_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'non_negative'"):
        unknown_overlap(1, 2, 1, 2, association="nonnegative")


def test_the_explanation_has_the_numbers():
    told = unknown_overlap(80, 156, 110, 170).explain()

    assert "Z = (0.6471 − 0.5128)/√(0.002945 − 0) = 2.474" in told
    assert "overlap 0 to 156" in told
