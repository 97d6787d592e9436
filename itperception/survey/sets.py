"""Multiple responses: from the cells of a set to chosen, not chosen, no answer.

An option is coded 0 (chosen), 1 (not chosen) or 2 (no answer): the categories of
the yes/no dimension that stands for it; or -1 (not asked).
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from itperception.errors import listed
from itperception.survey.export import each_text, given
from itperception.survey.questions import MultipleResponse

CHOSEN, NOT_CHOSEN, NO_ANSWER = range(3)
_NOT_ASKED, _UNKNOWN = -1, -2
_EITHER = -3  # not chosen beside a chosen option, else not asked
_FIRST = NO_ANSWER + 1  # of the options in cells that hold one each
_Fault = tuple[str, np.ndarray, str, str]  # column, which rows, message, expected


def chosen_options(
    chosen: MultipleResponse, cells: Mapping[str, pd.Series]
) -> tuple[dict[str, np.ndarray], list[_Fault]]:
    """Return the codes of each option, and what is wrong with the cells.

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
    codes, faults = read(chosen, cells)
    if _either(chosen) or not chosen.not_selected:
        some = np.any([values == CHOSEN for values in codes.values()], axis=0)
        beside = [NO_ANSWER, _EITHER]
        codes = {
            o: np.where(some & np.isin(v, beside), NOT_CHOSEN, v) for o, v in codes.items()
        }
    codes = {o: np.where(v == _EITHER, _NOT_ASKED, v) for o, v in codes.items()}
    faults += list(_contradictions(chosen, cells, codes))
    if chosen.empty_is == "not_selected":
        codes = {o: np.where(v == NO_ANSWER, NOT_CHOSEN, v) for o, v in codes.items()}
    return codes, faults


def _read_ticks(chosen, cells) -> tuple[dict[str, np.ndarray], list[_Fault]]:
    """Read one column per option."""
    codes, faults = {}, []
    for option in chosen.options:
        if option.id not in cells:
            continue
        yes = dict.fromkeys((*chosen.selected, *option.label.values()), CHOSEN)
        known = yes | dict.fromkeys(chosen.not_selected, NOT_CHOSEN) | _silent(chosen)
        known |= dict.fromkeys(_either(chosen), _EITHER)
        found = each_text(
            cells[option.id], lambda t, known=known: known.get(t, _UNKNOWN), int
        )
        unknown = found == _UNKNOWN
        expected = f"one of {listed(text for text in known if text)}"
        name = cells[option.id].name
        faults.append((name, unknown, "not an answer the codebook knows", expected))
        codes[option.id] = np.where(unknown, NOT_CHOSEN, found)
    return codes, faults


def _either(chosen: MultipleResponse) -> set[str]:
    return {*chosen.not_selected} & {*chosen.missing}


def _silent(chosen: MultipleResponse) -> dict[str, int]:
    return dict.fromkeys(chosen.missing, _NOT_ASKED) | {"": NO_ANSWER}


def _read_list(chosen, cells) -> tuple[dict[str, np.ndarray], list[_Fault]]:
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
    faults = [
        (column.name, number == 0, "an option the codebook does not know", expected),
        (column.name, number > 1, "an answer that can be read in two ways", expected),
    ]
    codes = {}
    for option in (option.id for option in chosen.options):
        is_in = {t: any(option in way for way in found) for t, found in ways.items()}
        codes[option] = each_text(
            column,
            lambda t, is_in=is_in: silent.get(t, NOT_CHOSEN - is_in.get(t, False)),
            int,
        )
    return codes, faults


def _read_codes(chosen, cells) -> tuple[dict[str, np.ndarray], list[_Fault]]:
    """Read columns each of which holds one option; twice the same one is chosen once."""
    ids = [option.id for option in chosen.options]
    known = dict.fromkeys(chosen.not_selected, NOT_CHOSEN) | _silent(chosen) | {
        text: _FIRST + k for k, option in enumerate(chosen.options)
        for text in (option.id, *option.label.values(), *([option.code] if option.code else []))
        if text not in chosen.missing
    }  # fmt: skip
    found = {c: each_text(column, lambda t: known.get(t, _UNKNOWN), int)
             for c, column in cells.items()}  # fmt: skip
    expected = f"one of {listed(text for text in known if text)}"
    faults = [(c, codes == _UNKNOWN, "an option the codebook does not know", expected)
              for c, codes in found.items()]  # fmt: skip
    every = np.stack(list(found.values()))
    silent = np.where((every == _NOT_ASKED).any(axis=0), _NOT_ASKED, NO_ANSWER)
    silent = np.where((every == NOT_CHOSEN).any(axis=0), NOT_CHOSEN, silent)
    nothing = (every < _FIRST).all(axis=0)
    return {
        name: np.where((every == _FIRST + k).any(axis=0), CHOSEN,
                       np.where(nothing, silent, NOT_CHOSEN))
        for k, name in enumerate(ids)
    }, faults  # fmt: skip


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


def _contradictions(chosen, cells, codes) -> Iterator[_Fault]:
    """Yield answers that cannot both be meant."""
    others = [v == CHOSEN for option, v in codes.items() if option != chosen.exclusive]
    if chosen.exclusive in codes and others:
        both = (codes[chosen.exclusive] == CHOSEN) & np.any(others, axis=0)
        column = cells.get(chosen.exclusive, next(iter(cells.values()))).name
        yield column, both, "chosen together with other options", "this option alone"
    if chosen.empty_is == "no_answer" and not (chosen.separator or chosen.coded_columns):
        nothing = np.all([values == NO_ANSWER for values in codes.values()], axis=0)
        for option, values in codes.items():
            partly = (values == NO_ANSWER) & ~nothing
            message = "empty, though other options of the set are not"
            yield cells[option].name, partly, message, "chosen or not chosen"
