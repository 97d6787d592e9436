"""The difference between two columns of a table under every choice one might defend."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy.special import chdtrc

from itperception.counting.crosstab import Crosstab
from itperception.errors import unknown_name
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.inference.contingency import chi_squared, superiority
from itperception.inference.intervals import miettinen_nurminen
from itperception.inference.missing.allocations import p_of_tables
from itperception.inference.missing.net_rows import net_and_silent_rows
from itperception.inference.results import State, TestResult
from itperception.inference.robustness.robustness import Robustness, robustness
from itperception.inference.tables.independence import kruskal_wallis, likelihood_ratio

FULL_SCALE = "Kruskal-Wallis, full scale"
_TESTS = ("N−1 chi-squared", "Pearson", "likelihood ratio", "mid-P")
ASYMPTOTIC = {FULL_SCALE: kruskal_wallis, "likelihood ratio": likelihood_ratio}
# Below this effective base many tables show no test.
LEAST_BASE = 30
SHARE, RANK = "difference", "Cliff's delta"


def robust(
    table: Crosstab,
    category: str | Sequence[str],
    pair: tuple[str, str],
    *,
    dont_know: Sequence[str] | None = None,
    filters: Mapping[str, Callable[[Crosstab], Crosstab]] | None = None,
    alpha: float = 0.05,
) -> Robustness:
    """Compute the difference between two columns over a ready-made grid.

    Parameters
    ----------
    category : str or sequence of str
        Row id, id of a net, or ids of the rows of a net.
    pair : tuple of str
        Two columns; the difference is first − second.
    dont_know : sequence of str, optional
        Row ids that are no answers; by default every row that is not on the scale.
    filters : mapping of str to callable, optional
        Further choice: what is called by the name is done to the table first.

    Returns
    -------
    Robustness
        The choices, where the table offers them: base (don't know in or out), weights
        (yes or no), test, adjustment for the pairs of one row (none, Holm, closed testing
        for three columns), least base (30 or none, if a column is smaller), filter.

    Raises
    ------
    UnknownNameError
        If the table has no such row or column.
    ItPerceptionError
        If a don't know is among the categories.

    Missing data
    ------------
    See the base. With don't knows in the base there is no test of the full scale, for
    they have no rank: it is counted as not computed.

    Notes
    -----
    Tests of the share: N − 1 chi-squared, Pearson, likelihood ratio, and mid-P if the
    table is not weighted; of the full scale, if it is ranked, Kruskal–Wallis of the two
    columns with Cliff's delta, positive if the first ranks nearer to the category. A
    weighted column enters with its effective base (Kish 1965).

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"a": [60, 30], "b": [42, 44]}, ["good", "poor"])
    >>> robust(Crosstab.from_counts(counts), "good", ("a", "b")).summary
    'significant in 4 of 4 specifications'
    """
    _places(table, pair)
    net, _ = net_and_silent_rows(table, category, dont_know)
    inside = [row.id for row, there in zip(table.rows, net, strict=True) if there]
    table = _with_kinds(table, dont_know)
    options = _options(table, filters)
    only = {choice: next(iter(x.values())) for choice, x in options.items()}
    grid = {choice: x for choice, x in options.items() if len(x) > 1}

    def compute(**choices):
        return _compute(table, inside, pair, 1 - alpha, only | choices)

    claim = f"{' or '.join(inside)}: {pair[0]} against {pair[1]}"
    return robustness(compute, grid, claim=claim, alpha=alpha)


def _places(table: Crosstab, pair: tuple[str, str]) -> list[int]:
    """Return where the columns of a pair stand, refusing names that are not columns."""
    columns = [column.id for column in table.columns]
    for name in pair:
        if name not in columns:
            raise unknown_name("column", name, columns)
    return [columns.index(name) for name in pair]


def _with_kinds(table: Crosstab, dont_know: Sequence[str] | None) -> Crosstab:
    """Return the table with don't knows marked as such."""
    if dont_know is None:
        return table
    named = table.members(*dont_know)
    return replace(
        table,
        rows=tuple(
            row.model_copy(update={"kind": "dont_know" if row.id in named else "answer"})
            for row in table.rows
        ),
    )


def _options(table: Crosstab, filters) -> dict[str, Mapping]:
    """Return the options of every choice that this table offers."""
    kinds = {row.kind for row in table.rows}
    columns = [column.id for column in table.columns]
    tests = [*_TESTS[:3], *([] if table.is_weighted else _TESTS[3:])]
    adjust = {2: ["none"], 3: ["none", "holm", "closed"]}.get(
        len(columns), ["none", "holm"]
    )
    small = table.answers().effective_bases[columns].min() < LEAST_BASE
    # Without weights the design of a clustered sample is not known.
    ignorable = table.is_weighted and table.design is None
    return {
        "base": dict([("don't know in", True), ("don't know out", False)]
                     if kinds != {"answer"} else [("everybody", True)]),
        "weights": {"yes": True, "no": False} if ignorable else {"as they are": True},
        "test": {x: x for x in [*tests, *([FULL_SCALE] if table.stub.ordered else [])]},
        "adjust": {x: x for x in adjust},
        "least_base": {"none": 0, str(LEAST_BASE): LEAST_BASE} if small else {"none": 0},
        "filter": {"none": lambda x: x} | dict(filters or {}),
    }  # fmt: skip


