"""Multiple responses of an export: which are decided, and what an empty cell means in them."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from itperception.errors import times
from itperception.survey.export import AnswerSet, Export, each_text, given
from itperception.survey.intake.columns import Column
from itperception.survey.intake.decisions import Open, listed
from itperception.survey.intake.names import is_technical
from itperception.survey.intake.no_answer import doubtful, kind_of
from itperception.survey.intake.order import yes_first
from itperception.survey.intake.ranking import is_whole
from itperception.survey.intake.vocabulary import folded, known
from itperception.survey.layouts.alike import sets_that_look_so

EMPTY_IS = ("not_selected", "no_answer")


def sets_of(export: Export, columns: Sequence[Column]) -> list[AnswerSet]:
    """Return the sets that an export tells, and what looks like one and is taken for it.

    Columns that are alike in name only, and whose codes the file itself calls yes and no,
    stay an item each: the shares are the same.
    """
    taken = {name for own in export.sets for name in own.columns}
    free = [
        column.name
        for column in columns
        if column.name not in taken and not is_technical(column.name, export.tool)
    ]
    looks = sets_that_look_so(export, free)
    return [*export.sets, *(own for own in looks if not _are_items(export, own))]


def is_asked(told: AnswerSet) -> bool:
    """Whether only a person can say that columns are one question and not several."""
    return told.told_by == "guess"


def one_or_several(told: AnswerSet, name: str, items: Sequence[str]) -> Open:
    """Ask whether columns are one question, of several answers each, or several."""
    same = f"the same {len(told.options)} answers" * bool(told.coded_columns)
    return Open(
        f"Are {listed(told.columns)} one question, to which people gave up to {len(items)} "
        f"answers? They hold {same or 'nothing but 0 and 1'}. Write what is left out: the "
        "items, if it is one question; the set of them all, if each is a question of its own.",
        [[*items], [name]],
    )  # fmt: skip


def codes_in_doubt(told: AnswerSet, silent: Sequence[str]) -> Open | None:
    """Ask of codes apart from those that are named in several columns: 99 beside 1 to 12."""
    if not told.coded_columns:
        return None
    plain = [c for c, text in told.options.items() if c == text and is_whole(c)]
    codes = [str(code) for code in doubtful([*map(int, plain)])]
    if not codes:
        return None
    asked = (
        f"Is {', '.join(codes)} in {listed(told.columns)} no answer? What stands in the brackets "
        "is none, and who has nothing else was not asked."
    )
    return Open(asked, [[*silent, *codes], [*silent]])


def other_cells(export: Export, told: AnswerSet) -> tuple[list[str], list[str] | Open]:
    """Return the cells that say "not chosen", and those that say that nobody was asked.

    Cells such as NA, which stand beside a tick where no cell says "not chosen", say it.
    What they say where somebody has nothing else, nobody knows but who made the survey.
    """
    listing = told.separator or told.coded_columns
    chosen = {*(told.selected or (told.options if listing else told.options.values()))}
    known = {*chosen, *told.not_selected, *told.options.values(), ""}
    cells = {cell for c in told.columns for cell in given(export.cells[c])} - known
    declared = {cell for c in told.columns for cell in export.missing.get(c, {})}
    silent = {cell for cell in cells if cell in declared or kind_of(cell) != "answer"}
    words = {cell for cell in silent - declared if kind_of(cell) == "missing"}
    no = [*told.not_selected] or sorted(_beside(export, told, chosen, words))
    rest, doubt = sorted(silent.difference(no)), codes_in_doubt(told, sorted(silent))
    if doubt or told.not_selected or not no:
        return no, doubt or rest
    each = [export.cells[column].isin(no) for column in told.columns]
    nothing = int(np.all(each, axis=0).sum())
    asked = Open(
        f"Of {listed(told.columns)}, {times(nothing, 'respondent')} of {len(export.cells):,} have "
        f"nothing but {listed(no)}, which others have beside what they chose. Did they choose "
        "none? Who has nothing but what stands in the brackets was not asked.",
        [rest, sorted(silent)],
    )  # fmt: skip
    return no, asked if nothing else rest


def _beside(
    export: Export, told: AnswerSet, chosen: set[str], silent: set[str]
) -> set[str]:
    """Return the cells that people have who chose something in another column."""
    cells = [export.cells[column] for column in told.columns]
    chose = np.any([column.isin(chosen) for column in cells], axis=0)
    return {
        cell for cell in silent if any((column[chose] == cell).any() for column in cells)
    }


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
    if told.coded_columns:
        columns = [export.cells[column] == option for column in told.coded_columns]
        return np.any(columns, axis=0)
    if not told.separator:
        cells = {*told.selected} or {told.options[option]}
        return export.cells[option].isin(cells).to_numpy()

    def lists(cell: str) -> bool:
        return option in [part.strip() for part in cell.split(told.separator)]

    return each_text(export.cells[told.name], lists, bool)


def empty_is(export: Export, sets: Sequence[AnswerSet]) -> list[str | Open]:
    """Say of each set what an empty cell means: not chosen, or that nothing is known of it.

    If somebody has nothing but empty cells, nobody knows but who made the survey: that is
    asked once for all sets.
    """
    nothing = [
        0 if own.not_selected or _tells_who_was_asked(export)
        else int(sum_of_empty([export.cells[column] for column in own.columns]))
        for own in sets
    ]  # fmt: skip
    asked = [(own, people) for own, people in zip(sets, nothing, strict=True) if people]
    doubt = asked and _empty_in(asked, len(export.cells))
    known = ("no_answer" if own.not_selected else "not_selected" for own in sets)
    return [doubt if n else said for n, said in zip(nothing, known, strict=True)]


def _empty_in(asked: Sequence[tuple[AnswerSet, int]], rows: int) -> Open:
    """Ask of those who have nothing but empty cells, of one set or of several."""
    least, most = (end(people for _, people in asked) for end in (min, max))
    who = (
        times(most, "respondent") if least == most else f"{least:,} to {most:,} respondents"
    )
    several = len(asked) > 1
    names = [own.name for own, _ in asked] if several else asked[0][0].columns
    return Open(
        f"Of {'each of the sets ' * several}{listed(names)}, {who} of {rows:,} have nothing but "
        "empty cells: did they choose none (not_selected: they are in the base), or give no "
        f"answer (no_answer)?{' Each set may have its own answer.' * several}", EMPTY_IS,
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
    if told.coded_columns:
        return False
    labels = [export.value_labels.get(column, {}) for column in told.columns]
    return bool(labels) and all(_is_yes_no(found) or len(found) > 2 for found in labels)


def _is_yes_no(labels: Mapping[str, str]) -> bool:
    real: Iterable[str] = [label for label in labels.values() if kind_of(label) == "answer"]
    return yes_first([*real]) is not None
