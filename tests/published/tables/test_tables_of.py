from itertools import product

import pytest

from itperception.errors import UnknownNameError
from itperception.published.figures.release import study_of
from itperception.published.figures.study import Group, Study
from itperception.published.tables.feasible import allowed_counts, figure_counts
from itperception.published.tables.joint import Joint
from itperception.published.tables.problem import RowNet
from itperception.published.tables.tables_of import similar_to, table_problem
from tests.published.slow_tables import listed

PARTS = ("internal", "group_owned", "decentralised")
BETTER = ["better_internal", "better_group_owned", "better_decentralised"]
ROLES = ("business_partner", "technical_consultant", "service_provider")
BALANCE = "performance_vs_reputation"
BY_TYPE = {"groups": PARTS, "rows": [("better",), ()], "figures": BETTER}


@pytest.fixture(scope="module")
def ardour(study):
    groups = {name: Group(id=name) for name in PARTS}
    groups["all"] = Group(id="all", sizes=range(156, 157))
    return Study(name="2013", figures=study, groups=groups, parts=PARTS,
                 answers={"role": ROLES})  # fmt: skip


def counts(figure, size):
    return len(allowed_counts(figure.low, figure.high, size, figure.rounding))


def test_sizes_and_counts_are_those_of_three_loops(ardour):
    problem = table_problem(ardour, BALANCE, **BY_TYPE)
    figures = [ardour.figure(name) for name in BETTER]
    slow = 0
    for first, second in product(range(1, 155), repeat=2):
        if (third := 156 - first - second) > 0:
            ways = [
                counts(*pair) for pair in zip(figures, (first, second, third), strict=True)
            ]
            slow += ways[0] * ways[1] * ways[2]
    assert problem.number == slow == len(listed(problem))


def test_a_nearer_similar_and_larger_groups_allow_fewer_tables(ardour):
    words, other = map(ardour.figure, BETTER[:2])
    numbers = []
    for points, least in [(5, 1), (2, 1), (0, 1), (0, 30)]:
        near = similar_to(words, other, points)
        study = ardour.assuming(
            figures=tuple(near if f is words else f for f in ardour.figures)
        )
        found = table_problem(study, BALANCE, least=least, **BY_TYPE)
        numbers.append(found.number)
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == 4
    assert numbers[0] == table_problem(ardour, BALANCE, **BY_TYPE).number


def test_similar_within_no_points_is_the_other_figure(ardour):
    words, other = ardour.figure("better_internal"), ardour.figure("better_group_owned")
    same = similar_to(words, other, 0)
    assert (same.low, same.high, same.rounding) == (other.low, other.high, other.rounding)


def test_known_answers_leave_no_rest(ardour):
    problem = table_problem(ardour, "role", groups=["all"], rows=[[role] for role in ROLES])
    assert (problem.answers, problem.groups) == (ROLES, ("all",))
    ranges = [figure_counts(ardour.figure(role)) for role in ROLES]
    slow = [c for c in product(*ranges) if sum(c) == 156]
    assert sorted(map(tuple, listed(problem)[:, :, 0].tolist())) == slow


def test_figures_of_everybody_are_sums_over_all_the_parts(ardour):
    problem = table_problem(
        ardour, "image", groups=PARTS, rows=[["poor"], []], figures=["image_poor"]
    )
    assert problem.row_nets == (RowNet((0,), range(17, 18)),)
    some = table_problem(
        ardour, "image", groups=PARTS[:2], rows=[["poor"], []], figures=["image_poor"]
    )
    assert some.row_nets == (RowNet((0,), range(18)),)
    assert some.total == range(2, 156)


def test_what_is_not_in_print_is_said(ardour):
    with pytest.raises(ValueError, match="no figure in print"):
        table_problem(ardour, "tools", groups=["all"], rows=[[]])
    with pytest.raises(UnknownNameError, match="internal"):
        table_problem(ardour, "image", groups=["intern"], rows=[[]])
    with pytest.raises(ValueError, match="do not add up"):
        table_problem(ardour, "image", groups=["all"], rows=[["very_good"], []])


def test_a_group_of_open_size_stands_beside_one_whose_size_is_known():
    """Of 8 people 5 are in b, so that 2 of the 3 in a and 4 of the 5 in b are 67 and 80 %."""
    shares = {"a": "67 %", "b": "80 %"}
    told = {"n": 8, "parts": [*shares], "groups": {"a": "2 to 4", "b": 5}, "figures": [
        {"id": g, "item": "x", "group": g, "categories": ["good"], "printed": share}
        for g, share in shares.items()]}  # fmt: skip
    known = Joint(study_of(told))
    assert known.fits("x")
    assert known.counts("x", [("good",)], ("a", "b")).tolist() == [[[3, 2], [5, 4]]]
