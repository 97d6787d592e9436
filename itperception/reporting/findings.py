"""Findings as sentences made from the numbers, the surest of the large effects first.

A finding survives when everything that was compared on the page is adjusted together, and
its interval is adjusted for having been picked. What is large is judged by the confidence
limit that is nearer to nothing, so that neither a small effect in a large group nor a
large one in a small group comes first.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.inference.intervals import LEVEL
from itperception.reporting.analyses import Analysis
from itperception.reporting.explored import ALPHA, Explored
from itperception.reporting.tables import SELECTED
from itperception.reporting.wording import (
    Share,
    count,
    decimal,
    difference_finding,
    gap_finding,
    gap_shares,
    level,
    text,
)
from itperception.survey.codebook import say
from itperception.workbench import Table

if TYPE_CHECKING:
    from itperception.inference.gap.paired import Gap

# What is printed as an interval that ends at 0 is no finding to a reader.
LEAST = 0.005


class Finding(NamedTuple):
    """A difference that is worth a sentence.

    ``pair`` is a line of ``Comparisons.pairs`` with the limits at the level ``confidence``.
    """

    analysis: Analysis
    pair: pd.Series
    confidence: float = LEVEL

    @property
    def least(self) -> float:
        """The confidence limit nearer to nothing: below 0 if the interval holds nothing."""
        low, high = self.pair["ci_low"], self.pair["ci_high"]
        return float(max(low, -high))

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
        return difference_finding(
            self.label(language), *shares, limits, language, confidence=self.confidence
        )


def surest(explored: Explored, most: int) -> list[Finding]:
    """Return the surest difference of each question, the largest first.

    Parameters
    ----------
    explored : Explored
        All that was compared on the page.
    most : int
        How many differences are told at most.

    Returns
    -------
    list of Finding
        Only differences that survive the adjustment of all comparisons, and whose
        interval leaves half a point or more at the level that so many told require: as
        many as do. Of a question with a net its nets are told; of two answers, the first.
    """
    for number in range(min(most, explored.survivors), 0, -1):
        confidence = explored.confidence(number)
        best: dict[str, Finding] = {}
        for found in _candidates(explored, confidence):
            known = best.get(found.analysis.question.id)
            if found.least >= (known.least if known else LEAST):
                best[found.analysis.question.id] = found
        if len(best) >= number:
            return sorted(best.values(), key=lambda found: -found.least)[:number]
    return []


def gap_sentence(
    gap: "Gap", label: str, labels: tuple[str, str], language: str, *, tested: bool = True
) -> str:
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
    tested : bool
        Whether the gap is told, with its interval, or the two shares alone.
    """
    line = gap.to_frame().set_index("banner").loc[TOTAL]
    own, other = (
        Share(label, line[column], line["base"])
        for label, column in zip(labels, ("self_proportion", "other_proportion"),
                                 strict=True)
    )  # fmt: skip
    if not tested:
        return gap_shares(label, own, other, language)
    limits = line["ci_low"], line["ci_high"]
    return gap_finding(label, own, other, limits, language)


def chance(explored: Explored, told: list[Finding], language: str) -> tuple[str, str]:
    """Say how much of what was compared chance explains, and how what is told was picked.

    Parameters
    ----------
    explored : Explored
        All that was compared on the page.
    told : list of Finding
        The differences that are told.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    tuple of str
        The first line of the findings, and the last: empty if no difference is told.
    """
    if explored.pairs.empty:
        hidden = any(analysis.is_veiled or len(analysis.comparisons) > len(analysis.defined)
                     for analysis in explored.analyses)  # fmt: skip
        return text(f"findings.{'hidden' if hidden else 'nothing'}", language), ""
    first = text(
        "findings.chance", language, n=count(len(explored.pairs), language),
        chance=decimal(ALPHA * len(explored.pairs), language, 1),
        level=level(ALPHA, language),
    )  # fmt: skip
    if not explored.survivors:
        return f"{first} {text('findings.none', language)}", ""
    remain = text("findings.remain", language, n=count(explored.survivors, language),
                  q=level(explored.q, language))  # fmt: skip
    if not told:
        return f"{first} {remain} {text('findings.untold', language)}", ""
    last = text("findings.chosen", language, level=level(told[0].confidence, language),
                q=level(explored.q, language))  # fmt: skip
    return f"{first} {remain}", last


def linked(told: Iterable[tuple[str, int]], language: str) -> str:
    """Return sentences as a list, each with a link to the table it is read from."""
    told = list(told)
    if not told:
        return ""
    items = "".join(
        f'<li>{escape(sentence)} <a href="#table-{number}">'
        f"{escape(text('findings.table', language, number=str(number)))}</a></li>"
        for sentence, number in told
    )
    return f'<ul class="findings">{items}</ul>'


def _candidates(explored: Explored, confidence: float) -> Iterator[Finding]:
    """Yield the differences worth telling that survive, with limits at a level."""
    sure = explored.pairs[explored.pairs["survives"]]
    for (k, place), own in sure.groupby(["analysis", "place"], sort=False):
        analysis = explored.analyses[k]
        worth = own[own["category"].isin(_worth_telling(analysis, place))]
        keys = ["category", "first", "second"]
        again = analysis.compared(place, alpha=1 - confidence).set_index(keys)
        for line in worth[keys].itertuples(index=False):
            pair = again.loc[tuple(line)]
            named = pd.concat([pair, pd.Series(line._asdict() | {"place": place})])
            yield Finding(analysis, named, confidence)


def _worth_telling(analysis: Analysis, place: int) -> list[str]:
    """Return the rows that are told: nets, or answers; of yes and no, the first."""
    table = analysis.tables[place]
    answers = [row.id for row in table.rows if row.kind == "answer"]
    if analysis.is_set:
        return [SELECTED]
    return [net.id for net in table.nets] or (answers[:1] if len(answers) == 2 else answers)
