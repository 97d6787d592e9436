"""Statistics with a parameter: a margin of sameness, a share to compare with."""

from collections.abc import Callable

import numpy as np

from itperception.inference.sameness import equivalence
from itperception.inference.tables import proportions
from itperception.published.bounds import statistics_fast as fast
from itperception.published.bounds.statistic import Statistic
from itperception.published.bounds.statistic_values import P_VALUE, once


def binomial_p(against: float = 0.5) -> Statistic:
    """Return the exact p-value of the share of the first row against a given one."""

    def value(table):
        found = proportions.one_proportion(table[0].sum(), table.sum(), against)
        return found.p_value

    def keys(tables):
        return np.column_stack([tables[:, 0].sum(1), tables.sum((1, 2))])

    return Statistic(name="binomial_p", value=value, fast=once(keys, value), **P_VALUE)


def equivalence_p(margin: float = 0.1) -> Statistic:
    """Return p of two groups having the same share of the first row within a margin."""

    def value(table):
        (x1, x2), (n1, n2) = table[0], table.sum(0)
        return equivalence.equivalent_proportions(x1, n1, x2, n2, margin).p_same

    return Statistic(
        name="equivalence_p", value=value, shape="fourfold", **P_VALUE,
        fast=lambda tables: fast.same_share_p(tables, margin),
    )  # fmt: skip


def paired_equivalence_p(margin: float = 0.1) -> Statistic:
    """Return p of two items of the same people having the same share within a margin."""

    def value(table):
        b, c, n = table[0, 1], table[1, 0], table.sum()
        return equivalence.equivalent_pairs(b, c, n, margin).p_same

    return Statistic(
        name="paired_equivalence_p", value=value, shape="fourfold", **P_VALUE,
        fast=lambda tables: fast.same_item_p(tables, margin),
    )  # fmt: skip


FACTORIES: dict[str, Callable[..., Statistic]] = {
    "binomial_p": binomial_p,
    "equivalence_p": equivalence_p,
    "paired_equivalence_p": paired_equivalence_p,
}
