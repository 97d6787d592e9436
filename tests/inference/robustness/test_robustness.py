import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.results import State, TestResult
from itperception.inference.robustness.robust_difference import FULL_SCALE, robust
from itperception.inference.robustness.robustness import robustness, specifications
from itperception.inference.tables.independence import (
    kruskal_wallis,
    likelihood_ratio,
    pearson,
)
from tests.inference.reference import DIGITS, QUICK

ROWS = ["good", "fair", "poor", "unsure"]
COUNTS = {
    "internal": [46, 20, 24, 6],
    "group_owned": [34, 6, 10, 9],
    "outside": [6, 10, 14, 2],
}
PAIR = ("internal", "group_owned")
UNSURE = {"dont_know": ["unsure"]}
SHIFTS = st.lists(st.floats(-1, 1), min_size=1, max_size=3, unique=True)


def table(columns=tuple(COUNTS), rows=ROWS, **options):
    counts = pd.DataFrame(COUNTS, ROWS).loc[list(rows), list(columns)]
    return Crosstab.from_counts(counts, **options)


def added(a=0.0, b=0.0, p_value=None):
    p = p_value if p_value is not None else float(np.exp(-5 * abs(a + b)))
    return TestResult(method="sum", effect_name="sum", effect_size=a + b, p_value=p)


def test_a_grid_is_the_product_of_its_choices():
    grid = {"weights": ["yes", "no"], "base": {"in": 1, "out": 0}, "test": (pearson,)}

    found = specifications(grid)

    assert len(found) == 4
    assert found[1].labels["base"] == "out"
    assert found[1].values == {"weights": "yes", "base": 0, "test": pearson}


def test_a_choice_without_options_is_refused():
    with pytest.raises(ItPerceptionError, match="'weights' has no options"):
        specifications({"weights": []})


@QUICK
@given(SHIFTS, SHIFTS)
def test_the_counts_add_up_and_stand_in_the_summary(first, second):
    found = robustness(added, {"a": first, "b": second})

    assert sum(found.counts.values()) == len(found.frame) == len(first) * len(second)
    assert found.counts["significant"] == (found.frame["p_value"] <= 0.05).sum()
    assert found.summary.startswith(
        f"significant in {found.counts['significant']} of {len(found.frame)} "
    )


@settings(QUICK, max_examples=8)
@given(SHIFTS, SHIFTS, st.randoms())
def test_the_order_of_the_grid_is_irrelevant(first, second, random):
    mixed = random.sample(second, len(second))
    one = robustness(added, {"a": first, "b": second})
    other = robustness(added, {"b": mixed, "a": first[::-1]})

    assert one.summary == other.summary
    assert one.direction == other.direction
    numbers = ["share_of_estimate", "share_of_evidence", "flips", "pairs"]
    left, right = (x.influence().set_index("choice")[numbers] for x in (one, other))
    np.testing.assert_allclose(left.loc[["a", "b"]], right.loc[["a", "b"]], atol=1e-7)


def test_shares_of_an_additive_estimate_add_up_to_one():
    found = robustness(added, {"a": [0.0, 0.3, 0.9], "b": [0.0, 0.1]}).influence()

    assert found["share_of_estimate"].sum() == pytest.approx(1)
    assert found["choice"][0] == "a"


def test_flips_are_counted_between_neighbours():
    found = robustness(added, {"a": [0.0, 0.5], "b": [0.0, 0.2]})

    lines = found.influence().set_index("choice")
    # p of 0 and 0.2 is not significant, of 0.5 and 0.7 neither but for 0.7: e^-3.5
    assert found.frame["significant"].tolist() == [False, False, False, True]
    assert lines["flips"].to_dict() == {"a": 1, "b": 1}
    assert lines["pairs"].to_dict() == {"a": 2, "b": 2}


def test_one_specification_moves_nothing():
    found = robustness(added, {"a": [0.9]})

    assert found.summary == "significant in 1 of 1 specifications"
    assert found.influence()["flips"].tolist() == [0]


def test_the_direction_is_that_of_all_or_mixed():
    grids = {"positive": [0.1, 0.2], "negative": [-0.1, -0.2], "mixed": [-0.1, 0.1]}

    for name, shifts in grids.items():
        assert robustness(added, {"a": shifts}).direction == name


