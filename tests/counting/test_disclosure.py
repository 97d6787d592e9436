import numpy as np
import pandas as pd
import pytest

from itperception.counting.crosstab import Crosstab
from itperception.counting.cube import Cube
from itperception.counting.disclosure import DisclosureRule, Shown, protect
from itperception.errors import ItPerceptionError
from itperception.survey.codebook import NO_ANSWER, Category, Condition, Dimension, Net
from itperception.workbench import load_wave


def dimension(name: str, answers: int, **more) -> Dimension:
    categories = tuple(
        Category.model_construct(
            id=f"{name}{k}", label={"en": f"{name} {k}"}, kind="answer"
        )
        for k in range(answers)
    )
    return Dimension(
        name, {"en": name}, {"en": name}, (*categories, NO_ANSWER), False, **more
    )


def crosstab(counts, item="item", banner="banner", **more) -> Crosstab:
    """Rows by columns; the last column is of those in no column, the last row no answer."""
    counts = np.array(counts, float)
    dimensions = (
        dimension(item, len(counts) - 1, **more),
        dimension(banner, counts.shape[1] - 1),
    )
    return Crosstab.from_cube(Cube(dimensions, np.stack([counts] * 3), False))


SMALL = [[10, 15, 30, 70, 0], [15, 25, 40, 90, 0], [0, 0, 0, 0, 0]]


def test_a_small_column_is_hidden_with_the_smallest_other():
    table = crosstab(SMALL)
    assert protect([table]).hidden_columns(table) == ["banner0", "banner1"]


def test_two_small_columns_that_are_many_together_hide_each_other():
    table = crosstab([[12, 14, 30, 70, 0], [16, 15, 40, 90, 0], [0, 0, 0, 0, 0]])
    assert protect([table]).hidden_columns(table) == ["banner0", "banner1"]


def test_two_small_columns_that_are_few_together_hide_a_third():
    table = crosstab([[5, 5, 30, 70, 0], [6, 5, 40, 90, 0], [0, 0, 0, 0, 0]])
    assert protect([table]).hidden_columns(table) == ["banner0", "banner1", "banner2"]


def test_a_few_who_did_not_say_hide_nobody():
    table = crosstab([[10, 15, 30, 70, 4], [15, 25, 40, 90, 2], [0, 0, 0, 0, 0]])
    assert protect([table]).hidden_columns(table) == ["banner0", "banner1"]


def test_many_who_did_not_say_hide_a_column():
    table = crosstab([[10, 15, 30, 70, 20], [15, 25, 40, 90, 30], [0, 0, 0, 0, 0]])
    assert protect([table]).hidden_columns(table) == ["banner0"]


def test_a_few_who_did_not_say_are_protected_if_the_rule_says_so():
    table = crosstab([[35, 15, 30, 70, 4], [15, 25, 40, 90, 2], [0, 0, 0, 0, 0]])
    assert protect([table]).hidden_columns(table) == []
    strict = protect([table], DisclosureRule(unstated=True))
    assert strict.hidden_columns(table) == ["banner1"]


def test_the_same_columns_are_hidden_for_every_item():
    one, other = crosstab(SMALL), crosstab(np.array(SMALL)[[1, 0, 2]], "other")
    protection = protect([one, other])
    assert protection.hidden_columns(one) == protection.hidden_columns(other)


def test_a_column_that_is_small_among_those_asked_is_shown_of_all():
    asked = Condition(item="item", any_of=("item0",))
    whole = crosstab([[40, 80, 90, 0], [40, 70, 60, 0], [0, 0, 0, 0]])
    part = crosstab([[11, 30, 40, 0], [9, 50, 50, 0], [0, 0, 0, 0]], "part", asked_if=asked)
    protection = protect([whole, part])
    assert protection.hidden_columns(whole) == []
    assert protection.hidden_columns(part) == ["banner0", "banner1"]


def test_nothing_of_a_hidden_column_is_in_what_is_shown():
    table, other = crosstab(SMALL), np.array(SMALL)
    other[:2, :2] = [[15, 10], [10, 30]]  # the same two columns, answered otherwise
    tables = [table, crosstab(other)]
    first, second = (protect([t]).apply(t) for t in tables)
    pd.testing.assert_frame_equal(first.to_frame(), second.to_frame())
    assert first._repr_html_() == second._repr_html_()


def test_the_total_stays_what_it_was():
    table = crosstab(SMALL)
    shown = protect([table]).apply(table)
    assert shown.total_counts.tolist() == table.total_counts.tolist()
    assert shown.bases["total"] == table.bases["total"]


def test_a_total_of_too_few_leaves_the_number_of_respondents_only():
    table = crosstab([[5, 6, 0], [4, 3, 0], [0, 0, 0]])
    protection = protect([table])
    assert protection.is_hidden(table)
    shown = protection.apply(table)
    assert shown.banner is None and shown.total_counts.tolist() == [18]


