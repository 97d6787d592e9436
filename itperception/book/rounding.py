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
from itperception.counting.crosstab import TOTAL
from itperception.inference.results import State, TestResult

if TYPE_CHECKING:
    from itperception.book.table import BookTable

FINE, COARSE = 0.01, 0.05
MANY = 120
"""Respondents from which on a wave is told in whole percents, whoever is protected in it."""
SOMEBODY = 0.4  # of a unit: what is told of a share that is less than half of one
STEPS = np.array([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0])
"""What p-values are rounded up to; p ≤ α stays true, or false, for each α among them."""
P_VALUES = ("p_value", "p_adjusted")
KEPT = ["row", "first", "second", "base", "base_second", "proportion", "proportion_second",
        "difference", "ci_low", "ci_high", *P_VALUES, "state", "note", "adjust",
        "family_size"]  # fmt: skip
DARKEST = 4  # residuals are told up to here


@dataclass(frozen=True, slots=True, eq=False)
class Rounding:
    """How coarsely a wave is told.

    Attributes
    ----------
    unit : float
        Of shares, of their differences, and of intervals; in (0, 1).
    effects : mapping of str to pandas.Series
        By the item of a banner (or "total"), the design effect of the total and of each
        column, two digits: one for all questions, so that it depends on no answer.

    Notes
    -----
    p-values are rounded up, so that they stay valid and no verdict changes. Statistics,
    their degrees of freedom, counts of a cell and sums of weights are not told at all.
    """

    unit: float
    effects: Mapping[str, pd.Series]

    @classmethod
    def of(cls, shown: ShownWave) -> "Rounding | None":
        """Return how coarsely a wave is told; None if numbers are exact.

        Exact are unweighted waves, and those whose rule protects nobody. Fewer than `MANY`
        respondents among whom somebody is protected are told in steps of 5 points.
        """
        if not shown.wave.is_weighted or shown.rule.minimum < 2:
            return None
        largest = {by or TOTAL: shown.largest(by) for by in (None, *shown.broken_by)}
        few = largest[TOTAL].bases[TOTAL] < MANY
        effects = {by: table.design_effects.map(_two_digits)
                   for by, table in largest.items()}  # fmt: skip
        return cls(COARSE if few and shown.protects_somebody else FINE, effects)

    def share(self, exact):
        """Return shares in whole units, halves up; of somebody it is never 0.

        Examples
        --------
        >>> Rounding(0.05, {}).share(np.array([0.124, 0.126, 0.025, 0.01, 0])).tolist()
        [0.1, 0.15, 0.05, 0.02, 0.0]
        """
        exact = np.asarray(exact, float)
        found = self._whole(exact)
        somebody = (found == 0) & (exact > 0)
        return np.where(somebody, round(SOMEBODY * self.unit, 6), found)

    def around(self, told, exact, limit):
        """Return a limit as far from what is told, in whole units, as it is from the exact."""
        return np.round(told + self._whole(np.asarray(limit, float) - exact), 10)

    def shares(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Tell shares (`proportion`) with their intervals."""
        exact = frame["proportion"]
        told = self.share(exact)
        ends = {name: np.clip(self.around(told, exact, frame[name]), 0, 1)
                for name in ("ci_low", "ci_high")}  # fmt: skip
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
        exact, told = (
            frame["difference"].to_numpy(float),
            self._whole(np.asarray(told, float)),
        )
        p = frame.get("p_value", pd.Series(1.0, frame.index)).to_numpy(float)
        sign = np.sign(exact) * round(SOMEBODY * self.unit, 6)
        told = np.where((told == 0) & (p <= 0.1), sign, told)
        ends = {
            name: self.around(told, exact, frame[name]) for name in ("ci_low", "ci_high")
        }
        return p_told(frame.assign(difference=told, **ends))

    def gaps(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Tell gaps: two shares of the same people, and how far they are apart."""
        names = ("self_proportion", "other_proportion")
        told = frame.assign(**{name: self.share(frame[name]) for name in names})
        return self.apart(told, told[names[0]] - told[names[1]])

    def pairs(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Tell the pairs of a table."""
        sides = ("proportion", "proportion_second")
        told = frame[KEPT].assign(**{side: self.share(frame[side]) for side in sides})
        return self.apart(told, told[sides[0]] - told[sides[1]])

    def table(self, table: "BookTable") -> "BookTable":
        """Tell a table."""
        cells = self.shares(table.cells.drop(columns="count"))
        effective = self.effective(table.by, cells["column"], cells["base"])
        seen, residuals = table.detectable, table.residuals
        return replace(
            table, unit=self.unit, pairs=self.pairs(table.pairs),
            cells=cells.assign(effective_base=effective),
            test=self.test(table.test, table.by), trend=self.test(table.trend, table.by),
            detectable=None if seen is None else seen.round(2),
            residuals=None if residuals is None else residuals.map(_z_told),
        )  # fmt: skip

    def effective(self, by: str, columns: Iterable[str], bases: pd.Series) -> np.ndarray:
        """Return effective bases, whole: each base by the design effect of its column.

        A column that only some questions have, as others are joined in it, has that of all.
        """
        effects = self.effects[by]
        own = [effects.get(column, effects[TOTAL]) for column in columns]
        return np.rint(np.asarray(bases, float) / own)

    def test(self, found: TestResult | None, by: str) -> TestResult | None:
        """Tell a test: method, state, p rounded up, and the effect to one decimal."""
        if found is None or found.state is not State.OK:
            return found and replace(found, effective_base=np.nan, reason="", note="")
        effect = {name: float(np.round(getattr(found, name), 1))
                  for name in ("effect_size", "ci_low", "ci_high")}  # fmt: skip
        return _bare(found, self.effective(by, [TOTAL], [found.base])[0], effect)

    def gap_test(self, found: TestResult | None, by: str, told: float = np.nan):
        """Tell a test of a gap, whose effect is a difference of shares."""
        if found is None or found.state is not State.OK:
            return self.test(found, by)
        effect = {"effect_size": told} | {
            name: float(self.around(told, found.effect_size, getattr(found, name)))
            for name in ("ci_low", "ci_high")
        }
        return _bare(found, self.effective(by, [TOTAL], [found.base])[0], effect)

    def treatments(self, frame: pd.DataFrame | None, told: float) -> pd.DataFrame | None:
        """Tell differences under each treatment of don't knows; the first is the told one."""
        if frame is None:
            return None
        exact, ends = frame["difference_low"].iloc[0], ("difference_low", "difference_high")
        kept = frame[[*ends, "settled"]]
        return kept.assign(**{end: self.around(told, exact, kept[end]) for end in ends})

    def _whole(self, exact: np.ndarray) -> np.ndarray:
        return np.round(np.floor(exact / self.unit + 0.5 + 1e-9) * self.unit, 10)


def p_told(frame: pd.DataFrame) -> pd.DataFrame:
    """Round the p-values of a frame up."""
    found = {name: rounded_up(frame[name]) for name in P_VALUES if name in frame}
    return frame.assign(**found)


def rounded_up(p):
    """Return p-values rounded up to the next of `STEPS`.

    Examples
    --------
    >>> rounded_up([2e-9, 0.0132, 0.05, 0.3, np.nan]).tolist()
    [0.001, 0.02, 0.05, 0.5, nan]
    """
    p = np.asarray(p, float)
    found = STEPS[np.searchsorted(STEPS, np.nan_to_num(p) - 1e-12).clip(max=len(STEPS) - 1)]
    return np.where(np.isnan(p), np.nan, found)


def _bare(found: TestResult, effective: float, effect: dict[str, float]) -> TestResult:
    nothing = dict.fromkeys(("statistic", "df", "df2", "p_low", "p_high", "seed"), np.nan)
    return replace(found, **nothing, **effect, effective_base=float(effective), formula="",
                   reason="", note="", p_value=float(rounded_up(found.p_value)))  # fmt: skip


def _two_digits(effect: float) -> float:
    return float(f"{effect:.2g}")


def _z_told(residual: float) -> float:
    """Return a residual in whole steps toward 0; beyond 1.96 it is 2."""
    return float(np.sign(residual) * min(np.floor(abs(residual) + 0.04), DARKEST))
