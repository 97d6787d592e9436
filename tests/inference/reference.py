"""What R printed: ``tests/reference/<stem>.json``, made by the script of that name."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import settings

FOLDER = Path(__file__).parents[1] / "reference"
# Few examples, the same each time: these identities are cheap to break.
QUICK = settings(max_examples=30, derandomize=True, deadline=None)
DIGITS = {"rel": 1e-9, "abs": 1e-12}


def reference(stem: str) -> dict:
    return json.loads((FOLDER / f"{stem}.json").read_text(encoding="utf-8"))["results"]


def carried(stem: str) -> tuple[dict, list[dict]]:
    """Return the tables, as counts or microdata, and the results of a carried-over file."""
    told = json.loads((FOLDER / "carried" / f"{stem}.json").read_text(encoding="utf-8"))
    return {name: _table(t) for name, t in told["tables"].items()}, told["results"]


def _table(told: dict):
    if "dim" in told:
        return np.reshape(told["counts_row_major"], told["dim"]).astype(float)
    return pd.DataFrame(told["columns"]) if "columns" in told else told


def number(value) -> float:
    """Return a number that may be written as a word, or be missing."""
    return math.nan if value is None else float(value)
