"""Means of a weighted wave as they are told: as coarsely as its shares.

The SD of a share is about one half, and its unit of 0.01 is 1/50 of that. So the unit of numbers
is 1/50 of their SD, rounded up to 1, 2 or 5 times a power of ten; it is five such units where
shares are told in steps of 5. Standard errors and statistics are not told.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from itperception.book.numbers import NumberTable
from itperception.book.rounding import ENDS, FINE, Rounding, in_whole

PARTS = 50  # of an SD


def rounded(found: NumberTable, rounding: Rounding, by: str) -> NumberTable:
    """Return means as they are told.

    Parameters
    ----------
    found : NumberTable
        As they were computed.
    rounding : Rounding
        How coarsely the number, and the table of its bins, is told.
    by : str
        Item whose answers are the columns, or "total".
    """
    if not found.rows:
        return found
    lines, pairs = [], []
    for row in found.rows:
        own = found.lines[found.lines["row"] == row]
        unit = pd.Series(units_of(own, rounding, by), list(own["column"]))
        told = _lines(own, unit).assign(
            effective_base=rounding.effective(by, own["column"], own["base"])
        )
        between = found.pairs[found.pairs["row"] == row]
        means = told.set_index("column")["mean"]
        lines.append(told)
        pairs.append(rounding.p_told(_pairs(between, means, unit)))
    nothing = {"effect_size": np.nan, "ci_low": np.nan, "ci_high": np.nan}
    tests = {row: test and replace(rounding.test(test, by), **nothing)
             for row, test in found.tests.items()}  # fmt: skip
    return replace(found, lines=pd.concat(lines, ignore_index=True),
                   pairs=pd.concat(pairs, ignore_index=True), tests=tests)  # fmt: skip


def units_of(own: pd.DataFrame, rounding: Rounding, by: str) -> np.ndarray:
    """Return the unit of each line of a row."""
    spread = own["sd"].iloc[0]
    scale = one_two_five(spread / PARTS) / FINE if spread > 0 else 1.0
    return scale * rounding.units(own["base"], by, own["column"])


def _lines(own: pd.DataFrame, unit: pd.Series) -> pd.DataFrame:
    told = {name: in_whole(own[name].to_numpy(float), unit.to_numpy())
            for name in ("mean", "sd", "median")}  # fmt: skip
    ends = _ends(own, "mean", told["mean"], unit.to_numpy())
    return own.drop(columns="se").assign(**told, **ends)


def _pairs(between: pd.DataFrame, means: pd.Series, unit: pd.Series) -> pd.DataFrame:
    """Tell differences of the told means, in the coarser of both units."""
    first, second = between["first"], between["second"]
    told = (first.map(means) - second.map(means)).to_numpy(float).round(10)
    coarser = np.maximum(first.map(unit), second.map(unit)).to_numpy(float)
    return apart(between, told, coarser)


def apart(lines: pd.DataFrame, told: np.ndarray, unit: np.ndarray) -> pd.DataFrame:
    """Tell differences, each arm of an interval rounded up to whole units."""
    return lines.assign(difference=told, **_ends(lines, "difference", told, unit))


def _ends(frame: pd.DataFrame, name: str, told: np.ndarray, unit: np.ndarray) -> dict:
    """Return limits around what is told, each arm rounded up to whole units."""
    arms = {end: (frame[end] - frame[name]).to_numpy(float) for end in ENDS}
    return {end: np.round(told + np.sign(arm) * np.ceil(np.abs(arm) / unit - 1e-9) * unit, 10)
            for end, arm in arms.items()}  # fmt: skip


def one_two_five(least: float) -> float:
    """Return the least of 1, 2 and 5 times a power of ten that is not below a number.

    Examples
    --------
    >>> [one_two_five(x) for x in (0.3, 0.5, 41, 0.021)]
    [0.5, 0.5, 50.0, 0.05]
    """
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(k * power for k in (1, 2, 5, 10) if k * power >= least * (1 - 1e-9)))