def _compute(table: Crosstab, inside: list[str], pair, level, choices) -> TestResult:
    """Return the test of one specification."""
    table = choices["filter"](table)
    full_scale = choices["test"] == FULL_SCALE
    if not choices["base"]:
        table = table.answers()
    if full_scale and {row.kind for row in table.rows} != {"answer"}:
        return TestResult(method=FULL_SCALE, state=State.NOT_RANKED)
    if not choices["weights"]:
        table = replace(table, cells=np.stack([table.cells[0]] * 3), is_weighted=False)
    places = _places(table, pair)
    held = table.tested_counts
    counts = held.to_numpy(float)
    if not full_scale:
        rows = np.isin([row.id for row in table.rows], table.members(*inside))
        counts = np.stack([counts[rows].sum(0), counts[~rows].sum(0)])
    state = _state(counts[:, places], choices["least_base"])
    if state is not State.OK:
        return TestResult(method=choices["test"], state=state)
    position = np.isin([row.id for row in table.rows], inside)
    effect = (_ranks if full_scale else _shares)(counts[:, places], position, level)
    p_value = _adjusted(counts, tuple(places), choices)
    return TestResult(method=choices["test"], level=level, p_value=p_value, **effect)


def _state(counts: np.ndarray, least_base: float) -> State:
    """Say whether two columns can be compared."""
    bases = counts.sum(0)
    if bases.min() <= 0:
        return State.EMPTY
    if bases.min() < max(least_base, 2):
        return State.SMALL_BASE
    return State.NO_VARIATION if (counts.sum(1) > 0).sum() < 2 else State.OK


def _shares(counts: np.ndarray, _, level: float) -> dict:
    """Return the difference of two shares with its interval."""
    (x1, x2), (n1, n2) = counts[0], counts.sum(0)
    low, high = _interval(float(x1), float(n1), float(x2), float(n2), level)
    return {"effect_name": SHARE, "effect_size": float(x1 / n1 - x2 / n2),
            "ci_low": low, "ci_high": high, "base": float(n1 + n2)}  # fmt: skip


@lru_cache(maxsize=1024)
def _interval(*counts_and_level: float) -> tuple[float, float]:
    """Return the score interval; every test of the same counts has the same."""
    *counts, level = counts_and_level
    low, high = miettinen_nurminen(*counts, level=level)
    return float(low), float(high)


def _ranks(counts: np.ndarray, inside: np.ndarray, level: float) -> dict:
    """Return Cliff's delta, positive if the first column ranks nearer to the category."""
    places = np.arange(len(counts))
    nearer = 1.0 if places[inside].mean() <= places.mean() else -1.0
    estimate, limits = superiority(*counts.T, level=level)
    ends = sorted(nearer * (2 * float(limit) - 1) for limit in limits)
    return {"effect_name": RANK, "effect_size": nearer * (2 * estimate - 1),
            "ci_low": ends[0], "ci_high": ends[1], "base": float(counts.sum())}  # fmt: skip


def _adjusted(counts: np.ndarray, pair: tuple[int, int], choices: dict) -> float:
    """Return the p-value of the pair, adjusted for all pairs of columns of the row."""
    tested = np.flatnonzero(counts.sum(0) >= max(choices["least_base"], 1e-12))
    pairs = [*combinations(tested, 2)]
    p_values = np.array([_p_value(counts[:, list(x)], choices["test"]) for x in pairs])
    together = _p_value(counts[:, tested], choices["test"])
    found = adjusted(p_values, choices["adjust"], together)
    return float(found[pairs.index(tuple(sorted(pair)))])


def _p_value(counts: np.ndarray, test: str) -> float:
    """Return the p-value of two or more columns; 1 if nothing varies."""
    counts = counts[counts.sum(1) > 0]
    if len(counts) < 2:
        return 1.0
    n, df = counts.sum(), counts.shape[1] - 1
    if test == "mid-P" and df == 1:
        return float(p_of_tables(counts, "midp"))
    if test in ASYMPTOTIC:
        return float(np.nan_to_num(ASYMPTOTIC[test](counts).p_value, nan=1.0))
    scale = (n - 1) / n if test == "N−1 chi-squared" else 1.0
    return float(chdtrc(df, chi_squared(counts) * scale))
