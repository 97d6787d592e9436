"""What a wave can answer: every question of the README, on the synthetic wave of 2026."""

from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, chisquare

from itperception.counting.crosstab import Crosstab
from itperception.counting.design import DesignCube
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.exact.exact import exact
from itperception.inference.gap.design_gaps import DesignGaps
from itperception.inference.planning.power import (
    power_chi_squared,
    power_mcnemar,
    power_two_proportions,
)
from itperception.inference.results import State
from itperception.inference.tables.homogeneity import breslow_day
from itperception.inference.tables.stratified import cmh
from itperception.survey.drawn import CLUSTER, STRATUM, WEIGHT
from itperception.terms.claims import Claim, Family
from itperception.workbench import Table, Waves, load_wave
from tests.inference.reference import DIGITS
from tests.inference.samples import tipping

ROOT = Path(__file__).parents[1]
GOOD = "good_or_very_good"


@pytest.fixture(scope="module")
def wave():
    return load_wave("demo-2026", ROOT)


@pytest.fixture(scope="module")
def image(wave):
    return wave.crosstab("image", by="org_type")


@pytest.fixture(scope="module")
def unweighted(wave):
    return wave.crosstab("image", by="org_type", weighted=False)


def test_a_weighted_table_is_permuted_with_its_weights(image):
    found = image.test(draws=199)

    assert found.method == "Kruskal-Wallis of the weighted table by permutation"
    assert "keeping group and weight" in found.reason
    assert found.base == image.answers().counts.to_numpy().sum()


def test_the_design_of_the_wave_counts(image):
    design = image.sample.design()

    np.testing.assert_allclose(design.totals, image.answers().weighted_counts)
    assert len(design.units) > 1  # the wave was drawn in strata
    assert image.test("rao_scott").p_value < 0.001


def test_the_weights_of_a_sample_add_up_to_the_table(image):
    counts, weights = image.sample.by_weight()

    np.testing.assert_allclose(counts @ weights, image.answers().weighted_counts)


def test_a_net_against_the_rest_keeps_everybody_and_their_weights(image):
    net = image.yes_no(GOOD)

    assert net.bases.tolist() == image.bases.tolist()
    np.testing.assert_allclose(net.proportions().loc["yes"], image.net(GOOD))
    counts, weights = net.sample.by_weight()
    np.testing.assert_allclose(counts @ weights, net.weighted_counts)


def test_a_filter_reaches_the_sample(wave):
    table = wave.crosstab("image", by="org_type", where={"any_marketing": ["yes"]})

    np.testing.assert_allclose(
        table.sample.design().totals, table.answers().weighted_counts
    )


def test_an_unknown_net_is_refused(image):
    with pytest.raises(UnknownNameError, match="no net or answer of 'image'"):
        image.yes_no("splendid")


@pytest.fixture(scope="module")
def listed(unweighted):
    """Return every test of a table, the exact ones searched and drawn for seconds."""
    return unweighted.tests()


def test_every_test_of_a_table_is_there_with_the_chosen_first(listed):
    found = listed

    assert found["name"].iloc[0] == "kruskal_wallis"
    assert {"pearson", "permutation", "freeman_halton"} <= set(found["name"])
    assert found["p_value"].between(0, 1).all()


def test_every_test_by_name_is_the_one_of_the_list(unweighted, listed):
    found = listed.set_index("name")

    for name in ("pearson", "mean_scores", "exact_pearson"):
        alone = unweighted.test(name)
        assert found.loc[name, "p_value"] == pytest.approx(alone.p_value, abs=1e-3)


def test_two_answers_on_one_scale_are_no_pairs_unless_asked_for(wave, monkeypatch):
    monkeypatch.setitem(exact.__kwdefaults__, "seconds", 0.1)
    table = wave.crosstab("performance", by="image", weighted=False)

    assert table.test().method == "Kruskal-Wallis test"
    assert table.test("mean_score").method == "mean-score test for pairs"
    assert not {"mean_score", "stuart_maxwell"} & set(table.tests()["name"])


