"""The chapters of one wave of microdata, one method for each cell of the notebook."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from itperception.counting.crosstab import TOTAL
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.inference.planning.plans import ALPHA
from itperception.reporting import tables
from itperception.reporting.analyses import Analysis, analyse, asked
from itperception.reporting.block import Block
from itperception.reporting.chapters import address, bullets, chapter, paragraph
from itperception.reporting.claims import claims_chapter
from itperception.reporting.comparisons_made import comparisons_chapter
from itperception.reporting.explored import Explored
from itperception.reporting.findings import Finding, chance, linked, surest
from itperception.reporting.firmness import firmness_chapter
from itperception.reporting.gap_chapter import GapChapter
from itperception.reporting.items import Questions
from itperception.reporting.profile import profile_chapter
from itperception.reporting.shown import ShownWave
from itperception.reporting.wave_method import (
    cite_chapter,
    limitations_chapter,
    method_chapter,
)
from itperception.reporting.wording import count, letters_rule, percent, text
from itperception.workbench import Wave, load_wave

MOST_FINDINGS = 5
MANY_TABLES = 60
TREND = "trend.html"


@dataclass(frozen=True, eq=False)
class WaveReport:
    """The report of a wave; every method returns a chapter.

    Attributes
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    by : str or None
        Item whose answers are the columns of the tables that stand open.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    shown: ShownWave
    by: str | None
    language: str = "en"

    def findings(self) -> Block:
        """Say what stands out: the gap, then the surest of the large differences."""
        told = [(gap.sentence(tested=gap.is_found), self._numbers["gap"])
                for gap in self._gaps]  # fmt: skip
        told += [(f.told(self.language), self._numbers[f.analysis.name])
                 for f in self.differences]  # fmt: skip
        title = text("page.findings", self.language)
        first, last = chance(self.explored, self.differences, self.language)
        how = paragraph(last, "note") if last else ""
        return chapter(title, paragraph(first), linked(told, self.language), how)

    def how_to_read(self) -> Block:
        """Explain every mark that the tables carry."""
        examples = {"letter": {"example": f"{percent(0.52, self.language)} B"},
                    "zero": {"example": percent(0.001, self.language)}}  # fmt: skip
        keys = ("percent", "letter", "no_letter", "zero", "interval", "points")
        told = [text(f"read.{key}", self.language, **examples.get(key, {})) for key in keys]
        told += tables.page_notes(
            self.language, is_weighted=self.wave.is_weighted, rule=self.shown.rule
        )
        told += self._informative()
        told.append(letters_rule(self.wave.folder.description.profile, self.language))
        return chapter(text("page.how_to_read", self.language), bullets(told))

    def _informative(self) -> list[str]:
        """Say in how many questions the weights go with the answers."""
        if not self.wave.is_weighted:
            return []
        found = self.wave.informative_weights()["p_adjusted"].dropna()
        told = {"found": count((found <= ALPHA).sum(), self.language),
                "n": count(len(found), self.language)}  # fmt: skip
        return [text("read.informative", self.language, **told)]

    def profile(self) -> Block:
        """Say who answered: what describes respondents, counted and weighted."""
        return profile_chapter(self.shown, self._numbers["profile"], self.language)

    def gap(self) -> Block:
        """Hold self-image against image: how large, everywhere, the same everywhere."""
        if not self._gaps:
            told = paragraph(text(self._no_gap(), self.language,
                                  minimum=str(self.shown.rule.minimum)))  # fmt: skip
            return chapter(text("page.gap", self.language), told)
        return self._gaps[0].chapter(self._numbers["gap"], 1)

    def _no_gap(self) -> str:
        """Return the key of why there is no gap: not declared, not answered, or hidden."""
        declared = self.shown.codebook.gaps
        if not declared:
            return "gap.none"
        items = declared[0].self_item, declared[0].other_item
        known = all(
            item in self.wave.columns and self.wave.crosstab(item).answers().bases[TOTAL]
            for item in items
        )
        return "disclosure.whole" if known else "gap.unanswered"

    def items(self) -> Block:
        """Show every item: chart, table with letters, differences, further banners."""
        return self._sections("page.items", is_set=False)

    def multiple_responses(self) -> Block:
        """Show every multiple response: who ticked what."""
        return self._sections("page.sets", is_set=True)

    def claims(self) -> Block:
        """Say which claims were declared before the data, and which are shown."""
        return claims_chapter(self.shown, self._numbers["claims"], self.language)

    def other_waves(self) -> Block:
        """Say where the wave is held against others."""
        title = text("page.other_waves", self.language)
        if (self.shown.folder.raw / "codebook.yaml").exists():
            return chapter(title, paragraph(text("waves.alone", self.language)))
        told = escape(text("waves.told", self.language, page=TREND))
        linked_told = told.replace(TREND, f'<a href="{TREND}">{TREND}</a>')
        return chapter(title, f"<p>{linked_told}</p>")

    def comparisons(self) -> Block:
        """Say how many comparisons were made, and how many would differ by chance."""
        return comparisons_chapter(
            self.explored, number=self._numbers["comparisons"], language=self.language,
            synthetic=self.wave.synthetic,
        )  # fmt: skip

    def firmness(self) -> Block:
        """Say whether the findings hang on don't knows or on how they were computed."""
        return firmness_chapter(
            self.differences, next((gap for gap in self._gaps if gap.is_found), None),
            language=self.language, number=self._numbers["firmness"], synthetic=self.wave.synthetic,
        )  # fmt: skip

    def methodology(self) -> Block:
        """Return what a survey must disclose, and what such a sample allows to say."""
        return method_chapter(self.shown, self._base, self.language)

    def limitations(self) -> Block:
        """Return what the wave cannot say."""
        return limitations_chapter(self.shown, self.language)

    def cite(self) -> Block:
        """Say how the page is cited."""
        return cite_chapter(self.shown, self._base, self.language)

    @property
    def wave(self) -> Wave:
        """The wave itself."""
        return self.shown.wave

    @property
    def _base(self) -> int:
        """How many answered: the largest base of a question to all."""
        return int(max(table.bases[TOTAL] for table in self.shown.totals()))

    @cached_property
    def _gaps(self) -> list[GapChapter]:
        declared = self.shown.codebook.gaps[:1]
        found = [GapChapter(self.shown, gap, self.language) for gap in declared]
        return [gap for gap in found if gap.can_be_shown]

    @cached_property
    def _analyses(self) -> list[Analysis]:
        """Every question by every banner, that of the page first."""
        banners = list(dict.fromkeys([self.by, *(b.item for b in self.shown.banners)]))
        return [
            analyse(self.shown, question, by)
            for question in asked(self.shown, apart=self.by)
            for by in banners
            if by != question.id
        ]

    @cached_property
    def explored(self) -> Explored:
        """All that was compared without having been declared."""
        return Explored(self._analyses)

    @cached_property
    def differences(self) -> list[Finding]:
        """The differences that are told as findings, the largest first."""
        return surest(self.explored, MOST_FINDINGS - len(self._gaps))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Running numbers of tables, in the order of the page, and of charts."""
        named = ["profile", "gap", "gap-differences", *(a.name for a in self._analyses),
                 "claims", "comparisons", "firmness"]  # fmt: skip
        numbers = {name: number for number, name in enumerate(named, start=1)}
        questions = dict.fromkeys(a.question.id for a in self._analyses)
        charts = [f"chart:{q}{second}" for q in questions for second in ("", ":second")]
        return numbers | {name: number for number, name in enumerate(charts, start=3)}

    def _sections(self, title: str, *, is_set: bool) -> Block:
        guide = address(text("page.how_to_read", self.language))
        told = Questions(self._numbers, self.shown.rule, guide, self.language,
                         is_long=len(self._analyses) > MANY_TABLES)  # fmt: skip
        sections = [told.section(own) for own in self._by_question(is_set=is_set)]
        first = chapter(text(title, self.language))
        return sum(sections, first) if sections else Block("", "")

    def _by_question(self, *, is_set: bool) -> Iterator[list[Analysis]]:
        questions = {a.question.id for a in self._analyses if a.is_set == is_set}
        for name in dict.fromkeys(a.question.id for a in self._analyses):
            if name in questions:
                yield [a for a in self._analyses if a.question.id == name]


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
    """
    loaded = load_wave(wave)
    named = by or next((b.item for b in loaded.codebook.banners), None)
    named = loaded.dimension(named).id if named else None
    shown = ShownWave(loaded, named, rule)
    return WaveReport(shown, named, language)
