import numpy as np
import pytest

from benchmarks.disclosure_attack import NONE, Attack, Release, every_atom, judged
from benchmarks.disclosure_waves import KINDS, draw, only_small
from itperception.counting.crosstab import Crosstab
from itperception.counting.cube import Cube
from itperception.counting.disclosure import DisclosureRule, protect
from itperception.survey.codebook import NO_ANSWER, Category, Dimension

RULE = DisclosureRule(minimum_base=15)


def dimension(name: str, answers: int) -> Dimension:
    categories = tuple(
        Category.model_construct(id=f"{name}{k}", label={"en": name}, kind="answer")
        for k in range(answers)
    )
    return Dimension(name, {"en": name}, {"en": name}, (*categories, NO_ANSWER), False)


COUNTS = np.array([[6, 12, 20, 0], [3, 9, 15, 0], [0, 0, 0, 0]], float)


def tables() -> list[Crosstab]:
    parts = dimension("item", 2), dimension("banner", 3)
    cells = np.stack([COUNTS] * 3)
    return [
        Crosstab.from_cube(Cube(parts, cells, False)),
        Crosstab.from_cube(Cube(parts[:1], cells.sum(axis=2), False)),
    ]


def attacked(publish) -> Attack:
    releases = [Release(publish(table), table) for table in tables()]
    atoms = every_atom(tables(), {})
    return Attack(releases, atoms[atoms["banner"] != NONE])  # everybody is in a column


def test_total_less_the_other_columns_is_the_hidden_one():
    found = judged(attacked(lambda t: only_small(t, RULE)).intervals(), 3)
    assert found["low"].tolist() == found["high"].tolist() == [6, 3]
    assert found["recovered"].all()


def test_with_a_second_column_hidden_the_first_may_be_anything():
    found = attacked(protect(tables(), RULE).apply).intervals()
    first = found[found["column"] == "banner0"].set_index("category")
    assert (first["high"] - first["low"] >= 3).all()


def test_what_is_published_holds_of_the_respondents_it_was_made_from():
    wave = draw(np.random.default_rng(5), "overlapping", weighted=False)
    found = wave.attacks(RULE)[1].intervals()  # small columns only: nearly all is known
    known = found[found["low"] == found["high"]]
    assert len(known) and (known["low"] == known["count"]).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weighted", [False, True])
def test_no_hidden_cell_of_a_random_wave_is_recovered(kind, weighted):
    rng = np.random.default_rng([20, KINDS.index(kind), weighted])
    wave = draw(rng, kind, weighted=weighted)
    found = judged(wave.attacks(RULE)[0].intervals(), RULE.protection)
    assert not found["recovered"].any()
    assert found["enough"].all()


def test_without_a_second_column_the_same_attack_recovers_cells():
    rng, recovered = np.random.default_rng(21), 0
    for kind in ("overlapping", "filter"):
        attack = draw(rng, kind, weighted=False).attacks(RULE)[1]
        recovered += judged(attack.intervals(), RULE.protection)["recovered"].sum()
    assert recovered > 0