def test_yes_and_no_in_rows_and_columns_is_no_pair(wave):
    """Pairing was guessed from the shape: Stuart-Maxwell, p = .567."""
    table = wave.crosstab("information_policy", by="any_marketing")
    asked = f"information_policy, any_marketing FROM '{wave.respondents}'"
    d = (
        duckdb.sql(f"SELECT {asked}")
        .df()
        .query("information_policy < 2 and any_marketing < 2")
    )
    by_hand = chi2_contingency(pd.crosstab(d.iloc[:, 0], d.iloc[:, 1]), correction=False)

    found = table.test()

    assert found.method == "Pearson's chi-squared of the weighted table by permutation"
    assert found.p_value < 0.001
    worth = chi2_contingency(table.answers().effective_counts, correction=False)
    assert table.test("pearson").p_value == pytest.approx(worth.pvalue, rel=1e-9)
    assert worth.pvalue == pytest.approx(0.00016, abs=5e-6)
    plain = wave.crosstab("information_policy", by="any_marketing", weighted=False)
    assert plain.test("pearson").p_value == pytest.approx(by_hand.pvalue, rel=1e-9)


def test_pairs_asked_for_by_name_need_the_same_answers(wave):
    found = wave.crosstab("performance", by="org_type", weighted=False).test("bowker")

    assert found.state is State.WRONG_SHAPE


@pytest.mark.parametrize("item", ["image", "org_type"])
def test_a_question_by_itself_is_refused(wave, item):
    with pytest.raises(ItPerceptionError, match="two of them are the same question"):
        wave.crosstab(item, by=item)


@pytest.mark.parametrize("weighted", [True, False])
def test_a_trend_is_told_of_ranked_columns_only(wave, weighted):
    ranked = wave.crosstab("performance", by="image", weighted=weighted)
    unranked = wave.crosstab("performance", by="org_type", weighted=weighted)

    assert ranked.trend().state is State.OK and ranked.trend().p_value < 0.001
    assert unranked.trend().state is State.NOT_RANKED


def test_the_groups_of_proportional_odds_have_names(unweighted):
    found = unweighted.proportional_odds()

    assert found.groups.index.tolist() == ["group_owned", "decentralised"]
    assert "odds" in found.explain()


def test_residuals_are_held_against_the_largest_by_chance(unweighted):
    found = unweighted.residuals()

    assert (found["cutoff"] > 1.96).all()
    assert (found["beyond"] == (found["residual"].abs() > found["cutoff"])).all()
    np.testing.assert_allclose(found["count"].sum(), found["expected"].sum())


def test_effects_compare_every_two_columns(unweighted):
    found = unweighted.effects()

    superior = found[found["effect_name"] == "probability of superiority"]
    assert len(superior) == 3
    assert found["ci_low"].le(found["effect_size"]).all()


def test_a_share_with_dont_know_three_times_holds_the_one_in_the_table(image):
    found = image.dont_know(GOOD).to_frame().set_index("banner")

    assert found.loc["total", "proportion_in"] == pytest.approx(image.net(GOOD)["total"])
    assert (found["bound_low"] <= found["proportion_out"]).all()
    assert (found["proportion_out"] <= found["bound_high"]).all()


def test_the_test_with_dont_knows_holds_the_one_of_who_answered(unweighted):
    open_, answered = unweighted.dont_know(GOOD).test(), unweighted.answers().yes_no(GOOD)

    assert open_.p_value == pytest.approx(answered.test("pearson").p_value, **DIGITS)
    assert open_.p_low < open_.p_value < open_.p_high
    silent = int(open_.formula.split("allocations of ")[1].split()[0])
    n = silent * open_.effect_size
    assert (
        n == round(n) and f"{n:.0f} of {silent} don't knows must be positive" in open_.note
    )
    assert "whatever the others think" in unweighted.dont_know(GOOD).explain()
    counts = unweighted.dont_know(GOOD).counts
    shares = tipping(counts)
    assert shares.positive == open_.effect_size
    told = f"{shares.negative * silent:.0f} of {silent} don't knows must be negative"
    assert told in open_.note


def test_as_many_as_are_needed_find_the_difference(image):
    found = image.needed(GOOD, points=0.1)
    share = image.net(GOOD)["total"]
    effect = image.bases["total"] / image.effective_bases["total"]
    power = power_two_proportions(
        share, share + 0.1, *found.bases, design_effect=effect
    ).power

    assert power == pytest.approx(0.8, abs=1e-9) and found.design_effect == effect
    assert "fewer are there of" in found.explain()
    half, edge = image.needed(points=0.3), image.needed(points=0.3, baseline=0.9)
    assert half.second == pytest.approx(0.8) and edge.second == pytest.approx(0.6)
    with pytest.raises(ItPerceptionError, match="10 points are"):
        image.needed(points=10)
    with pytest.raises(ItPerceptionError, match="found 5 rows by 0 columns of 'image'"):
        load_wave("demo-2026", ROOT).crosstab("image").needed(w=0.3)
    whole = image.needed(w=0.3)
    assert whole.respondents[0] == whole.bases[0] // 1 + 1
    assert power_chi_squared(0.3, whole.bases[0], 8, design_effect=effect).power == (
        pytest.approx(0.8, abs=1e-9)
    )
    with pytest.raises(ItPerceptionError, match="expected fewer points"):
        image.needed(points=0.6)
    with pytest.raises(ItPerceptionError, match=r"baseline is 1\.5"):
        image.needed(baseline=1.5)


