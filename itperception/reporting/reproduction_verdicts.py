"""What print proves: the claim that leads, all answers at a glance, then claim by claim.

For each claim the page says whether it is true of the people asked, whether it is beyond
chance, and which number decides; how it is known and what was assumed is one click away.
"""

from collections.abc import Mapping, Sequence
from html import escape

from itperception.published.figures.study import Study
from itperception.published.verdicts.verdict import Verdict
from itperception.reporting import tables, wording
from itperception.reporting.block import Block
from itperception.reporting.chapters import bullets, chapter, paragraph
from itperception.reporting.reproduction_answers import (
    answer_cells,
    answer_tables,
    label,
    summary,
    told_apart,
    unjudged,
)
from itperception.reporting.verdict_wording import (
    answer_told,
    assumption_name,
    deciding_told,
    in_language,
    quantity_name,
    range_told,
    ranges_told,
    reading_html,
)
from itperception.reporting.wording import text


def verdicts_chapter(
    study: Study, verdicts: Sequence[Verdict], pictures: Mapping[str, str],
    groups: Mapping[str, str], language: str = "en", *, number: int = 1,
    left: str = "", left_over: int = 0, stated: bool = False,
) -> Block:  # fmt: skip
    """Return the chapter on what print proves about each claim.

    Parameters
    ----------
    study : Study
        With the claims.
    verdicts : sequence of Verdict
        In the order of the list of everything in print.
    pictures : mapping of str to str
        By claim, the HTML of the picture that shows why; claims without are left out.
    groups : mapping of str to str
        Labels of figures and groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int
        Running number of the first table on the page.
    left : str
        HTML of what no figure can decide, `left_over` sentences.
    stated : bool
        Whether the sources say how those asked were chosen.
    """
    if not verdicts:
        told = paragraph(text("proof.no_claims", language))
        return chapter(text("page.reproduction", language), told, left)
    claims, repeated = told_apart(verdicts)
    cards = "".join(
        _card(v, pictures.get(v.claim.id, ""), groups, language)
        for v in [*claims, *repeated]
    )
    sampled = _sampled(study.n, verdicts[0].alpha, language)
    rests = [sampled] if stated else [sampled, text("proof.not_stated", language)]
    return chapter(
        text("page.reproduction", language),
        paragraph(" ".join(rests), "note"),
        bullets(summary(verdicts, left_over, language)),
        *answer_tables(verdicts, language, number),
        left,
        f"<h3>{escape(text('proof.one_by_one', language))}</h3>",
        f'<ul class="findings">{cards}</ul>',
    )


def _sampled(n: range | None, alpha: float, language: str) -> str:
    """Say on what everything said of chance rests: that those asked are a sample."""
    level = wording.level(alpha, language)
    if n is None or len(n) > 1:
        return text("proof.sampled", language, alpha=level)
    return text("proof.sampled_n", language, alpha=level, n=wording.count(n[0], language))


def _card(verdict: Verdict, picture: str, groups: Mapping[str, str], language: str) -> str:
    """Write one claim: its answers, the number that decides, the picture, the proof."""
    head = f"<p><strong>{escape(label(verdict))}</strong></p>"
    place = f'id="claim-{escape(verdict.claim.id)}"'
    told, why = unjudged(verdict, language)
    if told:
        return f"<li {place}>{head}<p>{told} {why}</p></li>"
    asked, chance = answer_cells(verdict, language)
    shown = f"{escape(text('proof.asked', language))} {asked}"
    if verdict.significant is not None:
        level = wording.level(verdict.alpha, language)
        shown += f" {escape(text('proof.chance', language, alpha=level))} {chance}"
    ranges = ranges_told(verdict.main_quantities, groups, language)
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
        answer=[_answer(line, tested, language) for line in lines],
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


def _answer(line: Mapping, tested: bool, language: str) -> str:
    name, of = ("significant", "chance") if tested else ("holds", "asked")
    return answer_told(line[name], of, language)
