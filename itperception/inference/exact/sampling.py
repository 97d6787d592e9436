"""Tables drawn at random with both margins given, compiled by numba.

Cell by cell, each count is hypergeometric given those before it (Patefield 1981); it is
found by going through the possible counts from the commonest outwards.
"""

import numpy as np

from itperception.inference.compiling import compiled


@compiled
def _hypergeometric(good, bad, size, logs, chance):
    """Return how many of `size` are good; `logs` are log factorials, chance in [0, 1)."""
    low, high = max(0, size - bad), min(size, good)
    if low == high:
        return low
    mode = min(high, max(low, (size + 1) * (good + 1) // (good + bad + 2)))
    up = down = mode
    more = less = np.exp(
        logs[good] - logs[mode] - logs[good - mode]
        + logs[bad] - logs[size - mode] - logs[bad - size + mode]
        - logs[good + bad] + logs[size] + logs[good + bad - size]
    )  # fmt: skip
    chance -= more
    while chance >= 0 and (up < high or down > low):
        if up < high:
            more *= (good - up) * (size - up) / ((up + 1.0) * (bad - size + up + 1.0))
            up += 1
            chance -= more
            if chance < 0:
                return up
        if down > low:
            less *= down * (bad - size + down) / ((good - down + 1.0) * (size - down + 1.0))
            down -= 1
            chance -= less
            if chance < 0:
                return down
    return mode


@compiled
def count_extreme(random, rows, columns, logs, values, reached, under, draws):
    """Return how many of `draws` tables have a sum of cells ≥ `reached` or ≤ `under`.

    Parameters
    ----------
    values : numpy.ndarray, shape (rows, columns, counts)
        What each count adds in each cell.
    """
    left, found = np.empty_like(rows), 0
    last = len(rows) - 1
    for _ in range(draws):
        total, n = 0.0, 0
        for i in range(len(rows)):
            left[i] = rows[i]
            n += rows[i]
        for j in range(len(columns) - 1):
            size, others = columns[j], n
            n -= size
            for i in range(last):
                others -= left[i]
                x = _hypergeometric(left[i], others, size, logs, random.random())
                total += values[i, j, x]
                left[i] -= x
                size -= x
            total += values[last, j, size]
            left[last] -= size
        for i in range(len(rows)):
            total += values[i, len(columns) - 1, left[i]]
        found += total >= reached or total <= under
    return found
