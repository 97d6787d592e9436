"""Spreadsheets (.xlsx, .xls, .ods): the cells of one sheet as they are shown, as text."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

from itperception.errors import ExportError, listed
from itperception.survey.files import checked
from itperception.survey.reading.columns import Row, Rows

_MOST_BYTES, MOST_UNPACKED = 200_000_000, 2_000_000_000


def rows_of(path: Path, *, sheet: str | None = None) -> Rows:
    """Return the rows of a sheet.

    By default of the only one that is not hidden and has more than one row. `ExportError` if it
    cannot be read, or if several sheets have rows; they are named.
    """
    if not checked(path, _MOST_BYTES, ExportError).stat().st_size:
        raise ExportError(f"{path}: the file is empty")
    _refuse_others(path)
    try:
        _refuse_bombs(path)
        names, name, found = _opened(path, sheet)
    except ExportError:
        raise
    except BaseException as error:  # the reader panics, which is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise ExportError(
            f"{path}: not a readable spreadsheet: {error}; open it and save it again, "
            "without a password, or export it as CSV"
        ) from None
    notes = [f"the sheet is {name!r}"] if len(names) > 1 else []
    return Rows(path.name, _rows(found), {"sheet": name}, notes)


def _opened(path: Path, sheet: str | None):
    """Return the names of all sheets, of the one with the answers, and this."""
    from python_calamine import load_workbook

    book = load_workbook(str(path))
    name = sheet if sheet is not None else _only_sheet(path, book)
    if name not in book.sheet_names:
        known = listed(book.sheet_names)
        raise ExportError(f"{path}: there is no sheet {name!r}; there are {known}")
    return book.sheet_names, name, book.get_sheet_by_name(name)


def _rows(sheet) -> Iterator[Row]:
    first = sheet.start[0] + 1 if sheet.start else 1
    for at, row in enumerate(sheet.iter_rows(), start=1):
        if at >= first:
            yield at, [value if type(value) is str else as_text(value) for value in row]


def _only_sheet(path: Path, book) -> str:
    hidden = {
        m.name for m in book.sheets_metadata if not str(m.visible).endswith(".Visible")
    }
    shown = [name for name in book.sheet_names if name not in hidden]
    full = [name for name in shown if book.get_sheet_by_name(name).height > 1]
    if len(full) == 1:
        return full[0]
    if not full:
        raise ExportError(f"{path}: no sheet has a header and rows below it")
    raise ExportError(
        f"{path}: {len(full)} sheets have rows: {listed(map(repr, full))}; name the one with "
        "the answers: --sheet NAME (sheet: in wave.yaml)"
    )


def _refuse_others(path: Path) -> None:
    """Refuse text that is only called a spreadsheet, as some tools write it."""
    with open(path, "rb") as file:
        start = file.read(4)
    if start not in (b"PK\3\4", b"\xd0\xcf\x11\xe0") and start[:1] != b"\t":
        raise ExportError(
            f"{path}: not a readable spreadsheet: it is something else by that name; if it is "
            "text, call it .csv, if a page (HTML), open it and save it as .xlsx"
        )


def _refuse_bombs(path: Path) -> None:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as file:
            size = sum(part.file_size for part in file.infolist())
        if size > MOST_UNPACKED:
            raise ExportError(f"{path}: {size:,} bytes when unpacked; is it a survey?")


def as_text(value: object) -> str:
    """Write a cell as a spreadsheet shows it: 15 digits, dates by ISO 8601.

    Examples
    --------
    >>> as_text(3.0), as_text(0.1 + 0.2), as_text(True), as_text(None)
    ('3', '0.3', 'TRUE', '')
    >>> as_text(dt.datetime(2026, 3, 2)), as_text(dt.datetime(2026, 3, 2, 14, 5))
    ('2026-03-02', '2026-03-02 14:05:00')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return (
            str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        )
    if isinstance(value, dt.datetime):
        value = value.replace(microsecond=0)
        return value.date().isoformat() if value.time() == dt.time() else str(value)
    return str(value)
