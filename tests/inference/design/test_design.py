import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.counting.design import DesignCube
from itperception.inference.design.design import (
    design_effect,
    design_state,
    proportion,
    share_difference,
)
from itperception.inference.design.design_scores import compare_means
from itperception.inference.results import State
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK
from tests.inference.samples import FEW, SAMPLES, design, people, plain

PEOPLE = people()
EMPTY = DesignCube(strata=np.zeros((3, 1, 2, 2)), units=np.zeros(1), fractions=np.zeros(1))


def compare(cube):
    scores = np.arange(float(cube.totals.shape[0]))
    return compare_means("test", "difference of means", cube, scores, 0.95)


def numbers(result):
    return [result.effect_size, result.ci_low, result.ci_high]


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4))
@QUICK
def test_a_simple_random_sample_has_the_binomial_variance(counts):
    found = proportion(plain(np.reshape(counts, (-1, 1))), [0])

    p, n = counts[0] / sum(counts), sum(counts)
    assert found.se**2 == pytest.approx(p * (1 - p) / (n - 1), **DIGITS)
    assert design_effect(p, found.se, n) == pytest.approx(1, **DIGITS)


@given(SAMPLES, st.floats(0.1, 90))
@FEW
def test_the_scale_of_the_weights_does_not_matter(d, factor):
    one, other = design(d), design(d.assign(w=d["w"] * factor))

    assert numbers(proportion(other.take(groups=[1]), [0, 1])) == pytest.approx(
        numbers(proportion(one.take(groups=[1]), [0, 1])), **DIGITS
    )
    found = [compare(cube).p_value for cube in (one, other)]
    assert found[0] == pytest.approx(found[1], **DIGITS)


def test_a_group_without_anybody_changes_nothing():
    wider = design(PEOPLE, shape=(4, 4))

    expected, found = compare(design(PEOPLE)), compare(wider)

    assert (found.statistic, found.df2) == pytest.approx((expected.statistic, expected.df2))
    assert found.note == "left out as empty: 1 column"


@given(SAMPLES, st.floats(0, 0.95))
@FEW
def test_a_finite_population_takes_its_share_off_the_variance(d, share):
    infinite, finite = design(d), design(d, fpc=np.full(len(d), share))

    ratio = proportion(finite, [0]).se ** 2 / proportion(infinite, [0]).se ** 2
    assert ratio == pytest.approx(1 - share, **DIGITS)


def test_the_error_of_a_difference_is_that_of_a_slow_sum():
    two = PEOPLE.assign(g=PEOPLE["g"] % 2)

    found = compare(DesignCube.from_codes(two["y"], two["g"], weight=two["w"]))

    assert found.effect_size / found.statistic == pytest.approx(_slow_se(two), **DIGITS)
    assert found.df == len(two) - 2


def _slow_se(d):
    """Linearise a difference of means respondent by respondent."""
    influence = np.zeros(len(d))
    for g in (0, 1):
        inside, w = d["g"] == g, d["w"]
        mean = np.average(d["y"][inside], weights=w[inside])
        influence += np.where(inside, (1, -1)[g] * w * (d["y"] - mean) / w[inside].sum(), 0)
    n = len(d)
    return np.sqrt(n / (n - 1) * ((influence - influence.mean()) ** 2).sum())


def test_an_interval_holds_the_estimate_and_is_turned_with_it():
    yes = proportion(design(PEOPLE), [0, 1])
    no = proportion(design(PEOPLE), [2, 3])

    assert yes.ci_low < yes.effect_size < yes.ci_high
    assert (yes.ci_low, yes.ci_high) == pytest.approx((1 - no.ci_high, 1 - no.ci_low))


def test_everybody_still_has_a_lower_limit():
    found = proportion(plain([[0], [12]]), [1])

    # Clopper and Pearson: (α/2)^(1/n).
    assert (found.ci_low, found.ci_high) == pytest.approx((0.025 ** (1 / 12), 1), **DIGITS)
    assert "nobody or everybody" in found.note


@each(
    ("cube", "state"),
    [
        (EMPTY, State.EMPTY),
        (design(PEOPLE.assign(w=0.0)), State.NO_WEIGHT),
        (design(PEOPLE, cluster=PEOPLE["s"]), State.ONE_CLUSTER),
        (plain([[1]]), State.ONE_CLUSTER),
        (plain([[1, 0], [0, 1]]).take(groups=[0]), State.SMALL_BASE),
        (plain([[2, 2]]), State.OK),
    ],
)
def test_the_state_says_why_nothing_can_be_estimated(cube, state):
    assert design_state(cube) is state


def test_a_stratum_of_one_unit_leaves_the_estimate_without_its_error():
    found = proportion(design(PEOPLE, cluster=PEOPLE["s"]), [0])

    assert found.effect_size == pytest.approx(proportion(design(PEOPLE), [0]).effect_size)
    assert np.isnan([found.se, found.ci_low]).all()
    assert "only one cluster" in found.explain()


@each(
    ("cube", "state"),
    [
        (EMPTY, State.EMPTY),
        (design(PEOPLE.assign(w=0.0)), State.NO_WEIGHT),
        (plain([[3], [3]]), State.ONE_COLUMN),
        (plain([[3, 3]]), State.ONE_ROW),
        (plain([[3, 0], [0, 4]]), State.NO_VARIATION),
        (plain([[1, 0, 0], [0, 1, 1]]), State.SMALL_BASE),
        (plain([[3, 0, 0], [0, 4, 5]]), State.NO_VARIATION),
    ],
)
def test_means_that_cannot_be_compared_say_why(cube, state):
    scores = np.arange(float(len(cube.totals)))

    assert compare_means("", "", cube, scores, 0.95).state is state


def test_clusters_that_are_all_alike_tell_no_spread():
    answers = [0, 1] * 12
    groups, cluster = np.repeat([0, 1], 12), np.repeat(np.arange(6), 4)
    found = share_difference(DesignCube.from_codes(answers, groups, cluster=cluster))

    assert found.state is State.NO_VARIATION and found.effect_size == 0
    assert np.isnan([found.ci_low, found.ci_high, found.se]).all()


def test_the_explanation_has_the_numbers():
    found = compare(plain([[9, 3], [11, 17]]))

    assert "df = units − strata − 1 = 38" in found.explain()
    assert "12/40 = 0.3" in proportion(plain([[9, 3], [11, 17]]), [0]).explain()
