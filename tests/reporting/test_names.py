"""Whatever inference calls a test or a measure, a reader meets in their own language.

Every public function of inference whose result has a name is found by its annotation
and run with each of its options. A new one fails here until its names stand in
``texts/``, and until it is said what to try it with, if no other takes the same.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import get_args, get_type_hints

import numpy as np
import pandas as pd
import pytest

import itperception.inference
from itperception.counting.crosstab import Crosstab
from itperception.errors import UnknownNameError
from itperception.inference.association import NO_TEST
from itperception.inference.comparisons.pair_tests import TEST_OF
from itperception.inference.design.units import Units
from itperception.inference.exact.exact import EXACT_NAMES, exact
from itperception.inference.gap.design_gaps import GAP, HETEROGENEITY
from itperception.inference.numbers import Numbers
from itperception.inference.results import Effect
from itperception.inference.sizes.differences import cohens_w, risk_ratio
from itperception.reporting.wording import named, texts
from tests.inference.gap.test_paired import INTERNAL, SCALE, TOP
from tests.inference.samples import plain

TWO = np.array([[30.0, 10], [15, 25]])
THREE = np.array([[20.0, 9, 3], [15, 41, 6], [8, 22, 32]])
PAIRS = {"in-house": (28, 7, 90), "owned": (9, 6, 40), "outside": (3, 8, 26)}
ITEMS = np.array([[0, 1, 1], [1, 1, 2], [2, 1, 0], [0, 0, 1], [2, 2, 2], [1, 0, 2]] * 3)
PATTERNS = [[0, 0], [0, 1], [1, 0], [1, 1]]
CHOSEN = np.array([[9, 2], [5, 4], [4, 6], [2, 8]])
YEARS = [2013, 2019, 2026]
TABLE = Crosstab.from_counts(pd.DataFrame(THREE, list("xyz"), list("abc")), ordered=True)
IN_NET, ANSWERS = (np.arange(len(INTERNAL)) < end for end in (1, len(INTERNAL)))
BASES = pd.Series({"total": 130, "a": 90, "b": 40})
# A function, or what must be given to it: what it is tried with.
GIVEN = {
    "distributions.goodness_of_fit": [(THREE[0],)],
    "models.proportional_odds": [(TWO,), (THREE,), (0 * THREE,)],
    "sample_size.needed_two_proportions": [(0.5, 0.7)],
    "points baseline bases effective_bases": [(0.1, 0.5, BASES, BASES)],
    "table shares": [(TABLE, {"x": 0.3, "y": 0.4, "z": 0.3})],
    "b c n": [(28, 7, 156)],
    "b c n margin": [(28, 7, 156, 0.2)],
    "baseline base_first base_second": [(0.5, 90, 40)],
    "base df": [(156, 2)],
    "before after base_before": [(0.5, 0.6, 2000)],
    "counts": [(TWO,), (THREE,), (THREE[:, :2],), (THREE[:2],)],
    "counts margin": [(TWO, 0.2)],
    "counts weights": [(THREE.reshape(3, 3, 1), [1.5])],
    "design": [(plain(TWO),), (plain(THREE),)],
    "design answers": [(plain(THREE), [0])],
    "design margin": [(plain(TWO), 0.2)],
    "measure design": [(cohens_w, plain(TWO)), (risk_ratio, plain(TWO))],
    "discordance base": [(0.3, 156)],
    "first second": [(THREE[0], THREE[1])],
    "first second base_first base_second": [(0.5, 0.7, 90, 40)],
    "gap discordance": [(0.1, 0.3)],
    "gap discordance base": [(0.1, 0.3, 156)],
    "group cells inside answers weighted ordered level": [
        ("a", np.stack([INTERNAL] * 3), IN_NET, ANSWERS, False, True, 0.95)
    ],
    "numbers of": [
        (
            Numbers(
                np.arange(12.0),
                {x: np.arange(12) // 5 == k for k, x in enumerate(columns)},
                Units.of(12),
                is_plain,
            ),
            "x",
        )
        for columns in ("ab", "abc")
        for is_plain in (0, 1)
    ],
    "pairs": [(PAIRS,)],
    "pairs base": [([[14, 11, 11], [11, 14, 11], [11, 11, 14]], 26)],
    "pairs margin": [(PAIRS, 0.5)],
    "patterns counts": [(PATTERNS, CHOSEN)],
    "patterns design": [(PATTERNS, plain(CHOSEN))],
    "square": [(THREE,), (TWO,)],
    "squares categories net": [({"a": INTERNAL}, SCALE, TOP)],
    "successes base against": [(61, 100, 0.5)],
    "table": [(TABLE,)],
    "tables": [(np.stack([TWO, TWO + 3]),)],
    "waves shared level": [((80, 156, 110, 170), (0.4, 80), 0.95)],
    "w base df": [(0.3, 156, 2)],
    "w df": [(0.3, 2)],
    "x1 n1 x2 n2": [(80, 156, 110, 170)],
    "x1 n1 x2 n2 margin": [(80, 156, 110, 170, 0.2)],
}
# Who calls a function with one of these gives the result its name.
NAME_GIVEN = {"method", "name", "found", "trend"}


def functions() -> Iterator[tuple[str, Callable]]:
    """Yield module and name of each function whose result has a name, and itself."""
    for module in walk_packages(itperception.inference.__path__, "itperception.inference."):
        loaded = import_module(module.name)
        for name, function in vars(loaded).items():
            own = inspect.isfunction(function) and function.__module__ == loaded.__name__
            if name.startswith("_") or not own or NAME_GIVEN & set(needed(function)):
                continue
            if has_name(get_type_hints(function).get("return")):
                yield f"{module.name.rpartition('.')[2]}.{name}", function


def needed(function) -> list[str]:
    """Return the names of the arguments that must be given."""
    told = inspect.signature(function).parameters.values()
    free = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    return [p.name for p in told if p.default is p.empty and p.kind not in free]


@cache
def has_name(kind) -> bool:
    """Whether a result is called something, or holds one that is."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return any(has_name(part) for part in get_args(kind) if not isinstance(part, list))
    hints = get_type_hints(kind)
    return not {"method", "effect_name"}.isdisjoint(hints) or any(
        map(has_name, hints.values())
    )


