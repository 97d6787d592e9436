"""Whether an item may stand side by side in several waves, and what is to be kept in mind."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.inference.results import join_notes
from itperception.survey.comparability import comparability
from itperception.survey.waves import WaveFolder
from itperception.terms.dimension import Dimension


def caution(
    folders: Sequence[WaveFolder], items: Sequence[str], *, comparable: bool = False
) -> str:
    """Return what changed in items from wave to wave; refuse what breaks a trend.

    Parameters
    ----------
    folders : sequence of WaveFolder
        In order of time.
    items : sequence of str
        Items, banners, or ``set.option``: what is compared, and what a filter goes by.
    comparable : bool
        Whether the caller judges that it can be compared all the same.

    Raises
    ------
    ItPerceptionError
        If it cannot be compared; the message names each change, and how to declare that
        it can be.
    """
    asked = [folders[-1].codebook.dimension(name) for name in items]
    changes = _changes(folders, [part.id for one in asked for part in one.parts])
    broken = changes[~changes["comparable"]]
    if len(broken) and not comparable:
        line, told = broken.iloc[0], _told(broken).rstrip(".")
        raise ItPerceptionError(
            f"{line['item']!r} cannot be compared: {told}. If it can in your judgement, say "
            f"comparable=True, or declare it in wave.yaml of {line['to_wave']!r}: departures: "
            f"[{{item: {line['item'].split('.')[0]}, change: {line['change']}, "
            "comparable: true, reason: …}]"
        )
    return f"changed between the waves: {_told(changes)}" if len(changes) else ""


def alike(
    folders: Sequence[WaveFolder], items: Sequence[str], *, comparable: bool = False
) -> tuple[list[str], str]:
    """Return which items can be compared, and why the others cannot; see :func:`caution`.

    Of those that `comparable` lets through, what a wave did not ask is left out, and what has
    other answers.
    """
    changes = _changes(folders, items)
    is_gone = [
        line.change == "not asked"
        or not (line.comparable or comparable)
        or not has_one_scale(folders, line.item)
        for line in changes.itertuples()
    ]
    gone = changes[np.array(is_gone, bool)]
    names = [name for name in items if name in {*gone["item"]}]
    told = f"{', '.join(names)} left out: {_told(gone)}" if names else ""
    return [name for name in items if name not in names], told


def has_one_scale(folders: Sequence[WaveFolder], item: str) -> bool:
    """Say whether an item that all waves asked has the same answers in each."""
    asked = [folder.codebook.dimension(item).categories for folder in folders]
    return len({frozenset(answer.id for answer in own) for own in asked}) == 1


def in_one_order(stubs: Sequence[Dimension]) -> list[np.ndarray]:
    """Return where each wave has the answers of the last one.

    Raises
    ------
    ItPerceptionError
        If a wave has other answers.
    """
    ids = [[category.id for category in stub.categories] for stub in stubs]
    for names in ids:
        if {*names} != {*ids[-1]}:
            raise ItPerceptionError(
                f"{stubs[-1].id!r} does not have the same answers in every wave: found "
                f"{', '.join(names)}, expected {', '.join(ids[-1])}"
            )
    return [np.array([names.index(name) for name in ids[-1]]) for names in ids]


def _changes(folders: Sequence[WaveFolder], items: Sequence[str]) -> pd.DataFrame:
    found = comparability(folders, items=items).astype({"comparable": bool})
    return found[(found["change"] != "none") & found["item"].isin(items)]


def _told(changes: pd.DataFrame) -> str:
    """Tell changes, what is the same of several items once; of one item without its name."""
    same = [name for name in changes if name not in ("item", "how")]
    named = changes["item"].nunique() > 1
    return join_notes(*(
        (f"{', '.join(own['item'])}: " if named else "")
        + f"{line.change} from {line.from_wave!r} to {line.to_wave!r} "
        + f"({line.before or 'none'} → {line.after or 'none'})"
        + (f", {line.reason}" if line.reason else "")
        for _, own in changes.groupby(same, sort=False) for line in [own.iloc[0]]
    ))  # fmt: skip
