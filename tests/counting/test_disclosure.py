import warnings

import numpy as np
import pandas as pd
import pytest

from benchmarks.disclosure_waves import atoms_of, column, dimension
from itperception.counting.atoms import Atoms
from itperception.counting.crosstab import Crosstab
from itperception.counting.cube import Cube
from itperception.counting.disclosure import protect
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.errors import ItPerceptionError
from itperception.terms.dimension import Condition
from itperception.workbench import load_wave

PROTECT = DisclosureRule(unstated="protect")


def decided(*codes, rule=None, asked=None, items=None, pairs=None, widths=None):
    """Decide the tables of a wave of an item q, or of others, by banners b0, b1, …."""
    widths = widths or [int(np.max(c)) + 1 for c in codes]
    atoms = atoms_of(codes, widths, asked)
    items = [dimension("q", 3)] if items is None else items
    return protect(atoms, items, rule, pairs)


def table(banner=None, people=(), item="q", answers=3):
    """Return a table of a banner: equally many of each answer; the last column has no group."""
    counts = np.outer(np.full(answers + 1, 1.0), people)
    parts = dimension(item, answers), dimension(banner, len(people) - 1)
    return Crosstab.from_cube(Cube(parts, np.stack([counts] * 3), False))


def test_a_study_of_156_shows_all_three_types():
    told = decided(column(90, 40, 26)).told("q", "b0")
    assert told.columns == ("b0_0", "b0_1", "b0_2") and not told.reasons


def test_a_group_of_580_stands_beside_twelve_banners():
    rng = np.random.default_rng(12)
    codes = [rng.choice(k, 3015, p=rng.dirichlet(np.full(k, 4.0)))
             for k in (2, 4, 4, 5, 3, 4, 2, 5, 4, 3, 6)]  # fmt: skip
    education = rng.permutation(column(63, 700, 900, 500, 580, 272))
    protection = decided(*codes, education)
    assert protection.told("q", "b11").columns == tuple(f"b11_{k}" for k in range(6))


def test_a_small_column_is_one_column_with_the_smallest_other():
    told = decided(column(150, 120, 100, 5)).told("q", "b0")
    assert told.columns == ("b0_0", "b0_1") and told.joined == ("b0_2", "b0_3")
    assert told.reasons == {"b0_2": "apart", "b0_3": "few"}
    assert not told.with_others


@pytest.mark.parametrize("size", [9, 10, 11])
def test_fewer_than_ten_is_said_of_fewer_than_ten_and_of_no_other(size):
    told = decided(column(100, 50, size)).told("q", "b0")
    assert ("few" in told.reasons.values()) == (size < 10)
    told = decided(column(100, 50, size, 5)).told("q", "b0")  # joined with five
    assert told.reasons == {"b0_2": "few" if size < 10 else "apart", "b0_3": "few"}


@pytest.mark.parametrize("size", [9, 10, 11])
def test_ten_who_were_asked_are_enough_to_show_an_answer(size):
    assert decided(column(size)).is_hidden("q") == (size < 10)


def test_small_columns_that_are_enough_together_take_nobody_with_them():
    told = decided(column(100, 50, 6, 4)).told("q", "b0")
    assert told.columns == ("b0_0", "b0_1") and told.joined == ("b0_2", "b0_3")


def test_what_is_left_of_a_second_banner_is_not_computed():
    first = column(100, 80, 120, 110)
    second = (first > 1).astype(int)
    second[[180, 300]] = 0  # one person each of two regions is elsewhere
    protection = decided(first, second)
    assert protection.told("q", "b1").columns == ("b1_0", "b1_1")  # the largest come first
    assert protection.told("q", "b0").joined == ("b0_1", "b0_3")


def test_a_few_who_gave_no_answer_hide_nobody_unless_the_rule_says_so():
    codes = column(300, 200, 26, 3)  # the last three are in no column
    assert decided(codes, widths=[3]).told("q", "b0").columns == ("b0_0", "b0_1", "b0_2")
    told = decided(codes, widths=[3], rule=PROTECT).told("q", "b0")
    assert told.joined == ("b0_2",) and told.with_others


def test_a_few_who_gave_no_answer_hide_nobody_beside_another_banner_either():
    protection = decided(column(300, 200, 26, 3), np.arange(529) % 2, widths=[3, 2])
    assert protection.told("q", "b0").columns == ("b0_0", "b0_1", "b0_2")
    assert protection.told("q", "b1").columns == ("b1_0", "b1_1")


def test_a_few_who_were_not_asked_are_protected():
    codes = column(300, 200, 26, 3)
    told = decided(np.where(codes == 3, -1, codes), widths=[3]).told("q", "b0")
    assert told.joined == ("b0_2",) and told.with_others


