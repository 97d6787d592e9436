"""One share: its counts, half of the people, the most frequent answer."""

from fractions import Fraction

import pytest
from scipy.stats import binomtest

from itperception.errors import ItPerceptionError
from itperception.inference.intervals import wilson
from itperception.inference.missing.share_bounds import dont_know_limits
from itperception.inference.tables.proportions import one_proportion
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.verdicts import judge_claim


def poll(*figures, n=100, **more):
    """Return a study of figures."""
    return study_of({"title": "Poll", "n": n, "figures": list(figures), **more})


def one(kind, study, **options):
    """Judge a claim on the first figure of a study."""
    names = (study.figures[0].id,)
    return judge_claim(
        study, StudyClaim(id="c", text="", kind=kind, figures=names, options=options)
    )


KNEW = ({"id": "good", "item": "i", "printed": "38 %", "categories": ["good"]},
        {"id": "unsure", "item": "i", "printed": "15 %", "categories": ["dont_know"]})  # fmt: skip


def test_a_figure_alone_is_its_counts_and_the_widest_interval():
    verdict = one("figure", poll({"id": "a", "printed": "51 %"}, n=156))
    lines = verdict.quantities.set_index("quantity")[["low", "high"]]
    counts = [k for k in range(157) if abs(Fraction(100 * k, 156) - 51) <= Fraction(1, 2)]
    limits = [wilson(k, 156) for k in counts]
    assert lines.loc["count"].tolist() == [counts[0], counts[-1]]
    assert lines.loc["interval"].tolist() == pytest.approx(
        [min(low for low, _ in limits), max(high for _, high in limits)]
    )


def test_those_who_did_not_know_bound_the_share_over_every_pair_of_counts():
    lines = one("figure", poll(*KNEW, n=156)).quantities.set_index("quantity")
    pairs = [(k, d) for k in (59, 60) for d in (23, 24)]
    assert all(
        abs(100 * k / 156 - 38) <= 0.5 and abs(100 * d / 156 - 15) <= 0.5 for k, d in pairs
    )
    ends = lines.loc["share_if_all_knew", ["low", "high"]].tolist()
    assert ends == [min(k / 156 for k, _ in pairs), max((k + d) / 156 for k, d in pairs)]
    limits = [dont_know_limits(k, d, 156) for k, d in pairs]
    assert lines.loc["interval_if_all_knew", "high"] == max(
        float(high) for _, high in limits
    )


@pytest.mark.parametrize(("kind", "share"), [("majority", "54 %"), ("minority", "45 %")])
@pytest.mark.parametrize("than", ["1/2", "0.4"])
def test_the_answer_flips_where_the_count_passes_the_threshold(kind, share, than):
    verdict = one(kind, poll({"id": "a", "printed": share}, n=200), than=than)
    needed, step = verdict.deciding_values["needed"], 1 if kind == "majority" else -1
    assert one_proportion(needed, 200, float(Fraction(than))).p_value <= 0.05
    assert one_proportion(needed - step, 200, float(Fraction(than))).p_value > 0.05


@pytest.mark.parametrize("than", ["1/2", "0.55"])
def test_the_binomial_tests_are_those_of_inference(than):
    verdict = one("majority", poll({"id": "a", "printed": "about 60 %"}, n=30), than=than)
    for line in verdict.tables.to_dict("records"):
        for method, name in (("exact", "binomial_p"), ("midp", "binomial_midp")):
            found = one_proportion(line["count"], 30, float(Fraction(than)), method=method)
            assert line[name] == pytest.approx(found.p_value, rel=1e-9)


def test_with_an_unknown_base_the_answer_flips_where_the_base_passes_the_threshold():
    study = poll({"id": "a", "printed": "61 %", "group": "x"}, n=150, groups={"x": None})
    verdict = one("majority", study)
    tables, decides = verdict.tables, verdict.deciding_values
    beyond = tables["binomial_p"] <= 0.05
    assert verdict.significant == "some"
    assert beyond[tables["base"] >= decides["always_from"]].all()
    assert not beyond[tables["base"] < decides["sometimes_from"]].any()
    last = tables["base"] < decides["always_from"]
    assert not beyond[tables["base"] == tables.loc[last, "base"].max()].all()


def test_dont_knows_counted_either_way_can_turn_a_minority():
    verdict = one("minority", poll(*KNEW, n=156))
    bought = verdict.buys.set_index("assumption")["holds"]
    assert verdict.holds == "every"
    assert bought["dont_know_either_way"] == "some"
    assert (60 + 24) / 156 > 0.5


