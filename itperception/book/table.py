"""One question by one banner as finished numbers: what pages and files only write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from itperception.book.cells import cells_of, higher_of, pairs_of
from itperception.book.numbers import NumberTable
from itperception.counting.crosstab import Crosstab
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.given import TOTAL
from itperception.counting.shown_columns import Told
from itperception.inference.comparisons.letters import letter
from itperception.survey.questions import MultipleResponse
from itperception.terms.category import Category
from itperception.terms.dimension import NESTED, Dimension

if TYPE_CHECKING:
    from itperception.inference.comparisons.comparisons import Comparisons
    from itperception.inference.comparisons.profiles import Profile
    from itperception.inference.results import TestResult

LEAST_SCALE = 3  # answers of a scale that is worth a mean
MARK_BELOW = 100
"""Effective base below which a column carries a star."""


class Heading(NamedTuple):
    """What heads a row or a column; its label in every language, the total's in none.

    ``kind`` is answer, net, dont_know, refused, no_answer or option for a row, or given, that
    a number without bins was; total or column for a column, banner for a banner; of a column
    that does not stand by itself it is the reason: few, apart or nobody.
    """

    id: str
    label: dict[str, str]
    kind: str


class Rules(NamedTuple):
    """By which rules columns were compared."""

    method: str
    adjust: str
    alpha: float
    profile: "Profile"


@dataclass(frozen=True, slots=True, eq=False)
class BookTable:
    """One question by one banner, with everything that may be told of it.

    Attributes
    ----------
    wave : str
        Name of the wave.
    question : Dimension or MultipleResponse
        What was asked.
    banner : Heading or None
        What the columns are; ``None`` for a table of the total only.
    by : str
        Id of the item whose answers the columns are; "total" for none.
    rows, columns : tuple of Heading
        In the order of print: answers, nets, what is no answer; the total first.
    withheld : tuple of Heading
        Columns that do not stand by themselves; the kind is the reason.
    told : Told or None
        How the columns came about.
    cells : pandas.DataFrame
        One line per row and column: row, column, base, effective_base, count (not if a
        `unit` is given), proportion, ci_low, ci_high (at 95 %), higher_than (ids of columns).
    pairs : pandas.DataFrame
        Every pair of columns in every row, as of
        :class:`~itperception.inference.comparisons.comparisons.Comparisons`, with row in
        place of category; of an option, who chose it. If a `unit` is given, without the
        statistic and what it is made of.
    letters : dict of str
        Column id to its letter; they run on through all banners of a question.
    rules : Rules or None
        How the columns were compared; ``None`` without columns.
    test, trend : TestResult or None
        Of the whole table, and of a trend over its columns, if they are ranked.
    detectable, residuals : pandas.DataFrame or None
        The smallest differences that could have been seen between two columns, and how far
        each cell (rows by columns) is from independence.
    defined : tuple of str
        Rows whose answers follow from the columns by definition.
    rule : DisclosureRule
        What was too few, and from where on a base is flagged.
    is_weighted, synthetic : bool
        Whether percentages are weighted, and whether nobody gave these answers.
    describes : bool
        Whether the question only describes respondents.
    unit : float
        What numbers are rounded to, as :mod:`itperception.book.rounding` says; 0 for none.
    numbers : NumberTable or None
        Means of the numbers whose bins the rows are; all that is compared if it has none.
    only : dict of str, optional
        Of whom all is told, by language, if ``wave.yaml`` says so.
    """

    wave: str
    question: Dimension | MultipleResponse
    banner: Heading | None
    by: str
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    withheld: tuple[Heading, ...]
    told: Told | None
    cells: pd.DataFrame
    pairs: pd.DataFrame
    letters: dict[str, str]
    rules: Rules | None
    test: "TestResult | None"
    trend: "TestResult | None"
    detectable: pd.DataFrame | None
    residuals: pd.DataFrame | None
    defined: tuple[str, ...]
    rule: DisclosureRule
    is_weighted: bool
    synthetic: bool
    describes: bool
    unit: float = 0.0
    numbers: NumberTable | None = None
    only: dict[str, str] | None = None
    _known: dict[str, object] = field(default_factory=dict, init=False, repr=False)

    @property
    def name(self) -> str:
        """Question and banner, as the name of a file."""
        by = self.banner.id.replace(NESTED, ".") if self.banner else TOTAL
        return f"{self.question.id}-{by}"

    @property
    def is_set(self) -> bool:
        """Whether any number of options could be chosen."""
        return isinstance(self.question, MultipleResponse)

    @property
    def is_bare(self) -> bool:
        """Whether it is of a number without bins, of which there are means and no shares."""
        return any(row.kind == "given" for row in self.rows)

    @property
    def shares(self) -> list[Heading]:
        """The rows of which the share is told."""
        return [row for row in self.rows if row.kind != "given"]

    @property
    def parts(self) -> list[Heading]:
        """The shares that are no net: together they are everybody in the base."""
        return [row for row in self.shares if row.kind != "net"]

    @property
    def nets(self) -> list[Heading]:
        """The rows that join others."""
        return [row for row in self.rows if row.kind == "net"]

    @property
    def answers(self) -> list[Heading]:
        """The rows on the scale."""
        return [row for row in self.rows if row.kind == "answer"]

    def by_row(self, measure: str) -> pd.DataFrame:
        """Return one column of the cells as a table, rows by columns."""
        if measure not in self._known:
            if not self._known:
                self._known["places"] = self._places()
            at, rows, columns = self._known["places"]
            values = self.cells[measure].to_numpy()[at].reshape(len(rows), len(columns))
            self._known[measure] = pd.DataFrame(values, rows, columns)
        return self._known[measure]

    def _places(self) -> tuple[list[int], pd.Index, pd.Index]:
        """Return where the cells stand, rows by columns, and what these are called."""
        rows, columns = (
            pd.Index([h.id for h in side], name=name)
            for name, side in (("row", self.rows), ("column", self.columns))
        )
        places = zip(self.cells["row"], self.cells["column"], strict=True)
        at = {place: k for k, place in enumerate(places)}
        return [at[place] for place in product(rows, columns)], rows, columns

    def flag(self, column: str) -> str:
        """Return the mark of a column's base: "*" for a small, "**" for a very small one."""
        if "flag" not in self._known:
            least = self.by_row("effective_base").fillna(0).min()
            self._known["flag"] = {c: small_mark(n, self.rule) for c, n in least.items()}
        return self._known["flag"][column]

    def means(self) -> pd.Series | None:
        """Return the mean of what the answers count, by column.

        Returns
        -------
        pandas.Series or None
            Of those who gave an answer, made of the shares as they are told; to one decimal
            if they are rounded. ``None`` for answers of which nobody can say what they count,
            or fewer than `LEAST_SCALE`, for numbers, which have means of their own, and for
            what only describes respondents.
        """
        answers = [row.id for row in self.answers]
        counted = not self.is_set and len(self.question.scores) == len(answers)
        if not counted or len(answers) < LEAST_SCALE or self.numbers or self.describes:
            return None
        shares = self.by_row("proportion").loc[answers]
        scores = pd.Series(self.question.scores, answers)
        sums = shares.sum(skipna=False)
        means = shares.mul(scores, axis=0).sum(skipna=False) / sums.where(sums > 0)
        return means.round(1) if self.unit else means

    @property
    def explored(self) -> pd.DataFrame:
        """The pairs that were tested and could have come out otherwise."""
        if self.pairs.empty:
            return self.pairs
        tested = self.pairs["state"] == "ok"
        if not self.is_set:
            return self.pairs[tested & (self.question.id not in self.defined)]
        return self.pairs[tested & ~self.pairs["row"].isin(self.defined)]

    @property
    def lettered(self) -> int:
        """How many pairs carry a letter."""
        pairs = self.numbers.pairs if self.is_bare else self.pairs
        level = self.rules.alpha if self.rules else 0.0
        return int((pairs["p_adjusted"] <= level).sum()) if len(pairs) else 0


