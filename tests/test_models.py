"""Models at the keyboard: who is in them, what they are called, several waves together."""

import shutil

import numpy as np
import pandas as pd
import pytest

import itperception as itp
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.change.unknown_overlap import unknown_overlap
from itperception.workbench import Waves, load_wave
from itperception.workbench.models import fit_model
from itperception.workbench.predicting import People
from tests.conformance.predictors import RESULTS, TABLES
from tests.inference.reference import DIGITS

NET = "good_or_very_good"
ON = ["org_type", "company_size", "any_marketing"]


@pytest.fixture(scope="module")
def wave():
    return load_wave("demo-2026")


@pytest.fixture(scope="module")
def waves():
    return itp.load_waves("demo-2024, demo-2026")


@pytest.fixture(scope="module")
def image(wave):
    return wave.model("image", ON, net=NET)


@pytest.mark.parametrize(
    ("item", "net", "row"),
    [("image", NET, NET), ("image", "poor", "poor"), ("any_marketing", None, "yes"),
     ("practice.it_brand", None, "selected"), ("role", "business_partner", "business_partner")],
)  # fmt: skip
@pytest.mark.parametrize("weighted", [True, False])
def test_with_one_predictor_shares_are_those_of_the_table(wave, item, net, row, weighted):
    found = wave.model(item, ["org_type"], net=net, weighted=weighted).adjusted
    table = wave.crosstab(item, "org_type", weighted=weighted)
    table = table.answers() if "." in item else table
    printed = table.net(row) if row == NET else table.proportions().loc[row]

    assert found["level"].tolist() == ["internal", "group_owned", "decentralised"]
    for share in ("share", "adjusted"):
        assert found[share].tolist() == pytest.approx(
            printed[found["level"]].tolist(), **DIGITS
        )


def test_with_one_predictor_gaps_are_those_of_the_groups(wave):
    groups = wave.gap("performance", "image", by="org_type").to_frame().set_index("banner")
    found = wave.gap("performance", "image", on=["org_type"]).gaps

    assert found["gap"].tolist() == pytest.approx(
        groups["difference"][found["level"]].tolist(), **DIGITS
    )


def test_who_was_left_out_is_told_by_reason(image):
    assert image.base == 443
    for said in ("43 of 486 left out", "company_size no answer 3, refused 10",
                 "any_marketing no answer 6, don't know 19", "nobody gave these answers",
                 "don't know included, as in the tables"):  # fmt: skip
        assert said in image.note and said in image.explain()


def test_what_the_demo_wave_answers(image, wave):
    terms, gap = image.terms.set_index("term"), wave.gap(on=ON)
    marketing = gap.contrasts.set_index("term").loc["any_marketing"]

    assert (
        terms["p_adjusted"]["org_type"] < 0.001 < 0.2 < terms["p_adjusted"]["company_size"]
    )
    assert gap.base == 443 and (gap.gaps["ci_low"] > 0).all()
    assert (marketing["first"], marketing["second"]) == ("no", "yes")
    assert 0.14 < marketing["difference"] < 0.15
    assert "points" in gap.explain() and "org_type" in gap._repr_html_()


def test_an_item_without_a_net_is_told_by_its_whole_scale(wave):
    ranked = wave.model("image", ["org_type"])
    assert ranked.kind == "cumulative logit" and {*ranked.adjusted["answer"]} == {NET}
    assert ranked.proportionality["term"].tolist() == ["org_type", "all"]
    assert "of who answered on the scale" in ranked.note

    balance = wave.model("performance_vs_reputation", ["org_type"])
    assert balance.adjusted["answer"].nunique() == 3
    role = wave.model("role", ["org_type", "any_marketing"])
    assert role.kind == "multinomial logit"
    assert {*role.coefficients["answer"]} == {"technical_consultant", "service_provider"}


def test_a_set_stands_for_its_options_and_a_star_for_an_interaction(wave):
    found = wave.model("image", ["practice", "org_type*any_marketing"], net=NET).terms[
        "term"
    ]
    options = [option.id for option in wave.codebook.options("practice")]

    assert found.tolist() == [
        *options,
        "org_type",
        "any_marketing",
        "org_type*any_marketing",
    ]


