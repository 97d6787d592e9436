"""Level of the default tests of answers by groups: independent, ranked, familywise."""

import numpy as np
import pandas as pd

from benchmarks.calibration_tables import (
    ALPHA,
    DRAWS,
    check,
    each,
    groups_of,
    rejects,
    rejects_by_draws,
    shares_of,
)
from itperception.counting.crosstab import Crosstab
from itperception.inference import methods
from itperception.inference.comparisons import comparisons
from itperception.inference.comparisons.multiplicity import residual_cutoff
from itperception.inference.contingency import adjusted_residuals
from itperception.inference.tables import independence, ordinal

AT_ONCE = 250  # rows of one table of many that share their columns
FAR = 1.0  # shift of the group that does differ


@check("groups × nominal: Pearson's X² by permutation")
def nominal(shape, tables, rng):
    drawn = groups_of(shape, tables, rng)
    return rejects_by_draws(independence.permutation, drawn, draws=DRAWS)


@check("groups × ranked: Kruskal-Wallis")
def ranked(shape, tables, rng):
    return rejects(independence.kruskal_wallis, groups_of(shape, tables, rng))


@check("groups × ranked, one group of 8: Kruskal-Wallis by permutation")
def ranked_small(shape, tables, rng):
    drawn = groups_of(shape, tables, rng, sizes=(108, 40, 8))
    return rejects_by_draws(independence.kruskal_wallis_permutation, drawn, draws=DRAWS)


def _chosen(shape, tables, rng, first: int, second: int) -> np.ndarray:
    """Return what the test that is chosen for two groups on a yes/no says."""
    drawn, _ = shares_of(shape, tables, rng, sizes=(first, second))

    def p_value(counts):
        table = Crosstab.from_counts(pd.DataFrame(counts, ["yes", "no"], ["a", "b"]))
        name, _ = methods.choose_test(table)
        return methods.call(methods.find(name), counts).p_value if min(counts.sum(1)) else 1

    return each(lambda counts: p_value(counts) <= ALPHA, drawn)


@check("90 × 40, yes/no: N − 1, or mid-P where sparse")
def fourfold_first(shape, tables, rng):
    return _chosen(shape, tables, rng, 90, 40)


@check("90 × 26, yes/no: N − 1, or mid-P where sparse")
def fourfold_second(shape, tables, rng):
    return _chosen(shape, tables, rng, 90, 26)


@check("40 × 26, yes/no: N − 1, or mid-P where sparse")
def fourfold_third(shape, tables, rng):
    return _chosen(shape, tables, rng, 40, 26)


@check("cells beyond chance: largest residual by permutation, familywise")
def cells(shape, tables, rng):
    def beyond(table, seed):
        cutoff = residual_cutoff(table, draws=DRAWS, seed=seed)
        return np.nanmax(np.abs(adjusted_residuals(table))) > cutoff

    drawn = groups_of(shape, tables, rng)
    return np.array([beyond(table, seed) for seed, table in enumerate(drawn)])


@check("ranked groups × yes/no: Cochran-Armitage")
def trend(shape, tables, rng):
    drawn, _ = shares_of(shape, tables, rng)
    return rejects(ordinal.cochran_armitage, drawn)


@check("ranked groups × ranked: Jonckheere-Terpstra")
def ordered(shape, tables, rng):
    return rejects(ordinal.jonckheere_terpstra, groups_of(shape, tables, rng))


def _compared(tables: np.ndarray, **options) -> np.ndarray:
    """Return which pairs of columns are found to differ, many tables as rows of one."""
    found = []
    for some in np.array_split(tables, -(-len(tables) // AT_ONCE)):
        bases = pd.Series(some[0].sum(0), ["a", "b", "c"])
        shares = pd.DataFrame(some[:, 0], columns=bases.index) / bases
        pairs = comparisons.compare(Crosstab.from_proportions(shares, bases), **options)
        adjusted = pairs.pairs["p_adjusted"].to_numpy()
        found.append((adjusted <= ALPHA).reshape(len(some), -1))
    return np.concatenate(found)


@check("letters of three columns: closed testing, familywise (none differs)")
def letters(shape, tables, rng):
    drawn, _ = shares_of(shape, tables, rng)
    return _compared(drawn, least_base=0).any(1)


@check("letters of three columns: closed testing, familywise (one differs)")
def letters_partly(shape, tables, rng):
    drawn, _ = shares_of(shape, tables, rng, shift=FAR)
    return _compared(drawn, least_base=0)[:, 0]  # the two that are the same


@check("letters of two columns, the third below base 30: N − 1")
def letters_default(shape, tables, rng):
    drawn, _ = shares_of(shape, tables, rng)
    return _compared(drawn).any(1)
