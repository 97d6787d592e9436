"""A group is said to be highest, or lowest; of the groups print says little or nothing.

Where people of a net sit among the groups is open, and with it nearly everything. What can
be had exactly: how far ahead a group can be, and from which size on its lead could be
beyond chance at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError, unknown_name
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.tables.joint import Joint
from itperception.published.verdicts.group_tables import group_exact_p, sizes_and_counts
from itperception.published.verdicts.question import (
    EXHAUSTIVE,
    INDEPENDENT,
    ClaimQuestion,
    is_some_of_all,
)
from itperception.published.verdicts.verdict import (
    BY_SPLIT,
    Certainty,
    Verdict,
    answer_of,
    answer_of_some,
    between,
    opened,
    quantities,
    verdict_of,
)

AGAINST_REST = "beyond chance means: Fisher's exact test of the group against all others"
_EVERY = "enumerated all {number:,} tables"
NO_GROUPS = (
    "claim {claim!r}: {group!r} is none of the 'parts' of everybody, and print has not one "
    "figure each of it and of other groups; declare parts, or name such figures"
)
NO_SPLIT = "{figures}: no division of everybody asked is one of those who were asked this"
OWN_BASE = (
    "{items}: fewer people answered than were asked, and which of each part is not in print; "
    "make a claim of each item"
)


@dataclass(frozen=True)
class Leads:
    """Tables of the nets of one item, and how far the group is ahead in each."""

    figures: Sequence[Figure]  # of the nets
    sizes: np.ndarray  # shape (N, groups)
    # shape (nets, N, groups): of the net; where the group is to be lowest, of those who are
    # not in it
    counts: np.ndarray
    # shape (nets, N): lead, and Fisher's p of the group against all others
    leads: np.ndarray
    p: np.ndarray
    true: np.ndarray  # shape (N,): whether the group leads on every net
    certificate: str

    def beyond(self, alpha: float) -> np.ndarray:
        """Say in which tables every lead is beyond chance."""
        return self.true & (self.p <= alpha).all(0)


def leading_group(asked: ClaimQuestion) -> Verdict:
    """Judge that a group is the highest (or lowest) of all parts on every net named.

    Figures of parts bind the tables of their item. Where the group is no part, it is held
    against the other groups of which the same net is in print. Options: ``group``, which;
    ``lead``, by more than so many points, by default 0.

    Quantities: per figure ``lead_<figure>``, the group's share minus the highest of the
    others (lowest: the lowest of the others minus the group's share), and ``fisher_p`` of
    the group against all others.

    Raises
    ------
    ItPerceptionError
        If neither parts nor figures of the group are in print.
    TooManyTables
        If there are too many tables of an item to look at all of them.

    Notes
    -----
    ``deciding_values``: ``needed``, the smallest size from which on the group could be
    ahead beyond chance at all, on every net. Nets of one item are looked at in the same
    tables; tables of several items go together if they divide the people alike.
    """
    group = str(asked.needed("group"))
    if group not in asked.study.parts:
        return _of_groups(asked, group)
    known, parts, way = asked.known, asked.study.parts, _Way.of(asked, asked.study.parts)
    items = list(dict.fromkeys(figure.item for figure in asked.figures))
    own = [item for item in items if not known.is_linked(item)]
    if own and len(items) > 1:
        raise ItPerceptionError(OWN_BASE.format(items=" and ".join(map(repr, own))))
    found = []
    for item in items:
        figures = [figure for figure in asked.figures if figure.item == item]
        found.append(_leads(figures, *_tables(known, figures, way), way))
    holds, _ = _together(found, [leads.true for leads in found])
    beyond = [leads.beyond(asked.alpha) for leads in found]
    significant, splits = _together(found, beyond)
    at = parts.index(group)
    every = np.concatenate([leads.sizes[:, at] for leads in found])
    needed = min((split[at] for split in splits), default=None)
    key = "lead_size" if any(map(known.is_by_group, items)) else "group_size"
    return asked.verdict(
        holds, significant, said=(EXHAUSTIVE, AGAINST_REST),
        quantities=_quantities(found, way), deciding=key if needed else f"{key}_none",
        deciding_values={"group": group, "needed": needed, "smallest": int(every.min()),
                         "largest": int(every.max())},
    )  # fmt: skip


class _Way(NamedTuple):
    """Of which groups one is to be ahead, from which side, and by how much."""

    groups: tuple[str, ...]
    at: int
    mirrored: bool
    points: Fraction

    @classmethod
    def of(cls, asked: ClaimQuestion, groups: Sequence[str]) -> "_Way":
        at = list(groups).index(str(asked.needed("group")))
        points = Fraction(str(asked.claim.options.get("lead", 0))) / 100
        return cls(tuple(groups), at, asked.claim.kind == "lowest_group", points)


def _of_groups(asked: ClaimQuestion, group: str) -> Verdict:
    """Judge a group against the others of which the same net is in print, one figure each."""
    figures = _by_group(asked, group)
    way = _Way.of(asked, [figure.group for figure in figures])
    named = replace(asked.claim, figures=tuple(figure.id for figure in figures))
    compared = replace(asked, claim=named)
    sizes, counts, complete = sizes_and_counts(compared)
    counts = sizes - counts if way.mirrored else counts
    how = _EVERY.format(number=len(sizes))
    leads = _leads(asked.figures[:1], sizes, counts[None], how, way)
    ends = _quantities([leads], way)
    true, beyond = pd.Series(leads.true), pd.Series(leads.beyond(asked.alpha))
    holds, significant = answer_of(true), answer_of(beyond)
    if not complete:
        outer = _lead_in_print(figures, way)
        ends = opened(ends, {ends.at[0, "quantity"]: outer}, len(sizes))
        holds = answer_of_some(true, outer[0] > way.points, outer[1] <= way.points)
        significant = answer_of_some(beyond, False, holds == "none")
    found = compared.verdict(
        holds, significant, said=(INDEPENDENT, AGAINST_REST), limits=complete,
        number=len(sizes) if complete else None, quantities=ends,
    )  # fmt: skip
    return replace(found, claim=asked.claim)


def _by_group(asked: ClaimQuestion, group: str) -> list[Figure]:
    """Return the figures of one net by group: the claim's, or all in print."""
    study, shown = asked.study, asked.figures[0]
    found = [figure for figure in asked.figures if figure.group != EVERYBODY]
    if not found and len(asked.figures) == 1:
        found = [
            f for f in study.figures
            if f.is_share and (f.item, f.categories) == (shown.item, shown.categories)
            and is_some_of_all(study, f.group)
        ]  # fmt: skip
    groups = list(dict.fromkeys(figure.group for figure in found))
    items = {figure.item for figure in found}
    if group not in groups and study.parts:
        raise unknown_name("part of everybody", group, study.parts)
    if group not in groups or not 1 < len(groups) == len(found) or len(items) > 1:
        raise ItPerceptionError(NO_GROUPS.format(claim=asked.claim.id, group=group))
    return found


def _lead_in_print(figures: Sequence[Figure], way: _Way) -> tuple[Fraction, Fraction]:
    """Return limits of the lead that the shares in print leave at any sizes."""
    own, others = figures[way.at], [f for at, f in enumerate(figures) if at != way.at]
    if way.mirrored:
        return (
            min(f.low for f in others) - own.high,
            min(f.high for f in others) - own.low,
        )
    return (own.low - max(f.high for f in others), own.high - max(f.low for f in others))


def _leads(figures: Sequence[Figure], sizes, counts, how: str, way: _Way) -> Leads:
    """Measure the lead in tables of the nets of one item."""
    if not len(sizes):
        raise ItPerceptionError(NO_SPLIT.format(figures=_named(figures)))
    own, others = counts[:, :, [way.at]], np.delete(counts, way.at, axis=2)
    size, sizes_of_others = sizes[:, [way.at]], np.delete(sizes, way.at, axis=1)
    ahead, both = own * sizes_of_others - others * size, size * sizes_of_others
    true = (ahead * way.points.denominator > way.points.numerator * both).all(2)
    leads = (own / size - others / sizes_of_others).min(2)
    p = np.stack([_fisher(sizes, net, way.at) for net in counts])
    return Leads(figures, sizes, counts, leads, p, true.all(0), how)


def _tables(known: Joint, figures: Sequence[Figure], way: _Way):
    """Return sizes, counts of the nets, and whether these are all tables or the ends."""
    item, nets = figures[0].item, [figure.categories for figure in figures]
    if known.is_by_group(item) or len(set(nets)) > 1:
        found = known.counts(item, nets, way.groups)
        sizes, counts = found[:, :, 0], np.moveaxis(found[:, :, 1:], 2, 0)
        how = _EVERY.format(number=len(found))
        return sizes, sizes - counts if way.mirrored else counts, how
    splits = known.sizes(way.groups)
    allowed = known.counts(item, nets[:1], (EVERYBODY,))[:, 0]
    some = [splits[splits.sum(1) == n] for n, _ in allowed]
    totals = [np.full(len(one), n - k if way.mirrored else k)
              for one, (n, k) in zip(some, allowed, strict=True)]  # fmt: skip
    sizes = np.concatenate([splits[:0], *some])
    counts = lead_tables(sizes, np.concatenate([splits[:0, 0], *totals]), way.at)
    counts = counts.reshape(-1, len(way.groups))
    return np.tile(sizes, (3, 1)), np.stack([counts] * len(nets)), BY_SPLIT


def _fisher(sizes: np.ndarray, counts: np.ndarray, at: int) -> np.ndarray:
    """Return Fisher's p of a group against all others, table by table."""
    own = [one[:, at] for one in (sizes, counts)]
    rest = [one.sum(1) - inside for one, inside in zip((sizes, counts), own, strict=True)]
    lines = np.column_stack([own[0], rest[0], own[1], rest[1]])
    distinct, which = np.unique(lines, axis=0, return_inverse=True)
    return group_exact_p(distinct[:, :2], distinct[:, 2:])["freeman_halton_p"][
        which.ravel()
    ]


def _together(found: Sequence[Leads], true: Sequence[np.ndarray]) -> tuple[Certainty, set]:
    """Say whether all items say so together, and the divisions in which they can."""
    splits = set.intersection(
        *({*map(tuple, leads.sizes[some].tolist())}
          for leads, some in zip(found, true, strict=True))
    )  # fmt: skip
    return verdict_of(all(some.all() for some in true), bool(splits)), splits


def _quantities(found: Sequence[Leads], way: _Way) -> pd.DataFrame:
    """Bound the lead on each net, and p over all of them."""
    nets = [(leads, net) for leads in found for net in range(len(leads.figures))]
    lines, tests = [], []
    for leads, net in nets:
        line = _line(f"lead_{leads.figures[net].id}", leads.leads, leads, net, way)
        lines.append(line)
        tests.append(_line("fisher_p", leads.p, leads, net, way))
    low, high = min(tests, key=lambda t: t["low"]), max(tests, key=lambda t: t["high"])
    how = "; ".join(dict.fromkeys(leads.certificate for leads in found))
    high = {end: high[end] for end in ("high", "high_at")}
    return quantities([*lines, low | high | {"certificate": how}])


def _line(name: str, values: np.ndarray, leads: Leads, net: int, way: _Way) -> dict:
    """Return both ends of a number of a net, and in words the tables that attain them."""

    def at(line: int) -> str:
        sizes, counts = leads.sizes[line], leads.counts[net, line]
        counts = sizes - counts if way.mirrored else counts
        return ", ".join(
            f"size_{part} {size}, count_{part} {count}"
            for part, size, count in zip(way.groups, sizes, counts, strict=True)
        )

    return between(name, values[net], at, leads.certificate)


def _named(figures: Sequence[Figure]) -> str:
    return " and ".join(dict.fromkeys(figure.id for figure in figures))


def lead_tables(sizes: np.ndarray, totals: np.ndarray, at: int) -> np.ndarray:
    """Return three tables for each division of everybody: least, most and no lead.

    Shape (3, N, groups): people of the net in each group.

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
