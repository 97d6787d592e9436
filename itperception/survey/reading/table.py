"""From a header and rows to an export: columns with names, and nothing that is no answer."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np
import pandas as pd

from itperception.errors import ExportError, Problem, listed, short
from itperception.survey.export import Export
from itperception.survey.reading.columns import Row, Rows, columns_of, recoded

ISO_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_WHOLE = re.compile(r"(-?\d+)[.,]00?")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z]\w*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_RANGE = re.compile(r"\d+\s*[-–]\s*\d+|\d+\s*\+|[<>]\s*\d+")
_MONTHS = (
    "(?:jan|feb|mar|mär|mrz|apr|ma[yij]|june?|juni|july?|juli|aug|sept?|o[ck]t|nov|de[cz])"
)
_MONTH = re.compile(rf"\d\d?[-. ]+{_MONTHS}\.?|{_MONTHS}\.?[-. ]+\d\d", re.IGNORECASE)
_FEW = 20


class WrongHeader(ExportError):
    """The first rows are no header; ``at`` is the row that ``{line}`` in the message is of."""

    def __init__(self, message: str, at: int = 0):
        self.at = at
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Header:
    """What the rows above the answers say.

    Attributes
    ----------
    names : sequence of str
        Of each column, ``""`` if it has none.
    rows : int
        How many rows of the file they are.
    labels : sequence of str
        The question of each column, as far as the rows have it.
    told : sequence of str
        What else the layout needs to know of each column.
    notes : tuple of str
        What was decided.
    """

    names: Sequence[str]
    rows: int = 1
    labels: Sequence[str] = ()
    told: Sequence[str] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Table:
    """An export on its way, with what its header told of each of its columns."""

    export: Export
    told: dict[str, str] = field(default_factory=dict)


def table_of(rows: Rows, header: Header, tool: str) -> Table:
    """Return the export below a header.

    `ExportError` if nothing stands below the header, or no row has as many cells.
    """
    notes = [*rows.notes, *header.notes]
    names = [" ".join(name.split()) for name in header.names]
    names, below = _as_wide_as_the_first(names, rows.rows)
    frame, problems = columns_of(rows.name, len(names), below, rows.at_once)
    frame = _without_blank_rows(frame, notes)
    if frame.empty:
        _refuse_nothing(rows.name, names, problems)
    frame = _without_header_again(frame, names, notes)
    final = _named(frame, names, notes)
    frame = frame[list(final)]
    frame.columns = list(final.values())

    def by_name(values: Sequence[str]) -> dict[str, str]:
        return {
            final[at]: v for at, v in enumerate(map(str.strip, values)) if v and at in final
        }

    labels = by_name([*map(bare, header.labels)])
    return Table(
        Export(
            rows.name, frame, labels=labels, dates=iso_dates(frame), tool=tool,
            notes=tuple(notes), problems=tuple(problems),
            read_as={**rows.read_as, "tool": tool},
        ),
        by_name(header.told),
    )  # fmt: skip


def bare(text: str) -> str:
    """Return a wording without tags of HTML and line breaks.

    Examples
    --------
    >>> bare("How <b>well</b>?<br>(tick one) 1 < 2")
    'How well? (tick one) 1 < 2'
    """
    return " ".join(_TAG.sub("", _BREAK.sub(" ", text)).split())


def _as_wide_as_the_first(
    names: Sequence[str], rows: Iterator[Row]
) -> tuple[Sequence[str], Iterator[Row]]:
    """Return names for as many columns as the first row has, where the others are empty."""
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if any(row[1]):
            break
    first = [cell.strip() for cell in some[-1][1]] if some else []
    if not any(first[len(names) :]) and not any(names[len(first) :]) and any(first):
        names = [*names, *[""] * (len(first) - len(names))][: len(first)]
    return names, chain(some, rows)


def _refuse_nothing(name: str, names: Sequence[str], problems: Sequence[Problem]) -> None:
    if not problems:
        raise ExportError(f"{name}: there is no line below the header")
    first = problems[0]
    raise ExportError(
        f"{name}: the header has {len(names)} cells, but line {first.rows[0]} has "
        f"{first.values[0][0]}, "
        "and no line as many as the header; give every column its name in the header"
    )


def _without_blank_rows(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    blank = np.ones(len(frame), dtype=bool)
    for column in frame:
        blank &= (frame[column] == "").to_numpy()
    if not blank.any():
        return frame
    notes.append(
        f"{blank.sum():,} rows without any answer are left out: {_at(frame, blank)}"
    )
    return without(frame, blank)


def _without_header_again(
    frame: pd.DataFrame, names: Sequence[str], notes: list[str]
) -> pd.DataFrame:
    again = np.ones(len(frame), dtype=bool)
    for column, name in zip(frame, names, strict=True):
        again &= (frame[column] == name).to_numpy()
        if not again.any():
            return frame
    notes.append(
        f"the header stands again in the file, and is no answer: {_at(frame, again)}"
    )
    return without(frame, again)


def without(frame: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """Return cells without some rows, and without texts that only they had."""
    kept = frame[~rows]
    return pd.DataFrame({c: kept[c].cat.remove_unused_categories() for c in kept})


def _at(frame: pd.DataFrame, which: np.ndarray) -> str:
    return f"row {', '.join(map(str, frame.index[which][:5]))}{' …' if which.sum() > 5 else ''}"


def _named(frame: pd.DataFrame, names: Sequence[str], notes: list[str]) -> dict[int, str]:
    """Return the name of each column by position: unnamed and empty ones have none."""
    final: dict[int, str] = {}
    times: Counter[str] = Counter()
    for at, name in enumerate(names):
        if not name and (frame[at] == "").all():
            notes.append(f"column {at + 1} has neither name nor answers, and is left out")
            continue
        base = own = name or f"column_{at + 1}"
        while times[own]:
            times[base] += 1
            own = f"{base}_{times[base]}"
        times[own] += 1
        final[at] = own
        if not name:
            notes.append(f"column {at + 1} has no name, and is called {own!r}")
        elif own != name:
            notes.append(
                f"{short(name)} is there more than once: column {at + 1} is {own!r}"
            )
    return final


def whole_numbers(export: Export) -> Export:
    """Return an export with 1 in place of 1.0, in columns whose cells are all so."""
    changed = {}
    for name in export.cells:
        texts = export.cells[name].cat.categories
        if any(texts) and all(not text or _WHOLE.fullmatch(text) for text in texts):
            whole = [_WHOLE.sub(r"\1", text) for text in texts]
            changed[name] = recoded(whole, export.cells[name].cat.codes)
    if not changed:
        return export
    notes = (*export.notes, f"1.0 is read as 1 in {listed(map(repr, changed))}")
    return replace(export, cells=export.cells.assign(**changed), notes=notes)


def iso_dates(frame: pd.DataFrame) -> frozenset[str]:
    """Return the columns whose cells are all dates or times as ISO 8601 writes them."""

    def is_date(texts: Sequence[str]) -> bool:
        return any(texts) and all(not text or ISO_DATE.fullmatch(text) for text in texts)

    return frozenset(name for name in frame if is_date(frame[name].cat.categories))


def dates_among_texts(export: Export, *, of_sheet: bool) -> tuple[Problem, ...]:
    """Return cells that are dates where few other answers are, as a spreadsheet makes them.

    Of an answer such as 10-49 it makes a day, or ``Oct-49`` beside answers such as 50-249;
    which answer it was, cannot be said any more.
    """
    problems = []
    for name in export.cells:
        column = export.cells[name]
        if len(column.cat.categories) > _FEW + 1:
            continue
        texts = [text for text in column.cat.categories if text]
        dates = [text for text in texts if ISO_DATE.fullmatch(text)] if of_sheet else []
        if any(map(_RANGE.fullmatch, texts)):
            dates = dates or [text for text in texts if _MONTH.fullmatch(text)]
        if dates and len(dates) < len(texts) <= _FEW:
            row = int(export.cells.index[(column == dates[0]).argmax()])
            problems.append(
                Problem(
                    export.name, "a date among other answers; spreadsheets make dates of "
                    "answers such as 3-4", row, name, dates[0],
                    "the answer as it was given: write it again as text",
                )
            )  # fmt: skip
    return tuple(problems)
