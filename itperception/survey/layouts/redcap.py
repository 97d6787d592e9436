"""REDCap: ``item___1`` is a box that is ticked (1) or not (0); its labels are in a dictionary.

The data dictionary of the project is read if it lies beside the export:
``…_DataDictionary_….csv``. An export with labels has ``Question (choice=Option)`` instead.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from itperception.survey.export import AnswerSet, Export
from itperception.survey.layouts.options import tick_set
from itperception.survey.reading.table import Header, Table, bare

_BOX = re.compile(r"(?P<item>[a-z][a-z0-9_]*?)___(?P<code>\w+)")
_CHOICE = re.compile(r"(?P<item>.+?)\s*\(choice=(?P<code>.+)\)", re.DOTALL)
_FIRST = re.compile(
    r"record_?id|study_?id|participant_?id|subject_?id|record id|id", re.IGNORECASE
)
_FORM = re.compile(r"[a-z][a-z0-9_]*_complete|Complete\?")
_FIELD, _LABEL, _TYPE = "Variable / Field Name", "Field Label", "Field Type"
_CHOICES = "Choices, Calculations, OR Slider Labels"


def header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the first row, if it has boxes as the tool names them, or its form's state."""
    if not rows:
        return None
    boxes = any(_BOX.fullmatch(n) or _CHOICE.fullmatch(n) for n in rows[0])
    forms = any(_FORM.fullmatch(n) or n.startswith("redcap_") for n in rows[0])
    if not (boxes or (forms and _FIRST.match(rows[0][0]))):
        return None
    return Header(
        rows[0], notes=("REDCap: item___1 is a box that is ticked (1) or not (0)",)
    )


def finish(table: Table) -> Export:
    """Return the export with its sets, as far as the names of columns tell them."""
    export = table.export
    return replace(export, sets=tuple(_sets(export, {}, {})))


def with_dictionary(export: Export, path: Path) -> Export:
    """Return an export with the labels and choices of the data dictionary beside its file."""
    found = sorted(path.parent.glob("*DataDictionary*.csv"))
    if not found:
        return export
    with open(found[0], encoding="utf-8-sig", newline="") as file:
        fields = {row[_FIELD]: row for row in csv.DictReader(file) if row.get(_FIELD)}
    labels = {name: bare(row[_LABEL]) for name, row in fields.items()}
    choices = {name: dict(_choices(row)) for name, row in fields.items()}
    own = {name: of for name, of in choices.items() if name in export.cells and of}
    boxes = {
        column: f"{labels[box['item']]} – {choices[box['item']].get(box['code'], box['code'])}"
        for column in export.cells
        if (box := _BOX.fullmatch(column)) and box["item"] in labels
    }
    told = {name: label for name, label in labels.items() if name in export.cells and label}
    return replace(
        export, labels={**export.labels, **told, **boxes}, value_labels=own,
        sets=tuple(_sets(export, labels, choices)), coded=bool(own or boxes),
        notes=(*export.notes, f"labels and choices are those of {found[0].name}"),
    )  # fmt: skip


def _choices(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    kind = row.get(_TYPE, "")
    if kind in ("radio", "dropdown", "checkbox"):
        for choice in (row.get(_CHOICES) or "").split("|"):
            code, _, label = choice.partition(",")
            yield code.strip(), bare(label)
    if kind in ("yesno", "truefalse"):
        yield from zip(
            "10", ("Yes", "No") if kind == "yesno" else ("True", "False"), strict=True
        )


def _sets(
    export: Export, labels: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]
) -> Iterator[AnswerSet]:
    groups: dict[str, dict[str, str]] = {}
    for column in export.cells:
        found = _BOX.fullmatch(column) or _CHOICE.fullmatch(column)
        if found:
            known = choices.get(found["item"], {})
            label = known.get(found["code"], found["code"])
            groups.setdefault(found["item"], {})[column] = label
    for item, columns in groups.items():
        label = labels.get(item, item)
        found = tick_set(item, label, columns, export, told_by="tool")
        yield from [found] if found else []
