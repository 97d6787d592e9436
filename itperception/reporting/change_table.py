"""A table of changes from wave to wave, with their intervals."""

import pandas as pd

from itperception.reporting import tables
from itperception.reporting.wording import text


def change_table(
    frame: pd.DataFrame, *, title: str, name: str, number: int, first: str,
    language: str = "en", synthetic: bool = False,
) -> str:  # fmt: skip
    """Return changes as a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        label, step, before, after, difference, ci_low, ci_high (in [-1, 1]), p_value, note.
    title, name : str
        Title, and what was asked, for the file.
    number : int
        Running number on the page.
    first : str
        Key of the text that heads the first column.
    language : {"en", "sv", "de"}
        Language of the page.
    synthetic : bool
        Whether the data are synthetic.
    """
    heads = {
        "label": (first, "text"), "step": ("trend.step", "text"),
        "before": ("trend.from_wave", "percent"), "after": ("trend.to_wave", "percent"),
        "difference": ("trend.points", "points"), "ci_low": ("gap.low", "points"),
        "ci_high": ("gap.high", "points"), "p_value": ("gap.p", "p_value"),
        "note": ("trend.note", "text"),
    }  # fmt: skip
    columns = {key: (text(head, language), kind) for key, (head, kind) in heads.items()}
    return tables.frame_table(
        frame, columns, title=title, name=f"trend-{name}", number=number,
        note=text("trend.method", language), language=language, synthetic=synthetic,
    )  # fmt: skip
