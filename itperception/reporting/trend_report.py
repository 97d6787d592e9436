"""The chapters of a trend: only what was asked alike is drawn as one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from itperception.book.gap_course import GapCourse
from itperception.book.shown import ShownWave
from itperception.book.trend_changes import TrendChanges
from itperception.book.trend_models import model_course, model_courses
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.given import TOTAL
from itperception.inference.planning.plans import WANTED
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.change_table import change_table
from itperception.reporting.chapters import bullets, chapter, field_dates, paragraph
from itperception.reporting.charts import Chart
from itperception.reporting.for_cells import ForCells
from itperception.reporting.trend_charts import change_charts, group_chart, pair_chart
from itperception.reporting.trend_models import ChangeStory
from itperception.reporting.trend_summary import TrendSummary
from itperception.reporting.trend_tables import differences_chapter
from itperception.reporting.trend_words import TrendWords
from itperception.reporting.wave_method import cited_as, only_told, rounded
from itperception.reporting.wording import count, percent, points_apart, text
from itperception.survey.tabulated import Explained
from itperception.terms.asked import asked
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

    def gap(self) -> Block:
        """Show each gap of two answers of the same people by group, wave by wave."""
        charts = [chart.to_html() for gap in self._trend.gaps for chart in self._drawn(gap)]
        return (
            chapter(text("trend.gap", self.language), *charts) if charts else Block("", "")
        )

    def changes(self) -> Block:
        """List what was asked or surveyed differently, and what follows from it."""
        return differences_chapter(self._words, number=1, synthetic=self._synthetic)

    def lines(self) -> Block:
        """Draw the changes of everybody, and fold all of them with n, interval, p and tests."""
        drawn = change_charts(self._words, synthetic=self._synthetic)
        how = [
            text("trend.tested", self.language),
            *rounded(self._trend.unit, self.language),
        ]
        listed = "\n".join([self._visible(), *self._tables(), *self._hidden(),
                            paragraph(" ".join(how))])  # fmt: skip
        fold = text(
            "trend.fold", self.language, n=count(self._trend.tally.made, self.language)
        )
        return chapter(
            text("trend.lines", self.language), *(chart.to_html() for chart in drawn),
            tables.folded(fold, listed),
        )  # fmt: skip

    def models(self) -> Block:
        """Say what is left of changes if who answered had not changed; see :meth:`model`."""
        courses = model_courses(self._trend)
        if not courses:
            return Block("", "")
        stories = [ChangeStory(course, self._trend, self.language, courses)
                   for course in courses]  # fmt: skip
        told = [story for story in stories if story.is_compared]
        first = self._first + len([*self._kinds()])
        sections = [story.section(number) for number, story in enumerate(told, first)]
        gone = [line for story in stories if story not in told for line in story.verdicts()]
        lead = paragraph(text("trend.models_lead", self.language))
        inside = [lead, bullets(gone) if gone else "", *(own.html for own in sections)]
        fold = text("trend.models_fold", self.language)
        return chapter(text("page.models", self.language),
                       tables.folded(fold, "\n".join(inside)))  # fmt: skip

    def method(self) -> Block:
        """Say how the waves were made, what they cannot say, and how to cite them."""
        told = text("trend.two_waves", self.language) if len(self.shown) == 2 else ""
        limits = (shown.folder.description.limitations for shown in self.shown)
        limits = [
            *dict.fromkeys(say(own, self.language) for own in limits if own),
            text("limits.told", self.language),
        ]
        cited = [cited_as(shown, self.language) for shown in self.shown]
        cited += [text("cite.synthetic", self.language)] if self._synthetic else []
        folds = {"trend.waves": self._waves(), "page.limitations": bullets(limits),
                 "page.cite": bullets(cited)}  # fmt: skip
        return chapter(
            text("trend.method_and_limits", self.language), paragraph(told) if told else "",
            *(tables.folded(text(key, self.language), html)
              for key, html in folds.items()),
        )  # fmt: skip

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
    def _first(self) -> int:
        """Running number of the first table of changes."""
        return 1 + int((self._trend.comparability["change"] != "none").any())

    def _drawn(self, gap: GapCourse) -> Iterator[Chart]:
        """Yield the charts of a gap; the one that the page begins with is not drawn again."""
        if gap is not self._summary.course and TOTAL in gap.groups:
            yield pair_chart(gap, self._words, synthetic=self._synthetic)
        if {*gap.groups} - {TOTAL}:
            yield group_chart(gap, self._words, synthetic=self._synthetic)

    def _visible(self) -> str:
        """Say how small a change would be seen; nothing where none was tested."""
        sizes = [f"{self._words.groups[group]}: {points_apart(size, self.language)}"
                 for group, size in self._trend.visible.items()]  # fmt: skip
        told = text("trend.visible", self.language, power=percent(WANTED, self.language),
                    sizes="; ".join(sizes))  # fmt: skip
        return paragraph(told) if sizes else ""

    def _kinds(self) -> Iterator[tuple[str, pd.DataFrame, str, str, str]]:
        """Yield each table of changes: its name, lines, title, unit, and how it was tested."""
        frame, words = self._trend.frame, self._words
        numbers, gaps = words.numbers, [gap.declared.id for gap in self._trend.gaps]
        shares = frame[frame["name"].isin(list(self._trend.tables))]
        if len(shares):
            title = text("trend.all_shares", self.language)
            yield "shares", shares, title, "percent", "method"
        if (own := frame["name"].isin(gaps)).any():
            title = text("trend.gap_change", self.language)
            yield "gaps", frame[own], title, "points", "gap_method"
        for name in (name for name in numbers if (frame["name"] == name).any()):
            kind = f"decimal{words.digits(name)}"
            yield name, frame[frame["name"] == name], words.label(name), kind, "mean_method"

    def _tables(self) -> Iterator[str]:
        """Yield the changes of shares, of gaps, and of each mean as tables."""
        for number, (name, own, title, kind, method) in enumerate(
            self._kinds(), self._first
        ):
            lines = own.assign(
                head=[self._head(n) for n in own["name"]],
                label=[self._row(line) for line in own.itertuples(index=False)],
                note=[self._note(line) for line in own.itertuples(index=False)],
                **{
                    end: own[end].map(self._words.waves) for end in ("from_wave", "to_wave")
                },
            )
            yield change_table(
                lines if len({*lines["head"]}) > 1 else lines.drop(columns="head"),
                title=title, name=name, number=number, first="gap.group",
                note=self._method(method), kind=kind, p_kind=tables.p_kind(self._trend.unit),
                language=self.language, synthetic=self._synthetic,
            )  # fmt: skip

    def _head(self, name: str) -> str:
        """Name the question that a line stands under."""
        return self._words.heading(name) if "." in name else self._words.label(name)

    def _row(self, line) -> str:
        """Name a line under its question: an option, or else a group."""
        return (
            self._words.label(line.name)
            if "." in line.name
            else self._words.groups[line.group]
        )

    def _hidden(self) -> Iterator[str]:
        """Name the groups, and the questions, that one of the waves hides."""
        cut = {item: {*own} for item, own in self._trend.tables.items() if "." not in item}
        means = {course.id: {*course.groups} for course in self._trend.numbers}
        labels = [self._words.question(item) for item, groups in cut.items() if not groups]
        labels += [self._words.label(name) for name, groups in means.items() if not groups]
        cut |= means
        for chosen in self.loaded[-1].codebook.multiple_responses:
            if not any(name.startswith(f"{chosen.id}.") and own
                       for name, own in self._trend.tables.items()):  # fmt: skip
                labels.append(say(chosen.label, self.language))
        if labels:
            told = text("trend.hidden", self.language, labels="; ".join(labels))
            yield paragraph(told, "note")
        categories = self.loaded[-1].dimension(self.by).categories if self.by else ()
        gone = [
            self._words.groups[c.id] for c in categories
            if c.kind == "answer" and any(c.id not in groups for groups in cut.values() if groups)
        ]  # fmt: skip
        if gone:
            told = text("disclosure.columns_here", self.language, labels=", ".join(gone))
            yield paragraph(told, "note")

    def _waves(self) -> str:
        """List the waves: dates, n, mode, weighting."""
        names = ("wave", "field", "n", "mode", "weighting")
        heads = {"wave": "page.wave"} | {n: f"methodology.{n}" for n in names[1:]}
        columns = {
            name: (text(key, self.language), "count" if name == "n" else "text")
            for name, key in heads.items()
        }
        table = tables.frame_table(
            pd.DataFrame([self._wave_line(shown) for shown in self.shown]), columns,
            title=text("trend.waves", self.language), name="waves", language=self.language,
            synthetic=self._synthetic,
        )  # fmt: skip
        only = {wave.name: only_told(shown, self.language)
                for wave, shown in zip(self.loaded, self.shown, strict=True)}  # fmt: skip
        told = [f"{self._words.waves[wave]}: {who}." for wave, who in only.items() if who]
        return "\n".join([table, *(paragraph(one, "note") for one in told)])

    def _wave_line(self, shown: ShownWave) -> dict:
        told = shown.folder.description
        return {
            "wave": say(told.title, self.language),
            "field": field_dates(shown.folder, self.language),
            "n": shown.people if told.where else told.n,
            "mode": say(told.mode, self.language) if told.mode else None,
            "weighting": say(told.weighting, self.language) if told.weighting else None,
        }

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
