"""What a trend page says of its changes: labels, why something is not compared, sentences."""

from dataclasses import dataclass
from functools import cached_property, partial

from itperception.book.number_course import NumberCourse
from itperception.book.pair_tables import net_of
from itperception.book.trend_changes import TrendChanges
from itperception.counting.given import TOTAL
from itperception.inference.results import State
from itperception.reporting.chapters import called
from itperception.reporting.number_rows import digits_of, label_of_measure
from itperception.reporting.wording import (
    before_rounding,
    count,
    decimal,
    interval,
    p_value,
    percent,
    points,
    signed,
    text,
)
from itperception.survey.tabulated import DeclaredGap
from itperception.terms.text import say


@dataclass(frozen=True, eq=False)
class TrendWords:
    """The words of the changes in one language.

    Attributes
    ----------
    changes : TrendChanges
        What there is to tell.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    changes: TrendChanges
    language: str = "en"

    @cached_property
    def waves(self) -> dict[str, str]:
        """What waves are called: by year or title; by name, if neither tells them apart."""
        loaded = self.changes.loaded
        names = called([wave.folder for wave in loaded], self.language)
        return dict(zip([wave.name for wave in loaded], names, strict=True))

    def sentence(self, line) -> str:
        """Say one change beyond chance: on how many, how large, and how sure."""
        write, apart, limits = self._writers(line.name)
        told = interval(line.ci_low, line.ci_high, self.language, **limits,
                        confidence=line.level)  # fmt: skip
        return text(
            "trend.shown", self.language, label=self.label(line.name, line.group),
            before=write(line.before), after=write(line.after),
            n_before=count(line.n_before, self.language),
            n_after=count(line.n_after, self.language), interval=told,
            to=self.waves[line.to_wave],
            change=apart(line),
            p=p_value(line.p_adjusted, self.language, unit=self.changes.unit),
            **{"from": self.waves[line.from_wave]},
        )  # fmt: skip

    def _writers(self, name: str) -> tuple:
        """Return how ends and changes are written, and as what limits are: shares, gaps, means."""
        if name in self.numbers:
            digits = self.digits(name)
            return (partial(decimal, language=self.language, digits=digits),
                    lambda line: signed(line.difference, self.language, digits),
                    {"unit": "number", "digits": digits})  # fmt: skip
        write = percent if name in self.changes.tables else points
        return partial(write, language=self.language), self._change, {}

    @property
    def numbers(self) -> dict[str, NumberCourse]:
        """The means that are followed, by name."""
        return {course.id: course for course in self.changes.numbers}

    def digits(self, name: str) -> int:
        """Return the decimals of a mean: those of the last wave's own page."""
        *_, last = self.numbers[name].lines.values()
        return digits_of(last.at[TOTAL, "sd"])

    def _change(self, line) -> str:
        """Write a change; where the rounded values make another, say that it is none of them."""
        rounded = before_rounding(line.after, line.before, line.difference)
        told = points(line.difference, self.language)
        return told + (text("number.rnd", self.language) if rounded else "")

    def why(self, line) -> str:
        """Say why a change was not tested; empty if it was."""
        if line.breaks:
            kinds = self.kinds(line.breaks)
            return text("trend.because", self.language, changes=kinds)
        if line.state == State.OK:
            return ""
        reason = text(f"state.{line.state}", self.language)
        return text("trend.could_not", self.language, reason=reason)

    def kinds(self, changes) -> str:
        """Name kinds of change."""
        keys = (f"change.{change.replace(' ', '_')}" for change in changes)
        return ", ".join(text(key, self.language) for key in keys)

    def label(self, name: str, group: str = TOTAL) -> str:
        """Name an item with its net, an option, or a gap; and the group, if it is one."""
        book = self.changes.loaded[-1].codebook
        gaps = {gap.declared.id: gap.declared for gap in self.changes.gaps}
        if name in self.numbers:
            number, row = self.numbers[name].number, self.numbers[name].row
            measure = label_of_measure(row, number.unit, self.language)
            told = f"{say(number.label, self.language)}: {measure}"
        elif name in self.changes.tables:
            item = book.dimension(name)
            told = say(item.label, self.language)
            if "." not in name:
                told = f"{told}: {say(net_of(item).label, self.language)}"
        else:
            told = self.gap_title(gaps[name])
        if group == TOTAL:
            return told
        group = self.groups[group]
        return text("trend.of_group", self.language, label=told, group=group)

    def heading(self, name: str) -> str:
        """Name what an option, or else any item, stands under."""
        if "." not in name:
            return text("chart.one_answer", self.language)
        return text("chart.several", self.language, label=self.question(name))

    def question(self, name: str) -> str:
        """Name an item, or the set of an option, as the last wave that asked it does."""
        for wave in reversed(self.changes.loaded):
            book = wave.codebook
            named = {q.id: q.label for q in (*book.items, *book.multiple_responses)}
            if name.split(".")[0] in named:
                return say(named[name.split(".")[0]], self.language)
        return name

    def gap_title(self, gap: DeclaredGap) -> str:
        """Name a gap by its net and both its items."""
        book = self.changes.loaded[-1].codebook
        own, other = (self.question(item) for item in (gap.self_item, gap.other_item))
        net = say(net_of(book.dimension(gap.self_item), gap.net).label, self.language)
        return text("trend.gap_title", self.language, net=net, other=other, **{"self": own})

    @property
    def groups(self) -> dict[str, str]:
        """The total and each group of the page's banner and of the gaps', with labels."""
        last, total = self.changes.loaded[-1], {TOTAL: text("table.total", self.language)}
        banners = [self.changes.by, *(gap.declared.by for gap in self.changes.gaps)]
        return total | {
            c.id: say(c.short or c.label, self.language)
            for name in banners if name
            for c in last.dimension(name).categories if c.kind == "answer"
        }  # fmt: skip
