"""What theory says a result becomes when the table changes in a way that theory covers.

One line for each function that takes a table, one column for each change. A cell has a
sign for the statistic, one for the p-value and one for the effect; the one sign of a
function without a test is for its effect.

=  stays                    <  no larger in size, of the same sign
-  changes its sign         >  no smaller in size, of the same sign
1  becomes 1 − x            ~  stays within the error of drawing at random
/  becomes 1/x              #  is a count of the table by definition, see COUNTED
k  times k, the factor of all counts           r  times √k
m  times (kn − 1)/(n − 1)                      s  times the root of that
n  times n/n', the old base over the new one
o  there is none            w  the method is not for a table of this shape
.  theory says nothing

Where a table is only arranged differently or has empty parts added, and the effect is
known to stay, to change its sign or to be turned over, so must its interval.
"""

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.counting.crosstab import Crosstab
from itperception.counting.design import DesignCube
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.contingency import adjusted_residuals
from itperception.inference.design.design import proportion
from itperception.inference.design.design_effects import design_effects
from itperception.inference.design.design_ranks import design_rank_test
from itperception.inference.design.rao_scott import rao_scott
from itperception.inference.design.weighted_permutation import weighted_permutation
from itperception.inference.gap.signed_rank import ranked_steps
from itperception.inference.results import State, TestResult
from itperception.terms.category import Category
from itperception.terms.dimension import Dimension
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK
from tests.inference.room import of_one_table
from tests.inference.samples import SAMPLES, design, people, tipping

K = 3
FEW = settings(QUICK, max_examples=5)
# Some limits of bias correction hold from this base on.
LEAST = 12
DRAWS = 2000
NAMED = {name.split(".")[1]: function for name, function in of_one_table().items()}

# Changed are, from left to right: the order of groups, to any and to its reverse; that of
# answers, likewise; groups for answers; an empty group added, last and between; an empty
# answer, likewise; all counts times k; one group in two halves; one answer in two halves.
# Before them stands the shape that the tables drawn have.
TABLES = """
pearson                     any ===  ===  ===  ===  ===  ===  ===  ===  ===  k<>  =><  =><
likelihood_ratio            any ===  ===  ===  ===  ===  ===  ===  ===  ===  k<>  =><  =><
williams                    any ===  ===  ===  ===  ===  ===  ===  ===  ===  ><>  ..<  ..<
permutation                 any =~=  =~=  =~=  =~=  =~=  ===  ===  ===  ===  k.>  =.<  =.<
exact                       few ===  ===  ===  ===  ===  ===  ===  ===  ===  k.>  =.<  =.<
exact:likelihood_ratio      few ===  ===  ===  ===  ===  ===  ===  ===  ===  k.>  =.<  =.<
exact:freeman_halton        few ===  ===  ===  ===  ===  ===  ===  ===  ===  ..>  ..<  ..<
exact:linear_by_linear      few ...  ==-  ...  ==-  ===  ===  ...  ===  ...  m.=  ...  ...
cramers_v                   any =    =    =    =    =    =    =    =    =    =    <    <
cohens_w                    any =    =    =    =    =    =    =    =    =    =    =    =
kruskal_wallis              any ===  ===  ...  ===  ...  ===  ===  ===  ===  m<=  =>=  <><
kruskal_wallis_permutation  any =~=  =~=  ...  =~=  ...  ===  ===  ===  ===  m.=  =.=  <.<
mean_scores                 any ===  ===  ...  ===  ...  ===  ===  ===  ...  m<=  =>=  ...
rank_eta_squared            any =    =    .    =    .    =    =    =    =    >    <    <
linear_by_linear            any ...  ==-  ...  ==-  ===  ===  ...  ===  ...  m<=  ...  ...
spearman                    any ...  -=-  ...  -=-  ===  ===  ===  ===  ===  ><=  <><  <><
jonckheere_terpstra         any ...  -=-  ...  -=-  ===  ===  ===  ===  ===  ><=  <><  <><
gamma                       any .    -    .    -    =    =    =    =    =    =    <    <
kendall_tau_b               any .    -    .    -    =    =    =    =    =    =    <    <
somers_d                    any .    -    .    -    .    =    =    =    =    =    <    =
cochran_armitage            2×C ...  -=-  -=-  -=-  www  ===  ...  ===  ===  r<=  ...  www
mann_whitney                R×2 -=1  -=1  ...  -=1  www  ===  ===  ===  ===  s<=  www  <>=
mann_whitney_exact          R×2 -=1  -=1  ...  -=1  www  ===  ===  ===  ===  s.=  www  <.=
brunner_munzel              R×2 -=1  -=1  ...  -=1  www  ===  ===  ===  ===  ><=  www  <.=
probability_of_superiority  R×2 1    1    .    1    w    =    =    =    =    =    w    =
cliffs_delta                R×2 -    -    .    -    w    =    =    =    =    =    w    =
n_minus_one                 2×2 ==-  ==-  ==-  ==-  ==.  ===  ===  ===  ===  m<=  www  www
yates                       2×2 ==-  ==-  ==-  ==-  ==.  ===  ===  ===  ===  ><=  www  www
fisher                      2×2 #=-  #=-  #=-  #=-  ==.  ===  ===  ===  ===  k.=  www  www
fisher:doubled              2×2 #=-  #=-  #=-  #=-  ==.  ===  ===  ===  ===  k.=  www  www
fisher_midp                 2×2 #=-  #=-  #=-  #=-  ==.  ===  ===  ===  ===  k.=  www  www
boschloo                    2×2 ==-  ==-  ==-  ==-  ...  ===  ===  ===  ===  ..=  www  www
risk_difference             2×2 -    -    -    -    .    =    =    =    =    =    w    w
cohens_h                    2×2 -    -    -    -    .    =    =    =    =    =    w    w
phi                         2×2 -    -    -    -    =    =    =    =    =    =    w    w
odds_ratio                  2×2 /    /    /    /    =    =    =    =    =    =    w    w
risk_ratio                  2×2 /    /    .    .    .    =    =    =    =    =    w    w
"""

