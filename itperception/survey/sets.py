"""From the cells of multiple responses and numeric items to codes and numbers.

An option is coded 0 (chosen), 1 (not chosen) or 2 (no answer): the categories of
the yes/no dimension that stands for it; or -1 (not asked).
"""

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
import pandas as pd

from itperception.errors import listed
from itperception.survey.cells import NOT_ASKED, UNKNOWN
from itperception.survey.export import each_text, given
from itperception.survey.questions import MultipleResponse, Number
from itperception.survey.reading.numbers import number as number_of
from itperception.survey.reading.numbers import without_unit

CHOSEN, NOT_CHOSEN, NO_ANSWER = range(3)
_EITHER = -3  # not chosen beside a chosen option, else not asked
_FIRST = NO_ANSWER + 1  # of the options in cells that hold one each
Report = Callable[[str, np.ndarray, str, str], None]  # column, which rows, cause, expected


def chosen_options(
    chosen: MultipleResponse, cells: Mapping[str, pd.Series], report: Report
) -> dict[str, np.ndarray]:
    """Return the codes of each option; report what is wrong with the cells.

    `cells` has texts by option id; with a separator, the one column that lists the options;
    with coded columns, each of these.

    Notes
    -----
    Missing data: a respondent with nothing but empty cells gave no answer to the set;
    if ``empty_is: not_selected``, an empty cell says that the option was not chosen. So it
    does beside a chosen one, where no cell at all says "not chosen" (``not_selected: []``).
    A cell of both ``not_selected`` and ``missing``, such as NA, says the one beside a chosen
    option, and the other where somebody has nothing else.
    """
    read = _read_list if chosen.separator else _read_ticks
    read = _read_codes if chosen.coded_columns else read
    codes = read(chosen, cells, report)
    if _either(chosen) or not chosen.not_selected:
        some = np.any([values == CHOSEN for values in codes.values()], axis=0)
        beside = [NO_ANSWER, _EITHER]
        codes = {
            o: np.where(some & np.isin(v, beside), NOT_CHOSEN, v) for o, v in codes.items()
        }
    codes = {o: np.where(v == _EITHER, NOT_ASKED, v) for o, v in codes.items()}
    _report_contradictions(chosen, cells, codes, report)
    if chosen.empty_is == "not_selected":
        codes = {o: np.where(v == NO_ANSWER, NOT_CHOSEN, v) for o, v in codes.items()}
    return codes


def _read_ticks(chosen, cells, report: Report) -> dict[str, np.ndarray]:
    """Read one column per option."""
    codes = {}
    for option in chosen.options:
        if option.id not in cells:
            continue
        yes = dict.fromkeys((*chosen.selected, *option.label.values()), CHOSEN)
        known = yes | dict.fromkeys(chosen.not_selected, NOT_CHOSEN) | _silent(chosen)
        known |= dict.fromkeys(_either(chosen), _EITHER)
        found = each_text(
            cells[option.id], lambda t, known=known: known.get(t, UNKNOWN), int
        )
        unknown = found == UNKNOWN
        expected = f"one of {listed(text for text in known if text)}"
        name = cells[option.id].name
        report(name, unknown, "not an answer the codebook knows", expected)
        codes[option.id] = np.where(unknown, NOT_CHOSEN, found)
    return codes


def _either(chosen: MultipleResponse) -> set[str]:
    return {*chosen.not_selected} & {*chosen.missing}


def _silent(chosen: MultipleResponse) -> dict[str, int]:
    return dict.fromkeys(chosen.missing, NOT_ASKED) | {"": NO_ANSWER}


def _read_list(chosen, cells, report: Report) -> dict[str, np.ndarray]:
    """Read one column that lists what was chosen, such as ``"a; b"``."""
    column, silent = next(iter(cells.values())), _silent(chosen)
    known = {
        text: option.id
        for option in chosen.options
        for text in (option.id, *option.label.values())
    }
    ways = {t: ways_to_split(t, known, chosen.separator) for t in given(column)}
    number = each_text(column, lambda t: 1 if t in silent else len(ways[t]), int)
    expected = f"any of {listed(known)} with {chosen.separator!r} between them"
    report(column.name, number == 0, "an option the codebook does not know", expected)
    report(column.name, number > 1, "an answer that can be read in two ways", expected)
    codes = {}
    for option in (option.id for option in chosen.options):
        is_in = {t: any(option in way for way in found) for t, found in ways.items()}
        codes[option] = each_text(
            column,
            lambda t, is_in=is_in: silent.get(t, NOT_CHOSEN - is_in.get(t, False)),
            int,
        )
    return codes


