"""Tables of a trend page: what was asked differently, and a gap wave by wave."""

import pandas as pd

from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.trend_words import TrendWords
from itperception.reporting.wording import text
from itperception.survey.description import WAVE_CHANGES
from itperception.survey.tabulated import DeclaredGap


def differences_chapter(
    words: TrendWords, *, number: int, synthetic: bool = False
) -> Block:
    """List what was asked or surveyed differently, and whether it can be compared.

    Parameters
    ----------
    words : TrendWords
        The changes, and the language of the page.
    number : int
        Running number of the table on the page.
    synthetic : bool
        Whether the data are synthetic.
    """
    language, found = words.language, words.changes.comparability
    title, changed = text("trend.changes", language), found[found["change"] != "none"]
    if changed.empty:
        return chapter(title, paragraph(text("trend.no_changes", language)))
    yes, no = (text(f"trend.{word}", language) for word in ("yes", "no"))
    shown = once(changed, words)
    shown = shown.assign(
        step=shown["from_wave"] + " → " + shown["to_wave"],
        change=[words.kinds([change]) for change in shown["change"]],
        comparable=shown["comparable"].map({True: yes, False: no}),
    )
    heads = {
        "label": "label", "step": "step", "change": "change", "before": "from_wave",
        "after": "to_wave", "comparable": "comparable", "reason": "reason",
    }  # fmt: skip
    if shown["step"].nunique() == 1:
        del heads["step"]
    table = tables.frame_table(
        shown,
        {name: (text(f"trend.{key}", language), "text") for name, key in heads.items()},
        title=title, name="changes", number=number, synthetic=synthetic,
        note=text("trend.changes_note", language), language=language,
    )  # fmt: skip
    return chapter(title, table)


def once(changed: pd.DataFrame, words: TrendWords) -> pd.DataFrame:
    """Label changes; what is the same of every item, or of all options, stands once.

    Parameters
    ----------
    changed : pandas.DataFrame
        As :func:`itperception.survey.comparability.comparability` returns it.
    words : TrendWords
        The names of the questions.
    """
    same = [column for column in changed if column != "item"]
    whole = changed["change"].isin(WAVE_CHANGES)
    alike = changed.groupby(same, sort=False)["item"].transform("nunique")
    asked = changed["item"].nunique()
    every = text("trend.every", words.language)
    labels = changed["item"].map(words.question).mask(whole & (alike == asked), every)
    return changed.assign(label=labels).drop_duplicates(["label", *same])


def gap_table(
    frame: pd.DataFrame, declared: DeclaredGap, words: TrendWords, *, number: int,
    synthetic: bool = False,
) -> str:  # fmt: skip
    """Return a gap of each group, wave by wave, as a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of :class:`itperception.book.gap_course.GapCourse`, with a label.
    declared : DeclaredGap
        Its items and net.
    words : TrendWords
        Names, and the language of the page.
    number : int
        Running number of the table on the page.
    synthetic : bool
        Whether the data are synthetic.
    """
    language = words.language
    columns = {
        "label": (text("gap.group", language), "text"),
        "wave": (text("trend.wave", language), "text"),
        "base": (text("base.unweighted", language), "count"),
        "self_proportion": (words.question(declared.self_item), "percent"),
        "other_proportion": (words.question(declared.other_item), "percent"),
        "difference": (text("gap.difference", language), "points"),
        "ci_low": (text("gap.low", language), "points"),
        "ci_high": (text("gap.high", language), "points"),
    }
    return tables.frame_table(
        frame[list(columns)], columns, title=words.gap_title(declared),
        name=f"trend-{declared.id}-waves", number=number, language=language,
        note=text("trend.gap_note", language), synthetic=synthetic,
    )  # fmt: skip
