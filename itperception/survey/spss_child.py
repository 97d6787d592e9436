"""Read an SPSS file in a process of its own: ``python spss_child.py FILE SECONDS``.

The reader of SPSS files is written in C, and a damaged file can end the process that it
reads in, or fill its memory. Prints JSON: the cells of each column as text, and the labels;
or ``error``, the reason why the file cannot be read. Imports nothing of this package.
"""

import contextlib
import json
import re
import sys
from functools import lru_cache

MOST_MEMORY = 1 << 30
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def read(path: str) -> dict[str, object]:
    """Return the columns of a file as text, its labels and its value labels."""
    import pyreadstat

    columns, meta = pyreadstat.read_sav(
        path, user_missing=True, disable_datetime_conversion=True, output_format="dict"
    )
    named = meta.column_names_to_labels.items()
    codes = meta.variable_value_labels.items()
    return {
        "columns": {name: [as_text(v) for v in cells] for name, cells in columns.items()},
        "labels": {name: clean(label) for name, label in named if label},
        "value_labels": {
            name: {as_text(code): clean(label) for code, label in labels.items()}
            for name, labels in codes
        },
    }


@lru_cache(maxsize=1 << 16)
def as_text(value: object) -> str:
    """Write a code as people do: 1.0 is "1", and nothing is an empty cell.

    Examples
    --------
    >>> as_text(1.0), as_text(1.5), as_text(float("nan")), as_text(" yes")
    ('1', '1.5', '', 'yes')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


def clean(text: str) -> str:
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
    try:
        told = read(sys.argv[1])
    except MemoryError:
        told = {"error": f"more than {MOST_MEMORY >> 20:,} MiB of memory are needed"}
    except Exception as error:  # the reader raises its own kinds, all with a reason
        told = {"error": str(error) or type(error).__name__}
    sys.stdout.write(json.dumps(told))