# Items exchanged; the order of the categories of both changed, to any and to its reverse;
# pairs that agree added; an empty category added, last and between; all counts times k.
SQUARES = """
kappa                  =    =    =    .    =    =    =
kappa:linear           =    .    =    .    =    .    =
kappa:quadratic        =    .    =    .    =    .    =
bowker                 ==o  ==o  ==o  ==o  ==o  ==o  k<o
stuart_maxwell         ==o  ==o  ==o  ==o  ==o  ==o  k<o
bhapkar                ==o  ==o  ==o  <>o  ==o  ==o  k<o
sign_test              #=-  ...  #=-  ==n  ===  ===  k.=
sign_test:asymptotic   ==-  ...  ==-  ==n  ===  ===  k<=
mean_score             -=-  ...  -=-  ==n  ===  ..=  r<=
wilcoxon               #=-  ...  #=-  ==n  ===  ..=  ..=
wilcoxon:asymptotic    -=-  ...  -=-  ==n  ===  ..=  ..=
matched_rank_biserial  -    .    -    =    =    .    .
"""

# Not tables of answers by groups: each has tests of its own below.
OTHERS = {"goodness_of_fit", "test_bounds"}
# What comes after the colon of a name is the value of this option.
OPTION = {
    "exact": "statistic", "fisher": "sides",
    "kappa": "weights", "sign_test": "method", "wilcoxon": "method",
}  # fmt: skip
FIXED = {"permutation": {"draws": DRAWS}, "kruskal_wallis_permutation": {"draws": DRAWS}}
COUNTED = {
    "fisher": lambda table: table[0, 0],
    "fisher_midp": lambda table: table[0, 0],
    "sign_test": lambda square: np.triu(square, 1).sum(),
    "wilcoxon": lambda square: np.multiply(*_up_and_ranks(square)).sum(),
}
# Found by an iteration or between limits, so not to the last digit.
LOOSE = {"exact": 2e-6, "boschloo": 1e-7}
# Other bases or other margins: another interval.
RESAMPLED = {"all counts times k", "group halved", "answer halved", "agreeing added"}
# Examples of what takes long; of everything else there are four.
RARE = {"boschloo": 1, "exact": 1, "fisher": 2, "fisher_midp": 2, "n_minus_one": 2,
        "yates": 2, "risk_difference": 2, "permutation": 2,
        "kruskal_wallis_permutation": 2}  # fmt: skip


def lines(text: str) -> dict[str, list[str]]:
    parted = [line.split() for line in text.strip().splitlines()]
    return {name: cells for name, *cells in parted}


def _up_and_ranks(square):
    up, _, ranks = ranked_steps(square, "wilcox")
    return up, ranks


