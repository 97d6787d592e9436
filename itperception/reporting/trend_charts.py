"""The charts of a trend page: a gap across waves, by group, and every change."""

from collections.abc import Iterator, Mapping

import pandas as pd

from itperception.book.gap_course import GapCourse
from itperception.book.pair_tables import net_of
from itperception.counting.given import TOTAL
from itperception.inference.intervals import ALPHA
from itperception.reporting.charts import Chart, forest, trend_pair
from itperception.reporting.charts.words import level, of
from itperception.reporting.trend_words import TrendWords
from itperception.reporting.wording import MINUS, decimal, percent, text

_ENDS = ["ci_low", "ci_high"]


def pair_chart(
    gap: GapCourse, words: TrendWords, *, names: Mapping[str, str] | None = None,
    synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw a gap of everybody across waves, beside the two shares that it is between.

    Parameters
    ----------
    gap : GapCourse
        The numbers; everybody's are among them.
    words : TrendWords
        Names, and the language of the page.
    names : mapping of str to str, optional
        What waves are called; by default by their own names.
    synthetic : bool
        Whether nobody gave these answers.
    """
    language = words.language
    frame = _pair(gap, words)
    items = gap.declared.self_item, gap.declared.other_item
    return trend_pair(
        frame.assign(wave=_named(frame, names)), names=[words.question(item) for item in items],
        title=words.gap_title(gap.declared), synthetic=synthetic,
        subtitle=text("chart.pair_sub", language, level=level(1 - ALPHA, language)),
        note=text("chart.line_note", language), language=language,
    )  # fmt: skip


def by_wave_charts(
    gap: GapCourse, words: TrendWords, *, synthetic: bool = False
) -> list[Chart]:
    """Draw a gap wave by wave in each group, if there are any; see :func:`pair_chart`."""
    groups = [group for group in gap.groups if group != TOTAL]
    if not groups:
        return []
    title, language = words.gap_title(gap.declared), words.language
    frame = pd.DataFrame(_by_group(gap, groups, words))
    told = text("chart.gap_sub", language, level=level(1 - ALPHA, language))
    return [forest(frame, title=text("chart.by_wave", language, title=title),
                   subtitle=told, sign=False, synthetic=synthetic, language=language)]  # fmt: skip


def course_chart(
    name: str, words: TrendWords, *, names: Mapping[str, str] | None = None,
    synthetic: bool = False,
) -> Chart:  # fmt: skip
    """Draw one share of everybody wave by wave; see :func:`pair_chart`."""
    points = words.changes.points(name, TOTAL)
    language = words.language
    told = points.assign(
        label=_named(points, names), difference=points["proportion"], filled=True,
        cells=[(of(n, language),) for n in points["base"]],
    )  # fmt: skip
    return forest(told, title=words.label(name), sign=False, synthetic=synthetic,
                  subtitle=text("chart.course_sub", language, level=level(1 - ALPHA, language)),
                  language=language)  # fmt: skip


def change_charts(words: TrendWords, *, synthetic: bool = False) -> list[Chart]:
    """Draw the changes of everybody from each wave to the next, the largest first.

    Parameters
    ----------
    words : TrendWords
        The changes, and the language of the page.
    synthetic : bool
        Whether nobody gave these answers.
    """
    frame = words.changes.frame
    own = (frame["group"] == TOTAL) & frame["name"].isin(list(words.changes.tables))
    told = frame[own & frame["ci_low"].notna()]
    return [
        _changes(step, *waves, words, synthetic=synthetic)
        for waves, step in told.groupby(["from_wave", "to_wave"], sort=False)
    ]


def _named(frame: pd.DataFrame, names: Mapping[str, str] | None) -> pd.Series:
    return frame["wave"].replace(dict(names)) if names else frame["wave"]


def _pair(gap: GapCourse, words: TrendWords) -> pd.DataFrame:
    """Return shares, gap and what broke of each wave."""
    changes, declared = words.changes, gap.declared
    own = gap.frame[gap.frame["group"] == TOTAL].set_index("wave")
    frame = own[["base"]].assign(gap=own["difference"], gap_low=own["ci_low"],
                                 gap_high=own["ci_high"])  # fmt: skip
    for side, item in (("self", declared.self_item), ("other", declared.other_item)):
        ends = pd.DataFrame(float("nan"), frame.index, _ENDS)
        dimension = changes.codebook.dimension(item)
        if item in changes.tables and net_of(dimension, declared.net) == net_of(dimension):
            ends = changes.points(item, TOTAL).set_index("wave")[_ENDS]
        frame[side] = own[f"{side}_proportion"]
        frame[f"{side}_low"], frame[f"{side}_high"] = ends["ci_low"], ends["ci_high"]
        frame[f"{side}_break"] = _breaks(words, [item], frame.index)
    both = [declared.self_item, declared.other_item]
    return frame.assign(gap_break=_breaks(words, both, frame.index)).reset_index()


def _breaks(words: TrendWords, items, waves) -> list[str]:
    """Return for each wave what changed, so that it cannot be compared."""
    return [words.kinds(words.changes.breaks(*items, step=wave)) for wave in waves]


def _by_group(gap: GapCourse, groups: list[str], words: TrendWords) -> Iterator[dict]:
    """Yield each group's gap wave by wave, its name with the first."""
    language = words.language
    for group in groups:
        label = words.groups[group]
        for row in gap.frame[gap.frame["group"] == group].to_dict("records"):
            shares = [
                percent(row[f"{side}_proportion"], language) for side in ("self", "other")
            ]
            yield row | {"label": label, "bold": True, "lead": f" {MINUS} ".join(shares),
                         "cells": (f"{row['wave']}, {of(row['base'], language)}",)}  # fmt: skip
            label = ""


def _changes(step: pd.DataFrame, before: str, after: str, words: TrendWords, *,
             synthetic: bool) -> Chart:  # fmt: skip
    language = words.language
    is_option = step["name"].str.contains(".", regex=False)
    frame = step.assign(
        is_option=is_option, label=step["name"].map(words.label),
        head=[text("chart.several", language, label=words.question(name)) if option
              else text("chart.one_answer", language)
              for name, option in zip(step["name"], is_option, strict=True)],
        cells=[(percent(a, language), percent(b, language))
               for a, b in zip(step["before"], step["after"], strict=True)],
        filled=step["p_value"] < ALPHA,
    )  # fmt: skip
    order = ["is_option", "head", "difference"]
    told = {"before": before, "after": after}
    return forest(
        frame.sort_values(order, ascending=[True, True, False], kind="stable"),
        title=text("chart.changes", language, **told),
        subtitle=text("chart.changes_sub", language, level=level(1 - ALPHA, language),
                      alpha=decimal(ALPHA, language)),
        heads=(before, after), synthetic=synthetic, language=language,
        sides=[text(f"chart.{side}", language, wave=after) for side in ("fewer", "more")],
    )  # fmt: skip