def test_drivers_are_the_models_of_each_and_of_all(wave):
    names = ["practice.sales_orientation", "any_marketing"]
    found = wave.drivers("image", names, on=["org_type"], net=NET)
    alone, together = (
        wave.model("image", [*on, "org_type"], net=NET).contrasts.set_index("term")
        for on in (names[:1], names)
    )
    first, second = found.lines.to_dict("records")

    assert first["alone"] == alone["difference"][names[0]]
    assert second["together"] == -together["difference"]["any_marketing"]
    assert second["together_ci_low"] == -together["ci_high"]["any_marketing"]
    assert first["together_p_value"] == together["p_value"][names[0]]
    table = wave.crosstab(names[0], by="org_type").counts
    assert first["base"] == table.loc["selected"].sum()
    assert (
        "What goes with image (good_or_very_good): 2 predictors" in found.explain()
        and len(found.to_frame()) == 2
    )


def test_drivers_of_a_gap_are_differences_of_gaps(wave):
    found = wave.drivers("performance", ["any_marketing"], gap="image").lines.iloc[0]
    gaps = wave.gap("performance", "image", on=["any_marketing"]).gaps.set_index("level")[
        "gap"
    ]

    assert found["alone"] == pytest.approx(gaps["yes"] - gaps["no"], **DIGITS)
    assert found["raw"] == pytest.approx(found["alone"], **DIGITS)


def test_a_filter_leaves_the_others_in_the_sample(wave):
    where = {"any_marketing": ["yes"]}
    found = wave.model("image", ["org_type"], net=NET, where=where)
    table = wave.crosstab("image", "org_type", where=where)

    assert found.adjusted["adjusted"].tolist() == pytest.approx(
        table.net(NET)[found.adjusted["level"]].tolist(), **DIGITS
    )


def test_groups_that_may_not_be_shown_are_no_level_and_told(wave):
    people = People((wave,), hide={"org_type": {"group_owned"}})
    found = fit_model(people, "image", ["org_type", "any_marketing"], net=NET)

    assert "group_owned" not in {*found.adjusted["level"]}
    assert "not shown 118" in found.note and "(org_type: group_owned)" in found.note


@pytest.mark.parametrize(
    ("on", "how", "error", "said"),
    [
        (["image"], {}, ItPerceptionError, "'image' is both explained and a predictor"),
        ([], {}, ItPerceptionError, "expected at least one name"),
        (["org_type*org_type"], {}, ItPerceptionError, "two different ones"),
        (["org_typ"], {}, UnknownNameError, "did you mean 'org_type'"),
        (["org_type"], {"net": "top"}, UnknownNameError, "net or answer of 'image'"),
        (["org_type"], {"level": 95}, ItPerceptionError, "level is 95, .*; 95 % is 0.95"),
        (["org_type"], {"where": {"role": ["boss"]}}, UnknownNameError, "answer to 'role'"),
    ],
)
def test_what_cannot_be_asked_is_refused(wave, on, how, error, said):
    with pytest.raises(error, match=said):
        wave.model("image", on, **how)


def test_a_gap_takes_predictors_or_a_banner(wave):
    with pytest.raises(ItPerceptionError, match="by= and on="):
        wave.gap(by="org_type", on=["org_type"])
    with pytest.raises(ItPerceptionError, match="found level without predictors"):
        wave.gap(level=0.9)
    with pytest.raises(ItPerceptionError, match="expected yes or no"):
        wave.drivers("image", "org_type")
    with pytest.raises(ItPerceptionError, match=r"name one of business_partner, .* as net"):
        wave.drivers("role", "practice")


# ------------------------------------------------------------------ several waves


def test_the_wave_alone_is_the_raw_change(waves):
    found = waves.model("performance", ["wave"], net=NET)
    table = waves.crosstab("performance").net(NET)
    line = found.contrasts.iloc[0]

    assert line["difference"] == pytest.approx(
        table["demo-2026"] - table["demo-2024"], **DIGITS
    )
    assert "who answered explains" not in found.note


