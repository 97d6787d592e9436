import numpy as np
import pandas as pd
import pytest

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.comparisons.families import adjust_report, declared_claims
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.survey.description import Family
from tests.inference.reference import DIGITS


def family(size=3, **more):
    claims = [
        {"id": f"c{k}", "label": "A claim", "item": "image", "by": "org_type"}
        for k in range(size)
    ]
    return Family.model_validate(
        {"id": "main", "label": "Main claims", "claims": claims, **more}
    )


def report():
    return pd.DataFrame({
        "table": ["t1", "t2", "t3", "t4", "t1", "t1", "t1", "t3", "t3", "t3"],
        "omnibus": [True] * 4 + [False] * 6,
        "p_value": [0.001, 0.3, 0.02, 0.8, 0.0004, 0.03, 0.5, 0.004, 0.04, 0.9],
    })  # fmt: skip


def test_a_family_is_adjusted_by_holm_apart_from_everything_else():
    p = [0.01, 0.02, 0.4]
    claims = pd.DataFrame({"family": "main", "p_value": p})
    found = adjust_report(pd.concat([claims, report()]), [family()])

    assert found["p_adjusted"][:3].tolist() == pytest.approx(adjusted(np.array(p), "holm"))
    assert found["role"].tolist() == ["confirmatory"] * 3 + ["exploratory"] * 10
    alone = adjust_report(report())["p_adjusted"]
    assert found["p_adjusted"][3:].tolist() == alone.tolist()


def test_a_claim_that_was_not_tested_is_counted():
    found = adjust_report(pd.DataFrame({"family": ["main"], "p_value": [0.02]}), [family()])

    assert found["p_adjusted"].tolist() == pytest.approx([0.06], **DIGITS)
    assert found["family_size"].tolist() == [3]


def test_omnibus_tests_are_adjusted_together_by_benjamini_and_hochberg():
    found = adjust_report(report())[:4]

    expected = adjusted(np.array([0.001, 0.3, 0.02, 0.8]), "bh")
    assert found["p_adjusted"].tolist() == pytest.approx(expected.tolist(), **DIGITS)
    assert found["found"].tolist() == [True, False, True, False]


@pytest.mark.parametrize("q", [0.03, 0.05, 0.2])
def test_inside_a_selected_table_comparisons_are_held_against_q_r_over_m(q):
    found = adjust_report(report(), q=q)
    selected = int(found["found"][:4].sum())

    for table in found.loc[:3, "table"][found["found"][:4]]:
        inside = report()[(report()["table"] == table) & ~report()["omnibus"]]
        sure = adjusted(inside["p_value"].to_numpy(), "holm") <= q * selected / 4
        assert found.loc[inside.index, "found"].tolist() == sure.tolist()


def test_nothing_is_found_in_a_table_that_is_not_selected():
    tests = report().assign(p_value=lambda t: t["p_value"].where(~t["omnibus"], 0.5))
    found = adjust_report(tests)

    assert not found["found"].any()
    assert (found["p_adjusted"][4:] == 1).all()


def test_closed_testing_inside_a_table_uses_its_omnibus_test():
    found = adjust_report(report(), within="closed")

    expected = np.maximum([0.004, 0.04, 0.9], 0.02) * 4 / 2
    assert found["p_adjusted"][7:].tolist() == pytest.approx(
        np.minimum(expected, 1).tolist()
    )


def test_adjusted_is_never_below_raw():
    tests = pd.concat([report(), pd.DataFrame({"family": ["main"], "p_value": [0.2]})])
    found = adjust_report(tests, [family()])

    assert (found["p_adjusted"] >= found["p_value"]).all()


def test_without_tables_each_test_is_its_own():
    found = adjust_report(pd.DataFrame({"p_value": [0.01, np.nan, 0.04]}))

    assert found["p_adjusted"].tolist() == pytest.approx([0.03, np.nan, 0.06], nan_ok=True)
    assert found["found"].tolist() == [True, False, False]


def test_nothing_tested_is_nothing_adjusted():
    assert adjust_report(pd.DataFrame({"p_value": []})).empty


@pytest.mark.parametrize(
    ("tests", "message"),
    [
        ({"p_value": [0.1], "family": ["other"]}, "no family is called 'other'"),
        (
            {"p_value": [0.1] * 4, "family": ["main"] * 4},
            "declares 3 claims: found 4 tests",
        ),
        ({"p": [0.1]}, "no column of the tests is called 'p_value'"),
        (
            {"p_value": [0.1], "table": ["x"], "omnibus": [False]},
            "omnibus test is called 'x'",
        ),
    ],
)
def test_what_does_not_fit_is_named(tests, message):
    with pytest.raises(ItPerceptionError, match=message):
        adjust_report(pd.DataFrame(tests), [family()])


def test_unknown_ways_inside_a_table_are_refused():
    with pytest.raises(UnknownNameError, match="no adjust is called 'tukey'"):
        adjust_report(report(), within="tukey")


def test_claims_are_listed_with_their_family():
    found = declared_claims([family(2, method="hommel", alpha=0.1)])

    assert found["claim"].tolist() == ["c0", "c1"]
    assert set(found["adjust"]) == {"hommel"}
    assert set(found["alpha"]) == {0.1}


def test_no_families_declare_no_claims():
    assert declared_claims([]).empty


def test_many_claims_are_noted():
    assert "7 claims" in declared_claims([family(7)])["note"].iloc[0]
    assert not declared_claims([family(6)])["note"].any()