def permuted(size: int, rng) -> np.ndarray:
    """Return an order that is not the one there is."""
    order = rng.permutation(size)
    return order if (order != np.arange(size)).any() else order[::-1]


def between(table, axis: int, rng) -> np.ndarray:
    return np.insert(table, rng.integers(1, table.shape[axis]), 0, axis)


def with_halves(table, axis: int, rng) -> tuple[np.ndarray, np.ndarray]:
    """Return a table with one group or answer doubled, and with both halves apart."""
    table = np.moveaxis(table, axis, 0)
    place = rng.integers(len(table))
    double = np.where(np.arange(len(table))[:, None] == place, 2 * table, table)
    return tuple(
        np.moveaxis(each, 0, axis)
        for each in (double, np.insert(table, place, table[place], 0))
    )


# Each returns the table before and after.
MOVES = {
    "groups permuted": lambda t, rng: (t, t[:, permuted(t.shape[1], rng)]),
    "groups reversed": lambda t, rng: (t, t[:, ::-1]),
    "answers permuted": lambda t, rng: (t, t[permuted(len(t), rng)]),
    "answers reversed": lambda t, rng: (t, t[::-1]),
    "transposed": lambda t, rng: (t, t.T),
    "empty group last": lambda t, rng: (t, np.pad(t, ((0, 0), (0, 1)))),
    "empty group between": lambda t, rng: (t, between(t, 1, rng)),
    "empty answer last": lambda t, rng: (t, np.pad(t, ((0, 1), (0, 0)))),
    "empty answer between": lambda t, rng: (t, between(t, 0, rng)),
    "all counts times k": lambda t, rng: (t, K * t),
    "group halved": lambda t, rng: with_halves(t, 1, rng),
    "answer halved": lambda t, rng: with_halves(t, 0, rng),
}


def both_permuted(square, rng):
    order = permuted(len(square), rng)
    return square[order][:, order]


def both_between(square, rng):
    place = rng.integers(1, len(square))
    return np.insert(np.insert(square, place, 0, 0), place, 0, 1)


SQUARE_MOVES = {
    "items swapped": lambda t, rng: (t, t.T),
    "categories permuted": lambda t, rng: (t, both_permuted(t, rng)),
    "categories reversed": lambda t, rng: (t, t[::-1, ::-1]),
    "agreeing added": lambda t, rng: (t, t + np.diag(rng.integers(1, 9, len(t)))),
    "empty category last": lambda t, rng: (t, np.pad(t, (0, 1))),
    "empty category between": lambda t, rng: (t, both_between(t, rng)),
    "all counts times k": lambda t, rng: (t, K * t),
}
SHAPES = {
    "any": st.tuples(st.integers(2, 4), st.integers(2, 4)),
    "few": st.tuples(st.integers(2, 3), st.integers(2, 3)),
    "3×3": st.tuples(st.integers(3, 4), st.integers(3, 4)),
    "2×C": st.tuples(st.just(2), st.integers(3, 4)),
    "R×2": st.tuples(st.integers(3, 5), st.just(2)),
    "2×2": st.just((2, 2)),
}


def tables(shape: str):
    most = 4 if shape == "few" else 9
    drawn = SHAPES[shape].flatmap(lambda s: arrays(float, s, elements=st.integers(0, most)))
    return drawn.filter(
        lambda t: min(*t.sum(0), *t.sum(1)) > 0 and t.sum() >= LEAST,
    )


def squares(least: int):
    return (
        st.integers(least, 4)
        .flatmap(lambda k: arrays(float, (k, k), elements=st.integers(0, 9)))
        .filter(lambda t: t.sum() > 1)
    )


def seeds():
    return st.integers(0, 10**6)


def function_of(name: str):
    """Return the function of a line, its option set."""
    plain, _, value = name.partition(":")
    options = FIXED.get(plain, {}) | ({OPTION[plain]: value} if value else {})
    return partial(NAMED[plain], **options)


def over(x: float) -> float:
    return math.inf if x == 0 else 1 / x


def becomes(x: float, sign: str, n: float, new: float) -> float:
    """Return what theory makes of a number; `n` and `new` are the bases."""
    grown = (K * n - 1) / (n - 1)
    return {
        "=": x, "-": -x, "1": 1 - x, "/": over(x), "k": K * x, "r": math.sqrt(K) * x,
        "m": grown * x, "s": math.sqrt(grown) * x, "n": x * n / new,
    }[sign]  # fmt: skip


