"""Random waves written by the project's own writers, and read back from the files alone.

A wave is an export, a codebook and a description on disk. It is loaded, protected and
published; what the reader of the attack gets is only what stands in the CSV files and in
the JSON, and who is in which group with which weight.
"""

import json
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
import yaml

from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting.exports import publish_extras
from itperception.workbench import Wave, load_wave

ANSWERS = ("a", "b", "c")
ITEMS = ("q", "self", "other")
NAME = "attacked"


def write_wave(
    root: Path, banners: Mapping[str, np.ndarray], answers: Mapping[str, np.ndarray],
    weights: np.ndarray | None = None,
) -> Wave:  # fmt: skip
    """Write and load a wave.

    Parameters
    ----------
    root : pathlib.Path
        A new project.
    banners : mapping of str to array_like of int
        By name, a column for each respondent; -1 for no answer.
    answers : mapping of str to array_like of int
        To each of `ITEMS`, as places in `ANSWERS`.
    weights : array_like of float, optional
        Of each respondent.
    """
    folder = root / "data/raw" / NAME
    folder.mkdir(parents=True)
    scales = [_scale("rating", ANSWERS, ordered=True)
              | {"nets": [{"id": "top", "label": "Top", "categories": ["a", "b"]}]}]  # fmt: skip
    scales += [
        _scale(b, [f"{b}_{k}" for k in range(max(own) + 1)]) for b, own in banners.items()
    ]
    items = [{"id": name, "label": name, "wording": name, "scale": name if name in banners
              else "rating"} for name in (*banners, *ITEMS)]  # fmt: skip
    told = {"title": "Attacked", "scales": scales, "items": items,
            "banners": [{"id": f"by_{b}", "label": b, "item": b} for b in banners],
            "gaps": [{"id": "gap", "label": "Gap", "self": "self", "other": "other",
                      "net": "top", "by": next(iter(banners))}]}  # fmt: skip
    (root / "data/raw/codebook.yaml").write_text(yaml.safe_dump(told))
    columns = {b: [f"{b}_{k}" if k >= 0 else "" for k in own] for b, own in banners.items()}
    columns |= {item: [ANSWERS[k] for k in own] for item, own in answers.items()}
    frame = pd.DataFrame(columns)
    frame.insert(0, "id", range(1, len(frame) + 1))
    wave = {"title": "Attacked", "kind": "microdata", "synthetic": True, "n": len(frame),
            "file": "export.csv", "respondent_id": "id"}  # fmt: skip
    if weights is not None:
        frame["w"], wave["weight"] = weights, "w"
    frame.to_csv(folder / "export.csv", sep=";", index=False)
    (folder / "wave.yaml").write_text(yaml.safe_dump(wave))
    return load_wave(NAME, root)


def _scale(name: str, codes, *, ordered: bool = False) -> dict:
    answers = [{"id": code, "code": code, "label": code} for code in codes]
    return {"id": name, "ordered": ordered, "categories": answers}


class Files:
    """What a reader finds in the files of a wave.

    Attributes
    ----------
    folder : pathlib.Path
        Where the files are.
    told : dict
        The JSON.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.told = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))

    def table(self, item: str, banner: str) -> pd.DataFrame:
        """Return the CSV of a table."""
        path = self.folder / NAME / f"{item}-by_{banner}.csv"
        return pd.read_csv(path) if path.exists() else pd.DataFrame()

    def columns(self, item: str) -> dict[tuple[str, str], None]:
        """Return banner and id of every column of an item, in order."""
        return {(table["banner"]["id"].removeprefix("by_"), column["id"]): None
                for table in self.told["tables"] if table["question"] == item
                for column in table["columns"][1:] if table["banner"]}  # fmt: skip

    def unit(self, item: str, banner: str) -> float | None:
        """Return the coarsest unit of a table's shares; None if they are exact."""
        return next(
            table["unit"]
            for table in self.told["tables"]
            if (table["question"], (table["banner"] or {}).get("id"))
            == (item, f"by_{banner}")
        )

    def pairs(self, item: str, banner: str) -> list[dict]:
        """Return the comparisons of a table."""
        return [pair for table in self.told["tables"]
                if (table["question"], (table["banner"] or {}).get("id")) == (item, f"by_{banner}")
                for pair in (table["comparisons"] or {}).get("pairs", ())]  # fmt: skip


def members(banners: Mapping[str, np.ndarray], banner: str, column: str) -> np.ndarray:
    """Return who is in a printed column; one joined with no answer holds those, too."""
    named = column.split("+")
    own = np.array([f"{banner}_{k}" if k >= 0 else "no_answer" for k in banners[banner]])
    return np.isin(own, named)


def published(
    wave: Wave, folder: Path, *, minimum: int = 10, rounded: bool = True
) -> Files:
    """Publish a wave, and return what stands in the files.

    Parameters
    ----------
    wave : Wave
        The wave.
    folder : pathlib.Path
        Where to.
    minimum : int
        Of the rule; 1 protects nobody.
    rounded : bool
        Whether weighted numbers are rounded, as the project does; else they are exact, to
        see what the rounding is for.
    """
    exact: AbstractContextManager = patch.object(ShownWave, "is_rounded", False)
    with warnings.catch_warnings(), nullcontext() if rounded else exact:
        warnings.simplefilter("ignore")
        book = make_book(ShownWave(wave, None, DisclosureRule(minimum=minimum)))
        publish_extras(book, folder)
    return Files(folder)
