"""One look at everything that pages are made from: a private copy, taken once for a run.

Plan, pages, files and index are made from the copy, so that none of them can be of two
minds. What changes meanwhile changes nothing; it is noticed before a page is put in place.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from itperception.errors import PublicationError, reason_of
from itperception.reporting.page import LOCK, NOTEBOOKS, original
from itperception.survey.locks import run_folder
from itperception.survey.waves import (
    DOCUMENTS,
    RAW,
    WaveFolder,
    open_waves,
    shipped_root,
    wave_names,
)
from itperception.terms.address import ENGINE


@dataclass(frozen=True)
class Snapshot:
    """A private copy of a repository's inputs.

    Attributes
    ----------
    origin : pathlib.Path
        The repository's root.
    place : pathlib.Path
        The temporary folder of the run: the copy is in it, and whatever else a run makes.
    waves : tuple of WaveFolder
        The waves that can be opened, as they are in the copy.
    broken : mapping of str to str
        By name, why other waves cannot be.
    engine : str
        The address of the engine that counts; empty for the one on the machine.
    """

    origin: Path
    place: Path
    waves: tuple[WaveFolder, ...] = ()
    broken: Mapping[str, str] = field(default_factory=dict)
    engine: str = ""

    @property
    def root(self) -> Path:
        """The root of the copy."""
        return self.place / "copy"

    def told(self, text: str) -> str:
        """Return a text that names files of the copy so that it names their originals."""
        return text.replace(f"{self.root}{os.sep}", f"{self.origin}{os.sep}")


@contextmanager
def snapshot(root: Path) -> Iterator[Snapshot]:
    """Copy what pages are made from: notebooks, and of each wave the files it names.

    Parameters
    ----------
    root : pathlib.Path
        The repository's root; nothing in it is changed.

    Yields
    ------
    Snapshot
        The copy; it is gone afterwards.

    Raises
    ------
    PublicationError
        If there is no room for it.
    """
    with run_folder() as place:
        copy = Snapshot(Path(root).resolve(), place, engine=os.environ.get(ENGINE, ""))
        try:
            refused = _copy_documents(copy)
            waves, broken = open_waves(copy.root)
            for wave in waves:
                if wave.description.file:
                    refused[wave.name] += _copy(copy, wave.name, wave.description.file)
        except OSError as error:
            raise PublicationError(
                f"the inputs cannot be copied ({reason_of(error)}); nothing was run. Another "
                "place can be named in the environment variable TMPDIR"
            ) from None
        broken |= {name: "\n".join(told) for name, told in refused.items() if told}
        broken = {name: copy.told(broken[name]) for name in sorted(broken)}
        waves = tuple(wave for wave in waves if wave.name not in broken)
        yield replace(copy, waves=waves, broken=broken)


def _copy_documents(copy: Snapshot) -> dict[str, list[str]]:
    """Copy all but the exports; return by wave what is the matter with its documents."""
    for folder in (RAW, NOTEBOOKS):
        (copy.root / folder).mkdir(parents=True)
    shipped = (shipped_root() / NOTEBOOKS).glob("*.ipynb")
    own = (copy.origin / NOTEBOOKS).glob("*.ipynb")
    names = {NOTEBOOKS / path.name for path in (*shipped, *own)}
    for name in (*sorted(names), Path(LOCK), RAW / "codebook.yaml"):
        path, target = original(name, copy.origin), copy.root / name
        if _is_readable(path):
            _write(path, target)
        elif os.path.lexists(path):
            target.symlink_to(path)  # whoever reads it says why that cannot be done
    return {
        name: [told for document in DOCUMENTS for told in _copy(copy, name, document)]
        for name in wave_names(copy.origin)
    }


def _copy(copy: Snapshot, wave: str, name: str) -> list[str]:
    """Copy a file of a wave if there is one; return what is the matter with it."""
    folder = copy.origin / RAW / wave
    path, real = folder / name, os.path.realpath
    if not Path(real(path)).is_relative_to(real(folder)):
        return [f"{path}: leads out of the wave's folder; copy the file there"]
    if _is_readable(path):
        _write(path, copy.root / RAW / wave / name)
    elif os.path.lexists(path):
        return [f"{path}: found what cannot be read, or is no file"]
    return []


def _is_readable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


def _write(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(source, "rb") as read, open(target, "wb") as written:
        shutil.copyfileobj(read, written)
