"""Where rows are counted: one GROUP BY per cube, run by DuckDB.

The engine reads ``respondents.parquet`` (one integer code per answer, NULL for
"not asked") and returns the sums a :class:`~itperception.counting.cube.Cube` holds.
The SQL is plain, so another engine needs only its own way to run the text.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from itperception.counting.cube import Cube
from itperception.errors import ItPerceptionError
from itperception.survey.codebook import Dimension

LARGEST_CUBE = 1_000_000  # cells; a joint banner above this is split by the caller


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
    if np.prod(shape) > LARGEST_CUBE:
        raise ItPerceptionError(
            f"{' x '.join(d.id for d in dimensions)} has {np.prod(shape):,} cells; "
            f"at most {LARGEST_CUBE:,} are counted at once"
        )
    cells = np.zeros((3, *shape))
    query, values = _query(stubs, banners, weight, where or {})
    columns = _run(query, [str(respondents), *values])
    at = tuple(columns[f"d{axis}"].astype(int) for axis in range(len(dimensions)))
    for measure, name in enumerate(("n", "w", "w2")):
        cells[(measure, *at)] = columns[name]
    return Cube(dimensions, cells, weight is not None)


def _query(stubs, banners, weight, where) -> tuple[str, list[int]]:
    """Write the GROUP BY and the values for its placeholders."""
    columns = [_quote(d.id) for d in stubs]
    columns += [f"coalesce({_quote(d.id)}, {len(d.categories) - 1})" for d in banners]
    w = f"CAST({_quote(weight)} AS DOUBLE)" if weight else "CAST(1 AS DOUBLE)"
    asked = [f"{_quote(d.id)} IS NOT NULL" for d in stubs]
    kept = [f"{_quote(c)} IN ({', '.join('?' * len(codes))})" for c, codes in where.items()]
    keys = ", ".join(f"d{axis}" for axis in range(len(columns)))
    named = [f"{column} AS d{axis}" for axis, column in enumerate(columns)]
    text = (
        f"SELECT {', '.join(named)}, count(*) AS n, sum({w}) AS w, sum({w} * {w}) AS w2 "
        f"FROM read_parquet(?) WHERE {' AND '.join([*asked, *kept])} "
        f"GROUP BY {keys} ORDER BY {keys}"
    )
    return text, [int(code) for codes in where.values() for code in codes]


def _run(query: str, values: list) -> dict[str, np.ndarray]:
    import duckdb

    # One thread: sums of floating-point weights are then added in the same order
    # each time, so that a report is the same to the last byte.
    with duckdb.connect(config={"threads": 1}) as connection:
        return connection.execute(query, values).fetchnumpy()


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
