from collections import defaultdict

import pytest

from tests.conformance import every_row

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
