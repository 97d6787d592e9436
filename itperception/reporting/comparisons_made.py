"""How many comparisons a page makes, and how many would look like findings by chance.

The chapter counts what was compared without having been declared, what is below the
level, how much would be if nothing differed anywhere, and what survives.
"""

import pandas as pd

from itperception.book.explored import Explored
from itperception.inference.intervals import ALPHA
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.wording import count, decimal, level, text
from itperception.terms.text import say

COUNTED = ("tables", "tests", "by_chance", "below", "found", "survive")


def comparisons_chapter(
    explored: Explored, *, number: int, synthetic: bool = False, language: str = "en"
) -> Block:
    """Say how many comparisons were made, and how many differ.

    Parameters
    ----------
    explored : Explored
        All that was compared on the page.
    number : int
        Running number of the table on the page.
    synthetic : bool
        Whether the data are synthetic.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    title = text("page.comparisons", language)
    frame = comparisons_made(explored, language)
    if frame.empty:
        return chapter(title, paragraph(text("made.none", language)))
    total = frame.sum(numeric_only=True)
    told = text(
        "made.told", language, level=level(ALPHA, language),
        q=level(explored.q, language),
        **{key: count(total[key], language) for key in COUNTED if key != "by_chance"},
        by_chance=decimal(total["by_chance"], language, 1),
    )  # fmt: skip
    columns = {
        "banner": (text("made.banner", language), "text"),
        **{key: (text(f"made.{key}", language), "count") for key in COUNTED},
    }  # fmt: skip
    table = tables.frame_table(
        frame, columns, title=title, name="comparisons", number=number, language=language,
        note=text("made.note", language), synthetic=synthetic,
    )  # fmt: skip
    return chapter(title, paragraph(told), table)


def comparisons_made(explored: Explored, language: str = "en") -> pd.DataFrame:
    """Count the comparisons of each banner.

    Parameters
    ----------
    explored : Explored
        All that was compared on the page.
    language : {"en", "sv", "de"}
        Language of the labels.

    Returns
    -------
    pandas.DataFrame
        One line per banner: banner; tables; tests, pairs of columns that were tested in
        some row; by_chance, how many would be below the level if nothing differed; below,
        how many are; found, how many are when those of a row are adjusted together;
        survive, how many are when all of the page are.

    Notes
    -----
    By chance: α times the tests, which is what is to be expected, however the tests hang
    together; the tests of one table do.
    """
    lines = []
    for place, pairs in explored.pairs.groupby("table", sort=False):
        lines.append({
            "banner": say(explored.tables[place].banner.label, language),
            "tables": 1, "tests": len(pairs),
            "by_chance": ALPHA * len(pairs),
            "below": int((pairs["p_value"] <= ALPHA).sum()),
            "found": int((pairs["p_adjusted"] <= ALPHA).sum()),
            "survive": int(pairs["survives"].sum()),
        })  # fmt: skip
    frame = pd.DataFrame(lines, columns=["banner", *COUNTED])
    return frame.groupby("banner", sort=False, as_index=False).sum()
