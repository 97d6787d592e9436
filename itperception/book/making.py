"""Making a book: a wave is counted, protected, compared and tested, each once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import pandas as pd

from itperception.book.book import (
    Book,
    Hidden,
    Question,
    WaveTotals,
    Weights,
    leading_gap,
    subjects_of,
)
from itperception.book.cells import pairs_of
from itperception.book.claims import claims_decided
from itperception.book.explored import Explored
from itperception.book.findings import MOST, firm_finding, firm_gap, surest
from itperception.book.gap import gap_tables
from itperception.book.models import declared_models
from itperception.book.number_rounding import rounded
from itperception.book.numbers import number_table
from itperception.book.rounding import Rounding
from itperception.book.shown import ShownWave
from itperception.book.table import (
    BookTable,
    Heading,
    as_sorted,
    bare,
    tabulate,
    withheld_of,
)
from itperception.counting.given import TOTAL
from itperception.inference.intervals import ALPHA
from itperception.inference.results import State, TestResult
from itperception.survey.comparability import comparability
from itperception.survey.definitions import true_by_definition
from itperception.survey.drawn import STRATUM
from itperception.survey.questions import MultipleResponse
from itperception.terms.dimension import NESTED, Dimension
from itperception.workbench import Table

LEAST_ANSWERS = 3  # of a question that is worth a look at its residuals


def make_book(
    shown: ShownWave, *, before: Sequence[ShownWave] = (), after: Sequence[ShownWave] = ()
) -> Book:
    """Count, protect, compare and test a wave, each once.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    before, after : sequence of ShownWave
        The earlier and the later waves of its survey, in order of time.

    Examples
    --------
    >>> from itperception.workbench import load_wave
    >>> book = make_book(ShownWave(load_wave("demo-2024"), "org_type"))
    >>> book.questions[0].tables[0].name, len(book.gaps)
    ('org_type-company_size', 1)
    """
    making = _Making(shown)
    others = [_Making(other).totals(_breaks(shown, other)) for other in after[::-1]]
    others += [_Making(other).totals(_breaks(other, shown)) for other in before[::-1]]
    return making.book((making.totals({}), *others))


@dataclass(frozen=True, eq=False)
class _Making:
    """A book in the making: besides its tables, what they are made of."""

    shown: ShownWave

    def book(self, waves: tuple[WaveTotals, ...]) -> Book:
        shown, claims, rounding = self.shown, self.shown.claims(), self._rounding
        gaps = gap_tables(shown, claims, rounding)
        found = surest(self._explored, MOST, self.compared)
        first = leading_gap(gaps, shown.codebook)
        firm = firm_gap(shown, first, rounding) if first else None
        return Book(
            shown.folder, shown.by, shown.rule, shown.people,
            self._questions, waves, gaps, declared_models(shown),
            claims_decided(shown, claims, gaps, rounding),
            tuple((f, firm_finding(f, self._sources, rounding)) for f in found),
            firm, tuple(_hidden(shown)), _weights(shown), _informative(shown),
            shown.is_clustered, STRATUM in shown.wave.columns, shown.wave.synthetic,
            shown.provenance, self._explored, rounding.unit if rounding else 0.0,
            "" if gaps else _no_gap(shown),
        )  # fmt: skip

    @cached_property
    def _rounding(self) -> Rounding | None:
        return Rounding.of(self.shown)

    @cached_property
    def _sources(self) -> dict[str, tuple[Table, ...]]:
        """What each table is made of, by its name; filled while they are made."""
        return {}

    @cached_property
    def _questions(self) -> tuple[Question, ...]:
        """What was asked, as it is told."""
        return tuple(question._replace(tables=tuple(map(self._told, question.tables)))
                     for question in self._exact)  # fmt: skip

    def totals(self, breaks: dict[str, tuple[str, ...]]) -> WaveTotals:
        """Return what is told of everybody."""
        shown, questions = self.shown, []
        for asked, describes in _asked(shown):
            table = self._table(asked, None, 0, describes)
            told = (self._told(table),) if table else ()
            questions.append(Question(asked, describes, told))
        return WaveTotals(shown.folder, tuple(questions), shown.rule.minimum, breaks)

    def _told(self, table: BookTable) -> BookTable:
        """Return a table as it is told: rounded, if its wave is, and in its order."""
        if self._rounding is None:
            return as_sorted(table)
        told, numbers = self._rounding.table(table), table.numbers
        if numbers is not None:
            own = self._rounding.on(table.question.id, numbers.id)
            told = replace(told, numbers=rounded(numbers, own, table.by))
        return as_sorted(told)

    @cached_property
    def _explored(self) -> Explored:
        """What was compared: judged by exact numbers, told like all others."""
        exact, told = ([table for q in subjects_of(questions, self.shown.by) for table in q.tables]
                       for questions in (self._exact, self._questions))  # fmt: skip
        found = Explored.of(exact)
        return found.told(told, self._rounding) if self._rounding else found

    @cached_property
    def _exact(self) -> tuple[Question, ...]:
        return tuple(Question(asked, describes, tuple(self._tables(asked, describes)))
                     for asked, describes in _asked(self.shown))  # fmt: skip

    def _tables(
        self, asked: Dimension | MultipleResponse, describes: bool
    ) -> Iterator[BookTable]:
        letters = 0
        for banner in _banners(self.shown, asked):
            table = self._table(asked, banner, letters, describes)
            if table is not None:
                letters += len(table.letters)
                yield table

    def _table(
        self, asked: Dimension | MultipleResponse, banner: Heading | None, letters: int,
        describes: bool,
    ) -> BookTable | None:  # fmt: skip
        """Return a table; None if nothing of the question may be shown."""
        shown, is_set = self.shown, isinstance(asked, MultipleResponse)
        by = banner and shown.wave.dimension(banner.id)
        every = [source.answers() for source in shown.options(asked.id, by and by.id)] \
            if is_set else [shown.crosstab(asked.id, by and by.id)]  # fmt: skip
        sources = _alike([source for source in every if source.rows])
        if not sources:
            return None
        told = shown.told(sources[0].stub.id, by.id) if by else None
        is_whole = len(sources) == len(every) and not (told and told.hidden)
        one = sources[0]
        compared = [source.compare() for source in sources] if one.columns else []
        made = tabulate(
            sources, compared, self._test(asked, by, sources, is_whole),
            question=asked if is_set else None, banner=banner, told=told,
            withheld=withheld_of(told, by.categories) if told else (),
            trend=None if is_set or not one.columns else _trend(one),
            detectable=_detectable(one) if one.columns else None,
            residuals=None if is_set else _residuals(one),
            defined=self._defined(sources, by), rule=shown.rule, first_letter=letters,
            describes=describes,
        )  # fmt: skip
        made = replace(made, only=shown.folder.only)
        self._sources[made.name] = tuple(sources)
        number = shown.codebook.number(asked.id)
        if number is None:
            return made
        made = replace(made, numbers=number_table(shown, number, by))
        return made if number.has_bins else bare(made)

    def _test(self, asked, by, sources: Sequence[Table], is_whole: bool):
        """Test a table as a whole; a multiple response only if every option is in it."""
        if not sources[0].columns:
            return None
        if not isinstance(asked, MultipleResponse):
            return sources[0].test()
        if not is_whole or len(sources) < len(asked.options):
            return None
        return self.shown.wave.multiple_response(asked.id, by.id).permutation

    def _defined(self, sources: Sequence[Table], by: Dimension | None) -> list[str]:
        """Return what follows from the columns by definition."""
        layout = self.shown.folder.description.layout.columns
        return [source.stub.id for source in sources if by and true_by_definition(
            self.shown.codebook, source.stub.id, by.id, layout)]  # fmt: skip

    @cached_property
    def _again(self) -> dict[tuple[str, str, float], pd.DataFrame]:
        return {}

    def compared(self, table: BookTable, row: str, alpha: float) -> pd.DataFrame:
        """Return the pairs of a row of a table with intervals at level 1 − alpha."""
        own = self._sources[table.name]
        own = [o for o in own if o.stub.id == row] if table.is_set else own
        key = table.name, own[0].stub.id, alpha
        if key not in self._again:
            found = [source.compare(alpha=alpha) for source in own]
            exact = pairs_of(found, own if table.is_set else ())
            rounding = self._rounding and self._rounding.on(*(one.stub.id for one in own))
            self._again[key] = rounding.pairs(exact, table.by) if rounding else exact
        return self._again[key]


def _breaks(earlier: ShownWave, later: ShownWave) -> dict[str, tuple[str, ...]]:
    """Return, by item or option, what changed so that two waves cannot be compared."""
    found = comparability([earlier.folder, later.folder])
    broken = found[~found["comparable"].astype(bool)]
    return {item: tuple(own["change"]) for item, own in broken.groupby("item", sort=False)}


def _asked(shown: ShownWave) -> Iterator[tuple[Dimension | MultipleResponse, bool]]:
    """Yield what the wave asked, and whether it only describes respondents."""
    for item in shown.codebook.items:
        if item.id in shown.wave.columns:
            yield shown.wave.dimension(item.id), item.profile
    for chosen in shown.codebook.multiple_responses:
        options = [option.id for option in shown.codebook.options(chosen.id)]
        if any(option in shown.wave.columns for option in options):
            yield chosen, False


def _banners(shown: ShownWave, asked) -> list[Heading | None]:
    """Return by what a question is broken: the page's own first; by nothing, if by none."""
    declared = {b.item: Heading(b.id, b.label, "banner") for b in shown.banners}
    if shown.by and shown.by not in declared:
        by = shown.wave.dimension(shown.by)
        declared[by.id] = Heading(by.id, by.label, "banner")
    order = dict.fromkeys([*([shown.by] if shown.by else []), *declared])
    made_of = {item: {item, *item.split(NESTED)} for item in order}
    return [declared[item] for item in order if asked.id not in made_of[item]] or [None]


