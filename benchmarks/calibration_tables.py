"""What the calibration draws, how it counts, and the list of its checks.

Groups of 90, 40 and 26 answer a five-point item of one of three shapes. Two answers of
the same people, and several items, come from normal scales that correlate. Two best answers
make a yes.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, ndtr, ndtri

from itperception.inference.intervals import Interval, noncentrality

GROUPS = (90, 40, 26)
N = sum(GROUPS)
SHAPES = {
    "typical": (0.10, 0.41, 0.29, 0.14, 0.06),
    "skewed": (0.45, 0.40, 0.10, 0.04, 0.01),
    "sparse": (0.01, 0.02, 0.05, 0.32, 0.60),
}
ALPHA, LEVEL = 0.05, 0.95
TABLES = 20_000
CORRELATION = 0.6  # of two latent scales of one person
SHIFT = 0.5  # latent standard deviations, where the truth is a difference
SPREAD = 0.3  # of a share around that of its shape, on the scale of log odds
WEIGHTS = 0.45  # standard deviation of the logarithm of the weights
# (draws + 1) × ALPHA is whole, so a permutation test has its level with any of these.
DRAWS, FEW_DRAWS = 199, 99
MARGIN = 0.25


class Check(NamedTuple):
    """One simulation: it may answer for several defaults at once."""

    names: tuple[str, ...]
    kind: str  # "rejects" or "covers"
    run: Callable
    block: str  # of the page
    tables: int


CHECKS: list[Check] = []


def check(
    *names: str, kind: str = "rejects", block: str = "", tables: int = TABLES
) -> Callable:
    """Register a function of shape, number of tables and generator.

    It returns for each table (and, if it has several names, each name) whether it
    happened: the test rejected, the interval covered. NaN where no result was given.
    """

    def register(run: Callable) -> Callable:
        of_kind = {"rejects": "Tests", "covers": "Intervals"}[kind]
        CHECKS.append(Check(names, kind, run, block or of_kind, tables))
        return run

    return register


def groups_of(shape, tables: int, rng, *, shift: float = 0.0, sizes=GROUPS) -> np.ndarray:
    """Draw tables (tables, answers, groups); the last group's latent scale is shifted."""
    shares = [np.array(shape)] * (len(sizes) - 1) + [shifted(shape, shift)]
    drawn = [rng.multinomial(n, p, tables) for n, p in zip(sizes, shares, strict=True)]
    return np.stack(drawn, axis=2).astype(float)


def population(shape, shift: float, sizes=GROUPS) -> np.ndarray:
    """Return the expected table of :func:`groups_of`."""
    shares = [np.array(shape)] * (len(sizes) - 1) + [shifted(shape, shift)]
    return np.stack(shares, axis=1) * sizes


def shifted(shape, shift: float) -> np.ndarray:
    """Return the shares after moving the latent normal scale."""
    return np.diff(ndtr(ndtri(np.cumsum([0, *shape]).clip(0, 1)) - shift))


def yes_no(tables: np.ndarray) -> np.ndarray:
    """Return the two best answers against the others."""
    return np.stack([tables[..., :2, :].sum(-2), tables[..., 2:, :].sum(-2)], axis=-2)


def near(share: float, tables: int, rng) -> np.ndarray:
    """Draw shares around one, since what a discrete statistic does swings from p to p."""
    return expit(logit(share) + rng.uniform(-SPREAD, SPREAD, tables))


def shares_of(shape, tables: int, rng, *, sizes=GROUPS, shift: float = 0.0) -> tuple:
    """Draw yes/no tables (tables, 2, groups), and the shares of yes they came from."""
    p = np.tile(near(sum(shape[:2]), tables, rng)[:, np.newaxis], len(sizes))
    # Towards the middle, where a difference can be seen.
    p[:, -1] = ndtr(ndtri(p[:, -1]) + np.where(p[:, -1] < 0.5, shift, -shift))
    yes = rng.binomial(sizes, p).astype(float)
    return np.stack([yes, sizes - yes], axis=1), p


