"""Level of the default tests of two answers of the same people, and of the gap by group."""

import numpy as np
from scipy.special import ndtr

from benchmarks.calibration_tables import (
    ALPHA,
    DRAWS,
    GROUPS,
    MARGIN,
    answers_of,
    check,
    each,
    near,
    net_of_pairs,
    pair_shares,
    pairs_of,
    rejects,
    rejects_by_draws,
    weights_of,
)
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.inference.gap import (
    every_group,
    gaps,
    paired_scores,
    signed_rank,
    symmetry,
)
from itperception.inference.gap.gap_differences import difference_z
from itperception.inference.sameness.equivalence import (
    equivalent_groups,
)

FAR = 1.0  # shift of the groups that do have a gap
SMALL = GROUPS[-1]
NAMES = ("internal", "group", "outside")


@check("pairs, net, 156: McNemar mid-P")
def pairs_net(shape, tables, rng):
    return _mcnemar(net_of_pairs(pairs_of(shape, tables, rng)))


@check("pairs, net, 26: McNemar mid-P")
def pairs_net_small(shape, tables, rng):
    return _mcnemar(net_of_pairs(pairs_of(shape, tables, rng, n=SMALL)))


def _mcnemar(nets: np.ndarray, **options) -> np.ndarray:
    return each(lambda net: symmetry.mcnemar(*net, **options).p_value <= ALPHA, nets)


@check("pairs, whole scale, 156: mean score")
def pairs_score(shape, tables, rng):
    return rejects(paired_scores.mean_score, pairs_of(shape, tables, rng))


@check("pairs, whole scale, 26: mean score")
def pairs_score_small(shape, tables, rng):
    return rejects(paired_scores.mean_score, pairs_of(shape, tables, rng, n=SMALL))


@check("pairs, whole scale, 156: Wilcoxon")
def pairs_ranked(shape, tables, rng):
    return rejects(signed_rank.wilcoxon, pairs_of(shape, tables, rng))


@check("pairs, whole scale, 26: Wilcoxon")
def pairs_ranked_small(shape, tables, rng):
    return rejects(signed_rank.wilcoxon, pairs_of(shape, tables, rng, n=SMALL))


@check("pairs, any difference of margins, 156: Stuart-Maxwell")
def pairs_margins(shape, tables, rng):
    return rejects(symmetry.stuart_maxwell, pairs_of(shape, tables, rng))


@check("pairs, any difference of margins, 26: Stuart-Maxwell")
def pairs_margins_small(shape, tables, rng):
    return rejects(symmetry.stuart_maxwell, pairs_of(shape, tables, rng, n=SMALL))


@check("pairs, symmetry, 156: Bowker")
def pairs_symmetry(shape, tables, rng):
    return rejects(symmetry.bowker, pairs_of(shape, tables, rng))


