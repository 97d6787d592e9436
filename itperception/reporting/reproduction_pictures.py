"""Which picture shows why a verdict is what it is.

The strip of how many are in both, the map of all splits, or the bounds with don't knows: chosen
by what was left open. All ranges of a study stand together in a chapter of bars.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from itperception.published.figures.study import Study
from itperception.published.verdicts.pairs import TESTS
from itperception.published.verdicts.verdict import Verdict, is_p_value
from itperception.reporting import charts
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.published_charts import range_bars
from itperception.reporting.split_chart import split_chart, split_states
from itperception.reporting.strip_chart import strip_chart
from itperception.reporting.verdict_wording import quantity_name, quantity_unit
from itperception.reporting.wording import count, level, text

DONT_KNOW = ("share", "interval", "share_if_all_knew", "interval_if_all_knew")
UNITS = ("p_value", "points", "percent")
_ZERO = {"p_value": None, "points": 0.0, "percent": None}


def deciding_picture(
    verdict: Verdict, study: Study, groups: Mapping[str, str], language: str = "en"
) -> charts.Chart | None:
    """Return the picture that shows why, None where a number says it all.

    Parameters
    ----------
    verdict : Verdict
        Of one claim.
    study : Study
        The study the claim is from.
    groups : mapping of str to str
        Labels of groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    if "overlap" in verdict.tables and _decides(verdict):
        return _overlap(verdict, language)
    if "share_if_all_knew" in set(verdict.quantities["quantity"]):
        return _dont_know(verdict, language)
    if len(study.parts) == 3 and study.n is not None and len(study.n) == 1:
        return _splits(verdict, study, groups, language)
    return None


def ranges_chapter(verdicts: Sequence[Verdict], language: str = "en") -> Block:
    """Draw the main numbers of every claim as bars from end to end."""
    title = text("proof.ranges", language)
    found = pd.DataFrame(
        _main_lines(verdicts), columns=["label", "low", "high", "certified", "unit"]
    )
    drawn = [
        _bars(found[found["unit"] == unit], unit, verdicts[0].alpha, language).to_html()
        for unit in UNITS
        if (found["unit"] == unit).any()
    ]  # fmt: skip
    told = "proof.ranges_told" if drawn else "proof.no_ranges"
    return chapter(title, paragraph(text(told, language)), *drawn)


def _overlap(verdict: Verdict, language: str) -> charts.Chart | None:
    bases = verdict.tables["base"].unique()
    if len(bases) != 1:
        return None
    columns = {quantity: column for column, quantity in TESTS.items()}
    tables, n = verdict.tables, int(bases[0])
    told = {"low": str(tables["overlap"].min()), "high": str(tables["overlap"].max()),
            "tables": count(len(tables), language), "level": level(verdict.alpha, language)}  # fmt: skip
    return strip_chart(
        tables, n=n, p_value=columns[_decides(verdict)], title=text("strip.title", language),
        subtitle=text("strip.subtitle", language, **told), alpha=verdict.alpha,
        language=language,
    )  # fmt: skip


def _splits(verdict: Verdict, study: Study, groups: Mapping[str, str], language: str):
    """Draw the map if the sizes of at least two of the three groups are in the tables."""
    tables, n = verdict.tables.copy(), study.n[0]
    sizes = [f"size_{name}" for name in study.parts]
    missing = [name for name in sizes if name not in tables]
    if len(missing) > 1 or _decides(verdict) not in tables:
        return None
    for name in missing:
        tables[name] = n - tables[[size for size in sizes if size != name]].sum(axis=1)
    tables = tables[(tables[sizes] > 0).all(axis=1) & (tables[sizes].sum(axis=1) == n)]
    tables["p"] = tables[_decides(verdict)].where(tables["difference"] > 0, 1.0)
    return split_chart(
        split_states(tables, sizes[:2], "p", verdict.alpha), n=n,
        names=[groups.get(name, name) for name in study.parts],
        title=text("split.title", language), alpha=verdict.alpha, language=language,
    )  # fmt: skip


def _decides(verdict: Verdict) -> str:
    """Return the p-value that decides, empty if nothing is tested."""
    named = [line["quantity"] for line in verdict.main_quantities]
    return next((name for name in named if is_p_value(name)), "")


def _dont_know(verdict: Verdict, language: str) -> charts.Chart:
    lines = verdict.quantities[verdict.quantities["quantity"].isin(DONT_KNOW)]
    labels = [quantity_name(name, language=language) for name in lines["quantity"]]
    notes = [
        text("proof.dont_know_note", language, level=level(1 - verdict.alpha, language))
    ]
    return range_bars(lines.assign(label=labels), title=text("proof.dont_know", language),
                      unit="percent", notes=notes, language=language)  # fmt: skip


def _main_lines(verdicts: Sequence[Verdict]) -> list[tuple]:
    """Return the effect and the p-value of each claim, labelled by the claim."""
    lines = []
    for verdict in verdicts:
        row = f"{verdict.claim.row}. " if verdict.claim.row else ""
        lines += [
            (f"{row}{verdict.claim.text}", line["low"], line["high"], line["certified"],
             quantity_unit(line["quantity"]))
            for line in verdict.main_quantities
        ]  # fmt: skip
    return lines


def _bars(lines: pd.DataFrame, unit: str, alpha: float, language: str) -> charts.Chart:
    threshold = alpha if unit == "p_value" else _ZERO[unit]
    title = text(f"proof.ranges_{unit}", language)
    return range_bars(lines, title=title, unit=unit, threshold=threshold, language=language)
