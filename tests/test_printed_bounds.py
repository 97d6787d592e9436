"""From what is in print to verdicts, as a notebook does it."""

import pytest

import itperception as itp
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.published.figures.release import study_of

POLL = {
    "n": 60,
    "figures": [{"id": "a", "printed": "70 %"}, {"id": "b", "printed": "60 %"}],
    "claims": [{"text": "Most", "kind": "majority", "figures": ["a"]},
               {"text": "More", "figures": ["a", "b"]}],
}  # fmt: skip


def test_every_claim_gets_its_verdict():
    most, more = itp.bounds(POLL)
    assert (most.holds, more.claim.kind) == ("every", "paired")
    assert len(itp.bounds(POLL).to_frame()) == 2


def test_two_figures_are_compared_with_each_other():
    verdict = itp.bounds(study_of(POLL), "a", "b")
    assert verdict.claim.text == "a against b"
    assert verdict.number == itp.bounds(POLL)["claim-2"].number


def test_an_assumption_reaches_the_claims_it_is_about():
    most, more = itp.bounds(POLL, overlap="non_negative")
    assert not most.claim.assume and more.claim.assume == {"overlap": "non_negative"}
    assert more.number < itp.bounds(POLL)[1].number


def test_an_unknown_assumption_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'overlap'"):
        itp.bounds(POLL, overlp="non_negative")


def test_one_figure_alone_is_no_comparison():
    with pytest.raises(ItPerceptionError, match="name two figures or none"):
        itp.bounds(POLL, "a")


def test_the_level_is_that_of_every_claim():
    assert {verdict.alpha for verdict in itp.bounds(POLL, alpha=0.01)} == {0.01}


def test_how_many_were_asked_need_not_be_bounded_for_a_verdict():
    for n in ("more than 18,000", "58 to 62"):
        verdict = itp.bounds({**POLL, "n": n})[1]
        assert verdict.possible and (verdict.holds or verdict.not_judged)


def test_a_wave_is_found_by_its_name(root):
    with pytest.raises(UnknownNameError, match="no wave is called 'gone'"):
        itp.bounds("gone", root=root)
