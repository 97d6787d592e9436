from fractions import Fraction

import pandas as pd

from itperception.published.figures.study import Study, StudyClaim
from itperception.published.twins.standing import (
    GROUP,
    ShareOfPeople,
    SharesCompared,
    comparisons,
)

ANSWERS = {"any_marketing": ("yes", "no", "dont_know")}


def meaning(ardour, kind, *figures, **options):
    claim = StudyClaim(id="c", text="", kind=kind, figures=figures, options=options)
    return comparisons(claim, ardour, ANSWERS, Fraction(1, 20))


def test_the_lowest_group_is_below_each_other_on_every_figure(ardour):
    found = meaning(ardour, "lowest_group", "performance_good", "image_good",
                    group="group_owned")  # fmt: skip
    assert [c.below[0].given for c in found] == [(GROUP, ("group_owned",))] * 4
    assert {c.above[0].given[1] for c in found} == {("internal",), ("decentralised",)}


def test_a_highest_group_is_the_lowest_turned_round(ardour):
    low, high = (
        meaning(ardour, kind, "image_good", group="internal")
        for kind in ("lowest_group", "highest_group")
    )
    assert [(c.above, c.below) for c in low] == [(c.below, c.above) for c in high]


def test_a_gap_everywhere_is_one_comparison_per_group(ardour):
    found = meaning(ardour, "gap_everywhere", "performance_good", "image_good")
    assert [c.above[0].given[1] for c in found] == [(part,) for part in ardour.parts]
    assert {(c.above[0].item, c.below[0].item) for c in found} == {("performance", "image")}


def test_those_without_a_thing_are_everybody_else_dont_know_included(ardour):
    (found,) = meaning(ardour, "association", "performance_good", "image_good",
                       "any_marketing")  # fmt: skip
    assert found.above[0].given == ("any_marketing", ("no", "dont_know"))
    assert found.conditions == {"any_marketing"}


def test_a_stated_lead_is_in_points_and_another_is_declared(ardour):
    stated = meaning(ardour, "highest_group", "image_good", group="internal", lead=10)
    assert {c.lead for c in stated} == {Fraction(1, 10)}
    declared = meaning(ardour, "highest_group", "image_good", group="internal")
    assert {c.lead for c in declared} == {Fraction(1, 20)}


def test_a_claim_of_another_kind_asks_nothing_of_respondents():
    claim = StudyClaim(id="c", text="", kind="majority", figures=("nothing",))
    assert comparisons(claim, Study(name="s"), {}) == ()


def test_the_difference_of_two_gaps_is_counted_from_respondents():
    people = pd.DataFrame({"a": [1, 1, 0, 0], "b": [0, 1, 0, 0], "web": list("nnyy")})
    lack, have = ("web", ("n",)), ("web", ("y",))
    gaps = SharesCompared("c", "", (ShareOfPeople("a", (1,), lack), ShareOfPeople("b", (1,), have)),
                      (ShareOfPeople("b", (1,), lack), ShareOfPeople("a", (1,), have)))  # fmt: skip
    assert gaps.difference(people, "type") == Fraction(1) - Fraction(1, 2)
