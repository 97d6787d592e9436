"""Every vertex of the tables with given margins: where convex statistics are largest.

Tables with given margins, fractions allowed, form a polytope. Its vertices are the
tables whose cells with people form no cycle: one for each spanning tree of rows and
columns that has no negative cell. As the margins are whole, so are the vertices. A
convex function is largest at one of them.
"""

from functools import lru_cache

import numpy as np

MOST_TREES = 500_000


def number_of_trees(rows: int, columns: int) -> int:
    """Return how many spanning trees connect so many rows and columns.

    Examples
    --------
    >>> number_of_trees(3, 5)
    2025
    """
    return rows ** (columns - 1) * columns ** (rows - 1)


def vertices(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the vertices of the tables with these margins.

    Returns
    -------
    numpy.ndarray, shape (N, R, C)
        Without repetition.

    Notes
    -----
    Cutting off the first leaf again and again gives a tree a code of C − 1 rows and
    R − 1 columns (Prüfer 1918, for bipartite trees); every code is that of a tree. What a
    leaf holds is the one cell that connects it.

    Examples
    --------
    >>> vertices(np.array([2, 1]), np.array([1, 2])).tolist()
    [[[0, 2], [1, 0]], [[1, 1], [0, 1]]]
    """
    edges = _trees(len(rows), len(columns))
    left = np.tile(np.concatenate([rows, columns]).astype(np.int64), (len(edges), 1))
    every, held = np.arange(len(edges)), []
    for leaf, neighbour in np.moveaxis(edges, 0, 2):
        people = left[every, leaf]
        left[every, neighbour] -= people
        held.append(people)
    held = np.stack(held, axis=1)
    possible = (held >= 0).all(1)
    found = np.zeros((int(possible.sum()), len(rows), len(columns)), np.int64)
    ends = np.sort(edges[possible], axis=2).astype(np.intp)
    places = np.arange(len(found))[:, None]
    found[places, ends[:, :, 0], ends[:, :, 1] - len(rows)] = held[possible]
    return np.unique(found, axis=0)


@lru_cache(maxsize=8)
def _trees(rows: int, columns: int) -> np.ndarray:
    """Return leaf and neighbour of each edge of every tree, in the order of cutting.

    Rows are nodes 0, …, R − 1, columns those after them; shape (trees, edges, 2).
    """
    codes = np.stack(
        np.unravel_index(
            np.arange(number_of_trees(rows, columns)),
            (rows,) * (columns - 1) + (columns,) * (rows - 1),
        ),
        axis=1,
    ).astype(np.int8)
    codes[:, columns - 1 :] += rows
    nodes, every = rows + columns, np.arange(len(codes))
    degree = np.ones((len(codes), nodes), np.int8)
    np.add.at(degree, (every[:, None], codes), 1)
    used = np.zeros((len(codes), 2), np.int64)
    edges = np.empty((len(codes), nodes - 1, 2), np.int8)
    for step in range(nodes - 2):
        leaf = (degree == 1).argmax(1)
        is_row = leaf < rows
        place = np.where(is_row, columns - 1 + used[:, 1], used[:, 0])
        neighbour = codes[every, place]
        used[every, is_row.astype(int)] += 1
        edges[:, step, 0], edges[:, step, 1] = leaf, neighbour
        degree[every, leaf] = 0
        degree[every, neighbour] -= 1
    edges[:, -1] = np.argsort(-degree, axis=1, kind="stable")[:, :2]
    return edges
