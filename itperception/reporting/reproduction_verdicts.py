"""The claims of a study in print, in groups by what print proves; one row and one fold each.

A row says the claim, its number and what decides. Folded below it is how that is known: the
picture, every number from end to end, what each assumption buys, and what is assumed.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Study
from itperception.published.verdicts.verdict import NONE, Verdict, is_p_value
from itperception.published.verdicts.verdicts import Verdicts
from itperception.reporting import tables, wording
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.verdict_wording import (
    answer_told,
    assumption_name,
    deciding_told,
    in_language,
    people_told,
    quantity_name,
    range_told,
    ranges_told,
    reading_html,
)
from itperception.reporting.wording import percent_signs, quoted, text
from itperception.survey.description import NotDecidable
from itperception.terms.text import say

GROUPS = (
    "every", "some", "none", "open", "untrue", "unproven", "printed", "not_judged", "contradicted",
)  # fmt: skip
"""In which order a page groups its claims; groups without a claim are left out."""
LEFT_OUT = "dont_know_left_out"
AS_COUNTED = ("count", "counts")
"""Sentences on what decides that say no more than the number of a printed share."""
LED = ("lead", "smallest_gap", "gap_difference")
"""Effects that print leaves open where they may be as low as −100 points, or lower."""
_REPORTED = "reported"  # its p-values are those in print: nothing is tested


def group_of(verdict: Verdict) -> str:
    """Return the group of a claim, one of `GROUPS`.

    Examples
    --------
    >>> report = itp.reproduction_report("2013-ardour-outsourcing")
    >>> [group_of(verdict) for verdict in report.verdicts_found]
    ['none', 'every', 'every']
    """
    if not verdict.possible:
        return "contradicted"
    if verdict.not_judged:
        return "not_judged"
    if verdict.holds != "every":
        return {"some": "open", "none": "untrue"}.get(verdict.holds, "unproven")
    if verdict.significant:
        return verdict.significant
    tested = any(is_p_value(line["quantity"]) for line in verdict.main_quantities)
    return "unproven" if tested and verdict.claim.kind != _REPORTED else "printed"


def grouped(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """Return the claims by their group, in the order of `GROUPS`."""
    told = [(group_of(verdict), verdict) for verdict in verdicts]
    found = {name: [v for own, v in told if own == name] for name in GROUPS}
    return {name: members for name, members in found.items() if members}


def counts_told(verdicts: Iterable[Verdict], language: str = "en") -> str:
    """Say how many claims are in each group."""
    counts = (f"{text(f'proven.{name}', language)}: {len(members)}"
              for name, members in grouped(verdicts).items())  # fmt: skip
    return f"{'. '.join(counts)}."


def verdicts_chapter(
    study: Study, verdicts: Verdicts, pictures: Mapping[str, str],
    groups: Mapping[str, str], language: str = "en", *, left: str = "", stated: bool = False,
    more: int = 0,
) -> Block:  # fmt: skip
    """Return the chapter on what print proves about each claim.

    Parameters
    ----------
    study : Study
        With the claims.
    verdicts : Verdicts
        In the order of the list of everything in print.
    pictures : mapping of str to str
        By claim, the HTML of the picture that shows why; claims without are left out.
    groups : mapping of str to str
        Labels of figures and groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    left : str
        HTML of what no figure can decide; it stands with what print does not say.
    stated : bool
        Whether the sources say how those asked were chosen.
    more : int
        How many claims are in print without any figure.
    """
    if not verdicts:
        told = paragraph(text("proven.nothing", language))
        return chapter(text("page.reproduction", language), told, left)
    found = grouped(verdicts)
    parts = []
    for name, members in found.items():
        heading = f"{len(members)} · {text(f'proven.{name}', language)}"
        rows = [
            _row(v, study, pictures.get(v.claim.id, ""), groups, language) for v in members
        ]
        head, listed = f'<h3 class="{name}">{escape(heading)}</h3>', "\n".join(rows)
        is_folded = name == "printed"
        parts.append(
            tables.folded_under(head, listed) if is_folded else f"{head}\n{listed}"
        )
        parts += [left] if name == "open" else []
    parts += [left] if "open" not in found else []
    counted = {"n": str(len(verdicts)), **({"more": str(more)} if more else {})}
    title = text(f"proven.title{'_more' if more else ''}", language, **counted)
    return chapter(
        title, paragraph(_presumed(study.n, verdicts[0].alpha, language, stated)),
        f'<div class="claims">\n{chr(10).join(parts)}\n</div>',
        tables.csv_link(verdicts.to_frame().assign(group=[*map(group_of, verdicts)]), "verdicts",
                        language),
    )  # fmt: skip


def _presumed(n: range | None, alpha: float, language: str, stated: bool) -> str:
    """Say on what everything said of chance rests: that those asked are a sample."""
    level = wording.level(alpha, language)
    known = n is not None and len(n) == 1
    those = "proven.sampled_n" if known else "proven.sampled"
    size = wording.count(n[0], language) if known else ""
    told = text(those, language, alpha=level, n=size)
    return told if stated else f"{told} {text('proven.not_stated', language)}"


def _row(
    verdict: Verdict, study: Study, picture: str, groups: Mapping[str, str], language: str
) -> str:  # fmt: skip
    """Write one claim: its number and what decides; folded, how it is known."""
    told, proof = why_unjudged(verdict, language), ""
    if not told:
        decides = deciding_told(verdict, groups, language)
        parts = [
            number_told(verdict, study, groups, language),
            "" if verdict.deciding in AS_COUNTED else decides,
            *_turned(verdict, language),
        ]
        told = " ".join(part for part in parts if part)
        proof = picture + _proof(verdict, groups, language)
    proof += (
        paragraph(told_rows, "fn") if (told_rows := _rows(verdict, study, language)) else ""
    )
    place = f"claim-{verdict.claim.id}"
    return tables.folded(verdict.claim.text, proof, told, place=place)


def _rows(verdict: Verdict, study: Study, language: str) -> str:
    """Say where in print a claim stands, and the figures it rests on."""
    rows = [verdict.claim.row, *(study.figure(name).row for name in verdict.claim.figures)]
    listed = ", ".join(dict.fromkeys(row for row in rows if row))
    return text("proven.row", language, row=listed) if listed else ""


def why_unjudged(verdict: Verdict, language: str) -> str:
    """Return why a claim has no answer; empty if it has one."""
    section = "refusal" if verdict.possible else "contradiction"
    english = verdict.not_judged if verdict.possible else verdict.contradiction
    return in_language(section, english, language) or english


def number_told(
    verdict: Verdict, study: Study, groups: Mapping[str, str], language: str = "en"
) -> str:
    """Say the number of a claim: a printed share as people, any other from end to end.

    Parameters
    ----------
    verdict : Verdict
        Of one claim.
    study : Study
        The study the claim is from.
    groups : mapping of str to str
        Labels of figures and groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    effect = verdict.main_quantities[:1]
    figures = [study.figure(name) for name in verdict.claim.figures]
    if effect and effect[0]["quantity"] == "share" and len(figures) == 1:
        return f"{_share_told(figures[0], verdict, language)}."
    if not effect or (effect[0]["quantity"].startswith(LED) and effect[0]["low"] <= -1):
        return ""
    return f"{ranges_told(effect, groups, language)}."


