from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.inference.comparisons.letters import (
    compact_letters,
    letter,
    letters_of,
    p_matrix,
    signs_of,
)
from tests.inference.reference import QUICK

COLUMNS = list("vwxyz")
PAIRS = list(combinations(range(5), 2))
SOME_PAIRS = st.sets(st.sampled_from(PAIRS))


def p_values(differing):
    square = pd.DataFrame(1.0, index=COLUMNS, columns=COLUMNS)
    for i, j in differing:
        square.iloc[i, j] = square.iloc[j, i] = 0.01
    return square


def largest_sets_alike(differing):
    """Every set of columns of which no pair differs, and which cannot be made larger."""
    every = chain.from_iterable(combinations(range(5), k) for k in range(1, 6))
    alike = [set(s) for s in every if not any({i, j} <= set(s) for i, j in differing)]
    return [s for s in alike if not any(s < other for other in alike)]


@QUICK
@given(SOME_PAIRS)
def test_columns_share_a_letter_exactly_if_they_do_not_differ(differing):
    told = compact_letters(p_values(differing))

    for i, j in PAIRS:
        assert bool(set(told.iloc[i]) & set(told.iloc[j])) == ((i, j) not in differing)


@QUICK
@given(SOME_PAIRS)
def test_each_letter_is_a_largest_set_of_columns_that_are_alike(differing):
    told = compact_letters(p_values(differing))

    letters = sorted(set("".join(told)))
    found = [{k for k in range(5) if x in told.iloc[k]} for x in letters]
    assert sorted(map(sorted, found)) == sorted(map(sorted, largest_sets_alike(differing)))


@QUICK
@given(SOME_PAIRS, st.permutations(range(5)))
def test_the_order_of_the_columns_changes_names_of_letters_only(differing, order):
    square = p_values(differing)
    told, again = compact_letters(square), compact_letters(square.iloc[order, order])

    for x, y in combinations(COLUMNS, 2):
        assert bool(set(told[x]) & set(told[y])) == bool(set(again[x]) & set(again[y]))


def test_one_triangle_is_enough():
    square = p_values([(0, 3), (1, 2)])
    upper = square.where(np.triu(np.ones((5, 5), bool)))

    assert compact_letters(upper).tolist() == compact_letters(square).tolist()


def test_columns_that_are_all_alike_have_one_letter():
    assert compact_letters(p_values([])).tolist() == ["a"] * 5


def test_no_columns_have_no_letters():
    assert compact_letters(pd.DataFrame()).empty


def pairs(**columns):
    start = {"category": ["r"], "first": ["x"], "second": ["y"], "difference": [0.1]}
    return pd.DataFrame({**start, "p_adjusted": [0.03], **columns})


@pytest.mark.parametrize(
    ("p", "expected"), [(0.05, "B"), (0.051, "b"), (0.1, "b"), (0.11, "")]
)
def test_the_second_level_is_marked_by_a_small_letter(p, expected):
    told = letters_of(pairs(p_adjusted=[p]), ["r"], {"x": "A", "y": "B"}, (0.05, 0.1))

    assert told.loc["r"].tolist() == [expected, ""]


@pytest.mark.parametrize(("difference", "sign"), [(0.1, "+"), (-0.1, "−")])
def test_signs_say_higher_or_lower(difference, sign):
    told = signs_of(pairs(difference=[difference]), ["r"], ["x"], 0.05)

    assert told.loc["r", "x"] == sign


def test_a_matrix_has_both_triangles():
    square = p_matrix(pairs(), "r", ["x", "y"])

    assert square.loc["x", "y"] == square.loc["y", "x"] == 0.03
    assert np.isnan(square.loc["x", "x"])


def test_letters_go_on_after_z():
    assert [letter(k) for k in (0, 25, 26, 52)] == ["A", "Z", "A1", "A2"]
