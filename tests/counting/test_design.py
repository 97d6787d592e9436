from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pytest

from itperception.counting.design import DesignCube, sampling_fractions
from itperception.counting.design_bases import effective_bases
from itperception.counting.design_engine import (
    count_design,
    count_joint_weights,
    count_patterns,
    design_of,
)
from itperception.counting.engine import count
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.terms.category import Category
from itperception.terms.dimension import Dimension

ANSWERS, GROUPS = 4, 3
# Domains of units, weights of 0, and strata of unlike size.
PEOPLE = pd.DataFrame(
    np.random.default_rng(2013).integers(0, [5, 4, 3, 6, 4], (400, 5)),
    columns=["y", "g", "s", "c", "w"],
).assign(N=lambda d: 200.0 + 50 * d["s"])


# Yes/no questions, one of them not answered by all.
TOLD = [f"option{k}" for k in range(70)]
MANY = PEOPLE.join(
    pd.DataFrame(np.random.default_rng(1).integers(0, 2, (400, 70)), columns=TOLD)
).assign(option1=PEOPLE["y"] % 3)


def dimension(name, categories):
    made = tuple(Category(id=f"{name}{k}", label="x") for k in range(categories))
    silent = Category(id="none", label="x", kind="no_answer")
    return Dimension(name, {"en": name}, {"en": ""}, (*made, silent), False)


def cube(people=PEOPLE, clustered=True, **options):
    return DesignCube.from_codes(
        people["y"], people["g"], weight=people["w"], stratum=people["s"],
        cluster=people["c"] if clustered else None, **options,
    )  # fmt: skip


def slow_covariance(people, clustered, sizes=None):
    """Add up the deviations of unit totals, respondent by respondent."""
    unit = people["c"] if clustered else pd.Series(range(len(people)), people.index)
    cells = pd.get_dummies(people["y"] * 4 + people["g"]).mul(people["w"], axis=0)
    total = 0.0
    for stratum, inside in people.groupby("s"):
        totals = cells.loc[inside.index].groupby(unit[inside.index]).sum()
        about, n = (totals - totals.mean()).to_numpy(), len(totals)
        drawn = 0 if sizes is None else n / sizes[stratum]
        total = total + (1 - drawn) * n / (n - 1) * about.T @ about
    return total


@pytest.mark.parametrize("clustered", [True, False])
@pytest.mark.parametrize("sizes", [None, {0: 200.0, 1: 220.0, 2: 400.0}])
def test_the_covariance_is_that_of_a_slow_sum(clustered, sizes):
    fpc = None if sizes is None else PEOPLE["s"].map(sizes)

    found = cube(clustered=clustered, fpc=fpc).covariance()

    np.testing.assert_allclose(found, slow_covariance(PEOPLE, clustered, sizes), atol=1e-9)


def test_each_respondent_a_cluster_is_no_clusters():
    alone = cube(PEOPLE.assign(c=range(len(PEOPLE))))

    np.testing.assert_allclose(
        alone.covariance(), cube(clustered=False).covariance(), atol=1e-9
    )


@pytest.mark.parametrize("clustered", [True, False])
def test_a_domain_keeps_the_units_that_hold_nobody_of_it(clustered):
    whole = cube(clustered=clustered)
    cells = np.arange(20).reshape(5, 4)[:2, 1:].ravel()

    domain = whole.take(range(2), range(1, 4))

    assert domain.units.tolist() == whole.units.tolist()
    expected = whole.covariance()[np.ix_(cells, cells)]
    np.testing.assert_allclose(domain.covariance(), expected, atol=1e-12)


@pytest.mark.parametrize("clustered", [True, False])
def test_who_is_outside_the_table_is_a_zero_and_not_missing(clustered):
    outside = PEOPLE.assign(y=PEOPLE["y"].where(PEOPLE["y"] < 3, -1))

    np.testing.assert_allclose(
        cube(outside, clustered, shape=(3, 4)).covariance(),
        cube(clustered=clustered).take(range(3)).covariance(), atol=1e-12,
    )  # fmt: skip