def test_a_small_group_is_not_computed_as_those_who_did_not_state_something_else():
    first = column(150, 120, 100, 5)
    second = np.where(first == 3, 2, np.arange(375) % 2)  # the five gave no size
    protection = decided(first, second, widths=[4, 2])
    assert protection.told("q", "b0").joined == ("b0_2", "b0_3")
    assert len(protection.told("q", "b1").columns) < 2


def routed(name, item="f", answers=("f_0",)):
    return dimension(name, 2, asked_if=Condition(item=item, any_of=answers))


def test_a_base_tells_no_answer_of_a_hidden_group():
    codes, asked = column(150, 120, 100, 5), np.arange(375) % 2 == 0
    asked[-5:] = False  # of the small group nobody is asked more
    everybody = np.ones(375, bool)
    protection = decided(codes, asked={"f": everybody, "q": asked},
                         items=[routed("q"), dimension("f", 2)])  # fmt: skip
    assert protection.told("f", "b0").columns == ("b0_0", "b0_1")
    told = protection.told("q", "b0")
    assert told.columns == ("b0_0", "b0_1")
    assert told.reasons == {"b0_2": "apart", "b0_3": "few"}  # not "nobody": an answer to f
    assert told.joined == ("b0_2", "b0_3") and ("b0", "b0_3") in protection.held("q")
    alone = decided(codes, asked={"q": asked}, items=[dimension("q", 2)])
    assert alone.told("q", "b0").columns == ("b0_0", "b0_1")


def test_a_column_that_is_small_among_those_asked_is_shown_of_all():
    codes = column(80, 150, 150)
    asked = np.concatenate([np.arange(80) < 8, np.full(300, True)])
    everybody = np.ones(380, bool)
    protection = decided(codes, asked={"f": everybody, "q": asked},
                         items=[dimension("f", 2), routed("q")])  # fmt: skip
    assert protection.told("f", "b0").columns == ("b0_0", "b0_1", "b0_2")
    assert protection.told("q", "b0").reasons == {"b0_0": "few", "b0_2": "apart"}


def test_a_column_of_nobody_is_left_out_with_the_reason():
    codes, everybody = column(80, 150), np.ones(230, bool)
    protection = decided(codes, asked={"b0": everybody, "q": codes == 1},
                         items=[dimension("b0", 2), routed("q", "b0", ("b0_1",))])  # fmt: skip
    told = protection.told("q", "b0")
    assert told.columns == ("b0_1",) and told.reasons == {"b0_0": "nobody"}
    assert not told.joined


def test_a_banner_with_a_hidden_group_is_broken_by_no_other_banner():
    first, second = column(150, 120, 100, 5), np.arange(375) % 2
    everybody = np.ones(375, bool)
    items = [dimension("b0", 4), dimension("b1", 2)]
    protection = decided(
        first, second, asked={"b0": everybody, "b1": everybody}, items=items
    )
    assert protection.told("b0", "b1").columns == ()
    assert protection.told("b1", "b0").columns == ("b0_0", "b0_1")


def both(asked, other):
    """Decide two items held together, the second with or without a condition."""
    everybody = np.ones(220, bool)
    items = [dimension("f", 2), dimension("one", 2), other]
    return decided(column(120, 100), items=items, pairs={"both": ("one", "other")},
                   asked={"f": everybody, "one": everybody, "other": asked})  # fmt: skip


def test_a_table_of_two_items_does_not_tell_who_was_asked_one_of_them_only():
    asked = np.arange(220) >= 4  # four of the first column were asked one item only
    protection = both(asked, routed("other"))
    assert protection.told("one", "b0").columns == ("b0_0", "b0_1")
    assert protection.is_hidden("both")
    protection = both(np.arange(220) >= 20, routed("other"))  # twenty are enough
    assert protection.told("both", "b0").columns == ("b0_0", "b0_1")


def test_two_tables_of_an_item_and_another_do_not_tell_who_is_in_one_of_them_only():
    everybody, people = np.ones(220, bool), np.arange(220)
    asked = {"f": everybody, "one": everybody, "two": people >= 20, "three": people >= 24}
    items = [dimension("f", 2), dimension("one", 2), routed("two"), routed("three")]
    protection = decided(column(120, 100), items=items, asked=asked,
                         pairs={"a": ("one", "two"), "b": ("one", "three")})  # fmt: skip
    assert not protection.is_hidden("a")
    assert protection.is_hidden("b")  # less the first it is four people's answers to "one"


def test_a_few_who_left_one_of_two_items_out_do_not_take_the_table_of_both():
    protection = both(np.arange(220) >= 4, dimension("other", 2))
    assert protection.told("both", "b0").columns == ("b0_0", "b0_1")


