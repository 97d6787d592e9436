import numpy as np
import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.change.score_trend import score_trend
from itperception.inference.change.trend import departure, share_trend
from itperception.inference.change.waves import changes, shares, trend
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
    frame = shares(table, ["good", "fair"])

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

    assert shares(table, ["good"])["proportion"].isna().tolist() == [False, True, False]
    assert changes(table, "good")["difference"].isna().all()


TIMES = {"2022": 2022, "2024": 2024, "2026": 2026.5}
YEARS = [*TIMES.values()]


def test_a_trend_is_that_of_the_counts(table):
    top = COUNTS[:2].sum()

    for method, test in ("share", share_trend), ("departure", departure):
        found = trend(table, ["good", "fair"], TIMES, method=method)
        assert found.p_value == pytest.approx(test(top, COUNTS.sum(), YEARS).p_value)


def test_a_trend_of_scores_is_of_those_who_answered(table):
    found = trend(table, [], TIMES, method="score")

    assert found.statistic == pytest.approx(score_trend(COUNTS, YEARS).statistic)


def test_equal_weights_change_no_trend(table):
    weighted = Crosstab.from_counts(COUNTS, weighted=(COUNTS * 3.0, COUNTS * 9.0))

    plain, same = (trend(x, ["good"], TIMES) for x in (table, weighted))
    assert same.p_value == pytest.approx(plain.p_value)


def test_an_empty_wave_is_left_out_of_a_trend():
    table = Crosstab.from_counts(COUNTS.assign(**{"2024": 0}))

    assert "left out as empty: 1 wave" in trend(table, ["good"], TIMES).note


def test_a_trend_across_another_wording_is_refused(table):
    segments = {"2022": "old", "2024": "new", "2026": "new"}

    with pytest.raises(ItPerceptionError, match="wording changed between 2022"):
        trend(table, ["good"], TIMES, segments=segments)


def test_every_wave_needs_a_time(table):
    with pytest.raises(ItPerceptionError, match="'2026' has no time"):
        trend(table, ["good"], {"2022": 2022, "2024": 2024})


def test_an_unknown_trend_is_refused(table):
    with pytest.raises(UnknownNameError, match="did you mean 'logistic'"):
        trend(table, ["good"], TIMES, method="logistics")
