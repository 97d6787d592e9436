"""Several shares of the same people: against every way in which nets may go together."""

from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from scipy.stats import chi2

from itperception.inference.gap.symmetry import mcnemar
from itperception.published.figures.release import study_of
from itperception.published.verdicts.shares import cochran_ends
from itperception.published.verdicts.verdicts import judge_all, judge_claim
from tests.cases import each


def every_person(n, k):
    """Yield every way in which n people are in k nets."""
    yield from combinations_with_replacement(list(product((0, 1), repeat=k)), n)


def totals_of(people):
    return tuple(map(sum, zip(*people, strict=True)))


def q_of(people):
    """Return Q as a fraction; 0 if nobody is in only some of the nets."""
    totals, k = totals_of(people), len(people[0])
    within = sum(sum(u) * (k - sum(u)) for u in people)
    spread = k * sum(c * c for c in totals) - sum(totals) ** 2
    return Fraction((k - 1) * spread, within) if within else Fraction(0)


@pytest.mark.parametrize(("n", "k"), [(1, 2), (4, 2), (5, 3), (3, 4)])
def test_both_ends_of_q_are_those_of_every_table(n, k):
    slow = {}
    for people in every_person(n, k):
        slow.setdefault(totals_of(people), set()).add(q_of(people))
    counts = np.array(list(slow))
    least, most = cochran_ends(np.full((len(counts), 1), n), counts[:, None, :])
    assert least.tolist() == pytest.approx([float(min(qs)) for qs in slow.values()])
    assert most.tolist() == pytest.approx([float(max(qs)) for qs in slow.values()])


def test_groups_whose_totals_are_known_bind_who_is_in_which():
    """Two groups of two and three people, every way in each."""
    slow = {}
    for pair in product(every_person(2, 3), every_person(3, 3)):
        slow.setdefault(tuple(map(totals_of, pair)), set()).add(q_of(sum(pair, ())))
    counts = np.array(list(slow))
    least, most = cochran_ends(np.tile([2, 3], (len(counts), 1)), counts)
    assert least.tolist() == pytest.approx([float(min(qs)) for qs in slow.values()])
    assert most.tolist() == pytest.approx([float(max(qs)) for qs in slow.values()])


def release(n, *printed, **more):
    figures = [{"id": f"f{at}", "printed": share} for at, share in enumerate(printed)]
    ids = [figure["id"] for figure in figures]
    claim = {"id": "c", "text": "t", "kind": "several", "figures": ids, **more}
    return study_of({"n": n, "figures": figures, "claims": [claim]})


@each(("n", "printed"), [
    (6, ("50 %", "50 %", "17 %")), (5, ("20 to 60 %", "40 to 60 %", "60 %")),
    (6, ("0 %", "100 %")), (6, ("50 %", "50 %", "50 %")), (6, ("50 %", "52 %")),
])  # fmt: skip
@each("alpha", [0.05, 0.3])
def test_a_claim_is_judged_by_every_table(n, printed, alpha):
    study = release(n, *printed)
    verdict = judge_claim(study, study.claims[0], alpha=alpha)
    ranges = [range(n + 1) for _ in printed]
    fits = [{x for x in counts if f.low <= Fraction(x, n) <= f.high}
            for counts, f in zip(ranges, study.figures, strict=True)]  # fmt: skip
    every = [people for people in every_person(n, len(printed))
             if all(x in f for x, f in zip(totals_of(people), fits, strict=True))]  # fmt: skip
    if not every:
        assert not verdict.possible
        return
    p = [chi2.sf(float(q_of(people)), len(printed) - 1) for people in every]
    true = [len(set(totals_of(people))) > 1 for people in every]
    beyond = [t and x <= alpha for t, x in zip(true, p, strict=True)]
    answers = [
        "every" if all(told) else "some" if any(told) else "none" for told in (true, beyond)
    ]
    assert [verdict.holds, verdict.significant] == answers
    line = verdict.quantities.set_index("quantity").loc["cochran_p"]
    assert (line["low"], line["high"]) == pytest.approx((min(p), max(p)))


def test_of_two_shares_it_is_mcnemar_over_every_overlap():
    """51 % and 38 % of 156 people: 79 or 80, and 59 or 60."""
    study = release(156, "51 %", "38 %")
    verdict = judge_claim(study, study.claims[0])
    found = verdict.quantities.set_index("quantity").loc["cochran_q"]
    slow = [
        mcnemar(a - x, b - x, 156, method="asymptotic").statistic
        for a, b in product((79, 80), (59, 60))
        for x in range(max(0, a + b - 156), min(a, b) + 1)
    ]
    assert (found["low"], found["high"]) == pytest.approx((min(slow), max(slow)))
    assert found["low_at"].startswith("base 156, count_f0 ")


def test_answers_of_one_item_and_shares_of_different_people_are_refused():
    share = {"item": "x", "categories": "yes", "printed": "50 %"}
    for other in ({**share, "categories": "no"}, {"printed": "40 %", "group": "women"}):
        study = study_of({
            "n": 10, "figures": [{"id": "a", **share}, {"id": "b", **other}],
            "claims": [{"id": "c", "text": "t", "kind": "several", "figures": ["a", "b"]}],
        })  # fmt: skip
        assert "a figure each of several items" in judge_all(study)[0].not_judged
