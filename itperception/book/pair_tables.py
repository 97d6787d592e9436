"""Two answers of the same people as a table, so that it can be protected like any other.

Its rows say whether somebody is in a net on the first item, on the second, on both or on
neither: all that the gap between the two shares is made of.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from itperception.counting.cube import Cube, answered
from itperception.counting.given import TOTAL
from itperception.errors import ItPerceptionError
from itperception.terms.category import Category, Net
from itperception.terms.dimension import Dimension, net_named
from itperception.workbench import Table, Wave

PAIR = ("first_only", "second_only", "both", "neither")
INSIDE, OUTSIDE = (
    Category.model_construct(id=name, label={"en": name}, kind="answer")
    for name in ("inside", "outside")
)


def pair_name(one: str, other: str, net: str) -> str:
    """Return the id of the table of who is in a net on two items."""
    return f"{one}~{other}~{net}"


def pair_table(wave: Wave, one: str, other: str, net: str, by: str | None) -> Table:
    """Return who is in a net on two items, by a banner.

    Parameters
    ----------
    wave : Wave
        The wave.
    one, other : str
        Two items on one scale.
    net : str
        Id of a net or an answer of that scale.
    by : str or None
        Item whose answers are the columns.
    """
    cube = wave.cube([one, other], [by] if by else [])
    first, second = (
        np.isin([c.id for c in d.categories], net_of(d, net).categories)
        for d in cube.dimensions[:2]
    )
    kinds = (first, ~second), (~first, second), (first, second), (~first, ~second)
    if not all(answered(cube, axis) for axis in (0, 1)):
        cube = replace(cube, cells=cube.cells * 0)  # a share of those who did not answer
    cells = [cube.cells[:, a][:, :, b].sum(axis=(1, 2)) for a, b in kinds]
    rows = tuple(
        Category.model_construct(id=name, label={"en": name}, kind="answer")
        for name in PAIR
    )
    stub = Dimension(pair_name(one, other, net), {"en": ""}, {"en": ""}, rows, False, (),
                     cube.dimensions[0].asked_if)  # fmt: skip
    together = Cube((stub, *cube.dimensions[2:]), np.stack(cells, 1), cube.is_weighted)
    table = Table.from_cube(together, wave=wave.name, synthetic=wave.synthetic)
    sample = wave.pair_sample([one, other], net_of(cube.dimensions[0], net), by)
    return replace(table, sample=sample if by else None)


def squares_of(table: Table) -> dict[str, np.ndarray]:
    """Return n, Σw and Σw² of first item by second, of the total and each column.

    Parameters
    ----------
    table : Table
        Of :func:`pair_table`, or what may be shown of it.

    Returns
    -------
    dict of str to numpy.ndarray, shape (3, 2, 2)

    Raises
    ------
    ItPerceptionError
        If too few answered both for anything to be shown.
    """
    if not table.rows:
        raise ItPerceptionError(f"{table.stub.id}: too few were asked both to show a gap")
    square = table.cells[:, _places([row.id for row in table.rows])]
    groups = {c.id: square[..., k] for k, c in enumerate(table.columns)}
    return {TOTAL: square.sum(axis=-1), **groups}


def as_pair(net: Net) -> Net:
    """Return a net as the first of the answers `INSIDE` and `OUTSIDE`."""
    return Net.model_construct(id=net.id, label=net.label, categories=(INSIDE.id,))


def net_of(dimension: Dimension, name: str | None = None) -> Net:
    """Return a net of an item, or an answer as one; by default the first net, or answer.

    Examples
    --------
    >>> answers = tuple(Category.model_construct(id=x, label={"en": x}) for x in ("yes", "no"))
    >>> net_of(Dimension("any", {}, {}, answers, False)).id
    'yes'
    """
    first = dimension.categories[0]
    return net_named(dimension, name or (dimension.nets[0] if dimension.nets else first).id)


def _places(names: Sequence[str]) -> np.ndarray:
    """Return where both, first only, second only and neither stand, as a square."""
    order = ("both", "first_only"), ("second_only", "neither")
    return np.array([[names.index(name) for name in line] for line in order])
