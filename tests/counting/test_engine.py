import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

import duckdb
import numpy as np
import pandas as pd
import pytest

from itperception.counting import engine, queries
from itperception.counting.atoms import Atoms
from itperception.counting.engine import count
from itperception.counting.queries import _database, run
from itperception.errors import ItPerceptionError
from itperception.survey.respondents import check_wave
from itperception.survey.waves import open_wave
from itperception.terms.category import Category
from itperception.terms.dimension import Dimension


def test_counts_equal_a_slow_recount(tiny, root):
    codes = check_wave(open_wave("tiny", root))

    cube = tiny.cube(["performance"], ["org_type"])

    for (row, column), group in codes.groupby(["performance", "org_type"]):
        w = group["_weight"]
        np.testing.assert_allclose(
            cube.cells[:, row, column], [len(group), w.sum(), (w**2).sum()]
        )
    assert cube.cells[0].sum() == 8


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("held", [1, 10**6])  # an item at a time, all
@pytest.mark.parametrize("cells", [1, 60, 10**6])  # each banner by itself, two, all at once
def test_a_book_counted_at_once_is_that_counted_one_by_one(
    tiny, monkeypatch, cells, held, weighted
):
    monkeypatch.setattr(engine, "LARGEST_JOINT", cells)
    monkeypatch.setattr(engine, "LARGEST_BOOK", held)
    how = {"where": {"org_type": ["internal", "group_owned"]}, "weighted": weighted}
    items, banners = ["image", "why"], ["org_type", "why", "org_type/performance"]

    together = tiny.cubes(items, **how) | tiny.cubes(items, banners, **how)

    assert len(together) == 2 * (1 + 3) - 1  # not by itself
    for (item, banner), cube in together.items():
        alone = tiny.cube([item], [banner] if banner else [], **how)
        assert cube.dimensions == alone.dimensions
        assert cube.is_weighted == alone.is_weighted
        np.testing.assert_allclose(cube.cells, alone.cells, rtol=1e-12)


def test_a_book_of_many_has_the_sums_of_a_group_by_to_the_last_bit(tmp_path, monkeypatch):
    rng, path = np.random.default_rng(4), tmp_path / "people.parquet"
    monkeypatch.setattr(queries, "_VECTORS", 1)  # 2,048 lines at a time
    named = {name: pd.array(rng.choice([0, 1, 2], 9_999), "Int16") for name in ("w", "b")}
    named["w"][::7] = pd.NA
    people = pd.DataFrame(named).assign(weight=np.exp(rng.normal(size=9_999)))
    duckdb.from_df(people).write_parquet(str(path))
    answers = tuple(
        Category.model_construct(id=f"c{k}", label={"en": ""}) for k in range(4)
    )
    q, b = (Dimension(name, {"en": ""}, {"en": ""}, answers, False) for name in ("w", "b"))

    found = engine.count_book(path, [q], [b], weight="weight")
    found |= engine.count_book(path, [q], weight="weight")

    np.testing.assert_array_equal(
        found["w", "b"].cells, count(path, [q], [b], weight="weight").cells
    )
    np.testing.assert_array_equal(
        found["w", None].cells, count(path, [q], weight="weight").cells
    )


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
    people = pd.DataFrame(rng.integers(0, 4, (5000, 2)), columns=["a", 'odd "name"'])
    duckdb.from_df(people).write_parquet(str(tmp_path / "people.parquet"))
    answers = tuple(Category(id=f"c{k}", label="x") for k in range(4))
    sides = [Dimension(name, {"en": name}, {"en": ""}, answers, False) for name in people]

    cube = count(tmp_path / "people.parquet", sides)

    slow = pd.crosstab(people["a"], people['odd "name"'])
    np.testing.assert_array_equal(cube.cells[0], slow.to_numpy())


TOTAL = "SELECT sum(a) AS total FROM read_parquet(?)"


def written(path, a):
    duckdb.from_df(pd.DataFrame({"a": a})).write_parquet(str(path))
    return [str(path)]