def tabulate(
    sources: Crosstab | Sequence[Crosstab],
    comparisons: "Comparisons | Sequence[Comparisons] | None" = None,
    test: "TestResult | None" = None, *, question: MultipleResponse | None = None,
    banner: Heading | None = None, told: Told | None = None,
    withheld: Sequence[Heading] = (), trend: "TestResult | None" = None,
    detectable: pd.DataFrame | None = None, residuals: pd.DataFrame | None = None,
    defined: Sequence[str] = (), rule: DisclosureRule | None = None, first_letter: int = 0,
    describes: bool = False,
) -> BookTable:  # fmt: skip
    """Put a table together from what was counted, compared and tested.

    Parameters
    ----------
    sources : Crosstab or sequence of Crosstab
        One table, or one for each option of a multiple response, all by one banner.
    comparisons : Comparisons or sequence of Comparisons, optional
        One for each source; gives the letters.
    test, trend, detectable, residuals, defined, told, withheld, rule, describes
        See :class:`BookTable`; by default there is none, and the usual rule.
    question : MultipleResponse, optional
        What the options are of.
    banner : Heading, optional
        By default that of the source.
    first_letter : int
        How many letters the question's tables before this one have.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [30, 60], "b": [10, 30]}, ["good", "poor"])
    >>> tabulate(Crosstab.from_counts(counts)).by_row("proportion")["b"].tolist()
    [0.25, 0.75]
    """
    sources = [sources] if isinstance(sources, Crosstab) else list(sources)
    compared = [] if comparisons is None else comparisons
    compared = list(compared) if isinstance(compared, Sequence) else [compared]
    source, one = sources[0], compared[0] if compared else None
    cells = cells_of(sources, question is not None)
    pairs = pairs_of(compared, sources if question else ())
    has_letters = one is not None and bool(one.column_letters)
    level = max(one.profile.levels) if has_letters else 0.0
    letters = {c.id: letter(first_letter + k) for k, c in enumerate(source.columns)}
    return BookTable(
        source.wave, question or source.stub, banner or _banner(source),
        source.banner.id if source.banner else TOTAL,
        _options(sources) if question else _rows(source),
        (TOTAL_COLUMN, *map(_column, source.columns)), tuple(withheld), told,
        cells.assign(higher_than=higher_of(cells, pairs, level)), pairs,
        letters if has_letters else {},
        one and Rules(one.method, one.adjust, one.alpha, one.profile), test, trend,
        detectable, residuals, tuple(defined), rule or DisclosureRule(),
        any(table.is_weighted for table in sources), source.synthetic, describes,
    )  # fmt: skip


