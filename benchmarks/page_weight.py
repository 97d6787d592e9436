"""A large synthetic survey, and how heavy its page is: part of ``benchmarks/results.md``.

Weighted, with ranked questions of five answers and banners of two to six groups. A page has
tables and pictures, a size, and, while its folds are closed, words, screens and open tables
(which needs Chromium).
"""

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from playwright.sync_api import sync_playwright

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


def told(folder: Path) -> str:
    """Say how heavy a published page is, with its files."""
    page = (folder / f"{WAVE}.html").resolve()
    html = page.read_text("utf-8")
    files = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    tables = len(re.findall(r'<figure class="table"', html))
    pictures = len(re.findall(r'<figure class="chart"', html))
    return (f"That page has {tables:,} tables, {pictures} charts, {len(html.encode()):,} bytes, "
            f"with its files {files:,}; {length(page)}.")  # fmt: skip


def length(page: Path) -> str:
    """Say how long a page is on a desk while its folds are closed."""
    if CHROMIUM is None:
        return "how long it is was not looked at, since there is no Chromium"
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        desk = browser.new_page(**DESK)
        desk.goto(page.as_uri())
        seen, tables = desk.evaluate(BEGINS), desk.evaluate(OPEN)
        browser.close()
    screens = seen["height"] / DESK["viewport"]["height"]
    return f"{seen['words']:,} words, {screens:.1f} screens, {tables} open tables"
