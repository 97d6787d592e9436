"""Respondents, a line each, as a data frame that knows what it is.

pandas does all the work. This class only remembers that its lines are people, and says so
wherever they are shown if nobody gave their answers.
"""

from collections.abc import Collection, Mapping, Sequence
from html import escape

import pandas as pd

from itperception.counting.display import MADE_UP
from itperception.errors import ItPerceptionError, unknown_name
from itperception.terms.asked import asked
from itperception.workbench.twins import SYNTHETIC

PERSON = "person"


class Respondents(pd.DataFrame):
    """A data frame with a line for each respondent, which says so if nobody gave the answers.

    Slices, merges and joined waves stay what they are as long as "person" is in the index
    or the columns. What sums people up (``groupby``, ``pandas.crosstab``, ``describe``) is
    an ordinary data frame again.

    Attributes
    ----------
    attrs : dict
        ``wave``, ``synthetic``, ``twin``, ``language``, ``note`` (of several waves what
        changed, and what is left out); by column ``label``, ``wording``,
        ``base`` (people asked; of an option, who answered) and, of ranked items, ``score``
        (place on the scale to answer). pandas keeps them in slices; of joined waves there
        is what all have in common.

    Examples
    --------
    >>> people = wave.frame()
    >>> type(people.query("org_type == 'Internal'")).__name__, people.attrs["synthetic"]
    ('Respondents', True)
    >>> type(people.groupby("org_type", observed=True)["weight"].sum()).__name__
    'Series'
    """

    @property
    def _constructor(self):
        return _as_what_it_is

    @property
    def _constructor_sliced(self):
        return pd.Series

    def __finalize__(self, other, method=None, **named) -> "Respondents":
        made = super().__finalize__(other, method=method, **named)
        joined = [o.attrs for o in _joined(other) if "synthetic" in o.attrs]
        if joined:
            made.attrs = _in_common(joined)
        return made

    @asked
    def long(self, *columns: str, value: str = "answer") -> "Respondents":
        """Return a line for each respondent and item: the shape of repeated measures.

        Parameters
        ----------
        *columns : str
            Columns with the same kind of answers, such as two items on one scale; a dot
            in a name is understood as an underscore.
        value : str
            What the column with the answers is called.

        Returns
        -------
        Respondents
            person, item, the answer, and all other columns, in order of people and items.
            Missing answers stay, as lines.

        Raises
        ------
        UnknownNameError
            If there is no such column.
        ItPerceptionError
            If columns have different answers, or a name is taken.

        Examples
        --------
        >>> both = wave.frame().long("performance", "image")
        >>> both.columns[:3].tolist(), len(both) == 2 * 486
        (['person', 'item', 'answer'], True)
        """
        named = [name.replace(".", "_") for name in columns]
        for name in named:
            if name not in self:
                raise unknown_name("column", name, list(map(str, self)))
        if len({*named}) < max(len(named), 1) or not named:
            raise ItPerceptionError(f"found {named}, expected columns, each once")
        answers = self[named[0]].dtype
        for name in named[1:]:
            if not _is_alike(self[name].dtype, answers):
                raise ItPerceptionError(
                    f"{named[0]!r} and {name!r} have different answers; with "
                    "answers='scores', or a net of each, they are numbers"
                )
        rest = self.drop(columns=named)
        in_use = {*rest.columns, *rest.index.names} | ({"item"} & {value})
        if taken := {"item", value} & in_use:
            raise ItPerceptionError(f"there is a column {taken.pop()!r} already; drop it")
        rest = rest if PERSON in rest else rest.reset_index()
        pieces = [pd.DataFrame(rest).assign(item=name, **{value: self[name].array})
                  for name in named]  # fmt: skip
        made = pd.concat(pieces, ignore_index=True)
        made["item"] = pd.Categorical(made["item"], pd.Index(named, dtype=object))
        made = made.sort_values([PERSON, "item"], kind="stable", ignore_index=True)
        first = [PERSON, "item", value]
        found = Respondents(made[[*first, *made.columns.drop(first)]])
        found.attrs = dict(self.attrs)
        return found

    def __repr__(self) -> str:
        return "\n".join(filter(None, [super().__repr__(), *self._marks]))

    def _repr_html_(self) -> str | None:
        told = super()._repr_html_()
        marks = (f"<p><strong>{escape(mark)}</strong></p>" for mark in self._marks)
        return told and "".join([*marks, told])

    @property
    def _marks(self) -> list[str]:
        made_up = SYNTHETIC if self.attrs.get("twin", False) else MADE_UP
        marks = [made_up] if self.attrs.get("synthetic", False) else []
        return [*marks, *filter(None, [self.attrs.get("note")])]


def _as_what_it_is(*given, **named) -> pd.DataFrame:
    made = pd.DataFrame(*given, **named)
    is_people = PERSON in made.index.names or PERSON in made.columns
    return Respondents(made) if is_people else made


def _is_alike(one: object, other: object) -> bool:
    """Whether two columns have the same answers: one scale, or numbers both."""
    categorical = [isinstance(d, pd.CategoricalDtype) for d in (one, other)]
    return one == other if any(categorical) else True


def _joined(other: object) -> Collection[pd.DataFrame]:
    """Return what a concat or a merge has put together."""
    if hasattr(other, "input_objs"):
        return other.input_objs
    if hasattr(other, "objs"):  # pandas 2 told it so, and a merge by its two sides
        return other.objs
    return [getattr(other, side) for side in ("left", "right") if hasattr(other, side)]


def _in_common(joined: Sequence[Mapping]) -> dict:
    """Return what frames that were put together tell alike, and whether any is made up."""
    alike = {k: v for k, v in joined[0].items() if all(told.get(k) == v for told in joined)}
    waves = "+".join(dict.fromkeys(w for told in joined for w in told["wave"].split("+")))
    made_up = {key: any(told.get(key) for told in joined) for key in ("synthetic", "twin")}
    labels = {k: v for told in joined for k, v in told.get("label", {}).items()}
    return {**alike, "wave": waves, **made_up, "label": labels}
