"""In how many small printed surveys the verdicts are those of trying every table.

Run as ``python -m benchmarks.brute_force [surveys per kind]``. Surveys of up to twenty
people are drawn by seed, and figures of them printed, whole or not; what is wrong is
listed with its seed.
"""

import sys
from time import perf_counter

import pandas as pd

from tests.published import brute_force, brute_force_distributions

KINDS = {**brute_force.KINDS, **brute_force_distributions.KINDS}
SURVEYS = 400
MOST = {"association": 9}
"""People at most; of the rest twenty."""


def agreements(kind: str, surveys: int) -> dict[str, object]:
    """Judge surveys of a kind of claim, and try every table of each."""
    start, wrong = perf_counter(), {}
    for seed in range(surveys):
        if found := brute_force.differences(KINDS[kind], seed, MOST.get(kind, 20)):
            wrong[seed] = found
    for seed, found in wrong.items():
        print(f"{kind} {seed}: {'; '.join(found)}")
    return {"kind": kind, "surveys": surveys, "agree": surveys - len(wrong),
            "seconds": round(perf_counter() - start)}  # fmt: skip


if __name__ == "__main__":
    surveys = int(sys.argv[1]) if len(sys.argv) > 1 else SURVEYS
    print(pd.DataFrame(agreements(kind, surveys) for kind in KINDS).to_string(index=False))
