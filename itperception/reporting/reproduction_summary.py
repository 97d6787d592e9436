"""What the page of figures in print begins with: the claim that leads, as people and points."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Study
from itperception.published.verdicts.verdict import Verdict
from itperception.reporting.charts import Chart
from itperception.reporting.published_charts import range_bars
from itperception.reporting.reproduction_pictures import (
    deciding_pictures,
    gap_ranges,
    labels_apart,
    shares_frame,
)
from itperception.reporting.reproduction_verdicts import counts_told
from itperception.reporting.summary import Summary
from itperception.reporting.verdict_wording import deciding_told, people_told, ranges_told
from itperception.reporting.wording import ends, text

MOST_FIGURES = 3  # more are in the table of figures, and too many to begin with
FIGURE = "figure"
_SAY_CHANCE = ("overlap", "group_sizes", "group_sizes_always")  # what decides says it, too
Labels = Mapping[str, str]


def leading(verdicts: Sequence[Verdict], headline: str = "") -> Verdict:
    """Return the verdict that leads a page.

    Parameters
    ----------
    verdicts : sequence of Verdict
        At least one.
    headline : str
        Id of the claim the wave declares. Without one, the first claim that can be tested
        leads; if there is none, the first that does more than repeat a figure.
    """

    def rank(verdict: Verdict) -> tuple[bool, ...]:
        claim = verdict.claim
        return claim.id != headline, verdict.significant is None, claim.kind == FIGURE

    return min(verdicts, key=rank)


def reproduction_summary(
    study: Study, verdicts: Sequence[Verdict], groups: Labels, language: str = "en", *,
    judges: str = "",
) -> Summary | None:  # fmt: skip
    """Return what the page begins with; None if no claim is recorded.

    Parameters
    ----------
    study : Study
        With its figures; the claim it names as its headline leads.
    verdicts : sequence of Verdict
        On its claims.
    groups : mapping of str to str
        Labels of figures and groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    judges : str
        Who judges whom, as the wave says it.
    """
    if not verdicts:
        return None
    first = leading(verdicts, study.headline)
    figures = [study.figure(name) for name in first.claim.figures]
    by_group = bool(study.parts) and all(f.group == EVERYBODY for f in figures)
    facts = [
        ("sure", _sure(first, groups, language)),
        *([("most", text("print.no_groups", language))] if by_group else []),
        *([("whose", judges)] if judges else []),
        ("others", counts_told(verdicts, language)),
    ]
    asked = tuple((text(f"summary.{key}", language), told) for key, told in facts)
    return Summary(
        text(f"print.{_outcome(first)}", language, claim=first.claim.text),
        _lead(first, figures, groups, language), _figure(first, study, figures, groups, language),
        asked, _numbers(study, first, figures, language),
    )  # fmt: skip


def _outcome(verdict: Verdict) -> str:
    if not verdict.possible:
        return "contradicted"
    return "not_judged" if verdict.not_judged else verdict.holds or "every"


def _lead(
    verdict: Verdict, figures: Sequence[Figure], groups: Labels, language: str
) -> str:
    """Say the printed shares as people, then what lies between them."""
    people = [
        _people(own, label, language) if own.is_share else f"{label}: {own.printed}."
        for own, label in zip(figures, labels_apart(figures, groups), strict=True)
    ]
    people = people if len(people) <= MOST_FIGURES else []
    if people and any(own.is_share and own.base is None for own in figures):
        people.append(text("print.open_bases", language))
    told = " ".join([*people, *_effect(verdict, figures, groups, language)])
    return told or text("print.worked_out", language)


def _effect(
    verdict: Verdict, figures: Sequence[Figure], groups: Labels, language: str
) -> list[str]:
    """Say what print allows of the effect; of a gap between the same people, in points."""
    effect = next(iter(verdict.main_quantities), None)
    if effect is None:
        return []
    n = next(iter({f.base for f in figures}), None)
    if verdict.claim.kind == "paired" and n and effect["quantity"] == "difference":
        apart = ends(effect["low"], effect["high"], language)
        return [text("print.apart", language, ends=apart)]
    return [f"{ranges_told([effect], groups, language)}."]


def _people(figure: Figure, label: str, language: str) -> str:
    """Say a printed share, and of a known base the people it stands for."""
    told = f"{label}: {figure.printed}"
    if figure.base is None:
        return f"{told}."
    return f"{told}, {people_told(figure, figure.base, language)}."


def _sure(verdict: Verdict, groups: Labels, language: str) -> str:
    """Say whether it is true of those asked, whether beyond chance, and what decides."""
    told = [text(f"print.of_asked_{verdict.holds}", language)] if verdict.holds else []
    if verdict.significant and verdict.deciding not in _SAY_CHANCE:
        chance = text(f"index.in_{verdict.significant}", language)
        told.append(f"{chance[0].upper()}{chance[1:]}.")
    told.append(deciding_told(verdict, groups, language))
    return " ".join(part for part in told if part) or text("print.nothing_tested", language)


def _figure(
    verdict: Verdict, study: Study, figures: Sequence[Figure], groups: Labels, language: str
) -> Callable[[], Chart] | None:
    """Return what draws why, else the shares that are in print, else the means."""
    if drawn := deciding_pictures(verdict, study, language):
        return lambda: drawn[0]
    shown = [f for f in figures or study.figures if f.is_share][:MOST_FIGURES]
    if not shown:
        return _means(verdict, study, language)
    frame = shares_frame(shown, groups, language)
    title, measure = text("print.shares", language), text("print.measure", language)
    if len({f.label for f in shown}) < len(shown):
        measure = text("print.measure_of", language, label=shown[0].label)
    return partial(range_bars, frame, title=title, unit="percent", subtitle=measure,
                   language=language)  # fmt: skip


def _means(verdict: Verdict, study: Study, language: str) -> Callable[[], Chart] | None:
    """Return what draws the printed means, on the whole scale of their question."""
    means = [f for f in study.figures if f.kind == "mean"]
    scale = verdict.claim.options.get("scale")
    if not means or scale is None or not verdict.main_quantities:
        return None
    frame = pd.DataFrame({"label": f.label, "low": float(f.middle), "high": float(f.middle),
                          "told": f.printed} for f in means)  # fmt: skip
    return partial(range_bars, frame, title=text("print.means", language), unit="number",
                   within=tuple(float(str(end)) for end in scale), language=language)  # fmt: skip


def _numbers(
    study: Study, verdict: Verdict, figures: Sequence[Figure], language: str
) -> dict[str, Any]:
    """Return what the index draws of a gap between two answers of the same people."""
    if verdict.claim.kind != "paired" or not verdict.possible or len(figures) != 2:
        return {}
    effect = next(iter(verdict.main_quantities), None)
    if effect is None or study.n is None or not all(f.is_share for f in figures):
        return {}
    own, other = (float(f.low + f.high) / 2 for f in figures)
    tables = verdict.tables
    if "overlap" not in tables or tables["base"].nunique() != 1:
        return {}
    asked, *_, outermost = gap_ranges(
        tables, study.n[-1], 1 - verdict.alpha, language
    ).to_dict("records")
    outcome = "above" if effect["low"] > 0 else "below" if effect["high"] < 0 else "open"
    return {
        "pair": [f.item for f in figures], "n": study.n[-1], "self": own, "other": other,
        "difference": own - other, "told": asked["told"],
        "least": float(effect["low"]), "most": float(effect["high"]),
        "ci_low": float(outermost["low"]), "ci_high": float(outermost["high"]),
        "standing": f"in_{verdict.significant}" if verdict.significant else "open",
        "outcome": outcome,
        "labels": [f.label for f in figures], "measure": "",
    }  # fmt: skip
