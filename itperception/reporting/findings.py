"""What stands out, as sentences: the gap, and the surest of the large differences."""

from collections.abc import Mapping
from html import escape

from itperception.book.book import Book
from itperception.book.findings import Finding
from itperception.book.gap import GapTable
from itperception.book.table import BookTable
from itperception.counting.given import TOTAL
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.tables import label_of
from itperception.reporting.wording import (
    Share,
    apart,
    count,
    ends,
    gap_finding,
    level,
    percent,
    text,
)
from itperception.terms.text import say


def findings_chapter(book: Book, numbers: Mapping[str, int], language: str = "en") -> Block:
    """Say what stands out though nobody had declared it, and that it was found by looking.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    numbers : mapping of str to int
        Running number of each table, by its name.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    explored, told = book.explored, [found for found, _ in book.findings]
    if explored.pairs.empty:
        key = "findings.hidden" if _is_hidden(book) else "lead.no_group"
        return chapter(text("page.findings", language), paragraph(text(key, language)))
    title = text("findings.title", language, n=count(len(explored.pairs), language))
    if not told:
        key = f"findings.{'untold' if explored.survivors else 'none'}"
        return chapter(title, paragraph(text(key, language)))
    looked = text(
        "findings.looked", language, level=level(told[0].confidence, language),
        survivors=count(explored.survivors, language), told=count(len(told), language),
    )  # fmt: skip
    items = "".join(_linked(found, numbers[found.table.name], language) for found in told)
    return chapter(title, paragraph(looked), f'<ul class="findings">{items}</ul>')


def finding_label(found: Finding, language: str) -> str:
    """Say what the shares of a difference are of, and by what the groups were made."""
    table = found.table
    row = next(
        say(row.label, language) for row in table.rows if row.id == found.pair["row"]
    )
    if not table.is_set:
        question = say(table.question.label, language)
        row = text("findings.answer", language, question=question, answer=row)
    return text(
        "findings.label", language, row=row, banner=say(table.banner.label, language)
    )


def finding_groups(found: Finding, language: str) -> list[str]:
    """Return the labels of the two columns, the higher share first."""
    names = {column.id: label_of(column, language) for column in found.table.columns}
    return [names[column] for column in found.columns]


def finding_sentence(found: Finding, language: str) -> str:
    """Say a difference in one sentence, with its bases and its interval."""
    row, table = found.pair["row"], found.table
    p1, p2 = (table.by_row("proportion").at[row, column] for column in found.columns)
    n1, n2 = (table.by_row("base").at[row, column] for column in found.columns)
    first, second = finding_groups(found, language)
    low, high = sorted(abs(found.pair[end]) for end in ("ci_low", "ci_high"))
    return text(
        "findings.told", language, label=finding_label(found, language), first=first,
        p1=percent(p1, language), n1=count(n1, language), second=second,
        p2=percent(p2, language), n2=count(n2, language), ends=ends(low, high, language),
        d=apart(p1, p2, abs(found.pair["difference"]), language),
    )  # fmt: skip


def gap_sentence(gap: GapTable, language: str, *, group: str) -> str:
    """Say the gap of all respondents; `group` is what the sentence begins with."""
    line = gap.groups.set_index("banner").loc[TOTAL]
    own, other = (
        Share(say(item.label, language), line[column], line["base"])
        for item, column in ((gap.own, "self_proportion"), (gap.other, "other_proportion"))
    )
    return gap_finding(group, own, other, (line["ci_low"], line["ci_high"]), language)


def _linked(found: Finding, number: int, language: str) -> str:
    """Return a sentence with a link to the table it is read from."""
    named = escape(text("findings.table", language, number=str(number)))
    told = escape(finding_sentence(found, language))
    return f'<li>{told} <a href="#table-{number}">{named}</a></li>'


def _is_hidden(book: Book) -> bool:
    """Say whether nothing was compared because it is hidden, or too small."""
    return any(not question.tables for question in book.subjects) or any(
        (table.told and table.told.hidden) or _untested(table)
        for table in book.explored.tables
    )


def _untested(table: BookTable) -> bool:
    """Say whether columns that could have differed were not compared."""
    subjects = len(table.rows) if table.is_set else 1
    return table.rules is not None and subjects > len(table.defined)
