"""No data are too poor for an answer: a number, or a state that says why there is none.

Every public function of the room that takes one table of counts is found by its first
parameter, so a new test is held to this without being listed here. What takes other
data stands below with the poorest that it can be given.
"""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.counting.design import DesignCube
from itperception.inference.association import test as choose_and_test
from itperception.inference.change.unknown_overlap import unknown_overlap
from itperception.inference.change.waves import changes, wave_shares
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.reconcile import reconcile
from itperception.inference.design.design import proportion
from itperception.inference.design.design_ranks import design_rank_test
from itperception.inference.design.multiple_response import multiple_response
from itperception.inference.design.rao_scott import rao_scott
from itperception.inference.design.weighted_permutation import weighted_permutation
from itperception.inference.gap.every_group import everywhere, gail_simon
from itperception.inference.gap.gaps import compare_gaps, heterogeneity
from itperception.inference.gap.paired import gap
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.intervals import (
    koopman,
    miettinen_nurminen,
    newcombe,
    tango,
    wilson,
)
from itperception.inference.missing.dont_know import three_answers, three_differences
from itperception.inference.missing.dont_know_pairs import three_gaps
from itperception.inference.missing.dont_knows import test_bounds as bounds_of
from itperception.inference.models.models import proportional_odds
from itperception.inference.models.reliability import alpha_from_pairs
from itperception.inference.planning.detectable import (
    detectable_difference,
    detectable_gap,
)
from itperception.inference.planning.power import (
    power_chi_squared,
    power_mcnemar,
    power_two_proportions,
)
from itperception.inference.planning.sample_size import (
    needed_chi_squared,
    needed_mcnemar,
    needed_next_wave,
    needed_two_proportions,
)
from itperception.inference.results import State, TestResult
from itperception.inference.sameness.equivalence import (
    equivalent_gaps,
    equivalent_groups,
)
from itperception.inference.sizes.effects import effects, residuals
from itperception.inference.tables.distributions import goodness_of_fit
from itperception.inference.tables.homogeneity import breslow_day
from itperception.inference.tables.proportions import one_proportion
from itperception.inference.tables.stratified import cmh, stratified_superiority
from itperception.terms.category import Category, Net
from tests.cases import each
from tests.inference.room import needed, of_one_table
from tests.inference.samples import design, people, plain

TABLES = {
    "empty": np.zeros((3, 3)),
    "no rows": np.zeros((0, 3)),
    "no columns": np.zeros((3, 0)),
    "one row": np.array([[4.0, 5.0, 6.0]]),
    "one column": np.array([[4.0], [5.0], [6.0]]),
    "one answer only": np.array([[4.0, 5.0, 6.0], [0, 0, 0], [0, 0, 0]]),
    "one group only": np.array([[4.0, 0, 0], [5, 0, 0], [6, 0, 0]]),
    "a column of zeros": np.array([[4.0, 0, 2], [5, 0, 3], [6, 0, 1]]),
    "two columns of two": np.array([[4.0, 2], [0, 0]]),
    "base of one": np.array([[1.0, 0], [0, 0]]),
    "base of two": np.array([[1.0, 0], [0, 1]]),
    "group of one": np.array([[7.0, 1, 4], [6, 0, 3], [2, 0, 9]]),
    "all equal": np.full((3, 3), 5.0),
    "all equal, two by two": np.full((2, 2), 5.0),
    "perfect": np.diag([8.0, 8.0, 8.0]),
    "perfect, two by two": np.diag([8.0, 8.0]),
    "reversed": np.diag([8.0, 8.0, 8.0])[::-1],
    "all in one cell": np.array([[9.0, 0, 0], [0, 0, 0], [0, 0, 0]]),
    "all in one cell, two by two": np.array([[9.0, 0], [0, 0]]),
    "off the diagonal, one way": np.array([[0.0, 9, 9], [0, 0, 9], [0, 0, 0]]),
    "fractions": np.array([[4.5, 2.25], [3.1, 6.7]]),
    "fractions, three by three": np.array([[4.5, 2.2, 1], [3.1, 6.7, 1], [1, 1, 1.5]]),
    "dust": np.full((3, 3), 1e-9),
}
FUNCTIONS = of_one_table()
PAIRS = [
    pytest.param(function, table, id=f"{name}, {case}")
    for name, function in FUNCTIONS.items()
    for case, table in TABLES.items()
    if needed(function) != ["square"] or table.shape[0] == table.shape[1]
]


