"""Formulas of power, elementwise: from true values and bases to a probability."""

import numpy as np
from scipy.special import chdtri, ndtr, ndtri

from itperception.inference.tables.proportions import log_chances

# Tables looked at together.
BLOCK = 1_000_000


def gap_power(gap, discordance: float, n: float, alpha: float) -> np.ndarray:
    """Return the power of McNemar's test, elementwise in the gap."""
    over = np.abs(gap) * np.sqrt(n) - ndtri(1 - alpha / 2) * np.sqrt(discordance)
    return _reached(over, discordance - np.square(gap))


def share_power(p1, p2, n1, n2, alpha) -> np.ndarray:
    """Return the power to tell two shares apart, by Cohen's h."""
    h = 2 * np.abs(np.arcsin(np.sqrt(p1)) - np.arcsin(np.sqrt(p2)))
    away, z = h * np.sqrt(n1 * n2 / (n1 + n2)), ndtri(1 - alpha / 2)
    return ndtr(away - z) + ndtr(-away - z)


def exact_power(p1, p2, n1, n2, alpha) -> float:
    """Return the probability of the tables that the N − 1 test rejects."""
    first, second = np.exp(log_chances(n1, p1)), np.exp(log_chances(n2, p2))
    x2, n, critical, found = np.arange(n2 + 1), n1 + n2, chdtri(1, alpha), 0.0
    for x1 in np.array_split(np.arange(n1 + 1), 1 + int(n1 * n2 / BLOCK)):
        yes = x1[:, np.newaxis] + x2
        apart = (n - 1) * (np.outer(x1, n2 - x2) - np.outer(n1 - x1, x2)) ** 2
        rejected = apart > critical * yes * (n - yes) * n1 * n2
        found += first[x1.astype(int)] @ (rejected @ second)
    return found


def _reached(over, variance) -> np.ndarray:
    """Return Φ(over/√variance), 0 or 1 where the variance is none."""
    some = np.maximum(variance, 0) > 0
    scaled = over / np.sqrt(np.where(some, variance, 1.0))
    return ndtr(np.where(some, scaled, np.where(over > 0, np.inf, -np.inf)))
