"""Figures in print: percentages, words, claims and means, kept as they were printed.

A figure has what stood in print (``printed``) and the range of shares it stands for.
Words such as "every second" keep their words; their range is declared beside them with
the reason. Shares are exact fractions in [0, 1], so that nothing is decided by the
last bit of a floating-point number.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from itperception.errors import Problem, WaveError, unknown_name
from itperception.survey.formats import read_export

FigureKind = Literal["percent", "words", "claim", "mean"]
Rounding = Literal["unknown", "half_up", "half_even", "inequality", "declared"]
EVERYBODY = "all"
COLUMNS = ("row", "id", "item", "label", "group", "base", "kind", "printed", "low", "high",
           "categories", "rounding", "sources", "assumption")  # fmt: skip
_REQUIRED = ("row", "id", "item", "label", "group", "kind", "printed", "sources")


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
    rounding: Rounding | None = None
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


def read_figures(path: Path) -> tuple[Figure, ...]:
    """Read the figures of a published wave.

    Parameters
    ----------
    path : pathlib.Path
        ``figures.csv``: UTF-8, commas, the header of :data:`COLUMNS`; ``low`` and
        ``high`` in percent (of a mean: scale points).

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
    """
    path = Path(path)
    export = read_export(path, delimiter=",")
    problems = [*export.problems, *_header_problems(export.name, export.cells.columns)]
    if not problems:
        for line, cells in export.cells.iterrows():
            problems += _cell_problems(export.name, int(line), cells)
        problems += _repeats(export.name, export.cells["id"])
    if problems:
        raise WaveError(path.parent.name, problems)
    return tuple(_figure(cells) for _, cells in export.cells.iterrows())


def find_figure(figures: Sequence[Figure], figure_id: str) -> Figure:
    """Return the figure of a name; `UnknownNameError` names the nearest.

    Examples
    --------
    >>> figure = Figure(row="1", id="web", item="web", label="Web site",
    ...                 kind="words", printed="half")
    >>> find_figure([figure], "web").printed
    'half'
    """
    for figure in figures:
        if figure.id == figure_id:
            return figure
    raise unknown_name("figure", figure_id, [figure.id for figure in figures])


def figures_frame(figures: Sequence[Figure]) -> pd.DataFrame:
    """Return one line per figure with the columns of ``figures.csv``.

    Returns
    -------
    pandas.DataFrame
        ``low`` and ``high`` are floats, shares in [0, 1]; a base that is not in print
        is missing.

    Examples
    --------
    >>> figure = Figure(row="1", id="web", item="web", label="Web site", base=156,
    ...                 kind="words", printed="half", low=Fraction(9, 20))
    >>> figures_frame([figure])[["printed", "base", "low"]].values.tolist()
    [['half', 156, 0.45]]
    """
    lines = [{name: getattr(figure, name) for name in COLUMNS} for figure in figures]
    frame = pd.DataFrame(lines, columns=list(COLUMNS))
    ends = {end: frame[end].astype(float) for end in ("low", "high")}
    lists = {name: frame[name].map("|".join) for name in ("categories", "sources")}
    return frame.assign(base=frame["base"].astype("Int64"), **ends, **lists)


def _header_problems(name: str, columns: Sequence[str]) -> Iterator[Problem]:
    for column in COLUMNS:
        if column not in columns:
            yield Problem(name, "the column is missing", 1, column)
    for column in columns:
        if column not in COLUMNS:
            known = f"one of {', '.join(COLUMNS)}"
            yield Problem(name, "there is no such column", 1, column, None, known)


def _repeats(name: str, ids: pd.Series) -> Iterator[Problem]:
    for line, value in ids[ids.duplicated()].items():
        yield Problem(
            name, "the figure is given twice", int(line), "id", value, "an id of its own"
        )


def _cell_problems(name: str, line: int, cells: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong with one line, cell by cell."""
    is_claim = cells["kind"] == "claim"
    filled = _REQUIRED if is_claim else (*_REQUIRED, "low", "high", "rounding")
    for column in filled:
        if not cells[column]:
            yield Problem(name, "an empty cell", line, column, "", "a value")
    for column, (understood, expected) in _EXPECTED.items():
        if cells[column] and not understood(cells[column]):
            yield Problem(name, "not understood", line, column, cells[column], expected)
    ends = [cells[end] for end in ("low", "high")]
    if is_claim and any(ends):
        yield Problem(name, "a claim has no range", line, "low", ends[0], "an empty cell")
    elif all(_is_number(end) for end in ends):
        yield from _range_problems(name, line, cells)
    if cells["kind"] == "words" and not cells["assumption"]:
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


def _is_number(text: str) -> bool:
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def _is_count(text: str) -> bool:
    return text.isdecimal() and int(text) > 0


_KINDS, _ROUNDINGS = get_args(FigureKind), get_args(Rounding)
_EXPECTED: dict[str, tuple[Callable[[str], bool], str]] = {
    "base": (_is_count, "a whole number of respondents, or nothing"),
    "kind": (
        get_args(FigureKind).__contains__,
        f"one of {', '.join(get_args(FigureKind))}",
    ),
    "low": (_is_number, "a number such as 50.5"),
    "high": (_is_number, "a number such as 51.5"),
    "rounding": (
        get_args(Rounding).__contains__,
        f"one of {', '.join(get_args(Rounding))}",
    ),
}


def _figure(cells: Mapping[str, str]) -> Figure:
    """Make a figure of cells that have been checked."""
    unit = 1 if cells["kind"] == "mean" else 100
    ends = {
        end: Fraction(cells[end]) / unit if cells[end] else None for end in ("low", "high")
    }
    lists = {
        name: tuple(part.strip() for part in cells[name].split("|") if part.strip())
        for name in ("categories", "sources")
    }
    rest = {"base": int(cells["base"]) if cells["base"] else None}
    rest["rounding"] = cells["rounding"] or None
    return Figure(**{**cells, **ends, **lists, **rest})
