"""Which items may be compared across which waves, and why not.

Two waves asked the same thing if wording, answers and base are the same. A wave may
say in ``wave.yaml`` that it asked in other words (a departure); whether answers can
still be compared is then the researcher's declared judgement, with a reason.
"""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from itperception.survey.codebook import Codebook, say
from itperception.survey.waves import WaveFolder

COLUMNS = ["item", "from_wave", "to_wave", "comparable", "change", "reason"]


def comparability(folders: Sequence[WaveFolder], language: str = "en") -> pd.DataFrame:
    """Hold each wave's items against the wave before it.

    Parameters
    ----------
    folders : sequence of WaveFolder
        In order of time.
    language : {"en", "sv", "de"}
        Language of the reasons.

    Returns
    -------
    pandas.DataFrame
        One line per item and step: item, from_wave, to_wave, comparable (bool),
        change (``none``, ``wording``, ``answers``, ``base`` or ``not asked``), reason.

    Examples
    --------
    >>> list(comparability([]).columns) == COLUMNS
    True
    """
    lines = [
        (item, before.name, after.name, *_step(item, before, after, language))
        for before, after in pairwise(folders)
        for item in dict.fromkeys([*_ids(before.codebook), *_ids(after.codebook)])
    ]
    return pd.DataFrame(lines, columns=COLUMNS)


def _ids(codebook: Codebook) -> list[str]:
    return [dimension.id for dimension in codebook.dimensions()]


def _step(item: str, before: WaveFolder, after: WaveFolder, language: str):
    """Return comparable, change and reason for one item between two waves."""
    if item not in _ids(before.codebook) or item not in _ids(after.codebook):
        return False, "not asked", ""
    one, other = (folder.codebook.dimension(item) for folder in (before, after))
    if [c.id for c in one.categories] != [c.id for c in other.categories]:
        return False, "answers", ""
    if one.asked_if != other.asked_if:
        return False, "base", ""
    if one.wording == other.wording:
        return True, "none", ""
    declared = [
        d for f in (after, before) for d in f.description.departures if d.item == item
    ]
    if declared:
        return declared[0].comparable, "wording", say(declared[0].reason, language)
    return False, "wording", ""
