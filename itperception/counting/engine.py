"""Where rows are counted: one GROUP BY per cube, run by DuckDB.

The engine reads ``respondents.parquet`` (one integer code per answer, NULL for
"not asked") and returns the sums a :class:`~itperception.counting.cube.Cube` holds.
The SQL is plain, so another engine needs only its own way to run the text.
"""

from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path

import numpy as np

from itperception.counting.cube import Cube
from itperception.counting.queries import (
    group_by,
    placeholder_values,
    run,
    table_conditions,
    three_sums,
)
from itperception.errors import ItPerceptionError
from itperception.terms.dimension import Dimension

LARGEST_CUBE = 1_000_000  # cells
LARGEST_JOINT = 100_000
"""Cells up to which several banners are counted in one pass: more cost more than a pass."""


def count(
    respondents: Path,
    stubs: Sequence[Dimension],
    banners: Sequence[Dimension] = (),
    *,
    weight: str | None = None,
    where: Mapping[str, Sequence[int]] | None = None,
) -> Cube:
    """Count respondents in every combination of some dimensions.

    Parameters
    ----------
    respondents : pathlib.Path
        A Parquet file with a column of codes for each dimension.
    stubs : sequence of Dimension
        What is counted; a respondent who was not asked one of them is left out.
    banners : sequence of Dimension
        What it is counted by; who was not asked one of them is counted there as
        "no answer", so that totals are of everybody who was asked the stubs.
    weight : str, optional
        Name of the column with the weights; without it every weight is 1.
    where : mapping of str to sequence of int, optional
        Only respondents with one of these codes in these columns.

    Returns
    -------
    Cube
        Stubs, then banners, with all categories, empty ones included.

    Raises
    ------
    ItPerceptionError
        If the cube would have more than `LARGEST_CUBE` cells.

    Notes
    -----
    Missing data: "no answer" is a category of its own and stays; "not asked" (NULL)
    is outside the base of the item.
    """
    dimensions = (*stubs, *banners)
    shape = tuple(len(dimension.categories) for dimension in dimensions)
    if joint_cells(*dimensions) > LARGEST_CUBE:
        raise ItPerceptionError(
            f"{' x '.join(d.id for d in dimensions)} has {joint_cells(*dimensions):,} cells; "
            f"at most {LARGEST_CUBE:,} are counted at once"
        )
    cells = np.zeros((3, *shape))
    conditions, named = table_conditions(stubs, banners, where or {})
    query = group_by(named, three_sums(weight), conditions)
    columns = run(query, [str(respondents), *placeholder_values(where or {})])
    at = tuple(columns[f"d{axis}"].astype(int) for axis in range(len(dimensions)))
    for measure, name in enumerate(("n", "w", "w2")):
        cells[(measure, *at)] = columns[name]
    return Cube(dimensions, cells, weight is not None)


def count_by_each(
    respondents: Path, stub: Dimension, banners: Sequence[Dimension], **how
) -> list[Cube]:
    """Count an item by each of several banners, as many in one pass as is worth it.

    Parameters
    ----------
    respondents, stub, banners
        As in :func:`count`.
    **how
        ``weight`` and ``where`` of :func:`count`.

    Returns
    -------
    list of Cube
        For each banner the item by it, summed out of the cube of several.
    """
    together: list[list[Dimension]] = []
    for banner in {d.id: d for d in banners}.values():
        if together and joint_cells(stub, *together[-1], banner) <= LARGEST_JOINT:
            together[-1].append(banner)
        else:
            together.append([banner])
    joint = {d.id: cube for some in together
             for cube in [count(respondents, [stub], some, **how)] for d in some}  # fmt: skip
    return [joint[banner.id].marginal(stub.id, banner.id) for banner in banners]


def joint_cells(*dimensions: Dimension) -> int:
    """Return the cells of a cube of all categories."""
    return prod(len(dimension.categories) for dimension in dimensions)
