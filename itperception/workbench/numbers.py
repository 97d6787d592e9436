"""From a wave to the numbers that people gave: of a numeric item, or what answers count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.inference.design.overlap import OVERLAP
from itperception.inference.means import Means, means
from itperception.inference.numbers import Numbers
from itperception.inference.results import join_notes
from itperception.survey.codebook import Dimension, Number, answer_positions, say
from itperception.survey.drawn import CLUSTER, FPC, STRATUM, WEIGHT
from itperception.workbench.counted import refuse_the_same
from itperception.workbench.predicting import People, read_column

NPS_ENDS = (-100.0, 100.0)
NPS = "Net Promoter Score: 100 of 9 and 10, −100 of 0 to 6, 0 of 7 and 8"


def mean_of(
    wave, name: str, by: str | None = None, *, is_nps: bool = False,
    where: Mapping[str, Sequence[str]] | None = None, weighted: bool = True, **how,
) -> Means:  # fmt: skip
    """Return means; see :meth:`itperception.workbench.wave.Wave.mean`."""
    people, number = People((wave,), where, weighted), wave.codebook.number(name)
    values, of, ends = (_nps if is_nps else _values)(people, name)
    if by not in wave.codebook.sets:
        refuse_the_same(wave, number.bins_id if number else name, by)
    found = numbers_of(people, values, people.columns(by) if by else {}, ends)
    overlap = OVERLAP if by in wave.codebook.sets else ""
    note = join_notes(wave.caution, overlap, *_left_out(people, values, name))
    usual = {"profile": wave.folder.description.profile} | (
        {"quantiles": ()} if is_nps else {}
    )
    return replace(means(found, of, **usual | how), note=note)


def numbers_of(
    people: People, values: np.ndarray, columns: Mapping[str, np.ndarray],
    ends: tuple[float, float],
) -> Numbers:  # fmt: skip
    """Return who gave which number in which column.

    Parameters
    ----------
    people : People
        Of one wave.
    values : numpy.ndarray
        A number for everybody; NaN for none.
    columns : mapping of str to numpy.ndarray of bool
        By column, who is in it.
    ends : tuple of float
        The least and the largest number there can be.
    """
    drawn = {STRATUM, CLUSTER, FPC} | ({WEIGHT} if people.weighted else set())
    shared = bool(np.sum([*columns.values()], axis=0).max(initial=0) > 1)
    return Numbers(
        np.where(people.kept, values, np.nan), dict(columns), people.units,
        drawn.isdisjoint(people.waves[0].columns) and not shared, ends, shared,
    )  # fmt: skip


def number_values(wave, number: Number) -> np.ndarray:
    """Return the number that each respondent gave; NaN for none.

    Raises
    ------
    ItPerceptionError
        If the wave did not ask it.
    """
    if number.id not in wave.columns:
        raise ItPerceptionError(f"wave {wave.name!r} did not ask {number.id!r}")
    return read_column(wave, number.id, np.nan)


def nps_of(values: np.ndarray) -> np.ndarray:
    """Return what recommendations from 0 to 10 count in the Net Promoter Score.

    Examples
    --------
    >>> nps_of(np.array([10, 9, 8, 7, 6, 0, np.nan])).tolist()
    [100.0, 100.0, 0.0, 0.0, -100.0, -100.0, nan]
    """
    return np.where(np.isnan(values), np.nan, 100.0 * (values >= 9) - 100.0 * (values <= 6))


def _values(people: People, name: str) -> tuple[np.ndarray, str, tuple[float, float]]:
    """Return what everybody's answer counts, what that is, and between which ends."""
    wave = people.waves[0]
    number = wave.codebook.number(name)
    if number is not None:
        unit = f", {say(number.unit)}" if number.unit else ""
        return number_values(wave, number), f"{say(number.label)}{unit}", number.ends
    asked = wave.dimension(name)
    scores = _scores(asked)
    counted = np.full(len(asked.categories) + 1, np.nan)
    counted[answer_positions(asked.categories)] = scores
    told = [asked.categories[k] for k in answer_positions(asked.categories)]
    ends = f"{scores[0]:g} = {say(told[0].label)} … {scores[-1]:g} = {say(told[-1].label)}"
    of = f"{say(asked.label)}, {ends}"
    return counted[people.codes(asked.id)], of, (min(scores), max(scores))


def _scores(asked: Dimension) -> Sequence[float]:
    """Return what the answers count; refuse those of which that is not known."""
    if asked.scores:
        return asked.scores
    reason = "its codes have another order than its answers" if asked.ordered else \
        "its answers are not ranked"  # fmt: skip
    raise ItPerceptionError(
        f"{asked.id!r} has no mean, as {reason}; 'scores: [...]' in its scale says what "
        "each answer counts, in their order"
    )


def _nps(people: People, name: str) -> tuple[np.ndarray, str, tuple[float, float]]:
    number = people.waves[0].codebook.number(name)
    if number is None or not number.nps:
        raise ItPerceptionError(
            f"{name!r} has no Net Promoter Score; it is of a number with 'nps: true'"
        )
    values = nps_of(number_values(people.waves[0], number))
    return values, f"{say(number.label)}, {NPS}", NPS_ENDS


def _left_out(people: People, values: np.ndarray, name: str) -> list[str]:
    """Say how many of those asked gave no number."""
    number = people.waves[0].codebook.number(name)
    asked = people.kept & (people.codes(number.bins_id if number else name) >= 0)
    gone = int((asked & np.isnan(values)).sum())
    return (
        [f"{gone:,} of {asked.sum():,} asked gave no number, and are left out"]
        if gone
        else []
    )
