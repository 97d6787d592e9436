"""The design of a sample is known everywhere: what R's survey says, or words that say no.

The samples are carried over with what R found (``reference/design_everywhere.R``) and
laid out as waves, so that every number goes the way that a user's does.
"""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.inference.change.waves import changes, wave_shares
from itperception.inference.design.design_ranks import design_trend_test
from itperception.inference.results import AS_PEOPLE, BY_BASES, BY_PEOPLE
from itperception.inference.sameness.design_equivalence import equivalent_by_design
from itperception.reporting.wave_method import how_drawn
from itperception.reporting.wording import text
from itperception.workbench import Table, Wave, Waves, load_wave
from itperception.workbench.counted import CountedWave
from tests.inference.reference import DIGITS, reference

FOUND = reference("design_everywhere")
CODEBOOK = """\
title: Clusters
scales:
  - id: answers
    ordered: true
    categories: [{id: one, code: 1, label: One}, {id: two, code: 2, label: Two},
                 {id: three, code: 3, label: Three}, {id: four, code: 4, label: Four}]
    nets: [{id: low, label: Low, categories: [one]}]
  - id: groups
    ordered: false
    categories: [{id: g1, code: 1, label: A}, {id: g2, code: 2, label: B},
                 {id: g3, code: 3, label: C}]
items:
  - {id: group, label: Group, wording: "Which?", scale: groups}
  - {id: answer, label: Answer, wording: "What?", scale: answers}
  - {id: again, label: Again, wording: "And now?", scale: answers}
multiple_responses:
  - id: tools
    label: Tools
    wording: Which?
    options: [{id: web, label: Web}, {id: mail, label: Mail}]
gaps:
  - {id: gap, label: Gap, self: answer, other: again, net: low, by: group}
"""
FAMILY = """\
families:
  - id: main
    label: Main
    claims:
      - {id: higher, label: Higher, item: answer, by: group, kind: higher, net: low, column: g1}
      - {id: same, label: Same, item: answer, by: group, kind: same, net: low, margin: 0.2}
      - {id: gap, label: Gap, item: answer, other: again, by: group, net: low, kind: gap}
"""
SAYS = "drawn in clusters"


def respondents(case: str) -> pd.DataFrame:
    told = FOUND[case]
    frame = pd.DataFrame(told["rows"])
    return frame.loc[frame.index.repeat(int(told["times"]))].reset_index(drop=True)


def lay_out(root, name: str, frame: pd.DataFrame, **design: str) -> Wave:
    """Write respondents as a wave, with the columns of its design, and load it."""
    folder = root / "data/raw" / name
    folder.mkdir(parents=True)
    (folder.parent / "codebook.yaml").write_text(CODEBOOK)
    answers = frame.assign(id=np.arange(len(frame)), group=frame["g"], answer=frame["y"],
                           again=3 - np.minimum(frame["y"], 2))  # fmt: skip
    answers["tools.web"] = (frame["y"] == 1).astype(int)
    answers["tools.mail"] = (frame.index % 3 == 0).astype(int)
    named = {"respondent_id": "id", **design}
    kept = ["group", "answer", "again", "tools.web", "tools.mail", *named.values()]
    answers[kept].to_csv(folder / "export.csv", index=False, sep=";")
    described = "".join(f"{key}: {column}\n" for key, column in named.items())
    (folder / "wave.yaml").write_text(
        f"title: {name}\nkind: microdata\nn: {len(frame)}\nfile: export.csv\n"
        f"{described}{FAMILY}"
    )
    return load_wave(name, root)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("clusters")


@pytest.fixture(scope="module")
def alike(root):
    return lay_out(root, "alike", respondents("alike"), cluster="c")


@pytest.fixture(scope="module")
def people(root):
    return lay_out(root, "people", respondents("alike"))


@pytest.fixture(scope="module")
def schools(root):
    frame = respondents("schools")
    return lay_out(root, "schools", frame, cluster="c", stratum="s", weight="w", fpc="N")


@pytest.fixture(scope="module")
def weighted(root):
    return lay_out(root, "weighted", respondents("schools"), weight="w")


@pytest.fixture(scope="module")
def later(root):
    rows = respondents("waves")
    return lay_out(root, "later", rows[rows["g"] == 2].assign(g=1), cluster="c")


