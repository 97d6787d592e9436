"""What leaves the house for machines: a CSV file for each table, and one JSON for the wave.

Both write the numbers of the same book as page and workbook, and none is rounded here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from itperception.book.book import Book
from itperception.book.table import BookTable
from itperception.reporting.cell_text import cell
from itperception.reporting.figures_file import MEASURES, write_figures
from itperception.reporting.number_rows import number_lines, number_rows
from itperception.reporting.tables import csv_text
from itperception.reporting.wording import texts
from itperception.reporting.workbook import write_workbook
from itperception.survey.files import write_atomically
from itperception.terms.text import say


def publish_extras(
    book: Book, folder: Path, language: str = "en", *,
    made_from: Mapping[str, Any] | None = None,
) -> list[Path]:  # fmt: skip
    """Write everything that goes with the page of a wave.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    folder : pathlib.Path
        Where its page stands: gets ``<wave>.xlsx``, ``<wave>.json`` and
        ``<wave>/<question>-<banner>.csv``.
    language : {"en", "sv", "de"}
        Of the workbook, and of the labels in the CSV files.
    made_from : mapping, optional
        What the page says of its provenance; goes into the JSON.

    Returns
    -------
    list of pathlib.Path
        What was written, the workbook first. Each file is whole or the old one.
    """
    folder = Path(folder)
    workbook = write_workbook(book, folder / f"{book.name}.xlsx", language=language)
    files = write_csv(book, folder / book.name, language=language)
    figures = write_figures(book, folder / f"{book.name}.json", made_from=made_from)
    return [workbook, figures, *files]


def write_csv(book: Book, folder: Path, *, language: str = "en") -> list[Path]:
    """Write one tidy CSV file for each table; see :func:`tidy`.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    folder : pathlib.Path
        Made if it is not there. CSV files in it that the book has no table for any more
        are removed, so that nothing stays in print that is hidden by now.
    language : {"en", "sv", "de"}
        Of the labels.

    Returns
    -------
    list of pathlib.Path
        ``<question>-<banner>.csv``, UTF-8 with a byte order mark, so that a spreadsheet
        reads it as UTF-8.
    """
    paths = [Path(folder) / f"{table.name}.csv" for table in book.tables]
    Path(folder).mkdir(parents=True, exist_ok=True)
    for table, path in zip(book.tables, paths, strict=True):
        content = "\ufeff" + csv_text(tidy(table, language))
        write_atomically(path, content)
    for path in set(Path(folder).glob("*.csv")) - set(paths):
        path.unlink()
    return paths


def tidy(table: BookTable, language: str = "en") -> pd.DataFrame:
    """Return a table as one line per row and column.

    Parameters
    ----------
    table : BookTable
        The table.
    language : {"en", "sv", "de"}
        Of the labels.

    Returns
    -------
    pandas.DataFrame
        wave, question, banner, row, row_kind, row_label, column, column_label, letter,
        base, effective_base, count (not of a weighted wave, which is rounded as
        :mod:`itperception.book.rounding` says), proportion (in [0, 1]), ci_low, ci_high
        (at 95 %), higher_than (letters of columns), flag ("*" for a small effective base,
        "**" for a very small one), synthetic. Of a number there are rows of the kind "number",
        its mean, sd, median and nps, in a column value. A text that begins like a formula has an
        apostrophe in front.
    """
    cells, numbers = table.cells, _numbers(table, language)
    rows = {row.id: row for row in table.rows}
    labels = {h.id: cell(say(h.label or texts()["table.total"], language))
              for h in (*table.rows, *table.columns)}  # fmt: skip
    higher = [" ".join(table.letters[c] for c in above) for above in cells["higher_than"]]
    told = pd.DataFrame({
        "wave": table.wave, "question": table.question.id,
        "banner": table.banner.id if table.banner else "",
        "row": cells["row"], "row_kind": cells["row"].map(lambda r: rows[r].kind),
        "row_label": cells["row"].map(labels), "column": cells["column"],
        "column_label": cells["column"].map(labels),
        "letter": [table.letters.get(column, "") for column in cells["column"]],
        **{name: cells[name] for name in MEASURES if name in cells},
        "higher_than": higher, "flag": cells["column"].map(table.flag),
        "synthetic": int(table.synthetic),
    })  # fmt: skip
    shares = told[told["row_kind"] != "given"]
    if numbers.empty:
        return shares
    alike = told.drop_duplicates("column").set_index("column")
    same = ["wave", "question", "banner", "column_label", "letter", "flag", "synthetic"]
    numbers = numbers.join(alike[same], on="column")
    return pd.concat([shares.assign(value=None), numbers])[[*told, "value"]].astype(object)


def _numbers(table: BookTable, language: str) -> pd.DataFrame:
    labels = {row.id: cell(row.label) for row in number_rows(table, language)}
    lines = number_lines(table)
    return lines.assign(row_kind="number", row_label=lines["row"].map(labels))
