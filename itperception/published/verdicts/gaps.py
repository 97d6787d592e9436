"""A gap in every part of the people asked, when parts are not in print, or not all of it.

The gap is the share in the first net minus the share in the second, of the same people.
In people, the gaps of the parts add up to the gap of everybody; how the people divide, and
who of a part is in which net, is open as far as print goes, and every end is that of all
tables.

Given how the people asked divide, both nets of a part and the gap between them lie between
ends. With the second net counted downwards such a set of pairs is a generalised
polymatroid: the ends of all parts, made tight, add up to those of everybody, and between
these every whole number is reached (Frank 1984). So whether gaps are possible together is
a few comparisons for each division.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count, product
from typing import NamedTuple

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.published.bounds.overlap import paired_tests
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.tables.joint import Joint
from itperception.published.verdicts.question import EXHAUSTIVE, SAME_PEOPLE, ClaimQuestion
from itperception.published.verdicts.verdict import (
    BY_SPLIT,
    Verdict,
    between,
    quantities,
    verdict_of,
)

Pairs = list[tuple[int, int, int]]  # size, first net, second net of each part
NONE_SHARED = "{first!r} and {second!r} are not of the same people in any table"


@dataclass(frozen=True)
class GapTables:
    """Ranges of two nets, one line per division of the people asked.

    Examples
    --------
    Of six people in two parts four are in the first net, one in the second:

    >>> sizes = np.array([[2, 4], [3, 3]])
    >>> box, totals = np.stack([0 * sizes, sizes]), np.array([[[4, 4]] * 2, [[1, 1]] * 2])
    >>> tables = GapTables(sizes, box, box, totals)
    >>> tables.allow(np.array([2, 1]), sizes).tolist()
    [True, True]
    >>> tables.table(0, np.array([2, 1]), sizes[0])
    [(2, 2, 0), (4, 2, 1)]
    """

    sizes: np.ndarray  # shape (N, parts): people of each part
    first: np.ndarray  # shape (2, N, parts): the least and the most of each net
    second: np.ndarray
    # shape (2, 2, N): the least and the most of each net among everybody
    totals: np.ndarray

    def allow(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Say which lines have a table with every gap, in people, between two ends."""
        x, y, d = _tight(self.first, self.second, np.stack(np.broadcast_arrays(
            np.maximum(low, -self.sizes), np.minimum(high, self.sizes))))  # fmt: skip
        there = (d[0] <= d[1]).all(-1)
        x, y, d = self._of_everybody(x, y, d)
        return there & (x[0] <= x[1]) & (y[0] <= y[1]) & (d[0] <= d[1])

    def table(self, line: int, low: Sequence[int], high: Sequence[int]) -> Pairs:
        """Return one of the tables that a line allows between these ends."""
        one = self.lines(slice(line, line + 1))
        ends = np.stack([np.maximum(low, -one.sizes), np.minimum(high, one.sizes)])
        parts = [side[:, 0] for side in _tight(one.first, one.second, ends)]
        everybody = [side[:, 0] for side in
                     one._of_everybody(*(part[:, None] for part in parts))]  # fmt: skip
        left = point(*everybody)
        found = []
        for at, size in enumerate(one.sizes[0].tolist()):
            others = [part[:, at + 1 :].sum(-1) for part in parts]
            ends = [
                (max(part[0, at], total - other[1]), min(part[1, at], total - other[0]))
                for part, other, total in
                zip(parts, others, (*left, left[0] - left[1]), strict=True)
            ]  # fmt: skip
            x, y = point(*ends)
            left = (left[0] - x, left[1] - y)
            found.append((size, x, y))
        return found

    def lines(self, some) -> "GapTables":
        """Return some of the lines."""
        return GapTables(self.sizes[some], self.first[:, some], self.second[:, some],
                         self.totals[:, :, some])  # fmt: skip

    def ends_of_parts(self) -> "GapTables":
        """Return the lines with the least and the most that each part can have."""
        nets = []
        for net, total in zip((self.first, self.second), self.totals, strict=True):
            others = net.sum(-1, keepdims=True) - net
            low = np.maximum(net[0], total[0][:, None] - others[1])
            high = np.minimum(net[1], total[1][:, None] - others[0])
            nets.append(np.stack([low, high]))
        return replace(self, first=nets[0], second=nets[1])

    def everybody(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the ends of both nets of everybody and of the gap, each shape (2, N)."""
        anything = np.stack([-self.sizes, self.sizes])
        return self._of_everybody(*_tight(self.first, self.second, anything))

    def _of_everybody(self, x, y, d):
        """Return the ends of everybody's nets and gap, given those of the parts."""
        sums = [side.sum(-1) for side in (x, y, d)]
        x, y = (
            np.stack([np.maximum(side[0], total[0]), np.minimum(side[1], total[1])])
            for side, total in zip(sums[:2], self.totals, strict=True)
        )
        return _tight(x, y, sums[2])


def _tight(x, y, d):
    """Return the ends of x, y and x − y that some pair of numbers reaches."""
    d = np.stack([np.maximum(d[0], x[0] - y[1]), np.minimum(d[1], x[1] - y[0])])
    return (
        np.stack([np.maximum(x[0], y[0] + d[0]), np.minimum(x[1], y[1] + d[1])]),
        np.stack([np.maximum(y[0], x[0] - d[1]), np.minimum(y[1], x[1] - d[0])]),
        d,
    )


def point(x, y, d) -> tuple[int, int]:
    """Return a pair of numbers between ends."""
    x, y, d = _tight(*(np.asarray(side) for side in (x, y, d)))
    return int(x[0]), int(max(y[0], x[0] - d[1]))


def tables_of_gap(known: Joint, first: Figure, second: Figure) -> GapTables:
    """Return all that print allows of nets of two items by part.

    Raises
    ------
    ItPerceptionError
        If the items have not the same people.
    TooManyTables
        If both are printed by part and too many counts are possible.
    """
    nets = [(figure.item, tuple(figure.categories)) for figure in (first, second)]
    parts = known.study.parts
    bound = [net for net in nets if known.is_by_group(net[0])]
    if bound:
        found = known.across(bound, parts)
        sizes, counts = found[:, :, 0], dict(zip(bound, found.T[1:], strict=True))
    else:
        sizes, counts = known.sizes(parts), {}
    tables = GapTables(sizes, *(_box(sizes, counts.get(net)) for net in nets),
                       np.zeros((2, 2, len(sizes)), np.int64))  # fmt: skip
    for at, net in enumerate(nets):
        tables = _with_totals(tables, at, known, net)
    tables = tables.lines(tables.allow(-tables.sizes, tables.sizes))
    if not len(tables.sizes):
        raise ItPerceptionError(NONE_SHARED.format(first=first.item, second=second.item))
    return tables


def _box(sizes: np.ndarray, counts: np.ndarray | None) -> np.ndarray:
    """Return the ends of a net in each part: anything, or what the lines say."""
    return np.stack([0 * sizes, sizes] if counts is None else [counts.T, counts.T])


def _with_totals(tables: GapTables, at: int, known: Joint, net) -> GapTables:
    """Give each line every run of totals that a net may have among as many people."""
    item, categories = net
    allowed = known.counts(item, (categories,), (EVERYBODY,))[:, 0]
    n = tables.sizes.sum(-1)
    lines, ends = [], []
    for low, high, people in _runs(allowed):
        some = np.flatnonzero(n == people)
        lines.append(some)
        ends.append(np.repeat([[low], [high]], len(some), axis=1))
    if not lines:
        return tables.lines(slice(0))
    tables = tables.lines(np.concatenate(lines))
    tables.totals[at] = np.concatenate(ends, axis=1)
    return tables


def _runs(allowed: np.ndarray) -> list[tuple[int, int, int]]:
    """Return first, last and base of every run of counts.

    Examples
    --------
    >>> _runs(np.array([[9, 3], [9, 4], [9, 6], [10, 4]]))
    [(3, 4, 9), (6, 6, 9), (4, 4, 10)]
    """
    new = np.ones(len(allowed), bool)
    new[1:] = (np.diff(allowed, axis=0) != [0, 1]).any(axis=1)
    starts = np.flatnonzero(new)
    stops = [*starts[1:] - 1, len(allowed) - 1] if len(starts) else []
    return [
        (int(allowed[a, 1]), int(allowed[b, 1]), int(allowed[a, 0]))
        for a, b in zip(starts, stops, strict=True)
    ]


MIDDLES = 2**30
_Told = tuple[float, str]  # an end, and the table that attains it


class Ends(NamedTuple):
    """The ends of what a verdict says, and of the numbers it says it of.

    `lines` are those of the quantities; `always` and `ever`: whether in every, in some table
    each part has a gap, and has one beyond chance; `people`: least and most of everybody's gap.
    """

    lines: list[dict[str, object]]
    always: tuple[bool, bool]
    ever: tuple[bool, bool]
    people: tuple[int, int]


def _of_one_item(known: Joint, first, second, alpha: float) -> Ends:
    """Go through every table: how many are in both nets is what the answers say."""
    both = [answer for answer in first.categories if answer in second.categories]
    nets = [first.categories, second.categories, *([both] if both else [])]
    found = known.counts(first.item, nets, known.study.parts)
    found = np.pad(found, ((0, 0), (0, 0), (0, 4 - found.shape[2])))  # nobody is in both
    sizes, x, y, both = np.moveaxis(found, 2, 0)
    gaps, people = (x - y) / sizes, (x - y).sum(1)
    midp = _midp(x - both, y - both)
    true = (x > y).all(1)
    beyond = true & (midp <= alpha).all(1)

    def at(line: int) -> str:
        return _told(known, found[line])

    lines = {"smallest_gap": gaps.min(1), "largest_midp": midp.max(1),
             "gap": people / sizes.sum(1)}  # fmt: skip
    return Ends(
        [between(name, values, at, BY_SPLIT) for name, values in lines.items()],
        always=(bool(true.all()), bool(beyond.all())),
        ever=(bool(true.any()), bool(beyond.any())),
        people=(int(people.min()), int(people.max())),
    )  # fmt: skip


def _of_two_items(known: Joint, tables: GapTables, each: int, alpha: float) -> Ends:
    """Go through every division; within one, closed forms say what is possible."""
    most = tables.sizes
    smallest = _smallest_gap(known, tables)
    midp = _least_midp(known, tables), _largest_midp(known, tables)
    true = tables.allow(np.ones_like(most), most)
    beyond = tables.allow(np.full_like(most, each), most)
    always = smallest[0][0] > 0
    people = tables.everybody()[2]
    ends = {"smallest_gap": smallest, "largest_midp": midp,
            "gap": _gap_of_everybody(known, tables)}  # fmt: skip
    lines = [
        {"quantity": name, "low": low, "high": high, "certificate": BY_SPLIT,
         "low_at": low_at, "high_at": high_at}
        for name, ((low, low_at), (high, high_at)) in ends.items()
    ]  # fmt: skip
    return Ends(
        lines, always=(always, always and midp[1][0] <= alpha),
        ever=(bool(true.any()), bool(beyond.any())),
        people=(int(people[0].min()), int(people[1].max())),
    )  # fmt: skip


def _smallest_gap(known: Joint, tables: GapTables) -> tuple[_Told, _Told]:
    """Return the ends of the smallest gap: of each part alone, and of all of them."""
    parts = tables.ends_of_parts()
    lowest = parts.first[0] - parts.second[1]
    line, at = divmod(int((lowest / tables.sizes).argmin()), lowest.shape[1])
    size = tables.sizes[line]
    ends = size.copy()
    ends[at] = lowest[line, at]
    low = tables.table(line, -size, ends)
    best, top, high = _gap_of(low), Fraction(1), low
    while True:
        middle = Fraction(int((best + top) / 2 * MIDDLES), MIDDLES)
        above = best.numerator * tables.sizes // best.denominator + 1
        further = -(-middle.numerator * tables.sizes // middle.denominator)
        found = _first(tables, further) if middle > best else None
        if found is None:
            top = max(middle, best)
            found = _first(tables, above)
        if found is None:
            break
        high = found
        best = _gap_of(high)
    return tuple((float(_gap_of(end)), _told_pairs(known, end)) for end in (low, high))


def _first(tables: GapTables, low: np.ndarray) -> Pairs | None:
    """Return a table in which each gap, in people, is at least so large."""
    lines = np.flatnonzero(tables.allow(low, tables.sizes))
    if not len(lines):
        return None
    return tables.table(lines[0], low[lines[0]], tables.sizes[lines[0]])


def _gap_of(table: Pairs) -> Fraction:
    return min(Fraction(x - y, size) for size, x, y in table)


def _least_midp(known: Joint, tables: GapTables) -> _Told:
    """Return 2^−t for the most people t by whom all parts can be apart, either way."""
    size = tables.sizes
    most, at = 0, (0, -size[0], size[0])
    for signs in product((1, -1), repeat=size.shape[1]):
        up = np.array(signs) > 0

        def ends(t, up=up):
            return np.where(up, t, -size), np.where(up, size, -t)

        top = int(size.min(1).max()) + 1
        while most + 1 < top:
            t = (most + top) // 2
            low, high = ends(t)
            lines = np.flatnonzero(tables.allow(low, high))
            if len(lines):
                most, at = t, (lines[0], low[lines[0]], high[lines[0]])
            else:
                top = t
    least = _midp(np.array([most]), np.array([0]))[0]
    return float(least), _told_pairs(known, tables.table(*at))


def _largest_midp(known: Joint, tables: GapTables) -> _Told:
    """Return the largest p of a part: of no gap, else with as many moving as can be.

    Parts are looked at from no gap outwards, until no larger gap can have such a p.
    """
    parts = tables.ends_of_parts()
    low = parts.first[0] - parts.second[1]
    high = parts.first[1] - parts.second[0]
    gaps, best, at = np.clip(0, low, high), -1.0, None
    while best < 1 and (inside := (low <= gaps) & (gaps <= high)).any():
        everyone = tables.sizes - (tables.sizes - gaps) % 2
        bound = _midp((everyone + gaps) // 2, (everyone - gaps) // 2)
        if np.where(inside, bound, 0).max() <= best:
            break
        x, y = _most_moving(parts, gaps)
        both = np.maximum(0, x + y - tables.sizes)
        p = np.where(inside, _midp(x - both, y - both), -1)
        if p.max() > best:
            line, part = divmod(int(p.argmax()), p.shape[1])
            best, at = float(p.max()), (line, part, x[line, part], y[line, part])
        gaps = gaps + np.where(low > 0, 1, -1)
    line, part, x, y = at
    one = tables.lines([line])
    one.first[:, 0, part], one.second[:, 0, part] = x, y
    table = [(s, x, y, min(x, y)) for s, x, y in one.table(0, -one.sizes[0], one.sizes[0])]
    size, x, y, _ = table[part]
    table[part] = (size, x, y, max(0, x + y - size))
    return best, _told(known, table)


def _most_moving(parts: GapTables, gaps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both nets of each part with this gap that leave most people in one only."""
    low = np.maximum(parts.first[0], parts.second[0] + gaps)
    high = np.minimum(parts.first[1], parts.second[1] + gaps)
    x = np.clip((parts.sizes + gaps) // 2, low, high)
    return x, x - gaps


def _gap_of_everybody(known: Joint, tables: GapTables) -> tuple[_Told, _Told]:
    """Return the ends of everybody's gap."""
    n, ends = tables.sizes.sum(1), tables.everybody()
    found = []
    for side, best in ((0, np.argmin), (1, np.argmax)):
        gap = ends[2][side]
        line = int(best(gap / n))
        one = tables.lines([line])
        x, y, _ = (end[:, line] for end in ends)
        one.totals[:, :, 0] = np.array(point(x, y, gap[[line, line]]))[:, None]
        table = one.table(0, -one.sizes[0], one.sizes[0])
        found.append((float(gap[line] / n[line]), _told_pairs(known, table)))
    return tuple(found)


def _midp(b: np.ndarray, c: np.ndarray) -> np.ndarray:
    return paired_tests(b, c)["midp"]


def _told_pairs(known: Joint, table: Pairs) -> str:
    """Say a table with as many people in both nets as can be."""
    return _told(known, [(size, x, y, min(x, y)) for size, x, y in table])


def _told(known: Joint, table) -> str:
    """Say a table in words: people, both nets, and how many are in both, part by part."""
    return ", ".join(
        f"{what}_{part} {number}"
        for part, line in zip(known.study.parts, table, strict=True)
        for what, number in zip(("size", "first", "second", "both"), line, strict=True)
    )


EACH = "beyond chance in every group means: McNemar's mid-p of each group, uncorrected"


def gap_everywhere(asked: ClaimQuestion) -> Verdict:
    """Judge that the first share is above the second in every part of the people asked.

    Two nets, of two items or of one. Options: ``outweighs``, figures of a question on the
    gap itself that is printed by part; ``balance``, its answers of those who see none.

    Quantities: ``smallest_gap`` (of the groups), ``largest_midp`` (of their McNemar tests,
    two-sided), ``gap`` (of everybody). With ``outweighs``, of each of its parts
    ``lead_<part>``: the share in the figure minus that of all others, those in balance left
    out.

    Raises
    ------
    ItPerceptionError
        If there are no parts, or too many tables to say anything of all of them.

    Notes
    -----
    With nobody the other way round a group's mid-p is 2^−b for b people, and every
    person the other way raises it. So ``needed_each`` is the smallest b with
    2^−b ≤ alpha, ``needed_total`` as many in each group (intersection-union test,
    Berger 1982), ``needed_one_sided`` the b of one-sided tests. In people the gap of
    everybody is ``lowest`` to ``highest``; at least ``somewhere`` of it are in one group.
    In ``outweighing`` parts the lead is above zero in every table.
    """
    study, options = asked.study, asked.claim.options
    if not study.parts:
        raise ItPerceptionError(
            f"claim {asked.claim.id!r}: print names no parts of everybody"
        )
    groups = len(study.parts)
    each = next(b for b in count(1) if 2.0**-b <= asked.alpha)
    (first, second), known = asked.figures[:2], asked.known
    if first.item == second.item:
        found = _of_one_item(known, first, second, asked.alpha)
    else:
        tables = tables_of_gap(known, first, second)
        found = _of_two_items(known, tables, each, asked.alpha)
    lowest, highest = found.people
    leads = [_lead(known, figure, options.get("balance", ()))
             for figure in map(study.figure, options.get("outweighs", ()))]  # fmt: skip
    return asked.verdict(
        *map(verdict_of, found.always, found.ever), said=(EXHAUSTIVE, SAME_PEOPLE, EACH),
        quantities=quantities([*found.lines, *leads]),
        deciding="gap_outweighs" if leads else "gap_in_each",
        deciding_values={
            "needed_each": each, "needed_total": groups * each, "groups": groups,
            "needed_one_sided": next(b for b in count(1) if 2.0 ** -(b + 1) <= asked.alpha),
            "lowest": lowest, "highest": highest, "somewhere": -(-lowest // groups),
            "outweighing": sum(lead["low"] > 0 for lead in leads),
        },
    )  # fmt: skip


def _lead(known: Joint, figure: Figure, balance: Sequence[str]) -> dict[str, object]:
    """Bound by how much a figure's people outweigh all who can be against them."""
    net, balance = tuple(figure.categories), set(balance)
    told_of = {figure.group, EVERYBODY}
    is_told = any(
        f.item == figure.item and f.group in told_of and balance & {*f.categories}
        for f in known.study.figures
    )
    nets = [net, *([(*net, *balance)] if is_told else [])]
    found = known.counts(figure.item, nets, (figure.group,))[:, 0]
    if not is_told:  # of all others as many may be in balance as there are
        found = np.concatenate([found[:, [0, 1, other]] for other in (0, 1)])
    size, count, either = found.T
    lead = (count + either - size) / size
    balanced = either - count

    def at(line: int) -> str:
        told = {"size": size[line], "count": count[line], "balance": balanced[line]}
        return ", ".join(f"{name}_{figure.group} {n}" for name, n in told.items())

    return between(f"lead_{figure.group}", lead, at, BY_SPLIT)
