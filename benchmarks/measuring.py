"""Measure commands in turn, each in a process of its own: lines of ``benchmarks/results.md``."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tqdm import tqdm

ROOT = Path(__file__).parents[1]
PYTHON, ITP = [sys.executable, "-c"], [sys.executable, "-m", "itperception"]
HEAD = "| what | way | seconds | × | peak, MiB | runs |\n|---|---|---:|---:|---:|---:|"
# Prints CPU seconds, MiB and wall seconds of a command with all that it started, and its word.
_MEASURE = """
import resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
wall, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, wall, *done.stdout.split()[-1:])
sys.exit(done.stderr[-500:] if done.returncode else 0)
"""
CPU, WALL, TOLD = 0, 2, -1  # whose seconds: all of a process, or those it prints at its end


class Line(NamedTuple):
    """What a way of doing something took, and what one of it is of the first way's."""

    what: str
    way: str
    seconds: float
    ratio: float
    memory: float
    runs: int

    def __str__(self):
        return (f"| {self.what} | {self.way} | {three_digits(self.seconds)} | "
                f"{three_digits(self.ratio)} | {self.memory:,.0f} | {self.runs} |")  # fmt: skip

    @classmethod
    def read(cls, line: str) -> "Line":
        """Return a line from how it is written."""
        what, way, *numbers, runs = [cell.strip() for cell in line.strip("| ").split(" | ")]
        return cls(what, way, *(float(n.replace(",", "")) for n in numbers), int(runs))


def three_digits(number: float) -> str:
    """Write a number in three digits, without powers of ten.

    Examples
    --------
    >>> [three_digits(number) for number in (0.00123, 0.25, 12.34, 1234.5)]
    ['0.00123', '0.250', '12.3', '1,234']
    """
    return f"{number:,.0f}" if number >= 100 else f"{number:#.3g}"


def lines(
    what: str,
    commands: Mapping[str, Sequence[str]],
    runs: int,
    folder: Path,
    clock: int = CPU,
) -> Iterator[Line]:
    """Run commands in turn in a folder; yield medians, and ratios to the first."""
    found = {name: [] for name in commands}
    with tqdm(total=runs * len(commands), desc=what, file=sys.stderr) as bar:
        for _ in range(runs):
            for name, command in commands.items():
                bar.set_postfix_str(name)
                told = run([*PYTHON, _MEASURE, *command], folder).split()
                found[name].append((float(told[clock]), float(told[1])))
                bar.update()
    medians = {name: [median(of) for of in zip(*each, strict=True)]
               for name, each in found.items()}  # fmt: skip
    first = next(iter(medians.values()))[0]
    for name, (seconds, memory) in medians.items():
        yield Line(what, name, seconds, seconds / first, memory, runs)


def run(command: Sequence[str], folder: Path) -> str:
    """Run a command in a folder, with nobody's settings, and return what it prints."""
    told = os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg",
                         "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip
    told.pop("ITPERCEPTION_ROOT", None)
    done = subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))[-200:]}: {done.stderr[-500:]}")
    return done.stdout
