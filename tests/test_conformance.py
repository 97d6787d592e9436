from collections import defaultdict
from importlib import import_module

import pytest

from tests.conformance import every_row
from tests.conformance.names import OURS, function_of

FEWEST = 300
ROWS = defaultdict(list)
for area, found in every_row():
    ROWS[area, found.quantity].append(found)


@pytest.mark.parametrize("group", ROWS, ids=": ".join)
def test_ours_is_what_r_computed(group):
    off = [row for row in ROWS[group] if not row.difference <= row.tolerance]

    assert not off


def test_there_are_hundreds_of_values():
    assert sum(len(rows) for rows in ROWS.values()) >= FEWEST


def test_what_of_ours_computes_a_quantity_is_named_and_is_there():
    named = {function_of(*row) for row in ROWS}

    assert named == {home for starts in OURS.values() for home in starts.values()}
    for home in named:
        module, _, name = home.rpartition(".")
        inside = (
            module
            if module.startswith("itperception")
            else f"itperception.inference.{module}"
        )
        assert hasattr(import_module(inside), name), home
