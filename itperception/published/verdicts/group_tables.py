"""Every table of answers by groups that fits what is printed of each group.

Sizes of groups may be known, bounded, or open but for their sum. Each size allows some
counts; a table is one choice of sizes and counts. The exact distributions of tables with
the same margins are gone through, so that thousands of tables take a second.
"""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from scipy.special import chdtrc, gammaln

from itperception.errors import ItPerceptionError
from itperception.inference.tables.fixed_margins import TIE
from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.study import Study
from itperception.published.tables.joint import Joint
from itperception.published.tables.walk import TooManyTables
from itperception.published.verdicts.question import ClaimQuestion

TOO_MUCH = 3e8  # tables with the same margins, summed over all margins
_FEW = 10  # tables of the same margins for which sorting all others costs more


def group_chi_squared_p(
    sizes: np.ndarray, counts: np.ndarray, *, less: int = 0
) -> np.ndarray:
    """Return p of Pearson's X², or of (N − `less`)/N of it, for many tables of a net.

    A table in which everybody or nobody is in the net has p = 1.

    Examples
    --------
    >>> group_chi_squared_p(np.array([[20, 20]]), np.array([[15, 8]])).round(4).tolist()
    [0.0252]
    """
    n, k = sizes.sum(1, keepdims=True), counts.sum(1, keepdims=True)
    expected = sizes * k / n
    with np.errstate(divide="ignore", invalid="ignore"):
        found = ((counts - expected) ** 2 / expected / (1 - k / n)).sum(1)
    found = np.where((k > 0) & (k < n), found[:, None], 0.0)[:, 0]
    return chdtrc(sizes.shape[1] - 1, found * (1 - less / n[:, 0]))


def is_too_much(sizes: np.ndarray, counts: np.ndarray) -> bool:
    """Whether exact p-values of these tables would take more than about a minute."""
    totals = counts.sum(1, keepdims=True)
    margins = np.unique(np.column_stack([sizes, totals]), axis=0)
    return (
        np.minimum(margins[:, :-2], margins[:, -1:]).prod(1, dtype=float).sum() > TOO_MUCH
    )


def group_exact_p(sizes: np.ndarray, counts: np.ndarray) -> dict[str, np.ndarray]:
    """Return exact conditional p-values of many tables of a net by groups.

    ``freeman_halton_p`` (tables as improbable as this one or more; of two groups that is
    Fisher's test) and ``exact_pearson_p`` (X² as large or larger).

    Notes
    -----
    Ties are decided to 1e-9, as in :func:`itperception.inference.exact.exact.exact`.

    Examples
    --------
    >>> found = group_exact_p(np.array([[4, 4]]), np.array([[3, 1]]))
    >>> print(round(found["freeman_halton_p"][0], 6), round(34 / 70, 6))
    0.485714 0.485714
    """
    factorials = gammaln(np.arange(sizes.sum(1).max(initial=0) + 1) + 1.0)
    margins = np.column_stack([sizes, counts.sum(1)])
    distinct, which = np.unique(margins, axis=0, return_inverse=True)
    found = np.empty((2, len(sizes)))
    order = np.argsort(which.ravel(), kind="stable")
    starts = np.searchsorted(which.ravel()[order], np.arange(len(distinct) + 1))
    for at, (*split, total) in enumerate(distinct):
        same = order[starts[at] : starts[at + 1]]
        found[:, same] = _tails(np.array(split), total, counts[same], factorials)
    return {"freeman_halton_p": found[0], "exact_pearson_p": found[1]}


def _tails(sizes, total: int, counts, factorials) -> np.ndarray:
    """Return both p-values of tables with the same margins."""
    ways = [factorials[n] - factorials[: n + 1] - factorials[n::-1] for n in sizes]
    n = sizes.sum()
    in_all = factorials[n] - factorials[total] - factorials[n - total]
    logs, squares = _every_table(sizes, total, ways)
    logs -= in_all
    chances = np.exp(logs)
    at_logs = sum(own[x] for own, x in zip(ways, counts.T, strict=True)) - in_all
    at_squares = (counts**2 / sizes).sum(1)
    freeman_halton = _sum_up_to(logs, at_logs + TIE, chances)
    pearson = _sum_up_to(-squares, -at_squares * (1 - TIE), chances)
    return np.minimum([freeman_halton, pearson], 1.0)


