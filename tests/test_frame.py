"""What is in the tables is in the frame, and the usual libraries take it as it is."""

import pickle
import shutil
import warnings
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pingouin as pg
import pytest
import seaborn as sns
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy.special import expit
from statsmodels.miscmodels.ordinal_model import OrderedModel

from itperception.book.shown import ShownWave
from itperception.book.shown_frame import hidden_groups, shown_frame
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.workbench import load_wave, load_waves
from itperception.workbench.people import PERSON, Respondents
from itperception.workbench.predicting import People

ROOT = Path(__file__).parents[1]
GOOD = "good_or_very_good"
EXACT = {"rtol": 1e-12, "atol": 1e-12}


@pytest.fixture(autouse=True)
def _no_charts_of_others():
    """Seaborn draws into whatever figure is open."""
    plt.close("all")


@pytest.fixture(scope="module")
def wave():
    return load_wave("demo-2026", ROOT)


@pytest.fixture(scope="module")
def people(wave):
    return wave.frame()


@pytest.fixture(scope="module")
def scores(wave):
    return wave.frame(answers="scores")


@pytest.fixture(scope="module")
def image(wave):
    """The table that the frame is held against: nobody is weighted, as in the libraries."""
    return wave.crosstab("image", by="org_type", weighted=False).answers()


@pytest.fixture
def counts(image):
    return image.counts.to_numpy(float)


# ---------------------------------------------------------------- what is in the tables


def shares(people, column, by):
    """Weighted shares of a column's values in total and in each group, by a slow sum."""
    kept = people[people[column].notna()]
    groups = [kept.index == kept.index] + [kept[by] == g for g in kept[by].cat.categories]
    found = {}
    for k, inside in enumerate(groups):
        part = kept[inside]
        whole = sum(part["weight"]) or np.nan
        found[k] = {value: sum(part["weight"][part[column] == value]) / whole
                    for value in _values(kept[column])}  # fmt: skip
    return pd.DataFrame(found)


def _values(column):
    return column.cat.categories if column.dtype == "category" else [1]


@pytest.mark.parametrize("name", ["demo-2024", "demo-2026"])
def test_every_share_of_every_table_is_a_weighted_share_of_the_frame(name):
    wave = load_wave(name, ROOT)
    people, asked = wave.frame(), [d for d in wave.codebook.dimensions()
                                   if d.id in wave.columns]  # fmt: skip
    held = 0
    for banner in wave.codebook.banners:
        for d in (d for d in asked if d.id != banner.item):
            table, column = wave.crosstab(d.id, banner.id), d.id.replace(".", "_")
            printed = table.answers().proportions().to_numpy()
            found = shares(people, column, banner.item).to_numpy()
            np.testing.assert_allclose(found, printed[: len(found)], **EXACT)
            for net in d.nets:
                found = shares(people, f"{column}_{net.id}", banner.item).to_numpy()[0]
                np.testing.assert_allclose(found, table.net(net.id), **EXACT)
            held += 1 + len(d.nets)
    assert held == 3 * (33 + 4)  # banners x (other items and options, nets)


def test_of_two_unranked_answers_the_first_is_a_net(wave, people):
    printed = wave.crosstab("any_marketing", by="org_type").net("yes")

    found = shares(people, "any_marketing_yes", "org_type").to_numpy()[0]
    np.testing.assert_allclose(found, printed, **EXACT)


def test_who_was_not_asked_is_missing_and_who_does_not_know_is_not_in_a_net(tiny):
    people = tiny.frame()

    assert people["why"].tolist()[3] == "Group-owned"  # of two who were asked, one answered
    assert people["why"].notna().sum() == 1 < 2 == people.attrs["base"]["why"]
    assert people["image"].tolist()[:3] == ["Good", "Fair", np.nan]  # the third: don't know
    assert people["image_top"].tolist() == [1, 1, 0, 0, 0, 1, 1, 0]  # the last: no answer
    assert people["tools_web"].isna().sum() == people.attrs["base"]["tools_web"] - 6 == 1
    assert people["weight"].tolist() == [1, 2, 1, 0.5, 1.5, 1, 1, 1]