def test_the_order_of_respondents_and_the_names_of_clusters_do_not_matter():
    mixed = PEOPLE.sample(frac=1, random_state=1)
    mixed = mixed.assign(c=mixed["c"].map(lambda c: f"place {9 - c}"), s=2 - mixed["s"])

    np.testing.assert_allclose(cube(mixed).covariance(), cube().covariance(), atol=1e-9)


def test_joined_answers_are_counted_as_one():
    nets = cube().merge([0, 1], [4])
    recoded = PEOPLE["y"].map({0: 0, 1: 0, 2: -1, 3: -1, 4: 1})

    expected = cube(PEOPLE.assign(y=recoded))

    np.testing.assert_allclose(nets.totals, expected.totals)
    np.testing.assert_allclose(nets.covariance(), expected.covariance(), atol=1e-9)


def test_joined_groups_are_counted_as_one():
    joined = cube().merge([0, 1], groups=[[0, 1, 2], [3]])
    y, g = PEOPLE["y"].clip(upper=2).map({0: 0, 1: 0, 2: -1}), PEOPLE["g"] // 3

    expected = cube(PEOPLE.assign(y=y, g=g))

    np.testing.assert_allclose(joined.totals, expected.totals)
    np.testing.assert_allclose(joined.covariance(), expected.covariance(), atol=1e-9)


def test_without_clusters_a_column_is_worth_kish_s_base():
    by_group = PEOPLE["w"].groupby(PEOPLE["g"])

    found = effective_bases(cube(clustered=False))

    expected = by_group.sum() ** 2 / by_group.agg(lambda w: (w**2).sum())
    np.testing.assert_allclose(found, expected)


def test_where_all_say_the_same_a_column_is_worth_its_clusters():
    people = PEOPLE.assign(y=0)
    voices = people.groupby(["g", "s", "c"])["w"].sum()

    found = effective_bases(cube(people))

    expected = voices.groupby("g").sum() ** 2 / (voices**2).groupby("g").sum()
    np.testing.assert_allclose(found, expected)


def test_turned_round_the_same_cells_vary_together():
    turned = cube().transposed()
    places = np.arange(20).reshape(5, 4).T.ravel()

    expected = cube().covariance()[np.ix_(places, places)]
    np.testing.assert_allclose(turned.covariance(), expected)


def test_degrees_of_freedom_are_units_in_the_table_less_strata():
    inside = PEOPLE[(PEOPLE["y"] < 2) & (PEOPLE["w"] > 0)]

    units, strata = inside.groupby(["s", "c"]).ngroups, inside["s"].nunique()

    assert cube().take(range(2)).df == units - strata


@pytest.mark.parametrize("how", ["certainty", "average", "adjust"])
def test_a_stratum_of_one_unit_adds_what_was_asked_for(how):
    people = PEOPLE[(PEOPLE["s"] < 2) | (PEOPLE["c"] == 0)]
    others, alone = people[people["s"] < 2], people[people["s"] == 2]

    found = replace(cube(people), single=how).covariance()

    known = cube(others).covariance()
    total = cube(alone).totals.reshape(1, -1)
    expected = {
        "certainty": known,
        "average": known * 3 / 2,
        "adjust": known + total.T @ total,
    }
    np.testing.assert_allclose(found, expected[how], atol=1e-9)


def test_a_stratum_of_one_unit_is_unknown_unless_it_was_a_census():
    people = PEOPLE[(PEOPLE["s"] < 2) | (PEOPLE["c"] == 0)]

    assert np.isnan(cube(people).covariance()).all()
    assert np.isfinite(cube(people, fpc=people["s"] == 2).covariance()).all()


def test_a_finite_population_smaller_than_the_sample_is_refused():
    with pytest.raises(ItPerceptionError, match=r"stratum 2: 9 units .* population of 8;"):
        sampling_fractions([3, 9, 9], [30, 8, 7])


