"""What the rule costs: columns, and people of these, that are not shown by themselves."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.disclosure_files import ITEMS, write_wave
from benchmarks.disclosure_waves import column
from itperception.book.shown import ShownWave
from itperception.workbench import Wave, load_wave

SEED = 580
SIZES = (580, 63, 700, 900, 500, 257)  # the first: large, and yet once hidden
HEADS = ("wave", "columns", "not by themselves", "of these, fewer than 10 people",
         "people of these, %", "in no column, %", "of a weighted wave, %")  # fmt: skip


def lost_table() -> tuple[tuple[str, ...], Iterator[tuple]]:
    """Return what is lost in some waves: heads and lines.

    Columns and people are counted in every table of a question by a banner; with the rule
    off all of them are shown. Weights decide only whether what is left is a column.
    """
    return HEADS, ((name, *_lost(wave)) for name, wave in _waves())


def _waves() -> Iterator[tuple[str, Wave]]:
    yield from ((name, load_wave(name)) for name in ("demo-2024", "demo-2026"))
    rng, first = np.random.default_rng(SEED), column(*SIZES)
    twelve = {"b0": first} | {f"b{k}": rng.integers(0, 2 + k % 5, len(first))
                              for k in range(1, 12)}  # fmt: skip
    named = {"90/40/26": {"b0": column(90, 40, 26)}, "90/40/19/7": {"b0": column(90, 40, 19, 7)},
             "12 banners, 3,000 people": twelve}  # fmt: skip
    for name, banners in named.items():
        n = len(banners["b0"])
        answers = {item: rng.choice(3, n, p=[0.5, 0.3, 0.2]) for item in ITEMS}
        with TemporaryDirectory() as place:
            yield name, write_wave(Path(place) / "wave", banners, answers)


def _lost(wave: Wave) -> tuple:
    """Return columns, those apart, those of few, and shares of people."""
    shown, found = ShownWave(wave), Counter()
    rule = shown.protection
    asked = [d.id for d in shown.codebook.dimensions() if d.id in wave.columns]
    for item in asked:
        for by in (own for own in shown.broken_by if own != item):
            sizes = _sizes(rule, item, by)
            told = replace(rule, joins=True).told(item, by)
            apart = sum(sizes[name] for name in told.hidden)
            found += Counter(
                columns=sum(n > 0 for n in sizes.values()), apart=len(told.hidden),
                few=sum(told.reasons[name] == "few" for name in told.hidden),
                people=sum(sizes.values()), of_these=apart, nowhere=0 if told.joined else apart,
            )  # fmt: skip
    shares = (
        100 * found[key] / found["people"] for key in ("of_these", "nowhere", "of_these")
    )
    return *(found[key] for key in ("columns", "apart", "few")), *(
        f"{p:.1f}" for p in shares
    )


def _sizes(rule, item: str, by: str) -> dict[str, int]:
    names = [banner.id for banner in rule.atoms.banners]
    people = rule.atoms.people * rule.asked[item]
    return {name: int(people @ inside)
            for name, inside in rule.atoms.columns(names.index(by)).items()}  # fmt: skip
