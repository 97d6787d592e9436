"""Numbers of a weighted wave as they are told: so coarse that weights give no group away.

Whoever knows the weights of a group can take an exact weighted number apart into the people
behind it, however well small groups are hidden. So what is told of a weighted wave is made
here, once, before anything writes it. What follows from told numbers is made of them and
tells nothing more: differences, means, effective bases.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.book.shown import ShownWave
from itperception.counting.given import TOTAL
from itperception.inference.results import TestResult, told_p

if TYPE_CHECKING:
    from itperception.book.table import BookTable

FINE, COARSE = 0.01, 0.05
MANY = 120
"""People from which on a column is told in whole percents, whoever is in it."""
SOMEBODY = 0.4  # of a unit: what is told of a share that is less than half of one
STEPS = np.array([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0])
"""What p-values are rounded up to; p ≤ α stays true, or false, for each α among them."""
ARMS = np.array([0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100]) / 100
"""What the arms of an interval are rounded up to."""
P_VALUES = ("p_value", "p_adjusted")
ENDS = ("ci_low", "ci_high")
KEPT = ["row", "first", "second", "base", "base_second", "proportion", "proportion_second",
        "difference", *ENDS, *P_VALUES, "state", "note", "adjust", "family_size"]  # fmt: skip
NOT_TOLD = ("statistic", "df", "df2", "p_low", "p_high", "seed")
DARKEST = 4  # residuals are told up to here


@dataclass(frozen=True, slots=True, eq=False)
class Rounding:
    """How coarsely a wave is told.

    Shares are told in whole percents; p-values with three decimals, and the arms of
    intervals in whole percents. If a column of a question is not shown by itself, somebody is
    protected in it: then p-values and arms are rounded up to a few numbers, and columns of
    fewer than `MANY` people are told in steps of 5 if any of those is among them.

    Attributes
    ----------
    items : mapping of str to frozenset of (str, str)
        By item, option or pair: banner's item and column, those that anybody who is
        protected there is in.
    effects : mapping of str to pandas.Series
        By the item of a banner (or "total"), the design effect of the total and of each
        column, two digits: one for all questions, so that it depends on no answer.

    Notes
    -----
    p-values that are rounded up stay valid, and no verdict changes. Statistics, their degrees
    of freedom, counts of a cell and sums of weights are not told at all.
    """

    items: Mapping[str, frozenset[tuple[str, str]]]
    effects: Mapping[str, pd.Series]

    @classmethod
    def of(cls, shown: ShownWave) -> "Rounding | None":
        """Return how coarsely a wave is told.

        None, for exactly, of unweighted waves, and of those whose rule protects nobody.
        """
        if not shown.is_rounded:
            return None
        largest = {by or TOTAL: shown.largest(by) for by in (None, *shown.broken_by)}
        effects = {by: table.design_effects.map(_two_digits)
                   for by, table in largest.items()}  # fmt: skip
        protection = shown.protection
        return cls({item: protection.held(item) for item in protection.shown}, effects)

    @classmethod
    def together(cls, waves: Iterable[ShownWave]) -> "Rounding | None":
        """Return how coarsely waves are told on one page: as the coarsest of them."""
        found = [own.items for own in map(cls.of, waves) if own]
        names = dict.fromkeys(name for items in found for name in items)
        held = {name: frozenset().union(*(items.get(name, ()) for items in found))
                for name in names}  # fmt: skip
        return cls(held, {}) if found else None

    def on(self, *items: str) -> "Rounding":
        """Return how coarsely some questions are told."""
        return replace(self, items={item: self.items[item] for item in items})

    @property
    def held(self) -> frozenset[tuple[str, str]]:
        """The columns of any of the questions that somebody protected is in."""
        return frozenset().union(*self.items.values())

    @property
    def unit(self) -> float:
        """The coarsest unit of shares."""
        return COARSE if self.held else FINE

    def share(self, exact, bases, by: str, columns: Iterable[str]) -> np.ndarray:
        """Return shares of columns in whole units, halves up; of somebody it is never 0.

        Examples
        --------
        >>> rounding = Rounding({"image": frozenset({("type", "a")})}, {})
        >>> rounding.share([0.124, 0.01, 0, 0.124], [40, 40, 40, 40], "type", "aaab").tolist()
        [0.1, 0.02, 0.0, 0.12]
        """
        exact, unit = np.asarray(exact, float), self.units(bases, by, columns)
        found = in_whole(exact, unit)
        somebody = (found == 0) & (exact > 0)
        return np.where(somebody, np.round(SOMEBODY * unit, 6), found)

    def units(self, bases, by: str, columns: Iterable[str]) -> np.ndarray:
        """Return the unit of a share in each column."""
        held, names = self.held, list(columns)
        coarse = {c: bool(held) if c == TOTAL else (by, c) in held for c in {*names}}
        few = np.asarray(bases, float) < MANY
        return np.where(few & np.array([coarse[c] for c in names], bool), COARSE, FINE)

    def p(self, exact) -> np.ndarray:
        """Return p-values to three decimals, below 0.001 as 0; or rounded up to `STEPS`.

        Examples
        --------
        >>> p = [2e-9, 0.0132, 0.05, 0.3]
        >>> Rounding({}, {}).p(p).tolist()
        [0.0, 0.013, 0.05, 0.3]
        >>> Rounding({"image": frozenset({("type", "a")})}, {}).p(p).tolist()
        [0.001, 0.02, 0.05, 0.5]
        """
        exact = np.asarray(exact, float)
        if not self.held:
            return told_p(exact)
        return _up(exact, STEPS)

    def p_told(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Tell the p-values of a frame."""
        return frame.assign(
            **{name: self.p(frame[name]) for name in P_VALUES if name in frame}
        )

    def around(self, told, exact, limit) -> np.ndarray:
        """Return a limit: its distance from what is told is that from the exact, rounded."""
        arm = np.asarray(limit, float) - np.asarray(exact, float)
        size = _up(np.abs(arm), ARMS) if self.held else in_whole(np.abs(arm), FINE)
        return np.round(told + np.sign(arm) * size, 10)

    def shares(self, frame: pd.DataFrame, by: str, columns: Iterable[str]) -> pd.DataFrame:
        """Tell shares (`proportion`) of columns with their intervals."""
        exact = frame["proportion"]
        told = self.share(exact, frame["base"], by, columns)
        ends = {name: np.clip(self.around(told, exact, frame[name]), 0, 1) for name in ENDS}
        return frame.assign(proportion=told, **ends)

    def apart(self, frame: pd.DataFrame, told) -> pd.DataFrame:
        """Tell differences with their intervals and p-values.

        Parameters
        ----------
        frame : pandas.DataFrame
            difference, ci_low, ci_high, p_value, and what else there is.
        told : array_like of float
            The differences of the told shares. Of two that are alike only after rounding,
            but that chance hardly explains, it stays known which is larger.
        """
        exact = frame["difference"].to_numpy(float)
        told = in_whole(np.asarray(told, float), FINE)
        alike = (told == 0) & (frame["p_value"].to_numpy(float) <= 0.1)
        told = np.where(alike, np.sign(exact) * SOMEBODY * FINE, told)
        ends = {name: self.around(told, exact, frame[name]) for name in ENDS}
        return self.p_told(frame.assign(difference=told, **ends))

    def gaps(self, frame: pd.DataFrame, by: str, groups: Iterable[str]) -> pd.DataFrame:
        """Tell gaps: two shares of the same people, and how far they are apart."""
        sides = {f"{side}_proportion": self.share(frame[f"{side}_proportion"], frame["base"],
                                                  by, groups)
                 for side in ("self", "other")}  # fmt: skip
        apart = sides["self_proportion"] - sides["other_proportion"]
        frame = frame if "p_value" in frame else frame.assign(p_value=1.0)
        return self.apart(frame.assign(**sides), apart)

    def pairs(self, frame: pd.DataFrame, by: str) -> pd.DataFrame:
        """Tell the pairs of a table."""
        sides = {f"proportion{end}": self.share(frame[f"proportion{end}"], frame[f"base{end}"],
                                                by, frame[column])
                 for end, column in (("", "first"), ("_second", "second"))}  # fmt: skip
        apart = sides["proportion"] - sides["proportion_second"]
        return self.apart(frame[KEPT].assign(**sides), apart)

    def table(self, table: "BookTable") -> "BookTable":
        """Tell a table."""
        rows = [row.id for row in table.rows] if table.is_set else [table.question.id]
        return self.on(*rows, *([table.numbers.id] if table.numbers else []))._table(table)

    def _table(self, table: "BookTable") -> "BookTable":
        columns, seen = table.cells["column"], table.detectable
        cells = self.shares(table.cells.drop(columns="count"), table.by, columns)
        effective = self.effective(table.by, columns, cells["base"])
        return replace(
            table, unit=self.unit, pairs=self.pairs(table.pairs, table.by),
            cells=cells.assign(effective_base=effective),
            test=self.test(table.test, table.by), trend=self.test(table.trend, table.by),
            detectable=None if seen is None else seen.round(2),
            residuals=None if table.residuals is None else table.residuals.map(_z_told),
        )  # fmt: skip

    def effective(
        self, by: str, columns: Iterable[str], bases: Iterable[float]
    ) -> np.ndarray:
        """Return effective bases, whole: each base by the design effect of its column."""
        effects = self.effects[by]
        own = [effects.get(column, effects[TOTAL]) for column in columns]
        return np.rint(np.asarray(bases, float) / own)

    def test(
        self, found: TestResult | None, by: str, told: float | None = None
    ) -> TestResult | None:
        """Tell a test: its effect to one decimal, or if it is `told`, a difference of shares."""
        if found is None:
            return None
        effect, limits = found.effect_size, [getattr(found, end) for end in ENDS]
        if told is None:
            effect, *limits = np.round([effect, *limits], 1).tolist()
        else:
            limits = [float(self.around(told, effect, limit)) for limit in limits]
            effect = told
        return replace(
            found, **dict.fromkeys(NOT_TOLD, np.nan), **dict(zip(ENDS, limits, strict=True)),
            effect_size=effect, p_value=float(self.p(found.p_value)), formula="", reason="",
            note="", effective_base=float(self.effective(by, [TOTAL], [found.base])[0]),
        )  # fmt: skip

    def treatments(self, frame: pd.DataFrame | None, told: float) -> pd.DataFrame | None:
        """Tell differences under each treatment of don't knows; the first is the told one."""
        if frame is None:
            return None
        first, ends = frame["difference_low"].iloc[0], ("difference_low", "difference_high")
        moved = {
            end: told + in_whole(frame[end].to_numpy(float) - first, FINE) for end in ends
        }
        return frame[["settled"]].assign(**moved)


def are_bounds(unit: float) -> bool:
    """Say whether p-values are rounded up to `STEPS` where shares are told in a unit.

    Examples
    --------
    >>> are_bounds(FINE), are_bounds(COARSE)
    (False, True)
    """
    return unit == COARSE


def in_whole(exact: np.ndarray, unit) -> np.ndarray:
    """Return numbers in whole units, halves up."""
    return np.round(np.floor(exact / unit + 0.5 + 1e-9) * unit, 10)


def _up(exact: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Round up to the next step; what is missing stays missing."""
    places = np.searchsorted(steps, np.nan_to_num(exact) - 1e-9).clip(max=len(steps) - 1)
    return np.where(np.isnan(exact), np.nan, steps[places])


def _two_digits(effect: float) -> float:
    return float(f"{effect:.2g}")


def _z_told(residual: float) -> float:
    """Return a residual in whole steps toward 0; beyond 1.96 it is 2."""
    return float(np.sign(residual) * min(np.floor(abs(residual) + 0.04), DARKEST))
