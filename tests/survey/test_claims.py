"""Families of claims in wave.yaml: what they must say, and that the codebook has it."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from itperception.errors import UnknownNameError
from itperception.survey.description import WaveDescription
from itperception.survey.waves import open_wave
from itperception.terms.claims import Claim, Family

CLAIM = {"id": "c", "label": "A claim", "item": "image", "by": "org_type"}
ROOT = Path(__file__).parents[2]


def described(*claims):
    families = [{"id": "main", "label": "Main", "claims": list(claims)}]
    told = {"title": "T", "kind": "published", "families": families}
    return WaveDescription.model_validate(told)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"kind": "same"}, "kind 'same' needs 'margin'"),
        ({"kind": "higher"}, "kind 'higher' needs 'column'"),
        ({"kind": "gap"}, "kind 'gap' needs 'other'"),
        ({"margin": 0.1}, "'margin' has no meaning for kind 'differ'"),
        ({"kind": "same", "margin": 10}, "less than 1"),
        ({"by": None}, "'by' names the banner"),
        ({"kind": "lowest"}, "Input should be 'differ', 'higher'"),
        ({"item": "Image"}, "should match pattern"),
    ],
)
def test_a_claim_must_say_what_its_kind_needs(more, message):
    with pytest.raises(ValidationError, match=message):
        Claim.model_validate({**CLAIM, **more})


def test_a_claim_cannot_be_declared_twice():
    with pytest.raises(ValidationError, match="claim 'c' is given twice"):
        described(CLAIM, CLAIM)


def test_a_family_cannot_be_declared_twice():
    family = {"id": "main", "label": "Main", "claims": [CLAIM]}
    told = {"title": "T", "kind": "published", "families": [family, family]}

    with pytest.raises(ValidationError, match="family 'main' is given twice"):
        WaveDescription.model_validate(told)


def test_a_family_needs_a_claim():
    with pytest.raises(ValidationError, match="at least 1 item"):
        Family.model_validate({"id": "main", "label": "Main", "claims": []})


@pytest.fixture(scope="module")
def codebook():
    return open_wave("demo-2026", ROOT).codebook


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"item": "imagge"},
            "no item .claim 'c'. is called 'imagge'; did you mean 'image'",
        ),
        ({"net": "goood"}, "no net or category of 'image' .claim 'c'. is called 'goood'"),
        ({"by": "org"}, "no banner or item .claim 'c'. is called 'org'"),
        ({"kind": "higher", "column": "intern"}, "no column of 'org_type' .claim 'c'."),
        ({"kind": "gap", "other": "x"}, "no item .claim 'c'. is called 'x'"),
    ],
)
def test_a_claim_about_what_the_codebook_does_not_have_is_refused(codebook, more, message):
    with pytest.raises(UnknownNameError, match=message):
        described({**CLAIM, **more}).check_claims(codebook)


def test_an_option_of_a_multiple_response_can_be_claimed_of(codebook):
    described({**CLAIM, "item": "practice.it_brand", "net": "selected"}).check_claims(
        codebook
    )


def test_the_demo_wave_declares_the_claims_in_print(codebook):
    wave = open_wave("demo-2026", ROOT)
    wave.description.check_claims(codebook)

    (family,) = wave.description.families
    assert (family.method, family.note, len(family.claims)) == ("holm", "", 5)
