"""The attack on what is shown of small groups: ``python -m benchmarks.disclosure [WAVES]``.

The reader knows who is in which group and adds and subtracts whatever stands in the files
of a wave. Integer programming finds the fewest people that something computable depends on,
without the code that decided what is shown. Printed as tables for docs/disclosure.md.
"""

import sys
import warnings
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np

from benchmarks.disclosure_attack import least_weight
from benchmarks.disclosure_files import members, published, random_wave, routed, write_wave
from benchmarks.disclosure_lost import lost_table
from benchmarks.disclosure_printed import KINDS_OF_FILE, Cell, vectors
from benchmarks.disclosure_waves import atoms_of, dimension
from benchmarks.disclosure_weights import attacked_files
from itperception.counting.disclosure import protect
from itperception.counting.disclosure_rule import DisclosureRule

WAVES, WEIGHTED, SEED, FEW = 200, 60, 2013, 10
RULES = {  # by name: how many times fewer waves, and what wave.yaml declares
    "minimum 10": (1, {}),
    "minimum 10, unstated: protect": (5, {"unstated": "protect"}),
    "off": (5, {"minimum": 1}),
}
HEADS = ("rule", "waves", "something of fewer than 10 computable", "least weight", "columns",
         "not by themselves", "people in no column, %")  # fmt: skip


def attacked(rule: DisclosureRule, waves: int = WAVES) -> dict[bool, Counter]:
    """Publish random waves, every other one weighted, and attack their files.

    Returns
    -------
    dict of bool to Counter
        By whether waves are weighted: how many, of how many something of fewer than 10 is
        computable, the least weight, and what is lost by the rule.
    """
    rng = np.random.default_rng(SEED)
    found = {is_weighted: Counter(least=1000) for is_weighted in (False, True)}
    for number in range(waves):
        is_weighted = number // 2 % 2 == 1
        banners, answers, weights = random_wave(rng, number)
        with TemporaryDirectory() as place:
            wave = write_wave(Path(place) / "wave", banners, answers,
                              weights if is_weighted else None)  # fmt: skip
            published(wave, Path(place), rule, with_page=True)
            cells = {cell for read in KINDS_OF_FILE.values() for cell in read(Path(place))}
        least = least_of_all(cells, banners, routed(answers), rule.unstated == "open")
        own = found[is_weighted]
        own.update(lost_of(cells, banners) + Counter(waves=1, computable=least < FEW))
        own["least"] = min(own["least"], least)
    return found


def least_of_all(cells: set[Cell], banners, asked: np.ndarray, is_open: bool) -> int:
    """Return of how few people something can be computed, over all questions.

    If those who state no group are `open`, of combinations with somebody who states all.
    """
    found, silent = {}, {name: own < 0 for name, own in banners.items()}
    for item in sorted({cell.item for cell in cells}):
        rows = vectors(item, cells, banners, {"other": asked})
        others = [own for name, own in silent.items() if name != item]
        among = ~np.any(others, axis=0) if is_open else np.ones(len(asked), bool)
        lines = np.column_stack([*rows, among])[rows.any(axis=0)].astype(int)
        atoms, people = np.unique(lines, axis=0, return_counts=True)
        key = atoms.tobytes(), people.tobytes()
        if key not in found:
            found[key] = least_weight(atoms[:, :-1].T, people, atoms[:, -1].astype(bool))
    return min(found.values())


def lost_of(cells: set[Cell], banners) -> Counter:
    """Return how many columns of a question there are, and what is not shown of them."""
    lost: Counter = Counter()
    for banner, own in banners.items():
        shown = {cell.column for cell in cells if cell[:2] == ("q", banner)}
        inside = [members(banners, banner, name) for name in shown] or [own > own]
        alone = [f"{banner}_{k}" in shown for k in range(own.max() + 1)]
        sizes, stated = np.bincount(own[own >= 0]), own >= 0
        lost["columns"] += np.count_nonzero(sizes)
        lost["apart"] += np.count_nonzero(sizes[~np.array(alone)])
        lost["people"] += stated.sum()
        lost["nowhere"] += (stated & ~np.any(inside, axis=0)).sum()
    return lost


def twelve_banners(people: int) -> float:
    """Return the seconds of CPU for twelve banners of 48 columns."""
    rng = np.random.default_rng(SEED)
    widths = [2, 4, 4, 5, 3, 6, 4, 2, 5, 4, 3, 6]
    codes = [rng.choice(k, people, p=rng.dirichlet(np.full(k, 4.0))) for k in widths]
    began = process_time()
    protect(atoms_of(codes, widths), [dimension("q", 3)])
    return process_time() - began


def print_table(heads, lines) -> None:
    """Print a table in Markdown, line by line as they come."""
    print("", _line(heads), "|" + "---|" + "--:|" * (len(heads) - 1), sep="\n", flush=True)
    for line in lines:
        print(_line(line), flush=True)


def _line(parts) -> str:
    return f"| {' | '.join(map(str, parts))} |"


def _attacks(waves: int):
    for name, (fewer, keys) in RULES.items():
        for is_weighted, found in attacked(DisclosureRule(**keys), waves // fewer).items():
            kind = f"{name}, {'weighted' if is_weighted else 'unweighted'}"
            share = 100 * found["nowhere"] / max(found["people"], 1)
            yield (kind, *(found[key] for key in ("waves", "computable", "least", "columns",
                                                  "apart")), f"{share:.1f}")  # fmt: skip


def main() -> None:
    """Print what was measured."""
    warnings.simplefilter("ignore")
    waves = int(sys.argv[1]) if len(sys.argv) > 1 else WAVES
    print_table(*lost_table())
    print_table(HEADS, _attacks(waves))
    print_table(*attacked_files(min(WEIGHTED, waves), SEED))
    for people in (156, 3000):
        print(f"12 banners, {people} people: {twelve_banners(people):.1f} s of CPU")


if __name__ == "__main__":
    main()
