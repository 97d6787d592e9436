"""Every question by the banner of the page in one picture: what to look at, and what not."""

from dataclasses import replace

import pandas as pd

from itperception.book.book import Book
from itperception.reporting import charts
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter
from itperception.reporting.tables import folded
from itperception.reporting.wording import decimal, text
from itperception.terms.text import say

TWO = 2  # columns: the total and one group, which is above nobody


def overview_chapter(book: Book, language: str = "en") -> Block:
    """Draw a row for each question, or option, and a mark for each group.

    Parameters
    ----------
    book : Book
        What is told of the wave. Where no two groups stand by themselves nothing is drawn.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    drawn = [table for question in book.subjects for table in question.tables[:1]
             if table.by == book.by and len(table.columns) > TWO and not table.is_bare]  # fmt: skip
    if not drawn:
        return Block("", "")
    banner = say(drawn[0].banner.label, language)
    pictures = charts.overview(drawn, note=_unseen(drawn, language), language=language)
    pictures.sort(key=lambda one: bool(one.fold))
    last = [one for one in pictures if not one.fold][-1]
    told = [replace(one, subtitle="" if k else one.subtitle, note=one.note if one is last else "")
            for k, one in enumerate(pictures)]  # fmt: skip
    drawings = [(one.fold, one.to_html(title="h3")) for one in told]
    return chapter(text("page.overview", language, banner=banner),
                   *(folded(line, html) if line else html for line, html in drawings))  # fmt: skip


def _unseen(drawn: list, language: str) -> str:
    """Say how large a difference may be that no filled mark shows."""
    seen = [
        table.detectable["difference"] for table in drawn if table.detectable is not None
    ]
    known = pd.concat(seen).dropna() if seen else pd.Series(dtype=float)
    if known.empty:
        return ""
    low, high = (decimal(100 * end, language, 0) for end in (known.min(), known.max()))
    points = text("number.range", language, low=low, high=high) if low != high else low
    return text("chart.unseen", language, points=points)
