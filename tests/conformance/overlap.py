"""Columns that share people, plain, weighted, in strata and clusters: ``overlap.R``."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from itperception.inference.design.overlap import Overlap
from itperception.inference.design.units import Units
from tests.conformance import Row
from tests.inference.reference import reference

PAIR = ("difference", "t", "df", "p", "lower limit", "upper limit")
TEST = {"statistic": "F", "df": "df", "df2": "df2", "p_value": "p"}
ROWS = {"row": (0,), "net": (1, 2)}


def overlap_of(printed: dict) -> Overlap:
    """Return who is where, as the script has printed it."""
    data = {key: np.array(own) for key, own in printed["data"].items() if key != "columns"}
    columns = {name: np.array(who) == 1 for name, who in printed["data"]["columns"].items()}
    fpc = data["N"] if data["N"].any() else None
    units = Units.of(len(data["y"]), weight=data["w"], stratum=data["s"], cluster=data["c"],
                     fpc=fpc)  # fmt: skip
    return Overlap(data["y"].astype(int), columns, units)


def rows() -> Iterator[Row]:
    for case, printed in reference("overlap").items():
        overlap = overlap_of(printed)
        names = list(overlap.columns)
        at = np.array([*combinations(range(len(names)), 2)]).T
        _, found, limits = overlap.of_rows([*ROWS.values()], "columns").pairs(at, 0.95)
        for k, row in enumerate(ROWS):
            numbers = overlap.of_rows([ROWS[row]], "columns").rows[0]
            shares = numbers.estimates(names)[0]
            call = "svycontrast(svytotal)"
            for name, ours, theirs in zip(
                names, shares, printed[row]["shares"], strict=True
            ):
                yield Row("Share", call, f"{case} {row} {name}", ours, theirs)
            for pair, theirs in enumerate(printed[row]["pairs"]):
                t, df, p, se = (own[k, pair] for own in found)
                ours = (t * se, t, df, p, *(end[k, pair] for end in limits))
                where = f"{case} {row} {pair + 1}"
                for name, mine, r in zip(PAIR, ours, theirs, strict=True):
                    yield Row(f"Two columns: {name}", call, where, mine, r)
            joined = (ROWS[row], [k for k in range(4) if k not in ROWS[row]])
            test = overlap.with_rows(joined).test(ranked=False)
            yield from _test("A row", "svytotal", f"{case} {row}", test,
                             printed[row]["together"])  # fmt: skip
        for of, call, ranked, theirs in (
            ("Mean ranks", "svytotal", True, printed["ranks"]["together"]),
            ("All rows", "svycontrast(svytotal)", False, printed["all"]),
        ):
            yield from _test(of, call, case, overlap.test(ranked=ranked), theirs)


def _test(of: str, call: str, case: str, found, theirs: list[float]) -> Iterator[Row]:
    for (key, name), r in zip(TEST.items(), theirs, strict=True):
        yield Row(f"{of}: {name}", call, case, getattr(found, key), r)
