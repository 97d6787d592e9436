"""Every value that R computed is ours too, and docs/conformance.csv lists each of them."""

import csv
from collections import Counter
from importlib import import_module

import pytest

from tests.conformance import AREAS, rows_of
from tests.conformance.__main__ import DOCS
from tests.conformance.names import OURS, function_of


@pytest.mark.parametrize("area", AREAS)
def test_ours_is_what_r_computed_and_the_docs_list_it(area):
    rows = rows_of(area)
    with (DOCS / "conformance.csv").open(encoding="utf-8", newline="") as file:
        listed = [line["quantity"] for line in csv.DictReader(file) if line["area"] == area]

    assert [row for row in rows if not row.difference <= row.tolerance] == []
    assert Counter(row.quantity for row in rows) == Counter(
        listed
    )  # python -m tests.conformance


def test_what_of_ours_computes_a_quantity_is_named_and_is_there():
    with (DOCS / "conformance.csv").open(encoding="utf-8", newline="") as file:
        named = {function_of(r["area"], r["quantity"]) for r in csv.DictReader(file)}

    assert named == {home for starts in OURS.values() for home in starts.values()}
    for home in named:
        module, _, name = home.rpartition(".")
        inside = (
            module
            if module.startswith("itperception")
            else f"itperception.inference.{module}"
        )
        assert hasattr(import_module(inside), name), home
