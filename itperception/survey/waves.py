"""Waves on disk: find them, and read their descriptions.

A wave is a folder ``data/raw/<wave>/`` with ``wave.yaml`` and either an export or
``figures.csv``.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from itperception.errors import (
    DocumentError,
    ExportError,
    UnknownNameError,
    reason_of,
    unknown_name,
)
from itperception.survey.codebook import Codebook, read_codebook
from itperception.survey.description import WaveDescription
from itperception.survey.documents import read_document
from itperception.survey.files import inside
from itperception.survey.formats import Export, read_export
from itperception.survey.names import check_name

RAW, PROCESSED = Path("data/raw"), Path("data/processed")
DOCUMENTS = ("wave.yaml", "codebook.yaml", "labels.yaml", "figures.csv", "claims.yaml")
"""What is read of a wave's folder, with the export; all else in it is nobody's business."""


@dataclass(frozen=True, slots=True)
class WaveFolder:
    """A wave as it lies on disk: name, description and codebook.

    Attributes
    ----------
    root : pathlib.Path
        The repository's root.
    name : str
        Name of the folder below ``data/raw``; the label of the wave.
    description : WaveDescription
        What ``wave.yaml`` says.
    codebook : Codebook
        The wave's own ``codebook.yaml`` if there is one, else the instrument.
    """

    root: Path
    name: str
    description: WaveDescription
    codebook: Codebook

    @property
    def raw(self) -> Path:
        """The folder with what was received."""
        return self.root / RAW / self.name

    @property
    def processed(self) -> Path:
        """The folder with what was made from it."""
        return self.root / PROCESSED / self.name

    @property
    def respondents(self) -> Path:
        """The Parquet file the engine counts."""
        return self.processed / "respondents.parquet"

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every file the wave is made from; what else lies in its folder is none."""
        export = (self.description.file,) if self.description.file else ()
        files = sorted(path for name in (*DOCUMENTS, *export)
                       if (path := self.raw / name).exists() or name in export)  # fmt: skip
        return tuple(dict.fromkeys((*files, _codebook_path(self.root, self.name))))

    def read(self) -> Export:
        """Read the export; `ExportError` if it cannot be read at all."""
        told = self.description
        path = inside(self.raw, told.file, ExportError)
        return read_export(path, encoding=told.encoding, delimiter=told.delimiter)


def project_root(start: Path | None = None) -> Path:
    """Return the nearest folder, here or above, that has ``data/raw`` in it.

    Parameters
    ----------
    start : pathlib.Path, optional
        Where to begin; by default the environment variable ``ITPERCEPTION_ROOT`` or
        the working directory.
    """
    start = Path(start or os.environ.get("ITPERCEPTION_ROOT") or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / RAW).is_dir():
            return folder
    raise UnknownNameError(f"there is no folder {RAW.as_posix()} in {start} or above it")


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


def list_waves(root: Path | None = None) -> pd.DataFrame:
    """Return one line per wave: its name, title, kind, n, and whether it is synthetic.

    Of a wave that cannot be read, ``problem`` says why.
    """
    folders, broken = open_waves(root)
    lines = [
        (f.name, next(iter(f.description.title.values())), f.description.kind,
         f.description.n, f.description.synthetic, "")
        for f in folders
    ] + [(name, "", "", None, None, told) for name, told in broken.items()]  # fmt: skip
    columns = ["wave", "title", "kind", "n", "synthetic", "problem"]
    return pd.DataFrame(sorted(lines, key=lambda line: line[0]), columns=columns)


def open_wave(name: str, root: Path | None = None) -> WaveFolder:
    """Read a wave's description and codebook, but not yet its data.

    Parameters
    ----------
    name : str
        Name of the folder below ``data/raw``.
    root : pathlib.Path, optional
        The repository's root; found from the working directory by default.

    Raises
    ------
    UnknownNameError
        If there is no such wave; the known ones are listed. Or if its folder has a name
        that no wave can have.
    DocumentError
        If ``wave.yaml`` or the codebook is broken; file and line are named.
    """
    root = project_root(root)
    names = wave_names(root)
    if name not in names:
        raise unknown_name("wave", name, names)
    try:
        check_name(name)
    except UnknownNameError as error:
        raise UnknownNameError(f"{root / RAW / name}: {error}; rename the folder") from None
    told = inside(root / RAW / name, "wave.yaml", DocumentError)
    description = read_document(told, WaveDescription)
    codebook = read_codebook(_codebook_path(root, name))
    _check_departures(codebook, description)
    description.check_claims(codebook)
    return WaveFolder(root, name, description, _with_wordings(codebook, description))


def _codebook_path(root: Path, name: str) -> Path:
    own = inside(root / RAW / name, "codebook.yaml", DocumentError)
    return own if os.path.lexists(own) else root / RAW / "codebook.yaml"


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
    """Refuse a departure of what is neither an item nor a set of the codebook."""
    known = [question.id for question in (*codebook.items, *codebook.multiple_responses)]
    for departure in description.departures:
        if departure.item is not None and departure.item not in known:
            raise unknown_name("item", departure.item, known)
