"""Read a file of SPSS, Stata or SAS in a process of its own: ``… FILE SECONDS ENCODING``.

The reader of these files is written in C, and a damaged file can end the process that it
reads in, or fill its memory. Prints a line of JSON: of each column its distinct texts, and
what the file says of it; or ``error``, the reason why it cannot be read. After the line the
positions of the texts, four bytes a cell, column after column. Imports nothing of this package.
"""

import array
import contextlib
import datetime as dt
import json
import re
import sys

MOST_MEMORY = 2 << 30
CELLS_AT_ONCE = 5_000_000
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_SAS_DATE = r"(DATE|DDMMYY|MMDDYY|YYMMDD|WEEKDATE|WEEKDATX|(IS|E|B)8601DA)[A-Z]?\d*\.?$"
# By kind of file: what begins a format, from when it counts, and how many seconds a unit has.
FORMATS = {
    "sav": (
        (r"(DATETIME|YMDHMS)", dt.datetime(1582, 10, 14), 1, "datetime"),
        (r"[AEJS]?DATE\d", dt.datetime(1582, 10, 14), 1, "date"),
        (r"D?TIME\d", None, 1, "time"),
    ),
    "dta": (
        (r"%-?tc.*(HH|hh)(?!.*(YY|DD|NN|mon))", None, 0.001, "time"),
        (r"%-?t[cC]", dt.datetime(1960, 1, 1), 0.001, "datetime"),
        (r"%-?t?d", dt.datetime(1960, 1, 1), 86400, "date"),
    ),
    "sas": (
        (r"(DATETIME|DATEAMPM|MDYAMPM|(IS|E|B)8601D[TN])", dt.datetime(1960, 1, 1), 1,
         "datetime"),
        (_SAS_DATE, dt.datetime(1960, 1, 1), 86400, "date"),
        (r"(TIME|HHMM|TOD|(IS|E|B)8601TM)", None, 1, "time"),
    ),
}  # fmt: skip
_Columns = dict[str, tuple[list[str], array.array]]


def read(path: str, encoding: str) -> tuple[dict[str, object], _Columns]:
    """Return what a file says of its columns, and their distinct texts with positions."""
    import pyreadstat

    readers = {"sav": pyreadstat.read_sav, "zsav": pyreadstat.read_sav,
               "dta": pyreadstat.read_dta, "sas7bdat": pyreadstat.read_sas7bdat,
               "xpt": pyreadstat.read_xport}  # fmt: skip
    suffix = path.rpartition(".")[2].lower()
    given = {"output_format": "dict", "disable_datetime_conversion": True}
    given |= {"user_missing": True} if suffix != "xpt" else {}
    given |= {"encoding": encoding} if encoding else {}
    reader, columns, tagged = readers[suffix], {}, {}
    meta = reader(path, metadataonly=True, **given)[1]
    formats = FORMATS.get({"zsav": "sav"}.get(suffix, suffix), FORMATS["sas"])
    for some in _batches(meta.column_names, meta.number_rows or 1):
        found, told = reader(path, usecols=some, **given)
        tagged |= told.missing_user_values  # is not told with the rest
        for name in some:
            kind = _kind(meta.original_variable_types.get(name), formats)
            texts = meta.readstat_variable_types.get(name) == "string"
            columns[name] = _coded(found.pop(name), kind, texts)
    return _told(meta, columns, tagged, formats), columns


def _batches(names: list[str], rows: int) -> list[list[str]]:
    """Divide columns so that their cells fit into memory; each part is a reading."""
    size = max(1, CELLS_AT_ONCE // rows)
    return [names[at : at + size] for at in range(0, len(names), size)]


def _kind(told: str | None, formats: tuple) -> tuple | None:
    return next((f for f in formats if told and re.match(f[0], told, re.IGNORECASE)), None)


def _coded(values: list, kind: tuple | None, texts: bool) -> tuple[list[str], array.array]:
    """Return the distinct texts of a column in order of appearance, and their positions."""
    known, places = {}, {}
    for value in set(values):
        text = as_text(value, kind, texts)
        known[value] = places.setdefault(text, len(places))
    return [*places], array.array("i", [known[value] for value in values])


def _told(meta, columns: _Columns, tagged: dict, formats: tuple) -> dict[str, object]:
    """Return labels, missing values, measures, dates and sets; codes as the cells have them."""
    strings = {n for n, kind in meta.readstat_variable_types.items() if kind == "string"}
    kinds = {n: _kind(meta.original_variable_types.get(n), formats) for n in columns}

    def code(name: str, value: object) -> str:
        return as_text(value, kinds.get(name), name in strings)

    labels = {
        name: {code(name, k): _clean(v) for k, v in _by_code(of)}
        for name, of in meta.variable_value_labels.items()
    }
    missing = {n: [[r["lo"], r["hi"]] for r in of] for n, of in meta.missing_ranges.items()}
    return {
        "labels": {n: _clean(v) for n, v in meta.column_names_to_labels.items() if v},
        "value_labels": labels,
        "ranges": missing,
        "tagged": {n: [code(n, tag) for tag in of] for n, of in tagged.items()},
        "measures": {n: m for n, m in meta.variable_measure.items() if m != "unknown"},
        "dates": [n for n, kind in kinds.items() if kind and kind[3] != "time"],
        "sets": {
            name: {**of, "counted_value": as_text(of["counted_value"], None, True)}
            for name, of in (meta.mr_sets or {}).items()
        },
        "encoding": meta.file_encoding,
    }


def _by_code(labels: dict) -> list[tuple]:
    """Return value labels in the order of their codes, texts after numbers."""
    return sorted(labels.items(), key=lambda told: (isinstance(told[0], str), told[0]))


def as_text(value: object, kind: tuple | None = None, texts: bool = False) -> str:
    """Write a cell as people do: 1.0 is "1", nothing is empty, a tagged missing is ".a".

    Examples
    --------
    >>> as_text(1.0), as_text(1.5), as_text(float("nan")), as_text("a")
    ('1', '1.5', '', '.a')
    >>> as_text(" yes", texts=True), as_text(13991702400.0, FORMATS["sav"][1])
    ('yes', '2026-03-01')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return _clean(value) if texts else f".{value}"
    if kind:
        with contextlib.suppress(OverflowError):
            return _moment(value, *kind[1:])
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f"{value:.15g}" if isinstance(value, float) else _clean(str(value))


def _moment(value: float, start: dt.datetime | None, unit: float, what: str) -> str:
    passed = dt.timedelta(seconds=round(value * unit))
    if start is None:
        hours, rest = divmod(int(passed.total_seconds()), 3600)
        return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    moment = start + passed
    return moment.date().isoformat() if what == "date" else str(moment)


def _clean(text: str) -> str:
    """Return a text of a file without control characters and spaces around it."""
    return _CONTROL.sub(" ", text).strip()


def limit(seconds: int) -> None:
    """Let this process compute and have memory as a survey needs, and leave no core dump."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    limit(int(sys.argv[2]))
    columns: _Columns = {}
    try:
        told, columns = read(sys.argv[1], sys.argv[3])
    except MemoryError:
        told = {"error": f"more than {MOST_MEMORY >> 20:,} MiB of memory are needed"}
    except Exception as error:  # the reader raises its own kinds, all with a reason
        told = {"error": str(error) or type(error).__name__}
    told["columns"] = {name: texts for name, (texts, _) in columns.items()}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    for _, codes in columns.values():
        sys.stdout.buffer.write(codes.tobytes())
