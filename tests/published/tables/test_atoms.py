import pytest
from hypothesis import given
from hypothesis import strategies as st

from itperception.published.tables.atoms import atoms

NETS = st.lists(st.sets(st.sampled_from("abcdef"), min_size=1).map(sorted), min_size=1)


@given(NETS)
def test_every_net_is_a_sum_of_rows_and_no_answer_is_in_two(nets):
    made = atoms(nets)
    for net in nets:
        added = [answer for row in made.rows(net) for answer in made.members[row]]
        assert sorted(added) == net


@given(NETS)
def test_answers_of_one_row_are_in_the_same_nets(nets):
    for members in atoms(nets).members[:-1]:
        assert len({tuple(answer in net for net in nets) for answer in members}) == 1


def test_known_answers_that_no_figure_names_are_a_row_of_their_own():
    assert atoms([("a",)], "abc").names == ("a", "b|c")
    assert atoms([("a",)]).names == ("a", "rest")


def test_an_answer_that_the_item_does_not_have_is_named():
    with pytest.raises(ValueError, match="d: expected one of a, b"):
        atoms([("d",)], "ab")
    with pytest.raises(ValueError, match="do not add up to the answers a"):
        atoms([("a", "b")]).rows(["a"])
