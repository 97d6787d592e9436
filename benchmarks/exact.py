"""``python -m benchmarks.exact [--write docs/exact.md]``: beside R's and scipy's.

Tables are drawn with rows and columns independent, from a fixed seed: dense ones with
equal shares, typical ones with the shares of a survey (groups of 90, 40 and 26, a
five-point scale), sparse ones with a skewed scale. Tables with an empty margin are
drawn again. All is the Freeman-Halton test: ours within 1 s for n = 156 and 10 s for
more; R's fisher.test with its default workspace and the largest it accepts; scipy's
fisher_exact, which draws 9,999 tables. Seconds are wall time.
"""

import argparse
import os
import platform
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np

from itperception.inference.exact.exact import exact

SHAPES = [(3, 5), (3, 6), (4, 4), (4, 5), (4, 6), (5, 5)]
SIZES = [156, 250, 350, 500]
SEED = 2013
WORKSPACES = {"default": 200_000, "largest": 2_000_000_000 // 8}
GROUPS = {3: [90, 40, 26], 4: [70, 40, 26, 20], 5: [60, 36, 26, 20, 14]}
TYPICAL = {4: [15, 45, 28, 12], 5: [10, 41, 29, 14, 6], 6: [8, 30, 30, 14, 6, 12]}
SKEWED = {4: [60, 30, 8, 2], 5: [45, 40, 10, 4, 1], 6: [45, 36, 10, 5, 3, 1]}
HEAD = "| table | s | p | width | how | R, default workspace | R, largest | scipy |"


class Told(NamedTuple):
    """What one program said of one table: seconds and p, or why there is none."""

    seconds: float
    p: float = np.nan
    why: str = ""

    def __str__(self):
        return self.why or f"{self.seconds:.2f} s"


def drawn(rows: int, columns: int, n: int, kind: str) -> np.ndarray:
    """Return a table of `n` respondents without empty rows and columns."""
    names = ["dense", "typical", "sparse"]
    random = np.random.default_rng([SEED, rows, columns, n, names.index(kind)])
    shares = {
        "dense": (np.ones(rows), np.ones(columns)),
        "typical": (GROUPS[rows], TYPICAL[columns]),
        "sparse": (GROUPS[rows], SKEWED[columns]),
    }[kind]
    each = np.outer(*shares).ravel() / np.outer(*shares).sum()
    while True:
        table = random.multinomial(n, each).reshape(rows, columns)
        if table.sum(0).all() and table.sum(1).all():
            return table


def of_r(table: np.ndarray, workspace: int, timeout: float) -> Told:
    """Return what R's fisher.test says, in seconds without the start of R."""
    counts = ",".join(map(str, table.ravel()))
    code = (
        f"x <- matrix(c({counts}), {len(table)}, byrow = TRUE); t <- proc.time()[[3]];"
        f"p <- tryCatch(fisher.test(x, workspace = {workspace})$p.value,"
        "error = function(e) conditionMessage(e));"
        "cat(proc.time()[[3]] - t, '\\t', format(p, digits = 10), sep = '')"
    )
    try:
        done = subprocess.run(
            ["Rscript", "-e", code], capture_output=True, text=True, timeout=timeout
        )
    except FileNotFoundError:
        return Told(np.nan, why="no R")
    except subprocess.TimeoutExpired:
        return Told(timeout, why=f"> {timeout:g} s")
    seconds, _, answer = done.stdout.partition("\t")
    try:
        return Told(float(seconds), float(answer))
    except ValueError:
        told = (answer or done.stderr).split("\n")[0]
        return Told(np.nan, why=_error(told))


def _error(told: str) -> str:
    """Return which bound of R's workspace was too small, or the start of the message."""
    found = re.search(r"LDKEY|LDSTP|allocate|hash table", told)
    return f"fails: {found[0]}" if found else f"fails: {told[:40]}"


def of_scipy(table: np.ndarray) -> Told:
    """Return what scipy's Monte Carlo of the Freeman-Halton test says."""
    from scipy.stats import MonteCarloMethod, fisher_exact

    started = perf_counter()
    method = MonteCarloMethod(rng=np.random.default_rng(SEED))
    p = fisher_exact(table, method=method).pvalue
    return Told(perf_counter() - started, float(p))


class Line(NamedTuple):
    """One table, what each program said of it, and whether the goal is met."""

    table: str
    n: int
    ours: Told
    width: float
    certain: bool
    r: list[Told]
    scipy: Told

    @property
    def met(self) -> bool:
        """Certain to 1e-6 for n = 156, to 1e-3 for more."""
        return self.width <= 1e-6 and self.certain if self.n == 156 else self.width <= 1e-3

    def __str__(self):
        return (
            f"| {self.table} | {self.ours.seconds:.2f} | {self.ours.p:.6f} | "
            f"{self.width:.0e} | {'exact' if self.certain else 'drawn'} | "
            f"{self.r[0]} | {self.r[1]} | {self.scipy.seconds:.2f} s, p {self.scipy.p:.3f} |"
        )


def line(shape, n: int, kind: str, timeout: float) -> Line:
    """Return what each program says of one table."""
    table, started = drawn(*shape, n, kind), perf_counter()
    ours = exact(table, statistic="freeman_halton", seconds=1 if n == 156 else 10,
                 draws=100_000_000)  # fmt: skip
    told = Told(perf_counter() - started, ours.p_value)
    return Line(
        f"{shape[0]}×{shape[1]} {n} {kind}", n, told, ours.p_high - ours.p_low,
        ours.method.endswith("(exact)"),
        [of_r(table, space, timeout) for space in WORKSPACES.values()], of_scipy(table),
    )  # fmt: skip


def summary(lines: list[Line]) -> Iterator[str]:
    """Yield how many goals are met, and how often each program has no answer."""
    for n in SIZES:
        each = [told for told in lines if told.n == n]
        goal = "certain to 1e-6 within 1 s" if n == 156 else "to 1e-3 within 10 s"
        if each:
            yield f"- n = {n}: {sum(t.met for t in each)} of {len(each)} {goal}."
    yield f"- Failures: ours {sum(not t.ours.p >= 0 for t in lines)} of {len(lines)}."
    for k, name in enumerate(WORKSPACES):
        why = [told.r[k].why for told in lines]
        slow = sum(w.startswith(">") for w in why)
        wrong = sum(bool(w) for w in why) - slow
        yield f"- R, {name} workspace: {wrong} failures, {slow} not done in time."


def head(timeout: float) -> str:
    """Return how the tables come about, and on which machine with which versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "numba"))
    return (
        f"# Exact tests beside R and scipy\n\n{__doc__.split(chr(10) * 2, 1)[1].strip()}\n"
        f"R had {timeout:g} s per table.\n\nMachine: {os.cpu_count()} cores. Python "
        f"{platform.python_version()}, {versions}; {_version_of_r()}.\n\nWhat a first call takes "
        "where no loop is compiled yet is [measured elsewhere](../benchmarks/results.md), and no "
        "time that a test is given counts for it; `make` compiles while it sets up, and what is "
        "compiled is kept.\n\n"
        "Written by `python -m benchmarks.exact --write`.\n"
    )


def _version_of_r() -> str:
    try:
        done = subprocess.run(["Rscript", "--version"], capture_output=True, text=True)
    except FileNotFoundError:
        return "no R"
    found = re.search(r"version ([\d.]+)", done.stdout + done.stderr)
    return f"R {found[1]}" if found else "R"


def main() -> None:
    """Print the table and how many goals are met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="n = 156 only")
    parser.add_argument("--seconds-for-r", type=float, default=20, metavar="S")
    parser.add_argument("--write", type=Path, metavar="FILE", help="e.g. docs/exact.md")
    told = parser.parse_args()
    lines = []
    for statistic in ("pearson", "freeman_halton"):
        exact(drawn(3, 5, 60, "dense"), statistic=statistic)
        exact(drawn(5, 5, 500, "dense"), statistic=statistic, seconds=0.1)
    written = [head(told.seconds_for_r), HEAD,
               "|" + "---|" * (HEAD.count("|") - 1)]  # fmt: skip
    print(*written, sep="\n")
    sizes = [156] if told.quick else SIZES
    for n, shape, kind in product(sizes, SHAPES, ("dense", "typical", "sparse")):
        lines.append(line(shape, n, kind, told.seconds_for_r))
        print(lines[-1], flush=True)
    last = list(summary(lines))
    print("", *last, sep="\n")
    if told.write:
        text = "\n".join([*written, *map(str, lines), "", *last, ""])
        told.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
