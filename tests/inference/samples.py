"""Complex samples to try things on: respondents drawn once, and from a strategy."""

import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from itperception.counting.design import DesignCube
from itperception.inference.missing.allocations import p_of_allocations
from itperception.inference.missing.dont_knows import tipping_shares


def people(seed: int = 1, n: int = 240, answers: int = 4, groups: int = 3) -> pd.DataFrame:
    """Return respondents with ties, uneven weights, strata and clusters that matter."""
    rng = np.random.default_rng(seed)
    cluster, stratum = rng.integers(0, 8, n), rng.integers(0, 2, n)
    pull = rng.normal(size=(2, 8))[stratum, cluster]
    answer = np.clip(rng.normal(answers / 2 + pull, 1.2).astype(int), 0, answers - 1)
    group = rng.choice(
        groups, n, p=np.arange(groups, 0, -1) / np.arange(1, groups + 1).sum()
    )
    weight = rng.lognormal(0, 0.5, n).round(2) + 0.01
    return pd.DataFrame({"y": answer, "g": group, "w": weight, "s": stratum, "c": cluster})


def design(d: pd.DataFrame, *, shape=(4, 3), **options) -> DesignCube:
    """Return the cube of respondents, with all the design there is or what is named."""
    told = {"weight": d["w"], "stratum": d["s"], "cluster": d["c"]} | options
    return DesignCube.from_codes(d["y"], d["g"], shape=shape, **told)


def plain(counts) -> DesignCube:
    """Return the cube of a simple random sample."""
    counts = np.asarray(counts, int)
    answers, groups = (
        np.repeat(at.ravel(), counts.ravel()) for at in np.indices(counts.shape)
    )
    return DesignCube.from_codes(answers, groups, shape=counts.shape)


SAMPLES = st.integers(0, 10_000).map(people)
# Samples take longer to make than tables.
FEW = settings(max_examples=8, derandomize=True, deadline=None)


def tipping(counts, method="pearson", alpha=0.05):
    """Return the tipping shares of counts of who is positive, is not, and does not know."""
    table = np.asarray(counts)
    return tipping_shares(table, *p_of_allocations(table, method), alpha)
