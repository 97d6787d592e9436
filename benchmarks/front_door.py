"""What reading costs: a large export against ``pandas.read_csv``, and what stays in memory.

    python -m benchmarks.front_door [--rows 1000000] [--columns 20]

Writes a text file of answers to a temporary folder: an id, a weight, a few words of free text
that each occur once, and closed questions. Each reader has a process of its own; prints
seconds of computing, and the most memory it had beyond what it has with its libraries alone.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np


def write(path: Path, rows: int, columns: int, seed: int = 1) -> None:
    """Write answers; half of the questions in words, half in codes."""
    rng = np.random.default_rng(seed)
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


def measure(reader: str, path: str) -> None:
    """Read in this process, and print seconds and MB."""
    if reader == "pandas":
        import pandas as pd

        def read():
            return pd.read_csv(path)
    else:
        from itperception.survey.reading.readers import read_export

        def read():
            return read_export(Path(path))

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    kept = read()
    spent = time.process_time() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = len(kept if reader == "pandas" else kept.cells)
    print(f"{spent:.2f} {(most - before) / 1024:.0f} {most / 1024:.0f} {size}")


def main() -> None:
    """Read the command line, and print one line for each reader."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--here", nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.here:
        measure(*told.here)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "answers.csv")
        write(path, told.rows, told.columns)
        size = os.path.getsize(path) / 2**20
        print(f"{told.rows:,} rows × {told.columns} columns, {size:.0f} MB")
        for reader in ("pandas", "itperception"):
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.front_door", "--here", reader, str(path)],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            seconds, more, most, _ = done.stdout.split()
            print(
                f"{reader:13} {seconds:>7} s of computing, {more:>6} MB more, {most} MB in all"
            )
        print(f"goal: at most {1.5 * size + 300:.0f} MB")


if __name__ == "__main__":
    main()
