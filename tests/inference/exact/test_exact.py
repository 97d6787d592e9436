import subprocess
import sys
from fractions import Fraction
from itertools import product
from math import comb, factorial, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numba import njit
from scipy.special import xlogy

from itperception.errors import UnknownNameError
from itperception.inference.compiling import compiled
from itperception.inference.exact.columns import Margins, column_parts
from itperception.inference.exact.complement import complement
from itperception.inference.exact.draws import Drawn, drawn_tail
from itperception.inference.exact.exact import EXACT_NAMES, exact
from itperception.inference.exact.join import exact_tail
from itperception.inference.exact.less import Costs, bounded
from itperception.inference.exact.statistics import (
    freeman_halton_cells,
    likelihood_ratio_cells,
    pearson_cells,
)
from itperception.inference.results import State
from tests.cases import each
from tests.inference.reference import QUICK

SMALL = [
    [[3, 1], [1, 3]],
    [[6, 0], [0, 5]],
    [[4, 1, 0], [1, 2, 3]],
    [[2, 2, 2], [2, 2, 2], [2, 2, 2]],
    [[5, 0, 1, 2], [0, 3, 1, 1]],
    [[3, 0, 1], [0, 2, 1], [1, 1, 3], [0, 1, 0]],
]
TABLES = arrays(int, (3, 4), elements=st.integers(0, 5))
# Its 40 answers are listed in two halves.
MIDDLE = np.array([[4, 2, 3, 1, 5], [0, 6, 2, 3, 1], [3, 1, 4, 5, 0]])
UNEVEN = [[1, 0, 3, 2], [4, 1, 0, 1], [6, 2, 2, 0]]
SURVEY = np.array([[12, 36, 24, 13, 5], [3, 14, 15, 6, 2], [1, 13, 6, 3, 3]])
UPPER = [pearson_cells, freeman_halton_cells, likelihood_ratio_cells]
FLAT = np.full((5, 6), 12) + 9 * np.eye(5, 6, dtype=int)
HUGE = [
    np.random.default_rng(1).multinomial(5000, np.full(100, 0.01)).reshape(10, 10),
    np.ones((40, 60)),
    np.full((2, 50), 9),
    [[10**8, 10**8 + 900], [10**8, 10**8]],
    np.diag([300] * 12),
]


def every_table(rows, columns):
    """Yield all tables with the margins, filled cell by cell."""
    if len(rows) == 1:
        yield (tuple(columns),)
        return
    for first in product(*(range(min(rows[0], c) + 1) for c in columns)):
        if sum(first) == rows[0]:
            left = [c - x for c, x in zip(columns, first, strict=True)]
            for others in every_table(rows[1:], left):
                yield (first, *others)


def weight(table):
    return prod(Fraction(1, factorial(x)) for row in table for x in row)


def spread(table, statistic):
    """Return the statistic the slow way: exact but for the logarithms of G."""
    rows, columns = [sum(r) for r in table], [sum(c) for c in zip(*table, strict=True)]
    cells = [(i, j) for i in range(len(rows)) for j in range(len(columns))]
    if statistic == "freeman_halton":
        return 1 / weight(table)
    if statistic == "pearson":
        return sum(Fraction(table[i][j] ** 2, rows[i] * columns[j]) for i, j in cells)
    if statistic == "likelihood_ratio":
        return float(xlogy(table, table).sum())
    mean = sum(Fraction(i * j * rows[i] * columns[j], sum(rows)) for i, j in cells)
    return abs(sum(i * j * table[i][j] for i, j in cells) - mean)


def brute_force(counts, statistic):
    counts = [[int(x) for x in row] for row in counts]
    rows, columns = [sum(r) for r in counts], [sum(c) for c in zip(*counts, strict=True)]
    tables = list(every_table(rows, columns))
    least = spread(counts, statistic)
    slack = 1e-9 if statistic == "likelihood_ratio" else 0
    far = [weight(t) for t in tables if spread(t, statistic) >= least - slack]
    return float(sum(far) / sum(map(weight, tables)))


@each("statistic", EXACT_NAMES)
@each("counts", SMALL)
def test_small_tables_are_those_counted_one_by_one(counts, statistic):
    found, truth = exact(counts, statistic=statistic), brute_force(counts, statistic)

    assert found.p_value == pytest.approx(truth, rel=1e-10)
    assert found.p_low <= truth <= found.p_high
    assert found.p_high - found.p_low < 1e-10


