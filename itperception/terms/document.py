"""Documents: frozen models that refuse what they do not know in the words of a file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from itperception.errors import LONGEST, DocumentError, short

Location = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound="Document")
MOST_TOLD = 50


class _Speaking(type(BaseModel)):
    """Makes a document that is written in Python refuse values in the words of a file."""

    def __call__(cls, **values: object) -> "Document":
        try:
            return super().__call__(**values)
        except ValidationError as error:
            raise DocumentError(_all_told(error, values, cls.__name__, {})) from None


class Document(BaseModel, metaclass=_Speaking):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        allow_inf_nan=False,
        coerce_numbers_to_str=True,
    )


def validated(
    values: object, model: type[ModelT], name: str, lines: Mapping[Location, int] = {}
) -> ModelT:
    """Return values as a model; `DocumentError` says all of them that it refuses."""
    if not isinstance(values, dict):
        what = "a list" if isinstance(values, list) else f"the text {short(values)}"
        raise DocumentError(f"{name}: found {what}, expected keys with values (key: value)")
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise DocumentError(_all_told(error, values, name, lines)) from None


def _all_told(
    error: ValidationError, values, name: str, lines: Mapping[Location, int]
) -> str:
    told = error.errors(include_url=False)[:MOST_TOLD]
    more = error.error_count() - len(told)
    said = [_tell(entry, values, name, lines) for entry in told]
    return "\n".join(said + ([f"{name}: and {more:,} problems more"] if more else []))


def refuse_repeats(ids: Sequence[str], kind: str) -> None:
    """Raise a ValueError for the first id that is there more than once."""
    for name, times in Counter(ids).items():
        require(times == 1, f"{kind} {name!r} is given twice")


def require(holds: bool, message: str) -> None:
    """Raise a ValueError unless something holds."""
    if not holds:
        raise ValueError(message)


def _tell(entry: Any, values: object, name: str, lines: Mapping[Location, int]) -> str:
    """Say one of pydantic's errors in words, with file, line and item."""
    at = tuple(entry["loc"])
    if (
        at[:1] not in lines and at[1:2] in lines
    ):  # a model may gather what stands at the top
        at = at[1:]
    known = at
    while known and known not in lines:
        known = known[:-1]
    line = f", line {lines[known]}" if known and known in lines else ""
    place, found = f", {place_in_words(at, values)}" if at else "", entry.get("input")
    shown = f" (found {short(found)})" if isinstance(found, str | int | float) else ""
    given = {**entry.get("ctx", {}), "msg": entry["msg"]}
    given["pattern"] = _LIKE.get(given.get("pattern"), given.get("pattern"))
    message = _SAID.get(entry["type"], "{msg}").format(**given)
    message = message.removeprefix("Value error, ")
    return f"{name}{line}{place}: {message}{shown}"


_LIKE = {r"^[a-z][a-z0-9_]*$": "it_brand (lower-case letters, digits and underscores)"}
_SAID = {
    "missing": "the key is missing", "extra_forbidden": "there is no such key here",
    "string_type": "expected a text", "string_pattern_mismatch": "expected a text like {pattern}",
    "string_too_short": "expected at least {min_length} sign",
    "string_too_long": "expected at most {max_length} signs",
    "int_type": "expected a whole number", "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number", "int_parsing_size": "expected a whole number",
    "float_type": "expected a number", "float_parsing": "expected a number",
    "finite_number": "expected a finite number",
    "bool_type": "expected true or false", "bool_parsing": "expected true or false",
    "tuple_type": "expected a list", "dict_type": "expected keys with values",
    "model_type": "expected keys with values",
    "model_attributes_type": "expected keys with values",
    "too_short": "expected at least {min_length} entry",
    "too_long": "expected at most {max_length} entries",
    "literal_error": "expected {expected}", "greater_than_equal": "expected at least {ge}",
    "less_than_equal": "expected at most {le}", "greater_than": "expected more than {gt}",
    "less_than": "expected less than {lt}",
}  # fmt: skip
"""What pydantic says by the kind of an error, in the words of the codebook."""


def place_in_words(at: Location, values: Any) -> str:
    """Write a path such as ``items[image].scale``: entries of a list by their id."""
    words = ""
    for step in at:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            values = None
        if isinstance(step, int):
            named = values.get("id", step) if isinstance(values, dict) else step
            words += f"[{str(named)[:LONGEST]}]"
        else:
            words += f".{step}" if words else str(step)
    return words or "the document"
