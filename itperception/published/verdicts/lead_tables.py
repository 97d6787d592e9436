"""The tables between which the lead of a group lies, if only everybody's net is in print."""

import numpy as np


def lead_tables(sizes: np.ndarray, totals: np.ndarray, at: int) -> np.ndarray:
    """Return three tables for each division of everybody: least, most and no lead.

    Returns
    -------
    numpy.ndarray of int, shape (3, N, groups)
        People of the net in each group.

    Notes
    -----
    The lead over the highest of the others grows with every person of the net who moves
    into the group. It is least with as few there as can be, and the smallest of the others
    filled first; largest with as many as fit, and the others as even as whole people can
    be. Of Fisher's test of the group against all others the p-value is least at one of
    these, and is 1 in the most probable table: the mode of the hypergeometric distribution.

    Examples
    --------
    >>> lead_tables(np.array([[2, 2, 4]]), np.array([3]), 0).tolist()
    [[[0, 2, 1]], [[2, 0, 1]], [[1, 1, 1]]]
    """
    own, n = sizes[:, at], sizes.sum(1)
    others = np.delete(sizes, at, axis=1)
    fewest = np.maximum(0, totals - (n - own))
    most = np.minimum(totals, own)
    mode = (own + 1) * (totals + 1) // (n + 2)
    spread = (_heaped, _evenly, _evenly)
    return np.stack(
        [
            np.insert(place(others, totals - inside), at, inside, axis=1)
            for inside, place in zip((fewest, most, mode), spread, strict=True)
        ]
    )


def _heaped(sizes: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Fill the smallest group, then the others by size."""
    order = np.argsort(sizes, axis=1, kind="stable")
    ordered = np.take_along_axis(sizes, order, axis=1)
    before = np.cumsum(ordered, axis=1) - ordered
    counts = np.empty_like(sizes)
    filled = np.clip(people[:, None] - before, 0, ordered)
    np.put_along_axis(counts, order, filled, axis=1)
    return counts


def _evenly(sizes: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Place people one by one where the share is then lowest: the highest is least."""
    counts = people[:, None] * sizes // sizes.sum(1, keepdims=True)
    for _ in range(sizes.shape[1]):
        left = np.flatnonzero(people > counts.sum(1))
        then = (counts[left] + 1) / sizes[left]
        counts[left, then.argmin(1)] += 1
    return counts
