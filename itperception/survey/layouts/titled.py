"""A table with titles above its header, and totals or remarks below the last respondent."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from itperception.survey.export import Export
from itperception.survey.layouts import table as plain
from itperception.survey.reading.table import Header, Table, without

MOST_BELOW = 5
_TOTAL = re.compile(
    r"(grand )?total|totals?|sums?|average|mean|(gesamt(summe)?|summe|mittelwert|insgesamt)|"
    r"(summa|totalt|medelvärde|genomsnitt)",
    re.IGNORECASE,
)


def header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the first row with as many different names as rows usually have cells."""
    filled = [sum(map(bool, row)) for row in rows]
    usual = Counter(filled).most_common(1)[0][0] if filled else 0
    at = next((k for k, found in enumerate(filled) if found >= usual > 1), None)
    names = rows[at] if at is not None else []
    if not names or len({*names}) < len(names) or any(n * 2 > usual for n in filled[:at]):
        return None
    above = ["; ".join(filter(None, row)) for row in rows[:at]]
    notes = (f"above the header, and left out: {' / '.join(above)}",) if at else ()
    return Header(names, rows=at + 1, notes=notes)


def finish(table: Table) -> Export:
    """Return the export without totals and remarks at its end."""
    export = plain.finish(table)
    last = below(export)
    is_below = np.arange(len(export.cells)) >= len(export.cells) - last
    cells = without(export.cells, is_below) if last else export.cells
    end = cells.index[-1] if len(cells) else 0
    remarks = [row for p in export.problems for row in p.rows if row > end]
    kept = tuple(problem for problem in export.problems if problem.rows[0] <= end)
    left_out = [*map(int, export.cells.index[len(cells) :]), *remarks]
    told = f"below the last respondent, and left out: row {', '.join(map(str, left_out))}"
    notes = (*export.notes, told) if left_out else export.notes
    return replace(export, cells=cells, problems=kept, notes=notes)


def below(export: Export) -> int:
    """Return how many of the last rows are totals or remarks and no respondents."""
    cells = export.cells
    last = range(len(cells) - 1, max(len(cells) - MOST_BELOW, 1) - 1, -1)
    return next(
        (k for k, at in enumerate(last) if not _is_below(cells.iloc[at])), len(last)
    )


def _is_below(row: pd.Series) -> bool:
    texts = [text for text in row if text]
    is_remark = len(texts) == 1 < len(row) - 1 and len(texts[0].split()) > 2
    return is_remark or bool(texts and _TOTAL.fullmatch(texts[0].rstrip(": ")))
