"""Waves on disk: find them, and read their descriptions.

A wave is a folder with ``wave.yaml`` and either an export or ``figures.csv``: in a project
``data/raw/<wave>/``, but any folder will do. Without a project there are the waves that come
with the package.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from itperception.errors import (
    DocumentError,
    ExportError,
    UnknownNameError,
    reason_of,
    unknown_name,
)
from itperception.survey.codebook import Codebook
from itperception.survey.description import WaveDescription
from itperception.survey.documents import read_documents
from itperception.survey.files import inside
from itperception.terms.asked import asked
from itperception.terms.text import LANGUAGES, say

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
TREND, COMPARISON, INDEX = "trend", "comparison", "index"
_RESERVED = (INDEX, TREND, COMPARISON, *LANGUAGES)  # pages, and folders of pages
LONGEST_NAME = 80


def check_name(name: str) -> str:
    """Return the name of a wave; refuse what is none.

    `UnknownNameError` if it is not made of lower-case letters, digits and hyphens, is too
    long, or is the name of something else in ``reports/``.

    Examples
    --------
    >>> check_name("demo-2026")
    'demo-2026'
    >>> check_name("Demo 2026")
    Traceback (most recent call last):
    itperception.errors.UnknownNameError: a wave cannot be called 'Demo 2026': expected \
lower-case letters (a to z), digits and hyphens, at most 80, a letter or digit first
    """
    refused = f"a wave cannot be called {name!r}"
    if name in _RESERVED:
        raise UnknownNameError(f"{refused}: in reports/ that is the name of something else")
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise UnknownNameError(
            f"{refused}: expected lower-case letters (a to z), digits and hyphens, at most "
            f"{LONGEST_NAME}, a letter or digit first"
        )
    return name


if TYPE_CHECKING:
    import pandas as pd

    from itperception.survey.export import Export

RAW, PROCESSED = Path("data/raw"), Path("data/processed")
PACKAGE = Path(__file__).parents[1]
SHIPPED = PACKAGE / "shipped"
"""Waves and notebooks in an installed package; in the repository they lie beside it."""
NO_PROJECT = "no folder data/raw here or above: the waves are those of itperception"
DOCUMENTS = ("wave.yaml", "codebook.yaml", "labels.yaml", "figures.csv", "claims.yaml")
"""What is read of a wave's folder, with the export; all else in it is nobody's business."""


@dataclass(frozen=True, slots=True)
class WaveFolder:
    """A wave as it lies on disk: name, description and codebook.

    Attributes
    ----------
    root : pathlib.Path
        The project's root; of a wave elsewhere, the folder that its own is in.
    raw : pathlib.Path
        The folder with what was received.
    description : WaveDescription
        What ``wave.yaml`` says.
    codebook : Codebook
        The wave's own ``codebook.yaml`` if there is one, else the one beside its folder.
    """

    root: Path
    raw: Path
    description: WaveDescription
    codebook: Codebook

    @property
    def name(self) -> str:
        """The name of the folder; the label of the wave."""
        return self.raw.name

    @property
    def processed(self) -> Path | None:
        """The folder that keeps what was made from it; none outside of a project."""
        if self.raw.parent != self.root / RAW or self.root == SHIPPED:
            return None
        return self.root / PROCESSED / self.name

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every file the wave is made from; what else lies in its folder is none."""
        export = (self.description.file,) if self.description.file else ()
        files = sorted(path for name in (*DOCUMENTS, *export)
                       if (path := self.raw / name).exists() or name in export)  # fmt: skip
        return tuple(dict.fromkeys((*files, _codebook_path(self.raw))))

    @property
    def only(self) -> dict[str, str] | None:
        """Of whom all is told, by language: items and answers; ``None`` if of everybody."""
        dimensions = self.codebook.by_id()
        told = [
            (dimensions[name], answers) for name, answers in self.description.where.items()
        ]
        return {
            key: "; ".join(
                f"{say(d.label, key)}: "
                + ", ".join(say(c.label, key) for c in d.categories if c.id in answers)
                for d, answers in told
            )
            for key in LANGUAGES
        } if told else None  # fmt: skip

    def read(self) -> "Export":
        """Read the export; `ExportError` if it cannot be read at all."""
        from itperception.survey.reading.readers import read_export

        told = self.description
        path = inside(self.raw, told.file, ExportError)
        return read_export(path, tool=told.tool, encoding=told.encoding,
                           delimiter=told.delimiter, sheet=told.sheet)  # fmt: skip


