"""The gap, in words: two answers of the same people, for all and group by group.

It says how large the gap is, whether it is there in every group, and whether it
differs between the groups, which are three questions.
"""

from dataclasses import dataclass

import pandas as pd

from itperception.book.gap import GapTable
from itperception.inference.results import State, TestResult
from itperception.reporting import charts, tables
from itperception.reporting.chapters import bullets, paragraph
from itperception.reporting.findings import gap_sentence
from itperception.reporting.reasons import column_reasons
from itperception.reporting.wording import interval, named, p_value, points, text
from itperception.terms.text import say


@dataclass(frozen=True, eq=False)
class GapChapter:
    """A pair of questions that the codebook holds together.

    Attributes
    ----------
    gap : GapTable
        The numbers.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    gap: GapTable
    language: str = "en"

    def fold(self, number: int, *, is_drawn: bool = False) -> str:
        """Return what is said of it, and its tables, closed under its name, as HTML.

        Parameters
        ----------
        number : int
            Running number of its first table; it has up to two.
        is_drawn : bool
            Whether the page has its chart elsewhere.
        """
        title = say(self.gap.declared.label, self.language)
        asked = paragraph(text("gap.asked", self.language))
        drawn = "" if is_drawn else self._picture()
        parts = [asked, bullets(self.verdicts()), drawn, self._table(number)]
        if self.gap.differs is not None:
            parts += [self._between_table(number + 1)]
        return tables.folded(
            title, "\n".join(parts), text("gap.same_people", self.language)
        )

    @property
    def title(self) -> str:
        """What is compared, such as "Good or very good: ..."."""
        net = say(self.gap.net.label, self.language)
        return text("gap.title", self.language, net=net)

    @property
    def labels(self) -> tuple[str, str]:
        """What the two questions are called."""
        return say(self.gap.own.label, self.language), say(
            self.gap.other.label, self.language
        )

    @property
    def frame(self) -> pd.DataFrame:
        """The groups with their labels, small bases marked."""
        groups = self.gap.groups
        return groups.assign(group=groups["banner"].map(self._groups) + groups["flag"])

    @property
    def between(self) -> pd.DataFrame:
        """The differences between groups with their labels."""
        pairs = self.gap.pairs
        first, second = (pairs[c].map(self._groups) for c in ("banner", "other_banner"))
        return pairs.assign(label=first + " − " + second)

    def verdicts(self) -> list[str]:
        """Say whether the gap is there in every group, and whether it differs."""
        everybody = text("table.total", self.language)
        told = [gap_sentence(self.gap, self.language, group=everybody)]
        if self.gap.everywhere is None:
            return told
        return [
            *told,
            self._everywhere(self.gap.everywhere),
            self._differs(self.gap.differs),
        ]

    def method(self) -> str:
        """Say how a gap is tested and where its limits are from."""
        limits = text(
            f"gap.by_{'design' if self.gap.by_design else 'tango'}", self.language
        )
        return text("gap.base", self.language, limits=limits,
                    method=named("method", self.gap.method, self.language))  # fmt: skip

    def remarks(self) -> list[str]:
        """Explain the marks of small bases; say why groups do not stand by themselves."""
        gap = self.gap
        values = tables.limits(gap.rule, gap.is_weighted, self.language)
        marks = [text(f"table.{key}", self.language, **values)
                 for key in ("small", "very_small")]  # fmt: skip
        return [*marks, *column_reasons(gap.told, gap.withheld, gap.rule, self.language)]

    @property
    def _groups(self) -> dict[str, str]:
        return {c.id: tables.label_of(c, self.language) for c in self.gap.columns}

    def _everywhere(self, found: TestResult) -> str:
        groups = self.gap.groups.set_index("banner")["difference"].iloc[1:]
        if found.state is not State.OK:
            reason = text(f"state.{found.state}", self.language)
            return text("gap.everywhere_unknown", self.language, reason=reason)
        least = (groups - found.effect_size).abs().idxmin()
        state = "shown" if found.p_value <= 1 - self.gap.level else "open"
        return text(
            f"gap.everywhere_{state}", self.language, group=self._groups[least],
            difference=points(found.effect_size, self.language),
            interval=interval(found.ci_low, found.ci_high, self.language,
                              confidence=found.level),
            p=self._p(found),
        )  # fmt: skip

    def _differs(self, found: TestResult) -> str:
        if found.state is not State.OK:
            reason = text(f"state.{found.state}", self.language)
            return text("gap.differs_unknown", self.language, reason=reason)
        state = "shown" if found.p_value <= 1 - self.gap.level else "open"
        return text(f"gap.differs_{state}", self.language, p=self._p(found))

    def _p(self, found: TestResult) -> str:
        return p_value(found.p_value, self.language, unit=self.gap.unit)

    def _picture(self) -> str:
        return charts.gap_by_type(
            self.gap, title=self.title, subtitle=text("chart.shares", self.language),
            language=self.language,
        ).to_html()  # fmt: skip

    def columns(self) -> dict[str, tuple[str, str]]:
        """Return the columns of the table of groups: heading and format by name."""
        return {
            "group": (text("gap.group", self.language), "text"),
            "base": (text("base.unweighted", self.language), "count"),
            "self_proportion": (self.labels[0], "percent"),
            "other_proportion": (self.labels[1], "percent"),
            "difference": (text("gap.difference", self.language), "points"),
            "ci_low": (text("gap.low", self.language), "points"),
            "ci_high": (text("gap.high", self.language), "points"),
            "p_value": (text("gap.p", self.language), tables.p_kind(self.gap.unit)),
        }

    def between_columns(self) -> dict[str, tuple[str, str]]:
        """Return the columns of the table of differences: heading and format by name."""
        return {
            "label": (text("gap.pair", self.language), "text"),
            "difference": (text("gap.difference", self.language), "points"),
            "ci_low": (text("gap.low", self.language), "points"),
            "ci_high": (text("gap.high", self.language), "points"),
            "p_value": (text("claims.alone", self.language), tables.p_kind(self.gap.unit)),
            "p_adjusted": (
                text("gap.adjusted", self.language),
                tables.p_kind(self.gap.unit),
            ),
        }

    def _table(self, number: int) -> str:
        return tables.frame_table(
            self.frame, self.columns(), title=self.title, name="gap", number=number,
            note=" ".join([self.method(), *self.remarks()]), language=self.language,
            synthetic=self.gap.synthetic,
        )  # fmt: skip

    def _between_table(self, number: int) -> str:
        return tables.frame_table(
            self.between, self.between_columns(), title=text("gap.between", self.language),
            name="gap-differences", number=number, language=self.language,
            note=text("gap.between_note", self.language), synthetic=self.gap.synthetic,
        )  # fmt: skip