@pytest.fixture(params=["alike", "schools"])
def case(request):
    found = FOUND[request.param]
    table = request.getfixturevalue(request.param).crosstab("answer", "group")
    groups = [c.id for c in table.columns][: len(found["groups"])]
    return table, found, groups


def test_people_who_answer_alike_in_clusters_of_ten_are_worth_a_tenth(alike):
    table = alike.crosstab("answer", "group")

    assert table.effective_bases[["g1", "g2"]].tolist() == pytest.approx([10, 10])
    assert table.design_effects[["g1", "g2"]].tolist() == pytest.approx([10, 10])
    assert table.yes_no("one").test().p_value == pytest.approx(0.0974, abs=5e-5)
    assert not table.residuals()["beyond"].any()
    assert (table.compare(least_base=2).pairs["p_adjusted"].dropna() > 0.05).all()


def test_effective_bases_are_those_of_the_mean_design_effect(case):
    table, found, groups = case
    rows = pd.DataFrame(found["rows"])
    for k, group in enumerate(groups, 1):
        there = rows.merge(rows.loc[rows["g"] == k, ["s"]].drop_duplicates())
        units = there[["s", "c"]].drop_duplicates()
        unbiased = (len(units) - units["s"].nunique()) / len(units)
        effect = found["groups"][k - 1]["mean_effect"] * unbiased
        kish = table.weighted_bases[group] ** 2 / table.cells[2, :, k - 1].sum()
        expected = min(table.bases[group] / effect, kish)
        assert table.effective_bases[group] == pytest.approx(expected, **DIGITS)


def test_of_yes_and_no_the_design_effect_is_r_times_a_stated_factor(case):
    table, found, groups = case
    yes = table.yes_no("one")
    rows = pd.DataFrame(found["rows"])
    for k, group in enumerate(groups, 1):
        n = table.bases[group]
        units = rows.merge(rows.loc[rows["g"] == k, ["s"]].drop_duplicates())
        units = units[["s", "c"]].drop_duplicates()
        factor = n / (n - 1) * (len(units) - units["s"].nunique()) / len(units)
        kish = yes.weighted_bases[group] ** 2 / yes.cells[2, :, k - 1].sum()
        expected = max(found["groups"][k - 1]["share"][2] * factor, n / kish)
        assert yes.design_effects[group] == pytest.approx(expected, **DIGITS)


def test_a_column_in_which_nothing_varies_is_worth_its_clusters(root):
    frame = respondents("alike").assign(y=1)
    table = lay_out(root, "constant", frame, cluster="c").crosstab("answer", "group")

    assert table.effective_bases[["g1", "g2"]].tolist() == pytest.approx([10, 10])
    assert wave_shares(table, ["one"]).loc[0, "ci_low"] < 0.75  # of ten, not of a hundred


def test_intervals_of_shares_are_those_of_svyciprop(case):
    table, found, groups = case
    limits = wave_shares(table, ["one"]).set_index("wave")[["ci_low", "ci_high"]]

    expected = [group["interval"] for group in found["groups"]]
    np.testing.assert_allclose(limits.loc[groups], expected, rtol=1e-6)


def test_two_columns_are_compared_as_the_domain_is_tested(case):
    table, found, _ = case
    pairs = table.compare(least_base=2).pairs.set_index(["category", "first", "second"])
    pair = pairs.loc[("one", "g1", "g2")]

    assert [pair["statistic"], pair["p_value"], pair["df"]] == pytest.approx(
        found["pair"], **DIGITS
    )
    d, se = found["difference"]
    assert pair["difference"] == pytest.approx(d, **DIGITS)
    reach = (pair["ci_high"] - pair["ci_low"]) / 2
    assert reach == pytest.approx(t.ppf(0.975, found["pair"][2]) * se, rel=1e-9)


def test_of_two_columns_letters_and_test_have_one_p(alike):
    table = alike.crosstab("answer", "group")
    pairs = table.compare(least_base=2).pairs
    p = pairs[(pairs["category"] == "one") & (pairs["first"] == "g1")]["p_value"].iloc[0]

    assert p == pytest.approx(table.yes_no("one").test().p_value, **DIGITS)