def check(sign: str, before: float, after: float, n: float, new: float, close) -> bool:
    """Say whether a number has become what theory says."""
    if sign == ".":
        return True
    if sign == "o":
        return math.isnan(before) and math.isnan(after)
    if sign in "<>":
        small, large = (after, before) if sign == "<" else (before, after)
        alike = small * large >= 0 or abs(small) < 1e-9
        return alike and abs(small) <= abs(large) * (1 + 1e-9) + 1e-12
    if sign == "~":
        error = math.sqrt(2 * before * (1 - before) / DRAWS)
        return abs(after - before) <= 5 * error + 5 / DRAWS
    return after == close(becomes(before, sign, n, new))


def turned(low: float, high: float, sign: str) -> tuple[float, float]:
    ends = [becomes(x, sign, 2, 2) for x in (low, high)]
    return tuple(ends if sign == "=" else ends[::-1])


def numbers(found) -> tuple[float, ...]:
    if isinstance(found, TestResult):
        return found.statistic, found.p_value, found.effect_size
    return (found.effect_size,)


def hold(name: str, move: str, signs: str, before, after, counted: float) -> None:
    """Assert that a result has become what the signs of a cell say."""
    told = f"{name}, {move}, {signs}: {before} {after}"
    if set(signs) == {"w"}:
        assert after.state is State.WRONG_SHAPE, told
        return
    if set(signs) == {"."}:
        return
    assert after.state is State.OK, told
    plain = name.partition(":")[0]
    loose = {"rel": LOOSE[plain], "abs": LOOSE[plain]} if plain in LOOSE else DIGITS
    close = partial(pytest.approx, nan_ok=True, **loose)
    for sign, x, y in zip(signs, numbers(before), numbers(after), strict=True):
        if sign == "#":
            assert y == counted, told
        else:
            assert check(sign, x, y, before.base, after.base, close), told
    if signs[-1] in "=-1/" and move not in RESAMPLED:
        ends = turned(before.ci_low, before.ci_high, signs[-1])
        nearly = partial(pytest.approx, nan_ok=True, rel=1e-7, abs=1e-9)
        assert (after.ci_low, after.ci_high) == nearly(ends), told


def go_through(name: str, cells: dict[str, str], table, moves, seed: int) -> None:
    """Change a table in every way there is, and hold the result against theory."""
    function, known = function_of(name), {}
    plain = name.partition(":")[0]
    for move, signs in cells.items():
        if set(signs) == {"."}:
            continue
        old, new = moves[move](table, np.random.default_rng(seed))
        key = old.tobytes()
        before = known[key] if key in known else known.setdefault(key, function(old))
        if before.state is not State.OK:
            continue
        counted = COUNTED[plain](new) if "#" in signs else math.nan
        hold(name, move, signs, before, function(new), counted)


LINES = lines(TABLES)
SQUARE_LINES = lines(SQUARES)


def examples_of(name: str) -> settings:
    """Return how many tables are tried; a failing one is shown as it was drawn."""
    tried = RARE.get(name.partition(":")[0], 4)
    return settings(QUICK, max_examples=tried, phases=[Phase.generate])


def test_every_statistic_has_a_declared_theory():
    declared = {name.partition(":")[0] for name in (*LINES, *SQUARE_LINES)} | OTHERS

    assert set(NAMED) == declared
    assert len(NAMED) == len(of_one_table())


def test_every_line_has_a_sign_for_every_change():
    for name, (_, *cells) in LINES.items():
        assert len(cells) == len(MOVES), name
    for name, cells in SQUARE_LINES.items():
        assert len(cells) == len(SQUARE_MOVES), name


@pytest.mark.parametrize("name", LINES)
def test_a_changed_table_gives_what_theory_says(name):
    shape, *cells = LINES[name]

    @examples_of(name)
    @given(table=tables(shape), seed=seeds())
    def holds(table, seed):
        go_through(name, dict(zip(MOVES, cells, strict=True)), table, MOVES, seed)

    holds()


@each("name", SQUARE_LINES)
def test_a_changed_square_gives_what_theory_says(name):
    cells = dict(zip(SQUARE_MOVES, SQUARE_LINES[name], strict=True))

    @examples_of(name)
    @given(square=squares(2), seed=seeds())
    def holds(square, seed):
        go_through(name, cells, square, SQUARE_MOVES, seed)

    holds()


