import numpy as np
import pytest

from itperception.counting.cube import answered
from itperception.errors import ItPerceptionError, UnknownNameError


def test_a_marginal_sums_the_other_dimensions_out(tiny):
    cube = tiny.cube(["image"], ["org_type", "performance"])

    turned = cube.marginal("org_type", "image")

    np.testing.assert_array_equal(turned.cells, cube.cells.sum(axis=3).transpose(0, 2, 1))


def test_the_joint_cube_holds_every_table_of_its_banners(tiny):
    joint = tiny.cube(["image"], ["org_type", "performance"])

    alone = tiny.cube(["image"], ["performance"])

    np.testing.assert_array_equal(joint.marginal("image", "performance").cells, alone.cells)


def test_an_unknown_dimension_is_named(tiny):
    with pytest.raises(UnknownNameError, match="no dimension of the cube is called 'role'"):
        tiny.cube(["image"]).marginal("role")


def test_a_cube_too_large_says_how_large(tiny):
    with pytest.raises(ItPerceptionError, match=r"[0-9,]+ cells; at most 1,000,000"):
        tiny.cube(["image"], ["performance"] * 9)


def test_who_answered_is_counted_in_people_whatever_they_weigh(tiny):
    cube = tiny.cube(["image"], ["org_type"])
    assert answered(cube, 0) == 6  # of eight one does not know and one left it out; Σw is 7
    assert answered(cube, 1) == 7
