"""``python -m benchmarks.exact [--quick]``: exact tests beside R's and scipy's.

Tables are drawn with rows and columns independent, from a fixed seed: dense ones with
equal shares, typical ones with the shares of a survey (groups of 90, 40 and 26, a
five-point scale), sparse ones with a skewed scale. Tables with an empty margin are
drawn again. All is the Freeman-Halton test: ours within 1 s for n = 156 and 10 s for
more; R's fisher.test with its default workspace and the largest it accepts, each for
at most a minute; scipy's fisher_exact, which draws 9,999 tables.
"""

import argparse
import subprocess
from itertools import product
from time import perf_counter
from typing import NamedTuple

import numpy as np

from itperception.inference.exact import exact

SHAPES = [(3, 5), (3, 6), (4, 4), (4, 5), (4, 6), (5, 5)]
SIZES = [156, 250, 350, 500]
SEED = 2013
WORKSPACES = {"default": 200_000, "largest": 2_000_000_000 // 8}
TIMEOUT = 60
GROUPS = {3: [90, 40, 26], 4: [70, 40, 26, 20], 5: [60, 36, 26, 20, 14]}
TYPICAL = {4: [15, 45, 28, 12], 5: [10, 41, 29, 14, 6], 6: [8, 30, 30, 14, 6, 12]}
SKEWED = {4: [60, 30, 8, 2], 5: [45, 40, 10, 4, 1], 6: [45, 36, 10, 5, 3, 1]}
HEAD = "| table | n | kind | s | p | width | how | R default | R largest | scipy s | p |"


class Told(NamedTuple):
    """What one program said of one table: seconds and p, or why there is none."""

    seconds: float
    p: float = np.nan
    why: str = ""

    def __str__(self):
        return self.why or f"{self.seconds:.2f} s, p {self.p:.4f}"


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
    for sign in ("LDKEY", "LDSTP", "FEXACT error", "allocate"):
        if sign in told:
            return (
                f"fails: {told[told.index('FEXACT') :][:28] if 'FEXACT' in told else sign}"
            )
    return f"fails: {told[:40]}"


def of_scipy(table: np.ndarray) -> Told:
    """Return what scipy's Monte Carlo of the Freeman-Halton test says."""
    from scipy.stats import MonteCarloMethod, fisher_exact

    started = perf_counter()
    method = MonteCarloMethod(rng=np.random.default_rng(SEED))
    p = fisher_exact(table, method=method).pvalue
    return Told(perf_counter() - started, float(p))


def line(shape, n: int, kind: str, timeout: float) -> tuple[str, bool, float]:
    """Return a line of the table, whether it is exact, and the width of the p-value."""
    table, started = drawn(*shape, n, kind), perf_counter()
    ours = exact(table, statistic="freeman_halton", seconds=1 if n == 156 else 10,
                 draws=100_000_000)  # fmt: skip
    seconds, certain = perf_counter() - started, ours.method.endswith("(exact)")
    width = ours.p_high - ours.p_low
    r = [of_r(table, space, timeout) for space in WORKSPACES.values()]
    scipy = of_scipy(table)
    told = (
        f"| {shape[0]}×{shape[1]} | {n} | {kind} | {seconds:.2f} | {ours.p_value:.6f} | "
        f"{width:.0e} | {'exact' if certain else 'drawn'} | {r[0]} | {r[1]} | "
        f"{scipy.seconds:.2f} | {scipy.p:.4f} |"
    )
    return told, certain, width


def main() -> None:
    """Print the table and how many goals are met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--quick", action="store_true", help="n = 156 only, R for 3 s at most"
    )
    quick = parser.parse_args().quick
    sizes, timeout = ([156], 3) if quick else (SIZES, TIMEOUT)
    started = perf_counter()
    exact(drawn(3, 5, 60, "dense"))
    exact(drawn(5, 5, 500, "dense"), seconds=0.1)
    print(f"first call, compiling included: {perf_counter() - started:.1f} s")
    print(HEAD, "|" + "---|" * (HEAD.count("|") - 1), sep="\n")
    met = {n: [] for n in sizes}
    for shape, n, kind in product(SHAPES, sizes, ("dense", "typical", "sparse")):
        told, certain, width = line(shape, n, kind, timeout)
        goal = 1e-6 if n == 156 else 1e-3
        met[n].append(width <= goal and (certain or n != 156))
        print(told, flush=True)
    for n, each in met.items():
        goal = "certain to 1e-6 within 1 s" if n == 156 else "to 1e-3 within 10 s"
        print(f"n = {n}: {sum(each)} of {len(each)} {goal}")


if __name__ == "__main__":
    main()
