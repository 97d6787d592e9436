"""A wave's documents from its export: every decision taken once, in the order of the columns."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from itperception.survey.export import AnswerSet, Export
from itperception.survey.intake.columns import Column, columns_of
from itperception.survey.intake.decisions import Decided, Open, listed, times
from itperception.survey.intake.design import drawn, is_of_design, respondent_id, weight
from itperception.survey.intake.grids import plain, short_labels
from itperception.survey.intake.left_out import fieldwork, is_nps, is_number, why_left_out
from itperception.survey.intake.names import is_demographic
from itperception.survey.intake.no_answer import beyond, kind_of
from itperception.survey.intake.ranking import is_whole
from itperception.survey.intake.scales import (
    Answer,
    Answers,
    answers_of,
    questions,
    scale_key,
)
from itperception.survey.intake.sets import columns_of_set, empty_is, other_cells, sets_of
from itperception.survey.intake.vocabulary import folded
from itperception.survey.intake.writing import COMMENT
from itperception.survey.open_questions import OPEN

RESERVED = ("no_answer", "total")
EMPTY = 'the file does not say who was asked; "no_answer" keeps them in, if everybody was'


@dataclass
class Draft:
    """What a wave's documents will say, and why.

    Attributes
    ----------
    layout : dict
        Key of ``wave.yaml`` → value, or the question that is open.
    codebook : dict
        What ``codebook.yaml`` will have, with open questions in it.
    decided : list of Decided
        Every decision with its reason; ignored columns as ``ignore``.
    """

    rows: int
    layout: dict[str, str | Open | None] = field(default_factory=dict)
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
    """Decide what is safe about an export, and ask the rest."""
    columns = [*columns_of(export)]
    told = Draft(len(export.cells))
    sets = sets_of(export, columns)
    taken = {name for own in sets for name in columns_of_set(own)}
    free = [column for column in columns if column.name not in taken]
    used = _lay_out(told, free)
    rest = [column for column in free if column.name not in used]
    numbers, asked = _sorted_out(told, rest, export.tool)
    told.layout["empty_cells"] = "left_out"
    told.decided.append(Decided("empty_cells", "", "left_out", EMPTY))
    told.codebook = _codebook(told, export, asked, numbers, sets, title)
    return told


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
    return used


def _sorted_out(told: Draft, columns: list[Column], tool: str):
    """Return the columns of numbers and those of answers; say why others are left out."""
    numbers, asked = [], []
    for column in columns:
        reason = why_left_out(column, tool)
        if reason == "a number":
            numbers.append(column)
            kind = (
                "0 to 10, how likely something is recommended"
                if is_nps(column)
                else "amounts"
            )
            told.decided.append(Decided("number", column.name, "", kind))
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


def _codebook(
    told: Draft, export: Export, asked: list[Column], numbers: list[Column],
    sets: list[AnswerSet], title: str,
) -> dict:  # fmt: skip
    """Return the codebook as plain data; items with the same answers share a scale."""
    taken, scales, items = Counter(RESERVED), {}, []
    answers = [answers_of(column) for column in asked]
    doubts = questions(asked, answers)
    wordings = [plain(column.label or column.name) for column in asked]
    keys = [scale_key(found) for found in answers]
    labels = short_labels(wordings, keys)
    for column, found, key, wording, label in zip(
        asked, answers, keys, wordings, labels, strict=True
    ):
        item_id = identifier(column.name, taken)
        if key not in scales:
            scales[key] = _scale(f"{item_id}_scale", found, doubts)
        told.decided += _said(column, found)
        items.append({"id": item_id, "label": label, "wording": wording,
                      "scale": scales[key]["id"], "column": column.name})  # fmt: skip
        if is_demographic(column.name, column.label):
            items[-1]["profile"] = True
    profile = [item for item in items if item.get("profile")]
    book = {
        "title": title, "scales": [*scales.values()], "items": items,
        "numbers": [_number(column, taken) for column in numbers],
        "multiple_responses": [_set(told, export, own, taken) for own in sets],
        "banners": [{"id": i["id"], "label": i["label"], "item": i["id"]} for i in profile],
    }  # fmt: skip
    needed = ("title", "scales", "items", "banners")
    return {key: value for key, value in book.items() if value or key in needed}


def _said(column: Column, found: Answers) -> Iterator[Decided]:
    """Yield what was decided about the answers of a column."""
    ranked = "yes" if found.ordered else "no"
    yield Decided("ranked", column.name, ranked, found.because)
    for cells in found.joined:
        because = f"spelt {listed(cells[1:])} as well"
        yield Decided("one answer", column.name, cells[0], because)
    for answer in found.all:
        if answer.kind not in ("answer", OPEN):
            why = (
                "declared in the file"
                if answer.cells[0] in column.missing
                else "by its words"
            )
            yield Decided("no answer", column.name, f"{answer.label} is {answer.kind}", why)


def _scale(scale_id: str, found: Answers, doubts: dict[str, Open]) -> dict:
    taken = Counter(RESERVED)
    categories = [_category(answer, taken, doubts) for answer in found.all]
    return {
        "id": scale_id,
        COMMENT: found.because,
        "ordered": found.ordered,
        "categories": categories,
    }


def _category(answer: Answer, taken: Counter[str], doubts: dict[str, Open]) -> dict:
    told: dict = {"id": identifier(answer.label, taken), "label": answer.label}
    if answer.cells[0] != answer.label or is_whole(answer.label):
        told["code"] = answer.cells[0]
    if answer.cells[1:]:
        told["values"] = [*answer.cells[1:]]
    if answer.kind != "answer":
        told["kind"] = doubts[answer.label] if answer.kind == OPEN else answer.kind
    return told


def _number(column: Column, taken: Counter[str]) -> dict:
    """Return a numeric item; cells that are no number are of the kind that they say."""
    wording = plain(column.label or column.name)
    told = {"id": identifier(column.name, taken), "label": short_labels([wording], [0])[0],
            "wording": wording, "column": column.name}  # fmt: skip
    kinds = {cell: column.missing.get(cell) or kind_of(column.value_labels.get(cell, cell))
             for cell in (*column.counts, *column.value_labels)}  # fmt: skip
    for kind in ("missing", "dont_know", "refused"):
        if cells := [cell for cell, found in kinds.items() if found == kind]:
            told[kind] = cells
    if asked := _beyond(column, [cell for cell, kind in kinds.items() if kind == "answer"]):
        told["missing"] = asked
    if is_nps(column):
        told["nps"] = True
    return told


def _beyond(column: Column, cells: list[str]) -> Open | None:
    """Ask of codes beyond all amounts, such as 999 beyond ages from 18 to 90."""
    counts = {cell: n for cell, n in column.counts.items() if cell in cells}
    numbers = replace(column, counts=counts).numbers or {}
    apart = {cell: n for cell, n in numbers.items() if n in beyond(numbers.values())}
    if not apart:
        return None
    rest = [number for cell, number in numbers.items() if cell not in apart]
    seen = times(sum(counts[cell] for cell in apart), "time")
    codes = sorted(apart, key=lambda cell: abs(apart[cell]))
    asked = (
        f'Is {", ".join(codes)} a number? "{column.name}" has it {seen}, and else {min(rest):g} '
        f"to {max(rest):g}. What stands in the brackets is no answer and leaves the base."
    )
    return Open(asked, [codes[k:] for k in range(len(codes) + 1)])


def _set(told: Draft, export: Export, own: AnswerSet, taken: Counter[str]) -> dict:
    set_id, ids = identifier(own.name, taken), Counter()
    wording = plain(own.label or own.name)
    found = {"id": set_id, "label": short_labels([wording], [0])[0], "wording": wording}
    options = []
    by_text = sorted(own.options.items(), key=lambda option: folded(option[0]))
    told_options = by_text if own.separator else [*own.options.items()]
    labels = short_labels(
        [plain(label) for _, label in told_options], [0] * len(told_options)
    )
    for (name, label), short in zip(told_options, labels, strict=True):
        option = {"id": identifier(short, ids), "label": name if own.separator else label}
        if own.selected:  # cells do not say the label, so that it may be a neater one
            option["label"] = label.lstrip("-–—:| ") or name
        options.append(option if own.separator else {**option, "column": name})
    if own.separator:
        found |= {"separator": own.separator, "column": own.name}
    else:
        found |= {"selected": [*own.selected], "not_selected": [*own.not_selected]}
    if silent := other_cells(export, own):
        found["missing"] = silent
    found["empty_is"] = empty_is(export, own)
    because = {"file": "the file declares it", "tool": "the layout of the tool says so",
               "names": "its cells list several answers" if own.separator else
               "neighbours that are ticked or not"}  # fmt: skip
    size, why = f"{len(own.options)} options", because[own.told_by]
    told.decided.append(Decided("multiple response", own.name, size, why))
    return {**found, "options": options}


def identifier(text: str, taken: Counter[str]) -> str:
    """Make a short id of words, distinct from those taken, which are counted.

    Examples
    --------
    >>> [identifier(text, Counter()) for text in ("Größe?", "2 or more", "-1")]
    ['grosse', 'v_2_or_more', 'minus_1']
    """
    plain_text = unicodedata.normalize(
        "NFKD", re.sub(r"^-(?=\d)", "minus ", text).casefold()
    )
    told = "_".join(re.findall("[a-z0-9]+", re.sub("[\u0300-\u036f]", "", plain_text)))
    base = (told if told[:1].isalpha() else f"v_{told}")[:32].strip("_")
    name = base
    while taken[name]:
        taken[base] += 1
        name = f"{base}_{taken[base]}"
    taken[name] += 1
    return name
