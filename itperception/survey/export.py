"""What every file becomes, whatever tool wrote it: columns of text, and what it says of them.

Reading decides how a file is made (encoding, delimiter, header, where each question stands),
never what an answer means: that is the codebook's to say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pandas as pd

from itperception.errors import Problem


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """Columns that are the options of one question of which any number may be chosen.

    Attributes
    ----------
    name : str
        The name that the columns share, or of the one column that lists what was chosen.
    label : str
        The question, as far as the file has it.
    options : mapping of str to str
        Column → label of the option; with a separator, option → label; of coded columns,
        cell → label.
    selected, not_selected : tuple of str
        Cells that say that an option was chosen, or was not; an empty cell is neither.
    separator : str
        What stands between the options in the one column; ``""`` if each has its own.
    told_by : str
        ``"file"`` if the file itself declares the set, ``"tool"`` if the layout of the tool
        does, ``"answers"`` if the answers can mean nothing else, ``"names"`` if only the
        names of the columns are alike; ``"guess"`` if they may as well be several questions.
    coded_columns : tuple of str
        Columns each of which holds one of the options that were chosen.
    doubts : tuple of (str, str)
        Options in one column that always stand behind another, which comes first here: both
        may be one that has the separator in it.
    """

    name: str
    label: str
    options: Mapping[str, str]
    selected: tuple[str, ...] = ()
    not_selected: tuple[str, ...] = ()
    separator: str = ""
    told_by: str = "names"
    coded_columns: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the set is read from."""
        return (self.name,) if self.separator else self.coded_columns or tuple(self.options)


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds.

    Attributes
    ----------
    name : str
        File name, for messages.
    cells : pandas.DataFrame
        Text, each column once and categorical; an empty cell is ``""``. The index is the
        line in the file (the header of a CSV file is line 1) or the case number in a file
        of a statistics package.
    labels : dict of str to str
        Label of each column, as far as the file has one.
    value_labels : dict of str to dict of str to str
        Column → code → label, as far as the file has them, in the order of the codes.
    missing : dict of str to dict of str to str
        Column → cell → kind (``"missing"``, ``"dont_know"``, ``"refused"``) of what the file
        declares to be no answer: user-missing values and ranges, tagged missing values.
    measures : dict of str to str
        Column → ``"nominal"``, ``"ordinal"`` or ``"scale"``, as far as the file says.
    dates : frozenset of str
        Columns whose cells are dates (``2026-03-02``) or times (``2026-03-02 14:05:00``).
    sets : tuple of AnswerSet
        Multiple responses that the file or the layout of its tool tells.
    coded : bool
        Whether the cells of columns with value labels are codes and never labels, as in
        SPSS, Stata and SAS files.
    tool : str
        The layout that the file was read as: ``"table"``, ``"qualtrics"``, ….
    notes : tuple of str
        What reading decided, in words: encoding, delimiter, lines left out.
    problems : tuple of Problem
        Lines that are too short or too long, and the like. Those lines are not in `cells`.
    read_as : dict of str to str
        Keys of ``wave.yaml`` (encoding, delimiter, sheet, tool) with which the file is read
        the same way again.
    """

    name: str
    cells: pd.DataFrame
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, dict[str, str]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    sets: tuple[AnswerSet, ...] = ()
    coded: bool = False
    tool: str = "table"
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    read_as: dict[str, str] = field(default_factory=dict)


def each_text(
    column: pd.Series, function: Callable[[str], object], dtype=object
) -> np.ndarray:
    """Return what a function says of each cell, asked once for each distinct text.

    Examples
    --------
    >>> each_text(pd.Series(["yes", "no", "yes"]), len, int).tolist()
    [3, 2, 3]
    """
    at, texts = pd.factorize(column)
    said = np.empty(len(texts), dtype=dtype)
    for number, text in enumerate(texts):
        said[number] = function(text)
    return said[at]


def given(column: pd.Series, most: int | None = None) -> dict[str, int]:
    """Return the distinct answers in order of appearance, and how many gave each.

    An empty text is no answer; `most` answers are enough.

    Examples
    --------
    >>> given(pd.Series(["yes", "", "no", "yes"]))
    {'yes': 2, 'no': 1}
    """
    if column.dtype != "category":
        column = column.astype(pd.CategoricalDtype(pd.unique(column)))
    counts = np.bincount(column.cat.codes, minlength=len(column.cat.categories))
    there = np.flatnonzero(counts)[: None if most is None else most + 1]
    texts = column.cat.categories[there]
    told = dict(zip(texts, counts[there].tolist(), strict=True))
    told.pop("", None)
    return dict(islice(told.items(), most))


def counted(column: pd.Series) -> tuple[tuple[str, int], ...]:
    """Return each distinct text, empty ones too, and how often it is there, most often first.

    Examples
    --------
    >>> counted(pd.Series(["yes", "", "no", "no"]))
    (('no', 2), ('yes', 1), ('', 1))
    """
    at, texts = pd.factorize(column)
    times = np.bincount(at, minlength=len(texts)).tolist()
    return tuple(sorted(zip(texts, times, strict=True), key=lambda own: -own[1]))
