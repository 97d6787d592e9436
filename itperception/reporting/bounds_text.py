"""What figures in print prove, as plain text for a terminal: figures, then each claim."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import fill

import pandas as pd

from itperception.published.figures.figures import Figure
from itperception.published.figures.normalising import without_marks
from itperception.published.figures.study import Study
from itperception.published.tables.contradiction import contradiction
from itperception.published.tables.feasible import (
    LARGEST_BASE,
    bases_for,
    counts_in_words,
    figure_counts,
)
from itperception.published.tables.samples import samples_of, spread_of
from itperception.published.verdicts.verdict import Verdict
from itperception.published.verdicts.words import in_words

WIDTH = 92
AGREE = "All figures are possible together."
DISAGREE = "Not all figures can be right. These contradict each other, or the base:"


def tell_study(study: Study, only: Sequence[str] = ()) -> str:
    """Write who was asked, what each figure allows, and whether all can be right.

    Parameters
    ----------
    study : Study
        As read by :func:`itperception.published.figures.release.read_study`.
    only : sequence of str
        Ids of the figures to list; all by default.

    Returns
    -------
    str
        A line per figure: its id, group, what is printed, the counts it allows.
    """
    n = "" if study.n is None else f", {_people(study.n)} asked"
    rows = [
        (figure.id, figure.group, figure.printed, _counts(study, figure), figure.label)
        for figure in study.figures
        if not only or figure.id in only
    ]
    wrong = contradiction(study)
    named = wrong.named if wrong else ()
    marks = [
        f"{figure.id}: the footnote mark {mark} is left out of {figure.printed!r}"
        for figure in study.figures
        if (mark := without_marks(figure.printed)[1])
    ]
    told = [f"  {figure.id}: {figure.printed} ({figure.label})" for figure in named]
    end = [DISAGREE, *told] if wrong else [AGREE]
    head = ("figure", "group", "in print", "people it allows", "what it says")
    return "\n".join([f"{study.title}{n}", "", *_columns([head, *rows]), "", *marks, *end])


def tell_verdict(verdict: Verdict, number: int = 1) -> str:
    """Write a verdict: the claim, the answer, every quantity with its range, what is assumed.

    Parameters
    ----------
    verdict : Verdict
        As judged.
    number : int
        Place of the claim in the list.
    """
    claim = verdict.claim
    lines = [f"{number}. {claim.text}", *_wrapped(verdict.explain())]
    if len(verdict.quantities):
        lines += ["", *_indented(_columns(_quantity_rows(verdict.quantities))), ""]
        lines += _wrapped(_where(verdict))
    if verdict.number is not None:
        lines += ["", f"   Tables that fit: {verdict.number:,}"]
    certificates = dict.fromkeys(verdict.quantities["certificate"])
    lines += [f"   Certificate: {told}" for told in certificates if told]
    if verdict.assumptions:
        lines += ["", "   Assumed:", *_wrapped(verdict.assumptions, bullet="- ")]
    if len(verdict.buys) > 1:
        lines += ["", "   What each assumption buys:", ""]
        lines += _indented(_columns(_buys_rows(verdict.buys)))
    return "\n".join(lines)


def _counts(study: Study, figure: Figure) -> str:
    """Say the counts a figure allows, of a group of unknown size the range of them."""
    if not figure.is_share:
        samples = None
        if figure.base and spread_of(figure):
            samples = samples_of(figure, figure.base, study.figures)
        told = f"{samples.number:,} sets of answers" if samples else "no count"
        return f"{told}: a {figure.kind}"
    if figure.base is not None:
        return f"{counts_in_words(figure_counts(figure))} of {figure.base}"
    sizes = study.sizes(figure.group)
    if sizes is None or sizes.stop - sizes.start > LARGEST_BASE:
        least = "an unknown number" if sizes is None else f"at least {sizes.start:,}"
        return f"of {least}"
    possible = bases_for([figure], sizes)
    if not possible:
        return f"none of {_people(sizes)}"
    counts = [figure_counts(figure, base) for base in possible]
    allowed = range(min(c[0] for c in counts), max(c[-1] for c in counts) + 1)
    return f"{counts_in_words(allowed)} of {_people(range(possible[0], possible[-1] + 1))}"


def _people(sizes: range) -> str:
    """Write how many there are; what is open above has no upper end."""
    if len(sizes) == 1:
        return f"{sizes[0]:,}"
    if sizes.stop - sizes.start > LARGEST_BASE**2:
        return f"at least {sizes[0]:,}"
    return f"{sizes[0]:,} to {sizes[-1]:,}"


def _quantity_rows(quantities: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    yield "quantity", "lowest", "highest", "the ends are"
    for line in quantities.itertuples():
        known = "exact" if line.certified else "outer"
        yield line.quantity, _number(line.low), _number(line.high), known


def _where(verdict: Verdict) -> Iterator[str]:
    """Say which tables attain the ends of the p-value that decides, or of the effect."""
    line = verdict.main_quantities[-1]
    for end, at in (("lowest", line["low_at"]), ("highest", line["high_at"])):
        if at:
            yield f"{line['quantity']} is {end} at: {at}"


def _buys_rows(buys: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    yield tuple(buys.columns)
    for line in buys.assign(**in_words(buys)).itertuples(index=False):
        yield tuple(_number(value) for value in line)


def _number(value: object) -> str:
    """Write a number with four digits, nothing for what is missing."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Set rows in columns as wide as their longest cell."""
    rows = [tuple(row) for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return [line.rstrip() for line in padded]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"   {line}" for line in lines]


def _wrapped(texts: str | Iterable[str], bullet: str = "") -> list[str]:
    texts = [texts] if isinstance(texts, str) else texts
    first, later = f"   {bullet}", "   " + " " * len(bullet)
    return [
        fill(text, WIDTH, initial_indent=first, subsequent_indent=later) for text in texts
    ]
