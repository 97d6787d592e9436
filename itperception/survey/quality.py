"""What answers look like when nobody thought about them: reported, and never mended.

Straight-liners gave one answer to a whole block of questions, speeders took less than a third
of the median time, duplicates have the answers of somebody before them.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from itperception.errors import listed
from itperception.survey.cells import Cells
from itperception.survey.codebook import Codebook
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension

LEAST_ITEMS, _FRACTION, _OFTEN = 5, 3, 10
Codes = Mapping[str, np.ndarray]


def look(
    cells: Cells, codes: Codes, codebook: Codebook, durations: np.ndarray | None
) -> dict[str, np.ndarray | None]:
    """Return of whom each rule holds, and remark on it.

    ``None`` where it cannot be said: there is no block, no duration, or so many may well be
    alike by chance.
    """
    lined = [(block, straight_liners(codes, block)) for block in blocks(codebook, codes)]
    who = {
        "straight_liners": np.any([mask for _, mask in lined], axis=0) if lined else None,
        "speeders": None if durations is None else speeders(durations),
        "duplicates": duplicates(codes, codebook.dimensions()),
    }
    told = [*((_block_told(block), mask) for block, mask in lined),
            (f"less than 1/{_FRACTION} of the median time", who["speeders"]),
            ("the same answers to everything as somebody before", who["duplicates"])]  # fmt: skip
    cells.remarks += [cells.problem(mask, cause) for cause, mask in told
                      if mask is not None and mask.any()]  # fmt: skip
    return who


def blocks(codebook: Codebook, codes: Codes) -> Iterator[tuple[Dimension, ...]]:
    """Yield the blocks of items that follow each other on one scale, five or more."""
    asked = zip(codebook.items, codebook.dimensions(), strict=False)
    coded = ((item.scale, dimension) for item, dimension in asked if item.id in codes)
    for _, run in groupby(coded, lambda pair: pair[0]):
        block = tuple(dimension for _, dimension in run)
        if len(block) >= LEAST_ITEMS:
            yield block


def straight_liners(codes: Codes, block: Sequence[Dimension]) -> np.ndarray:
    """Return who gave one and the same answer to all items of a block.

    Notes
    -----
    Of somebody who was not asked all of them, the others count if they are five or more. The
    answer is one on the scale: who never knows is no straight-liner.

    Examples
    --------
    >>> block = itp.open_wave("demo-2026").codebook.dimensions()[:5]
    >>> same = {item.id: np.array([0, 0, -1]) for item in block}
    >>> same[block[4].id] = np.array([0, 1, -1])
    >>> straight_liners(same, block).tolist()
    [True, False, False]
    """
    given = np.stack([codes[item.id] for item in block])
    last = given.max(axis=0)
    same = ((given == last) | (given < 0)).all(axis=0)
    enough = np.count_nonzero(given >= 0, axis=0) >= LEAST_ITEMS
    answers = answer_positions(block[0].categories)
    return same & enough & np.isin(last, answers)


def speeders(durations: np.ndarray) -> np.ndarray:
    """Return who took less than a third of the median time; unknown times are nobody's.

    Examples
    --------
    >>> speeders(np.array([30, 9, 31, np.nan, 29, 10])).tolist()
    [False, True, False, False, False, False]
    """
    known = durations[~np.isnan(durations)]
    return durations < (np.median(known) if len(known) else 0) / _FRACTION


def duplicates(codes: Codes, dimensions: Sequence[Dimension]) -> np.ndarray | None:
    """Return who gave the same answers to everything as somebody before them.

    Returns
    -------
    numpy.ndarray or None
        ``None`` if so many may well be alike by chance. The answers themselves say so:
        where answers fall alike by chance, far more pairs differ in one answer than in none,
        however few the questions are and however much they go together. So duplicates are
        told only if more pairs are alike in all answers than in all but one, and ten times
        as many as would be if the questions had nothing to do with each other.

    Notes
    -----
    Who answered less than half of what they were asked is nobody's duplicate.

    Examples
    --------
    >>> asked = itp.open_wave("demo-2026").codebook.dimensions()[:6]
    >>> answers = np.array([[0, 1, 2, 1], [1, 0, 1, 2], [1, 2, 0, 1]] * 2)
    >>> people = answers[:, [0, 1, 2, 3, 1]]  # the last has all answers of the second
    >>> duplicates(dict(zip([d.id for d in asked], people)), asked).tolist()
    [False, False, False, False, True]
    """
    asked = [dimension for dimension in dimensions if dimension.id in codes]
    rows = np.flatnonzero(_answered(codes, asked))
    keys = np.random.default_rng(0).integers(2**63, size=len(asked), dtype=np.uint64)
    parts = [(d.id, 2 * key + 1) for d, key in zip(asked, keys, strict=True)]
    whole = np.zeros(len(rows), dtype=np.uint64)  # answers that differ have other sums
    for name, key in parts:
        whole += codes[name][rows].astype(np.uint64) * key
    alike, near, chance = _pairs(whole), 0, len(rows) * (len(rows) - 1) / 2
    for name, key in parts if alike else ():
        answers = codes[name][rows]
        near += _pairs(whole - answers.astype(np.uint64) * key) - alike
        chance *= ((np.unique(answers, return_counts=True)[1] / len(rows)) ** 2).sum()
        if near >= alike:
            return None
    if alike and alike < _OFTEN * chance:
        return None
    found = np.zeros(len(next(iter(codes.values()), ())), dtype=bool)
    found[rows] = pd.Series(whole).duplicated().to_numpy()
    return found


def _block_told(block: Sequence[Dimension]) -> str:
    return f"one answer to all {len(block)} of {listed(item.id for item in block)}"


def _answered(codes: Codes, asked: Sequence[Dimension]) -> np.ndarray:
    """Return who answered at least half of what they were asked, and anything at all."""
    people = len(codes[asked[0].id]) if asked else 0
    given, empty = np.zeros(people, dtype=int), np.zeros(people, dtype=int)
    for dimension in asked:
        no_answer = codes[dimension.id] == len(dimension.categories) - 1
        empty += no_answer
        given += (codes[dimension.id] >= 0) & ~no_answer
    return (given > 0) & (given >= empty)


def _pairs(sums: np.ndarray) -> int:
    """Return how many pairs are alike."""
    times = np.unique(sums, return_counts=True)[1].astype(np.int64)
    return int((times * (times - 1) // 2).sum())
