from itertools import chain, combinations

import pandas as pd
import pytest
from hypothesis import strategies as st

from itperception.inference.comparisons.letters import letter, letters_of, signs_of

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


def test_letters_go_on_after_z():
    assert [letter(k) for k in (0, 25, 26, 52)] == ["A", "Z", "A1", "A2"]
