"""Why a letter stands where it stands: every number behind it, one link away.

Each letter of a table is a link to its own line in a closed part below the table, which
a browser opens when the link is followed. There the lines of all letters are one table;
a sentence below it names test, family and adjustment and fills in the formula once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from itperception.book.table import Heading
from itperception.reporting import wording
from itperception.reporting.tables.columns import Columns, label_of
from itperception.reporting.tables.formulas import SYMBOLS, formula
from itperception.reporting.tables.html import boxed, folded, td, th, tr
from itperception.reporting.wording import text

P_VALUES = ("p_value", "p_adjusted")


class Mark(NamedTuple):
    """A letter: in which cell, what it is, how it is spoken, and its line."""

    row: Heading
    column: str
    letter: str
    spoken: str
    pair: dict


@dataclass(frozen=True, slots=True)
class Letters:
    """All letters of a table.

    Attributes
    ----------
    marks : tuple of Mark
        In the order of the table.
    columns : Columns
        The columns of the table.
    place : str
        Start of the lines' ids, escaped.
    """

    marks: tuple[Mark, ...]
    columns: Columns
    place: str

    @classmethod
    def of(cls, columns: Columns, place: str) -> "Letters":
        """Read the letters off the comparisons.

        Parameters
        ----------
        columns : Columns
            The columns of the table.
        place : str
            Id of its figure.
        """
        return cls(
            tuple(_marks_of(columns)), columns, escape(place.replace("table-", "t", 1))
        )

    def cell_marks(self, row: str) -> dict[str, str]:
        """Return the letters of a row by column, each a link to its line."""
        found: dict[str, str] = {}
        for number, mark in enumerate(self.marks, start=1):
            if mark.row.id == row:
                link = (
                    f'<a href="#{self.place}-{number}" aria-label="{escape(mark.spoken)}">'
                    f"{mark.letter}</a>"
                )
                found[mark.column] = found.get(mark.column, "") + link
        return found

    def why(self) -> str:
        """Return the closed part below the table; nothing if there is no letter."""
        if not self.marks:
            return ""
        language = self.columns.language
        heads = [th(escape(head), "col") for head in self._heads()]
        lines = [
            self._line(number, mark) for number, mark in enumerate(self.marks, start=1)
        ]
        told = text("why.title", language, count=str(len(self.marks)))
        rest = f"\n<p>{escape(' '.join(self._told()))}</p>"
        return folded(told, boxed(told, "".join(heads), lines) + rest)

    def _heads(self) -> Iterator[str]:
        language = self.columns.language
        rules = self.columns.table.rules
        level = wording.bare_level(1 - rules.alpha, language)
        for key in ("answer", "higher", "lower"):
            yield text(f"why.{key}", language)
        yield text("why.difference", language, level=level)
        yield text("base.unweighted", language)
        if self.columns.table.unit == 0:
            if self.columns.table.is_weighted:
                yield text("base.effective", language)
            yield SYMBOLS[rules.profile.test]
        yield from (text(f"why.{key}", language) for key in ("p", "p_adjusted"))

    def _line(self, number: int, mark: Mark) -> str:
        language, pair, unit = self.columns.language, mark.pair, self.columns.table.unit
        cells = [
            *(self._side(pair, end) for end in ("", "_second")),
            _difference(pair, language),
            *(self._both(pair, base) for base in self._bases),
            *([] if unit else [wording.decimal(pair["statistic"], language)]),
            *(bare_p(pair[p], language, unit=unit) for p in P_VALUES),
        ]
        head = th(escape(label_of(mark.row, language)), "row")
        return tr(head, [td(escape(c)) for c in cells], "", f"{self.place}-{number}")

    @property
    def _bases(self) -> list[str]:
        table = self.columns.table
        return [
            "base",
            *(["effective_base"] if table.is_weighted and not table.unit else []),
        ]

    def _side(self, pair: dict, end: str) -> str:
        column = pair["second" if end else "first"]
        named = self.columns.table.letters.get(column) or _label(self.columns, column)
        return f"{named} {wording.percent(pair[f'proportion{end}'], self.columns.language)}"

    def _both(self, pair: dict, name: str) -> str:
        ends = (pair[name], pair[f"{name}_second"])
        return " / ".join(wording.count(end, self.columns.language) for end in ends)

    def _told(self) -> Iterator[str]:
        """Name test, family and adjustment, and work out the first letter."""
        language, mark = self.columns.language, self.marks[0]
        rules, pair = self.columns.table.rules, mark.pair
        base = wording.base_tested(rules.profile, self.columns.table.is_weighted, language)
        yield text(
            "why.rule", language, method=wording.named("method", rules.method, language),
            level=wording.level(rules.alpha, language), base=base,
        )  # fmt: skip
        sizes = sorted({int(m.pair["family_size"]) for m in self.marks})
        yield text(
            "why.unadjusted" if rules.adjust == "none" else f"why.{rules.profile.within}",
            language, size="–".join(str(size) for size in (*sizes[:1], *sizes[1:][-1:])),
            adjustment=text(f"adjust.{rules.adjust}", language),
        )  # fmt: skip
        if self.columns.table.unit:
            return
        yield text(
            "why.worked", language, answer=label_of(mark.row, language),
            first=_label(self.columns, pair["first"]),
            second=_label(self.columns, pair["second"]),
            formula=formula(pair, rules.profile.test, language),
            p=wording.p_value(pair["p_value"], language),
            adjusted=wording.p_value(pair["p_adjusted"], language),
        )  # fmt: skip


def bare_p(p: float, language: str = "en", *, unit: float = 0.0) -> str:
    """Return a p-value for a column that is headed p.

    Examples
    --------
    >>> bare_p(0.0132), bare_p(2e-9)
    ('0.013', '< 0.001')
    """
    told = wording.p_value(p, language, unit=unit)
    return told.removeprefix("p ").removeprefix("= ")


def _marks_of(columns: Columns) -> Iterator[Mark]:
    """Yield the letters row by row, in the order of the columns."""
    rules, pairs = columns.table.rules, columns.table.pairs
    if rules is None:
        return
    found = pairs[pairs["p_adjusted"] <= max(rules.profile.levels)].to_dict("records")
    order = list(columns.labels)
    for row in columns.table.rows:
        marks = [_mark(row, pair, columns) for pair in found if pair["row"] == row.id]
        yield from sorted(marks, key=lambda mark: order.index(mark.column))


def _mark(row: Heading, pair: dict, columns: Columns) -> Mark:
    """Return the letter of a pair; against the rest or the total it is a sign."""
    table, language = columns.table, columns.language
    is_higher = pair["difference"] > 0
    if not table.letters:
        told = text(
            f"why.is_{'higher' if is_higher else 'lower'}", language,
            column=_label(columns, pair["second"]),
        )  # fmt: skip
        return Mark(row, pair["first"], "+" if is_higher else "−", told, pair)
    pair = pair if is_higher else turned(pair)
    capital = table.letters[pair["second"]]
    is_sure = pair["p_adjusted"] <= table.rules.profile.levels[0]
    letter = capital if is_sure else capital.lower()
    told = text("why.is_higher", language, column=letter)
    return Mark(row, pair["first"], letter, told, pair)


def turned(pair: dict) -> dict:
    """Return a comparison of two columns the other way round."""
    sides = (name.removesuffix("_second") for name in pair if name.endswith("_second"))
    pairs = [("first", "second"), *((name, f"{name}_second") for name in sides)]
    swapped = {a: pair[b] for one in pairs for a, b in (one, one[::-1])}
    signs = {"difference": -pair["difference"], "ci_low": -pair["ci_high"],
             "ci_high": -pair["ci_low"]}  # fmt: skip
    if "statistic" in pair:
        signs["statistic"] = abs(pair["statistic"])
    return {**pair, **swapped, **signs}


def _label(columns: Columns, column: str) -> str:
    return columns.labels.get(column) or text("why.rest", columns.language)


def _difference(pair: dict, language: str) -> str:
    ends = ("difference", "ci_low", "ci_high")
    told, low, high = (wording.signed(pair[end] * 100, language) for end in ends)
    return f"{told} ({text('number.range', language, low=low, high=high)})"
