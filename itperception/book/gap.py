"""The gap as finished numbers: two answers of the same people, group by group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.book.pair_tables import net_of, pair_name
from itperception.book.rounding import Rounding
from itperception.book.shown import ShownWave
from itperception.book.table import TOTAL_COLUMN, Heading, small_mark, withheld_of
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.given import TOTAL
from itperception.counting.shown_columns import Told
from itperception.inference.results import State
from itperception.survey.tabulated import DeclaredGap as Declared
from itperception.terms.category import Net
from itperception.terms.dimension import Dimension

if TYPE_CHECKING:
    from itperception.inference.gap.paired import Gap
    from itperception.inference.results import TestResult

GROUPS = [
    "banner", "base", "effective_base", "self_proportion", "other_proportion",
    "difference", "ci_low", "ci_high", "statistic", "p_value", "state",
]  # fmt: skip
BETWEEN = ["banner", "other_banner", "difference", "ci_low", "ci_high", "p_value",
           "p_adjusted"]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class GapTable:
    """A pair of questions that the codebook holds together, and what came of it.

    Attributes
    ----------
    declared : DeclaredGap
        Which questions, which net, by what.
    own, other : Dimension
        The two questions.
    net : Heading
        What is compared.
    columns : tuple of Heading
        The groups that are shown, the total first.
    groups : pandas.DataFrame
        One line per group: banner (its id), base, effective_base, self_proportion,
        other_proportion, difference, ci_low, ci_high, statistic, p_value, state, flag.
    pairs : pandas.DataFrame
        How the gap differs between two groups: banner, other_banner, difference, ci_low,
        ci_high, p_value, p_adjusted; empty for fewer than two groups.
    method : str
        How a gap is tested.
    by_design : bool
        Whether intervals go by how respondents were drawn.
    level : float
        Of the intervals.
    everywhere, differs : TestResult or None
        Whether the gap is on one side in every group, p being of both sides, and whether
        it differs between groups; ``None`` for fewer than two groups.
    is_found : bool
        Whether the gap of everybody is a finding: if claims about it were declared, whether
        one is shown among all that were declared; else whether it is beyond chance alone.
    withheld, told, rule, is_weighted, synthetic, unit
        As of :class:`~itperception.book.table.BookTable`.
    """

    declared: Declared
    own: Dimension
    other: Dimension
    net: Heading
    columns: tuple[Heading, ...]
    groups: pd.DataFrame
    pairs: pd.DataFrame
    method: str
    by_design: bool
    level: float
    everywhere: "TestResult | None"
    differs: "TestResult | None"
    is_found: bool
    withheld: tuple[Heading, ...]
    told: Told | None
    rule: DisclosureRule
    is_weighted: bool
    synthetic: bool
    unit: float = 0.0


def gap_tables(
    shown: ShownWave, claims: pd.DataFrame, rounding: Rounding | None = None
) -> tuple[GapTable, ...]:
    """Return every gap that the codebook declares and of which something may be shown.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    claims : pandas.DataFrame
        Its declared claims, tested.
    rounding : Rounding, optional
        How coarsely the wave is told.
    """
    return tuple(
        gap_table(shown, gap, rounding, claims)
        for gap in shown.codebook.gaps
        if can_be_shown(shown, gap)
    )


def gap_table(
    shown: ShownWave, declared: Declared, rounding: Rounding | None = None,
    claims: pd.DataFrame | None = None,
) -> GapTable:  # fmt: skip
    """Return a gap as it is told; see :func:`gap_tables`."""
    exact = _table(shown, declared, claims)
    return _told(shown, exact, rounding) if rounding else exact


def can_be_shown(shown: ShownWave, declared: Declared) -> bool:
    """Say whether both questions were asked of enough people, and answered."""
    if not {declared.self_item, declared.other_item} <= set(shown.wave.columns):
        return False
    held = _held(shown, declared)
    return bool(held.rows) and bool(held.cells.any())


def joints(shown: ShownWave, declared: Declared) -> dict[str, np.ndarray]:
    """Return all pairs: first item by second; in the net, not in it, don't know.

    Returns
    -------
    dict of str to numpy.ndarray of float, shape (3, 3)
        ``weighted``: effective counts of all respondents together; ``unweighted``:
        counts, if there are weights.
    """
    cube = shown.wave.cube((declared.self_item, declared.other_item))
    first, second = (_kinds(d, net_of(d, declared.net)) for d in cube.dimensions)
    cells = np.array([[cube.cells[:, a][:, :, b].sum((1, 2)) for b in second]
                      for a in first])  # fmt: skip
    n, weights, squared = np.moveaxis(cells, 2, 0)
    if not cube.is_weighted:
        return {"weighted": n}
    return {"weighted": weights * weights.sum() / squared.sum(), "unweighted": n}


def _held(shown: ShownWave, declared: Declared):
    return shown.held_together(declared.self_item, declared.other_item, by=declared.by,
                               net=declared.net)  # fmt: skip


def _table(shown: ShownWave, declared: Declared, claims: pd.DataFrame | None) -> GapTable:
    own, other = (
        shown.wave.dimension(i) for i in (declared.self_item, declared.other_item)
    )
    net, held, rule = net_of(own, declared.net), _held(shown, declared), shown.rule
    gap = shown.gap(own.id, other.id, by=declared.by, net=declared.net)
    told = shown.told(held.stub.id, declared.by) if declared.by else None
    groups = gap.to_frame()[GROUPS]
    flags = [small_mark(n, rule) for n in groups["effective_base"]]
    several = len(gap.pairs) > 1
    columns = (Heading(c.id, c.short or c.label, "column") for c in held.columns)
    return GapTable(
        declared, own, other, Heading(net.id, net.label, "net"),
        (TOTAL_COLUMN, *columns), groups.assign(flag=flags),
        gap.compare()[BETWEEN] if several else pd.DataFrame(columns=BETWEEN),
        gap.method, gap.by_design is not None, gap.level,
        _everywhere(gap) if several else None, gap.heterogeneity if several else None,
        _is_found(gap, [] if claims is None else _about(shown, declared), claims),
        withheld_of(told, shown.wave.dimension(declared.by).categories) if told else (),
        told, rule, held.is_weighted, shown.wave.synthetic,
    )  # fmt: skip


def _told(shown: ShownWave, gap: GapTable, rounding: Rounding) -> GapTable:
    """Return a gap as it is told of a weighted wave."""
    by = shown.wave.dimension(gap.declared.by).id if gap.declared.by else TOTAL
    net = gap.declared.net
    rounding = rounding.on(pair_name(gap.own.id, gap.other.id, net))
    groups = gap.groups.drop(columns="statistic")
    effective = rounding.effective(by, groups["banner"], groups["base"])
    told = rounding.gaps(groups, by, groups["banner"]).assign(
        effective_base=effective, flag=[small_mark(n, gap.rule) for n in effective]
    )
    differences = told.set_index("banner")["difference"]
    first, second = (gap.pairs[c].map(differences) for c in ("banner", "other_banner"))
    return replace(
        gap, groups=told, pairs=rounding.apart(gap.pairs, first - second), unit=rounding.unit,
        everywhere=rounding.test(gap.everywhere, by, _nearest(gap, told)),
        differs=rounding.test(gap.differs, by),
    )  # fmt: skip


def _nearest(gap: GapTable, told: pd.DataFrame) -> float:
    """Return what is told of the group whose gap is the smallest."""
    if gap.everywhere is None or len(told) < 2:
        return np.nan
    apart = (gap.groups["difference"] - gap.everywhere.effect_size).abs().iloc[1:]
    return float(told["difference"].loc[apart.idxmin()])


def _everywhere(gap: "Gap") -> "TestResult":
    """Return the smallest gap on the side of the total's; the side is from the data."""
    side = "above" if gap.groups[0].difference.effect_size >= 0 else "below"
    found = gap.on_one_side(side)
    known = found.state is State.OK
    return replace(found, p_value=min(1.0, 2 * found.p_value)) if known else found


def _about(shown: ShownWave, declared: Declared) -> list[str]:
    """Return the ids of the claims that were declared about a gap."""
    pair = declared.self_item, declared.other_item, declared.net
    return [c.id for family in shown.folder.description.families for c in family.claims
            if c.kind == "gap" and (c.item, c.other, c.net) == pair]  # fmt: skip


def _is_found(gap: "Gap", about: Sequence[str], claims: pd.DataFrame) -> bool:
    if not about:
        return bool(gap.groups[0].difference.p_value <= 1 - gap.level)
    return bool(claims.set_index("claim").loc[[*about], "found"].any())


def _kinds(dimension: Dimension, net: Net) -> list[np.ndarray]:
    """Return which answers are in the net, not in it, and none on the scale."""
    inside = np.isin([c.id for c in dimension.categories], net.categories)
    silent = np.array([c.kind != "answer" for c in dimension.categories])
    return [inside, ~inside & ~silent, silent & ~inside]
