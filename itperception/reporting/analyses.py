"""A question by a banner, tested and compared once, for every chapter that needs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.counting.shown_columns import Told
from itperception.inference.results import State
from itperception.reporting.shown import ShownWave
from itperception.reporting.tables import SELECTED
from itperception.survey.codebook import Category, Item, MultipleResponse
from itperception.survey.definitions import true_by_definition
from itperception.workbench import Table

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.results import TestResult


@dataclass(frozen=True, eq=False)
class Analysis:
    """What may be shown of a question by a banner.

    Attributes
    ----------
    question : Item or MultipleResponse
        What was asked.
    by : str
        Id of the item whose answers are the columns; "total" for none.
    tables : tuple of Table
        One, or one for each option of a multiple response: of those who answered it.
    told : Told or None
        How the columns came about; None without a banner.
    banner : tuple of Category
        The banner's answers.
    defined : tuple of int
        Tables, by position, whose answers follow from the columns by definition.
    """

    question: Item | MultipleResponse
    by: str
    tables: tuple[Table, ...]
    told: Told | None = None
    banner: tuple[Category, ...] = ()
    defined: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Question and banner, by which the table is found."""
        return f"{self.question.id}-{self.by}"

    @property
    def is_set(self) -> bool:
        """Whether several answers could be given."""
        return isinstance(self.question, MultipleResponse)

    @property
    def is_veiled(self) -> bool:
        """Whether columns, or the whole table by a banner, are not told."""
        return self.by != TOTAL and (self.told is None or bool(self.told.hidden))

    @property
    def has_columns(self) -> bool:
        """Whether there are columns to compare."""
        return any(table.columns for table in self.tables)

    @cached_property
    def test(self) -> "TestResult | None":
        """The test of the whole table; none for a multiple response."""
        return None if self.is_set or not self.has_columns else self.tables[0].test()

    @cached_property
    def trend(self) -> "TestResult | None":
        """The test of a trend over ranked columns; none where nothing has an order."""
        if self.test is None or (found := self.tables[0].trend()).state is State.NOT_RANKED:
            return None
        return found

    @cached_property
    def comparisons(self) -> "tuple[Comparisons, ...]":
        """Every pair of columns of each table."""
        return tuple(t.compare() for t in self.tables) if self.has_columns else ()

    def compared(self, place: int, *, alpha: float) -> pd.DataFrame:
        """Return every pair of columns of a table, with intervals at level 1 − alpha."""
        return self.tables[place].compare(alpha=alpha).pairs

    @property
    def detectable(self) -> pd.DataFrame | None:
        """The smallest differences that could have been seen between two columns."""
        if not self.has_columns:
            return None
        table = self.tables[0]
        bases = table.effective_bases[[column.id for column in table.columns]]
        return _detectable(tuple(bases.round(2).items()))

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The pairs that were tested, with `place`, the table's; of options, the chosen."""
        frames = [c.pairs.assign(place=k) for k, c in enumerate(self.comparisons)]
        if not frames:
            return pd.DataFrame()
        pairs = pd.concat(frames, ignore_index=True)
        tested = pairs["state"] == State.OK
        return pairs[tested & ((pairs["category"] == SELECTED) | (not self.is_set))]

    @property
    def explored(self) -> pd.DataFrame:
        """The pairs that could have come out otherwise."""
        pairs = self.pairs
        return pairs[~pairs["place"].isin(self.defined)] if len(pairs) else pairs


def analyse(
    shown: ShownWave, question: Item | MultipleResponse, by: str | None
) -> Analysis:
    """Return a question by a banner; without tables if nothing of it may be shown.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    question : Item or MultipleResponse
        What was asked.
    by : str or None
        Item whose answers are the columns.
    """
    if isinstance(question, Item):
        tables = [shown.crosstab(question.id, by)]
    else:
        tables = [option.answers() for option in shown.options(question.id, by)]
    kept = tuple(_alike([table for table in tables if table.rows]))
    told = shown.told(kept[0].stub.id, by) if by and kept else None
    banner = shown.wave.dimension(by).categories if by else ()
    defined = [
        place for place, table in enumerate(kept)
        if by and true_by_definition(
            shown.codebook, table.stub.id, shown.wave.dimension(by).id,
            shown.folder.description.layout.columns,
        )
    ]  # fmt: skip
    return Analysis(question, by or TOTAL, kept, told, banner, tuple(defined))


def asked(shown: ShownWave, *, apart: str | None) -> Iterator[Item | MultipleResponse]:
    """Yield what the wave asked about its subject: items, then multiple responses.

    Parameters
    ----------
    shown : ShownWave
        The wave.
    apart : str or None
        An item that is not told by itself, such as the banner of the page.
    """
    for item in shown.codebook.items:
        if not item.profile and item.id != apart and item.id in shown.wave.columns:
            yield item
    for chosen in shown.codebook.multiple_responses:
        if shown.options(chosen.id):
            yield chosen


@cache
def _detectable(bases: tuple[tuple[str, float], ...]) -> pd.DataFrame:
    """Return what could have been seen; most tables of a banner have the same bases."""
    from itperception.inference.planning.detectable import detectable_differences

    return detectable_differences(pd.Series(dict(bases)))


def _alike(options: list[Table]) -> list[Table]:
    """Return the tables that have the most columns; of a single question there is one."""
    most = max((len(option.columns) for option in options), default=0)
    return [option for option in options if len(option.columns) == most]
