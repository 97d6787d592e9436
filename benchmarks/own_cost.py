"""What the project costs beyond its numbers: starting, a page, an export, the first exact test."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks import page_weight
from benchmarks.measuring import ITP, PYTHON, ROOT, TOLD, WALL, Line, lines, run

FLOOR = """
import nbformat, papermill
cell = nbformat.v4.new_code_cell("import pandas, matplotlib.pyplot as p\\np.plot([1, 2]); p.show()")
kernel = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
papermill.execute_notebook(notebook, None, progress_bar=False)
"""
_TOLD = """
import time
import itperception as itp
wave = itp.load_wave("demo-2026")
repr(wave)
started = time.process_time()
repr(wave)
print(time.process_time() - started)
"""
_CLICK = """
import time
from itperception.reporting.bench import Bench
bench, clicks = Bench("demo-2026", "image", ["org_type"], "en"), []
for item in [value for _, value in bench.item.options if value][:14]:
    started = time.process_time()
    bench.item.value = item
    clicks.append(time.process_time() - started)
print(sorted(clicks[1:])[len(clicks) // 2])
"""
_EXACT = """
import time
from benchmarks.exact import drawn
from itperception.inference.exact.exact import exact
started = time.process_time()
exact(drawn(3, 5, 156, "typical"), statistic="freeman_halton", seconds=1)
print(time.process_time() - started)
"""
CHART = "a notebook with pandas and one chart"


def project(folder: Path, waves: int = 2) -> Path:
    """Make a project of so many synthetic waves, and of all that is in print."""
    for part in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    for k in range(waves - 2):
        own = f"demo-{2024 + 2 * (k % 2)}"
        shutil.copytree(ROOT / "data/raw" / own, folder / "data/raw" / f"{own}-{k}")
    return folder


def starting(folder: Path, runs: int) -> Iterator[Line]:
    """Yield what the import and ``--help`` cost."""
    commands = {"import pandas": [*PYTHON, "import pandas"],
                "import itperception": [*PYTHON, "import itperception"],
                "itperception --help": [*ITP, "--help"]}  # fmt: skip
    yield from lines("a process", commands, runs, folder)


def page(folder: Path, runs: int) -> Iterator[Line]:
    """Yield what a wave's page and files cost, beside a kernel that draws one chart."""
    report = [*ITP, "report", "demo-2026", "--force"]
    commands = {CHART: [*PYTHON, FLOOR], "itperception report --force": report}
    yield from lines("a wave's page and files", commands, runs, project(folder))


def eight(folder: Path, runs: int) -> Iterator[Line]:
    """Yield what eight waves cost on two cores, and then that nothing has changed."""
    waves = sorted(path.name for path in project(folder, waves=8).glob("data/raw/demo-*"))
    floors = [
        "sh",
        "-c",
        f'seq 8 | xargs -P 2 -I@@ "{sys.executable}" -c "$1"',
        "sh",
        FLOOR,
    ]
    commands = {f"8 × {CHART}, 2 at a time": floors,
                "itperception report --force": [*ITP, "report", *waves, "--force"]}  # fmt: skip
    yield from lines("eight waves on two cores, wall", commands, runs, folder, WALL)
    commands = {"import pandas": [*PYTHON, "import pandas"],
                "itperception report": [*ITP, "report", *waves]}  # fmt: skip
    yield from lines("eight waves, nothing changed", commands, runs, folder)


def large(folder: Path, runs: int) -> Iterator[Line]:
    """Yield what page and files of 77 questions by 12 banners cost, and how heavy they are."""
    page_weight.write(folder, page_weight.codebook(77, 12), 3_000)
    report = [*ITP, "report", page_weight.WAVE, "--force"]
    commands = {CHART: [*PYTHON, FLOOR], "itperception report --force": report}
    yield from lines("77 questions × 12 banners, 3,000", commands, runs, folder)
    yield page_weight.told(folder / "reports")


def door(folder: Path, runs: int) -> Iterator[Line]:
    """Yield what checking a large text file costs, beside reading it with pandas."""
    write_answers(folder / "large.csv", 1_000_000, 20)
    (folder / "data/raw").mkdir(parents=True)
    run([*ITP, "add-wave", "large.csv", "--name", "large"], folder)
    book = folder / "data/raw/large/codebook.yaml"
    text = book.read_text("utf-8").replace("ordered: OPEN", "ordered: true")
    book.write_text(text, "utf-8")
    commands = {"pandas.read_csv": [*PYTHON, "import pandas; pandas.read_csv('large.csv')"],
                "itperception check": [*ITP, "check", "large"]}  # fmt: skip
    yield from lines("CSV of 1,000,000 rows × 20 columns", commands, runs, folder)


def write_answers(path: Path, rows: int, columns: int) -> None:
    """Write a text file: id, weight, words that each occur once, and closed questions.

    Half of the questions are answered in words, half in codes.
    """
    rng = np.random.default_rng(1)
    words = np.array(
        ["Very satisfied", "Rather satisfied", "Not satisfied", "Don't know", ""]
    )
    names = ["id", "weight", "comment", *(f"q{k}" for k in range(3, columns))]
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(names) + "\n")
        for start in range(0, rows, 10_000):
            size = min(10_000, rows - start)
            asked = [words[rng.integers(0, 5, size)] if k % 2 else
                     rng.integers(1, 8, size).astype(str) for k in range(3, columns)]  # fmt: skip
            ids = np.arange(start + 1, start + size + 1).astype(str)
            weights = np.round(rng.gamma(9, 1 / 9, size), 6).astype(str)
            texts = [f"answer {k} in some words" for k in ids]
            file.writelines(",".join(row) + "\n"
                            for row in zip(ids, weights, texts, *asked, strict=True))  # fmt: skip


def held(_folder: Path, runs: int) -> Iterator[Line]:
    """Yield what a wave in words and a click on the bench cost, in a process that goes on."""
    for what, code in (("repr(wave)", _TOLD), ("a click on the bench", _CLICK)):
        commands = {"in a process that goes on": [*PYTHON, code]}
        yield from lines(what, commands, runs, ROOT, TOLD)


def first_exact(folder: Path, runs: int) -> Iterator[Line]:
    """Yield what a first exact test costs where all is compiled, and where nothing is."""
    kept = ["env", f"NUMBA_CACHE_DIR={folder / 'kept'}", *PYTHON, _EXACT]
    empty = 'NUMBA_CACHE_DIR="$(mktemp -d -p "$1")" exec "$2" -c "$3"'
    run(kept, ROOT)
    commands = {"compiled": kept,
                "nothing compiled": ["sh", "-c", empty, "sh", str(folder), sys.executable,
                                     _EXACT]}  # fmt: skip
    yield from lines("first exact test of a process", commands, runs, ROOT, TOLD)