@pytest.mark.parametrize("statistic", EXACT_NAMES)
@pytest.mark.parametrize("loss", [1e-14, 1e-8, 1e-5, 3e-4])
def test_what_is_left_out_is_the_width(statistic, loss, monkeypatch):
    monkeypatch.setattr("itperception.inference.exact.plan.LOSSES", (loss,))
    counts = [[9, 3, 4, 2], [2, 6, 4, 1], [3, 3, 1, 7]]
    found = exact(counts, statistic=statistic, width=1e-15)
    monkeypatch.undo()
    truth = exact(counts, statistic=statistic, width=1e-15)

    assert truth.p_high - truth.p_low < 1e-10
    assert found.p_low - 1e-10 <= truth.p_value <= found.p_high + 1e-10


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize("cells", UPPER)
@pytest.mark.parametrize("counts", [*SMALL, UNEVEN], ids=str)
def test_the_less_extreme_tables_leave_the_tail_counted_one_by_one(
    counts, cells, alike, monkeypatch
):
    if not alike:
        monkeypatch.setattr("itperception.inference.exact.complement.ALIKE", (False,))
    additive = cells(np.array(counts, float))

    tail = complement(additive.cell, Margins.of(np.array(counts)), additive.reached, 60)

    truth = brute_force(counts, cells.__name__.removesuffix("_cells"))
    assert tail is None or tail.low <= truth <= tail.high <= tail.low + 1e-10
    assert tail is not None or np.max(counts) < 2


@QUICK
@given(TABLES)
def test_both_ways_to_the_tail_agree(counts):
    counts = counts[counts.any(1)][:, counts.any(0)]
    if min(counts.shape) < 2:
        return
    margins = Margins.of(counts)
    for cells in UPPER:
        additive = cells(counts.astype(float))
        less = complement(additive.cell, margins, additive.reached, 60)
        more = exact_tail(additive.cell, margins, additive.reached, seconds=60, width=1e-6)
        assert less is None or less.low <= more.high
        assert less is None or more.low <= less.high


@pytest.mark.parametrize("cells", UPPER)
def test_no_columns_cost_less_than_is_said_of_their_row_sums(cells):
    margins = Margins.of(np.array(UNEVEN))
    additive = cells(np.array(UNEVEN, float))
    costs = Costs.of(additive.cell, margins, additive.reached)
    least = costs.least((0, 2))

    for table in every_table(margins.rows.tolist(), margins.columns.tolist()):
        own = sum(costs.cells[i, j, row[j]] for i, row in enumerate(table) for j in (0, 2))
        bound = sum(least[i, row[0] + row[2]] for i, row in enumerate(table))
        assert bound <= own + 1e-9


def test_what_is_bounded_is_what_costs_less():
    terms = np.random.default_rng(5).random((4, 8))
    every = [x for x in product(range(8), repeat=4) if sum(x) == 7]

    found = bounded(terms, 7, 1.5).tolist()

    assert found == [list(x) for x in every if terms[range(4), x].sum() < 1.5]


@pytest.mark.parametrize("statistic", list(EXACT_NAMES)[:3])
def test_a_survey_of_156_is_certain_in_every_order(statistic):
    found = exact(SURVEY, statistic=statistic, seconds=60)
    turned = exact(SURVEY[[2, 0, 1]][:, ::-1].T, statistic=statistic, seconds=60)

    assert found.method.endswith("(exact)")
    assert found.p_high - found.p_low < 1e-9
    assert turned.p_value == pytest.approx(found.p_value, abs=1e-10)


def test_fisher_of_two_by_two_is_the_sum_of_binomials():
    counts, ways = [[7, 2], [3, 8]], [comb(9, k) * comb(11, 10 - k) for k in range(10)]

    found = exact(counts, statistic="freeman_halton").p_value

    assert found == pytest.approx(sum(w for w in ways if w <= ways[7]) / comb(20, 10))


def test_a_table_at_its_expectation_has_p_one():
    found = exact([[2, 4], [3, 6]])

    assert (found.p_high, found.p_value) == (1.0, pytest.approx(1.0))


