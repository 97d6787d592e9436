"""Every change that a trend page tells: counted, tested, and adjusted all together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from itperception.book.gap_course import GapCourse, courses
from itperception.book.number_course import NumberCourse, number_courses
from itperception.book.pair_tables import net_of
from itperception.book.rounding import Rounding
from itperception.book.shown import ShownWave
from itperception.book.wave_columns import by_wave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.given import TOTAL
from itperception.inference.change.waves import changes, wave_shares
from itperception.inference.comparisons.families import adjust_report, coverage_level
from itperception.inference.comparisons.multiplicity import Tally, number_of_comparisons
from itperception.inference.intervals import ALPHA
from itperception.inference.planning.plans import WANTED
from itperception.inference.results import State
from itperception.survey.codebook import Codebook
from itperception.survey.comparability import comparability
from itperception.terms.dimension import Dimension
from itperception.workbench import Table, Wave

NUMBERS = ["difference", "ci_low", "ci_high", "p_value"]


@dataclass(frozen=True, eq=False)
class TrendChanges:
    """The changes from wave to wave in what may be shown.

    Attributes
    ----------
    shown : tuple of ShownWave
        The waves, in order of time.
    by : str or None
        Item whose answers get a line each.
    language : {"en", "sv", "de"}
        Language of what is told of comparability.
    """

    shown: tuple[ShownWave, ...]
    by: str | None
    language: str = "en"

    @property
    def loaded(self) -> tuple[Wave, ...]:
        """The waves, in order of time."""
        return tuple(shown.wave for shown in self.shown)

    @property
    def codebook(self) -> Codebook:
        """What the last wave asked."""
        return self.shown[-1].codebook

    @property
    def rule(self) -> DisclosureRule:
        """What is too small to be shown: the strictest of the waves."""
        return max((shown.rule for shown in self.shown), key=lambda rule: rule.minimum)

    @cached_property
    def comparability(self) -> pd.DataFrame:
        """What changed in each item from wave to wave, and whether it breaks the line."""
        found = comparability([wave.folder for wave in self.loaded], self.language)
        return found.drop(columns="how")  # English; a page tells it in its own language

    @property
    def asked(self) -> list[Dimension]:
        """What every wave asked about the subject, with the net that is followed."""
        apart = {item.id for item in self.codebook.items if item.profile} | {self.by}
        return [
            d
            for d in self.codebook.dimensions()
            if d.id not in apart and self._is_followed(d)
        ]

    @cached_property
    def tables(self) -> dict[str, dict[str, Table]]:
        """Of every item, a table with a column for each wave: of everybody, of groups."""
        by = {d.id: None if "." in d.id else self.by for d in self.asked}
        return {item: by_wave(self._named, item, banner) for item, banner in by.items()}

    @cached_property
    def numbers(self) -> list[NumberCourse]:
        """Means and scores of the numbers that all waves asked; without groups if hidden."""
        return number_courses(self._named, self.by, self.rounding)

    @cached_property
    def gaps(self) -> list[GapCourse]:
        """The gaps that all waves declare alike."""
        return courses(self._named, self.rounding)

    def breaks(self, *items: str | None, step: str) -> list[str]:
        """Return what changed from the wave before, so that nothing can be compared.

        Parameters
        ----------
        *items : str or None
            Everything that a number is made of, its banner included.
        step : str
            The later wave.
        """
        found = self.comparability
        own = found["item"].isin(items) & (found["to_wave"] == step)
        return list(dict.fromkeys(found.loc[own & ~found["comparable"], "change"]))

    def made_of(self, name: str, group: str) -> list[str | None]:
        """Return the items that a line of `frame` is made of."""
        numbers = {course.id: course.number for course in self.numbers}
        if name in self.tables or name in numbers:
            asked = numbers[name].bins_id if name in numbers else name
            return [asked, self.by if group != TOTAL else None]
        told = next(gap.declared for gap in self.gaps if gap.declared.id == name)
        return [told.self_item, told.other_item, told.by if group != TOTAL else None]

    @cached_property
    def rounding(self) -> Rounding | None:
        """How coarsely the waves are told: as the coarsest of them."""
        return Rounding.together(self.shown)

    @property
    def unit(self) -> float:
        """What shares are rounded to; 0 for none."""
        return self.rounding.unit if self.rounding else 0.0

    def points(self, item: str, group: str) -> pd.DataFrame:
        """Return the share of a group in each wave with its interval."""
        exact = wave_shares(self.tables[item][group], ["yes"]).drop(
            columns="effective_base"
        )
        if self.rounding is None:
            return exact
        return self.rounding.shares(exact, self.by or TOTAL, [group] * len(exact))

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Every change, one line per item (or gap), group and step.

        Columns name, group, from_wave, to_wave, before, after, n_before, n_after,
        difference, ci_low, ci_high, p_value, state; breaks, the kinds of change for which
        nothing is compared; p_adjusted and found, of all comparisons of the page together
        (Benjamini & Hochberg 1995). Not compared: NaN. Of weighted waves rounded at the end.
        """
        return self._told(self._exact)

    @cached_property
    def _exact(self) -> pd.DataFrame:
        told = self._together(self._lines())
        made = told["p_value"].notna()
        adjusted = adjust_report(told.loc[made, ["p_value"]])
        told["p_adjusted"], told["found"] = np.nan, False
        told.loc[made, "p_adjusted"] = adjusted["p_adjusted"].to_numpy()
        told.loc[made, "found"] = adjusted["found"].to_numpy()
        return told

    def of_net(self, item: str, net: str) -> pd.DataFrame:
        """Return the changes of everybody in any net of an item, as in `frame`.

        Other nets than the one that the page follows are in no family of tests.
        """
        if item not in self.tables or net == net_of(self.loaded[-1].dimension(item)).id:
            found = self.frame
            return found[(found["name"] == item) & (found["group"] == TOTAL)]
        cut = by_wave(self._named, item, None, net).values()
        return self._told(self._together(
            _changes(table).assign(name=item, group=TOTAL) for table in cut))  # fmt: skip

    def of_gap(self, course: GapCourse) -> pd.DataFrame:
        """Return the changes of everybody's gap as they are told, whatever was asked anew."""
        found = course.changes().assign(name=course.declared.id, group=TOTAL)
        return self._told(found)

    def _together(self, lines: Iterable[pd.DataFrame]) -> pd.DataFrame:
        """Put changes together; those that cannot be compared have no numbers."""
        found = [*lines]
        told = pd.concat(found, ignore_index=True) if found else _NONE.copy()
        told["breaks"] = [
            tuple(self.breaks(*self.made_of(line.name, line.group), step=line.to_wave))
            for line in told.itertuples(index=False)
        ]
        told.loc[told["breaks"].map(bool), NUMBERS] = np.nan
        return told

    @property
    def visible(self) -> dict[str, float]:
        """By group, how small a change would be found with probability .8, tested alone.

        Of shares near one half of what was asked of everybody; the largest of the steps
        that were tested. Groups of which nothing was tested are left out.
        """
        asked = {d.id for d in self.asked if not d.asked_if and "." not in d.id}
        tested = self.frame[self.frame["p_value"].notna() & self.frame["name"].isin(asked)]
        sizes: dict[str, float] = {}
        for line in tested.itertuples():
            found = self.tables[line.name][line.group].detectable(power=WANTED)
            size = found.set_index(["first", "second"])["difference"]
            size = size[line.from_wave, line.to_wave]
            sizes[line.group] = max(size, sizes.get(line.group, size))
        return {group: size for group, size in sizes.items() if size == size}

    @property
    def tally(self) -> Tally:
        """How many changes were tested, and how many chance alone would mark."""
        return number_of_comparisons(self.frame, alpha=ALPHA)

    @cached_property
    def found(self) -> pd.DataFrame:
        """The changes beyond chance, with intervals that allow for the selection."""
        found = self._exact[self._exact["found"]]
        level = coverage_level(len(found), self.tally.made, q=ALPHA)
        limits = [self._limits(line, level) for line in found.itertuples(index=False)]
        told = pd.DataFrame(limits, found.index, ["ci_low", "ci_high"])
        found = found.assign(**told, level=level).sort_values("p_adjusted", kind="stable")
        return self._told(found)

    def _told(self, exact: pd.DataFrame) -> pd.DataFrame:
        """Round shares and means, if any wave is told rounded; gaps are already."""
        if self.rounding is None:
            return exact
        numbers = [(course, exact[exact["name"] == course.id]) for course in self.numbers]
        parts = [course.told(lines) for course, lines in numbers if len(lines)]
        others = exact.drop([line for part in parts for line in part.index])
        return pd.concat([self._told_shares(others), *parts]).loc[exact.index]

    def _told_shares(self, exact: pd.DataFrame) -> pd.DataFrame:
        by, is_share = self.by or TOTAL, exact["name"].isin([*self.tables])
        told = exact.assign(**{
            end: exact[end].where(~is_share, self.rounding.share(
                exact[end], exact[f"n_{end}"], by, exact["group"]))
            for end in ("before", "after")
        })  # fmt: skip
        change = (told["after"] - told["before"]).where(exact["difference"].notna())
        return self.rounding.apart(told, change)

    def _limits(self, line, level: float) -> tuple[float, float]:
        courses = {gap.declared.id: gap for gap in self.gaps}
        courses |= {course.id: course for course in self.numbers}
        if line.name in courses:
            lines = courses[line.name].changes(line.group, level=level)
        else:
            lines = changes(self.tables[line.name][line.group], "yes", alpha=1 - level)
        own = lines[lines["to_wave"] == line.to_wave].iloc[0]
        return float(own["ci_low"]), float(own["ci_high"])

    def _lines(self) -> Iterator[pd.DataFrame]:
        for item, cut in self.tables.items():
            for group, table in cut.items():
                yield _changes(table).assign(name=item, group=group)
        for course in self.numbers:
            for group in course.groups:
                yield course.changes(group).assign(name=course.id, group=group)
        for gap in self.gaps:
            for group in gap.groups:
                yield gap.changes(group).assign(name=gap.declared.id, group=group)

    @property
    def _named(self) -> dict[str, ShownWave]:
        return {shown.wave.name: shown for shown in self.shown}

    def _is_followed(self, item: Dimension) -> bool:
        number = self.codebook.number(item.id)
        if number and not number.has_bins:
            return False
        if not all(item.id in wave.columns for wave in self.loaded):
            return False
        own = [wave.dimension(item.id) for wave in self.loaded]
        return all(net_of(item).id in {x.id for x in (*d.categories, *d.nets)} for d in own)


_NONE = pd.DataFrame(
    columns=["name", "group", "from_wave", "to_wave", "before", "after", "n_before",
             "n_after", *NUMBERS, "state"]
)  # fmt: skip


def _changes(table: Table) -> pd.DataFrame:
    """Return the change between each wave and the next, with both shares and bases."""
    frame, points = changes(table, "yes"), wave_shares(table, ["yes"]).set_index("wave")
    frame[NUMBERS] = frame[NUMBERS].astype(float)
    return frame.drop(columns="note").assign(
        before=frame["from_wave"].map(points["proportion"]),
        after=frame["to_wave"].map(points["proportion"]),
        n_before=frame["from_wave"].map(points["base"]),
        n_after=frame["to_wave"].map(points["base"]),
        state=frame["state"].fillna(str(State.EMPTY)),
    )
