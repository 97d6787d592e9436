"""The chapters of a trend: only what was asked alike is drawn as one line."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from itperception.book.gap_course import GapCourse
from itperception.book.shown import ShownWave
from itperception.book.trend_changes import TrendChanges
from itperception.book.trend_models import model_course, model_courses
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.given import TOTAL
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.change_table import change_table
from itperception.reporting.chapters import bullets, chapter, field_dates, paragraph
from itperception.reporting.for_cells import ForCells
from itperception.reporting.trend_charts import by_wave_charts, change_charts, pair_chart
from itperception.reporting.trend_models import ChangeStory
from itperception.reporting.trend_summary import TrendSummary
from itperception.reporting.trend_tables import differences_chapter, gap_table
from itperception.reporting.trend_words import TrendWords
from itperception.reporting.wave_method import only_told, rounded
from itperception.reporting.wording import count, text
from itperception.survey.questions import MultipleResponse
from itperception.survey.tabulated import Explained
from itperception.terms.asked import asked
from itperception.terms.dimension import Dimension
from itperception.terms.text import say
from itperception.workbench import Wave, load_waves


@dataclass(frozen=True, eq=False)
class TrendReport(ForCells):
    """The report of several waves; every method returns a chapter.

    Attributes
    ----------
    shown : tuple of ShownWave
        The waves, as they may be shown, in order of time.
    by : str or None
        Banner whose groups get a line each.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    shown: tuple[ShownWave, ...]
    by: str | None
    language: str = "en"

    def summary(self) -> Block:
        """Say what the waves show: the largest change beyond chance, or that there is none."""
        return self._summary.summary().block()

    def findings(self) -> Block:
        """Say every change beyond chance, with intervals that allow for the selection."""
        found = self._trend.found.itertuples(index=False)
        told = [self._words.sentence(line) for line in found]
        title = text("trend.found", self.language)
        return chapter(title, bullets(told, "findings")) if told else Block("", "")

    def waves(self) -> Block:
        """List the waves: dates, n, mode, weighting."""
        lines = [self._wave_line(shown) for shown in self.shown]
        names = ("wave", "field", "n", "mode", "weighting")
        heads = {"wave": "page.wave"} | {n: f"methodology.{n}" for n in names[1:]}
        columns = {
            name: (text(key, self.language), "count" if name == "n" else "text")
            for name, key in heads.items()
        }
        title = text("trend.waves", self.language)
        table = tables.frame_table(
            pd.DataFrame(lines), columns, title=title, name="waves", number=1,
            language=self.language, synthetic=self._synthetic,
        )  # fmt: skip
        only = (only_told(shown, self.language) for shown in self.shown)
        told = [
            f"{wave.name}: {who}."
            for wave, who in zip(self.loaded, only, strict=True)
            if who
        ]
        told += rounded(self._trend.unit, self.language)
        return chapter(title, table, *(paragraph(one, "note") for one in told))

    def changes(self) -> Block:
        """List what was asked or surveyed differently, and whether it can be compared."""
        return differences_chapter(self._words, number=2, synthetic=self._synthetic)

    def gap(self) -> Block:
        """Show each gap of two answers of the same people wave by wave, and its change."""
        title = text("trend.gap", self.language)
        if not self._trend.gaps:
            return chapter(title, paragraph(text("gap.none", self.language)))
        parts = [self._gap(k, gap) for k, gap in enumerate(self._trend.gaps)]
        return sum(parts, chapter(title))

    def lines(self) -> Block:
        """Draw all changes with their intervals, and list them item by item."""
        numbered = enumerate(self._in_order, 3 + 2 * len(self._trend.gaps))
        sections = [
            self._number(number, name) if name in self._words.numbers
            else self._section(number, self.loaded[-1].dimension(name))
            for number, name in numbered
        ]  # fmt: skip
        drawn = change_charts(self._words, synthetic=self._synthetic)
        first = chapter(text("trend.lines", self.language), *(c.to_html() for c in drawn))
        return sum(sections, first)

    def sets(self) -> Block:
        """List the options of each multiple response, with the change in each."""
        first = self._first_set
        sets = self.loaded[-1].codebook.multiple_responses
        sections = [self._set(number, chosen) for number, chosen in enumerate(sets, first)]
        return sum(sections, chapter(text("page.sets", self.language)))

    def models(self) -> Block:
        """Say what is left of changes if who answered had not changed; see :meth:`model`."""
        courses = model_courses(self._trend)
        if not courses:
            return Block("", "")
        first = self._first_set + len(self.loaded[-1].codebook.multiple_responses)
        stories = [ChangeStory(course, self._trend, self.language, courses)
                   for course in courses]  # fmt: skip
        told = [story for story in stories if story.is_compared]
        sections = [story.section(number) for number, story in enumerate(told, first)]
        gone = [line for story in stories if story not in told for line in story.verdicts()]
        lead = paragraph(text("trend.models_lead", self.language))
        title = text("page.models", self.language)
        return sum(sections, chapter(title, lead, bullets(gone) if gone else ""))

    def _explained(self, declared: Explained) -> Block:
        course = model_course(self._trend, declared)
        return ChangeStory(course, self._trend, self.language).section()

    @property
    def _seen(self) -> Sequence[ShownWave]:
        return self.shown

    @property
    def loaded(self) -> tuple[Wave, ...]:
        """The waves, in order of time."""
        return tuple(shown.wave for shown in self.shown)

    @property
    def _synthetic(self) -> bool:
        return any(wave.synthetic for wave in self.loaded)

    @cached_property
    def _trend(self) -> TrendChanges:
        return TrendChanges(self.shown, self.by, self.language)

    @property
    def _words(self) -> TrendWords:
        return self._summary.words

    @cached_property
    def _summary(self) -> TrendSummary:
        return TrendSummary(self._trend, self.language)

    @property
    def _followed(self) -> list[Dimension]:
        return [item for item in self._trend.asked if "." not in item.id]

    @property
    def _in_order(self) -> list[str]:
        """Every item, and behind that of its bins the means of a number."""
        items = {item.id: [item.id] for item in self._followed}
        for course in self._trend.numbers:
            items.setdefault(course.number.bins_id, []).append(course.id)
        return [name for names in items.values() for name in names]

    @property
    def _first_set(self) -> int:
        """Running number of the table of the first multiple response."""
        return 3 + 2 * len(self._trend.gaps) + len(self._in_order)

    def _wave_line(self, shown: ShownWave) -> dict:
        told = shown.folder.description
        return {
            "wave": shown.wave.name,
            "field": field_dates(shown.folder, self.language),
            "n": shown.people if told.where else told.n,
            "mode": say(told.mode, self.language) if told.mode else None,
            "weighting": say(told.weighting, self.language) if told.weighting else None,
        }

    def _section(self, number: int, item: Dimension) -> Block:
        names, title = self._words.groups, self._words.label(item.id)
        cut = {names[g]: table for g, table in self._trend.tables[item.id].items()}
        if not cut:
            told = text("trend.hidden", self.language)
            return chapter(title, paragraph(told), level=3)
        told = self._told(number, item.id, title, "gap.group", self._method("method"))
        return chapter(title, told, self._missing(cut), level=3)

    def _number(self, number: int, name: str) -> Block:
        """List the means of a number, or its scores, with the change in each group."""
        title, groups = self._words.label(name), self._words.numbers[name].groups
        if not groups:
            told = text("trend.hidden", self.language)
            return chapter(title, paragraph(told), level=3)
        told = self._told(number, name, title, "gap.group", self._method("mean_method"),
                          kind=f"decimal{self._words.digits(name)}")  # fmt: skip
        missing = self._missing([self._words.groups[group] for group in groups])
        return chapter(title, told, missing, level=3)

    def _gap(self, place: int, gap: GapCourse) -> Block:
        """Draw a gap wave by wave, and list its values and its changes."""
        title, number = self._words.gap_title(gap.declared), 3 + 2 * place
        told = gap.frame.assign(label=gap.frame["group"].map(self._words.groups))
        table = gap_table(told, gap.declared, self._words, number=number,
                          synthetic=self._synthetic)  # fmt: skip
        changed = self._told(number + 1, gap.declared.id,
                             text("trend.gap_change", self.language), "gap.group",
                             self._method("gap_method"), kind="points")  # fmt: skip
        drawn = by_wave_charts(gap, self._words, synthetic=self._synthetic)
        if TOTAL in gap.groups and gap is not self._summary.course:  # that begins the page
            drawn.insert(0, pair_chart(gap, self._words, synthetic=self._synthetic))
        return chapter(
            title, *(chart.to_html() for chart in drawn), table, changed, level=3
        )

    def _missing(self, cut: Collection[str]) -> str:
        """Name the groups that one of the waves hides."""
        categories = self.loaded[-1].dimension(self.by).categories if self.by else ()
        names = [self._words.groups[c.id] for c in categories if c.kind == "answer"]
        gone = [name for name in names if name not in cut]
        told = text("disclosure.columns_here", self.language, labels=", ".join(gone))
        return paragraph(told, "note") if gone else ""

    def _set(self, number: int, chosen: MultipleResponse) -> Block:
        title, frame = say(chosen.label, self.language), self._trend.frame
        lines = frame[frame["name"].str.startswith(f"{chosen.id}.")]
        if lines.empty:
            told = text("trend.hidden", self.language)
            return chapter(title, paragraph(told), level=3)
        method = f"{self._method('method')} {text('trend.set_method', self.language)}"
        told = self._told(number, chosen.id, title, "table.option", method)
        return chapter(title, told, level=3)

    def _told(self, number, name, title, first, note, kind="percent") -> str:
        """Return the changes of an item, a gap, or the options of a set as a table."""
        frame = self._trend.frame
        is_set = frame["name"].str.startswith(f"{name}.")
        own = frame[(frame["name"] == name) | is_set]
        labels = own["group"].map(self._words.groups)
        if is_set.any():
            labels = own["name"].map(self._words.label)
        lines = own.assign(
            label=labels, note=[self._note(line) for line in own.itertuples(index=False)]
        )
        return change_table(
            lines, title=title, name=name, number=number, first=first, note=note, kind=kind,
            p_kind=tables.p_kind(self._trend.unit),
            language=self.language, synthetic=self._synthetic,
        )  # fmt: skip

    def _note(self, line) -> str:
        if not line.breaks:
            return self._words.why(line)
        changes = self._words.kinds(line.breaks)
        return text("trend.not_comparable", self.language, changes=changes)

    def _method(self, key: str) -> str:
        n = count(self._trend.tally.made, self.language)
        told = text(f"trend.{key}", self.language, n=n)
        exact = text("trend.exact", self.language)
        return told if self._trend.rounding else f"{told} {exact}"


@asked
def trend_report(
    waves: str | Sequence[str],
    *,
    by: str = "",
    language: str = "en",
    rule: DisclosureRule | None = None,
) -> TrendReport:
    """Open the report of several waves.

    Parameters
    ----------
    waves : str or sequence of str
        Names of waves in order of time; in one text with commas between.
    by : str
        Banner of the lines; empty for the first of the codebook.
    language : {"en", "sv", "de"}
        Language of the page.
    rule : DisclosureRule, optional
        How few are too few to be shown; by default what each ``wave.yaml`` declares.

    Raises
    ------
    ItPerceptionError
        For fewer than two waves, or one that is named twice.

    Examples
    --------
    >>> itp.trend_report("demo-2024,demo-2026").by
    'org_type'
    """
    loaded = load_waves(waves).waves
    banners = [banner.item for banner in loaded[-1].codebook.banners]
    named = by or next(iter(banners), None)
    named = loaded[-1].dimension(named).id if named else None
    return TrendReport(tuple(ShownWave(w, named, rule) for w in loaded), named, language)
