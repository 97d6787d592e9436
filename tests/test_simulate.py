"""The demo waves are what data/raw/simulate.py makes, and fit their codebook."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from itperception.survey.respondents import check_wave
from itperception.survey.waves import open_wave

ROOT = Path(__file__).parents[1]


def load_script():
    spec = importlib.util.spec_from_file_location("simulate", ROOT / "data/raw/simulate.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


simulate = load_script()


@pytest.fixture(scope="module", params=simulate.PLANS, ids=lambda plan: plan.wave)
def plan(request):
    return request.param


@pytest.fixture(scope="module")
def answers(plan):
    return simulate.simulate(plan)


@pytest.fixture
def folder(plan):
    return open_wave(plan.wave, ROOT)


def good(codes: np.ndarray) -> float:
    """Return the share of good or very good among those who rate."""
    return np.mean(codes[codes <= 5] <= 2)


def test_the_committed_export_is_what_the_script_writes(plan, tmp_path):
    committed = simulate.RAW / plan.wave / plan.file

    assert simulate.write(plan, tmp_path).read_bytes() == committed.read_bytes()


def test_the_header_of_the_spss_file_does_not_tell_the_clock(tmp_path):
    header = simulate.write(simulate.PLANS[1], tmp_path).read_bytes()[:176]

    assert header[92:109] == b"01 Jan 2600:00:00"
    assert b"SYNTHETIC" in header
    assert b"://" not in header


def test_the_export_agrees_with_its_codebook(plan, folder):
    assert len(check_wave(folder)) == folder.description.n == plan.n


def test_the_wave_says_that_it_is_synthetic(folder):
    told = folder.description

    assert told.synthetic
    assert told.limitations["en"].startswith("Synthetic: nobody gave these answers")


def test_the_spss_file_carries_labels():
    export = open_wave("demo-2026", ROOT).read()

    assert export.labels["org_type"] == "Type of IT organisation"
    assert export.value_labels["image"]["8"] == "Don't know"
    assert export.value_labels["tools.none"] == {"0": "No", "1": "Yes"}


def test_image_was_asked_in_other_words_in_2026():
    before, after = (open_wave(plan.wave, ROOT) for plan in simulate.PLANS)
    [departure] = after.description.departures

    assert before.codebook.item("image").wording != after.codebook.item("image").wording
    assert (departure.item, departure.comparable) == ("image", False)


def test_weights_have_mean_one_and_a_design_effect_of_about_1_3(answers):
    weights = answers["weight"]

    assert weights.mean() == pytest.approx(1, abs=1e-4)
    assert np.mean(weights**2) / weights.mean() ** 2 == pytest.approx(1.3, abs=0.05)


def test_every_kind_of_nonresponse_occurs(answers):
    image = answers["image"]

    assert {simulate.DONT_KNOW, simulate.REFUSED} <= set(image)
    assert np.isnan(image).any()
    assert np.isnan(answers["practice.it_brand"]).any()


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_image_is_below_performance_in_every_type(answers, kind):
    same = answers["org_type"] == kind

    assert good(answers["image"][same]) < good(answers["performance"][same])


def test_the_gap_is_smaller_with_marketing(answers):
    gaps = []
    for does in (1, 2):
        same = answers["any_marketing"] == does
        gaps.append(good(answers["performance"][same]) - good(answers["image"][same]))

    assert gaps[0] < gaps[1]


def test_tools_are_answered_only_by_those_who_do_marketing(answers):
    asked = answers["any_marketing"] == 1

    assert np.isnan(answers["tools.meetup"][~asked]).all()
    assert not np.isnan(answers["tools.meetup"][asked]).all()