def test_a_gap_that_can_be_seen_is_seen_with_the_power_asked_for(wave):
    gap = wave.gap("performance", "image", by="org_type")
    for group in ("total", "group_owned"):
        found = gap.detectable(group)
        one = next(g for g in gap.groups if g.group == group)
        discordance = (one.first_only + one.second_only) / one.effective_base
        design = {"design_effect": one.base / one.effective_base}

        power = power_mcnemar(found.effect_size, discordance, one.base, **design).power
        assert power == pytest.approx(0.8, abs=1e-6)
        base = gap.needed(found.effect_size, group).bases[0]
        assert base == pytest.approx(one.base, rel=1e-6)
    with pytest.raises(UnknownNameError, match="group_owned"):
        gap.detectable("outsourced")


def test_the_next_wave_is_planned_from_the_last_one(wave):
    waves = Waves((load_wave("demo-2024", ROOT), wave))
    found = waves.needed("performance", GOOD, points=0.1)
    share = wave.crosstab("performance").net(GOOD).iloc[0]

    assert found.power == pytest.approx(0.8, abs=1e-9)
    assert found.bases[0] == pytest.approx(486)
    assert found.first == pytest.approx(share, **DIGITS)


def test_a_sample_is_held_against_its_population(wave):
    table, shares = wave.crosstab("org_type"), {"internal": 0.6, "group_owned": 0.25,
                                                "decentralised": 0.15}  # fmt: skip
    plain, found = (
        wave.crosstab("org_type", weighted=False).against(shares),
        table.against(shares),
    )
    counts = table.cells[0, :3].sum(1)

    assert plain.p_value == pytest.approx(
        chisquare(counts, counts.sum() * np.array([0.6, 0.25, 0.15])).pvalue, **DIGITS
    )
    assert found.base == plain.base == 480 and found.effective_base < 480
    assert (
        "6 of 486 left out" in found.explain()
        and "internal 60.8% against 60.0%" in found.note
    )
    same = table.against(
        dict(zip(shares, table.answers().proportions()["total"], strict=True))
    )
    assert same.statistic == pytest.approx(0, abs=1e-9)
    for wrong, said in ({"internal": 1.0}, "group_owned, decentralised are missing"), (
        shares | {"internal": 0.5}, "add up to 0.9; expected 1"), (
        shares | {"external": 0.1}, "no answer is called 'external'"):  # fmt: skip
        with pytest.raises(ItPerceptionError, match=said):
            table.against(wrong)


def test_strata_say_whether_they_all_tell_the_same(wave):
    names = ["any_marketing", "key_account_management", "org_type"]
    found = wave.strata(*names[:2], within=names[2], weighted=False)
    cells = wave.cube(names, weighted=False).cells[0][:2, :2, :3]

    assert found.homogeneous.p_value == breslow_day(np.moveaxis(cells, 2, 0)).p_value
    assert found.homogeneous.base == found.base and "Breslow-Day" in found.explain()
    assert "homogeneous" not in found.to_frame()
    other = wave.strata("image", "org_type", within="company_size").homogeneous
    assert other.state is State.WRONG_SHAPE and "org_type*company_size" in other.note


def test_sameness_needs_a_margin_and_names_its_columns(image):
    with pytest.raises(ItPerceptionError, match="margin"):
        image.same(GOOD)

    assert "group_owned minus decentralised" in image.same(GOOD, margin=0.1).explain()


def test_the_smallest_difference_shrinks_with_larger_bases(image):
    found = image.detectable()

    larger = found["effective_base"] + found["effective_base_second"]
    assert found.loc[larger.idxmax(), "difference"] == found["difference"].min()


def test_a_claim_is_told_over_every_choice(image):
    found = image.robust(GOOD, ("internal", "group_owned"))

    assert "specifications" in found.explain()