def test_of_a_change_it_says_what_is_who_answered(waves):
    found = waves.model("performance", ["wave", "org_type", "company_size"], net=NET)
    share = found.adjusted.set_index("level").loc[["demo-2026", "demo-2024"]]
    raw, left = (100 * (share[c].iloc[0] - share[c].iloc[1]) for c in ("share", "adjusted"))

    assert raw != pytest.approx(left)
    assert f"{raw:+.1f} points of {NET}, {left:+.1f} all else equal" in found.explain()
    assert f"so who answered explains {raw - left:+.1f}" in found.note


def test_the_gap_of_each_wave_is_that_of_the_wave(waves, wave):
    found = waves.gap("performance", "image", comparable=True).gaps.set_index("level")[
        "gap"
    ]

    assert found["demo-2026"] == pytest.approx(
        wave.gap("performance", "image").groups[0].difference.effect_size, **DIGITS
    )


def test_of_a_change_of_the_gap_it_says_what_is_who_answered(waves):
    found = waves.gap(on=["wave", "org_type"], comparable=True)
    gaps = found.gaps.set_index("level").loc[["demo-2026", "demo-2024"]]
    raw, left = (100 * (gaps[c].iloc[0] - gaps[c].iloc[1]) for c in ("gap_raw", "gap"))

    assert f"{raw:+.1f} points, {left:+.1f} all else equal" in found.note
    assert f"so who answered explains {raw - left:+.1f}" in found.note


def test_what_was_asked_otherwise_is_refused_unless_said(waves):
    with pytest.raises(ItPerceptionError, match="'image' cannot be compared"):
        waves.model("image", ["wave"])
    assert (
        "changed between the waves" in waves.model("image", ["wave"], comparable=True).note
    )
    with pytest.raises(ItPerceptionError, match="'image' cannot be compared"):
        waves.model("performance", ["wave", "image"])
    with pytest.raises(ItPerceptionError, match="'image' cannot be compared"):
        waves.needed("image", NET)
    last = waves.waves[-1].crosstab("image").yes_no(NET)
    found, told = (waves.needed("image", NET, comparable=True),
                   waves.comparability(items=["image"]))  # fmt: skip
    assert found.respondents[0] == last.bases["total"] and "changed between" in found.note
    assert not told["comparable"].all()


def test_two_waves_of_the_same_people_are_a_panel(root, tiny):
    panel, apart = (
        Waves((tiny, tiny)).model("image", ["wave"], net="top", panel=p, weighted=False)
        for p in (True, False)
    )

    assert panel.contrasts["difference"].iloc[0] == pytest.approx(0, abs=1e-12)
    assert panel.terms["df2"].iloc[0] < apart.terms["df2"].iloc[0]
    assert not panel.contrasts["se"].iloc[0] > 1e-9 < apart.contrasts["se"].iloc[0]


def test_a_panel_has_one_population_in_each_stratum(root, tiny, edit):
    edit("tiny/wave.yaml", "weight: w", "weight: w\nfpc: people\n")
    path = root / "data/raw/tiny/export.csv"
    head, *lines = path.read_text().splitlines()
    path.write_text("\n".join([f"{head};people", *(f"{line};80" for line in lines)]))
    shutil.copytree(root / "data/raw/tiny", root / "data/raw/tiny2")
    other = root / "data/raw/tiny2/export.csv"
    other.write_text(other.read_text().replace(";80", ";90"))
    waves = tuple(load_wave(name, root) for name in ("tiny", "tiny2"))

    assert People(waves).units.fractions.tolist() == pytest.approx([8 / 80, 8 / 90])
    with pytest.raises(ItPerceptionError, match=r"is 80.0 in one wave and 90.0 in another"):
        _ = People(waves, panel=True).units


