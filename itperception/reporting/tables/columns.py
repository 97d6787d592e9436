"""The columns of a table: what heads them, their bases, and which are too small."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from itperception.counting.crosstab import TOTAL, Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import wording
from itperception.reporting.tables.html import HIDDEN, td, th, tr
from itperception.reporting.wording import text
from itperception.survey.codebook import Category, say

RULE = DisclosureRule()
MARK_BELOW = 50
"""Effective base below which a column carries a star."""
HIDE_BELOW = RULE.minimum_base
"""Effective base below which a column shows no numbers, if no rule is declared."""


def hidden_columns(table: Crosstab, rule: DisclosureRule = RULE) -> list[str]:
    """Return the ids of columns (and "total") whose effective base is too small to show.

    Parameters
    ----------
    table : Crosstab
        Any table.
    rule : DisclosureRule
        What is too small.

    Examples
    --------
    >>> hidden_columns(Crosstab.from_counts(pd.DataFrame({"a": [9, 9], "b": [20, 30]})))
    ['a']
    """
    bases = table.effective_bases.items()
    return [name for name, base in bases if not base >= rule.minimum_base]


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
        By id, those that are withheld included.
    letters : dict of str
        Letter by id, of the columns that are compared.
    bases, weighted, effective : dict of str
        As they are printed.
    least : pandas.Series
        Smallest effective base of each column that is not withheld.
    rule : DisclosureRule
        What is too small to show.
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
        rule: DisclosureRule = RULE, withheld: Sequence[Category] = (),
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
            What is too small.
        withheld : sequence of Category
            Columns that were taken out of the tables before.
        """
        ranges = [
            base_ranges([getattr(table, measure) for table in tables], language)
            for measure in ("bases", "weighted_bases", "effective_bases")
        ]
        least = pd.concat([t.effective_bases for t in tables], axis=1).min(axis=1).fillna(0)
        labels = {c.id: short_label(c, language) for c in _in_order(tables[0], withheld)}
        return cls(
            {TOTAL: text("table.total", language), **labels},
            dict(comparisons.column_letters) if comparisons else {},
            *ranges, least, rule, any(t.is_weighted for t in tables), language,
        )  # fmt: skip

    @property
    def withheld(self) -> list[str]:
        """Columns of which nothing is known here."""
        return [column for column in self.labels if column not in self.least.index]

    @property
    def hidden(self) -> list[str]:
        """Columns that show no percentage."""
        small = self.least.index[self.least < self.rule.minimum_base]
        return [*small, *self.withheld]

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
        """Return the mark of a small base, or of one that is too small."""
        if column in self.hidden:
            return HIDDEN
        return "*" if self.least[column] < MARK_BELOW else ""

    def _base_row(self, key: str, shown: Mapping[str, str]) -> str:
        cells = [td(escape(shown.get(column, HIDDEN))) for column in self.labels]
        return tr(th(text(key, self.language), "row"), cells, "base")

    def _shares(self, proportions: pd.Series, marks: Mapping[str, str]) -> Iterator[str]:
        for column in self.labels:
            if column in self.hidden:
                yield td(HIDDEN, "hidden")
                continue
            shown = escape(wording.percent(proportions[column], self.language))
            mark = marks.get(column, "")
            yield td(f"{shown}<sup>{mark}</sup>", "sig") if mark else td(shown)


def _in_order(table: Crosstab, withheld: Sequence[Category]) -> list[Category]:
    """Return shown and withheld columns in the order of the banner's answers."""
    answers = table.banner.categories if table.banner else ()
    places = {category.id: k for k, category in enumerate(answers)}
    columns = [*table.columns, *withheld]
    return sorted(columns, key=lambda column: places.get(column.id, len(places)))