@check("weighted pairs, net, 156: McNemar on effective counts")
def weighted_pairs(shape, tables, rng):
    k, shares = len(shape), pair_shares(shape).ravel()
    w, cells = weights_of(tables, rng), answers_of(shares, tables, rng)
    worth = w.sum(1) / (w**2).sum(1)
    inside = [(cells // k < 2) & (cells % k >= 2), (cells // k >= 2) & (cells % k < 2)]
    b, c = ((w * differ).sum(1) * worth for differ in inside)
    return _mcnemar(np.stack([b, c, w.sum(1) * worth], 1), method="asymptotic")


@check("weighted pairs, whole scale, 156: mean score on effective counts")
def weighted_scores(shape, tables, rng):
    k, shares = len(shape), pair_shares(shape).ravel()
    w, cells = weights_of(tables, rng), answers_of(shares, tables, rng)
    squares = [
        np.bincount(a, x, k * k).reshape(k, k) for a, x in zip(cells, w, strict=True)
    ]
    worth = (w.sum(1) / (w**2).sum(1))[:, np.newaxis, np.newaxis]
    return rejects(paired_scores.mean_score, np.array(squares) * worth)


def gaps_of(shape, tables, rng, shifts=(0.0, 0.0, 0.0), sizes=GROUPS) -> np.ndarray:
    """Draw b, c and n of each group, shape (tables, groups, 3)."""
    drawn = [
        net_of_pairs(pairs_of(shape, tables, rng, shift=shift, n=n))
        for shift, n in zip(shifts, sizes, strict=True)
    ]
    return np.stack(drawn, axis=1)


def _of_groups(cells: np.ndarray) -> dict:
    return {name: tuple(map(float, of)) for name, of in zip(NAMES, cells, strict=True)}


@check("gap by group: heterogeneity by permutation")
def heterogeneity(shape, tables, rng):
    def test(cells, **told):
        return gaps.heterogeneity(_of_groups(cells), draws=DRAWS, **told)

    return rejects_by_draws(test, gaps_of(shape, tables, rng))


def _pairwise(cells: np.ndarray) -> np.ndarray:
    """Return adjusted p of the three pairs of groups, as ``compare_gaps`` makes them.

    All tables at once; the test of all three groups only where a pair needs it.
    """
    first, second = cells[:, [0, 0, 1]], cells[:, [1, 2, 2]]
    p = 2 * ndtr(-np.abs(difference_z(np.moveaxis(first, 2, 0), np.moveaxis(second, 2, 0))))
    together = np.ones(len(cells))
    for at in np.flatnonzero((p <= ALPHA).any(1)):
        told = gaps.heterogeneity(_of_groups(cells[at]), draws=DRAWS, seed=int(at))
        together[at] = told.p_value
    return np.stack(
        [adjusted(*of, together=p_all) for *of, p_all in zip(p, ["closed"] * len(p), together,
                                                             strict=True)]
    )  # fmt: skip


@check("gaps of three groups, closed testing, familywise (none differs)")
def gaps_closed(shape, tables, rng):
    return (_pairwise(gaps_of(shape, tables, rng)) <= ALPHA).any(1)


@check("gaps of three groups, closed testing, familywise (one differs)")
def gaps_closed_partly(shape, tables, rng):
    found = _pairwise(gaps_of(shape, tables, rng, (0.0, 0.0, FAR)))
    return found[:, 0] <= ALPHA  # the two that are the same


@check("gap in every group (no gap in any)")
def everywhere_none(shape, tables, rng):
    cells = gaps_of(shape, tables, rng)
    return rejects(lambda of: every_group.everywhere(_of_groups(of)), cells)


@check("gap in every group (none in the smallest)")
def everywhere_but_one(shape, tables, rng):
    cells = gaps_of(shape, tables, rng, (FAR, FAR, 0.0))
    return rejects(lambda of: every_group.everywhere(_of_groups(of)), cells)


@check("qualitative interaction of gaps (none in any): Gail-Simon")
def qualitative(shape, tables, rng):
    cells = gaps_of(shape, tables, rng)
    return rejects(lambda of: every_group.gail_simon(_of_groups(of)), cells)


@check(
    f"same share in 90 and 40, margin {MARGIN}, truth at the margin: two one-sided tests"
)
def same_share(shape, tables, rng):
    p = near(sum(shape[:2]), tables, rng)
    away = np.where(p < 0.5, MARGIN, -MARGIN)
    drawn = np.stack([rng.binomial(90, p), rng.binomial(40, p + away)], axis=1)

    def claims(yes):
        return equivalent_groups([yes, [90, 40] - yes], MARGIN).p_same <= ALPHA

    return each(claims, drawn)


@check(f"same gap in 90 and 40, margin {MARGIN}, truth at the margin: two one-sided tests")
def same_gap(shape, tables, rng):
    square = pair_shares(shape)
    one_way = square[:2, 2:].sum()
    first = rng.multinomial(90, [one_way, one_way, 1 - 2 * one_way], tables).T
    more = [one_way + MARGIN, one_way, 1 - 2 * one_way - MARGIN]
    second = rng.multinomial(40, more, tables).T
    at = np.array([-MARGIN, MARGIN])[:, np.newaxis]
    of = [
        np.stack([x[0], x[1], x.sum(0)]).astype(float)[:, np.newaxis]
        for x in (first, second)
    ]
    low, high = difference_z(*of, at)
    return np.maximum(ndtr(-low), ndtr(high)) <= ALPHA
