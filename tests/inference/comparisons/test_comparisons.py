import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.inference.results import State
from itperception.terms.category import Net
from itperception.workbench import Table
from tests.cases import each
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


@each("adjust", ["none", "holm", "bonferroni", "bh"])
@each("name", PRINTED)
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
    found = compare(table({**GROUPS, "outside": [2, 3, 4]}))
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


def letters_by_pair(found):
    """Who is higher than whom, in ids in place of letters."""
    names = {letter: column for column, letter in found.column_letters.items()}
    return {
        (row, column, names[x])
        for row, told in found.letters.iterrows()
        for column, letters in told.items()
        for x in letters
    }


@pytest.mark.parametrize("profile", ["default", "effective_z", "rao_scott"])
@QUICK
@given(st.permutations(list(GROUPS)))
def test_permuting_the_columns_permutes_the_letters(profile, order):
    found = compare(table({name: GROUPS[name] for name in order}), profile)

    assert letters_by_pair(found) == letters_by_pair(compare(table(), profile))


@pytest.mark.parametrize(
    "profile", ["default", "effective_z", "spss_custom_tables", "rao_scott"]
)
def test_an_empty_category_changes_nothing_in_the_other_rows(profile):
    more = {name: [*counts, 0] for name, counts in GROUPS.items()}
    longer = Crosstab.from_counts(pd.DataFrame(more, [*ROWS, "never"]))

    found = compare(longer, profile).letters
    expected = compare(table(nets=()), profile).letters
    pd.testing.assert_frame_equal(found.drop(index="never"), expected)
    assert not found.loc["never"].any()


def test_merging_two_rows_is_their_net():
    merged = {name: [a + b, c] for name, (a, b, c) in GROUPS.items()}
    found = compare(
        Crosstab.from_counts(pd.DataFrame(merged, ["top", "poor"])), "effective_z"
    )

    net = compare(table(), "effective_z").letters.loc["top"]
    assert found.letters.loc["top"].tolist() == net.tolist()


def test_a_small_letter_marks_the_second_level():
    found = compare(table(), "effective_z", levels=(5e-5, 0.05))

    assert found.alpha == 5e-5
    assert compare(table(), "effective_z").letters.loc["good"].tolist() == ["C", "C", ""]
    assert found.letters.loc["good"].tolist() == ["c", "C", ""]


def test_against_the_rest_a_column_is_held_against_all_the_others():
    pairs = compare(table(), "none", against="rest").pairs
    alone = {"outside": GROUPS["outside"], "rest": np.add(*list(GROUPS.values())[:2])}

    found = pairs.query("first == 'outside'")["p_value"].tolist()
    assert found == pytest.approx(compare(table(alone), "none").pairs["p_value"].tolist())
    letters = compare(table(), "none", against="rest").letters
    assert letters.loc["poor"].tolist() == ["−", "", "+"]


def test_the_rest_holds_those_who_are_in_no_column():
    plain = table()
    cells = plain.cells.copy()
    cells[:, :, -1] = [10, 20, 30]
    found = compare(dataclasses.replace(plain, cells=cells), against="rest").pairs.iloc[0]

    assert found["base_second"] == 80 + 60
    assert found["proportion_second"] == pytest.approx((30 + 10) / (80 + 60))


def test_against_the_total_the_test_is_that_against_the_rest():
    total, rest = (compare(table(), against=x).pairs for x in ("total", "rest"))

    assert total["p_value"].tolist() == rest["p_value"].tolist()
    assert total["base_second"].tolist() == [170] * 12
    share = table().cells[0, 0].sum() / 170  # of the first row, good
    assert total["proportion_second"].iloc[0] == pytest.approx(share)
    expected = total["proportion"] - total["proportion_second"]
    assert total["difference"].tolist() == pytest.approx(expected.tolist())


@pytest.mark.parametrize("against", ["rest", "total"])
def test_a_pair_against_the_rest_explains_itself(against):
    told = compare(table(), against=against).explain("good", ("outside", against))

    assert f"outside 0.15 of 40 against {against}" in told
    assert "3 comparisons: Holm keeps their level together" in told


