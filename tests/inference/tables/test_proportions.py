import itertools
from math import comb, factorial, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.results import State
from itperception.inference.tables import distributions
from itperception.inference.tables.distributions import goodness_of_fit
from itperception.inference.tables.proportions import ONE, one_proportion
from tests.inference.reference import DIGITS, QUICK

SHARES = st.sampled_from([0.05, 0.2, 1 / 3, 0.5, 0.9])
COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=4).filter(any)


@QUICK
@given(st.integers(0, 25), st.integers(0, 25), SHARES)
def test_exact_sums_the_counts_that_are_no_more_likely(yes, no, share):
    n = yes + no
    chances = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    equal = [c for c in chances if c == pytest.approx(chances[yes], rel=1e-9)]
    less = sum(c for c in chances if c < chances[yes]) - sum(
        c for c in equal if c < chances[yes]
    )

    if n:
        exact, half = (one_proportion(yes, n, share, method=m) for m in ("exact", "midp"))
        assert exact.p_value == pytest.approx(min(1, less + sum(equal)))
        assert half.p_value == pytest.approx(less + sum(equal) / 2)


@QUICK
@given(st.integers(0, 40), st.integers(0, 40), SHARES)
def test_the_score_test_rejects_exactly_if_wilsons_interval_excludes_the_share(yes, no, p):
    if yes + no:
        found = one_proportion(yes, yes + no, p, method="score")
        outside = p < found.ci_low or p > found.ci_high
        assert outside == (found.p_value < 0.05)


@QUICK
@given(st.integers(0, 40), st.integers(0, 40), SHARES)
def test_counting_the_others_instead_changes_no_p_value(yes, no, share):
    for method in ONE:
        one = one_proportion(yes, yes + no, share, method=method)
        other = one_proportion(no, yes + no, 1 - share, method=method)
        assert other.p_value == pytest.approx(one.p_value, nan_ok=True)
        assert other.ci_low == pytest.approx(1 - one.ci_high, nan_ok=True)


@pytest.mark.parametrize(
    ("yes", "share", "p"), [(0, 0, 1), (3, 0, 0), (9, 1, 1), (8, 1, 0)]
)
def test_against_nobody_or_everybody_one_exception_decides(yes, share, p):
    assert one_proportion(yes, 9, share).p_value == p


@pytest.mark.parametrize(("state", "given", "method"), [
    (State.EMPTY, (0, 0, 0.5), "exact"), (State.NOT_COUNTS, (2.5, 9, 0.5), "midp"),
    (State.NO_VARIATION, (2, 9, 1), "score"),
])  # fmt: skip
def test_what_cannot_be_tested_has_a_state(state, given, method):
    found = one_proportion(*given, method=method)

    assert found.state is state
    assert np.isnan(found.p_value)


def test_fractions_keep_their_interval():
    found = one_proportion(2.5, 9, 0.5)

    assert found.state is State.NOT_COUNTS
    assert found.ci_low < found.effect_size < found.ci_high


def test_what_is_no_share_is_refused():
    with pytest.raises(ItPerceptionError, match=r"against is 38, expected a proportion"):
        one_proportion(80, 156, 38)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'exact'"):
        one_proportion(80, 156, 0.38, method="exct")


@pytest.mark.parametrize(("counts", "shares"), [
    ([3, 4, 5], [0.2, 0.3, 0.5]), ([7, 1], [0.5, 0.5]), ([0, 0, 6], [0.6, 0.3, 0.1]),
    ([2, 2, 2, 1], [0.25] * 4),
])  # fmt: skip
def test_the_exact_test_lists_every_distribution(counts, shares):
    n, p = sum(counts), np.array(shares)
    every = [v for v in itertools.product(range(n + 1), repeat=len(p)) if sum(v) == n]
    fit = {v: ((np.array(v) - n * p) ** 2 / (n * p)).sum() for v in every}
    ways = {
        v: factorial(n) / prod(map(factorial, v)) * (p ** np.array(v)).prod() for v in fit
    }
    far = sum(ways[v] for v in every if fit[v] >= fit[tuple(counts)] - 1e-9)

    assert goodness_of_fit(counts, shares).p_value == pytest.approx(far, **DIGITS)


