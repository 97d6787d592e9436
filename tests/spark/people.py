"""Made-up people of a complex sample, and every way of counting them."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from itperception.counting.atoms import Atoms
from itperception.counting.design_engine import (
    count_design,
    count_joint,
    count_joint_weights,
    count_patterns,
)
from itperception.counting.engine import count, count_book
from itperception.survey.derived_items import crossing
from itperception.terms.category import Category
from itperception.terms.dimension import Dimension

OPTIONS = 70  # more than one whole number has room for
ODD = 'odd "name'


def write_people(path: Path, people: int) -> Path:
    """Write answers, some missing, with weights, strata, clusters and sets of options."""
    rng = np.random.default_rng(7)
    made = {
        "x": rng.choice([0, 1, 2, 3, 4, None], people, p=[0.3, 0.25, 0.2, 0.1, 0.1, 0.05]),
        "y": rng.choice([0, 1, 2, 3, None], people),
        ODD: rng.choice([0, 1, 2, None], people, p=[0.5, 0.2, 0.2, 0.1]),
        **{f"set.{k}": rng.choice([0, 1, 2, None], people, p=[0.2, 0.7, 0.05, 0.05])
           for k in range(OPTIONS)},
    }  # fmt: skip
    frame = pd.DataFrame(made).astype("Int16")
    stratum = rng.integers(0, 5, people)
    frame["_stratum"] = np.array(["north", "Süd", "", "it's", "10"])[stratum]
    frame["_cluster"] = [f"c{k}" for k in 100 * stratum + rng.integers(0, 40, people)]
    frame.loc[rng.random(people) < 0.01, "_cluster"] = None
    frame["_fpc"] = np.where(stratum == 2, np.nan, 1e9)
    frame["_weight"] = np.round(np.exp(0.4 * rng.normal(size=people)), 2)
    duckdb.from_df(frame).write_parquet(str(path))
    return path


def dimension(name: str, answers: int, dont_know: bool = True) -> Dimension:
    own = [Category(id=f"a{k}", code=k, label=f"A {k}") for k in range(answers)]
    kinds = ["dont_know"] * dont_know + ["no_answer"]
    own += [Category(id=kind, label=kind, kind=kind) for kind in kinds]
    return Dimension(name, {"en": name}, {"en": name}, tuple(own), False)


def every_count(path: Path) -> list[np.ndarray]:
    """Count people in every way there is: whole numbers, or floats where weights are summed."""
    x, y, odd = dimension("x", 3), dimension("y", 2), dimension(ODD, 1)
    nested = crossing([y, odd])
    options = [dimension(f"set.{k}", 1) for k in range(OPTIONS)]
    drawn = {"weight": "_weight", "stratum": "_stratum"}
    some = {ODD: [0, 2], "x": [1]}
    cubes = [
        count(path, [x]), count(path, [x], [odd], weight="_weight"), count(path, [nested]),
        count(path, [x, y], [odd], weight="_weight", where={"_fpc": [10**9]}),
        count(path, [y], [nested], where=some), count(path, [x], where={"x": [9]}),
        *count_book(path, [x, options[0]], [x, y, nested], weight="_weight").values(),
    ]  # fmt: skip
    designs = [
        count_design(path, x, None, fpc="_fpc", **drawn),
        count_design(path, x, odd, cluster="_cluster", where=some, **drawn),
        count_joint(path, [x, y], nested, cluster="_cluster", **drawn),
    ]
    atoms = Atoms.count(path, [x, nested], ["y", ODD, "set.1"])
    found = [cube.cells for cube in cubes]
    for design in designs:
        found += [design.strata, design.units, design.fractions]
        found += [] if design.clusters is None else [design.clusters, design.stratum_of]
    found += count_joint_weights(path, [x, y], odd, **drawn, where=some)
    found += count_patterns(path, options, odd, weight="_weight", where={ODD: [0]})
    return [*found, atoms.codes, atoms.people, *atoms.asked.values()]


def assert_equal(found: list[np.ndarray], expected: list[np.ndarray]) -> None:
    """Whole numbers are the same; sums of weights, added in another order, to 1e-12."""
    assert [one.shape for one in found] == [one.shape for one in expected]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=0)
        whole = other[0] if len(other) == 3 else other  # n of n, Σw, Σw²
        if (whole == np.round(whole)).all():
            np.testing.assert_array_equal(one[0] if len(one) == 3 else one, whole)
