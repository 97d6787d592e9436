"""When one machine is not enough: the same counts by DuckDB here and by Spark on a cluster.

    python -m benchmarks.beyond [--people 1000000]

Starts what the README says, a master, two workers and a Connect server, on this machine, so
that it tells what moving costs, not what many machines gain. People are made up, of a sample
with weights and strata. Spark counts twice; the second time a worker is killed under way. Needs
what ``make cluster`` installs.
"""

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path
from threading import Thread

import duckdb
import numpy as np

from itperception.counting.design_engine import count_design
from itperception.counting.engine import count_book
from itperception.terms.address import ENGINE
from tests.loopback import kill
from tests.spark.cluster import cluster
from tests.spark.people import assert_equal, dimension

ITEMS, ANSWERS, GROUPS = [f"q{k}" for k in range(1, 6)], 5, 4


def write(path: Path, people: int) -> Path:
    """Write 20 questions, 5 banners, weights and strata; the engine makes them up."""
    codes = [f"(hash(i, {k}) % {ANSWERS})::SMALLINT AS q{k}" for k in range(1, 21)]
    codes += [f"(hash(i, {-k}) % {GROUPS})::SMALLINT AS b{k}" for k in range(1, 6)]
    made = (f"SELECT {', '.join(codes)}, round(0.5 + (hash(i, 99) % 10007) / 10007, 4) AS _weight, "
            f"'s' || hash(i, 98) % 10 AS _stratum FROM range({people}) people(i)")  # fmt: skip
    duckdb.execute(f"COPY ({made}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    return path


def counts(path: Path) -> list[np.ndarray]:
    """Count five questions by five banners each, and one by one in its strata."""
    banners, drawn = [dimension(f"b{k}", GROUPS) for k in range(1, 6)], "_stratum"
    asked = [dimension(name, ANSWERS) for name in ITEMS]
    book = count_book(path, asked, banners, weight="_weight")
    found = [cube.cells for cube in book.values()]
    designs = [count_design(path, item, banners[0], weight="_weight", stratum=drawn)
               for item in asked]  # fmt: skip
    return found + [design.strata for design in designs]


def timed(what: str, path: Path) -> list[np.ndarray]:
    """Count, and print what it cost."""
    wall, own = time.monotonic(), time.process_time()
    found = counts(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<34} {time.monotonic() - wall:8.1f} s, of this process "
          f"{time.process_time() - own:8.2f} s CPU, {peak:,.0f} MiB", flush=True)  # fmt: skip
    return found


def cluster_cost() -> str:
    """Return CPU seconds and peak memory of processes of Java that are running."""
    seconds, peak = 0.0, 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if b"org.apache.spark" not in (place / "cmdline").read_bytes():
                continue
            told = (place / "stat").read_text().rpartition(")")[2].split()
            seconds += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
            status = (place / "status").read_text().partition("VmHWM:")[2]
            peak += int(status.split()[0]) // 1024
        except (OSError, IndexError, ValueError):
            continue
    return f"{seconds:,.0f} s CPU since their start, at most {peak:,} MiB together"


def main() -> None:
    """Count on one engine, then on the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "respondents.parquet", people)
        print(f"{people:,} respondents, {path.stat().st_size / 2**20:,.0f} MiB")
        here = timed("DuckDB, one thread", path)
        with cluster(Path(folder)) as spark:
            os.environ[ENGINE] = spark.connect
            assert_equal(timed("Spark, two workers, first", path), here)
            assert_equal(timed("Spark, two workers, again", path), here)
            print(f"Spark's processes: {cluster_cost()}")
            killed = Thread(target=lambda: (time.sleep(2), kill(spark.workers[0])))
            killed.start()
            again = timed("Spark, a worker killed after 2 s", path)
            killed.join()
            assert_equal(again, here)
    print("equal: whole numbers the same, sums of weights to 1e-12 of them")


if __name__ == "__main__":
    main()
