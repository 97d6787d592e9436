"""The columns of a table: what heads them, their bases, and which are small."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from math import isnan

import pandas as pd

from itperception.book.table import BookTable, Heading
from itperception.reporting import wording
from itperception.reporting.tables.html import td, th, tr
from itperception.reporting.wording import text
from itperception.terms.text import say


def label_of(heading: Heading, language: str) -> str:
    """Return what heads a row or a column, in a language.

    Examples
    --------
    >>> label_of(Heading("top", {"en": "Good or fair"}, "net"), "en")
    'Net: Good or fair'
    """
    if heading.kind == "total":
        return text("table.total", language)
    label = say(heading.label, language)
    return text("table.net", language, label=label) if heading.kind == "net" else label


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table as they are printed, the total first.

    Attributes
    ----------
    table : BookTable
        The table.
    language : {"en", "sv", "de"}
        Language of the page.
    labels : dict of str
        By id.
    """

    table: BookTable
    language: str
    labels: dict[str, str]

    @classmethod
    def of(cls, table: BookTable, language: str) -> "Columns":
        """Return the columns of a table in a language."""
        return cls(table, language, {c.id: label_of(c, language) for c in table.columns})

    @property
    def bases(self) -> dict[str, str]:
        """Each base as it is printed."""
        return self._ranges("base")

    def heads(self, first: str) -> list[str]:
        """Return the headings, that of the rows first."""
        letters = self.table.letters
        lettered = [
            escape(label) + f' <span class="letter">({letters[column]})</span>'
            if column in letters
            else escape(label)
            for column, label in self.labels.items()
        ]
        return [th(escape(first), "col"), *(th(head, "col") for head in lettered)]

    def base_rows(self) -> list[str]:
        """Return one row of bases, or two in a weighted table."""
        shown = {c: f"{n}{self.table.flag(c)}" for c, n in self.bases.items()}
        rows = [self._base_row("base.unweighted", shown)]
        if self.table.is_weighted:
            rows.append(self._base_row("base.effective", self._ranges("effective_base")))
        return rows

    def row(
        self, label: str, proportions: pd.Series, marks: Mapping[str, str], css: str = ""
    ) -> str:
        """Return a row of percentages, with letters as HTML behind those that have any."""
        return tr(th(escape(label), "row"), list(self._shares(proportions, marks)), css)

    def _ranges(self, measure: str) -> dict[str, str]:
        found = self.table.by_row(measure)
        return {
            column: wording.base_range(found[column], self.language)
            for column in self.labels
        }

    def _base_row(self, key: str, shown: Mapping[str, str]) -> str:
        cells = [td(escape(shown[column])) for column in self.labels]
        return tr(th(text(key, self.language), "row"), cells, "base")

    def _shares(self, proportions: pd.Series, marks: Mapping[str, str]) -> Iterator[str]:
        for column in self.labels:
            share = proportions[column]
            shown = "" if isnan(share) else escape(wording.percent(share, self.language))
            mark = marks.get(column, "")
            yield td(f"{shown}<sup>{mark}</sup>", "sig") if mark else td(shown)


def how_to_percentage(table: BookTable, language: str) -> str:
    """Say of what the percentages are, if any: of a column, or of any number of answers."""
    if not table.shares:
        return ""
    key = "any_number" if table.is_set else "column_percent"
    return text(f"table.{key}", language)
