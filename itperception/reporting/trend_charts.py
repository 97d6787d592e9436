"""The charts of a trend page: a gap across waves, by group, and every change."""

from collections.abc import Iterator
from math import nan

import pandas as pd

from itperception.book.gap_course import GapCourse
from itperception.book.pair_tables import net_of
from itperception.counting.given import TOTAL
from itperception.inference.intervals import ALPHA
from itperception.reporting.charts import Chart, forest, trend_pair
from itperception.reporting.charts.words import of
from itperception.reporting.trend_words import TrendWords
from itperception.reporting.wording import (
    MINUS,
    bare_level,
    count,
    decimal,
    p_value,
    percent,
    text,
)

_ENDS = ["ci_low", "ci_high"]


def pair_chart(gap: GapCourse, words: TrendWords, *, synthetic: bool = False) -> Chart:
    """Draw a gap of everybody across waves, beside the two shares that it is between.

    Parameters
    ----------
    gap : GapCourse
        The numbers; everybody's are among them.
    words : TrendWords
        Names, and the language of the page.
    synthetic : bool
        Whether nobody gave these answers.
    """
    language = words.language
    frame = _pair(gap, words)
    items = gap.declared.self_item, gap.declared.other_item
    return trend_pair(
        frame.assign(wave=frame["wave"].map(words.waves)),
        names=[words.question(item) for item in items],
        title=words.gap_title(gap.declared), synthetic=synthetic,
        subtitle=text("chart.pair_sub", language, level=bare_level(1 - ALPHA, language)),
        note=text("chart.line_note", language), language=language,
    )  # fmt: skip


def group_chart(gap: GapCourse, words: TrendWords, *, synthetic: bool = False) -> Chart:
    """Draw a gap wave by wave in each group, the widest first; see :func:`pair_chart`.

    No line joins the waves. Below stands whether the groups differ at all, and what was
    asked differently in between.
    """
    last = (
        gap.frame.groupby("group", sort=False)["difference"]
        .last()
        .drop(TOTAL, errors="ignore")
    )
    groups = [*last.abs().sort_values(ascending=False, kind="stable").index]
    title, language = words.gap_title(gap.declared), words.language
    p_values = [gap.differs.get(wave, nan) for wave in gap.waves]
    widest = gap.widest if all(p <= ALPHA for p in p_values) else ""
    message = ""
    if widest:
        message = text("trend.widest", language, label=words.groups[widest])
    elif all(p > ALPHA for p in p_values):
        message = text("trend.alike", language)
    told = text("chart.gap_sub", language, level=bare_level(1 - ALPHA, language))
    return forest(
        pd.DataFrame(_by_group(gap, groups, words)), title=message or title, sign=False,
        subtitle=f"{title}. {told}" if message else told, note=" ".join(_notes(gap, words)),
        synthetic=synthetic, language=language,
    )  # fmt: skip


def _notes(gap: GapCourse, words: TrendWords) -> Iterator[str]:
    """Say whether groups differ at all, and which waves cannot be compared."""
    language, unit = words.language, words.changes.unit
    told = "; ".join(f"{words.waves[wave]} {p_value(p, language, unit=unit)}"
                     for wave, p in gap.differs.items())  # fmt: skip
    if told:
        yield text("trend.differ", language, told=told)
    for wave, called in words.waves.items():
        items = gap.declared.self_item, gap.declared.other_item
        if why := words.kinds(words.changes.breaks(*items, step=wave)):
            changed = text("chart.break", language, changes=why)
            yield f"{called}: {changed}; {text('chart.break_alt', language)}."


def course_chart(name: str, words: TrendWords, *, synthetic: bool = False) -> Chart:
    """Draw one share of everybody wave by wave; see :func:`pair_chart`."""
    points = words.changes.points(name, TOTAL)
    language = words.language
    told = points.assign(
        label=points["wave"].map(words.waves), difference=points["proportion"], filled=True,
        cells=[(of(n, language),) for n in points["base"]],
    )  # fmt: skip
    return forest(told, title=words.label(name), sign=False, synthetic=synthetic,
                  subtitle=text("chart.course_sub", language,
                                level=bare_level(1 - ALPHA, language)),
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
    own = frame[(frame["group"] == TOTAL) & frame["name"].isin(list(words.changes.tables))]
    return [
        _changes(step, *waves, words, synthetic=synthetic)
        for waves, step in own.groupby(["from_wave", "to_wave"], sort=False)
        if step["ci_low"].notna().any()
    ]


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
            named = f"{words.waves[row['wave']]}, {of(row['base'], language)}"
            yield row | {"label": label, "bold": True, "cells": (named,),
                         "lead": f" {MINUS} ".join(shares)}  # fmt: skip
            label = ""


def _changes(step: pd.DataFrame, before: str, after: str, words: TrendWords, *,
             synthetic: bool) -> Chart:  # fmt: skip
    """Draw what was compared, the message being how much of it is beyond chance."""
    language, compared = words.language, step[step["ci_low"].notna()]
    below = compared["p_value"] < ALPHA
    is_option = compared["name"].str.contains(".", regex=False)
    frame = compared.assign(
        is_option=is_option, label=compared["name"].map(words.label),
        head=[words.heading(name) for name in compared["name"]],
        cells=[(percent(a, language), percent(b, language))
               for a, b in zip(compared["before"], compared["after"], strict=True)],
        filled=below,
    )  # fmt: skip
    order = ["is_option", "head", "difference"]
    told = {"before": words.waves[before], "after": words.waves[after]}
    tested = compared["p_value"].notna().sum()
    found, filled, made = (count(n, language) for n in
                           (compared["found"].sum(), below.sum(), tested))  # fmt: skip
    kept = text("trend.filled", language, filled=filled, made=made, found=found)
    kept = [kept] if below.any() else []
    key = "none_stands_out" if tested else "none_tested"
    key = "some_stand_out" if compared["found"].any() else key
    left = [words.label(name) for name in step.loc[step["breaks"].map(bool), "name"]]
    left = [text("trend.left_out", language, labels="; ".join(left))] if left else []
    exact = [] if words.changes.rounding else [text("trend.exact", language)]
    return forest(
        frame.sort_values(order, ascending=[True, True, False], kind="stable"),
        title=text(f"trend.{key}", language, found=found, made=made),
        subtitle=text("chart.changes_sub", language, level=bare_level(1 - ALPHA, language),
                      alpha=decimal(ALPHA, language), **told),
        note=" ".join([*kept, *exact, *left]), heads=(*told.values(),), synthetic=synthetic,
        sides=[text(f"chart.{side}", language, wave=told["after"])
               for side in ("fewer", "more")],
        language=language,
    )  # fmt: skip
