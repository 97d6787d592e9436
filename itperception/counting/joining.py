"""Which answers are shown as one row, and why.

Three reasons: the answers *are* hidden groups, as in the table of the banner's own
question; the rule asks for a least number in a cell; or the columns that are shown would
give the hidden ones away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.hiding import UNSTATED, Cut, Cuts, Layout
from itperception.counting.pooling import Blocks, Margins, coarsest, joined_small

Hidden = Mapping[Cut, frozenset[str]]
Rows = dict[tuple[str, Cut], Blocks]


def own_rows(cuts: Cuts, hidden: Hidden, rule: DisclosureRule) -> Rows:
    """Return the rows of each table if it has no columns: one, if it is hidden whole."""
    found: Rows = {}
    for item, tables in _by_item(cuts).items():
        table = max((table for _, table in tables), key=lambda table: len(table.rows))
        blocks = _hidden_groups(table, hidden)
        if rule.minimum_cell:
            counts = np.hstack(
                [_shown_counts(_same_rows(t, table), hidden[cut]) for cut, t in tables]
            )
            blocks = coarsest(blocks, joined_small(counts, rule.minimum_cell))
        whole = (tuple(range(len(table.rows))),)
        for cut, _ in tables:
            is_hidden = TOTAL in hidden[cut]
            found[item, cut] = _by_position(table, whole if is_hidden else blocks)
    return found


def joined_rows(
    cuts: Cuts, placed: Mapping[Cut, Layout], hidden: Hidden, rows: Rows,
    rule: DisclosureRule,
) -> Rows:  # fmt: skip
    """Return the rows of each table: those of its item, joined further where need be."""
    found: Rows = {}
    for item, tables in _by_item(cuts).items():
        most = max(len(table.rows) for _, table in tables)
        alike = [told for told in tables if len(told[1].rows) == most]
        for cut, table in alike:
            blocks = rows[item, cut]
            if cut.banner and hidden.get(Cut(item)):
                blocks = coarsest(blocks, (tuple(range(len(table.stub.categories))),))
            elif TOTAL not in hidden[cut]:
                for margins in _margins(cut, alike, placed[cut], hidden):
                    blocks = coarsest(blocks, _joined(table, margins, placed[cut], rule))
            key = item, cut
            found[key] = coarsest(found.get(key, blocks), blocks)
    return {key: found.get(key, rows[key]) for key in rows}


def _joined(
    table: Crosstab, margins: Margins, layout: Layout, rule: DisclosureRule
) -> Blocks:
    """Join the rows of a table until hidden cells are uncertain enough.

    What is uncertain in one table is less so beside those by other banners and filters,
    or beside sums of weights, which tell people apart: for each, once more is asked for.
    """
    several = len({group.cut for group in layout.groups}) > 1
    protection = rule.protection * (1 + several + table.is_weighted)
    kinds = np.array([row.kind == "answer" for row in table.rows])
    blocks = margins.joined(kinds, protection, ordered=table.stub.ordered)
    return _by_position(table, blocks)


def _margins(
    cut: Cut, tables: Sequence[tuple[Cut, Crosstab]], layout: Layout, hidden: Hidden
) -> Iterator[Margins]:
    """Yield what is left of each shown group without the cut's shown columns in it.

    All respondents are such a group, and so is a column of another banner.
    """
    people = {of_cut: _people(table) for of_cut, table in tables}
    shown = {
        group: (members, people[group.cut][group.column])
        for group, members in layout.groups.items()
        if group.cut in people and group.column not in hidden[group.cut]
    }
    columns = [told for g, told in shown.items() if g.cut == cut and g.column != TOTAL]
    columns += [(m, people[cut][UNSTATED]) for m in layout.outside(cut)]
    everybody = (np.ones(len(layout.people), bool), people[cut][TOTAL])
    gone = [m for g, m in layout.groups.items() if g.column in hidden[g.cut] | {UNSTATED}]
    for whole, totals in [*([] if cut.where else [everybody]), *shown.values()]:
        inside = [told for told in columns if not (told[0] & ~whole).any()]
        rest = whole & ~np.any([members for members, _ in inside], axis=0)
        visible = np.sum([counts for _, counts in inside], axis=0)
        for members in gone if inside else []:
            if members.any() and not (members & ~rest).any():
                sizes = [members @ layout.people, (rest & ~members) @ layout.people]
                yield Margins(totals, visible, np.array(sizes, int))


def _people(table: Crosstab) -> dict[str, np.ndarray]:
    """Return how many people of each answer are in the total and in each column."""
    counts = table.cells[0].astype(int)
    named = zip((*(c.id for c in table.columns), UNSTATED), counts.T, strict=True)
    return {TOTAL: counts.sum(axis=1), **dict(named)}


def _hidden_groups(table: Crosstab, hidden: Hidden) -> Blocks:
    """Join the rows that are hidden columns elsewhere; one alone joins what is no answer."""
    gone = hidden.get(Cut(table.stub.id), frozenset())
    inside = [k for k, row in enumerate(table.rows) if row.id in gone]
    if len(inside) == 1:
        inside += [k for k, row in enumerate(table.rows) if row.kind != "answer"]
    single = [(row,) for row in range(len(table.rows)) if row not in inside]
    return tuple(sorted([*single, *([tuple(sorted(inside))] if inside else [])]))


def _shown_counts(table: Crosstab, hidden: frozenset[str]) -> np.ndarray:
    shown = [column.id not in hidden for column in table.columns]
    people = table.cells[0]
    return np.column_stack([people.sum(axis=1), people[:, :-1][:, shown]])


def _same_rows(table: Crosstab, other: Crosstab) -> Crosstab:
    """Return a table with the rows of another one, empty where it has none."""
    places = {row.id: k for k, row in enumerate(table.rows)}
    cells = np.zeros((3, len(other.rows), table.cells.shape[2]))
    for k, row in enumerate(other.rows):
        if row.id in places:
            cells[:, k] = table.cells[:, places[row.id]]
    return replace(table, rows=other.rows, cells=cells, design=None)


def _by_position(table: Crosstab, blocks: Blocks) -> Blocks:
    """Count rows by their place among the item's answers; those not shown stay alone."""
    ids = [category.id for category in table.stub.categories]
    places = [ids.index(row.id) for row in table.rows]
    named = [tuple(sorted(places[row] for row in block)) for block in blocks]
    rest = [(k,) for k in range(len(ids)) if k not in places]
    return tuple(sorted([*named, *rest]))


def _by_item(cuts: Cuts) -> dict[str, list[tuple[Cut, Crosstab]]]:
    found: dict[str, list[tuple[Cut, Crosstab]]] = {}
    for cut, tables in cuts.items():
        for table in tables:
            found.setdefault(table.stub.id, []).append((cut, table))
    return found
