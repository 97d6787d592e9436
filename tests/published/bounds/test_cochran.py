"""Cochran's Q from totals alone, against every way to have them."""

from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product

import numpy as np
import pytest
from scipy.stats import chi2

from itperception.errors import ItPerceptionError
from itperception.inference.gap.symmetry import mcnemar
from itperception.published.bounds.cochran import cochran_bounds, cochran_of_figures


def every_q(counts, n):
    """Return Q, as a fraction, of every table of n people with such totals."""
    found, k = set(), len(counts)
    patterns = list(product((0, 1), repeat=k))
    for people in combinations_with_replacement(patterns, n):
        totals = [sum(net) for net in zip(*people, strict=True)]
        if all(total in count for total, count in zip(totals, counts, strict=True)):
            within = sum(sum(u) * (k - sum(u)) for u in people)
            spread = k * sum(c * c for c in totals) - sum(totals) ** 2
            if within:
                found.add(Fraction((k - 1) * spread, within))
    return found


def drawn(seed):
    rng = np.random.default_rng(seed)
    k, n = int(rng.integers(2, 4)), int(rng.integers(1, 7))
    counts = []
    for _ in range(k):
        low = int(rng.integers(0, n + 1))
        counts.append(range(low, min(n, low + int(rng.integers(0, 3))) + 1))
    return counts, n


@pytest.mark.parametrize("seed", range(60))
def test_both_ends_are_those_of_every_table_and_attained(seed):
    counts, n = drawn(seed)
    values, (q, p) = every_q(counts, n), cochran_bounds(counts, n)
    if not values:
        assert np.isnan([q.low, q.high, p.low, p.high]).all() and not q.is_certified
        assert "nobody is in only some" in q.certificate
        return
    low, high = float(min(values)), float(max(values))
    df = len(counts) - 1
    assert (q.low, q.high) == pytest.approx((low, high), rel=1e-12, abs=1e-12)
    assert (p.low, p.high) == pytest.approx((chi2.sf(high, df), chi2.sf(low, df)), rel=1e-9)
    for table, end in ((q.low_table, low), (q.high_table, high)):
        assert table.shape == (n, len(counts)) and set(table.ravel()) <= {0, 1}
        assert all(
            total in count for total, count in zip(table.sum(0), counts, strict=True)
        )
        own = [range(total, total + 1) for total in table.sum(0)]
        within = int((table.sum(1) * (df + 1 - table.sum(1))).sum())
        totals = [r.start for r in own]
        spread = df * ((df + 1) * sum(c * c for c in totals) - sum(totals) ** 2)
        assert float(Fraction(spread, within)) == pytest.approx(end, rel=1e-12)
    assert (p.low_table == q.high_table).all() and (p.high_table == q.low_table).all()


def test_of_two_nets_it_is_mcnemar_over_every_overlap():
    n, first, second = 156, 79, 60
    overlaps = range(max(0, first + second - n), min(first, second) + 1)
    tests = [mcnemar(first - x, second - x, n, method="asymptotic") for x in overlaps]
    q, p = cochran_bounds([range(first, first + 1), range(second, second + 1)], n)
    statistics, p_values = [t.statistic for t in tests], [t.p_value for t in tests]
    assert (q.low, q.high) == pytest.approx((min(statistics), max(statistics)))
    assert (p.low, p.high) == pytest.approx((min(p_values), max(p_values)))


def test_counts_that_nobody_can_have_are_refused():
    with pytest.raises(ItPerceptionError, match="net 2: no count; expected counts from 0"):
        cochran_bounds([range(3, 4), range(0)], 20)
    with pytest.raises(ItPerceptionError, match="net 1: 3 to 21"):
        cochran_bounds([range(3, 22), range(3, 4)], 20)
    with pytest.raises(ItPerceptionError, match="two nets or more"):
        cochran_bounds([range(3, 4)], 20)
    with pytest.raises(ItPerceptionError, match="narrower counts"):
        cochran_bounds([range(0, 200)] * 3, 500)


def test_figures_of_the_study_have_a_range_of_q(ardour):
    """Of each two figures it is McNemar's range over the tables that fit."""
    ids = ("performance_good", "image_good")
    q, _ = cochran_of_figures(ardour, ids)
    found = [
        mcnemar(a - x, b - x, 156, method="asymptotic").statistic
        for a, b in product((79, 80), (59, 60))
        for x in range(max(0, a + b - 156), min(a, b) + 1)
    ]
    assert (q.low, q.high) == pytest.approx((min(found), max(found)))
    assert q.is_certified


def test_answers_of_one_item_are_refused(ardour):
    of_item = {}
    for figure in ardour.figures:
        if figure.is_share and figure.group == "all":
            of_item.setdefault(figure.item, []).append(figure.id)
    pair = next(pair for ids in of_item.values() for pair in combinations(ids, 2))
    with pytest.raises(ValueError, match="answers of one item"):
        cochran_of_figures(ardour, pair)
