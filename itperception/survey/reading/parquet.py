"""Parquet files: their rows as text, read by DuckDB."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from itperception.errors import ExportError
from itperception.survey.files import checked
from itperception.survey.reading.columns import AT_ONCE, Row, Rows

_MOST_BYTES = 1 << 30


def rows_of(path: Path) -> Rows:
    """Return the rows of a Parquet file, its names of columns as row 0.

    `ExportError` if it is no Parquet file, or has columns of lists or records.
    """
    import duckdb

    checked(path, _MOST_BYTES, ExportError)
    quoted = str(path).replace("'", "''")
    try:
        connection = duckdb.connect(config={"threads": 1})
        told = connection.execute(f"DESCRIBE FROM read_parquet('{quoted}')").fetchall()
        nested = [
            name for name, kind, *_ in told if re.search(r"\[|STRUCT|MAP|UNION", kind)
        ]
    except duckdb.Error as error:
        raise _unreadable(path, error) from None
    if nested:
        raise ExportError(
            f"{path}: column {nested[0]!r} holds lists or records; give each its own column"
        )
    return Rows(path.name, _rows(path, connection, quoted, [name for name, *_ in told]))


def _rows(path: Path, connection, quoted: str, names: list[str]) -> Iterator[Row]:
    import duckdb

    yield 0, names
    query = f"SELECT coalesce(COLUMNS(*)::VARCHAR, '') FROM read_parquet('{quoted}')"
    try:
        cursor = connection.execute(query)
        some = iter(lambda: cursor.fetchmany(AT_ONCE), [])
        yield from enumerate(chain.from_iterable(some), start=1)
    except duckdb.Error as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> ExportError:
    """Say why DuckDB cannot read a file, without its kind of error and our own query."""
    reason = re.sub(r"^[\w ]*Error: ", "", str(error).partition("\n")[0])
    reason = reason.replace(f" '{path}'", "")
    return ExportError(f"{path}: not a readable Parquet file: {reason}")
