"""Every reason and note that a page can meet has words in Swedish and German.

The tests that a page can choose run over tables of every kind: empty, sparse, weighted,
ranked or not, of pairs. A note without words is named by :func:`say_note`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.counting.design import DesignCube
from itperception.errors import UnknownNameError
from itperception.inference.association import test as tested
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.multiplicity import choose_adjustment
from itperception.inference.gap.gaps import heterogeneity
from itperception.inference.gap.paired import gap
from itperception.inference.methods import METHODS, call
from itperception.inference.planning.detectable import detectable_differences
from itperception.inference.results import State
from itperception.reporting.wording import say_note, texts, translated
from tests.inference.gap.test_paired import INTERNAL, SCALE, TOP

TABLES = (
    [[0, 0], [0, 0]], [[3, 4]], [[3], [4]], [[1, 0], [0, 1]], [[30, 10], [15, 25]],
    [[9, 0], [0, 9]], [[3, 1], [2, 5], [0, 0]], [[40, 0], [0, 30], [0, 0], [0, 25]],
    [[12, 3, 5], [7, 9, 4], [2, 8, 6]], [[90, 70, 60], [40, 60, 70]],
    [[5, 0, 0], [0, 5, 0], [0, 0, 5]],
)  # fmt: skip
SQUARES = ([[0, 0], [0, 0]], [[9, 0], [0, 4]], [[9, 3], [0, 4]], INTERNAL)
NET = (SCALE, TOP)
# Their notes are those of the other tests, but for what `other_notes` tries them for.
SLOW = ("boschloo", *(n for n, m in METHODS.items() if m.home == "exact.exact.exact"))


def tables(counts, ordered: bool, weighted: bool) -> Crosstab:
    """Return a table; its groups are ranked if its answers are."""
    frame = pd.DataFrame(
        counts, [f"answer {i}" for i in range(len(counts))],
        [f"group {j}" for j in range(len(counts[0]))],
    )  # fmt: skip
    sums = (frame * 1.5, frame * 3.0) if weighted else None
    table = Crosstab.from_counts(frame, ordered=ordered, weighted=sums)
    return replace(table, banner=replace(table.banner, ordered=ordered))


def quick(name: str) -> dict[str, int]:
    """Return options that let a test draw little; what it says is the same."""
    drawn = "permutation" in name
    return {"draws": 99} if drawn else {}


def notes_of_tables() -> Iterator[str]:
    for counts, ordered, weighted in product(TABLES, (False, True), (False, True)):
        table = tables(counts, ordered, weighted)
        for name in ("auto", *(name for name in METHODS if name not in SLOW)):
            found = tested(table, method=name, **quick(name))
            yield from (found.reason, found.note)
        for profile in ("default", "holm", "effective_z", "spss_custom_tables"):
            pairs = compare(table, profile)
            yield from (pairs.reason, *pairs.pairs["note"])


def notes_of_pairs() -> Iterator[str]:
    of_squares = [m for m in METHODS.values() if m.given == "square"]
    for square, method in product(SQUARES, of_squares):
        yield call(method, np.array(square)).note
    for cells in ({"a": INTERNAL}, {"a": INTERNAL, "b": INTERNAL * 0}):
        found = gap(cells, *NET)
        yield from (found.reason, found.note, *found.to_frame()["note"])
        yield from (found.everywhere.note, found.heterogeneity.note)
    pairs, dealt = (
        {"a": (2, 1, 9), "b": (1, 3, 8)},
        np.array([[[2], [1]], [[1], [3]], [[6], [4]]]),
    )
    yield heterogeneity(pairs, draws=9, by_weight=(dealt, np.ones(1))).note
    yield heterogeneity(pairs, method="asymptotic").note
    cube = DesignCube.from_codes([0, 0, 1, 2] * 3, [0, 1] * 6, cluster=[1, 2, 3, 4] * 3,
                                 shape=(3, 3))  # fmt: skip
    found = gap({"a": INTERNAL, "b": INTERNAL}, *NET, design=cube)
    yield from (found.reason, found.note, found.everywhere.note, found.heterogeneity.note)


def other_notes() -> Iterator[str]:
    table = tables(TABLES[4], ordered=True, weighted=False)
    for name, seconds in product(SLOW[1:], (0, 60)):
        yield tested(table, method=name, seconds=seconds, draws=99).note
    yield from (
        choose_adjustment(adjust, k)[1]
        for adjust in ("auto", "closed")
        for k in range(2, 6)
    )
    yield from detectable_differences(pd.Series({"a": 40.0, "b": 9.0, "c": 0.0}))["note"]
    yield from (state.words for state in State if state is not State.OK)


@cache
def found_by(notes: Callable[[], Iterator[str]]) -> frozenset[str]:
    return frozenset(note for note in notes() if note)


@pytest.mark.parametrize("notes", [notes_of_tables, notes_of_pairs, other_notes])
@pytest.mark.parametrize("language", ["sv", "de"])
def test_no_note_of_a_page_stays_english(notes, language):
    assert found_by(notes)
    assert all(say_note(note, language) != note for note in found_by(notes))


@pytest.mark.parametrize("key", [key for key in texts() if key.startswith("note.")])
def test_an_english_pattern_finds_itself_and_no_other(key):
    english = re.sub(r"\{\w+\}", "1", texts()[key]["en"]).replace(
        "left out as empty: 1", "left out as empty: 1 row"
    )
    swedish = texts()[key]["sv"]

    told = translated("note", english, "sv")

    assert re.sub(r"\{\w+\}|1 rad|1", "#", told) == re.sub(r"\{\w+\}|1", "#", swedish)


def test_a_note_without_words_is_named():
    note = "computed from effective counts; by <hand>. weighted"

    with pytest.raises(UnknownNameError, match="by <hand>"):
        say_note(note, "sv")


@pytest.mark.parametrize(
    ("language", "told"),
    [("sv", "minsta förväntade antal 0,083"), ("de", "kleinste erwartete Anzahl 0,083")],
)
def test_numbers_in_a_note_follow_the_language(language, told):
    assert say_note("smallest expected count 0.083", language) == told


def test_parts_of_a_list_are_told_apart_where_the_comma_is_a_decimal_mark():
    note = "scores of the answers 1, 2.5; of the groups 1, 2"

    assert say_note(note, "de") == "Punktwerte der Antworten 1; 2,5; der Gruppen 1; 2"


def test_sentences_are_told_one_by_one():
    note = "Asked for by name. left out: 12 who gave no answer on the scale."

    assert say_note(note, "sv") == (
        "Begärt vid namn. utelämnade: 12 som inte gav något svar på skalan."
    )
