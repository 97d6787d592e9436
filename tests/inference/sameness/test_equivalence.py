import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from itperception.errors import ItPerceptionError
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.intervals import miettinen_nurminen
from itperception.inference.results import State
from itperception.inference.sameness.equivalence import (
    equivalent_gaps,
    equivalent_groups,
)
from itperception.inference.sameness.sameness import SamenessVerdict
from itperception.inference.sameness.score_statistics import independent_z, paired_z
from tests.cases import each
from tests.inference.reference import QUICK

FEW = settings(QUICK, max_examples=10)
MARGINS = st.floats(0.01, 0.45)
PART = st.integers(0, 60)
BASE = st.integers(60, 90)
THREE = {"in-house": (28, 7, 90), "owned": (9, 6, 40), "outside": (3, 8, 26)}


def two_groups(x1, n1, x2, n2, margin):
    return equivalent_groups([[x1, x2], [n1 - x1, n2 - x2]], margin)


CLAIMS = [
    lambda margin: two_groups(45, 90, 20, 40, margin),
    lambda margin: equivalent_groups([[45, 22, 12], [45, 18, 14]], margin),
    lambda margin: equivalent_gaps(THREE, margin),
]


@FEW
@given(PART, BASE, PART, BASE, MARGINS)
def test_two_shares_are_the_same_where_their_inner_interval_is_within_the_margin(
    x1, n1, x2, n2, margin
):
    found = two_groups(x1, n1, x2, n2, margin)
    assume(abs(found.p_same - 0.05) > 1e-6)

    low, high = miettinen_nurminen(x1, n1, x2, n2, level=0.90)
    assert (found.verdict is SamenessVerdict.SAME) == bool(-margin < low and high < margin)
    assert [found.inner_low, found.inner_high] == pytest.approx([float(low), float(high)])


@FEW
@given(PART, BASE, PART, BASE, MARGINS)
def test_a_difference_is_shown_where_the_interval_excludes_zero(x1, n1, x2, n2, margin):
    found = two_groups(x1, n1, x2, n2, margin)
    assume(
        found.verdict is not SamenessVerdict.SAME and abs(found.p_different - 0.05) > 1e-6
    )

    excluded = not found.ci_low <= 0 <= found.ci_high
    assert (found.verdict is SamenessVerdict.DIFFERENT) == excluded


@FEW
@given(PART, BASE, PART, BASE, MARGINS)
def test_swapping_the_groups_changes_the_sign_and_not_the_verdict(x1, n1, x2, n2, margin):
    found = two_groups(x1, n1, x2, n2, margin)
    turned = two_groups(x2, n2, x1, n1, margin)

    assert found.verdict is turned.verdict
    assert found.estimate == pytest.approx(-turned.estimate)
    assert found.p_same == pytest.approx(turned.p_same)
    assert found.inner_low == pytest.approx(-turned.inner_high)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_wider_margin_never_unsettles_what_was_the_same(claim):
    found = [claim(margin) for margin in np.linspace(0.02, 0.48, 12)]

    p_values = [answer.p_same for answer in found]
    assert p_values == sorted(p_values, reverse=True)
    same = [answer.verdict is SamenessVerdict.SAME for answer in found]
    assert same == sorted(same)
    assert len({answer.p_different for answer in found}) == 1


@each("claim", CLAIMS)
@each("margin", [0, -0.1, 1, 10, float("nan")])
def test_a_margin_that_is_none_is_refused(claim, margin):
    with pytest.raises(ItPerceptionError, match=rf"margin {margin!r} is not in \(0, "):
        claim(margin)


@pytest.mark.parametrize("alpha", [0, 0.5, 1])
def test_a_level_out_of_range_is_refused(alpha):
    with pytest.raises(ItPerceptionError, match="alpha"):
        equivalent_gaps(THREE, 0.1, alpha=alpha)


@FEW
@given(PART, BASE, PART, BASE)
def test_at_zero_the_statistic_of_two_shares_is_the_n_minus_one_chi_squared(x1, n1, x2, n2):
    assume(0 < x1 + x2 < n1 + n2)
    p, n = (x1 + x2) / (n1 + n2), n1 + n2

    pearson = (x1 / n1 - x2 / n2) ** 2 / (p * (1 - p) * (1 / n1 + 1 / n2))
    assert independent_z(x1, n1, x2, n2, 0.0) ** 2 == pytest.approx(pearson * (n - 1) / n)


@FEW
@given(PART, PART, PART)
def test_at_zero_the_statistic_of_pairs_is_mcnemars(b, c, same):
    assume(b + c)
    test = mcnemar(b, c, b + c + same, method="asymptotic")
    assert paired_z(b, c, b + c + same, 0.0) ** 2 == pytest.approx(test.statistic)