def test_a_joined_column_counts_what_is_left_of_the_total():
    codes = column(150, 120, 100, 5, 12)
    protection = decided(codes, widths=[4])
    raw = table("b0", (150, 120, 100, 5, 12))
    shown = protection.apply(raw)
    assert [c.id for c in shown.columns] == ["b0_0", "b0_1", "b0_2", "b0_3+no_answer"]
    assert shown.columns[3].label["de"] == "b0 3 / ohne Angabe"
    assert shown.bases.tolist() == [4 * n for n in (387, 150, 120, 100, 17)]
    assert shown.cells[0].sum(1).tolist() == raw.cells[0].sum(1).tolist()


def test_nothing_of_a_hidden_column_is_in_what_is_shown():
    protection = decided(column(150, 120, 100, 5))
    raw = table("b0", (150, 120, 100, 5, 0))
    swapped = raw.cells.copy()
    swapped[..., [2, 3]] = swapped[..., [3, 2]]
    other = Crosstab("", raw.stub, raw.banner, raw.rows, raw.columns, swapped)
    first, second = (protection.apply(t) for t in (raw, other))
    pd.testing.assert_frame_equal(first.to_frame(), second.to_frame())
    assert first._repr_html_() == second._repr_html_()


def test_no_rows_are_joined_however_small_a_group_is():
    raw = table("b0", (150, 120, 100, 5, 0))
    assert decided(column(150, 120, 100, 5)).apply(raw).rows == raw.rows


def test_a_ranking_with_joined_columns_is_none():
    codes = column(150, 120, 100, 5)
    raw = table("b0", (150, 120, 100, 5, 0))
    ranked = Crosstab("", raw.stub, dimension("b0", 4), raw.rows, raw.columns, raw.cells)
    object.__setattr__(ranked.banner, "ordered", True)
    assert not decided(codes).apply(ranked).banner.ordered
    assert decided(codes, rule=DisclosureRule(minimum=5)).apply(ranked).banner.ordered


def test_too_few_leave_a_base_and_no_answer():
    protection = decided(column(5, 3))
    shown = protection.apply(table("b0", (5, 3, 0)))
    assert protection.is_hidden("q") and protection.told("q", "b0").columns == ()
    assert (
        shown.rows == () and shown.columns == () and shown.bases.to_dict() == {"total": 32}
    )


def test_what_was_not_protected_is_refused():
    protection = decided(column(90, 40))
    with pytest.raises(ItPerceptionError, match="other is not among the items"):
        protection.apply(table("b0", (90, 40, 0), "other"))
    with pytest.raises(ItPerceptionError, match="'b9' is no banner"):
        protection.told("q", "b9")


def test_a_minimum_of_one_protects_nobody():
    with pytest.warns(UserWarning, match="fewer than 5 is not"):
        rule = DisclosureRule(minimum=1)
    told = decided(column(3, 1), rule=rule).told("q", "b0")
    assert told.columns == ("b0_0", "b0_1")


@pytest.mark.parametrize(("minimum", "warned"), [(4, True), (5, False), (10, False)])
def test_fewer_than_five_is_allowed_with_a_warning(minimum, warned):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        DisclosureRule(minimum=minimum)
    assert bool(told) == warned


@pytest.mark.parametrize(
    "given", [{"minimum": 0}, {"flag_below": -1}, {"unstated": "maybe"}], ids=str
)
def test_a_rule_that_means_nothing_is_refused(given):
    with pytest.raises(ItPerceptionError, match=f"{next(iter(given))}: found"):
        DisclosureRule(**given)


@pytest.mark.parametrize("name", ["demo-2024", "demo-2026"])
def test_no_group_of_the_demo_waves_is_hidden(name):
    from itperception.book.shown import ShownWave

    shown = ShownWave(load_wave(name))
    for item in shown.protection.shown:
        for banner in shown.banners:
            if banner.item != item:
                assert not shown.told(item, banner.item).hidden


def test_atoms_count_everybody_once_and_the_columns_as_a_table_does():
    wave = load_wave("demo-2024")
    banners = [wave.dimension(banner.item) for banner in wave.codebook.banners]
    atoms = Atoms.count(wave.respondents, banners, ["image", "tools.other"])
    for item in atoms.asked:
        for k, banner in enumerate(banners):
            bases = wave.crosstab(item, banner.id).bases
            asked = atoms.people * atoms.asked[item]
            assert asked.sum() == bases["total"]
            sizes = {name: asked @ members for name, members in atoms.columns(k).items()}
            assert sizes == bases.drop("total").to_dict()
            assert asked @ atoms.unstated(k) == bases["total"] - bases.drop("total").sum()
