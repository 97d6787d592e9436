"""Sizes of groups and counts of a net in each; some of them, where there are too many.

Sizes of groups that are open are fixed to some of their values, spread from the smallest
to the largest, so that what is left can be gone through. Every table found fits all that is
in print: two that disagree prove that a claim is open; that all agree proves nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.study import Group, Study
from itperception.published.tables.joint import Joint
from itperception.published.tables.walk import TooManyTables
from itperception.published.verdicts.question import ClaimQuestion

_FEW, TRIED = 100_000, 30
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
            some = _with_sizes(study, dict(zip(wide, sizes, strict=False)))
            try:
                found.append(ask(Joint(some, least, _FEW)))
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


def _with_sizes(study: Study, fixed: dict[str, int]) -> Study:
    known = {
        name: replace(study.groups.get(name, Group(id=name)), sizes=range(size, size + 1))
        for name, size in fixed.items()
    }
    return study.assuming(groups={**study.groups, **known})
