import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.counting.crosstab import Crosstab
from itperception.errors import UnknownNameError
from itperception.inference import association
from itperception.inference.contingency import adjusted_residuals, bias_corrected_v
from itperception.inference.results import State
from itperception.inference.tables.independence import (
    kruskal_wallis,
    likelihood_ratio,
    pearson,
    permutation,
)
from itperception.terms.category import Category
from tests.cases import each
from tests.inference.reference import DIGITS, QUICK, reference

PRINTED = [pytest.param(case, id=name) for name, case in reference("association").items()]
TESTS = [pearson, likelihood_ratio, permutation, kruskal_wallis]
TABLES = arrays(float, (3, 4), elements=st.integers(0, 20).map(float))
DEGENERATE = {
    State.EMPTY: [[[0, 0], [0, 0]], np.zeros((3, 0)), np.zeros((0, 3))],
    State.ONE_ROW: [[[5, 6], [0, 0]], [[1, 1]]],
    State.ONE_COLUMN: [[[5, 0], [6, 0]], [[1], [1]]],
    State.SMALL_BASE: [[[1, 0], [0, 1]], [[0.2, 0.3], [0.1, 0.1]], np.eye(4)],
}
CASES = [(state, table) for state, tables in DEGENERATE.items() for table in tables]
GROUPS = {"internal": [20, 24, 46], "group_owned": [4, 13, 23], "outside": [6, 7, 13]}


def table(ordered=False, rows=("good", "fair", "poor"), **options):
    return Crosstab.from_counts(pd.DataFrame(GROUPS, rows), ordered=ordered, **options)


def weighted(factors):
    counts = pd.DataFrame(GROUPS)
    return table(weighted=(counts * factors, counts * np.square(factors)))


def with_dont_know():
    rows = [*table().rows[:2], Category(id="unsure", label="Unsure", kind="dont_know")]
    return dataclasses.replace(table(), rows=tuple(rows))


@each("case", PRINTED)
def test_pearson_is_that_of_r(case):
    found = pearson(case["counts"])

    numbers = [found.statistic, found.df, found.p_value, found.effect_size]
    printed = [case[key] for key in ("statistic", "df", "p_value", "v")]
    assert numbers == pytest.approx(printed, **DIGITS)
    assert [found.ci_low, found.ci_high] == pytest.approx(case["v_limits"], **DIGITS)


@each("case", PRINTED)
def test_likelihood_ratio_is_that_of_r(case):
    found = likelihood_ratio(case["counts"])

    printed = [case["likelihood_ratio"], case["likelihood_ratio_p"]]
    assert [found.statistic, found.p_value] == pytest.approx(printed, **DIGITS)


@each("case", PRINTED)
def test_kruskal_wallis_is_that_of_r(case):
    found = kruskal_wallis(case["counts"])

    numbers = [found.statistic, found.p_value, found.effect_size]
    printed = [case[key] for key in ("kruskal", "kruskal_p", "epsilon2")]
    assert numbers == pytest.approx(printed, **DIGITS)


@each("case", PRINTED)
def test_residuals_are_those_of_r(case):
    assert adjusted_residuals(case["counts"]) == pytest.approx(
        np.array(case["residuals"]), **DIGITS
    )


def test_permutation_comes_close_to_every_table_enumerated():
    counts, everything = np.array([[7, 2], [3, 8]]), range(10)
    tables = [np.array([[k, 9 - k], [10 - k, 1 + k]]) for k in everything]
    ways = [np.prod([_ways(r) for r in t]) for t in tables]
    far = [pearson(t).statistic >= pearson(counts).statistic - 1e-9 for t in tables]

    found = permutation(counts, draws=50_000).p_value

    assert found == pytest.approx(np.dot(ways, far) / sum(ways), abs=0.004)


def _ways(row):
    from math import comb

    return comb(int(sum(row)), int(row[0]))


