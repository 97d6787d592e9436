"""An export of a survey tool, read as it is: text in, text out, nothing guessed.

Every format becomes the same thing, an :class:`~itperception.survey.export.Export`. Whether
an answer makes sense is for the codebook to say (:mod:`itperception.survey.waves`).
"""

import codecs
import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from itperception.errors import ExportError, Problem, short
from itperception.survey.export import Export
from itperception.survey.files import checked, read_bytes

DELIMITERS = ",;\t|"
MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_CELLS = 50_000_000, 10_000, 1_000_000, 12_000_000
NO_CHARSETS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape")
CHILD = Path(__file__).with_name("spss_child.py")
MOST_BYTES_SPSS, LONGEST, BYTES_A_SECOND = 100_000_000, 8, 4_000_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


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
    most = MOST_BYTES if reader is _read_text else MOST_BYTES_SPSS
    if not checked(path, most, ExportError).stat().st_size:
        raise ExportError(f"{path}: the file is empty")
    return reader(path, encoding, delimiter)


def _read_text(path: Path, encoding: str, delimiter: str | None) -> Export:
    text = _decode(path, encoding)
    header = text.split("\n", 1)[0]
    delimiter = delimiter or max(DELIMITERS, key=header.count)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ExportError(
            f"{path}: found the delimiter {delimiter!r}, expected one sign, such as ';'"
        )
    lines = (line[0] for line in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    columns, rows, wrong, shared = [], {}, [], {}
    try:
        columns = [name.strip() for name in next(reader, [])]
        _refuse_more(path, "columns", len(columns), MOST_COLUMNS)
        most = min(MOST_ROWS, MOST_CELLS // max(len(columns), 1))
        for row in filter(None, reader):
            if len(row) == len(columns):
                cells = (cell.strip() for cell in row)
                rows[reader.line_num] = [shared.setdefault(cell, cell) for cell in cells]
            else:
                wrong.append((reader.line_num, len(row)))
            _refuse_more(path, "lines", len(rows) + len(wrong), most)
    except csv.Error as error:
        raise ExportError(f"{path}, line {reader.line_num}: {error}") from None
    if not rows and not wrong:
        raise ExportError(f"{path}: there is no line below the header")
    problems = _repeated(path.name, columns) + tuple(
        Problem(
            path.name, "the line has another number of cells than the header", number,
            None, str(found), f"{len(columns)} (delimiter {delimiter!r})",
        )
        for number, found in wrong
    )  # fmt: skip
    cells = pd.DataFrame([*rows.values()], index=[*rows], columns=columns, dtype=object)
    cells = cells.loc[:, ~cells.columns.duplicated()]
    return Export(path.name, cells, problems=problems)


def _refuse_more(path: Path, what: str, found: int, most: int) -> None:
    if found > most:
        raise ExportError(f"{path}: found more than {most:,} {what}; is it a survey?")


def _decode(path: Path, encoding: str) -> str:
    raw = read_bytes(path, MOST_BYTES, ExportError)
    try:
        name = codecs.lookup(encoding).name
        if name.replace("-", "_") in NO_CHARSETS:
            raise LookupError
        text = raw.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ExportError(
            f"{path}, line {line}: byte 0x{raw[error.start]:02x} is not {encoding}; save the "
            "file as UTF-8 or name its encoding in wave.yaml (encoding: cp1252 is usual "
            "for files from Windows)"
        ) from None
    except (LookupError, ValueError):
        raise ExportError(
            f"{path}: there is no encoding {short(encoding)}; expected one such as utf-8"
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
    told = _in_a_child(path)
    columns = told["columns"]
    rows = max(map(len, columns.values()), default=0)
    if not rows:
        raise ExportError(f"{path}: there is no case in the file")
    cells = pd.DataFrame(columns, index=range(1, rows + 1), dtype=object)
    return Export(path.name, cells, told["labels"], told["value_labels"])


def _in_a_child(path: Path) -> dict[str, dict]:
    """Return what a process of its own reads from an SPSS file; it may crash, we do not."""
    seconds = LONGEST + path.stat().st_size // BYTES_A_SECOND  # of computing
    command = [sys.executable, "-P", str(CHILD), str(path.absolute()), str(seconds)]
    wrong = f"{path}: not a readable SPSS file"
    mended = "open it in SPSS or PSPP and save it again, or export it as CSV"
    late = f"reading it took more than {seconds} seconds"
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=9 * seconds, env=alone,
                              stdin=subprocess.DEVNULL)  # fmt: skip
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise ExportError(f"{wrong}: {late}; {mended}") from None
    except ValueError:
        ended = f"the reader of SPSS files crashed on it (exit code {done.returncode})"
        ended = late if done.returncode == -getattr(signal, "SIGXCPU", 1) else ended
        raise ExportError(f"{wrong}: {ended}; {mended}") from None
    if "error" in told:
        raise ExportError(f"{wrong}: {told['error']}; {mended}")
    return told
