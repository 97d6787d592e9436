import numpy as np
import pytest

from itperception.inference.change.gap_change import gap_changes
from itperception.inference.intervals import tango

WAVES = {"2022": (40, 25, 150), "2024": (61, 20.5, 203.2), "2026": (90, 10, 210)}


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_interval_is_put_together_from_those_of_both_waves(level):
    found = gap_changes(WAVES, level=level)

    for (b1, c1, n1), (b2, c2, n2), line in zip(
        list(WAVES.values())[:-1], list(WAVES.values())[1:], found.itertuples(), strict=True
    ):
        before, after = (b1 - c1) / n1, (b2 - c2) / n2
        (l1, u1), (l2, u2) = (
            tango(b1, c1, n1, level=level),
            tango(b2, c2, n2, level=level),
        )
        change = after - before
        assert line.difference == pytest.approx(change)
        assert line.ci_low == pytest.approx(change - np.hypot(after - l2, u1 - before))
        assert line.ci_high == pytest.approx(change + np.hypot(u2 - after, before - l1))


def test_the_test_agrees_with_the_interval():
    p = gap_changes(WAVES)["p_value"]

    for place, level in enumerate(1 - p):
        line = gap_changes(WAVES, level=level).loc[place]
        assert min(abs(line["ci_low"]), abs(line["ci_high"])) == pytest.approx(0, abs=1e-9)


def test_a_gap_that_stays_has_not_changed():
    [line] = gap_changes({"a": WAVES["2022"], "b": WAVES["2022"]}).itertuples()

    assert (line.difference, line.p_value) == (0, 1)
    assert line.ci_low == pytest.approx(-line.ci_high)


def test_turned_in_time_the_change_has_the_other_sign():
    [there] = gap_changes({"a": WAVES["2022"], "b": WAVES["2026"]}).itertuples()
    [back] = gap_changes({"b": WAVES["2026"], "a": WAVES["2022"]}).itertuples()

    assert (there.difference, there.ci_low) == pytest.approx(
        (-back.difference, -back.ci_high)
    )
    assert there.p_value == pytest.approx(back.p_value)


def test_a_wave_nobody_answered_has_no_change():
    [line] = gap_changes({"a": WAVES["2022"], "b": (0, 0, 0)}).itertuples()

    assert line.state == "empty" and np.isnan(line.p_value)
