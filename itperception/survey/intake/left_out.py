"""Columns that are no part of the tables, each with its true reason."""

import re
from collections.abc import Callable
from datetime import date

from itperception.errors import times
from itperception.survey.intake.columns import Column, words
from itperception.survey.intake.decisions import listed
from itperception.survey.intake.names import (
    is_called,
    is_demographic,
    is_id,
    is_technical,
    is_written,
    joined,
    personal,
)
from itperception.survey.intake.no_answer import doubtful, kind_of
from itperception.survey.intake.order import best_first, yes_first
from itperception.survey.intake.ranking import WIDEST
from itperception.survey.intake.vocabulary import known
from itperception.survey.reading.numbers import is_number as looks_numeric

MOST_TEXTS, MOST_RECURRING, MOST_CODES = 15, 200, 50
OFTEN = 10  # how often each answer is given on average that was chosen, and not written
_LOOKS = {
    "e-mail addresses": re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"),
    "IP addresses": re.compile(
        r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){3,7}"
    ),
    "phone numbers": re.compile(r"(\+|00)\d[\d ()/-]{6,}|0\d{2,5}[ /-][\d /-]{4,}"),
}
_FIGURES = re.compile(r"[^\w\s]?\s?\d[\d.,:'’\s]*\s?[^\W\d]{0,10}[.%€$£]?")
_TIME = (
    r"([ T,]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?\s*([AaPp][Mm])?)?"
    r"(\s*[A-Z]{0,5}([+-]\d{1,2}:?\d{0,2})?)?"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}){_TIME}")
_SLASHES = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{4}}|\d{{2}}){_TIME}")


def why_left_out(column: Column, tool: str) -> str:
    """Return the reason why a column is not asked of respondents, or cannot be a table."""
    if not column.counts:
        return "every cell is empty"
    if is_technical(column.name, tool):
        return "written by the survey tool, not by respondents"
    if is_date(column):
        return "dates or times"
    for what, pattern in _LOOKS.items():
        if _share(column, lambda cell, like=pattern: like.fullmatch(cell.strip())) >= 0.5:
            return f"personal data: looks like {what}"
    if (what := personal(column.name)) and not column.value_labels and _varies(column):
        return f"personal data: called like {what}"
    if of_rows := _of_rows(column):
        return of_rows
    if is_id(column.name) and not column.value_labels and _varies(column):
        return f"called like an id, and {len(column.counts):,} of {column.given:,} differ"
    if all(_is_silent(column, cell) for cell in column.counts):
        labels = [column.value_labels.get(cell, cell) for cell in column.counts]
        return f"no answer in it, only {listed(labels)}"
    return "" if column.value_labels and not is_number(column) else _why_no_answers(column)


def _is_silent(column: Column, cell: str) -> bool:
    label = column.value_labels.get(cell, cell)
    return cell in column.missing or kind_of(label) == "missing"


def is_number(column: Column) -> bool:
    """Whether a column holds amounts: numbers that are no scale and no codes.

    Labels of codes that are no answers, or of the ends, leave it a number.
    """
    if column.unit:
        return not _recurs(column)
    return is_nps(column) or _numbers(column) == "amounts"


def _numbers(column: Column) -> str:
    """Say what the numbers of a column are: amounts, codes, or nothing if it has others."""
    codes = [c for c in column.answers if c not in column.value_labels]
    if not (column.unit or all(map(looks_numeric, codes))):
        return ""  # at the first text of many
    numbers = Column(column.name, "", dict.fromkeys(codes, 1), 0, {}, {}).numbers
    labelled = sum(kind_of(label) == "answer" for label in column.value_labels.values())
    if numbers is None or labelled > 2:
        return ""
    if is_called(column.name, "postcode"):
        return "codes"
    whole = [int(number) for number in numbers.values() if number % 1 == 0]
    if len(whole) < len(numbers) or not known("units").isdisjoint(column.words):
        return "amounts"
    steady = {*whole} - {*doubtful(whole)}
    if max(steady) - min(steady) <= WIDEST:
        return "codes"
    few = len(whole) <= MOST_CODES and min(whole) >= 0
    grouped = few and is_demographic(column.name, column.label)
    return (
        "codes" if grouped and not labelled and not _asks_for_number(column) else "amounts"
    )


def is_nps(column: Column) -> bool:
    """Whether a column says from 0 to 10 how likely something is recommended."""
    said = {*column.words, *words(column.label)}
    if known("recommend").isdisjoint(said):
        return False
    labels = column.value_labels
    codes = [c for c in column.answers if kind_of(labels.get(c, c)) == "answer"]
    on_scale = all(code.isdecimal() and int(code) <= WIDEST for code in codes)
    return bool(codes) and on_scale


