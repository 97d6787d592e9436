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
from itperception.reporting.page import LOCK
from itperception.survey.locks import run_folder
from itperception.survey.waves import DOCUMENTS, RAW, WaveFolder, open_waves, wave_names


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
    """

    origin: Path
    place: Path
    waves: tuple[WaveFolder, ...] = ()
    broken: Mapping[str, str] = field(default_factory=dict)

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
        copy = Snapshot(Path(root).resolve(), place)
        try:
            _copy_documents(copy)
            waves, broken = open_waves(copy.root)
            for folder in waves:
                _copy_export(copy, folder)
        except OSError as error:
            raise PublicationError(
                f"the inputs cannot be copied ({reason_of(error)}); nothing was run. Another "
                "place can be named in the environment variable TMPDIR"
            ) from None
        broken = {name: copy.told(told) for name, told in broken.items()}
        yield replace(copy, waves=tuple(waves), broken=broken)


def _copy_documents(copy: Snapshot) -> None:
    (copy.root / RAW).mkdir(parents=True)
    notebooks = copy.origin.glob("notebooks/*.ipynb")
    waves = [RAW / name for name in wave_names(copy.origin)]
    for path in (
        *(notebook.relative_to(copy.origin) for notebook in notebooks), Path(LOCK),
        RAW / "codebook.yaml", *(wave / name for wave in waves for name in DOCUMENTS),
    ):  # fmt: skip
        _copy(copy, path)


def _copy_export(copy: Snapshot, folder: WaveFolder) -> None:
    """Copy the file of a wave's answers; a link that leads out of its folder stays one."""
    if folder.description.file:
        path = RAW / folder.name / folder.description.file
        real, home = (os.path.realpath(copy.origin / p) for p in (path, RAW / folder.name))
        _copy(copy, path, as_link=not Path(real).is_relative_to(home))


def _copy(copy: Snapshot, path: Path, *, as_link: bool = False) -> None:
    """Copy a file if there is one; what cannot be read is linked: its reader says why."""
    source, target = copy.origin / path, copy.root / path
    if not os.path.lexists(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if as_link or not source.is_file() or not os.access(source, os.R_OK):
        target.symlink_to(source)
        return
    with open(source, "rb") as read, open(target, "wb") as written:
        shutil.copyfileobj(read, written)
