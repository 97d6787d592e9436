"""The cells of a numeric item: the numbers, and in which bin each is."""

from functools import reduce
from typing import NamedTuple

import numpy as np
import pandas as pd

from itperception.survey.export import each_text
from itperception.survey.questions import Number
from itperception.survey.reading.numbers import number as number_of
from itperception.survey.reading.numbers import without_unit
from itperception.terms.category import answer_positions

_NOT_ASKED, _UNKNOWN = -1, -2


class _Fault(NamedTuple):
    """Cells that are wrong, and how."""

    wrong: np.ndarray
    message: str
    expected: str


class _Answers(NamedTuple):
    """What was answered: numbers, NaN for who gave none, and positions in its scale."""

    values: np.ndarray
    codes: np.ndarray
    faults: list[_Fault]


def read_numbers(number: Number, cells: pd.Series, decimal: str) -> _Answers:
    """Read the cells of a numeric item.

    An empty cell is "no answer", and the unit of the item may stand at a number.

    Examples
    --------
    >>> age = Number(id="age", label="Age", wording="Age?", missing=["99"], bins=["..34", "35.."])
    >>> found = read_numbers(age, pd.Series(["34", "99", "", "35,5", "x"]), ",")
    >>> found.values.tolist(), found.codes.tolist(), found.faults[0].message
    ([34.0, nan, nan, 35.5, nan], [0, -1, 2, 1, -2], 'not a number')
    """
    texts = pd.Series(each_text(cells, str.strip))
    units = [*(number.unit or {"en": ""}).values()]
    plain = each_text(texts, lambda text: reduce(without_unit, units, text))
    values = each_text(pd.Series(plain), lambda text: number_of(text, decimal), float)
    codes = np.where(texts == "", len(number.scale().categories), _UNKNOWN)
    for kind in ("missing", "dont_know", "refused"):
        told = getattr(number, kind)
        if told:
            silent = texts.isin(told) | np.isin(
                values, pd.to_numeric(told, errors="coerce")
            )
            codes[silent], values[silent] = _code(number, kind), np.nan
    wrong = (codes == _UNKNOWN) & ~np.isfinite(values)
    values[wrong] = np.nan
    for k, part in enumerate(number.parts):
        codes[part.holds(values)] = k
    outside = (codes == _UNKNOWN) & ~wrong
    bins = ", ".join(number.bins) or "a whole number from 0 to 10"
    faults = [_Fault(wrong, "not a number", f"a number such as 12{decimal}5, or a cell that the "
                    "codebook calls missing, dont_know or refused"),
              _Fault(outside, "a number in none of the bins", bins)]  # fmt: skip
    return _Answers(values, codes, faults)


def only_of_who_answered(
    number: Number, values: np.ndarray, codes: np.ndarray
) -> np.ndarray:
    """Return the numbers of those who are in a bin; NaN for everybody else."""
    told = answer_positions(number.scale().categories)
    return np.where(np.isin(codes, told), values, np.nan)


def _code(number: Number, kind: str) -> int:
    ids = [category.id for category in number.scale().categories]
    return _NOT_ASKED if kind == "missing" else ids.index(kind)