def test_permutation_repeats_itself_and_tells_its_seed():
    first, again = (permutation([[30, 15], [10, 25]], seed=7) for _ in range(2))

    assert first == again
    assert first.formula.endswith("seed 7")


def test_permutation_refuses_fractions_of_respondents():
    assert permutation([[3.5, 4], [5, 6]]).state is State.NOT_COUNTS


@pytest.mark.filterwarnings("error")
@each("run", TESTS)
@each(("state", "counts"), CASES)
def test_a_degenerate_table_has_a_state_and_no_numbers(run, state, counts):
    found = run(counts)

    assert found.state is state
    assert np.isnan([found.statistic, found.p_value, found.effect_size]).all()


@pytest.mark.filterwarnings("error")
@QUICK
@given(TABLES)
def test_a_test_that_ran_has_its_numbers(counts):
    for run in (pearson, likelihood_ratio, kruskal_wallis):
        found = run(counts)
        numbers = [found.statistic, found.df, found.p_value, found.effect_size]
        assert (found.state is State.OK) == np.isfinite(numbers).all()


@QUICK
@given(TABLES)
def test_turning_the_table_changes_nothing_nominal(counts):
    one, other = pearson(counts), pearson(counts.T)

    assert one.statistic == pytest.approx(other.statistic, nan_ok=True)
    assert one.effect_size == pytest.approx(other.effect_size, nan_ok=True)


@QUICK
@given(TABLES, st.permutations(range(4)), st.permutations(range(3)))
def test_the_order_of_groups_and_of_unranked_answers_is_irrelevant(counts, groups, answers):
    shuffled = counts[:, groups]

    for run, other in (kruskal_wallis, shuffled), (pearson, shuffled[answers]):
        found = run(other)
        assert found.statistic == pytest.approx(run(counts).statistic, nan_ok=True)


@QUICK
@given(TABLES)
def test_ranks_from_the_other_end_give_the_same_h(counts):
    found = kruskal_wallis(counts[::-1])

    assert found.p_value == pytest.approx(kruskal_wallis(counts).p_value, nan_ok=True)


@QUICK
@given(TABLES.filter(lambda counts: pearson(counts).state is State.OK), st.integers(2, 9))
def test_more_of_the_same_multiplies_the_statistic(counts, times):
    once, often = pearson(counts), pearson(counts * times)
    ranks, more = kruskal_wallis(counts), kruskal_wallis(counts * times)

    assert often.statistic == pytest.approx(once.statistic * times)
    assert more.effect_size == pytest.approx(ranks.effect_size)


@pytest.mark.parametrize("run", TESTS)
def test_an_empty_category_changes_nothing_but_the_note(run):
    counts = np.array([[20.0, 4], [24, 13], [46, 23]])

    found = run(np.insert(counts, 1, 0, axis=0))

    assert "left out as empty: 1 row" in found.note
    assert dataclasses.replace(found, note="") == dataclasses.replace(run(counts), note="")


@QUICK
@given(TABLES)
def test_merging_two_answers_never_raises_chi_squared(counts):
    merged = np.vstack([counts[:1] + counts[1:2], counts[2:]])
    before, after = pearson(counts), pearson(merged)

    assert not after.statistic > before.statistic + 1e-9


def test_v_of_a_perfect_association_is_one():
    assert bias_corrected_v(np.eye(3) * 9) == pytest.approx(1)


@pytest.mark.parametrize(
    ("given_table", "method", "reason"),
    [
        (table(ordered=True), "Kruskal-Wallis test", "The answers are ranked"),
        (table(), "Pearson's chi-squared by permutation", "The answers are not ranked"),
        (weighted(1.2), "Pearson's chi-squared test", "computed from effective counts"),
    ],
)
def test_the_method_follows_from_the_scale_and_says_why(given_table, method, reason):
    found = association.test(given_table)

    assert found.method == method
    assert reason in found.reason


def test_a_method_can_be_asked_for_by_name():
    found = association.test(table(), method="likelihood_ratio")

    assert found.method == "Likelihood ratio test"
    assert found.reason == "Asked for by name"


