"""The attack on what is shown of small groups: ``python -m benchmarks.disclosure``.

The reader knows who is in which group and adds and subtracts whatever is shown of an item.
Integer programming finds the fewest people that something computable depends on, without the
code that decided what is shown. Printed as a table for docs/disclosure.md.
"""

import warnings
from time import process_time

import numpy as np

from benchmarks.disclosure_attack import least_weight
from benchmarks.disclosure_waves import (
    KINDS,
    atoms_of,
    column,
    dimension,
    draw,
    shown_rows,
    stated,
)
from benchmarks.disclosure_weights import attacked_files
from itperception.counting.disclosure import protect
from itperception.counting.disclosure_rule import DisclosureRule

WAVES, WEIGHTED, SEED, FEW = 200, 60, 2013, 10
RULES = {
    "minimum 10": {},
    "minimum 10, unstated: protect": {"unstated": "protect"},
    "off": {"minimum": 1},
}


def attacked(rule: DisclosureRule, waves: int = WAVES) -> dict[str, float]:
    """Attack random waves under a rule, and count what is lost by it."""
    rng, found = np.random.default_rng(SEED), dict.fromkeys(
        ("waves", "computable", "columns", "not alone", "people", "nowhere"), 0)  # fmt: skip
    found["least"] = 1_000
    for number in range(waves):
        atoms = draw(rng, KINDS[number % len(KINDS)])
        protection = protect(atoms, [dimension("q", 3)], rule)
        rows = shown_rows(protection, "q")
        among = stated(atoms) if rule.unstated == "open" else None
        least = least_weight(rows, atoms.people, among)
        found["waves"] += 1
        found["computable"] += least < FEW
        found["least"] = min(found["least"], least)
        for k, banner in enumerate(atoms.banners):
            told, members = protection.told("q", banner.id), atoms.columns(k)
            lost = sum(int(atoms.people @ members[name]) for name in told.hidden)
            found["columns"] += sum(bool(m.any()) for m in members.values())
            found["not alone"] += len(told.hidden)
            found["people"] += sum(int(atoms.people @ m) for m in members.values())
            found["nowhere"] += 0 if told.joined else lost
    return found


def twelve_banners(people: int) -> float:
    """Return the seconds of CPU for twelve banners of 48 columns."""
    rng = np.random.default_rng(SEED)
    widths = [2, 4, 4, 5, 3, 6, 4, 2, 5, 4, 3, 6]
    codes = [rng.choice(k, people, p=rng.dirichlet(np.full(k, 4.0))) for k in widths]
    began = process_time()
    protect(atoms_of(codes, widths), [dimension("q", 3)])
    return process_time() - began


def main() -> None:
    """Print what was measured."""
    print("| rule | waves | something of fewer than 10 computable | least weight | columns | "
          "not by themselves | people in no column, % |")  # fmt: skip
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, keys in RULES.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = attacked(DisclosureRule(**keys))
        share = 100 * found["nowhere"] / found["people"]
        print(f"| {name} | {found['waves']} | {found['computable']} | {found['least']} | "
              f"{found['columns']} | {found['not alone']} | {share:.1f} |")  # fmt: skip
    told = protect(atoms_of([column(90, 40, 26)], [3]), [dimension("q", 3)]).told("q", "b0")
    print(f"\n90/40/26: {len(told.columns)} of 3 by themselves")
    print("\n| what is read of weighted waves | answers of small groups | known | groups | "
          "known whole | not solved in time |")  # fmt: skip
    print("|---|--:|--:|--:|--:|--:|")
    for name, numbers in attacked_files(WEIGHTED, SEED).items():
        print(f"| {name} | {' | '.join(map(str, numbers))} |")
    for people in (156, 3000):
        print(f"12 banners, {people} people: {twelve_banners(people):.1f} s of CPU")


if __name__ == "__main__":
    main()