def test_two_profiles_are_reconciled_in_words(image):
    found = image.reconcile("none", "spss_custom_tables")

    assert found["why"].str.len().gt(10).all()


def test_strata_are_tested_within(wave):
    found = wave.strata("image", "org_type", within="company_size")

    assert "mean scores" in found.method
    assert "strata = 4" in found.formula
    tables = []
    for size in [
        c.id for c in wave.dimension("company_size").categories if c.kind == "answer"
    ]:
        part = wave.crosstab("image", "org_type", where={"company_size": [size]}).answers()
        cells = part.cells[..., :3]
        tables.append(cells[1] * cells[1].sum() / cells[2].sum())
    by_hand = cmh(tables, kind="mean_scores")
    assert (found.statistic, found.effective_base) == pytest.approx(
        (by_hand.statistic, by_hand.base)
    )
    assert found.base > found.effective_base and "effective counts" in found.note
    plain = wave.strata("image", "org_type", within="company_size", weighted=False)
    assert plain.base == plain.effective_base == found.base


def test_the_gaps_of_weighted_groups_are_compared_by_permutation(wave):
    found = wave.gap()

    counts, weights = found.by_weight
    sums, squares = counts @ weights, counts @ weights**2
    cells = sums * sums.sum(0) / squares.sum(0)
    told = np.array(list(found.pairs.values()))
    np.testing.assert_allclose(told[:, :2], cells[:2].T)
    np.testing.assert_allclose(told[:, 2], cells.sum(0))
    assert found.heterogeneity.method == "heterogeneity of gaps (permutation)"
    assert "who keep group and weight" in found.heterogeneity.note
    together = found.heterogeneity.p_value
    assert found.compare()["p_adjusted"].min() >= together
    assert wave.gap(weighted=False).by_weight is None


def test_the_gap_of_a_clustered_wave_goes_by_its_design(wave, tmp_path):
    path = tmp_path / "clustered.parquet"
    duckdb.sql(
        f"COPY (SELECT *, row_number() OVER () // 9 AS {CLUSTER} FROM "
        f"read_parquet('{wave.respondents}')) TO '{path}' (FORMAT parquet)"
    )
    clustered = replace(wave, respondents=path, columns=(*wave.columns, CLUSTER))

    found = clustered.gap("performance", "image", by="org_type")

    people = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").df()
    asked = people["performance"].notna() & people["image"].notna()
    x, y = (people[item].isin([0, 1]) for item in ("performance", "image"))
    kinds = np.select([~asked, x == y, x], [-1, 2, 0], 1)
    groups = people["org_type"].where(people["org_type"].isin([0, 1, 2]), 3).astype(int)
    cube = DesignCube.from_codes(
        kinds, groups, weight=people[WEIGHT], stratum=people[STRATUM],
        cluster=people[CLUSTER], shape=(3, 4),
    )  # fmt: skip
    alone = DesignGaps(cube, tuple(found.pairs))
    for group in found.groups:
        told = alone.gap(None if group.group == "total" else group.group)
        assert group.difference.effect_size == pytest.approx(told.effect_size)
        assert group.difference.p_value == pytest.approx(told.p_value)
    assert found.heterogeneity.p_value == pytest.approx(alone.heterogeneity().p_value)
    plain = wave.gap("performance", "image", by="org_type")
    assert [g.difference.effect_size for g in plain.groups] == pytest.approx(
        [g.difference.effect_size for g in found.groups]
    )
    assert "drawn in clusters" in found.note and "clusters" not in plain.note


def test_a_multiple_response_is_tested_as_a_set(wave):
    found = wave.multiple_response("practice", by="org_type", draws=199)

    assert len(found.options) == 13
    assert found.permutation.p_value >= 1 / 200


def test_a_set_has_a_reliability(wave):
    found = wave.reliability("practice").set_index("effect_name")

    assert (
        found.loc["Cronbach's alpha", "ci_low"] < found.loc["ordinal omega", "effect_size"]
    )


def test_declared_claims_are_adjusted_together(wave):
    found = wave.claims()

    raw, adjusted = found["p_value"].sort_values(), found["p_adjusted"].sort_values()
    steps = np.maximum.accumulate(raw.to_numpy() * np.arange(5, 0, -1))
    np.testing.assert_allclose(adjusted, np.minimum(steps, 1))  # Holm 1979
    assert found["how"].str.len().gt(20).all()