@FEW
@given(table=tables("2×2"))
def test_a_ratio_of_the_other_answer_is_that_of_the_table_reversed(table):
    yes, no = NAMED["risk_ratio"](table), NAMED["risk_ratio"](table[::-1])
    odds = NAMED["odds_ratio"](table).effect_size

    if math.isfinite(odds) and min(yes.effect_size, no.effect_size) > 0:
        assert odds == pytest.approx(yes.effect_size / no.effect_size, **DIGITS)


# name of the test, option with the scores, axis they belong to
SCORED = [("linear_by_linear", "answer_scores", 0), ("linear_by_linear", "group_scores", 1),
          ("mean_scores", "scores", 0), ("cochran_armitage", "scores", 1)]  # fmt: skip


@pytest.mark.parametrize(("name", "option", "axis"), SCORED)
@FEW
@given(table=tables("2×C"), place=st.integers(1, 2), seed=seeds())
def test_an_empty_place_between_changes_nothing_if_the_others_keep_their_scores(
    name, option, axis, table, place, seed
):
    table = table.T if axis == 0 else table
    scores = np.arange(1.0, table.shape[axis] + 1)
    wider = np.insert(table, place, 0, axis)
    kept = np.insert(scores, place, np.random.default_rng(seed).normal())
    before, after = NAMED[name](table), NAMED[name](wider, **{option: kept})

    assert numbers(after) == pytest.approx(numbers(before), nan_ok=True, **DIGITS)


@pytest.mark.parametrize(("name", "option", "axis"), SCORED)
@FEW
@given(table=tables("2×C"), slope=st.floats(0.1, 9), start=st.floats(-9, 9))
def test_scores_count_up_to_where_they_start_and_their_unit(
    name, option, axis, table, slope, start
):
    table = table.T if axis == 0 else table
    moved = start + slope * np.arange(table.shape[axis])
    before, after = NAMED[name](table), NAMED[name](table, **{option: moved})

    assert numbers(after)[:2] == pytest.approx(
        numbers(before)[:2], nan_ok=True, rel=1e-7, abs=1e-9
    )


VECTORS = st.integers(2, 5).flatmap(
    lambda k: arrays(float, k, elements=st.integers(0, 9))
).filter(lambda counts: counts.sum() > 1)  # fmt: skip


@pytest.mark.parametrize("method", ["asymptotic", "exact"])
@FEW
@given(counts=VECTORS, seed=seeds())
def test_a_distribution_fits_as_well_in_any_order_and_beside_what_cannot_be(
    method, counts, seed
):
    fit = partial(NAMED["goodness_of_fit"], method=method)
    rng, equal = np.random.default_rng(seed), np.ones_like(counts)
    before, others = numbers(fit(counts)), [
        fit(rng.permutation(counts)),
        fit(np.append(counts, 0), shares=np.append(equal, 0)),
    ]  # fmt: skip

    for found in others:
        assert numbers(found) == pytest.approx(before, nan_ok=True, **DIGITS)


@FEW
@given(counts=VECTORS)
def test_more_of_the_same_distribution_fits_worse_in_proportion(counts):
    fit = partial(NAMED["goodness_of_fit"], method="asymptotic")
    before, after = fit(counts), fit(K * counts)

    assert after.statistic == pytest.approx(K * before.statistic, **DIGITS)
    assert after.p_value <= before.p_value * (1 + 1e-9)
    assert after.effect_size == pytest.approx(before.effect_size, **DIGITS)


SILENT = arrays(float, (3, 3), elements=st.integers(0, 5)).filter(
    lambda t: min(t.sum(0)) > 0
)


@pytest.mark.parametrize("method", ["pearson", "n_minus_one"])
@FEW
@given(counts=SILENT, seed=seeds())
def test_don_t_knows_bound_the_same_whatever_the_order_of_groups_and_answers(
    method, counts, seed
):
    bounds = partial(NAMED["test_bounds"], method=method)
    rng = np.random.default_rng(seed)
    before = bounds(counts)
    others = [counts[:, permuted(3, rng)], counts[[1, 0, 2]],
              np.pad(counts, ((0, 0), (0, 1)))]  # fmt: skip

    for found in map(bounds, others):
        assert found.state is before.state
        assert (found.p_value, found.p_low, found.p_high) == pytest.approx(
            (before.p_value, before.p_low, before.p_high), nan_ok=True, **DIGITS
        )


