"""Beginnings of solutions, one per line, and how many each line stands for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Frontier:
    """Beginnings of solutions.

    Attributes
    ----------
    used : dict of int to numpy.ndarray
        Sum → what the chosen variables give it so far, per line.
    chosen : dict of int to numpy.ndarray
        Variable → its value per line, for those that are still needed.
    ways : numpy.ndarray
        How many beginnings each line stands for, above zero: int64, or Python ints
        once they might not fit.
    """

    used: dict[int, np.ndarray] = field(default_factory=dict)
    chosen: dict[int, np.ndarray] = field(default_factory=dict)
    ways: np.ndarray = field(default_factory=lambda: np.ones(1, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.ways)

    def take(self, lines: np.ndarray | slice) -> "Frontier":
        """Return some of the lines."""
        used, chosen = (
            {key: values[lines] for key, values in columns.items()}
            for columns in (self.used, self.chosen)
        )
        return Frontier(used, chosen, self.ways[lines])

    def merged(self) -> "Frontier":
        """Return one line for all that agree: their ways added up, exactly."""
        key, radix = _key([*self.used.values(), *self.chosen.values()], len(self))
        if radix > 4 * len(self) + 1000:
            key = np.unique(key, return_inverse=True)[1]
            radix = int(key.max(initial=0)) + 1
        line = np.full(radix, -1)
        line[key] = np.arange(len(self))
        found = line >= 0
        merged = self.take(line[found])
        ways = self.ways
        if ways.dtype != object and ways.sum(dtype=float) >= 2.0**62:
            ways = ways.astype(object)
        total = np.zeros(radix, dtype=ways.dtype)
        np.add.at(total, key, ways)
        merged.ways = total[found]
        return merged


def spread_out(widths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each place as often as its width says, and the steps 0, 1, … along it.

    Examples
    --------
    >>> [side.tolist() for side in spread_out(np.array([2, 0, 3]))]
    [[0, 0, 2, 2, 2], [0, 1, 0, 1, 2]]
    """
    place = np.repeat(np.arange(len(widths)), widths)
    return place, np.arange(len(place)) - (np.cumsum(widths) - widths)[place]


def joined_frontiers(parts: Sequence[Frontier]) -> Frontier:
    """Return the lines of several frontiers of the same variables, one after another."""
    whole = Frontier(ways=np.concatenate([part.ways for part in parts]))
    for name in ("used", "chosen"):
        for key in getattr(parts[0], name):
            lines = np.concatenate([getattr(part, name)[key] for part in parts])
            getattr(whole, name)[key] = lines
    return whole


def _key(columns: Sequence[np.ndarray], size: int) -> tuple[np.ndarray, int]:
    """Return one number per line, equal for equal lines, and an end to the numbers."""
    key, radix = np.zeros(size, dtype=np.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if radix * width >= 2**62:
            key = np.unique(key, return_inverse=True)[1]
            radix = int(key.max(initial=0)) + 1
        key, radix = key * width + column, radix * width
    return key, radix