def test_closed_testing_of_three_columns_goes_by_the_design(schools):
    pairs = schools.crosstab("answer", "group").compare(least_base=2).pairs
    own = pairs[pairs["category"] == "one"]

    together = FOUND["schools"]["together"]
    expected = np.maximum(own["p_value"], together)
    np.testing.assert_allclose(own["p_adjusted"], expected, rtol=1e-9)


def test_odds_ratios_have_the_interval_of_a_logistic_model(case):
    table, found, _ = case
    effects = table.yes_no("one").effects()
    odds = effects[(effects["effect_name"] == "odds ratio") & (effects["second"] == "g2")]
    line = odds[odds["first"] == "g1"].iloc[0]
    b, se = found["log_odds"]
    reach = t.ppf(0.975, found["pair"][2]) * se

    assert np.log(line["effect_size"]) == pytest.approx(b, rel=1e-6)
    limits = np.log([line["ci_low"], line["ci_high"]])
    np.testing.assert_allclose(limits, [b - reach, b + reach], rtol=2e-5)


def test_residuals_are_departures_over_their_linearised_error(case):
    table, found, groups = case
    residuals = table.yes_no("one").residuals().set_index(["category", "banner"])

    own = residuals.loc["yes"].loc[groups, "residual"]
    np.testing.assert_allclose(own, found["residuals"], rtol=1e-6)


def test_sameness_is_two_one_sided_t_tests_of_svycontrast(alike):
    (d, se), df = FOUND["alike"]["difference"], FOUND["alike"]["pair"][2]
    table = alike.crosstab("answer", "group", where={"group": ["g1", "g2"]})
    design = table.yes_no("one").design.take(groups=[0, 1])
    found = equivalent_by_design(design, 0.5)

    assert found.p_same == pytest.approx(t.sf((0.5 - d) / se, df), rel=1e-9)
    assert found.p_different == pytest.approx(2 * t.sf(d / se, df), rel=1e-9)


def test_waves_side_by_side_keep_their_clusters(alike, later):
    table, found = Waves([alike, later]).crosstab("answer"), FOUND["waves"]

    assert table.yes_no("one").test().p_value == pytest.approx(found["pair"][1], **DIGITS)
    step = changes(table, "one").iloc[0]
    assert step["p_value"] == pytest.approx(found["pair"][1], **DIGITS)
    pair = table.compare(least_base=2).pairs.iloc[0]
    assert pair["p_value"] == pytest.approx(found["pair"][1], **DIGITS)
    assert -pair["difference"] == pytest.approx(-found["difference"][0], **DIGITS)
    limits = wave_shares(table, ["one"])[["ci_low", "ci_high"]]
    np.testing.assert_allclose(limits, [g["interval"] for g in found["groups"]], rtol=1e-6)


def test_a_wave_without_clusters_beside_one_with_them_keeps_its_own_base(alike, people):
    bases = Waves([alike, people]).crosstab("answer").effective_bases

    assert bases[["alike", "people"]].tolist() == pytest.approx([20, 200])


def test_waves_side_by_side_keep_their_weights(schools):
    table = Waves([schools, schools]).crosstab("answer")
    counts, weights = table.sample.by_weight()

    sums = (counts * weights).sum(-1)
    np.testing.assert_allclose(sums, table.weighted_counts)
    np.testing.assert_allclose(table.sample.design().totals, sums)


def test_options_of_a_set_are_columns_that_know_the_design(schools):
    table, rows = schools.crosstab("answer", "tools"), respondents("schools")
    limits = ["base", "effective_base", "ci_low", "ci_high"]
    shares = table.intervals().set_index(["banner", "category"])[limits]
    for option in ("web", "mail"):
        alone = schools.crosstab("answer", f"tools.{option}").intervals()
        alone = alone[alone["banner"] == "selected"].set_index("category")[limits]
        pd.testing.assert_frame_equal(shares.loc[option], alone)
    # Slowly and obviously: the spread of all in either column, times its design effect,
    # which is told cluster by cluster.
    chosen, yes, w = [rows["y"] == 1, rows.index % 3 == 0], rows["y"] == 2, rows["w"]
    p = [np.average(yes[who], weights=w[who]) for who in chosen]
    either = w * (chosen[0] | chosen[1])
    away = either * (yes - np.average(yes, weights=either))
    clusters = rows.assign(u=away).groupby(["s", "c"]).agg(u=("u", "sum"), N=("N", "first"))
    variance = sum((1 - len(own) / own["N"].iloc[0]) * len(own) * own["u"].var()
                   for _, own in clusters.groupby("s"))  # fmt: skip
    apart = sum(
        sign * w * who / w[who].sum() for who, sign in zip(chosen, (1, -1), strict=True)
    )
    variance *= (apart**2).sum() / (either**2).sum()
    pairs = table.compare("none", least_base=2).pairs.set_index("category")

    assert pairs.loc["two", "statistic"] == pytest.approx(
        (p[0] - p[1]) / np.sqrt(variance), **DIGITS)  # fmt: skip
    assert pairs.loc["two", "base"] == chosen[0].sum()