def sound(found) -> None:
    """Assert that a result has a number exactly if its state is OK, and explains itself."""
    assert isinstance(found.state, State)
    assert len(found.explain()) > 20
    number = found.p_value if isinstance(found, TestResult) else found.effect_size
    assert math.isnan(number) == (found.state is not State.OK), found
    if isinstance(found, TestResult) and found.state is State.OK:
        assert 0 <= found.p_value <= 1
        assert found.formula


def test_the_room_is_searched():
    assert len(FUNCTIONS) >= 20


@each(("function", "table"), PAIRS)
def test_a_poor_table_gets_a_number_or_a_reason(function, table):
    sound(function(table))


# Poor strata: shape (strata, 2, 2) unless it says otherwise.
STRATA = {
    "none": np.zeros((0, 2, 2)),
    "empty": np.zeros((2, 2, 2)),
    "one": np.array([[[4.0, 2], [3, 6]]]),
    "one group each": np.array([[[4.0, 0], [3, 0]], [[0, 5], [0, 2]]]),
    "one answer each": np.array([[[4.0, 3], [0, 0]], [[0, 0], [5, 2]]]),
    "one of them empty": np.array([[[4.0, 2], [3, 6]], [[0, 0], [0, 0]]]),
    "one person each": np.array([[[1.0, 0], [0, 0]], [[0, 0], [0, 1]]]),
    "two people each": np.array([[[1.0, 0], [0, 1]], [[1, 0], [0, 1]]]),
    "perfect": np.array([np.diag([6.0, 7.0]), np.diag([5.0, 4.0])]),
    "opposite": np.array([np.diag([6.0, 6.0]), np.diag([6.0, 6.0])[::-1]]),
    "all equal": np.full((3, 2, 2), 4.0),
    "fractions": np.array([[[4.5, 2.2], [3.1, 6.7]], [[1.1, 2.2], [3.3, 4.4]]]),
    "dust": np.full((2, 2, 2), 1e-9),
}


@each("case", STRATA)
def test_poor_strata_get_a_number_or_a_reason(case):
    sound(breslow_day(STRATA[case]))


@each("case", STRATA)
@each("kind", ["general", "mean_scores", "correlation"])
def test_poor_strata_of_any_size_get_a_number_or_a_reason(kind, case):
    for tables in STRATA[case], np.pad(STRATA[case], ((0, 0), (0, 1), (0, 1))):
        sound(cmh(tables, kind=kind))
        sound(stratified_superiority(tables))


PAIRED = {
    "nobody": (0, 0, 0), "nobody differs": (0, 0, 7), "one": (1, 0, 1), "two": (1, 1, 2),
    "one way": (5, 0, 9), "all, one way": (5, 0, 5), "all": (4, 4, 8), "alike": (3, 3, 9),
    "fractions": (2.5, 1.5, 9.5), "dust": (1e-9, 0, 1e-9),
}  # fmt: skip


@each("case", PAIRED)
def test_poor_pairs_get_a_number_or_a_reason(case):
    for method in ("midp", "exact", "asymptotic", "corrected"):
        sound(mcnemar(*PAIRED[case], method=method))


@pytest.mark.parametrize("one", PAIRED)
@pytest.mark.parametrize("other", ["nobody", "one way", "alike"])
def test_poor_groups_of_pairs_get_a_number_or_a_reason(one, other):
    pairs = {"one": PAIRED[one], "other": PAIRED[other]}

    for groups in ({}, {"one": PAIRED[one]}, pairs):
        for method in ("asymptotic", "permutation"):
            sound(heterogeneity(groups, method=method, draws=50))
        sound(everywhere(groups))
        sound(gail_simon(groups))
        answers(equivalent_gaps(groups, 0.1))
    told(compare_gaps(pairs))


def told(frame: pd.DataFrame) -> None:
    """Assert that every line has its p-value exactly if its state is OK."""
    if "state" in frame:
        ok = frame["state"] == State.OK
        assert frame["p_value"].notna().tolist() == ok.tolist(), frame


def answers(found) -> None:
    """Assert that a claim of sameness is judged, or that it is said why not."""
    assert isinstance(found.state, State)
    assert math.isnan(found.estimate) == (found.state is not State.OK), found
    assert len(found.explain()) > 20


SCALE = [Category(id=name, label=name) for name in ("good", "fair", "poor")]
TOP = Net(id="top", label="Good or fair", categories=("good", "fair"))
SQUARES = {k: t for k, t in TABLES.items() if t.shape == (3, 3)}


