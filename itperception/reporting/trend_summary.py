"""What the page of several waves begins with: what changed beyond chance, if anything did."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from itperception.book.gap_course import GapCourse
from itperception.book.trend_changes import TrendChanges
from itperception.counting.given import TOTAL
from itperception.inference.intervals import ALPHA
from itperception.reporting.charts import Chart
from itperception.reporting.summary import Summary
from itperception.reporting.trend_charts import course_chart, pair_chart
from itperception.reporting.trend_words import TrendWords
from itperception.reporting.wording import (
    before_rounding,
    count,
    decimal,
    ends,
    percent,
    points_apart,
    signed,
    text,
)
from itperception.terms.text import say


class TrendSummary:
    """The beginning of a trend page.

    Parameters
    ----------
    changes : TrendChanges
        What there is to tell.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    def __init__(self, changes: TrendChanges, language: str = "en") -> None:
        self.changes, self.language = changes, language
        self.words = TrendWords(changes, language)
        self.first, *_, self.last = self.words.waves.values()

    def summary(self) -> Summary:
        """Return message, lead, figure and facts."""
        facts = [*self._gap(), ("else", self._budget()), *self._unseen(), *self._whose(),
                 ("declared", text("lead.none_declared", self.language))]  # fmt: skip
        asked = tuple((text(f"summary.{key}", self.language), told) for key, told in facts)
        lead = " ".join([*self._share(), *self._gaps()])
        lead = lead or text("trend.nothing_compared", self.language)
        return Summary(self._message(), lead, self._figure(), asked)

    def _message(self) -> str:
        waves = {"first": self.first, "last": self.last}
        found = self.changes.found
        if not len(found):
            key = "none" if self.changes.tally.made else "nothing"
            return text(f"trend.{key}", self.language, **waves)
        most = self._most(found)
        waves = dict(zip(("first", "last"), most[["from_wave", "to_wave"]].map(self.words.waves),
                         strict=True))  # fmt: skip
        label = self.words.label(most["name"], most["group"])
        return text("trend.most", self.language, **waves, label=label)

    def _most(self, found: pd.DataFrame) -> pd.Series:
        """Return the largest change; a mean leads only where no share and no gap does."""
        is_mean = found["name"].isin(list(self.words.numbers))
        own = found if is_mean.all() else found[~is_mean]
        return own.loc[own["difference"].abs().idxmax()]

    @property
    def course(self) -> GapCourse | None:
        """The gap that is followed: that of the headline, else the first."""
        headline = self.changes.codebook.headline
        named = headline and headline.gap
        return min(
            self.changes.gaps, key=lambda gap: gap.declared.id != named, default=None
        )

    def _line(self) -> pd.Series | None:
        """Return what the lead tells: the change that leads, else that of the headline's item."""
        found, course = self.changes.found, self.course
        if len(found):
            return self._most(found)
        tested = self.changes.frame[self.changes.frame["group"] == TOTAL]
        if course is not None:
            own = self.changes.of_net(course.declared.self_item, course.declared.net)
            tested = own if len(own) else tested
        is_mean = tested["name"].isin(list(self.words.numbers))
        tested = tested[tested["difference"].notna() & ~is_mean]
        return None if tested.empty else tested.iloc[-1]

    def _share(self) -> list[str]:
        line = self._line()
        if line is None:
            return []
        digits = self._digits(line)
        write = percent if line["name"] in self.changes.tables else points_apart
        if digits is not None:
            write = partial(decimal, digits=digits)
        rounded = digits is None and before_rounding(
            line["after"], line["before"], line["difference"]
        )
        level = 100 * line.get("level", 1 - ALPHA)
        interval = text("number.ends", self.language, ends=self._ends(line),
                        level=decimal(level, self.language, int(level % 1 > 0)))  # fmt: skip
        return [text(
            "trend.told", self.language, label=self.words.label(line["name"], line["group"]),
            p1=write(line["before"], self.language), p2=write(line["after"], self.language),
            first=self.words.waves[line["from_wave"]], last=self.words.waves[line["to_wave"]],
            d=self._points(line), rnd=text("number.rnd", self.language) if rounded else "",
            interval=interval,
        )]  # fmt: skip

    def _gaps(self) -> list[str]:
        """Say the gap of the last two waves, whose change is told beside it."""
        if (course := self.course) is None:
            return []
        own = course.frame[course.frame["group"] == TOTAL].tail(2)
        g1, g2 = (points_apart(gap, self.language) for gap in own["difference"])
        first, last = own["wave"].map(self.words.waves)
        key = f"trend.gap_{'broken' if self._breaks(course) else 'then'}"
        return [text(key, self.language, g1=g1, g2=g2, first=first, last=last)]

    def _breaks(self, course: GapCourse) -> bool:
        frame = self.changes.frame
        own = (frame["name"] == course.declared.id) & (frame["group"] == TOTAL)
        return bool(frame.loc[own, "breaks"].tail(1).map(bool).any())

    def _gap(self) -> list[tuple[str, str]]:
        """Say whether the gap that is followed grew, then of any other, by its name."""
        if self.course is None:
            return []
        others = [gap for gap in self.changes.gaps if gap is not self.course]
        told = [self._grew(self.course), *(f"{self.words.gap_title(gap.declared)}: "
                                           f"{self._grew(gap)}" for gap in others)]  # fmt: skip
        return [("grew", " ".join(told))]

    def _grew(self, course: GapCourse) -> str:
        change = self.changes.of_gap(course).iloc[-1]
        within = change["ci_low"] <= 0 <= change["ci_high"]
        kind = "broken" if self._breaks(course) else "gap"
        key = f"trend.{kind}_{'within' if within else 'beyond'}"
        return text(key, self.language, d=self._points(change), ends=self._ends(change))

    def _budget(self) -> str:
        tally = self.changes.tally
        if not tally.made:
            return text("trend.nothing_compared", self.language)
        numbers = {"n": tally.made, "below": tally.found, "found": tally.after_adjustment}
        return text(
            "trend.budget", self.language, level=decimal(ALPHA, self.language),
            chance=decimal(tally.by_chance, self.language, 0),
            **{key: count(number, self.language) for key, number in numbers.items()},
        )  # fmt: skip

    def _unseen(self) -> list[tuple[str, str]]:
        """Say how small a change could have gone unseen."""
        sizes = self.changes.visible
        if TOTAL not in sizes:
            return []
        told = text(
            "trend.unseen", self.language, d=points_apart(sizes.pop(TOTAL), self.language)
        )
        if sizes:
            limits = ends(min(sizes.values()), max(sizes.values()), self.language)
            told = f"{told} {text('trend.unseen_groups', self.language, ends=limits)}"
        return [("sure", told)]

    def _whose(self) -> list[tuple[str, str]]:
        judges = self.changes.loaded[-1].folder.description.who_judges
        return [("whose", say(judges, self.language))] if judges else []

    def _figure(self) -> Callable[[], Chart] | None:
        """Draw the gap that is followed and its two shares, else the share that leads."""
        course, line = self.course, self._line()
        told = {"synthetic": any(own.synthetic for own in self.changes.loaded)}
        if course is not None and TOTAL in course.groups:
            return partial(pair_chart, course, self.words, **told)
        if line is not None and line["name"] in self.changes.tables:
            return partial(course_chart, line["name"], self.words, **told)
        return None

    def _digits(self, line: pd.Series) -> int | None:
        """Return the decimals of a mean; None of a share or a gap."""
        is_mean = line["name"] in self.words.numbers
        return self.words.digits(line["name"]) if is_mean else None

    def _points(self, line: pd.Series) -> str:
        if (digits := self._digits(line)) is not None:
            return signed(line["difference"], self.language, digits)
        told = points_apart(line["difference"], self.language)
        return told if line["difference"] < 0 else self._plus(told, line["difference"])

    def _plus(self, told: str, difference: float) -> str:
        return (
            f"+{told}" if signed(100 * difference, self.language).startswith("+") else told
        )

    def _ends(self, line: pd.Series) -> str:
        if (digits := self._digits(line)) is None:
            return ends(line["ci_low"], line["ci_high"], self.language)
        told = {
            end: decimal(line[f"ci_{end}"], self.language, digits)
            for end in ("low", "high")
        }
        return text("number.range", self.language, **told)
