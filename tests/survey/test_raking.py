"""Weights that are made here: held against R, and refused where they cannot be right."""

import json
from pathlib import Path

import numpy as np
import pytest

from itperception.errors import DocumentError, UnknownNameError, WaveError
from itperception.survey.raking import NotRakedError, rake
from itperception.survey.respondents import check_wave, examine
from itperception.workbench import load_wave

R = json.loads((Path(__file__).parents[1] / "reference/raking.json").read_text())["results"]
GIVEN = np.array(R["people"]["given"])
CODES = [np.array(R["people"][item]) for item in R["shares"]]
SHARES = [np.array(shares) for shares in R["shares"].values()]
CASES = {
    "equal": {}, "given": {"start": GIVEN}, "equal_bounded": {"trim": (0.5, 3)},
    "given_bounded": {"start": GIVEN, "trim": (0.4, 3.5)},
}  # fmt: skip
FAIR = "{image: {good: 5, fair: 90, poor: 5}}"
TYPES = {"internal": 40, "group_owned": 30, "decentralised": 30}


@pytest.mark.parametrize("case", CASES)
def test_weights_are_those_of_r(case):
    found = rake(CODES, SHARES, **CASES[case])

    np.testing.assert_allclose(found.weights, R[case], rtol=0, atol=1e-8)
    for codes, shares in zip(CODES, SHARES, strict=True):
        sums = np.bincount(codes, found.weights)
        np.testing.assert_allclose(sums, 400 * shares, rtol=0, atol=1e-7)
    low, high = CASES[case].get("trim", (0, np.inf))
    at_bound = [np.isclose(found.weights, end).sum() for end in (low, high)]
    assert low <= found.weights.min() and found.weights.max() <= high
    assert found.trimmed == sum(at_bound) and (found.trimmed > 0) == ("trim" in CASES[case])


def test_the_design_effect_is_that_of_kish():
    assert rake(CODES, SHARES).effect == pytest.approx(R["kish"], rel=1e-8)


@pytest.mark.parametrize("case", CASES)
def test_what_is_raked_stays_as_it_is_when_raked_again(case):
    once = rake(CODES, SHARES, **CASES[case]).weights
    again = rake(CODES, SHARES, **CASES[case] | {"start": once})

    np.testing.assert_allclose(again.weights, once, rtol=1e-8)
    assert again.iterations == 1


def test_who_gave_no_answer_keeps_their_share_and_people_of_no_weight_have_none():
    codes, start = [c.copy() for c in CODES], GIVEN.copy()
    codes[0][:40], start[40:50] = -1, 0
    found = rake(codes, SHARES, start=start).weights

    assert found[40:50].tolist() == [0] * 10 and found.sum() == pytest.approx(390)
    assert found[:40].sum() / 390 == pytest.approx(start[:40].sum() / start.sum())
    answered = np.bincount(codes[0][40:], found[40:])
    np.testing.assert_allclose(answered / answered.sum(), SHARES[0], atol=1e-8)


@pytest.mark.parametrize(
    ("codes", "shares", "trim"),
    [
        ([[0] * 5 + [1] * 5] * 2, [[0.5, 0.5], [0.6, 0.4]], None),  # one item twice
        ([[0] * 5 + [1] * 5] * 2, [[0.5, 0.5], [0.6, 0.4]], (0.1, 4)),
        ([[0] * 10 + [1] * 90], [[0.3, 0.7]], (0.1, 2.9)),  # 10 people, 29 % at most
        ([[0] * 10], [[0.5, 0.5]], None),
    ],
)
def test_margins_that_no_weights_have_are_refused(codes, shares, trim):
    with pytest.raises(NotRakedError):
        rake([np.array(c) for c in codes], [np.array(s) for s in shares], trim=trim)


@pytest.fixture
def declared(edit):
    """Return a function that declares how the tiny wave is raked, and opens it."""
    return lambda told: edit("tiny/wave.yaml", "n: 8", f"n: 8\nraking: {told}")


