"""All answers at a glance.

Claims with both answers; sentences that only repeat a figure; what no figure can decide.
"""

from collections.abc import Sequence
from html import escape

import pandas as pd

from itperception.published.verdicts.verdict import NONE, Verdict
from itperception.reporting.tables.html import figure, td, th, tr
from itperception.reporting.verdict_wording import (
    answer_html,
    deciding_told,
    html_in_language,
)
from itperception.reporting.wording import text
from itperception.survey.description import NotDecidable
from itperception.terms.text import say

ANSWERS = ("certain", "undecided", "impossible")
FIGURE = "figure"
LEFT_OUT = "dont_know_left_out"
CLAIM = ("claim", "asked", "chance")


def told_apart(verdicts: Sequence[Verdict]) -> tuple[list[Verdict], list[Verdict]]:
    """Return the claims, and the sentences that only repeat a figure in print."""
    judged = [v.possible and not v.not_judged for v in verdicts]
    repeats = [is_judged and v.claim.kind == FIGURE
               for v, is_judged in zip(verdicts, judged, strict=True)]  # fmt: skip
    both = list(zip(verdicts, repeats, strict=True))
    return [v for v, is_one in both if not is_one], [v for v, is_one in both if is_one]


def summary(verdicts: Sequence[Verdict], left: int = 0, language: str = "en") -> list[str]:
    """Say how many claims are true of the people asked, and how many beyond chance.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Of a page.
    left : int
        Sentences that no printed figure can decide.
    language : {"en", "sv", "de"}
        Language of the page.

    Returns
    -------
    list of str
        On the people asked; on chance, if anything can be tested; on what is no claim
        or cannot be decided, and on figures that contradict each other, if any.
    """
    claims, repeated = told_apart(verdicts)
    sound = [v for v in claims if v.possible]
    wrong = ", ".join(label(v) for v in claims if not v.possible)
    tested = [v.significant for v in sound if v.significant is not None]
    others = {"repeated": len(repeated), "left": left}
    told = [
        _counted("asked", [v.holds for v in sound if v.holds], language),
        *([_counted("chance", tested, language)] if tested else []),
        *(
            text(f"proof.summary_{name}", language, number=str(number))
            for name, number in others.items() if number
        ),
        *([text("proof.summary_wrong", language, claims=wrong)] if wrong else []),
    ]  # fmt: skip
    return told


def _counted(name: str, answers: Sequence[str], language: str) -> str:
    """Fill the number of claims and of each answer into a sentence."""
    each = {answer: str(answers.count(answer)) for answer in ANSWERS}
    return text(f"proof.summary_{name}", language, claims=str(len(answers)), **each)


def answer_tables(verdicts: Sequence[Verdict], language: str, number: int) -> list[str]:
    """Return the table of claims, and that of sentences that only repeat a figure."""
    claims, repeated = told_apart(verdicts)
    rows = {
        "glance": [_claim_row(verdict, language) for verdict in claims],
        "repeated": [_figure_row(verdict, language) for verdict in repeated],
    }
    heads = {"glance": CLAIM, "repeated": ("sentence", "allows")}
    names = {"glance": ("verdicts", claims), "repeated": ("repeated-figures", repeated)}
    kept = [name for name, lines in rows.items() if lines]
    return [
        figure(
            names[name][0], text(f"proof.{name}", language),
            [th(escape(text(f"proof.column_{head}", language)), "col")
             for head in heads[name]],
            rows[name], answers_frame(names[name][1]), language=language, number=at, css="answers",
            notes=[escape(text(f"proof.{name}_note", language))],
        )
        for at, name in enumerate(kept, number)
    ]  # fmt: skip


def answers_frame(verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """Return one line per claim: row, claim, text, possible, holds, significant, deciding."""
    return pd.DataFrame(
        {
            "row": v.claim.row, "claim": v.claim.id, "text": v.claim.text,
            "possible": v.possible, "holds": v.holds, "significant": v.significant,
            "tables": v.number, "explanation": v.explain(),
        }
        for v in verdicts
    )  # fmt: skip


def without_dont_knows(verdict: Verdict) -> dict[str, str | None]:
    """Return the answers that are others once don't knows are left out.

    Returns
    -------
    dict
        ``holds`` and ``significant``, as far as they turn.
    """
    lines = verdict.buys.set_index("assumption")
    if not {NONE, LEFT_OUT} <= {*lines.index}:
        return {}
    before, after = lines.loc[NONE], lines.loc[LEFT_OUT]
    names = ("holds", "significant")
    return {name: after[name] for name in names if before[name] != after[name]}


def answer_cells(verdict: Verdict, language: str) -> list[str]:
    """Return both answers as HTML; what leaving out don't knows turns stands below."""
    turned, cells = without_dont_knows(verdict), []
    for of, name in (("asked", "holds"), ("chance", "significant")):
        told = answer_html(getattr(verdict, name), of, language)
        if name in turned:
            other = answer_html(turned[name], of, language)
            lead = escape(text("proof.without_dont_know", language))
            told = f'{told} <span class="turned">{lead} {other}</span>'
        cells.append(told)
    return cells


def _claim_row(verdict: Verdict, language: str) -> str:
    cells = answer_cells(verdict, language)
    cells[0] = unjudged(verdict, language)[0] or cells[0]
    heads = (escape(text(f"proof.column_{name}", language)) for name in CLAIM[1:])
    named = (
        td(f'<span class="head">{head}:</span> {cell}')
        for head, cell in zip(heads, cells, strict=True)
    )
    return tr(th(_link(verdict), "row"), [*named])


def _figure_row(verdict: Verdict, language: str) -> str:
    allows = escape(deciding_told(verdict, language=language))
    return tr(th(_link(verdict), "row"), [td(allows)])


def _link(verdict: Verdict) -> str:
    return f'<a href="#claim-{escape(verdict.claim.id)}">{escape(label(verdict))}</a>'


def label(verdict: Verdict) -> str:
    """Return a claim in words, led by its row in the list of everything in print."""
    row = f"{verdict.claim.row}. " if verdict.claim.row else ""
    return f"{row}{verdict.claim.text}"


def unjudged(verdict: Verdict, language: str) -> tuple[str, str]:
    """Return the badge of a claim without an answer, and why it has none; empty if it has."""
    if not verdict.possible:
        told = escape(text("proof.contradicted", language))
        why = html_in_language("contradiction", verdict.contradiction, language)
        return f'<strong class="verdict wrong">{told}</strong>', why
    if verdict.not_judged:
        told = escape(text("proof.not_judged", language))
        why = html_in_language("refusal", verdict.not_judged, language)
        return f'<strong class="verdict undecided">{told}</strong>', why
    return "", ""


def left_undecided(
    told: Sequence[NotDecidable], sources: Sequence[str], language: str = "en"
) -> str:
    """List what is in print and no figure can decide, each with the reason and source.

    Parameters
    ----------
    told : sequence of NotDecidable
        As the wave lists them.
    sources : sequence of str
        Ids of the sources, in the order in which the page numbers them.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    lines = []
    for one in told:
        numbers = ", ".join(str(sources.index(name) + 1) for name in one.sources)
        reason = {"reason": say(one.because, language), "sources": numbers}
        why = escape(text("proof.because", language, **reason))
        lines.append(f"<li><strong>{escape(say(one.text, language))}.</strong> {why}</li>")
    title = escape(text("proof.not_decidable", language))
    return f"<h3>{title}</h3><ul>{''.join(lines)}</ul>" if lines else ""
