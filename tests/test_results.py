"""What README and docs say of speed is what ``benchmarks/results.md`` says."""

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks import results
from benchmarks.blocks import blocks_of, joined
from benchmarks.engine import FLAT, Shape, exponent, flat, make_people
from benchmarks.measuring import HEAD, Line

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "benchmarks/results.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
# The page of exact tests is seconds, which its own script writes.
DOCS = [path for path in sorted((ROOT / "docs").glob("*.md")) if path.name != "exact.md"]
SAYS_HOW_LONG = re.compile(
    r"\d[\d.,]*[- ](?:ms|s|MiB|GiB|MB|GB|seconds?|minutes?|hours?)\b"
)
A_BOUND = "finds possible has 2 seconds; what takes longer"  # how long a reader is given


def test_the_readme_says_what_was_measured():
    assert results.with_told(README, PAGE) == README


@pytest.mark.parametrize("path", [ROOT / "README.md", *DOCS])
def test_nothing_else_is_said_of_how_long_something_takes(path):
    text = path.read_text("utf-8").replace(results.told(PAGE), "").replace(A_BOUND, "")
    assert SAYS_HOW_LONG.findall(text) == []


def test_every_block_stands_on_the_page_with_what_it_was_measured_with():
    blocks = blocks_of(PAGE)
    assert [*blocks] == [*results.BLOCKS]
    for text in blocks.values():
        assert re.match(
            r"\d{4}-\d\d-\d\d, itperception at .+; duckdb .+, load before", text
        )


def test_ratios_are_those_of_the_lines():
    groups: dict = {}
    for line in results.lines_of(PAGE).values():
        groups.setdefault(line.what, []).append(line)
    for first, *others in groups.values():
        for line in others:
            assert line.ratio == pytest.approx(line.seconds / first.seconds, rel=0.2)


def test_a_line_is_read_as_it_was_written():
    line = Line("100 tables, 1,000", "svy, test", 1234.0, 0.25, 2048.0, 5)
    assert Line.read(str(line)) == line
    assert HEAD.splitlines()[0].count("|") == str(line).count("|")


def test_a_block_that_was_not_run_stays():
    page = joined(["# Title"], {"One": "a", "Two": "b"}, ("One", "Two"))
    assert joined(
        ["# Title"], blocks_of(page) | {"Two": "c"}, ("One", "Two")
    ) == page.replace("b\n", "c\n")


def test_the_exponent_is_that_of_a_power_and_flat_ends_where_the_cost_rises():
    points = np.array([1, 10, 100])
    assert exponent(points, 3 * points**0.5) == pytest.approx(0.5)
    assert flat(points, [1, FLAT, FLAT + 0.1]) == 10


def test_people_have_the_shape_that_was_asked_for():
    made = make_people(
        Shape(people=2_000, items=3, banners=2, answers=7, groups=3, strata=4)
    )
    assert made[["q1", "q2", "q3"]].nunique().tolist() == [7] * 3
    assert made[["b1", "b2"]].nunique().tolist() == [3] * 2
    assert made["_stratum"].nunique() == 4 and (made["_weight"] > 0).all()
