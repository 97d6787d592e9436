"""What everything costs, beside what one would use instead: ``python -m benchmarks.results``.

Each block of ``benchmarks/results.md`` is measured in one go, so that its ratios hold on other
machines, too. ``--write`` keeps what was found: of ``--only PART …`` the blocks whose names
have one of these parts, all others stay as they stand there. What the README says of speed
is written from the same page.
"""

import argparse
import os
import platform
import re
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks import engine, own_cost
from benchmarks.blocks import blocks_of, joined
from benchmarks.measuring import HEAD, ROOT, Line, run, three_digits

BLOCKS = {
    "Banner book": engine.book,
    "One table": engine.one_table,
    "Many people": engine.many,
    "Growth": engine.growth,
    "Sets": engine.options,
    "A wave's page": own_cost.page,
    "Eight waves": own_cost.eight,
    "A large survey": own_cost.large,
    "Starting": own_cost.starting,
    "A process that goes on": own_cost.held,
    "Reading a file": own_cost.door,
    "First exact test": own_cost.first_exact,
}
BEGIN, END = "<!-- written by benchmarks.results -->\n", "\n<!-- until here -->"
SETTING = (
    "# What everything costs",
    "Seconds are CPU seconds, those of processes that were started among them, or wall time where "
    "a line says so: medians of so many runs, in which the ways of one thing take turns. ×: how "
    "many times the first of them. Peak: the most memory of one process. Only ratios carry over "
    "to another machine. Books and tables: without starting, importing and compiling, but with "
    "reading the same Parquet file (R: text); one table once that is read.",
    "`make bench` measures all, `python -m benchmarks.results --only PART --write "
    "benchmarks/results.md` the blocks whose names have this part; the others stay as they stand, "
    "each with what it was computed with. Peers: "
    + "; ".join(", ".join(pins) for pins in engine.PEERS.values())
    + "; R with its package survey, if it is there.",
)


def measured(name: str, runs: int) -> str:
    """Measure a block and return its text."""
    where = setting()
    with tempfile.TemporaryDirectory() as folder:
        found = [*BLOCKS[name](Path(folder), runs)]
    table = [str(line) for line in found if isinstance(line, Line)]
    told = [line for line in found if isinstance(line, str)]
    return "\n\n".join([where, *(["\n".join([HEAD, *table])] if table else []), *told])


def setting() -> str:
    """Return when, with what, and on which machine something is measured."""
    used = ", ".join(
        f"{name} {version(name)}" for name in ("duckdb", "numpy", "pandas", "numba")
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    load = os.getloadavg()[0]
    busy = ", busy with other work" if load > 0.5 else ""
    return (f"{date.today()}, itperception at {commit()}; {used}, Python "
            f"{platform.python_version()}; {os.cpu_count()} cores ({processor()}), "
            f"{memory / 2**30:.0f} GiB, load before {load:.1f}{busy}.")  # fmt: skip


def commit() -> str:
    """Return the commit that is measured, and whether the package differs from it."""
    try:
        told = run(["git", "rev-parse", "--short=10", "HEAD"], ROOT).strip()
        changed = run(["git", "status", "--porcelain", "itperception"], ROOT).strip()
    except (SystemExit, FileNotFoundError):
        return version("itperception")
    return told + " with changes" * bool(changed)


def processor() -> str:
    """Return the processor's name."""
    about = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", about.read_text()) if about.exists() else None
    return found[1] if found else platform.machine()


def lines_of(page: str) -> dict[tuple[str, str], Line]:
    """Return the lines of a page by what was done, and how."""
    lines = re.findall(r"^\|(?:[^|\n]+\|){5} \d+ \|$", page, re.MULTILINE)
    found = [Line.read(line) for line in lines]
    return {(line.what, line.way): line for line in found}


def told(page: str) -> str:
    """Return what the README says of speed, every number of it from the page."""
    lines = lines_of(page)

    def ours(people: str) -> Line:
        return lines[f"100 tables, {people}", "itperception, test and letters"]

    def times(people: str, way: str) -> str:
        found = lines.get((f"100 tables, {people}", f"{way}, test"))
        return three_digits(found.ratio) if found else "(not measured)"

    few, middle, million, most = "1,000", "100,000", "1,000,000", "100,000,000"
    largest = lines[f"100 tables of {most}", "itperception, test and letters"]
    report = lines["a wave's page and files", "itperception report --force"]
    unchanged = lines["eight waves, nothing changed", "itperception report"]
    pingouin = "pandas + pingouin"
    return (
        f"Twenty questions by five banners, weighted, with test and letters, cost "
        f"{three_digits(ours(few).seconds)} s of CPU of {few} people and "
        f"{three_digits(ours(million).seconds)} s of {million};\n"
        f"{pingouin}, which make no letters, cost {times(few, pingouin)} and "
        f"{times(million, pingouin)} times that, svy and R's survey {times(middle, 'svy')} and "
        f"{times(middle, 'R survey')} times that of {middle}.\n"
        f"Of {most} people the most memory is {largest.memory:,.0f} MiB. A wave's page and "
        f"files cost {three_digits(report.seconds)} s, {three_digits(report.ratio)} times a "
        f"notebook with one chart;\nthat nothing has changed in eight waves is found in "
        f"{three_digits(unchanged.seconds)} s. `make bench` writes "
        "[what all costs, and beside what](benchmarks/results.md)."
    )


def with_told(readme: str, page: str) -> str:
    """Return the README with what it says of speed."""
    before, after = readme.split(BEGIN)
    return before + BEGIN + told(page) + END + after.split(END)[1]


def main() -> None:
    """Read the command line, measure, and write a page after each block."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[""], metavar="PART",
                        help=f"of {', '.join(BLOCKS)}")  # fmt: skip
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", type=Path, help="where to keep the page")
    given = parser.parse_args()
    stood = given.write and given.write.exists()
    blocks = blocks_of(given.write.read_text("utf-8")) if stood else {}
    wanted = [name for name in BLOCKS if any(p.lower() in name.lower() for p in given.only)]
    for number, name in enumerate(wanted, 1):
        print(f"{name}, {number} of {len(wanted)}", file=sys.stderr, flush=True)
        blocks[name] = measured(name, given.runs)
        print(f"\n## {name}\n\n{blocks[name]}", flush=True)
        if given.write:
            page = joined(SETTING, blocks, BLOCKS)
            given.write.write_text(page, "utf-8")
    readme = ROOT / "README.md"
    if given.write and blocks.keys() == BLOCKS.keys():
        readme.write_text(with_told(readme.read_text("utf-8"), page), "utf-8")


if __name__ == "__main__":
    main()
