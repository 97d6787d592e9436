"""What R printed: ``tests/reference/<stem>.json``, made by the script of that name."""

import json
from pathlib import Path

from hypothesis import settings

FOLDER = Path(__file__).parents[1] / "reference"
# Few examples, the same each time: these identities are cheap to break.
QUICK = settings(max_examples=30, derandomize=True, deadline=None)
DIGITS = {"rel": 1e-9, "abs": 1e-12}


def reference(stem: str) -> dict:
    return json.loads((FOLDER / f"{stem}.json").read_text(encoding="utf-8"))["results"]
