"""The rules of each profile, held against an obvious recomputation from respondents."""

import dataclasses
from itertools import combinations
from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.errors import UnknownNameError
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.profiles import PROFILES, Profile, find_profile
from itperception.inference.results import State
from itperception.terms.category import Net
from itperception.terms.profile_names import PROFILE_NAMES
from tests.cases import each
from tests.inference.reference import DIGITS

ANSWERS = ["good", "fair", "poor"]
TOP = Net(id="top", label="Top", categories=("good", "fair"))
BANNERS = {"age": ["young", "middle", "old"], "region": ["north", "south", "islands"]}
ROWS = {**{a: [a] for a in ANSWERS}, "top": ["good", "fair"]}


def survey(seed, n=300):
    draw = np.random.default_rng(seed)
    people = pd.DataFrame({
        "answer": draw.choice(ANSWERS, n, p=[0.3, 0.45, 0.25]),
        "age": draw.choice(BANNERS["age"], n),
        "region": draw.choice(BANNERS["region"], n, p=[0.5, 0.4, 0.1]),
        "w": np.exp(draw.normal(0, 0.5, n)),
        "asked": draw.random(n) < 0.7,
    })  # fmt: skip
    young = people["age"] == "young"
    people.loc[young & (draw.random(n) < 0.4), "answer"] = "poor"
    return people


def table(people, banner, w="w"):
    shape = {"index": ANSWERS, "columns": BANNERS[banner]}
    weights = people[w]
    layers = [
        pd.crosstab(people["answer"], people[banner], weights**power, aggfunc="sum")
        .reindex(**shape).fillna(0.0) for power in (0, 1, 2)
    ]  # fmt: skip
    plain = Crosstab.from_counts(layers[0], weighted=(layers[1], layers[2]))
    stub = dataclasses.replace(plain.stub, nets=(TOP,))
    by = dataclasses.replace(plain.banner, id=banner)
    return dataclasses.replace(plain, stub=stub, banner=by)


def letters_by_hand(people):
    """The rule in one piece: effective bases, pooled z, 5 %, 30."""
    order = [(banner, column) for banner in BANNERS for column in BANNERS[banner]]
    places = {key: list(BANNERS[key[0]]).index(key[1]) for key in order}
    letters = {(row, key): "" for row in ROWS for key in order}
    for one, two in combinations(order, 2):
        if one[0] != two[0]:
            continue
        groups = [people[people[banner] == column] for banner, column in (one, two)]
        e = [g["w"].sum() ** 2 / (g["w"] ** 2).sum() for g in groups]
        for row, joined in ROWS.items():
            p = [(g["w"] * g["answer"].isin(joined)).sum() / g["w"].sum() for g in groups]
            pooled = (p[0] * e[0] + p[1] * e[1]) / (e[0] + e[1])
            error = sqrt(pooled * (1 - pooled) * (1 / e[0] + 1 / e[1]))
            if min(e) >= 30 and abs(p[0] - p[1]) >= NormalDist().inv_cdf(0.975) * error:
                high, low = (one, two) if p[0] > p[1] else (two, one)
                letters[row, high] += "ABCDEF"[places[low]]
    return letters


def compared(people):
    return {banner: compare(table(people, banner), "effective_z") for banner in BANNERS}


@pytest.mark.parametrize(("seed", "asked"), [(0, False), (1, True), (2, False), (3, True)])
def test_effective_z_letters_are_those_of_the_rule_applied_to_respondents(seed, asked):
    people = survey(seed)
    people = people[people["asked"]] if asked else people
    found = compared(people)

    expected = letters_by_hand(people)
    for (row, (banner, column)), letters in expected.items():
        assert found[banner].letters.loc[row, column] == letters


def test_the_slow_check_sees_letters_and_a_column_that_is_too_small():
    people = survey(0)

    assert sum(map(len, letters_by_hand(people).values())) > 0
    found = compared(people)
    assert found["region"].marks["islands"] == "**"
    assert found["age"].marks["old"] == "*"


@pytest.mark.parametrize("name", ["effective_z", "survey_reporter", "default", "bh"])
def test_printed_proportions_and_bases_say_the_same_as_respondents(name):
    counted = table(survey(1), "age")
    printed = Crosstab.from_proportions(
        counted.proportions().drop(columns="total"), counted.bases, counted.effective_bases,
        weighted_bases=counted.weighted_bases,
    )  # fmt: skip

    ours, theirs = compare(printed, name).pairs, compare(counted, name).pairs
    theirs = theirs[theirs["category"] != "top"]
    assert ours["p_adjusted"].tolist() == pytest.approx(theirs["p_adjusted"].tolist())
    assert ours["ci_low"].tolist() == pytest.approx(theirs["ci_low"].tolist())


@pytest.mark.parametrize("factor", [0.01, 250])
@pytest.mark.parametrize("name", ["default", "effective_z", "survey_reporter", "rao_scott"])
def test_weights_times_a_constant_change_nothing(name, factor):
    people = survey(2)
    people["v"] = people["w"] * factor

    one, two = (compare(table(people, "age", w), name).pairs for w in ("w", "v"))
    assert one["p_value"].tolist() == pytest.approx(two["p_value"].tolist())


def test_spss_custom_tables_takes_weights_for_people_and_rounds_their_sums():
    people = survey(3)
    found = compare(table(people, "age"), "spss_custom_tables").pairs.iloc[0]
    sums = people[people["age"] == "young"].groupby("answer")["w"].sum()

    assert found["tested_base"] == round(sums.sum())
    assert found["tested_count"] == round(sums["good"])


