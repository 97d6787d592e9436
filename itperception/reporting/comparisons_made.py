"""How many comparisons a page makes, and how many would look like findings by chance."""

import pandas as pd

from itperception.book.explored import Explored
from itperception.inference.intervals import ALPHA
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import fold
from itperception.reporting.wording import count, level, text
from itperception.terms.text import say

COUNTED = ("tests", "by_chance", "below", "found", "survive")


def comparisons_fold(
    explored: Explored, *, number: int, synthetic: bool = False, language: str = "en"
) -> Block:
    """Say in a line how much of what was compared chance explains; folded, by banner.

    Parameters
    ----------
    explored : Explored
        All that was compared on the page; of nothing there is nothing to say.
    number : int
        Running number of the table on the page.
    synthetic : bool
        Whether the data are synthetic.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    if explored.pairs.empty:
        return Block("", "")
    told = chance_budget(explored, language)
    columns = {
        "banner": (text("made.banner", language), "text"),
        **{key: (text(f"made.{key}", language), "decimal1" if key == "by_chance" else "count")
           for key in COUNTED},
    }  # fmt: skip
    table = tables.frame_table(
        comparisons_made(explored, language), columns, title=text("made.title", language),
        name="comparisons", number=number, language=language,
        note=text("made.note", language, q=level(explored.q, language)), synthetic=synthetic,
    )  # fmt: skip
    return fold(told, table)


def chance_budget(explored: Explored, language: str = "en") -> str:
    """Say how many differences chance would bring, how many there are, and how many remain."""
    pairs = explored.pairs
    if pairs.empty:
        return text("lead.no_group", language)
    numbers = {"n": len(pairs), "below": int((pairs["p_value"] <= ALPHA).sum()),
               "remain": explored.survivors, "chance": ALPHA * len(pairs)}  # fmt: skip
    return text("lead.budget", language, level=level(ALPHA, language),
                **{key: count(number, language) for key, number in numbers.items()})  # fmt: skip


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
        One line per banner: banner; tests, pairs of columns that were tested in some row;
        by_chance, how many would be below the level if nothing differed; below, how many are;
        found, how many are when those of a row are adjusted together; survive, how many are
        when all of the page are.

    Notes
    -----
    By chance: α times the tests, which is what is to be expected, however the tests hang
    together; the tests of one table do.
    """
    lines = [
        {
            "banner": say(explored.tables[place].banner.label, language),
            "tests": len(pairs), "by_chance": ALPHA * len(pairs),
            "below": int((pairs["p_value"] <= ALPHA).sum()),
            "found": int((pairs["p_adjusted"] <= ALPHA).sum()),
            "survive": int(pairs["survives"].sum()),
        }
        for place, pairs in explored.pairs.groupby("table", sort=False)
    ]  # fmt: skip
    frame = pd.DataFrame(lines, columns=["banner", *COUNTED])
    return frame.groupby("banner", sort=False, as_index=False).sum()
