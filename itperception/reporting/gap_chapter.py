"""The perception gap: two answers of the same people, for all and group by group.

The chapter says how large the gap is, whether it is there in every group, and whether it
differs between the groups, which are three questions.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.inference.results import State
from itperception.reporting import charts, tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import bullets, chapter, paragraph
from itperception.reporting.findings import gap_sentence
from itperception.reporting.pair_tables import net_of
from itperception.reporting.reasons import column_reasons
from itperception.reporting.shown import ShownWave
from itperception.reporting.tables import small_mark
from itperception.reporting.tables.notes import limits
from itperception.reporting.wording import interval, named, p_value, points, text
from itperception.survey.codebook import Gap as Declared
from itperception.survey.codebook import say
from itperception.workbench import Table

if TYPE_CHECKING:
    from itperception.inference.gap.paired import Gap
    from itperception.inference.results import TestResult

SHOWN = [
    "banner", "base", "effective_base", "self_proportion", "other_proportion",
    "difference", "ci_low", "ci_high", "statistic", "p_value", "state",
]  # fmt: skip
BETWEEN = ["banner", "other_banner", "difference", "ci_low", "ci_high", "p_value",
           "p_adjusted"]  # fmt: skip


@dataclass(frozen=True, eq=False)
class GapChapter:
    """A pair of questions that the codebook holds together.

    Attributes
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    declared : Gap
        Which questions, which net, by what.
    language : {"en", "sv", "de"}
        Language of the page.
    """

    shown: ShownWave
    declared: Declared
    language: str = "en"

    @cached_property
    def gap(self) -> "Gap":
        """The gap of the total and of each group that is shown."""
        told = self.declared
        return self.shown.gap(told.self_item, told.other_item, by=told.by, net=told.net)

    @property
    def can_be_shown(self) -> bool:
        """Whether both questions were asked of enough people, and answered."""
        items = {self.declared.self_item, self.declared.other_item}
        asked = items <= set(self.shown.wave.columns)
        return asked and bool(self._pairs.rows) and bool(self._pairs.cells.any())

    @cached_property
    def _pairs(self) -> Table:
        told = self.declared
        return self.shown.held_together(told.self_item, told.other_item, by=told.by,
                                        net=told.net)  # fmt: skip

    @property
    def labels(self) -> tuple[str, str]:
        """What the two questions are called."""
        items = self.declared.self_item, self.declared.other_item
        own, other = (self.shown.wave.dimension(i).label for i in items)
        return say(own, self.language), say(other, self.language)

    @cached_property
    def is_found(self) -> bool:
        """Whether the gap of all respondents is a finding.

        If a claim about it was declared, whether that is shown among all that were
        declared; else whether it is beyond chance by itself: the codebook names the two
        questions before there are answers.
        """
        families = self.shown.folder.description.families
        pair = self.declared.self_item, self.declared.other_item, self.declared.net
        declared = [c.id for family in families for c in family.claims
                    if c.kind == "gap" and (c.item, c.other, c.net) == pair]  # fmt: skip
        if not declared:
            total = self.gap.groups[0].difference
            return bool(total.p_value <= 1 - self.gap.level)
        claims = self.shown.claims().set_index("claim")
        return bool(claims.loc[declared, "found"].any())

    def sentence(self, *, tested: bool = True) -> str:
        """Say the gap of everybody, or the two shares alone if it is no finding."""
        net = net_of(self.shown.wave.dimension(self.declared.self_item), self.declared.net)
        label = say(net.label, self.language)
        return gap_sentence(self.gap, label, self.labels, self.language, tested=tested)

    def chapter(self, number: int, figure: int) -> Block:
        """Return the chapter.

        Parameters
        ----------
        number, figure : int
            Running numbers of its first table and chart; it has up to two of each.
        """
        title = text("page.gap", self.language)
        parts = [bullets(self._verdicts()), self._dumbbell(figure), self._table(number)]
        if len(self.gap.pairs) > 1:
            parts += [self._forest(figure + 1), self._between_table(number + 1)]
        return chapter(title, paragraph(text("gap.asked", self.language)), *parts)

    @property
    def _frame(self) -> pd.DataFrame:
        frame = self.gap.to_frame()[SHOWN]
        marks = frame["effective_base"].map(lambda n: small_mark(n, self.shown.rule))
        return frame.assign(group=frame["banner"].map(self._label) + marks)

    @cached_property
    def _between(self) -> pd.DataFrame:
        frame = self.gap.compare()[BETWEEN]
        first, second = (frame[c].map(self._label) for c in ("banner", "other_banner"))
        return frame.assign(label=first + " − " + second)

    def _label(self, group: str) -> str:
        if group == TOTAL:
            return text("table.total", self.language)
        categories = {c.id: c for c in self._pairs.columns}
        return say(categories[group].short or categories[group].label, self.language)

    @property
    def _title(self) -> str:
        net = net_of(self.shown.wave.dimension(self.declared.self_item), self.declared.net)
        return text("gap.title", self.language, net=say(net.label, self.language))

    def _verdicts(self) -> list[str]:
        """Say whether the gap is there in every group, and whether it differs."""
        everybody = text("table.total", self.language)
        told = [gap_sentence(self.gap, everybody, self.labels, self.language)]
        if len(self.gap.pairs) < 2:
            return told
        return [*told, self._everywhere(), self._differs()]

    def _everywhere(self) -> str:
        total = self.gap.groups[0].difference.effect_size
        found = self.gap.on_one_side("above" if total >= 0 else "below")
        p = min(1.0, 2 * found.p_value)  # the side was taken from the data
        groups = {g.group: g.difference.effect_size for g in self.gap.groups[1:]}
        if found.state is not State.OK:
            reason = text(f"state.{found.state}", self.language)
            return text("gap.everywhere_unknown", self.language, reason=reason)
        least = min(groups, key=lambda group: abs(groups[group] - found.effect_size))
        state = "shown" if p <= 1 - self.gap.level else "open"
        return text(
            f"gap.everywhere_{state}", self.language, group=self._label(least),
            difference=points(found.effect_size, self.language),
            interval=interval(found.ci_low, found.ci_high, self.language,
                              confidence=found.level),
            p=p_value(p, self.language),
        )  # fmt: skip

    def _differs(self) -> str:
        found = self.gap.heterogeneity
        if found.state is not State.OK:
            reason = text(f"state.{found.state}", self.language)
            return text("gap.differs_unknown", self.language, reason=reason)
        state = "shown" if found.p_value <= 1 - self.gap.level else "open"
        return text(f"gap.differs_{state}", self.language, p=self._p_of(found))

    def _p_of(self, found: "TestResult") -> str:
        return p_value(found.p_value, self.language)

    def _dumbbell(self, figure: int) -> str:
        return charts.dumbbell(
            self._frame, self_label=self.labels[0], other_label=self.labels[1],
            title=self._title, language=self.language, synthetic=self._synthetic,
        ).to_html(self.language, number=figure)  # fmt: skip

    def _table(self, number: int) -> str:
        method = named("method", self.gap.method, self.language)
        columns = {
            "group": (text("gap.group", self.language), "text"),
            "base": (text("base.unweighted", self.language), "count"),
            "self_proportion": (self.labels[0], "percent"),
            "other_proportion": (self.labels[1], "percent"),
            "difference": (text("gap.difference", self.language), "points"),
            "ci_low": (text("gap.low", self.language), "points"),
            "ci_high": (text("gap.high", self.language), "points"),
            "p_value": (text("gap.p", self.language), "p_value"),
        }
        return tables.frame_table(
            self._frame, columns, title=self._title, name="gap", number=number,
            note=" ".join([text("gap.base", self.language, method=method, limits=text(
                f"gap.by_{'tango' if self.gap.by_design is None else 'design'}",
                self.language)),
                           *self._remarks()]), language=self.language,
            synthetic=self._synthetic,
        )  # fmt: skip

    def _remarks(self) -> list[str]:
        """Explain the marks of small bases; say why groups do not stand by themselves."""
        rule, by = self.shown.rule, self.declared.by
        marks = [text(f"table.{key}", self.language, **limits(rule, self._pairs.is_weighted,
                      self.language)) for key in ("small", "very_small")]  # fmt: skip
        if by is None:
            return marks
        told = self.shown.told(self._pairs.stub.id, by)
        return [*marks, *column_reasons(told, self.shown.wave.dimension(by).categories,
                                        rule, self.language)]  # fmt: skip

    def _forest(self, figure: int) -> str:
        title = text("gap.between", self.language)
        return charts.forest(
            self._between, title=title, language=self.language, synthetic=self._synthetic
        ).to_html(self.language, number=figure)

    def _between_table(self, number: int) -> str:
        columns = {
            "label": (text("gap.pair", self.language), "text"),
            "difference": (text("gap.difference", self.language), "points"),
            "ci_low": (text("gap.low", self.language), "points"),
            "ci_high": (text("gap.high", self.language), "points"),
            "p_value": (text("claims.alone", self.language), "p_value"),
            "p_adjusted": (text("gap.adjusted", self.language), "p_value"),
        }
        return tables.frame_table(
            self._between, columns, title=text("gap.between", self.language),
            name="gap-differences", number=number, language=self.language,
            note=text("gap.between_note", self.language), synthetic=self._synthetic,
        )  # fmt: skip

    @property
    def _synthetic(self) -> bool:
        return self.shown.wave.synthetic

    def joints(self) -> dict[str, np.ndarray]:
        """Return all pairs: first item by second; in the net, not in it, don't know.

        Returns
        -------
        dict of str to numpy.ndarray of float, shape (3, 3)
            ``weighted``: effective counts of all respondents together; ``unweighted``:
            counts, if there are weights.
        """
        items = self.declared.self_item, self.declared.other_item
        cube = self.shown.wave.cube(items)
        first, second = (_kinds(d, net_of(d, self.declared.net)) for d in cube.dimensions)
        cells = np.array([[cube.cells[:, a][:, :, b].sum((1, 2)) for b in second]
                          for a in first])  # fmt: skip
        n, weights, squared = np.moveaxis(cells, 2, 0)
        if not cube.is_weighted:
            return {"weighted": n}
        return {"weighted": weights * weights.sum() / squared.sum(), "unweighted": n}


def _kinds(dimension, net) -> list[np.ndarray]:
    """Return which answers are in the net, not in it, and none on the scale."""
    inside = np.isin([c.id for c in dimension.categories], net.categories)
    silent = np.array([c.kind != "answer" for c in dimension.categories])
    return [inside, ~inside & ~silent, silent & ~inside]
