"""What a researcher asks with, looked at once, before anything is computed.

The public verbs speak with few words: ``item``, ``by``, ``on``, ``net``, ``where``, ``level`` and
so on. What each of them takes stands here, by its name, with one wording of the refusal.
Names that are well formed but of nothing are refused where the names are known.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from math import isinf
from numbers import Integral, Real
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itperception.errors import ItPerceptionError, short, unknown_name
from itperception.terms.dimension import NESTED
from itperception.terms.text import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd


def asked(verb: Callable) -> Callable:
    """Make a function look at what it is asked with, by the names of its parameters.

    One name or answer alone stands for a list of it. ``None`` is as good as nothing where
    that is the default.

    Raises
    ------
    ItPerceptionError
        Naming the parameter, what was found, what was expected, and what was meant perhaps.

    Examples
    --------
    >>> @asked
    ... def needed(item: str, *, points: float = 0.10): ...
    >>> needed("image", points=10)
    Traceback (most recent call last):
    itperception.errors.ItPerceptionError: points is 10, expected a number in (-1, 1), such as \
0.1; 10 points are 0.1
    """
    signature = inspect.signature(verb)

    @wraps(verb)
    def looked_at(*args, **named):
        try:
            given = signature.bind(*args, **named)
        except TypeError as error:
            raise _refused(verb, signature, error) from None
        for name, value in given.arguments.items():
            given.arguments[name] = _looked_at(signature.parameters[name], value)
        try:
            return verb(*given.args, **given.kwargs)
        except TypeError as error:
            if any(f"keyword argument '{name}'" in str(error) for name in named):
                raise _refused(verb, signature, error) from None
            raise

    return looked_at


def asked_all(kind: type) -> type:
    """Make every public method of a class look at what it is asked with."""
    for name, method in list(vars(kind).items()):
        if name.startswith("_"):
            continue
        if isinstance(method, classmethod):
            setattr(kind, name, classmethod(asked(method.__func__)))
        elif inspect.isfunction(method) and len(inspect.signature(method).parameters) > 1:
            setattr(kind, name, asked(method))
    return kind


def names_of(waves: str | Iterable[str | Path], least: int = 0) -> list[str | Path]:
    """Return the names of several waves, or their folders: a list, or names with commas.

    Examples
    --------
    >>> names_of("demo-2024, demo-2026"), names_of(["demo-2024"])
    (['demo-2024', 'demo-2026'], ['demo-2024'])
    """
    named = waves.split(",") if isinstance(waves, str) else waves
    named = [*named] if isinstance(named, Iterable) else [named]
    for name in named:
        if not isinstance(name, str | PathLike):
            raise _wrong("waves", waves, "names of waves, such as 'demo-2024,demo-2026'")
    named = [
        name.strip() if isinstance(name, str) else name
        for name in named
        if str(name).strip()
    ]
    if len({*named}) < max(len(named), least):
        raise ItPerceptionError(
            f"found the waves {', '.join(map(str, named)) or 'none'}; expected "
            f"{'two or more, ' if least == 2 else ''}each once"
        )
    return named


def _refused(
    verb: Callable, signature: inspect.Signature, error: TypeError
) -> ItPerceptionError:
    told = str(error).partition("() ")[2] or str(error)
    takes = ", ".join(name for name in signature.parameters if name not in ("self", "cls"))
    return ItPerceptionError(f"{verb.__name__} {told}; it takes {takes}")


def _looked_at(parameter: inspect.Parameter, value: Any) -> Any:
    name = parameter.name
    if parameter.kind is parameter.VAR_KEYWORD:
        return {key: _RULES.get(key, _as_it_is)(key, own) for key, own in value.items()}
    if parameter.kind is parameter.VAR_POSITIONAL:
        return tuple(_text(name, own) for own in value)
    if value is None and (parameter.default is None or "None" in str(parameter.annotation)):
        return None
    if isinstance(value, str) and value == parameter.default == "":
        return value
    if parameter.default == () and name in _LISTS:
        return _texts(name, value, least=0)
    if parameter.annotation is bool:
        return _yes_no(name, value)
    takes_lists = "Sequence" in str(parameter.annotation)
    if name in _LISTS and not takes_lists:
        return _text(name, value)
    if name in _NAMES and takes_lists and not isinstance(value, str):
        return _each_once(name, value)
    return _RULES.get(name, _as_it_is)(name, value)


def _as_it_is(_: str, value: Any) -> Any:
    return value


def _wrong(name: str, value: object, expected: str) -> ItPerceptionError:
    return ItPerceptionError(f"{name} is {short(value)}, expected {expected}")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(name, value, "one name, a text")
    return value


def _texts(name: str, value: Any, least: int = 1) -> list[str]:
    """Return names as a list; one alone is a list of it."""
    named = [value] if isinstance(value, str) else value
    if not isinstance(named, Iterable) or isinstance(named, Mapping):
        raise _wrong(name, value, "names in a list, such as ['org_type']")
    named = [*named]
    for own in named:
        if not isinstance(own, str):
            raise _wrong(name, value, f"names in a list, found {short(own)} among them")
    if len(named) < least:
        raise _wrong(name, value, "at least one name")
    return named


def _filter(name: str, value: Any) -> dict[str, list[str]]:
    """Return answers by item, each in a list."""
    if not isinstance(value, Mapping):
        raise _wrong(name, value, "answers by item, such as {'org_type': ['internal']}")
    return {_alone(name, item): _texts(f"{name}[{item!r}]", answers)
            for item, answers in value.items()}  # fmt: skip


def _items(name: str, value: Any) -> list[str]:
    return [_alone(name, own) for own in _texts(name, value)]


def _alone(name: str, value: Any) -> str:
    """Return the name of one question, not of one nested in another."""
    if NESTED in _text(name, value):
        raise _wrong(
            name, value, f"each question by itself: {', '.join(value.split(NESTED))}"
        )
    return value


def _question(name: str, value: Any) -> str:
    """Return the name of one question, or of some that are nested in each other."""
    parts = _text(name, value).split(NESTED)
    if not all(map(str.strip, parts)):
        raise _wrong(name, value, "one name, or some nested in each other, such as "
                     "'org_type/company_size'")  # fmt: skip
    return value


def _each_once(name: str, value: Any) -> list[str]:
    named = [_question(name, own) for own in _texts(name, value)]
    if len({*named}) < len(named):
        raise _wrong(name, value, "each name once")
    return named


def _number(
    name: str, value: Any, low: float, high: float, *, ends: bool, like: float
) -> Any:
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if is_number and (low < value < high or (ends and value in (low, high))):
        return value
    signs = "[]" if ends else "()"
    told = f"a number in {signs[0]}{low:g}, {high:g}{signs[1]}, such as {like:g}"
    if is_number and 1 < abs(value) <= 100 and high <= 1:
        unit = "points are" if name == "points" else "% is"
        told += f"; {value:g} {unit} {value / 100:g}"
    raise _wrong(name, value, told)


def _share(low: float, high: float, like: float, *, ends: bool = False) -> Callable:
    return lambda name, value: _number(name, value, low, high, ends=ends, like=like)


def _whole(least: int) -> Callable:
    def whole(name: str, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
            raise _wrong(name, value, f"a whole number of at least {least}")
        return value

    return whole


def _yes_no(name: str, value: Any) -> Any:
    import numpy as np

    if not isinstance(value, bool | np.bool_):
        raise _wrong(name, value, "True or False")
    return value


def _language(_: str, value: Any) -> str:
    if value not in LANGUAGES:
        raise unknown_name("language", value, LANGUAGES)
    return value


def _shares(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(
            name, value, "a share for each answer, such as {'yes': 0.4, 'no': 0.6}"
        )
    check = _share(0, 1, 0.4, ends=True)
    return {_text(name, key): check(f"{name}[{key!r}]", own) for key, own in value.items()}


def _quantiles(name: str, value: Any) -> tuple[float, ...]:
    if not isinstance(value, Iterable) or isinstance(value, str | Mapping):
        raise _wrong(name, value, "shares in a list, such as [0.25, 0.5, 0.75]")
    return tuple(_number(name, own, 0, 1, ends=False, like=0.5) for own in value)


def _wave(name: str, value: Any) -> Any:
    if not isinstance(value, str | PathLike):
        raise _wrong(name, value, "the name of a wave or its folder, such as 'demo-2026'")
    return value


def _path(name: str, value: Any) -> Path:
    if not isinstance(value, str | PathLike):
        raise _wrong(name, value, "a file or folder")
    return Path(fspath(value))


def _two(name: str, value: Any) -> tuple[str, str]:
    pair = _texts(name, value)
    if len(pair) != 2 or pair[0] == pair[1]:
        raise _wrong(name, value, "two different names")
    return pair[0], pair[1]


def _rule(name: str, value: Any) -> Any:
    if not hasattr(value, "minimum"):
        raise _wrong(name, value, "a DisclosureRule, such as DisclosureRule(minimum=10)")
    return value


def _profile(name: str, value: Any) -> Any:
    """Return a profile or its name; other names are refused where profiles are known."""
    return value if hasattr(value, "levels") else _text(name, value)


def _cells(name: str, value: Any) -> "pd.DataFrame":
    import pandas as pd

    like = "such as pd.DataFrame({'women': [30, 10], 'men': [20, 20]}, ['yes', 'no'])"
    if not isinstance(value, pd.DataFrame):
        raise ItPerceptionError(
            f"{name} is a {type(value).__name__}, expected a pandas.DataFrame, rows by columns, "
            f"{like}"
        )
    for column in value:
        for row, cell in value[column].items():
            is_number = isinstance(cell, Real) and not isinstance(cell, bool)
            if not is_number or isinf(cell) or cell < 0:
                raise ItPerceptionError(
                    f"{name}, row {row!r}, column {column!r}: found {short(cell)}, expected a "
                    "number of at least 0"
                )
    return value


def _bases(name: str, value: Any) -> "pd.Series":
    import pandas as pd

    if not isinstance(value, Mapping | pd.Series):
        raise _wrong(
            name, value, "a base for each column, such as pd.Series({'women': 80})"
        )
    check = _share(0, float("inf"), 80, ends=True)
    for key, own in value.items():
        check(f"{name}[{key!r}]", own)
    return pd.Series(value)


_QUESTIONS = ("item", "self_item", "other_item", "by", "within")
_NAMES = (*_QUESTIONS, "set_id", "gap", "net", "kind", "association", "variance", "adjust", "name",
          "method", "of", "group", "value", "against")  # fmt: skip
_LISTS = ("on", "among", "items", "stubs", "banners", "category")
_RULES: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(_NAMES, _text), **dict.fromkeys(_QUESTIONS, _question),
    **dict.fromkeys(_LISTS, _texts), "where": _filter, "items": _items,
    "level": _share(0, 1, 0.95), "alpha": _share(0, 1, 0.05), "power": _share(0, 1, 0.8),
    "margin": _share(0, 1, 0.1), "baseline": _share(0, 1, 0.5, ends=True),
    "points": _share(-1, 1, 0.1), "w": _share(0, float("inf"), 0.2, ends=True),
    "least_base": _share(0, float("inf"), 30, ends=True), "shares": _shares,
    "quantiles": _quantiles,
    "wave": _wave, "pair": _two, "counts": _cells, "proportions": _cells, "root": _path,
    "path": _path, "file": _path, "rule": _rule,
    **dict.fromkeys(("profile", "one", "other"), _profile),
    **dict.fromkeys(("bases", "weighted_bases", "effective_bases"), _bases),
    "draws": _whole(1), "seed": _whole(0), "language": _language,
}  # fmt: skip
