"""Many shares by group in one picture: a row for each, a mark for each group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, isnan

import pandas as pd

from itperception.book.table import BookTable
from itperception.counting.given import TOTAL
from itperception.reporting import wording
from itperception.reporting.charts import words
from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.colours import GRID, SOFT, looks
from itperception.reporting.charts.keys import Key, write_keys
from itperception.reporting.charts.rows import Row, place_rows
from itperception.reporting.charts.scale import Scale
from itperception.reporting.charts.sheet import WIDE, Sheet
from itperception.reporting.charts.typeface import SMALL
from itperception.reporting.wording import text
from itperception.terms.text import say

MOST = 30  # rows of one picture


@dataclass(frozen=True, slots=True)
class _Share:
    """A row: its name, share and base of each group, and who is above whom beyond chance."""

    head: str
    label: str
    shares: dict[str, float]
    bases: dict[str, float]
    above: str


def overview(
    tables: Sequence[BookTable], *, title: str = "", subtitle: str = "", note: str = "",
    language: str = "en",
) -> list[Chart]:  # fmt: skip
    """Draw what tables by one banner say of its groups: of each question one answer.

    Parameters
    ----------
    tables : sequence of BookTable
        By one banner. Of a question its first net is drawn, or else its first answer; of
        a multiple response all options, the most frequent first.
    title, subtitle, note : str
        Plain text; by default the title says in how many rows the groups differ. Of a
        further picture it is its chapter.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    list of Chart
        One, or several if it had more than `MOST` rows: chapter by chapter, of which a page
        folds a further one without a finding. Groups that a table hides have no mark.
    """
    shown = [table for table in tables if len(table.columns) > 1] or list(tables)
    rows = [row for table in _questions_first(shown) for row in _shares(table, language)]
    groups = {g: words.column_labels(t, language)[g] + t.flag(g)
              for t in shown for g in _groups(t)}  # fmt: skip
    parts, numbers = _parts(rows), (sum(bool(row.above) for row in rows), len(rows))
    found, every = (wording.count(n, language) for n in numbers)
    title = title or text("chart.found", language, found=found, every=every)
    flags = [table.flag(group) for table in shown for group in _groups(table)]
    small = words.small_notes(flags, shown[0], language) if shown else []
    notes = " ".join([*([note] if note else []), *small])
    ends = [0, *(share for row in rows for share in row.shares.values())]
    charts = []
    for k, part in enumerate(parts):
        heading = part[0].head if k else title
        chart = make_chart(
            lambda sheet, part=part, k=k: _draw(sheet, part, groups, ends, titled=k > 0), heading,
            _lines(part, groups, language), width=WIDE, note=notes,
            subtitle=subtitle or text("chart.overview", language), language=language,
            synthetic=any(table.synthetic for table in shown),
        )  # fmt: skip
        is_bare = k > 0 and not any(row.above for row in part)
        n = wording.count(len(part), language)
        fold = text("chart.nothing", language, label=heading, n=n) if is_bare else ""
        charts.append(replace(chart, fold=fold))
    return charts


def _questions_first(tables: Sequence[BookTable]) -> list[BookTable]:
    return sorted(tables, key=lambda table: table.is_set)


def _shares(table: BookTable, language: str) -> list[_Share]:
    """Return the rows of a table that are drawn."""
    shares, above, bases = map(table.by_row, ("proportion", "higher_than", "base"))
    asked = say(table.question.label, language)
    if table.is_set:
        head, rows = text("chart.several", language, label=asked), _by_share(table)
        labels = [say(row.label, language) for row in rows]
    else:
        head = text("chart.one_answer", language)
        rows = [next(iter(table.nets), None) or table.rows[0]]
        answer = say(rows[0].label, language)
        labels = [text("chart.answer", language, item=asked, answer=answer)]
    groups = _groups(table)
    names = words.column_labels(table, language)
    return [
        _Share(head, label, shares.loc[row.id, groups].to_dict(),
               bases.loc[row.id, groups].to_dict(), _above(above.loc[row.id], names, language))
        for row, label in zip(rows, labels, strict=True)
        if not shares.loc[row.id, groups].isna().all()
    ]  # fmt: skip


def _groups(table: BookTable) -> list[str]:
    """Return the groups of a table with anybody in them; of one without, everybody."""
    somebody = table.by_row("effective_base").max() > 0
    groups = [c.id for c in table.columns if c.id != TOTAL] or [TOTAL]
    return [group for group in groups if somebody[group]]


def _by_share(table: BookTable) -> list:
    """Return options, the most frequent first; "other" and "none of these" stay last."""
    sort, share = table.question.sort, table.by_row("proportion")[TOTAL]
    last = [*(sort.last if sort else ()), table.question.exclusive]
    return sorted(
        table.rows, key=lambda row: (row.id.split(".")[-1] in last, -share[row.id])
    )


def _above(row: pd.Series, names: dict[str, str], language: str) -> str:
    """Say which groups are above which beyond chance; nothing if none is."""
    found: dict[str, list[str]] = {}
    for group, lower in row.items():
        if group != TOTAL and len(lower):
            found.setdefault(names[group], []).extend(names[low] for low in lower)
    told = [text("chart.above", language, higher=higher, lower=", ".join(lower))
            for higher, lower in found.items()]  # fmt: skip
    return "; ".join(told)


def _parts(rows: list[_Share]) -> list[list[_Share]]:
    """Part rows where a chapter begins, and a chapter that is too long into equal parts."""
    if len(rows) <= MOST:
        return [rows] if rows else []
    parts = []
    for head in dict.fromkeys(row.head for row in rows):
        own = [row for row in rows if row.head == head]
        size = ceil(len(own) / ceil(len(own) / MOST))
        parts += [own[k : k + size] for k in range(0, len(own), size)]
    return parts


def _draw(
    sheet: Sheet, shares: list[_Share], groups: dict[str, str], ends: list[float], *,
    titled: bool,
) -> None:  # fmt: skip
    """Draw rows on an axis that holds `ends`; one chapter that is the title has no head."""
    language = sheet.language
    look = dict(zip(groups, looks(len(groups)), strict=True))
    named = _with_bases(shares, groups, language)
    keys = [Key(told, look[group][1], look[group][0]) for group, told in named.items()]
    deep = write_keys(sheet, keys, 0)
    rows, heads = [], {shares[0].head} if titled else set()
    for share in shares:
        if share.head not in heads:
            heads.add(share.head)
            rows.append(Row(share.head, is_head=True))
        under = share.above if sheet.narrow else ""
        rows.append(Row(share.label, under, right=share.above))
    told = text("chart.beyond", language)
    if not sheet.narrow and any(share.above for share in shares):
        deep += 14
        sheet.note(sheet.width, deep, told, anchor="end")
    places = place_rows(sheet, rows, deep + 4)
    room = 2 * SMALL if sheet.narrow else 0  # for the numbers at the ends of a row
    scale = Scale.of(ends, places.left + room, places.right - room, least=0.1)
    scale.below(sheet, deep + 4, places.bottom, lambda s: words.tick_percent(s, language))
    for y, row in zip(places.centres, shares, strict=True):
        _marks(sheet, scale, y, row, look)
    sheet.height = round(places.bottom + SMALL + 9)


def _marks(sheet: Sheet, scale: Scale, y: float, row: _Share, look: dict) -> None:
    """Draw the marks of a row: filled, with the numbers at its ends, if anything is found."""
    known = {group: share for group, share in row.shares.items() if not isnan(share)}
    low, high = min(known.values()), max(known.values())
    sheet.line(scale(low), y, scale(high), y, SOFT if row.above else GRID, 1)
    for group, share in known.items():
        shape, colour = look[group]
        sheet.mark(scale(share), y, colour, shape, hollow=not row.above)
    for share, way in ((low, -1), (high, 1)) if row.above else ():
        anchor = "start" if way > 0 else "end"
        sheet.note(scale(share) + 11 * way, y + 4.5, words.bare(share, sheet.language),
                   anchor=anchor)  # fmt: skip


def _with_bases(
    shares: list[_Share], groups: dict[str, str], language: str
) -> dict[str, str]:
    """Return the groups that have a share, with the bases of their shares."""
    bases = {g: pd.Series([row.bases[g] for row in shares if g in row.bases], dtype=float)
             for g in groups}  # fmt: skip
    return {g: f"{groups[g]}, {text('chart.base', language, n=wording.base_range(n, language))}"
            for g, n in bases.items() if len(n)}  # fmt: skip


def _lines(shares: list[_Share], groups: dict[str, str], language: str) -> list[str]:
    """Write the groups with their bases, and then each row."""
    named = "; ".join(_with_bases(shares, groups, language).values())
    return [named, *(_line(row, groups, language) for row in shares)]


def _line(row: _Share, groups: dict[str, str], language: str) -> str:
    told = words.listed((groups[g], wording.percent(share, language))
                        for g, share in row.shares.items())  # fmt: skip
    above = f" ({row.above})" if row.above else ""
    return f"{row.label}: {told}{above}"
