"""No file of a weighted wave holds a sum of weights, a cell count, or a digit too many."""

import json

import numpy as np
import pandas as pd
import pytest

from benchmarks.disclosure_files import ITEMS, published, write_wave
from benchmarks.disclosure_weights import Reader
from tests.reporting.spreadsheets import read_workbook

GIVE_AWAY = {"count", "weighted_count", "weighted_base", "statistic", "squared"}


@pytest.fixture(scope="module", params=[4, 40], ids=["somebody protected", "nobody"])
def waves(request, tmp_path_factory):
    """Return groups, weights, answers, and the files as told and exact."""
    root, rng = tmp_path_factory.mktemp("weights"), np.random.default_rng(12)
    groups = {"b": np.repeat([0, 1, 2, 3], [90, 30, 40, request.param])}
    weights = np.array([0.713, 1.291, 2.057, 1.883])[groups["b"]]
    answers = {item: rng.choice(3, len(weights), p=[0.5, 0.3, 0.2]) for item in ITEMS}
    wave = write_wave(root / "wave", groups, answers, weights)
    told = published(wave, root / "told")
    return groups, weights, answers, told, published(wave, root / "exact", rounded=False)


def test_no_file_has_a_sum_of_weights_or_a_count_of_a_cell(waves):
    *_, told, exact = waves
    for banner_file in (told.folder / "attacked").glob("*.csv"):
        assert not GIVE_AWAY & {*pd.read_csv(banner_file)}
    for table in told.told["tables"]:
        assert not GIVE_AWAY & {*table}
        pairs = (table["comparisons"] or {"pairs": []})["pairs"]
        assert all(not GIVE_AWAY & {*pair} for pair in pairs)
    assert "count" in exact.table("q", "b") and exact.unit("q", "b") is None


def test_no_number_has_more_than_three_decimals(waves):
    *_, told, _ = waves

    def numbers(value):
        if isinstance(value, dict):
            return [
                x for key, one in value.items() if key != "provenance" for x in numbers(one)
            ]
        if isinstance(value, list):
            return [x for one in value for x in numbers(one)]
        return [value] if isinstance(value, float) else []

    every = numbers(json.loads(json.dumps(told.told)) | {"rules": None})
    every = [x for x in every if x < 0.97 or x > 0.98]  # 1 − q/2, levels
    assert len(every) > 100 and all(abs(x - round(x, 3)) < 1e-12 for x in every)
    sheet = next(s for s in read_workbook(told.folder / "attacked.xlsx") if s.name == "2 q")
    shown = [v for v in sheet.cells.values() if isinstance(v, float)]
    assert shown and all(abs(v - round(v, 3)) < 1e-12 for v in shown)


def test_shares_and_p_are_the_exact_ones_rounded(waves):
    groups, *_, told, exact = waves
    own, raw = (
        files.table("q", "b").set_index(["row", "column"]) for files in (told, exact)
    )
    unit = told.unit("q", "b")
    assert unit == (0.05 if (groups["b"] == 3).sum() == 4 else 0.01)
    raw = raw.loc[own.index]
    assert (own["proportion"] - raw["proportion"]).abs().max() <= unit / 2 + 1e-9
    for pair in told.pairs("q", "b"):
        key = pair["row"], pair["first"], pair["second"]
        [other] = [
            p for p in exact.pairs("q", "b") if (p["row"], p["first"], p["second"]) == key
        ]
        assert pair["p_value"] >= other["p_value"] - 0.0005
        if unit == 0.01:  # else the exact tables have a joined column more, and more pairs
            assert (pair["p_adjusted"] <= 0.05) == (other["p_adjusted"] <= 0.05)


def test_four_people_are_known_of_exact_numbers_and_not_of_told_ones(waves):
    groups, weights, answers, told, exact = waves
    if (groups["b"] == 3).sum() != 4:
        return
    truth = np.bincount(answers["q"][groups["b"] == 3], minlength=3).tolist()
    known, open_ = (Reader(files, exact, groups, weights) for files in (exact, told))
    ends = known.ends_of(known.codes["b"] == 3)
    assert ends == [(n, n) for n in truth]
    ends = open_.ends_of(open_.codes["b"] == 3)
    assert all(low <= n <= high for (low, high), n in zip(ends, truth, strict=True))
    assert not all(low == high for low, high in ends)
