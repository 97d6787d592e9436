"""The mean of a number wave by wave, and its change, of what may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from itperception.book.number_rounding import apart, rounded, units_of
from itperception.book.numbers import NPS, NumberTable, number_table
from itperception.book.rounding import Rounding
from itperception.book.shown import ShownWave
from itperception.counting.given import TOTAL
from itperception.inference.intervals import LEVEL
from itperception.inference.means import MEAN
from itperception.survey.questions import Number
from itperception.workbench.alike import has_one_scale
from itperception.workbench.numbers import numbers_by_wave
from itperception.workbench.predicting import People

COLUMNS = ["from_wave", "to_wave", "before", "after", "n_before", "n_after", "difference",
           "ci_low", "ci_high", "p_value", "state"]  # fmt: skip


@dataclass(frozen=True, eq=False)
class NumberCourse:
    """The mean, or the score, of a number that every wave asked.

    Means are those of the waves' own pages, to the last digit; groups are those that all of
    them show.

    Attributes
    ----------
    number : Number
        As the last wave has it.
    row : {"mean", "nps"}
        What is followed.
    waves : mapping of str to ShownWave
        In order of time, by name.
    by : str or None
        Item whose answers are the groups.
    rounding : Rounding or None
        How coarsely the waves are told together.
    """

    number: Number
    row: str
    waves: Mapping[str, ShownWave]
    by: str | None = None
    rounding: Rounding | None = None

    @property
    def id(self) -> str:
        """Its name among all that is followed."""
        return f"{self.number.id} {self.row}"

    @cached_property
    def lines(self) -> dict[str, pd.DataFrame]:
        """Of each wave a line for each of its columns, as told, with its unit; 0 for none."""
        return {name: self._lines(shown) for name, shown in self.waves.items()}

    def _lines(self, shown: ShownWave) -> pd.DataFrame:
        by = shown.wave.dimension(self.by) if self._by else None
        number = shown.codebook.number(self.number.id)
        found: NumberTable = number_table(shown, number, by)
        if self.row not in found.rows:
            return found.of(self.row)
        rounding, unit = Rounding.of(shown), 0.0
        if rounding:
            rounding = rounding.on(number.bins_id, number.id)
            at = found.of(self.row).reset_index()
            unit = units_of(at, rounding, self._by or TOTAL)
            found = rounded(found, rounding, self._by or TOTAL)
        return found.of(self.row).assign(unit=unit)

    @property
    def _by(self) -> str | None:
        folders = [shown.folder for shown in self.waves.values()]
        own = self.by is not None and self.by != self.number.bins_id
        return self.by if own and has_one_scale(folders, self.by) else None

    @property
    def groups(self) -> list[str]:
        """The total and each group that every wave shows; none if one hides the number."""
        first, *others = self.lines.values()
        known = {TOTAL}
        if self._by:
            last = [*self.waves.values()][-1].wave.dimension(self._by)
            known |= {category.id for category in last.categories}
        return [
            g for g in first.index if g in known and all(g in own.index for own in others)
        ]

    def changes(self, group: str = TOTAL, *, level: float = LEVEL) -> pd.DataFrame:
        """Return the change from each wave to the next, exactly, with both means as told."""
        where = None if group == TOTAL else {self._by: [group]}
        people = People([shown.wave for shown in self.waves.values()], where)
        numbers, _ = numbers_by_wave(people, self.number.id, is_nps=self.row == NPS)
        found = []
        for before, after in pairwise(self.waves):
            test = numbers.test([after, before], level)
            ends = [self.lines[name].loc[group] for name in (before, after)]
            found.append((before, after, *(end["mean"] for end in ends),
                          *(end["base"] for end in ends), test.effect_size, test.ci_low,
                          test.ci_high, test.p_value, str(test.state)))  # fmt: skip
        return pd.DataFrame(found, columns=COLUMNS)

    def told(self, lines: pd.DataFrame) -> pd.DataFrame:
        """Tell changes as coarsely as the coarser of both means."""
        if self.rounding is None:
            return lines
        unit = np.maximum(*(
            [self.lines[wave].at[group, "unit"]
             for wave, group in zip(lines[end], lines["group"], strict=True)]
            for end in ("from_wave", "to_wave")
        ))  # fmt: skip
        exact = (lines["after"] - lines["before"]).to_numpy(float)
        difference = np.where(lines["difference"].isna(), np.nan, exact.round(10))
        return self.rounding.p_told(apart(lines, difference, unit))


def number_courses(
    waves: Mapping[str, ShownWave], by: str | None, rounding: Rounding | None = None
) -> list[NumberCourse]:
    """Return what is followed of the numbers that all waves asked about the subject."""
    found = []
    for number in [*waves.values()][-1].codebook.numbers:
        every = [shown.codebook.number(number.id) for shown in waves.values()]
        asked = all(number.id in shown.wave.columns for shown in waves.values())
        if number.profile or not asked or None in every:
            continue
        rows = (MEAN, NPS) if all(own.nps for own in every) else (MEAN,)
        found += [NumberCourse(number, row, waves, by, rounding) for row in rows]
    return found