def test_a_filter_is_that_of_a_table_and_keeps_who_is_who(wave, people):
    some = {"org_type": ["internal", "decentralised"], "any_marketing": ["yes"]}
    found, table = (
        wave.frame(["image", "org_type"], where=some),
        wave.crosstab("image", where=some),
    )

    assert len(found) == table.bases["total"] == found.attrs["base"]["image"]
    assert found["image"].equals(people.loc[found.index, "image"])


# ---------------------------------------------------------------- what a column is


def test_the_columns_are_what_formulas_and_charts_need(people):
    found = {name: str(dtype) for name, dtype in people.dtypes.items()}
    category, whole, number = "category", "int64", "float64"

    assert {k: v for k, v in found.items() if not k.startswith(("practice_", "tools_"))} == {
        "org_type": category, "company_size": category, "industry": category,
        "performance": category, "performance_good_or_very_good": whole,
        "performance_at_least_adequate": whole, "image": category,
        "image_good_or_very_good": whole, "image_at_least_adequate": whole,
        "performance_vs_reputation": category, "role": category,
        "any_marketing": category, "any_marketing_yes": whole,
        "key_account_management": category, "key_account_management_yes": whole,
        "price_policy": category, "price_policy_yes": whole,
        "information_policy": category, "information_policy_yes": whole,
        "weight": number, "stratum": category,
    }  # fmt: skip
    assert {v for k, v in found.items() if k.startswith(("practice_", "tools_"))} == {
        number
    }
    assert people["image"].cat.ordered and not people["role"].cat.ordered
    assert people["image"].cat.categories.dtype == object
    assert people["org_type"].cat.categories.tolist() == [
        "Internal", "Group-owned", "Decentralised"]  # fmt: skip
    assert people.index.name == PERSON and people.index.tolist() == [*range(1, 487)]


def test_an_option_that_everybody_answered_is_whole(wave):
    asked = wave.frame("practice").dropna().index

    answered = wave.frame(
        "practice", where={"practice.own_website": ["selected", "not_selected"]}
    )
    assert set(map(str, answered.filter(like="practice").dtypes)) == {"int64"}
    assert answered.index.equals(asked)


def test_answers_can_be_ids_or_places_on_the_scale(wave, people, scores):
    ids = wave.frame(["image", "role"], answers="ids")

    assert ids["image"].cat.categories[0] == "very_good"
    np.testing.assert_array_equal(
        scores["image"], people["image"].cat.codes.replace(-1, np.nan) + 1
    )
    assert scores["role"].equals(people["role"])
    assert (
        scores.attrs["score"]["image"][1] == "Very good"
        and "role" not in scores.attrs["score"]
    )


def test_dont_know_can_be_an_answer_without_a_rank(wave):
    found, cube = wave.frame("image", dont_know="category")["image"], wave.cube(["image"])

    assert not found.cat.ordered
    # The last is no answer, which is missing all the same.
    assert found.value_counts(sort=False).tolist() == cube.cells[0, :-1].tolist()


def test_labels_are_in_the_language_that_is_asked_for(wave):
    found = wave.frame("image", language="sv")

    assert found["image"].cat.categories[0] == "Mycket god"
    assert found.attrs["label"]["image_good_or_very_good"].endswith("God eller mycket god")


@pytest.mark.parametrize("options", [
    {"items": ["imge"]}, {"where": {"image": ["super"]}}, {"answers": "codes"},
    {"dont_know": "drop"}, {"language": "fr"},
])  # fmt: skip
def test_what_does_not_exist_is_refused(wave, options):
    with pytest.raises(UnknownNameError, match="is called"):
        wave.frame(**options)


def test_names_that_a_formula_or_the_design_uses_get_an_underscore(edit, root):
    book = (root / "data/raw/codebook.yaml").read_text()
    book = book.replace("id: performance,", "id: class,").replace(
        "self: performance", "self: class"
    )
    book = book.replace("id: why", "id: weight")
    (root / "data/raw/codebook.yaml").write_text(book)
    export = root / "data/raw/tiny/export.csv"
    export.write_text(export.read_text().replace("performance;why", "class;weight"))

    people = load_wave("tiny", root).frame()

    assert {"class_", "class_top", "weight_", "weight"} <= {*people}
    assert smf.ols("class_top ~ image_top + weight", people).fit().nobs == 8


