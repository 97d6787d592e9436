"""All answers of a question: ranked where they may stand, with everything in print."""

import numpy as np
import pytest

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.inference.sizes.dominance import probability_of_superiority
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.tables.atoms import ranking
from itperception.published.verdicts.distributions import tables_with_margins
from itperception.published.verdicts.verdicts import judge_claim
from tests.cases import each
from tests.published.tables.test_fixed_margins import column_by_column


def two_groups(answers=(), **shares):
    """Return two groups of ten with shares of their answers, and a claim on all of them."""
    figures = [{"id": f"{group}{answer}", "item": "i", "group": group, "printed": printed,
                "categories": [answer]}
               for group, own in shares.items() for answer, printed in own.items()]  # fmt: skip
    told = {"n": 20, "parts": [*shares], "groups": dict.fromkeys(shares, 10)}
    if answers:
        told["answers"] = {"i": list(answers)}
    study = study_of({**told, "figures": figures})
    names = tuple(figure["id"] for figure in figures)
    return study, StudyClaim(id="c", text="", kind="distribution", figures=names)


FIRST, SECOND = {"good": "60 %", "poor": "20 %"}, {"good": "20 %", "poor": "60 %"}


def superiority(*rows):
    return probability_of_superiority(np.array(rows)).effect_size


def test_an_answer_that_is_not_printed_stands_in_every_place():
    verdict = judge_claim(*two_groups(a=FIRST, b=SECOND))
    ways = [superiority((2, 2), (6, 2), (2, 6)), superiority((6, 2), (2, 2), (2, 6)),
            superiority((6, 2), (2, 6), (2, 2))]  # fmt: skip
    line = verdict.quantities.set_index("quantity").loc["superiority"]
    assert (line["low"], line["high"]) == pytest.approx((min(ways), max(ways)), rel=1e-12)
    assert any("ranked in any place" in told for told in verdict.assumptions)


@pytest.mark.parametrize("scale", [("good", "fair", "poor"), ("good", "poor", "fair")])
def test_a_declared_answer_that_is_not_printed_has_its_place(scale):
    verdict = judge_claim(*two_groups(scale, a=FIRST, b=SECOND))
    counts = {"good": (6, 2), "fair": (2, 2), "poor": (2, 6)}
    line = verdict.quantities.set_index("quantity").loc["superiority"]
    expected = superiority(*(counts[answer] for answer in scale))
    assert (line["low"], line["high"]) == pytest.approx((expected, expected), rel=1e-12)
    assert verdict.number == 1


def test_answers_not_in_print_are_one_row_where_rank_does_not_matter():
    rows = ranking([("b",), ("d",)], (), tuple("abcde"))
    assert rows.rows == (("a",), ("b",), ("c",), ("d",), ("e",))
    counts = np.arange(10).reshape(1, 5, 2)
    assert rows.merged(counts).tolist() == [[[0 + 4 + 8, 1 + 5 + 9], [2, 3], [6, 7]]]
    neighbours = ranking([("a",), ("d", "e")], (), tuple("abcde")).rows
    assert neighbours == (("a",), ("b", "c"), ("d", "e"))


def test_too_many_answers_without_a_place_are_refused():
    nets = [(answer,) for answer in "abcdefg"]
    with pytest.raises(ItPerceptionError, match="declare all answers of the item in order"):
        ranking(nets, ("a",))


def test_a_test_of_groups_is_none_of_two_questions_of_the_same_people():
    figures = [{"id": item, "item": item, "printed": "50 %", "categories": ["yes"]}
               for item in "pq"]  # fmt: skip
    claim = StudyClaim(id="c", text="", kind="paired_distribution", figures=("p", "q"),
                       options={"test": "pearson_p"})  # fmt: skip
    with pytest.raises(UnknownNameError, match="mean_score_p"):
        judge_claim(study_of({"n": 10, "figures": figures}), claim)


@each("seed", range(10))
def test_the_tables_of_margins_are_all_there_are(seed):
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 4, (3, 3))
    rows, columns = table.sum(1), table.sum(0)
    which, tables = tables_with_margins(rows[None], columns[None], 100_000)
    assert len(np.unique(tables, axis=0)) == column_by_column(rows, columns)
    assert (tables.sum(2) == rows).all() and (tables.sum(1) == columns).all()
    assert not which.any() and tables.min() >= 0


def test_two_questions_of_different_people_are_refused():
    figures = [{"id": f"{item}{group}", "item": item, "group": group, "printed": "50 %",
                "categories": ["yes"]} for item, group in (("p", "a"), ("q", "b"))]  # fmt: skip
    claim = StudyClaim(id="c", text="", kind="paired_distribution", figures=("pa", "qb"))
    with pytest.raises(ItPerceptionError, match="two items, of the same people"):
        judge_claim(study_of({"n": 10, "figures": figures}), claim)
