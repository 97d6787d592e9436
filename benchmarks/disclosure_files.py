"""Random waves written by the project's own writers, and read back from the files alone.

A wave is an export, a codebook and a description on disk. It is loaded, protected and
published; what the reader of the attack gets is only what stands in the files, and who is
in which group with which weight.
"""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
import yaml

from benchmarks.disclosure_waves import KINDS, draw
from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting import items
from itperception.reporting.exports import publish_extras
from itperception.reporting.wave_report import WaveReport
from itperception.workbench import Wave, load_wave

ANSWERS = ("a", "b", "c")
ITEMS = ("q", "self", "other")
NAME = "attacked"
ROUTED = {"item": "q", "any_of": ["a", "b"]}  # who is asked the other side of the gap
CHAPTERS = ("topline", "tables")  # of the page, those with tables


def random_wave(rng: np.random.Generator, number: int):
    """Return banners, answers and weights of the next random wave.

    Kinds of banners take turns; weights, of one to three decimals, go by the first banner or
    by strata that are no banner.
    """
    kind, by_banner = KINDS[number % len(KINDS)], number // len(KINDS) % 2 == 0
    atoms = draw(rng, kind)
    codes = np.repeat(atoms.codes, atoms.people, axis=1)
    banners = {f"b{k}": np.where(own >= len(atoms.columns(k)), -1, own)
               for k, own in enumerate(codes)}  # fmt: skip
    n = codes.shape[1]
    classes = banners["b0"] + 1 if by_banner else rng.integers(0, 3, n)
    values = np.round(rng.uniform(0.4, 2.6, classes.max() + 1), int(rng.integers(1, 4)))
    answers = {item: rng.choice(3, n, p=[0.5, 0.3, 0.2]) for item in ITEMS}
    return banners, answers, values[classes]


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
        To each of `ITEMS`, as places in `ANSWERS`; the last was asked only of `routed`.
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
    items[-1]["asked_if"] = ROUTED
    told = {"title": "Attacked", "scales": scales, "items": items,
            "banners": [{"id": f"by_{b}", "label": b, "item": b} for b in banners],
            "gaps": [{"id": "gap", "label": "Gap", "self": "self", "other": "other",
                      "net": "top", "by": next(iter(banners))}]}  # fmt: skip
    (root / "data/raw/codebook.yaml").write_text(yaml.safe_dump(told))
    columns = {b: [f"{b}_{k}" if k >= 0 else "" for k in own] for b, own in banners.items()}
    columns |= {item: [ANSWERS[k] for k in own] for item, own in answers.items()}
    frame = pd.DataFrame(columns)
    frame.loc[~routed(answers), ITEMS[-1]] = ""
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


def routed(answers: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return who was asked the other side of the gap."""
    return np.array([ANSWERS[k] in ROUTED["any_of"] for k in answers["q"]])


def members(banners: Mapping[str, np.ndarray], banner: str, column: str) -> np.ndarray:
    """Return who is in a printed column, by id or label; a joined one holds several."""
    column = column.replace(" / ", "+").replace("not stated", "no_answer")
    own = np.array([f"{banner}_{k}" if k >= 0 else "no_answer" for k in banners[banner]])
    return np.isin(own, column.split("+"))


def published(
    wave: Wave, folder: Path, rule: DisclosureRule | None = None, *, rounded: bool = True,
    with_page: bool = False,
) -> Files:  # fmt: skip
    """Publish a wave, and return what stands in the files.

    Parameters
    ----------
    wave : Wave
        The wave.
    folder : pathlib.Path
        Where to.
    rule : DisclosureRule, optional
        By default that of a wave that declares none.
    rounded : bool
        Whether weighted numbers are rounded, as the project does; else they are exact, to
        see what the rounding is for.
    with_page : bool
        Whether the chapters of the page are written, too; without pictures, which are slow.
    """
    exact: AbstractContextManager = patch.object(ShownWave, "is_rounded", False)
    with nullcontext() if rounded else exact:
        book = make_book(ShownWave(wave, None, rule))
        publish_extras(book, folder)
    if with_page:
        report = WaveReport(book)
        with patch.object(items, "pictures", _no_picture):
            page = "\n".join(getattr(report, name)().html for name in CHAPTERS)
        (folder / f"{NAME}.html").write_text(page, encoding="utf-8")
    return Files(folder)


def _no_picture(*_) -> list:
    return []