def test_two_columns_of_one_name_are_refused(root):
    book = root / "data/raw/codebook.yaml"
    text = book.read_text().replace("id: top, label", "id: net, label")
    text = text.replace("net: top", "net: net").replace("id: why", "id: image_net")
    book.write_text(text)
    export = root / "data/raw/tiny/export.csv"
    export.write_text(export.read_text().replace(";why;", ";image_net;"))
    wave = load_wave("tiny", root)

    with pytest.raises(
        ItPerceptionError, match="'image, net' and 'image_net' would both be"
    ):
        wave.frame()
    assert "image_net" in wave.frame(nets=False)


def test_short_labels_that_are_two_give_way_to_long_ones(edit, root):
    edit("codebook.yaml", "label: {en: Good, sv: Bra}", "label: Good, short: Fair")
    assert load_wave("tiny", root).frame()["image"].cat.categories[0] == "Good"


def test_the_frame_of_waves_is_that_of_each_one_below_the_other():
    waves = load_waves("demo-2024,demo-2026", ROOT)
    found = waves.frame()
    items = [d.id for d in waves.waves[-1].codebook.dimensions() if d.id != "image"]
    each = [wave.frame(items) for wave in waves.waves]
    stratum = found.pop("stratum").astype(str)

    both = pd.concat([pd.DataFrame(one) for one in each], ignore_index=True)
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.reset_index(drop=True).drop(columns="wave")),
        both.drop(columns="stratum"), check_flags=False,
    )  # fmt: skip
    assert found["wave"].tolist() == [
        one.attrs["wave"] for one in each for _ in range(len(one))
    ]
    assert (found["wave"].astype(str) + " " + both["stratum"].to_numpy()).equals(stratum)
    assert type(found) is Respondents and found.index.is_unique and found.attrs["synthetic"]


def test_a_wave_without_a_design_has_one_stratum_and_no_population(root):
    other = root / "data/raw/other"
    shutil.copytree(root / "data/raw/tiny", other)
    told = (other / "wave.yaml").read_text()
    (other / "wave.yaml").write_text(told.replace("weight: w\n", "stratum: st\nfpc: N\n")
                                     .replace("[minutes]", "[minutes, w]"))  # fmt: skip
    head, *lines = (other / "export.csv").read_text().splitlines()
    lines = [f"{line};{'ab'[k % 2]};{50 + k % 2}" for k, line in enumerate(lines)]
    (other / "export.csv").write_text("\n".join([f"{head};st;N", *lines]) + "\n")

    found = load_waves("tiny,other", root).frame("image")

    assert found["stratum"].tolist() == ["tiny"] * 8 + ["other a", "other b"] * 4
    assert found["fpc"].isna().tolist() == [True] * 8 + [False] * 8
    assert found["weight"].tolist()[8:] == [1.0] * 8 and "cluster" not in found


def test_what_waves_asked_otherwise_is_left_out_by_name_or_refused(tiny, edit, root):
    waves = load_waves("demo-2024,demo-2026", ROOT)

    assert "image left out: wording from 'demo-2024'" in repr(waves.frame())
    with pytest.raises(ItPerceptionError, match="'image' cannot be compared"):
        waves.frame(["image", "performance"])
    with pytest.raises(ItPerceptionError, match="'image' cannot be compared"):
        waves.frame("performance", where={"image": ["good"]})
    both = waves.frame("image", comparable=True)
    assert both["image"].notna().any() and "wording" in both.attrs["note"]


def test_answers_in_another_order_are_one_answer_and_other_answers_none(root):
    shutil.copytree(root / "data/raw/tiny", root / "data/raw/tiny2")
    codebook = (root / "data/raw/codebook.yaml").read_text()
    poor = "      - {id: poor, code: 3, label: Poor}\n"
    more = codebook.replace(poor, "").replace(
        "      - {id: good", poor + "      - {id: good"
    )
    (root / "data/raw/tiny2/codebook.yaml").write_text(
        more.replace("label: Decentralised}", "label: Decentralised}\n"
                     "      - {id: outsourced, code: d, label: Outsourced}")
    )  # fmt: skip
    with open(root / "data/raw/tiny2/wave.yaml", "a") as file:
        file.write("departures:\n" + "".join(
            f"  - {{item: {item}, change: {change}, comparable: true, reason: Alike}}\n"
            for item, change in (("image", "order"), ("org_type", "answers"),
                                 ("performance", "order"), ("why", "answers"))))  # fmt: skip
    found = load_waves("tiny,tiny2", root).frame(nets=False)

    assert found["image"][:8].tolist() == found["image"][8:].tolist()
    assert found["image"].cat.categories[0] == "Poor" and "org_type" not in found
    assert "org_type, why left out: org_type, why: answers" in found.attrs["note"]