def _share_told(figure: Figure, verdict: Verdict, language: str) -> str:
    """Say a printed share; where nothing else does, with the people it can be, or its range."""
    is_words = figure.kind == "words"
    told = quoted(figure.printed, language) if is_words else figure.printed
    if figure.base is None and is_words:
        return f"{told}: {range_told(verdict.main_quantities[0], language)}"
    if figure.base is None or verdict.significant:  # the sentence on what decides says it
        return told
    return f"{told}: {people_told(figure, figure.base, language)}"


def _turned(verdict: Verdict, language: str) -> list[str]:
    """Say which answers are others once don't knows are left out."""
    turned = without_dont_knows(verdict)
    of = {"holds": "asked", "significant": "chance"}
    return [text("proven.turned", language, answer=text(f"{of[name]}.{answer}", language))
            for name, answer in turned.items()]  # fmt: skip


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


def left_undecided(
    told: Sequence[NotDecidable], sources: Sequence[str], language: str = "en"
) -> str:
    """Fold away what is in print and no figure can decide, each with the reason and source.

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
        why = escape(percent_signs(text("proven.because", language, **reason), language))
        lines.append(f"<li><strong>{escape(say(one.text, language))}.</strong> {why}</li>")
    title = text("proven.no_figure", language, n=str(len(told)))
    return tables.folded(title, f"<ul>{''.join(lines)}</ul>") if lines else ""


def _proof(verdict: Verdict, groups: Mapping[str, str], language: str) -> str:
    """Say how it is known: every quantity, the tables, the assumptions."""
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
    return "".join(parts)


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
