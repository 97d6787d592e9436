"""The columns of a table: what heads them, their bases, and which are small."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import isnan

import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import wording
from itperception.reporting.tables.html import td, th, tr
from itperception.reporting.wording import text
from itperception.survey.codebook import Category, say

RULE = DisclosureRule()
MARK_BELOW = 100
"""Effective base below which a column carries a star."""


def small_mark(base: float, rule: DisclosureRule = RULE) -> str:
    """Return the mark of a small effective base; nothing for a base of nobody.

    Examples
    --------
    >>> [small_mark(base) for base in (100, 99.9, 30, 26, 0)]
    ['', '*', '*', '**', '']
    """
    if not base > 0:
        return ""
    return "**" if base < rule.flag_below else "*" if base < MARK_BELOW else ""


def base_ranges(series: Sequence[pd.Series], language: str = "en") -> dict[str, str]:
    """Return the base of each column, or the lowest and highest where tables differ.

    Examples
    --------
    >>> base_ranges([pd.Series({"total": 9, "a": 4}), pd.Series({"total": 9, "a": 3})])
    {'total': '9', 'a': '3–4'}
    """
    joined = pd.concat(series, axis=1).agg(["min", "max"], axis=1)
    return {
        column: "–".join(dict.fromkeys(wording.count(end, language) for end in ends))
        for column, *ends in joined.itertuples()
    }


def short_label(category: Category, language: str) -> str:
    """Return what heads a column."""
    return say(category.short or category.label, language)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, the total first.

    Attributes
    ----------
    labels : dict of str
        By id.
    letters : dict of str
        Letter by id, of the columns that are compared.
    bases, weighted, effective : dict of str
        As they are printed.
    least : pandas.Series
        Smallest effective base of each column.
    rule : DisclosureRule
        From where on a base is flagged.
    is_weighted : bool
        Whether any of the tables is.
    language : str
        Language of the page.
    """

    labels: dict[str, str]
    letters: dict[str, str]
    bases: dict[str, str]
    weighted: dict[str, str]
    effective: dict[str, str]
    least: pd.Series
    rule: DisclosureRule
    is_weighted: bool
    language: str

    @classmethod
    def of(
        cls, tables: Sequence[Crosstab], comparisons, language: str, *,
        rule: DisclosureRule = RULE,
    ) -> "Columns":  # fmt: skip
        """Return the columns that tables of one banner have in common.

        Parameters
        ----------
        tables : sequence of Crosstab
            At least one.
        comparisons : Comparisons or None
            Gives the letters.
        language : {"en", "sv", "de"}
            Language of the page.
        rule : DisclosureRule
            From where on a base is flagged.
        """
        ranges = [
            base_ranges([getattr(table, measure) for table in tables], language)
            for measure in ("bases", "weighted_bases", "effective_bases")
        ]
        least = pd.concat([t.effective_bases for t in tables], axis=1).min(axis=1).fillna(0)
        labels = {c.id: short_label(c, language) for c in tables[0].columns}
        return cls(
            {TOTAL: text("table.total", language), **labels},
            dict(comparisons.column_letters) if comparisons else {},
            *ranges, least, rule, any(t.is_weighted for t in tables), language,
        )  # fmt: skip

    def heads(self, first: str) -> list[str]:
        """Return the headings, that of the rows first."""
        lettered = [
            escape(label) + f' <span class="letter">({self.letters[column]})</span>'
            if column in self.letters
            else escape(label)
            for column, label in self.labels.items()
        ]
        return [th(escape(first), "col"), *(th(head, "col") for head in lettered)]

    def base_rows(self) -> list[str]:
        """Return one row of bases, or three in a weighted table."""
        shown = {c: f"{n}{self.star(c)}" for c, n in self.bases.items()}
        rows = [self._base_row("base.unweighted", shown)]
        if self.is_weighted:
            rows.append(self._base_row("base.weighted", self.weighted))
            rows.append(self._base_row("base.effective", self.effective))
        return rows

    def row(
        self, label: str, proportions: pd.Series, marks: Mapping[str, str], css: str = ""
    ) -> str:
        """Return a row of percentages, with letters as HTML behind those that have any."""
        return tr(th(escape(label), "row"), list(self._shares(proportions, marks)), css)

    def star(self, column: str) -> str:
        """Return the mark of a small base."""
        return small_mark(self.least[column], self.rule)

    def _base_row(self, key: str, shown: Mapping[str, str]) -> str:
        cells = [td(escape(shown[column])) for column in self.labels]
        return tr(th(text(key, self.language), "row"), cells, "base")

    def _shares(self, proportions: pd.Series, marks: Mapping[str, str]) -> Iterator[str]:
        for column in self.labels:
            share = proportions[column]
            shown = "" if isnan(share) else escape(wording.percent(share, self.language))
            mark = marks.get(column, "")
            yield td(f"{shown}<sup>{mark}</sup>", "sig") if mark else td(shown)
