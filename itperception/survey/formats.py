"""An export of a survey tool, read as it is: text in, text out, nothing guessed.

Every format becomes the same thing, an :class:`Export`: cells as text, the line of
the file on which each case stands, and the labels the file itself carries. Whether
an answer makes sense is for the codebook to say (:mod:`itperception.survey.waves`).
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pandas as pd

from itperception.errors import ExportError, Problem

DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds.

    Attributes
    ----------
    name : str
        File name, for messages.
    cells : pandas.DataFrame
        Text, each column once; an empty cell is ``""``. The index is the line in the
        file (the header of a CSV file is line 1) or the case number in an SPSS file.
    labels : dict of str to str
        Label of each column, as far as the file has one.
    value_labels : dict of str to dict of str to str
        Column → code → label, as far as the file has them.
    problems : tuple of Problem
        Columns given twice and lines that are too short or too long. Those lines
        are not in `cells`.
    """

    name: str
    cells: pd.DataFrame
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_export(
    path: Path, *, encoding: str = "utf-8", delimiter: str | None = None
) -> Export:
    """Read a CSV or SPSS file.

    Parameters
    ----------
    path : pathlib.Path
        File ending in ``.csv``, ``.txt`` or ``.tsv``, or ``.sav`` or ``.zsav``.
    encoding : str
        Of a text file; a byte-order mark of UTF-8 is understood.
    delimiter : str, optional
        Of a text file; by default the one of comma, semicolon, tab and bar that
        the header has most of.

    Raises
    ------
    ExportError
        If the file is missing, empty, of an unknown kind or in another encoding.
    """
    readers = {".csv": _read_text, ".txt": _read_text, ".tsv": _read_text}
    readers |= {".sav": _read_spss, ".zsav": _read_spss}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ExportError(
            f"{path}: cannot read {path.suffix!r}; known are {', '.join(readers)}"
        )
    if not path.is_file():
        raise ExportError(f"{path}: there is no such file")
    if path.stat().st_size == 0:
        raise ExportError(f"{path}: the file is empty")
    return reader(path, encoding, delimiter)


def _read_text(path: Path, encoding: str, delimiter: str | None) -> Export:
    text = _decode(path, encoding)
    header = text.split("\n", 1)[0]
    delimiter = delimiter or max(DELIMITERS, key=header.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        lines = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise ExportError(f"{path}, line {reader.line_num}: {error}") from None
    if not lines:
        raise ExportError(f"{path}: there is no line below the header")
    whole = [(number, row) for number, row in lines if len(row) == len(columns)]
    problems = _repeated(path.name, columns) + tuple(
        Problem(
            path.name, "the line has another number of cells than the header", number,
            None, str(len(row)), f"{len(columns)} (delimiter {delimiter!r})",
        )
        for number, row in lines
        if len(row) != len(columns)
    )  # fmt: skip
    cells = pd.DataFrame(
        [[cell.strip() for cell in row] for _, row in whole],
        index=[number for number, _ in whole], columns=columns, dtype=object,
    )  # fmt: skip
    cells = cells.loc[:, ~cells.columns.duplicated()]
    return Export(path.name, cells, problems=problems)


def _decode(path: Path, encoding: str) -> str:
    raw = path.read_bytes()
    try:
        text = raw.decode(
            "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding
        )
    except LookupError:
        raise ExportError(f"{path}: there is no encoding {encoding!r}") from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ExportError(
            f"{path}, line {line}: byte 0x{raw[error.start]:02x} is not {encoding}; save the "
            "file as UTF-8 or name its encoding in wave.yaml (encoding: cp1252 is usual "
            "for files from Windows)"
        ) from None
    if "\0" in text:
        raise ExportError(f"{path}: not a text file in {encoding} (it has zero bytes)")
    return text


def _repeated(name: str, columns: Iterable[str]) -> tuple[Problem, ...]:
    counts = pd.Series(list(columns), dtype=object).value_counts(sort=False)
    return tuple(
        Problem(name, "the column is there more than once", 1, column, str(times), "once")
        for column, times in counts[counts > 1].items()
    )


def _read_spss(path: Path, _encoding: str, _delimiter: str | None) -> Export:
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_sav(
            path, user_missing=True, disable_datetime_conversion=True
        )
    except Exception as error:  # pyreadstat raises its own kinds, all with a reason
        raise ExportError(f"{path}: not a readable SPSS file: {error}") from None
    if frame.empty:
        raise ExportError(f"{path}: there is no case in the file")
    cells = frame.map(_as_text).astype(object)
    cells.index = range(1, len(cells) + 1)
    labels = {c: label for c, label in meta.column_names_to_labels.items() if label}
    value_labels = {
        column: {_as_text(code): label for code, label in mapping.items()}
        for column, mapping in meta.variable_value_labels.items()
    }
    return Export(path.name, cells, labels, value_labels)


def _as_text(value: object) -> str:
    """Write a code as people do: 1.0 is "1", and nothing is an empty cell."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
