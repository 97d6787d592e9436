"""How heavy a page of a hundred tables is: twenty questions by five banners.

    python -m benchmarks.page_weight [FOLDER]

Makes a synthetic wave in a temporary folder: the demonstration wave of 2024 with copies of its
ranked questions, their answers dealt out anew, so that there are twenty questions in all, and
five banners. Prints how many tables and pictures its page has, and its size; the page is
left in FOLDER, if one is given.
"""

import random
import re
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd
import yaml

from itperception.reporting.plan import plan
from itperception.reporting.publish import isolate, publish
from itperception.reporting.snapshot import snapshot

ROOT = Path(__file__).parents[1]
WAVE, QUESTIONS, SEED = "demo-2024", 20, 2024
BANNERS = ("org_type", "company_size", "any_marketing", "industry", "role")


def enlarged_book() -> dict:
    """Return the instrument with twenty questions and five banners."""
    told = (ROOT / "data/raw/codebook.yaml").read_text(encoding="utf-8")
    book = yaml.load(told, yaml.BaseLoader)  # "yes" is an answer, not a truth value
    items = {item["id"]: item for item in book["items"]}
    asked = [item for item in book["items"] if not item.get("profile")]
    for number in range(QUESTIONS - len(asked)):
        own = items[("image", "performance")[number % 2]]
        label = {lang: f"{told} {number + 1}" for lang, told in own["label"].items()}
        book["items"].append(own | {"id": f"{own['id']}_{number + 1}", "label": label})
    book["banners"] = [{"id": b, "item": b, "label": items[b]["label"]} for b in BANNERS]
    return book


def enlarged_export(book: dict) -> pd.DataFrame:
    """Return the answers, those to copied questions dealt out anew."""
    cells = pd.read_csv(ROOT / f"data/raw/{WAVE}/export.csv", sep=";", dtype=str,
                        keep_default_na=False)  # fmt: skip
    drawn = random.Random(SEED)
    for item in book["items"]:
        if item["id"] not in cells:
            answers = cells[item["id"].rpartition("_")[0]].tolist()
            drawn.shuffle(answers)
            cells[item["id"]] = answers
    return cells


def main() -> None:
    """Make the wave, publish it, and say how heavy the page is."""
    with tempfile.TemporaryDirectory() as place:
        root, folder = (
            Path(place),
            Path(sys.argv[1] if len(sys.argv) > 1 else place) / "pages",
        )
        shutil.copytree(ROOT / "notebooks", root / "notebooks")
        (root / "data/raw").mkdir(parents=True)
        shutil.copytree(ROOT / f"data/raw/{WAVE}", root / f"data/raw/{WAVE}")
        book = enlarged_book()
        told = yaml.safe_dump(book, allow_unicode=True, sort_keys=False)
        (root / "data/raw/codebook.yaml").write_text(told, encoding="utf-8")
        enlarged_export(book).to_csv(
            root / f"data/raw/{WAVE}/export.csv", sep=";", index=False
        )
        with snapshot(root) as copy:
            isolate(copy)
            page = publish(plan(copy.waves)[0], folder=folder, copy=copy)
            html = page.read_text("utf-8")
    tables = len(re.findall(r'<figure class="table"', html))
    pictures = len(re.findall(r'<figure class="chart"', html))
    print(f"{tables} tables, {pictures} charts, {len(html.encode()):,} bytes")


if __name__ == "__main__":
    main()
