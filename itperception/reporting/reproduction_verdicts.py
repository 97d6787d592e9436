"""The verdict on each claim: the answers at a glance, then claim by claim with the proof.

For each claim the page says whether it is true of the people asked, whether it is beyond
chance, and which number decides; how it is known and what was assumed is one click away.
"""

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from itperception.published.verdicts.verdict import Verdict
from itperception.reporting import tables, wording
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.verdict_wording import (
    answer_html,
    answer_told,
    assumption_name,
    deciding_told,
    html_in_language,
    in_language,
    quantity_name,
    range_told,
    reading_html,
)
from itperception.reporting.wording import text

ANSWERS = ("certain", "undecided", "impossible")


def verdicts_chapter(
    verdicts: Sequence[Verdict], pictures: Mapping[str, str], groups: Mapping[str, str],
    language: str = "en", *, number: int = 1,
) -> Block:  # fmt: skip
    """Return the chapter on what print proves about each claim.

    Parameters
    ----------
    verdicts : sequence of Verdict
        In the order of the list of everything in print.
    pictures : mapping of str to str
        By claim, the HTML of the picture that shows why; claims without are left out.
    groups : mapping of str to str
        Labels of groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int
        Running number of the first table on the page.
    """
    title = text("page.reproduction", language)
    if not verdicts:
        return chapter(title, paragraph(text("proof.no_claims", language)))
    cards = "".join(
        _card(v, pictures.get(v.claim.id, ""), groups, language) for v in verdicts
    )
    return chapter(
        title,
        *(paragraph(told) for told in summary(verdicts, language)),
        _glance(verdicts, language, number),
        f"<h3>{escape(text('proof.one_by_one', language))}</h3>",
        f'<ul class="findings">{cards}</ul>',
    )


def summary(verdicts: Sequence[Verdict], language: str = "en") -> list[str]:
    """Say how many claims are certain, undecided and impossible, and beyond chance.

    Returns
    -------
    list of str
        On the people asked; on chance, if anything can be tested; on figures that
        contradict each other, if there are any.
    """
    sound = [v for v in verdicts if v.possible]
    told = [_counted("proof.summary_asked", [v.holds for v in sound], language)]
    tested = [v.significant for v in sound if v.significant is not None]
    if tested:
        told.append(_counted("proof.summary_chance", tested, language,
                             alpha=wording.level(sound[0].alpha, language)))  # fmt: skip
    wrong = [v for v in verdicts if not v.possible]
    if wrong:
        named = ", ".join(_label(v) for v in wrong)
        told.append(text("proof.summary_wrong", language, claims=named))
    return told


def _counted(key: str, answers: Sequence[str | None], language: str, **values) -> str:
    """Fill the number of claims and of each answer into a sentence."""
    spoken = [answer for answer in answers if answer is not None]
    each = {answer: str(spoken.count(answer)) for answer in ANSWERS}
    return text(key, language, claims=str(len(spoken)), **each, **values)


def _glance(verdicts: Sequence[Verdict], language: str, number: int) -> str:
    """List all answers in a table of three columns; a claim leads to its proof."""
    place = f"table-{number}"
    heads = [
        text(f"proof.column_{name}", language) for name in ("claim", "asked", "chance")
    ]
    head = "".join(f'<th scope="col">{escape(told)}</th>' for told in heads)
    rows = "\n".join(_glance_row(verdict, language) for verdict in verdicts)
    title = text("proof.glance", language)
    label = f'aria-labelledby="{place}-title"'
    return (
        f'<figure class="table" id="{place}">'
        f"{tables.caption('table', place, title, language, number)}\n"
        f'<div class="table-wrap" role="region" tabindex="0" {label}><table {label}>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table></div>\n"
        f'<p class="note">{escape(text("proof.glance_note", language))}</p>'
        f"{tables.csv_link(answers_frame(verdicts), 'verdicts', language)}</figure>"
    )


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


def _glance_row(verdict: Verdict, language: str) -> str:
    link = f'<a href="#claim-{escape(verdict.claim.id)}">{escape(_label(verdict))}</a>'
    asked = answer_html(verdict.holds, language)
    if not verdict.possible:
        asked = f'<strong class="verdict impossible">{_contradicted(language)}</strong>'
    chance = answer_html(verdict.significant, language)
    return f'<tr><th scope="row">{link}</th><td>{asked}</td><td>{chance}</td></tr>'


