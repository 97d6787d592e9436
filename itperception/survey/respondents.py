"""The respondents of a wave: held against the codebook, and written for the engine.

From a wave's export, ``data/processed/<wave>/`` gets ``respondents.parquet`` (codes,
never labels) and ``provenance.json`` (what it was made from, and who was left out). Both are
the same to the last byte each time, and are written only when an input has changed. Of a wave
that is no project's own, or where nothing can be written, they are in a temporary folder that
ends with the process.
"""

import errno
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex

import pandas as pd

from itperception.errors import ExportError, ItPerceptionError, WaveError, reason_of
from itperception.survey.check import Checked, encode
from itperception.survey.codebook import Codebook
from itperception.survey.drawn import INSIDE_COLUMN
from itperception.survey.export import Export
from itperception.survey.files import opened, sweep, whole, write_atomically
from itperception.survey.locks import process_folder
from itperception.survey.raking import raked
from itperception.survey.waves import PACKAGE, WaveFolder, as_folder
from itperception.terms.dimension import codes_of

RESPONDENTS, PROVENANCE = "respondents.parquet", "provenance.json"
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


def check_wave(
    folder: WaveFolder | str | Path, export: Export | None = None
) -> pd.DataFrame:
    """Hold an export against its codebook; nothing is written.

    Parameters
    ----------
    folder : WaveFolder, str or pathlib.Path
        The wave, its name, or where it is.
    export : Export, optional
        Answers in place of those in its file.

    Returns
    -------
    pandas.DataFrame
        One line of codes per respondent, as ``respondents.parquet`` will have them; see
        :func:`itperception.survey.respondents.only` for a wave with ``where``.

    Raises
    ------
    WaveError
        With every problem at once: file, row, column, value, what was expected.

    Examples
    --------
    >>> len(itp.check_wave("demo-2026"))
    486
    """
    return _agreed(as_folder(folder), export).codes


def examine(folder: WaveFolder, export: Export | None = None) -> Checked:
    """Hold an export against its codebook, and look at how people answered.

    Examples
    --------
    >>> found = examine(itp.open_wave("demo-2026"))
    >>> found.problems, found.counts["in_file"], found.counts["duplicates"]
    ((), 486, 0)
    """
    if folder.description.kind == "published" and export is None:
        raise ItPerceptionError(
            f"wave {folder.name!r} has figures in print and no respondents; its figures are "
            "checked by itperception.read_figures"
        )
    export = export if export is not None else folder.read()
    told = folder.description
    checked = encode(export, folder.codebook, told.layout, expected_rows=told.n)
    return raked(checked, told.raking, folder.codebook)


def _agreed(folder: WaveFolder, export: Export | None) -> Checked:
    checked = examine(folder, export)
    if checked.problems:
        raise WaveError(folder.name, checked.problems)
    told = only(checked.codes, folder.codebook, folder.description.where)
    return replace(checked, codes=told)


def prepare_respondents(folder: WaveFolder, export: Export | None = None) -> Path:
    """Write ``respondents.parquet`` and ``provenance.json`` if an input has changed.

    `export` has answers that are not in a file of the wave's folder (a synthetic twin).

    Returns
    -------
    pathlib.Path
        The Parquet file; untouched if the export does not pass its check.
    """
    expected, place = _provenance(folder, export), folder.processed
    if place is not None and _is_made_of(place, expected):
        return place / RESPONDENTS
    checked = _agreed(folder, export)
    try:
        if place is not None:
            return _write(checked, expected, place)
    except OSError as error:
        if error.errno not in _READ_ONLY:
            raise _refused(place, error) from None
    place = process_folder() / token_hex(8)  # a wave that is loaded keeps its own answers
    try:
        return _write(checked, expected, place)
    except OSError as error:
        raise _refused(place, error) from None


def _is_made_of(place: Path, expected: dict) -> bool:
    provenance = place / PROVENANCE
    if not (provenance.exists() and (place / RESPONDENTS).exists()):
        return False
    try:
        found = json.loads(provenance.read_text(encoding="utf-8"))
        return found | expected == found and "records" in found
    except (ValueError, TypeError):
        return False


def _write(checked: Checked, made_of: dict, place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    sweep(place)
    (place / PROVENANCE).unlink(missing_ok=True)
    with whole(place / RESPONDENTS) as part:
        write_parquet(checked.codes, part)
    told = json.dumps(made_of | {"records": checked.counts}, indent=2, ensure_ascii=False)
    write_atomically(place / PROVENANCE, told + "\n")
    return place / RESPONDENTS


def _refused(place: Path, error: OSError) -> ItPerceptionError:
    told = f"{place}: the respondents cannot be written ({reason_of(error)})"
    return ItPerceptionError(told)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with opened(path, sys.maxsize, ExportError) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _provenance(folder: WaveFolder, export: Export | None) -> dict:
    code = hashlib.sha256(b"".join(path.read_bytes() for path in _code()))
    made_of = {
        path.relative_to(folder.root).as_posix(): sha256(path) for path in folder.inputs
    }
    if export is not None:
        made = export.cells.to_csv(lineterminator="\n").encode()
        made_of[export.name] = hashlib.sha256(made).hexdigest()
    return {
        "wave": folder.name,
        "synthetic": folder.description.synthetic or export is not None,
        "inputs": dict(sorted(made_of.items())),
        "code": code.hexdigest(),
        "versions": {name: version(name) for name in ("itperception", "duckdb", "pandas")},
    }


def _code() -> list[Path]:
    """Return the files that decide what an answer counts as."""
    rooms = [Path(__file__).parent, PACKAGE / "terms"]
    return sorted(
        p for own in rooms for kind in ("*.py", "*.yaml") for p in own.rglob(kind)
    )


def write_parquet(codes: pd.DataFrame, path: Path) -> None:
    """Write codes as the engine reads them, the same to the last byte each time."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("codes", codes)
        quoted = str(path).replace("'", "''")
        connection.execute(f"COPY codes TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")


def only(
    codes: pd.DataFrame, codebook: Codebook, where: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Return codes in which who is outside a filter was asked nothing.

    `where` has ids of answers by item: who gave one of them to each is inside. Who was not
    asked is outside. `ItPerceptionError` if the wave did not ask one of the items, or nobody is
    left.

    Returns
    -------
    pandas.DataFrame
        With a column `INSIDE_COLUMN` of ones and zeros, if there is a filter.

    Examples
    --------
    >>> codes = pd.DataFrame({"any_marketing": [0, 1, 0], "image": [4, 0, 2]}, dtype="Int16")
    >>> found = only(codes, wave.codebook, {"any_marketing": ["yes"]})
    >>> found["image"].tolist(), found["_inside"].tolist()
    ([4, <NA>, 2], [1, 0, 1])
    """
    if not where:
        return codes
    inside = pd.Series(True, index=codes.index)
    for name, wanted in codes_of(where, codebook.dimension).items():
        if name not in codes:
            raise ItPerceptionError(f"where: this wave did not ask {name!r}")
        inside &= codes[name].isin(wanted)
    if not inside.any():
        raise ItPerceptionError(f"where: nobody gave these answers: {dict(where)}")
    asked = [name for name in codes if not name.startswith("_")]
    told = codes.assign(**{name: codes[name].where(inside) for name in asked})
    told.insert(0, INSIDE_COLUMN, inside.astype(int))
    return told
