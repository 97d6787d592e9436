"""Who answered: what describes the respondents, counted and weighted."""

from collections.abc import Iterator

import pandas as pd

from itperception.counting.crosstab import TOTAL
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.shown import ShownWave
from itperception.reporting.wording import text
from itperception.survey.codebook import say


def profile_chapter(shown: ShownWave, number: int, language: str = "en") -> Block:
    """Say who answered.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    number : int
        Running number of the table on the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    title = text("page.profile", language)
    items = _items(shown)
    told = [item for item in items if not shown.is_hidden(item)]
    lines = [line for item in told for line in _lines(shown, item, language)]
    if not lines:
        key = "disclosure.whole" if items else "profile.none"
        told = {"minimum": str(shown.rule.minimum)} if items else {}
        return chapter(title, paragraph(text(key, language, **told)))
    columns = {
        "category": (text("profile.answer", language), "text"),
        "question": (text("profile.question", language), "text"),
        "count": (text("base.unweighted", language), "count"),
        "proportion": (text("profile.share", language), "percent"),
    }
    if shown.wave.is_weighted:
        columns["weighted"] = (text("profile.weighted", language), "percent")
    table = tables.frame_table(
        pd.DataFrame(lines), columns, title=title, name="profile", language=language,
        number=number, synthetic=shown.wave.synthetic,
    )  # fmt: skip
    return chapter(title, table)


def _items(shown: ShownWave) -> list[str]:
    """Return what describes respondents; without such items, what tables are broken by."""
    described = [item.id for item in shown.codebook.items if item.profile]
    named = described or [banner.item for banner in shown.codebook.banners]
    return [name for name in named if name in shown.wave.columns]


def _lines(shown: ShownWave, item: str, language: str) -> Iterator[dict]:
    table = shown.crosstab(item)
    weighted = table.proportions()[TOTAL]
    for row in table.rows:
        count = table.total_counts[row.id]
        yield {
            "category": say(row.label, language),
            "question": say(table.stub.label, language), "count": count,
            "proportion": count / table.bases[TOTAL] if table.bases[TOTAL] else float("nan"),
            "weighted": weighted[row.id],
        }  # fmt: skip
