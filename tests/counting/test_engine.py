import numpy as np
import pandas as pd

from itperception.survey.respondents import check_wave
from itperception.survey.waves import open_wave


def test_counts_equal_a_slow_recount(tiny, root):
    codes = check_wave(open_wave("tiny", root))

    cube = tiny.cube(["performance"], ["org_type"])

    for (row, column), group in codes.groupby(["performance", "org_type"]):
        w = group["_weight"]
        np.testing.assert_allclose(
            cube.cells[:, row, column], [len(group), w.sum(), (w**2).sum()]
        )
    assert cube.cells[0].sum() == 8


def test_who_was_not_asked_is_outside_the_base(tiny):
    assert tiny.cube(["why"]).cells[0].sum() == 2


def test_who_was_not_asked_the_banner_stays_in_the_base(tiny):
    cube = tiny.cube(["image"], ["why"])

    assert cube.cells[0].sum() == 8
    assert cube.cells[0, :, -1].sum() == 7


def test_a_filter_keeps_only_its_answers(tiny):
    cube = tiny.cube(["image"], where={"org_type": ["internal", "group_owned"]})

    assert cube.cells[0].tolist() == [1, 1, 2, 1, 0]


def test_without_weights_every_person_counts_once(tiny):
    cube = tiny.cube(["image"], weighted=False)

    np.testing.assert_array_equal(cube.cells[0], cube.cells[1])
    assert not cube.is_weighted


def test_counts_are_those_of_pandas_on_many_respondents(tmp_path, rng):
    import duckdb

    from itperception.counting.engine import count
    from itperception.survey.codebook import Category, Dimension

    people = pd.DataFrame(rng.integers(0, 4, (5000, 2)), columns=["a", 'odd "name"'])
    duckdb.from_df(people).write_parquet(str(tmp_path / "people.parquet"))
    answers = tuple(Category(id=f"c{k}", label="x") for k in range(4))
    sides = [Dimension(name, {"en": name}, {"en": ""}, answers, False) for name in people]

    cube = count(tmp_path / "people.parquet", sides)

    slow = pd.crosstab(people["a"], people['odd "name"'])
    np.testing.assert_array_equal(cube.cells[0], slow.to_numpy())