def test_a_census_is_all_of_it_as_a_share_and_as_a_number():
    assert sampling_fractions([10, 10], [1, 10]).tolist() == [1, 1]


def test_an_unknown_treatment_of_single_units_is_named():
    with pytest.raises(UnknownNameError, match="one unit is called 'fail'"):
        replace(cube(), single="fail")


@pytest.fixture
def respondents(tmp_path):
    people = PEOPLE.astype({"y": "Int64", "g": "Int64"})
    people.loc[people["y"] == 4, "y"] = pd.NA
    people.loc[people["g"] == 3, "g"] = pd.NA
    duckdb.from_df(people).write_parquet(str(tmp_path / "people.parquet"))
    return tmp_path / "people.parquet"


@pytest.mark.parametrize("cluster", [None, "c"])
def test_the_engine_counts_what_the_arrays_say(respondents, cluster):
    stub, banner = dimension("y", ANSWERS), dimension("g", GROUPS)

    found = count_design(respondents, stub, banner, weight="w", stratum="s",
                         cluster=cluster, fpc="N").answers()  # fmt: skip

    people = PEOPLE.assign(y=PEOPLE["y"].where(PEOPLE["y"] < 4, -1))
    people["g"] = people["g"].where(people["g"] < 3, -1)
    expected = cube(people, bool(cluster), fpc=PEOPLE["N"], shape=(4, 3))
    np.testing.assert_allclose(found.strata, expected.strata)
    np.testing.assert_allclose(found.covariance(), expected.covariance(), atol=1e-9)
    assert found.df == expected.df


def test_a_file_may_have_columns_named_as_the_engine_names_its_own(respondents, tmp_path):
    own = duckdb.read_parquet(str(respondents)).df()
    names = {"y": "s", "g": "units", "s": "size", "N": "n"}
    renamed = tmp_path / "renamed.parquet"
    duckdb.from_df(own.rename(columns=names)).write_parquet(str(renamed))
    sides = dimension("y", ANSWERS), dimension("g", GROUPS)
    others = dimension("s", ANSWERS), dimension("units", GROUPS)

    found = count_design(respondents, *sides, weight="w", stratum="s", fpc="N")
    again = count_design(renamed, *others, weight="w", stratum="size", fpc="n")

    np.testing.assert_array_equal(again.strata, found.strata)
    np.testing.assert_array_equal(again.covariance(), found.covariance())


def test_the_engine_agrees_with_the_cube_without_a_design(respondents):
    stub, banner = dimension("y", ANSWERS), dimension("g", GROUPS)

    plain = count(respondents, [stub], [banner], weight="w")
    found = count_design(respondents, stub, banner, weight="w")

    np.testing.assert_allclose(found.strata.sum(1), plain.cells)


@pytest.mark.parametrize("fpc", [None, "drawn"])
@pytest.mark.parametrize("where", [{}, {"g": [0, 2]}, {"g": [9]}])
def test_sums_at_hand_tell_the_design_that_is_counted(respondents, tmp_path, fpc, where):
    stub, banner = dimension("y", ANSWERS), dimension("g", GROUPS)
    path = tmp_path / "people.parquet"
    people = duckdb.read_parquet(str(respondents)).project("*, 0.25 AS drawn")
    people.write_parquet(str(path))
    cells = count(path, [stub], [banner], weight="w", where=where).cells

    found = design_of(path, cells, (stub, banner), fpc=fpc)

    counted = count_design(path, stub, banner, weight="w", fpc=fpc, where=where)
    np.testing.assert_allclose(found.strata, counted.strata, rtol=1e-12)
    np.testing.assert_allclose(found.covariance(), counted.covariance(), rtol=1e-12)
    assert (found.units.tolist(), found.df) == (counted.units.tolist(), counted.df)