def nearest_root(start: Path | None = None) -> Path | None:
    """Return the nearest folder, here or above, that has ``data/raw`` in it.

    It begins at the environment variable ``ITPERCEPTION_ROOT`` or the working directory, if
    nothing is said.
    """
    start = _start(start)
    return next((f for f in (start, *start.parents) if (f / RAW).is_dir()), None)


def project_root(start: Path | None = None) -> Path:
    """Return the folder whose ``data/raw`` has the waves that are known by name.

    As for :func:`nearest_root`; if nothing is said and there is no project here, it is where
    the waves that come with the package are. `UnknownNameError` if there are none.
    """
    found = nearest_root(start)
    is_told = bool(start or os.environ.get("ITPERCEPTION_ROOT"))
    if found is None and not is_told and (shipped_root() / RAW).is_dir():
        return shipped_root()
    if found is None:
        raise UnknownNameError(
            f"there is no folder {RAW.as_posix()} in {_start(start)} or above it"
        )
    return found


def shipped_root() -> Path:
    """Return where the waves and notebooks are that come with the package."""
    return SHIPPED if SHIPPED.is_dir() else PACKAGE.parent


def is_shipped(root: Path) -> bool:
    """Whether waves come with the package, as there is no project here."""
    return root == shipped_root() and nearest_root() != root


def _start(start: Path | None) -> Path:
    return Path(start or os.environ.get("ITPERCEPTION_ROOT") or Path.cwd()).resolve()


def wave_names(root: Path | None = None) -> list[str]:
    """Return the names of all folders with a ``wave.yaml``, sorted; hidden ones are none."""
    raw = project_root(root) / RAW
    names = (path.parent.name for path in raw.glob("*/wave.yaml"))
    return sorted(name for name in names if not name.startswith("."))


def open_waves(root: Path | None = None) -> tuple[list[WaveFolder], dict[str, str]]:
    """Return all waves that can be opened, and by name why others cannot be."""
    folders, broken = [], {}
    for name in wave_names(root):
        try:
            folders.append(open_wave(name, root))
        except Exception as error:  # a wave must not stop the others, whatever happens
            broken[name] = reason_of(error)
    return folders, broken


@asked
def list_waves(root: Path | None = None) -> "pd.DataFrame":
    """Return one line per wave: its name, title, kind, n, and whether it is synthetic.

    Of a wave that cannot be read, ``problem`` says why.

    Examples
    --------
    >>> itp.list_waves().set_index("wave").loc["demo-2026", "kind"]
    'microdata'
    """
    import pandas as pd

    folders, broken = open_waves(root)
    lines = [
        (f.name, next(iter(f.description.title.values())), f.description.kind,
         f.description.n, f.description.synthetic, "")
        for f in folders
    ] + [(name, "", "", None, None, told) for name, told in broken.items()]  # fmt: skip
    columns = ["wave", "title", "kind", "n", "synthetic", "problem"]
    return pd.DataFrame(sorted(lines, key=lambda line: line[0]), columns=columns)


