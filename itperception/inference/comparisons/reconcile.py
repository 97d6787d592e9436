"""Where two rule profiles print different letters, and which rule that hangs on.

Starting from the one profile, one rule after the other is changed to that of the other.
The rules that alone turn a letter around are its reasons; where none does, the smallest
sets of rules are that do it together.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.profiles import Profile, find_profile
from itperception.lines import Lines

RULES = (
    "base", "rounded", "test", "pooled_by", "adjust", "within", "least_base", "alpha",
    "second", "skips_extremes",
)  # fmt: skip
_KEYS = ["category", "first", "second"]
_SHOWN = ["tested_base", "tested_base_second", "p_value", "p_adjusted"]
_WORDS = {
    "base": "base {there} instead of {here}",
    "rounded": "weighted counts rounded: {there} instead of {here}",
    "test": "test {there} instead of {here}",
    "pooled_by": "pooled by {there} instead of {here}",
    "adjust": "adjustment {there} instead of {here}",
    "within": "adjusted within the {there} instead of the {here}",
    "least_base": "smallest base {there} instead of {here}",
    "alpha": "level {there} instead of {here}",
    "second": "second level {there} instead of {here}",
    "skips_extremes": "columns with nobody or everybody skipped: {there} instead of {here}",
}


def reconcile(
    table: Crosstab,
    one: str | Profile = "survey_reporter",
    other: str | Profile = "spss_custom_tables",
    *,
    against: str = "columns",
) -> pd.DataFrame:
    """List the letters that two profiles do not agree on, with the reason.

    Parameters
    ----------
    one, other : str or Profile
        The two sets of rules.
    against : {"columns", "rest", "total"}
        As in :func:`itperception.inference.comparisons.comparisons.compare`.

    Returns
    -------
    pandas.DataFrame
        One line per row or net and pair with a letter by one profile only, at another
        level or at the other column. Columns category, first, second, proportion,
        proportion_second, difference; for both profiles, with ``_other`` for the
        second: tested_base, tested_base_second, p_value, p_adjusted, verdict; `rules`
        (names of the rules to blame, joined by " + " if only together), `why` and `how`.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [50, 50], "b": [36, 64], "c": [45, 55]}, ["yes", "no"])
    >>> reconcile(Crosstab.from_counts(counts))["rules"].tolist()
    ['adjust', 'adjust']
    """
    here, there = find_profile(one), find_profile(other)
    first, second = (_verdicts(table, profile, against) for profile in (here, there))
    lines = first[[*_KEYS, "proportion", "proportion_second", "difference"]].copy()
    for name in (*_SHOWN, "verdict"):
        lines[name], lines[f"{name}_other"] = first[name], second[name]
    differ = np.flatnonzero((first["verdict"] != second["verdict"]).to_numpy())
    reasons = _reasons(table, here, there, against, second["verdict"], differ)
    lines = lines.iloc[differ].reset_index(drop=True)
    blamed = [reasons[k] for k in differ]
    rules = ["; ".join(" + ".join(rules) for rules in sets) for sets in blamed]
    why = ["; or ".join(_words(rules, here, there) for rules in sets) for sets in blamed]
    found = lines.assign(
        rules=np.array(rules, object), why=np.array(why, object), one=here.name,
        other=there.name,
    )  # fmt: skip
    return Lines(found.assign(how=[_told(line) for line in found.itertuples()]))


def _told(line) -> str:
    """Say what each profile prints of a pair, and why."""
    return (
        f"{line.category}, {line.first} against {line.second} ({line.difference:+.3g}): "
        f"{line.verdict} by {line.one} (adjusted p = {line.p_adjusted:.3g}), "
        f"{line.verdict_other} by {line.other} (adjusted p = {line.p_adjusted_other:.3g}), "
        f"because of {line.why}"
    )


def _verdicts(table: Crosstab, profile: Profile, against: str) -> pd.DataFrame:
    """Return the pairs by a profile, each with the letter it leads to."""
    # Letters do not hang on the interval, and this one is soon computed.
    pairs = compare(table, replace(profile, interval="wald"), against=against).pairs
    levels = sum((pairs["p_adjusted"] <= level).astype(int) for level in profile.levels)
    where = np.where(pairs["difference"] > 0, "first higher", "second higher")
    looser = levels.to_numpy() < len(profile.levels)
    told = np.where(looser, np.char.add(where.astype(str), ", second level"), where)
    return pairs.assign(verdict=np.where(levels > 0, told, "none"))


def _reasons(table, here, there, against, wanted, differ) -> dict[int, list[tuple]]:
    """Find for each pair the smallest sets of rules that lead from one to the other."""
    reasons: dict[int, list[tuple]] = {k: [] for k in differ}
    for rules, size in _sets_of_rules(here, there):
        open_ = [k for k, sets in reasons.items() if not sets or len(sets[0]) == size]
        if not open_:
            break
        changed = replace(here, **{rule: getattr(there, rule) for rule in rules})
        reached = _verdicts(table, changed, against)["verdict"].to_numpy()
        for k in open_:
            if reached[k] == wanted.iloc[k]:
                reasons[k].append(rules)
    return reasons


def _sets_of_rules(here: Profile, there: Profile) -> Iterator[tuple[tuple, int]]:
    """Yield sets of rules in which the profiles differ, small ones first."""
    rules = [r for r in RULES if getattr(here, r) != getattr(there, r)]
    for size in range(1, len(rules) + 1):
        for chosen in combinations(rules, size):
            yield chosen, size


def _words(rules: tuple[str, ...], here: Profile, there: Profile) -> str:
    """Say which rules are to blame."""
    return " together with ".join(
        _WORDS[rule].format(here=_plain(getattr(here, rule)), there=_plain(getattr(there, rule)))
        for rule in rules
    )  # fmt: skip


def _plain(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    return value.replace("_", " ") if isinstance(value, str) else f"{value:g}"