def test_a_row_that_nobody_hidden_chose_is_joined_with_its_neighbour():
    table = crosstab([[0, 0, 9, 30, 0], [12, 20, 30, 60, 0], [13, 20, 31, 90, 0], [0] * 5])
    shown = protect([table]).apply(table)
    assert [row.id for row in shown.rows] == ["item0+item1", "item2"]
    assert protect([table]).joined_rows(table) == [("item0", "item1")]


def test_a_net_that_splits_a_joined_row_is_dropped():
    nets = tuple(
        Net.model_construct(id=name, label={"en": name}, categories=inside)
        for name, inside in (("split", ("item1", "item2")), ("whole", ("item0", "item1")))
    )
    table = crosstab(
        [[0, 0, 9, 30, 0], [12, 20, 30, 60, 0], [13, 20, 31, 90, 0], [0] * 5], nets=nets
    )
    shown = protect([table]).apply(table)
    assert [net.id for net in shown.nets] == ["whole"]
    assert shown.net("whole")["banner3"] == 90 / 180


def test_hidden_groups_are_one_row_of_their_own_question():
    table = crosstab(SMALL)
    own = Crosstab.from_cube(Cube((table.banner,), np.ones((3, 5)) * 40, False))
    shown = protect([table, own]).apply(own)
    assert [r.id for r in shown.rows][:2] == ["banner0+banner1", "banner2"]


def test_a_table_that_was_not_protected_is_refused():
    protection = protect([crosstab(SMALL)])
    with pytest.raises(ItPerceptionError, match="other by banner is not among the tables"):
        protection.apply(crosstab(SMALL, "other"))


def test_a_filter_without_the_joint_counts_is_refused():
    with pytest.raises(ItPerceptionError, match="no joint cube"):
        protect([Shown(crosstab(SMALL), {"item": ("item0",)})])


def joint(counts) -> Cube:
    counts = np.array(counts, float)
    dimensions = (
        dimension("town", len(counts) - 1),
        dimension("region", counts.shape[1] - 1),
    )
    return Cube(dimensions, np.stack([counts] * 3), False)


TOWNS = joint([[20, 0, 0], [60, 0, 0], [90, 0, 0], [0, 40, 0], [0, 70, 0], [0, 0, 0]])


def halves(cube: Cube, name: str) -> Crosstab:
    people = cube.marginal(name).cells[0] / 2
    return crosstab([people, people, people * 0], "item", name)


def test_a_town_is_hidden_with_one_of_its_own_region():
    tables = [halves(TOWNS, "town"), halves(TOWNS, "region")]
    alone, together = protect(tables), protect(tables, joint=TOWNS)
    assert alone.hidden_columns(tables[0]) == ["town0", "town3"]
    assert together.hidden_columns(tables[0]) == ["town0", "town1"]
    assert together.hidden_columns(tables[1]) == []


def test_what_is_left_of_a_group_without_a_filter_is_not_small():
    cube = joint([[80, 10, 0], [90, 70, 0], [60, 50, 0], [0, 0, 0]])
    whole, part = halves(cube, "town"), np.array([[40, 45, 30, 0]] * 2 + [[0] * 4])
    shown = [Shown(whole), Shown(crosstab(part, banner="town"), {"region": ("region0",)})]
    protection = protect(shown, joint=cube)
    assert protection.hidden_columns(whole) == []
    assert protection.apply(*shown[1]).banner is None


def test_small_cells_are_joined_in_every_table_of_the_item():
    one = crosstab([[40, 50, 0], [2, 9, 0], [30, 40, 0], [0, 0, 0]])
    other = crosstab([[45, 45, 0], [6, 5, 0], [35, 35, 0], [0, 0, 0]], banner="other")
    protection = protect([one, other], DisclosureRule(minimum_cell=5))
    for table in (one, other):
        rows = [row.id for row in protection.apply(table).rows]
        assert rows == ["item0", "item1+item2"]


def test_a_test_of_what_is_shown_is_that_of_the_columns_that_are_shown():
    wave = load_wave("demo-2026")
    table = wave.crosstab("performance", "industry")
    shown = protect([table], DisclosureRule(protection=0)).apply(table)
    kept = {"industry": [column.id for column in shown.columns]}
    filtered = wave.crosstab("performance", "industry", where=kept)
    assert 0 < len(kept["industry"]) < len(table.columns)
    assert shown.test().p_value == pytest.approx(filtered.test().p_value)


@pytest.mark.parametrize("name", ["demo-2024", "demo-2026"])
def test_no_group_of_the_demo_waves_by_type_is_hidden(name):
    wave = load_wave(name)
    items = [item.id for item in wave.codebook.items if item.id != "org_type"]
    tables = [wave.crosstab(item, "org_type") for item in items]
    protection = protect(tables)
    assert not protection.hidden_groups("org_type")
    assert protection.explain().endswith("No group is hidden.")


def test_what_is_hidden_is_said_without_saying_why():
    table = crosstab(SMALL)
    told = protect([table]).explain()
    assert "banner: banner 0, banner 1." in told
    assert "25" not in told


def test_a_rule_below_nobody_is_refused():
    with pytest.raises(ItPerceptionError, match="minimum_base: found -1"):
        DisclosureRule(minimum_base=-1)
