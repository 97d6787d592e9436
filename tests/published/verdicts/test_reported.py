"""Numbers that print works out of its figures, against plain loops over whole people."""

from fractions import Fraction
from itertools import product

import pytest
from scipy.stats import chi2_contingency

from itperception.errors import ItPerceptionError
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.tables.contradiction import contradiction
from itperception.published.verdicts.verdicts import judge_claim


def rounds(count, size, percent):
    return abs(Fraction(count, size) * 100 - Fraction(str(percent))) <= Fraction(1, 20)


def depressed(n=197, with_burnout="72.6 %", without="30.4 %"):
    figures = [
        {"id": "with", "item": "dep", "group": "burnout", "printed": with_burnout},
        {"id": "without", "item": "dep", "group": "rest", "printed": without},
    ]
    groups = {"burnout": None, "rest": None}
    return study_of({"n": n, "groups": groups, "parts": [*groups], "figures": figures})


def by_hand(n=197, first=72.6, second=30.4):
    """Every split of n people, and all counts that round to both shares."""
    return [
        (x, s, y, n - s)
        for s in range(1, n)
        for x in range(s + 1)
        if rounds(x, s, first)
        for y in range(n - s + 1)
        if rounds(y, n - s, second)
    ]


@pytest.mark.parametrize(
    ("times", "holds"),
    [("2.43", "none"), ("2.4", "every"), ("twice", "every"),
     ("at least 2.4", "none"), ("> 2.38", "every")],
)  # fmt: skip
def test_a_ratio_in_print_is_held_against_every_table(times, holds):
    claim = StudyClaim(id="r", text="", kind="ratio", figures=("with", "without"),
                  options={"times": times})  # fmt: skip
    verdict = judge_claim(depressed(), claim)
    ratios = [Fraction(x * t, y * s) for x, s, y, t in by_hand()]
    line = verdict.quantities.iloc[0]
    assert (verdict.holds, verdict.number) == (holds, len(ratios))
    assert (line["low"], line["high"]) == pytest.approx((min(ratios), max(ratios)))


def test_a_ratio_of_the_same_people_needs_no_overlap():
    study = study_of({"n": 40, "figures": [{"id": "a", "printed": "60 %"},
                                           {"id": "b", "printed": "30 %"}]})  # fmt: skip
    claim = StudyClaim(
        id="r", text="", kind="ratio", figures=("a", "b"), options={"times": "2"}
    )
    assert judge_claim(study, claim).holds == "every"


def test_without_sizes_a_ratio_has_the_ends_of_both_shares():
    study = study_of({"groups": {"x": None, "y": None}, "figures": [
        {"id": "a", "item": "i", "group": "x", "printed": "40 %"},
        {"id": "b", "item": "i", "group": "y", "printed": "20 %"}]})  # fmt: skip
    claim = StudyClaim(
        id="r", text="", kind="ratio", figures=("a", "b"), options={"times": "2"}
    )
    line = judge_claim(study, claim).quantities.iloc[0]
    ends = (Fraction(395, 205), Fraction(405, 195))
    assert (line["low"], line["high"]) == pytest.approx(ends) and not line["certified"]


@pytest.mark.parametrize(("p", "holds"), [("< 0.001", "every"), ("0.04", "none")])
def test_a_p_value_in_print_is_held_against_every_test(p, holds):
    claim = StudyClaim(id="p", text="", kind="reported", figures=("with", "without"),
                  options={"p": p})  # fmt: skip
    verdict = judge_claim(depressed(), claim)
    slow = [chi2_contingency([[x, s - x], [y, t - y]], correction=False).pvalue
            for x, s, y, t in by_hand()]  # fmt: skip
    line = verdict.quantities.set_index("quantity").loc["pearson_p"]
    assert verdict.holds == holds
    assert (line["low"], line["high"]) == pytest.approx((min(slow), max(slow)), rel=1e-9)


def test_an_odds_ratio_in_print_is_held_against_every_table():
    odds = [Fraction(x * (t - y), (s - x) * y) for x, s, y, t in by_hand()]
    claim = StudyClaim(id="o", text="", kind="reported", figures=("with", "without"),
                  options={"odds_ratio": f"{float(odds[0]):.1f}"})  # fmt: skip
    line = (
        judge_claim(depressed(), claim).quantities.set_index("quantity").loc["odds_ratio"]
    )
    assert (line["low"], line["high"]) == pytest.approx((min(odds), max(odds)))


def test_what_is_no_number_is_refused_with_what_is():
    claim = StudyClaim(id="r", text="", kind="ratio", figures=("with", "without"),
                  options={"times": "a lot"})  # fmt: skip
    with pytest.raises(ItPerceptionError, match=r"'a lot' is not understood; expected"):
        judge_claim(depressed(), claim)


def test_a_base_that_would_make_a_figure_possible_is_named():
    """No 49.5 % of 197, but of 196: 97 (one may not have answered)."""
    told = contradiction(
        study_of({"n": 197, "figures": [{"id": "a", "printed": "49.5 %"}]})
    )
    largest = max(n for n, k in product(range(158, 197), range(197)) if rounds(k, n, 49.5))
    assert (
        told.bases == {"a": largest} and f"possible if {largest} answered" in told.explain()
    )


@pytest.mark.parametrize("names", [("p", "rest"), ("account_managers", "mid_size_firms")])
def test_the_name_of_a_group_is_neither_a_p_value_nor_a_size_nor_a_count(names):
    figures = [
        {"id": f"f{at}", "item": "x", "group": name, "printed": share}
        for at, (name, share) in enumerate(zip(names, ("20 %", "60 %"), strict=True))
    ]
    study = study_of({"n": 200, "groups": dict.fromkeys(names, 100), "figures": figures})
    told = {"p": "> 0.9", "odds_ratio": "0.17", "risk_ratio": "0.33"}  # 20/80 : 60/40
    found = [
        judge_claim(study, StudyClaim(id="r", text="", kind="reported", figures=("f0", "f1"),
                           options={name: said})).holds
        for name, said in told.items()
    ]  # fmt: skip
    assert found == ["none", "every", "every"]


def test_sizes_decide_also_of_a_group_whose_name_has_size_in_it():
    verdicts = []
    for name in ("mid_size_firms", "firms"):
        figures = [{"id": "a", "item": "x", "group": name, "printed": "20 %"},
                   {"id": "b", "item": "x", "group": "big", "printed": "60 %"}]  # fmt: skip
        groups = {name: None, "big": None}
        study = study_of({"n": 200, "groups": groups, "parts": [*groups],
                          "figures": figures})  # fmt: skip
        claim = StudyClaim(id="g", text="", kind="groups", figures=("a", "b"))
        verdicts.append(judge_claim(study, claim))
    named, plain = (v.deciding_values for v in verdicts)
    assert named["only_from"] == plain["only_from"] and verdicts[0].holds == "every"
    assert [*named["sizes"]] == ["mid_size_firms", "big"]
