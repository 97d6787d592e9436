"""Question by question: chart, table with letters, and the differences in one picture.

The first banner stands open. The others are one click away, each with its table, so that
a page stays short and still holds every table of the codebook.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import charts, tables
from itperception.reporting.analyses import Analysis
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.pair_tables import net_of
from itperception.reporting.reasons import column_reasons
from itperception.reporting.wording import text
from itperception.survey.codebook import say

LEAST_ANSWERS = 3  # of a question that is worth a heat map


@dataclass(frozen=True, eq=False)
class Questions:
    """The sections on questions of a page.

    Attributes
    ----------
    numbers : mapping of str to int
        Running number of each table, by ``Analysis.name``, and of each chart, by
        ``chart:`` and the question's id, with ``:second`` for its second chart.
    rule : DisclosureRule
        How few are too few, and from where on a base is flagged.
    guide : str
        Id of the place that tells how to read a table.
    language : {"en", "sv", "de"}
        Language of the page.
    is_long : bool
        Whether the page has so many tables that a second picture needs a reason.
    """

    numbers: Mapping[str, int]
    rule: DisclosureRule
    guide: str
    language: str = "en"
    is_long: bool = False

    def section(self, banners: Sequence[Analysis]) -> Block:
        """Return the section of one question.

        Parameters
        ----------
        banners : sequence of Analysis
            The question by each banner, that of the page first.
        """
        first, *others = banners
        title = say(first.question.label, self.language)
        if not first.tables:
            told = text("disclosure.whole", self.language, minimum=str(self.rule.minimum))
            return chapter(title, paragraph(told), level=3)
        return chapter(
            title, self._chart(first), self._table(first), self._second(first),
            *(self._folded(other) for other in others), level=3,
        )  # fmt: skip

    def _chart(self, analysis: Analysis) -> str:
        number = self.numbers[f"chart:{analysis.question.id}"]
        if analysis.is_set:
            title = say(analysis.question.label, self.language)
            drawn = charts.option_bars(analysis.tables, title=title, language=self.language,
                                       rule=self.rule)  # fmt: skip
        else:
            table = analysis.tables[0]
            draw = charts.diverging_bars if table.stub.ordered else charts.stacked_bars
            drawn = draw(table, language=self.language, rule=self.rule)
        return drawn.to_html(self.language, number=number)

    def _table(self, analysis: Analysis, *, asked: bool = True) -> str:
        told = {
            "language": self.language, "number": self.numbers[analysis.name],
            "notes": "short", "guide": self.guide, "asked": asked, "rule": self.rule,
            "detectable": analysis.detectable, "reasons": self._reasons(analysis),
        }  # fmt: skip
        if analysis.is_set:
            title = say(analysis.question.label, self.language)
            return tables.multiple_response_table(
                analysis.tables, analysis.comparisons, title=title, **told
            )
        compared = analysis.comparisons[0] if analysis.comparisons else None
        return tables.crosstab_table(
            analysis.tables[0], compared, analysis.test, trend=analysis.trend, **told
        )

    def _reasons(self, analysis: Analysis) -> list[str]:
        """Say why columns do not stand by themselves."""
        if analysis.told is None:
            return []
        return column_reasons(analysis.told, analysis.banner, self.rule, self.language)

    def _second(self, analysis: Analysis) -> str:
        """Return a second picture: the net's differences, or where the table departs."""
        if analysis.is_set or not analysis.has_columns:
            return ""
        differs = analysis.pairs["p_adjusted"] <= analysis.comparisons[0].alpha
        if self.is_long and not differs.any():
            return ""
        table = analysis.tables[0]
        answers = [row for row in table.rows if row.kind == "answer"]
        if table.nets or len(answers) < LEAST_ANSWERS:
            return self._forest(analysis)
        found = table.residuals()
        residuals = found.pivot(index="category", columns="banner", values="residual")
        title = f"{tables.crosstab_title(table, self.language)}: "
        title += text("items.residuals", self.language)
        drawn = charts.residual_heatmap(
            table, residuals, title=title, language=self.language, rule=self.rule
        )
        return drawn.to_html(self.language, number=self._second_number(analysis))

    def _second_number(self, analysis: Analysis) -> int:
        return self.numbers[f"chart:{analysis.question.id}:second"]

    def _forest(self, analysis: Analysis) -> str:
        table = analysis.tables[0]
        told = table.nets[0] if table.nets else net_of(table.stub)
        pairs = analysis.pairs
        own = pairs[pairs["category"] == told.id] if len(pairs) else pairs
        if own.empty:
            return ""
        names = {c.id: say(c.short or c.label, self.language) for c in table.columns}
        label = own["first"].map(names) + " − " + own["second"].map(names)
        title = text("items.differences", self.language, net=say(told.label, self.language))
        frame = pd.DataFrame({"label": label, **own[["difference", "ci_low", "ci_high"]]})
        return charts.forest(
            frame, title=f"{say(table.stub.label, self.language)}: {title}",
            language=self.language, synthetic=table.synthetic,
        ).to_html(self.language, number=self._second_number(analysis))  # fmt: skip

    def _folded(self, analysis: Analysis) -> str:
        """Return a further banner: closed, with its table."""
        banner = next((t.banner for t in analysis.tables if t.banner), None)
        if banner is None:
            return ""
        lettered = (analysis.pairs["p_adjusted"] <= analysis.comparisons[0].alpha).sum()
        told = text(
            "items.by", self.language, banner=say(banner.label, self.language),
            number=str(self.numbers[analysis.name]), letters=str(lettered),
        )  # fmt: skip
        return tables.folded(told, self._table(analysis, asked=False))