def test_who_may_be_in_both_waves_leaves_p_between_two_ends(waves):
    found = waves.overlap("performance", NET)
    table = waves.crosstab("performance")

    assert found.p_low < found.p_value < found.p_high
    assert found.effect_size == pytest.approx(
        np.diff(table.net(NET)[["demo-2024", "demo-2026"]])[0]
    )
    assert (
        found.base == table.bases[["demo-2024", "demo-2026"]].sum() > found.effective_base
    )
    nobody = unknown_overlap(*_sides(table), most=0)
    assert nobody.p_value == nobody.p_high == pytest.approx(found.p_value, **DIGITS)


def _sides(table) -> list[float]:
    n, share = table.effective_bases, table.net(NET)
    return [x for w in ("demo-2024", "demo-2026") for x in (share[w] * n[w], n[w])]


def test_each_of_several_waves_counts_as_many_as_it_has_respondents(root, tiny, edit):
    shutil.copytree(root / "data/raw/tiny", root / "data/raw/tiny2")
    text = (root / "data/raw/tiny2/export.csv").read_text()
    (root / "data/raw/tiny2/export.csv").write_text(text.replace("0;1.0;", "0;1000;"))
    weight = People((tiny, load_wave("tiny2", root))).units.weight

    assert weight[:8].mean() == pytest.approx(1) == weight[8:].mean()
    assert weight[8:].max() > weight[:8].max()


def test_a_wave_without_clusters_beside_one_with_them_is_drawn_one_by_one(root, tiny, edit):
    shutil.copytree(root / "data/raw/tiny", root / "data/raw/tiny2")
    edit("tiny2/wave.yaml", "weight: w", "weight: w\ncluster: org_kind\n")
    path = root / "data/raw/tiny2/export.csv"
    lines = path.read_text().splitlines()
    told = [f"{line};{'org_kind' if not k else k // 3}" for k, line in enumerate(lines)]
    path.write_text("\n".join(told))
    people = People((tiny, load_wave("tiny2", root)))

    assert np.bincount(people.units.stratum_of).tolist() == [8, 3]
    with pytest.raises(ItPerceptionError, match="'tiny' has no cluster; a panel needs one"):
        _ = People(people.waves, panel=True).units


@pytest.mark.parametrize("names", ["demo-2026", ["demo-2026", "demo-2026"], []])
def test_waves_are_two_or_more(names):
    with pytest.raises(ItPerceptionError, match="two or more, each once"):
        itp.load_waves(names)


def test_of_a_twin_a_model_says_that_nobody_answered():
    twin = load_wave("2013-ardour")
    found = twin.model("image", ["org_type"], net=NET)

    assert found.note.startswith("synthetic twin")
    assert isinstance(found.to_frame(), pd.DataFrame) and np.isfinite(found.effective_base)


# ------------------------------------------------------------------ from the file to R's numbers


R_CODEBOOK = """\
title: As R has it
scales:
  - {id: org, ordered: false, categories: [{id: internal, label: A},
     {id: group_owned, label: B}, {id: decentralised, label: C}]}
  - {id: size, ordered: true, categories: [{id: large, label: L}, {id: middle, label: M},
     {id: small, label: S}]}
  - {id: told, ordered: false, categories: [{id: "no", label: N}, {id: "yes", label: Y}]}
  - id: rating
    ordered: true
    categories: [{id: a, code: 1, label: A}, {id: b, code: 2, label: B},
                 {id: c, code: 3, label: C}, {id: d, code: 4, label: D}, {id: e, code: 5, label: E}]
    nets: [{id: good, label: Good, categories: [a, b]}]
items:
  - {id: org, label: O, wording: O, scale: org}
  - {id: size, label: S, wording: S, scale: size}
  - {id: marketing, label: M, wording: M, scale: told}
  - {id: performance, label: P, wording: P, scale: rating}
  - {id: image, label: I, wording: I, scale: rating}
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Return R's simulated respondents as a wave with weights, strata and clusters."""
    root = tmp_path_factory.mktemp("r")
    folder = root / "data/raw/drawn"
    folder.mkdir(parents=True)
    (root / "data/raw/codebook.yaml").write_text(R_CODEBOOK)
    TABLES["sv486"].assign(person=range(486)).to_csv(folder / "e.csv", index=False, sep=";")
    (folder / "wave.yaml").write_text(
        "title: R\nkind: microdata\nsynthetic: true\nn: 486\nfile: e.csv\n"
        "respondent_id: person\nweight: w\nstratum: stratum\ncluster: cluster\n"
    )
    return load_wave("drawn", root)