def tried(function, identity: str) -> Iterator[dict]:
    """Yield the arguments a function is tried with."""
    asked = needed(function)
    for given in GIVEN.get(identity) or GIVEN[" ".join(asked)]:
        arguments = dict(zip(asked, given, strict=True))
        yield from (arguments | chosen for chosen in options(function, arguments))


def options(function, arguments: dict) -> Iterator[dict]:
    """Yield every value of every option that is a name or a yes or no, one at a time."""
    yield {}
    for option in inspect.signature(function).parameters.values():
        if isinstance(option.default, bool):
            yield {option.name: not option.default}
        if isinstance(option.default, str) or option.name == "method":
            with pytest.raises(UnknownNameError) as refused:
                function(**arguments, **{option.name: "?"})
            for name in str(refused.value).rpartition("Known: ")[2].split(", "):
                yield {option.name: name}


def names(found) -> Iterator[tuple[str, str]]:
    """Yield section and name of a result and of the results that it holds."""
    if isinstance(found, tuple | list):
        for part in found:
            yield from names(part)
    if not is_dataclass(found):
        return
    if hasattr(found, "method") and not isinstance(found, Effect):
        yield "method", found.method
    if getattr(found, "effect_name", ""):
        yield "effect", found.effect_name
    for field in fields(found):
        yield from names(getattr(found, field.name))


FUNCTIONS = dict(functions())


@cache
def names_of(identity: str) -> frozenset[tuple[str, str]]:
    """Return all names that a function gives to its results."""
    function = FUNCTIONS[identity]
    return frozenset(
        name for given in tried(function, identity) for name in names(function(**given))
    )


def other_names() -> set[tuple[str, str]]:
    """Return the names that come about in other ways: without time, columns or profile."""
    drawn = [exact(THREE, statistic=name, seconds=0, draws=99) for name in EXACT_NAMES]
    return {
        *(("method", name) for name in (NO_TEST, GAP, HETEROGENEITY)),
        *(("method", name) for name, _ in TEST_OF.values()),
        *names(drawn),
    }


def told(section: str, name: str) -> list[str]:
    return [named(section, name, language) for language in ("sv", "de")]


def test_inference_is_searched():
    assert len(FUNCTIONS) >= 80


@pytest.mark.parametrize("identity", FUNCTIONS)
def test_every_name_of_a_result_can_be_told_in_swedish_and_german(identity):
    found = names_of(identity)

    assert found
    for section, name in found:
        assert all(told(section, name))


def test_names_that_no_usual_call_gives_can_be_told_too():
    assert all(all(told(section, name)) for section, name in other_names())


def test_no_name_stands_in_the_texts_that_inference_does_not_give():
    given = other_names().union(*map(names_of, FUNCTIONS))
    sections = [(key.partition(".")[0], words["en"]) for key, words in texts().items()]

    assert {x for x in sections if x[0] in ("method", "effect")} <= given


@pytest.mark.parametrize("section", ["method", "effect"])
def test_a_name_has_one_translation(section):
    english = [w["en"] for key, w in texts().items() if key.startswith(f"{section}.")]

    assert len(set(english)) == len(english) > 0
