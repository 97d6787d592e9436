"""SurveyMonkey: a row of questions, blank above their further columns, and a row of options.

A single answer stands under ``Response``, a text under ``Open-Ended Response``; what may be
chosen together has a column for each option, which holds the option's text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from itperception.errors import Problem
from itperception.survey.export import AnswerSet, Export, given
from itperception.survey.layouts.options import TICKED, joined_set, tick_set, ticked
from itperception.survey.reading.columns import Texts
from itperception.survey.reading.table import Header, Table

RESPONSE, OPEN = "Response", "Open-Ended Response"
_OTHER = re.compile(
    r"other\b.*|sonstiges?\b.*|andere\b.*|annat\b.*|annan\b.*", re.IGNORECASE
)
_IDS = re.compile(r"(respondent|collector) ?id", re.IGNORECASE)


def header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return both rows, if the second is no respondent: nobody, and a word of the tool."""
    if len(rows) < 2 or not rows[0] or not _IDS.match(rows[0][0]) or rows[1][0]:
        return None
    names, options = rows[0], [*rows[1], *[""] * (len(rows[0]) - len(rows[1]))]
    continued = any(o and not n for n, o in zip(names, options, strict=False))
    if not (continued or {RESPONSE, OPEN} & {*options}):
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
    problems: list[Problem] = []
    for question, columns in groups.items():
        others = [c for c, option in columns.items() if _is_other(export, c, option)]
        answers = [c for c, option in columns.items() if option == RESPONSE]
        if answers:
            export = _with_others(export, answers[0], others, columns)
            listed, unclear = joined_set(export.cells[answers[0]], ", ", question)
            found += [listed] if listed else []
            problems += [replace(problem, file=export.name) for problem in unclear]
        elif OPEN not in columns.values():
            ticks = {c: option for c, option in columns.items() if c not in others}
            listed = tick_set(question, question, ticks, export, told_by="tool")
            if listed and others:
                export = ticked(export, others)
                ticks |= {c + TICKED: columns[c] for c in others}
                listed = tick_set(question, question, ticks, export, told_by="tool")
            found += [listed] if listed else []
    return replace(export, sets=tuple(found), problems=(*export.problems, *problems))


def _is_other(export: Export, column: str, option: str) -> bool:
    """Whether a column has texts of others, and not only ticks."""
    texts = {text.casefold() for text in given(export.cells[column])}
    return bool(_OTHER.fullmatch(option) and texts - {option.casefold()})


def _with_others(
    export: Export, answer: str, others: Sequence[str], options: Mapping[str, str]
) -> Export:
    """Return an export where who has not answered but written has answered "other"."""
    for column in others:
        cells, option = export.cells[answer], options[column]
        wrote = ((cells == "") & (export.cells[column] != "")).to_numpy()
        if wrote.any():
            texts = Texts()
            codes = texts.positions(cells.cat.categories)[cells.cat.codes]
            codes[wrote] = texts.positions([option])[0]
            note = f"{wrote.sum()} have written another answer to {answer!r}: {option!r}"
            filled = export.cells.assign(**{answer: texts.column(codes)})
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