@FEW
@given(counts=SILENT)
def test_exchanging_yes_and_no_exchanges_the_shares_that_tip_the_balance(counts):
    before, after = tipping(counts), tipping(counts[[1, 0, 2]])

    assert (after.negative, after.positive) == pytest.approx(before, nan_ok=True)


@FEW
@given(table=tables("2×C"))
def test_without_don_t_knows_the_bounds_are_the_p_value(table):
    found = NAMED["test_bounds"](np.pad(table, ((0, 1), (0, 0))))

    p = NAMED["pearson"](table).p_value
    assert (found.p_low, found.p_value, found.p_high) == pytest.approx((p, p, p), **DIGITS)


# Statistics of a design: name, and what of them must stay.
def design_numbers(cube: DesignCube) -> list[float]:
    """Return what every function of a design finds in a cube of four answers."""
    told = [
        proportion(cube, [0, 1]), proportion(cube.take(groups=[1]), [0]),
        *(design_rank_test(cube, scores=s) for s in ("wilcoxon", "van_der_waerden")),
        *(rao_scott(cube, correction=c) for c in ("F", "second_order")),
    ]  # fmt: skip
    return [x for found in told for x in (*numbers(found), found.ci_low, found.ci_high)] + [
        *np.ravel(design_effects(cube)),
    ]  # fmt: skip


ALIKE = partial(pytest.approx, nan_ok=True, rel=1e-7, abs=1e-10)


@FEW
@given(SAMPLES, seeds())
def test_the_order_of_respondents_does_not_matter(respondents, seed):
    shuffled = respondents.sample(frac=1, random_state=seed)

    assert design_numbers(design(shuffled)) == ALIKE(design_numbers(design(respondents)))


def test_the_order_of_respondents_in_a_file_does_not_matter(tmp_path):
    import duckdb

    from itperception.counting.engine import count

    answers = tuple(Category(id=f"c{k}", label="x") for k in range(4))
    sides = [Dimension(x, {"en": x}, {"en": ""}, answers, False) for x in "yg"]
    found = []
    for order in (people(7), people(7).sample(frac=1, random_state=1)):
        file = tmp_path / f"{len(found)}.parquet"
        duckdb.from_df(order).write_parquet(str(file))
        found.append(count(file, sides[:1], sides[1:], weight="w").cells)

    np.testing.assert_allclose(*found, rtol=1e-12)
    assert found[0][0].sum() == len(people(7))


@FEW
@given(SAMPLES)
def test_the_names_of_strata_and_clusters_do_not_matter(respondents):
    renamed = respondents.assign(s=1 - respondents["s"], c=100 - 7 * respondents["c"])

    assert design_numbers(design(renamed)) == ALIKE(design_numbers(design(respondents)))


@FEW
@given(SAMPLES, st.floats(0.01, 100))
def test_the_unit_of_the_weights_does_not_matter(respondents, unit):
    scaled = respondents.assign(w=unit * respondents["w"])

    assert design_numbers(design(scaled)) == ALIKE(design_numbers(design(respondents)))


@FEW
@given(SAMPLES)
def test_weights_of_one_and_a_cluster_for_each_respondent_say_nothing(respondents):
    everybody = np.arange(len(respondents))
    said = design(respondents, weight=np.ones(len(everybody)), cluster=everybody,
                  stratum=np.zeros(len(everybody)))  # fmt: skip
    unsaid = design(respondents, weight=None, cluster=None, stratum=None)

    assert design_numbers(said) == ALIKE(design_numbers(unsaid))


@FEW
@given(SAMPLES)
def test_groups_exchanged_turn_differences_of_a_design_round(respondents):
    cube = design(respondents)
    one, other = (design_rank_test(cube.take(groups=two)) for two in ([0, 1], [1, 0]))

    assert numbers(other) == ALIKE((-one.statistic, one.p_value, -one.effect_size))


