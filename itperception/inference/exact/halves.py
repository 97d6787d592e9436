"""One half of a table's columns: its part-tables, numbered by their row sums.

All columns but the last are held in memory as part-tables; the last one is put to them
when the part-tables of given row sums are listed (:mod:`.kernels`).
"""

from dataclasses import dataclass

import numpy as np

from itperception.inference.exact.columns import Margins, Parts, column_parts, log_rest

# Row sums that can be numbered, and part-tables held and added up if equal.
NUMBERED = 1.6e7
HELD = 6_000_000
MERGED = 300_000


class TooMany(Exception):
    """More part-tables than memory or time allow."""


@dataclass(frozen=True)
class Half:
    """One half of the columns, its part-tables numbered by row sums, for the join.

    Attributes
    ----------
    base, strides : numpy.ndarray
        Row sums s have the number (s − base)·strides; the last row is free.
    arrays : tuple
        What :func:`.kernels.join` takes.
    """

    base: np.ndarray
    strides: np.ndarray
    arrays: tuple

    @classmethod
    def of(cls, cell, margins, columns, least, states) -> "Half":
        """Return the half with row sums numbered so that no difference is ambiguous."""
        parts, column = _halves(cell, margins, columns, least)
        base = states.min(0) - column.sums.max(0)
        spans = (states.max(0) - column.sums.min(0) - base + 1)[:-1]
        if np.prod(spans.astype(float)) > NUMBERED:
            raise TooMany
        strides = np.append(np.cumprod(np.append(1, spans[:-1])), 0).astype(np.int64)
        numbered = (parts.sums >= base) & (parts.sums - base < np.append(spans, np.inf))
        parts = parts.take(np.flatnonzero(numbered[:, :-1].all(1)))
        keys, total = (parts.sums - base) @ strides, int(np.prod(spans))
        book = _by_key(parts, keys, total, int(spans[0]))
        runs, tops, column = _runs(column)
        outcomes = column.sums @ strides, column.values, np.exp(column.logs)
        return cls(base, strides, (book, (runs, tops, *outcomes)))

    def keys(self, states: np.ndarray) -> np.ndarray:
        """Return the numbers of row sums."""
        return (states - self.base) @ self.strides


def _by_key(parts: Parts, keys: np.ndarray, total: int, span: int) -> tuple:
    """Return part-tables as :func:`.kernels.join` looks them up."""
    order = np.lexsort((-parts.logs, keys))
    keys, values, weights = keys[order], parts.values[order], np.exp(parts.logs[order])
    tops = np.zeros(total // span + 1)
    np.maximum.at(tops, keys // span, weights)
    if (np.diff(keys) > 0).all():
        dense_values, dense_weights = np.zeros(total), np.zeros(total)
        dense_values[keys], dense_weights[keys] = values, weights
        return tops, span, np.empty(0, np.int32), dense_values, dense_weights
    starts = np.searchsorted(keys, np.arange(total + 1)).astype(np.int32)
    return tops, span, starts, values, weights


def _runs(column: Parts) -> tuple[np.ndarray, np.ndarray, Parts]:
    """Return outcomes that differ in the first and last row only side by side.

    They lie side by side in memory as well, which is what takes the time. Returns where
    the runs start, their largest weights, which descend, and the outcomes in order.
    """
    _, run = np.unique(column.sums[:, 1:-1], axis=0, return_inverse=True)
    tops = np.full(run.max() + 1, -np.inf)
    np.maximum.at(tops, run, column.logs)
    rank = np.argsort(np.argsort(-tops, kind="stable"))[run]
    order = np.lexsort((-column.sums[:, 0], rank))
    starts = np.searchsorted(rank[order], np.arange(len(tops) + 1))
    return starts, np.exp(-np.sort(-tops)), column.take(order)


def _halves(cell, margins: Margins, columns: tuple[int, ...], least: float):
    """Return the part-tables of all columns but the last, and that column."""
    *others, last = columns
    parts, done = Parts.none(len(margins.rows)), 0
    for j in others:
        done += int(margins.columns[j])
        parts = _extended(parts, _listed(margins, j, cell, least), margins, done, least)
    return parts, _listed(margins, last, cell, least)


def _listed(margins, j, cell, least) -> Parts:
    column = column_parts(margins, j, cell, least)
    if column is None or not len(column):
        raise TooMany
    return column


def _extended(parts: Parts, column: Parts, margins, done: int, least: float) -> Parts:
    """Return the part-tables with one more column, equal ones added up."""
    from itperception.inference.exact import kernels

    if len(parts) == 1 and not parts.sums.any():
        return column
    rest, top = log_rest(margins, margins.n - done)
    which, outcome = kernels.survivors(
        parts.sums, parts.logs, column.sums, column.logs, rest, least, top, HELD
    )
    if not len(which):
        raise TooMany
    longer = Parts(
        parts.sums[which] + column.sums[outcome],
        parts.logs[which] + column.logs[outcome],
        parts.values[which] + column.values[outcome],
    )
    return longer.merged() if len(longer) <= MERGED else longer
