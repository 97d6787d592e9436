import dataclasses

import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.profiles import PROFILES, find_profile
from itperception.inference.comparisons.reconcile import reconcile
from tests.cases import each

EFFECTIVE_Z = find_profile("effective_z")


def table(groups, weight=None):
    counts = pd.DataFrame(groups, ["yes", "no"])
    if weight is None:
        return Crosstab.from_counts(counts)
    # Half of each cell weighs little and half a lot.
    light, heavy = counts / 2 * weight[0], counts / 2 * weight[1]
    squared = light * weight[0] + heavy * weight[1]
    return Crosstab.from_counts(counts, weighted=(light + heavy, squared))


THREE = table({"a": [50, 50], "b": [36, 64], "c": [45, 55]})
WEIGHTED = table({"a": [100, 100], "b": [80, 120]}, (0.2, 1.8))


@pytest.mark.parametrize(
    ("counted", "rules", "words"),
    [
        (THREE, {"adjust": "bonferroni"}, "adjustment bonferroni instead of none"),
        (WEIGHTED, {"base": "unweighted"}, "base unweighted instead of effective"),
        (THREE, {"alpha": 0.01}, "level 0.01 instead of 0.05"),
        (THREE, {"least_base": 101}, "smallest base 101 instead of 30"),
    ],
)
def test_the_rule_that_was_changed_is_named(counted, rules, words):
    found = reconcile(counted, "effective_z", EFFECTIVE_Z.with_rules(**rules))

    assert set(found["rules"]) == set(rules)
    assert set(found["why"]) == {words}


@each("other", PROFILES)
def test_every_line_is_a_letter_that_differs_and_no_other_does(other):
    found = reconcile(WEIGHTED, "effective_z", other)

    one, two = (compare(WEIGHTED, name).letters for name in ("effective_z", other))
    differ = (one != two).to_numpy().any(axis=1)
    assert set(found["category"]) == set(one.index[differ])


def test_where_no_rule_alone_does_it_they_are_named_together():
    other = EFFECTIVE_Z.with_rules(base="unweighted", adjust="bonferroni")
    many = dataclasses.replace(EFFECTIVE_Z, alpha=0.001)
    both = many.with_rules(base="unweighted", alpha=0.05)
    assert reconcile(WEIGHTED, many, both)["rules"].tolist() == ["base + alpha"] * 2
    assert reconcile(WEIGHTED, EFFECTIVE_Z, other)["rules"].tolist() == ["base"] * 2


def test_the_numbers_of_both_profiles_stand_side_by_side():
    found = reconcile(WEIGHTED, "effective_z", "spss_custom_tables").iloc[0]

    ours = compare(WEIGHTED, "effective_z").pairs.iloc[0]
    theirs = compare(WEIGHTED, "spss_custom_tables").pairs.iloc[0]
    assert (found["p_value"], found["p_value_other"]) == (
        ours["p_value"],
        theirs["p_value"],
    )
    assert found["tested_base_other"] == theirs["tested_base"] == 200


def test_a_second_level_is_a_difference_too():
    found = reconcile(
        THREE, "none", find_profile("none").with_rules(alpha=0.01, second=0.05)
    )

    assert set(found["verdict"]) == {"first higher", "second higher"}
    assert found["verdict_other"].str.endswith("second level").any()


def test_a_profile_agrees_with_itself():
    assert reconcile(WEIGHTED, "spss_custom_tables", "spss_custom_tables").empty


def test_columns_may_be_held_against_the_rest():
    found = reconcile(THREE, "effective_z", "spss_custom_tables", against="rest")

    assert set(found["second"]) <= {"rest"}
