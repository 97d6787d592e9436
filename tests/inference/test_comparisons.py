import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.comparisons import compare
from itperception.inference.multiplicity import adjusted
from itperception.inference.results import State
from itperception.survey.codebook import Net
from tests.inference.reference import DIGITS, QUICK, reference

PRINTED = reference("comparisons")
ROWS = ["good", "fair", "poor"]
TOP = Net(id="top", label="Good or fair", categories=("good", "fair"))
GROUPS = {"internal": [46, 20, 24], "group_owned": [24, 6, 10], "outside": [6, 10, 24]}


def table(groups=None, nets=(TOP,), **options):
    counts = pd.DataFrame(groups or GROUPS, ROWS)
    plain = Crosstab.from_counts(counts, **options)
    return dataclasses.replace(plain, stub=dataclasses.replace(plain.stub, nets=nets))


def binary(case):
    yes, bases = np.array(case["successes"]), np.array(case["bases"])
    columns = [f"c{k}" for k in range(len(yes))]
    return Crosstab.from_counts(pd.DataFrame([yes, bases - yes], ["yes", "no"], columns))


@pytest.mark.parametrize("adjust", ["none", "holm", "bonferroni", "bh"])
@pytest.mark.parametrize("name", PRINTED)
def test_pairs_are_those_of_r(name, adjust):
    pairs = compare(binary(PRINTED[name]), adjust=adjust).pairs
    yes = pairs[pairs["category"] == "yes"]

    assert yes["statistic"].tolist() == pytest.approx(PRINTED[name]["statistic"], **DIGITS)
    assert yes["p_adjusted"].tolist() == pytest.approx(PRINTED[name][adjust], **DIGITS)


@pytest.mark.parametrize(("name", "adjust"), [("three", "closed"), ("four", "holm")])
def test_three_columns_are_closed_and_more_adjusted_by_holm(name, adjust):
    found = compare(binary(PRINTED[name]))
    yes = found.pairs[found.pairs["category"] == "yes"]

    assert found.adjust == adjust
    assert yes["p_adjusted"].tolist() == pytest.approx(PRINTED[name][adjust], **DIGITS)


def test_two_columns_need_no_adjustment():
    found = compare(table({k: GROUPS[k] for k in ("internal", "outside")}))

    assert found.adjust == "none"
    assert found.pairs["p_adjusted"].tolist() == found.pairs["p_value"].tolist()


def test_closed_testing_of_four_columns_says_that_it_is_holm():
    found = compare(binary(PRINTED["four"]), adjust="closed")

    assert found.adjust == "holm"
    assert "Closed testing is for three columns" in found.reason


def test_a_letter_stands_at_the_higher_of_two_columns():
    letters = compare(table()).letters

    assert letters.loc["good"].tolist() == ["C", "C", ""]
    assert letters.loc["poor"].tolist() == ["", "", "AB"]


def test_a_net_is_compared_like_the_row_of_its_sum():
    joined = pd.DataFrame(GROUPS, ROWS).T.assign(top=lambda t: t["good"] + t["fair"]).T
    alone = Crosstab.from_counts(joined.loc[["top", "poor"]])

    net, row = (
        found.pairs.query("category == 'top'").drop(columns="category").reset_index()
        for found in (compare(table()), compare(alone))
    )
    pd.testing.assert_frame_equal(net.drop(columns="index"), row.drop(columns="index"))


def test_a_net_named_like_a_row_is_refused():
    net = Net(id="good", label="Good", categories=("good", "fair"))

    with pytest.raises(ItPerceptionError, match="both called 'good'"):
        compare(table(nets=(net,)))


def test_a_small_column_is_not_tested_but_has_its_interval():
    found = compare(table({**GROUPS, "outside": [6, 10, 13]}))
    small = found.pairs[found.pairs["second"] == "outside"]

    assert (small["state"] == State.SMALL_BASE).all()
    assert small[["statistic", "p_value", "p_adjusted"]].isna().all(axis=None)
    assert small[["difference", "ci_low", "ci_high"]].notna().all(axis=None)
    assert found.adjust == "none"


