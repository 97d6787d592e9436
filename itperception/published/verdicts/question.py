"""A claim put to print: its figures, every table that print allows, and what is assumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.study import Study, StudyClaim
from itperception.published.tables.joint import Joint
from itperception.published.verdicts.verdict import Certainty, Verdict

_UNWEIGHTED = "counts are of people, unweighted"
_ROUNDING = "where the way of rounding is not in print, either way is allowed"
EXHAUSTIVE = "each person asked is in one of the groups, and in no other"
INDEPENDENT = "the groups are different people"
SAME_PEOPLE = "the same people were asked about both"
DONT_KNOW_OPTION = "dont_know"
IN_BASE = "a share is of everybody asked in its group, those without an answer included"
NO_SIZES = "no sizes of the groups that add up to everybody asked allow all of them"
MAY_OVERLAP = (
    "{groups} may overlap, so that it is not known who all others are; name parts of "
    "everybody, or other groups, not both"
)
NO_OTHERS = "{groups}: in no table is anybody else asked, so that there is no comparison"
UP_TO = "{group} has at most {most:,} people"
NAMED_APART = ("overlap",)
"""Assumptions that the kind of claim says in words of its own."""


@lru_cache(maxsize=16)
def joint(study: Study, least: int = 1) -> Joint:
    """Return what everything in print allows together, worked out once per study."""
    return Joint(study, least)


@dataclass(frozen=True, eq=False)
class ClaimQuestion:
    """A claim put to everything in print; each kind of claim is a function of a question."""

    study: Study  # everything in print
    claim: StudyClaim  # the sentence
    alpha: float = 0.05  # level of the tests, in (0, 1)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The claim's figures, in its order; `UnknownNameError` names the nearest."""
        return tuple(map(self.study.figure, self.claim.figures))

    @property
    def least(self) -> int:
        """The fewest people of a group whose size is not in print, as is assumed."""
        return int(self.claim.assume.get("least", 1))

    @property
    def known(self) -> Joint:
        """Every table that everything in print allows."""
        return joint(self.study, self.least)

    def needed(self, name: str):
        """Return an option that the claim cannot do without."""
        if name not in self.claim.options:
            told = f"claim {self.claim.id!r}, of kind {self.claim.kind}, needs {name!r}"
            raise ItPerceptionError(told)
        return self.claim.options[name]

    def verdict(
        self, holds: Certainty | None = None, significant: Certainty | None = None, *,
        said: Sequence[str] = (), limits: bool = True, **told,
    ) -> Verdict:  # fmt: skip
        """Return the verdict, with all that it assumes.

        `said`: what is assumed besides how figures are read, and what the claim names.
        `limits`: whether only the sizes of :meth:`Joint.looked_at` were looked at.
        """
        named = (f"{k} {v}" for k, v in self.claim.assume.items() if k not in NAMED_APART)
        largest = limits_of(self.known, self.figures) if limits else ()
        read = [f"{f.label}: {f.assumption}" for f in self.figures if f.kind == "words"]
        assumed = (_UNWEIGHTED, IN_BASE, _ROUNDING, *read, *said, *largest, *named)
        return Verdict(
            claim=self.claim, possible=True, alpha=self.alpha, holds=holds,
            significant=significant, assumptions=tuple(dict.fromkeys(assumed)), **told,
        )  # fmt: skip

    def at_every_size(self, significant: Certainty | None) -> Certainty | None:
        """Return an answer that holds of groups larger than were looked at, too."""
        is_open = self.known.is_open(self.figures[0].group)
        return "some" if significant == "none" and is_open else significant

    def held_apart(self) -> list[str]:
        """Return the groups that are some of everybody and are held against all others.

        Raises
        ------
        ItPerceptionError
            If these may overlap.
        """
        names = dict.fromkeys(figure.group for figure in self.figures)
        inside = [name for name in names if is_some_of_all(self.study, name)]
        if EVERYBODY not in names or not inside:
            return []
        parts = [name for name in inside if name in self.study.parts]
        if parts and len(parts) < len(inside):
            raise ItPerceptionError(MAY_OVERLAP.format(groups=" and ".join(inside)))
        return inside

    def dont_know(self) -> Figure | None:
        """Return the figure of those who did not know, None if there is none in print."""
        if name := self.claim.options.get(DONT_KNOW_OPTION):
            return self.study.figure(str(name))
        shown = self.figures[0]
        same = (
            f for f in self.study.figures
            if (f.item, f.group) == (shown.item, shown.group) and f is not shown
        )  # fmt: skip
        return next((f for f in same if f.categories == (DONT_KNOW_OPTION,)), None)

    def share_counts(self) -> pd.DataFrame:
        """Return what print allows of the figures, answers of one item and group, added up.

        ``base``, ``count``, ``share``; with a figure of don't knows also ``silent``, how
        many of the base these are.
        """
        first, silent = self.figures[0], self.dont_know()
        net = [answer for figure in self.figures for answer in figure.categories]
        nets = [net, *([silent.categories] if silent else [])]
        found = self.known.counts(first.item, nets, (first.group,))[:, 0]
        frame = pd.DataFrame(found, columns=["base", "count", "silent"][: found.shape[1]])
        return frame.assign(share=frame["count"] / np.maximum(frame["base"], 1))


def is_some_of_all(study: Study, group: str) -> bool:
    """Whether the people of a group are some of everybody asked, and not all of them."""
    own = study.group(group).own
    return group != EVERYBODY and (group in study.parts or not own)


def limits_of(known: Joint, figures: Sequence[Figure]) -> list[str]:
    """Return how large groups are taken to be at most, where print does not say."""
    return [
        UP_TO.format(group=name, most=known.looked_at(name)[-1])
        for name in dict.fromkeys(f.group for f in figures if f.base is None)
        if known.is_open(name)
    ]
