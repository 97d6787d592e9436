"""Verdicts on small surveys drawn at random are those of trying every table."""

import pytest

from itperception.published.tables.joint import Joint
from tests.cases import each
from tests.published.brute_force import KINDS, differences
from tests.published.drawn_studies import drawn_study

SEEDS = range(25)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_verdict_is_that_of_every_table(kind, seed):
    assert differences(KINDS[kind], seed, most=8) == []


@each("seed", SEEDS)
def test_sizes_and_counts_are_those_of_every_table(seed):
    drawn = drawn_study(seed, ("x", "y"), most=9, always=[("x", "all", ("good",))])
    groups = (*drawn.study.parts, "all")
    found = Joint(drawn.study, drawn.least).counts("x", [("good",)], groups).tolist()
    assert {tuple(map(tuple, table)) for table in found} == drawn.of_groups(
        "x", [("good",)], groups
    )
