"""Do the defaults keep what they promise? ``python -m benchmarks.calibration``.

For each default test the share of tables in which it rejects though nothing differs, for
each default interval the share that covers the truth: at the size of the study (n = 156 in
groups of 90, 40 and 26) and three shapes of a five-point item. A rate is held against its
nominal level with its Monte Carlo error, three standard errors. Every table goes through
the functions that a user calls, or where these take one table at a time and others take
many, through those they are made of. ``--write docs/calibration.md`` keeps what was found: of
``--only PART`` the blocks of the page that were run, all others stay as they stand there.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

# Importing them registers their checks.
from benchmarks import (
    calibration_checks,
    calibration_intervals,
    calibration_letters,
    calibration_models,
    calibration_overlap,
    calibration_pairs,
    calibration_samples,
)
from benchmarks.blocks import blocks_of, joined
from benchmarks.calibration_models import INTERVALS, TESTS
from benchmarks.calibration_tables import (
    ALPHA,
    CHECKS,
    DRAWS,
    FEW_DRAWS,
    GROUPS,
    LEVEL,
    SHAPES,
    SPREAD,
    Check,
    spared,
)

HOMES = (
    calibration_checks,
    calibration_samples,
    calibration_letters,
    calibration_pairs,
    calibration_models,
    calibration_overlap,
    calibration_intervals,
)
SEED, PROCESSES = 2013, 2
BLOCKS = ("Tests", "Intervals", TESTS, INTERVALS, calibration_overlap.BLOCK)
PROMISED, SAFE, BOLD = "as promised", "on the safe side", "**TOO BOLD**"
NOTHING = "never a result"
HEAD = """\
| default | shape | nominal | found | s.e. | verdict | no result |
|---|---|---:|---:|---:|---|---:|"""


class Rate(NamedTuple):
    """How often something happened that should happen at a nominal rate."""

    what: str
    shape: str
    kind: str  # "rejects" or "covers"
    happened: int
    tables: int  # that gave a result
    missing: int = 0

    @property
    def nominal(self) -> float:
        return ALPHA if self.kind == "rejects" else LEVEL

    @property
    def asked(self) -> tuple[str, str, int]:
        """What was run: the default, the shape, and how many tables."""
        return self.what, self.shape, self.tables + self.missing

    @property
    def share(self) -> float:
        return self.happened / self.tables if self.tables else np.nan

    @property
    def error(self) -> float:
        """Standard error of the share, if it is the nominal one."""
        return float(np.sqrt(ALPHA * (1 - ALPHA) / max(self.tables, 1)))

    @property
    def verdict(self) -> str:
        if not self.tables:
            return NOTHING
        beyond = self.share - self.nominal
        if abs(beyond) <= 3 * self.error:
            return PROMISED
        safe = beyond < 0 if self.kind == "rejects" else beyond > 0
        return SAFE if safe else BOLD

    def __str__(self):
        share = f"{self.share:.4f} | {self.error:.4f}" if self.tables else " | "
        none = f"{self.missing / (self.tables + self.missing):.3f}" if self.missing else ""
        return (
            f"| {self.what} | {self.shape} | {self.nominal:.2f} | {share} | "
            f"{self.verdict} | {none} |"
        )


def measure(number: int, shape: str, tables: int) -> list[Rate]:
    """Run one check on one shape, with random numbers of its own."""
    names, kind, run, *_ = CHECKS[number]
    rng = np.random.default_rng([SEED, *map(ord, names[0] + shape)])
    with spared(kind):
        happened = np.asarray(run(SHAPES[shape], tables, rng), float)
    known = ~np.isnan(happened.reshape(tables, len(names)))
    found = np.nan_to_num(happened.reshape(known.shape)).sum(0).astype(int)
    return [
        Rate(what, shape, kind, int(x), int(n), int(tables - n))
        for what, x, n in zip(names, found, known.sum(0), strict=True)
    ]


def has(check: Check, part: str) -> bool:
    """Return whether a check has this part in one of its names."""
    return any(part.lower() in name.lower() for name in check.names)


def rates(part: str, tables: int | None, keep: Path | None = None) -> list[Rate]:
    """Run the checks whose name has this part, in two processes, but for those kept."""
    jobs = [
        (number, shape, tables or check.tables)
        for number, check in enumerate(CHECKS)
        if has(check, part)
        for shape in SHAPES
    ]
    asked = {(name, *job[1:]): job for job in jobs for name in CHECKS[job[0]].names}
    lines = keep.read_text("utf-8").splitlines() if keep and keep.exists() else []
    found = [rate for rate in map(_kept, lines) if rate.asked in asked]
    done = {asked[rate.asked] for rate in found}
    jobs = [job for job in jobs if job not in done]
    with ProcessPoolExecutor(PROCESSES) as pool:
        told = pool.map(_measure, jobs)
        for some in tqdm(told, total=len(jobs), file=sys.stderr, disable=len(jobs) < 2):
            found += some
            if keep:
                with keep.open("a", encoding="utf-8") as file:
                    file.writelines(json.dumps(rate) + "\n" for rate in some)
    names = [name for check in CHECKS for name in check.names]
    return sorted(found, key=lambda rate: names.index(rate.what))


def _kept(line: str) -> Rate:
    return Rate(*json.loads(line))


def _measure(job: tuple[int, str, int]) -> list[Rate]:
    start, found = time.perf_counter(), measure(*job)
    seconds = time.perf_counter() - start
    tqdm.write(f"{seconds:6.1f} s  {'; '.join(map(str, found))}", file=sys.stderr)
    return found


def page(found: Sequence[Rate], before: str = "") -> str:
    """Return the page: each block as found or, if it was not run, as it stood before."""
    block_of = {name: check.block for check in CHECKS for name in check.names}
    blocks = blocks_of(before)
    for name in BLOCKS:
        if some := [rate for rate in found if block_of[rate.what] == name]:
            blocks[name] = block(some)
    return joined(setting(), blocks, BLOCKS)


def block(found: Sequence[Rate]) -> str:
    """Return how rates of one kind were computed, and a line for each."""
    used = ", ".join(
        f"{name} {version(name)}" for name in ("itperception", "numpy", "scipy")
    )
    sizes = sorted({rate.asked[-1] for rate in found})
    most, fewer = f"{sizes[-1]:,}", ", fewer where the standard error is larger"
    bold = sum(rate.verdict == BOLD for rate in found)
    head = (
        f"{most} tables each{fewer * (len(sizes) > 1)}. {len(found)} rates, too bold: {bold}. "
        f"Computed with {used}, Python {platform.python_version()}; seed {SEED}."
    )
    return "\n".join([f"{head}\n", HEAD, *map(str, found)])


def setting() -> Iterator[str]:
    """Yield the paragraphs that say what was simulated, and what a verdict means."""
    shapes = "; ".join(f"{k} {' '.join(f'{p:.0%}' for p in v)}" for k, v in SHAPES.items())
    yield from (
        "# Do the defaults keep what they promise?",
        f"n = {sum(GROUPS)} in groups of "
        f"{', '.join(map(str, GROUPS))}; level {ALPHA:.0%}. Shapes of the "
        f"five-point item: {shapes}. A yes is one of the two best answers.",
        "A test should reject in 5 % of the tables when nothing differs, an interval "
        f"should hold the truth in 95 %. *{PROMISED.capitalize()}*: within three standard "
        f"errors. *{SAFE.capitalize()}*: it rejects less, or covers more. *Too bold*: the "
        "other way. *No result*: the share of tables for which no interval or test is given; "
        "it is not in the rate.",
        "Shares of yes vary from table to table by a factor of up to "
        f"{np.exp(SPREAD):.2f} in the odds around that of the shape: what a discrete "
        "statistic does swings with the share, and no single share is that of the study. "
        f"Permutations: {DRAWS}, {FEW_DRAWS} with weights and for multiple response; "
        "(draws + 1) × 5 % is whole, so the level does not depend on their number. "
        "Weights: log-normal (σ = .45), unrelated to the answers, unless a line says that they "
        "go with yes (their logarithms correlate by .5 with it). Intervals: a shift of "
        "half a standard deviation. Intervals that merely accompany a p-value are not "
        "computed.",
        calibration_models.SETTING,
        calibration_overlap.SETTING,
        "`python -m benchmarks.calibration --write docs/calibration.md` runs all; with `--only "
        "PART`, the blocks whose names of defaults have this part; the others stay as they stand, "
        "each with what it was computed with.",
    )


def whole(part: str) -> None:
    """Refuse to write a block of which only a part was asked for."""
    for name in BLOCKS:
        chosen = [has(check, part) for check in CHECKS if check.block == name]
        if any(chosen) and not all(chosen):
            raise SystemExit(
                f"--write keeps whole blocks, and {part!r} is in the names of "
                f"{sum(chosen)} of the {len(chosen)} checks of {name!r}: ask for all of them"
            )


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--tables", type=int, help="of each; each check has its own number")
    reader.add_argument("--only", default="", help="part of a check's name")
    reader.add_argument("--write", type=Path, help="where to keep the page")
    reader.add_argument("--keep", type=Path, help="rates so far, to go on from")
    told, start = reader.parse_args(), time.perf_counter()
    before = ""
    if told.write:
        whole(told.only)
        before = told.write.read_text("utf-8") if told.write.exists() else ""
    found = rates(told.only, told.tables, told.keep)
    text = page(found, before)
    print(text)
    minutes = (time.perf_counter() - start) / 60
    print(f"{len(found)} rates in {minutes:.0f} minutes", file=sys.stderr)
    if told.write:
        told.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
