"""How heavy a large survey's page is, and what its page and files cost.

    python -m benchmarks.page_weight [--questions 77] [--banners 12] [--people 3000] [FOLDER]

Makes a synthetic, weighted wave in a temporary folder, with ranked questions of five answers
and banners of two to six groups, and publishes it in processes of its own, as
``itperception report`` does. Prints tables and pictures of the page, its size, its words,
screens and open tables while its folds are closed (needs Chromium), the CPU time of the run
and the most memory one process held; page and files are left in FOLDER, if one is given.
"""

import argparse
import os
import re
import resource
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from playwright.sync_api import sync_playwright

from itperception.reporting.plan import plan
from itperception.reporting.publish import isolate, publish
from itperception.reporting.snapshot import snapshot
from tests.browser.seen import ARGUMENTS, BEGINS, CHROMIUM, DESK

ROOT = Path(__file__).parents[1]
WAVE, SEED = "large-survey", 2024
OPEN = "() => [...document.querySelectorAll('main table')].filter(t => t.checkVisibility()).length"


def label(text: str) -> dict[str, str]:
    return dict.fromkeys(("en", "sv", "de"), text)


def scale(name: str, answers: int, *, ordered: bool) -> dict:
    categories = [{"id": f"{name}_{k}", "code": k, "label": label(f"Answer {k}")}
                  for k in range(1, answers + 1)]  # fmt: skip
    unknown = {"id": "unknown", "code": 8, "kind": "dont_know", "label": label("Unknown")}
    return {"id": name, "ordered": ordered, "categories": [*categories, unknown]}


def codebook(questions: int, banners: int) -> dict:
    """Return a codebook of ranked questions, and of banners of two to six groups."""
    asked = [(f"q{k + 1}", "rated", {}) for k in range(questions)]
    groups = [(f"b{k + 1}", f"of{2 + k % 5}", {"profile": True}) for k in range(banners)]
    return {
        "title": label("A large survey (synthetic)"),
        "scales": [scale("rated", 5, ordered=True)]
        + [scale(f"of{k}", k, ordered=False) for k in range(2, 7)],
        "items": [{"id": name, "scale": of, "label": label(name), "wording": label(name)} | more
                  for name, of, more in groups + asked],
        "banners": [{"id": name, "item": name, "label": label(name)} for name, *_ in groups],
    }  # fmt: skip


def export(book: dict, people: int) -> pd.DataFrame:
    """Draw the answers: questions go a little with the first banner."""
    drawn = np.random.default_rng(SEED)
    answers = {one["id"]: len(one["categories"]) - 1 for one in book["scales"]}
    cells = {}
    for item in book["items"]:
        codes = drawn.integers(1, answers[item["scale"]] + 1, people)
        if not item.get("profile"):
            codes = np.minimum(5, codes + (drawn.random(people) < 0.1 * cells["b1"]))
        cells[item["id"]] = np.where(drawn.random(people) < 0.03, 8, codes)
    return pd.DataFrame(cells).assign(weight=drawn.lognormal(-0.08, 0.4, people).round(4))


def write(root: Path, book: dict, people: int) -> None:
    """Lay the wave's folder, described like the demonstration wave of 2024."""
    folder = root / f"data/raw/{WAVE}"
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    told = yaml.safe_load(
        (ROOT / "data/raw/demo-2024/wave.yaml").read_text(encoding="utf-8")
    )
    title = {"title": label("A large survey (synthetic)"), "n": people, "ignore": []}
    wave = {
        key: told[key] for key in told if key not in ("stratum", "respondent_id")
    } | title
    for path, content in ((folder / "wave.yaml", wave), (folder / "codebook.yaml", book)):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
    export(book, people).to_csv(folder / "export.csv", sep=";", index=False)


def cost() -> tuple[float, float]:
    """Return CPU seconds, and the largest process in GB, of this process and its children."""
    used = [
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    return cpu, max(one.ru_maxrss for one in used) / 2**20


def length(page: Path) -> str:
    """Say how long a page is on a desk while its folds are closed."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        desk = browser.new_page(**DESK)
        desk.goto(page.as_uri())
        told, tables = desk.evaluate(BEGINS), desk.evaluate(OPEN)
        browser.close()
    screens = told["height"] / DESK["viewport"]["height"]
    return f"{told['words']:,} words, {screens:.1f} screens, {tables} open tables"


def main() -> None:
    """Make the wave, publish it, and say how heavy page and work are."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("questions", 20), ("banners", 5), ("people", 428)):
        asked.add_argument(f"--{name}", type=int, default=default)
    asked.add_argument("folder", nargs="?", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root, folder = Path(place), (given.folder or Path(place)) / "pages"
        write(root, codebook(given.questions, given.banners), given.people)
        before, _ = cost()
        with snapshot(root) as copy:
            isolate(copy)
            if copy.broken:
                sys.exit("\n".join(copy.broken.values()))
            page = publish(plan(copy.waves)[0], folder=folder, copy=copy)
            after, memory = cost()
            html, long = page.read_text("utf-8"), length(page.resolve())
        files = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    tables = len(re.findall(r'<figure class="table"', html))
    pictures = len(re.findall(r'<figure class="chart"', html))
    print(f"{given.questions} questions x {given.banners} banners, {given.people:,} people: "
          f"{tables} tables, {pictures} charts, page {len(html.encode()):,} bytes, with its "
          f"files {files:,}\n{long}")  # fmt: skip
    print(f"CPU {after - before:.0f} s, largest process {memory:.1f} GiB, "
          f"{os.cpu_count()} cores", file=sys.stdout)  # fmt: skip


if __name__ == "__main__":
    main()