@QUICK
@given(TABLES, st.permutations(range(3)), st.permutations(range(4)))
def test_permuting_and_turning_a_table_changes_no_nominal_p(counts, rows, columns):
    for statistic in ("pearson", "freeman_halton", "likelihood_ratio"):
        p = exact(counts, statistic=statistic).p_value
        shuffled = exact(counts[rows][:, columns], statistic=statistic).p_value
        turned = exact(counts.T, statistic=statistic).p_value
        assert [shuffled, turned] == pytest.approx([p, p], rel=1e-9, nan_ok=True)


@QUICK
@given(TABLES)
def test_turning_the_table_or_its_scales_changes_no_linear_p(counts):
    p, *others = (
        exact(table, statistic="linear_by_linear").p_value
        for table in (counts, counts.T, counts[::-1], counts[:, ::-1])
    )

    assert others == pytest.approx([p] * 3, rel=1e-9, nan_ok=True)


@QUICK
@given(TABLES, st.integers(1, 5), st.integers(-9, 9))
def test_only_the_spacing_of_scores_matters(counts, factor, shift):
    scores = factor * np.arange(3) + shift

    found = exact(counts, statistic="linear_by_linear", row_scores=scores)

    plain = exact(counts, statistic="linear_by_linear")
    assert found.p_value == pytest.approx(plain.p_value, rel=1e-9, nan_ok=True)
    assert found.effect_size == pytest.approx(plain.effect_size, nan_ok=True)


@pytest.mark.parametrize("statistic", EXACT_NAMES)
def test_an_empty_category_changes_nothing_but_the_note(statistic):
    found = exact(np.insert(MIDDLE, 2, 0, axis=1), statistic=statistic)

    scores = [0, 1, 3, 4, 5] if statistic == "linear_by_linear" else None
    plain = exact(MIDDLE, statistic=statistic, column_scores=scores)
    assert found.p_value == plain.p_value
    assert "left out as empty: 1 column" in found.note


def test_the_correlation_is_that_of_the_scores():
    counts = np.array(SMALL[5])
    u, v = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))

    found = exact(counts, statistic="linear_by_linear")

    r = np.corrcoef(u, v)[0, 1]
    assert found.effect_size == pytest.approx(r)
    assert found.statistic == pytest.approx((counts.sum() - 1) * r**2)


@pytest.mark.parametrize("statistic", EXACT_NAMES)
def test_drawn_tables_agree_with_the_exact_answer(statistic, monkeypatch):
    p = exact(MIDDLE, statistic=statistic).p_value
    monkeypatch.setattr(
        "itperception.inference.exact.exact.exact_tail", lambda *_, **__: None
    )
    drawn = exact(MIDDLE, statistic=statistic, draws=20_000)

    assert drawn.method.endswith("(Monte Carlo)")
    assert drawn.p_low <= p <= drawn.p_high < drawn.p_low + 0.03


def test_more_draws_narrow_the_interval_around_the_exact_answer():
    p = exact(MIDDLE).p_value
    margins, widths = Margins.of(MIDDLE), []
    for draws in (1_000, 16_000):
        drawn = drawn_tail(pearson_cells(MIDDLE), margins, draws=draws, seed=3, seconds=60)
        low, high = drawn.interval
        assert low <= p <= high
        widths.append(high - low)
    assert widths[1] < widths[0] / 3


def test_the_interval_of_no_hits_and_of_nothing_but_hits_is_in_closed_form():
    none, every = Drawn(0, 1000).interval, Drawn(1000, 1000).interval

    assert none == (0.0, pytest.approx(1 - 0.0005 ** (1 / 1000)))
    assert every == (pytest.approx(0.0005 ** (1 / 1000)), 1.0)


def test_a_flat_table_of_many_cells_is_drawn_and_says_so():
    found = exact(FLAT, seconds=0.2, draws=2_000)

    assert found.method == "Pearson's chi-squared test (Monte Carlo)"
    assert "with 99.9% confidence" in found.note
    assert found.seed == 2013


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("statistic", EXACT_NAMES)
@pytest.mark.parametrize("counts", HUGE, ids=range(len(HUGE)))
def test_no_table_is_too_much(counts, statistic):
    found = exact(counts, statistic=statistic, seconds=0.2, draws=50)

    assert 0 <= found.p_low <= found.p_value <= found.p_high <= 1


def test_the_same_seed_gives_the_same_result():
    first, again = (exact(FLAT, seconds=5, draws=300, seed=7).formula for _ in "ab")

    assert first == again
    assert first != exact(FLAT, seconds=5, draws=300, seed=8).formula


