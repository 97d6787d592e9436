"""The change of a gap from wave to wave: two answers of the same people, asked anew."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from itperception.inference.gap.gaps import compare_gaps
from itperception.inference.intervals import LEVEL
from itperception.inference.results import State


def gap_changes(
    pairs: Mapping[str, Sequence[float]], *, level: float = LEVEL
) -> pd.DataFrame:
    """Return the change of a gap from each wave to the next.

    Columns from_wave, to_wave, difference (later minus earlier, in [-2, 2]), ci_low, ci_high,
    p_value, state; NaN where nobody answered both in one of the waves.

    Waves are independent samples, so a change of the gap is a difference between groups:
    the interval is put together from the Tango intervals of both waves, and the test
    agrees with it; see :func:`itperception.inference.gap.gaps.compare_gaps`.

    Examples
    --------
    >>> gap_changes({"2024": (60, 20, 200), "2026": (90, 10, 200)}).round(3).values.tolist()
    [['2024', '2026', 0.2, 0.083, 0.315, 0.001, 'ok']]
    """
    lines = []
    for before, after in pairwise(pairs):
        found = compare_gaps(
            {"after": pairs[after], "before": pairs[before]}, adjust="none", level=level
        )
        names = ["difference", "ci_low", "ci_high", "p_value"]
        told = found[names].iloc[0] if len(found) else dict.fromkeys(names, np.nan)
        state = State.OK if len(found) else State.EMPTY
        lines.append({"from_wave": before, "to_wave": after, **told, "state": str(state)})
    columns = [
        "from_wave",
        "to_wave",
        "difference",
        "ci_low",
        "ci_high",
        "p_value",
        "state",
    ]
    return pd.DataFrame(lines, columns=columns)
