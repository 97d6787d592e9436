"""The respondents of a wave: held against the codebook, and written for the engine.

From a wave's export, ``data/processed/<wave>/`` gets ``respondents.parquet`` (codes,
never labels) and ``provenance.json`` (what it was made from). Both are the same to the
last byte each time, and are written only when an input has changed.
"""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from itperception.errors import ItPerceptionError, WaveError, reason_of
from itperception.survey.check import encode
from itperception.survey.files import sweep, whole, write_atomically
from itperception.survey.formats import Export
from itperception.survey.waves import WaveFolder


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
    try:
        folder.processed.mkdir(parents=True, exist_ok=True)
        sweep(folder.processed)
        provenance.unlink(missing_ok=True)
        with whole(folder.respondents) as part:
            write_parquet(codes, part)
        write_atomically(provenance, expected)
    except OSError as error:
        raise ItPerceptionError(
            f"{folder.processed}: the respondents cannot be written ({reason_of(error)})"
        ) from None
    return folder.respondents


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