def _card(verdict: Verdict, picture: str, groups: Mapping[str, str], language: str) -> str:
    """Write one claim: its answers, the number that decides, the picture, the proof."""
    head = f"<p><strong>{escape(_label(verdict))}</strong></p>"
    place = f'id="claim-{escape(verdict.claim.id)}"'
    if not verdict.possible:
        told = f'<strong class="verdict impossible">{_contradicted(language)}</strong>'
        why = html_in_language("contradiction", verdict.contradiction, language)
        return f"<li {place}>{head}<p>{told} {why}</p></li>"
    level = wording.level(verdict.alpha, language)
    answers = [(text("proof.asked", language), verdict.holds)]
    if verdict.significant is not None:
        answers.append((text("proof.chance", language, alpha=level), verdict.significant))
    shown = " ".join(
        f"{escape(t)} {answer_html(answer, language)}" for t, answer in answers
    )
    ranges = "; ".join(
        f"{quantity_name(line['quantity'], groups, language)}: {range_told(line, language)}"
        for line in verdict.main_quantities
    )
    ranges = f"{ranges[:1].upper()}{ranges[1:]}"
    decides = deciding_told(verdict, groups, language)
    parts = [f"<p>{shown}</p>", *(paragraph(p) for p in (ranges, decides) if p), picture,
             _proof(verdict, groups, language)]  # fmt: skip
    return f"<li {place}>{head}{''.join(parts)}</li>"


def _proof(verdict: Verdict, groups: Mapping[str, str], language: str) -> str:
    """Fold away how it is known: every quantity, the tables, the assumptions."""
    parts = []
    if verdict.number is not None:
        number = wording.count(verdict.number, language)
        parts.append(paragraph(text("proof.tables_fit", language, tables=number)))
    parts.append(_quantities(verdict, groups, language))
    parts.append(_buys(verdict, language))
    listed = "".join(f"<li>{reading_html(told, language)}</li>"
                     for told in verdict.assumptions)  # fmt: skip
    if listed:
        parts.append(f"<p>{escape(text('proof.assumed', language))}</p><ul>{listed}</ul>")
    summary = escape(text("proof.details", language))
    return f"<details><summary>{summary}</summary>{''.join(parts)}</details>"


def _quantities(verdict: Verdict, groups: Mapping[str, str], language: str) -> str:
    """Return the table of everything that was bounded."""
    if verdict.quantities.empty:
        return ""
    lines = verdict.quantities.to_dict("records")
    frame = verdict.quantities.assign(
        label=[quantity_name(line["quantity"], groups, language) for line in lines],
        range=[range_told(line, language) for line in lines],
        known=[in_language("certificate", line["certificate"], language)
               or line["certificate"] for line in lines],
    )  # fmt: skip
    columns = {name: (text(f"proof.column_{name}", language), "text")
               for name in ("label", "range", "known")}  # fmt: skip
    return tables.frame_table(
        frame, columns, title=text("proof.quantities", language), language=language,
        name=f"quantities-{verdict.claim.id}",
    )  # fmt: skip


def _buys(verdict: Verdict, language: str) -> str:
    """Return the table of what each named assumption buys."""
    if len(verdict.buys) < 2:
        return ""
    quantity = verdict.main_quantities[-1]["quantity"]
    lines = verdict.buys.to_dict("records")
    tested = verdict.significant is not None
    frame = verdict.buys.assign(
        label=[assumption_name(line["assumption"], language) for line in lines],
        range=[range_told({**line, "quantity": quantity}, language) for line in lines],
        answer=[answer_told(line["significant" if tested else "holds"], language)
                for line in lines],
    )  # fmt: skip
    heads = {"label": "assumption", "tables": "tables", "range": "range",
             "answer": "chance" if tested else "asked"}  # fmt: skip
    columns = {name: (text(f"proof.column_{head}", language),
                      "count" if name == "tables" else "text")
               for name, head in heads.items()}  # fmt: skip
    title = text(
        "proof.buys", language, quantity=quantity_name(quantity, language=language)
    )
    return tables.frame_table(frame, columns, title=title, language=language,
                              name=f"buys-{verdict.claim.id}")  # fmt: skip


def _label(verdict: Verdict) -> str:
    """Return a claim in words, led by its row in the list of everything in print."""
    row = f"{verdict.claim.row}. " if verdict.claim.row else ""
    return f"{row}{verdict.claim.text}"


def _contradicted(language: str) -> str:
    return escape(text("proof.contradicted", language))
