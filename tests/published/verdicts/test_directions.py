"""Directions without figures by group: against every table of a small survey."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from itperception.errors import ItPerceptionError
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.tables.fourfold import fisher
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.leads import lead_tables
from itperception.published.verdicts.verdicts import judge_all, judge_claim


def poll(first="60 %", second="30 %", n=20, sizes=(None, None, None)):
    """Return a study of three shares of everybody in three groups."""
    figures = [{"id": "first", "printed": first}, {"id": "second", "printed": second},
               {"id": "thing", "printed": "50 %"}]  # fmt: skip
    groups = dict(zip("xyz", sizes, strict=True))
    return study_of({"title": "Poll", "n": n, "figures": figures, "groups": groups,
                     "parts": list("xyz")})  # fmt: skip


def claim(kind, *figures, **options):
    return StudyClaim(id="c", text="", kind=kind, figures=figures, options=options)


@pytest.mark.parametrize(
    ("sizes", "total"), [((2, 3, 4), 5), ((1, 4, 4), 3), ((5, 2, 2), 8)]
)
def test_the_ends_of_a_lead_are_those_of_every_table(sizes, total):
    tables = [t for t in product(*(range(s + 1) for s in sizes)) if sum(t) == total]
    shares = [[Fraction(x, s) for x, s in zip(t, sizes, strict=True)] for t in tables]
    for at in range(3):
        leads = {t: s[at] - max(s[:at] + s[at + 1 :])
                 for t, s in zip(tables, shares, strict=True)}  # fmt: skip
        found = lead_tables(np.array([sizes]), np.array([total]), at)[:, 0].tolist()
        least, most, _ = (leads[tuple(table)] for table in found)
        assert (least, most) == (min(leads.values()), max(leads.values()))


def test_the_lowest_group_mirrors_the_highest():
    verdict = judge_claim(poll(sizes=(2, 8, 10)), claim("lowest_group", "first", group="y"))
    totals = [t for t in product(range(3), range(9), range(11)) if sum(t) == 12]
    leads = [min(x / 2, z / 10) - y / 8 for x, y, z in totals]
    line = verdict.quantities.iloc[0]
    assert (line["low"], line["high"]) == pytest.approx((min(leads), max(leads)))
    assert verdict.holds == "some"


def test_nobody_in_the_net_leaves_nobody_highest():
    verdict = judge_claim(poll("0 %", n=20), claim("highest_group", "first", group="x"))
    assert (verdict.holds, verdict.significant) == ("none", "none")


def test_below_the_size_that_decides_no_lead_is_significant():
    needed = judge_claim(
        poll(), claim("highest_group", "first", group="x")
    ).deciding_values["needed"]
    p = [fisher([[s, 12 - s], [0, 8]]).p_value for s in range(1, 12)]
    assert needed == next(s for s, value in enumerate(p, start=1) if value <= 0.05)


def test_a_gap_in_every_group_needs_as_many_as_mcnemar_says():
    verdict = judge_claim(poll(n=100), claim("gap_everywhere", "first", "second"))
    each = verdict.deciding_values["needed_each"]
    assert mcnemar(each, 0, 50, method="midp").p_value <= 0.05
    assert mcnemar(each - 1, 0, 50, method="midp").p_value > 0.05
    assert mcnemar(each + 1, 2, 50, method="midp").p_value > 0.05
    assert verdict.significant == "some" and 3 * each <= 30


@pytest.mark.parametrize(("second", "beyond"), [("45 %", "some"), ("46 %", "none")])
def test_a_total_gap_below_the_sum_of_the_needed_is_significant_nowhere(second, beyond):
    verdict = judge_claim(
        poll(second=second, n=100), claim("gap_everywhere", "first", "second")
    )
    assert verdict.significant == beyond


def test_fewer_people_in_the_gap_than_groups_leave_one_without():
    verdict = judge_claim(
        poll("12 %", "10 %", n=100), claim("gap_everywhere", "first", "second")
    )
    assert verdict.holds == "none"


def test_the_difference_of_gaps_has_the_ends_of_every_table():
    study = poll("50 %", "30 %", n=10)
    verdict = judge_claim(study, claim("association", "first", "second", "thing"))
    gaps = [
        (f - s) / 5 - ((5 - f) - (3 - s)) / 5
        for f, s in product(range(6), range(4))
        if 5 - f <= 5 and 3 - s <= 5
    ]
    line = verdict.quantities.iloc[0]
    assert (line["low"], line["high"]) == pytest.approx((min(gaps), max(gaps)))
    needed = verdict.deciding_values["needed_least"]
    assert needed / 5 - (2 - needed) / 5 > 0 >= (needed - 1) / 5 - (2 - needed + 1) / 5


def by_country(**more):
    """Return a share in three countries, and one of all, as a press release has it."""
    printed = {"all": "70 %", "fr": "80 %", "be": "75 %", "se": "50 %"}
    figures = [{"id": f"{name}_", "item": "hopes", "group": name, "printed": share}
               for name, share in printed.items()]  # fmt: skip
    lowest = {"text": "Lowest", "kind": "lowest_group", "figures": ["all_"], "group": "se"}
    lower = {"text": "Lower", "figures": ["se_", "fr_"], "direction": ["se", "fr"]}
    return study_of({"figures": figures, "claims": [lowest, lower], **more})


def test_without_parts_a_group_is_held_against_all_others_in_print():
    lowest, lower = judge_all(by_country())
    assert (lowest.holds, lower.holds) == ("every", "every")
    lead = lowest.quantities.iloc[0]
    assert (lead["low"], lead["high"]) == pytest.approx((0.24, 0.26))
    highest = judge_claim(by_country(), claim("highest_group", "fr_", "be_", group="be"))
    assert highest.holds == "none" and highest.significant == "none"


def test_the_lead_over_groups_of_known_size_is_that_of_every_table():
    sizes = {"fr": 5, "be": 8, "se": 6}
    study = by_country(groups={g: {"size": n, "sample": "own"} for g, n in sizes.items()})
    found = judge_claim(study, claim("lowest_group", "fr_", "be_", "se_", group="se"))
    counts = {"fr": [4], "be": [6], "se": [3]}  # 80 % of 5, 75 % of 8, 50 % of 6
    leads = [min(fr / 5, be / 8) - se / 6 for fr, be, se in product(*counts.values())]
    line = found.quantities.iloc[0]
    assert (line["low"], line["high"]) == pytest.approx((min(leads), max(leads)))
    assert found.number == 1
    tested = fisher([[3, 10], [3, 3]]).p_value
    assert found.quantities.iloc[1]["high"] == pytest.approx(tested)


def test_a_lead_needs_a_figure_each_of_several_groups():
    with pytest.raises(ItPerceptionError, match="declare parts, or name such figures"):
        judge_claim(by_country(), claim("lowest_group", "se_", group="se"))
