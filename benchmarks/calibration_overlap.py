"""Level of the letters and tests of columns that share people: the options of a set."""

from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from benchmarks.calibration_tables import ALPHA, CORRELATION, WEIGHTS, N, check, near
from itperception.inference.design.overlap import Overlap
from itperception.inference.design.units import Units

BLOCK = "Columns that share people"
OPTIONS = (0.5, 0.3, 0.3, 0.2, 0.15)  # chosen by so many, who like to choose several
SETTING = (
    f"{BLOCK}: those who chose each of five options, "
    f"{', '.join(f'{share:.0%}' for share in OPTIONS)} of everybody, the tastes behind them "
    f"correlating by {CORRELATION:g}; answers that have nothing to do with them, and in clusters "
    "resemble each other. `--only 'share people'` runs this block in some ten minutes."
)
IN_CLUSTERS = 0.5  # latent standard deviations
TABLES = 2_000


class Drawn(NamedTuple):
    """How respondents are drawn."""

    name: str
    n: int
    spread: float  # of the logarithm of the weights
    clusters: int = 0


DESIGNS = (
    Drawn("156", N, 0.0),
    Drawn("156, weighted", N, WEIGHTS),
    Drawn("486", 486, 0.0),
    Drawn("486, weighted", 486, WEIGHTS),
    Drawn("486, weighted, 81 clusters", 486, WEIGHTS, 81),
)


def overlap(drawn: Drawn, shape, rng) -> Overlap:
    """Draw who chose which options, and answers that have nothing to do with it."""
    n, taste = drawn.n, rng.normal(size=(drawn.n, 1))
    own = rng.normal(size=(n, len(OPTIONS)))
    chosen = np.sqrt(CORRELATION) * taste + np.sqrt(1 - CORRELATION) * own < ndtri(OPTIONS)
    cluster = rng.integers(0, drawn.clusters, n) if drawn.clusters else None
    common = 0.0 if cluster is None else IN_CLUSTERS * rng.normal(size=n)[cluster]
    yes = sum(shape[:2])  # of those near it, in the proportions of the shape
    share = near(yes, 1, rng)[0]
    shares = np.array(shape) * np.where(np.arange(len(shape)) < 2, share / yes,
                                        (1 - share) / (1 - yes))  # fmt: skip
    cuts = ndtri(np.cumsum(shares)[:-1]) * np.sqrt(
        1 + IN_CLUSTERS**2 * (cluster is not None)
    )
    answers = np.searchsorted(cuts, rng.normal(size=n) + common)
    weight = np.exp(rng.normal(0, drawn.spread, n)) if drawn.spread else None
    columns = {str(k): who for k, who in enumerate(chosen.T)}
    return Overlap(answers, columns, Units.of(n, weight=weight, cluster=cluster))


def rejected(shape, tables, rng, *, drawn: Drawn) -> np.ndarray:
    """Return whether a pair of columns, a row of all, and both tests of a table reject."""
    found = []
    for _ in range(tables):
        table = overlap(drawn, shape, rng)
        row = table.with_rows([[0, 1], [2, 3, 4]])
        pair = row.of_rows([[0]], "columns").pairs(np.array([[0], [1]]), 1 - ALPHA)[1]
        whole = (row.test(ranked=False), table.test(ranked=True), table.test(ranked=False))
        found.append([pair.p_value.item(), *(test.p_value for test in whole)])
    p_values = np.array(found)
    return np.where(np.isnan(p_values), np.nan, p_values <= ALPHA)


for _drawn in DESIGNS:
    _told = f"columns that share people, {_drawn.name}"
    check(
        f"{_told}: letter of two, linearised t", f"{_told}: a row of five, Wald",
        f"{_told}: ranked, mean ranks, Wald", f"{_told}: all shares, Wald",
        block=BLOCK, tables=TABLES,
    )(partial(rejected, drawn=_drawn))  # fmt: skip
