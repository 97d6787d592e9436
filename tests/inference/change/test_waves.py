import numpy as np
import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.inference.change.waves import changes, wave_shares
from itperception.inference.comparisons.comparisons import compare
from itperception.inference.intervals import wilson

COUNTS = pd.DataFrame(
    {"2022": [50, 50, 20], "2024": [40, 60, 30], "2026": [66, 40, 25]},
    ["good", "fair", "poor"],
)


@pytest.fixture
def table() -> Crosstab:
    return Crosstab.from_counts(COUNTS)


def test_shares_are_those_of_the_table_with_wilson_intervals(table):
    frame = wave_shares(table, ["good", "fair"])

    np.testing.assert_allclose(frame["proportion"], COUNTS[:2].sum() / COUNTS.sum())
    assert tuple(frame.loc[1, ["ci_low", "ci_high"]]) == pytest.approx(
        tuple(wilson(100, 130))
    )


def test_a_change_is_later_minus_earlier(table):
    frame = changes(table, "good")

    slow = (COUNTS.loc["good"] / COUNTS.sum()).diff().dropna()
    np.testing.assert_allclose(frame["difference"], slow)
    assert frame["to_wave"].tolist() == ["2024", "2026"]
    assert (
        (frame["ci_low"] < frame["difference"]) & (frame["difference"] < frame["ci_high"])
    ).all()


def test_a_change_has_the_p_value_of_the_pair(table):
    pairs = compare(table, adjust="none").pairs
    pair = pairs[(pairs["category"] == "good") & (pairs["first"] == "2024")]

    assert changes(table, "good")["p_value"][1] == pair["p_value"].item()


def test_an_empty_wave_has_no_share_and_no_change():
    table = Crosstab.from_counts(COUNTS.assign(**{"2024": 0}))

    assert wave_shares(table, ["good"])["proportion"].isna().tolist() == [
        False,
        True,
        False,
    ]
    assert changes(table, "good")["difference"].isna().all()
