"""What the project costs beyond its numbers: starting, a page, an export, the first exact test.

    python -m benchmarks.own_cost [--runs 5] [--rows 1000000] [CLAIM…]

Each claim is a function. What is compared runs in turn, each time in a process of its own;
printed are medians of CPU seconds, with those of the processes it started, the most memory of
one of them, and the ratio to what it is held against.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.front_door import write

ROOT = Path(__file__).parents[1]
PYTHON, ITP = [sys.executable, "-c"], [sys.executable, "-m", "itperception"]
# Prints CPU seconds and MiB of a command, with those of all that it started.
_MEASURE = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(done.stderr[-500:] if done.returncode else 0)
"""
_FLOOR = """
import nbformat, papermill
cell = nbformat.v4.new_code_cell("import pandas, matplotlib.pyplot as p\\np.plot([1, 2]); p.show()")
kernel = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
papermill.execute_notebook(notebook, None, progress_bar=False)
"""
_HELD = """
import time
import itperception as itp
from itperception.reporting.bench import Bench
wave, clicks = itp.load_wave("demo-2026"), []
repr(wave)
started = time.process_time()
repr(wave)
told = time.process_time() - started
bench = Bench("demo-2026", "image", ["org_type"], "en")
for item in [value for _, value in bench.item.options if value][:14]:
    started = time.process_time()
    bench.item.value = item
    clicks.append(time.process_time() - started)
print(1000 * told, 1000 * sorted(clicks[1:])[len(clicks) // 2])
"""
_EXACT = """
import time
from benchmarks.exact import drawn
from itperception.inference.exact.exact import exact
started = time.process_time()
exact(drawn(3, 5, 156, "typical"), statistic="freeman_halton", seconds=1)
print(time.process_time() - started)
"""


def measured(
    commands: Mapping[str, Sequence[str]], runs: int, folder: Path
) -> dict[str, tuple[float, float]]:
    """Return the medians of CPU seconds and MiB of commands that run in turn in a folder."""
    found = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            told = _run([*PYTHON, _MEASURE, *command], folder)
            found[name].append([float(number) for number in told.split()])
    return {
        name: tuple(map(median, zip(*each, strict=True))) for name, each in found.items()
    }


def _run(command: Sequence[str], folder: Path, **set_: str) -> str:
    told = os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"} | set_
    told.pop("ITPERCEPTION_ROOT", None)
    done = subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[-3:])}: {done.stderr[-500:]}")
    return done.stdout


def _told(claim: str, found: Mapping[str, tuple[float, float]], goal: str) -> None:
    (name, (least, _)), *others = found.items()
    print(f"{claim}; goal: {goal}\n  {name:40} {least:7.2f} s {found[name][1]:5.0f} MiB")
    for other, (seconds, memory) in others:
        print(f"  {other:40} {seconds:7.2f} s {memory:5.0f} MiB  × {seconds / least:.2f}")


def project(folder: Path, waves: int = 2) -> Path:
    """Make a project of so many synthetic waves, and of all that is in print."""
    for part in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    for k in range(waves - 2):
        own = f"demo-{2024 + 2 * (k % 2)}"
        shutil.copytree(ROOT / "data/raw" / own, folder / "data/raw" / f"{own}-{k}")
    return folder


def starting(runs: int, folder: Path, rows: int) -> None:
    """Hold ``--help`` and the import against that of pandas."""
    commands = {"import pandas": [*PYTHON, "import pandas"],
                "import itperception": [*PYTHON, "import itperception"],
                "itperception --help": [*ITP, "--help"]}  # fmt: skip
    _told("Starting", measured(commands, runs, folder), "no pandas")


def page(runs: int, folder: Path, rows: int) -> None:
    """Hold a wave's page and files against a kernel that draws one chart."""
    commands = {
        "papermill, pandas, one chart": [*PYTHON, _FLOOR],
        "itperception report demo-2026 --force": [*ITP, "report", "demo-2026", "--force"],
    }
    _told("A page and its files", measured(commands, runs, project(folder)), "× 2.5")


def unchanged(runs: int, folder: Path, rows: int) -> None:
    """Report eight waves of which nothing has changed."""
    project(folder, waves=8)
    _run([*ITP, "report"], folder)
    commands = {
        "import pandas": [*PYTHON, "import pandas"],
        "itperception report": [*ITP, "report"],
    }
    _told("Eight waves, nothing changed", measured(commands, runs, folder), "1 s")


def held(runs: int, folder: Path, rows: int) -> None:
    """Put a wave in words and click on the bench, in a process that goes on."""
    found = [_run([*PYTHON, _HELD], ROOT).split() for _ in range(runs)]
    told, click = (median(map(float, each)) for each in zip(*found, strict=True))
    print(f"repr(wave) {told:.1f} ms, goal: 20; a click {click:.0f} ms, goal: 100")


def door(runs: int, folder: Path, rows: int) -> None:
    """Check a large text file; hold it against reading it with pandas."""
    write(folder / "large.csv", rows, 20)
    (folder / "data/raw").mkdir(parents=True)
    _run([*ITP, "add-wave", "large.csv", "--name", "large"], folder)
    book = folder / "data/raw/large/codebook.yaml"
    book.write_text(
        book.read_text("utf-8").replace("ordered: OPEN", "ordered: true"), "utf-8"
    )
    read = "import pandas; pandas.read_csv('large.csv')"
    commands = {
        "pandas.read_csv": [*PYTHON, read],
        "itperception check": [*ITP, "check", "large"],
    }
    _told(f"{rows:,} rows × 20 columns", measured(commands, runs, folder), "× 3, 600 MB")


def first_exact(runs: int, folder: Path, rows: int = 0) -> tuple[float, float]:
    """Make a first exact test where nothing is compiled yet, and where all is."""
    empty, kept = [], []
    for k in range(runs):
        place = str(folder / f"loops-{k}")
        for found in (empty, kept):
            found.append(float(_run([*PYTHON, _EXACT], ROOT, NUMBA_CACHE_DIR=place)))
    print(
        f"first exact test: {median(empty):.1f} s, goal: 2; compiled {median(kept):.2f} s"
    )
    return median(empty), median(kept)


CLAIMS: dict[str, Callable] = {
    claim.__name__: claim for claim in (starting, page, unchanged, held, door, first_exact)
}


def main() -> None:
    """Read the command line, and measure the claims that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("claims", nargs="*", metavar="CLAIM", help=", ".join(CLAIMS))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1_000_000)
    told = parser.parse_args()
    for name in told.claims or CLAIMS:
        with tempfile.TemporaryDirectory() as folder:
            CLAIMS[name](told.runs, Path(folder), told.rows)


if __name__ == "__main__":
    main()
