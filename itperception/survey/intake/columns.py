"""What is seen in a column of an export, once, for every decision about it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan

from itperception.survey.export import Export, given
from itperception.survey.intake.no_answer import kind_of
from itperception.survey.reading.numbers import decimal_mark, number, unit_of, without_unit

_INFINITE = re.compile(r"[-+]?inf(inity)?", re.IGNORECASE)
_OTHER = re.compile(
    r"(others?|anna[nt]|övrigt|sonstige[rs]?|andere[rs]?)\s*[:–—(-]\s*.+",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-zäöüåß])(?=[A-ZÄÖÜÅ])")


@dataclass(frozen=True)
class Column:
    """A column: its name and label, what the file says of it, and how often each cell.

    Attributes
    ----------
    counts : mapping of str to int
        Cell → how many have it, without empty cells.
    rows : int
        How many respondents there are, with those whose cell is empty.
    """

    name: str
    label: str
    counts: Mapping[str, int]
    rows: int
    value_labels: Mapping[str, str]
    missing: Mapping[str, str]
    measure: str = ""
    is_date: bool = False

    @property
    def given(self) -> int:
        """How many cells are not empty."""
        return sum(self.counts.values())

    @property
    def is_unique(self) -> bool:
        """Whether everybody has a cell, and nobody another one's."""
        return len(self.counts) == self.given == self.rows

    @cached_property
    def words(self) -> list[str]:
        """The words of the name."""
        return words(self.name)

    @cached_property
    def answers(self) -> list[str]:
        """The cells that are answers as far as the file and their words say."""
        return [c for c in self.counts if c not in self.missing and kind_of(c) == "answer"]

    @cached_property
    def others(self) -> dict[str, str]:
        """Cell → "Other", of cells such as "Other: a word", if most of them are there once."""
        found = {} if self.value_labels else {c: _OTHER.fullmatch(c) for c in self.counts}
        told = {cell: other[1] for cell, other in found.items() if other}
        once = sum(self.counts[cell] == 1 for cell in told)
        return told if 1 < len(told) < min(2 * once, len(self.counts)) else {}

    @cached_property
    def numbers(self) -> dict[str, float] | None:
        """Cell → number, if every cell that is not empty is one, be it with a unit."""
        mark = "," if self.has_decimal_comma else "."
        found = {cell: _number(text, mark) for cell, text in self.plain.items()}
        return found if found and not any(map(isnan, found.values())) else None

    @cached_property
    def unit(self) -> str:
        """What stands at every number, as in "30 min" or "$12"."""
        return unit_of(self.answers)

    @cached_property
    def plain(self) -> dict[str, str]:
        """Cell → the cell without its unit."""
        unit = self.unit
        return {cell: without_unit(cell, unit) if unit else cell for cell in self.counts}

    @cached_property
    def has_decimal_comma(self) -> bool:
        """Whether it is of numbers that are written with a comma, as in 0,25."""
        if not any("," in cell for cell in self.counts):
            return False
        texts = [self.plain[cell] for cell in self.answers]
        return any("," in text for text in texts) and decimal_mark(texts) == ","


def columns_of(export: Export) -> Iterator[Column]:
    """Yield the columns of an export in their order."""
    for name in export.cells:
        yield Column(
            name, export.labels.get(name, ""), given(export.cells[name]), len(export.cells),
            export.value_labels.get(name, {}), export.missing.get(name, {}),
            export.measures.get(name, ""), name in export.dates,
        )  # fmt: skip


def words(text: str) -> list[str]:
    """Return the words of a text or a column's name, in lower case.

    Examples
    --------
    >>> words("hur_viktigt_pris"), words("RespondentID"), words("q5.1 Price?")
    (['hur', 'viktigt', 'pris'], ['respondent', 'id'], ['q', '5', '1', 'price'])
    """
    return _WORD.findall(_HUMP.sub(" ", text).casefold())


def _number(cell: str, mark: str) -> float:
    """Return the number that a cell is, an infinite one too, so that it can be refused."""
    return float(cell) if _INFINITE.fullmatch(cell) else number(cell, mark)
