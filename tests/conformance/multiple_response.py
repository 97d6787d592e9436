"""Multiple response by group: ``multiple_response.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.counting.design import DesignCube
from itperception.inference.design.multiple_response import multiple_response
from itperception.inference.design.multiple_response_design import multiple_response_design
from tests.conformance import Row
from tests.inference.reference import reference


def rows() -> Iterator[Row]:
    for case, printed in reference("multiple_response").items():
        patterns, codes = patterns_of(printed)
        groups = np.asarray(printed["g"]) - 1
        counts = DesignCube.from_codes(codes, groups).counts
        plain, found = printed["plain"], multiple_response(patterns, counts, draws=1)
        call = "chisq.test(table(y[, j], g))"
        for ours, theirs in zip(found.options["statistic"],
                                np.atleast_1d(plain["options"]), strict=True):  # fmt: skip
            yield Row("Option: X²", call, case, ours, theirs)
        whole, call = found.rao_scott, "Bilder & Loughin by loops"
        yield Row("Set, second order: X²", call, case, whole.statistic, plain["statistic"])
        yield Row("Set, second order: df", call, case, whole.df, plain["df"])
        yield Row("Set, second order: p", call, case, whole.p_value, plain["p"])
        for kind in ("unweighted", "weighted", "clustered"):
            weight = None if kind == "unweighted" else printed["w"]
            units = {"cluster": printed["c"], "stratum": printed["s"]}
            design = DesignCube.from_codes(codes, groups, weight=weight,
                                           **units if kind == "clustered" else {})  # fmt: skip
            told = multiple_response_design(patterns, design)
            for part, theirs in zip(("statistic", "df", "df2", "p_value"), printed[kind],
                                    strict=True):  # fmt: skip
                yield Row(f"Set, design-based: {part}", "svytotal, eigen",
                          f"{case}, {kind}", getattr(told, part), theirs)  # fmt: skip


def patterns_of(printed: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return the answer vectors that occur, and which of them each respondent gave."""
    answers = np.atleast_2d(np.asarray(printed["y"]).reshape(len(printed["g"]), -1))
    patterns, codes = np.unique(answers, axis=0, return_inverse=True)
    return patterns, codes.reshape(-1)
