from dataclasses import replace

import pytest

from itperception.published.claims import TYPES
from itperception.published.twin import check_twin, make_twin


def test_the_twin_agrees_with_every_figure_and_claim(study, twin):
    checked = check_twin(twin, study)
    assert len(checked) == len(study)
    assert checked["agrees"].all() and checked["agrees"].notna().all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_another_seed_agrees_just_as_well(seed, study, twin):
    other = make_twin(study, 156, seed=seed)
    assert check_twin(other, study)["agrees"].all()
    assert not other.equals(twin)


def test_the_twin_is_the_same_to_the_last_byte(study, twin):
    assert make_twin(study, 156).to_csv().encode() == twin.to_csv().encode()


def test_the_seed_decides_who_but_not_how_many(study, twin):
    other = make_twin(study, 156, seed=1)
    for item in twin.columns.drop("respondent"):
        assert other[item].value_counts().to_dict() == twin[item].value_counts().to_dict()


def test_printed_percentages_are_what_a_reader_would_round_to(study, twin):
    checked = check_twin(twin, study)
    for line in checked[checked["printed"].str.endswith("%")].itertuples():
        assert f"{round(100 * line.proportion)} %" == line.printed


def test_every_respondent_has_every_answer_as_text(twin):
    assert len(twin) == 156 and twin["respondent"].is_unique
    assert set(twin["org_type"]) == set(TYPES)
    assert twin.map(lambda cell: isinstance(cell, str) and cell != "").all(axis=None)


def test_options_are_ticked_or_not_and_the_rest_are_category_ids(twin):
    practices = twin.filter(like="practice.")
    assert set(practices.stack()) == {"0", "1"} and practices.shape[1] == 4
    assert set(twin["price_policy"]) == {"yes", "no"}


def test_what_no_figure_speaks_of_is_left_out(study, twin):
    spoken_of = {figure.item for figure in study}
    assert set(twin.columns) == spoken_of | {"respondent", "org_type"}


def test_nobody_with_a_better_image_says_that_performance_is_better(twin):
    scale = ["very_good", "good", "satisfactory", "adequate", "poor"]
    rated = twin[twin["performance"].isin(scale) & twin["image"].isin(scale)]
    above = rated["image"].map(scale.index) - rated["performance"].map(scale.index)
    says = rated["performance_vs_reputation"]
    assert (above[says == "better"] >= 0).all() and (above[says == "worse"] <= 0).all()


def test_a_twin_that_was_tampered_with_no_longer_agrees(study, twin):
    altered = twin.assign(role="service_provider")
    checked = check_twin(altered, study).set_index("item")["agrees"]
    assert not checked["role"].any()
    assert checked["performance"].all()


def test_a_claim_that_does_not_hold_is_told(study, twin):
    altered = twin.assign(image=twin["performance"])
    checked = check_twin(altered, study).set_index("id")
    assert not checked.loc["gap_in_every_type", "agrees"]
    assert "gap: internal 0.0 points" in checked.loc["gap_in_every_type", "note"]


def test_the_last_row_is_an_association_and_says_what_the_twin_has(study, twin):
    line = check_twin(twin, study).iloc[-1]
    assert line["counts"] == "not a figure: association, see note"
    assert "points without marketing" in line["note"]


def test_what_respondents_were_not_asked_is_not_checked(study, twin):
    unasked = [replace(study[0], item="tools"), replace(study[-1], id="other")]
    checked = check_twin(twin, unasked)
    assert checked["agrees"].isna().all()
    assert set(checked["note"]) == {"there is no count to check"}
