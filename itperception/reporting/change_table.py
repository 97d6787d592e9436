"""A table of changes from wave to wave, with their intervals."""

import pandas as pd

from itperception.reporting import tables
from itperception.reporting.wording import text


def change_table(
    frame: pd.DataFrame, *, title: str, name: str, number: int, first: str, note: str,
    kind: str = "percent", language: str = "en", synthetic: bool = False,
) -> str:  # fmt: skip
    """Return changes as a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        label, from_wave, to_wave, before, after, n_before, n_after, difference, ci_low,
        ci_high (in [-1, 1]), p_value, p_adjusted, note.
    title, name : str
        Title, and what was asked, for the file.
    number : int
        Running number on the page.
    first : str
        Key of the text that heads the first column.
    note : str
        What is to be known, below the table.
    kind : {"percent", "points"}
        What changed: shares, or gaps.
    language : {"en", "sv", "de"}
        Language of the page.
    synthetic : bool
        Whether the data are synthetic.
    """
    values = {"percent": ("trend.from_wave", "trend.to_wave"),
              "points": ("trend.gap_before", "trend.gap_after")}[kind]  # fmt: skip
    heads = {
        "label": (first, "text"), "step": ("trend.step", "text"),
        "before": (values[0], kind), "n_before": ("trend.n_before", "count"),
        "after": (values[1], kind), "n_after": ("trend.n_after", "count"),
        "difference": ("trend.points", "points"), "ci_low": ("gap.low", "points"),
        "ci_high": ("gap.high", "points"), "p_value": ("gap.p", "p_value"),
        "p_adjusted": ("trend.adjusted", "p_value"), "note": ("trend.note", "text"),
    }  # fmt: skip
    columns = {key: (text(head, language), kind) for key, (head, kind) in heads.items()}
    shown = frame.assign(step=frame["from_wave"] + " → " + frame["to_wave"])
    return tables.frame_table(
        shown[list(columns)], columns, title=title, name=f"trend-{name}", number=number,
        note=note, language=language, synthetic=synthetic,
    )  # fmt: skip
