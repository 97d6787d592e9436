import numpy as np
import pandas as pd
import pytest

from itperception.errors import ItPerceptionError
from itperception.inference.comparisons.families import adjust_report, declared_claims
from itperception.inference.comparisons.multiplicity import adjusted
from itperception.terms.claims import Family
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
    return pd.DataFrame({"p_value": [0.001, 0.3, 0.02, 0.8]})


def test_a_family_is_adjusted_by_holm_apart_from_everything_else():
    p = [0.01, 0.02, 0.4]
    claims = pd.DataFrame({"family": "main", "p_value": p})
    found = adjust_report(pd.concat([claims, report()]), [family()])

    assert found["p_adjusted"][:3].tolist() == pytest.approx(adjusted(np.array(p), "holm"))
    assert found["role"].tolist() == ["confirmatory"] * 3 + ["exploratory"] * 4
    alone = adjust_report(report())["p_adjusted"]
    assert found["p_adjusted"][3:].tolist() == alone.tolist()


def test_a_claim_that_was_not_tested_is_counted():
    found = adjust_report(pd.DataFrame({"family": ["main"], "p_value": [0.02]}), [family()])

    assert found["p_adjusted"].tolist() == pytest.approx([0.06], **DIGITS)
    assert found["family_size"].tolist() == [3]


def test_exploratory_tests_are_adjusted_together_by_benjamini_and_hochberg():
    found = adjust_report(report())

    expected = adjusted(np.array([0.001, 0.3, 0.02, 0.8]), "bh")
    assert found["p_adjusted"].tolist() == pytest.approx(expected.tolist(), **DIGITS)
    assert found["found"].tolist() == [True, False, True, False]


def test_adjusted_is_never_below_raw():
    tests = pd.concat([report(), pd.DataFrame({"family": ["main"], "p_value": [0.2]})])
    found = adjust_report(tests, [family()])

    assert (found["p_adjusted"] >= found["p_value"]).all()


def test_a_test_without_a_p_value_is_counted():
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
    ],
)
def test_what_does_not_fit_is_named(tests, message):
    with pytest.raises(ItPerceptionError, match=message):
        adjust_report(pd.DataFrame(tests), [family()])


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
