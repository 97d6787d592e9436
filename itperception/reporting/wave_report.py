"""The chapters of one wave of microdata, one method for each cell of the notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from itperception.book.book import Book, Question
from itperception.book.findings import Finding
from itperception.book.models import explain
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.errors import ItPerceptionError
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import address, block, bullets, chapter, paragraph
from itperception.reporting.claims import claims_chapter
from itperception.reporting.comparisons_made import comparisons_chapter
from itperception.reporting.findings import chance, finding_sentence, linked
from itperception.reporting.firmness import are_findings, firmness_chapter
from itperception.reporting.for_cells import ForCells
from itperception.reporting.gap_chapter import GapChapter
from itperception.reporting.handover import open_book
from itperception.reporting.items import Questions
from itperception.reporting.models_chapter import ModelStory
from itperception.reporting.topline import Topline, in_order
from itperception.reporting.wave_method import (
    cite_chapter,
    limitations_chapter,
    method_chapter,
)
from itperception.reporting.wave_summary import wave_summary
from itperception.reporting.wording import count, letters_rule, percent, text
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

    def findings(self) -> Block:
        """Say what else stands out: the surest of the large differences."""
        told = [(finding_sentence(f, self.language), self._numbers[f.table.name])
                for f in self.differences]  # fmt: skip
        title = text("page.findings", self.language)
        hidden = any(not question.tables for question in self.book.subjects)
        first, last = chance(self.book.explored, self.differences, self.language,
                             hidden=hidden)  # fmt: skip
        how = paragraph(last, "note") if last else ""
        return chapter(title, paragraph(first), linked(told, self.language), how)

    def how_to_read(self) -> Block:
        """Explain every mark that the tables carry."""
        examples = {"letter": {"example": f"{percent(0.52, self.language)} B"},
                    "zero": {"example": percent(0.001, self.language)}}  # fmt: skip
        keys = ("percent", "letter", "no_letter", "zero", "interval", "points")
        told = [text(f"read.{key}", self.language, **examples.get(key, {})) for key in keys]
        told += tables.page_notes(
            self.book.rule, self.language, is_weighted=self.book.is_weighted
        )
        told += self._informative()
        profile = self.book.folder.description.profile
        told.append(letters_rule(profile, self.language))
        return chapter(text("page.how_to_read", self.language), bullets(told))

    def _informative(self) -> list[str]:
        """Say in how many questions the weights go with the answers."""
        if self.book.informative is None:
            return []
        found, n = (count(number, self.language) for number in self.book.informative)
        return [text("read.informative", self.language, found=found, n=n)]

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
        lead = text("items.lead", self.language, n=count(n, self.language))
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
        sections = [
            ModelStory(model, self.book, self.language).section(self._numbers[f"model:{k}"])
            for k, model in enumerate(self.book.models)
        ]
        title = text("page.models", self.language)
        lead = paragraph(text("models.lead", self.language))
        return sum(sections, chapter(title, lead))

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
        return comparisons_chapter(
            self.book.explored, number=self._numbers["comparisons"],
            language=self.language, synthetic=self.book.synthetic,
        )  # fmt: skip

    def firmness(self) -> Block:
        """Say whether the findings hang on don't knows or on how they were computed."""
        return firmness_chapter(self.book, self._numbers.get("firmness", 0), self.language)

    def methodology(self) -> Block:
        """Return what a survey must disclose, and what such a sample allows to say."""
        return method_chapter(self.book, self.language)

    def limitations(self) -> Block:
        """Return what the wave cannot say."""
        return limitations_chapter(self.book, self.language)

    def cite(self) -> Block:
        """Say how the page is cited."""
        return cite_chapter(self.book, self.language)

    @property
    def differences(self) -> list[Finding]:
        """The differences that are told as findings, the largest first."""
        return [found for found, _ in self.book.findings]

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
                 "comparisons", *(["firmness"] if are_findings(book) else []), *self._gap_tables,
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
