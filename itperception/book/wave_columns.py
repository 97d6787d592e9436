"""The waves as columns of one table: the share of a net in each, of what may be shown."""

from collections.abc import Mapping

import numpy as np

from itperception.book.pair_tables import net_of
from itperception.book.shown import ShownWave
from itperception.counting.cube import Cube
from itperception.counting.design import DesignCube
from itperception.counting.given import TOTAL
from itperception.workbench import Table
from itperception.workbench.predicting import as_item


def by_wave(
    waves: Mapping[str, ShownWave], item: str, by: str | None, net: str | None = None
) -> dict[str, Table]:
    """Return a table with a column for each wave, of everybody and of each group.

    Parameters
    ----------
    waves : mapping of str to ShownWave
        In order of time, by name.
    item : str
        Item id, or ``set.option``; of an option the base is who answered the set.
    by : str or None
        Item whose answers are the groups.
    net : str, optional
        Net or answer; by default the first net of the item in the last wave.

    Returns
    -------
    dict of str to Table
        Rows ``yes`` and ``no``: in the net or not, as each wave has it, don't know being
        not. By group, "total" first;
        without what one of the waves hides.
    """
    net = net_of([*waves.values()][-1].wave.dimension(item), net).id
    tables = {name: _yes_no(wave, item, None, net) for name, wave in waves.items()}
    found = {TOTAL: _beside(tables, TOTAL)} if all(tables.values()) else {}
    if by is None or item == by:
        return found
    cut = {name: _yes_no(wave, item, by, net) for name, wave in waves.items()}
    if not all(cut.values()):
        return found
    answers = [c.id for c in next(iter(waves.values())).wave.dimension(by).categories]
    groups = [c.id for c in next(iter(cut.values())).columns if c.id in answers]
    kept = [g for g in groups if all(g in _names(table) for table in cut.values())]
    return found | {group: _beside(cut, group) for group in kept}


def _yes_no(wave: ShownWave, item: str, by: str | None, net: str) -> Table | None:
    """Return a net against the rest; None if too few were asked."""
    table = wave.crosstab(item, by)
    table = table.answers() if "." in item else table
    known = {row.id for row in table.rows} | {own.id for own in table.nets}
    return table.yes_no(net) if net in known else None


def _names(table: Table) -> list[str]:
    return [column.id for column in table.columns]


def _beside(tables: Mapping[str, Table], group: str) -> Table:
    """Put one column of each table side by side."""
    first = next(iter(tables.values()))
    cells = np.stack([_column(table, group) for table in tables.values()], axis=-1)
    weighted = any(table.is_weighted for table in tables.values())
    synthetic = any(table.synthetic for table in tables.values())
    cube = Cube((first.stub, as_item(tables)), cells, weighted)
    return Table.from_cube(cube, wave="+".join(tables), synthetic=synthetic,
                           design=_design(tables, group))  # fmt: skip


def _design(tables: Mapping[str, Table], group: str) -> DesignCube | None:
    """Put the designs side by side, if any wave was drawn in clusters."""
    if all(table.design is None for table in tables.values()):
        return None
    cubes = []
    for table in tables.values():
        names = _names(table)
        own = range(len(names) + 1) if group == TOTAL else [names.index(group)]
        cube = table.design or DesignCube.of_sums(table.cells)
        cubes.append(cube.merge(*([k] for k in range(len(table.rows))), groups=[own]))
    return DesignCube.side_by_side(cubes)


def _column(table: Table, group: str) -> np.ndarray:
    if group == TOTAL:
        return table.cells.sum(axis=-1)
    return table.cells[..., _names(table).index(group)]
