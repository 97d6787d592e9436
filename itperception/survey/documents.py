"""YAML documents read into pydantic models, with errors that name the line.

Codebooks and wave descriptions are written by hand, so a mistake must be easy to find.
A document is texts, lists, and keys with values, and nothing else: what stands there
stays as it was written until a field of the model says what it is. So ``yes`` is an
answer, ``01`` a code and ``51.20`` a figure in print; nothing but ``null``, ``~`` and
an empty place is no value. A plain ``OPEN`` is an open question, and refused with all others.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from itperception.errors import LONGEST, DocumentError, OpenQuestions, short
from itperception.survey.files import read_bytes
from itperception.survey.open_questions import OPEN, OpenQuestion, asked_above

Location = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound="Document")
MOST_BYTES, MOST_VALUES, DEEPEST, MOST_TOLD = 16 * 2**20, 150_000, 20, 50
_NO_VALUE = ("", "~", "null", "Null", "NULL")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)


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
        For what is no readable file, broken YAML, a key given twice, tags, anchors and
        aliases, control characters, lists in lists too deep, or values the model
        refuses; all of the latter at once, each with file, line and place.
    OpenQuestions
        If a question is open in it.
    """
    return read_documents((path, model))[0]


def read_documents(*asked: tuple[Path, type[Document]]) -> list[Any]:
    """Read YAML files that belong together, each into its model.

    Raises
    ------
    DocumentError
        As of :func:`read_document`.
    OpenQuestions
        With every question that is open in any of them, before values are looked at.
    """
    documents = [_Document(path) for path, _ in asked]
    if questions := [one for document in documents for one in document.questions()]:
        raise OpenQuestions(questions)
    models = (model for _, model in asked)
    return [document.into(model) for document, model in zip(documents, models, strict=True)]


def read_with_lines(path: Path, model: type[ModelT]) -> tuple[ModelT, dict[Location, int]]:
    """Read a YAML file as :func:`read_document` does, with the line of every value."""
    document = _Document(path)
    return document.into(model), document.lines


def open_questions(*paths: Path) -> list[OpenQuestion]:
    """Return the open questions of YAML files; `DocumentError` if one cannot be read."""
    return [asked for path in paths for asked in _Document(path).questions()]


def read_values(path: Path) -> Any:
    """Return what stands in a YAML file: texts, lists, and keys with values."""
    return _Document(path).values


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


class _Document:
    """The values of a file, and the line on which each stands, read in one pass."""

    def __init__(self, path: Path):
        self.path, self.lines, self.doubled = path, {}, []
        self._text, self._open = self._read(), {}
        self._events = yaml.parse(self._text, yaml.CSafeLoader)
        try:
            self.values = self._document()
        except yaml.YAMLError as error:
            mark, what = (
                getattr(error, "problem_mark", None),
                getattr(error, "problem", error),
            )
            raise self.error(f"not valid YAML: {what}", mark and mark.line + 1) from None
        if self.doubled:
            raise DocumentError("\n".join(map(str, self.doubled[:MOST_TOLD])))

    def error(self, message: str, line: int | None = None) -> DocumentError:
        at = f", line {line}" if line else ""
        return DocumentError(f"{self.path}{at}: {message}")

    def into(self, model: type[ModelT]) -> ModelT:
        values = {} if self.values is None else self.values
        return validated(values, model, str(self.path), self.lines)

    def questions(self) -> list[OpenQuestion]:
        """Return what is open in the document, in its order."""
        lines = self._text.split("\n") if self._open else []
        return [
            OpenQuestion(self.path, mark.line + 1, mark.column,
                         _place_in_words(at, self.values), *asked_above(lines, mark.line + 1))
            for at, mark in self._open.items()
        ]  # fmt: skip

    def _read(self) -> str:
        raw = read_bytes(self.path, MOST_BYTES, DocumentError)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise self.error(
                f"byte {error.start} is not UTF-8; save the file as UTF-8", line
            ) from None
        if found := _CONTROL.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise self.error(_control(found[0]), line)
        return text

    def _document(self) -> Any:
        """Return the value of the one document in the file, None if there is none."""
        started = [e for e in (next(self._events), next(self._events))][1]
        if isinstance(started, yaml.StreamEndEvent):
            return None
        values = self._value(next(self._events), ())
        next(self._events)
        if not isinstance(further := next(self._events), yaml.StreamEndEvent):
            line = further.start_mark.line + 1
            raise self.error(
                "another document begins ('---'); expected one in a file", line
            )
        return values

    def _value(self, event: yaml.Event, at: Location) -> Any:
        """Return the value that begins with an event."""
        line = self.lines[at] = event.start_mark.line + 1
        self._refuse(event, at, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return [self._value(e, (*at, k)) for k, e in enumerate(self._up_to_the_end())]
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self._entry(key, at) for key in self._up_to_the_end())
        plain = event.implicit[0]
        if plain and event.value == OPEN:
            self._open[at] = event.start_mark
        return None if plain and event.value in _NO_VALUE else event.value

    def _up_to_the_end(self) -> Iterator[yaml.Event]:
        """Yield the first event of each entry; who takes it reads the entry itself."""
        while not isinstance(event := next(self._events), yaml.CollectionEndEvent):
            yield event

    def _entry(self, key: yaml.Event, at: Location) -> tuple[str, Any]:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarEvent):
            raise self.error("found a list or keys as a key, expected a text", line)
        self._refuse(key, at, line)
        place = (*at, key.value)
        if place in self.lines:
            self.doubled.append(self.error(f"{key.value!r} is given twice", line))
        value = self._value(next(self._events), place)
        self.lines[place] = line
        return key.value, value

    def _refuse(self, event: yaml.Event, at: Location, line: int) -> None:
        """Refuse what could mean something else than what stands there."""
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise self.error(
                f"found {sign + event.anchor!r}, which stands for what is written elsewhere "
                "or begins a name; write it out, or put a text in quotes", line,
            )  # fmt: skip
        if event.tag is not None:
            raise self.error(f"found the tag {event.tag!r}, expected a value alone; put a "
                             "text that begins with ! in quotes", line)  # fmt: skip
        if len(at) > DEEPEST:
            raise self.error(f"found more than {DEEPEST} lists or keys in each other", line)
        if len(self.lines) > MOST_VALUES:
            raise self.error(f"found more than {MOST_VALUES:,} values", line)
        if found := _CONTROL.search(getattr(event, "value", "")):
            raise self.error(_control(found[0]), line)


def _control(sign: str) -> str:
    return f"found the control character U+{ord(sign):04X}, expected text; leave it out"


def _tell(entry: Any, values: object, name: str, lines: Mapping[Location, int]) -> str:
    """Say one of pydantic's errors in words, with file, line and item."""
    at = tuple(entry["loc"])
    known = at
    while known and known not in lines:
        known = known[:-1]
    line = f", line {lines[known]}" if known in lines else ""
    place, found = _place_in_words(at, values), entry.get("input")
    shown = f" (found {short(found)})" if isinstance(found, str | int | float) else ""
    given = {**entry.get("ctx", {}), "msg": entry["msg"]}
    given["pattern"] = _LIKE.get(given.get("pattern"), given.get("pattern"))
    message = _SAID.get(entry["type"], "{msg}").format(**given)
    message = message.removeprefix("Value error, ")
    return f"{name}{line}, {place}: {message}{shown}"


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
            words += f"[{str(named)[:LONGEST]}]"
        else:
            words += f".{step}" if words else str(step)
    return words or "the document"
