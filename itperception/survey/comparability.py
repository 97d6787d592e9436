"""Which items may be compared across which waves, and why not.

Two waves asked the same thing if wording, answers and base are the same and the surveys
were made alike. Whether answers can still be compared after a change is the researcher's
judgement, declared in ``wave.yaml`` of the later wave (a departure) with its reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from itperception.errors import unknown_name
from itperception.lines import HOW, Lines
from itperception.survey.changes import (
    Change,
    base_of,
    question_changes,
    question_of,
    wave_changes,
)
from itperception.survey.waves import WaveFolder, as_folder
from itperception.terms.asked import asked, names_of
from itperception.terms.text import say

NOT_WHO = ("nets", "empty_cells")
"""Changes of a filter's question that leave those whom the filter lets through."""


class Line(NamedTuple):
    """One change of an item between two waves, and what was judged of it."""

    item: str
    from_wave: str
    to_wave: str
    change: str
    before: str
    after: str
    comparable: bool
    reason: str

    @property
    def how(self) -> str:
        """The change and the judgement in words."""
        told = f"{self.item}, {self.from_wave} to {self.to_wave}: {self.change}"
        if self.before or self.after:
            told += f" ({self.before or 'none'} → {self.after or 'none'})"
        told += f"; {'can' if self.comparable else 'cannot'} be compared"
        return told + (f", {self.reason}" if self.reason else "")


_COLUMNS = [*Line._fields, HOW]


@asked
def comparability(
    folders: str | Sequence[WaveFolder | str],
    language: str = "en",
    *,
    items: Sequence[str] = (),
) -> pd.DataFrame:
    """Hold each wave's items against the wave before it.

    Parameters
    ----------
    folders : str, or sequence of WaveFolder or str
        Waves or their names, in order of time.
    language : {"en", "sv", "de"}
        Language of what is told.
    items : sequence of str
        Item ids, or ``set.option``; by default everything that one of the waves asked.

    Returns
    -------
    pandas.DataFrame
        One line per item, step and change: item, from_wave, to_wave, change, before, after
        (in words), comparable (bool), reason, how (all of it, in English). The change is
        ``none`` (in a line by itself), ``not asked``, or a kind of
        :mod:`itperception.survey.description`: of the question (`ITEM_CHANGES`) or of the
        whole wave (`WAVE_CHANGES`). A step can be compared if all its lines can.

    Notes
    -----
    What breaks a trend unless a departure declares otherwise, and what is only told: see
    :func:`itperception.survey.changes.question_changes` and
    :func:`itperception.survey.changes.wave_changes`. A filter on a question that can no
    longer be compared is another base. A declaration holds against whichever wave stands
    before, so that waves left out between two are to be thought of.

    Examples
    --------
    >>> found = itp.comparability("demo-2024,demo-2026", items="image")
    >>> found[["item", "change"]].values.tolist()
    [['image', 'wording']]
    """
    is_named = isinstance(folders, str) or not isinstance(folders, Sequence) or not folders
    named = names_of(folders, least=2) if is_named else folders
    folders = [as_folder(wave) for wave in named]
    _refuse_unknown(folders, items)
    lines = [
        (*line, line.how)
        for before, after in pairwise(folders)
        for line in _Step(before, after, language).lines(items)
    ]
    return Lines(lines, columns=_COLUMNS)


def _refuse_unknown(folders: Sequence[WaveFolder], items: Sequence[str]) -> None:
    known = {d.id: None for folder in folders for d in folder.codebook.dimensions()}
    for name in items:
        if name not in known:
            raise unknown_name("item of these waves", name, [*known])


@dataclass(frozen=True, eq=False)
class _Step:
    """From one wave to the next."""

    before: WaveFolder
    after: WaveFolder
    language: str

    def lines(self, items: Sequence[str]) -> Iterator[Line]:
        asked = [_asked(folder) for folder in (self.before, self.after)]
        of_wave = list(self._of_wave())
        for item in items or dict.fromkeys([*asked[0], *asked[1]]):
            if not all(item in names for names in asked):
                yield self._line(item, Change("not asked", "", ""))
                continue
            own = (
                change for name in self._made_of(item) for change in self._of_question(name)
            )
            found = [*dict.fromkeys((*self._of_question(item), *own)), *of_wave]
            for change in found or [Change("none", "", "", False)]:
                yield self._line(item, change)

    def _made_of(self, item: str) -> tuple[str, ...]:
        """Return what an item is made of: what is changed or declared of it is so of the item."""
        made = (
            name for f in (self.before, self.after) for name in f.codebook.made_of(item)
        )
        return tuple(dict.fromkeys(made))

    @cache  # noqa: B019
    def _of_question(self, item: str) -> tuple[Change, ...]:
        """Return the changes of a question; a filter's question hands its own on."""
        folders = self.before, self.after
        one, other = (question_of(f.codebook, f.description, item) for f in folders)
        found = tuple(question_changes(one, other, self.language))
        conditions = [question.asked_if for question in (one, other)]
        if self._is_same_base(*conditions):
            return found
        told = (base_of(f.codebook, condition, self.language)
                for f, condition in zip(folders, conditions, strict=True))  # fmt: skip
        return *found, Change("base", *told)

    def _is_same_base(self, one, other) -> bool:
        if one is None or other is None:
            return one is other
        if (one.item, {*one.any_of}) != (other.item, {*other.any_of}):
            return False
        asked_too = all(one.item in _asked(folder) for folder in (self.before, self.after))
        return asked_too and all(
            self._line(one.item, change).comparable
            for change in self._of_question(one.item)
            if change.kind not in NOT_WHO
        )

    def _of_wave(self) -> Iterator[Change]:
        yield from wave_changes(
            self.before.description, self.after.description, self.language
        )

        if self.before.description.where != self.after.description.where:
            told = (
                say(f.only, self.language) if f.only else ""
                for f in (self.before, self.after)
            )
            yield Change("population", *told)

    def _line(self, item: str, change: Change) -> Line:
        """Judge a change as the later wave declares it; the item's own word comes first."""
        named = {name.split(".")[0] for name in (item, *self._made_of(item))}
        declared = [
            d for d in self.after.description.departures
            if d.change == change.kind and (d.item is None or d.item in named)
        ]  # fmt: skip
        said = min(declared, key=lambda d: d.item is None, default=None)
        return Line(
            item, self.before.name, self.after.name, change.kind, change.before,
            change.after, said.comparable if said else not change.breaks,
            say(said.reason, self.language) if said else "",
        )  # fmt: skip


def _asked(folder: WaveFolder) -> list[str]:
    """Return what a wave asked: its codebook without what it left out."""
    left_out, made_of = folder.description.layout.not_asked, folder.codebook.made_of
    return [
        dimension.id for dimension in folder.codebook.dimensions()
        if {part for name in (dimension.id, *made_of(dimension.id))
            for part in (name, name.split(".")[0])}.isdisjoint(left_out)
    ]  # fmt: skip
