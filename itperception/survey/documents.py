"""YAML documents read into pydantic models, with errors that name the line.

Codebooks and wave descriptions are written by hand, so a mistake must be easy to find.
A document is texts, lists, and keys with values, and nothing else: what stands there
stays as it was written until a field of the model says what it is. So ``yes`` is an
answer, ``01`` a code and ``51.20`` a figure in print; nothing but ``null``, ``~`` and
an empty place is no value. A plain ``OPEN`` is an open question, and refused with all others.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from itperception.errors import DocumentError, OpenQuestions
from itperception.survey.files import read_bytes
from itperception.survey.open_questions import OPEN, OpenQuestion, asked_above
from itperception.terms.document import (
    MOST_TOLD,
    Document,
    Location,
    ModelT,
    place_in_words,
    validated,
)

_MOST_BYTES, _MOST_VALUES, DEEPEST = 16 * 2**20, 150_000, 20
_NO_VALUE = ("", "~", "null", "Null", "NULL")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)


def read_document(path: Path, model: type[ModelT]) -> ModelT:
    """Read a YAML file into a model.

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
                         place_in_words(at, self.values), *asked_above(lines, mark.line + 1))
            for at, mark in self._open.items()
        ]  # fmt: skip

    def _read(self) -> str:
        raw = read_bytes(self.path, _MOST_BYTES, DocumentError)
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
        if len(self.lines) > _MOST_VALUES:
            raise self.error(f"found more than {_MOST_VALUES:,} values", line)
        if found := _CONTROL.search(getattr(event, "value", "")):
            raise self.error(_control(found[0]), line)


def _control(sign: str) -> str:
    return f"found the control character U+{ord(sign):04X}, expected text; leave it out"
