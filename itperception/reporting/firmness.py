"""How far findings hang on choices, in words: on the don't knows, and on the analysis.

Nothing here tells whether a finding is true: the same respondents are counted again.
"""

from collections.abc import Sequence

import pandas as pd

from itperception.book.book import Book
from itperception.book.findings import Finding, Firm
from itperception.book.gap import GapTable
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import fold
from itperception.reporting.findings import finding_groups, finding_label
from itperception.reporting.wording import NOBODY, count, signed, text
from itperception.terms.text import say

TREATMENTS = 3  # don't know in the base, out of it, and anything
COLUMNS = ("finding", "inside", "outside", "bounds", "holds", "choices")


def firmness_fold(book: Book, number: int, language: str = "en") -> Block:
    """Say in a line how many findings stay under every analysis; folded, finding by finding.

    Parameters
    ----------
    book : Book
        The findings of a wave; without any there is nothing to say.
    number : int
        Running number of the table on the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    if not are_findings(book):
        return Block("", "")
    gap = [_of_gap(book.leading_gap, book.firm_gap, language)] if _is_found(book) else []
    lines = [*gap, *(_of_finding(*found, language) for found in book.findings)]
    table = tables.frame_table(
        pd.DataFrame(lines), {key: (text(f"firm.{key}", language), "text") for key in COLUMNS},
        title=text("firm.title", language), name="firmness", number=number,
        note=text("firm.note", language), language=language, synthetic=book.synthetic,
    )  # fmt: skip
    return fold(_said(lines, language), table)


def are_findings(book: Book) -> bool:
    """Whether there is a finding to tell it of, so that the page has its table."""
    return bool(book.findings) or _is_found(book)


def _is_found(book: Book) -> bool:
    return bool(book.firm_gap and book.leading_gap.is_found)


def _said(lines: Sequence[dict], language: str) -> str:
    """Say how many findings stay under every analysis, and whatever don't knows had said."""
    firm, every = sum(line["share"] == 1 for line in lines), len(lines)
    told = text(
        "firm.said", language, every=count(firm, language), all=count(every, language)
    )
    asked = [line for line in lines if line["is_settled"] is not None]
    if not asked:
        return told
    shaky = "; ".join(line["finding"] for line in asked if not line["is_settled"])
    numbers = {"firm": count(sum(line["is_settled"] for line in asked), language),
               "all": count(len(asked), language)}  # fmt: skip
    named = [text("firm.said_not", language, labels=shaky)] if shaky else []
    return " ".join([told, text("firm.said_dont_know", language, **numbers), *named])


def _of_finding(found: Finding, firm: Firm, language: str) -> dict:
    groups = " − ".join(finding_groups(found, language))
    return _line(f"{finding_label(found, language)}: {groups}", firm, language)


def _of_gap(gap: GapTable, firm: Firm, language: str) -> dict:
    labels = " − ".join(say(item.label, language) for item in (gap.own, gap.other))
    return _line(f"{text('table.total', language)}: {labels}", firm, language)


def _line(label: str, firm: Firm, language: str) -> dict:
    """Return a line of the table; where nobody could say don't know, none is allotted."""
    found, every = (count(number, language) for number in (firm.found, firm.made))
    shown = {"finding": label, "share": firm.found / firm.made if firm.made else 0.0,
             "choices": text("firm.of", language, found=found, all=every)}  # fmt: skip
    if firm.treatments is None:
        nothing = dict.fromkeys(("inside", "outside", "bounds", "holds"), NOBODY)
        return {**shown, **nothing, "is_settled": None}
    told = firm.treatments.iloc[:TREATMENTS]
    settled = bool(told["settled"].all())
    low, high = (
        [signed(value * 100, language) for value in told[f"difference_{end}"]]
        for end in ("low", "high")
    )
    return {
        **shown, "inside": low[0], "outside": low[1],
        "bounds": text("number.range", language, low=low[2], high=high[2]),
        "holds": text("trend.yes" if settled else "trend.no", language),
        "is_settled": settled,
    }  # fmt: skip
