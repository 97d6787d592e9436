"""A banner book as one would make it elsewhere, each way in an environment of its own.

    PYTHON benchmarks/peers.py WAY FOLDER PEOPLE [--tables 100] [--one] [--unweighted]

All ways read FOLDER/PEOPLE.parquet. Printed are the CPU seconds of reading it and of 100
tables with their tests, of which as many are made as are asked for; with ``--one`` the median
of a table once it is read. What is imported or compiled once is not in it: every way first
makes a table of another file. Nothing is imported here that only one of the ways has.
"""

import argparse
from collections.abc import Callable
from itertools import product
from pathlib import Path
from statistics import median
from time import process_time

ITEMS, BANNERS = [f"q{k}" for k in range(1, 21)], [f"b{k}" for k in range(1, 6)]
PAIRS, WARM = [*product(ITEMS, BANNERS)], 1_000


def itperception(folder: Path, counted: bool = False) -> tuple[Callable, Callable]:
    """Ours: a book counted in one read, tests and letters of its tables."""
    from dataclasses import replace

    import itperception as itp

    wave = itp.load_wave("book", folder)

    def make(wave, pairs, weighted):
        items, banners = ([*dict.fromkeys(own)] for own in zip(*pairs, strict=True))
        cubes = wave.cubes(items, banners, weighted=weighted)
        if not counted:
            for pair in pairs:
                table = wave.table_of(cubes[pair], weighted=weighted)
                table.test(), table.compare()

    return lambda path: replace(wave, respondents=path), make


def floor(_folder: Path) -> tuple[Callable, Callable]:
    """Add up every column: less no way of counting can do."""
    from itperception.counting.queries import run

    sums = ", ".join(f"sum({name})" for name in (*ITEMS, *BANNERS, "_weight"))
    query = f"SELECT {sums} FROM read_parquet(?)"
    return str, lambda path, *_: run(query, [path])


def scipy(_folder: Path) -> tuple[Callable, Callable]:
    """Pandas and scipy: a table and Pearson's test, as if weights were respondents."""
    import pandas as pd
    from scipy.stats import chi2_contingency

    def make(frame, pairs, weighted):
        how = {"values": frame["_weight"], "aggfunc": "sum"} if weighted else {}
        for item, banner in pairs:
            chi2_contingency(pd.crosstab(frame[item], frame[banner], **how))

    return pd.read_parquet, make


def pingouin(_folder: Path) -> tuple[Callable, Callable]:
    """Pandas and pingouin: a table, and every test of counts, which knows no weights."""
    import pandas as pd
    import pingouin

    def make(frame, pairs, weighted):
        how = {"values": frame["_weight"], "aggfunc": "sum"} if weighted else {}
        for item, banner in pairs:
            pd.crosstab(frame[item], frame[banner], **how)
            pingouin.chi2_independence(frame, item, banner)

    return pd.read_parquet, make


def svy(_folder: Path) -> tuple[Callable, Callable]:
    """svy: a table with standard errors, and the test of Rao and Scott."""
    import polars as pl
    import svy

    def make(frame, pairs, weighted):
        design = svy.Design(wgt="_weight") if weighted else svy.Design()
        sample = svy.Sample(frame, design)
        for item, banner in pairs:
            sample.categorical.tabulate(item, banner)

    return pl.read_parquet, make


WAYS = {way.__name__: way for way in (itperception, floor, scipy, pingouin, svy)}


def seconds_of(work: Callable, *given) -> float:
    """Return how long the processor works."""
    started = process_time()
    work(*given)
    return process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("way", help=", ".join(WAYS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("people", type=int)
    parser.add_argument("--tables", type=int, default=len(PAIRS))
    parser.add_argument("--counted", action="store_true", help="ours: the tables alone")
    parser.add_argument("--one", action="store_true")
    parser.add_argument("--unweighted", action="store_true")
    told = parser.parse_args()
    read, make = WAYS[told.way](told.folder, *([True] * told.counted))
    weighted, file = not told.unweighted, told.folder / f"{told.people}.parquet"
    make(read(told.folder / f"{WARM}.parquet"), PAIRS[:1], weighted)
    started = process_time()
    data = read(file)
    reading = process_time() - started
    if told.one:  # of ten different tables: the same again may be at hand
        print(median(seconds_of(make, data, [pair], weighted) for pair in PAIRS[:10]))
    elif told.way == "floor":
        print(seconds_of(make, data))
    else:
        taken = seconds_of(make, data, PAIRS[: told.tables], weighted)
        print(reading + taken * len(PAIRS) / told.tables)


if __name__ == "__main__":
    main()
