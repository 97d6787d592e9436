"""How far a finding hangs on choices: on the don't knows, and on how it was computed.

Nothing here tells whether a finding is true: the same respondents are counted again.
"""

from collections.abc import Sequence
from html import escape

import numpy as np
import pandas as pd

from itperception.inference.intervals import LEVEL
from itperception.inference.missing.dont_know_pairs import three_gaps
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.findings import Finding
from itperception.reporting.gap_chapter import GapChapter
from itperception.reporting.wording import NOBODY, count, signed, text
from itperception.survey.codebook import Dimension

TREATMENTS = 3  # don't know in the base, out of it, and anything


def firmness_chapter(
    findings: Sequence[Finding], gap: GapChapter | None, *, number: int,
    synthetic: bool = False, language: str = "en",
) -> Block:  # fmt: skip
    """Say under how many defensible analyses each finding stays.

    Parameters
    ----------
    findings : sequence of Finding
        The differences that the page tells.
    gap : GapChapter or None
        The perception gap, if the wave has one.
    number : int
        Running number of the table on the page.
    synthetic : bool
        Whether the data are synthetic.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    title = text("page.firmness", language)
    lines = [*([_of_gap(gap, language)] if gap else []),
             *(_of_finding(found, language) for found in findings)]  # fmt: skip
    if not lines:
        return chapter(title, paragraph(text("firm.none", language)))
    columns = {
        "finding": (text("firm.finding", language), "text"),
        "inside": (text("firm.inside", language), "text"),
        "outside": (text("firm.outside", language), "text"),
        "bounds": (text("firm.bounds", language), "text"),
        "holds": (text("firm.holds", language), "text"),
        "choices": (text("firm.choices", language), "text"),
    }
    table = tables.frame_table(
        pd.DataFrame(lines), columns, title=title, name="firmness", number=number,
        note=text("firm.note", language), language=language, synthetic=synthetic,
    )  # fmt: skip
    summary = text("firm.summary", language, number=str(number))
    folded = f"<details><summary>{escape(summary)}</summary>\n{table}\n</details>"
    return chapter(title, paragraph(_said(lines, language)), folded)


def _said(lines: Sequence[dict], language: str) -> str:
    """Say under how many analyses the findings stay, and what don't knows could change."""
    firm = [line for line in lines if line["share"] == 1]
    told = text("firm.said", language, every=str(len(firm)), all=str(len(lines)))
    if len(firm) < len(lines):
        least = min(lines, key=lambda line: line["share"])
        told += f" {text('firm.least', language, least=least['choices'])}"
    told += f" {text('firm.same_people', language)}"
    open_ = [line["is_settled"] for line in lines if line["is_settled"] is not None]
    if not open_:
        return told
    silent = text("firm.said_dont_know", language, firm=str(sum(open_)),
                  all=str(len(open_)))  # fmt: skip
    return f"{told} {silent}"


def _of_finding(found: Finding, language: str) -> dict:
    from itperception.inference.missing.dont_know import three_differences

    category = found.pair["category"]
    label = f"{found.label(language)}: {' − '.join(found.groups(language))}"
    robust = found.table.robust(category, found.columns)
    made = robust.counts["significant"], len(robust.computed)
    if not _can_be_silent(found.table.stub):
        return _line(label, None, made, language)
    treatments = three_differences(found.table, category, found.columns)
    return _line(label, treatments, made, language)


def _of_gap(gap: GapChapter, language: str) -> dict:
    label = f"{text('table.total', language)}: {' − '.join(gap.labels)}"
    held = [_mcnemar(joint) for joint in gap.joints().values()]
    made = sum(map(sum, held)), sum(map(len, held))
    items = gap.declared.self_item, gap.declared.other_item
    silent = any(_can_be_silent(gap.shown.wave.dimension(item)) for item in items)
    treatments = three_gaps(gap.joints()["weighted"]) if silent else None
    return _line(label, treatments, made, language)


def _can_be_silent(asked: Dimension) -> bool:
    """Say whether don't know, or not saying, was among the answers that were offered."""
    return any(answer.kind in ("dont_know", "refused") for answer in asked.categories)


def _mcnemar(joint: np.ndarray) -> list[bool]:
    """Say whether the gap is beyond chance with don't knows in the base, and without."""
    from itperception.inference.gap.matched import whole
    from itperception.inference.gap.symmetry import mcnemar

    known = joint[:2, :2]
    pairs = (joint[0, 1:].sum(), joint[1:, 0].sum(), joint.sum()), (
        known[0, 1], known[1, 0], known.sum(),
    )  # fmt: skip
    forms = ("midp", "exact", "asymptotic") if whole(*pairs[0]) else ("asymptotic",)
    found = [mcnemar(*counts, method=form) for counts in pairs for form in forms]
    return [result.p_value <= 1 - LEVEL for result in found]


def _line(
    label: str, treatments: pd.DataFrame | None, made: tuple[int, int], language: str
) -> dict:
    """Return a line of the table; where nobody could say don't know, none is allotted."""
    found, every = (count(number, language) for number in made)
    shown = {"finding": label, "share": made[0] / made[1] if made[1] else 0.0,
             "choices": text("firm.of", language, found=found, all=every)}  # fmt: skip
    if treatments is None:
        nothing = dict.fromkeys(("inside", "outside", "bounds", "holds"), NOBODY)
        return {**shown, **nothing, "is_settled": None}
    told = treatments.iloc[:TREATMENTS]
    settled = bool(told["settled"].all())
    low, high = (
        [signed(value * 100, language) for value in told[f"difference_{end}"]]
        for end in ("low", "high")
    )
    return {
        **shown, "inside": low[0], "outside": low[1],
        "bounds": text("number.range", language, low=low[2], high=high[2]),
        "holds": text("trend.yes" if settled else "trend.no", language),
        "is_settled": settled,
    }  # fmt: skip
