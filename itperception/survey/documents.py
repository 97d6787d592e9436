"""YAML documents read into pydantic models, with errors that name the line.

Codebooks and wave descriptions are written by hand, so a mistake must be easy to
find. A document is parsed twice from one tree: once for its values, once for the
line on which each value stands. ``yes`` and ``no`` stay words (YAML 1.2), because
they are answers in a survey, not truth values.
"""

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from itperception.errors import DocumentError

Location = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound="Document")


class Document(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Safe YAML whose only truth values are ``true`` and ``false``."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf")
)


def read_document(path: Path, model: type[ModelT]) -> ModelT:
    """Read a YAML file into a model.

    Parameters
    ----------
    path : pathlib.Path
        A UTF-8 file.
    model : type
        A :class:`Document` subclass.

    Returns
    -------
    Document
        An instance of `model`.

    Raises
    ------
    DocumentError
        For a missing file, broken YAML, a key given twice, or values the model
        refuses; all of the latter at once, each with file, line and place.
    """
    text = _read_text(path)
    lines: dict[Location, int] = {}
    try:
        node = yaml.compose(text, _Loader)
        values = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        raise DocumentError(f"{path}: not valid YAML: {error}") from None
    doubled = _index_lines(node, (), lines) if node else []
    if doubled:
        raise DocumentError("\n".join(f"{path}, {place}" for place in doubled))
    try:
        return model.model_validate(values if values is not None else {})
    except ValidationError as error:
        told = [_tell(path, entry, lines, values) for entry in error.errors()]
        raise DocumentError("\n".join(told)) from None


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DocumentError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from None


def _index_lines(node: yaml.Node, at: Location, lines: dict[Location, int]) -> list[str]:
    """Note the line of every place below `node`; return the keys given twice."""
    lines[at] = node.start_mark.line + 1
    doubled = []
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*at, key.value)
            if place in lines:
                doubled.append(
                    f"line {key.start_mark.line + 1}: {key.value!r} is given twice"
                )
            doubled += _index_lines(value, place, lines)
            lines[place] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            doubled += _index_lines(value, (*at, index), lines)
    return doubled


def _tell(path: Path, entry: Any, lines: dict[Location, int], values: Any) -> str:
    """Say one pydantic error in words, with file, line and item."""
    at = tuple(entry["loc"])
    known = at
    while known and known not in lines:
        known = known[:-1]
    place = _place_in_words(at, values)
    found = entry.get("input")
    shown = f" (found {found!r})" if isinstance(found, str | int | float | bool) else ""
    message = entry["msg"].removeprefix("Value error, ")
    return f"{path}, line {lines.get(known, 1)}, {place}: {message}{shown}"


def _place_in_words(at: Location, values: Any) -> str:
    """Write a path such as ``items[image].scale``: entries of a list by their id."""
    words = ""
    for step in at:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            values = None
        if isinstance(step, int):
            named = values.get("id", step) if isinstance(values, dict) else step
            words += f"[{named}]"
        else:
            words += f".{step}" if words else str(step)
    return words or "the document"
