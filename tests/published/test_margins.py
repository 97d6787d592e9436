from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from itperception.errors import ItPerceptionError
from itperception.published.feasible import figure_counts
from itperception.published.margins import TYPES, item_tables, type_sizes


def test_sizes_are_the_nearest_to_thirds_of_all_that_fit(study):
    by_type = {name: [f for f in study if f.group == name and f.is_share] for name in TYPES}

    def fits(sizes):
        pairs = zip(by_type.values(), sizes, strict=True)
        return all(figure_counts(f, size) for figures, size in pairs for f in figures)

    near = [(a, b, 156 - a - b) for a, b in product(range(40, 65), repeat=2)]
    least = min(sum((x - 52) ** 2 for x in sizes) for sizes in near if fits(sizes))
    sizes = tuple(type_sizes(study, 156).values())
    assert sum(sizes) == 156 and fits(sizes)
    assert sum((x - 52) ** 2 for x in sizes) == least


def test_sizes_that_no_percentage_allows_are_refused(study):
    with pytest.raises(ItPerceptionError, match="no sizes of the types at n = 20"):
        type_sizes(study, 20)


def test_counts_that_contradict_each_other_are_refused(study):
    too_many = replace(study[3], low=Fraction(9, 10), high=Fraction(1))
    with pytest.raises(ItPerceptionError, match="no counts of 'image' among 156 people"):
        item_tables([study[0], study[2], too_many], dict.fromkeys(TYPES, 52))


def test_the_answers_of_each_type_add_up_to_its_size(study):
    shares = [figure for figure in study if figure.is_share]
    sizes = type_sizes(shares, 156)
    for table in item_tables(shares, sizes).values():
        sums = tuple(map(sum, zip(*table.values(), strict=True)))
        assert sums == tuple(sizes.values())


def test_without_a_claim_a_count_is_divided_in_proportion(study):
    website = [figure for figure in study if figure.id == "own_website"]
    sizes = dict(zip(TYPES, (78, 39, 39), strict=True))
    assert item_tables(website, sizes)["practice.own_website"]["selected"] == (15, 7, 8)
