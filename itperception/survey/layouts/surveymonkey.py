"""SurveyMonkey: a row of questions, blank above their further columns, and a row of options.

A single answer stands under ``Response``, a text under ``Open-Ended Response``; what may be
chosen together has a column for each option, which holds the option's text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from itperception.survey.export import AnswerSet, Export, given
from itperception.survey.layouts.options import TICKED, joined_set, tick_set, ticked
from itperception.survey.reading.columns import recoded
from itperception.survey.reading.table import Header, Table

RESPONSE, OPEN = "Response", "Open-Ended Response"
ENOUGH = 10
"""Of how many it has to be seen that nobody ticked two options, to say that nobody could."""
_IDS = re.compile(r"(respondent|collector)[ _]?id", re.IGNORECASE)


def header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return both rows, if the second is no respondent: it has words of the tool."""
    if len(rows) < 2:
        return None
    names, options = rows[0], [*rows[1], *[""] * (len(rows[0]) - len(rows[1]))]
    continued = any(o and not n for n, o in zip(names, options, strict=False))
    words = sum(option in (RESPONSE, OPEN) for option in options)
    has_ids = _IDS.match(names[0]) and not options[0]
    if not (has_ids and (continued or words)) and words < 2:
        return None
    questions = _carried(names, options)
    own = [_name(*told) for told in zip(names, questions, options, strict=False)]
    told = [f"{q}\n{o}" if o else "" for q, o in zip(questions, options, strict=False)]
    labels = [_label(*pair) for pair in zip(questions, options, strict=False)]
    note = "SurveyMonkey: row 1 has the questions, row 2 the options"
    return Header(own, 2, labels, told, (note,))


def finish(table: Table) -> Export:
    """Return the export with a set for each question with a column for each option.

    Who wrote another answer has ticked "other", or, where one answer is asked for, has given
    the answer that this column is called.
    """
    export, groups = table.export, {}
    for column, told in table.told.items():
        question, option = told.split("\n", 1)
        groups.setdefault(question, {})[column] = option
    found: list[AnswerSet] = []
    for question, columns in groups.items():
        answers = [c for c, option in columns.items() if option == RESPONSE]
        others = [c for c, option in columns.items() if _is_text(export, c, option)]
        if answers:
            export = _with_others(export, answers[0], others, columns)
            listed = joined_set(export.cells[answers[0]], ", ", question)
            found += [listed] if listed else []
            continue
        if len(others) == 1 < len(columns):
            export = ticked(export, others)
        ticks = {c + TICKED * (c in others): option for c, option in columns.items()}
        if not {*ticks} <= {*export.cells}:
            continue
        listed = tick_set(question, question, ticks, export, told_by="tool")
        together = _together(export, question, ticks) if listed else None
        export = together or export
        found += [listed] if listed and not together else []
    return replace(export, sets=tuple(found))


def _is_text(export: Export, column: str, option: str) -> bool:
    """Whether a column has other cells than its option, as people write them."""
    texts = {text.casefold() for text in given(export.cells[column])}
    return option not in (RESPONSE, OPEN) and bool(texts - {option.casefold()})


def _together(export: Export, question: str, ticks: Mapping[str, str]) -> Export | None:
    """Return an export with one column for options of which nobody chose two."""
    chosen = np.array([(export.cells[column] != "").to_numpy() for column in ticks])
    if chosen.sum(axis=0).max() > 1 or chosen.sum() < ENOUGH:
        return None
    places = np.where(chosen.any(axis=0), chosen.argmax(axis=0) + 1, 0)
    answer = recoded(["", *ticks.values()], places)
    note = (
        f"{question!r} has a column for each answer, and nobody gave two: it is one column"
    )
    cells = export.cells.drop(columns=[*ticks]).assign(**{question: answer})
    return replace(export, cells=cells, notes=(*export.notes, note),
                   labels={**export.labels, question: question})  # fmt: skip


def _with_others(
    export: Export, answer: str, others: Sequence[str], options: Mapping[str, str]
) -> Export:
    """Return an export where who has not answered but written has answered "other"."""
    for column in others:
        cells, option = export.cells[answer], options[column]
        wrote = ((cells == "") & (export.cells[column] != "")).to_numpy()
        if wrote.any():
            texts = [*cells.cat.categories, option]
            codes = np.where(wrote, len(texts) - 1, cells.cat.codes)
            note = f"{wrote.sum()} have written another answer to {answer!r}: {option!r}"
            filled = export.cells.assign(**{answer: recoded(texts, codes)})
            export = replace(export, cells=filled, notes=(*export.notes, note))
    return export


def _carried(names: Sequence[str], options: Sequence[str]) -> list[str]:
    """Return the question of each column: of the last name, where there is an option."""
    questions, last = [], ""
    for name, option in zip(names, options, strict=False):
        last = name or (last if option else "")
        questions.append(last)
    return questions


def _name(name: str, question: str, option: str) -> str:
    if name and option in ("", RESPONSE, OPEN):
        return name
    return f"{question} [{option}]" if option else ""


def _label(question: str, option: str) -> str:
    return f"{question} – {option}" if option not in ("", RESPONSE, OPEN) else question
