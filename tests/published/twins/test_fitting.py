from fractions import Fraction

import pytest

from itperception.published.figures.figures import Figure
from itperception.published.figures.study import StudyClaim
from itperception.published.twins.entropy import maximise
from itperception.published.twins.fitting import TwinProblem
from itperception.published.twins.standing import GROUP, StandingCells, comparisons
from itperception.published.twins.twin import as_study

SHARE = dict(row="1", item="web", label="", kind="percent", categories=("yes",), printed="")
ENDS = {"low": Fraction("0.245"), "high": Fraction("0.255")}
PARTS, ANSWERS = ("a", "b"), {"web": ("yes", "no"), "sold": ("yes", "no")}


@pytest.fixture
def problem():
    """Return 24 people: a quarter of group a has a web site, b more, half of all sell."""
    figures = [
        Figure(id="web", group="a", **ENDS, **SHARE),
        Figure(id="sold", low=Fraction(1, 3), high=Fraction(1, 2), **SHARE | {"item": "sold"}),
    ]  # fmt: skip
    printed = as_study(figures, 24).assuming(parts=PARTS)
    claim = StudyClaim(id="c", text="", kind="highest_group", figures=("web",),
                  options={"group": "b", "lead": 30})  # fmt: skip
    told = comparisons(claim, printed, ANSWERS)
    return TwinProblem(printed, StandingCells({GROUP: PARTS}, ANSWERS), told, 24)


def test_the_sizes_are_those_of_the_largest_entropy_of_all(problem):
    best = problem.best(1)
    found = {}
    for size in (4, 8, 12, 16, 20):  # those at which 25 % is possible
        bases = {GROUP: (size, 24 - size)}
        found[bases[GROUP]] = maximise(problem.cells, problem.rows(bases), 24).entropy
    assert best.bases[GROUP] == max(found, key=found.get)
    assert best.found.entropy == pytest.approx(max(found.values()), abs=1e-9)


def test_everything_holds_of_the_whole_people(problem):
    best = problem.best(1)
    assert all(row.holds(best.people) for row in best.rows)


def test_the_ceiling_of_sizes_is_no_lower_than_their_entropy(problem):
    for ceiling, bases in problem._sizes():
        assert maximise(problem.cells, problem.rows(bases), 24).entropy <= ceiling + 1e-9


def test_sizes_at_which_a_printed_share_is_impossible_are_not_tried(problem):
    assert sorted(bases[GROUP][0] for _, bases in problem._sizes()) == [4, 8, 12, 16, 20]
