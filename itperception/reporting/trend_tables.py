"""The table of a trend page of what was asked differently."""

import pandas as pd

from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.trend_words import TrendWords
from itperception.reporting.wording import text
from itperception.survey.description import WAVE_CHANGES


def differences_chapter(
    words: TrendWords, *, number: int, synthetic: bool = False
) -> Block:
    """List what was asked or surveyed differently: before, after, and what follows from it.

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
    steps = changed[["from_wave", "to_wave"]].drop_duplicates()
    waves = {end: changed[end].map(words.waves) for end in steps}
    shown = once(changed, words)
    kinds = (words.kinds([change]) for change in shown["change"])
    labels = [f"{label}: {kind}" for label, kind in zip(shown["label"], kinds, strict=True)]
    told = shown.assign(
        label=labels, so=[_follows(line, words) for line in shown.itertuples(index=False)],
        step=waves["from_wave"] + " → " + waves["to_wave"],
    )  # fmt: skip
    heads = {name: text(f"trend.{key}", language) for name, key in
             {"label": "label", "step": "step", "before": "from_wave", "after": "to_wave",
              "so": "so"}.items()}  # fmt: skip
    if len(steps) == 1:
        del heads["step"]
        [(before, after)] = steps.itertuples(index=False)
        heads["before"] = text("trend.until", language, wave=words.waves[before])
        heads["after"] = text("trend.since", language, wave=words.waves[after])
    table = tables.frame_table(
        told, {name: (head, "text") for name, head in heads.items()}, title=title,
        name="changes", number=number, synthetic=synthetic, language=language,
    )  # fmt: skip
    return chapter(title, table)


def _follows(line, words: TrendWords) -> str:
    """Say what follows from a change: whatever is made of a reworded item breaks with it."""
    used = {item for gap in words.changes.gaps
            for item in (gap.declared.self_item, gap.declared.other_item)}  # fmt: skip
    broken = "nor_gap" if line.item in used else "nor_made"
    told = text(f"trend.{'compared' if line.comparable else broken}", words.language)
    return f"{told} {line.reason}".strip()


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