@FEW
@given(PART, BASE, PART, BASE, st.floats(-0.9, 0.9))
def test_a_limit_is_where_the_statistic_of_two_shares_is_critical(x1, n1, x2, n2, d):
    low, high = miettinen_nurminen(x1, n1, x2, n2, level=0.90)
    z = float(independent_z(x1, n1, x2, n2, d))
    assume(min(abs(d - low), abs(d - high)) > 1e-9)

    assert (abs(z) < 1.6448536269514722) == bool(low < d < high)


def test_a_statistic_of_nobody_is_unknown():
    assert np.isnan(independent_z(0, 0, 3, 9, 0.1))
    assert np.isnan(paired_z(0, 0, 0, 0.1))


def test_a_small_difference_of_many_is_real_and_the_same():
    found = two_groups(5200, 10_000, 5000, 10_000, 0.05)

    assert found.verdict is SamenessVerdict.SAME
    assert found.p_different < 0.05
    assert "smaller than the margin" in found.note


def test_few_respondents_settle_nothing():
    found = two_groups(7, 13, 6, 13, 0.1)

    assert found.verdict is SamenessVerdict.OPEN
    assert found.note == ""


def test_all_groups_are_the_same_if_every_two_are():
    counts = np.array([[450, 210, 130], [450, 190, 130]])

    found = equivalent_groups(counts, 0.15, names=["a", "b", "c"])

    x, n = counts[0], counts.sum(0)
    alone = [two_groups(x[i], n[i], x[j], n[j], 0.15)
             for i, j in ((0, 1), (0, 2), (1, 2))]  # fmt: skip
    assert found.p_same == max(pair.p_same for pair in alone)
    assert [pair.second for pair in found.pairs] == ["b", "c", "c"]
    assert found.verdict is SamenessVerdict.SAME


def test_the_interval_is_that_of_the_pair_least_the_same():
    found = equivalent_groups([[45, 22, 4], [45, 18, 22]], 0.10)

    least = max(found.pairs, key=lambda pair: pair.p_same)
    assert found.estimate == least.difference
    assert found.ci_low <= found.inner_low < found.estimate < found.inner_high


def test_differences_of_three_groups_pass_both_tests():
    counts = np.array([[45, 22, 4], [45, 18, 22]])
    found = equivalent_groups(counts, 0.10)

    from scipy.stats import chi2_contingency

    together = chi2_contingency(counts, correction=False).pvalue
    for pair in found.pairs:
        assert pair.p_adjusted == pytest.approx(max(pair.p_different, together))
    assert found.p_different == min(pair.p_adjusted for pair in found.pairs)


def test_an_answer_explains_itself_with_its_numbers():
    told = two_groups(450, 900, 198, 400, 0.10).explain()

    assert "shares of all groups, margin ±0.1: shown the same." in told
    assert "Difference 0.005, 90% interval" in told
    assert "within the margin" in told and "not within" not in told
    assert "Miettinen & Nurminen 1985" in told


def test_an_answer_of_many_pairs_says_which_decides():
    told = equivalent_gaps(THREE, 0.10).explain()

    assert "in-house minus outside" in told
    assert "largest of 3 pairs" in told
    assert "not within the margin" in told


def test_an_answer_is_one_line_of_a_frame():
    frame = equivalent_gaps(THREE, 0.10).to_frame()

    assert frame.loc[0, "verdict"] == "shown different"
    assert "pairs" not in frame
    assert "shown different" in equivalent_gaps(THREE, 0.10)._repr_html_()


@each(
    ("run", "state"),
    [(lambda: two_groups(0, 0, 3, 9, 0.1), State.EMPTY),
     (lambda: equivalent_groups(np.zeros((2, 3)), 0.1), State.EMPTY),
     (lambda: equivalent_groups([[3, 0], [4, 0]], 0.1), State.EMPTY),
     (lambda: equivalent_groups([[3], [4]], 0.1), State.ONE_COLUMN),
     (lambda: equivalent_gaps({}, 0.1), State.EMPTY),
     (lambda: equivalent_gaps(THREE | {"none": (0, 0, 0)}, 0.1), State.EMPTY),
     (lambda: equivalent_gaps({"a": (1, 2, 9)}, 0.1), State.ONE_COLUMN)],
)  # fmt: skip
def test_what_cannot_be_computed_settles_nothing(run, state):
    found = run()

    assert found.state is state
    assert found.verdict is SamenessVerdict.OPEN
    assert np.isnan([found.p_same, found.p_different, found.ci_low]).all()
    assert state.words in found.explain()
