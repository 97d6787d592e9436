"""Findings as sentences made from the numbers, the surest of the large effects first.

What is large is judged by the confidence limit that is nearer to nothing, so that neither
a small effect in a large group nor a large one in a small group comes first.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.reporting.analyses import Analysis
from itperception.reporting.tables import SELECTED
from itperception.reporting.wording import Share, difference_finding, gap_finding, text
from itperception.survey.codebook import say
from itperception.workbench import Table

if TYPE_CHECKING:
    from itperception.inference.gap.paired import Gap


class Finding(NamedTuple):
    """A difference that is worth a sentence.

    ``least`` is the confidence limit nearer to nothing, without its sign; ``pair`` a line
    of ``Comparisons.pairs``.
    """

    least: float
    analysis: Analysis
    pair: pd.Series

    @property
    def table(self) -> Table:
        """The table it is read from."""
        return self.analysis.tables[self.pair["place"]]

    @property
    def columns(self) -> tuple[str, str]:
        """The two columns that are compared, the higher share first."""
        first, second = self.pair["first"], self.pair["second"]
        return (first, second) if self.pair["difference"] >= 0 else (second, first)

    def label(self, language: str) -> str:
        """Say what the shares are of, and by what the groups were made."""
        rows = {row.id: row.label for row in (*self.table.rows, *self.table.nets)}
        stub = say(self.table.stub.label, language)
        row = say(rows[self.pair["category"]], language)
        if self.analysis.is_set:
            stub, row = say(self.analysis.question.label, language), stub
        banner = say(self.table.banner.label, language)
        return text("findings.label", language, stub=stub, row=row, banner=banner)

    def groups(self, language: str) -> tuple[str, str]:
        """Return the labels of the two columns."""
        names = {c.id: say(c.short or c.label, language) for c in self.table.columns}
        return names[self.columns[0]], names[self.columns[1]]

    def told(self, language: str) -> str:
        """Say the difference in one sentence, with its bases and its interval."""
        shares = [
            Share(name, self.table.net(self.pair["category"])[column],
                  self.table.bases[column])
            for name, column in zip(self.groups(language), self.columns, strict=True)
        ]  # fmt: skip
        limits = self.pair["ci_low"], self.pair["ci_high"]
        if self.columns[0] != self.pair["first"]:
            limits = -limits[1], -limits[0]
        return difference_finding(self.label(language), *shares, limits, language)


def surest(analyses: Iterable[Analysis]) -> list[Finding]:
    """Return the surest difference of each question, the largest first.

    Parameters
    ----------
    analyses : iterable of Analysis
        Every table of the page.

    Returns
    -------
    list of Finding
        Only differences that are significant when those of their row are adjusted. Of a
        question with a net its nets are told; of two answers, the first.
    """
    best: dict[str, Finding] = {}
    for found in (found for analysis in analyses for found in _candidates(analysis)):
        known = best.get(found.analysis.question.id)
        if known is None or found.least > known.least:
            best[found.analysis.question.id] = found
    return sorted(best.values(), key=lambda found: -found.least)


def gap_sentence(gap: "Gap", label: str, labels: tuple[str, str], language: str) -> str:
    """Say the gap of all respondents.

    Parameters
    ----------
    gap : Gap
        Of the total and the groups.
    label : str
        What the sentence begins with.
    labels : tuple of str
        What the two questions are called.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    line = gap.to_frame().set_index("banner").loc[TOTAL]
    own, other = (
        Share(label, line[column], line["base"])
        for label, column in zip(labels, ("self_proportion", "other_proportion"),
                                 strict=True)
    )  # fmt: skip
    limits = line["ci_low"], line["ci_high"]
    return gap_finding(label, own, other, limits, language)


def linked(told: Iterable[tuple[str, int]], language: str) -> str:
    """Return sentences as a list, each with a link to the table it is read from."""
    items = "".join(
        f'<li>{escape(sentence)} <a href="#table-{number}">'
        f"{escape(text('findings.table', language, number=str(number)))}</a></li>"
        for sentence, number in told
    )
    return f'<ul class="findings">{items}</ul>'


def _candidates(analysis: Analysis) -> Iterator[Finding]:
    """Yield the surest significant difference of each table."""
    pairs = analysis.pairs
    if pairs.empty:
        return
    alpha = analysis.comparisons[0].alpha
    sure = pairs[pairs["p_adjusted"] <= alpha]
    for place, own in sure.groupby("place"):
        worth = own[own["category"].isin(_worth_telling(analysis, place))]
        least = worth[["ci_low", "ci_high"]].abs().min(axis=1)
        if len(least):
            yield Finding(float(least.max()), analysis, worth.loc[least.idxmax()])


def _worth_telling(analysis: Analysis, place: int) -> list[str]:
    """Return the rows that are told: nets, or answers; of yes and no, the first."""
    table = analysis.tables[place]
    answers = [row.id for row in table.rows if row.kind == "answer"]
    if analysis.is_set:
        return [SELECTED]
    return [net.id for net in table.nets] or (answers[:1] if len(answers) == 2 else answers)