def test_what_cannot_be_computed_is_counted_and_named():
    def compute(test, rows):
        if rows is None:
            raise ItPerceptionError("no such rows")
        return test(rows)

    rows = {"all": [[30, 15], [10, 25]], "none": None, "one": [[3, 4]]}
    found = robustness(
        compute, {"test": {"X2": pearson, "G": likelihood_ratio}, "rows": rows}
    )

    assert found.counts == {"significant": 2, "not significant": 0, "not computed": 4}
    assert found.summary.endswith("of 6 specifications, not computed in 4")
    told = found.explain()
    assert "Not computed: 2 with rows = none, no such rows" in told
    assert "Not computed: 2 with rows = one, everybody gave the same answer" in told


def test_a_grid_that_is_refused_throughout_is_the_mistake_of_the_caller():
    def compute(a):
        raise ItPerceptionError(f"no {a}")

    with pytest.raises(ItPerceptionError, match="no 1"):
        robustness(compute, {"a": [1, 2]})


def test_nothing_computed_has_no_direction_and_no_influence():
    found = robustness(lambda a: pearson([[a, 2]]), {"a": [1, 2]})

    assert found.direction == "none"
    assert found.summary == "significant in 0 of 2 specifications, not computed in 2"
    assert found.influence()["flips"].tolist() == [0]


def test_a_p_value_of_zero_is_no_infinite_evidence():
    def compute(a, p):
        return added(a, p_value=p)

    found = robustness(compute, {"a": [0.5, 0.6], "p": [0.0, 1.0]})

    assert found.influence()["share_of_evidence"].max() == pytest.approx(1)


def test_a_choice_cannot_be_called_like_a_number():
    with pytest.raises(ItPerceptionError, match="'p_value' is a column of the result"):
        robustness(added, {"p_value": [0.1]})


def test_a_test_without_p_value_is_not_computed():
    found = robustness(lambda a: TestResult(method="none"), {"a": [1]})

    assert found.frame["state"].tolist() == [State.NO_ESTIMATE]


def test_the_specifications_are_a_frame_that_shows_itself():
    found = robustness(added, {"a": [0.5]}, claim="a is large")

    assert found.to_frame()["claim"].tolist() == ["a is large"]
    assert "significant" in found._repr_html_()
    assert found.explain() == (
        "a is large: significant in 0 of 1 specifications, not significant in 1 at 0.05; "
        "direction: positive; p from 0.0821 to 0.0821; sum from +0.5 to +0.5."
    )


def line(found, **labels):
    frame = found.frame
    for name, label in labels.items():
        frame = frame[frame[name] == label]
    assert len(frame) == 1
    return frame.iloc[0]


def test_the_choices_are_those_the_table_offers():
    plain = robust(table(PAIR, ROWS[:3]), "good", PAIR)
    weights = pd.DataFrame(COUNTS, ROWS)[list(PAIR)]
    rich = robust(
        table(PAIR, ordered=True, weighted=(weights, weights)), "good", PAIR, **UNSURE
    )

    assert plain.choices == ("test",)
    assert rich.choices == ("base", "weights", "test")
    assert robust(table(), "good", PAIR, **UNSURE).choices[:3] == ("base", "test", "adjust")


def test_every_specification_agrees_with_its_own_test():
    found = robust(table(PAIR, ordered=True), "good", PAIR, **UNSURE)

    scale = pd.DataFrame(COUNTS, ROWS).loc[ROWS[:3], list(PAIR)].to_numpy()
    answered = np.stack([scale[0], scale[1:].sum(0)])
    everybody = answered + np.array([[0, 0], [6, 9]])
    for base, counts in ("don't know in", everybody), ("don't know out", answered):
        for name, test in ("Pearson", pearson), ("likelihood ratio", likelihood_ratio):
            p_value = line(found, base=base, test=name)["p_value"]
            assert p_value == pytest.approx(test(counts).p_value, **DIGITS)
    ranked = line(found, base="don't know out", test=FULL_SCALE)
    assert ranked["p_value"] == pytest.approx(kruskal_wallis(scale).p_value, **DIGITS)