@pytest.mark.filterwarnings("error")
@each("statistic", EXACT_NAMES)
@each(
    ("state", "counts"),
    [
        (State.EMPTY, [[0, 0], [0, 0]]),
        (State.EMPTY, np.zeros((3, 0))),
        (State.ONE_ROW, [[5, 6], [0, 0]]),
        (State.ONE_COLUMN, [[5, 0], [6, 0]]),
        (State.SMALL_BASE, [[1, 0], [0, 1]]),
        (State.NOT_COUNTS, [[1.5, 2], [3, 4]]),
    ],
)
def test_a_degenerate_table_has_a_state_and_no_numbers(statistic, state, counts):
    found = exact(counts, statistic=statistic)

    assert found.state is state
    assert np.isnan([found.statistic, found.p_value, found.p_low, found.p_high]).all()


def test_equal_scores_leave_nothing_to_test():
    found = exact(MIDDLE, statistic="linear_by_linear", row_scores=[1, 1, 1])

    assert found.state is State.NO_VARIATION


def test_an_unknown_statistic_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'pearson'"):
        exact(MIDDLE, statistic="pearsons")


def test_scores_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="column_scores: expected 5 numbers, got 2"):
        exact(MIDDLE, statistic="linear_by_linear", column_scores=[1, 2])


def test_any_sum_over_cells_has_its_tail():
    margins = Margins(np.array([4, 3]), np.array([2, 5]))
    tail = exact_tail(
        lambda i, j, x: x * (i == 0) * (j == 0), margins, 2, seconds=1, width=1e-6
    )

    assert tail.low == pytest.approx(comb(5, 2) / comb(7, 4))


def test_what_a_column_can_hold_has_all_its_probability():
    margins = Margins(np.array([9, 5, 4]), np.array([7, 11]))
    held = column_parts(margins, 0, lambda i, j, x: x, -np.inf).sums

    ways = [comb(9, a) * comb(5, b) * comb(4, c) for a, b, c in held.tolist()]
    assert sum(ways) == comb(18, 7)
    assert len(set(map(tuple, held.tolist()))) == len(ways)


@pytest.mark.parametrize("statistic", EXACT_NAMES)
def test_the_explanation_has_the_formula_and_the_limits(statistic):
    told = exact(MIDDLE, statistic=statistic).explain()

    assert told.startswith(f"{EXACT_NAMES[statistic]} (exact)")
    assert ", n = 40, p from 0." in told
    assert "the limits of p are certain" in told


WATCHED = """
from numba.core.dispatcher import Dispatcher
from itperception.inference import compiling

prepared, preparing, outside = set(), [], set()
preparation, compile_ = compiling.preparation, Dispatcher.compile

def watched(run):
    def told(*given):
        preparing.append(run)
        run(*given)
        preparing.pop()
    return preparation(told)

def compile(loop, signature):
    (prepared if preparing else outside).add(loop.__name__)
    return compile_(loop, signature)

compiling.preparation, Dispatcher.compile = watched, compile
from benchmarks.exact import drawn
from itperception.inference.exact.exact import EXACT_NAMES, exact
from tests.inference.exact.test_exact import FLAT, HUGE, SMALL, SURVEY

for counts in [*SMALL[2::3], SURVEY, FLAT, HUGE[4]]:
    for statistic in EXACT_NAMES:
        exact(counts, statistic=statistic, seconds=0.2, draws=50)
for statistic in ("pearson", "freeman_halton"):
    exact(drawn(3, 5, 156, "typical"), statistic=statistic)
print(sorted(prepared), sorted(outside))
"""


def test_no_loop_is_compiled_while_the_clock_runs():
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", WATCHED], text=True,
                          check=True, stdout=subprocess.PIPE)  # fmt: skip

    loops = ["bounded_parts", "count_extreme", "grouped_parts", "join", "less_extreme",
             "pairs_below", "sorted_lists", "survivors"]  # fmt: skip
    assert done.stdout == f"{loops} []\n"


def test_where_nothing_can_be_kept_loops_are_compiled_all_the_same():
    loop = eval("lambda x: 2 * x")  # as it has no file, there is no folder for it

    with pytest.raises(RuntimeError, match="no locator"):
        njit(cache=True)(loop)
    assert compiled(loop)(21) == 42
