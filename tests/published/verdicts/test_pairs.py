"""Two nets of the same people: against inference, and on both sides of the threshold."""

from dataclasses import replace

import pytest

from itperception.inference.gap.symmetry import mcnemar
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts import pairs
from itperception.published.verdicts.verdicts import judge_claim

GAP = StudyClaim(id="gap", text="", kind="paired", figures=("first", "second"))


def poll(first="60 %", second="40 %", n=40, **more):
    """Return a study of two shares of the same people."""
    figures = [{"id": "first", "printed": first}, {"id": "second", "printed": second}]
    return study_of({"title": "Poll", "n": n, "figures": figures, **more})


def test_every_p_value_is_that_of_inference():
    verdict = judge_claim(poll(n=10), GAP)
    for line in verdict.tables.itertuples():
        b, c = line.only_first, line.only_second
        for method in ("midp", "exact", "asymptotic"):
            expected = mcnemar(b, c, 10, method=method).p_value
            assert getattr(line, method) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("test", ["midp", "exact", "asymptotic"])
def test_the_answer_flips_where_the_overlap_passes_the_threshold(test):
    verdict = judge_claim(poll(), replace(GAP, options={"test": test}))
    tables, decides = verdict.tables, verdict.deciding_values
    beyond = tables[test] <= 0.05
    assert verdict.significant == "some"
    assert beyond[tables["overlap"] >= decides["always_from"]].all()
    assert not beyond[tables["overlap"] == decides["always_from"] - 1].all()
    assert not beyond[tables["overlap"] < decides["sometimes_from"]].any()
    assert beyond[tables["overlap"] == decides["sometimes_from"]].any()


def test_an_overlap_that_is_not_negative_leaves_only_such_tables():
    verdict = judge_claim(poll(), replace(GAP, assume={"overlap": "non_negative"}))
    tables = verdict.tables
    assert (tables["overlap"] * 40 >= tables["first_count"] * tables["second_count"]).all()
    bought = (
        judge_claim(poll(), GAP).buys.set_index("assumption").loc["overlap_not_negative"]
    )
    assert bought["tables"] == len(tables)


def test_nets_that_exclude_each_other_have_nobody_in_both():
    nets = [{"id": name, "printed": share, "item": "i", "categories": [name]}
            for name, share in (("first", "60 %"), ("second", "20 %"))]  # fmt: skip
    verdict = judge_claim(study_of({"title": "Poll", "n": 40, "figures": nets}), GAP)
    assert set(verdict.tables["overlap"]) == {0}


def test_the_first_line_of_what_assumptions_buy_is_none():
    verdict = judge_claim(poll(), GAP)
    first = verdict.buys.iloc[0]
    assert (first["assumption"], first["tables"]) == ("none", verdict.number)
    assert first["significant"] == verdict.significant


def test_the_first_net_smaller_than_the_second_is_not_true_and_not_significant():
    verdict = judge_claim(poll("40 %", "60 %"), GAP)
    assert (verdict.holds, verdict.significant) == ("none", "none")


def _ends(verdict):
    found = verdict.quantities.set_index("quantity")[["low", "high"]]
    return verdict.holds, verdict.significant, found.to_dict("index")


@pytest.mark.parametrize(
    ("shares", "assume"),
    [(("60 %", "40 %"), {}), (("52 %", "48 %"), {}),
     (("60 %", "40 %"), {"overlap": "non_negative"})],
)  # fmt: skip
def test_where_there_are_too_many_overlaps_their_ends_say_the_same(
    shares, assume, monkeypatch
):
    claim = replace(GAP, assume=assume)
    every = judge_claim(poll(*shares, n=130), claim)
    monkeypatch.setattr(pairs, "MOST", 1)
    ends = judge_claim(poll(*shares, n=130), claim)
    assert _ends(ends) == _ends(every)
    assert (every.number, ends.number) == (len(every.tables), None)
    assert not ends.deciding and ends.buys.empty


def test_among_more_people_than_are_looked_at_a_difference_may_be_beyond_chance():
    verdict = judge_claim(poll("50.5 %", "50.4 %", n=None), GAP)
    assert verdict.significant == "some"
    assert "all has at most 1,000 people" in verdict.assumptions
    largest = replace(GAP, kind="largest")
    assert judge_claim(poll("50.5 %", "50.4 %", n=None), largest).significant == "some"
