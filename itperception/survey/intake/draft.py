"""A wave's documents from its export: every decision taken once, in the order of the columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from itperception.errors import ItPerceptionError, times
from itperception.survey.export import AnswerSet, Export
from itperception.survey.intake.codebook_draft import codebook
from itperception.survey.intake.columns import Column, columns_of
from itperception.survey.intake.decisions import Decided, Open, listed, shortened
from itperception.survey.intake.design import drawn, is_of_design, respondent_id, weight
from itperception.survey.intake.left_out import fieldwork, is_nps, is_number, why_left_out
from itperception.survey.intake.names import tool_of
from itperception.survey.intake.results_table import refuse_table_of_results
from itperception.survey.intake.sets import is_asked, one_or_several, sets_of
from itperception.survey.intake.vocabulary import folded, vocabulary
from itperception.survey.reading.numbers import doubtful_mark

NUMBER = {False: "amounts", True: "0 to 10, how likely something is recommended"}
LISTS = "lists what the columns of its options say"
FINISHED = "says who finished: see leave_out"
EMPTY = 'the file does not say who was asked; "no_answer" keeps them in, if everybody was'


@dataclass
class Draft:
    """What a wave's documents will say, and why.

    Attributes
    ----------
    n : int or None
        How many respondents there are; None if an open question decides.
    layout : dict
        Key of ``wave.yaml`` → value, or the question that is open.
    codebook : dict
        What ``codebook.yaml`` will have, with open questions in it.
    decided : list of Decided
        Every decision with its reason; ignored columns as ``ignore``.
    """

    n: int | None = None
    layout: dict[str, object] = field(default_factory=dict)
    codebook: dict = field(default_factory=dict)
    decided: list[Decided] = field(default_factory=list)

    @property
    def ignored(self) -> list[Decided]:
        """The columns that are no part of the tables."""
        return [one for one in self.decided if one.what == "ignore"]

    def because(self, key: str) -> str:
        """Return the reason of a decision; empty if there is none."""
        return next((one.because for one in self.decided if one.what == key), "")


def draft(export: Export, *, title: str) -> Draft:
    """Decide what is safe about an export, and ask the rest.

    `ItPerceptionError` if there is no question in it, or it is a table of results.
    """
    columns = [*columns_of(export)]
    refuse_table_of_results(export, columns)
    told, tool = Draft(), tool_of(export.cells, export.tool)
    _leave_out(told, columns, tool)
    sets = sets_of(export, columns)
    taken = {name for own in sets if not is_asked(own) for name in own.columns}
    free = [column for column in columns if column.name not in taken]
    used = _lay_out(told, free)
    rest = [column for column in free if column.name not in used]
    lists = {own.name for own in sets if not own.coded_columns}
    numbers, asked = _sorted_out(told, rest, tool, lists)
    items = {column.name for column in asked}
    sets = [own for own in sets if not is_asked(own) or items.issuperset(own.columns)]
    told.layout["empty_cells"] = "left_out"
    told.decided.append(Decided("empty_cells", "", "left_out", EMPTY))
    told.codebook, decided = codebook(export, asked, numbers, sets, title)
    told.decided += decided
    _ask_of_sets(told, sets)
    _refuse_no_question(told, export.name)
    return told


def _ask_of_sets(told: Draft, sets: list[AnswerSet]) -> None:
    """Ask what is left out of sets and items that are drafted of the same columns."""
    ids = {item["column"]: item["id"] for item in told.codebook["items"]}
    names = [own["id"] for own in told.codebook.get("multiple_responses", [])]
    asked = [
        one_or_several(own, name, [ids[column] for column in own.columns])
        for own, name in zip(sets, names, strict=True)
        if is_asked(own)
    ]
    if asked:
        told.layout["not_asked"] = asked


def _refuse_no_question(told: Draft, name: str) -> None:
    """Refuse a file that asks nothing: it is of another kind, or its delimiter is not known."""
    if not any(
        told.codebook.get(key) for key in ("items", "numbers", "multiple_responses")
    ):
        reasons = "; ".join(
            f'"{shortened(one.of)}": {one.because}' for one in told.ignored[:5]
        )
        raise ItPerceptionError(
            f"{name}: no column holds answers to a question ({reasons})"
        )


def _leave_out(told: Draft, columns: list[Column], tool: str) -> None:
    """Decide who is left out, or ask; if there is no sign of anybody, nothing is said."""
    entries, said, told.n = leaving_out(columns, tool)
    told.decided += said
    if entries:
        told.layout["leave_out"] = entries
    if any(isinstance(entry["values"], Open) for entry in entries):
        told.n = None


def _lay_out(told: Draft, columns: list[Column]) -> set[str]:
    """Decide the columns of id, weight and design; return those that are or may be one."""
    settled = {"respondent_id": respondent_id(columns), "weight": weight(columns)}
    settled |= dict(drawn(columns))
    used = set()
    for key, value in settled.items():
        if isinstance(value, Open):
            told.layout[key] = value
            used |= {name for name in value.candidates if name is not None}
            because = "may be it: see the open question"
            told.decided += [
                Decided("ignore", n, "", because) for n in value.candidates if n
            ]
        else:
            told.layout[key] = value.value
            told.decided.append(value)
            used |= {value.value} - {None}
    if told.layout["weight"]:
        more = [c for c in columns if c.name not in used and is_of_design(c)]
        told.decided += [Decided("ignore", c.name, "", "another weight") for c in more]
        used |= {c.name for c in more}
    commas = [
        c for c in columns if c.has_decimal_comma and (c.name in used or is_number(c))
    ]
    if commas:
        told.layout["decimal"] = ","
        because = f'numbers such as {listed([*commas[0].counts], 1)} in "{commas[0].name}"'
        told.decided.append(Decided("decimal", "", ",", because))
    elif doubt := next((c for c in columns if _mark_in_doubt(c) and is_number(c)), None):
        cell = next(cell for cell, text in doubt.plain.items() if "." in text)
        asked = (
            f'What does the point in {listed([cell])} of "{doubt.name}" part? "," is the decimal '
            'sign if it parts thousands, "." if it is the decimal sign itself.'
        )
        told.layout["decimal"] = Open(asked, [",", "."])
    return used


def _mark_in_doubt(column: Column) -> bool:
    """Whether a point may part thousands, as it does on the continent: 1.250."""
    return doubtful_mark(column.plain.values()) == "."


def _sorted_out(
    told: Draft, columns: list[Column], tool: str, lists: set[str]
) -> tuple[list[Column], list[Column]]:
    """Return the columns of numbers and those of answers; say why others are left out."""
    numbers, asked = [], []
    leaving = {entry["column"] for entry in told.layout.get("leave_out", [])}
    for column in columns:
        reason = why_left_out(column, tool)
        reason = reason or (FINISHED if column.name in leaving else "")
        reason = reason or (LISTS if column.name in lists else "")
        if reason == "a number":
            numbers.append(column)
            told.decided.append(Decided("number", column.name, "", NUMBER[is_nps(column)]))
        elif reason:
            told.decided.append(Decided("ignore", column.name, "", reason))
        else:
            asked.append(column)
    days = fieldwork([c for c in columns if c not in asked])
    if days:
        first, last, names = days
        told.layout |= {"field_start": first.isoformat(), "field_end": last.isoformat()}
        told.decided.append(Decided("field_start, field_end", "", f"{first} to {last}",
                                    f"the first and the last day in {names}"))  # fmt: skip
    return numbers, asked


def leaving_out(
    columns: Sequence[Column], tool: str
) -> tuple[list[dict], list[Decided], int]:
    """Return the entries of leave_out, what is said of them, and how many respondents stay.

    Trials never came from a respondent. Whether an unfinished questionnaire counts is the
    researcher's to say, and asked: a list without values leaves out nobody.
    """
    trials, unfinished = _of("trials", columns, tool), _of("unfinished", columns, tool)[:1]
    stay = max((column.rows for column in columns), default=0)
    entries, said = [], []
    for entry, number in trials:
        stay -= number
        entries.append(entry)
        shown = f"{listed(entry['values'])} ({times(number, 'line')})"
        said.append(Decided("leave_out", entry["column"], shown, entry["because"]["en"]))
    for entry, number in unfinished:
        asked = (
            f'Is who did not finish left out? "{entry["column"]}" has {listed(entry["values"])} in '
            f"{times(number, 'line')} of {stay:,}. Who is in the brackets is left out."
        )
        entries.append(entry | {"values": Open(asked, [entry["values"], []])})
    return entries, said, stay


def _of(what: str, columns: Sequence[Column], tool: str) -> list[tuple[dict, int]]:
    """Return entries of leave_out, and of how many people each is."""
    told, found = vocabulary()["leave_out"][what], []
    for column in columns:
        named = told["columns"].get(tool, {})
        is_form = column.name.endswith("_complete")
        cells = named.get("_complete" if is_form else folded(column.name), [])
        counts = {**column.counts, "": column.rows - column.given}
        values = [cell for cell in counts if counts[cell] and folded(cell) in cells]
        if not cells and what == "unfinished":
            values = _partial(column)
        if values and len(column.counts) > len([v for v in values if v]):
            number = sum(counts[value] for value in values)
            entry = {"column": column.name, "because": told["because"], "values": values}
            found.append((entry, number))
    return found


def _partial(column: Column) -> list[str]:
    """Return the cells that say that something was not completed, beside others that it was."""
    words = vocabulary()["leave_out"]["status"]
    if folded(column.name) not in words["names"]:
        return []
    said = {folded(cell) for cell in column.counts}
    partial = said.difference(words["complete"])
    if partial == said or not partial.issubset(words["partial"]):
        return []
    return [cell for cell in column.counts if folded(cell) in partial]
