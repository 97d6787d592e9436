"""Permutation of respondents: group and weight stay with them, answers are dealt out again.

Answers that were shuffled are moved on round a circle of respondents; each move is a table,
and Fourier transforms count those of all moves at once. The table that was found has a place
among them, drawn at random, which keeps p exact (Hemerik & Goeman 2018). The respondents sit
in random order, so that one move tells as much as another shuffle would.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike
from scipy import fft

# Cells held at a time; more is no faster.
CHUNK = 200_000
# The same of all strata in one round, which decides what is drawn.
LARGEST_ROUND = 200_000


def dealt_tables(
    counts: ArrayLike, draws: int, seed: int, weights: ArrayLike = (1.0,)
) -> Iterator[np.ndarray]:
    """Yield the tables of :func:`permuted_tables` of people who are counted.

    Parameters
    ----------
    counts : array_like, shape (answers, groups[, weights[, strata]])
        Whole numbers.

    Examples
    --------
    >>> next(dealt_tables([[2, 0], [1, 3]], 5, seed=1)).sum(2).round(9).tolist() == [[2, 4]] * 5
    True
    """
    counts = np.asarray(counts)
    counts = counts.reshape((*counts.shape, 1, 1)[:4])
    people = np.repeat(np.arange(counts.size), counts.ravel().astype(int))
    answer, group, weight, stratum = np.unravel_index(people, counts.shape)
    weight = np.asarray(weights)[weight]
    return permuted_tables(
        answer, group, weight, counts.shape[:2], draws, seed, stratum=stratum
    )


def permuted_tables(
    answer: ArrayLike,
    group: ArrayLike,
    weight: ArrayLike,
    shape: tuple[int, int],
    draws: int,
    seed: int,
    *,
    stratum: ArrayLike | None = None,
    rows: ArrayLike | None = None,
) -> Iterator[np.ndarray]:
    """Yield the weighted tables of answers that are dealt out again at random.

    Parameters
    ----------
    answer, group, weight : array_like, shape (n,)
        Numbers of the answer and of the group, from 0; and the weight.
    shape : (int, int)
        Rows and groups of a table.
    stratum : array_like, shape (n,), optional
        Answers are exchanged within strata only.
    rows : array_like, shape (rows, answers), optional
        What each answer adds to each row; by default a row is an answer.

    Yields
    ------
    numpy.ndarray, shape (some, rows, groups)
        As many as `draws` together.

    Examples
    --------
    >>> tables = next(permuted_tables([0, 0, 1], [0, 1, 1], [1, 2, 4], (2, 2), 5, seed=1))
    >>> tables.shape, tables.sum(1).round(9).tolist() == [[1, 6]] * 5
    ((5, 2, 2), True)
    """
    rng = np.random.default_rng(seed)
    rows = np.eye(shape[0]) if rows is None else np.asarray(rows, float)
    layers = _layers(rng, answer, group, weight, shape[1], stratum)
    streams = rng.spawn(len(layers))
    # Strata that are many get fewer moves at once, as each needs a table of each move.
    strata = sum(len(answers) for answers, _ in layers)
    largest = max(_round(answers.shape[1]) for answers, _ in layers)
    length = min(largest, draws + 1, max(1, LARGEST_ROUND // (strata * shape[1])))
    rounds, own = -(-(draws + 1) // length), divmod(rng.integers(draws + 1), length)
    held = sum(of.size * _times(answers.shape[1], length) for answers, of in layers)
    at_once, some = max(1, CHUNK // held), max(1, CHUNK // np.prod(shape))
    for first in range(0, rounds, at_once):
        here = range(first, min(first + at_once, rounds))
        tables = sum(
            _moved(stream, *layer, rows, here, length, own)
            for layer, stream in zip(layers, streams, strict=True)
        ).reshape(*shape, -1)[..., : draws + 1 - first * length]
        if own[0] in here:
            # Not drawn but found: the first, which then goes, takes its place.
            tables[..., (own[0] - first) * length + own[1]] = tables[..., 0]
            tables = tables[..., 1:]
        for start in range(0, tables.shape[-1], some):
            yield np.moveaxis(tables[..., start : start + some], -1, 0)


def _layers(rng, answer, group, weight, groups: int, stratum) -> list[tuple]:
    """Return answers, and weights by group, of the strata of each size, in random order."""
    answer, group, weight = np.asarray(answer), np.asarray(group), np.asarray(weight, float)
    stratum = np.zeros(len(answer), int) if stratum is None else np.asarray(stratum)
    order = rng.permutation(len(answer))
    order = order[np.argsort(stratum[order], kind="stable")]
    sizes, layers = np.unique(stratum, return_counts=True)[1], []
    starts = np.cumsum(sizes) - sizes
    for size in np.unique(sizes):
        at = order[starts[sizes == size, np.newaxis] + np.arange(size)]
        belongs = group[at] == np.arange(groups)[:, np.newaxis, np.newaxis]
        layers.append((answer[at], belongs * weight[at]))
    return layers


def _round(size: int) -> int:
    """Return how many sit on the circle; the others, a few, sit on one of their own."""
    return fft.prev_fast_len(size, real=True)


def _times(size: int, length: int) -> int:
    """Return how often a stratum is shuffled for so many moves: one of it is done sooner."""
    return -(-length // min(_round(size), length))


def _moved(rng, answers, weights, rows, rounds: range, length: int, own) -> np.ndarray:
    """Return tables by round and move, those of strata of one size added up.

    Parameters
    ----------
    answers : numpy.ndarray of int, shape (strata, size)
    weights : numpy.ndarray, shape (groups, strata, size)
    own : (int, int)
        Which round and move gives the answers as they are.

    Returns
    -------
    numpy.ndarray, shape (rows, groups, rounds, length)
    """
    size, most = answers.shape[1], _round(answers.shape[1])
    times, each = _times(size, length), min(most, length)
    moves = np.arange(each) * (most // each)
    dealt = rng.permuted(np.repeat(answers[np.newaxis], len(rounds) * times, 0), axis=-1)
    tables = np.zeros((len(rows), len(weights), len(dealt), each))
    for circle in (slice(most), slice(most, size))[: 1 + (most < size)]:
        fixed, sitting = fft.rfft(weights[..., circle]).conj(), dealt[..., circle]
        if own[0] in rounds:
            shuffle, move = divmod(own[1], each)
            place = rounds.index(own[0]) * times + shuffle
            sitting[place] = np.roll(answers[:, circle], moves[move], -1)
        for table, adds in zip(tables, rows, strict=True):
            sums = fft.rfft(adds[sitting])
            both = np.einsum("gkf,skf->gsf", fixed, sums)
            table += fft.irfft(both, sitting.shape[-1])[..., moves % sitting.shape[-1]]
    return tables.reshape(*tables.shape[:2], len(rounds), -1)[..., :length]
