"""Files of SPSS, Stata and SAS: codes, labels, and what the file declares to be no answer."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from itperception.errors import ExportError
from itperception.survey.export import AnswerSet, Export
from itperception.survey.files import checked
from itperception.survey.reading.columns import categorical
from itperception.survey.reading.numbers import number
from itperception.survey.reading.table import iso_dates

CHILD = Path(__file__).with_name("statistics_child.py")
_MOST_BYTES, _LONGEST, BYTES_A_SECOND = 500_000_000, 8, 4_000_000


def export_of(path: Path, *, encoding: str = "utf-8") -> Export:
    """Read a file of a statistics package.

    Another encoding than UTF-8 overrides what the file says of itself. `ExportError` if it
    cannot be read; it is read in a process of its own, so that a damaged file ends nothing
    else.
    """
    if not checked(path, _MOST_BYTES, ExportError).stat().st_size:
        raise ExportError(f"{path}: the file is empty")
    told, codes = _in_a_child(path, "" if encoding == "utf-8" else encoding)
    names = told["columns"]
    if not names or not len(codes):
        raise ExportError(f"{path}: there is no case in the file")
    codes = codes.reshape(len(names), -1)
    columns = {n: categorical(names[n], c) for n, c in zip(names, codes, strict=True)}
    cells = pd.DataFrame(columns, index=range(1, codes.shape[1] + 1), copy=False)
    missing = _missing(told)
    return Export(
        path.name, cells, labels=told["labels"], value_labels=told["value_labels"],
        missing=missing, measures=told["measures"],
        dates=iso_dates(cells) | {*told["dates"]},
        sets=tuple(_sets(told, missing)), coded=True,
        read_as={"encoding": encoding} if encoding != "utf-8" else {},
    )  # fmt: skip


def _missing(told: Mapping) -> dict[str, dict[str, str]]:
    """Return the cells that are declared to be no answer, of those given or labelled."""
    missing: dict[str, dict[str, str]] = {}
    for name, texts in told["columns"].items():
        seen = [*dict.fromkeys((*texts, *told["value_labels"].get(name, {})))]
        ranges, tagged = told["ranges"].get(name, ()), told["tagged"].get(name, ())
        found = [text for text in seen if text in tagged or _within(text, ranges)]
        if found:
            missing[name] = dict.fromkeys(found, "missing")
    return missing


def _within(text: str, ranges: Sequence[Sequence]) -> bool:
    return any(
        bool(text) and text == low.strip()
        if isinstance(low, str)
        else low <= number(text) <= high
        for low, high in ranges
    )


def _sets(told: Mapping, missing: Mapping) -> Iterator[AnswerSet]:
    """Yield the multiple-response sets: whose columns are options, or hold one each."""
    columns = {name.lower(): name for name in told["columns"]}
    for name, of in told["sets"].items():
        own = [columns.get(column.lower()) for column in of["variable_list"]]
        if None in own or not own:
            continue
        name, texts = name.lstrip("$"), {t for c in own for t in told["columns"][c] if t}
        label = of["label"] or name
        if of["is_dichotomy"]:
            counted = of["counted_value"].removesuffix(".0")
            options = {column: told["labels"].get(column, column) for column in own}
            others = tuple(sorted(texts - {counted}))
            yield AnswerSet(name, label, options, (counted,), others, told_by="file")
        else:
            silent = {cell for column in own for cell in missing.get(column, ())}
            said = {c: t for o in own for c, t in told["value_labels"].get(o, {}).items()}
            options = {text: text for text in sorted(texts)} | said
            options = {cell: text for cell, text in options.items() if cell not in silent}
            yield AnswerSet(name, label, options, told_by="file", coded_columns=tuple(own))


def _in_a_child(path: Path, encoding: str) -> tuple[dict[str, dict], np.ndarray]:
    """Return what a process of its own reads from a file; it may crash, we do not."""
    seconds = _LONGEST + path.stat().st_size // BYTES_A_SECOND  # of computing
    told = (CHILD, path.absolute(), seconds, encoding)
    command = [sys.executable, "-P", *map(str, told)]
    kind = {".dta": "Stata", ".sas7bdat": "SAS", ".xpt": "SAS"}.get(
        path.suffix.lower(), "SPSS"
    )
    wrong = f"{path}: not a readable {kind} file"
    mended = f"open it in {kind} and save it again, or export it as CSV"
    late = f"reading it took more than {seconds} seconds"
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=9 * seconds, env=alone,
                              stdin=subprocess.DEVNULL)  # fmt: skip
        line, _, codes = done.stdout.partition(b"\n")
        told = json.loads(line if not done.returncode else "")
    except subprocess.TimeoutExpired:
        raise ExportError(f"{wrong}: {late}; {mended}") from None
    except ValueError:
        ended = f"the reader of {kind} files crashed on it (exit code {done.returncode})"
        ended = late if done.returncode == -getattr(signal, "SIGXCPU", 1) else ended
        raise ExportError(f"{wrong}: {ended}; {mended}") from None
    if "convert string" in told.get("error", ""):
        mended = "name the encoding of its texts: --encoding cp1252 is usual for old files"
    if "error" in told:
        raise ExportError(f"{wrong}: {told['error']}; {mended}")
    return told, np.frombuffer(codes, np.int32)
