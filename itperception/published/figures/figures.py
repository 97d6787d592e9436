"""Figures in print: percentages, words, claims and means, kept as they were printed.

A figure has what stood in print (``printed``) and the range of shares it stands for.
Words such as "every second" keep their words; their range is declared beside them with
the reason. Shares are exact fractions in [0, 1], so that nothing is decided by the
last bit of a floating-point number.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pandas as pd

from itperception.errors import NotUnderstoodError, Problem, WaveError
from itperception.published.figures.printed import read_printed
from itperception.published.figures.reading import FigureKind, Reading
from itperception.published.figures.words import RoundingRule
from itperception.survey.description import MOST_PEOPLE
from itperception.survey.reading.readers import read_as_written
from itperception.terms.asked import asked

COLUMNS = ("row", "id", "item", "label", "group", "base", "kind", "printed", "low", "high",
           "categories", "rounding", "sources", "assumption")  # fmt: skip
_REQUIRED = ("row", "id", "item", "label", "group", "kind", "printed", "sources")
_ENDS = ("low", "high")
_COUNT = re.compile("[0-9]{1,20}")
_NUMBER = re.compile(
    r"[+-]?(?:\.[0-9]{1,500}|[0-9]{1,500}(?:\.[0-9]{0,500}|/([0-9]{1,500}))?)"
)


def read_lines(
    name: str, cells: pd.DataFrame, required: Sequence[str] = _REQUIRED
) -> tuple[list[dict[str, object]], list[Problem]]:
    """Read lines of figures.

    Parameters
    ----------
    cells : pandas.DataFrame
        Text, with :data:`COLUMNS` and perhaps ``to``; the index is the line of the file.

    Returns
    -------
    list of dict
        The attributes of a figure, one dict per line without a problem.
    list of Problem
        Every problem of every line.
    """
    read: list[dict[str, object]] = []
    problems: list[Problem] = []
    others: dict[str, Reading] = {}
    for line, given in cells.iterrows():
        full, found = _completed(name, int(line), dict(given), others)
        found += _cell_problems(name, int(line), full, required)
        problems += found
        if not found:
            read.append(_attributes(full))
            others |= _as_reading(read[-1])
    return read, [*problems, *_repeats(name, cells["id"])]


def _completed(
    name: str, line: int, cells: dict[str, str], others: Mapping[str, Reading]
) -> tuple[dict[str, str], list[Problem]]:
    """Put what print says into the cells that are empty; a claim has no range."""
    to = cells.pop("to", "")
    if cells["kind"] == "claim" or not cells["printed"] or any(map(cells.get, _ENDS)):
        return cells, []
    known = (
        cells["rounding"] if cells["rounding"] in ("half_up", "half_even") else "unknown"
    )
    base = int(cells["base"]) if _is_count(cells["base"]) else None
    try:
        told = read_printed(
            cells["printed"], to=to, rounding=known, base=base, others=others
        )
    except NotUnderstoodError as error:
        found = None if cells["printed"] in error.message else cells["printed"]
        wanted = error.expected or None
        return cells, [Problem(name, error.message, line, "printed", found, wanted)]
    unit = 1 if told.kind == "mean" else 100
    usual = {"kind": told.kind, "assumption": told.reason}
    usual = {column: cells[column] or value for column, value in usual.items()}
    read = {"low": str(unit * told.low), "high": str(unit * told.high)}
    read |= {"base": str(told.base or cells["base"])}
    if not cells["rounding"] or _EXPECTED["rounding"][0](cells["rounding"]):
        read["rounding"] = told.rounding
    return {**cells, **usual, **read}, []


def _cell_problems(
    name: str, line: int, cells: Mapping[str, str], required: Sequence[str]
) -> Iterator[Problem]:
    """Yield what is wrong with one line, cell by cell."""
    is_claim = cells["kind"] == "claim"
    unread = cells["printed"] and not any(map(cells.get, _ENDS))
    filled = required if is_claim or unread else (*required, *_ENDS, "rounding")
    for column in filled:
        if not cells[column]:
            yield Problem(name, "an empty cell", line, column, "", "a value")
    for column, (understood, expected) in _EXPECTED.items():
        if cells[column] and not understood(cells[column]):
            yield Problem(name, "not understood", line, column, cells[column], expected)
    ends = [cells[end] for end in _ENDS]
    if is_claim and any(ends):
        yield Problem(name, "a claim has no range", line, "low", ends[0], "an empty cell")
    elif all(is_figure(end) for end in ends):
        yield from _range_problems(name, line, cells)
    if cells["kind"] == "words" and any(ends) and not cells["assumption"]:
        reason = "the reason for the range of words"
        yield Problem(name, "an empty cell", line, "assumption", "", reason)


def _range_problems(name: str, line: int, cells: Mapping[str, str]) -> Iterator[Problem]:
    low, high = Fraction(cells["low"]), Fraction(cells["high"])
    if low > high:
        least = f"at least low ({cells['low']})"
        yield Problem(name, "the range is empty", line, "high", cells["high"], least)
    if cells["kind"] != "mean" and not 0 <= low <= high <= 100:
        column = "low" if low < 0 else "high"
        yield Problem(name, "no share", line, column, cells[column], "0 to 100 percent")
    if cells["kind"] != "mean" and not cells["categories"]:
        added = "the categories the figure adds up"
        yield Problem(name, "an empty cell", line, "categories", "", added)


def _repeats(name: str, ids: pd.Series) -> Iterator[Problem]:
    for line, value in ids[ids.duplicated()].items():
        yield Problem(
            name, "the figure is given twice", int(line), "id", value, "an id of its own"
        )


def _attributes(cells: Mapping[str, str]) -> dict[str, object]:
    """Return the attributes of a figure, of cells that have been checked."""
    unit = 1 if cells["kind"] == "mean" else 100
    ends = {end: Fraction(cells[end]) / unit if cells[end] else None for end in _ENDS}
    lists = {
        name: tuple(part.strip() for part in cells[name].split("|") if part.strip())
        for name in ("categories", "sources")
    }
    rest = {"base": int(cells["base"]) if cells["base"] else None}
    rest["rounding"] = cells["rounding"] or None
    return {column: cells[column] for column in COLUMNS} | ends | lists | rest


def _as_reading(figure: Mapping[str, object]) -> dict[str, Reading]:
    """Return what a later figure may be similar to."""
    if figure["low"] is None:
        return {}
    names = ("kind", "low", "high", "rounding")
    told = Reading(reason="", **{name: figure[name] for name in names})
    return {str(figure["id"]): told}


def is_figure(text: str) -> bool:
    """Whether it is a number or a fraction in digits; an exponent could be any size."""
    found = _NUMBER.fullmatch(text)
    return bool(found) and (found[1] is None or int(found[1]) > 0)


def _is_count(text: str) -> bool:
    return bool(_COUNT.fullmatch(text)) and 0 < int(text) <= MOST_PEOPLE


def _one_of(words: Sequence[str]) -> tuple[Callable[[str], bool], str]:
    return words.__contains__, f"one of {', '.join(words)}"


_EXPECTED: dict[str, tuple[Callable[[str], bool], str]] = {
    "base": (_is_count, "a whole number of respondents, or nothing"),
    "kind": _one_of(get_args(FigureKind)),
    "low": (is_figure, "a number such as 50.5"),
    "high": (is_figure, "a number such as 51.5"),
    "rounding": _one_of(get_args(RoundingRule)),
}


EVERYBODY = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure in print.

    Attributes
    ----------
    row : str
        Row in the list of everything in print, such as ``"13a"``.
    id, item, label : str
        Name of the figure; item it speaks of; what it says, in words.
    group : str
        Organisation type or sample; ``"all"`` for everybody.
    base : int or None
        Respondents the share is of; None if it is not in print.
    kind : {"percent", "words", "claim", "mean"}
        A claim says something about direction and has no range.
    printed : str
        As printed: ``"51 %"``, ``"four of five"``.
    low, high : fractions.Fraction or None
        Ends of what the figure stands for: a share in [0, 1]; of a mean, scale points.
    categories : tuple of str
        Categories of the item that the figure adds up.
    rounding : str or None
        Whether the ends belong to the range; see :func:`figure_counts`.
    sources : tuple of str
        Ids of the sources in ``wave.yaml``.
    assumption : str
        Why the range is what it is.
    """

    row: str
    id: str
    item: str
    label: str
    group: str = EVERYBODY
    base: int | None = None
    kind: FigureKind
    printed: str
    low: Fraction | None = None
    high: Fraction | None = None
    categories: tuple[str, ...] = ()
    rounding: RoundingRule | None = None
    sources: tuple[str, ...] = ()
    assumption: str = ""

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share of people, in digits or in words."""
        return self.kind in ("percent", "words")

    @property
    def middle(self) -> Fraction:
        """The middle of the range."""
        return (self.low + self.high) / 2


@asked
def read_figures(path: Path) -> tuple[Figure, ...]:
    """Read the figures of a published wave.

    Parameters
    ----------
    path : pathlib.Path
        ``figures.csv``: UTF-8, commas, the header of :data:`COLUMNS`; ``low`` and
        ``high`` in percent (of a mean: scale points). Both may be left empty where
        :func:`itperception.published.figures.printed.read_printed` understands what is printed.

    Returns
    -------
    tuple of Figure
        In the order of the file.

    Raises
    ------
    ExportError
        If the file cannot be read at all.
    WaveError
        With every problem at once: file, row, column, value, what was expected.

    Examples
    --------
    >>> first = itp.read_figures("data/raw/2013-ardour/figures.csv")[0]
    >>> first.printed, float(first.low), float(first.high)
    ('51 %', 0.505, 0.515)
    """
    return figures_with_lines(path)[0]


def figures_with_lines(path: Path) -> tuple[tuple[Figure, ...], tuple[int, ...]]:
    """Read figures as :func:`read_figures` does, with the line on which each stands."""
    path = Path(path)
    export = read_as_written(path, delimiter=",")
    problems = [*export.problems, *_header_problems(export.name, export.cells.columns)]
    read = []
    if not problems:
        read, problems = read_lines(export.name, export.cells)
    if problems:
        raise WaveError(path.parent.name, problems)
    lines = tuple(int(line) for line in export.cells.index)
    return tuple(Figure(**attributes) for attributes in read), lines


def _header_problems(name: str, columns: Sequence[str]) -> Iterator[Problem]:
    for column in COLUMNS:
        if column not in columns:
            yield Problem(name, "the column is missing", 1, column)
    for column in columns:
        if column not in COLUMNS:
            known = f"one of {', '.join(COLUMNS)}"
            yield Problem(name, "there is no such column", 1, column, None, known)
