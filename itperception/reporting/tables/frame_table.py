"""Any frame as a table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape

import pandas as pd

from itperception.book.rounding import COARSE, are_bounds
from itperception.reporting import wording
from itperception.reporting.tables.html import figure, td, th, tr
from itperception.reporting.tables.table_data import marked
from itperception.reporting.wording import text

FORMATS: dict[str, Callable[..., str]] = {
    "text": lambda value, language: str(value),
    "count": wording.count,
    "decimal": wording.decimal,
    "number": partial(wording.decimal, digits=3),
    "percent": wording.percent,
    "points": lambda value, language: wording.signed(value * 100, language),
    **{f"decimal{k}": partial(wording.decimal, digits=k) for k in range(5)},
    **{f"signed{k}": partial(wording.signed, digits=k) for k in range(5)},
    "p_value": wording.p_value,
    "p_rounded": partial(wording.p_value, unit=COARSE),
}


def p_kind(unit: float) -> str:
    """Return the format of p-values where shares are told in a unit: coarse ones are bounds.

    Examples
    --------
    >>> p_kind(0.01), p_kind(0.05)
    ('p_value', 'p_rounded')
    """
    return "p_rounded" if are_bounds(unit) else "p_value"


def frame_table(
    frame: pd.DataFrame, columns: Mapping[str, tuple[str, str]], *,
    title: str, name: str, language: str = "en", number: int | None = None,
    note: str = "", head: str = "", synthetic: bool = False,
) -> str:  # fmt: skip
    """Return any frame as a figure of HTML.

    Parameters
    ----------
    frame : pandas.DataFrame
        One line per row of the table; the CSV file holds all its columns.
    columns : mapping of str to (str, str)
        The columns to show, in order: a heading and a key of `FORMATS`. The first
        one heads the rows.
    title, name : str
        Title, and a short name for ids and the file.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int, optional
        Running number on the page.
    note : str
        What is to be known, below the table.
    head : str
        A column of the frame: a row with another value than the row before begins a group,
        which the value heads.
    synthetic : bool
        Whether the data are synthetic.

    Examples
    --------
    >>> frame = pd.DataFrame({"wave": ["2024"], "proportion": [0.381]})
    >>> columns = {"wave": ("Wave", "text"), "proportion": ("Good", "percent")}
    >>> '<th scope="row">2024</th><td class="num">38%</td>' in frame_table(
    ...     frame, columns, title="Image", name="image")
    True
    """
    css = ["" if kind == "text" else "num" for _, kind in columns.values()]
    heads = [
        th(escape(head), "col", c)
        for (head, _), c in zip(columns.values(), css, strict=True)
    ]
    shown = [
        [escape(_written(value, kind, language)) for value in frame[column]]
        for column, (_, kind) in columns.items()
    ]
    rows = [
        tr(th(first, "row"), [td(v, c) for v, c in zip(rest, css[1:], strict=True)])
        for first, *rest in zip(*shown, strict=True)
    ]
    if head:
        rows = [*_in_groups(rows, frame[head], len(columns))]
    is_missing = frame[list(columns)].isna().any(axis=None)
    missing = [text("table.missing", language)] if is_missing else []
    notes = [escape(one) for one in [*([note] if note else []), *missing]]
    return figure(
        name, title, heads, rows, marked(frame) if synthetic else frame,
        language=language, number=number, notes=notes, synthetic=synthetic,
    )  # fmt: skip


def _in_groups(rows: Sequence[str], heads: Sequence[str], wide: int) -> Iterator[str]:
    """Yield rows, above each group of them what heads it."""
    last = None
    for row, head in zip(rows, heads, strict=True):
        if head != last:
            own = f'<th scope="rowgroup" colspan="{wide}">{escape(head)}</th>'
            yield ("" if last is None else "</tbody>\n<tbody>") + tr(own, [], "net")
        last = head
        yield row


def definition_table(
    pairs: Sequence[tuple[str, str]], *, title: str, name: str, language: str = "en"
) -> str:
    """Return pairs of a name and a text as a table of two columns.

    Parameters
    ----------
    pairs : sequence of (str, str)
        Plain text; an empty text reads "not stated".
    title, name : str
        Title, and a short name for ids and the file.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> '<td>not stated</td>' in definition_table([("Mode", "")], title="T", name="t")
    True
    """
    unknown = text("methodology.unknown", language)
    frame = pd.DataFrame([(k, v or unknown) for k, v in pairs], columns=["entry", "value"])
    columns = {key: (text(f"table.{key}", language), "text") for key in frame}
    return frame_table(frame, columns, title=title, name=name, language=language)


def _written(value: object, kind: str, language: str) -> str:
    return wording.NOT_AVAILABLE if pd.isna(value) else FORMATS[kind](value, language)
