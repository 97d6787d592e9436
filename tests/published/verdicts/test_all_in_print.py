"""A claim is judged by all that is in print, not only by the figures it names."""

from fractions import Fraction
from itertools import product

import pytest
from scipy.stats import chi2

from itperception.errors import ItPerceptionError
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.verdicts import judge_all, judge_claim

DIFFER = StudyClaim(id="d", text="", kind="groups", figures=("a", "b"))


def shares(n=None, groups=None, parts=(), **printed):
    """Return a study of one yes or no: name of the group → its share, ``all`` everybody's."""
    figures = [
        {"id": name, "item": "x", "printed": share, "categories": ["yes"],
         **({} if name == "everybody" else {"group": name})}
        for name, share in printed.items()
    ]  # fmt: skip
    return study_of({"n": n, "groups": groups or {}, "parts": [*parts], "figures": figures})


def rounds(count, size, percent):
    return size > 0 and abs(Fraction(100 * count, size) - percent) <= Fraction(1, 2)


def n_minus_one_p(x, s, y, t):
    n, k = s + t, x + y
    squared = (x * t - y * s) ** 2 * (n - 1) / (k * (n - k) * s * t)
    return chi2.sf(squared, 1)


def test_the_share_of_everybody_narrows_the_sizes_of_groups():
    """20 people: a 25 %, b 75 %, everybody 65 %: only 4 and 16 people, p = .068."""
    parts = {"a": None, "b": None}
    verdict = judge_claim(
        shares(20, parts, parts, a="25 %", b="75 %", everybody="65 %"), DIFFER
    )
    slow = [(x, s, y, 20 - s) for s in range(1, 20) for x in range(s + 1)
            for y in range(21 - s) if rounds(x, s, 25) and rounds(y, 20 - s, 75)
            and rounds(x + y, 20, 65)]  # fmt: skip
    assert slow == [(1, 4, 12, 16)]
    assert (verdict.number, verdict.holds, verdict.significant) == (
        1,
        "every",
        "none",
    )
    assert verdict.quantities.loc[1, "low"] == pytest.approx(n_minus_one_p(*slow[0]))


def test_the_share_of_a_third_part_takes_part():
    """Which third part leaves sizes for both others: tried with every split of 60."""
    parts = {"a": None, "b": None, "c": None}
    verdict = judge_claim(shares(60, parts, parts, a="61 %", b="43 %", c="12 %"), DIFFER)
    fits = {g: [n for n in range(1, 60) if any(rounds(k, n, p) for k in range(n + 1))]
            for g, p in zip("abc", (61, 43, 12), strict=True)}  # fmt: skip
    slow = {(s, x, t, y) for s, t in product(fits["a"], fits["b"]) if 60 - s - t in fits["c"]
            for x in range(s + 1) for y in range(t + 1)
            if rounds(x, s, 61) and rounds(y, t, 43)}  # fmt: skip
    found = verdict.tables[["size_a", "count_a", "size_b", "count_b"]].to_numpy().tolist()
    assert {tuple(line) for line in found} == slow and verdict.number == len(slow)


def test_figures_that_contradict_each_other_have_no_verdict_at_the_keyboard():
    parts = {"a": None, "b": None}
    verdict = judge_claim(
        shares(20, parts, parts, a="80 %", b="60 %", everybody="30 %"), DIFFER
    )
    assert not verdict.possible and verdict.holds is None
    assert "30 %" in verdict.explain()


def test_answers_that_are_all_there_are_leave_one_count():
    """150 people, three answers of 33 % each and no other: 50 each, more than .33 of all."""
    figures = [{"id": a, "item": "x", "printed": "33 %", "categories": [a]} for a in "gmp"]
    study = study_of({"n": 150, "answers": {"x": [*"gmp"]}, "figures": figures})
    claim = StudyClaim(
        id="m", text="", kind="majority", figures=("g",), options={"than": ".33"}
    )
    verdict = judge_claim(study, claim)
    assert (verdict.holds, verdict.tables["count"].tolist()) == ("every", [50])


