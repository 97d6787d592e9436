"""The gap of the same people's two answers, wave by wave, and its change."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from itperception.book.rounding import Rounding
from itperception.book.shown import ShownWave
from itperception.counting.given import TOTAL
from itperception.inference.change.gap_change import gap_changes
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State
from itperception.survey import codebook

if TYPE_CHECKING:
    from itperception.inference.gap.paired import Gap

SHOWN = ["self_proportion", "other_proportion", "difference", "ci_low", "ci_high", "base"]


@dataclass(frozen=True, eq=False)
class GapCourse:
    """A gap that every wave's codebook declares, of what may be shown.

    Attributes
    ----------
    declared : codebook.Gap
        The two items, their net, and the banner.
    waves : mapping of str to ShownWave
        In order of time, by name.
    rounding : Rounding or None
        How coarsely they are told.
    """

    declared: codebook.DeclaredGap
    waves: Mapping[str, ShownWave]
    rounding: Rounding | None = None

    @property
    def _by(self) -> str:
        last, by = [*self.waves.values()][-1].wave, self.declared.by
        return last.dimension(by).id if by else TOTAL

    @cached_property
    def _gaps(self) -> "dict[str, Gap]":
        told = self.declared
        return {
            name: wave.gap(told.self_item, told.other_item, by=told.by, net=told.net)
            for name, wave in self.waves.items()
        }

    @cached_property
    def _found(self) -> dict[str, dict]:
        """Of each wave its groups, the total first."""
        return {name: {g.group: g for g in gap.groups} for name, gap in self._gaps.items()}

    @property
    def differs(self) -> dict[str, float]:
        """By wave, the p-value of the gap being the same in all its groups, if tested."""
        several = (
            (name, gap.heterogeneity)
            for name, gap in self._gaps.items()
            if len(gap.pairs) > 1
        )
        told = {name: test.p_value for name, test in several if test.state is State.OK}
        return (
            {name: float(self.rounding.p(p)) for name, p in told.items()}
            if self.rounding
            else told
        )

    @property
    def widest(self) -> str:
        """The group whose gap is the widest in every wave; empty if no single one is."""
        parts = self.frame[self.frame["group"] != TOTAL]
        sizes = parts.pivot(index="wave", columns="group", values="difference").abs()
        sizes = sizes.dropna(axis=1)
        if sizes.shape[1] < 2:
            return ""
        first = sizes.eq(sizes.max(axis=1), axis=0)
        alone = first.loc[:, first.all()].columns
        return str(alone[0]) if len(alone) == 1 and (first.sum(axis=1) == 1).all() else ""

    @property
    def groups(self) -> list[str]:
        """The total and each group that stands by itself in every wave."""
        by, (first, *others) = self.declared.by, self._found.values()
        last = [*self.waves.values()][-1].wave
        answers = last.dimension(by).categories if by else ()
        alone = {TOTAL, *(answer.id for answer in answers)}
        return [g for g in first if g in alone and all(g in own for own in others)]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One line per group and wave: group, wave and the columns of `SHOWN`, as told."""
        lines = [
            {"group": group, "wave": wave, "base": own[group].base,
             "self_proportion": own[group].self_proportion,
             "other_proportion": own[group].other_proportion,
             "difference": own[group].difference.effect_size,
             "ci_low": own[group].difference.ci_low, "ci_high": own[group].difference.ci_high}
            for group in self.groups
            for wave, own in self._found.items()
        ]  # fmt: skip
        exact = pd.DataFrame(lines, columns=["group", "wave", *SHOWN])
        return (
            self.rounding.gaps(exact, self._by, exact["group"]) if self.rounding else exact
        )

    def changes(self, group: str = TOTAL, *, level: float = LEVEL) -> pd.DataFrame:
        """Return the change from each wave to the next, with both gaps and both bases."""
        pairs = {wave: own[group].pairs for wave, own in self._found.items()}
        own = self.frame[self.frame["group"] == group].set_index("wave")
        found = gap_changes(pairs, level=level)
        return found.assign(
            before=found["from_wave"].map(own["difference"]),
            after=found["to_wave"].map(own["difference"]),
            n_before=found["from_wave"].map(own["base"]),
            n_after=found["to_wave"].map(own["base"]),
        )


def courses(
    waves: Mapping[str, ShownWave], rounding: Rounding | None = None
) -> list[GapCourse]:
    """Return the gaps that all waves declare alike and asked both sides of.

    Parameters
    ----------
    waves : mapping of str to ShownWave
        In order of time, by name.
    rounding : Rounding, optional
        How coarsely they are told.
    """

    def told(gap: codebook.DeclaredGap) -> tuple:
        return gap.self_item, gap.other_item, gap.net, gap.by

    def has(wave: ShownWave, gap: codebook.DeclaredGap) -> bool:
        asked = {gap.self_item, gap.other_item, *([gap.by] if gap.by else [])}
        return asked <= {*wave.wave.columns} and told(gap) in map(told, wave.codebook.gaps)

    last = [*waves.values()][-1].codebook.gaps
    return [
        GapCourse(gap, waves, rounding)
        for gap in last
        if all(has(w, gap) for w in waves.values())
    ]