def _alike(options: list[Table]) -> list[Table]:
    """Return the tables that have the most columns; of a single question there is one."""
    most = max((len(option.columns) for option in options), default=0)
    return [option for option in options if len(option.columns) == most]


def _trend(source: Table) -> TestResult | None:
    found = source.trend()
    return None if found.state is State.NOT_RANKED else found


def _residuals(source: Table) -> pd.DataFrame | None:
    """Return how far cells are from independence, where that is a picture of its own."""
    answers = [row for row in source.rows if row.kind == "answer"]
    if not source.columns or source.nets or len(answers) < LEAST_ANSWERS:
        return None
    found = source.residuals()
    return found.pivot(index="category", columns="banner", values="residual")


def _detectable(source: Table) -> pd.DataFrame:
    bases = source.effective_bases[[column.id for column in source.columns]]
    return _detectable_of(tuple(bases.round(2).items()))


@cache
def _detectable_of(bases: tuple[tuple[str, float], ...]) -> pd.DataFrame:
    """Return what could have been seen; most tables of a banner have the same bases."""
    from itperception.inference.planning.detectable import detectable_differences

    return detectable_differences(pd.Series(dict(bases)))


def _hidden(shown: ShownWave) -> Iterator[Hidden]:
    """Yield what does not stand by itself in any question, or only of those asked some.

    Columns of nobody, as the condition of a question leaves them, are not told, nor are
    those that only a table of another banner's own question goes without.
    """
    protection = shown.protection
    banners = {banner.id: banner for banner in protection.atoms.banners}
    subjects = [d for d in shown.codebook.dimensions()
                if d.id in protection.shown and d.id not in banners]  # fmt: skip
    for banner in banners.values():
        gone: dict[bool, set[str]] = {False: set(), True: set()}
        for item in subjects:
            gone[item.asked_if is not None] |= {*protection.told(item.id, banner.id).hidden}
        for is_part, names in ((False, gone[False]), (True, gone[True] - gone[False])):
            columns = tuple(c for c in banner.categories if c.id in names)
            if columns:
                yield Hidden(banner, columns, is_part)


def _no_gap(shown: ShownWave) -> str:
    """Return why no gap is shown."""
    declared = shown.codebook.gaps
    if not declared:
        return "none"
    items = declared[0].self_item, declared[0].other_item
    return "hidden" if all(map(shown.is_answered, items)) else "unanswered"


def _weights(shown: ShownWave) -> Weights | None:
    if not shown.wave.is_weighted:
        return None
    plain = replace(shown.largest(), design=None)
    people, effect = int(plain.bases[TOTAL]), float(f"{plain.design_effects[TOTAL]:.2g}")
    return Weights(people, effect, round(people / effect))


def _informative(shown: ShownWave) -> tuple[int, int] | None:
    if not shown.wave.is_weighted:
        return None
    found = shown.wave.informative_weights()["p_adjusted"].dropna()
    return int((found <= ALPHA).sum()), len(found)