def test_a_part_is_held_against_the_others_and_not_against_itself():
    """Everybody 72 % of 100, some 54 % of 40 to 50 of them: against the rest."""
    study = shares(100, {"some": "40 to 50"}, some="54 %", everybody="72 %")
    claim = StudyClaim(id="p", text="", kind="groups", figures=("some", "everybody"),
                  options={"direction": ["some", "all"]})  # fmt: skip
    verdict = judge_claim(study, claim)
    slow = [n_minus_one_p(x, s, 72 - x, 100 - s) for s in range(40, 51)
            for x in range(s + 1) if rounds(x, s, 54) and 72 - x <= 100 - s]  # fmt: skip
    line = verdict.quantities.set_index("quantity").loc["n_minus_one_p"]
    assert (verdict.number, verdict.holds) == (len(slow), "every")
    assert (line["low"], line["high"]) == pytest.approx((min(slow), max(slow)))


def test_some_of_everybody_cannot_say_yes_more_often_than_everybody():
    """72 % of 95 of 100 people are at least 68, 54 % of all 100 are 54."""
    claim = StudyClaim(id="p", text="", kind="figure", figures=("some",))
    assert not judge_claim(
        shares(100, {"some": 95}, some="72 %", everybody="54 %"), claim
    ).possible


@pytest.mark.parametrize("name", ["last_year", "y2018", "vorjahr"])
def test_another_year_is_a_sample_of_its_own(name):
    """5 % of 890 and 6 % of last year's 707: no more of the one are in the other."""
    claim = StudyClaim(id="l", text="", kind="groups", figures=("everybody", name))
    verdict = judge_claim(shares(890, {name: 707}, everybody="5 %", **{name: "6 %"}), claim)
    slow = [n_minus_one_p(x, 890, y, 707) for x in range(891) if rounds(x, 890, 5)
            for y in range(708) if rounds(y, 707, 6)]  # fmt: skip
    line = verdict.quantities.set_index("quantity").loc["n_minus_one_p"]
    assert (line["low"], line["high"]) == pytest.approx((min(slow), max(slow)))
    assert verdict.significant == "none"


def test_what_is_declared_goes_before_what_a_name_says():
    size = {"y2018": {"size": 100, "sample": "part"}}
    study = shares(100, size, everybody="50 %", y2018="40 %")
    claim = StudyClaim(id="f", text="", kind="figure", figures=("everybody",))
    assert not judge_claim(study, claim).possible


def test_without_sizes_shares_are_apart_at_every_size_and_beyond_chance_from_some_on():
    claim = StudyClaim(id="s", text="", kind="groups", figures=("a", "b"),
                  options={"direction": ["a", "b"]})  # fmt: skip
    verdict = judge_claim(shares(None, {"a": None, "b": None}, a="49 %", b="83 %"), claim)
    assert (verdict.holds, verdict.significant, verdict.number) == (
        "every",
        "some",
        None,
    )
    assert not verdict.quantities["certified"].any()
    ends = verdict.quantities.set_index("quantity").loc["difference", ["low", "high"]]
    assert tuple(ends) == pytest.approx((0.33, 0.35))
    n = verdict.deciding_values["enough"]
    assert (
        n_minus_one_p(round(0.495 * 10 * n), 10 * n, round(0.825 * 10 * n), 10 * n) < 0.05
    )


def test_three_groups_of_open_size_are_gone_through():
    """606 people, 5, 18 and 48 % of three groups, 9 % of all: each split tried."""
    parts = {"a": None, "b": None, "c": None}
    study = shares(606, parts, parts, a="5 %", b="18 %", c="48 %", everybody="9 %")
    claim = StudyClaim(id="t", text="", kind="groups", figures=("a", "b", "c"))
    counts = {(g, n): [k for k in range(n // 2 + 2) if rounds(k, n, p)]
              for g, p in zip("abc", (5, 18, 48), strict=True) for n in range(1, 605)}  # fmt: skip
    number = sum(
        rounds(x + y + z, 606, 9)
        for s in range(300, 605)  # fewer of the 5 % leave more than 9 % of all
        for t in range(1, 606 - s)
        for x in counts["a", s]
        for y in counts["b", t]
        for z in counts["c", 606 - s - t]
    )
    assert judge_claim(study, claim).number == number


def test_a_claim_that_cannot_be_judged_does_not_stop_the_others():
    study = shares(None, {"a": None, "b": None}, a="49 %", b="83 %")
    lowest = StudyClaim(
        id="l", text="", kind="lowest_group", figures=("a",), options={"group": "a"}
    )
    found = judge_all(study.assuming(claims=(lowest, DIFFER)))
    assert found["l"].not_judged and found["l"].explain().startswith("Not judged: ")
    assert found["d"].holds == "every"
    with pytest.raises(ItPerceptionError):
        judge_claim(study, lowest)
