"""The change between two waves with some of the same people in both: ``waves.R``."""

from collections.abc import Iterator

from itperception.inference.change.unknown_overlap import unknown_overlap, z_of_change
from tests.conformance import Row
from tests.inference.reference import number, reference

FORMULA = "change / sqrt(v1/n1 + v2/n2 - 2 m cov/(n1 n2))"
GRID = "range over a grid of overlaps"


def rows() -> Iterator[Row]:
    printed = reference("waves")
    for case, found in printed["known"].items():
        yield from _known(case, found)
    for case, found in printed["unknown"].items():
        for association in ("any", "non_negative"):
            ours = unknown_overlap(*found["given"], association=association)
            least, largest = map(number, found[association])
            yield Row("Unknown overlap: least p", GRID, case, ours.p_low, least)
            yield Row("Unknown overlap: largest p", GRID, case, ours.p_high, largest)


def _known(case: str, found: dict) -> Iterator[Row]:
    *waves, both, m = found["given"]
    ours = z_of_change(waves, (both, m), 0.95)
    numbers = ("Z", ours.statistic, found["z"]), ("p", ours.p_value, found["p"])
    limits = zip((ours.ci_low, ours.ci_high), found["limits"], strict=True)
    for name, one, other in (*numbers, *(("limit", *ends) for ends in limits)):
        yield Row(f"Overlap, share: {name}", FORMULA, case, float(one), number(other))
