"""Which columns of a table differ: every pair of columns, for every row and net.

The percentages compared are those shown: don't know is in their base. The interval and
the test of a pair belong together: the Miettinen–Nurminen limits exclude zero exactly
if the N − 1 chi-squared test, not adjusted for several comparisons, rejects.
"""

from dataclasses import dataclass
from itertools import combinations
from string import ascii_uppercase

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.contingency import chi_squared
from itperception.inference.intervals import miettinen_nurminen
from itperception.inference.multiplicity import adjusted, choose
from itperception.inference.results import State
from itperception.inference.solving import divide, positive

METHOD = "N−1 chi-squared test"
# Below this effective base a column is not tested.
LEAST_BASE = 30
COLUMNS = [
    "category", "first", "second", "base", "base_second", "effective_base",
    "effective_base_second", "proportion", "proportion_second", "difference", "ci_low",
    "ci_high", "statistic", "df", "p_value", "p_adjusted", "state", "note",
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """All pairs of columns of one table.

    Attributes
    ----------
    pairs : pandas.DataFrame
        One line per row or net (`category`) and pair of columns (`first`, `second`):
        base, base_second, effective_base, effective_base_second, proportion,
        proportion_second, difference (first − second), ci_low, ci_high, statistic,
        df, p_value, p_adjusted, state, note. Not tested: NaN, and `state` says why.
    letters : pandas.DataFrame
        Rows and nets by columns: the letters of the columns this one is
        significantly higher than; empty if there are none.
    column_letters : dict of str
        Column id to letter, in the order of the columns.
    method, reason : str
        The test of a pair, and why it is adjusted as it is.
    alpha : float
        Test level of the family of pairs of one row.
    adjust : str
        How p-values are adjusted; never "auto".
    """

    pairs: pd.DataFrame
    letters: pd.DataFrame
    column_letters: dict[str, str]
    method: str
    reason: str
    alpha: float
    adjust: str

    def explain(self, category: str, pair: tuple[str, str]) -> str:
        """Say how one pair was compared, with the numbers in the formula.

        Parameters
        ----------
        category : str
            Id of a row or net.
        pair : tuple of str
            Ids of two columns, in the order of the table.

        Raises
        ------
        UnknownNameError
            If the table has no such row or pair.
        """
        by_row = self.pairs[self.pairs["category"] == category]
        if by_row.empty:
            raise unknown_name("row", category, list(self.letters.index))
        chosen = by_row[(by_row["first"] == pair[0]) & (by_row["second"] == pair[1])]
        if chosen.empty:
            known = [" and ".join(p) for p in combinations(self.column_letters, 2)]
            raise unknown_name("pair of columns", " and ".join(pair), known)
        return _sentence(chosen.iloc[0], self)

    def to_frame(self) -> pd.DataFrame:
        """Return the pairs, with method and adjustment on every line."""
        return self.pairs.assign(method=self.method, adjust=self.adjust)

    def _repr_html_(self) -> str:
        named = {column: f"{column} ({x})" for column, x in self.column_letters.items()}
        return self.letters.rename(columns=named).to_html()


def compare(
    table: Crosstab,
    *,
    alpha: float = 0.05,
    adjust: str = "auto",
    least_base: float = LEAST_BASE,
) -> Comparisons:
    """Compare every pair of columns of a table, for every row and net.

    Parameters
    ----------
    table : Crosstab
        Stub by banner.
    alpha : float
        Test level in (0, 1); intervals are at level 1 − alpha, of a single pair.
    adjust : {"auto", "none", "holm", "bonferroni", "bh", "closed"}
        For the pairs of one row. "auto": nothing for one pair, closed testing for
        exactly three columns, Holm above. "closed" is Holm unless three are tested.
    least_base : float
        Effective base (respondents) below which a column is not tested.

    Returns
    -------
    Comparisons

    Raises
    ------
    UnknownNameError
        If there is no such adjustment.
    ItPerceptionError
        If a category and a net of the stub have the same id.

    Missing data
    ------------
    The base of a column is everybody in it, don't know and no answer included.

    Notes
    -----
    X² of the 2 × 2 table times (N − 1)/N, df = 1 (Campbell 2007). Closed testing of
    three columns: p_adjusted = max(p of the pair, p of X² over the three columns)
    (Marcus, Peritz & Gabriel 1976). A weighted column enters with its effective base
    (Kish 1965).

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [46, 44], "b": [34, 6]}, ["good", "poor"])
    >>> compare(Crosstab.from_counts(counts)).letters.loc["good"].tolist()
    ['', 'A']
    """
    columns, shown = [column.id for column in table.columns], _shown(table)
    effective = table.effective_bases[columns].fillna(0.0)
    pairs = _pairs(shown, effective, least_base, 1 - alpha)
    pairs["base"] = pairs["first"].map(table.bases).astype(int)
    pairs["base_second"] = pairs["second"].map(table.bases).astype(int)
    tested = effective.index[effective >= least_base]
    chosen, reason = choose(adjust, len(tested))
    together = _omnibus(shown[tested], effective[tested])
    pairs["p_adjusted"] = np.nan
    # A pair in which nothing varies is still one of the pairs that are looked at.
    family = pairs[pairs["state"].isin([State.OK, State.NO_VARIATION])]
    for category, row in family.groupby("category", sort=False):
        found = adjusted(row["p_value"].to_numpy(), chosen, together[category])
        pairs.loc[row.index, "p_adjusted"] = found
    names = {column: _letter(k) for k, column in enumerate(columns)}
    letters = _higher(pairs, shown.index, names, alpha)
    return Comparisons(pairs[COLUMNS], letters, names, METHOD, reason, alpha, chosen)


def _shown(table: Crosstab) -> pd.DataFrame:
    """Return the proportion in every row and net (index) of each column."""
    proportions = table.proportions()
    for net in table.nets:
        if net.id in proportions.index:
            raise ItPerceptionError(
                f"{table.stub.id!r}: a category and a net are both called {net.id!r}; "
                "their letters could not be told apart"
            )
    nets = [table.net(net.id).rename(net.id) for net in table.nets]
    shown = pd.concat([proportions, pd.DataFrame(nets)]) if nets else proportions
    return shown[[column.id for column in table.columns]].fillna(0.0)


def _yes_no(proportions: pd.DataFrame, bases: pd.Series) -> np.ndarray:
    """Return effective counts, shape (rows, columns, 2): in the row, and not in it."""
    base = bases.to_numpy()
    inside = proportions.to_numpy() * base
    both = np.stack([inside, base - inside], axis=-1)
    # What adding up proportions leaves is nobody.
    return np.where(both > 1e-12 * base[:, np.newaxis], both, 0.0)


def _pairs(
    shown: pd.DataFrame, effective: pd.Series, least_base: float, level: float
) -> pd.DataFrame:
    """Return difference, interval and test of every pair, for each row and net."""
    columns, cells = shown.columns.to_numpy(), _yes_no(shown, effective)
    one, two = np.array([*combinations(range(len(columns)), 2)], int).reshape(-1, 2).T
    squares = np.stack([cells[:, one], cells[:, two]], axis=-2)
    (x1, x2), (n1, n2) = (np.moveaxis(a, -1, 0) for a in (squares[..., 0], squares.sum(-1)))
    low, high = miettinen_nurminen(x1, n1, x2, n2, level=level)
    state = _states(squares, least_base)
    statistic = chi_squared(squares) * divide(n1 + n2 - 1, n1 + n2)
    statistic = np.where(state == State.OK, statistic, np.nan)
    told = {s: "" if s is State.OK else s.words for s in State}
    told[State.SMALL_BASE] = f"an effective base below {least_base:g} is not tested"
    first, second = (np.broadcast_to(columns[side], n1.shape) for side in (one, two))
    p1, p2 = x1 / positive(n1), x2 / positive(n2)
    fields = {
        "category": np.broadcast_to(shown.index.to_numpy()[:, np.newaxis], n1.shape),
        "first": first, "second": second,
        "effective_base": n1, "effective_base_second": n2,
        "proportion": p1, "proportion_second": p2,
        "difference": p1 - p2, "ci_low": low, "ci_high": high,
        "statistic": statistic, "df": np.ones_like(n1), "p_value": chdtrc(1, statistic),
        "state": state, "note": np.vectorize(told.get, otypes=[object])(state),
    }  # fmt: skip
    return pd.DataFrame({name: np.ravel(values) for name, values in fields.items()})


def _states(squares: np.ndarray, least_base: float) -> np.ndarray:
    """Say of each pair of columns whether it can be tested."""
    least = squares.sum(-1).min(-1)
    same = squares.sum(-2).min(-1) == 0
    return np.select(
        [least == 0, least < least_base, same],
        [State.EMPTY.value, State.SMALL_BASE.value, State.NO_VARIATION.value],
        State.OK.value,
    )


def _omnibus(shown: pd.DataFrame, effective: pd.Series) -> pd.Series:
    """Return for each row the p-value of Pearson's X² over all columns at once."""
    statistic = chi_squared(_yes_no(shown, effective))
    return pd.Series(chdtrc(max(shown.shape[1] - 1, 1), statistic), shown.index)


def _letter(k: int) -> str:
    """Return A to Z, then A1 to Z1, and so on."""
    return ascii_uppercase[k % 26] + str(k // 26 or "")


def _higher(pairs, rows, names: dict[str, str], alpha: float) -> pd.DataFrame:
    """Return for each row and column the letters of the columns it is higher than."""
    letters = {column: dict.fromkeys(rows, "") for column in names}
    for pair in pairs[pairs["p_adjusted"] <= alpha].itertuples():
        sides = (pair.first, pair.second)
        higher, lower = sides if pair.difference > 0 else sides[::-1]
        letters[higher][pair.category] += names[lower]
    return pd.DataFrame(letters, index=rows, columns=list(names), dtype=object)


def _sentence(pair: pd.Series, found: Comparisons) -> str:
    """Say one comparison in words and numbers."""
    n1, n2 = pair["effective_base"], pair["effective_base_second"]
    x1, x2 = n1 * pair["proportion"], n2 * pair["proportion_second"]
    told = (
        f"{pair['category']}: {pair['first']} {pair['proportion']:.3g} of {n1:.4g} against "
        f"{pair['second']} {pair['proportion_second']:.3g} of {n2:.4g}; difference "
        f"{pair['difference']:+.3g} ({1 - found.alpha:.0%} interval "
        f"{pair['ci_low']:+.3g} to {pair['ci_high']:+.3g}). "
    )
    if pair["state"] != State.OK:
        return f"{told}Not tested: {pair['note']}."
    return (
        f"{told}{found.method}: (N − 1)(x₁n₂ − x₂n₁)²/(n₁n₂x(N − x)) = "
        f"({n1 + n2:.4g} − 1)({x1:.4g} × {n2:.4g} − {x2:.4g} × {n1:.4g})²/({n1:.4g} × "
        f"{n2:.4g} × {x1 + x2:.4g} × {n1 + n2 - x1 - x2:.4g}) = {pair['statistic']:.4g}, "
        f"df = 1, p = {pair['p_value']:.3g}, adjusted ({found.adjust}) "
        f"{pair['p_adjusted']:.3g}. {found.reason}."
    )