def _sum_up_to(values: np.ndarray, limits: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Return the chance of a value no larger than each of the limits."""
    if len(limits) < _FEW:
        return np.array([chances[values <= limit].sum() for limit in limits])
    order = np.argsort(values)
    sums = np.concatenate([[0.0], np.cumsum(chances[order])])
    return sums[np.searchsorted(values[order], limits, side="right")]


def _every_table(sizes, total: int, ways) -> tuple[np.ndarray, np.ndarray]:
    """Return the log of its ways and Σ x²/size of every table with these margins."""
    logs, squares, used = np.zeros(1), np.zeros(1), np.zeros(1, int)
    for at, size in enumerate(sizes[:-1]):
        x = np.arange(min(size, total) + 1)
        used = np.add.outer(used, x).ravel()
        logs = np.add.outer(logs, ways[at][x]).ravel()
        squares = np.add.outer(squares, x**2 / size).ravel()
        left = total - used
        fits = (left >= 0) & (left <= sizes[at + 1 :].sum())
        logs, squares, used = logs[fits], squares[fits], used[fits]
    left = total - used
    return logs + ways[-1][left], squares + left**2 / sizes[-1]


_PER_CHOICE, TRIED = 100_000, 30
"""Tables for one choice of sizes, and choices that are tried."""
_LARGE = (30, 100, 300, 1000, 3000, 10_000)


def sizes_and_counts(asked: ClaimQuestion) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return sizes and counts of one net per group, shape (N, groups), and whether all."""
    figures, study, known = asked.figures, asked.study, asked.known
    nets = list(dict.fromkeys(figure.categories for figure in figures))
    groups = [figure.group for figure in figures]

    def ask(known: Joint) -> np.ndarray:
        found = known.counts(figures[0].item, nets, groups)
        counts = [found[:, g, 1 + nets.index(f.categories)] for g, f in enumerate(figures)]
        return np.unique(np.column_stack([found[:, :, 0], *counts]), axis=0)

    complete = not any(map(known.is_open, groups))
    try:
        every = ask(known) if complete else None
    except TooManyTables:
        complete = False
    if not complete:
        whole = [EVERYBODY] if study.n is not None and len(study.n) > 1 else []
        fixed = list(dict.fromkeys([*whole, *groups]))
        every = _some_counts(study, fixed, asked.least, ask)
    every = every.reshape(-1, 2 * len(figures))
    return every[:, : len(figures)].copy(), every[:, len(figures) :].copy(), complete


def _some_counts(
    study: Study, groups: Sequence[str], least: int, ask: Callable[[Joint], np.ndarray]
) -> np.ndarray:
    """Return the counts that are asked for, of some sizes of groups, none twice."""
    known = Joint(study, least)
    spread = {group: _spread(known, group) for group in groups}
    wide = sorted((g for g in groups if len(spread[g]) > 1), key=lambda g: -len(spread[g]))
    found: list[np.ndarray] = []
    for fixed in range(1, len(wide) + 1):
        too_many = False
        for sizes in _choices([spread[group] for group in wide[:fixed]]):
            known = zip(wide, sizes, strict=False)
            some = study.sized({name: range(n, n + 1) for name, n in known})
            try:
                found.append(ask(Joint(some, least, _PER_CHOICE)))
            except TooManyTables:
                too_many = True
            except ItPerceptionError:
                continue  # these sizes leave no table
        if any(map(len, found)) and not too_many:
            break
    every = [lines for lines in found if len(lines)]
    return np.unique(np.concatenate(every), axis=0) if every else np.empty((0, 0), int)


def _choices(spread: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Return some combinations of sizes, the two ends first."""
    every = list(product(*spread))
    order = np.random.default_rng(1).permutation(len(every))[:TRIED]
    return list(dict.fromkeys([every[0], every[-1], *(every[at] for at in order)]))


def _spread(known: Joint, group: str) -> list[int]:
    """Return sizes of a group from its smallest to its largest, some of them small."""
    sizes, first = known.study.sizes(group), known.looked_at(group)
    if sizes is None or len(sizes) > 1:
        first = first[max(known.least - first.start, 0) :]
    if len(first) <= len(_LARGE) + 1:
        return list(first)
    steps = np.geomspace(1, len(first), 12).astype(int) - 1
    some = {first[step] for step in steps}
    further = range(first.start, sizes.stop if sizes else 10**6)
    return sorted(some | {size for size in _LARGE if size in further})
