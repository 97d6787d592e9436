"""What stands out, as sentences: the gap, and the surest of the large differences."""

from collections.abc import Iterable
from html import escape

from itperception.book.explored import Explored
from itperception.book.findings import Finding
from itperception.book.gap import GapTable
from itperception.book.table import BookTable
from itperception.counting.given import TOTAL
from itperception.inference.intervals import ALPHA
from itperception.reporting.tables import label_of
from itperception.reporting.wording import (
    Share,
    count,
    decimal,
    difference_finding,
    gap_finding,
    level,
    text,
)
from itperception.terms.text import say


def finding_label(found: Finding, language: str) -> str:
    """Say what the shares of a difference are of, and by what the groups were made."""
    table = found.table
    rows = {row.id: say(row.label, language) for row in table.rows}
    return text(
        "findings.label", language, stub=say(table.question.label, language),
        row=rows[found.pair["row"]], banner=say(table.banner.label, language),
    )  # fmt: skip


def finding_groups(found: Finding, language: str) -> list[str]:
    """Return the labels of the two columns, the higher share first."""
    names = {column.id: label_of(column, language) for column in found.table.columns}
    return [names[column] for column in found.columns]


def finding_sentence(found: Finding, language: str) -> str:
    """Say a difference in one sentence, with its bases and its interval."""
    row, table = found.pair["row"], found.table
    shares = [
        Share(name, *(table.by_row(measure).at[row, column]
                      for measure in ("proportion", "base")))
        for name, column in zip(finding_groups(found, language), found.columns, strict=True)
    ]  # fmt: skip
    limits = found.pair["ci_low"], found.pair["ci_high"]
    if found.columns[0] != found.pair["first"]:
        limits = -limits[1], -limits[0]
    return difference_finding(finding_label(found, language), *shares, limits, language,
                              confidence=found.confidence)  # fmt: skip


def gap_sentence(gap: GapTable, language: str, *, group: str) -> str:
    """Say the gap of all respondents; `group` is what the sentence begins with."""
    line = gap.groups.set_index("banner").loc[TOTAL]
    own, other = (
        Share(say(item.label, language), line[column], line["base"])
        for item, column in ((gap.own, "self_proportion"), (gap.other, "other_proportion"))
    )
    return gap_finding(group, own, other, (line["ci_low"], line["ci_high"]), language)


def chance(
    explored: Explored, told: list[Finding], language: str, *, hidden: bool = False
) -> tuple[str, str]:
    """Say how much of what was compared chance explains, and how what is told was picked.

    Parameters
    ----------
    explored : Explored
        All that was compared on the page.
    told : list of Finding
        The differences that are told.
    language : {"en", "sv", "de"}
        Language of the page.
    hidden : bool
        Whether there are questions of which nothing is shown.

    Returns
    -------
    tuple of str
        The first line of the findings, and the last: empty if no difference is told.
    """
    if explored.pairs.empty:
        hidden = hidden or any(
            (table.told and table.told.hidden) or _untested(table)
            for table in explored.tables
        )
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


def _untested(table: BookTable) -> bool:
    """Say whether columns that could have differed were not compared."""
    subjects = len(table.rows) if table.is_set else 1
    return table.rules is not None and subjects > len(table.defined)
