"""The codebook of a new wave: items and their scales, numbers, sets and banners."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from itperception.errors import times
from itperception.survey.export import AnswerSet, Export
from itperception.survey.intake.columns import Column
from itperception.survey.intake.decisions import COMMENT, Decided, Open, listed
from itperception.survey.intake.grids import plain, short_labels, with_answers_beside
from itperception.survey.intake.left_out import is_nps
from itperception.survey.intake.names import is_called, is_demographic
from itperception.survey.intake.no_answer import beyond, kind_of, kind_of_code
from itperception.survey.intake.ranking import is_whole
from itperception.survey.intake.scales import (
    Answer,
    Answers,
    answers_of,
    are_ranked,
    questions,
    scale_key,
)
from itperception.survey.intake.sets import (
    empty_is,
    is_asked,
    other_cells,
    stands_alone,
)
from itperception.survey.intake.vocabulary import folded
from itperception.survey.layouts.options import MINUS_ONE
from itperception.survey.open_questions import OPEN

RESERVED = ("no_answer", "total")
OLDEST = 120  # years that a person may have


def codebook(
    export: Export, asked: list[Column], numbers: list[Column], sets: list[AnswerSet],
    title: str,
) -> tuple[dict, list[Decided]]:  # fmt: skip
    """Return a codebook as plain data, and what was decided of answers and sets.

    Items with the same answers and codes share a scale.
    """
    taken = Counter(RESERVED)
    doubtful = {column for own in sets if is_asked(own) for column in own.columns}
    scales, items, decided = _items(asked, taken, doubtful)
    empties = zip(sets, empty_is(export, sets), strict=True)
    profile = [item for item in items if item.get("profile")]
    book = {
        "title": title, "scales": scales, "items": items,
        "numbers": [_number(column, taken) for column in numbers],
        "multiple_responses": [_set(export, own, taken, empty) for own, empty in empties],
        "banners": [{"id": i["id"], "label": i["label"], "item": i["id"]} for i in profile],
    }  # fmt: skip
    decided += [said for own in sets for said in _said_of_set(export, own)]
    needed = ("title", "scales", "items", "banners")
    return {key: value for key, value in book.items() if value or key in needed}, decided


def _items(
    asked: list[Column], taken: Counter[str], doubtful: set[str]
) -> tuple[list, list, list[Decided]]:
    """Return scales, items, and what was decided of their answers.

    What may be left out, because a set has it, is no banner.
    """
    scales, items, decided = {}, [], []
    asked = [*with_answers_beside(asked)]
    answers = [answers_of(column) for column in asked]
    doubts, keys = questions(asked, answers), [scale_key(found) for found in answers]
    wordings = [plain(column.label or column.name) for column in asked]
    labels = short_labels(wordings, keys)
    for column, found, key, wording, label in zip(
        asked, answers, keys, wordings, labels, strict=True
    ):
        item_id = identifier(column.name, taken)
        if key not in scales:
            scales[key] = _scale(f"{item_id}_scale", found, doubts)
            if found.ordered is None:
                alike = [c for c, told in zip(asked, keys, strict=True) if told == key]
                del scales[key][COMMENT]  # the question says it
                scales[key]["ordered"] = are_ranked(alike, found)
        decided += _said(column, found)
        items.append({"id": item_id, "label": label, "wording": wording,
                      "scale": scales[key]["id"], "column": column.name})  # fmt: skip
        if column.name not in doubtful and is_demographic(column.name, column.label):
            items[-1]["profile"] = True
    return [*scales.values()], items, decided


def _said(column: Column, found: Answers) -> Iterator[Decided]:
    """Yield what was decided about the answers of a column."""
    ranked = {True: "yes", False: "no", None: "see the open question"}[found.ordered]
    yield Decided("ranked", column.name, ranked, found.because)
    for cells in found.joined:
        name, rest = column.others.get(cells[0]), cells[1:]
        because = f"spelt {listed(rest)} as well" if name is None else (
            f"{times(len(cells), 'text')} of others, most of them once"
        )  # fmt: skip
        yield Decided("one answer", column.name, name or cells[0], because)
    for answer in found.all:
        if answer.kind not in ("answer", OPEN):
            why = (
                "declared in the file" if answer.cells[0] in column.missing
                else "by its words" if kind_of(answer.label) != "answer"
                else "a usual code of no answer, as its label begins"
                if kind_of_code(answer.cells[0], answer.label) != "answer"
                else "a code below 0, as others that are no answers"
            )  # fmt: skip
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
    if column.unit:
        told["unit"] = column.unit
    kinds = {cell: column.missing.get(cell) or kind_of(column.value_labels.get(cell, cell))
             for cell in (*column.counts, *column.value_labels)}  # fmt: skip
    for kind in ("missing", "dont_know", "refused"):
        if cells := [cell for cell, found in kinds.items() if found == kind]:
            told[kind] = cells
    cells = {cell for cell, kind in kinds.items() if kind == "answer"}
    if asked := _beyond(column, cells, told.get("missing", [])):
        told["missing"] = asked
    if is_nps(column):
        told["nps"] = True
    return told


def _beyond(column: Column, cells: set[str], missing: list[str]) -> Open | None:
    """Ask of codes beyond all amounts, such as 999 beyond ages from 18 to 90."""
    counts = {cell: n for cell, n in column.counts.items() if cell in cells}
    numbers = replace(column, counts=counts).numbers or {}
    apart = {*beyond(numbers.values())}
    if is_called(column.name, "age"):
        apart |= {number for number in numbers.values() if not 0 <= number <= OLDEST}
    codes = sorted(
        (c for c in numbers if numbers[c] in apart), key=lambda c: abs(numbers[c])
    )
    if not codes:
        return None
    rest = [number for number in numbers.values() if number not in apart]
    seen = times(sum(counts[code] for code in codes), "time")
    asked = (
        f'Is {", ".join(codes)} a number? "{column.name}" has it {seen}, and else {min(rest):g} '
        f"to {max(rest):g}. What stands in the brackets is no answer and leaves the base."
    )
    return Open(asked, [[*missing, *codes[k:]] for k in range(len(codes) + 1)])


def _set(export: Export, own: AnswerSet, taken: Counter[str], empty: str | Open) -> dict:
    """Return a multiple response."""
    wording = plain(own.label or own.name)
    told = {"id": identifier(own.name, taken), "label": short_labels([wording], [0])[0],
            "wording": wording}  # fmt: skip
    no, missing = other_cells(export, own)
    if own.separator:
        told |= {"separator": own.separator, "column": own.name}
    elif own.coded_columns:
        told |= {"coded_columns": [*own.coded_columns], "not_selected": no}
    else:
        told |= {"selected": [*own.selected], "not_selected": no}
    if missing:
        told["missing"] = missing
    options = [*_options(own)]
    if alone := stands_alone(export, own):
        ids = dict(zip(_in_order(own), (option["id"] for option in options), strict=True))
        told["exclusive"] = ids[alone]
    return {**told, "empty_is": empty, "options": options}


def _in_order(own: AnswerSet) -> list[str]:
    """Return the options of a set: as its columns stand, or, of one column, by their text."""
    return sorted(own.options, key=folded) if own.separator else [*own.options]


def _options(own: AnswerSet) -> Iterator[dict]:
    """Yield the options of a set."""
    ids: Counter[str] = Counter()
    each = [(name, own.options[name]) for name in _in_order(own)]
    shorts = short_labels([plain(label) for _, label in each], [0] * len(each))
    for (name, label), short in zip(each, shorts, strict=True):
        neat = label.lstrip("-–—:| ") or name
        if own.separator:
            yield _listed_option(own, name, short, ids)
            continue
        told = {"id": identifier(short, ids)}
        if own.coded_columns:
            yield {**told, "label": label, **({"code": name} if name != label else {})}
        else:  # a label that cells do not say may be a neater one
            yield {**told, "label": neat if own.selected else label, "column": name}


def _listed_option(own: AnswerSet, name: str, short: str, ids: Counter[str]) -> dict:
    """Return an option of a column that lists them; ask if it may be one with another."""
    before = next((first for first, second in own.doubts if second == name), None)
    if before is None:
        return {"id": identifier(short, ids), "label": name}
    both = own.separator.join((before, name))
    asked = Open(
        f'Is "{both}" in "{own.name}" one answer, or two? "{name}" stands nowhere but behind '
        f'"{before}". If they are one, and nobody could choose "{before}" alone, delete its line.',
        [both, name],
    )  # fmt: skip
    return {"id": identifier(both, ids), "label": asked}


def _said_of_set(export: Export, own: AnswerSet) -> Iterator[Decided]:
    told_by = {
        "file": "the file declares it",
        "tool": "the layout of the tool says so",
        "answers": "nobody has an answer twice, and who has fewer has the first ones",
        "names": "neighbours that are ticked or not",
        "guess": "may be one: see the open question",
    }
    because = told_by[own.told_by]
    if own.told_by == "names" and own.separator:
        because = "its cells list several answers"
    yield Decided("multiple response", own.name, f"{len(own.options)} options", because)
    no, missing = other_cells(export, own)
    if not isinstance(missing, Open):
        declared = {
            cell for column in own.columns for cell in export.missing.get(column, ())
        }
        for cell in missing:
            because = "declared in the file" if cell in declared else "by its words"
            yield Decided("no answer", own.name, f"{cell} is missing", because)
    if MINUS_ONE in own.not_selected:
        yield Decided(
            "not chosen", own.name, MINUS_ONE, "the columns have nothing but it and 1"
        )
    for cell in no if not own.not_selected else ():
        yield Decided("not chosen", own.name, cell, "it stands beside what people chose")
    if alone := stands_alone(export, own):
        because = "it says that nothing was chosen, and nobody chose it with another"
        yield Decided("exclusive", own.name, own.options[alone], because)


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
