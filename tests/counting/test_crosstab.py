import numpy as np
import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.errors import UnknownNameError


@pytest.fixture
def table(rng) -> Crosstab:
    rows, columns = list("pqrs"), list("abc")
    people = pd.DataFrame(rng.integers(1, 30, (4, 3)), index=rows, columns=columns)
    weights = people * rng.uniform(0.5, 1.5, (4, 3))
    return Crosstab.from_counts(people, weighted=(weights, weights**2 / people * 1.1))


def test_column_proportions_sum_to_one(table):
    np.testing.assert_allclose(table.proportions().sum(), 1)


def test_row_and_table_proportions_sum_to_one(table):
    np.testing.assert_allclose(table.proportions("row").sum(axis=1), 1)
    np.testing.assert_allclose(table.proportions("table").to_numpy().sum(), 1)


def test_a_net_is_the_sum_of_its_boxes(table):
    pd.testing.assert_series_equal(
        table.net("p", "q"), table.proportions().loc[["p", "q"]].sum(), check_names=False
    )


def test_an_effective_base_is_never_above_the_base(table):
    assert (table.effective_bases <= table.bases + 1e-9).all()
    np.testing.assert_allclose(table.design_effects, table.bases / table.effective_bases)


def test_effective_counts_add_up_to_effective_bases(table):
    np.testing.assert_allclose(
        table.effective_counts.sum(), table.effective_bases[["a", "b", "c"]]
    )


def test_weights_times_a_constant_change_only_weighted_counts(table):
    squared = 49 * table.counts * 0 + 49 * table.cells[2, :, :-1]
    scaled = Crosstab.from_counts(
        table.counts, weighted=(7 * table.weighted_counts, squared)
    )

    pd.testing.assert_frame_equal(scaled.proportions(), table.proportions())
    pd.testing.assert_series_equal(scaled.effective_bases, table.effective_bases)


def test_unit_weights_are_no_weights():
    counts = pd.DataFrame({"a": [3, 1], "b": [0, 5]})

    table = Crosstab.from_counts(counts)

    np.testing.assert_array_equal(table.effective_counts, counts)


def test_an_empty_column_stays_and_has_no_proportions():
    table = Crosstab.from_counts(pd.DataFrame({"a": [3, 1], "b": [0, 0]}))

    assert table.proportions()["b"].isna().all()
    assert np.isnan(table.net("0", "1")["b"])
    assert table.bases["b"] == 0


def test_a_column_of_one_respondent_with_half_a_weight_has_its_share():
    people = pd.DataFrame({"a": [1, 0], "b": [2, 2]}, ["yes", "no"])
    table = Crosstab.from_counts(people, weighted=(people * 0.5, people * 0.25))
    assert table.proportions()["a"].tolist() == [1, 0]


def test_the_total_is_of_everybody_in_the_base(tiny):
    table = tiny.crosstab("image", by="type")

    assert table.bases.to_dict() == {
        "total": 8, "internal": 3, "group_owned": 2, "decentralised": 2,
    }  # fmt: skip


def test_no_answer_has_a_row_only_where_there_is_one(tiny):
    image, performance = (tiny.crosstab(name) for name in ("image", "performance"))

    assert "no_answer" in [row.id for row in image.rows]
    assert "no_answer" not in [row.id for row in performance.rows]


def test_answers_leave_dont_know_out_of_the_base(tiny):
    answers = tiny.crosstab("image", by="type").answers()

    assert list(answers.counts.index) == ["good", "fair", "poor"]
    assert answers.bases["total"] == 6


def test_the_tidy_frame_agrees_with_the_table(tiny):
    table = tiny.crosstab("image", by="type")

    frame = table.to_frame()

    wide = frame.pivot(index="category", columns="banner", values="proportion")
    np.testing.assert_array_equal(wide, table.proportions())
    assert list(frame["category"].cat.categories) == list(table.counts.index)
    assert frame.groupby("banner", observed=True)["count"].sum().tolist() == [8, 3, 2, 2]


def test_a_table_cannot_be_changed(table):
    with pytest.raises(ValueError, match="read-only"):
        table.cells[0, 0, 0] = 1


def test_an_unknown_category_or_percentage_is_named(table):
    with pytest.raises(UnknownNameError, match="no net or answer of 'stub' is called 'z'"):
        table.net("z")
    with pytest.raises(UnknownNameError, match="column, row, table"):
        table.proportions("cell")


def test_a_table_shows_itself_and_says_when_it_is_synthetic(tiny):
    html = tiny.crosstab("image", by="type")._repr_html_()

    assert "synthetic data" in html
    assert "Group-owned" in html
