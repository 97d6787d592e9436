from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.published.tables.feasible import (
    allowed,
    allowed_counts,
    bases_for,
    figure_counts,
)
from tests.cases import each

HALF = Fraction(1, 200)
RULES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}


def named(figures, figure_id):
    return next(figure for figure in figures if figure.id == figure_id)


def rounded(count: int, base: int, rule: str) -> int:
    """Round a share to a whole percentage the way a spreadsheet does."""
    share = Decimal(100 * count) / Decimal(base)
    return int(share.quantize(Decimal(1), rounding=RULES[rule]))


def counts_of(percent: int, base: int, rounding: str) -> list[int]:
    middle = Fraction(percent, 100)
    return list(allowed_counts(middle - HALF, middle + HALF, base, rounding))


@pytest.mark.parametrize(
    ("figure_id", "counts"),
    [
        ("performance_good", [79, 80]),
        ("image_good", [59, 60]),
        ("image_poor", [17]),
        ("image_dont_know", [23, 24]),
    ],
)
def test_a_percentage_of_156_people_is_one_or_two_counts(figure_id, counts, study):
    assert list(figure_counts(named(study, figure_id))) == counts


def test_no_count_of_twenty_people_is_61_percent():
    assert all(rounded(count, 20, "half_up") != 61 for count in range(21))
    assert counts_of(61, 20, "unknown") == []


@each("rule", RULES)
@each("base", [1, 7, 40, 200])
def test_counts_are_those_that_round_to_the_figure(rule, base):
    for percent in range(101):
        slow = [k for k in range(base + 1) if rounded(k, base, rule) == percent]
        assert counts_of(percent, base, rule) == slow


def test_unknown_rounding_allows_what_any_rule_allows():
    either = {k for rule in RULES for k in range(201) if rounded(k, 200, rule) == 51}
    assert either == {101, 102}
    assert counts_of(51, 200, "unknown") == [101, 102, 103]


@given(st.integers(1, 5000), st.data())
def test_a_count_is_always_among_those_its_own_percentage_allows(base, data):
    count = data.draw(st.integers(0, base))
    for rule in RULES:
        percent = rounded(count, base, rule)
        assert count in counts_of(percent, base, rule)
        assert count in counts_of(percent, base, "unknown")


def test_an_inequality_leaves_its_end_out():
    low, high = Fraction(30, 100), Fraction(1)
    assert list(allowed_counts(low, high, 10, "inequality")) == [4, 5, 6, 7, 8, 9, 10]


def test_a_claim_and_an_unknown_base_allow_no_counts(study):
    assert not figure_counts(named(study, "gap_in_every_type"), 156)
    assert not figure_counts(named(study, "better_group_owned"))


def test_bases_of_two_percentages_are_those_found_by_trying_every_count(study):
    better = named(study, "better_decentralised")
    half = replace(better, id="half", categories=("in_balance",),
                   low=Fraction("0.495"), high=Fraction("0.505"))  # fmt: skip
    slow = tuple(
        base
        for base in range(1, 60)
        if any(
            rounded(k, base, "half_up") == 43 and rounded(m, base, "half_up") == 50
            for k in range(base + 1)
            for m in range(base + 1 - k)
        )
    )
    assert bases_for([better, half], range(1, 60)) == slow


def test_shares_of_one_base_cannot_add_up_to_more_than_everybody(study):
    first, second = study[5], replace(study[5], id="other", categories=("worse",))
    assert bases_for([first], range(18, 19)) == (18,)
    assert bases_for([first, second], range(1, 157)) == ()


def test_a_net_is_at_least_as_large_as_its_part(study):
    part, net = study[0], replace(study[1], low=Fraction(4, 10), high=Fraction(45, 100))
    assert bases_for([part, study[1]], [156]) == (156,)
    assert bases_for([part, net], [156]) == ()


def test_an_impossible_figure_is_said_and_not_raised(study):
    frame = allowed([replace(study[5], base=20)])
    assert frame.loc[0, "counts"] == "none"
    assert frame["count_low"].isna().all()


def test_an_unknown_base_is_told_with_the_smallest_one(study):
    told = allowed([study[5]], 156).loc[0, "counts"]
    assert told.startswith("base not in print") and told.endswith("the smallest is 18")


def test_what_is_allowed_is_told_for_every_figure(study, printed):
    frame = allowed(study, 156)
    assert frame["counts"].notna().all() and len(frame) == len(study)
    means = allowed(printed("2007-2009-itexcellence"))
    assert means.loc[0, "counts"] == "no count: a mean"


def test_nets_that_cross_are_held_against_each_other(study):
    """Of ten people 8 and 8 share an answer: at least 6, and it has 5."""
    ends = {"low": Fraction(4, 5), "high": Fraction(4, 5)}
    first = replace(study[0], categories=("a", "b"), **ends)
    second = replace(first, id="second", categories=("b", "c"))
    common = replace(
        first, id="common", categories=("b",), low=Fraction(1, 2), high=Fraction(1, 2)
    )
    assert bases_for([first, second], [10]) == (10,)
    assert bases_for([first, second, common], [10]) == ()


def test_a_full_distribution_has_to_add_up_to_the_base(study):
    parts = [
        replace(
            study[0], id=name, categories=(name,), low=Fraction(k, 10), high=Fraction(k, 10)
        )
        for name, k in (("good", 5), ("poor", 4))
    ]
    assert bases_for(parts, range(1, 21)) == (10, 20)
    assert bases_for(parts, range(1, 21), {parts[0].item: ("good", "poor")}) == ()
    assert bases_for(parts, range(0), {}) == ()