@QUICK
@given(COUNTS, st.randoms())
def test_the_order_of_the_categories_is_irrelevant(counts, random):
    shares = list(range(1, len(counts) + 1))
    pairs = list(zip(counts, shares, strict=True))
    random.shuffle(pairs)

    shuffled = goodness_of_fit(*zip(*pairs, strict=True))

    assert shuffled.p_value == pytest.approx(goodness_of_fit(counts, shares).p_value)


@QUICK
@given(COUNTS)
def test_two_categories_are_one_proportion(counts):
    yes, n = counts[0], sum(counts)

    found = goodness_of_fit([yes, n - yes], [0.3, 0.7], method="asymptotic")

    score = one_proportion(yes, n, 0.3, method="score")
    assert (found.statistic, found.p_value) == pytest.approx(
        (score.statistic, score.p_value)
    )


def test_a_fit_of_many_follows_the_chi_squared():
    assert goodness_of_fit([30, 44, 82]).method == "Chi-squared test of a distribution"
    assert goodness_of_fit([3, 4, 8]).method == "Exact chi-squared test of a distribution"


def test_an_exact_fit_is_one():
    found = goodness_of_fit([50, 30, 20], [0.5, 0.3, 0.2])

    assert (found.statistic, found.p_value) == pytest.approx((0, 1), abs=1e-12)
    assert "too close to none" in found.note


def test_where_there_is_too_much_to_list_samples_are_drawn_with_a_seed(monkeypatch):
    listed = goodness_of_fit([3, 4, 12])
    monkeypatch.setattr(distributions, "_MOST", 1)

    first, again = (goodness_of_fit([3, 4, 12], draws=20_000, seed=5) for _ in range(2))

    assert first.p_value == pytest.approx(listed.p_value, abs=0.01)
    assert (again.p_value, first.seed) == (first.p_value, 5)
    assert "seed 5" in first.formula
    assert np.isnan(listed.seed)


def test_published_percentages_are_rescaled_and_said_to_be():
    found = goodness_of_fit([30, 44, 82], [19, 28, 53])
    same = goodness_of_fit([30, 44, 82], [0.19, 0.28, 0.53])

    assert found.statistic == pytest.approx(same.statistic)
    assert "rescaled from a sum of 100" in found.note
    assert "rescaled" not in same.note


def test_a_category_that_has_and_gets_nothing_is_left_out():
    with_it = goodness_of_fit([5, 9, 0], [0.5, 0.5, 0])

    assert with_it.df == 1
    assert with_it.p_value == goodness_of_fit([5, 9], [0.5, 0.5]).p_value


@pytest.mark.parametrize(("state", "counts", "shares"), [
    (State.EMPTY, [0, 0], None), (State.NO_VARIATION, [5], None),
    (State.NO_ESTIMATE, [5, 1], [1, 0]), (State.WRONG_SHAPE, [[5, 1], [2, 3]], None),
])  # fmt: skip
def test_a_degenerate_distribution_has_a_state(state, counts, shares):
    found = goodness_of_fit(counts, shares)

    assert found.state is state
    assert np.isnan([found.statistic, found.p_value, found.effect_size]).all()


def test_an_exact_fit_refuses_fractions():
    assert goodness_of_fit([2.5, 4], method="exact").state is State.NOT_COUNTS


@pytest.mark.parametrize("shares", [[0.5], [0.5, -0.5], [0, 0]])
def test_shares_that_do_not_belong_to_the_counts_are_refused(shares):
    with pytest.raises(ItPerceptionError, match="expected 2 numbers ≥ 0"):
        goodness_of_fit([4, 5], shares)


@pytest.mark.parametrize(("found", "told"), [
    (one_proportion(80, 156, 0.38), "P(as likely as 80)"),
    (one_proportion(80, 156, 0.38, method="score"), "(80 − 156×0.38)²/(156×0.38×0.62)"),
    (goodness_of_fit([30, 44, 82]), "= 27.85, df = 2, n = 156, p = 8.98e-07"),
])  # fmt: skip
def test_the_explanation_has_the_numbers(found, told):
    assert told in found.explain()
