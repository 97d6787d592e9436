"""A gap in every part, and a leading part: ends that are attained, and what is refused."""

import pytest

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.tables.fourfold import fisher
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.verdicts import judge_claim


def poll(n, first, second, groups=("a", "b"), **more):
    """Return two shares of everybody, of people in groups."""
    figures = [{"id": "first", "printed": first}, {"id": "second", "printed": second}]
    sizes = groups if isinstance(groups, dict) else dict.fromkeys(groups)
    return study_of({"n": n, "parts": list(sizes), "groups": sizes,
                     "figures": figures + more.pop("figures", []), **more})  # fmt: skip


def claim(kind="gap_everywhere", figures=("first", "second"), assume=None, **options):
    return StudyClaim(id="c", text="", kind=kind, figures=tuple(figures), assume=assume or {},
                 options=options)  # fmt: skip


def quantity(verdict, name):
    return verdict.quantities.set_index("quantity").loc[name]


def told(words, parts, names):
    """Return the numbers of a table in words, part by part."""
    numbers = dict(pair.rsplit(" ", 1) for pair in words.split(", "))
    return [[int(numbers[f"{name}_{part}"]) for name in names] for part in parts]


def largest_midp(words, parts):
    """Return the largest mid-p of the parts of a table in words."""
    tables = told(words, parts, ("size", "first", "second", "both"))
    return max(mcnemar(x - both, y - both, n, method="midp").p_value if x + y > 2 * both
               else 1.0 for n, x, y, both in tables)  # fmt: skip


def test_gaps_of_either_sign_make_the_least_p():
    verdict = judge_claim(poll(7, "57 %", "43 %"), claim())
    line = quantity(verdict, "largest_midp")
    assert (line["low"], line["high"]) == pytest.approx((0.125, 1)) and line["certified"]
    assert largest_midp(line["low_at"], "ab") == pytest.approx(line["low"])


def test_all_against_nobody_in_two_parts_of_six_is_certain():
    verdict = judge_claim(poll(12, "100 %", "0 %"), claim(assume={"least": 6}))
    line = quantity(verdict, "largest_midp")
    assert (line["low"], line["high"]) == pytest.approx((2**-6, 2**-6))
    assert (verdict.holds, verdict.significant) == ("every", "every")


def test_the_ends_of_2013_are_attained(ardour):
    verdict = judge_claim(ardour, ardour.claim("gap_in_every_type"))
    line = quantity(verdict, "largest_midp")
    assert (line["low"], line["high"]) == pytest.approx((2**-40, 1)) and line["certified"]
    for end in ("low", "high"):
        assert largest_midp(line[f"{end}_at"], ardour.parts) == pytest.approx(line[end])
        sums = [sum(column) for column in zip(
            *told(line[f"{end}_at"], ardour.parts, ("size", "first", "second")), strict=True
        )]  # fmt: skip
        assert sums[0] == 156 and sums[1] in (79, 80) and sums[2] in (59, 60)


@pytest.mark.parametrize(
    ("name", "smallest", "largest"),
    [("group_owned_lowest", 18, 137), ("decentralised_highest", 14, 133)],
)
def test_the_sizes_of_2013_are_those_of_the_question_printed_by_type(
    ardour, name, smallest, largest
):
    verdict = judge_claim(ardour, ardour.claim(name))
    decides = verdict.deciding_values
    assert (decides["smallest"], decides["largest"]) == (smallest, largest)
    line = quantity(verdict, "fisher_p")
    tables = told(line["low_at"], ardour.parts, ("size", "count"))
    at = ardour.parts.index(decides["group"])
    size, count = tables.pop(at)
    n, k = (sum(column) for column in zip(*tables, strict=True))
    p = fisher([[count, size - count], [k, n - k]]).p_value
    assert p == pytest.approx(line["low"], rel=1e-6, abs=0)


def test_figures_of_parts_bind_the_lead():
    share = {"item": "first", "categories": "yes"}
    by_part = [{"id": part, "group": part, "printed": printed, **share}
               for part, printed in (("a", "80 %"), ("b", "40 %"))]  # fmt: skip
    study = poll(20, "60 %", "30 %", {"a": 10, "b": 10}, figures=by_part)
    verdict = judge_claim(study, claim("highest_group", ["first"], group="a"))
    line = quantity(verdict, "lead_first")
    assert (line["low"], line["high"]) == pytest.approx((0.4, 0.4))
    assert verdict.holds == "every"
    assert quantity(verdict, "fisher_p")["low"] == pytest.approx(
        fisher([[8, 2], [4, 6]]).p_value
    )


def test_a_group_that_is_no_part_names_the_nearest():
    with pytest.raises(UnknownNameError, match="part of everybody"):
        judge_claim(poll(20, "60 %", "30 %"), claim("highest_group", ["first"], group="aa"))


def test_a_gap_in_parts_that_there_are_not_is_refused():
    study = study_of({"n": 20, "figures": [{"id": "first", "printed": "60 %"},
                                           {"id": "second", "printed": "30 %"}]})  # fmt: skip
    with pytest.raises(ItPerceptionError, match="no parts of everybody"):
        judge_claim(study, claim())


def test_too_many_tables_of_one_item_say_what_to_add(ardour):
    some = claim(figures=("performance_at_least_adequate", "performance_good"))
    with pytest.raises(ItPerceptionError, match="to leave fewer, say how many were asked"):
        judge_claim(ardour, some)


def test_two_nets_of_one_item_are_no_gap_to_hold_against_a_thing(ardour):
    figures = ("performance_at_least_adequate", "performance_good", "any_marketing")
    with pytest.raises(ItPerceptionError, match="nets of one item"):
        judge_claim(ardour, claim("association", figures))


def test_sizes_that_do_not_add_up_allow_nothing():
    verdict = judge_claim(poll(20, "60 %", "30 %", {"a": 8, "b": 8}), claim())
    assert not verdict.possible and "add up to everybody" in verdict.contradiction


def test_a_small_group_in_print_leaves_the_others_all_the_rest():
    study = poll(8, "50 %", "25 %", {"a": 1, "b": None})
    assert judge_claim(study, claim(assume={"least": 2})).possible


def test_the_question_printed_by_type_tells_who_sees_the_gap(ardour):
    verdict = judge_claim(ardour, ardour.claim("gap_in_every_type"))
    assert verdict.deciding_values["outweighing"] == 3
    better = [
        (s, x)
        for s in range(14, 134)
        for x in range(s + 1)
        if 425 * s <= 1000 * x <= 435 * s
    ]
    leads = [
        (2 * x + balance - s) / s
        for s, x in better
        for balance in range(s - x + 1)
        if 9 * s <= 20 * balance <= 11 * s
    ]
    line = quantity(verdict, "lead_decentralised")
    assert (line["low"], line["high"]) == pytest.approx((min(leads), max(leads)))
    assert quantity(verdict, "lead_group_owned")["low"] >= 2 * 0.605 - 1