def _read_codes(chosen, cells, report: Report) -> dict[str, np.ndarray]:
    """Read columns each of which holds one option; twice the same one is chosen once."""
    ids = [option.id for option in chosen.options]
    known = dict.fromkeys(chosen.not_selected, NOT_CHOSEN) | _silent(chosen) | {
        text: _FIRST + k for k, option in enumerate(chosen.options)
        for text in (option.id, *option.label.values(), *([option.code] if option.code else []))
        if text not in chosen.missing
    }  # fmt: skip
    found = {c: each_text(column, lambda t: known.get(t, UNKNOWN), int)
             for c, column in cells.items()}  # fmt: skip
    expected = f"one of {listed(text for text in known if text)}"
    for column, codes in found.items():
        report(column, codes == UNKNOWN, "an option the codebook does not know", expected)
    every = np.stack(list(found.values()))
    silent = np.where((every == NOT_ASKED).any(axis=0), NOT_ASKED, NO_ANSWER)
    silent = np.where((every == NOT_CHOSEN).any(axis=0), NOT_CHOSEN, silent)
    nothing = (every < _FIRST).all(axis=0)
    return {
        name: np.where((every == _FIRST + k).any(axis=0), CHOSEN,
                       np.where(nothing, silent, NOT_CHOSEN))
        for k, name in enumerate(ids)
    }  # fmt: skip


def ways_to_split(
    text: str, known: Mapping[str, str], separator: str
) -> list[frozenset[str]]:
    """Return the options that a cell lists, in each way to divide it, two at most.

    Examples
    --------
    >>> known = {"a": "a", "b, c": "bc", "b": "b"}
    >>> [sorted(way) for way in ways_to_split("a, b, c", known, ", ")]
    [['a', 'bc']]
    >>> ways_to_split("a, d", known, ", ")
    []
    """
    pieces = [piece for piece in text.split(separator) if piece.strip()]
    longest = 1 + max((option.count(separator) for option in known), default=0)
    ways: list[list[frozenset[str]]] = [[frozenset()], *([] for _ in pieces)]
    for end in range(1, len(pieces) + 1):
        for start in range(max(0, end - longest), end):
            option = known.get(separator.join(pieces[start:end]).strip())
            if option is not None:
                ways[end] += [way | {option} for way in ways[start]]
        ways[end] = [*dict.fromkeys(ways[end])][:2]
    return ways[-1]


def _report_contradictions(chosen, cells, codes, report: Report) -> None:
    """Report answers that cannot both be meant."""
    others = [v == CHOSEN for option, v in codes.items() if option != chosen.exclusive]
    if chosen.exclusive in codes and others:
        both = (codes[chosen.exclusive] == CHOSEN) & np.any(others, axis=0)
        column = cells.get(chosen.exclusive, next(iter(cells.values()))).name
        report(column, both, "chosen together with other options", "this option alone")
    if chosen.empty_is == "no_answer" and not (chosen.separator or chosen.coded_columns):
        nothing = np.all([values == NO_ANSWER for values in codes.values()], axis=0)
        for option, values in codes.items():
            partly = (values == NO_ANSWER) & ~nothing
            message = "empty, though other options of the set are not"
            report(cells[option].name, partly, message, "chosen or not chosen")


def read_numbers(
    number: Number, column: pd.Series, decimal: str, report: Report
) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of an item, NaN for who gave none, and positions in its scale.

    An empty cell is "no answer", and the unit of the item may stand at a number.

    Examples
    --------
    >>> age = Number(id="age", label="Age", wording="Age?", missing=["99"], bins=["..34", "35.."])
    >>> cells, wrong = pd.Series(["34", "99", "", "35,5", "x"], name="age"), []
    >>> values, codes = read_numbers(age, cells, ",", lambda *told: wrong.append(told))
    >>> values.tolist(), codes.tolist(), wrong[0][2]
    ([34.0, nan, nan, 35.5, nan], [0, -1, 2, 1, -2], 'not a number')
    """
    ids = [category.id for category in number.scale().categories]
    units = [*(number.unit or {"en": ""}).values()]
    at, distinct = pd.factorize(column)
    texts = np.array([*map(str.strip, distinct)], dtype=object)
    values = np.array(
        [number_of(reduce(without_unit, units, t), decimal) for t in texts], float
    )
    codes = np.where(texts == "", len(ids), UNKNOWN)
    for kind in ("missing", "dont_know", "refused"):
        if told := getattr(number, kind):
            silent = np.isin(values, pd.to_numeric(told, errors="coerce"))
            silent |= np.isin(texts, np.array(told, dtype=object))
            codes[silent] = NOT_ASKED if kind == "missing" else ids.index(kind)
            values[silent] = np.nan
    wrong = (codes == UNKNOWN) & ~np.isfinite(values)
    values[wrong] = np.nan
    for k, part in enumerate(number.parts):
        codes[part.holds(values)] = k
    outside = (codes == UNKNOWN) & ~wrong
    report(column.name, wrong[at], "not a number", f"a number such as 12{decimal}5, or a cell "
           "that the codebook calls missing, dont_know or refused")  # fmt: skip
    report(column.name, outside[at], "a number in none of the bins",
           ", ".join(number.bins) or "a whole number from 0 to 10")  # fmt: skip
    return values[at], codes[at]