def pair_shares(shape, shift: float = 0.0) -> np.ndarray:
    """Return the shares of pairs of answers behind which two normal scales correlate."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    cuts = ndtri(np.cumsum([0, *shape]).clip(0, 1))
    root, spread = np.sqrt(CORRELATION), np.sqrt(1 - CORRELATION)
    of = [
        np.diff(ndtr((cuts - s - root * nodes[:, np.newaxis]) / spread), axis=1)
        for s in (0.0, shift)
    ]
    found = np.einsum("q,qi,qj->ij", weights / weights.sum(), *of)
    return found / found.sum()


def pairs_of(shape, tables: int, rng, *, shift: float = 0.0, n: int = N) -> np.ndarray:
    """Draw squares (tables, first answer, second answer)."""
    shares = pair_shares(shape, shift)
    drawn = rng.multinomial(n, shares.ravel(), tables)
    return drawn.reshape(tables, *shares.shape).astype(float)


def net_of_pairs(squares: np.ndarray) -> np.ndarray:
    """Return b, c and n of the two best answers, shape (..., 3)."""
    b, c = squares[..., :2, 2:].sum((-2, -1)), squares[..., 2:, :2].sum((-2, -1))
    return np.stack([b, c, squares.sum((-2, -1))], axis=-1)


def weights_of(tables: int, rng, n: int = N) -> np.ndarray:
    """Draw log-normal weights that have nothing to do with the answers."""
    return np.exp(rng.normal(0, WEIGHTS, (tables, n)))


def answers_of(shape, tables: int, rng, n: int = N) -> np.ndarray:
    """Draw the answer of each respondent, as its position."""
    return rng.choice(len(shape), (tables, n), p=shape)


def each(function: Callable, tables: np.ndarray) -> np.ndarray:
    """Return what a function says of each table; the same table is asked once."""
    tables = np.asarray(tables, float)
    seen, back = np.unique(tables.reshape(len(tables), -1), axis=0, return_inverse=True)
    found = [function(table) for table in seen.reshape(-1, *tables.shape[1:])]
    return np.array(found, float)[back.ravel()]


def rejects(test: Callable, tables: np.ndarray, **options) -> np.ndarray:
    """Return which tables a test calls significant; what it cannot test, it does not."""
    return each(lambda table: test(table, **options).p_value <= ALPHA, tables)


def rejects_by_draws(test: Callable, tables: np.ndarray, **options) -> np.ndarray:
    """Return the same of a test that draws, with random numbers of its own each time.

    With one seed for all, few draws would be as far off in all tables alike.
    """
    told = (test(table, seed=seed, **options) for seed, table in enumerate(tables))
    return np.array([found.p_value for found in told]) <= ALPHA


def limits(function: Callable, tables: np.ndarray, **options) -> Interval:
    """Return the interval of each table."""

    def both(table):
        found = function(table, **options)
        return found.ci_low, found.ci_high

    return Interval(*each(both, tables).T)


def noncentral_limits(function: Callable, tables: np.ndarray) -> Interval:
    """Return the interval of each table, the noncentralities being solved for at once."""
    asked, home = [], "itperception.inference.running.noncentrality"

    def ask(statistic, df, **_):
        asked.append((statistic, df))
        return 0.0, 0.0

    with patch(home, ask):
        for table in tables:
            function(table)
    solved = zip(*noncentrality(*np.transpose(asked), level=LEVEL), strict=True)
    with patch(home, lambda *_, **__: next(solved)):
        found = [function(table) for table in tables]
    return Interval(*np.transpose([(f.ci_low, f.ci_high) for f in found]))


def covers(interval: Interval, truth: ArrayLike, *, missing: float = np.nan) -> np.ndarray:
    """Return which intervals hold the truth; `missing` where there is none."""
    low, high = (np.asarray(limit, float) for limit in interval)
    return np.where(np.isnan(low), missing, (low <= truth) & (truth <= high))


def _unknown(*counts, **_) -> Interval:
    nothing = np.full(np.broadcast(*counts).shape, np.nan)
    return Interval(nothing, nothing)


# What would be computed beside the number that is looked at takes most of the time.
SPARED = {
    "rejects": {
        "running.noncentrality": lambda *_, **__: Interval(0.0, 0.0),
        "tables.fourfold.miettinen_nurminen": _unknown,
        "design.multiple_response.miettinen_nurminen": _unknown,
        "gap.every_group.tango": _unknown,
        "gap.symmetry.net_difference": lambda *_, **__: {},
        "gap.paired_scores.net_difference": lambda *_, **__: {},
        "gap.signed_rank.net_difference": lambda *_, **__: {},
    },
}


@contextmanager
def spared(kind: str) -> Iterator[None]:
    """Leave out the intervals beside p-values, or the tests beside intervals."""
    with ExitStack() as stack:
        for where, instead in SPARED.get(kind, {}).items():
            stack.enter_context(patch(f"itperception.inference.{where}", instead))
        yield
