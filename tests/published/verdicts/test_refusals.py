"""Where print does not say who is meant, a claim is refused with what would settle it."""

import pytest

from itperception.errors import DocumentError
from itperception.published.figures.release import study_of
from itperception.published.tables.joint import Joint
from itperception.published.verdicts.verdicts import judge_all

YES = {"item": "x", "categories": "yes"}
PARTS = {"parts": ["a", "b"], "groups": {"a": None, "b": None}}
WHOLE = {"id": "x", "printed": "50 %", **YES}


def figure(name, printed, group=None, **more):
    return {"id": name, "printed": printed, **YES, **({"group": group} if group else {}),
            **more}  # fmt: skip


def judged(figures, kind, of, release=None, **claim):
    told = {"id": "c", "text": "t", "kind": kind, "figures": of, **claim}
    return judge_all(study_of({**(release or {}), "figures": figures, "claims": [told]}))[0]


def test_a_question_with_fewer_answers_is_possible_where_n_is_a_range():
    """48 of 80 is 60 % whether 100 or 120 were asked."""
    verdict = judged([figure("a", "60 %", base=80)], "majority", ["a"], {"n": "100 to 120"})
    assert verdict.tables[["base", "count"]].to_numpy().tolist() == [[80, 48]]


def test_tables_that_are_looked_at_have_as_many_people_as_is_assumed():
    samples = {"groups": {name: {"sample": "own"} for name in "ab"}}
    shares = [figure("a", "60 %", "a"), figure("b", "40 %", "b")]
    for least in (500, 2_000):  # beyond the first thousand sizes, too
        found = judged(shares, "groups", ["a", "b"], samples, assume={"least": least})
        assert len(found.tables) and found.tables.filter(like="size_").min().min() >= least
        assert found.possible and found.significant is None  # all seen are beyond chance
        assert (found.tables["n_minus_one_p"] <= 0.05).all()


@pytest.mark.parametrize("kind", ["groups", "distribution", "ratio", "reported"])
def test_groups_that_must_overlap_do_not_contradict_each_other(kind):
    """60 and 60 of 100 people share 20 at least."""
    more = {"ratio": {"times": "1.5"}, "reported": {"p": "0.05"}}.get(kind, {})
    shares = [figure("a", "60 %", "a"), figure("b", "40 %", "b")]
    verdict = judged(shares, kind, ["a", "b"],
                     {"n": 100, "groups": {"a": 60, "b": 60}}, **more)  # fmt: skip
    assert verdict.possible and "name groups that do not overlap" in verdict.not_judged
    assert verdict.holds is verdict.significant is None


@pytest.mark.parametrize("kind", ["groups", "distribution"])
def test_a_part_and_another_group_are_not_both_held_against_all_others(kind):
    release = {"n": 20, "parts": ["a", "b"], "groups": {"a": None, "b": None, "w": 8}}
    shares = [figure("a", "75 %", "a"), figure("w", "50 %", "w"), figure("x", "50 %")]
    assert "may overlap" in judged(shares, kind, ["a", "w", "x"], release).not_judged


@pytest.mark.parametrize("kind", ["groups", "distribution"])
def test_a_group_of_all_people_has_no_others(kind):
    shares = [figure("a", "50 %", "a"), figure("x", "50 %")]
    verdict = judged(shares, kind, ["a", "x"], {"n": 20, "groups": {"a": 20}})
    assert verdict.possible and "nobody" in verdict.not_judged.replace("anybody", "nobody")


def test_answers_of_everybody_are_compared_with_others_only_if_n_is_in_print():
    shares = [figure("a", "60 %", "a"), figure("x", "40 %")]
    verdict = judged(shares, "distribution", ["a", "x"], {"groups": {"a": None}})
    assert "say how many in all (n)" in verdict.not_judged
    tables = judged(shares, "groups", ["a", "x"], {"groups": {"a": None}}).tables
    assert len(tables) and (tables["count_others"] >= 0).all()
    assert (tables["count_others"] <= tables["size_others"]).all()