def by_weight(respondents: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return counts (answers, groups, weights) and the weights."""
    weights, at = np.unique(respondents["w"].round(), return_inverse=True)
    counts = np.zeros((4, 3, len(weights)))
    np.add.at(counts, (respondents["y"], respondents["g"], at), 1)
    return counts, weights + 1


@pytest.mark.parametrize("statistic", ["pearson", "ranks"])
@FEW
@given(SAMPLES, st.sampled_from([0.25, 2.0, 64.0]))
def test_the_unit_of_the_weights_does_not_matter_to_a_permutation(
    statistic, respondents, unit
):
    counts, weights = by_weight(respondents)
    permute = partial(weighted_permutation, statistic=statistic, draws=200)

    assert numbers(permute(counts, unit * weights)) == ALIKE(
        numbers(permute(counts, weights))
    )


@FEW
@given(SAMPLES)
def test_groups_permuted_leave_the_statistic_of_a_weighted_permutation(respondents):
    counts, weights = by_weight(respondents)
    before, after = (
        weighted_permutation(x, weights, draws=DRAWS) for x in (counts, counts[:, ::-1])
    )

    assert after.statistic == ALIKE(before.statistic)
    assert check("~", before.p_value, after.p_value, 0, 0, None)


WEIGHTED = st.tuples(tables("any"), seeds())


def crosstab(table, seed: int, unit: float = 1.0) -> Crosstab:
    """Return a table whose cells have mean weights of their own."""
    rng = np.random.default_rng(seed)
    means, spread = rng.uniform(0.5, 2, table.shape), rng.uniform(1, 1.5, table.shape)
    layers = (table, unit * means * table, unit**2 * means**2 * spread * table)
    rows, columns = list("abcd"[: len(table)]), list("ABCD"[: table.shape[1]])
    frames = [pd.DataFrame(layer, rows, columns) for layer in layers]
    return Crosstab.from_counts(frames[0], weighted=tuple(frames[1:]))


def pair_numbers(table: Crosstab, profile: str) -> np.ndarray:
    pairs = compare(table, profile).pairs
    kept = ["proportion", "difference", "ci_low", "ci_high", "statistic", "p_value",
            "p_adjusted", "effective_base"]  # fmt: skip
    return pairs[kept].to_numpy(float)


@pytest.mark.parametrize("profile", ["default", "effective_z"])
@FEW
@given(drawn=WEIGHTED, unit=st.floats(0.01, 100))
def test_the_unit_of_the_weights_does_not_matter_to_a_table(profile, drawn, unit):
    before, after = crosstab(*drawn), crosstab(*drawn, unit)

    np.testing.assert_allclose(after.effective_counts, before.effective_counts, rtol=1e-9)
    np.testing.assert_allclose(
        pair_numbers(after, profile), pair_numbers(before, profile), rtol=1e-7, atol=1e-9
    )


@pytest.mark.parametrize("profile", ["default", "effective_z", "spss_custom_tables"])
@FEW
@given(table=tables("any"))
def test_weights_of_one_are_no_weights_to_a_table(profile, table):
    frame = pd.DataFrame(table)
    plain, ones = (
        Crosstab.from_counts(frame), Crosstab.from_counts(frame, weighted=(frame, frame))
    )  # fmt: skip

    np.testing.assert_allclose(
        pair_numbers(ones, profile), pair_numbers(plain, profile), rtol=1e-9, atol=1e-12
    )


@FEW
@given(table=tables("any"))
def test_columns_reversed_turn_every_pair_round(table):
    frame = pd.DataFrame(table)
    one, other = (
        compare(Crosstab.from_counts(f)).pairs for f in (frame, frame.iloc[:, ::-1])
    )
    both = one.merge(other, left_on=["category", "first", "second"],
                     right_on=["category", "second", "first"])  # fmt: skip

    assert len(both) == len(one)
    np.testing.assert_allclose(both["difference_x"], -both["difference_y"], atol=1e-12)
    np.testing.assert_allclose(both["ci_low_x"], -both["ci_high_y"], atol=1e-9)
    np.testing.assert_allclose(both["p_adjusted_x"], both["p_adjusted_y"], rtol=1e-9)


@FEW
@given(table=tables("any"), seed=seeds())
def test_residuals_go_along_with_their_cells(table, seed):
    rng = np.random.default_rng(seed)
    rows, columns = (permuted(k, rng) for k in table.shape)
    moved = adjusted_residuals(table[rows][:, columns])

    found = adjusted_residuals(table)
    np.testing.assert_allclose(moved, found[rows][:, columns], atol=1e-12)
    np.testing.assert_allclose(adjusted_residuals(table.T), found.T, atol=1e-12)
    np.testing.assert_allclose(
        adjusted_residuals(K * table), math.sqrt(K) * found, atol=1e-12
    )
