"""Don't knows in the base, out of it and bounded: ``dont_know.R``."""

from collections.abc import Iterable, Iterator

import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.missing.dont_know import three_answers, three_differences
from itperception.inference.missing.dont_know_pairs import three_gaps
from itperception.inference.missing.dont_knows import test_bounds
from itperception.inference.missing.identification import imbens_manski
from itperception.inference.missing.share_bounds import share_bounds
from tests.conformance import Row
from tests.inference.reference import reference
from tests.inference.samples import tipping

ANSWERS = ["yes", "no", "unsure"]
UNIROOT = "uniroot(pnorm(c + width) - pnorm(-c) - level)"
TESTS = {
    "pearson": "chisq.test in a loop over all allocations",
    "n_minus_one": "chisq.test (n - 1)/n in a loop over all allocations",
    "fisher": "fisher.test in a loop over all allocations",
    "midp": "dhyper in a loop over all allocations",
}


def rows() -> Iterator[Row]:
    printed = reference("dont_know")
    for case, found in printed["shares"].items():
        yield from _share(case, found)
    for case, found in printed["pairs"].items():
        yield from _pair(case, found)
    for case, found in printed["joints"].items():
        yield from _joint(case, found)
    for case, found in printed["silent"].items():
        yield from _silent(case, found)


def table(*columns: Iterable[float]) -> Crosstab:
    """Return columns of yes, don't know and base as a table."""
    counts = {f"c{i}": [k, n - k - d, d] for i, (k, d, n) in enumerate(columns)}
    return Crosstab.from_counts(pd.DataFrame(counts, ANSWERS))


def _each(quantity, call, case, ours, theirs) -> Iterator[Row]:
    for one, other in zip(ours, theirs, strict=True):
        yield Row(quantity, call, case, float(one), other)


def _share(case: str, found: dict) -> Iterator[Row]:
    k, d, n = found["counts"]
    line = three_answers(table((k, d, n)), "yes", dont_know=["unsure"]).loc[1]
    prop = "prop.test(k, n, correct = FALSE)$conf.int"
    for name in ("in", "out"):
        ours = line[[f"ci_low_{name}", f"ci_high_{name}"]]
        yield from _each(f"Share, {name}: limit", prop, case, ours, found[f"wilson_{name}"])
    bounds = line[["bound_low", "bound_high"]]
    yield from _each("Share: bound", "k/n, (k + d)/n", case, bounds, found["bounds"])
    for name, level in (("interval", 0.95), ("interval90", 0.9)):
        ours = imbens_manski(*share_bounds(k, d, n), level=level)
        yield from _each("Imbens-Manski: limit", UNIROOT, case, ours, found[name])


def _pair(case: str, found: dict) -> Iterator[Row]:
    columns = found["counts"][:3], found["counts"][3:]
    ours = three_differences(table(*columns), "yes", ("c0", "c1"), dont_know=["unsure"])
    yield from _difference("Difference of groups", case, ours, found)


def _joint(case: str, found: dict) -> Iterator[Row]:
    yield from _difference("Difference of items", case, three_gaps(found["counts"]), found)


def _difference(what: str, case: str, ours: pd.DataFrame, found: dict) -> Iterator[Row]:
    columns = ["difference_low", "difference_high", "ci_low", "ci_high"]
    for name, line in (("free", 2), ("less", 3)):
        # Ours stops at −1 and 1, where a difference ends.
        theirs = [min(max(x, -1.0), 1.0) for x in found[name]]
        quantity = f"{what}, {name}: bound or limit"
        yield from _each(quantity, UNIROOT, case, ours.loc[line, columns], theirs)


def _silent(case: str, found: dict) -> Iterator[Row]:
    for method, call in TESTS.items():
        if method not in found:
            continue
        theirs, ours = found[method], test_bounds(found["counts"], method=method)
        shares = tipping(found["counts"], method=method)
        for quantity, one, other in (
            ("least p", ours.p_low, theirs["p_low"]),
            ("largest p", ours.p_high, theirs["p_high"]),
            ("p out of the base", ours.p_value, theirs["p_value"]),
            ("tipping share", shares.positive, theirs["positive"]),
            ("tipping share", shares.negative, theirs["negative"]),
        ):
            yield Row(f"Allocations, {method}: {quantity}", call, case, one, other)
