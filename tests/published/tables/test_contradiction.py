from fractions import Fraction
from random import Random

import pytest

from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Group, Study
from itperception.published.tables.contradiction import contradiction, possible_together

SHARE = {"row": "1", "item": "image", "label": "", "kind": "percent"}
WORST_TO_BEST = {"image": {"poor": 1, "fair": 2, "good": 3}}


def percent(name: str, printed: int, base: int | None = 20, **more) -> Figure:
    ends = {"low": Fraction(2 * printed - 1, 200), "high": Fraction(2 * printed + 1, 200)}
    made = {"categories": tuple(name.split("|")), "base": base, **SHARE, **ends, **more}
    return Figure(
        id=f"{name} {more.get('group', '')}".strip(), printed=f"{printed} %", **made
    )


def mean(low: str, high: str, base: int = 20) -> Figure:
    ends = {"low": Fraction(low), "high": Fraction(high)}
    return Figure(id="mean", printed=low, **{**SHARE, "kind": "mean", "base": base, **ends})


def found(*figures: Figure, answers=None, **options) -> list[str]:
    study = Study(name="s", figures=figures, answers=answers or {})
    told = contradiction(study, **options)
    return [figure.id for figure in told.figures] if told else []


def test_a_percentage_that_no_count_has_contradicts_itself():
    assert found(percent("good", 55), percent("poor", 61)) == ["poor"]


def test_a_distribution_of_more_than_everybody_is_impossible_as_a_whole():
    parts = percent("good", 35), percent("fair", 35), percent("poor", 35)
    assert found(*parts) == ["good", "fair", "poor"]


def test_a_distribution_of_less_than_everybody_needs_all_answers_to_be_known():
    parts = percent("good", 50), percent("poor", 45)
    assert found(*parts) == []
    assert found(*parts, answers={"image": ("good", "poor")}) == ["good", "poor"]


def test_a_net_smaller_than_its_part_is_found():
    assert found(percent("good", 50), percent("good|fair", 45)) == ["good", "good|fair"]


def test_a_mean_is_held_against_the_distribution():
    figures = percent("poor", 50), mean("2.6", "2.7")
    assert found(*figures) == []
    assert found(*figures, scores=WORST_TO_BEST) == ["poor", "mean"]


def test_a_mean_that_no_sum_of_scores_has_contradicts_itself():
    """3.45 of 28 people: no whole number of points (Brown and Heathers 2017, GRIM)."""
    printed = mean("3.445", "3.455", 28)
    assert found(printed, scores={"image": dict(zip("abcde", range(1, 6), strict=True))})


def test_groups_must_add_up_to_everybody():
    groups = {name: Group(id=name, sizes=range(20, 21)) for name in ("a", "b")}
    groups["all"] = Group(id="all", sizes=range(40, 41))
    figures = (percent("good", 50, 40), *(percent("good", 55, group=g) for g in "ab"))
    study = Study(name="s", figures=figures, groups=groups, parts=("a", "b"))
    assert contradiction(study).figures == figures
    assert possible_together(study, figures[:2])


def test_two_items_must_suit_the_same_unknown_group():
    """A third is possible of 3, 6, 9; three quarters of 4, 8, 12 people: of 12 only."""
    third = {"low": Fraction(1, 3), "high": Fraction(1, 3)}
    first = percent("good", 33, None, **third)
    second = percent("yes", 75, None, item="web", low=Fraction(3, 4), high=Fraction(3, 4))
    assert found(first, second, most=12) == []
    assert found(first, second, most=11) == ["good", "yes"]


@pytest.mark.parametrize("seed", range(40))
def test_without_any_one_figure_there_is_no_contradiction(seed):
    random, nets = Random(seed), ["good", "fair", "poor", "good|fair", "fair|poor"]
    figures = [percent(net, 5 * random.randrange(2, 15)) for net in nets]
    study = Study(name="s", figures=tuple(figures))
    told = contradiction(study)
    assert (told is None) == possible_together(study)
    for figure in told.figures if told else ():
        assert possible_together(study, [f for f in told.figures if f is not figure])


def test_a_contradiction_names_its_figures():
    told = contradiction(Study(name="s", figures=(percent("good", 61),)))
    assert told.explain() == "Impossible by itself: good: 61 % of 20."
