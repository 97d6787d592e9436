"""Multiple responses of an export: which are decided, and what an empty cell means in them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from itperception.survey.export import AnswerSet, Export, each_text
from itperception.survey.intake.columns import Column
from itperception.survey.intake.decisions import Open, listed, times
from itperception.survey.intake.grids import common_start
from itperception.survey.intake.names import is_technical
from itperception.survey.intake.no_answer import kind_of
from itperception.survey.intake.order import yes_first
from itperception.survey.intake.vocabulary import folded, known

EMPTY_IS = ("not_selected", "no_answer")
MOST_LISTED = 40
_ENTITY = re.compile(r"&#?\w+;")


def sets_of(export: Export, columns: Sequence[Column]) -> list[AnswerSet]:
    """Return the sets of an export that are taken for one, and those that reading left.

    Columns that are alike in name only, and whose codes the file itself calls yes and no,
    stay an item each: the shares are the same. Neighbours with a tick or nothing are a set,
    and so is a column whose cells list several answers.
    """
    told = [s for s in export.sets if s.told_by != "names" or not _are_items(export, s)]
    taken = {name for own in told for name in columns_of_set(own)}
    taken |= {column.name for column in columns if is_technical(column.name, export.tool)}
    free = [None if column.name in taken else column for column in columns]
    listing = [found for column in free if column and (found := _listing(column))]
    return [*told, *_ticked(free), *listing]


def _ticked(columns: Sequence[Column | None]) -> Iterator[AnswerSet]:
    """Yield the sets that neighbours are which have one and the same tick, or nothing."""
    for sign, group in groupby(columns, key=_tick):
        names = [column.name for column in group if column] if sign else []
        if names:
            stem = common_start(names).rstrip("_.- [(0123456789") or names[0]
            labels = {c.name: c.label or c.name for c in columns if c and c.name in names}
            yield AnswerSet(stem, stem, labels, (sign,))


def _tick(column: Column | None) -> str:
    """Return the one sign that a column has beside empty cells, if that is a tick."""
    only = [*column.counts] if column and len(column.counts) == 1 else []
    is_tick = only and folded(column.value_labels.get(only[0], only[0])) in known("tick")
    return only[0] if is_tick and column.given < column.rows else ""


def _listing(column: Column) -> AnswerSet | None:
    """Return the set of a column whose cells list answers, each of which recurs.

    Answers with a comma between them have each to stand alone in some cell as well.
    """
    recurs = len(column.counts) <= column.given / 2
    is_web = any(map(_ENTITY.search, column.counts))
    plain = recurs and not (column.value_labels or column.is_date or is_web)
    for sign in ";|," if plain else "":
        cells = {
            cell: [part.strip() for part in cell.split(sign)] for cell in column.counts
        }
        several = sum(
            column.counts[cell] for cell, parts in cells.items() if len(parts) > 1
        )
        times_of: Counter[str] = Counter()
        for cell, parts in cells.items():
            times_of.update(dict.fromkeys(parts, column.counts[cell]))
        alone = all(part in cells for part in times_of)
        ranking = len({frozenset(parts) for parts in cells.values()}) == 1
        distinct = not ranking and all(
            len({*parts}) == len(parts) and "" not in parts for parts in cells.values()
        )
        recur = MOST_LISTED >= len(times_of) > 1 and min(times_of.values()) > 1
        if several >= column.given / 10 and distinct and recur and (alone or sign != ","):
            options = {text: text for text in sorted(times_of, key=folded)}
            return AnswerSet(
                column.name, column.label or column.name, options, separator=sign
            )
    return None


def columns_of_set(told: AnswerSet) -> list[str]:
    """Return the columns of the export that a set is read from."""
    return [told.name] if told.separator else [*told.options]


def other_cells(export: Export, told: AnswerSet) -> list[str]:
    """Return cells of a set that neither choose nor leave an option, and are no answer."""
    if told.separator:
        cells = {*export.cells[told.name]} - {*told.options, ""}
        return sorted(cell for cell in cells if kind_of(cell) != "answer")
    known = {*told.selected, *told.not_selected, *told.options.values(), ""}
    cells = {cell for c in told.options for cell in export.cells[c].unique()} - known
    declared = {cell for c in told.options for cell in export.missing.get(c, {})}
    return sorted(cell for cell in cells if cell in declared or kind_of(cell) != "answer")


def stands_alone(export: Export, told: AnswerSet) -> str | None:
    """Return the option that says that nothing was chosen, if nobody chose it with another."""
    none = [
        o
        for o, text in told.options.items()
        if folded(text).strip("-–—:|. ") in known("none")
    ]
    if len(none) != 1 or len(told.options) < 3:
        return None
    chosen = {o: _chosen(export, told, o) for o in told.options}
    others = np.any([chosen[o] for o in told.options if o != none[0]], axis=0)
    return None if (chosen[none[0]] & others).any() else none[0]


def _chosen(export: Export, told: AnswerSet, option: str) -> np.ndarray:
    """Return who chose an option."""
    if not told.separator:
        cells = {*told.selected} or {told.options[option]}
        return export.cells[option].isin(cells).to_numpy()

    def lists(cell: str) -> bool:
        return option in [part.strip() for part in cell.split(told.separator)]

    return each_text(export.cells[told.name], lists, bool)


def empty_is(export: Export, told: AnswerSet) -> str | Open:
    """Say what an empty cell means: not chosen, or that nothing is known of it.

    If somebody has nothing but empty cells, nobody knows but who made the survey.
    """
    if told.not_selected:
        return "no_answer"
    cells = [export.cells[column] for column in columns_of_set(told)]
    nothing = int(sum_of_empty(cells))
    if not nothing or _tells_who_was_asked(export):
        return "not_selected"
    names = listed(columns_of_set(told))
    return Open(
        f"Of {names}, {times(nothing, 'respondent')} of {len(export.cells):,} have nothing but "
        "empty cells: did they choose none (not_selected: they are in the base), or give no "
        "answer (no_answer)?", EMPTY_IS,
    )  # fmt: skip


def _tells_who_was_asked(export: Export) -> bool:
    """Whether the tool writes N/A for who was not shown a set, and all sent their answers."""
    sent = export.cells.get("submitdate")
    writes = export.tool == "limesurvey" and any(export.missing.values())
    return writes and sent is not None and not (sent == "").any()


def sum_of_empty(cells: Sequence) -> int:
    """Return in how many rows every one of some columns is empty."""
    empty = cells[0] == ""
    for column in cells[1:]:
        empty &= column == ""
    return empty.sum()


def _are_items(export: Export, told: AnswerSet) -> bool:
    """Whether the file gives the codes of each column the labels yes and no, or more."""
    labels = [export.value_labels.get(column, {}) for column in told.options]
    return bool(labels) and all(_is_yes_no(found) or len(found) > 2 for found in labels)


def _is_yes_no(labels: Mapping[str, str]) -> bool:
    real: Iterable[str] = [label for label in labels.values() if kind_of(label) == "answer"]
    return yes_first([*real]) is not None