def test_v_of_a_table_that_cannot_be_tested_is_nan():
    assert np.isnan(bias_corrected_v([[5, 6]]))


def test_a_big_table_is_not_permuted():
    counts = pd.DataFrame({"a": [60_000, 1, 5], "b": [50_000, 9, 5]})

    assert "no permutation" in association.test(Crosstab.from_counts(counts)).reason


def test_equal_weights_change_nothing():
    found = association.test(weighted(3.0))

    assert found.statistic == pytest.approx(pearson(table().counts).statistic)
    assert found.effective_base == pytest.approx(found.base)


def test_uneven_weights_lower_the_effective_base_and_are_doubted():
    found = association.test(weighted(np.array([[0.2], [1.0], [4.0]])))

    assert found.effective_base < found.base == 156
    assert "read with care" in found.note


def test_dont_know_is_left_out_and_counted():
    found = association.test(with_dont_know())

    assert found.base == 156 - 82
    assert "left out: 82 who gave no answer on the scale" in found.note


def test_respondents_in_none_of_the_columns_are_counted():
    cells = table().cells.copy()
    cells[:, :, -1] = 2
    found = association.test(dataclasses.replace(table(), cells=cells))

    assert found.base == 156
    assert "left out: 6 in none of the columns" in found.note


def test_an_unknown_method_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'pearson'"):
        association.test(table(), method="pearsons")


def test_a_table_without_banner_is_one_column():
    alone = dataclasses.replace(table(), columns=(), cells=table().cells[:, :, -1:])

    assert association.test(alone).state is State.EMPTY


def test_the_explanation_has_method_reason_formula_and_effect():
    told = association.test(table(ordered=True)).explain()

    assert told.startswith("Kruskal-Wallis test. The answers are ranked")
    assert "H = (n − 1) SS_between/SS_total = (156 − 1)" in told
    assert ", p = 0.5" in told
    assert "95% interval" in told


def test_a_result_is_one_row_and_shows_itself():
    found = pearson([[30, 10], [10, 30]])

    assert found.to_frame().loc[0, "state"] == "ok"
    assert "Pearson" in found._repr_html_()


BENT = {"low": [30, 10, 5], "middle": [5, 10, 30], "high": [30, 10, 5]}


def bent(answers=("good", "fair", "poor"), ordered=True, **options):
    counts = pd.DataFrame(BENT, ["good", "fair", "poor"]).loc[list(answers)]
    found = Crosstab.from_counts(counts, ordered=ordered, **options)
    return dataclasses.replace(
        found, banner=dataclasses.replace(found.banner, ordered=True)
    )


@pytest.mark.parametrize("answers", [("good", "fair", "poor"), ("good", "poor")])
@pytest.mark.parametrize("ordered", [True, False])
def test_ranked_groups_are_asked_the_same_question(answers, ordered):
    """Answers that rise and fall again have no trend, and depend on the group all the same."""
    one = bent(answers, ordered)
    other = dataclasses.replace(one, banner=dataclasses.replace(one.banner, ordered=False))

    assert association.test(one) == association.test(other)
    assert association.test(one).p_value < 1e-3
    if ordered or len(answers) == 2:
        assert association.trend(one).p_value == pytest.approx(1)


def test_the_whole_table_of_ranked_groups_has_the_p_of_kruskal_wallis():
    from scipy.stats import kruskal

    groups = [np.repeat([0, 1, 2], counts) for counts in BENT.values()]

    assert association.test(bent()).p_value == pytest.approx(
        kruskal(*groups).pvalue, rel=1e-9
    )


def test_effective_counts_of_ranked_groups_are_asked_the_same_question():
    counts = pd.DataFrame(BENT)
    found = association.test(bent(weighted=(counts * 2, counts * 4)))

    assert found.method == "Kruskal-Wallis test"
    assert found.p_value == pytest.approx(kruskal_wallis(counts).p_value, rel=1e-9)
