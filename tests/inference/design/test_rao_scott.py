import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import chdtrc, fdtrc

from itperception.counting.design import DesignCube
from itperception.errors import UnknownNameError
from itperception.inference.contingency import chi_squared
from itperception.inference.design.design_effects import design_effects
from itperception.inference.design.rao_scott import CORRECTIONS, rao_scott
from itperception.inference.design.weighted_sums import inverted, saddlepoint, satterthwaite
from itperception.inference.results import State
from itperception.inference.tables.independence import pearson
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK
from tests.inference.samples import FEW, SAMPLES, design, people, plain

PEOPLE = people()
TABLES = arrays(int, (3, 4), elements=st.integers(1, 20))
WEIGHTS = st.lists(st.floats(0.2, 4), min_size=1, max_size=6)
EMPTY = DesignCube(strata=np.zeros((3, 1, 2, 2)), units=np.zeros(1), fractions=np.zeros(1))
DEGENERATE = [
    (EMPTY, State.EMPTY),
    (design(PEOPLE.assign(w=0.0)), State.NO_WEIGHT),
    (plain([[5, 6], [0, 0]]), State.ONE_ROW),
    (plain([[5, 0], [6, 0]]), State.ONE_COLUMN),
    (design(PEOPLE, cluster=PEOPLE["s"]), State.ONE_CLUSTER),
    (plain(np.diag([4, 5, 6])), State.NO_ESTIMATE),
    (design(PEOPLE, fpc=np.ones(len(PEOPLE))), State.NO_ESTIMATE),
]


def numbers(result):
    return [result.statistic, result.p_value, result.effect_size]


@given(TABLES)
@QUICK
def test_a_simple_random_sample_spreads_every_contrast_by_n_over_n_minus_1(counts):
    n = counts.sum()

    assert design_effects(plain(counts)) == pytest.approx(np.full(6, n / (n - 1)), **DIGITS)


@given(TABLES)
@QUICK
def test_of_a_simple_random_sample_the_first_order_is_the_n_minus_1_test(counts):
    found = rao_scott(plain(counts), correction="chisq")

    x2, n = float(chi_squared(counts)), counts.sum()
    assert found.statistic == pytest.approx(x2, **DIGITS)
    assert found.p_value == pytest.approx(chdtrc(6, x2 * (n - 1) / n), **DIGITS)
    second = rao_scott(plain(counts), correction="second_order")
    assert second.p_value == pytest.approx(found.p_value, **DIGITS)


@given(TABLES)
@QUICK
def test_of_a_simple_random_sample_v_is_nearly_pearsons(counts):
    found, plainly = rao_scott(plain(counts)), pearson(counts)

    # The base is over n/(n − 1): one respondent fewer.
    assert found.effect_size == pytest.approx(plainly.effect_size, abs=4 / counts.sum())


@pytest.mark.parametrize("correction", CORRECTIONS)
@given(d=SAMPLES, factor=st.floats(0.1, 90))
@FEW
def test_the_scale_of_the_weights_does_not_matter(correction, d, factor):
    one, other = design(d), design(d.assign(w=d["w"] * factor))

    assert numbers(rao_scott(other, correction=correction)) == pytest.approx(
        numbers(rao_scott(one, correction=correction)), rel=1e-6, abs=1e-9
    )


@each("correction", CORRECTIONS)
@each("statistic", ["pearson", "likelihood_ratio"])
def test_answers_and_groups_can_be_exchanged(correction, statistic):
    told = {"correction": correction, "statistic": statistic}

    one, other = (
        rao_scott(design(PEOPLE), **told),
        rao_scott(design(PEOPLE).transposed(), **told),
    )

    assert numbers(one) == pytest.approx(numbers(other), **DIGITS)


@each("correction", CORRECTIONS)
def test_the_order_of_answers_and_groups_does_not_matter(correction):
    one = rao_scott(design(PEOPLE), correction=correction)
    other = rao_scott(design(PEOPLE).take([2, 0, 3, 1], [1, 2, 0]), correction=correction)

    assert numbers(one) == pytest.approx(numbers(other), **DIGITS)


@each("correction", CORRECTIONS)
def test_an_empty_category_changes_nothing_and_is_told(correction):
    one = rao_scott(design(PEOPLE), correction=correction)
    other = rao_scott(design(PEOPLE, shape=(5, 4)), correction=correction)

    assert numbers(one) == pytest.approx(numbers(other), **DIGITS)
    assert "left out as empty: 1 row, 1 column" in other.note


