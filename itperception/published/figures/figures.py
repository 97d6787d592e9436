"""Figures in print: percentages, words, claims and means, kept as they were printed.

A figure has what stood in print (``printed``) and the range of shares it stands for.
Words such as "every second" keep their words; their range is declared beside them with
the reason. Shares are exact fractions in [0, 1], so that nothing is decided by the
last bit of a floating-point number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from itperception.errors import Problem, WaveError, unknown_name
from itperception.published.figures.figure_lines import COLUMNS, read_lines
from itperception.published.figures.reading import FigureKind
from itperception.published.figures.words import RoundingRule
from itperception.survey.reading.readers import read_as_written
from itperception.terms.asked import asked

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


def _header_problems(name: str, columns: Sequence[str]) -> Iterator[Problem]:
    for column in COLUMNS:
        if column not in columns:
            yield Problem(name, "the column is missing", 1, column)
    for column in columns:
        if column not in COLUMNS:
            known = f"one of {', '.join(COLUMNS)}"
            yield Problem(name, "there is no such column", 1, column, None, known)