def test_a_column_lower_than_all_others_is_as_sure_as_its_weakest_pair(wave):
    lowest = wave.claims().set_index("claim").loc["group_owned_lowest"]
    pairs = wave.crosstab("performance", by="org_type").compare("none").pairs
    pairs = pairs[pairs["category"] == GOOD].set_index(["first", "second"])

    weakest = pairs.loc[[("internal", "group_owned"), ("group_owned", "decentralised")]]
    assert lowest["p_value"] == pytest.approx(weakest["p_value"].max() / 2)


def claimed(wave, **claim) -> float:
    """Return the p of a claim about performance by type, declared alone."""
    claim = Claim(id="c", label="C", item="performance", by="org_type", **claim)
    families = [Family(id="f", label="F", claims=[claim])]
    told = wave.folder.description.model_copy(update={"families": families})
    asked = replace(wave, folder=replace(wave.folder, description=told))
    return asked.claims()["p_value"].item()


@pytest.mark.parametrize("column", ["internal", "group_owned", "decentralised"])
@pytest.mark.parametrize(("kind", "side"), [("higher", 1), ("lower", -1)])
def test_a_claim_against_the_data_is_less_sure_than_a_coin(wave, column, kind, side):
    found = claimed(wave, kind=kind, column=column, net=GOOD)
    pairs = wave.crosstab("performance", by="org_type").compare("none").pairs
    pairs = pairs[pairs["category"] == GOOD]

    each = [
        line.p_value / 2 if side * way * line.difference > 0 else 1 - line.p_value / 2
        for line in pairs.itertuples()
        for way in [1] * (line.first == column) + [-1] * (line.second == column)
    ]
    assert len(each) == 2
    assert found == pytest.approx(max(each))


def test_a_claim_is_tested_as_a_person_at_the_keyboard_would(wave):
    table = wave.crosstab("performance", by="org_type")
    square = table.yes_no(GOOD)
    gap = wave.gap("performance", "image", by="org_type", net=GOOD)
    tested = [
        ({"kind": "differ"}, table.test().p_value),
        ({"kind": "differ", "net": GOOD}, square.test().p_value),
        ({"kind": "differ", "net": GOOD, "method": "rao_scott"},
         square.test("rao_scott").p_value),
        ({"kind": "same", "net": GOOD, "margin": 0.3}, table.same(GOOD, margin=0.3).p_same),
        ({"kind": "gap", "net": GOOD, "other": "image"}, gap.everywhere.p_value),
        ({"kind": "gap_differs", "net": GOOD, "other": "image"}, gap.heterogeneity.p_value),
    ]  # fmt: skip
    expected = [p for _, p in tested]
    assert len({round(p, 9) for p in expected}) == len(expected)
    assert [claimed(wave, **claim) for claim, _ in tested] == pytest.approx(expected)


def test_a_wave_without_claims_has_none(tiny):
    assert tiny.claims().empty


def test_a_table_without_a_banner_has_nothing_to_compare(wave):
    assert wave.crosstab("image").test().state is State.ONE_COLUMN


def test_a_table_of_counts_needs_no_wave():
    counts = pd.DataFrame({"a": [30, 10], "b": [15, 25]}, ["yes", "no"])

    assert isinstance(Table.from_counts(counts), Crosstab)
    assert Table.from_counts(counts).test().method == "N−1 chi-squared test"


def test_a_question_is_held_against_itself_nowhere(wave):
    for ask in (
        lambda: wave.gap("image", "image", by="org_type"),
        lambda: wave.gap("performance", "image", by="image"),
        lambda: wave.strata("image", "image", within="company_size"),
    ):
        with pytest.raises(ItPerceptionError, match="two of them are the same question"):
            ask()


def test_of_what_nobody_answered_no_share_is_said(wave, tmp_path):
    codes = [c.id for c in wave.dimension("image").categories]
    empty = codes.index("no_answer")
    path = tmp_path / "nobody.parquet"
    duckdb.sql(
        f"COPY (SELECT * REPLACE (CAST({empty} AS UTINYINT) AS image) "
        f"FROM '{wave.respondents}') TO '{path}' (FORMAT parquet)"
    )
    nobody = replace(wave, respondents=path)
    image = nobody.crosstab("image", by="org_type")

    assert not image.yes_no(GOOD).cells.any()
    assert str(image.same(GOOD, margin=0.1).verdict) != "shown the same"
    assert np.isnan(nobody.gap("performance", "image", by="org_type").everywhere.p_value)
