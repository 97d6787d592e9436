from fractions import Fraction
from random import Random

import pytest

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Group, Study
from itperception.published.tables.contradiction import contradiction, possible_together
from itperception.published.tables.joint import Joint
from tests.cases import each

SHARE = {"row": "1", "item": "image", "label": "", "kind": "percent"}


def percent(name: str, printed: int, base: int | None = 20, **more) -> Figure:
    ends = {"low": Fraction(2 * printed - 1, 200), "high": Fraction(2 * printed + 1, 200)}
    made = {"categories": tuple(name.split("|")), "base": base, **SHARE, **ends, **more}
    return Figure(
        id=f"{name} {more.get('group', '')}".strip(), printed=f"{printed} %", **made
    )


def found(*figures: Figure, answers=None) -> list[str]:
    study = Study(name="s", figures=figures, answers=answers or {})
    told = contradiction(study)
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
    for most, expected in ((12, None), (11, (first, second))):
        groups = {"all": Group(id="all", sizes=range(1, most + 1))}
        told = contradiction(Study(name="s", figures=(first, second), groups=groups))
        assert (told and told.figures) == expected


def test_every_figure_that_is_impossible_alone_is_named():
    told = contradiction(
        Study(
            name="s", figures=(percent("good", 61), percent("fair", 5), percent("poor", 33))
        )
    )
    assert [figure.id for figure in told.named] == ["good", "poor"]
    assert "61 %" in told.explain() and "33 %" in told.explain()


@pytest.mark.parametrize("n", [1300, 1301, 1500, 5000])
def test_a_part_of_more_than_a_thousand_sizes_is_looked_at_whole(n):
    """All but 300 people are one part; two thirds of them say so."""
    two_thirds = {"low": Fraction(2, 3) - Fraction(1, 500), "high": Fraction(2, 3)}
    groups = {"all": Group(id="all", sizes=range(n, n + 1)),
              "a": Group(id="a", sizes=range(300, 301)), "b": Group(id="b")}  # fmt: skip
    figures = (percent("good", 40, None, group="a"),
               percent("good", 67, None, group="b", **two_thirds))  # fmt: skip
    study = Study(name="s", figures=figures, groups=groups, parts=("a", "b"))
    fits = any(
        2 * (n - 300) >= 3 * k >= 2 * (n - 300) - 0.006 * (n - 300) for k in range(n)
    )
    assert (contradiction(study) is None) == fits


def test_a_share_of_two_decimals_without_n_is_possible_beyond_a_thousand():
    """50.04 % is 1,113 people's: 557; no smaller number's, as trying each shows."""
    ends = {"low": Fraction("0.50035"), "high": Fraction("0.50045")}
    near = {n: range(n // 2, n // 2 + 2) for n in range(1, 3000)}
    smallest = next(n for n in near if any(0.50035 <= k / n <= 0.50045 for k in near[n]))
    figure = percent("good", 50, None, **ends)
    assert found(figure) == [] and smallest == 1113
    study = Study(name="s", figures=(figure,))
    assert Joint(study).counts("image", (), ("all",))[0, 0, 0] == smallest


def test_a_search_that_was_cut_short_is_not_called_impossible():
    """Just below 1 in 60,001: the smallest base would be 60,002."""
    ends = {"low": Fraction(1, 60_003), "high": Fraction(1, 60_002)}
    figure = percent("good", 0, None, **ends)
    with pytest.raises(ItPerceptionError, match=r"not known.*say how many"):
        found(figure)
    with pytest.raises(ItPerceptionError, match=r"not known.*say how many"):
        Joint(Study(name="s", figures=(figure,))).counts("image", (), ("all",))


@pytest.mark.parametrize("seed", range(40))
def test_what_is_impossible_at_the_common_denominator_is_so_at_every_base(seed):
    """Answers that exclude each other: with no base up to a thousand, none up to 2,400."""
    rng = Random(seed)
    lows = [rng.randint(0, 7) for _ in "abc"]
    twelfths = [(low, low + rng.randint(0, 1)) for low in lows]
    made = [percent(name, 0, None, low=Fraction(low, 12), high=Fraction(high, 12))
            for name, (low, high) in zip("abc", twelfths, strict=True)]  # fmt: skip
    brute = any(
        sum(-(-low * n // 12) for low, _ in twelfths) <= n
        and all(12 * -(-low * n // 12) <= high * n for low, high in twelfths)
        for n in range(1, 2401)
    )
    assert (found(*made) == []) == brute


@each("seed", range(40))
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
    told = told.explain()
    assert told == "Impossible by itself: good: 61 % of 20 (possible if 18 answered)."