# ---------------------------------------------------------------- what it stays


def test_slices_merges_and_joined_waves_remember_what_they_are(wave, people):
    earlier = load_wave("demo-2024", ROOT).frame()
    extra = pd.DataFrame({PERSON: [1, 2], "seen": [3, 4]})

    for kept in (
        people[people["weight"] > 1], people[["image"]], people.assign(x=1), people.dropna(),
        people.sort_values("weight"), people.reset_index(), people.copy(),
        people.join(extra.set_index(PERSON)), people.reset_index().merge(extra, on=PERSON),
        pickle.loads(pickle.dumps(people)), pd.concat([people[:2], people[2:]]),
    ):  # fmt: skip
        assert type(kept) is Respondents
        assert kept.attrs["wave"] == "demo-2026" and kept.attrs["synthetic"]
    both = pd.concat([earlier, people], keys=["demo-2024", "demo-2026"], names=["wave"])
    assert type(both) is Respondents and len(both) == len(earlier) + len(people)
    assert both.attrs["wave"] == "demo-2024+demo-2026" and both.attrs["synthetic"]
    assert both["image"].cat.ordered


def test_sums_are_ordinary_frames(people):
    for summed in (
        people.groupby("org_type", observed=True)[["weight"]].sum(), people.describe(),
        pd.crosstab(people["image"], people["org_type"]),
        people.pivot_table(index="org_type", values="weight", observed=True),
    ):  # fmt: skip
        assert type(summed) is pd.DataFrame
    assert type(people["image"]) is pd.Series


def test_an_older_pandas_tells_otherwise_what_was_put_together(people):
    joined = SimpleNamespace(objs=[people, people.head(1)])

    assert people.head(0).__finalize__(joined, method="concat").attrs["wave"] == "demo-2026"


def test_synthetic_answers_are_marked_wherever_they_are_shown(people, edit, root):
    for shown in (people, people.head(2), people.long("performance", "image"),
                  pd.concat([people, people])):  # fmt: skip
        assert repr(shown).endswith("synthetic data: nobody gave these answers")
        assert "synthetic data" in shown._repr_html_()
    edit("tiny/wave.yaml", "synthetic: true", "synthetic: false")
    real = load_wave("tiny", root).frame()
    assert "synthetic" not in repr(real) + real._repr_html_()
    mixed = pd.concat([real.assign(sample=1), people.assign(sample=2)])
    assert "synthetic data" in repr(mixed)


def test_a_twin_says_that_it_is_one():
    twin = load_wave("2013-ardour", ROOT)
    found = twin.frame()

    assert found.attrs["synthetic"] and found.attrs["twin"]
    assert repr(found.head(1)).endswith("synthetic twin: nobody gave these answers")
    table = twin.crosstab("image", by="org_type")
    printed = found.groupby("org_type", observed=True)[f"image_{GOOD}"].mean()
    np.testing.assert_allclose(printed, table.net(GOOD)[1:], **EXACT)


# ---------------------------------------------------------------- one line an answer


def test_long_has_a_line_for_each_person_and_item(people):
    found = people.long("performance", "image")

    assert found.columns[:3].tolist() == [PERSON, "item", "answer"]
    assert len(found) == 2 * 486 and "org_type" in found and "image" not in found
    assert found["item"].cat.categories.tolist() == ["performance", "image"]
    for item in ("performance", "image"):
        own = found[found["item"] == item].set_index(PERSON)["answer"]
        pd.testing.assert_series_equal(own, people[item], check_names=False)


def test_long_takes_the_options_of_a_set_and_a_name_for_the_answer(people):
    found = people.reset_index().long(
        "practice.own_website", "practice.it_brand", value="yes"
    )

    assert found["item"].unique().tolist() == ["practice_own_website", "practice_it_brand"]
    assert (
        found["yes"].sum()
        == people[["practice_own_website", "practice_it_brand"]].sum().sum()
    )


