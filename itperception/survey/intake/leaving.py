"""Who is left out of a wave: trials of those who made it; of the unfinished is asked."""

from collections.abc import Sequence

from itperception.errors import times
from itperception.survey.intake.columns import Column
from itperception.survey.intake.decisions import Decided, Open, listed
from itperception.survey.intake.vocabulary import folded, vocabulary


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
