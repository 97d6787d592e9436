"""Numbers that people gave, in groups: their means, how sure, and whether they are the same.

Of people drawn one by one and not weighted everything is Welch's; of all others it is by
linearisation, weights, strata and clusters known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from itperception.inference.by_statsmodels import welch
from itperception.inference.design.design import t_interval
from itperception.inference.design.design_scores import wald_of_means
from itperception.inference.design.units import Units, worth
from itperception.inference.quantiles import weighted_quantiles
from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.solving import divide, positive

_WELCH, _BY_DESIGN = "Welch's test of means", "Wald test of means by linearisation"
LEAST = 2  # people with a weight, of whom alone a spread can be told
DIFFERENCE, _TOTAL = "difference of means", "total"


@dataclass(frozen=True, eq=False)
class Numbers:
    """Who gave which number, and in which column.

    Attributes
    ----------
    values : numpy.ndarray, shape (n,)
        NaN for who gave none, or is not asked about.
    columns : dict of str to numpy.ndarray of bool
        By id, who is in each column; a person may be in several, or in none.
    units : Units
        How everybody was drawn, those without a number included.
    is_plain : bool
        Whether they were drawn one by one, without strata and weights.
    ends : tuple of float
        The least and the largest number there can be; intervals of means end there.
    shared : bool
        Whether columns may share people: then they are not plain, and Wald's F is adjusted.
    pooled : bool
        Whether tests take the variance under their hypothesis, one mean and one spread of all
        columns compared, as of shares: a column of noughts varies too. For what is not plain.
    """

    values: np.ndarray
    columns: dict[str, np.ndarray]
    units: Units
    is_plain: bool
    ends: tuple[float, float] = (-np.inf, np.inf)
    shared: bool = False
    pooled: bool = False

    @cached_property
    def inside(self) -> dict[str, np.ndarray]:
        """By column, the total first, who is in it and gave a number."""
        known = ~np.isnan(self.values)
        return {_TOTAL: known} | {name: known & who for name, who in self.columns.items()}

    def lines(self, quantiles: Sequence[float], level: float) -> pd.DataFrame:
        """Return a line for each column; see :class:`Means`."""
        means, covariance = self.estimates(list(self.inside))
        found = []
        for k, (name, who) in enumerate(self.inside.items()):
            x, w = self.values[who], self.units.weight[who]
            se, df = float(np.sqrt(covariance[k, k])), self.df([name])
            varies = se > 1e-12 * abs(means[k])
            low, high = t_interval(means[k], se if varies else np.nan, df, level=level)
            low, high = np.clip([low, high], *self.ends)
            at = weighted_quantiles(x, w, quantiles)
            found.append({
                "banner": name, "base": len(x), "weighted_base": w.sum(),
                "effective_base": worth(w), "mean": means[k], "sd": np.sqrt(self._variance(who)),
                "se": se, "ci_low": low, "ci_high": high,
                **{f"q{100 * p:g}": q for p, q in zip(quantiles, at, strict=True)},
            })  # fmt: skip
        return pd.DataFrame(found)

    def estimates(self, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the means of some columns and their covariance; NaN where unknown."""
        means, covariance = self._all
        at = [list(self.inside).index(name) for name in names]
        return means[at], covariance[np.ix_(at, at)]

    @cached_property
    def _all(self) -> tuple[np.ndarray, np.ndarray]:
        who = np.stack(list(self.inside.values()))
        w, x = self.units.weight, np.nan_to_num(self.values)
        weights, counts = who @ w, who & (w > 0)
        with np.errstate(over="ignore", invalid="ignore"):
            means = np.where(weights > 0, divide(who @ (w * x), weights), np.nan)
        # Rounding moves no mean out of its numbers: of numbers all alike it is that number.
        low, high = (
            pick(np.where(counts, x, end), 1, initial=end)
            for pick, end in ((np.min, np.inf), (np.max, -np.inf))
        )
        means = np.where(weights > 0, np.clip(means, low, high), np.nan)
        if self.is_plain:
            variances = [self._variance(one) / max(one.sum(), 1) for one in who]
            return means, np.diag(variances)
        covariance = self._about(list(self.inside), means)
        known = [self.units.state(one) is State.OK and self.df([name]) > 0
                 for name, one in self.inside.items()]  # fmt: skip
        return means, np.where(np.outer(known, known), covariance, np.nan)

    def _about(self, names: Sequence[str], centres: np.ndarray) -> np.ndarray:
        """Return the covariance of the means of some columns, each about its centre."""
        who = np.stack([self.inside[name] for name in names])
        w, x = self.units.weight, np.nan_to_num(self.values)
        with np.errstate(over="ignore", invalid="ignore"):
            away = who * (w * (x - np.nan_to_num(centres)[:, np.newaxis]))
            away = away / positive(who @ w)[:, np.newaxis]
            return self.units.covariance(self.units.totals(away.T))

    def null(self, names: Sequence[str]) -> np.ndarray:
        """Return the covariance of the means of some columns that a test of them goes by."""
        if not self.pooled:
            return self.estimates(names)[1]
        who = np.stack([self.inside[name] for name in names])
        return null_covariance(self.units, who, np.nan_to_num(self.values)[:, np.newaxis])

    def test(self, names: Sequence[str], level: float) -> TestResult:
        """Test whether some columns have the same mean."""
        names, told = self.compared(names)
        told |= {"method": _WELCH if self.is_plain else _BY_DESIGN, "level": level}
        if "state" in told:
            return TestResult(**told)
        means, covariance = self.estimates(names)
        df = self.df(names)
        if np.isnan(covariance.diagonal()).any() or df < len(names):
            state = self.units.state(self._in_any(names))
            return TestResult(
                **told, state=State.SMALL_BASE if state is State.OK else state
            )
        found = self._welch if self.is_plain else self._wald
        computed = found(names, means, covariance, df, level)
        note = join_notes(told.pop("note"), computed.pop("note", ""))
        return TestResult(**told, **computed, note=note)

    def compared(self, names: Sequence[str]) -> tuple[list[str], dict]:
        """Return which of some columns are tested, and what is told of who is in them.

        There is a state only if nothing is left to test.
        """
        alone = [name for name in names if self._sizes[name] < LEAST]
        bare = [n for n in alone if not self._sizes[n] and self.inside[n].any()]
        few = [name for name in alone if name not in bare]
        names = [name for name in names if name not in alone]
        who = self._in_any(names)
        told = {
            "note": join_notes(
                f"left out, of fewer than {LEAST}: {', '.join(few)}" if few else "",
                f"left out, of no weight: {', '.join(bare)}" if bare else "",
            ),
            "base": float(who.sum()), "effective_base": worth(self.units.weight[who]),
        }  # fmt: skip
        if len(names) < 2:
            few = State.SMALL_BASE if alone else State.ONE_COLUMN
            told["state"] = few if who.any() else State.EMPTY
        elif len(names) == 2 and np.array_equal(*(self.inside[name] for name in names)):
            told["state"] = State.SAME_PEOPLE
        return names, told

    @cached_property
    def _sizes(self) -> dict[str, int]:
        """By column, how many with a weight are in it."""
        has = self.units.weight > 0
        return {name: np.count_nonzero(who & has) for name, who in self.inside.items()}

    def _in_any(self, names: Sequence[str]) -> np.ndarray:
        who = np.zeros(len(self.values), bool)
        for name in names:
            who |= self.inside[name]
        return who

    def _wald(self, names, means, covariance, df, level) -> dict:
        scale = np.array([np.abs(self.values[self.inside[name]]).max() for name in names])
        return wald_of_means(means, covariance, df, scale, effect=DIFFERENCE, level=level,
                             adjusted=self.shared, null=self.null(names))  # fmt: skip

    def _welch(self, names, means, covariance, _, level) -> dict:
        variances = covariance.diagonal()
        if not (np.isfinite(means).all() and np.isfinite(variances).all()):
            return {"state": State.NO_ESTIMATE}
        varies = variances > 0
        if (~varies).sum() > 1:
            return {"state": State.NO_VARIATION}
        sizes = np.array([self.inside[name].sum() for name in names])
        # Of one column all alike: the limit, which it is as near as doubles tell.
        spreads = np.where(
            varies, variances * sizes, 1e-12 * (variances * sizes)[varies].min()
        )
        f, df, df2, p = welch(means, spreads, sizes)
        if len(names) > 2:
            formula = f"F = {f:.4g}, df = {df:g}, {df2:.4g}"
            return {"statistic": f, "df": df, "df2": df2, "p_value": p, "formula": formula}
        d, se = float(means[0] - means[1]), float(np.sqrt(variances.sum()))
        low, high = t_interval(d, se, df2, level=level)
        return {
            "statistic": d / se, "df": df2, "p_value": p, "effect_name": DIFFERENCE,
            "effect_size": d, "ci_low": low, "ci_high": high,
            "formula": f"t = (m₁ − m₂)/se = ({means[0]:.4g} − {means[1]:.4g})/{se:.3g} = "
            f"{d / se:.4g}, df = {df2:.4g}",
        }  # fmt: skip

    def df(self, names: Sequence[str]) -> float:
        """Return the degrees of freedom of some columns: of the design, or people minus one."""
        who = self._in_any(names)
        if self.is_plain:
            return float(who.sum() - 1)
        return self.units.df(who & (self.units.weight > 0))

    def _variance(self, who: np.ndarray) -> float:
        """Return Σw(x − m)²/Σw · n/(n − 1)."""
        x, w = self.values[who], self.units.weight[who]
        n = (w > 0).sum()
        if n < 2:
            return np.nan
        with np.errstate(over="ignore", invalid="ignore"):
            mean = np.clip(np.average(x, weights=w), x[w > 0].min(), x[w > 0].max())
            return float(np.average((x - mean) ** 2, weights=w) * n / (n - 1))