VERBS = {
    "test": lambda t: t.test(),
    "tests": lambda t: t.tests(),
    "compare": lambda t: t.compare(least_base=2),
    "reconcile": lambda t: t.reconcile("none", "spss_custom_tables"),
    "effects": lambda t: t.effects(),
    "intervals": lambda t: t.intervals(),
    "residuals": lambda t: t.residuals(),
    "proportional_odds": lambda t: t.proportional_odds(),
    "dont_know": lambda t: t.dont_know("low"),
    "same": lambda t: t.same("low", margin=0.2),
    "robust": lambda t: t.robust("low", ("g1", "g2")),
    "detectable": lambda t: t.detectable(),
    "needed": lambda t: t.needed("low"),
    "against": lambda t: t.against({"one": 0.3, "two": 0.3, "three": 0.2, "four": 0.2}),
}
WAVE_VERBS = {
    "strata": lambda w: w.strata("answer", "group", "again"),
    "multiple_response": lambda w: w.multiple_response("tools", "group", draws=99),
    "reliability": lambda w: w.reliability("tools"),
    "informative_weights": lambda w: w.informative_weights(),
}
# These say of which respondents, or give back a table; they say nothing of chance.
COUNTS = {"yes_no", "name", "codebook", "is_weighted", "is_clustered", "cube", "cubes", "crosstab",
          "table_of", "pair_sample", "options", "dimension", "items",
          "gap_of", "frame", "explain"}  # fmt: skip
# A trend, claims, means and models have tests below; the gap is held to R in inference/gap.
ELSEWHERE = {"trend", "claims", "gap", "model", "drivers", "frame", "mean", "nps"}
# These go by the design itself; R's numbers are in the tests above.
BY_DESIGN = {"test", "compare", "effects", "intervals", "residuals", "same"}


def told(result) -> str:
    """Return every text of a result, and of the tests and frames inside it."""
    if isinstance(result, pd.DataFrame):
        return " ".join(map(str, result.select_dtypes("str").to_numpy().ravel()))
    own = result.explain() if hasattr(result, "explain") else ""
    parts = [getattr(result, name, "") for name in ("note", "reason", "claim")]
    inner = [getattr(result, n, None) for n in ("everywhere", "heterogeneity", "set")]
    return " ".join([own, *map(str, parts), *(told(x) for x in inner if x is not None)])


def verbs(cls) -> set[str]:
    own = {name for name in vars(cls) if not name.startswith("_")}
    return own - set(getattr(cls, "__dataclass_fields__", {}))


def test_every_verb_is_walked():
    own = verbs(Table) | verbs(Wave) | verbs(CountedWave)
    assert own == {*VERBS, *WAVE_VERBS, *COUNTS, *ELSEWHERE}


def test_every_claim_goes_by_the_design(schools, weighted):
    found, plain = (
        wave.claims().set_index("claim")["p_value"] for wave in (schools, weighted)
    )

    assert (found != plain).all() and found.notna().all()


def test_explanations_go_by_the_design(schools):
    table = schools.crosstab("answer", "group")

    assert "effective base by the design" in table.explain()
    assert "Σw" not in table.explain()
    residuals, effects = table.residuals().explain(), table.effects().explain()
    assert "linearised standard error" in residuals and "Haberman" not in residuals
    assert "counts are effective counts" in residuals and "effective counts" not in effects
    assert "Rao-Scott" in table.compare(least_base=2).explain()
    gaps = schools.gap("answer", "again", by="group", net="low").compare()
    assert "Taylor" in gaps.explain() and "Tango" not in gaps.explain()


