"""Multiple responses: from the cells of a set to chosen, not chosen, no answer.

An option is coded 0 (chosen), 1 (not chosen) or 2 (no answer): the categories of
the yes/no dimension that stands for it.
"""

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import pandas as pd

from itperception.errors import listed
from itperception.survey.codebook import MultipleResponse
from itperception.survey.distinct import Distinct

CHOSEN, NOT_CHOSEN, NO_ANSWER = range(3)
NOT_ASKED, _UNKNOWN = -1, -2
Fault = tuple[str, np.ndarray, str, str]  # column, which rows, message, expected


def chosen_options(
    chosen: MultipleResponse, cells: Mapping[str, pd.Series]
) -> tuple[dict[str, np.ndarray], list[Fault]]:
    """Return the codes of each option, and what is wrong with the cells.

    Parameters
    ----------
    chosen : MultipleResponse
        The set as the codebook has it.
    cells : mapping of str to pandas.Series
        Text by option id; with a separator, the one column that lists the options.

    Returns
    -------
    codes : dict of str to numpy.ndarray
        Integers 0, 1 or 2 per option; -1 of who was not shown the set.
    faults : list
        Column, which rows, what is wrong, and what was expected.

    Notes
    -----
    Missing data: a respondent with nothing but empty cells gave no answer to the set;
    if ``empty_is: not_selected``, an empty cell says that the option was not chosen. So it
    does beside a chosen one, where no cell at all says "not chosen" (``not_selected: []``).
    """
    read = _read_list if chosen.separator else _read_ticks
    codes, faults = read(chosen, cells)
    if not chosen.not_selected:
        some = np.any([values == CHOSEN for values in codes.values()], axis=0)
        codes = {
            o: np.where(some & (v == NO_ANSWER), NOT_CHOSEN, v) for o, v in codes.items()
        }
    faults += list(_contradictions(chosen, cells, codes))
    if chosen.empty_is == "not_selected":
        codes = {
            o: np.where(v == NO_ANSWER, np.int16(NOT_CHOSEN), v) for o, v in codes.items()
        }
    return codes, faults


def _read_ticks(chosen, cells) -> tuple[dict[str, np.ndarray], list[Fault]]:
    """Read one column per option."""
    codes, faults = {}, []
    for option in chosen.options:
        if option.id not in cells:
            continue
        yes = dict.fromkeys((*chosen.selected, *option.label.values()), CHOSEN)
        known = yes | dict.fromkeys(chosen.not_selected, NOT_CHOSEN) | {"": NO_ANSWER}
        known |= dict.fromkeys(chosen.missing, NOT_ASKED)
        found = Distinct(cells[option.id]).codes(known, _UNKNOWN)
        expected = f"one of {listed(text for text in known if text)}"
        name, unknown = cells[option.id].name, found == _UNKNOWN
        faults.append((name, unknown, "not an answer the codebook knows", expected))
        codes[option.id] = np.where(unknown, np.int16(NOT_CHOSEN), found)
    return codes, faults


def _read_list(chosen, cells) -> tuple[dict[str, np.ndarray], list[Fault]]:
    """Read one column that lists what was chosen, such as ``"a; b"``."""
    column = next(iter(cells.values()))
    known = {
        text: option.id
        for option in chosen.options
        for text in (option.id, *option.label.values())
    }
    silent = dict.fromkeys(chosen.missing, NOT_ASKED) | {"": NO_ANSWER}
    lists = Distinct(column)

    def given(text: str) -> set[str]:
        return set(_parts(text, chosen.separator, known)) if text not in silent else set()

    def code(text: str, option: str) -> int:
        picked = {known.get(part) for part in given(text)}
        return silent.get(text, NOT_CHOSEN - (option in picked))

    unknown = lists.each(lambda text: bool(given(text) - known.keys()), bool)
    expected = f"any of {listed(known)} with {chosen.separator!r} between them"
    fault = (column.name, unknown, "an option the codebook does not know", expected)
    ids = (option.id for option in chosen.options)
    codes = {o: lists.each(partial(code, option=o), np.int16) for o in ids}
    return codes, [fault]


def _parts(text: str, separator: str, known: Mapping[str, str]) -> Iterator[str]:
    """Yield what was chosen; an option may have the separator in it.

    Examples
    --------
    >>> [*_parts("Jira, Excel, and the like", ",", {"Excel, and the like": "x", "Jira": "j"})]
    ['Jira', 'Excel, and the like']
    """
    pieces = text.split(separator)
    while pieces:
        longest = range(len(pieces), 0, -1)
        joined = [(k, separator.join(pieces[:k]).strip()) for k in longest]
        used, part = next((one for one in joined if one[1] in known), joined[-1])
        if part:
            yield part
        del pieces[:used]


def _contradictions(chosen, cells, codes) -> Iterator[Fault]:
    """Yield answers that cannot both be meant."""
    others = [v == CHOSEN for option, v in codes.items() if option != chosen.exclusive]
    if chosen.exclusive in codes and others:
        both = (codes[chosen.exclusive] == CHOSEN) & np.any(others, axis=0)
        column = cells[chosen.exclusive].name
        yield column, both, "chosen together with other options", "this option alone"
    if chosen.empty_is == "no_answer" and not chosen.separator:
        nothing = np.all([values == NO_ANSWER for values in codes.values()], axis=0)
        for option, values in codes.items():
            partly = (values == NO_ANSWER) & ~nothing
            message = "empty, though other options of the set are not"
            yield cells[option].name, partly, message, "chosen or not chosen"
