"""No table is too poor for an answer: a number, or a state that says why there is none.

Every public function of the room that takes one table of counts is found by its first
parameter, so a new test is held to this without being listed here.
"""

import inspect
import math
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
import pytest

import itperception.inference
from itperception.inference.results import Effect, State, TestResult

ROOM = Path(itperception.inference.__file__).parent
# First parameter → the shape of table it stands for.
TABLES = {
    "empty": np.zeros((3, 3)),
    "no rows": np.zeros((0, 3)),
    "no columns": np.zeros((3, 0)),
    "one row": np.array([[4.0, 5.0, 6.0]]),
    "one column": np.array([[4.0], [5.0], [6.0]]),
    "one answer only": np.array([[4.0, 5.0, 6.0], [0, 0, 0], [0, 0, 0]]),
    "one group only": np.array([[4.0, 0, 0], [5, 0, 0], [6, 0, 0]]),
    "a column of zeros": np.array([[4.0, 0, 2], [5, 0, 3], [6, 0, 1]]),
    "two columns of two": np.array([[4.0, 2], [0, 0]]),
    "base of one": np.array([[1.0, 0], [0, 0]]),
    "base of two": np.array([[1.0, 0], [0, 1]]),
    "group of one": np.array([[7.0, 1, 4], [6, 0, 3], [2, 0, 9]]),
    "all equal": np.full((3, 3), 5.0),
    "all equal, two by two": np.full((2, 2), 5.0),
    "perfect": np.diag([8.0, 8.0, 8.0]),
    "perfect, two by two": np.diag([8.0, 8.0]),
    "reversed": np.diag([8.0, 8.0, 8.0])[::-1],
    "all in one cell": np.array([[9.0, 0, 0], [0, 0, 0], [0, 0, 0]]),
    "all in one cell, two by two": np.array([[9.0, 0], [0, 0]]),
    "off the diagonal, one way": np.array([[0.0, 9, 9], [0, 0, 9], [0, 0, 0]]),
    "fractions": np.array([[4.5, 2.25], [3.1, 6.7]]),
    "fractions, three by three": np.array([[4.5, 2.2, 1], [3.1, 6.7, 1], [1, 1, 1.5]]),
    "dust": np.full((3, 3), 1e-9),
}


def found_functions():
    for module in iter_modules([str(ROOM)]):
        loaded = import_module(f"itperception.inference.{module.name}")
        for name, function in vars(loaded).items():
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            if function.__module__ != loaded.__name__:
                continue
            kinds = inspect.signature(function).parameters.values()
            needed = [p.name for p in kinds if p.default is p.empty]
            if needed in (["counts"], ["square"]) and _tells(function):
                yield pytest.param(function, id=f"{module.name}.{name}")


def _tells(function) -> bool:
    told = inspect.signature(function).return_annotation
    return told in (TestResult, Effect) or told in ("TestResult", "Effect")


def _is_for(function, table) -> bool:
    first = next(iter(inspect.signature(function).parameters))
    return first != "square" or table.shape[0] == table.shape[1]


FUNCTIONS = list(found_functions())


def test_the_room_is_searched():
    assert len(FUNCTIONS) >= 20


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("case", TABLES)
def test_a_poor_table_gets_a_number_or_a_reason(function, case):
    if not _is_for(function, TABLES[case]):
        pytest.skip("not square")

    found = function(TABLES[case])

    number = found.p_value if isinstance(found, TestResult) else found.effect_size
    assert isinstance(found.state, State)
    assert math.isnan(number) == (found.state is not State.OK), found
    assert len(found.explain()) > 20
    if isinstance(found, TestResult) and found.state is State.OK:
        assert 0 <= found.p_value <= 1
        assert found.formula
