"""The twin of a published study as a wave: counted like any other, marked everywhere."""

import shutil
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, chi2

from itperception.errors import ItPerceptionError
from itperception.inference.design.multiple_response import multiple_response
from itperception.inference.results import TestResult, mark
from itperception.survey.waves import open_wave
from itperception.workbench import Waves, has_twin, load_wave
from itperception.workbench.twins import SYNTHETIC

RAW = Path(__file__).parents[1] / "data/raw"
WAVES = ("2013-ardour", "2013-ardour-outsourcing", "2014-informationweek")


@pytest.fixture(scope="module")
def printed_root(tmp_path_factory):
    """Return a repository with waves of printed figures only."""
    root = tmp_path_factory.mktemp("printed")
    for wave in WAVES:
        shutil.copytree(RAW / wave, root / "data/raw" / wave)
    shutil.copy(RAW / "codebook.yaml", root / "data/raw")
    return root


@pytest.fixture(scope="module")
def ardour(printed_root):
    return load_wave("2013-ardour", printed_root)


@pytest.fixture(scope="module")
def balance(ardour):
    return ardour.crosstab("performance_vs_reputation", by="org_type")


def test_a_twin_is_a_wave_of_as_many_people_as_were_asked(ardour):
    assert ardour.synthetic and ardour.crosstab("image").bases["total"] == 156
    image = ardour.crosstab("image")
    row = [row.id for row in image.rows].index("dont_know")
    assert image.cells[0, row].sum() in (23, 24)


def test_only_a_study_in_the_words_of_the_codebook_is_loaded(printed_root):
    twins = {wave: has_twin(open_wave(wave, printed_root)) for wave in WAVES}
    assert twins == dict.fromkeys(WAVES, False) | {"2013-ardour": True}
    with pytest.raises(ItPerceptionError, match="not enough for a twin in the codebook"):
        load_wave("2013-ardour-outsourcing", printed_root)


def test_a_test_of_a_twin_says_so_and_gives_a_range_for_its_p(balance):
    result = balance.test()
    assert 0 <= result.p_low <= result.p_value <= result.p_high <= 1
    assert SYNTHETIC in result.explain() and "tables" in result.explain()


def test_where_print_says_nothing_of_the_groups_any_p_is_allowed(ardour):
    result = ardour.crosstab("image", by="org_type").test()
    assert (result.p_low, result.p_high) == (0.0, 1.0)
    assert "print allows any p" in result.note


def test_within_a_filter_print_says_nothing(ardour):
    table = ardour.crosstab("performance_vs_reputation", by="org_type",
                            where={"any_marketing": ["yes"]})  # fmt: skip
    assert "print allows any p" in table.test().note


def test_the_range_is_that_of_every_split_and_count_that_fits(balance):
    """61 of group-owned, 56 to 66 of internal, 43 of decentralised, in percent."""
    ends = ((0.56, 0.66), (0.605, 0.615), (0.425, 0.435))
    fits = [
        [(n, k) for n in range(1, 155) for k in range(n + 1) if low * n <= k <= high * n]
        for low, high in ends
    ]
    found = []
    for (n1, a), (n2, b) in product(*fits[:2]):
        for n3, c in fits[2]:
            if n1 + n2 + n3 == 156:
                p = (a + b + c) / 156
                x = sum((k - n * p) ** 2 / n for n, k in ((n1, a), (n2, b), (n3, c)))
                found.append(x / (p * (1 - p)))
    result = balance.yes_no("better").test("pearson")
    ends = chi2.sf([max(found), min(found)], 2)
    assert [result.p_low, result.p_high] == pytest.approx(ends, rel=1e-6)


def test_the_gap_of_a_twin_gives_the_range_over_every_overlap(ardour):
    found = []
    for first, second in product((79, 80), (59, 60)):
        for both in range(second + 1):
            b, c = first - both, second - both
            if first + second - both <= 156:
                tail = 2 * binom.cdf(min(b, c), b + c, 0.5) - binom.pmf(c, b + c, 0.5)
                found.append(min(tail, 1.0))
    note = ardour.gap().explain()
    assert f"lies between {min(found):.4g} and {max(found):.4g}" in note
    assert SYNTHETIC in note and "of each group print allows any p" in note


@pytest.mark.parametrize("ask", [
    lambda t: t.tests(), lambda t: t.effects(), lambda t: t.residuals(),
    lambda t: t.dont_know("better").to_frame(), lambda t: t.detectable(),
])  # fmt: skip
def test_every_frame_of_a_twin_is_marked_line_by_line(balance, ask):
    assert ask(balance)["note"].str.startswith(SYNTHETIC).all()


@pytest.mark.parametrize("ask", [
    lambda t: t.compare().reason, lambda t: t.proportional_odds().note,
    lambda t: t.same("better", margin=0.2).note, lambda t: t.yes_no("better").test().note,
    lambda t: t.robust("better", ("internal", "group_owned")).note,
    lambda t: t.dont_know("better").test().note, lambda t: t.needed().note,
])  # fmt: skip
def test_every_result_of_a_twin_is_marked(balance, ask):
    assert ask(balance).startswith(SYNTHETIC)


def test_what_a_wave_returns_of_a_twin_is_marked(ardour):
    strata = ardour.strata("image", by="org_type", within="any_marketing")
    assert strata.note.startswith(SYNTHETIC)


def test_a_twin_beside_another_wave_is_marked_too(ardour):
    result = Waves([ardour, ardour]).crosstab("image").test()
    assert result.note.startswith(SYNTHETIC) and "print allows any p" in result.note


def test_a_result_made_of_results_is_marked_in_each(balance):
    counts = balance.counts.to_numpy(float)[:3]
    found = mark(multiple_response(np.eye(3), counts, draws=200), SYNTHETIC)
    parts = (found.permutation.note, found.rao_scott.note, *found.options["note"])
    assert all(note.startswith(SYNTHETIC) for note in parts)


def test_microdata_are_not_marked(tiny):
    assert SYNTHETIC not in tiny.crosstab("image", by="type").test().explain()
    assert SYNTHETIC not in tiny.gap().explain()


def test_a_result_with_no_place_for_the_words_is_refused():
    with pytest.raises(TypeError, match="int has no place"):
        mark(3, SYNTHETIC)
    assert mark(pd.DataFrame({"p": [0.1]}), SYNTHETIC)["note"].tolist() == [SYNTHETIC]
    assert mark(TestResult(method="t"), SYNTHETIC).note == SYNTHETIC
