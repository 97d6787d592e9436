"""Means of numbers in groups: how large, how sure, and which groups differ.

Of people drawn one by one and not weighted everything is Welch's; of all others it is by
linearisation, weights, strata and clusters known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import combinations

import numpy as np
import pandas as pd

from itperception.inference.by_statsmodels import welch
from itperception.inference.comparisons.letters import letter, letters_of
from itperception.inference.comparisons.multiplicity import adjusted, choose
from itperception.inference.comparisons.profiles import Profile, find_profile
from itperception.inference.design.design import t_interval
from itperception.inference.design.design_scores import wald
from itperception.inference.design.units import Units, worth
from itperception.inference.intervals import LEVEL
from itperception.inference.quantiles import QUARTILES, weighted_quantiles
from itperception.inference.results import InWords, State, TestResult
from itperception.inference.solving import divide, positive
from itperception.lines import sentences

WELCH, BY_DESIGN = "Welch's test of means", "Wald test of means by linearisation"
PAIR = ["first", "second", "difference", "ci_low", "ci_high", "statistic", "df", "p_value",
        "state"]  # fmt: skip
LEAST = 2  # people with a weight, of whom alone a spread can be told
DIFFERENCE, TOTAL, MEAN = "difference of means", "total", "mean"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Means(InWords):
    """The mean of a number in all and in each group.

    Attributes
    ----------
    of : str
        What the numbers are, with their unit or what they count.
    lines : pandas.DataFrame
        One line per column, the total first: column, base (people who gave a number),
        weighted_base (Σw), effective_base (Kish 1965), mean, sd, se, ci_low, ci_high, and
        a column q25, q50, … for each quantile; q50 is the median.
    pairs : pandas.DataFrame
        Every pair of columns: first, second, difference (first − second), ci_low, ci_high
        (at 1 − alpha, not adjusted), statistic, df, p_value, p_adjusted, adjust,
        family_size, state.
    letters, column_letters : dict of str
        By column, the letters of those that it is significantly higher than, and its own.
    test : TestResult
        Of all columns at once; of the least base it knows nothing, pairs do.
    reason : str
        Why pairs are adjusted as they are.
    profile : Profile
        Whose levels, adjustment and least base hold; the test is always that of `test`.
    level : float
        Of the intervals of means.
    note : str
        What is to be kept in mind.

    Notes
    -----
    Weighted: m = Σwx/Σw, SD² = Σw(x − m)²/Σw · n/(n − 1), the variance of m by Taylor
    linearisation, df = units − strata: ``svymean``, ``svyvar`` and ``degf`` of R's survey.
    Columns by t of two or Wald's F of more (``svyttest``, ``regTermTest``). Unweighted and
    drawn one by one: SD/√n, Welch (1951).
    """

    of: str
    lines: pd.DataFrame
    pairs: pd.DataFrame
    letters: dict[str, str]
    column_letters: dict[str, str]
    test: TestResult
    reason: str
    profile: Profile
    level: float = LEVEL
    note: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return the lines, with the letters of each column."""
        told = self.lines["column"].map(self.letters).fillna("")
        return self.lines.assign(letters=told)

    def explain(self) -> str:
        """Say each mean with its numbers, the test, and every pair that differs."""
        lines = [
            f"{line.column}: base {line.base:,}, mean {line.mean:.4g}, SD {line.sd:.4g}, se "
            f"{line.se:.3g}, {self.level:.0%} interval {line.ci_low:.4g} to {line.ci_high:.4g}"
            for line in self.lines.itertuples()
        ]
        differ = self.pairs[self.pairs["p_adjusted"] <= self.profile.levels[-1]]
        pairs = [
            f"{pair.first} − {pair.second} = {pair.difference:.4g}, {1 - self.profile.alpha:.0%} "
            f"interval {pair.ci_low:.4g} to {pair.ci_high:.4g}, t = {pair.statistic:.4g}, df = "
            f"{pair.df:.4g}, p = {pair.p_value:.3g}, adjusted ({pair.adjust}) "
            f"{pair.p_adjusted:.3g}" for pair in differ.itertuples()
        ]  # fmt: skip
        tested = [self.test.explain(), self.reason] if len(self.lines) > 2 else []
        return sentences(f"Mean of {self.of}", *lines, *tested, *pairs, self.note)

    def __repr__(self) -> str:
        return "\n".join([self._shown().to_string(), *self._below()])

    def _repr_html_(self) -> str:
        below = "".join(f"<p>{escape(told)}</p>" for told in self._below())
        return self._shown().to_html() + below

    def _shown(self) -> pd.DataFrame:
        """Return measures by columns, as text, letters behind the means."""
        lines = self.lines.set_index("column")
        shown = lines.drop(columns=["base", "weighted_base", "effective_base"])
        shown = shown.map(lambda number: f"{number:.4g}").astype(object).T
        for column, above in self.letters.items():
            shown.loc[MEAN, column] += f" {above}".rstrip()
        shown.loc["base"] = [f"{n:,}" for n in lines["base"]]
        if not np.allclose(lines["base"], lines["effective_base"].fillna(0)):
            shown.loc["effective base"] = [f"{n:,.0f}" for n in lines["effective_base"]]
        heads = {c: f"{c} ({x})" for c, x in self.column_letters.items()}
        return shown.rename(columns=heads).rename_axis(columns=self.of, index=None)

    def _below(self) -> list[str]:
        tested = [f"{self.test.method}: p = {self.test.p_value:.3g}"] \
            if len(self.lines) > 2 and self.test.state is State.OK else []  # fmt: skip
        return [*tested, *([self.note] if self.note else [])]


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
    """

    values: np.ndarray
    columns: dict[str, np.ndarray]
    units: Units
    is_plain: bool
    ends: tuple[float, float] = (-np.inf, np.inf)

    @cached_property
    def inside(self) -> dict[str, np.ndarray]:
        """By column, the total first, who is in it and gave a number."""
        known = ~np.isnan(self.values)
        return {TOTAL: known} | {name: known & who for name, who in self.columns.items()}

    def lines(self, quantiles: Sequence[float], level: float) -> pd.DataFrame:
        """Return a line for each column; see :class:`Means`."""
        means, covariance = self.estimates(list(self.inside))
        found = []
        for k, (name, who) in enumerate(self.inside.items()):
            x, w = self.values[who], self.units.weight[who]
            se, df = float(np.sqrt(covariance[k, k])), self._df([name])
            varies = se > 1e-12 * abs(means[k])
            low, high = t_interval(means[k], se if varies else np.nan, df, level=level)
            low, high = np.clip([low, high], *self.ends)
            at = weighted_quantiles(x, w, quantiles)
            found.append({
                "column": name, "base": len(x), "weighted_base": w.sum(),
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
        weights = who @ w
        means = np.where(weights > 0, divide(who @ (w * x), weights), np.nan)
        if self.is_plain:
            variances = [self._variance(one) / max(one.sum(), 1) for one in who]
            return means, np.diag(variances)
        away = who * (w * (x - np.nan_to_num(means)[:, np.newaxis]))
        covariance = self.units.covariance(
            self.units.totals((away / positive(weights)[:, None]).T)
        )
        known = [self.units.state(one) is State.OK and self._df([name]) > 0
                 for name, one in self.inside.items()]  # fmt: skip
        return means, np.where(np.outer(known, known), covariance, np.nan)

    def test(self, names: Sequence[str], level: float) -> TestResult:
        """Test whether some columns have the same mean."""
        told = {"method": WELCH if self.is_plain else BY_DESIGN, "level": level}
        alone = [n for n in names if (self.units.weight[self.inside[n]] > 0).sum() < LEAST]
        names = [n for n in names if n not in alone]
        told |= {
            "note": f"left out, of fewer than {LEAST}: {', '.join(alone)}" if alone else ""
        }
        who = np.any(
            [np.zeros(len(self.values), bool), *(self.inside[n] for n in names)], 0
        )
        told |= {"base": float(who.sum()), "effective_base": worth(self.units.weight[who])}
        if len(names) < 2:
            few = State.SMALL_BASE if alone else State.ONE_COLUMN
            return TestResult(**told, state=few if who.any() else State.EMPTY)
        means, covariance = self.estimates(names)
        if np.isnan(covariance.diagonal()).any() or self._df(names) < len(names):
            state = self.units.state(who)
            return TestResult(
                **told, state=State.SMALL_BASE if state is State.OK else state
            )
        found = self._welch if self.is_plain else self._wald
        return TestResult(**told, **found(names, means, covariance, level))

    def _wald(self, names, means, covariance, level) -> dict:
        spread = float(np.ptp(self.values[self.inside[TOTAL]]))
        return wald(
            means, covariance, self._df(names), spread, effect=DIFFERENCE, level=level
        )

    def _welch(self, names, means, covariance, level) -> dict:
        variances = covariance.diagonal()
        spread = float(np.ptp(self.values[self.inside[TOTAL]]))
        if not (variances > 1e-14 * spread**2).all():
            return {"state": State.NO_VARIATION}
        sizes = np.array([self.inside[name].sum() for name in names])
        f, df, df2, p = welch(means, variances * sizes, sizes)
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

    def _df(self, names: Sequence[str]) -> float:
        who = np.any([self.inside[name] for name in names], axis=0)
        if self.is_plain:
            return float(who.sum() - 1)
        return self.units.df(who & (self.units.weight > 0))

    def _variance(self, who: np.ndarray) -> float:
        """Return Σw(x − m)²/Σw · n/(n − 1)."""
        x, w = self.values[who], self.units.weight[who]
        n = (w > 0).sum()
        if n < 2:
            return np.nan
        return float(
            np.average((x - np.average(x, weights=w)) ** 2, weights=w) * n / (n - 1)
        )


def means(
    numbers: Numbers, of: str, *, profile: str | Profile = "default",
    quantiles: Sequence[float] = QUARTILES, level: float = LEVEL,
) -> Means:  # fmt: skip
    """Return the mean of a number in all and in each column, and which columns differ.

    Parameters
    ----------
    numbers : Numbers
        Who gave which.
    of : str
        What they are.
    profile : str or Profile
        The levels, the adjustment and the least base of the letters.
    quantiles : sequence of float
        In (0, 1).
    level : float
        Of the intervals of means, in (0, 1).

    Examples
    --------
    >>> values, group = np.array([1.0, 2, 3, 4, 5, 9] * 4), np.array([0, 0, 0, 1, 1, 1] * 4)
    >>> columns = {"a": group == 0, "b": group == 1}
    >>> found = means(Numbers(values, columns, Units.of(24), True), "hours")
    >>> found.lines[["mean", "q50"]].values.tolist(), found.letters
    ([[4.0, 3.5], [2.0, 2.0], [6.0, 5.0]], {'a': '', 'b': 'A'})
    """
    rules = find_profile(profile)
    lines, names = numbers.lines(quantiles, level), list(numbers.columns)
    worths = lines.set_index("column")["effective_base"].fillna(0.0)
    large = [n for n in names if worths[n] > 0 and not rules.too_small(worths[n])]
    test = numbers.test(names, 1 - rules.alpha)
    together = test if large == names else numbers.test(large, 1 - rules.alpha)
    adjust, reason = choose(rules.adjust, len(large))
    found = [_pair(numbers, *two, large, rules) for two in combinations(names, 2)]
    pairs = _adjusted(pd.DataFrame(found, columns=PAIR), adjust, together.p_value)
    lettered = {name: letter(k) for k, name in enumerate(names)}
    told = letters_of(pairs.assign(category=MEAN), [MEAN], lettered, rules.levels)
    letters = {name: told.at[MEAN, name] for name in names}
    return Means(of, lines, pairs, letters, lettered, test, reason, rules, level)


def _adjusted(pairs: pd.DataFrame, adjust: str, together: float) -> pd.DataFrame:
    """Adjust the pairs that were tested; closed testing is by the p of all columns."""
    tested = pairs["p_value"].notna()
    p_values = pairs.loc[tested, "p_value"].to_numpy(float)
    pairs = pairs.assign(p_adjusted=np.nan, adjust=adjust, family_size=int(tested.sum()))
    together = np.nan_to_num(together, nan=1.0)
    pairs.loc[tested, "p_adjusted"] = adjusted(p_values, adjust, together)
    return pairs


def _pair(numbers: Numbers, one: str, other: str, large: Sequence[str], rules: Profile):
    """Compare two columns."""
    found = numbers.test([one, other], 1 - rules.alpha)
    if not {one, other} <= {*large}:
        small = found.state if found.state is not State.OK else State.SMALL_BASE
        found = TestResult(method=found.method, state=small)
    means_of = numbers.estimates([one, other])[0]
    return (one, other, float(means_of[0] - means_of[1]), found.ci_low, found.ci_high,
            found.statistic, found.df, found.p_value, str(found.state))  # fmt: skip
