"""The pairs of columns of each row adjusted together, as a rule profile has it."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import chdtrc

from itperception.inference.comparisons.columns import ComparedColumns
from itperception.inference.comparisons.multiplicity import adjusted, choose_adjustment
from itperception.inference.comparisons.profiles import Profile
from itperception.inference.contingency import chi_squared
from itperception.inference.results import State


def adjust_pair_lines(
    pairs: Mapping[str, np.ndarray],
    columns: ComparedColumns,
    rules: Profile,
    banners: Sequence[Sequence[int]],
    against: str,
) -> tuple[dict[str, np.ndarray], list[tuple[str, str]]]:
    """Adjust the p-values of each family.

    Returns
    -------
    pairs : dict of str to numpy.ndarray
        With p_adjusted, family_size and adjust.
    choices : list of tuple of str
        For each banner the adjustment and why that one.

    Notes
    -----
    A family is the pairs of one row and banner, or of all rows of a banner. A pair that
    cannot be tested is not in it.
    """
    bases = columns.bases(rules)
    # A pair in which nothing varies is still one of the pairs that are looked at.
    looked_at = [State.OK] if rules.skips_extremes else [State.OK, State.NO_VARIATION]
    counted, p_values = np.isin(pairs["state"], looked_at), pairs["p_value"]
    lines = len(p_values)
    adjusts, sizes = np.full(lines, "none", object), np.zeros(lines, int)
    found = np.full(lines, np.nan)
    # Pairs lie row by row, in the order of the columns' rows.
    rows = np.repeat(np.arange(len(columns.rows)), lines // max(len(columns.rows), 1))
    choices = []
    for group, banner in enumerate(banners):
        tested = [k for k in banner if bases[k] > 0 and not rules.too_small(bases[k])]
        inside = pairs["group"] == group
        choice = _choose(rules, len(tested), int((inside & counted).sum()), against)
        choices.append(choice)
        adjusts[inside] = choice[0]
        together = (_omnibus(columns, tested, bases) if columns.design is None
                    else columns.design.together(tested))  # fmt: skip
        for row in range(len(columns.rows)) if rules.within == "row" else [None]:
            family = inside & counted & ((rows == row) if row is not None else True)
            at_once = 1.0 if row is None else together[row]
            found[family] = adjusted(p_values[family], choice[0], at_once)
            sizes[family] = family.sum()
    return {**pairs, "p_adjusted": found, "family_size": sizes, "adjust": adjusts}, choices


def _choose(rules: Profile, tested: int, counted: int, against: str) -> tuple[str, str]:
    """Choose the adjustment of a banner with so many tested columns and counted pairs."""
    several = None if against == "columns" else tested
    return choose_adjustment(
        rules.adjust, tested, pairs=counted if rules.within == "table" else several
    )


def _omnibus(columns: ComparedColumns, tested: list[int], bases: np.ndarray) -> np.ndarray:
    """Return for each row the p-value of Pearson's X² over all columns at once."""
    inside = columns.proportions[:, tested] * bases[tested]
    statistic = chi_squared(np.stack([inside, bases[tested] - inside], -1))
    return chdtrc(max(len(tested) - 1, 1), statistic)
