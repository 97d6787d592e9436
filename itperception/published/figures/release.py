"""A survey in print, read into a study: a wave's folder, or anyone's press release.

A press release is a small YAML or CSV file: what it says, of how many, and what is
claimed from it. Most can be left out: an item is called like its figure, a figure is
about everybody, and its range is read from what is printed.

>>> study = study_of({
...     "title": "City cycling poll", "n": 412, "groups": {"women": "about 200"},
...     "figures": [{"id": "satisfied", "printed": "51 %"},
...                 {"id": "safe", "printed": "two thirds", "group": "women"}],
... })
>>> study.n, study.sizes("women"), float(study.figure("satisfied").low)
(range(412, 413), range(180, 221), 0.505)
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import Field

from itperception.errors import DocumentError, ItPerceptionError, Problem, grouped
from itperception.published.figures.assembling import (
    GROUPS_KIND,
    MANY,
    Assembly,
    PrintedClaim,
    usual_kind,
)
from itperception.published.figures.figures import Figure, figures_with_lines
from itperception.published.figures.printed import similar_figure
from itperception.published.figures.study import Study, StudyClaim
from itperception.survey.description import PrintedGroup, WaveDescription
from itperception.survey.documents import read_document, read_with_lines
from itperception.survey.files import inside
from itperception.survey.reading.readers import read_as_written
from itperception.terms.document import Document, Location, validated
from itperception.terms.text import Text, say

_N = {"exact": "{}", "about": "about {}", "more_than": "more than {}"}


class Claims(Document):
    """``claims.yaml`` of a wave."""

    claims: tuple[PrintedClaim, ...] = Field(default=(), max_length=MANY)


class Release(Claims):
    """A press release: what is in print about one survey."""

    title: Text = Field(default_factory=lambda: {"en": ""}, validate_default=False)
    source: str = ""
    n: str | None = None
    groups: dict[str, PrintedGroup] = Field(default_factory=dict, max_length=MANY)
    parts: tuple[str, ...] = Field(default=(), max_length=MANY)
    answers: dict[str, tuple[str, ...]] = Field(default_factory=dict, max_length=MANY)
    figures: tuple[dict[str, Any], ...] = Field(min_length=1, max_length=MANY)


def read_study(path: Path | str) -> Study:
    """Read a survey in print.

    Parameters
    ----------
    path : pathlib.Path or str
        The folder of a published wave (``wave.yaml``, ``figures.csv`` and perhaps
        ``claims.yaml``); or a press release: YAML, or CSV with at least the columns
        ``id`` and ``printed``.

    Raises
    ------
    ItPerceptionError
        With every problem at once: file, line, place, what was expected.
    """
    path = Path(path)
    if path.is_dir():
        return _read_wave(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        told, lines = read_with_lines(path, Release)
        return _study(told, path.name, path.stem, _places(lines))
    export = read_as_written(path)
    if export.problems:
        raise DocumentError("\n".join(map(str, grouped(export.problems))))
    figures = tuple(export.cells.to_dict("records"))
    lines = {("figures", at): int(line) for at, line in enumerate(export.cells.index)}
    told = validated({"title": path.stem, "figures": figures}, Release, path.name)
    return _study(told, path.name, path.stem, lines)


def study_of(told: Mapping[str, object], name: str = "release") -> Study:
    """Read a press release that is not in a file, from the same keys.

    Raises
    ------
    ItPerceptionError
        With every problem at once.
    """
    return _study(validated(dict(told), Release, name), name, name, {})


def _study(
    told: Release, file: str, name: str, lines: Mapping[tuple[str, int | str], int]
) -> Study:
    """Make the study of a press release, or say all that is wrong with it."""
    assembly = Assembly(
        file=file, name=name, title=say(told.title) or name, source=told.source, n=told.n,
        groups=told.groups, parts=told.parts, answers=told.answers, lines=lines,
    )  # fmt: skip
    figures = assembly.figures_of(told.figures)
    study = assembly.study(figures, _claims(told.claims, figures))
    if assembly.problems:
        raise DocumentError(_told(assembly.problems))
    return study


def _read_wave(folder: Path) -> Study:
    """Read a published wave; what is wrong with any of its files is told together."""
    errors: list[str] = []

    def read(name: str, reader: Callable[..., Any], *model: type[Document]) -> Any:
        try:
            return reader(inside(folder, name, DocumentError), *model)
        except ItPerceptionError as error:
            errors.append(str(error))

    told = read("wave.yaml", read_document, WaveDescription)
    if told and told.kind != "published":
        raise DocumentError(f"wave {folder.name!r} has respondents, not printed figures")
    figures = read("figures.csv", figures_with_lines)
    has_claims = os.path.lexists(folder / "claims.yaml")
    claims = read("claims.yaml", read_with_lines, Claims) if has_claims else (Claims(), {})
    if errors:
        raise DocumentError("\n".join(errors))
    lines = {("figures", at): line for at, line in enumerate(figures[1])}
    files = {
        "figures": f"{folder.name}/figures.csv",
        "claims": f"{folder.name}/claims.yaml",
    }
    assembly = Assembly(
        file=f"{folder.name}/wave.yaml", files=files, lines=lines | _places(claims[1]),
        name=folder.name, title=say(told.title), groups=told.groups,
        n=None if told.n is None else _N[told.n_is].format(told.n),
        parts=told.parts, answers=told.answers, polarity=told.polarity,
        headline=told.headline or "",
    )  # fmt: skip
    study = assembly.study(figures[0], _claims(claims[0].claims, figures[0]))
    if assembly.problems:
        raise DocumentError(_told(assembly.problems))
    return study


def _places(lines: Mapping[Location, int]) -> dict[tuple[str, int | str], int]:
    """Return the lines of the sections of a document, and of what stands in each."""
    return {(*at, "")[:2]: line for at, line in lines.items() if 0 < len(at) < 3}


def _claims(
    told: Sequence[PrintedClaim], figures: Iterable[Figure]
) -> tuple[StudyClaim, ...]:
    known = {figure.id: figure for figure in figures}
    return tuple(_claim(at, claim, known) for at, claim in enumerate(told, start=1))


def _claim(at: int, told: PrintedClaim, known: Mapping[str, Figure]) -> StudyClaim:
    """Make a claim; its text in every language stays among its options."""
    named = [known[figure] for figure in told.figures if figure in known]
    kind = told.kind or usual_kind(named)
    similar = _similar(named) if kind == GROUPS_KIND else {}
    return StudyClaim(
        id=told.id or f"claim-{at}", text=say(told.text), figures=told.figures,
        kind=kind, row=told.row, assume=told.assume.model_dump(exclude_none=True),
        options={**similar, **told.options, "texts": told.text},
    )  # fmt: skip


def pair_claim(study: Study, first: str, second: str) -> StudyClaim:
    """Return the claim that one figure is larger than another, or differs from it.

    Raises
    ------
    UnknownNameError
        If there is no such figure.
    """
    figures = [study.figure(first), study.figure(second)]
    text = f"{figures[0].label or first} against {figures[1].label or second}"
    told = PrintedClaim(text=text, figures=(first, second))
    return _claim(1, told, {figure.id: figure for figure in figures})


def _similar(figures: Iterable[Figure]) -> dict[str, object]:
    """Say that one figure of a comparison is printed as similar to another of it."""
    named = {figure.id: similar_figure(figure.printed) for figure in figures}
    pairs = [[name, other] for name, other in named.items() if other in named]
    return {"similar": pairs[0]} if pairs else {}


def _told(problems: Sequence[Problem]) -> str:
    """Say every problem once, and what was expected where it is expected first."""
    lines, said = [], set()
    for problem in dict.fromkeys(problems):
        again = problem.expected in said
        lines.append(_in_words(replace(problem, expected=None) if again else problem))
        said.add(problem.expected)
    return "\n".join(lines)


def _in_words(problem: Problem) -> str:
    """Say a problem with the line of the file, as other documents do."""
    line = f", line {problem.rows[0]}" if problem.rows else ""
    found = "".join(f" (found {value!r})" for value, _ in problem.values if value)
    wanted = f", expected {problem.expected}" if problem.expected else ""
    return f"{problem.file}{line}, {problem.column}: {problem.cause}{found}{wanted}"
