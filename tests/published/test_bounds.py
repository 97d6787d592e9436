from dataclasses import replace

import pytest

from itperception.published.bounds import bound_figures, paired_bounds
from itperception.published.overlap import fitting_tables

PAIR = ("performance_good", "image_good")


@pytest.fixture
def bounds(study):
    """Return the bounds of performance against image, nothing assumed."""
    return bound_figures(study, *PAIR)


def test_the_ends_are_the_least_and_the_most_of_every_table(bounds):
    singly = [
        fitting_tables([first], [second], 156) for first in (79, 80) for second in (59, 60)
    ]
    for end in bounds.to_frame().itertuples():
        values = [value for tables in singly for value in tables[end.quantity]]
        assert (end.low, end.high) == (min(values), max(values))
    assert bounds.certificate == f"enumerated all {sum(map(len, singly))} tables"


def test_the_difference_lies_between_nineteen_and_twenty_one_people(bounds):
    difference = bounds.to_frame().set_index("quantity").loc["difference"]
    assert (difference["low"], difference["high"]) == (19 / 156, 21 / 156)


def test_each_end_names_a_table_that_attains_it(bounds):
    for end in bounds.to_frame().itertuples():
        tables = fitting_tables([end.low_first_count], [end.low_second_count], 156)
        attained = tables.loc[tables["overlap"] == end.low_overlap, end.quantity]
        assert attained.item() == end.low


def test_print_alone_leaves_the_study_s_gap_undecided(bounds):
    assert bounds.verdict == "undecided"
    assert "depends on how many people are in both" in bounds.explain()


def test_the_gap_is_certain_if_the_two_are_not_negatively_associated(study):
    bounds = bound_figures(study, *PAIR, association="non_negative")
    assert bounds.verdict == "certain"
    assert "Assumed" in bounds.explain()


@pytest.mark.parametrize("decided_by", ["midp", "exact", "asymptotic"])
def test_the_threshold_is_where_significance_begins(decided_by, study):
    bounds = bound_figures(study, *PAIR, decided_by=decided_by)
    for line in bounds.thresholds.itertuples():
        tables = fitting_tables([line.first_count], [line.second_count], 156)
        above = tables["overlap"] >= line.overlap_needed
        assert ((tables[decided_by] <= 0.05) == above).all()


def test_equal_counts_can_never_be_significant():
    bounds = paired_bounds([5], [5], 12)
    assert bounds.verdict == "impossible"
    assert bounds.thresholds["overlap_needed"].isna().all()
    assert "in no table" in bounds.explain()


def test_a_stricter_level_can_only_lose_certainty():
    verdicts = [paired_bounds([20], [2], 22, alpha=a).verdict for a in (0.05, 1e-9)]
    assert verdicts == ["certain", "impossible"]


def test_any_two_figures_of_the_same_people_can_be_compared(study):
    bounds = bound_figures(study, "image_dont_know", "image_poor")
    assert set(bounds.tables["first_count"]) == {23, 24}
    assert bounds.first == "Image: don't know"


def test_an_impossible_figure_leaves_no_table_and_no_verdict(study):
    impossible = [replace(study[0], base=3), replace(study[2], base=3)]
    bounds = bound_figures(impossible, *PAIR)
    assert bounds.verdict is None and bounds.to_frame().empty
    assert "No table fits" in bounds.explain()


def test_without_a_base_in_print_n_has_to_be_given(study):
    with pytest.raises(ValueError, match="'better_group_owned' is not in print; give n"):
        bound_figures(study, "better_group_owned", "better_internal")


def test_the_bounds_show_themselves_in_a_notebook(bounds):
    assert "enumerated all" in bounds._repr_html_()
