"""How each respondent was drawn, and what they weigh: the columns that are no answers."""

import re
from collections.abc import Iterator
from math import nan

import numpy as np
import pandas as pd

from itperception.errors import Problem
from itperception.survey.cells import LARGEST, Cells
from itperception.survey.export import each_text

RESPONDENT, WEIGHT, STRATUM, CLUSTER = "_respondent", "_weight", "_stratum", "_cluster"
FPC, INSIDE_COLUMN = "_fpc", "_inside"
_NUMBER = f"0 or a number from {1 / LARGEST:g} to {LARGEST:g}"


def design(cells: Cells) -> Iterator[tuple[str, np.ndarray]]:
    """Yield id, weight, stratum, cluster and finite population of each respondent."""
    told = cells.layout
    for name, column in ((RESPONDENT, told.respondent_id), (STRATUM, told.stratum),
                         (CLUSTER, told.cluster)):  # fmt: skip
        if column in cells.frame:
            values = cells.frame[column]
            cells.report(column, values == "", "an empty cell", "a value for everybody")
            yield name, values.to_numpy(dtype=object)
    if told.respondent_id in cells.frame:
        ids = cells.frame[told.respondent_id]
        again = ids.duplicated() & (ids != "")
        cells.report(told.respondent_id, again, "the respondent is there twice", "once")
    if told.weight in cells.frame:
        yield WEIGHT, _weights(cells, told.weight)
    if told.fpc in cells.frame:
        yield FPC, _populations(cells, told.fpc)


def durations(cells: Cells) -> np.ndarray | None:
    """Return how long each respondent took, as far as it is known."""
    column = cells.layout.duration
    if column not in cells.frame:
        return None
    clock = each_text(cells.frame[column], _seconds, float)
    numbers, wrong = cells.numbers(column)
    numbers = np.where(np.isnan(clock), numbers, clock)
    wrong &= np.isnan(clock) & (cells.frame[column] != "").to_numpy()
    cells.report(column, wrong, "not a duration", "a number, hours:minutes:seconds or "
                 "an empty cell")  # fmt: skip
    return numbers


def _weights(cells: Cells, column: str) -> np.ndarray:
    weights, wrong = cells.numbers(column)
    cells.report(column, wrong, "not a weight", _NUMBER)
    if not wrong.any() and not weights.any():
        cells.problems.append(
            Problem(cells.name, "every weight is zero", None, column, "0", "weights")
        )
    elif not wrong.any():
        cells.report(column, weights == 0, "weight 0, which counts in no share", None,
                     told=cells.remarks)  # fmt: skip
    return weights


def _populations(cells: Cells, column: str) -> np.ndarray:
    sizes, wrong = cells.numbers(column)
    cells.report(column, wrong, "not a finite population", "its units, or a share")
    told = cells.layout
    strata = _labels(cells, told.stratum)
    units = _labels(cells, told.cluster) if told.cluster in cells.frame else cells.rows
    frame = pd.DataFrame({"stratum": strata, "unit": units, "size": sizes})
    by = frame.groupby("stratum")
    differs = (sizes != by["size"].transform("first")) & ~wrong
    cells.report(column, differs, "another finite population in one stratum",
                 "one for each stratum")  # fmt: skip
    drawn = by["unit"].transform("nunique")
    cells.report(column, (sizes > 1) & (sizes < drawn) & ~wrong,
                 "more units were drawn than there are", "at least as many")  # fmt: skip
    return sizes


def _labels(cells: Cells, column: str | None):
    return cells.frame[column].to_numpy() if column in cells.frame else ""


def _seconds(text: str) -> float:
    """Read what a clock shows; not a number if it shows none."""
    parts = text.split(":") if re.fullmatch(r"\d+(:\d\d){1,2}", text) else ()
    return (
        sum(60**k * int(part) for k, part in enumerate(reversed(parts))) if parts else nan
    )
