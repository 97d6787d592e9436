"""What the page of several waves begins with: what changed beyond chance, if anything did."""

from functools import partial

import pandas as pd

from itperception.book.gap_course import GapCourse
from itperception.book.trend_changes import ALPHA, TrendChanges
from itperception.counting.crosstab import TOTAL
from itperception.reporting import charts
from itperception.reporting.summary import Figure, Summary
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
from itperception.survey.codebook import say


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
        self.first, self.last = self.years[0], self.years[-1]

    @property
    def years(self) -> list[str]:
        """What waves are called: by their year, or if two are of one, by their title."""
        told = [wave.folder.description for wave in self.changes.loaded]
        years = [str(own.field_start.year) if own.field_start else "" for own in told]
        distinct = all(years) and len({*years}) == len(years)
        return years if distinct else [say(own.title, self.language) for own in told]

    def summary(self) -> Summary:
        """Return message, lead, figure and facts."""
        facts = [*self._gap(), ("else", self._budget()), *self._unseen(), *self._whose(),
                 ("declared", text("trend.exploratory", self.language))]  # fmt: skip
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
        most = found.loc[found["difference"].abs().idxmax()]
        waves = dict(zip(("first", "last"), map(self._year, most[["from_wave", "to_wave"]]),
                         strict=True))  # fmt: skip
        label = self.words.label(most["name"], most["group"])
        return text("trend.most", self.language, **waves, label=label)

    def _year(self, wave: str) -> str:
        return self.years[[own.name for own in self.changes.loaded].index(wave)]

    @property
    def _course(self) -> GapCourse | None:
        """The gap that is followed: that of the headline, else the first."""
        headline = self.changes.codebook.headline
        named = headline and headline.gap
        return min(
            self.changes.gaps, key=lambda gap: gap.declared.id != named, default=None
        )

    def _line(self) -> pd.Series | None:
        """Return what the lead tells: the change that leads, else that of the headline's item."""
        found, course = self.changes.found, self._course
        if len(found):
            return found.loc[found["difference"].abs().idxmax()]
        tested = self.changes.frame[self.changes.frame["group"] == TOTAL]
        if course is not None:
            own = self.changes.of_net(course.declared.self_item, course.declared.net)
            tested = own if len(own) else tested
        tested = tested[tested["difference"].notna()]
        return None if tested.empty else tested.iloc[-1]

    def _share(self) -> list[str]:
        line = self._line()
        if line is None:
            return []
        write = percent if line["name"] in self.changes.tables else points_apart
        rounded = before_rounding(line["after"], line["before"], line["difference"])
        level = 100 * line.get("level", 1 - ALPHA)
        interval = text("number.ends", self.language, ends=self._ends(line),
                        level=decimal(level, self.language, int(level % 1 > 0)))  # fmt: skip
        return [text(
            "trend.told", self.language, label=self.words.label(line["name"], line["group"]),
            p1=write(line["before"], self.language), p2=write(line["after"], self.language),
            first=self._year(line["from_wave"]), last=self._year(line["to_wave"]),
            d=self._points(line), rnd=text("number.rnd", self.language) if rounded else "",
            interval=interval,
        )]  # fmt: skip

    def _gaps(self) -> list[str]:
        """Say the gap of the first and of the last wave."""
        if (course := self._course) is None:
            return []
        own = course.frame[course.frame["group"] == TOTAL]["difference"].to_numpy(float)
        key = "gap_broken" if self._breaks() else "gap_then"
        told = (points_apart(gap, self.language) for gap in own[[0, -1]])
        return [
            text(
                f"trend.{key}", self.language, **dict(zip(("g1", "g2"), told, strict=True))
            )
        ]

    def _breaks(self) -> bool:
        frame = self.changes.frame
        own = (frame["name"] == self._course.declared.id) & (frame["group"] == TOTAL)
        return bool(frame.loc[own, "breaks"].map(bool).any())

    def _gap(self) -> list[tuple[str, str]]:
        if (course := self._course) is None:
            return []
        change = self.changes.of_gap(course).iloc[-1]
        within = change["ci_low"] <= 0 <= change["ci_high"]
        key = f"{'broken' if self._breaks() else 'gap'}_{'within' if within else 'beyond'}"
        told = text(
            f"trend.{key}", self.language, d=self._points(change), ends=self._ends(change)
        )
        return [("grew", told)]

    def _budget(self) -> str:
        tally = self.changes.tally
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

    def _figure(self) -> Figure | None:
        """Draw the shares of the two answers that are held together, else of what leads."""
        course, line = self._course, self._line()
        names = (
            []
            if course is None
            else [course.declared.self_item, course.declared.other_item]
        )
        names = [n for n in names if TOTAL in self.changes.tables.get(n, {})]
        if not names and line is not None and line["name"] in self.changes.tables:
            names = [line["name"]]
        if not names:
            return None
        years = {wave.name: year for wave, year in
                 zip(self.changes.loaded, self.years, strict=True)}  # fmt: skip
        told = [self._points_of(name) for name in names]
        frame = pd.concat(told, ignore_index=True)
        frame = frame.assign(wave=frame["wave"].map(years))
        title, headline = (
            text("trend.figure", self.language),
            self.changes.codebook.headline,
        )
        measure = say(headline.measure, self.language) if headline and course else ""
        draw = partial(charts.trend, frame, title=title, language=self.language,
                       synthetic=any(wave.synthetic for wave in self.changes.loaded))  # fmt: skip
        return Figure(title, measure, text("trend.no_line", self.language), draw)

    def _points_of(self, name: str) -> pd.DataFrame:
        points = self.changes.points(name, TOTAL)
        broken = [
            self.words.kinds(self.changes.breaks(name, step=wave))
            for wave in points["wave"]
        ]
        return points.assign(group=self.words.question(name), break_before=broken)

    def _points(self, line: pd.Series) -> str:
        told = points_apart(line["difference"], self.language)
        return told if line["difference"] < 0 else self._plus(told, line["difference"])

    def _plus(self, told: str, difference: float) -> str:
        return (
            f"+{told}" if signed(100 * difference, self.language).startswith("+") else told
        )

    def _ends(self, line: pd.Series) -> str:
        return ends(line["ci_low"], line["ci_high"], self.language)