def printed(name: str) -> dict:
    [values] = [result["values"] for result in RESULTS if result["id"] == name]
    return values


def test_a_wave_drawn_in_clusters_gets_the_numbers_of_r(drawn):
    on = ["org", "size", "marketing"]
    found = drawn.model("image", on, net="good", variance="taylor")
    r, margins = printed("svyglm.sv486_cluster.b"), printed("margins.sv486_cluster.b")
    one_step = {"rel": 1e-7}  # svyglm keeps the weights of its last but one step

    assert found.coefficients["log_odds"].tolist() == pytest.approx(r["coef"][1:], **DIGITS)
    means = np.array(printed("emmeans.sv486.b")["log_odds"])  # less the first: log odds
    assert found.coefficients["log_odds"][:2].tolist() == pytest.approx(
        (means[1:] - means[0]).tolist(), **DIGITS
    )
    assert found.coefficients["se"].tolist() == pytest.approx(r["se"][1:], **one_step)
    assert found.coefficients["p_value"].tolist() == pytest.approx(r["p"][1:], rel=1e-6)
    terms = printed("regTermTest.sv486_cluster.b")
    assert found.terms["F"].tolist() == pytest.approx(terms["F"], **one_step)
    org = found.adjusted.query("term == 'org'")
    assert org["adjusted"].tolist() == pytest.approx(margins["share"], **DIGITS)
    assert org["se"].tolist() == pytest.approx(margins["se"], **DIGITS)
    pairs = found.contrasts.query("term == 'org'")
    assert pairs["se"].tolist() == pytest.approx(margins["difference_se"], **DIGITS)


def test_the_whole_scale_and_the_gap_get_the_numbers_of_r(drawn):
    on = ["org", "size", "marketing"]
    scale = drawn.model("image", on, variance="taylor")
    tight, olr = (
        printed("svyolr_tight.sv486_cluster.b"),
        printed("margins_olr.sv486_cluster.b"),
    )
    gap, r = drawn.gap("performance", "image", on=on, variance="taylor"), printed(
        "gap_margins.sv486_cluster.b.org")  # fmt: skip

    assert scale.coefficients["log_odds"].tolist() == pytest.approx(tight["beta"], **DIGITS)
    org = scale.adjusted.query("term == 'org'")
    assert org["adjusted"].tolist() == pytest.approx(olr["share"], **DIGITS)
    assert org["se"].tolist() == pytest.approx(olr["se"], rel=1e-7)  # numDeriv
    lines = gap.gaps.query("term == 'org'")
    assert lines["gap"].tolist() == pytest.approx(r["gap"], **DIGITS)
    assert lines["se"].tolist() == pytest.approx(r["gap_se"], **DIGITS)
    assert lines["difference"].tolist()[1:] == pytest.approx(r["difference"], **DIGITS)
    assert gap.terms["F"].iloc[0] == pytest.approx(r["F"], **DIGITS)

    item = drawn.model("performance", on, net="good", variance="taylor").coefficients
    gee = printed("geeglm.sv486")["coef"][2:7]
    assert item["log_odds"].tolist() == pytest.approx(gee, **DIGITS)


def test_a_gap_by_one_predictor_is_rs_linear_model_of_the_difference(drawn):
    found = drawn.gap("performance", "image", on=["org"], variance="taylor")
    r, lines = printed("gap_linear.sv486_cluster.a"), found.contrasts
    from_first = lines[lines["second"] == "internal"]

    assert found.gaps["gap"][0] == pytest.approx(r["coef"][0], **DIGITS)
    assert found.gaps["se"][0] == pytest.approx(r["se"][0], **DIGITS)
    assert from_first["difference"].tolist() == pytest.approx(r["coef"][1:], **DIGITS)
    assert from_first["se"].tolist() == pytest.approx(r["se"][1:], **DIGITS)
    assert (found.terms["df2"] == r["df"]).all()
