import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.calibration import (
    BOLD,
    NOTHING,
    PROMISED,
    SAFE,
    Rate,
    measure,
    page,
    rates,
    whole,
)
from benchmarks.calibration_letters import letters, side
from benchmarks.calibration_models import DESIGNS, TESTS, sample, truth
from benchmarks.calibration_tables import (
    CHECKS,
    SHAPES,
    covers,
    groups_of,
    near,
    noncentral_limits,
    pair_shares,
    spared,
)
from itperception.inference.tables.independence import kruskal_wallis

ROOT = Path(__file__).parents[1]
TYPICAL = SHAPES["typical"]


def rate(kind, share):
    return Rate("a default", "typical", kind, round(share * 20_000), 20_000)


@pytest.mark.parametrize(
    ("kind", "share", "verdict"),
    [
        ("rejects", 0.05, PROMISED), ("rejects", 0.054, PROMISED), ("rejects", 0.056, BOLD),
        ("rejects", 0.02, SAFE), ("covers", 0.95, PROMISED), ("covers", 0.943, BOLD),
        ("covers", 0.99, SAFE),
    ],
)  # fmt: skip
def test_rejecting_too_often_and_covering_too_seldom_are_bold(kind, share, verdict):
    assert rate(kind, share).verdict == verdict


def test_fewer_tables_are_given_more_room():
    assert Rate("a default", "typical", "rejects", 14, 200).verdict == PROMISED


def test_what_never_had_a_result_has_no_rate():
    never = Rate("a default", "typical", "rejects", 0, 0, 200)
    assert never.verdict == NOTHING
    assert str(never) == "| a default | typical | 0.05 |  |  | never a result | 1.000 |"


def test_a_default_goes_through_its_function_and_rejects_seldom():
    [number] = [k for k, c in enumerate(CHECKS) if c.names[0].endswith("Kruskal-Wallis")]
    [found] = measure(number, "typical", 200)
    assert 0 < found.share < 0.2


def test_every_rate_has_a_name_of_its_own():
    names = [name for check in CHECKS for name in check.names]
    assert len(names) == len(set(names))


def test_an_interval_that_is_not_given_is_not_in_the_rate():
    found = covers((np.array([0.1, np.nan, 0.6]), np.array([0.5, np.nan, 0.9])), 0.3)
    assert np.array_equal(found, [1, np.nan, 0], equal_nan=True)


def test_what_is_spared_does_not_touch_the_p_value():
    table = groups_of(TYPICAL, 1, np.random.default_rng(1))[0]
    with spared("rejects"):
        found = kruskal_wallis(table)
    assert np.isnan(found.ci_low)
    assert found.p_value == kruskal_wallis(table).p_value


def test_pairs_have_the_shares_of_the_shape_on_both_sides():
    for axis in (0, 1):
        assert pair_shares(TYPICAL).sum(axis) == pytest.approx(TYPICAL, abs=1e-6)


def test_shares_are_drawn_around_that_of_the_shape():
    drawn = near(0.5, 1000, np.random.default_rng(1))
    assert drawn.min() < 0.45 < 0.55 < drawn.max()


def test_the_page_says_what_is_too_bold_and_keeps_what_was_not_run():
    named = {check.block: check.names[0] for check in CHECKS}
    tests = rate("rejects", 0.09)._replace(what=named["Tests"])
    stood = page([tests, rate("covers", 0.95)._replace(what=named["Intervals"])])
    assert "20,000 tables each. 1 rates, too bold: 1. Computed with itperception" in stood
    line = f"| {tests.what} | typical | 0.05 | 0.0900 | 0.0015 | **TOO BOLD** |  |"
    assert line in stood

    older = stood.replace("numpy", "an older numpy")
    models = page([tests._replace(what=named[TESTS], tables=400)], older)
    assert models.startswith(older.rstrip()) and models.count("an older numpy") == 2
    assert f"## {TESTS}\n\n400 tables each. 1 rates" in models
    again = page([tests], models)
    assert again.count("an older numpy") == 1 and f"## {TESTS}" in again


def test_a_part_of_a_block_is_not_written():
    for part in ("", "model", "gap by predictors"):
        whole(part)
    with pytest.raises(SystemExit, match="'Wilson' is in the names of 3 of the"):
        whole("Wilson")


def test_a_run_that_goes_on_takes_what_was_kept_if_it_was_as_long(tmp_path):
    part, keep = "groups × ranked: Kruskal-Wallis", tmp_path / "rates"
    told = [Rate(part, shape, "rejects", 1, 20) for shape in SHAPES]
    keep.write_text("\n".join(map(json.dumps, told)), "utf-8")

    assert rates(part, 20, keep) == told
    assert {rate.tables for rate in rates(part, 10, keep)} == {10}


@pytest.mark.parametrize("drawn", [DESIGNS[0], DESIGNS[-1]])
def test_the_truth_of_a_model_is_what_a_large_sample_answers(drawn):
    large = drawn._replace(n=200_000, clusters=drawn.clusters and 50_000)
    who, _, answers = sample(large, TYPICAL, np.random.default_rng(1))
    marketing = who.codes[:, 1]
    found = [[(codes[marketing == m] < 2).mean() for m in (0, 1)] for codes in answers]

    assert truth(drawn, TYPICAL) == pytest.approx(np.array(found), abs=0.006)


def test_noncentralities_solved_for_at_once_are_those_of_one_table():
    tables = groups_of(TYPICAL, 3, np.random.default_rng(1), shift=1.0)
    low, high = noncentral_limits(kruskal_wallis, tables)
    one = kruskal_wallis(tables[2])
    assert (low[2], high[2]) == pytest.approx((one.ci_low, one.ci_high), rel=1e-9)


def test_a_letter_keeps_its_level_in_columns_of_an_effective_base_of_thirteen():
    drawn = letters(TYPICAL, 2000, np.random.default_rng(1), effect=2, correlation=0)
    assert (drawn.mean(0) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2000)).all()


def test_weights_that_go_with_the_answers_raise_the_share_and_others_do_not():
    p = np.full(4000, 0.5)
    for correlation, low, high in ((0.5, 0.55, 0.7), (0.0, 0.49, 0.51)):
        drawn = side(p, 90, 1.3, correlation, np.random.default_rng(1))
        assert low < drawn.proportion.mean() < high


def test_the_readme_says_what_was_measured_of_columns_that_share_people():
    written = (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8")
    lines = [line.split(" | ") for line in written.splitlines()
             if line.startswith("| columns that share people")]  # fmt: skip
    letters_came = [float(line[3]) for line in lines if "letter of two" in line[0]]
    assert BOLD not in [line[5] for line in lines]
    assert {line[5] for line in lines if "all shares" in line[0]} == {SAFE}

    ends = [round(100 * end(letters_came)) for end in (min, max)]
    told = "no rate too bold, letters in {} to {} % of tables in which nothing differs, the test"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{told.format(*ends)} of all shares at once on the safe side" in readme
