"""What leaves the house for machines: a CSV file for each table, and one JSON for the wave.

Both hold numbers at full precision and take them from the same tables as the workbook,
so what is hidden in one is hidden in all.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from itperception.counting.disclosure import Protection
from itperception.reporting.book import tables_of
from itperception.reporting.book_table import BookTable
from itperception.reporting.cell_text import cell
from itperception.reporting.figures_file import BASES, SHARES, write_figures
from itperception.reporting.tables import csv_text
from itperception.reporting.workbook import write_workbook
from itperception.survey.codebook import say
from itperception.survey.files import write_atomically
from itperception.workbench import Wave


def publish_extras(
    wave: Wave, folder: Path, language: str = "en", *, layout: str = "sheets",
    made_from: Mapping[str, Any] | None = None,
    protection: Protection | None = None,
) -> list[Path]:  # fmt: skip
    """Write everything that goes with the page of a wave.

    Parameters
    ----------
    wave : Wave
        The wave.
    folder : pathlib.Path
        Where its page stands: gets ``<wave>.xlsx``, ``<wave>.json`` and
        ``<wave>/<question>-<banner>.csv``.
    language : {"en", "sv", "de"}
        Of the workbook, and of the labels in the CSV files.
    layout : {"sheets", "long"}
        Of the workbook.
    made_from : mapping, optional
        What the page says of its provenance; goes into the JSON.
    protection : Protection, optional
        As in :func:`~itperception.reporting.book.tables_of`.

    Returns
    -------
    list of pathlib.Path
        What was written, the workbook first. Each file is whole or the old one.
    """
    folder, tables = Path(folder), list(tables_of(wave, protection=protection))
    book = write_workbook(
        wave, folder / f"{wave.name}.xlsx", language=language, layout=layout, tables=tables
    )
    files = write_csv(wave, folder / wave.name, language=language, tables=tables)
    figures = write_figures(
        wave, folder / f"{wave.name}.json", tables=tables, made_from=made_from
    )
    return [book, figures, *files]


def write_csv(
    wave: Wave, folder: Path, *, language: str = "en",
    tables: Sequence[BookTable] | None = None,
) -> list[Path]:  # fmt: skip
    """Write one tidy CSV file for each table; see :func:`tidy`.

    Parameters
    ----------
    wave : Wave
        The wave.
    folder : pathlib.Path
        Made if it is not there. CSV files in it that the wave has no table for any more
        are removed, so that nothing stays in print that is hidden by now.
    language : {"en", "sv", "de"}
        Of the labels.
    tables : sequence of BookTable, optional
        What :func:`~itperception.reporting.book.tables_of` gives, if it is there already.

    Returns
    -------
    list of pathlib.Path
        ``<question>-<banner>.csv``, UTF-8 with a byte order mark, so that a spreadsheet
        reads it as UTF-8.
    """
    tables = list(tables_of(wave)) if tables is None else tables
    paths = [Path(folder) / f"{table.name}.csv" for table in tables]
    Path(folder).mkdir(parents=True, exist_ok=True)
    for table, path in zip(tables, paths, strict=True):
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
        count, weighted_count, base, weighted_base, effective_base, proportion (in
        [0, 1]), ci_low, ci_high (Wilson at 95 %, on the effective base), higher_than
        (letters of columns), flag ("*" for a small effective base, "**" for a very small
        one), synthetic. A text that begins like a formula has an apostrophe in front.
    """
    cells = table.cells
    rows = {row.id: row for row in table.rows}
    labels = {h.id: cell(say(h.label, language)) for h in (*table.rows, *table.columns)}
    higher = [" ".join(table.letters[c] for c in above) for above in cells["higher_than"]]
    return pd.DataFrame({
        "wave": table.sources[0].wave, "question": table.question.id,
        "banner": table.banner.id if table.banner else "",
        "row": cells["row"], "row_kind": cells["row"].map(lambda r: rows[r].kind),
        "row_label": cells["row"].map(labels), "column": cells["column"],
        "column_label": cells["column"].map(labels),
        "letter": [table.letters.get(column, "") for column in cells["column"]],
        **{name: cells[name] for name in (*SHARES[:2], *BASES, *SHARES[2:])},
        "higher_than": higher, "flag": cells["column"].map(table.flag),
        "synthetic": int(table.synthetic),
    })  # fmt: skip
