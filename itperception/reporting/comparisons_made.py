"""How many comparisons a page makes, and how many would look like findings by chance.

Whoever looks at hundreds of differences finds some. The chapter counts every pair of
columns that was tested in any table of the page, those below the level, and how many
would be if nothing differed anywhere.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from itperception.reporting import tables
from itperception.reporting.analyses import Analysis
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.wording import count, level, text
from itperception.survey.codebook import say


def comparisons_chapter(
    analyses: Sequence[Analysis], *, number: int, synthetic: bool = False,
    language: str = "en",
) -> Block:  # fmt: skip
    """Say how many comparisons were made, and how many differ.

    Parameters
    ----------
    analyses : sequence of Analysis
        Every table of the page.
    number : int
        Running number of the table on the page.
    synthetic : bool
        Whether the data are synthetic.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    title = text("page.comparisons", language)
    compared = [analysis for analysis in analyses if len(analysis.pairs)]
    if not compared:
        return chapter(title, paragraph(text("made.none", language)))
    frame = comparisons_made(compared, language)
    alpha = compared[0].comparisons[0].alpha
    total = frame.sum(numeric_only=True)
    told = text(
        "made.told", language, n=count(total["tests"], language),
        tables=count(total["tables"], language), level=level(alpha, language),
        chance=count(total["by_chance"], language), below=count(total["below"], language),
        found=count(total["found"], language),
    )  # fmt: skip
    columns = {
        "banner": (text("made.banner", language), "text"),
        **{key: (text(f"made.{key}", language), "count")
           for key in ("tables", "tests", "by_chance", "below", "found")},
    }  # fmt: skip
    table = tables.frame_table(
        frame, columns, title=title, name="comparisons", number=number, language=language,
        note=text("made.note", language), synthetic=synthetic,
    )  # fmt: skip
    return chapter(title, paragraph(told), table)


def comparisons_made(analyses: Iterable[Analysis], language: str = "en") -> pd.DataFrame:
    """Count the comparisons of each banner.

    Parameters
    ----------
    analyses : iterable of Analysis
        Tables with columns that were compared.
    language : {"en", "sv", "de"}
        Language of the labels.

    Returns
    -------
    pandas.DataFrame
        One line per banner: banner; tables; tests, pairs of columns that were tested in
        some row; by_chance, how many would be below the level if nothing differed; below,
        how many are; found, how many are when those of a row are adjusted together.

    Notes
    -----
    By chance: α times the tests, which is what is to be expected, however the tests hang
    together; the tests of one table do.
    """
    lines = []
    for analysis in analyses:
        alpha, pairs = analysis.comparisons[0].alpha, analysis.pairs
        banner = next(table.banner for table in analysis.tables if table.banner)
        lines.append({
            "banner": say(banner.label, language), "tables": 1, "tests": len(pairs),
            "by_chance": alpha * len(pairs),
            "below": int((pairs["p_value"] <= alpha).sum()),
            "found": int((pairs["p_adjusted"] <= alpha).sum()),
        })  # fmt: skip
    return pd.DataFrame(lines).groupby("banner", sort=False, as_index=False).sum()