@asked
def open_wave(wave: str | Path, root: Path | None = None) -> WaveFolder:
    """Read a wave's description and codebook, but not yet its data.

    Parameters
    ----------
    wave : str or pathlib.Path
        The name of a wave below ``data/raw``; or, a text with a slash or a path, its
        folder wherever it is.
    root : pathlib.Path, optional
        The project's root; found from the working directory by default.

    Raises
    ------
    UnknownNameError
        If there is no such wave; the known ones are listed. Or if its folder has a name
        that no wave can have.
    DocumentError
        If ``wave.yaml`` or the codebook is broken; file and line are named.
    OpenQuestions
        With every question that is open in one of them.

    Examples
    --------
    >>> itp.open_wave("demo-2026").description.n, itp.open_wave("data/raw/demo-2026").name
    (486, 'demo-2026')
    """
    raw = _folder_at(Path(wave)) if is_path(wave) else _folder_called(wave, root)
    in_project = raw.parent.parts[-len(RAW.parts) :] == RAW.parts
    if in_project:
        try:
            check_name(raw.name)
        except UnknownNameError as error:
            raise UnknownNameError(f"{raw}: {error}; rename the folder") from None
    told = inside(raw, "wave.yaml", DocumentError), WaveDescription
    description, codebook = read_documents(told, (_codebook_path(raw), Codebook))
    try:
        _check_departures(codebook, description)
        description.check_claims(codebook)
        if description.raking is not None:
            description.raking.check_names(codebook)
        description.check_where(codebook)
    except (DocumentError, UnknownNameError) as error:
        raise type(error)(f"{told[0]}: {error}") from None
    root = raw.parents[len(RAW.parts)] if in_project else raw.parent
    return WaveFolder(root, raw, description, _with_wordings(codebook, description))


def as_folder(wave: "WaveFolder | str | Path | object") -> WaveFolder:
    """Return a wave as it lies on disk: opened by its name, or the folder of a loaded one.

    Examples
    --------
    >>> as_folder("demo-2026").name, as_folder(wave).name
    ('demo-2026', 'demo-2026')
    """
    folder = getattr(wave, "folder", wave)
    return folder if isinstance(folder, WaveFolder) else open_wave(folder)


def is_path(wave: str | Path) -> bool:
    """Whether a wave is told by its folder and not by its name.

    Examples
    --------
    >>> is_path("demo-2026"), is_path("./demo-2026"), is_path(Path("demo-2026"))
    (False, True, True)
    """
    if isinstance(wave, Path):
        return True
    return bool({"/", os.sep} & {*wave}) or wave in (os.curdir, os.pardir)


def _folder_at(path: Path) -> Path:
    raw = Path(os.path.abspath(path.expanduser()))
    if os.path.lexists(raw / "wave.yaml"):
        return raw
    if not raw.exists():
        raise UnknownNameError(f"{raw}: there is no such folder")
    if raw.is_dir():
        raise UnknownNameError(f"{raw}: no wave, as there is no wave.yaml in it")
    raise UnknownNameError(f"{raw}: no folder; add-wave makes one of an export")


def _folder_called(name: str, root: Path | None) -> Path:
    found, names = project_root(root), wave_names(root)
    if name in names:
        return found / RAW / name
    told = str(unknown_name("wave", name, names))
    if is_shipped(found):
        told += f" ({NO_PROJECT})"
    raise UnknownNameError(f"{told}; a folder elsewhere is told with a slash: './{name}'")


def _codebook_path(raw: Path) -> Path:
    own = inside(raw, "codebook.yaml", DocumentError)
    beside = raw.parent / "codebook.yaml"
    return beside if os.path.lexists(beside) and not os.path.lexists(own) else own


def _with_wordings(codebook: Codebook, description: WaveDescription) -> Codebook:
    """Put the wordings a wave really used in place of the codebook's."""
    asked = {d.item: d.wording for d in description.departures if d.wording is not None}

    def as_asked(questions):
        return tuple(
            q.model_copy(update={"wording": asked.get(q.id, q.wording)}) for q in questions
        )

    return codebook.model_copy(
        update={
            "items": as_asked(codebook.items),
            "multiple_responses": as_asked(codebook.multiple_responses),
        }
    )


def _check_departures(codebook: Codebook, description: WaveDescription) -> None:
    """Refuse a departure of, or not to have asked, what is not in the codebook."""
    known = [question.id for question in (*codebook.items, *codebook.multiple_responses)]
    for departure in description.departures:
        if departure.item is not None and departure.item not in known:
            raise unknown_name("item", departure.item, known)
    known += [number.id for number in codebook.numbers]
    known += [option.id for name in codebook.sets for option in codebook.options(name)]
    for name in description.layout.not_asked:
        if name not in known:
            raise unknown_name("item (not_asked)", name, known)