def test_a_file_that_is_replaced_has_its_own_units(tmp_path):
    stub, path = dimension("y", ANSWERS), tmp_path / "people.parquet"
    for people in (5, 8):
        frame = pd.DataFrame({"y": np.zeros(people, int)})
        duckdb.from_df(frame).write_parquet(str(path))

        assert count_design(path, stub, None).units.tolist() == [people]


def test_a_filter_makes_a_domain(respondents):
    stub, banner = dimension("y", ANSWERS), dimension("g", GROUPS)

    whole = count_design(respondents, stub, banner, stratum="s", cluster="c")
    found = count_design(respondents, stub, banner, stratum="s", cluster="c",
                         where={"g": [0, 2]})  # fmt: skip

    np.testing.assert_allclose(found.take(groups=[0, 2]).covariance(),
                               whole.take(groups=[0, 2]).covariance())  # fmt: skip
    assert found.units.tolist() == whole.units.tolist()
    assert found.counts[:, 1].sum() == 0


def test_each_weight_is_counted_by_itself(respondents):
    stub, banner = dimension("y", ANSWERS), dimension("g", GROUPS)

    counts, weights = count_joint_weights(
        respondents, [stub], banner, weight="w", stratum="s"
    )

    asked = PEOPLE[PEOPLE["y"] < 4]
    slow = asked.groupby(["y", "g", "w", "s"]).size()
    assert weights.tolist() == [0, 1, 2, 3]
    assert {key: counts[key] for key in slow.index} == slow.to_dict()
    assert counts.sum() == len(asked)


def test_every_way_to_answer_is_counted_by_group_and_weight(tmp_path):
    duckdb.from_df(MANY).write_parquet(str(tmp_path / "people.parquet"))

    patterns, counts, weights = count_patterns(
        tmp_path / "people.parquet", [dimension(name, 2) for name in TOLD],
        dimension("g", 4), weight="w",
    )  # fmt: skip

    answered = MANY[(MANY[TOLD] < 2).all(axis=1)]
    slow = (1 - answered[TOLD]).assign(g=answered["g"], w=answered["w"])
    slow = slow.groupby([*TOLD, "g", "w"]).size()
    lines = np.column_stack([patterns, counts.argmax(1), weights])
    assert dict(zip(map(tuple, lines), counts.sum(1), strict=True)) == slow.to_dict()
    assert len(lines) == len(slow) > 300  # many answer vectors, of two whole numbers each


def test_without_banner_and_weights_all_are_one_group_of_weight_one(tmp_path):
    duckdb.from_df(MANY).write_parquet(str(tmp_path / "people.parquet"))

    patterns, counts, weights = count_patterns(
        tmp_path / "people.parquet", [dimension(name, 2) for name in TOLD[:2]], None
    )

    answered = MANY[(MANY[TOLD[:2]] < 2).all(axis=1)]
    assert patterns.tolist() == [[False, False], [False, True], [True, False], [True, True]]
    assert counts.sum(0).tolist() == [len(answered)]
    assert weights.tolist() == [1] * 4


def test_a_filter_that_nobody_passes_leaves_an_empty_cube(respondents):
    stub, banner = dimension("y", ANSWERS), dimension("g", GROUPS)

    found = count_design(respondents, stub, banner, cluster="c", where={"g": [9]})
    patterns, people, _ = count_patterns(respondents, [stub], banner, where={"g": [9]})
    counts, weights = count_joint_weights(
        respondents, [stub], banner, weight="w", where={"g": [9]}
    )

    assert found.counts.sum() == counts.sum() == len(weights) == 0
    assert (patterns.shape, people.shape) == ((0, 1), (0, 4))


def test_clusters_that_hold_nobody_of_the_table_vary_in_nothing():
    cube = DesignCube.from_codes([0, 1, 0, 1], [0] * 4, cluster=[1, 1, 2, 2])
    nobody = replace(
        cube,
        strata=0 * cube.strata,
        clusters=cube.clusters[:0],
        stratum_of=cube.stratum_of[:0],
    )
    assert not nobody.covariance().any()