def test_published_shares_are_the_targets(declared, root):
    declared(f"{{minimum: 1, margins: {{org_type: {json.dumps(TYPES)}}}}}")
    wave = load_wave("tiny", root)

    *answered, nobody = wave.crosstab("org_type").to_frame()["proportion"]
    targets = np.array([*TYPES.values()]) / 100
    np.testing.assert_allclose(np.array(answered) / (1 - nobody), targets, atol=1e-9)
    told = json.loads((wave.folder.processed / "provenance.json").read_text())["records"]
    weights = check_wave(wave.folder)["_weight"]
    assert told["raking"]["largest_weight"] == weights.max()
    assert told["raking"]["without_answer"] == {"org_type": 1}
    assert "raked to org_type: every margin holds to" in str(
        examine(wave.folder).remarks[0]
    )


@pytest.mark.parametrize(
    ("told", "error", "message"),
    [
        ("{margins: {}}", DocumentError, "at least 1"),
        (
            "{margins: {image: {good: 0.5, poor: 0.4}}}",
            DocumentError,
            "adds to 0.9, expected",
        ),
        (
            "{margins: {image: {good: 50, poor: 49}}}",
            DocumentError,
            "wave.yaml, line .* 'image' adds to 99, expected 1 or 100",
        ),
        (
            "{margins: {image: {good: 0.5, poor: 50}}}",
            DocumentError,
            "adds to 50.5, expected",
        ),
        (
            "{margins: {image: {good: .nan, poor: 1}}}",
            DocumentError,
            "image.good: expected a num",
        ),
        (
            "{margins: {image: {good: 50 %, poor: 50}}}",
            DocumentError,
            "expected a number .found",
        ),
        (
            "{margins: {image: {good: -5, poor: 105}}}",
            DocumentError,
            "(?s)more than 0.*at most 100",
        ),
        ("{margins: {image: 50}}", DocumentError, "image: expected keys with values"),
        (
            "{margins: {image: {good: 1}}, trim: [0.3, .inf]}",
            DocumentError,
            "expected a number",
        ),
        ("{targets: {image: {good: 1}}}", DocumentError, "targets: there is no such key"),
        (
            "{margins: {image: {best: 1}}}",
            UnknownNameError,
            "wave.yaml: no answer to 'image' .raking. is called 'best'. Known: good, fair, poor$",
        ),
        ("{margins: {image: {good: 0, poor: 1}}}", DocumentError, "(greater|more) than 0"),
        ("{margins: {image: {good: 1}}, trim: [1.2, 3]}", DocumentError, "one below"),
        ("{margins: {imag: {good: 1}}}", UnknownNameError, "did you mean 'image'"),
        ("{margins: {image: {god: 1}}}", UnknownNameError, "did you mean 'good'"),
        ("{margins: {image: {good: 50, dont_know: 50}}}", DocumentError, "is no answer"),
    ],
)
def test_margins_that_say_nothing_are_refused(declared, told, error, message):
    with pytest.raises(error, match=message):
        declared(told)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("margins: {org_type: {internal: 1}}", "'group_owned' was given by 2 and has no target"),
        ("margins: {why: {group_owned: 50, internal: 50}}", "to 'why': 'internal' has a target"),
        ("margins: {image: {good: 50, fair: 20, poor: 30}}", r"'poor' was given by only 2, to "
         r"stand for 30 %, expected 10 or more; .*\(raking: minimum: 2\)"),
        (f"minimum: 1, margins: {FAIR}", r"1 of 8 weights are above 5 \(mean 1\), up to 5.6: "
         "image = fair, expected at most 5; .*trim: "),
        ("minimum: 1, margins: {image: {good: 20, fair: 40, poor: 40}, performance: {good: 60, "
         "fair: 20, poor: 20}, org_type: {internal: 5, group_owned: 90, decentralised: 5}}",
         "raking to '.*': does not converge beside '.*, expected margins that can be had togeth"),
        (f"minimum: 1, trim: [0.2, 2], margins: {FAIR}",
         "from 0.2 to 2: 'good' found 7.5 %, expected 3.889 %, .* or widen trim"),
    ],
)  # fmt: skip
def test_targets_that_few_people_stand_behind_are_refused(declared, told, message):
    with pytest.raises(WaveError, match=message):
        check_wave(declared(f"{{{told}}}"))


def test_an_item_that_was_not_asked_cannot_be_raked(declared, edit):
    edit("tiny/export.csv", "why", "because")
    edit("tiny/wave.yaml", "[minutes]", "[minutes, because]\nnot_asked: [why]")

    with pytest.raises(WaveError, match="to 'why': the wave did not ask it"):
        check_wave(declared("{margins: {why: {internal: 1}}}"))
