"""The claim that leads a page: how many people, whether true, whether beyond chance."""

from collections.abc import Mapping, Sequence
from html import escape

from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Study
from itperception.published.tables.feasible import counts_in_words, figure_counts
from itperception.published.verdicts.verdict import Verdict
from itperception.reporting import wording
from itperception.reporting.chapters import paragraph
from itperception.reporting.reproduction_answers import FIGURE, unjudged
from itperception.reporting.verdict_wording import (
    answer_html,
    deciding_told,
    in_language,
    quantity_name,
    range_told,
    ranges_told,
)
from itperception.reporting.wording import text

MANY = 3  # more are in the table of figures, and too many to begin with


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


def headline(study: Study, first: Verdict, language: str) -> str:
    """Return the claim that leads, of two figures with both as they were printed."""
    printed = [study.figure(name).printed for name in first.claim.figures]
    if len(printed) != 2:
        return first.claim.text
    shares = text("proof.against", language, first=printed[0], second=printed[1])
    return text("proof.headline", language, claim=first.claim.text, shares=shares)


def lead(
    study: Study, first: Verdict, groups: Mapping[str, str], language: str = "en",
    *, stated: bool = False,
) -> list[str]:  # fmt: skip
    """Say of the claim that leads how many people, whether true and beyond chance, as HTML.

    Parameters
    ----------
    study : Study
        With its figures.
    first : Verdict
        On the claim.
    groups : mapping of str to str
        Labels of figures and groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    stated : bool
        Whether the sources say how those asked were chosen.
    """
    badge, why = unjudged(first, language)
    if badge:
        return [f"<p>{badge} {why}</p>"]
    shown = (study.figure(name) for name in first.claim.figures)
    people = [_people(figure, language) for figure in shown if figure.is_share]
    people = people if len(people) <= MANY else []
    effect, *tests = first.main_quantities
    told = [
        *people, f"{ranges_told([effect], groups, language)}.",
        text(f"holds.{first.holds}", language) if first.holds else "",
    ]  # fmt: skip
    lines = [paragraph(" ".join(part for part in told if part))]
    named = (quantity_name(line["quantity"], groups, language) for line in tests)
    ranges = (range_told(line, language) for line in tests)
    chance = [f"({name}: {told})." for name, told in zip(named, ranges, strict=True)]
    chance = " ".join([*chance, deciding_told(first, groups, language)])
    if first.significant is not None:
        level = wording.level(first.alpha, language)
        asked = escape(text("proof.chance", language, alpha=level))
        answer = answer_html(first.significant, "chance", language)
        lines.append(f"<p>{asked} {answer} {escape(chance)}</p>")
    elif chance:
        lines.append(paragraph(chance))
    rests = [_sampled(study.n, first.alpha, language)]
    rests += [] if stated else [text("proof.not_stated", language)]
    return [*lines, paragraph(" ".join(rests), "note")]


def _people(figure: Figure, language: str) -> str:
    """Say a printed share, and of a known base the people it stands for."""
    told = {"label": figure.label, "printed": figure.printed}
    if figure.base is None:
        return text("proof.people_open", language, **told)
    counts = counts_in_words(figure_counts(figure))
    shown = in_language("counts", counts, language) or counts
    base = wording.count(figure.base, language)
    return text("proof.people", language, **told, counts=shown, base=base)


def _sampled(n: range | None, alpha: float, language: str) -> str:
    """Say on what everything said of chance rests: that those asked are a sample."""
    level = wording.level(alpha, language)
    if n is None or len(n) > 1:
        return text("proof.sampled", language, alpha=level)
    return text("proof.sampled_n", language, alpha=level, n=wording.count(n[0], language))
