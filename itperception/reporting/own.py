"""What a researcher made in a cell, as a section of the page.

The frame it is made of has no group that the page hides. What is plainly a list of people
is refused: a line or a mark for each, a picture without words, groups of fewer than the rule
in what it is said to be broken by, or shows itself, in every frame that the report handed
out, or in the one that it is said to be made of.
What was counted with other means is not proven as the wave's own tables are.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from itperception.errors import PublicationError, unknown_name
from itperception.reporting.block import MARK, OWN, Block
from itperception.reporting.chapters import address, chapter, paragraph
from itperception.reporting.own_chart import own_chart
from itperception.reporting.own_groups import Shown, lines_of, shown_in, small_groups
from itperception.reporting.tables import frame_table
from itperception.reporting.wording import count, text

COUNTS = {"n", "nobs", "base", "count", "counts", "size", "freq", "frequency"}
# A column, or what a formula makes of one: org_type, org_type[T.Internal].
TERM = re.compile(r"(?P<column>\w+)(\[(T\.)?(?P<level>[^\]]+)\])?")
FEW_LINES = 30  # a table as short as this is no list of people, however few they are


class OwnSection(Block):
    """A section that a cell made: its code is shown below it."""

    __slots__ = ()

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        data, _ = Block._repr_mimebundle_(self)
        return data, {MARK: OWN}


@dataclass(frozen=True)
class Own:
    """Sections of a page, made of what a cell computed.

    Attributes
    ----------
    people : pandas.DataFrame
        One line per respondent, without the groups that the page hides.
    minimum : int
        How many respondents a group needs.
    synthetic : bool
        Whether nobody gave these answers.
    language : {"en", "sv", "de"}
        Language of the page.
    handed_out : sequence of pandas.DataFrame
        What a section may be made of: all of the people, or what a filter left of them.
    """

    people: pd.DataFrame
    minimum: int = 10
    synthetic: bool = False
    language: str = "en"
    handed_out: Sequence[pd.DataFrame] = ()

    def section(
        self, title: str, thing: Any, *, by: str = "", base: int | None = None, alt: str = "",
        note: str = "", of: pd.DataFrame | None = None,
    ) -> OwnSection:  # fmt: skip
        """Return a section of the page.

        Parameters
        ----------
        title : str
            Its heading.
        thing : object
            A DataFrame or Series of sums, an Axes, a Figure or a grid of seaborn, a fitted
            model of statsmodels, or a sentence.
        by : str
            Columns of the report's frame that it is broken by: ``"a + b"`` by each alone,
            ``"a * b"`` by both together.
        base : int, optional
            How many respondents it is computed on. A fitted model tells; of anything else
            it is known that it is at most who is in a group, and the section says so.
        alt : str
            What a picture shows, for who cannot see it.
        note : str
            What else is to be known.
        of : pandas.DataFrame, optional
            The respondents that it is made of, a frame of the report or a part of one; by
            default groups must be large enough in every frame that the report handed out.

        Raises
        ------
        PublicationError
            If it would show a respondent or a small group, or cannot be shown.

        Examples
        --------
        >>> people = pd.DataFrame({"size": ["small", "large"] * 20, "good": [1, 0] * 20})
        >>> told = Own(people).section("Good", people.groupby("size").mean(), by="size").text
        >>> "Base: at most 40 respondents, by size, the smallest group at most 20." in told
        True
        """
        if of is not None:
            return replace(self, people=_people(of, title), handed_out=()).section(
                title, thing, by=by, base=base, alt=alt, note=note
            )
        groups = self._said(title, by)
        known, base = len(self.people.dropna(subset=_columns(by))), base or _base(thing)
        if base and base < self.minimum:
            raise PublicationError(
                f"{title!r}: made of {base} respondents, fewer than {self.minimum}"
            )
        key = "own.base" if base else "own.at_most"
        told = text(key, self.language, n=count(base or known, self.language))
        if by:
            columns = [self._label(column) for column in _columns(by)]
            told += text("own.by", self.language, columns=", ".join(columns),
                         least=count(groups.min(), self.language))  # fmt: skip
        told = f"{told}. {text('own.made', self.language)} {note}".rstrip()
        shown = self._shown(thing, title, alt)
        once = f'-title">{escape(title)}'  # the heading has said it
        shown = shown.replace(once, f'-title"><span class="vh">{escape(title)}</span>', 1)
        made = chapter(title, shown, paragraph(told, "note"))
        return OwnSection(made.html, made.text)

    def _said(self, title: str, by: str) -> pd.Series:
        """Return how many respondents are in each group it is said to be broken by."""
        if not isinstance(by, str):
            names = [*map(str, by)]
            raise PublicationError(
                f"{title!r}: by is {by!r}; say {' + '.join(names)!r} for each alone, or "
                f"{' * '.join(names)!r} for all together"
            )
        if unknown := [name for name in _columns(by) if name not in self.people]:
            raise PublicationError(
                f"{title!r}: {unknown_name('column of the frame', unknown[0], [*self.people])}"
            )
        each = [Shown(tuple(_columns(part))) for part in by.split("+")]
        self._refuse_small(title, lambda _: each)
        return pd.concat([pd.Series(dtype=int), *(one.sizes(self.people) for one in each)])

    def _refuse_small(
        self, title: str, shown_of: Callable[[pd.DataFrame], Sequence[Shown]],
        emptied: Sequence[tuple[str, ...]] = (),
    ) -> None:  # fmt: skip
        """Refuse groups of fewer than the rule, in any frame that it may be made of."""
        for frame in self.handed_out or [self.people]:
            known = self.people.columns.difference(frame.columns)
            people = frame.join(self.people[known])  # what was not asked for is known, too
            for shown in shown_of(people):
                told = small_groups(shown, people, self.minimum, emptied)
                if told and len(people) < len(self.people):
                    told += (f" in a frame of {len(people)} of {len(self.people)} respondents; if "
                             "it is made of others, say of=people")  # fmt: skip
                if told:
                    raise PublicationError(
                        f"{title!r}: {told}; join groups, or break it by fewer columns"
                    )

    def _shown(self, thing: Any, title: str, alt: str) -> str:
        """Return a thing as HTML."""
        if isinstance(thing, str):
            if len(thing.splitlines()) > 1:
                raise PublicationError(
                    f"{title!r}: expected a sentence, found {len(thing.splitlines())} lines of "
                    "text; give the frame itself"
                )
            return paragraph(thing)
        if isinstance(thing, pd.DataFrame | pd.Series):
            return self._table(pd.DataFrame(thing), title)
        if all(hasattr(thing, name) for name in ("params", "bse", "pvalues", "conf_int")):
            self._refuse_small(title, partial(shown_in, thing))
            return self._table(_coefficients(thing, self.language), title)
        picture = getattr(thing, "figure", thing)
        if not hasattr(picture, "savefig"):
            raise PublicationError(
                f"{title!r}: a section cannot be made of {type(thing).__name__}; give a frame of "
                "sums, a chart, a fitted model of statsmodels or a sentence. Tables of the wave "
                "are in report.tables(), which hides what the rule hides"
            )
        self._refuse_small(title, partial(shown_in, picture))
        return own_chart(picture, title, alt, most=len(self.people) / 4, words=self._label,
                         synthetic=self.synthetic, language=self.language)  # fmt: skip

    def _table(self, frame: pd.DataFrame, title: str) -> str:
        lines = len(frame)
        answers = set(frame.columns) <= {*self.people}
        if (
            "person" in [*frame.index.names, *frame.columns]
            or lines > max(FEW_LINES, len(self.people) / 4)
            or (answers and isinstance(frame.index, pd.RangeIndex))
        ):
            raise PublicationError(
                f"{title!r}: a table of {lines} lines made of {len(self.people)} respondents tells "
                "of single people; show sums, such as .groupby(...).mean()"
            )
        shown, few = self._without_few(frame)
        emptied = [
            line for line, is_few in zip(lines_of(frame), few, strict=False) if is_few
        ]
        self._refuse_small(title, partial(shown_in, frame), emptied)
        shown.columns = [
            ", ".join(map(self._label, _parts(name))) for name in shown.columns
        ]
        if not isinstance(frame.index, pd.RangeIndex):
            names = [self._label(name or "") for name in frame.index.names]
            lines = [np.atleast_1d(np.array(line, object)) for line in frame.index]
            for place, name in enumerate(names):
                shown.insert(place, name, [str(line[place]) for line in lines],
                             allow_duplicates=True)  # fmt: skip
        shown = shown.map(lambda cell: self._label(cell) if isinstance(cell, str) else cell)
        shown.columns = [f"{k}:{name}" for k, name in enumerate(shown.columns)]
        columns = {
            name: (name.partition(":")[2], _kind(name, shown[name])) for name in shown
        }
        note = text("own.small", self.language, minimum=str(self.minimum))
        return frame_table(
            shown, columns, title=title, name=address(title), language=self.language,
            note=note if few.any() else "", synthetic=self.synthetic,
        )  # fmt: skip

    def _without_few(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
        """Empty the lines whose base is below the rule, and one more if it is only one."""
        named = [bool(COUNTS & {*map(str.lower, _parts(name))}) and is_numeric_dtype(kind)
                 for name, kind in zip(frame.columns, frame.dtypes, strict=True)]  # fmt: skip
        bases = frame.loc[:, named].min(axis=1).to_numpy(float)  # of none missing
        few = bases < self.minimum
        if few.sum() == 1 and len(few) > 1:  # all lines less the others would tell it
            few |= bases == bases[~few].min()
        shown = frame.reset_index(drop=True)
        if few.any():
            shown = shown.astype(object)
            shown.loc[few] = None
        return shown, few

    def _label(self, name: str) -> str:
        """Return what is read instead of a column's name, or of a formula's term."""
        labels = self.people.attrs.get("label", {})
        parts = [TERM.fullmatch(part) for part in name.split(":")]
        if all(part and part["column"] in labels for part in parts):
            told = [
                ": ".join(filter(None, (labels[p["column"]], p["level"]))) for p in parts
            ]
            return " × ".join(told)
        return name


def _people(of: Any, title: str) -> pd.DataFrame:
    if not isinstance(of, pd.DataFrame):
        raise PublicationError(
            f"{title!r}: of is {type(of).__name__}, expected respondents, a line each: a frame "
            "of report.frame() or a part of one"
        )
    return of


def _base(thing: Any) -> int | None:
    """Return how many respondents a fitted model says that it is of."""
    return int(thing.nobs) if hasattr(thing, "nobs") and hasattr(thing, "params") else None


def _columns(by: str) -> list[str]:
    return [name.strip() for name in by.replace("+", "*").split("*") if name.strip()]


def _parts(column: Any) -> list[str]:
    """Return a heading's parts; one that aggregates several columns has two."""
    return [*map(str, column)] if isinstance(column, tuple) else [str(column)]


def _kind(name: str, values: pd.Series) -> str:
    """Say how numbers of a column are written: see ``frame_table.FORMATS``."""
    known = pd.to_numeric(values.dropna(), errors="coerce")
    if known.isna().any() or known.empty or values.dtype == bool:
        return "text"
    heading = name.partition(":")[2].lower()
    if heading.split("-")[0].split("_")[0] in ("p", "pvalue", "pval"):
        return "p_value"
    return "count" if (known == known.round()).all() else "number"


def _coefficients(fitted: Any, language: str) -> pd.DataFrame:
    """Return what a fitted model of statsmodels says of each coefficient."""
    low, high = np.asarray(fitted.conf_int()).T
    told = {"coefficient": fitted.params, "se": fitted.bse, "low": low, "high": high}
    frame = pd.DataFrame(told, index=getattr(fitted.params, "index", None))
    frame.columns = [text(f"own.{name}", language) for name in frame]
    return frame.assign(p=fitted.pvalues).rename(
        {"Intercept": text("own.constant", language)}
    )
