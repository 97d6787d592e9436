"""A table of changes from wave to wave, with their intervals."""

import pandas as pd

from itperception.reporting import tables
from itperception.reporting.wording import text


def change_table(
    frame: pd.DataFrame, *, title: str, name: str, number: int | None, first: str, note: str,
    kind: str = "percent", p_kind: str = "p_value", language: str = "en",
    synthetic: bool = False,
) -> str:  # fmt: skip
    """Return changes as a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        label, from_wave, to_wave (as they are called), n_before, n_after, difference, ci_low,
        ci_high (in [-1, 1] but of means), p_value, note; where they are told before, after,
        p_adjusted; head, if rows stand in groups.
    title, name : str
        Title, and what was asked, for the file.
    number : int or None
        Running number on the page.
    first : str
        Key of the text that heads the first column.
    note : str
        What is to be known, below the table.
    kind : str
        What changed: shares ("percent"), gaps ("points"), or means ("decimal1" and the like).
    p_kind : {"p_value", "p_rounded"}
        Whether p-values are rounded up.
    language : {"en", "sv", "de"}
        Language of the page.
    synthetic : bool
        Whether the data are synthetic.
    """
    steps = frame[["from_wave", "to_wave"]].drop_duplicates()
    is_mean = kind.startswith("decimal")
    apart = kind.replace("decimal", "signed") if is_mean else "points"
    changed = text("trend.difference" if is_mean else "trend.points", language)
    heads = {
        "label": (text(first, language), "text"),
        "step": (text("trend.step", language), "text"),
        "before": (text("trend.from_wave", language), kind),
        "n_before": (text("trend.n_before", language), "count"),
        "after": (text("trend.to_wave", language), kind),
        "n_after": (text("trend.n_after", language), "count"),
        "difference": (changed, apart),
        "ci_low": (text("gap.low", language), apart),
        "ci_high": (text("gap.high", language), apart),
        "p_value": (text("gap.p", language), p_kind),
        "p_adjusted": (text("trend.adjusted", language), p_kind),
        "note": (text("trend.note", language), "text"),
    }
    if len(steps) == 1:
        del heads["step"]
    if len(steps) == 1 and "before" in frame:  # then n stands beside each wave's share
        [(before, after)] = steps.itertuples(index=False)
        n = (text("trend.n", language), "count")
        heads |= {"before": (before, kind), "after": (after, kind)}
        heads |= {"n_before": n, "n_after": n}
    if frame["note"].nunique() == 1:
        del heads["note"]
        note = " ".join(filter(None, [_sentence(frame["note"].iloc[0]), note]))
    told = frame.assign(step=frame["from_wave"] + " → " + frame["to_wave"])
    heads = {name: head for name, head in heads.items() if name in told}
    return tables.frame_table(
        told.drop(columns=["breaks", "found"], errors="ignore"), heads, title=title,
        name=f"trend-{name}", number=number, note=note, language=language,
        head="head" if "head" in told else "", synthetic=synthetic,
    )  # fmt: skip


def _sentence(told: str) -> str:
    """Return a clause as a sentence; nothing stays nothing.

    Examples
    --------
    >>> _sentence("not compared"), _sentence("")
    ('Not compared.', '')
    """
    return f"{told[0].upper()}{told[1:]}." if told else ""
