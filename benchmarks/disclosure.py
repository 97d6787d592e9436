"""``python -m benchmarks.disclosure``: what a reader can compute of what is hidden.

Of random small waves and of the demo waves, everything that would be published is
turned into equations, and the interval of every hidden cell is computed by integer
programming (:mod:`benchmarks.disclosure_attack`). The same attack on tables in which only
the small columns are hidden shows that it can succeed. ``--write docs/disclosure.md``
puts the result below the last heading of that page.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.disclosure_attack import Attack, Release, every_atom, judged
from benchmarks.disclosure_waves import KINDS, draw, only_small
from itperception import Wave, load_wave
from itperception.counting.disclosure import DisclosureRule, protect
from itperception.counting.queries import run

SEED = 2013
RANDOM_RULE = DisclosureRule(minimum_base=15)
HEAD = "## Measured"
DEMO = [("demo-2024", ["industry"], True), ("demo-2026", ["industry"], True),
        ("demo-2024", ["org_type", "industry"], False),
        ("demo-2026", ["org_type", "industry"], False)]  # fmt: skip


def random_waves(count: int, plain: int) -> Iterator[dict]:
    """Attack random waves; the first `plain` also with small columns hidden only."""
    rng = np.random.default_rng(SEED)
    for number in range(count):
        kind, weighted = KINDS[number % 4], bool(number // 4 % 2)
        wave = draw(rng, kind, weighted=weighted)
        protected, naive = wave.attacks(RANDOM_RULE)
        name = f"random, {kind}{', weighted' if weighted else ''}"
        yield {"waves": name, "hiding": "full"} | _counted(protected, RANDOM_RULE)
        if number < plain:
            yield {"waves": name, "hiding": "small columns only"} | _counted(
                naive, RANDOM_RULE
            )


def demo_wave(name: str, banners: Sequence[str], *, weighted: bool) -> Iterator[dict]:
    """Attack a demo wave broken by some banners; routed items by themselves."""
    wave, rule = load_wave(name), DisclosureRule()
    tables = _tables(wave, banners, weighted)
    joint = wave.cube(banners[:1], banners[1:]) if len(banners) > 1 else None
    protection = protect(tables, rule, joint=joint)
    by = ", ".join(banners)
    for hiding, publish in (("full", protection.apply),
                            ("small columns only", lambda t: only_small(t, rule))):  # fmt: skip
        for attack in _attacks(wave, tables, publish, weighted):
            yield {"waves": f"{name} by {by}", "hiding": hiding} | _counted(attack, rule)


def summary(lines: list[dict]) -> str:
    """Return what was found, a line for each kind of wave."""
    frame = pd.DataFrame(lines)
    sums = frame.groupby(["waves", "hiding"], sort=False).agg(
        count=("cells", "size"), cells=("cells", "sum"), recovered=("recovered", "sum"),
        thin=("thin", "sum"), least=("least", "min"),
    )  # fmt: skip
    rows = [
        f"| {waves} | {hiding} | {n:.0f} | {cells:.0f} | {found:.0f} | {thin:.0f} | {least:.0f} |"
        for (waves, hiding), n, cells, found, thin, least in sums.itertuples()
    ]
    head = ("| waves | hidden | attacks | hidden cells | recovered | below the declared "
            "protection | least uncertain by, people |")  # fmt: skip
    return "\n".join([head, "|---|---|--:|--:|--:|--:|--:|", *rows])


def _counted(attack: Attack, rule: DisclosureRule) -> dict:
    found = judged(attack.intervals(), rule.protection)
    open_cells = found[found["free_high"] > found["free_low"]]
    return {"cells": len(found), "recovered": int(found["recovered"].sum()),
            "thin": int((~found["enough"]).sum()), "least": open_cells["width"].min()}  # fmt: skip


def _tables(wave: Wave, banners: Sequence[str], weighted: bool) -> list:
    ids = [d.id for d in wave.codebook.dimensions() if d.id in wave.columns]
    tables = [wave.crosstab(i, weighted=weighted) for i in ids]
    return tables + [wave.crosstab(i, by, weighted=weighted)
                     for i in ids for by in banners if i != by]  # fmt: skip


def _attacks(wave: Wave, tables, publish, weighted: bool) -> Iterator[Attack]:
    """Yield an attack on each set of tables whose respondents were asked alike."""
    weights = _weight_range(wave) if weighted else None
    for asked in sorted({str(table.stub.asked_if) for table in tables}):
        alike = [table for table in tables if str(table.stub.asked_if) == asked]
        releases = [Release(publish(table), table) for table in alike]
        yield Attack(releases, every_atom(alike, {}), weights)


def _weight_range(wave: Wave) -> tuple[float, float]:
    query = "SELECT min(_weight) AS least, max(_weight) AS most FROM read_parquet(?)"
    found = run(query, [str(wave.respondents)])
    return float(found["least"][0]), float(found["most"][0])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waves", type=int, default=200)
    parser.add_argument("--plain", type=int, default=40)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args(arguments)
    lines = list(random_waves(chosen.waves, chosen.plain))
    for name, banners, weighted in DEMO:
        lines += demo_wave(name, banners, weighted=weighted)
    told = summary(lines)
    print(told)
    if chosen.write:
        page = chosen.write.read_text(encoding="utf-8").partition(HEAD)[0]
        chosen.write.write_text(f"{page}{HEAD}\n\n{told}\n", encoding="utf-8")
    full = [line for line in lines if line["hiding"] == "full"]
    return int(any(line["recovered"] or line["thin"] for line in full))


if __name__ == "__main__":
    raise SystemExit(main())