def bare(table: BookTable) -> BookTable:
    """Return a table of a number without bins: that one was given is no answer to compare."""
    rows = (r._replace(kind="given") if r.kind == "answer" else r for r in table.rows)
    cells = table.cells.assign(higher_than=[()] * len(table.cells))
    return replace(table, rows=tuple(rows), cells=cells, pairs=table.pairs[:0], test=None,
                   trend=None, detectable=None, residuals=None)  # fmt: skip


def as_sorted(table: BookTable) -> BookTable:
    """Return a table with its rows as the codebook has them sorted.

    By the shares that are told, so that their order says no more than they do; equal ones as
    they were asked. Answers first, those that are named last, then the option that excludes
    all others, nets, don't know and the like.
    """
    sort = table.question.sort
    if sort is None:
        return table
    share, last = table.by_row("proportion")[TOTAL], [*sort.last]
    last += [table.question.exclusive] if table.is_set else []

    def place(row: Heading) -> tuple[int, float]:
        own = row.id.split(".")[-1]
        return last.index(own) + 1 if own in last else 0, -share[row.id]

    apart = [row for row in table.rows if row.kind not in ("answer", "option")]
    rows = [row for row in table.rows if row not in apart]
    return replace(table, rows=(*sorted(rows, key=place), *apart))


TOTAL_COLUMN = Heading(TOTAL, {}, "total")


def small_mark(base: float, rule: DisclosureRule) -> str:
    """Return the mark of a small effective base; nothing for a base of nobody.

    Examples
    --------
    >>> [small_mark(base, DisclosureRule()) for base in (100, 99.9, 30, 26, 0)]
    ['', '*', '*', '**', '']
    """
    if not base > 0:
        return ""
    return "**" if base < rule.flag_below else "*" if base < MARK_BELOW else ""


def withheld_of(told: Told, categories: Sequence[Category]) -> tuple[Heading, ...]:
    """Return the columns that do not stand by themselves; the kind is the reason."""
    return tuple(Heading(c.id, c.label, told.reasons[c.id])
                 for c in categories if c.id in told.reasons)  # fmt: skip


def _banner(source: Crosstab) -> Heading | None:
    banner = source.banner
    return banner and Heading(banner.id, banner.label, "banner")


def _column(column: Category) -> Heading:
    return Heading(column.id, column.short or column.label, "column")


def _rows(table: Crosstab) -> tuple[Heading, ...]:
    """Return answers, then nets, then what is not an answer."""
    rows = [Heading(row.id, row.label, row.kind) for row in table.rows]
    nets = [Heading(net.id, net.label, "net") for net in table.nets]
    answers = [row for row in rows if row.kind == "answer"]
    return (*answers, *nets, *(row for row in rows if row.kind != "answer"))


def _options(options: Sequence[Crosstab]) -> tuple[Heading, ...]:
    return tuple(Heading(o.stub.id, o.stub.label, "option") for o in options)


def rows_of(tables: Iterable[BookTable]) -> list[Heading]:
    """Return the shares of tables of one question side by side, each once."""
    return list({row.id: row for table in tables for row in table.shares}.values())
