"""Means of numbers in groups: how large, how sure, and which groups differ.

What of whom is known, and by which test, is in :mod:`itperception.inference.numbers`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations

import numpy as np
import pandas as pd

from itperception.inference.comparisons.letters import letter, letters_of
from itperception.inference.comparisons.multiplicity import adjusted, choose_adjustment
from itperception.inference.comparisons.profiles import Profile, find_profile
from itperception.inference.intervals import LEVEL
from itperception.inference.numbers import Numbers
from itperception.inference.quantiles import QUARTILES
from itperception.inference.results import InWords, State, TestResult
from itperception.lines import sentences

MEAN = "mean"
_PAIR = ["first", "second", "difference", "ci_low", "ci_high", "statistic", "df", "p_value",
        "state"]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Means(InWords):
    """The mean of a number in all and in each group.

    Attributes
    ----------
    of : str
        What the numbers are, with their unit or what they count.
    lines : pandas.DataFrame
        One line per column, the total first (none of waves): banner (the column), base (who gave
        a number),
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
    drawn one by one: SD/√n, Welch (1951). Columns that share people: by linearisation, the
    covariance known, F adjusted (Thomas & Rao 1987).
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
        told = self.lines["banner"].map(self.letters).fillna("")
        return self.lines.assign(letters=told)

    def explain(self) -> str:
        """Say each mean with its numbers, the test, and every pair that differs."""
        lines = [
            f"{line.banner}: base {line.base:,}, mean {line.mean:.4g}, SD {line.sd:.4g}, se "
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
        tested = [self.test.explain(), self.reason] if len(self.letters) > 1 else []
        return sentences(f"Mean of {self.of}", *lines, *tested, *pairs, self.note)

    def __repr__(self) -> str:
        return "\n".join([self._shown().to_string(), *self._below()])

    def _repr_html_(self) -> str:
        below = "".join(f"<p>{escape(told)}</p>" for told in self._below())
        return self._shown().to_html() + below

    def _shown(self) -> pd.DataFrame:
        """Return measures by columns, as text, letters behind the means."""
        lines = self.lines.set_index("banner")
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
            if len(self.letters) > 1 and self.test.state is State.OK else []  # fmt: skip
        return [*tested, *([self.note] if self.note else [])]


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

    Examples
    --------
    >>> from itperception.inference.design.units import Units
    >>> values, group = np.array([1.0, 2, 3, 4, 5, 9] * 4), np.array([0, 0, 0, 1, 1, 1] * 4)
    >>> columns = {"a": group == 0, "b": group == 1}
    >>> found = means(Numbers(values, columns, Units.of(24), True), "hours")
    >>> found.lines[["mean", "q50"]].values.tolist(), found.letters
    ([[4.0, 3.5], [2.0, 2.0], [6.0, 5.0]], {'a': '', 'b': 'A'})
    """
    rules = find_profile(profile)
    lines, names = numbers.lines(quantiles, level), list(numbers.columns)
    worths = lines.set_index("banner")["effective_base"].fillna(0.0)
    large = [n for n in names if worths[n] > 0 and not rules.too_small(worths[n])]
    test = numbers.test(names, 1 - rules.alpha)
    together = test if large == names else numbers.test(large, 1 - rules.alpha)
    adjust, reason = choose_adjustment(rules.adjust, len(large))
    found = [_pair(numbers, *two, large, rules) for two in combinations(names, 2)]
    pairs = _adjusted(pd.DataFrame(found, columns=_PAIR), adjust, together.p_value)
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
