"""A new wave's folder from an export, and what was decided and asked on the way."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from itperception.errors import (
    ItPerceptionError,
    OpenQuestions,
    UnknownNameError,
    grouped,
    same_questions,
)
from itperception.survey.documents import open_questions
from itperception.survey.intake.decisions import Decided, told
from itperception.survey.intake.documents import codebook_yaml, wave_yaml
from itperception.survey.intake.draft import draft
from itperception.survey.open_questions import OpenQuestion
from itperception.survey.reading.readers import recognised
from itperception.survey.waves import RAW, check_name, nearest_root


@dataclass(frozen=True, repr=False)
class NewWave:
    """A wave's new folder: what was decided of it, and what only a person can say.

    Attributes
    ----------
    folder : pathlib.Path
        The folder, with the export, ``wave.yaml`` and ``codebook.yaml``.
    notes : tuple of str
        What reading the file decided, in words.
    decisions : tuple of Decided
        Everything that intake decided, with the reason.
    """

    folder: Path
    notes: tuple[str, ...]
    decisions: tuple[Decided, ...]

    @property
    def name(self) -> str:
        """The name of the wave."""
        return self.folder.name

    @property
    def questions(self) -> list[OpenQuestion]:
        """The questions that are still open in its documents."""
        return open_questions(self.folder / "wave.yaml", self.folder / "codebook.yaml")

    @property
    def decided(self) -> pd.DataFrame:
        """What was decided, a line each: what, of which column, the value, and why."""
        return pd.DataFrame(self.decisions, columns=Decided._fields)

    @property
    def open(self) -> pd.DataFrame:
        """What is open now, a line each: file, line, key, question and candidates."""
        told = [(q.path.name, q.line, q.key, q.question, " | ".join(q.candidates))
                for q in self.questions]  # fmt: skip
        return pd.DataFrame(told, columns=["file", "line", "key", "question", "candidates"])

    def explain(self) -> str:
        """Say in words what was decided and why, and what is open."""
        told = self.explain_questions() or "no question is open"
        return f"{self.folder}\n{self.explain_decisions()}\n{told}"

    def explain_decisions(self) -> str:
        """Say in words what was decided and why."""
        return "\n".join(f"  {line}" for line in (*self.notes, *told(self.decisions)))

    def explain_questions(self) -> str:
        """Say what is open, and where the answers go; empty if nothing is."""
        questions = self.questions
        return str(OpenQuestions(questions)) if questions else ""

    def __repr__(self) -> str:
        return self.explain()

    def _repr_html_(self) -> str:
        tables = [("decided", self.decided), ("open", self.open)]
        told = [f"<h4>{name}</h4>{table.to_html(index=False)}" for name, table in tables]
        return f"<p>{escape(str(self.folder))}</p>{''.join(told)}"

    def __fspath__(self) -> str:
        return str(self.folder)


def add_wave(
    file: Path | str, root: Path | str | None = None, *, name: str | None = None,
    encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None,
    tool: str | None = None,
) -> NewWave:  # fmt: skip
    """Make a wave's folder from an export; decide what is safe, and ask the rest.

    Parameters
    ----------
    file : pathlib.Path
        An export; it is copied, never changed.
    root : pathlib.Path
        The repository's root; by default the nearest folder with ``data/raw`` in it, or
        the working directory.
    name : str, optional
        Label of the wave; by default the file's name.
    encoding, delimiter, sheet, tool : str, optional
        How the file is made, and by which survey tool, where that cannot be told from it alone.

    Returns
    -------
    NewWave
        Its folder, with what was decided and what is open.

    Raises
    ------
    ItPerceptionError
        If there is already a wave of that name; it is left alone. Or if it is no name.
    ExportError
        If the file cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     export = Path(place, "poll.csv")
    ...     _ = export.write_text(chr(10).join(["id;happy", "1;yes", "2;no"]))
    ...     made = itp.add_wave(export, Path(place))
    ...     sorted(path.name for path in made.folder.iterdir()), len(made.open)
    (['codebook.yaml', 'poll.csv', 'wave.yaml'], 0)
    """
    file, root = Path(file), Path(root or nearest_root() or Path.cwd())
    folder = _place(root, name or re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-"))
    told = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet, "tool": tool}
    export = recognised(file, **told)
    if export.problems:
        raise ItPerceptionError("\n".join(map(str, grouped(export.problems))))
    drafted = draft(export, title=file.stem)
    documents = {
        "wave.yaml": wave_yaml(export, drafted, file.stem),
        "codebook.yaml": codebook_yaml(export, drafted),
    }
    _write(folder, file, documents)
    return NewWave(folder, export.notes, tuple(drafted.decided))


def ask(made: NewWave, answer: Callable[[OpenQuestion], str]) -> None:
    """Ask every open question once, wherever it stands, and write each answer as it comes.

    `answer` is given a question and returns one of its candidates; an empty text leaves it
    open.
    """
    for alike in same_questions(made.questions):
        if given := answer(alike[0]):
            for asked in alike:
                asked.answer(given)


def _place(root: Path, name: str) -> Path:
    try:
        check_name(name)
    except UnknownNameError as error:
        raise UnknownNameError(f"{error}; choose another --name") from None
    folder = root / RAW / name
    if folder.exists():
        raise ItPerceptionError(
            f"{folder}: there is already a wave {name!r}; use another --name"
        )
    return folder


def _write(folder: Path, file: Path, documents: dict[str, str]) -> None:
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        shutil.copyfile(file, part / file.name)
        for name, text in documents.items():
            (part / name).write_text(text, encoding="utf-8")
        part.rename(folder)
    except OSError as error:
        raise ItPerceptionError(
            f"{folder}: the wave cannot be made ({error.strerror})"
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
