"""The way to the numbers, measured beside that of another edition of the package.

    python -m benchmarks.editions OTHER --times 5

OTHER is a folder with another edition, such as a worktree of git. Both count and test the
same made-up waves in turns, each task in a process of its own: CPU seconds of the task
and peak memory of the process, medians; how far the numbers are apart; and of p-values
by permutation, which may come of other random numbers, how many standard errors. A
process that needs more than 8 GiB is ended. Loops are compiled before, but in "first".
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

SEED, OPTIONS, DRAWS, MOST = 2013, 13, 9_999, 8 * 2**30
HERE = Path(__file__).parents[1]
WAVE = """\
title: made up
kind: microdata
synthetic: true
n: {n}
file: export.csv
respondent_id: id
weight: w
"""
CODEBOOK = """\
title: made up
scales:
  - id: five
    ordered: true
    categories: [{five}]
  - id: three
    ordered: false
    categories: [{three}]
items:
  - {{id: q, label: q, wording: q, scale: five}}
  - {{id: g, label: g, wording: g, scale: three}}
multiple_responses:
  - {{id: m, label: m, wording: m, options: [{options}]}}
banners:
  - {{id: g, label: g, item: g}}
"""
# Each ends in the numbers that have to agree, and p-values that are drawn.
BEGIN = """
import json, resource, sys, time
from pathlib import Path
import numpy as np
resource.setrlimit(resource.RLIMIT_AS, ({most}, {most}))
from itperception.inference.exact.exact import exact
from itperception.workbench import load_wave
wave = load_wave("n{n}", Path("{root}")) if {n} else None
def task(draws={draws}):
{task}
"""
MEASURED = """
try:
    if {warm}:
        task(draws=1)
    began = time.process_time()
    numbers, drawn = task()
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = dict(cpu=spent, MiB=peak, numbers=np.ravel(numbers).tolist(), drawn=drawn)
except MemoryError:
    told = dict(cpu=float("nan"), MiB=float("nan"), numbers=[], drawn=[])
print(json.dumps(told))
"""
CROSSTABS = """
    tables = [wave.crosstab("q", "g") for _ in range(50)]
    return tables[-1].proportions().to_numpy(), []
"""
PERMUTATION = """
    found = wave.crosstab("q", "g").test("weighted_permutation", draws=draws)
    return [found.statistic, found.effect_size], [found.p_value]
"""
SET = """
    found = wave.multiple_response("m", "g", draws=min(draws, 99))
    numbers = found.differences[["difference", "ci_low", "ci_high"]].to_numpy().ravel()
    return [*numbers, found.rao_scott.statistic, found.rao_scott.p_value], []
"""
EXACT = """
    table = [[12, 36, 24, 13, 5], [3, 14, 15, 6, 2], [1, 13, 6, 3, 3]]
    found = exact(table, seconds=60)
    return [found.p_low, found.p_high], []
"""
TASKS = {
    "50 crosstabs, n = 156": (156, CROSSTABS, True),
    "50 crosstabs, n = 100,000": (100_000, CROSSTABS, True),
    "9,999 weighted permutations, n = 156": (156, PERMUTATION, True),
    "9,999 weighted permutations, n = 2,000": (2_000, PERMUTATION, True),
    "set of 13 options, weighted, n = 1,000": (1_000, SET, True),
    "set of 13 options, weighted, n = 10,000": (10_000, SET, False),
    "set of 13 options, weighted, n = 1,000,000": (1_000_000, SET, False),
    "exact test": (0, EXACT, True),
    "first exact test on a machine": (0, EXACT, False),
}


def write_wave(folder: Path, n: int) -> None:
    """Write a weighted wave: five answers, three groups, thirteen options."""
    rng = np.random.default_rng(SEED)
    folder.mkdir(parents=True)
    category = "{{id: {0}{1}, code: {1}, label: {0}{1}}}".format
    five, three = (", ".join(category(name, k) for k in range(1, size + 1))
                   for name, size in (("a", 5), ("g", 3)))  # fmt: skip
    options = ", ".join(f"{{id: o{k}, label: o{k}}}" for k in range(OPTIONS))
    told = CODEBOOK.format(five=five, three=three, options=options)
    (folder / "codebook.yaml").write_text(told, encoding="utf-8")
    (folder / "wave.yaml").write_text(WAVE.format(n=n), encoding="utf-8")
    codes = {"id": range(n), "q": rng.integers(1, 6, n), "g": rng.integers(1, 4, n)}
    codes |= {f"m.o{k}": (rng.random(n) < 0.1 + 0.05 * k) * 1 for k in range(OPTIONS)}
    weights = np.exp(0.4 * rng.normal(size=n)).round(9)
    pd.DataFrame(codes | {"w": weights}).to_csv(folder / "export.csv", index=False)


def run(edition: Path, root: Path, code: str, cache: str) -> str:
    """Run some code with an edition and return what it says last."""
    places = {"PYTHONPATH": str(edition), "NUMBA_CACHE_DIR": cache}
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | places, cwd=root,
                          stdout=subprocess.PIPE, text=True, check=True)  # fmt: skip
    return done.stdout.rpartition("{")[2]


def measure(edition: Path, root: Path, task: tuple[int, str, bool]) -> dict:
    """Return what a task took, and its numbers."""
    n, code, warm = task
    begin = BEGIN.format(most=MOST, n=n, root=root, draws=DRAWS, task=code)
    if not (root / f"data/raw/n{n}").exists() and n:
        write_wave(root / f"data/raw/n{n}", n)
    if n:
        run(edition, root, begin, str(root / "loops"))
    cold = tempfile.mkdtemp(dir=root)
    cache = cold if not n and not warm else str(root / "loops")
    return json.loads("{" + run(edition, root, begin + MEASURED.format(warm=warm), cache))


def line(name: str, told: dict[str, list[dict]]) -> str:
    """Write medians, ratios and how far the numbers are apart."""
    (before, after), cells = told.values(), [name]
    for what in ("cpu", "MiB"):
        first, second = (median(one[what] for one in each) for each in (before, after))
        cells += [f"{first:.3g}", f"{second:.3g}", f"{second / first:.2f}"]
    numbers = [np.array(each[0]["numbers"]) for each in (before, after)]
    apart = [abs(a - b) / max(abs(a), 1e-300) for a, b in zip(*numbers, strict=False)]
    cells.append(f"{max(apart):.0e}" if apart else "–")
    for p, q in zip(before[0]["drawn"], after[0]["drawn"], strict=True):
        error = np.sqrt((p * (1 - p) + q * (1 - q)) / DRAWS)
        cells[-1] += f"; p {p:.4f} and {q:.4f}, {abs(p - q) / error:.1f} s.e."
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("other", type=Path, help="folder of the other edition")
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    print("| task | s, other | s, here | ratio | MiB, other | MiB, here | ratio | apart |\n"
          "|---|--:|--:|--:|--:|--:|--:|---|")  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        editions = {"other": given.other.resolve(), "here": HERE}
        roots = {name: Path(place, name) for name in editions}
        for root in roots.values():
            root.mkdir()
        for name, task in TASKS.items():
            told = defaultdict(list)
            for _ in range(given.times):
                for which, edition in editions.items():
                    told[which].append(measure(edition, roots[which], task))
            print(line(name, told), flush=True)


if __name__ == "__main__":
    main()
