"""The gaps of groups whose respondents were drawn in clusters, by the design of the sample.

People of one cluster answer alike, and clusters may hold people of several groups: gaps are
less sure than as many independent people would make them, and go together. Both come from
the covariance of the cell totals (:mod:`itperception.inference.design.design`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtr

from itperception.counting.design import DesignCube
from itperception.inference.comparisons.multiplicity import adjusted, choose_adjustment
from itperception.inference.design.design import (
    LINEARISED,
    design_state,
    linearised,
    t_interval,
)
from itperception.inference.gap.every_group import EVERYWHERE, WEAKEST
from itperception.inference.gap.gaps import differences_told
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State, TestResult, join_notes
from itperception.lines import Lines

GAP = f"gap by the design of the sample ({LINEARISED})"
HETEROGENEITY = "heterogeneity of gaps by the design of the sample (Wald)"
# Less than this is rounding: every pair of every cluster goes one way.
_NO_SPREAD = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class DesignGaps:
    """Gaps of some groups with the covariance that the design gives them.

    Attributes
    ----------
    design : DesignCube
        Pairs that are yes only on the first item, only on the second, and alike, by group;
        the last column holds who is in none.
    names : tuple of str
        The groups.
    level : float
        Confidence level of intervals, in (0, 1).

    Notes
    -----
    d_g = (b_g − c_g)/n_g of the weighted totals, with gradient (±1 or 0, − d_g)/n_g. Degrees
    of freedom are clusters minus strata that hold anybody of the groups compared. Equal to
    ``svyby`` and ``svycontrast`` of R's survey.

    Examples
    --------
    >>> cube = DesignCube.from_codes([0, 0, 1, 2] * 3, [0, 1] * 6, cluster=[1, 2, 3, 4] * 3,
    ...                              shape=(3, 3))
    >>> DesignGaps(cube, ("a", "b")).gap(None).effect_size
    0.25
    """

    design: DesignCube
    names: tuple[str, ...]
    level: float = LEVEL

    def gap(self, name: str | None) -> TestResult:
        """Test whether the gap of a group, or of everybody (``None``), is zero: t."""
        columns = slice(None) if name is None else [self.names.index(name)]
        inside, state = self.design.take(groups=columns), self._state(columns)
        told = {"method": GAP, "base": float(inside.counts.sum()), "level": self.level}
        if not inside.totals.sum() > 0:
            return TestResult(**told, state=state)
        totals = inside.totals.sum(1)
        d = float((totals[0] - totals[1]) / totals.sum())
        told |= {
            "effect_name": "difference",
            "effect_size": d,
            "effective_base": self.worth(name),
        }
        se = _root(linearised(inside, _gradient(inside.totals, [slice(None)])[0]))
        if state is State.OK and not se > _NO_SPREAD:
            state = State.NO_VARIATION
        if state is not State.OK:
            return TestResult(**told, state=state)
        low, high = np.clip(t_interval(d, se, inside.df, level=self.level), -1, 1)
        return TestResult(
            **told, statistic=d / se, df=inside.df, p_value=_two_sided(d / se, inside.df),
            ci_low=float(low), ci_high=float(high),
            formula=f"t = (b − c)/n/se = {d:.4g}/{se:.3g} = {d / se:.4g}, "
            f"df = clusters − strata = {inside.df}",
        )  # fmt: skip

    def worth(self, name: str | None) -> float:
        """Return how many independent people would make the gap as sure; at most Kish's.

        The variance of one pair over that of the gap, times units/(units − strata), so that a
        simple random sample is worth its base. Where the gap does not vary, or its spread is
        unknown, as many as there are clusters.
        """
        inside = (
            self.design
            if name is None
            else self.design.take(groups=[self.names.index(name)])
        )
        totals, n = inside.totals.sum(1), inside.totals.sum()
        if not n > 0:
            return 0.0
        clusters = inside.clusters.sum((1, 2))
        d, kish = (totals[0] - totals[1]) / n, inside.effective_base
        variance = linearised(inside, _gradient(inside.totals, [slice(None)])[0])
        if not variance > _NO_SPREAD**2:
            return float(min(kish, clusters.sum() ** 2 / (clusters**2).sum()))
        units = inside.units[inside.strata[1].sum((1, 2)) > 0]
        alone = units.sum() / max(units.sum() - len(units), 1)
        return float(min(kish, alone * ((totals[0] + totals[1]) / n - d**2) / variance))

    def compare(self, *, adjust: str = "auto") -> pd.DataFrame:
        """Return the difference of the gaps of every two groups, with t intervals.

        As :func:`itperception.inference.gap.gaps.compare_gaps`.
        """
        held = [name for name, n in zip(self.names, self._bases, strict=True) if n > 0]
        adjust, _ = choose_adjustment(adjust, len(held))
        lines = [self._pair(a, b) for i, a in enumerate(held) for b in held[i + 1 :]]
        names = ["banner", "other_banner", "base", "other_base", "difference", "se",
                 "ci_low", "ci_high", "statistic", "p_value"]  # fmt: skip
        found = pd.DataFrame(lines, columns=names)
        together = self.heterogeneity() if adjust == "closed" else None
        p_all = np.nan if together is None else together.p_value
        p_values = found["p_value"].to_numpy(float)
        found = found.assign(p_adjusted=adjusted(p_values, adjust, p_all), adjust=adjust)
        return Lines(found.assign(how=differences_told(found, "t", LINEARISED, self.level)))

    def heterogeneity(self) -> TestResult:
        """Test whether the gap differs between groups.

        F = (ν − q + 1)/(ν q) W on q = groups − 1 and ν − q + 1 degrees of freedom, with ν =
        clusters − strata and W = (Ld)'(LVL')⁻¹(Ld), L each group against the last (Korn &
        Graubard 1990).
        """
        held = [k for k, n in enumerate(self._bases) if n > 0]
        inside, state = self.design.take(groups=held), self._state(held)
        told = {"method": HETEROGENEITY, "base": float(inside.counts.sum()),
                "level": self.level}  # fmt: skip
        if len(held) < 2:
            return TestResult(**told, state=State.ONE_COLUMN if held else State.EMPTY)
        q, each = len(held) - 1, [[k] for k in range(len(held))]
        contrasts = np.eye(q, q + 1) - np.eye(q + 1)[q]
        rows = _gradient(inside.totals, each)
        apart = contrasts @ _gaps(inside.totals)
        spread = contrasts @ linearised(inside, rows) @ contrasts.T
        free = inside.df - q + 1
        if state is State.OK and free < 1:
            state = State.SMALL_BASE
        if state is State.OK and np.linalg.matrix_rank(spread) < q:
            state = State.NO_VARIATION
        if state is not State.OK:
            return TestResult(**told, state=state)
        wald = float(apart @ np.linalg.solve(spread, apart))
        f = free / (inside.df * q) * wald
        return TestResult(
            **told, statistic=f, df=q, df2=free, p_value=float(fdtrc(q, free, f)),
            formula=f"F = (ν − q + 1)/(ν q) W = {f:.4g}, W = {wald:.4g}, ν = {inside.df}, q = {q}",
        )  # fmt: skip

    def everywhere(self, side: str = "above") -> TestResult:
        """Test the claim that the gap is above zero in every group: the largest one-sided p.

        "below" tests that it is below zero in every group.
        """
        sign = 1 if side == "above" else -1
        each = [self.gap(name) for name in self.names]
        told = {"method": EVERYWHERE, "base": sum(one.base for one in each),
                "level": self.level}  # fmt: skip
        lacking = [one.state for one in each if one.state is not State.OK]
        if lacking or not each:
            return TestResult(**told, state=lacking[0] if each else State.EMPTY)
        sides = [float(stdtr(one.df, -sign * one.statistic)) for one in each]
        smallest = min(each, key=lambda one: sign * one.effect_size)
        named = zip(self.names, sides, strict=True)
        return TestResult(
            **told, p_value=max(sides), effect_name="smallest gap",
            effect_size=smallest.effect_size, ci_low=smallest.ci_low, ci_high=smallest.ci_high,
            formula="p = largest one-sided p of "
            f"({', '.join(f'{name} {p:.3g}' for name, p in named)})",
            note=join_notes(f"smallest gap in {self.names[each.index(smallest)]}", WEAKEST),
        )  # fmt: skip

    def _pair(self, one: str, other: str) -> tuple:
        inside = self.design.take(groups=[self.names.index(name) for name in (one, other)])
        first, second = _gradient(inside.totals, [[0], [1]])
        d, se = -np.diff(_gaps(inside.totals))[0], _root(linearised(inside, first - second))
        low, high = np.clip(t_interval(d, se, inside.df, level=self.level), -2, 2)
        known = design_state(inside) is State.OK and se > _NO_SPREAD
        t = d / se if known else np.nan
        p_value = _two_sided(t, inside.df) if known else np.nan
        return (one, other, *inside.counts.sum(0), d, se, low, high, t, p_value)

    @property
    def _bases(self) -> np.ndarray:
        return self.design.totals.sum(0)[: len(self.names)]

    def _state(self, columns) -> State:
        return design_state(self.design.take(groups=columns))


def _gaps(totals: np.ndarray) -> np.ndarray:
    return (totals[0] - totals[1]) / totals.sum(0)


def _gradient(totals: np.ndarray, groups: Sequence) -> np.ndarray:
    """Return the slope of the gap of each set of groups, shape (sets, 3, groups)."""
    found = np.zeros((len(groups), *totals.shape))
    for row, columns in zip(found, groups, strict=True):
        n, inside = totals[:, columns].sum(), totals[:, columns].sum(1)
        d = (inside[0] - inside[1]) / n
        row[:, columns] = (np.array([1.0, -1.0, 0.0]) - d)[:, np.newaxis] / n
    return found


def _root(variance: float) -> float:
    return float(np.sqrt(np.maximum(variance, 0.0)))


def _two_sided(t: float, df: float) -> float:
    return float(2 * stdtr(df, -abs(t))) if df >= 1 else np.nan
