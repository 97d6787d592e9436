"""Multiple responses of an export: which are decided, and what an empty cell means in them."""

from collections.abc import Iterable, Mapping, Sequence

from itperception.survey.export import AnswerSet, Export
from itperception.survey.intake.decisions import Open, listed, times
from itperception.survey.intake.no_answer import kind_of
from itperception.survey.intake.order import yes_first

EMPTY_IS = ("not_selected", "no_answer")


def sets_of(export: Export) -> list[AnswerSet]:
    """Return the sets of an export that are taken for one.

    Columns that are alike in name only, and whose codes the file itself calls yes and no,
    stay an item each: the shares are the same.
    """
    return [s for s in export.sets if s.told_by != "names" or not _are_items(export, s)]


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


def empty_is(export: Export, told: AnswerSet) -> str | Open:
    """Say what an empty cell means: not chosen, or that nothing is known of it.

    If somebody has nothing but empty cells, nobody knows but who made the survey.
    """
    if told.not_selected:
        return "no_answer"
    cells = [export.cells[column] for column in columns_of_set(told)]
    nothing = int(sum_of_empty(cells))
    if not nothing:
        return "not_selected"
    names = listed(columns_of_set(told))
    return Open(
        f"Of {names}, {times(nothing, 'respondent')} of {len(export.cells):,} have nothing but "
        "empty cells: did they choose none (not_selected: they are in the base), or give no "
        "answer (no_answer)?", EMPTY_IS,
    )  # fmt: skip


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
