"""What can go wrong, named by what it is about.

Every error a user can cause derives from :class:`ItPerceptionError`; the command
line prints its message without a traceback. A message names the file, the place,
the value found and what was expected there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

_MOST_LISTED, MOST_COMPARED, MOST_PROBLEMS, LONGEST = 60, 5_000, 500, 100
MOST_ROWS = _MOST_VALUES = 10  # of one problem that are named


class ItPerceptionError(Exception):
    """Base of all errors this package raises on purpose.

    Examples
    --------
    >>> try:
    ...     itp.load_wave("demo-2027")
    ... except itp.ItPerceptionError as error:
    ...     print(str(error)[:29])
    no wave is called 'demo-2027'
    """


class DocumentError(ItPerceptionError):
    """A YAML or CSV document that does not say what it should."""


class OpenQuestions(DocumentError):
    """Documents of a wave with questions that only a person can answer.

    Attributes
    ----------
    questions : tuple
        Each :class:`itperception.survey.open_questions.OpenQuestion`.
    """

    def __init__(self, questions: Sequence):
        self.questions, groups = tuple(questions), same_questions(questions)
        many = f"{len(groups)} questions are" if len(groups) != 1 else "1 question is"
        lines = [f"{many} open: write the answer in place of OPEN"]
        for first, *more in groups:
            lines.append(f"  {first}")
            lines += (
                [f"    and in line {', '.join(str(q.line) for q in more)}"] if more else []
            )
        super().__init__("\n".join(lines))


def same_questions(questions: Iterable) -> list[list]:
    """Return open questions of which the same is asked, together, in the order of the first."""
    alike: dict[tuple, list] = {}
    for asked in questions:
        same = asked.path, asked.question or asked.key, asked.candidates
        alike.setdefault(same, []).append(asked)
    return [*alike.values()]


class ExportError(ItPerceptionError):
    """An export of a survey tool that cannot be read at all."""


class NotUnderstoodError(ItPerceptionError, ValueError):
    """What stands in print has no declared range, or is impossible.

    Attributes
    ----------
    message, expected : str
        What is wrong; what is understood instead, or would settle it (may be empty).
    """

    def __init__(self, message: str, expected: str = ""):
        self.message, self.expected = message, expected
        super().__init__(f"{message}; expected {expected}" if expected else message)


class UnknownNameError(ItPerceptionError, ValueError):
    """A wave, item, banner, category or parameter that does not exist."""


class PublicationError(ItPerceptionError):
    """A notebook that could not be run or a page that could not be written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file, or worth a look, in however many of its cells.

    A row or a value alone may be given as it is.

    Parameters
    ----------
    file : str
        File name, as the user knows it.
    cause : str
        What is wrong, in words.
    rows : tuple of int
        The first lines of the file it is in (the header is line 1); in a file of a
        statistics package the numbers of the cases.
    column : str, optional
        Column name.
    values : tuple of (str, int)
        Each value that was found and how often, the most frequent first.
    expected : str, optional
        What was expected in their place.
    item : str, optional
        What of the codebook it is about.
    count : int
        In how many rows it is; by default in those that are named.
    """

    file: str
    cause: str
    rows: tuple[int, ...] | int | None = ()
    column: str | None = None
    values: tuple[tuple[str, int], ...] | str | None = ()
    expected: str | None = None
    item: str | None = None
    count: int = 0

    def __post_init__(self):
        rows = (self.rows,) if isinstance(self.rows, int) else self.rows or ()
        values = ((self.values, 1),) if isinstance(self.values, str) else self.values or ()
        count = self.count or len(rows) or sum(times for _, times in values)
        told = {"rows": rows[:MOST_ROWS], "values": values, "count": count}
        for name, value in told.items():
            object.__setattr__(self, name, value)

    def __str__(self) -> str:
        where = [self.file, *self._rows()]
        where += [f"column {self.column!r}"] if self.column is not None else []
        wanted = f", expected {self.expected}" if self.expected is not None else ""
        return f"{', '.join(where)}: {self.cause}{self._found()}{wanted}"

    def told(self) -> dict[str, object]:
        """Return the problem as plain data; ``distinct`` is how many values there were."""
        return {
            "file": self.file, "column": self.column, "item": self.item, "cause": self.cause,
            "values": dict(self.values[:_MOST_VALUES]),
            "distinct": len(self.values), "rows": list(self.rows), "count": self.count,
            "expected": self.expected,
        }  # fmt: skip

    def _rows(self) -> list[str]:
        named = self.rows[:3]
        more = self.count - len(named)
        told = ", ".join(map(str, named)) + (f" and {more:,} more" if more else "")
        return [f"row{'s' if self.count > 1 else ''} {told}"] if named else []

    def _found(self) -> str:
        """Say the most frequent values, and how often each was found if that tells."""
        if not self.values:
            return ""
        plain = len(self.values) == 1 or all(times == 1 for _, times in self.values)
        told = [short(value) if plain else f"{short(value)} ({times:,})"
                for value, times in self.values[:_MOST_VALUES]]  # fmt: skip
        more = len(self.values) - len(told)
        return f": found {', '.join(told)}" + (
            f" and {more:,} other values" if more else ""
        )


def grouped(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once: those alike in all but rows and values are one.

    Examples
    --------
    >>> found = (Problem("a.csv", "no year", k, "y", v) for k, v in enumerate("xxyx", 2))
    >>> print(*grouped(found))
    a.csv, rows 2, 3, 4 and 1 more, column 'y': no year: found 'x' (3), 'y' (1)
    """
    alike: dict[tuple, list[Problem]] = {}
    for problem in problems:
        kind = (problem.file, problem.cause, problem.column, problem.expected, problem.item)
        alike.setdefault(kind, []).append(problem)
    return tuple(_together(found) for found in alike.values())


