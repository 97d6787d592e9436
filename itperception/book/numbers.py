"""Means of a number in the columns of its bins' table, of nobody who may not be shown.

A mean, with its base, tells the sum of a group's numbers, and an SD the sum of their squares:
the same kind of thing as a count, with numbers in the place of ones. What adding and
subtracting gives of them is the sum of the same combinations of groups. So a number is decided
as any question is (:mod:`itperception.counting.safety`), over those who gave one, and within
the columns that the table of its bins shows: by no means of these is there a sum, a mean or an
SD of fewer people than the minimum. A median is one person's number, or halfway between two: it
is told where that many people are on either side of it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.inference.means import MEAN, Means, means
from itperception.survey.questions import Number
from itperception.workbench.numbers import (
    NPS_ENDS,
    nps_of,
    number_values,
    numbers_of,
)
from itperception.workbench.predicting import People

if TYPE_CHECKING:
    from itperception.book.shown import ShownWave
    from itperception.inference.results import TestResult

NPS = "nps"
LINE_TOLD = ["row", "column", "base", "effective_base", "mean", "sd", "se", "ci_low", "ci_high",
             "median", "higher_than"]  # fmt: skip
PAIR_TOLD = ["row", "first", "second", "difference", "ci_low", "ci_high", "p_value", "p_adjusted",
             "adjust"]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class NumberTable:
    """The means of a number by one banner.

    Attributes
    ----------
    id : str
        The number.
    unit : dict of str
        What it counts, by language; empty if nobody said.
    lines : pandas.DataFrame
        `LINE_TOLD` of each row (mean, or the nps of a recommendation) and column, the total
        first; no se of a wave that is rounded; limits at 95 %; the median is NaN of an nps,
        and of few; higher_than has ids of columns.
    pairs : pandas.DataFrame
        `PAIR_TOLD` of each pair of columns.
    tests : dict of str to TestResult or None
        By row, that of all columns.
    """

    id: str
    unit: dict[str, str]
    lines: pd.DataFrame
    pairs: pd.DataFrame
    tests: "dict[str, TestResult | None]"

    @property
    def rows(self) -> list[str]:
        """The rows: mean, nps."""
        return list(self.tests)

    def of(self, row: str) -> pd.DataFrame:
        """Return the lines of a row by column."""
        return self.lines[self.lines["row"] == row].set_index("column")


def number_table(shown: "ShownWave", number: Number, by) -> NumberTable:
    """Return what may be shown of a number in the columns of its bins' table.

    Parameters
    ----------
    shown : ShownWave
        The wave as it may be shown.
    number : Number
        A numeric item.
    by : Dimension or None
        What the columns are; in one that stands in the table, but in which too few gave a
        number, there is none. If too few of all did, there are no rows.
    """
    unit = number.unit or {}
    if shown.is_hidden(number.id):
        nothing = (pd.DataFrame(columns=names) for names in (LINE_TOLD, PAIR_TOLD))
        return NumberTable(number.id, unit, *nothing, {})
    people = People((shown.wave,))
    values = number_values(shown.wave, number)
    told = people.codes(by.id) if by else None
    columns = {name: np.isin(told, places) for name, places in
               (_columns(shown, number, by) if by else {}).items()}  # fmt: skip
    profile = shown.folder.description.profile
    of = {MEAN: (values, number.ends)}
    of |= {NPS: (nps_of(values), NPS_ENDS)} if number.nps else {}
    found = {
        row: means(numbers_of(people, own, columns, ends), row, profile=profile,
                   quantiles=(0.5,))
        for row, (own, ends) in of.items()
    }  # fmt: skip
    lines = [_lines(own, shown.rule.minimum).assign(row=row) for row, own in found.items()]
    pairs = [own.pairs.assign(row=row)[PAIR_TOLD] for row, own in found.items()]
    tests = {row: own.test if columns else None for row, own in found.items()}
    return NumberTable(number.id, unit, pd.concat(lines, ignore_index=True)[LINE_TOLD],
                       pd.concat(pairs, ignore_index=True), tests)  # fmt: skip


def _columns(shown: "ShownWave", number: Number, by) -> dict[str, list[int]]:
    """Return the answers of each column; -1 is who was not asked for them."""
    told, beside = shown.told(number.id, by.id), shown.told(number.bins_id, by.id)
    ids = [category.id for category in by.categories]
    found = {name: [ids.index(name)] for name in told.columns}
    if told.joined and told[:3] == beside[:3]:
        alone = {place for own in found.values() for place in own}
        found[told.joined_id] = [-1, *(k for k in range(len(ids)) if k not in alone)]
    return found


def _lines(found: Means, minimum: int) -> pd.DataFrame:
    lines = found.lines.rename(columns={"q50": "median", "banner": "column"})
    enough = (lines["base"] >= 2 * minimum) & (found.of != NPS)
    pairs = found.pairs[found.pairs["p_adjusted"] <= found.profile.levels[-1]]
    higher = {column: () for column in lines["column"]}
    for pair in pairs.itertuples():
        above, below = (pair.first, pair.second)[:: 1 if pair.difference > 0 else -1]
        higher[above] = (*higher[above], below)
    return lines.assign(median=np.where(enough, lines["median"], np.nan),
                        higher_than=lines["column"].map(higher))  # fmt: skip
