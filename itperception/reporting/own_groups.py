"""Which groups of respondents a section of one's own shows, and how many are in each.

A table names them in its lines and columns, a model in its terms, a chart at its axes, in its
legends and above its panels: by the name of a column, or by answers that only one column has.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COUNTED = {"count", "percent", "probability", "proportion", "frequency", "density"}
_Told = tuple[Any, Iterable]  # what something is called, and the answers it stands for


class Shown(NamedTuple):
    """Columns that groups are made of, all together, and the numbers told of each group.

    Without columns it is everybody.
    """

    groups: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    def sizes(self, people: pd.DataFrame) -> pd.Series:
        """Return how many respondents are in each group, the fewest of any of the numbers."""
        if not {*self.groups} <= {*people}:
            return pd.Series(dtype=int)
        known = [people.dropna(subset=[name]) for name in self.numbers if name in people]
        if not self.groups:
            return pd.Series({"all": min(map(len, known or [people]))})
        told = [k.groupby([*self.groups], observed=True).size() for k in known or [people]]
        return pd.concat(told, axis=1).min(axis=1)


def shown_in(thing: Any, people: pd.DataFrame) -> list[Shown]:
    """Return the groups that a frame, a fitted model or a figure shows, as far as it says.

    Parameters
    ----------
    thing : pandas.DataFrame, results of statsmodels or matplotlib.figure.Figure
        What is to be shown.
    people : pandas.DataFrame
        One line per respondent.

    Examples
    --------
    >>> people = pd.DataFrame({"size": ["small", "large"], "good": [1, 0]})
    >>> shown_in(people.groupby("size").mean(), people)
    [Shown(groups=('size',), numbers=('good',))]
    """
    if isinstance(thing, pd.DataFrame):
        found = [_of_frame(thing, people)]
    elif hasattr(thing, "params"):
        found = _of_model(thing, people)
    else:
        from matplotlib.axes import Axes

        found = [_of_axes(ax, thing, people) for ax in thing.findobj(Axes)]
    return [*dict.fromkeys(found)]


def small_groups(
    shown: Shown,
    people: pd.DataFrame,
    minimum: int,
    emptied: Sequence[tuple[str, ...]] = (),
) -> str:
    """Say of which groups there are fewer than the rule, but those of emptied lines.

    Examples
    --------
    >>> people = pd.DataFrame({"size": ["small", "large"], "good": [1, 0]})
    >>> small_groups(Shown(("size",)), people, 10, [("small",)])
    'fewer than 10 respondents in 1 of 2 groups of size (large)'
    """
    groups = shown.sizes(people)
    few = [tuple(map(str, np.atleast_1d(np.array(name, object))))
           for name in groups.index[groups < minimum]]  # fmt: skip
    few = [
        name
        for name in few
        if not any(line and name[: len(line)] == line for line in emptied)
    ]
    if not few:
        return ""
    told = f"fewer than {minimum} respondents"
    if shown.numbers:
        told += f" with {' or '.join(shown.numbers[:5])}"
    if shown.groups:
        named = ", ".join(map(" x ".join, few[:5]))
        told += f" in {len(few)} of {len(groups)} groups of {' * '.join(shown.groups)} ({named})"
    return told


def lines_of(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return what is at the head of each line: its place, and its words."""
    levels = [] if isinstance(frame.index, pd.RangeIndex) else [*_levels(frame.index)]
    told = [values for _, values in levels] + [frame[name] for name in _words(frame)]
    return [*zip(*(map(str, values) for values in told), strict=True)]


def _words(frame: pd.DataFrame) -> list:
    return [name for name in frame if not is_numeric_dtype(frame[name])]


def _of_frame(frame: pd.DataFrame, people: pd.DataFrame) -> Shown:
    words = _words(frame)
    lines = _columns(
        [*_levels(frame.index), *((name, frame[name]) for name in words)], people
    )
    across, values = _columns(_levels(frame.columns), people), frame.drop(columns=words)
    if _adds_up(values, axis=0):  # shares of each column, or of each line
        lines = across or lines
    elif not _adds_up(values, axis=1) and not _is_counts(values):
        lines += across
    told = {
        part for name in (*frame, *frame.index)
        for part in (name if isinstance(name, tuple) else [name])
    }  # fmt: skip
    return Shown(tuple(dict.fromkeys(lines)), _numbers(told, people))


def _of_model(fitted: Any, people: pd.DataFrame) -> list[Shown]:
    terms = [term.split(":") for term in map(str, getattr(fitted.params, "index", ()))]
    groups = [name for name in people if not is_numeric_dtype(people[name])]
    # What is told of a level follows in brackets: org_type[T.x], C(org_type)[T.x].
    named = [
        {word for part in term for word in re.findall(r"\w+", part.partition("[")[0])}
        for term in terms
    ]
    return [Shown(tuple(name for name in groups if name in own)) for own in named]


def _of_axes(ax: "Axes", figure: "Figure", people: pd.DataFrame) -> Shown:
    labels = [ax.get_xlabel(), ax.get_ylabel()]
    titles = [part.partition(" = ")[0].strip() for part in ax.get_title().split("|")]
    boxes = [box for box in (ax.get_legend(), *figure.legends) if box]
    told: list[_Told] = [(title, ()) for title in titles]
    told += [(box.get_title().get_text(), _texts(box.get_texts())) for box in boxes]
    if not COUNTED & {*map(str.lower, labels)}:  # else an axis has answers, not groups
        told += zip(labels, (_texts(ax.get_xticklabels()), _texts(ax.get_yticklabels())),
                    strict=True)  # fmt: skip
    groups = [name for name in _columns(told, people) if not is_numeric_dtype(people[name])]
    return Shown(tuple(dict.fromkeys(groups)), _numbers(labels, people))


def _columns(told: Iterable[_Told], people: pd.DataFrame) -> list[str]:
    """Return the columns that are named, or whose answers are, if only one has them."""
    answers = {name: {*map(str, people[name].dropna().unique())} for name in people
               if not is_numeric_dtype(people[name])}  # fmt: skip
    found = []
    for name, values in told:
        values = {*map(str, values)}
        alike = [column for column, own in answers.items() if values and values <= own]
        found += [name] if name in people else alike if len(alike) == 1 else []
    return found


def _numbers(told: Iterable, people: pd.DataFrame) -> tuple[str, ...]:
    return tuple(n for n in people if n in {*told} and is_numeric_dtype(people[n]))


def _levels(index: pd.Index) -> Iterator[_Told]:
    for place, name in enumerate(index.names):
        yield name, index.get_level_values(place)


def _adds_up(values: pd.DataFrame, axis: int) -> bool:
    """Whether lines (1) or columns (0) are shares that add up to 1 or 100 %."""
    if values.shape[axis] < 2 or not all(map(is_numeric_dtype, values.dtypes)):
        return False
    sums = values.sum(axis=axis).to_numpy(float)
    return any(np.allclose(sums, whole) for whole in (1, 100))


def _is_counts(values: pd.DataFrame) -> bool:
    return all(map(pd.api.types.is_integer_dtype, values.dtypes))


def _texts(written: Sequence) -> list[str]:
    return [text.get_text() for text in written if text.get_text()]
