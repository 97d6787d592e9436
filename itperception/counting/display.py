"""A table as one reads it: in percent, with nets, bases and letters; text, or HTML.

For the person at the keyboard; what is published is told by ``reporting``.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np
import pandas as pd

from itperception.lines import sentences
from itperception.terms.text import say

MADE_UP = "synthetic data: nobody gave these answers"
_NONE = "–"
_SILENT = {"dont_know": "don't know", "refused": "refused", "no_answer": "no answer"}


class Cell(NamedTuple):
    """What stands in a cell: a number, and letters beside it."""

    number: str
    letters: str = ""


def shown_cells(table, compared=None) -> pd.DataFrame:
    """Return what is read of a table: a :class:`Cell` in each row and column.

    Parameters
    ----------
    table : Crosstab
        The total is the first column.
    compared : Comparisons, optional
        Which columns differ.

    Returns
    -------
    pandas.DataFrame
        Rows and nets in whole percent, then the base and, if it is another, the effective
        base. Without a base there is a dash.
    """
    rows = {row.id: say(row.label) for row in table.rows}
    nets = [net for net in table.nets if {*net.categories} <= {*rows}]
    shares = pd.concat([table.proportions(), *(
        table.net(net.id).to_frame(net.id).T for net in nets)])  # fmt: skip
    rows |= {net.id: f"{say(net.label)} (net)" for net in nets}
    found = {
        column: [Cell(_percent(share), _letters(compared, row, column))
                 for row, share in shares[column].items()]
        for column in shares
    }  # fmt: skip
    marks = compared.marks if compared is not None else {}
    bases, effective = table.bases, table.effective_bases.fillna(0)
    labels = [*rows.values(), "base"]
    for column in found:
        found[column].append(Cell(f"{bases[column]:,}", marks.get(column, "")))
    if not np.allclose(bases, effective):
        labels.append("effective base")
        for column in found:
            found[column].append(Cell(f"{effective[column]:,.0f}"))
    made = pd.DataFrame(found, index=pd.Index(labels, name=f"{say(table.stub.label)}, %"))
    return made.rename(columns=_heads(table, compared))


def table_notes(table, compared=None, caution: str = "") -> list[str]:
    """Return what stands below a table: at least that it is synthetic, if it is."""
    told = [table.wave] if table.wave else []
    told += ["weighted"] if table.is_weighted else []
    if compared is not None and compared.column_letters:
        told.append(
            f"letters: higher than that column beyond chance, at {100 * compared.alpha:g} %"
        )
        marks = {*compared.marks.values()}
        told += ["* small base"] if "*" in marks else []
        told += ["** base too small to compare"] if "**" in marks else []
    caution = caution or (MADE_UP if table.synthetic else "")
    return [part for part in ("; ".join(told), caution) if part]


def as_text(table, compared=None, caution: str = "") -> str:
    """Return a table as plain text; a caution stands below it.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [30, 10], "b": [15, 25]}, ["yes", "no"])
    >>> print(as_text(itp.Crosstab.from_counts(counts)))
    Stub, % Total   a   b
    yes        56  75  38
    no         44  25  62
    base       80  40  40
    """
    return cells_as_text(
        shown_cells(table, compared), table_notes(table, compared, caution)
    )


def cells_as_text(cells: pd.DataFrame, notes: Sequence[str]) -> str:
    """Return cells as plain text, and notes below."""
    wide = cells.apply(lambda own: _aligned(list(own)))
    names = [cells.index.name, *[""] * (cells.columns.nlevels - 1)]
    text = wide.rename_axis(index=None).rename_axis(names, axis=1).to_string()
    return "\n".join([*(line.rstrip() for line in text.splitlines()), *notes])


def as_html(table, compared=None, caution: str = "") -> str:
    """Return a table as HTML, letters raised; a caution stands below it."""
    return cells_as_html(
        shown_cells(table, compared), table_notes(table, compared, caution)
    )


def cells_as_html(cells: pd.DataFrame, notes: Sequence[str]) -> str:
    """Return cells as HTML, and notes below."""
    shown = cells.map(lambda cell: escape(cell.number) + (
        f"<sup>{cell.letters}</sup>" if cell.letters else ""))  # fmt: skip
    shown = shown.rename(index=escape, columns=escape)
    names = [escape(cells.index.name), *[""] * (cells.columns.nlevels - 1)]
    shown = shown.rename_axis(index=None).rename_axis(names, axis=1)
    return shown.to_html(escape=False) + "".join(f"<p>{escape(note)}</p>" for note in notes)


def explained(table, caution: str = "") -> str:
    """Say what the shares of a table are of, with every base, and nets or else rows."""
    by = f" by {say(table.banner.label)}" if table.banner else ""
    people = "weights of those" if table.is_weighted else "respondents"
    shares = f"shares are the {people} who gave an answer over all in the column"
    if table.margins is not None:
        shares = "shares and bases are those that were given"
    kinds = {row.kind for row in table.rows}
    inside = [words for kind, words in _SILENT.items() if kind in kinds]
    told = [f"{say(table.stub.label)}{by}: {shares}" + (
        f", {', '.join(inside)} included" if inside else "")]  # fmt: skip
    named = {row.id: say(row.label) for row in table.rows}
    nets = {net.id: say(net.label) for net in table.nets if {*net.categories} <= {*named}}
    of_each = {label: table.net(name) for name, label in (nets or named).items()}
    worth = table.effective_bases
    way = "by the design" if table.design is not None else "(Σw)²/Σw²"
    way = way if table.margins is None else "as given"
    for column, base in table.bases.items():
        effective = "" if np.isclose(base, worth[column]) or not base else (
            f", effective base {way} = {worth[column]:.1f} (design effect "
            f"{base / worth[column]:.3g})")  # fmt: skip
        held = (
            f", {label} {share[column]:.1%}" for label, share in of_each.items() if base
        )
        told.append(f"{column}: base {base:,}{effective}{''.join(held)}")
    caution = caution or (MADE_UP if table.synthetic else "")
    return sentences(*([table.wave] if table.wave else []), *told, caution)


def _percent(share: float) -> str:
    return _NONE if np.isnan(share) else f"{100 * share:.0f}"


def _letters(compared, row: str, column: str) -> str:
    if compared is None or row not in compared.letters.index:
        return ""
    return compared.letters.loc[row].get(column, "")


def _heads(table, compared) -> dict[str, str]:
    letters = compared.column_letters if compared is not None else {}
    own = {c.id: say(c.short or c.label) for c in table.columns}
    lettered = {k: f"{v} ({letters[k]})" if k in letters else v for k, v in own.items()}
    return {"total": "Total", **lettered}


def _aligned(cells: list[Cell]) -> list[str]:
    """Put letters of a column below each other, to the right of its numbers."""
    width = max(len(cell.letters) for cell in cells)
    beside = f" {{:<{width}}}" if width else "{}"
    return [cell.number + beside.format(cell.letters) for cell in cells]
