"""Whether an item may stand side by side in several waves, and what is to be kept in mind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from itperception.errors import ItPerceptionError
from itperception.inference.results import join_notes
from itperception.survey.codebook import Dimension
from itperception.survey.comparability import comparability
from itperception.survey.waves import WaveFolder

if TYPE_CHECKING:
    import pandas as pd


def caution(
    folders: Sequence[WaveFolder], items: Sequence[str], *, comparable: bool = False
) -> str:
    """Return what changed in items from wave to wave; refuse what breaks a trend.

    Parameters
    ----------
    folders : sequence of WaveFolder
        In order of time.
    items : sequence of str
        Item ids, or ``set.option``: what is compared, and what a filter goes by.
    comparable : bool
        Whether the caller judges that it can be compared all the same.

    Raises
    ------
    ItPerceptionError
        If it cannot be compared; the message names each change, and how to declare that
        it can be.
    """
    changes = comparability(folders, items=items)
    changes = changes[changes["change"] != "none"]
    broken = changes[~changes["comparable"].astype(bool)]
    if len(broken) and not comparable:
        line = broken.iloc[0]
        raise ItPerceptionError(
            f"{line['item']!r} cannot be compared: {_told(broken)}. If it can in your judgement, "
            f"say comparable=True, or declare it in wave.yaml of {line['to_wave']!r}: "
            f"departures: [{{item: {line['item'].split('.')[0]}, change: {line['change']}, "
            "comparable: true, reason: …}]"
        )
    return f"changed between the waves: {_told(changes)}" if len(changes) else ""


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


def _told(changes: "pd.DataFrame") -> str:
    return join_notes(*(
        f"{line.change} from {line.from_wave!r} to {line.to_wave!r} "
        f"({line.before or 'none'} → {line.after or 'none'})"
        + (f", {line.reason}" if line.reason else "")
        for line in changes.itertuples()
    ))  # fmt: skip
