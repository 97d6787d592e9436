"""The chapters of one wave of microdata, one method for each cell of the notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from itperception.book.book import Book, Question
from itperception.book.models import explain
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.errors import ItPerceptionError
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import address, block, bullets, chapter, paragraph
from itperception.reporting.claims import claims_chapter
from itperception.reporting.comparisons_made import comparisons_fold
from itperception.reporting.findings import findings_chapter
from itperception.reporting.firmness import are_findings, firmness_fold
from itperception.reporting.for_cells import ForCells
from itperception.reporting.gap_chapter import GapChapter
from itperception.reporting.guide import guide
from itperception.reporting.handover import open_book
from itperception.reporting.items import Questions
from itperception.reporting.models_chapter import ModelStory
from itperception.reporting.overview_chapter import overview_chapter
from itperception.reporting.topline import Topline, in_order
from itperception.reporting.wave_method import method_chapter
from itperception.reporting.wave_summary import wave_summary
from itperception.reporting.wording import count, text
from itperception.survey.tabulated import Explained
from itperception.survey.waves import open_wave
from itperception.terms.asked import asked
from itperception.terms.text import say

NO_GAP = {"unanswered": "gap.unanswered", "hidden": "disclosure.whole"}


@dataclass(frozen=True, eq=False)
class WaveReport(ForCells):
    """The report of a wave; every method returns a chapter.

    Attributes
    ----------
    book : Book
        Everything that is told of the wave.
    language : {"en", "sv", "de"}
        Language of the page.
    shown : ShownWave or None
        The wave, for what a notebook asks beyond the book.
    """

    book: Book
    language: str = "en"
    shown: ShownWave | None = None

    @property
    def _seen(self) -> Sequence[ShownWave]:
        return [self.shown]

    def summary(self) -> Block:
        """Say what the page is about: its message, in numbers, in a chart, and how sure it is."""
        return wave_summary(self.book, self.language).block()

    def overview(self) -> Block:
        """Draw all questions by the banner of the page: who is above whom in which."""
        return overview_chapter(self.book, self.language)

    def findings(self) -> Block:
        """Say what else stands out: the surest of the large differences."""
        return findings_chapter(self.book, self._numbers, self.language)

    def how_to_read(self) -> Block:
        """Explain every mark that the tables carry."""
        told = guide(self.book, self.language)
        return chapter(text("page.how_to_read", self.language), bullets(told, "two"))

    def topline(self) -> Block:
        """Ask every question again: its wording, who was asked, all answers, wave by wave."""
        return Topline(self.book, self.language).chapter()

    @asked
    def gap(self, *, on: Sequence[str] = ()) -> Block:
        """Hold two answers of the same people together: how large, everywhere, the same.

        Parameters
        ----------
        on : sequence of str
            Items: the gap at each of their answers, all else equal.
        """
        if on:
            return self._explained(Explained(gap=self.book.gaps[0].declared.id, on=on))
        return block(self._gap())

    def tables(self) -> Block:
        """Show every table, closed under its question: the gap, then each by every banner."""
        guide = address(text("page.how_to_read", self.language))
        told = Questions(self._numbers, self.book.rule, guide, self.language)
        counted = self.book.subjects
        folds = [told.fold(q, is_counted=q in counted) for q in self._asked]
        n = sum(len(q.tables) for q in self._asked) + len(self._gap_tables)
        key, least = "items.lead" if n else "disclosure.whole", str(self.book.rule.minimum)
        lead = text(key, self.language, n=count(n, self.language), minimum=least)
        title = text("page.tables", self.language)
        return chapter(title, paragraph(lead), self._gap(), *folds)

    def _gap(self) -> str:
        """Return the gap as a fold; nothing if none is declared."""
        book = self.book
        if book.no_gap == "none":
            return ""
        if book.gaps:
            gap, is_drawn = book.gaps[0], bool(book.codebook.headline)
            told = GapChapter(gap, self.language)
            return told.fold(
                self._numbers["gap"], is_drawn=is_drawn and gap is book.leading_gap
            )
        title = say(book.codebook.gaps[0].label, self.language)
        told = text(NO_GAP[book.no_gap], self.language, minimum=str(book.rule.minimum))
        return tables.folded(title, paragraph(told), text("items.hidden", self.language))

    def models(self) -> Block:
        """Say what goes with the answers that the codebook names, all else equal."""
        if not self.book.models:
            return Block("", "")
        lead = chapter(text("page.models", self.language),
                       paragraph(text("models.lead", self.language)))  # fmt: skip
        folds = [ModelStory(model, self.book, self.language).fold(self._numbers[f"model:{k}"])
                 for k, model in enumerate(self.book.models)]  # fmt: skip
        return sum(folds, lead)

    @asked
    def drivers(
        self, item: str, among: str, on: Sequence[str] = (), *, net: str | None = None
    ) -> Block:
        """Say which options of a set go with an answer; see :meth:`model`."""
        return self._explained(Explained(item=item, among=among, on=on, net=net))

    def _explained(self, declared: Explained) -> Block:
        model = explain(self.shown, declared)
        return ModelStory(model, self.book, self.language).section()

    def claims(self) -> Block:
        """Say which claims were declared before the data, and which are shown."""
        return claims_chapter(self.book, self._numbers.get("claims", 0), self.language)

    def comparisons(self) -> Block:
        """Say how many comparisons were made, and how many would differ by chance."""
        return comparisons_fold(
            self.book.explored, number=self._numbers.get("comparisons", 0),
            language=self.language, synthetic=self.book.synthetic,
        )  # fmt: skip

    def firmness(self) -> Block:
        """Say whether the findings hang on don't knows or on how they were computed."""
        return firmness_fold(self.book, self._numbers.get("firmness", 0), self.language)

    def methodology(self) -> Block:
        """Say how the wave was made, what it cannot say, and how the page is cited."""
        return method_chapter(self.book, self.language)

    @property
    def _asked(self) -> list[Question]:
        """Every question with its tables, in the order of the topline."""
        found = {question.asked.id: question for question in self.book.questions}
        return [found[question.asked.id] for question in in_order(self.book)]

    @property
    def _gap_tables(self) -> list[str]:
        gaps = self.book.gaps[:1]
        differ = [gap for gap in gaps if gap.differs is not None]
        return ["gap"] * len(gaps) + ["gap-differences"] * len(differ)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Running numbers of the tables that the page has, in its order."""
        book = self.book
        named = [*(["claims"] if book.folder.description.families else []),
                 *(["comparisons"] if len(book.explored.pairs) else []),
                 *(["firmness"] if are_findings(book) else []), *self._gap_tables,
                 *(table.name for question in self._asked for table in question.tables),
                 *(f"model:{k}" for k in range(len(book.models)))]  # fmt: skip
        return {name: number for number, name in enumerate(named, start=1)}


@asked
def wave_report(
    wave: str, *, by: str = "", language: str = "en", rule: DisclosureRule | None = None
) -> WaveReport:
    """Open the report of a wave.

    Parameters
    ----------
    wave : str
        Folder below ``data/raw``.
    by : str
        Banner of the tables; empty for the first of the codebook.
    language : {"en", "sv", "de"}
        Language of the page.
    rule : DisclosureRule, optional
        How few are too few to be shown; by default what ``wave.yaml`` declares.

    Examples
    --------
    >>> itp.wave_report("demo-2026").book.folder.name
    'demo-2026'
    """
    if open_wave(wave).description.kind == "published":
        raise ItPerceptionError(
            f"wave {wave!r} is a study in print; its page is made by "
            f"itperception.reproduction_report({wave!r}), in notebooks/reproduction.ipynb"
        )
    opened = open_book(wave, by=by, rule=rule)
    return WaveReport(opened.book, language, opened.shown)