@each("one", SQUARES)
@each("other", ["empty", "off the diagonal, one way"])
@each("weight", [None, 0.0])
def test_the_gap_of_poor_groups_has_numbers_or_a_reason(one, other, weight):
    squares = {"one": SQUARES[one], "other": SQUARES[other]}
    if weight is not None:
        squares = {
            name: np.stack([t, t * weight, t * weight**2]) for name, t in squares.items()
        }
    found = gap(squares, SCALE, TOP)

    for result in (found.heterogeneity, found.everywhere, found.qualitative):
        sound(result)
    for group in ("total", "one", "other"):
        assert len(found.explain(group)) > 20
    answers(found.equivalent(0.1))
    told(found.compare())
    assert len(found.to_frame()) == 3


SHARES = [(0, 0, 0, 0), (0, 0, 3, 5), (0, 4, 0, 6), (4, 4, 6, 6), (0, 1, 1, 1), (0, 9, 8, 8),
          (2.5, 6.1, 0.4, 3.3), (1e-9, 1e-9, 0, 1e-9)]  # fmt: skip


@each("shares", SHARES)
def test_poor_shares_get_a_number_or_a_reason(shares):
    x1, n1, x2, n2 = shares
    answers(equivalent_groups([[x1, x2], [n1 - x1, n2 - x2]], 0.1))
    sound(unknown_overlap(*shares))
    for method in ("exact", "midp", "score"):
        sound(one_proportion(*shares[:2], 0.5, method=method))


@each("shares", SHARES)
def test_an_interval_has_two_limits_or_none(shares):
    found = [wilson(*shares[:2])]
    found += [f(*shares) for f in (miettinen_nurminen, newcombe, koopman)]

    for low, high in found:
        assert np.isnan(low) == np.isnan(high)
        assert np.isnan(low) or low <= high
    assert np.isnan(found[0].low) == (shares[1] == 0)


@each("case", PAIRED)
def test_an_interval_of_pairs_has_two_limits_or_none(case):
    low, high = tango(*PAIRED[case])
    assert np.isnan(low) == np.isnan(high) == (PAIRED[case][2] == 0)


@each("counts", [[], [0], [4], [0, 0, 0], [0, 0, 4], [1, 0], [2.5, 0]])
def test_a_poor_distribution_gets_a_number_or_a_reason(counts):
    sound(goodness_of_fit(counts))


@each("case", TABLES)
def test_poor_tables_are_judged_for_sameness_or_not_with_a_reason(case):
    yes_no = TABLES[case][:2]
    if len(yes_no) == 2:
        answers(equivalent_groups(yes_no, 0.1))


@each("case", TABLES)
def test_a_model_of_a_poor_table_has_numbers_or_a_reason(case):
    found = proportional_odds(TABLES[case])

    assert isinstance(found.state, State)
    assert len(found.explain()) > 20
    sound(found.test)


def crosstab(table: np.ndarray, weight: float | None = None) -> Crosstab:
    """Return a table with rows a, b … and columns A, B …, perhaps weighted."""
    rows, columns = list("abcdef"[: len(table)]), list("ABCDEF"[: table.shape[1]])
    frame = pd.DataFrame(table, rows, columns)
    sums = None if weight is None else (frame * weight, frame * weight**2)
    return Crosstab.from_counts(frame, ordered=True, weighted=sums)


CROSSTABS = [
    pytest.param(crosstab(np.rint(table), weight), id=f"{case}, weight {weight}")
    for case, table in TABLES.items()
    for weight in (None, 0.0)
    if "fractions" not in case and table.size
]


@each("table", CROSSTABS)
@each("profile", ["default", "effective_z", "spss_custom_tables", "rao_scott"])
def test_a_comparison_of_columns_has_numbers_or_a_reason(profile, table):
    for against in ("columns", "rest", "total")[: 3 if profile == "default" else 1]:
        found = compare(table, profile, against=against)
        told(found.pairs)
        for pair in found.pairs[-1:].itertuples():
            assert len(found.explain(pair.category, (pair.first, pair.second))) > 20


@each("table", CROSSTABS)
def test_a_share_of_nobody_is_not_a_number(table):
    pairs = compare(table).pairs

    shared = (pairs["effective_base"] > 0) & (pairs["effective_base_second"] > 0)
    assert pairs["difference"].notna().tolist() == shared.tolist()
    assert pairs["proportion"].notna().tolist() == (pairs["effective_base"] > 0).tolist()


