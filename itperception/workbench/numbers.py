"""From a wave to the numbers that people gave: of a numeric item, or what answers count."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.inference.design.overlap import OVERLAP
from itperception.inference.means import Means, means
from itperception.inference.numbers import Numbers
from itperception.inference.results import join_notes
from itperception.survey.drawn import CLUSTER, FPC, STRATUM, WEIGHT
from itperception.survey.questions import Number
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension
from itperception.terms.text import say
from itperception.workbench.counted import refuse_the_same
from itperception.workbench.predicting import WAVE, People, read_column

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


def mean_by_wave(
    people: People, name: str, told: str, *, is_nps: bool = False, **how
) -> Means:  # fmt: skip
    """Return means wave by wave; see :meth:`itperception.workbench.series.Waves.mean`."""
    numbers, of = numbers_by_wave(people, name, is_nps=is_nps)
    last = people.waves[-1].folder.description.profile
    usual = {"profile": last} | ({"quantiles": ()} if is_nps else {})
    found = means(numbers, of, **usual | how)
    note = join_notes(people.caution, told, *_left_out(people, numbers.values, name))
    # Of several waves together there is no mean that would be anybody's.
    return replace(found, lines=found.lines[:0:-1].reset_index(drop=True), note=note)


def numbers_by_wave(
    people: People, name: str, *, is_nps: bool = False
) -> tuple[Numbers, str]:
    """Return who gave which number in which wave, the last one first, and what they are."""
    values, of, ends = (_nps if is_nps else _values)(people, name)
    codes = people.codes(WAVE)
    columns = {wave.name: codes == k for k, wave in reversed([*enumerate(people.waves)])}
    return numbers_of(people, values, columns, ends), of


def numbers_of(
    people: People, values: np.ndarray, columns: Mapping[str, np.ndarray],
    ends: tuple[float, float],
) -> Numbers:  # fmt: skip
    """Return who gave which number in which column.

    Parameters
    ----------
    people : People
        Of one wave, or of several.
    values : numpy.ndarray
        A number for everybody; NaN for none.
    columns : mapping of str to numpy.ndarray of bool
        By column, who is in it.
    ends : tuple of float
        The least and the largest number there can be.
    """
    drawn = {STRATUM, CLUSTER, FPC} | ({WEIGHT} if people.weighted else set())
    shared = bool(np.sum([*columns.values()], axis=0).max(initial=0) > 1)
    is_plain = all(drawn.isdisjoint(wave.columns) for wave in people.waves)
    return Numbers(
        np.where(people.kept, values, np.nan), dict(columns), people.units,
        is_plain and not (people.panel or shared), ends, shared,
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
    number = people.waves[-1].codebook.number(name)
    if number is not None:
        unit = f", {say(number.unit)}" if number.unit else ""
        return _given(people, number), f"{say(number.label)}{unit}", number.ends
    asked = people.dimension(name)
    found = [_counts(wave.dimension(name)) for wave in people.waves]
    for own in found:
        if own != found[-1]:
            raise ItPerceptionError(f"{asked.id!r} does not count the same in every wave: found "
                                    f"{own}, expected {found[-1]}")  # fmt: skip
    scores = [*found[-1].values()]
    counted = np.full(len(asked.categories) + 1, np.nan)
    counted[answer_positions(asked.categories)] = scores
    told = [asked.categories[k] for k in answer_positions(asked.categories)]
    ends = (_end(scores[k], say(told[k].label)) for k in (0, -1))
    of = f"{say(asked.label)}, {' … '.join(ends)}"
    return counted[people.codes(asked.id)], of, (min(scores), max(scores))


def _end(score: float, label: str) -> str:
    """Return what an end of a scale counts, and its label unless that is its number.

    Examples
    --------
    >>> _end(1.0, "1"), _end(5.0, "Poor")
    ('1', '5 = Poor')
    """
    return f"{score:g}" if label == f"{score:g}" else f"{score:g} = {label}"


def _given(people: People, number: Number) -> np.ndarray:
    return np.concatenate([number_values(wave, number) for wave in people.waves])


def _counts(asked: Dimension) -> dict[str, float]:
    """Return what each answer counts; refuse those of which that is not known."""
    if asked.scores:
        ids = (asked.categories[k].id for k in answer_positions(asked.categories))
        return dict(zip(ids, asked.scores, strict=True))
    reason = "its codes have another order than its answers" if asked.ordered else \
        "its answers are not ranked"  # fmt: skip
    raise ItPerceptionError(
        f"{asked.id!r} has no mean, as {reason}; 'scores: [...]' in its scale says what "
        "each answer counts, in their order"
    )


def _nps(people: People, name: str) -> tuple[np.ndarray, str, tuple[float, float]]:
    number = people.waves[-1].codebook.number(name)
    if number is None or not number.nps:
        raise ItPerceptionError(
            f"{name!r} has no Net Promoter Score; it is of a number with 'nps: true'"
        )
    values = nps_of(_given(people, number))
    return values, f"{say(number.label)}, {NPS}", NPS_ENDS


def _left_out(people: People, values: np.ndarray, name: str) -> list[str]:
    """Say how many of those asked gave no number."""
    number = people.waves[-1].codebook.number(name)
    of = number.bins_id if number else people.dimension(name).id
    codes = np.concatenate([read_column(wave, of, -1) for wave in people.waves])
    asked = people.kept & (codes >= 0)
    gone = int((asked & np.isnan(values)).sum())
    return (
        [f"{gone:,} of {asked.sum():,} asked gave no number, and are left out"]
        if gone
        else []
    )