def _together(found: Sequence[Problem]) -> Problem:
    values = Counter()
    for problem in found:
        values.update(dict(problem.values))
    return replace(
        found[0], rows=tuple(row for problem in found for row in problem.rows),
        values=tuple(values.most_common()), count=sum(problem.count for problem in found),
    )  # fmt: skip


class WaveError(ItPerceptionError):
    """An export that does not agree with its codebook; has every problem, and says 500."""

    def __init__(self, wave: str, problems: Sequence[Problem]):
        self.wave, self.problems = wave, grouped(problems)
        count = len(self.problems)
        head = f"wave {wave!r}: {count} problem{'s' if count != 1 else ''}"
        told = [f"  {problem}" for problem in self.problems[:MOST_PROBLEMS]]
        more = count - len(told)
        told += [f"  and {more:,} problems more"] if more else []
        super().__init__("\n".join([head, *told]))


def short(value: object) -> str:
    """Return a value as it is told in a message: in quotes, and not endlessly.

    Examples
    --------
    >>> short("51 %"), short("x" * 10_000)[-20:]
    ("'51 %'", "xxx… (10,000 signs)'")
    """
    if isinstance(value, str) and len(value) > LONGEST:
        return repr(f"{value[:LONGEST]}… ({len(value):,} signs)")
    return repr(value)


def listed(names: Iterable[str]) -> str:
    """Return names with commas between them, the first few if there are many.

    Examples
    --------
    >>> listed(["good", "poor"]), listed(map(str, range(1000)))[-15:]
    ('good, poor', '59 and 940 more')
    """
    rest = iter(names)
    first, more = [*islice(rest, _MOST_LISTED)], sum(1 for _ in rest)
    return ", ".join(first) + (f" and {more:,} more" if more else "")


def times(number: int, of: str) -> str:
    """Say how many there are.

    Examples
    --------
    >>> times(1, "respondent"), times(1200, "cell")
    ('1 respondent', '1,200 cells')
    """
    return f"{number:,} {of}{'' if number == 1 else 's'}"


def unknown_name(kind: str, name: object, known: Sequence[str]) -> UnknownNameError:
    """Return the error for a name that is not among the known ones.

    Parameters
    ----------
    kind : str
        What the name should have named, for example ``"wave"``.
    name : object
        The name that was asked for.
    known : sequence of str
        All names there are; the nearest is suggested.

    Examples
    --------
    >>> print(unknown_name("wave", "demo-2062", ["demo-2024", "demo-2026"]))
    no wave is called 'demo-2062'; did you mean 'demo-2026'? Known: demo-2024, demo-2026
    """
    from difflib import get_close_matches

    looked_at = known if len(known) <= MOST_COMPARED else ()
    close = get_close_matches(str(name)[:LONGEST], looked_at, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else "."
    return UnknownNameError(
        f"no {kind} is called {short(str(name))}{hint} Known: {listed(known) or 'none'}"
    )


def reason_of(error: Exception) -> str:
    """Say in one text what went wrong, with the kind of any error that was not foreseen.

    Examples
    --------
    >>> reason_of(WaveError("demo", [])), reason_of(KeyError("n"))
    ("wave 'demo': 0 problems", "KeyError: 'n'")
    >>> reason_of(FileNotFoundError(2, "No such file or directory", "export.csv"))
    'export.csv: No such file or directory'
    """
    if isinstance(error, ItPerceptionError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error}"