def test_a_file_written_anew_is_read_anew_though_size_and_time_are_the_same(tmp_path):
    path = tmp_path / "people.parquet"
    first = run(TOTAL, written(path, [0, 5, 8]))["total"]
    before = path.stat()

    again = written(path, [0, 6, 8])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert path.stat().st_size == before.st_size
    assert [first, run(TOTAL, again)["total"]] == [13, 14]


def test_the_engine_is_opened_once_and_asked_by_many_threads_at_a_time(
    tmp_path, monkeypatch
):
    opened, connect = [], duckdb.connect
    monkeypatch.setattr(
        duckdb, "connect", lambda **how: opened.append(how) or connect(**how)
    )
    _database.cache_clear()
    files = [written(tmp_path / f"{k}.parquet", np.arange(k + 2)) for k in range(40)]

    run(TOTAL, files[0])
    with ThreadPoolExecutor(4) as pool:
        totals = [int(found["total"][0]) for found in pool.map(partial(run, TOTAL), files)]

    assert totals == [k * (k + 1) // 2 for k in range(1, 41)]
    assert len(opened) == 1


def test_a_slow_query_prints_nothing():
    told = run("SELECT current_setting('enable_progress_bar') AS shown", [])

    assert told["shown"].tolist() == [False]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_process_counts_with_an_engine_of_its_own(tmp_path):
    people = written(tmp_path / "people.parquet", np.arange(9))
    own = run(TOTAL, people)["total"]

    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        child = pool.submit(run, TOTAL, people).result(timeout=60)["total"]

    assert [child, own, run(TOTAL, people)["total"]] == [36, 36, 36]


def test_a_file_may_have_columns_named_as_the_engine_names_its_own(tmp_path, rng):
    names = ["x", "y", "d0", "d1", "w"]
    people = pd.DataFrame(rng.integers(0, 3, (300, 5)), columns=names)
    duckdb.from_df(people).write_parquet(str(tmp_path / "people.parquet"))
    answers = tuple(Category(id=f"c{k}", label="x") for k in range(3))
    sides = [Dimension(name, {"en": name}, {"en": ""}, answers, False) for name in names]

    cube = count(tmp_path / "people.parquet", sides[:1], sides[1:2], weight="w")

    slow = people.groupby(["x", "y"])["w"].agg(["size", "sum"])
    np.testing.assert_array_equal(cube.cells[0].ravel(), slow["size"])
    np.testing.assert_array_equal(cube.cells[1].ravel(), slow["sum"])


@pytest.mark.parametrize("code", [-1, 2, 9])  # 2: that of an answer more
@pytest.mark.parametrize("name", ["x", "y"])
def test_a_code_that_the_codebook_does_not_have_is_refused_and_not_put_elsewhere(
    tmp_path, name, code
):
    path = tmp_path / "people.parquet"
    people = pd.DataFrame({"x": [0, 1, None], "y": [1, 0, 1]}, dtype="Int16")
    duckdb.from_df(people.replace({name: {1: code}})).write_parquet(str(path))
    answers = tuple(Category(id=f"c{k}", label="x") for k in range(2))
    x, y = (Dimension(one, {"en": one}, {"en": ""}, answers, False) for one in "xy")

    for counted in (count, engine.count_book):
        with pytest.raises(
            ItPerceptionError, match=rf"{name} has the code {code}, .* 2 categ"
        ):
            counted(path, [x], [y])


def test_groups_are_told_apart_whatever_a_banner_is_called(tmp_path, rng):
    names = ["b1", "b0", "a0", "n"]
    people = pd.DataFrame(rng.integers(0, 3, (300, 4)), columns=names)
    duckdb.from_df(people).write_parquet(str(tmp_path / "people.parquet"))
    answers = tuple(Category(id=f"c{k}", label="x") for k in range(3))
    banners = [Dimension(name, {"en": name}, {"en": ""}, answers, False) for name in names]

    atoms = Atoms.count(tmp_path / "people.parquet", banners, ["n"])

    slow = people.groupby(names).size()
    assert list(map(tuple, atoms.codes.T)) == list(slow.index)
    np.testing.assert_array_equal(atoms.people, slow)
