"""A group is said to be highest, or lowest; of the groups print says little or nothing.

Where people of a net sit among the groups is open, and with it nearly everything. What can
be had exactly: how far ahead a group can be, and from which size on its lead could be
beyond chance at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from itperception.errors import ItPerceptionError, unknown_name
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.tables.joint import Joint
from itperception.published.tables.walk import TooManyTables
from itperception.published.verdicts.group_tables import exact_p
from itperception.published.verdicts.lead_tables import lead_tables
from itperception.published.verdicts.question import EXHAUSTIVE, Question
from itperception.published.verdicts.verdict import (
    BY_SPLIT,
    Answer,
    Verdict,
    answered,
    quantities,
)

AGAINST_REST = "beyond chance means: Fisher's exact test of the group against all others"
EVERY = "enumerated all {number:,} tables"
TOO_MANY = "{figures}: {error}; add how many people each part has, or its figures"
NO_SPLIT = "{figures}: no division of everybody asked is one of those who were asked this"
OWN_BASE = (
    "{items}: fewer people answered than were asked, and which of each part is not in print; "
    "make a claim of each item"
)


@dataclass(frozen=True)
class Leads:
    """Tables of the nets of one item, and how far the group is ahead in each.

    Attributes
    ----------
    figures : sequence of Figure
        Of the nets.
    sizes : numpy.ndarray of int, shape (N, groups)
    counts : numpy.ndarray of int, shape (nets, N, groups)
        Of the net; where the group is to be lowest, of those who are not in it.
    leads, p : numpy.ndarray, shape (nets, N)
        Lead, and Fisher's p of the group against all others.
    true : numpy.ndarray of bool, shape (N,)
        Whether the group leads on every net.
    certificate : str
    """

    figures: Sequence[Figure]
    sizes: np.ndarray
    counts: np.ndarray
    leads: np.ndarray
    p: np.ndarray
    true: np.ndarray
    certificate: str

    def beyond(self, alpha: float) -> np.ndarray:
        """Say in which tables every lead is beyond chance."""
        return self.true & (self.p <= alpha).all(0)


def leading_group(asked: Question) -> Verdict:
    """Judge that a group is the highest (or lowest) of all parts on every net named.

    Figures of parts bind the tables of their item. Options: ``group``, which; ``lead``, by
    more than so many points, by default 0.

    Returns
    -------
    Verdict
        Quantities: per figure ``lead_<figure>``, the group's share minus the highest of
        the others (lowest: the lowest of the others minus the group's share), and
        ``fisher_p`` of the group against all others.

    Raises
    ------
    ItPerceptionError
        If there are no parts, or too many tables of an item to look at all of them.

    Notes
    -----
    ``deciding_values``: ``needed``, the smallest size from which on the group could be
    ahead beyond chance at all, on every net. Nets of one item are looked at in the same
    tables; tables of several items go together if they divide the people alike.
    """
    figures, known, alpha = asked.figures, asked.known, asked.alpha
    group, mirrored = str(asked.needed("group")), asked.claim.kind == "lowest_group"
    parts = asked.study.parts
    if group not in parts:
        raise unknown_name("part of everybody", group, parts)
    points = Fraction(str(asked.claim.options.get("lead", 0))) / 100
    items = list(dict.fromkeys(figure.item for figure in figures))
    own = [item for item in items if not known.is_linked(item)]
    if own and len(items) > 1:
        raise ItPerceptionError(OWN_BASE.format(items=" and ".join(map(repr, own))))
    at = parts.index(group)
    found = [
        _leads(known, [f for f in figures if f.item == item], at, mirrored, points)
        for item in items
    ]
    holds, _ = _together(found, [leads.true for leads in found])
    significant, splits = _together(found, [leads.beyond(alpha) for leads in found])
    every = np.concatenate([leads.sizes[:, at] for leads in found])
    needed = min((split[at] for split in splits), default=None)
    lines = [_line(known, leads, net, mirrored)
             for leads in found for net in range(len(leads.figures))]  # fmt: skip
    key = "lead_size" if any(map(known.is_by_group, items)) else "group_size"
    return asked.verdict(
        holds, significant, said=(EXHAUSTIVE, AGAINST_REST),
        quantities=quantities([*lines, _fisher_line(known, found, mirrored)]),
        deciding=key if needed else f"{key}_none",
        deciding_values={"group": group, "needed": needed, "smallest": int(every.min()),
                         "largest": int(every.max())},
    )  # fmt: skip


def _leads(known: Joint, figures: Sequence[Figure], at: int, mirrored, points) -> Leads:
    """Return tables of the nets of one item, among them those with every end."""
    sizes, counts, how = _tables(known, figures, at, mirrored)
    if not len(sizes):
        raise ItPerceptionError(NO_SPLIT.format(figures=_named(figures)))
    own, others = counts[:, :, [at]], np.delete(counts, at, axis=2)
    size, sizes_of_others = sizes[:, [at]], np.delete(sizes, at, axis=1)
    ahead = own * sizes_of_others - others * size
    true = (ahead * points.denominator > points.numerator * size * sizes_of_others).all(2)
    leads = (own / size - others / sizes_of_others).min(2)
    p = np.stack([_fisher(sizes, net, at) for net in counts])
    return Leads(figures, sizes, counts, leads, p, true.all(0), how)


def _tables(known: Joint, figures: Sequence[Figure], at: int, mirrored: bool):
    """Return sizes, counts of the nets, and whether these are all tables or the ends."""
    item, nets = figures[0].item, [figure.categories for figure in figures]
    parts = known.study.parts
    if known.is_by_group(item) or len(set(nets)) > 1:
        try:
            found = known.counts(item, nets, parts)
        except TooManyTables as error:
            told = TOO_MANY.format(figures=_named(figures), error=error)
            raise ItPerceptionError(told) from None
        sizes, counts = found[:, :, 0], np.moveaxis(found[:, :, 1:], 2, 0)
        how = EVERY.format(number=len(found))
        return sizes, sizes - counts if mirrored else counts, how
    splits = known.sizes(parts)
    allowed = known.counts(item, nets[:1], (EVERYBODY,))[:, 0]
    some = [splits[splits.sum(1) == n] for n, _ in allowed]
    totals = [np.full(len(one), n - k if mirrored else k)
              for one, (n, k) in zip(some, allowed, strict=True)]  # fmt: skip
    sizes = np.concatenate([splits[:0], *some])
    counts = lead_tables(sizes, np.concatenate([splits[:0, 0], *totals]), at)
    counts = counts.reshape(-1, len(parts))
    return np.tile(sizes, (3, 1)), np.stack([counts] * len(nets)), BY_SPLIT


def _fisher(sizes: np.ndarray, counts: np.ndarray, at: int) -> np.ndarray:
    """Return Fisher's p of a group against all others, table by table."""
    own = [one[:, at] for one in (sizes, counts)]
    rest = [one.sum(1) - inside for one, inside in zip((sizes, counts), own, strict=True)]
    lines = np.column_stack([own[0], rest[0], own[1], rest[1]])
    distinct, which = np.unique(lines, axis=0, return_inverse=True)
    return exact_p(distinct[:, :2], distinct[:, 2:])["freeman_halton_p"][which.ravel()]


def _together(found: Sequence[Leads], true: Sequence[np.ndarray]) -> tuple[Answer, set]:
    """Say whether all items say so together, and the divisions in which they can."""
    splits = set.intersection(
        *({*map(tuple, leads.sizes[some].tolist())}
          for leads, some in zip(found, true, strict=True))
    )  # fmt: skip
    return answered(all(some.all() for some in true), bool(splits)), splits


def _line(known: Joint, leads: Leads, net: int, mirrored: bool) -> dict[str, object]:
    lead = leads.leads[net]
    return {
        "quantity": f"lead_{leads.figures[net].id}", "certificate": leads.certificate,
        **_end("low", lead, lead.argmin(), known, leads, net, mirrored),
        **_end("high", lead, lead.argmax(), known, leads, net, mirrored),
    }  # fmt: skip


def _fisher_line(known: Joint, found: Sequence[Leads], mirrored: bool) -> dict[str, object]:
    """Return the ends of p over all nets."""
    ends = [
        _end(side, leads.p[net], int(best(leads.p[net])), known, leads, net, mirrored)
        for leads in found
        for net in range(len(leads.figures))
        for side, best in (("low", np.argmin), ("high", np.argmax))
    ]
    low = min((end for end in ends if "low" in end), key=lambda end: end["low"])
    high = max((end for end in ends if "high" in end), key=lambda end: end["high"])
    certificate = "; ".join(dict.fromkeys(leads.certificate for leads in found))
    return {"quantity": "fisher_p", "certificate": certificate, **low, **high}


def _end(side, values, line, known, leads, net, mirrored) -> dict[str, object]:
    """Return an end, and in words the table that attains it."""
    sizes, counts = leads.sizes[line], leads.counts[net, line]
    counts = sizes - counts if mirrored else counts
    told = ", ".join(
        f"size_{part} {size}, count_{part} {count}"
        for part, size, count in zip(known.study.parts, sizes, counts, strict=True)
    )
    return {side: float(values[line]), f"{side}_at": told}


def _named(figures: Sequence[Figure]) -> str:
    return " and ".join(dict.fromkeys(figure.id for figure in figures))
