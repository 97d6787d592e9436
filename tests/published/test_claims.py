from fractions import Fraction

import pandas as pd
import pytest

from itperception.published.claims import (
    check_claim,
    decentralised_highest,
    gap_everywhere,
    group_owned_clearly_above,
    group_owned_lowest,
)

TENTHS = [Fraction(k, 10) for k in range(11)]


def test_equal_shares_bear_out_no_order():
    assert not group_owned_lowest([TENTHS[4]] * 3)
    assert not decentralised_highest([TENTHS[4]] * 3)


def test_a_lead_has_to_be_exceeded():
    shares = [TENTHS[5], TENTHS[4], TENTHS[6]]
    assert group_owned_lowest(shares, Fraction(9, 100))
    assert not group_owned_lowest(shares, Fraction(1, 10))


def test_clearly_above_is_ten_points_or_more():
    assert group_owned_clearly_above([TENTHS[4], TENTHS[5], TENTHS[4]])
    assert not group_owned_clearly_above([TENTHS[4], Fraction(49, 100), TENTHS[4]])


def test_one_type_without_a_gap_is_enough_to_refute_it():
    performance = [TENTHS[5]] * 3
    assert gap_everywhere(performance, TENTHS[2:5])
    assert not gap_everywhere(performance, TENTHS[3:6])


@pytest.mark.parametrize(
    ("has", "holds"), [(["no", "yes", "yes"], True), (["yes", "no", "no"], False)]
)
def test_the_last_claim_compares_the_gaps_with_and_without_marketing(has, holds):
    answers = {"performance": ["good"] * 3, "image": ["poor", "good", "good"]}
    people = pd.DataFrame(answers | {"any_marketing": has})
    assert check_claim("marketing_and_gap", people).holds is holds


def test_a_claim_nobody_has_put_in_figures_is_not_checked():
    assert check_claim("better_than_ever", pd.DataFrame()) is None