def test_weights_enter_as_the_effective_base():
    counts, factors = pd.DataFrame(GROUPS, ROWS), np.array([[0.5], [1], [2]])
    found = compare(table(weighted=(counts * factors, counts * factors**2)))

    first = found.pairs.iloc[0]
    weights = counts["internal"] * factors[:, 0]
    assert first["base"] == 90
    assert first["proportion"] == pytest.approx(weights["good"] / weights.sum())
    squared = counts["internal"] @ factors[:, 0] ** 2
    assert first["effective_base"] == pytest.approx(weights.sum() ** 2 / squared)


@QUICK
@given(arrays(int, (3, 3), elements=st.integers(0, 40)))
@pytest.mark.filterwarnings("error")
def test_letters_are_one_way_and_follow_from_the_pairs(counts):
    found = compare(table(dict(zip("xyz", counts.T, strict=True))), least_base=5)

    ok = found.pairs["state"] == State.OK
    assert (found.pairs["p_adjusted"].notna() == ok).all()
    assert (found.pairs["p_adjusted"][ok] >= found.pairs["p_value"][ok]).all()
    significant = (found.pairs["p_adjusted"] <= 0.05).sum()
    assert found.letters.map(len).to_numpy().sum() == significant


@QUICK
@given(st.permutations(list(GROUPS)))
def test_the_order_of_the_columns_changes_only_the_letters(order):
    found = compare(table({name: GROUPS[name] for name in order})).pairs

    usual = compare(table()).pairs["p_adjusted"]
    assert sorted(found["p_adjusted"]) == pytest.approx(sorted(usual))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("groups", [{}, {"internal": [1, 2, 3]}])
def test_without_two_columns_there_are_no_pairs(groups):
    counts = pd.DataFrame(groups, ROWS, dtype=int)

    found = compare(Crosstab.from_counts(counts))

    assert found.pairs.empty
    assert list(found.letters.columns) == list(groups)


def test_an_unknown_adjustment_is_refused():
    with pytest.raises(UnknownNameError, match="no adjust is called 'sidak'"):
        compare(table(), adjust="sidak")


def test_a_comparison_without_a_p_value_counts_in_its_family():
    found = adjusted(np.array([0.01, np.nan]), "bonferroni", 1.0)

    assert found[0] == pytest.approx(0.02)


def test_a_pair_explains_itself_in_numbers():
    told = compare(table()).explain("good", ("internal", "group_owned"))

    assert "internal 0.511 of 90 against group_owned 0.6 of 40" in told
    assert "(130 − 1)(46 × 40 − 24 × 90)²/(90 × 40 × 70 × 60) = 0.8737" in told


def test_an_untested_pair_says_why():
    found = compare(table(), least_base=90)

    told = found.explain("top", ("internal", "outside"))
    assert told.endswith("Not tested: an effective base below 90 is not tested.")


@pytest.mark.parametrize(
    ("category", "pair", "message"),
    [
        ("great", ("internal", "outside"), "no row is called 'great'"),
        (
            "good",
            ("outside", "internal"),
            "no pair of columns is called 'outside and internal'",
        ),
    ],
)
def test_explaining_what_is_not_there_is_refused(category, pair, message):
    with pytest.raises(UnknownNameError, match=message):
        compare(table()).explain(category, pair)


def test_the_comparisons_show_themselves():
    found = compare(table())

    assert set(found.to_frame()["method"]) == {"N−1 chi-squared test"}
    assert "group_owned (B)" in found._repr_html_()


def test_letters_after_z_have_a_number():
    many = {f"c{k:02}": [40, 0, 0] for k in range(27)}

    assert list(compare(table(many)).column_letters.values())[-2:] == ["Z", "A1"]