@pytest.mark.parametrize("adjust", ["none", "holm", "closed"])
def test_the_adjusted_p_value_is_that_of_the_column_comparison(adjust):
    found = robust(table(rows=ROWS[:3]), "good", PAIR)
    pairs = compare(table(rows=ROWS[:3]), adjust=adjust).pairs

    asked = {"adjust": adjust, "test": "N−1 chi-squared"}
    chosen = pairs[(pairs["category"] == "good") & (pairs["first"] == PAIR[0])]
    expected = chosen.set_index("second").loc[PAIR[1]]
    ours = line(found, **asked)
    assert ours["p_value"] == pytest.approx(expected["p_adjusted"], **DIGITS)
    assert ours["estimate"] == pytest.approx(expected["difference"], **DIGITS)


def test_without_weights_a_weighted_table_is_its_counts():
    counts = pd.DataFrame(COUNTS, ROWS)[list(PAIR)]
    factors = np.array([[3.0], [1.0], [1.0], [0.5]])
    weighted = table(PAIR, weighted=(counts * factors, counts * factors**2))

    found = robust(weighted, "good", PAIR, **UNSURE)

    plain = line(
        robust(table(PAIR), "good", PAIR, **UNSURE), base="don't know in", test="Pearson"
    )
    asked = {"base": "don't know in", "test": "Pearson"}
    assert line(found, weights="no", **asked)["p_value"] == pytest.approx(plain["p_value"])
    assert line(found, weights="yes", **asked)["p_value"] != pytest.approx(plain["p_value"])


def test_the_full_scale_points_where_the_category_stands():
    best, worst = (
        robust(table(PAIR, ROWS[:3], ordered=True), row, PAIR) for row in ("good", "poor")
    )

    estimates = [line(x, test=FULL_SCALE)["estimate"] for x in (best, worst)]
    assert estimates[0] == pytest.approx(-estimates[1])
    assert np.sign(estimates[0]) == np.sign(line(best, test="Pearson")["estimate"])


def test_dont_knows_in_the_base_have_no_rank():
    found = robust(table(PAIR, ordered=True), "good", PAIR, **UNSURE)

    ranked = line(found, base="don't know in", test=FULL_SCALE)
    assert ranked["state"] == State.NOT_RANKED
    assert found.counts["not computed"] == 1


def test_a_small_column_makes_the_least_base_a_choice():
    columns = ("internal", "outside")
    counts = pd.DataFrame(COUNTS, ROWS)
    counts["outside"] //= 2
    found = robust(Crosstab.from_counts(counts), "good", columns, **UNSURE)

    assert "least_base" in found.choices
    small = found.frame[found.frame["least_base"] == "30"]
    assert set(small["state"]) == {State.SMALL_BASE}


def test_a_filter_is_a_choice_and_may_remove_the_claim():
    def without_good(t):
        return dataclasses.replace(t, rows=t.rows[1:], cells=t.cells[:, 1:])

    found = robust(
        table(PAIR), "good", PAIR, filters={"without good": without_good}, **UNSURE
    )

    refused = found.frame[found.frame["filter"] == "without good"]
    assert set(refused["state"]) == {"refused"}
    assert "no net or answer of 'stub' is called 'good'" in found.explain()


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.EMPTY, {"a": [0, 0], "b": [4, 5]}),
        (State.SMALL_BASE, {"a": [1, 0], "b": [4, 5]}),
        (State.NO_VARIATION, {"a": [40, 0], "b": [50, 0]}),
    ],
)
def test_degenerate_columns_have_a_state_throughout(state, counts):
    plain = Crosstab.from_counts(pd.DataFrame(counts, ["good", "poor"]))

    found = robust(plain, "good", ("a", "b"))
    least = found.frame.get("least_base", pd.Series("none", found.frame.index))
    assert set(found.frame.loc[least == "none", "state"]) == {state}


def test_an_unknown_column_or_row_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'internal'"):
        robust(table(), "good", ("internals", "outside"))
    with pytest.raises(UnknownNameError, match="did you mean 'good'"):
        robust(table(), "goods", PAIR)
