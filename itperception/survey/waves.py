"""Waves on disk: find one, read its description, write its respondents.

A wave is a folder ``data/raw/<wave>/`` with ``wave.yaml`` and either an export or
``figures.csv``. From it, ``data/processed/<wave>/`` gets ``respondents.parquet``
(codes, never labels) and ``provenance.json`` (what it was made from). Both are the
same to the last byte each time, and are written only when an input has changed.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from itperception.errors import (
    DocumentError,
    ExportError,
    UnknownNameError,
    WaveError,
    unknown_name,
)
from itperception.survey.check import encode
from itperception.survey.codebook import Codebook, read_codebook
from itperception.survey.description import WaveDescription
from itperception.survey.documents import read_document
from itperception.survey.files import inside, sweep, whole, write_atomically
from itperception.survey.formats import Export, read_export

RAW, PROCESSED = Path("data/raw"), Path("data/processed")


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
        """Every file the wave is made from."""
        files = sorted(path for path in self.raw.iterdir() if path.is_file())
        return (*files, _codebook_path(self.root, self.name))

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
    """Return the names of all waves, sorted."""
    raw = project_root(root) / RAW
    return sorted(path.parent.name for path in raw.glob("*/wave.yaml"))


def list_waves(root: Path | None = None) -> pd.DataFrame:
    """Return one line per wave: its name, title, kind, n, and whether it is synthetic."""
    folders = [open_wave(name, root) for name in wave_names(root)]
    lines = [
        (f.name, next(iter(f.description.title.values())), f.description.kind,
         f.description.n, f.description.synthetic)
        for f in folders
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=["wave", "title", "kind", "n", "synthetic"])


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
        If there is no such wave; the known ones are listed.
    DocumentError
        If ``wave.yaml`` or the codebook is broken; file and line are named.
    """
    root = project_root(root)
    names = wave_names(root)
    if name not in names:
        raise unknown_name("wave", name, names)
    told = inside(root / RAW / name, "wave.yaml", DocumentError)
    description = read_document(told, WaveDescription)
    codebook = read_codebook(_codebook_path(root, name))
    _check_departures(codebook, description)
    description.check_claims(codebook)
    return WaveFolder(root, name, description, _with_wordings(codebook, description))


def check_wave(folder: WaveFolder, export: Export | None = None) -> pd.DataFrame:
    """Hold an export against its codebook; nothing is written.

    Returns
    -------
    pandas.DataFrame
        One line of codes per respondent, as ``respondents.parquet`` will have them.

    Raises
    ------
    WaveError
        With every problem at once: file, row, column, value, what was expected.
    """
    export = export if export is not None else folder.read()
    told = folder.description
    codes, problems = encode(export, folder.codebook, told.layout, expected_rows=told.n)
    if problems:
        raise WaveError(folder.name, problems)
    return codes


def prepare(folder: WaveFolder, export: Export | None = None) -> Path:
    """Write ``respondents.parquet`` and ``provenance.json`` if an input has changed.

    Parameters
    ----------
    folder : WaveFolder
        The wave.
    export : Export, optional
        Answers that are not in a file of the wave's folder (a synthetic twin).

    Returns
    -------
    pathlib.Path
        The Parquet file; untouched if the export does not pass its check.
    """
    provenance = folder.processed / "provenance.json"
    expected = _provenance(folder, export)
    if folder.respondents.exists() and provenance.exists():
        made = provenance.read_text(encoding="utf-8")
        if made == expected:
            return folder.respondents
    codes = check_wave(folder, export)
    folder.processed.mkdir(parents=True, exist_ok=True)
    sweep(folder.processed)
    provenance.unlink(missing_ok=True)
    with whole(folder.respondents) as part:
        write_parquet(codes, part)
    write_atomically(provenance, expected)
    return folder.respondents


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


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


def _provenance(folder: WaveFolder, export: Export | None) -> str:
    code = hashlib.sha256(
        b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    )
    made_of = {
        path.relative_to(folder.root).as_posix(): sha256(path) for path in folder.inputs
    }
    if export is not None:
        made = export.cells.to_csv(lineterminator="\n").encode()
        made_of[export.name] = hashlib.sha256(made).hexdigest()
    told = {
        "wave": folder.name,
        "synthetic": folder.description.synthetic or export is not None,
        "inputs": dict(sorted(made_of.items())),
        "code": code.hexdigest(),
        "versions": {name: version(name) for name in ("itperception", "duckdb", "pandas")},
    }
    return json.dumps(told, indent=2) + "\n"


def write_parquet(codes: pd.DataFrame, path: Path) -> None:
    """Write codes as the engine reads them, the same to the last byte each time."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("codes", codes)
        quoted = str(path).replace("'", "''")
        connection.execute(f"COPY codes TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")
