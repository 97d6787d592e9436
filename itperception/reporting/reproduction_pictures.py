"""Which picture shows why a verdict is what it is.

Both shares with their gap, and the strip of how many are in both. Shares of groups have a
chapter of their own.
"""

from collections.abc import Mapping, Sequence

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
from itperception.reporting.verdict_wording import (
    in_language,
    people_told,
    ranges_told,
)
from itperception.reporting.wording import count, level, quoted, text


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
    return []


def chance_chapter(
    verdict: Verdict, study: Study, drawn: Sequence[charts.Chart], language: str = "en"
) -> Block:  # fmt: skip
    """Draw on what it hangs whether the claim that leads is beyond chance.

    Parameters
    ----------
    verdict : Verdict
        Of the claim that leads.
    study : Study
        The study the claim is from.
    drawn : sequence of Chart
        What decides, as :func:`deciding_pictures` returns it without the first, with which
        the page has begun; where nothing is left, there is no chapter.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    if not drawn:
        return Block("", "")
    told = _dont_knows_told(verdict, study, language)
    return chapter(
        text("proof.hangs", language), *(chart.to_html() for chart in drawn),
        *([paragraph(told)] if told else []),
    )  # fmt: skip


def _dont_knows_told(verdict: Verdict, study: Study, language: str) -> str:
    """Say whether those who gave no answer to the second question could close the gap."""
    name = verdict.claim.options.get("dont_know")
    first, second = (study.figure(one) for one in verdict.claim.figures[:2])
    silent = study.figure(str(name)) if name else None
    n = silent.base if silent is not None and silent.item == second.item else None
    counted = [figure_counts(f, n) for f in (second, first, silent)] if n and silent else []
    if not counted or not all(counted):
        return ""
    most, least, could = counted
    together = range(most[0] + could[0], most[-1] + could[-1] + 1)
    closes = together[-1] >= least[0]
    counts = in_language("counts", counts_in_words(together), language)
    return text(
        f"proof.silent_{'closes' if closes else 'remains'}", language, silent=silent.label,
        share=silent.printed, people=people_told(silent, n, language), label=second.label,
        together=counts or counts_in_words(together), against=people_told(first, n, language),
    )  # fmt: skip


def groups_chapter(
    verdicts: Sequence[Verdict], first: Verdict, study: Study, groups: Mapping[str, str],
    language: str = "en",
) -> Block:  # fmt: skip
    """Draw the shares of groups that are in print, where a claim compares them.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Of the study's claims.
    first : Verdict
        Of the claim that leads; if it is about groups, the page has begun with them.
    study : Study
        The study the claims are from.
    groups : mapping of str to str
        Labels of groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    compared = [v for v in verdicts if v.claim.kind == "groups" and v.main_quantities]
    if not compared or first.claim.kind == "groups":
        return Block("", "")
    claim, main = compared[0].claim, compared[0].main_quantities
    figures = [study.figure(name) for name in claim.figures]
    chart = range_bars(
        shares_frame(figures, groups, language).assign(is_group=True), title=claim.text,
        subtitle=text("proof.groups_sub", language, label=figures[0].label), unit="percent",
        threshold=0.5, notes=[f"{ranges_told(main, groups, language)}."], language=language,
    )  # fmt: skip
    return chapter(text("proof.by_group", language), chart.to_html())


def shares_frame(
    figures: Sequence[Figure], groups: Mapping[str, str], language: str = "en"
) -> pd.DataFrame:
    """Return printed shares as :func:`range_bars` draws them, under labels that differ."""
    words = {f.id: quoted(f.printed, language) for f in figures if f.kind == "words"}
    return pd.DataFrame(
        {"label": label, "low": float(figure.low), "high": float(figure.high),
         "told": words.get(figure.id, figure.printed)}
        for figure, label in zip(figures, labels_apart(figures, groups), strict=True)
    )  # fmt: skip


def labels_apart(figures: Sequence[Figure], groups: Mapping[str, str]) -> list[str]:
    """Return labels of figures; of those that carry one label, whom they are of.

    Examples
    --------
    >>> usual = {"row": "1", "item": "x", "label": "Good", "kind": "percent", "printed": "1%"}
    >>> figures = [Figure(id=name, group=name, **usual) for name in ("a", "b")]
    >>> labels_apart(figures, {"a": "IT", "b": "Others"})
    ['IT', 'Others']
    """
    labels = [figure.label for figure in figures]
    if len({*labels}) == len(labels):
        return labels
    return [groups.get(figure.group, figure.group) for figure in figures]


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
         "under": people_told(figure, n, language)}
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


def _decides(verdict: Verdict) -> str:
    """Return the p-value that decides, empty if nothing is tested."""
    named = [line["quantity"] for line in verdict.main_quantities]
    return next((name for name in named if is_p_value(name)), "")