def test_answers_of_one_item_are_added_up():
    parts = [{"id": name, "item": "i", "printed": share, "categories": [name]}
             for name, share in (("a", "30 %"), ("b", "25 %"))]  # fmt: skip
    claim = StudyClaim(id="c", text="", kind="majority", figures=("a", "b"))
    assert judge_claim(poll(*parts), claim).tables["count"].tolist() == [55]


def test_the_most_frequent_answer_leads_every_way_the_counts_add_up():
    parts = [{"id": name, "item": "i", "printed": share, "categories": [name]}
             for name, share in (("c", "53 %"), ("b", "28 %"), ("a", "19 %"))]  # fmt: skip
    study = poll(*parts, n=156, answers={"i": ["a", "b", "c"]})
    claim = StudyClaim(id="c", text="", kind="largest", figures=("c", "b", "a"))
    verdict = judge_claim(study, claim)
    ranges = [range(82, 84), range(43, 45), range(29, 31)]
    sums = {
        (x, y, 156 - x - y)
        for x in ranges[0]
        for y in ranges[1]
        if 156 - x - y in ranges[2]
    }
    columns = ["count_c", "count_b", "count_a"]
    assert {tuple(line) for line in verdict.tables[columns].to_numpy()} == sums
    assert verdict.deciding_values["next_most"] == max(y for _, y, _ in sums)


def test_answers_that_are_not_in_print_may_be_one_and_larger_or_many():
    parts = [{"id": name, "item": "i", "printed": share, "categories": [name]}
             for name, share in (("a", "40 %"), ("b", "10 %"))]  # fmt: skip
    claim = StudyClaim(id="c", text="", kind="largest", figures=("a", "b"))
    assert judge_claim(poll(*parts), claim).holds == "some"
    one_more = poll(*parts, answers={"i": ["a", "b", "c"]})
    assert judge_claim(one_more, claim).holds == "none"
    two_more = poll(*parts, answers={"i": ["a", "b", "c", "d"]})
    ends = judge_claim(two_more, claim).quantities.set_index("quantity").loc["next_count"]
    assert (ends["low"], ends["high"]) == (25, 50)


def two_questions(**more):
    figures = [{"id": "culture", "printed": "56 percent"},
               {"id": "cost", "printed": "50 percent"}]  # fmt: skip
    return study_of({"n": 890, "figures": figures, **more})


def test_answers_of_two_questions_are_not_added_up_and_may_go_together():
    claim = StudyClaim(id="c", text="", kind="largest", figures=("culture", "cost"))
    verdict = judge_claim(two_questions(), claim)
    ranges = range(494, 503), range(441, 450)  # 0.555 to 0.565, and 0.495 to 0.505, of 890
    assert (verdict.holds, verdict.significant) == ("every", "some")
    assert verdict.number == len(ranges[0]) * len(ranges[1])
    tests = [
        binomtest(x - both, x + y - 2 * both).pvalue
        for x in ranges[0] for y in ranges[1] for both in (x + y - 890, y)
    ]  # fmt: skip
    lines = verdict.quantities.set_index("quantity")
    found = lines.loc["mcnemar_exact_p", ["low", "high"]].astype(float)
    assert found.tolist() == pytest.approx([min(tests), max(tests)], rel=1e-9)
    assert (lines.loc["first_count", "low"], lines.loc["next_count", "high"]) == (494, 449)


def test_answers_of_different_people_have_no_most_frequent_one():
    figures = [{"id": name, "group": name, "printed": "50 %"} for name in ("a", "b")]
    claim = StudyClaim(id="c", text="", kind="largest", figures=("a", "b"))
    with pytest.raises(ItPerceptionError, match="a, b: figures of a and b; expected"):
        judge_claim(study_of({"n": 10, "figures": figures}), claim)


def test_without_n_a_majority_by_little_is_true_and_its_significance_is_open():
    """50.04 %: of ten million people it is beyond chance, of 1,113 it is not."""
    figures = [{"id": "x", "printed": "50.04 %"}]
    claim = {"text": "most", "kind": "majority", "figures": ["x"]}
    study = study_of({"figures": figures, "claims": [claim]})
    verdict = judge_claim(study, study.claims[0])
    assert (verdict.possible, verdict.holds, verdict.significant) == (
        True, "every", "some")  # fmt: skip
    assert one_proportion(5_004_000, 10_000_000, 0.5).p_value < 0.05
    shown = verdict.tables.query("base == 2500")
    assert shown["count"].tolist() == [1251]