def test_spss_custom_tables_leaves_out_columns_with_nobody_and_counts_the_others_only():
    counts = pd.DataFrame({"a": [0, 40], "b": [10, 40], "c": [22, 40]}, ["yes", "no"])
    pairs = compare(Crosstab.from_counts(counts), "spss_custom_tables").pairs.iloc[:3]

    assert pairs["state"].tolist() == [State.NO_VARIATION, State.NO_VARIATION, State.OK]
    assert pairs["p_adjusted"].iloc[2] == pytest.approx(pairs["p_value"].iloc[2])
    assert "nobody or everybody" in pairs["note"].iloc[0]


def test_spss_custom_tables_multiplies_by_the_number_of_pairs_in_the_row():
    pairs = compare(table(survey(4), "region"), "spss_custom_tables").pairs

    expected = np.minimum(pairs["p_value"] * 3, 1)
    assert pairs["p_adjusted"].tolist() == pytest.approx(expected.tolist(), **DIGITS)


def test_rao_scott_without_weights_is_pearsons_test():
    counts = pd.DataFrame({"a": [30, 20], "b": [18, 40]}, ["yes", "no"])
    plain = Crosstab.from_counts(counts)

    pair = compare(plain, "rao_scott").pairs.iloc[0]
    z = compare(plain, "effective_z").pairs.iloc[0]["statistic"]
    assert pair["statistic"] == pytest.approx(z**2, **DIGITS)


@each("name", PROFILES)
def test_every_profile_explains_a_pair_with_its_numbers(name):
    found = compare(table(survey(5), "age"), name)
    pair = found.pairs.iloc[0]

    told = found.explain("good", ("young", "middle"))
    assert f"= {pair['statistic']:.4g}" in told
    assert f"p = {pair['p_value']:.3g}" in told
    assert found.method in told


@pytest.mark.parametrize("test", ["unpooled_z", "pooled_t"])
def test_other_tests_explain_themselves_too(test):
    found = compare(
        table(survey(5), "age"), find_profile("effective_z").with_rules(test=test)
    )
    pair = found.pairs.iloc[0]

    assert f"= {pair['statistic']:.4g}" in found.explain("good", ("young", "middle"))


@each("name", PROFILES)
def test_the_interval_is_around_the_difference(name):
    pairs = compare(table(survey(1), "age"), name).pairs

    assert (pairs["ci_low"] < pairs["difference"]).all()
    assert (pairs["difference"] < pairs["ci_high"]).all()


def test_what_is_asked_for_overrides_the_profile_and_is_said():
    found = compare(table(survey(1), "age"), "effective_z", alpha=0.01, adjust="holm")

    assert (found.alpha, found.adjust, found.profile.test) == (0.01, "holm", "pooled_z")
    assert "alpha 0.01 in place of 0.05, adjust holm in place of none" in found.reason


def test_a_profile_says_that_it_is_the_one_who_adjusts():
    assert (
        compare(table(survey(1), "age"), "spss_custom_tables").reason
        == "As profile 'spss_custom_tables' has it"
    )


def test_an_unknown_profile_is_refused():
    with pytest.raises(
        UnknownNameError, match="no profile is called 'survey_reportr'; did"
    ):
        compare(table(survey(1), "age"), "survey_reportr")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ipsos", "survey_reporter"),
        ("spss", "spss_custom_tables"),
        ("displayr", "rao_scott"),
    ],
)
def test_a_house_is_no_profile_and_the_rule_is_named(old, new):
    with pytest.raises(UnknownNameError, match=f"no profile is called '{old}'; .*'{new}'"):
        compare(table(survey(1), "age"), old)


def test_a_name_that_a_wave_may_choose_is_a_profile_and_the_other_way_round():
    assert tuple(PROFILES) == PROFILE_NAMES


def test_a_column_with_nobody_has_no_mark_and_a_small_one_has_two_stars():
    counts = pd.DataFrame({"a": [40, 50], "b": [3, 4], "c": [0, 0]}, ["yes", "no"])
    marks = compare(Crosstab.from_counts(counts), "survey_reporter").marks

    assert marks == {"a": "*", "b": "**", "c": ""}


def test_a_base_of_just_the_smallest_is_compared_and_of_just_the_small_one_has_no_mark():
    people = {"a": 100, "b": 99, "c": 30, "d": 29}  # the rule: 30 and 100
    counts = pd.DataFrame({name: [10, n - 10] for name, n in people.items()}, ["yes", "no"])
    found = compare(Crosstab.from_counts(counts), "survey_reporter")

    assert found.marks == {"a": "", "b": "*", "c": "*", "d": "**"}
    tested = found.pairs[found.pairs["p_value"].notna()]
    assert {*tested["first"], *tested["second"]} == {"a", "b", "c"}


def test_by_default_ten_people_are_compared_and_nine_are_not():
    counts = pd.DataFrame({"a": [10, 30], "b": [5, 5], "c": [5, 4]}, ["yes", "no"])
    pairs = compare(Crosstab.from_counts(counts)).pairs.iloc[:3]

    assert pairs["state"].tolist() == [State.OK, State.SMALL_BASE, State.SMALL_BASE]


@pytest.mark.parametrize(
    ("rule", "value"), [("base", "kish"), ("test", "z"), ("interval", "exact")]
)
def test_a_profile_of_ones_own_has_known_rules(rule, value):
    with pytest.raises(UnknownNameError, match=f"no {rule} is called '{value}'"):
        Profile(name="mine", **{rule: value})


@each("name", PROFILES)
def test_a_profile_says_where_it_is_from(name):
    assert find_profile(name).source
