"""``python -m benchmarks.shuffled``: how often a page says something of nothing.

In each wave the banners of a demo wave are shuffled against everything else and against
each other, so that no group differs from another; the weights stay where they were. A
question that only one answer to a banner leads to is moved together with the banner. What
is left to find is false, but for the gap of everybody and the claims about it, which stay
true and are not counted. Nothing is drawn at random inside: comparisons are by formula, so
no permutation is shortened.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.inference.intervals import wilson
from itperception.reporting.wave_report import WaveReport
from itperception.survey.respondents import check_wave, write_parquet
from itperception.workbench.loading import load_wave
from itperception.workbench.wave import Wave

SEED = 2013
WAVES = ("demo-2024", "demo-2026")
TRUE_WHEN_SHUFFLED = ("gap",)


def shuffled(wave: Wave, rng: np.random.Generator, path: Path) -> Wave:
    """Return a wave whose banners have nothing to do with the answers.

    Parameters
    ----------
    wave : Wave
        A wave in which no banner is asked under a filter.
    rng : numpy.random.Generator
        Where the shuffles come from.
    path : pathlib.Path
        The Parquet file that is written.
    """
    people = check_wave(wave.folder)
    for banner in wave.codebook.banners:
        led_to = [d.id for d in wave.codebook.dimensions() if d.id in people
                  and d.asked_if and d.asked_if.item == banner.item]  # fmt: skip
        moved = [banner.item, *led_to]
        order = rng.permutation(len(people))
        people[moved] = people[moved].iloc[order].set_axis(people.index)
    write_parquet(people, path)
    copyfile(
        wave.respondents.with_name("provenance.json"), path.with_name("provenance.json")
    )
    return replace(wave, respondents=path)


def page_of(wave: Wave) -> WaveReport:
    """Return the report of a wave as it is published, before a page is made of it."""
    by = wave.codebook.banners[0].item
    return WaveReport(make_book(ShownWave(wave, by)))


def said_of_nothing(report: WaveReport) -> dict:
    """Count what a page tells, the gap of everybody and claims about it left out."""
    claims = report.book.claims
    false = claims["found"].astype(bool) & ~claims["kind"].isin(TRUE_WHEN_SHUFFLED)
    return {"findings": len(report.book.findings), "claims": int(false.sum()),
            "survivors": report.book.explored.survivors}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the share of pages that say something, with its 95% interval."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waves", type=int, default=200)
    number = parser.parse_args(arguments).waves
    rng, lines = np.random.default_rng(SEED), []
    whole = [load_wave(name) for name in WAVES]
    with TemporaryDirectory() as folder:
        for k in range(number):
            wave = shuffled(whole[k % len(whole)], rng, Path(folder) / f"{k}.parquet")
            lines.append({"wave": wave.name} | said_of_nothing(page_of(wave)))
            print(k + 1, lines[-1], flush=True)
    told = pd.DataFrame(lines).set_index("wave") > 0
    told["either"] = told["findings"] | told["claims"]
    for name, pages in [*told.groupby("wave"), ("all", told)]:
        for what, hits in pages.sum().items():
            low, high = wilson(hits, len(pages))
            print(f"{name}: {what} on {hits} of {len(pages)} pages, {hits / len(pages):.1%} "
                  f"({low:.1%} to {high:.1%})")  # fmt: skip
    return int(told["either"].mean() > 0.05)


if __name__ == "__main__":
    raise SystemExit(main())