def test_a_trend_goes_by_the_design(schools):
    table = schools.crosstab("answer", "group")
    ranked = replace(table, banner=replace(table.banner, ordered=True))

    assert len(table.columns) > 2
    assert ranked.trend().method == "Design-based test of a trend"
    assert ranked.trend().p_value == design_trend_test(ranked.sample.design()).p_value


def test_models_go_by_the_design(schools, weighted):
    for ask in (
        lambda w: w.mean("answer", by="group").lines["se"],
        lambda w: w.model("answer", ["group"]).coefficients["se"],
        lambda w: w.gap("answer", "again", on=["group"]).gaps["se"],
        lambda w: w.drivers("answer", ["tools.mail"]).lines["alone_p_value"],
    ):
        assert (ask(schools) != ask(weighted)).all()


@pytest.mark.parametrize("verb", sorted({*VERBS} - BY_DESIGN))
def test_what_a_table_says_without_the_design_says_so(alike, people, verb):
    clustered, plain = (w.crosstab("answer", "group") for w in (alike, people))

    said = told(VERBS[verb](clustered))
    assert any(words in said for words in (AS_PEOPLE, BY_BASES, BY_PEOPLE))
    assert SAYS not in told(VERBS[verb](plain))


@pytest.mark.parametrize("verb", sorted(WAVE_VERBS))
def test_what_a_wave_says_without_the_design_says_so(schools, weighted, verb):
    assert SAYS in told(WAVE_VERBS[verb](schools))
    assert SAYS not in told(WAVE_VERBS[verb](weighted))


@pytest.mark.parametrize("verb", sorted(BY_DESIGN))
def test_what_a_table_says_by_the_design_changes_with_it(alike, people, verb):
    def numbers(wave):
        found = VERBS[verb](wave.crosstab("answer", "group"))
        frame = found if isinstance(found, pd.DataFrame) else found.to_frame()
        return frame.select_dtypes(float).to_numpy()

    assert not np.array_equal(numbers(alike), numbers(people), equal_nan=True)


def test_tests_by_name_say_which_of_them_know_the_design(alike):
    found = alike.crosstab("answer", "group").tests().set_index("name")
    by_design = {"rao_scott", "design_rank"}

    assert by_design <= {*found.index}
    for name, line in found.iterrows():
        assert (SAYS in line["note"]) == (name not in by_design), name


@pytest.mark.parametrize(
    "profile", ["effective_z", "survey_reporter", "spss_custom_tables", "rao_scott"]
)
def test_profiles_of_other_houses_say_that_they_do_not_know_clusters(alike, profile):
    table = alike.crosstab("answer", "group")

    assert BY_PEOPLE in table.compare(profile).reason
    assert BY_PEOPLE not in table.compare("default").reason


def test_strata_alone_leave_bases_and_letters_as_they_are(root, weighted):
    frame = respondents("schools")
    stratified = lay_out(root, "stratified", frame, stratum="s", weight="w")
    one, other = (w.crosstab("answer", "group") for w in (stratified, weighted))

    pd.testing.assert_series_equal(one.effective_bases, other.effective_bases)
    p_values = [t.compare(least_base=2).pairs["p_value"] for t in (one, other)]
    pd.testing.assert_series_equal(*p_values)


@pytest.mark.parametrize("net", [["one"], ["one", "two"]])
def test_rows_that_are_joined_take_the_design_with_them(schools, net):
    table = schools.crosstab("answer", "group")
    joined = table.yes_no(*net)

    for measure, sums in enumerate(("counts", "totals", "squares")):
        np.testing.assert_allclose(getattr(joined.design, sums), joined.cells[measure])
    for one, other in combinations(range(2), 2):
        assert joined.design.covariance()[one, other] == pytest.approx(
            joined.design.covariance()[other, one]
        )


@pytest.mark.parametrize("language", ["en", "sv", "de"])
def test_a_page_says_what_the_sample_does_to_bases_and_intervals(
    alike, people, root, language
):
    stratified = lay_out(root, f"s{language}", respondents("schools"), stratum="s")

    told = [
        how_drawn(make_book(ShownWave(wave)), language)
        for wave in (alike, stratified, people)
    ]
    assert told[0] == text("methodology.clusters", language)
    assert told[1] == text("methodology.strata", language)
    assert told[2] == ""