@given(SAMPLES)
@FEW
def test_f_does_not_depend_on_how_many_stand_for_a_cluster(d):
    halves = d.loc[d.index.repeat(2)].assign(w=lambda x: x["w"] / 2)

    one, other = rao_scott(design(d)), rao_scott(design(halves))

    assert [one.statistic, one.df, one.df2, one.p_value] == pytest.approx(
        [other.statistic, other.df, other.df2, other.p_value], **DIGITS
    )


@given(SAMPLES, st.floats(0, 0.9))
@FEW
def test_a_share_drawn_without_replacement_divides_every_design_effect(d, share):
    infinite, finite = design(d), design(d, fpc=np.full(len(d), share))

    assert design_effects(finite) == pytest.approx(
        design_effects(infinite) * (1 - share), **DIGITS
    )


def test_of_one_contrast_every_chi_squared_is_the_same():
    d = PEOPLE.assign(y=PEOPLE["y"] % 2, g=PEOPLE["g"] % 2)
    found = {c: rao_scott(design(d, shape=(2, 2)), correction=c) for c in CORRECTIONS}

    p = found["chisq"].p_value
    assert found["second_order"].p_value == pytest.approx(p, **DIGITS)
    assert found["lincom"].p_value == pytest.approx(found["F"].p_value, rel=1e-8)
    assert found["wald"].p_value == pytest.approx(found["adjwald"].p_value, **DIGITS)


@each(("cube", "state"), DEGENERATE)
@each("correction", ["F", "chisq", "saddlepoint", "wald"])
def test_a_table_that_cannot_be_tested_says_why(cube, state, correction):
    found = rao_scott(cube, correction=correction)

    assert found.state is state
    assert np.isnan(found.p_value)
    assert state.words in found.explain()


def test_more_contrasts_than_units_are_too_many_for_the_adjusted_test():
    few = design(PEOPLE, cluster=PEOPLE["c"] % 3)

    assert rao_scott(few, correction="adjwald").state is State.SMALL_BASE


def test_the_explanation_has_the_numbers():
    told = rao_scott(plain([[30, 10], [10, 30]])).explain()

    assert "X² = n Σ(π − π_r π_c)²/(π_r π_c) = 20, n = 80, λ = 1.01;" in told
    assert "F = 20/Σλ = 19.75" in told
    assert "1 × 79 = 79" in told
    assert "(ν − k + 1)/(kν)" in rao_scott(design(PEOPLE), correction="adjwald").explain()


def test_the_sum_tells_its_exact_denominator_too():
    cube = design(PEOPLE)
    effects = design_effects(cube)
    ddf = effects.sum() ** 2 / (effects**2).sum() * cube.df
    found = rao_scott(cube, correction="lincom")

    assert f"p = {inverted(found.statistic, effects, ddf):.3g}" in found.note


@pytest.mark.parametrize("option", ["correction", "statistic"])
def test_an_unknown_option_is_named(option):
    with pytest.raises(UnknownNameError, match=f"no {option} is called 'kendall'"):
        rao_scott(design(PEOPLE), **{option: "kendall"})


@given(st.floats(0.5, 12), st.integers(1, 6), st.integers(6, 60))
@QUICK
def test_a_sum_of_equal_weights_is_f_or_chi_squared(x, size, ddf):
    weights = np.full(size, 1.7)

    tail = fdtrc(size, ddf, x / size)
    assert inverted(1.7 * x, weights, ddf) == pytest.approx(tail, abs=1e-8)
    assert satterthwaite(1.7 * x, weights, ddf) == pytest.approx(tail, **DIGITS)
    assert saddlepoint(1.7 * x, weights, ddf) == pytest.approx(tail, rel=0.1)
    assert satterthwaite(1.7 * x, weights) == pytest.approx(chdtrc(size, x), **DIGITS)


@given(WEIGHTS, st.floats(0.1, 30))
@QUICK
def test_the_saddlepoint_is_near_the_inversion(weights, x):
    assert saddlepoint(x, weights, 30.5) == pytest.approx(
        inverted(x, weights, 30.5), rel=0.1, abs=1e-8
    )


def test_a_sum_of_two_pairs_is_a_mixture_of_exponentials():
    # Of weights a, a, b, b the tail is (a e^(−x/2a) − b e^(−x/2b))/(a − b).
    a, b, x = 3.0, 0.5, 7.0
    tail = (a * np.exp(-x / (2 * a)) - b * np.exp(-x / (2 * b))) / (a - b)

    assert inverted(x, [a, a, b, b]) == pytest.approx(tail, abs=1e-9)


@pytest.mark.parametrize("tail", [inverted, saddlepoint])
def test_nothing_is_passed_for_certain(tail):
    assert tail(0.0, [1.0, 2.0], 20) == 1
