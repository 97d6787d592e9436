"""Models of a codebook: what is told of them, and what is not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from itperception.book.model_table import TERMS
from itperception.book.model_table import told as told_of
from itperception.book.models import declared_models, explain
from itperception.book.rounding import Rounding
from itperception.book.shown import ShownWave
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.results import State, told_p
from itperception.reporting.models_chapter import ModelStory
from itperception.reporting.wave_report import WaveReport
from itperception.survey.tabulated import Explained
from itperception.workbench import load_wave
from itperception.workbench.models import fit_model
from itperception.workbench.predicting import People
from tests.small_waves import REPOSITORY, cut_wave

GOOD = "good_or_very_good"


@pytest.fixture(scope="module")
def shown():
    return ShownWave(load_wave("demo-2026", REPOSITORY), "org_type")


class FewTables:
    """What a story needs of a book that has no tables."""

    def __init__(self, shown):
        self.models, self.unit = (), Rounding.of(shown).unit
        self.codebook, self.rule, self.tables, self.gaps = (
            shown.codebook,
            shown.rule,
            (),
            (),
        )


def test_with_one_predictor_everything_is_what_the_tables_say(shown):
    model = explain(shown, Explained(item="image", on=["org_type"]))
    gap = explain(shown, Explained(gap="perception", on=["org_type"]))

    table = shown.crosstab("image", "org_type")
    shares = table.net(GOOD)
    np.testing.assert_allclose(model.levels["told"], shares[model.levels["level"]].round(2))
    assert set(model.levels["level"]) == {"internal", "group_owned", "decentralised"}
    groups = shown.gap("performance", "image", by="org_type").groups
    gaps = {one.group: one.difference.effect_size for one in groups}
    np.testing.assert_allclose(gap.levels["told"],
                               [round(gaps[g], 2) for g in gap.levels["level"]])  # fmt: skip
    assert model.net == gap.net == GOOD and gap.is_gap and not model.is_gap


def test_nothing_is_told_more_finely_than_in_percents(shown):
    for model in declared_models(shown):
        for frame in (model.levels, model.pairs, model.terms, model.drivers):
            for name in frame.select_dtypes(float):
                digits = 3 if name.endswith(("p_value", "p_adjusted")) else 2
                np.testing.assert_array_equal(frame[name], frame[name].round(digits))


def test_who_is_in_no_model_is_counted_unless_few(shown):
    model = explain(shown, Explained(item="image", on=["org_type", "any_marketing"]))
    asked = int(shown.wave.crosstab("image").bases["total"])

    assert model.base + model.left_out == asked and model.left_out >= 10
    told = " ".join(ModelStory(model, FewTables(shown)).notes())
    assert f"Base: {model.base} respondents; {model.left_out} more were asked" in told
    few = ModelStory(replace(model, gone=(9,)), FewTables(shown)).notes()[0]
    assert "fewer than 10 who have no answer" in few and "9" not in few


def test_a_hidden_group_is_in_no_model_and_is_named(tmp_path):
    shown = ShownWave(cut_wave(tmp_path, {"1": 30, "2": 12, "3": 10}), "company_size")
    hidden = set(shown.told("image", "company_size").hidden)
    assert 0 < len(hidden) < 3  # of four

    model = explain(shown, Explained(item="image", on=["company_size", "org_type"]))

    assert not hidden & {*model.levels["level"]}
    assert {name for item, name in model.hidden if item == "company_size"} == hidden
    told = " ".join(ModelStory(model, FewTables(shown)).notes())
    assert told.count("Without Employees of the company: ") == len(hidden)


def test_what_is_left_with_one_group_is_no_predictor(tmp_path):
    shown = ShownWave(cut_wave(tmp_path, {"1": 60, "2": 40, "3": 8}), "org_type")
    assert len(shown.told("image", "org_type").hidden) == 2

    model = explain(shown, Explained(item="image", on=["org_type"]))

    assert model.state is State.ONE_COLUMN and model.levels.empty
    told = ModelStory(model, FewTables(shown)).section().text
    assert "there is only one group" in told and "Without Type of IT organisation:" in told
    assert model.left_out == 0 and "Base:" not in told  # nobody is left out of no model


def test_a_group_of_one_answer_is_said_to_be_in_no_model(shown):
    model = explain(shown, Explained(item="image", on=["org_type"]))
    levels = model.levels.copy()
    levels.loc[0, ["told", "ci_low", "ci_high", "state"]] = [*[np.nan] * 3, "no_estimate"]

    told = ModelStory(replace(model, levels=levels), FewTables(shown)).notes()

    assert ("All of Type of IT organisation: Internal IT department gave one answer; the model "
            "is of the others.") in told  # fmt: skip
    assert not any("gave one answer" in note for note in ModelStory(
        model, FewTables(shown)).notes())  # fmt: skip


def test_a_group_of_few_is_told_by_no_model_although_no_banner_hides_it(tmp_path):
    shown = ShownWave(cut_wave(tmp_path, {"1": 60, "2": 40, "3": 40}), "org_type")
    sizes = shown.wave.cube(["industry"]).cells[0]
    few = {c.id for c, n in zip(shown.wave.dimension("industry").categories, sizes, strict=True)
           if c.kind == "answer" and 0 < n < 10}  # fmt: skip
    assert few and "industry" not in shown.broken_by

    alone = explain(shown, Explained(item="image", on=["industry"]))
    both = explain(shown, Explained(item="image", on=["org_type*company_size"]))

    assert alone.state is State.OK and not few & {*alone.levels["level"]}
    assert {name for item, name in alone.hidden if item == "industry"} == few
    crossed = shown.wave.cube(["org_type"], ["company_size"]).cells[0]
    assert 0 < crossed[crossed > 0].min() < 10
    assert both.state is State.SMALL_BASE and both.levels.empty and both.base == 0
    told = ModelStory(both, FewTables(shown)).verdicts()
    assert len(told) == len(both.small) > 0
    assert all("Type of IT organisation × " in line and "fewer than 10 have an answer to all"
               in line and "leave out a predictor" in line for line in told)  # fmt: skip


def test_a_gap_is_told_of_no_group_that_the_table_of_both_answers_hides(tmp_path):
    shown = ShownWave(cut_wave(tmp_path), "org_type")
    protection, pair = shown.protection, f"performance~image~{GOOD}"
    less = {group for group in protection.shown[pair] if group.column != "decentralised"}
    assert less < protection.shown[pair]
    shown.__dict__["protection"] = replace(
        protection, shown=protection.shown | {pair: less}
    )

    gap = explain(shown, Explained(gap="perception", on=["org_type"]))
    image = explain(shown, Explained(item="image", on=["org_type"]))

    assert gap.hidden == (("org_type", "decentralised"),)
    assert set(gap.levels["level"]) == {"internal", "group_owned"}
    assert image.hidden == () and "decentralised" in set(image.levels["level"])


def test_a_model_is_told_as_coarsely_as_the_tables_of_its_question(tmp_path):
    shown = ShownWave(cut_wave(tmp_path, {"1": 30, "2": 12, "3": 10}), "org_type")
    assert Rounding.of(shown).on("image").unit == 0.05

    model = explain(shown, Explained(item="image", on=["org_type"]))

    exact = shown.crosstab("image", "org_type").net(GOOD)[model.levels["level"]]
    np.testing.assert_allclose(model.levels["told"], (exact * 20).round() / 20)
    for frame in (model.levels[["told", "ci_low", "ci_high"]],
                  model.pairs[["difference", "ci_low", "ci_high"]]):  # fmt: skip
        np.testing.assert_allclose(frame * 20, (frame * 20).round())
    finer = fit_model(People((shown.wave,)), "image", ["org_type"], net=GOOD).adjusted
    assert (model.levels["ci_low"] <= finer["ci_low"]).all()
    assert (model.levels["ci_high"] >= finer["ci_high"]).all()


def test_a_p_value_that_is_rounded_up_is_told_as_a_bound(tmp_path):
    shown = ShownWave(cut_wave(tmp_path, {"1": 60, "2": 40, "3": 8}), "org_type")
    model = explain(shown, Explained(item="image", on=["any_marketing"]))
    assert model.terms["p_adjusted"].tolist() == [0.02]
    terms = model.terms.assign(p_adjusted=1.0)

    for told, p in ((model, "p ≤ 0.02"), (replace(model, terms=terms), "p > 0.5")):
        assert f"all else equal ({p})" in ModelStory(told, FewTables(shown)).verdicts()[0]
    among = explain(shown, Explained(item="image", among="practice", on=[]))
    assert "p > 0.5" in ModelStory(among, FewTables(shown)).section().text


def test_a_p_value_beyond_the_level_is_not_told_as_one_at_it():
    found = told_of(pd.DataFrame({"term": ["a", "b"], "p_value": [0.0503, 0.05],
                                "p_adjusted": [0.0496, 0.2]}), TERMS,
                  told_p)  # fmt: skip

    assert found["p_value"].tolist() == [0.051, 0.05]
    assert found["p_adjusted"].tolist() == [0.05, 0.2]


@pytest.mark.parametrize(("language", "told"), [
    ("en", "Any IT marketing: beyond chance, all else equal (p = 0.002). Furthest apart are"),
    ("sv", "Någon IT-marknadsföring: statistiskt säkerställt, allt annat lika (p = 0,002)."),
    ("de", "IT-Marketing überhaupt: statistisch gesichert, bei sonst Gleichem (p = 0,002)."),
])  # fmt: skip
def test_a_predictor_has_its_sentence_in_each_language(shown, language, told):
    model = declared_models(shown)[0]

    section = ModelStory(model, FewTables(shown), language).section(33)

    assert (
        told in section.text and "synthetic" in section.html.lower()
    ) or language != "en"


def test_options_stand_alone_and_all_at_once(shown):
    story = ModelStory(declared_models(shown)[3], FewTables(shown))

    assert story.verdicts() == [
        "One at a time, the rest being equal: none of 13 goes with it beyond chance.",
        "All at once: none of 13 goes with it beyond chance.",
    ]
    assert len(story.frame) == 13 and "13 practices" not in story.title
    found = story.model.drivers.assign(alone_p_adjusted=[0.01] + [1.0] * 12)
    told = ModelStory(replace(story.model, drivers=found), story.book).verdicts()[0]
    assert (
        "1 of 13 go with it beyond chance: Verifiable guidelines" in told
        and "+2 points" in told
    )


def test_answers_without_ranks_have_a_line_each(shown):
    model = explain(shown, Explained(item="role", on=["org_type"]))
    story = ModelStory(model, FewTables(shown))

    answers = {c.id for c in shown.wave.dimension("role").categories if c.kind == "answer"}
    assert model.net is None and set(model.levels["answer"]) == answers
    assert story.frame["label"].str.count(": ").eq(2).all()


def test_two_predictors_together_are_named_together(shown):
    model = explain(shown, Explained(item="image", on=["org_type*any_marketing"]))

    frame = ModelStory(model, FewTables(shown)).frame
    assert (
        frame["label"].str.contains("Any IT marketing: Internal IT department × Yes").any()
    )


def test_models_of_two_nets_have_two_names(shown):
    nets = [GOOD, "poor"]
    names = {ModelStory(explain(shown, Explained(item="image", net=net, on=["org_type"])),
                        FewTables(shown)).name for net in nets}  # fmt: skip

    assert names == {f"model-image-{net}-org_type" for net in nets}


def test_with_two_together_it_is_said_of_whom_each_p_value_is(shown):
    told = " of those in the first group of the other."
    crossed, gap, apart = (
        ModelStory(explain(shown, Explained(**of, on=on)), FewTables(shown)).notes()
        for of, on in (({"item": "image"}, ["org_type*any_marketing"]),
                       ({"gap": "perception"}, ["org_type*any_marketing"]),
                       ({"item": "image"}, ["org_type", "any_marketing"]))
    )  # fmt: skip

    assert ("With Type of IT organisation × Any IT marketing in the model, the p-value of each "
            f"of the two is{told}") in crossed  # fmt: skip
    assert told not in " ".join([*gap, *apart])


@pytest.mark.parametrize("asked", [
    {"item": "practice.it_brand", "on": ["org_type"]}, {"item": "image", "on": []},
])  # fmt: skip
def test_what_is_no_model_is_refused_with_what_was_found(shown, asked):
    with pytest.raises(
        ItPerceptionError,
        match=r"'practice.it_brand'|on is \[\], expected",
    ):
        WaveReport(FewTables(shown), "en", shown).model(**asked)


def test_why_there_are_no_estimates_is_said(shown):
    model = declared_models(shown)[0]
    story = ModelStory(replace(model, state=State.NO_ESTIMATE), FewTables(shown))

    assert "There are no estimates: no finite estimate" in story.section().text
    assert "<table" not in story.section().html


def test_what_the_wave_did_not_ask_is_left_out_and_what_is_unknown_refused(tmp_path, shown):
    small = ShownWave(cut_wave(tmp_path, {"1": 9}), "org_type")

    assert declared_models(small) == ()
    with pytest.raises(UnknownNameError, match="no item is called 'imag'"):
        explain(shown, Explained(item="imag", on=["org_type"]))


def test_two_models_of_one_answer_are_told_apart(shown):
    one, two = (explain(shown, Explained(item="image", on=[name]))
                for name in ("org_type", "any_marketing"))  # fmt: skip
    book = FewTables(shown)
    book.models = (one, two)

    titles = {ModelStory(model, book).title for model in book.models}

    assert len(titles) == 2 and all("Good or very good): " in title for title in titles)


def test_an_item_that_is_crossed_has_no_verdict_of_its_own(shown):
    model = explain(
        shown, Explained(item="image", on=["org_type*any_marketing", "company_size"])
    )

    told = " ".join(ModelStory(model, FewTables(shown)).verdicts())
    assert told.count("all else equal") == 2  # the two together, and company size