@each("table", CROSSTABS)
def test_the_test_that_is_chosen_for_a_poor_table_has_a_number_or_a_reason(table):
    sound(choose_and_test(table))


@each("table", CROSSTABS)
def test_what_is_read_from_a_table_is_quiet(table):
    names = [column.id for column in table.columns]

    reconcile(table), effects(table), residuals(table)
    assert len(wave_shares(table, ["a"])) == len(names)
    assert len(changes(table, "a")) == len(names) - 1


@each("table", [t for t in CROSSTABS if "one row" not in t.id])
def test_three_answers_of_a_poor_table_are_quiet(table):
    last = [table.rows[-1].id]

    assert len(three_answers(table, "a", dont_know=last))
    if len(table.columns) > 1:
        assert len(three_differences(table, "a", ("A", "B"), dont_know=last))


@each("case", TABLES)
@each("method", ["pearson", "n_minus_one", "fisher", "midp"])
def test_bounds_of_a_poor_table_are_a_number_or_a_reason(method, case):
    found = bounds_of(TABLES[case], method=method)

    assert math.isnan(found.p_low) == (found.state is not State.OK)
    assert len(found.explain()) > 20


@pytest.mark.parametrize("joint", [np.zeros((3, 3)), np.diag([4.0, 0, 0]), np.ones((3, 3)),
                                   np.diag([0.0, 0, 4]), np.eye(3)[::-1]])  # fmt: skip
def test_three_gaps_of_poor_pairs_are_quiet(joint):
    assert len(three_gaps(joint))


def cubes() -> dict[str, DesignCube]:
    """Return samples with whatever is the matter with a design."""
    sample = people(3, n=60, answers=3, groups=2)
    shape = {"shape": (3, 2)}

    def changed(**columns):
        return design(sample.assign(**columns), **shape)

    first = sample["g"] == 0
    return {
        "weights of zero": changed(w=0.0),
        "a group of zero weights": changed(w=sample["w"].where(first, 0.0)),
        "an answer of zero weights": changed(w=sample["w"].where(sample["y"] > 0, 0.0)),
        "one cluster": changed(c=0),
        "one cluster in a stratum": changed(c=sample["c"].where(sample["s"] > 0, 0)),
        "a stratum for each": changed(s=np.arange(60)),
        "one answer": changed(y=1),
        "one group": changed(g=0),
        "everybody outside": changed(g=-1),
        "an answer of one group": changed(y=np.where(first, 0, 2)),
        "one respondent": design(sample[:1], **shape),
        "two respondents": design(sample[:2], **shape),
        "one of each": plain(np.diag([1, 1, 0])[:, :2]),
        "nobody": plain(np.array([[0, 0], [0, 0], [1, 0]])).take(groups=[1, 1]),
        "a table of zeros": plain(np.array([[0, 0], [4, 5], [0, 0]])),
        "perfect": plain(np.array([[6, 0], [0, 0], [0, 7]])),
        "all the population": dataclasses.replace(
            plain(np.array([[4, 2], [2, 3], [1, 5]])), fractions=np.ones(1)
        ),
    }


@each(("case", "cube"), cubes().items())
def test_a_poor_design_gets_a_number_or_a_reason(case, cube):
    found = [
        *(proportion(some, [0]) for some in (cube, *(cube.take(groups=[g]) for g in (0, 1)))),
        design_rank_test(cube), rao_scott(cube), rao_scott(cube, correction="second_order"),
    ]  # fmt: skip

    for result in found:
        assert isinstance(result.state, State)
        assert len(result.explain()) > 20
        # What is in the sample is known even where its spread is not.
        number = result.p_value if isinstance(result, TestResult) else result.se
        assert math.isnan(number) == (result.state is not State.OK), result


