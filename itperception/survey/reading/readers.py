"""Any file of answers becomes an export: text in, text out, and every doubt told.

What an answer means is for the codebook to say (:mod:`itperception.survey.check`).
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from itperception.errors import ExportError, reason_of
from itperception.survey.export import Export
from itperception.survey.layouts import plain, redcap
from itperception.survey.layouts.tools import TABLE, TITLED, header_of, layout_of
from itperception.survey.reading import parquet, sheets, statistics, text
from itperception.survey.reading.columns import Row, Rows
from itperception.survey.reading.table import (
    Header,
    WrongHeader,
    dates_among_texts,
    table_of,
    whole_numbers,
)

TEXT = (".csv", ".tsv", ".txt", ".tab")
SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
_STATISTICS = (".sav", ".zsav", ".dta", ".sas7bdat", ".xpt")
PARQUET = (".parquet",)
HEAD = 25


def read_export(
    path: Path,
    *,
    tool: str = TABLE,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Export:
    """Read a file as it is said to be made; of the layout nothing is guessed.

    Parameters
    ----------
    path : pathlib.Path
        A text file (``.csv``, ``.tsv``, ``.txt``), a spreadsheet (``.xlsx``, ``.xls``,
        ``.ods``), a file of SPSS, Stata or SAS, or a Parquet file.
    tool : str
        What wrote it: a name of :data:`itperception.survey.layouts.tools.LAYOUTS`.
    encoding : str
        Of a text file; a byte-order mark of UTF-8 or UTF-16 is understood.
    delimiter : str, optional
        Of a text file; by default the one of comma, semicolon, tab and bar that divides
        its lines alike.
    sheet : str, optional
        Of a spreadsheet; by default the only one that has rows and is not hidden.

    Raises
    ------
    ExportError
        If it is missing, empty, of an unknown kind, or not made as it is said to be.
    """
    return _read(path, tool, encoding=encoding, delimiter=delimiter, sheet=sheet)


def recognised(
    path: Path,
    *,
    tool: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Export:
    """Read a file of which nothing is said, and tell in `read_as` how it is to be read.

    What is said is taken for granted; parameters and errors as in :func:`read_export`.
    """
    export = _read(path, tool, encoding=encoding, delimiter=delimiter, sheet=sheet)
    if tool is None and export.tool == TABLE and not export.coded and plain.below(export):
        told = {name: value for name, value in export.read_as.items() if name != "tool"}
        export = read_export(path, tool=TITLED, **told)
    if export.tool == "redcap":
        export = redcap.with_dictionary(export, path)
    return export


def read_as_written(path: Path, *, delimiter: str | None = None) -> Export:
    """Read a CSV document with one header line, every cell as it stands there."""
    rows = text.rows_of(path, delimiter=delimiter)
    line, names = next(rows.rows, (1, []))
    return table_of(_below(rows, line, rows.rows), Header(names), TABLE).export


def _read(path: Path, tool: str | None, *, encoding, delimiter, sheet) -> Export:
    suffix = path.suffix.lower()
    try:
        if suffix in _STATISTICS:
            return statistics.export_of(path, encoding=encoding or "utf-8")
        if suffix in TEXT:
            rows = text.rows_of(path, encoding=encoding, delimiter=delimiter)
        elif suffix in SHEETS:
            rows = sheets.rows_of(path, sheet=sheet)
        elif suffix in PARQUET:
            rows = parquet.rows_of(path)
        else:
            known = ", ".join((*TEXT, *SHEETS, *_STATISTICS, *PARQUET))
            raise ExportError(f"{path}: cannot read {path.suffix!r}; known are {known}")
        export = _table(path, rows, tool)
    except OSError as error:
        raise ExportError(f"{path}: cannot be read: {reason_of(error)}") from None
    dates = dates_among_texts(export, of_sheet=suffix in SHEETS)
    return replace(export, problems=(*export.problems, *dates))


def _table(path: Path, rows: Rows, tool: str | None) -> Export:
    """Return the export of rows, whose first are looked at to find the header."""
    head = [*islice(rows.rows, HEAD)]
    filled = [
        at for at, (_, cells) in enumerate(head) if any(cell.strip() for cell in cells)
    ]
    try:
        first = [[cell.strip() for cell in head[at][1]] for at in filled]
        tool, found = header_of(first, tool)
    except WrongHeader as error:
        line = head[filled[error.at]][0]
        raise ExportError(f"{path}: {str(error).format(line=line)}") from None
    below = filled[found.rows - 1] + 1 if filled else 0
    line = head[below - 1][0] if below else 0
    rest = _below(rows, line, chain(head[below:], rows.rows))
    return whole_numbers(layout_of(tool).finish(table_of(rest, found, tool)))


def _below(rows: Rows, line: int, rest: Iterator[Row]) -> Rows:
    """Return what stands below a line of a file."""
    at_once = rows.at_once and partial(rows.at_once, line)
    return replace(rows, rows=rest, at_once=at_once)