def test_leads_on_questions_of_unlike_people_are_not_put_together():
    """Y is of 10 of 20 people; which of both parts these are is open."""
    other = {"item": "y", "categories": "yes"}
    shares = [WHOLE, {"id": "y", "printed": "60 %", "base": 10, **other},
              {"id": "ya", "printed": "80 %", "group": "a", **other}]  # fmt: skip
    both = judged(shares, "highest_group", ["x", "y"], {"n": 20, **PARTS}, group="a")
    assert "make a claim of each item" in both.not_judged and both.holds is None
    alone = judged(shares, "highest_group", ["x"], {"n": 20, **PARTS}, group="a")
    assert alone.holds == "some"


@pytest.mark.parametrize("kind", ["gap_everywhere", "highest_group"])
def test_parts_of_an_open_number_of_people_are_refused(kind):
    shares = [WHOLE, {"id": "y", "item": "y", "categories": "yes", "printed": "40 %"}]
    of, more = (["x"], {"group": "a"}) if kind == "highest_group" else (["x", "y"], {})
    assert "(n)" in judged(shares, kind, of, PARTS, **more).not_judged


def test_shares_of_two_bases_are_refused_and_not_added_up():
    shares = [figure("a", "60 %", base=80), figure("b", "20 %", base=90)]
    shares[1]["categories"] = "no"
    assert "expected one base" in judged(shares, "majority", ["a"], {"n": 100}).not_judged


@pytest.mark.parametrize("kind", ["paired", "largest", "association"])
def test_people_who_were_not_asked_both_are_not_compared(kind):
    shares = [figure(name, "60 %", item=name, base=base)
              for name, base in (("x", 100), ("y", 80), ("z", 80))]  # fmt: skip
    of = ["x", "y", "z"][: 3 if kind == "association" else 2]
    verdict = judged(shares, kind, of)
    assert "no number of people was asked about all" in verdict.not_judged


@pytest.mark.parametrize("kind", ["not_always", "ratio", "reported"])
def test_a_claim_of_two_figures_has_two(kind):
    with pytest.raises(DocumentError, match="another number of figures"):
        judged([WHOLE], kind, ["x"])


def test_an_assumption_that_leaves_no_table_makes_a_reported_p_impossible():
    shares = [figure("a", "60 %", "a"), figure("b", "40 %", "b")]
    verdict = judged(shares, "reported", ["a", "b"],
                     {"n": 100, "groups": {"a": 30, "b": 30, "c": None}},
                     p="< 0.05", assume={"exhaustive": True})  # fmt: skip
    assert not verdict.possible and verdict.holds is None


def test_a_ratio_names_its_assumptions_and_buys_nothing_by_some_of_the_tables():
    samples = {"groups": {name: {"sample": "own"} for name in "ab"}}
    shares = [figure("a", "60 %", "a"), figure("b", "40 %", "b")]
    verdict = judged(
        shares, "ratio", ["a", "b"], samples, times="1.5", assume={"least": 90}
    )
    assert "least 90" in verdict.assumptions and verdict.number is None
    assert verdict.buys.empty


def test_everybody_is_the_same_people_in_every_way_to_divide_them():
    """Four people, half of them yes, in parts of two; and in a group of three, and one."""
    study = study_of({
        "n": 4, "parts": ["a", "b"], "groups": {"a": 2, "b": 2, "w": 3},
        "figures": [figure("a", "0 % to 50 %", "a"), figure("w", "0 % to 40 %", "w")],
    })  # fmt: skip
    found = {tuple(x for _, x in line) for line in
             Joint(study).counts("x", [("yes",)], ("all", "a", "w")).tolist()}  # fmt: skip
    slow = {(a + b, a, w) for a in range(2) for b in range(3)
            for w in range(2) if 0 <= a + b - w <= 1}  # fmt: skip
    assert found == slow
