"""Which columns are hidden: the small ones, and those that would give them away."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.cube import Cube
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.exposure import Groups
from itperception.errors import ItPerceptionError, unknown_name
from itperception.survey.codebook import answer_positions

UNSTATED = ""  # stands for a column: who is in none


class Cut(NamedTuple):
    """A banner, a filter, and who was asked: what columns are groups of.

    Tables of one cut have the same columns of the same respondents.
    """

    banner: str = ""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    asked: str = ""


class Group(NamedTuple):
    """A column of a cut, or its total."""

    cut: Cut
    column: str


class Layout(NamedTuple):
    """Who is in which group, as far as is known, over atoms of people.

    ``unstated`` holds those in no column of a cut, where they are taken for known.
    """

    groups: dict[Group, np.ndarray]
    unstated: dict[Cut, np.ndarray]
    people: np.ndarray

    def outside(self, cut: Cut) -> list[np.ndarray]:
        """Return who is in no column of a cut, if they are known to a reader."""
        return [self.unstated[cut]] if cut in self.unstated else []


Cuts = Mapping[Cut, Sequence[Crosstab]]


def cut_of(table: Crosstab, where: Mapping[str, Sequence[str]]) -> Cut:
    """Return the cut of a table."""
    condition = table.stub.asked_if
    asked = f"{condition.item} = {' or '.join(condition.any_of)}" if condition else ""
    filters = sorted((item, tuple(sorted(named))) for item, named in where.items())
    return Cut(table.banner.id if table.banner else "", tuple(filters), asked)


def layouts(cuts: Cuts, rule: DisclosureRule, joint: Cube | None) -> dict[Cut, Layout]:
    """Return who is in the columns of each cut: over all banners, if `joint` is given."""
    for cut in cuts:
        if cut.where and (joint is None or cut.asked):
            raise ItPerceptionError(
                f"filter on {cut.where[0][0]!r}: found "
                f"{'a table of those asked something' if joint else 'no joint cube'}, "
                "expected all respondents counted by every banner and filter at once"
            )
    whole = {cut: tables for cut, tables in cuts.items() if not cut.asked or not joint}
    together = dict.fromkeys(whole, _overlapping(whole, rule, joint)) if joint else {}
    return {cut: _alone(cut, tables, rule) for cut, tables in cuts.items()} | together


def hidden_columns(
    cuts: Cuts, placed: Mapping[Cut, Layout], rule: DisclosureRule
) -> dict[Cut, frozenset[str]]:
    """Return the hidden columns of each cut.

    See :func:`itperception.counting.disclosure.protect`. A cut of fewer than the minimum
    has no column, and neither has a filtered one of which something is hidden: the same
    columns without the filter would bound it. What is hidden of all respondents is hidden
    of those asked something.
    """
    hidden: dict[Cut, frozenset[str]] = {}
    for cut in sorted(cuts, key=lambda cut: cut.asked):
        if cut not in hidden:
            above = hidden.get(cut._replace(asked=""), frozenset())
            hidden |= _chosen(cuts, placed[cut], {Group(cut, c) for c in above}, rule)
    return {cut: _all_or_these(cut, cuts[cut], hidden[cut], rule) for cut in cuts}


def _all_or_these(cut: Cut, tables, hidden: frozenset[str], rule: DisclosureRule):
    """Hide the rest as well: of too few, or beside the same columns without a filter."""
    every = frozenset(column.id for column in tables[0].columns)
    if TOTAL in hidden or _is_small(tables, rule):
        return every | {TOTAL}
    return every if cut.where and hidden else hidden - {UNSTATED}


def unstated_is_known(people: float, rule: DisclosureRule) -> bool:
    """Say whether those in no column are taken for known: too few to hide anybody."""
    return people < rule.minimum_base and not rule.unstated


def _is_small(tables: Sequence[Crosstab], rule: DisclosureRule) -> bool:
    return min(table.bases[TOTAL] for table in tables) < rule.minimum_base


def _small_columns(tables: Sequence[Crosstab], rule: DisclosureRule) -> set[str]:
    least = pd.concat([table.effective_bases for table in tables], axis=1).min(axis=1)
    least = least.fillna(0.0).drop(TOTAL)
    return set(least.index[least < rule.minimum_base])


def _alone(cut: Cut, tables: Sequence[Crosstab], rule: DisclosureRule) -> Layout:
    """Return the columns of one banner whose overlap with others is not known."""
    columns = [column.id for column in tables[0].columns]
    bases = pd.concat([table.bases for table in tables], axis=1).min(axis=1)
    outside = min(table.bases[TOTAL] - table.bases[columns].sum() for table in tables)
    people = np.array([*bases[columns], outside])
    atoms = np.eye(len(people), dtype=bool)[:, people > 0]
    own = {Group(cut, name): atoms[k] for k, name in enumerate(columns)}
    own |= {Group(cut, TOTAL): atoms.any(axis=0)}
    return _layout({cut: own}, atoms[-1:], people[people > 0], rule)


def _overlapping(cuts: Cuts, rule: DisclosureRule, joint: Cube) -> Layout:
    """Return the columns of all banners and filters."""
    inside = np.nonzero(joint.cells[0])
    own = {cut: _members(cut, tables[0], joint, inside) for cut, tables in cuts.items()}
    outside = [
        groups[Group(cut, TOTAL)] & ~np.any([m for g, m in groups.items() if g.column != TOTAL], 0)
        for cut, groups in own.items() if cut.banner
    ]  # fmt: skip
    return _layout(own, np.array(outside), joint.cells[0][inside], rule)


def _layout(own, outside, people, rule: DisclosureRule) -> Layout:
    """Put columns, totals of filters, and those in no column where they belong."""
    groups = {g: m for of_cut in own.values() for g, m in of_cut.items()
              if g.column != TOTAL or g.cut.where}  # fmt: skip
    known = {}
    for cut, members in zip([cut for cut in own if cut.banner], outside, strict=False):
        if rule.unstated and 0 < members @ people < rule.minimum_base:
            groups[Group(cut, UNSTATED)] = members
        elif unstated_is_known(members @ people, rule):
            known[cut] = members
    return Layout(groups, known, people)


def _chosen(cuts: Cuts, layout: Layout, above: set[Group], rule: DisclosureRule):
    """Return the hidden columns of the cuts of one layout."""
    order = list(layout.groups)
    inside = list(dict.fromkeys(group.cut for group in order))
    small = above | {g for g in order if g.column == UNSTATED}
    for cut in inside:
        small |= {Group(cut, column) for column in _small_columns(cuts[cut], rule)}
        if (
            cut.where
            and layout.groups[Group(cut, TOTAL)] @ layout.people < rule.minimum_base
        ):
            small.add(Group(cut, TOTAL))
    groups = Groups(
        np.array([layout.groups[g] for g in order]).reshape(len(order), len(layout.people)),
        layout.people, tuple(inside.index(g.cut) for g in order),
        np.array([np.ones(len(layout.people), bool), *layout.unstated.values()]),
    )  # fmt: skip
    chosen = groups.hide({k for k, g in enumerate(order) if g in small}, rule.minimum_base)
    found = [order[k] for k in chosen]
    every = dict.fromkeys([*inside, *(c for c in cuts if not c.banner)], frozenset())
    return every | {
        cut: frozenset(group.column for group in found if group.cut == cut)
        for cut in inside
    }


def _members(cut: Cut, table: Crosstab, joint: Cube, inside) -> dict[Group, np.ndarray]:
    """Return who is in each column of a cut, and in its total, over the joint's atoms."""
    within = np.ones(len(inside[0]), bool)
    for item, names in cut.where:
        codes = [k for k, c in enumerate(_axis(joint, item)[1].categories) if c.id in names]
        within &= np.isin(inside[_axis(joint, item)[0]], codes)
    total = {Group(cut, TOTAL): within}
    if not cut.banner:
        return total
    axis, banner = _axis(joint, cut.banner)
    shown = {c.id for c in table.columns}
    columns = {
        Group(cut, banner.categories[k].id): within & (inside[axis] == k)
        for k in answer_positions(banner.categories)
        if banner.categories[k].id in shown
    }
    return total | columns


def _axis(joint: Cube, name: str):
    ids = [dimension.id for dimension in joint.dimensions]
    if name not in ids:
        raise unknown_name("dimension of the joint cube", name, ids)
    return ids.index(name), joint.dimensions[ids.index(name)]