def is_date(column: Column) -> bool:
    """Whether the cells of a column are dates or times."""
    return column.is_date or (
        bool(column.counts)
        and all(
            any(form.fullmatch(cell) for form in (_YEAR_FIRST, _DAY_FIRST, _SLASHES))
            for cell in column.counts
        )
    )


def fieldwork(columns: list[Column]) -> tuple[date, date, str] | None:
    """Return first and last day of fieldwork, and the columns that tell them; None if none do.

    Month and day of "03/02/2026" are known only if another cell has a day above 12.
    """
    told = [c for c in columns if is_date(c) and is_called(c.name, "date")]
    told = [c for c in told if known("born").isdisjoint(c.words)]
    days = {c.name: [day for cell in c.counts if (day := _day(cell, c))] for c in told}
    every = [day for found in days.values() for day in found]
    names = ", ".join(name for name, found in days.items() if found)
    return (min(every), max(every), names) if every else None


def _why_no_answers(column: Column) -> str:
    if is_number(column):
        return "a number"
    if _numbers(column) == "codes":
        return ""
    texts = _texts(column)
    different, given = len(texts) - len(column.others), sum(texts.values())
    chosen = 1 < different <= MOST_TEXTS and given >= OFTEN * different
    if is_written(column.name, column.label) and not chosen:
        return f"free text: {times(different, 'different text')}"
    if different == 1:
        return (
            "free text: one respondent wrote something" if given == 1 < column.rows else ""
        )
    if (different <= MOST_TEXTS and _are_known_answers([*texts])) or _recurs(column):
        return ""
    if _share(column, _FIGURES.fullmatch) == 1:
        several = listed([*column.counts], 2)
        return (
            f"figures with several signs or units, such as {several}; only one has a mean"
        )
    return f"free text: {len(texts):,} of {given:,} answers differ"


def _texts(column: Column) -> dict[str, int]:
    """Return how often each cell is there that is an answer."""
    return {cell: column.counts[cell] for cell in column.answers} or {**column.counts}


def _recurs(column: Column) -> bool:
    """Whether most answers are given more than once, so that they were chosen."""
    texts = _texts(column)
    different, given = len(texts) - len(column.others), sum(texts.values())
    again = sum(n for c, n in texts.items() if n > 1 or c in column.others) / given
    few = different <= MOST_TEXTS and again >= 0.5
    return few or (again >= 0.75 and different <= min(MOST_RECURRING, given / 2))


def _are_known_answers(texts: list[str]) -> bool:
    """Whether texts are answers wherever they stand: yes and no, or a scale in words."""
    answers = [text for text in texts if kind_of(text) == "answer"]
    return bool(yes_first(answers) or best_first(answers))


def counts_rows(column: Column) -> bool:
    """Whether a column numbers its rows, from 0 or 1."""
    is_plain = column.is_unique and column.rows > 1 and not column.unit
    numbers = column.numbers if is_plain else None
    found = [*numbers.values()] if numbers else []
    return (
        bool(found)
        and found[0] in (0, 1)
        and found == [found[0] + k for k in range(len(found))]
    )


def _of_rows(column: Column) -> str:
    """Say that a column numbers or names the rows, as tables do that others wrote."""
    if counts_rows(column):
        return "the numbers of the rows"
    is_called_so = joined(column.name) in known("row_names") and column.is_unique
    has_figures = all(any(map(str.isdigit, cell)) for cell in column.counts)
    return (
        "names of the rows: everybody has another one"
        if is_called_so and has_figures
        else ""
    )


def _varies(column: Column) -> bool:
    return len(column.counts) > MOST_TEXTS or len(column.counts) > column.given / 2


def _share(column: Column, holds: Callable[[str], object]) -> float:
    return sum(n for cell, n in column.counts.items() if holds(cell)) / column.given


def _asks_for_number(column: Column) -> bool:
    return not known("numeric").isdisjoint([*column.words, *words(column.label)])


def _day(cell: str, column: Column) -> date | None:
    for form, order in ((_YEAR_FIRST, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0)),
                        (_SLASHES, _order_of_slashes(column))):  # fmt: skip
        found = form.fullmatch(cell)
        if found and order:
            try:
                year, month, day = (int(found.group(k + 1)) for k in order)
                return date(year + 2000 * (year < 100), month, day)
            except ValueError:
                return None
    return None


def _order_of_slashes(column: Column) -> tuple[int, int, int] | None:
    found = [match for cell in column.counts if (match := _SLASHES.fullmatch(cell))]
    if any(int(match[2]) > 12 for match in found):
        return 2, 0, 1
    return (2, 1, 0) if any(int(match[1]) > 12 for match in found) else None
