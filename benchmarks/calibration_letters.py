"""Level of the letters in a study of 156: by size of the columns, design effect and weights."""

from functools import partial
from itertools import combinations

import numpy as np

from benchmarks.calibration_tables import ALPHA, GROUPS, check, near
from itperception.inference.comparisons.pair_tests import Side, pairwise_n_minus_one

WITH_THE_ANSWERS = 0.5  # correlation of log weights and answers
WEIGHTS = {
    "design effect 1": (1.0, 0.0),
    "design effect 1.3": (1.3, 0.0),
    "design effect 2": (2.0, 0.0),
    "design effect 1.3, weights higher with yes": (1.3, WITH_THE_ANSWERS),
    "design effect 2, weights higher with yes": (2.0, WITH_THE_ANSWERS),
    "design effect 1.3, weights lower with yes": (1.3, -WITH_THE_ANSWERS),
    "design effect 2, weights lower with yes": (2.0, -WITH_THE_ANSWERS),
}
PAIRS = (*combinations(GROUPS, 2), (90, 13), (40, 10))  # the last, below the smallest base


def side(p: np.ndarray, n: int, effect: float, correlation: float, rng) -> Side:
    """Draw a column for each p: yes or no, and log-normal weights that may go with it.

    Independent weights have Kish's design effect 1 + CV² = exp(σ²); shares of both columns
    are the same after weighting, as p and the weights of yes and no are.
    """
    yes = rng.random((len(p), n)) < p[:, np.newaxis]
    scaled = (yes - p[:, np.newaxis]) / np.sqrt(p * (1 - p))[:, np.newaxis]
    noise = np.sqrt(1 - correlation**2) * rng.normal(size=yes.shape)
    w = np.exp(np.sqrt(np.log(effect)) * (correlation * scaled + noise))
    sums, squares = w.sum(1), (w**2).sum(1)
    inside, squared = (w * yes).sum(1), (w**2 * yes).sum(1)
    base = sums**2 / squares
    people = np.full(len(p), float(n))
    return Side(inside / sums * base, base, base, people, inside, sums, squared,
                squares - squared)  # fmt: skip


def letters(shape, tables, rng, *, effect: float, correlation: float) -> np.ndarray:
    """Return which pairs of columns, one after the other, the default test tells apart."""
    found = []
    for sizes in PAIRS:
        p = near(sum(shape[:2]), tables, rng)
        two = [side(p, n, effect, correlation, rng) for n in sizes]
        found.append(pairwise_n_minus_one(*two).p_value <= ALPHA)
    return np.stack(found, axis=1)


for told, (effect, correlation) in WEIGHTS.items():
    names = [f"letter, {a} and {b}, {told}: N − 1 on effective bases" for a, b in PAIRS]
    check(*names)(partial(letters, effect=effect, correlation=correlation))