@pytest.mark.parametrize(("columns", "value", "told"), [
    (("performance", "role"), "answer", "have different answers"),
    (("performance", "image_good_or_very_good"), "answer", "have different answers"),
    (("performance", "performance"), "answer", "each once"), ((), "answer", "each once"),
    (("performance", "imge"), "answer", "did you mean 'image'"),
    (("performance", "image"), "weight", "a column 'weight' already"),
    (("performance", "image"), "item", "a column 'item' already"),
])  # fmt: skip
def test_long_refuses_what_is_no_repeated_measure(people, columns, value, told):
    with pytest.raises(ItPerceptionError, match=told):
        people.long(*columns, value=value)


# ---------------------------------------------------------------- the ten analyses, as they are


@pytest.mark.filterwarnings("ignore:Low count on")
def test_1_chi_squared(people, image):
    """The same test: both of who answered, nobody weighted."""
    found = pg.chi2_independence(people, "org_type", "image")[2].iloc[0]
    own = image.test("pearson")

    assert found["chi2"] == pytest.approx(own.statistic, rel=1e-12)
    assert found["chi2"] == pytest.approx(36.48, abs=0.005)  # design of the frame
    assert (found["dof"], found["pval"]) == (own.df, pytest.approx(own.p_value, rel=1e-9))


def test_2_pairs_of_groups(scores, wave):
    """U is the same; p differs by the continuity correction, which ours leaves out."""
    found = pg.pairwise_tests(scores, dv="image", between="org_type", parametric=False,
                              padjust="holm")  # fmt: skip

    assert np.all(np.diff(found["p_corr"].to_numpy() < 0.001) == 0) and len(found) == 3
    for line in found.itertuples():
        ids = [c.id for c in wave.dimension("org_type").categories
               if (c.short or c.label)["en"] in (line.A, line.B)]  # fmt: skip
        table = wave.crosstab(
            "image", by="org_type", where={"org_type": ids}, weighted=False
        )
        counts = table.answers().counts[ids].to_numpy(float)
        above = np.cumsum(counts[::-1, 1])[::-1] - counts[:, 1] / 2
        beaten = counts[:, 1].sum() - above
        assert line.U_val == counts[:, 0] @ beaten  # pairs in which the first is lower down
        assert line.p_unc == pytest.approx(table.test("mann_whitney").p_value, rel=0.01)


def test_3_alpha(people, wave):
    """The same; pingouin rounds its interval to three decimals."""
    alpha, interval = pg.cronbach_alpha(
        people.filter(like="practice_"), nan_policy="listwise"
    )
    own = wave.reliability("practice").iloc[0]

    assert alpha == pytest.approx(own["effect_size"], rel=1e-12)
    assert alpha == pytest.approx(0.4258, abs=5e-5)
    assert interval == pytest.approx([own["ci_low"], own["ci_high"]], abs=2e-3)


def test_4_friedman(scores, wave):
    """Of two items Friedman's Q is the sign test's: who is up, who is down."""
    found = pg.friedman(scores.long("performance", "image"), dv="answer", within="item",
                        subject=PERSON)  # fmt: skip
    square = wave.crosstab("performance", by="image", weighted=False).answers().counts
    up, down = np.triu(square, 1).sum(), np.tril(square, -1).sum()

    assert found["Q"].iloc[0] == pytest.approx((up - down) ** 2 / (up + down), rel=1e-12)


def test_5_logit(people, wave):
    """One predictor: its coefficients are the log odds ratios of our table."""
    found = smf.logit(f"image_{GOOD} ~ org_type", people).fit(disp=0)
    yes, no = (
        wave.crosstab("image", by="org_type", weighted=False).yes_no(GOOD).counts.to_numpy()
    )

    odds = np.log(yes / no)
    np.testing.assert_allclose(found.params, [odds[0], *(odds[1:] - odds[0])], rtol=1e-6)