def null_covariance(units: Units, who: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the covariance of the means of columns if nobody's values depend on the column.

    Σw²cc' of the columns, c = 1[in the column]/W, times that of the values of all people in
    any of them, times the design effect of these: of columns that share nobody, and people
    drawn one by one without weights, that of the pooled z times n/(n − 1).

    Parameters
    ----------
    who : numpy.ndarray of bool, shape (columns, n)
    values : numpy.ndarray, shape (n, m)

    Returns
    -------
    numpy.ndarray, shape (columns × m, columns × m)

    Examples
    --------
    >>> who, yes = np.arange(20) // 10 == np.arange(2)[:, np.newaxis], np.arange(20) < 5
    >>> null_covariance(Units.of(20), who, yes[:, np.newaxis]) * 10 * 19 / 20
    array([[0.1875, 0.    ],
           [0.    , 0.1875]])
    """
    weight = units.weight * who.any(0)
    inside = weight > 0
    mean = np.average(values[inside], weights=weight[inside], axis=0)
    mean = np.clip(mean, values[inside].min(0), values[inside].max(0))
    away = weight[:, np.newaxis] * (values - mean)
    squares, design = away.T @ away, units.covariance(units.totals(away))
    effect = float(divide(np.trace(design), np.trace(squares)))
    shares = who * weight / (who @ weight)[:, np.newaxis]
    return effect * np.kron(shares @ shares.T, squares / (weight**2).sum())
