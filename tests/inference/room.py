"""The public functions of inference/, found by the parameters they need."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import itperception.inference
from itperception.inference.results import Effect, TestResult

ROOM = Path(itperception.inference.__file__).parent
TABLE = (["counts"], ["square"])


def public_functions() -> Iterator[tuple[str, Callable]]:
    """Yield module.name and function of everything public, where it is defined."""
    for module in walk_packages([str(ROOM)], "itperception.inference."):
        loaded = import_module(module.name)
        for name, function in vars(loaded).items():
            own = inspect.isfunction(function) and function.__module__ == loaded.__name__
            if own and not name.startswith("_"):
                yield f"{module.name.rpartition('.')[2]}.{name}", function


def needed(function: Callable) -> list[str]:
    """Return the names of the parameters that have no default."""
    kinds = inspect.signature(function).parameters.values()
    return [p.name for p in kinds if p.default is p.empty]


def is_told(function: Callable) -> bool:
    """Return whether the function returns a result that explains itself."""
    told = inspect.signature(function).return_annotation
    return told in (TestResult, Effect, "TestResult", "Effect")


def of_one_table() -> dict[str, Callable]:
    """Return the functions from one table to one result, by module.name."""
    return {
        name: function
        for name, function in public_functions()
        if needed(function) in TABLE and is_told(function)
    }
