from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.counting.design import DesignCube
from itperception.errors import UnknownNameError
from itperception.inference.design.design import (
    design_effect,
    design_state,
    linearised,
    mean_score,
    proportion,
    proportion_table,
    share_difference,
)
from itperception.inference.design.design_effects import jackknife
from itperception.inference.design.design_intervals import METHODS
from itperception.inference.design.design_scores import compare_means, difference, t_test
from itperception.inference.results import State
from tests.inference.reference import DIGITS, QUICK
from tests.inference.samples import FEW, SAMPLES, design, people, plain

PEOPLE = people()
EMPTY = DesignCube(strata=np.zeros((3, 1, 2, 2)), units=np.zeros(1), fractions=np.zeros(1))


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

    assert numbers(proportion(other, [0, 1], 1)) == pytest.approx(
        numbers(proportion(one, [0, 1], 1)), **DIGITS
    )
    found = [t_test(cube, [1, 2, 3, 4]).p_value for cube in (one, other)]
    assert found[0] == pytest.approx(found[1], **DIGITS)


@given(SAMPLES)
@FEW
def test_a_share_is_the_mean_of_an_indicator(d):
    share, mean = proportion(design(d), [1, 3], 2), mean_score(design(d), [0, 1, 0, 1], 2)

    assert (share.effect_size, share.se) == pytest.approx(
        (mean.effect_size, mean.se), **DIGITS
    )


@given(SAMPLES)
@FEW
def test_the_difference_of_a_share_is_turned_with_the_groups(d):
    one, other = difference(design(d), [0], 0, 2), difference(design(d), [0], 2, 0)

    assert numbers(one) == pytest.approx(
        [-other.effect_size, -other.ci_high, -other.ci_low], **DIGITS
    )
    assert one.p_value == pytest.approx(other.p_value, **DIGITS)


def test_a_group_without_anybody_changes_nothing():
    wider = design(PEOPLE, shape=(4, 4))

    expected = compare_means("", "", design(PEOPLE), np.arange(4.0), 0.95)
    found = compare_means("", "", wider, np.arange(4.0), 0.95)

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

    found = t_test(DesignCube.from_codes(two["y"], two["g"], weight=two["w"]), range(4))

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


@pytest.mark.parametrize("method", METHODS)
def test_an_interval_holds_the_estimate_and_is_turned_with_it(method):
    yes = proportion(design(PEOPLE), [0, 1], method=method)
    no = proportion(design(PEOPLE), [2, 3], method=method)

    assert yes.ci_low < yes.effect_size < yes.ci_high
    assert (yes.ci_low, yes.ci_high) == pytest.approx((1 - no.ci_high, 1 - no.ci_low))


@pytest.mark.parametrize("method", METHODS)
def test_everybody_still_has_a_lower_limit(method):
    found = proportion(plain([[0], [12]]), [1], method=method)

    # Clopper and Pearson: (α/2)^(1/n).
    assert (found.ci_low, found.ci_high) == pytest.approx((0.025 ** (1 / 12), 1), **DIGITS)
    assert "nobody or everybody" in found.note


def test_an_unknown_interval_is_named():
    with pytest.raises(
        UnknownNameError, match="no interval of a proportion is called 'wald'"
    ):
        proportion(design(PEOPLE), [0], method="wald")


def test_the_table_has_every_answer_of_every_group_and_of_all():
    table = proportion_table(design(PEOPLE))

    assert table.groupby("group")["proportion"].sum().to_numpy() == pytest.approx([1] * 4)
    one = proportion(design(PEOPLE), [2], 1)
    line = table.query("group == 1 and answer == 2").iloc[0]
    assert [line.proportion, line.ci_low, line.ci_high] == pytest.approx(numbers(one))


def test_of_equal_clusters_the_jackknife_is_the_linearised_variance():
    even = PEOPLE.assign(w=1.0).groupby(["s", "c"]).head(4)
    even = even[even.groupby(["s", "c"])["w"].transform("size") == 4]
    even = even.assign(s=0, c=even["c"] + 8 * even["s"])

    found = jackknife(design(even))

    # The total weight is then known whoever is left out, and a share is linear.
    each = np.eye(12).reshape(12, 4, 3) / len(even)
    assert found == pytest.approx(linearised(design(even), each), **DIGITS)


def test_a_stratum_of_which_a_share_was_drawn_adds_so_much_less_to_the_jackknife():
    cube = design(PEOPLE)
    whole, strata = jackknife(cube), len(cube.units)

    each = [jackknife(replace(cube, fractions=share)) for share in np.eye(strata) / 4]

    # (1 − ¼) V_h and the V of the others, summed over h
    assert np.diag(whole).min() > 0
    assert sum(each) == pytest.approx((strata - 1 / 4) * whole, **DIGITS)
    everybody = jackknife(replace(cube, fractions=np.ones(strata)))
    assert everybody == pytest.approx(0 * whole)


def test_without_clusters_there_is_nobody_to_leave_out():
    assert np.isnan(jackknife(plain([[3, 4], [5, 6]]))).all()


@pytest.mark.parametrize(
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
    assert (
        proportion(cube, [0]).state
        is mean_score(cube, np.ones(9)[: len(cube.totals)]).state
    )


def test_a_stratum_of_one_unit_leaves_the_estimate_without_its_error():
    found = proportion(design(PEOPLE, cluster=PEOPLE["s"]), [0])

    assert found.effect_size == pytest.approx(proportion(design(PEOPLE), [0]).effect_size)
    assert np.isnan([found.se, found.ci_low]).all()
    assert "only one cluster" in found.explain()


@pytest.mark.parametrize(
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


def test_the_explanation_has_the_numbers():
    found = difference(plain([[9, 3], [11, 17]]), [0])

    assert "(0.45 − 0.15)" in found.explain()
    assert "df = units − strata − 1 = 38" in found.explain()
    assert "12/40 = 0.3" in proportion(plain([[9, 3], [11, 17]]), [0]).explain()


def test_clusters_that_are_all_alike_tell_no_spread():
    answers = [0, 1] * 12
    groups, cluster = np.repeat([0, 1], 12), np.repeat(np.arange(6), 4)
    found = share_difference(DesignCube.from_codes(answers, groups, cluster=cluster))

    assert found.state is State.NO_VARIATION and found.effect_size == 0
    assert np.isnan([found.ci_low, found.ci_high, found.se]).all()
