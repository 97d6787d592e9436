"""Claims about the gap of every group: that it exists everywhere, that it has one sign.

The gap of a group is (b − c)/n, as in :mod:`itperception.inference.gap.gaps`. A claim about
every group is shown only if it is shown in each of them.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import bdtrc, chdtrc, comb, ndtr

from itperception.errors import unknown_name
from itperception.inference.gap.gaps import filled_note, groups_of, state_of_groups
from itperception.inference.gap.matched import variance_of_difference, whole_counts
from itperception.inference.intervals import LEVEL, tango
from itperception.inference.results import State, TestResult, join_notes

EVERYWHERE = "gap in every group (intersection-union test)"
WEAKEST = "the claim stands or falls with its weakest group; not shown is not refuted"
QUALITATIVE = "Gail-Simon test of gaps in opposite directions"


def everywhere(
    pairs: Mapping[str, Sequence[float]], *, side: str = "above", level: float = LEVEL
) -> TestResult:
    """Test the claim that the gap is above zero (or below it) in every group.

    Effect: the smallest gap on the side claimed, with the Tango interval of its group.

    p is the largest of the groups' one-sided p: each is tested at the full level, and no
    correction is due (Berger 1982). Of a group: P(X > b) + ½P(X = b), X ~ Bin(b + c, ½);
    with fractions of pairs, P(Z > (b − c)/√(b + c)).

    Examples
    --------
    >>> found = everywhere({"in-house": (28, 7, 90), "owned": (9, 6, 40)})
    >>> round(found.p_value, 4), round(found.effect_size, 3)
    (0.2272, 0.075)
    """
    if side not in ("above", "below"):
        raise unknown_name("side", side, ("above", "below"))
    names, (b, c, n) = list(pairs), groups_of(pairs)
    if not len(names) or not (n > 0).all():
        empty = ", ".join(name for name, base in zip(names, n, strict=True) if not base > 0)
        note = f"nobody in {empty}" if empty else ""
        return TestResult(
            method=EVERYWHERE,
            base=float(n.sum()),
            level=level,
            state=State.EMPTY,
            note=note,
        )
    above = side == "above"
    p_values = _one_sided(*((b, c) if above else (c, b)))
    weakest, d = int(p_values.argmax()), (b - c) / n
    smallest = int(d.argmin() if above else d.argmax())
    low, high = tango(b[smallest], c[smallest], n[smallest], level=level)
    told = ", ".join(f"{name} {p:.3g}" for name, p in zip(names, p_values, strict=True))
    return TestResult(
        method=EVERYWHERE, base=float(n.sum()), level=level,
        p_value=float(p_values[weakest]), effect_name="smallest gap",
        effect_size=float(d[smallest]), ci_low=float(low), ci_high=float(high),
        formula=f"p = largest one-sided p of ({told})",
        note=join_notes(f"smallest gap in {names[smallest]}", WEAKEST),
    )  # fmt: skip


def gail_simon(pairs: Mapping[str, Sequence[float]], *, level: float = LEVEL) -> TestResult:
    """Test whether the gap is above zero in some groups and below it in others.

    The smaller of Σ d²/v over the gaps above zero and over those below; with K groups
    p = Σ_h P(Bin(K − 1, ½) = h) P(χ²_h ≥ statistic), h = 1, …, K − 1 (Gail & Simon 1985);
    p = 1 if all gaps are on one side.

    Examples
    --------
    >>> groups = {"in-house": (28, 7, 90), "owned": (9, 6, 40), "outside": (3, 8, 26)}
    >>> found = gail_simon(groups)
    >>> round(found.statistic, 3), round(found.p_value, 3)
    (2.49, 0.129)
    """
    b, c, n = groups_of(pairs)
    state = state_of_groups(b, c, n)
    if state is not State.OK:
        return TestResult(method=QUALITATIVE, base=float(n.sum()), level=level, state=state)
    b, c, n = (x[n > 0] for x in (b, c, n))
    d = (b - c) / n
    squared = d**2 / variance_of_difference(b, c, n)
    above, below = float(squared[d > 0].sum()), float(squared[d < 0].sum())
    least, free = min(above, below), np.arange(1, len(n))
    p_value = float((comb(len(n) - 1, free) / 2 ** (len(n) - 1)) @ chdtrc(free, least))
    return TestResult(
        method=QUALITATIVE, base=float(n.sum()), level=level, statistic=least,
        p_value=p_value if least > 0 else 1.0,
        formula=f"min(Q⁺, Q⁻) = min({above:.4g}, {below:.4g}), {len(n)} groups",
        note=filled_note(b, c, n),
    )  # fmt: skip


def _one_sided(more: np.ndarray, fewer: np.ndarray) -> np.ndarray:
    """Return P(X > more) + ½P(X = more), or its normal form for fractions."""
    m = more + fewer
    if not whole_counts(more, fewer):
        return ndtr(-(more - fewer) / np.sqrt(np.where(m > 0, m, 1)))
    at_least = np.where(more > 0, bdtrc(np.maximum(more - 1, 0), m.astype(int), 0.5), 1.0)
    return (at_least + bdtrc(more, m.astype(int), 0.5)) / 2
