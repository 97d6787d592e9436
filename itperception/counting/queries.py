"""The SQL of counting: who is in a table, by what it is grouped, what is summed.

Plain text without a dialect's tricks: DuckDB runs it on this machine, or Spark, if the
environment variable `ENGINE` has its address. Columns are named ``d0``, ``d1``, … for the
dimensions.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import prod
from pathlib import Path

import numpy as np

from itperception.counting.spark import run_on_spark, spark_file
from itperception.terms.address import ENGINE
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension

FILE = "read_parquet(?)"
Filter = Mapping[str, Sequence[int]]
_VECTORS = 64  # of 2,048 lines each, held at a time


def table_conditions(
    stubs: Sequence[Dimension], banners: Sequence[Dimension], where: Filter
) -> tuple[list[str], list[str]]:
    """Write the conditions that say who is in the table, and its columns.

    Who was not asked a stub is outside; who was not asked a banner is there as "no
    answer".
    """
    columns = [code_of(d) for d in stubs]
    columns += [f"coalesce({code_of(d)}, {len(d.categories) - 1})" for d in banners]
    asked = [f"{code_of(d)} IS NOT NULL" for d in stubs]
    kept = [f"{quote(c)} IN ({', '.join('?' * len(codes))})" for c, codes in where.items()]
    named = [f"{column} AS d{axis}" for axis, column in enumerate(columns)]
    return [*asked, *kept], named


def code_of(dimension: Dimension) -> str:
    """Write the code of an answer: a column, or what several of them say together.

    Missing data: NULL if one of several is; on the scale of each, or "no answer".

    Examples
    --------
    >>> code_of(wave.dimension("image"))
    '"image"'
    """
    if not dimension.crosses:
        return quote(dimension.id)
    places = [answer_positions(d.categories) for d in dimension.crosses]
    sizes = [len(own) for own in places]
    terms = [
        f"{prod(sizes[k + 1 :])} * CASE {code_of(d)} "
        + " ".join(f"WHEN {code} THEN {place}" for place, code in enumerate(own)) + " END"
        for k, (d, own) in enumerate(zip(dimension.crosses, places, strict=True))
    ]  # fmt: skip
    unasked = " OR ".join(f"{code_of(d)} IS NULL" for d in dimension.crosses)
    return (f"CASE WHEN {unasked} THEN NULL ELSE coalesce({' + '.join(terms)}, "
            f"{len(dimension.categories) - 1}) END")  # fmt: skip


def placeholder_values(where: Filter) -> list[int]:
    """Return the codes for the placeholders of `table_conditions`.

    Examples
    --------
    >>> placeholder_values({"org_type": [0, 2], "image": [1]})
    [0, 2, 1]
    """
    return [int(code) for codes in where.values() for code in codes]


def group_by(
    named: Sequence[str], sums: Sequence[str], conditions: Sequence[str] = ()
) -> str:
    """Write a GROUP BY of all named columns, ordered by them.

    They are told by their places: the file may have columns of these names.

    Examples
    --------
    >>> print(group_by(["g AS d0"], ["count(*) AS n"], ["y = 1"]))
    SELECT g AS d0, count(*) AS n FROM read_parquet(?) WHERE y = 1 GROUP BY 1 ORDER BY 1
    """
    by = ", ".join(str(place) for place in range(1, len(named) + 1))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    grouped = f" GROUP BY {by} ORDER BY {by}" if named else ""
    return f"SELECT {', '.join([*named, *sums])} FROM {FILE}{where}{grouped}"


def three_sums(weight: str | None) -> list[str]:
    """Write n, Σw and Σw²."""
    w = weight_of(weight)
    return ["count(*) AS n", f"sum({w}) AS w", f"sum({w} * {w}) AS w2"]


def weight_of(column: str | None) -> str:
    """Write the weight of a respondent; without a column it is 1."""
    return f"CAST({quote(column)} AS DOUBLE)" if column else "CAST(1 AS DOUBLE)"


def unit_label(column: str | None) -> str:
    """Write a stratum or cluster as text; without a column all are in one."""
    return f"coalesce(CAST({quote(column)} AS STRING), '')" if column else "''"


def quote(name: str) -> str:
    """Write a column's name.

    Examples
    --------
    >>> quote('odd "name')
    '"odd ""name"'
    """
    return '"' + name.replace('"', '""') + '"'


def run(query: str, values: list) -> dict[str, np.ndarray]:
    """Run a query that sums, and return its columns.

    Parameters
    ----------
    query : str
        Such as :func:`group_by` writes.
    values : list
        The path of the file that is counted, then the other values for placeholders.

    Notes
    -----
    Integers are the same on every engine; sums of weights are to 1e-12 of them, as Spark
    adds in the order in which its workers are done.
    """
    if not (address := counts_elsewhere()):
        return run_here(query, values)
    file, *others = values
    return run_on_spark(address, query.replace(FILE, spark_file(file), 1), others)


def counts_elsewhere() -> str | None:
    """Return the address of the engine that counts, if it is not DuckDB on this machine."""
    return os.environ.get(ENGINE)


def run_here(query: str, values: list) -> dict[str, np.ndarray]:
    """Run a query on DuckDB, whatever counts, and return its columns.

    Examples
    --------
    >>> run_here("SELECT 6 * ? AS n", [7])["n"].tolist()
    [42]
    """
    with _database(os.getpid()).cursor() as cursor:
        return cursor.execute(query, values).fetchnumpy()


def run_in_parts(query: str, values: list) -> Iterator[dict[str, np.ndarray]]:
    """Run a query and yield its columns some lines at a time, so that none is held whole.

    Examples
    --------
    >>> [part["n"].tolist() for part in run_in_parts("SELECT 6 * ? AS n", [7])]
    [[42]]
    """
    with _database(os.getpid()).cursor() as cursor:
        cursor.execute(query, values)
        while len(part := cursor.fetch_df_chunk(_VECTORS)):
            yield {name: part[name].to_numpy() for name in part}


def read_columns(respondents: Path, names: Sequence[str]) -> list[np.ma.MaskedArray]:
    """Return columns of the file that is counted, in its order; masked where nothing stands.

    They are read on this machine, whatever counts: rows leave no engine.
    """
    named = ", ".join(f"{quote(name)} AS c{k}" for k, name in enumerate(names))
    found = run_here(f"SELECT {named} FROM {FILE}", [str(respondents)])
    return [np.ma.asarray(column) for column in found.values()]


@cache
def _database(process: int):
    """Open the engine, once a process: opening takes longer than most queries.

    A forked process has its own, and leaves that of its parent alone.
    """
    import duckdb

    # One thread: sums of floating-point weights are then added in the same order
    # each time, so that a report is the same to the last byte. Files are read anew each
    # time: what the engine would keep of one could be that of an earlier edition.
    opened = duckdb.connect(config={"threads": 1, "enable_external_file_cache": False})
    # How far a slow query is would be printed into a notebook.
    return opened.execute("SET enable_progress_bar = false")