WEIGHED = {
    "nobody": (np.zeros((3, 2, 2)), [1.0, 2.0]),
    "no weights": (np.ones((3, 2, 2)), [0.0, 0.0]),
    "a group of zero weights": (np.stack([np.eye(3)[:, :2] * 5, np.eye(3)[:, 1:] * 4], 2),
                                [0.0, 1.0]),
    "one answer": (np.pad(np.full((1, 2, 2), 4.0), ((0, 2), (0, 0), (0, 0))), [1.0, 2.0]),
    "one group": (np.pad(np.full((3, 1, 2), 4.0), ((0, 0), (0, 1), (0, 0))), [1.0, 2.0]),
    "one respondent": (np.pad(np.ones((1, 1, 1)), ((0, 2), (0, 1), (0, 1))), [1.0, 2.0]),
    "fractions": (np.full((3, 2, 2), 1.5), [1.0, 2.0]),
    "perfect": (np.repeat(np.eye(3)[:, :2, np.newaxis] * 5, 2, 2), [1.0, 2.0]),
    "all equal": (np.full((3, 2, 2), 3.0), [1.0, 2.0]),
}  # fmt: skip


@each("case", WEIGHED)
@each("statistic", ["pearson", "ranks"])
def test_a_poor_weighted_table_is_permuted_or_it_is_said_why_not(statistic, case):
    sound(weighted_permutation(*WEIGHED[case], statistic=statistic, draws=50))


PATTERNS = [[0, 0], [0, 1], [1, 0], [1, 1]]
CHOSEN = {
    "nobody": [[0, 0]] * 4, "one group": [[3, 0]] * 4,
    "no option": [[5, 6], [0, 0], [0, 0], [0, 0]],
    "every option": [[0, 0], [0, 0], [0, 0], [5, 6]],
    "one each": [[1, 0], [0, 1], [0, 0], [0, 0]],
    "one": [[0, 0], [1, 0], [0, 0], [0, 0]], "alike": [[4, 4]] * 4,
    "one option": [[4, 4], [3, 5], [0, 0], [0, 0]], "fractions": [[1.5, 2.5]] * 4,
}  # fmt: skip


@each("case", CHOSEN)
def test_a_poor_multiple_response_gets_numbers_or_a_reason(case):
    counts = np.array(CHOSEN[case], float)
    for told_of in (
        multiple_response(PATTERNS, counts, draws=50),
        multiple_response(PATTERNS, counts, weights=np.zeros(len(counts)), draws=50),
    ):
        sound(told_of.permutation)
        sound(told_of.rao_scott)
        assert len(told_of.explain()) > 20


@each("pairs", [np.zeros((0, 0)), np.zeros((2, 2)), np.ones((3, 3)),
                                   np.diag([2.0, 2]), np.full((2, 2), 4.0)])  # fmt: skip
@each("base", [0, 1, 4])
def test_pairs_of_poor_items_get_a_number_or_a_reason(pairs, base):
    sound(alpha_from_pairs(np.minimum(pairs, base), base))


POWERS = [
    lambda n: power_two_proportions(0.5, 0.5, n, n),
    lambda n: power_two_proportions(0.0, 1.0, n, n),
    lambda n: power_chi_squared(0.0, n, 2),
    lambda n: power_mcnemar(0.0, 0.0, n),
    lambda n: power_mcnemar(0.2, 0.2, n),
    lambda n: detectable_difference(0.5, n, n),
    lambda n: detectable_difference(1.0, n, n),
    lambda n: detectable_gap(0.0, n),
    lambda n: detectable_gap(0.3, n),
]


@each("plan", POWERS)
@each("base", [0.0, 1e-9, 0.5, 1.0, 2.0, 1e9])
def test_a_plan_of_next_to_nobody_has_an_answer_or_a_reason(plan, base):
    found = plan(base)

    assert isinstance(found.state, State)
    assert math.isnan(found.power) <= (found.state is not State.OK), found
    assert len(found.explain()) > 20


NEEDED = [
    lambda: needed_two_proportions(0.5, 0.5),
    lambda: needed_two_proportions(0.0, 1.0),
    lambda: needed_two_proportions(0.0, 0.0),
    lambda: needed_next_wave(0.5, 0.5, 100),
    lambda: needed_next_wave(0.5, 0.6, 0),
    lambda: needed_next_wave(0.5, 0.6, 1),
    lambda: needed_mcnemar(0.0, 0.0),
    lambda: needed_mcnemar(0.2, 0.2),
    lambda: needed_mcnemar(0.0, 0.3),
    lambda: needed_chi_squared(0.0, 2),
    lambda: needed_chi_squared(1e-9, 2),
]


@each("plan", NEEDED)
def test_who_is_needed_to_find_nothing_has_an_answer_or_a_reason(plan):
    found = plan()

    known = bool(found.bases) and bool(np.isfinite(found.bases).all())
    assert known == (found.state is State.OK), found
    assert len(found.explain()) > 20
