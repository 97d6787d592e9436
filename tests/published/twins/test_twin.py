from dataclasses import replace
from fractions import Fraction

import pytest

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.figures.release import read_study
from itperception.published.figures.study import StudyClaim
from itperception.published.twins.reproduction import check_twin
from itperception.published.twins.twin import as_study, make_twin
from tests.published.conftest import RAW, SCALES

COUNTED = ("2011-ardour", "2012-informationweek", "2013-ardour-outsourcing",
           "2014-informationweek")  # fmt: skip


def test_the_twin_agrees_with_every_figure_and_claim(ardour, twin):
    checked = check_twin(twin, ardour)
    assert len(checked) == len(ardour.figures)
    assert checked["agrees"].all() and checked["agrees"].notna().all()


def test_the_distribution_it_is_drawn_from_is_certified_to_be_the_maximum(twin):
    assert abs(twin.attrs["duality_gap"]) < 1e-9 and twin.attrs["violation"] < 1e-9


def test_another_seed_agrees_just_as_well(ardour, twin):
    other = make_twin(ardour, scales=SCALES, seed=1)
    assert check_twin(other, ardour)["agrees"].all()
    assert not other.equals(twin)


@pytest.mark.parametrize("wave", COUNTED)
def test_every_study_whose_n_is_in_print_has_a_twin(wave):
    printed = read_study(RAW / wave)
    made = make_twin(printed)
    assert len(made) == printed.n[0]
    assert check_twin(made, printed)["agrees"].all()


def test_the_twin_is_the_same_to_the_last_byte(ardour, twin):
    again = make_twin(ardour, scales=SCALES)
    assert again.to_csv().encode() == twin.to_csv().encode()


def test_the_seed_does_not_decide_how_many_are_in_a_group(ardour, twin):
    other = make_twin(ardour, scales=SCALES, seed=1)
    for item in ("group", "any_marketing"):
        assert other[item].value_counts().to_dict() == twin[item].value_counts().to_dict()


def test_printed_percentages_are_what_a_reader_would_round_to(ardour, twin):
    checked = check_twin(twin, ardour)
    for line in checked[checked["printed"].str.endswith("%")].itertuples():
        assert f"{round(100 * line.proportion)} %" == line.printed


def test_every_respondent_has_every_answer_as_text(twin):
    assert len(twin) == 156 and twin["respondent"].is_unique
    assert set(twin["group"]) == {"internal", "group_owned", "decentralised"}
    assert twin.map(lambda cell: isinstance(cell, str) and cell != "").all(axis=None)


def test_options_are_ticked_or_not_and_the_rest_are_category_ids(twin):
    practices = twin.filter(like="practice.")
    assert set(practices.stack()) == {"0", "1"} and practices.shape[1] == 5
    assert set(twin["price_policy"]) == {"yes", "no"}


def test_what_no_figure_speaks_of_is_left_out(ardour, twin):
    spoken_of = {figure.item for figure in ardour.figures}
    assert set(twin.columns) == spoken_of | {"respondent", "group"}


def test_an_answer_named_for_one_item_of_a_scale_is_open_to_the_others(twin):
    assert "dont_know" in set(twin["performance"]) and "poor" in set(twin["performance"])
    assert "dont_know" not in set(twin["performance_vs_reputation"])


def test_figures_that_contradict_each_other_are_named(study):
    too_many = replace(study[3], low=Fraction(9, 10), high=Fraction(1))
    with pytest.raises(ItPerceptionError, match=r"no 156 people fit.*Image good"):
        make_twin([study[0], study[2], too_many], 156)


def test_figures_alone_have_no_claims_to_agree_with(study):
    checked = check_twin(make_twin(study, 156), study).set_index("id")["agrees"]
    assert checked.isna().sum() == sum(figure.kind == "claim" for figure in study)
    assert checked.dropna().all()


def test_claims_that_contradict_each_other_are_named():
    half = Figure(row="1", id="half", item="web", label="", kind="percent", base=20,
                  printed="50 %", low=Fraction(1, 2), high=Fraction(1, 2),
                  categories=("yes",))  # fmt: skip
    claims = tuple(
        StudyClaim(id=kind, text="", kind=kind, figures=("half",), options={"group": "a"})
        for kind in ("lowest_group", "highest_group")
    )
    study = as_study([half], 20).assuming(parts=("a", "b"), claims=claims)
    with pytest.raises(ItPerceptionError, match=r"not the claims.*lowest_group"):
        make_twin(study)


def test_a_study_of_about_300_people_has_no_twin():
    with pytest.raises(ItPerceptionError, match="how many people were asked"):
        make_twin(read_study(RAW / "2007-2009-itexcellence").assuming(figures=()))


def test_a_group_that_is_no_part_of_everybody_is_refused(ardour):
    printed = ardour.assuming(parts=("internal", "decentralised"))
    with pytest.raises(ItPerceptionError, match="group 'group_owned' is not one of those"):
        make_twin(printed)


def test_a_twin_that_was_tampered_with_no_longer_agrees(ardour, twin):
    altered = twin.assign(role="service_provider")
    checked = check_twin(altered, ardour).set_index("item")["agrees"]
    assert not checked["role"].any()
    assert checked["performance"].all()


def test_a_claim_that_does_not_hold_is_told(ardour, twin):
    altered = twin.assign(image=twin["performance"])
    checked = check_twin(altered, ardour).set_index("id")
    assert not checked.loc["gap_in_every_type", "agrees"]
    assert "gap: internal 0.0 points" in checked.loc["gap_in_every_type", "note"]


def test_an_association_says_what_the_twin_has(ardour, twin):
    line = check_twin(twin, ardour).set_index("row").loc["19"]
    assert line["counts"] == "not a figure, see note"
    assert "an association and no cause" in line["note"]


def test_what_respondents_were_not_asked_is_not_checked(ardour, twin):
    first, last = ardour.figures[0], ardour.figures[-1]
    unasked = [replace(first, item="tools"), replace(last, id="other", row="0")]
    checked = check_twin(twin, unasked)
    assert checked["agrees"].isna().all()
    assert set(checked["note"]) == {"there is no count to check"}
