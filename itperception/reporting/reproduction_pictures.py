"""Which picture shows why a verdict is what it is.

Both shares with their gap and the strip of how many are in both, or the bounds with don't
knows: chosen by what was left open. All ranges of a study stand together in a chapter of bars.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.inference.intervals import tango
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import counts_in_words, figure_counts
from itperception.published.verdicts.pairs import TESTS
from itperception.published.verdicts.verdict import Verdict, is_p_value
from itperception.reporting import charts
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.charts.words import ends, points
from itperception.reporting.published_charts import range_bars, shares_and_ranges
from itperception.reporting.strip_chart import strip_chart
from itperception.reporting.verdict_wording import in_language, quantity_name, quantity_unit
from itperception.reporting.wording import count, level, text

DONT_KNOW = ("share", "interval", "share_if_all_knew", "interval_if_all_knew")
UNITS = ("p_value", "points", "percent")
_ZERO = {"p_value": None, "points": 0.0, "percent": None}


def deciding_pictures(
    verdict: Verdict, study: Study, language: str = "en"
) -> list[charts.Chart]:
    """Return the pictures that show why, none where a number says it all.

    Parameters
    ----------
    verdict : Verdict
        Of one claim.
    study : Study
        The study the claim is from.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    if "overlap" in verdict.tables and _decides(verdict):
        return _paired(verdict, study, language)
    if "share_if_all_knew" in set(verdict.quantities["quantity"]):
        return [_dont_know(verdict, language)]
    return []


def ranges_chapter(verdicts: Sequence[Verdict], language: str = "en") -> Block:
    """Draw the main numbers of every claim as bars from end to end."""
    title = text("proof.ranges", language)
    found = pd.DataFrame(
        _main_lines(verdicts), columns=["label", "low", "high", "certified", "unit"]
    )
    drawn = [
        _bars(found[found["unit"] == unit], unit, verdicts[0].alpha, language).to_html()
        for unit in UNITS
        if (found["unit"] == unit).any()
    ]  # fmt: skip
    told = "proof.ranges_told" if drawn else "proof.no_ranges"
    return chapter(title, paragraph(text(told, language)), *drawn)


def _paired(verdict: Verdict, study: Study, language: str) -> list[charts.Chart]:
    """Draw both shares with what their gap can be, and on how many in both it hangs."""
    tables, figures = verdict.tables, [study.figure(name) for name in verdict.claim.figures]
    if tables["base"].nunique() != 1 or len(figures) != 2:
        return []
    n = int(tables["base"].iloc[0])
    columns = {quantity: column for column, quantity in TESTS.items()}
    span = {"low": str(tables["overlap"].min()), "high": str(tables["overlap"].max())}
    level_told = level(verdict.alpha, language)
    told = span | {"tables": count(len(tables), language), "level": level_told}
    strip = strip_chart(
        tables, n=n, p_value=columns[_decides(verdict)], title=text("strip.title", language),
        subtitle=text("strip.subtitle", language, **told), alpha=verdict.alpha,
        language=language,
    )  # fmt: skip
    ranges = gap_ranges(tables, n, 1 - verdict.alpha, language)
    first, second = (figure.printed for figure in figures)
    against = text("proof.against", language, first=first, second=second)
    gap = text("strip.gap_title", language, shares=against, gap=ranges["told"].iloc[0])
    shares = pd.DataFrame(
        {"label": figure.label, "proportion": float(figure.middle),
         "under": _people(figure, n, language)}
        for figure in figures
    )  # fmt: skip
    return [
        shares_and_ranges(shares, ranges, title=gap, head=text("strip.gap_head", language),
                          note=text("strip.gap_note", language, level=level(1 - verdict.alpha,
                                    language)), language=language),
        strip,
    ]  # fmt: skip


def gap_ranges(
    tables: pd.DataFrame, n: int, confidence: float, language: str = "en"
) -> pd.DataFrame:
    """Return what a gap can be: among those asked, and by the outermost intervals.

    Parameters
    ----------
    tables : pandas.DataFrame
        Every table that fits: first_count, second_count, overlap, only_first, only_second,
        difference.
    n : int
        People asked about both.
    confidence : float
        Level of the intervals.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> from itperception.published.bounds.overlap import with_overlaps
    >>> tables = with_overlaps(*np.array([[156], [79], [60], [0], [60]]))
    >>> gap_ranges(tables, 156, 0.95)["told"].tolist()
    ['12', '1 to 23', '−3 to 26']
    """
    related = tables["overlap"] * n >= tables["first_count"] * tables["second_count"]
    limits = np.array(
        tango(tables["only_first"], tables["only_second"], n, level=confidence)
    )
    rows = {"asked": (tables["difference"], tables["difference"])}
    if related.any():
        rows["not_opposed"] = (limits[0][related], limits[1][related])
    rows["nothing"] = (limits[0], limits[1])
    return pd.DataFrame(
        {"label": text(f"strip.gap_{key}", language, n=count(n, language)), "low": low.min(),
         "high": high.max(), "told": _told(low.min(), high.max(), language),
         "is_interval": key != "asked"}
        for key, (low, high) in rows.items()
    )  # fmt: skip


def _told(low: float, high: float, language: str) -> str:
    """Write from where to where, or the number if both are the same."""
    alike = points(low, language) == points(high, language)
    return points(low, language) if alike else ends(low, high, language)


def _people(figure: Figure, n: int, language: str) -> str:
    """Say how many people a printed share can be."""
    counts = counts_in_words(figure_counts(figure, n))
    shown = in_language("counts", counts, language) or counts
    return text("strip.people", language, counts=shown, n=count(n, language))


def _decides(verdict: Verdict) -> str:
    """Return the p-value that decides, empty if nothing is tested."""
    named = [line["quantity"] for line in verdict.main_quantities]
    return next((name for name in named if is_p_value(name)), "")


def _dont_know(verdict: Verdict, language: str) -> charts.Chart:
    lines = verdict.quantities[verdict.quantities["quantity"].isin(DONT_KNOW)]
    labels = [quantity_name(name, language=language) for name in lines["quantity"]]
    notes = [
        text("proof.dont_know_note", language, level=level(1 - verdict.alpha, language))
    ]
    return range_bars(lines.assign(label=labels), title=text("proof.dont_know", language),
                      unit="percent", notes=notes, language=language)  # fmt: skip


def _main_lines(verdicts: Sequence[Verdict]) -> list[tuple]:
    """Return the effect and the p-value of each claim, labelled by the claim."""
    lines = []
    for verdict in verdicts:
        row = f"{verdict.claim.row}. " if verdict.claim.row else ""
        lines += [
            (f"{row}{verdict.claim.text}", line["low"], line["high"], line["certified"],
             quantity_unit(line["quantity"]))
            for line in verdict.main_quantities
        ]  # fmt: skip
    return lines


def _bars(lines: pd.DataFrame, unit: str, alpha: float, language: str) -> charts.Chart:
    threshold = alpha if unit == "p_value" else _ZERO[unit]
    title = text(f"proof.ranges_{unit}", language)
    return range_bars(lines, title=title, unit=unit, threshold=threshold, language=language)
