"""Every pair of columns of a table tested by the rules of a profile, row by row."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from itperception.counting.given import TOTAL
from itperception.inference.comparisons.columns import ComparedColumns
from itperception.inference.comparisons.pair_tests import (
    TEST_OF,
    Side,
    interval_of,
    pooled_proportion,
)
from itperception.inference.comparisons.pair_words import pair_notes
from itperception.inference.comparisons.profiles import Profile
from itperception.inference.results import State
from itperception.inference.solving import divide, positive

PAIR_COLUMNS = [
    "category", "first", "second", "base", "base_second", "effective_base",
    "effective_base_second", "proportion", "proportion_second", "difference", "ci_low",
    "ci_high", "statistic", "df", "p_value", "p_adjusted", "state", "note", "adjust",
    "family_size", "tested_count", "tested_count_second", "tested_base",
    "tested_base_second", "pooled", "scale",
]  # fmt: skip


def column_pairs(
    columns: ComparedColumns,
    profile: Profile,
    groups: Sequence[Sequence[int]],
    against: str,
) -> dict[str, np.ndarray]:
    """Return difference, interval and test of every pair, for each row and net.

    `PAIR_COLUMNS` but those of the adjustment, and `group`: arrays of one line per row and
    pair, so that a frame is made of them once, when all is known.
    """
    at, group = _positions(groups, against, len(columns.names))
    one, two = (columns.side(side, profile) for side in at)
    if columns.design is None:
        found = TEST_OF[profile.test][1](one, two)
        low, high = interval_of(profile.interval, one, two, 1 - profile.alpha)
        state = _states(one, two, found.statistic, profile)
    else:
        known, found, (low, high) = columns.design.pairs(at, 1 - profile.alpha)
        state = _states(one, two, found.statistic, profile)
        state = np.where((state == State.NO_ESTIMATE) & (known != State.OK), known, state)
    ok = state == State.OK
    shown = columns.proportions
    names, rows = np.array(columns.names, object), np.array(columns.rows, object)
    fields = {
        "category": rows[:, np.newaxis], "group": group,
        "first": names[at[0]], "second": names[at[1]],
        "base": columns.people[at[0]], "base_second": columns.people[at[1]],
        "effective_base": columns.effective[at[0]],
        "effective_base_second": columns.effective[at[1]],
        "proportion": shown[:, at[0]], "proportion_second": shown[:, at[1]],
        "difference": np.where(state == State.SAME_PEOPLE, np.nan,
                               shown[:, at[0]] - shown[:, at[1]]),
        "ci_low": low, "ci_high": high,
        "statistic": np.where(ok, found.statistic, np.nan),
        "df": np.where(ok, found.df, np.nan), "p_value": np.where(ok, found.p_value, np.nan),
        "state": state,
        "tested_count": one.count, "tested_count_second": two.count,
        "tested_base": one.base, "tested_base_second": two.base,
        "pooled": pooled_proportion(one, two), "scale": found.scale,
    }  # fmt: skip
    if against == "total":
        fields |= _of_the_total(columns, at, fields)
    fields["note"] = np.reshape([*map(pair_notes(profile).get, state.flat)], state.shape)
    flat = {k: np.ravel(np.broadcast_to(v, state.shape)) for k, v in fields.items()}
    return flat | {name: flat[name].astype(int) for name in ("base", "base_second")}


def _positions(groups, against: str, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the two columns of each pair, shape (2, pairs), and its group."""
    if against != "columns":
        found = [(k, k + columns // 2, g) for g, group in enumerate(groups) for k in group]
    else:
        found = [
            (*pair, g) for g, group in enumerate(groups) for pair in combinations(group, 2)
        ]
    at = np.array(found, int).reshape(-1, 3).T
    return at[:2], at[2]


def _states(one: Side, two: Side, statistic: np.ndarray, profile: Profile) -> np.ndarray:
    """Say of each pair of columns whether it can be tested."""
    least = np.minimum(one.base, two.base)
    none = [side.count <= 0 for side in (one, two)]
    every = [side.count >= side.base for side in (one, two)]
    same = (none[0] & none[1]) | (every[0] & every[1])
    if profile.skips_extremes:
        same = none[0] | none[1] | every[0] | every[1]
    weightless = [(s.weighted_base <= 0) & (s.people > 0) for s in (one, two)]
    states = {
        State.NO_WEIGHT: weightless[0] | weightless[1],
        State.EMPTY: least <= 0,
        State.SMALL_BASE: profile.too_small(least),
        State.NO_VARIATION: same,
        State.NO_ESTIMATE: ~np.isfinite(statistic),
    }
    names = [state.value for state in states]
    return np.select(list(states.values()), names, State.OK.value)


def _of_the_total(columns: ComparedColumns, at: np.ndarray, fields: dict) -> dict:
    """Say the difference from the rest as one from the total, which holds the column."""
    parts = [a[..., at[0]] + a[..., at[1]] for a in
             (columns.people, columns.weighted, columns.squared, columns.inside)]  # fmt: skip
    outside = divide(columns.weighted[at[1]], parts[1])
    return {
        "second": TOTAL, "base_second": parts[0],
        "effective_base_second": divide(parts[1] ** 2, parts[2]),
        "proportion_second": parts[3] / positive(parts[1]),
        **{k: fields[k] * outside for k in ("difference", "ci_low", "ci_high")},
    }  # fmt: skip
