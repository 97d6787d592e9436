"""An attack on weighted numbers: whole people, known weights, and all that is printed.

The reader knows who is in which group, everybody's weight, and every formula; not what
anybody answered. Integer programming gives the smallest and the largest number of a small
group that can have given an answer; where both are the same, it is known.

p-values and intervals are not linear. So the strongest reader is given for nothing what they
could tell of columns in which nobody of the group is: their exact shares. Against these,
each printed p-value and interval of another column narrows its share.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import chi2

from benchmarks.disclosure_files import (
    ANSWERS,
    Files,
    members,
    published,
    random_wave,
    write_wave,
)
from itperception.book.rounding import ARMS, COARSE, FINE, MANY, SOMEBODY, STEPS
from itperception.inference.intervals import miettinen_nurminen

SECONDS = 2  # for each end of an interval; what takes longer counts as not known
TINY = 1e-6
GRID = 4001  # shares of a column that are held against a p-value


class Printed(NamedTuple):
    """A printed share: banner and column, places of the answers, and between what it lies."""

    banner: str
    column: str
    row: str
    low: float
    high: float


class Reader:
    """What is known of an item: who is in which class of group and weight, and what is printed.

    Parameters
    ----------
    files : Files
        What was published.
    exact : Files
        The same at full precision: what the reader is given for nothing.
    banners : mapping of str to array_like of int
        Everybody's groups.
    weights : array_like of float
        Everybody's weight.
    whole : bool
        Whether exact shares are read as whole percents.
    """

    def __init__(
        self, files: Files, exact: Files, banners: Mapping, weights, *, whole=False
    ):
        lines = np.column_stack([*banners.values(), weights])
        known, self.size = np.unique(lines, axis=0, return_counts=True)
        self.weight, self.names = known[:, -1], tuple(banners)
        self.codes = dict(zip(banners, known[:, :-1].T.astype(int), strict=True))
        self.files, self.exact, self.whole = files, exact, whole

    def ends_of(
        self, group: np.ndarray, reads: Callable | None = None
    ) -> list[tuple[int, int] | None]:
        """Return of each answer how many of some classes gave it, least and most.

        Parameters
        ----------
        group : numpy.ndarray of bool
            The classes.
        reads : callable, optional
            What p-values and intervals tell; see `narrowed`. Then columns without anybody of
            the group are known exactly. By default only shares are read.

        Returns
        -------
        list of (int, int) or None
            None where the time was up.
        """
        wide, n = len(ANSWERS), len(self.size)
        rows = [np.kron(np.eye(n)[c], np.ones(wide)) for c in range(n)]
        low, high = [*self.size.astype(float)], [*self.size.astype(float)]
        for told in self._shares(self.files):
            inside = self.inside(told.banner, told.column)
            if reads is not None:
                holds = bool((inside & group).any())
                told = self.narrowed(told, group, reads) if holds else self._given(told)
            own = np.zeros((n, wide))
            answers = [0, 1] if told.row == "top" else [ANSWERS.index(told.row)]
            own[np.ix_(inside, answers)] = self.weight[inside, None]
            rows.append(own.ravel())
            low.append(told.low * self.weighs(inside))
            high.append(told.high * self.weighs(inside))
        rule = LinearConstraint(np.array(rows), low, high)
        return [self._range(np.kron(group, np.eye(wide)[r]), rule) for r in range(wide)]

    def narrowed(self, told: Printed, group: np.ndarray, reads: Callable) -> Printed:
        """Hold what is printed of the pairs of a column against its share."""
        kept = np.linspace(told.low, told.high, GRID)
        n = self._effective(self.inside(told.banner, told.column))
        for pair in self.files.pairs("q", told.banner):
            sides = [pair["first"], pair["second"]]
            if (
                pair["row"] != told.row
                or told.column not in sides
                or pair["p_value"] is None
            ):
                continue
            other = sides[1 - sides.index(told.column)]
            inside = self.inside(told.banner, other)
            if (inside & group).any():
                continue
            known = self._given(told._replace(column=other)).low + TINY
            sign = 1 if told.column == sides[0] else -1
            fits = reads(pair, sign, kept, n, known, self._effective(inside))
            kept = kept[fits] if fits.any() else kept
        step = (told.high - told.low) / (GRID - 1)
        return told._replace(low=kept.min() - step, high=kept.max() + step)

    def inside(self, banner: str, column: str) -> np.ndarray:
        """Return which classes are in a printed column."""
        if column == "total":
            return np.ones(len(self.size), bool)
        return members(self.codes, banner, column)

    def weighs(self, inside: np.ndarray) -> float:
        """Return the sum of weights of some classes."""
        return float(self.size[inside] @ self.weight[inside])

    def _effective(self, inside: np.ndarray) -> float:
        squares = float(self.size[inside] @ self.weight[inside] ** 2)
        return self.weighs(inside) ** 2 / squares

    def _shares(self, files: Files) -> Iterator[Printed]:
        """Yield each printed share; that of the total once."""
        for banner in self.names:
            table = files.table("q", banner)
            for column, lines in table.groupby("column", sort=False) if len(table) else ():
                if column != "total" or banner == self.names[0]:
                    unit = self._unit(lines, files.unit("q", banner))
                    for line in lines.itertuples():
                        yield Printed(
                            banner, column, line.row, *_ends(line.proportion, unit)
                        )

    def _unit(self, lines: pd.DataFrame, coarsest: float | None) -> float:
        """Return what the shares of a column are rounded to; 0 for exact."""
        if self.whole or not coarsest:
            return FINE if self.whole else 0.0
        places = lines["proportion"] / COARSE
        by_five = (places - places.round()).abs().lt(TINY) | places.sub(SOMEBODY).abs().lt(
            TINY
        )
        few = lines["base"].iloc[0] < MANY
        return COARSE if few and coarsest == COARSE and by_five.all() else FINE

    def _given(self, told: Printed) -> Printed:
        table = self.exact.table("q", told.banner)
        own = table[(table["column"] == told.column) & (table["row"] == told.row)]
        share = float(own["proportion"].iloc[0])
        return told._replace(low=share - TINY, high=share + TINY)

    def _range(self, goal, rule) -> tuple[int, int] | None:
        found = [milp(sign * goal, constraints=rule, integrality=np.ones(len(goal)),
                      bounds=Bounds(0, np.inf), options={"time_limit": SECONDS})
                 for sign in (1, -1)]  # fmt: skip
        if any(one.status != 0 for one in found):
            return None
        return round(found[0].fun), round(-found[1].fun)


def _ends(share: float, unit: float) -> tuple[float, float]:
    """Return between what a printed share lies."""
    if share == 0 or not unit:
        return share - TINY * (share > 0), share + TINY * (share > 0)
    places = np.floor(share / unit + 0.5 + TINY)
    if places == 0 or share < 0.99 * unit:  # somebody, but less than half a unit
        return TINY, unit / 2
    return unit * (places - 0.5) - TINY, unit * (places + 0.5) + TINY


def three_decimals(
    pair: Mapping, sign: int, share, n, known: float, m: float
) -> np.ndarray:
    """Say with which shares p is printed so, if it has three decimals."""
    return np.abs(p_of(share, n, known, m) - round(pair["p_value"], 3)) <= 0.0005 + TINY


def as_published(pair: Mapping, sign: int, share, n, known: float, m: float) -> np.ndarray:
    """Say with which shares p and the arms of the interval are printed so, rounded up."""
    fits = _rounds_up(p_of(share, n, known, m), pair["p_value"], STEPS)
    first, second = ((share, n), (known, m))[::sign]
    ends = miettinen_nurminen(
        first[0] * first[1], first[1], second[0] * second[1], second[1]
    )
    for name, limit in zip(("ci_low", "ci_high"), ends, strict=True):
        arm = np.abs(limit - sign * (share - known))
        fits &= _rounds_up(arm, abs(pair[name] - pair["difference"]), ARMS)
    return fits


def _rounds_up(exact: np.ndarray, printed: float, steps: np.ndarray) -> np.ndarray:
    place = int(np.searchsorted(steps, printed - TINY))
    low = steps[place - 1] if place else -1.0
    return (exact > low - TINY) & (exact <= steps[place] + TINY)


def p_of(first, n, second, m):
    """Return the p-value of the N−1 chi-squared test of two shares (Campbell 2007)."""
    pooled = (first * n + second * m) / (n + m)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (first - second) ** 2 / (pooled * (1 - pooled) * (1 / n + 1 / m))
    return chi2.sf(np.nan_to_num(found * (n + m - 1) / (n + m)), 1)


VARIANTS = {
    "without weights, as published": ("plain", False, None),
    "weighted numbers exact": ("exact", False, None),
    "whole percents, joined columns too": ("exact", True, None),
    "the same, and p to three decimals": ("exact", True, three_decimals),
    "as published: shares": ("told", False, None),
    "as published, all else exact: shares, p, intervals": ("told", False, as_published),
}
HEADS = ("what is read", "answers of small groups", "known", "groups", "known whole",
         "not solved in time")  # fmt: skip


def attacked_files(waves: int, seed: int) -> tuple[tuple[str, ...], list[tuple]]:
    """Publish random weighted waves, and the same without weights, and attack their files.

    Parameters
    ----------
    waves : int
        How many; see :func:`~benchmarks.disclosure_files.random_wave`.
    seed : int
        Of the waves.

    Returns
    -------
    tuple
        Heads and lines of a table: what is read, answers of small groups (at most two a
        wave), those known, groups, groups of which every answer is known, answers for which
        the time was up.
    """
    rng, found = np.random.default_rng(seed), {name: [0] * 5 for name in VARIANTS}
    for number in range(waves):
        banners, answers, weights = random_wave(rng, number)
        small = [(b, c) for b, own in banners.items() for c in range(own.max() + 1)
                 if 0 < (own == c).sum() < 10][:2]  # fmt: skip
        with TemporaryDirectory() as place:
            files = _files(Path(place), banners, answers, weights) if small else {}
            for group, (name, variant) in product(small, VARIANTS.items()):
                counted = _known(files, banners, weights, group, *variant)
                found[name] = [a + b for a, b in zip(found[name], counted, strict=True)]
    return HEADS, [(name, *numbers) for name, numbers in found.items()]


def _files(place: Path, banners, answers, weights) -> dict[str, Files]:
    """Publish a wave weighted, weighted but not rounded, and without weights."""
    wave = write_wave(place / "wave", banners, answers, weights)
    plain = write_wave(place / "even", banners, answers)
    return {"told": published(wave, place / "told"),
            "exact": published(wave, place / "exact", rounded=False),
            "plain": published(plain, place / "plain")}  # fmt: skip


def _known(files, banners, weights, group, kind, whole, reads) -> tuple[int, ...]:
    """Count the answers of a group, and those that a reader knows."""
    banner, column = group
    weights = np.ones(len(weights)) if kind == "plain" else weights
    reader = Reader(files[kind], files["exact"], banners, weights, whole=whole)
    ends = reader.ends_of(reader.codes[banner] == column, reads)
    known = [end is not None and end[0] == end[1] for end in ends]
    return len(ends), sum(known), 1, all(known), ends.count(None)