def test_banners_side_by_side_are_compared_within_themselves():
    counts = {f"{b}{k}": GROUPS[k] for b in "xy" for k in GROUPS}
    groups = [[f"{b}{k}" for k in GROUPS] for b in "xy"]
    found = compare(table(counts), groups=groups)

    assert list(found.column_letters.values()) == list("ABCDEF")
    assert found.letters.loc["good"].tolist() == ["C", "C", "", "F", "F", ""]
    assert found.adjust == "closed"


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"groups": [["internal", "abroad"]]}, "no column is called 'abroad'"),
        ({"groups": [["internal"], ["internal"]]}, "in one banner only"),
        ({"against": "everyone"}, "no thing to compare columns against"),
        ({"within": "report"}, "no within is called 'report'"),
    ],
)
def test_rules_that_do_not_exist_are_refused(rules, message):
    with pytest.raises(ItPerceptionError, match=message):
        compare(table(), **rules)


def test_all_rows_of_a_table_can_be_adjusted_together():
    pairs = compare(table(), adjust="bonferroni", within="table").pairs

    assert set(pairs["family_size"]) == {12}
    expected = np.minimum(pairs["p_value"] * 12, 1)
    assert pairs["p_adjusted"].tolist() == pytest.approx(expected.tolist(), **DIGITS)


def test_columns_below_the_least_base_are_marked_and_have_no_letters():
    found = compare(table({**GROUPS, "outside": [0, 2, 20]}), "effective_z")

    assert found.marks == {"internal": "*", "group_owned": "*", "outside": "**"}
    assert (found.letters["outside"] == "").all()


@pytest.mark.parametrize(
    "profile", ["effective_z", "spss_custom_tables", "rao_scott", "survey_reporter"]
)
@QUICK
@given(arrays(int, (3, 3), elements=st.integers(0, 40)))
@pytest.mark.filterwarnings("error")
def test_every_profile_answers_every_table(profile, counts):
    groups = dict(zip("xyz", counts.T, strict=True))
    pairs = compare(table(groups), profile, adjust="hommel").pairs

    ok = pairs["state"] == State.OK
    assert (pairs["p_adjusted"][ok] >= pairs["p_value"][ok] - 1e-15).all()
    assert pairs["p_value"][~ok].isna().all()
    assert (pairs["note"][~ok] != "").all()


@pytest.mark.parametrize(
    "profile", ["default", "effective_z", "spss_custom_tables", "rao_scott"]
)
@pytest.mark.filterwarnings("error")
def test_a_column_whose_weights_are_all_zero_is_not_compared_and_says_so(profile):
    counts, factors = pd.DataFrame(GROUPS, ROWS), np.array([1.2, 0, 0.7])
    found = compare(table(weighted=(counts * factors, counts * factors**2)), profile)

    states = found.pairs.groupby(["first", "second"])["state"].first()
    assert states["internal", "outside"] == State.OK
    assert states["internal", "group_owned"] == State.NO_WEIGHT
    assert not found.letters["group_owned"].any()


def test_a_base_that_is_thirty_but_for_the_last_digit_is_compared():
    counts = pd.DataFrame({"a": [20, 10], "b": [5, 25]}, ["yes", "no"])
    tenth = Crosstab.from_counts(counts, weighted=(counts * 0.1, counts * 0.1**2))

    assert set(compare(tenth, "effective_z").marks.values()) == {"*"}
    assert compare(tenth, "effective_z").letters.loc["yes"].tolist() == ["B", ""]


def test_a_table_of_the_workbench_takes_the_same_rules():
    counts = pd.DataFrame(GROUPS, ROWS)
    found = Table.from_counts(counts).compare("effective_z", alpha=0.01, against="rest")

    expected = compare(
        Crosstab.from_counts(counts), "effective_z", alpha=0.01, against="rest"
    )
    pd.testing.assert_frame_equal(found.pairs, expected.pairs)
    assert found.alpha == 0.01


def test_a_table_without_a_banner_has_nothing_to_compare():
    alone = Crosstab.from_counts(pd.DataFrame(index=ROWS))

    for against in ("columns", "rest", "total"):
        assert compare(alone, "effective_z", against=against).pairs.empty
