"""Every printed figure in a table: the counts it allows, and what the synthetic twin has."""

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from itperception.published.figures.figures import Figure
from itperception.reporting import tables
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.verdict_wording import in_language, reading_html
from itperception.reporting.wording import percent, quoted, say_note, text


def figures_chapter(
    found: pd.DataFrame, figures: Sequence[Figure], *, sources: Sequence[str],
    groups: Mapping[str, str], language: str = "en", number: int = 1,
) -> Block:  # fmt: skip
    """Return the chapter that lists every figure in print.

    Parameters
    ----------
    found : pandas.DataFrame
        As :func:`itperception.published.twins.reproduction.reproduce` returns it; with a twin
        it has the columns of the twin.
    figures : sequence of Figure
        In the order of `found`.
    sources : sequence of str
        Ids of the sources, in the order in which the page numbers them.
    groups : mapping of str to str
        Labels of groups in the language of the page.
    language : {"en", "sv", "de"}
        Language of the page.
    number : int
        Running number of the table.
    """
    has_twin = "agrees" in found
    heads = [
        "label",
        "group",
        "printed",
        "counts",
        *(["twin", "agrees"] if has_twin else []),
    ]
    frame = found.assign(
        label=found["row"] + ". " + found["label"],
        group=[groups.get(name, name) for name in found["group"]],
        counts=[_counts(line, language) for line in found.itertuples()],
        sources=[", ".join(str(sources.index(name) + 1) for name in figure.sources)
                 for figure in figures],
    )  # fmt: skip
    if has_twin:
        names = {figure.item: figure.label for figure in reversed(figures)} | {**groups}
        frame["twin"] = [_twin(line, names, language) for line in found.itertuples()]
        frame["agrees"] = [_agrees(answer, language) for answer in found["agrees"]]
    columns = {name: (text(f"reproduction.column_{name}", language), "text")
               for name in [*heads, "sources"]}  # fmt: skip
    notes = ["note", *(["twin_note"] if has_twin else [])]
    title = text("reproduction.figures", language)
    listed = text("reproduction.listed", language, n=str(len(frame)))
    table = tables.frame_table(
        frame, columns, title=title, name="figures", language=language, number=number,
        note=" ".join(text(f"reproduction.{note}", language) for note in notes),
    )  # fmt: skip
    return chapter(
        text("reproduction.worked_out", language),
        paragraph(text("reproduction.rule", language)),
        tables.folded(listed, table), _readings(figures, language),
    )  # fmt: skip


def _counts(line, language: str) -> str:
    """Write the counts with their base, if print has it."""
    told = in_language("counts", line.counts, language) or line.counts
    if pd.isna(line.base):
        return told
    return text("reproduction.of", language, counts=told, base=f"{line.base:.0f}")


def _twin(line, names: Mapping[str, str], language: str) -> str:
    """Write what the twin has: count, base and share; or its note for a claim."""
    if pd.isna(line.twin_count):
        return say_note(line.note, language, names) or "–"
    values = {"counts": f"{line.twin_count:.0f}", "base": f"{line.twin_base:.0f}"}
    share = percent(line.twin_proportion, language, 1)
    return f"{text('reproduction.of', language, **values)} ({share})"


def _agrees(found: bool | None, language: str) -> str:
    """Say whether the twin has what is printed; a claim without a count has no answer."""
    word = "not_checked" if pd.isna(found) else "agrees_yes" if found else "agrees_no"
    return text(f"reproduction.{word}", language)


def _readings(figures: Sequence[Figure], language: str) -> str:
    """List how each figure is read; the readings are kept in the figures' own English."""
    told = [
        f"<li>{escape(figure.label)} ({escape(quoted(figure.printed, language))}): "
        f"{reading_html(figure.assumption, language)}</li>"
        for figure in figures
        if figure.assumption
    ]
    listed = "".join(dict.fromkeys(told))
    return tables.folded(text("reproduction.assumptions", language), f"<ul>{listed}</ul>")