def test_6_ordered_logit(people, image):
    """The same model; its optimiser stops a little sooner than ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = OrderedModel.from_formula("image ~ org_type", people, distr="logit").fit(
            method="bfgs", disp=0)  # fmt: skip
    own = image.proportional_odds().groups["log_odds"]

    np.testing.assert_allclose(fit.params[:2], own, atol=1e-4)


def test_7_gee(people, wave):
    """The gap in log odds; as percentages it is ours."""
    both = people.long(f"performance_{GOOD}", f"image_{GOOD}")
    fit = smf.gee("answer ~ item", PERSON, both, family=sm.families.Binomial()).fit()
    gap = wave.gap("performance", "image", weighted=False).to_frame().iloc[0]

    start, change = fit.params
    assert expit(start) == pytest.approx(gap["self_proportion"], rel=1e-9)
    assert expit(start) - expit(start + change) == pytest.approx(
        gap["difference"], rel=1e-9
    )


def test_8_histogram(people, wave):
    """Bars in the order of the scale, as high as our weighted counts."""
    ax = sns.histplot(people, x="image", weights="weight")
    heights = [bar.get_height() for bar in ax.patches]
    told = [tick.get_text() for tick in ax.get_xticklabels()]
    plt.close("all")

    answers = wave.crosstab("image").answers().to_frame().query("banner == 'total'")
    np.testing.assert_allclose(heights, answers["weighted_count"], rtol=1e-12)
    assert told == answers["stub"].tolist()


def test_9_mean_scores(scores, counts):
    """The mean places on the scale of our table."""
    ax = sns.pointplot(scores, x="org_type", y="image", errorbar=None)
    found = ax.lines[0].get_ydata()
    plt.close("all")

    np.testing.assert_allclose(found, np.arange(1, 6) @ counts / counts.sum(0), rtol=1e-12)


def test_10_crosstab(people, wave):
    """The printed table."""
    found = pd.crosstab(people["image"], people["org_type"], values=people["weight"],
                        aggfunc="sum", normalize="columns")  # fmt: skip

    printed = wave.crosstab("image", by="org_type").answers().proportions()
    np.testing.assert_allclose(found, printed.drop(columns="total"), **EXACT)


def test_every_column_can_stand_in_a_formula(people, scores):
    for name in people.columns.drop(f"image_{GOOD}"):
        fit = smf.ols(f"image_{GOOD} ~ {name}", people).fit()
        assert fit.params.index[0] == "Intercept" and len(fit.params) >= 2


# ---------------------------------------------------------------- what may be shown


@pytest.fixture
def shown(tiny):
    with pytest.warns(UserWarning, match="minimum: 3 lets a page tell"):
        rule = DisclosureRule(minimum=3)
    return ShownWave(tiny, given=rule)  # of the types are 3, 2 and 2, and one gave none


def test_hidden_groups_are_missing_in_a_shown_frame(tiny, shown):
    found, all_of_it = shown_frame([shown], ["image", "org_type"]), tiny.frame()

    assert hidden_groups([shown], ["image"])["org_type"] == {"group_owned", "decentralised"}
    assert found["org_type"].cat.categories.tolist() == ["Internal"]
    assert found["org_type"].notna().tolist() == [k < 3 for k in range(8)]
    assert found["image_top"].equals(all_of_it["image_top"])
    assert "why" in all_of_it and "why" not in shown_frame([shown])  # asked of two
    with pytest.raises(ItPerceptionError, match="'why' was asked of too few"):
        shown_frame([shown], ["image", "why"])


def test_a_hidden_answer_shows_neither_in_nets_nor_in_scores(tiny):
    from itperception.workbench.frame import respondents_of

    hide = {"image": ["fair"], "tools.web": ["selected"]}
    found, scores = (
        respondents_of(People((tiny,), hide=hide)),
        respondents_of(People((tiny,), hide=hide), answers="scores"),
    )

    assert found["image_top"].isna().tolist() == [k == 1 for k in range(8)]
    np.testing.assert_array_equal(scores["image"], [1, np.nan, np.nan, 3, 3, 1, 1, np.nan])
    assert (found["tools_web"] == 1).sum() == 0 < (found["tools_web"] == 0).sum()


def test_a_shown_frame_is_not_cut_to_a_hidden_group(shown):
    with pytest.raises(ItPerceptionError, match="'group_owned' of 'type' may not be shown"):
        shown_frame([shown], where={"type": ["group_owned"]})
    assert len(shown_frame([shown], where={"type": ["internal"]})) == 3
