"""How a number is read off the functions of :mod:`itperception.inference`."""

from collections.abc import Callable

import numpy as np

NARROW = 2e-6
"""Limits of an exact p-value that are so close are one number."""
P_VALUE = {"least": 0.0, "most": 1.0, "falls": True}


def of(function: Callable, attribute: str, *given, **options) -> Callable:
    """Return what a function of `inference` says of a table, by its attribute."""
    return lambda table: float(getattr(function(table, *given, **options), attribute))


def pair_of(function: Callable, attribute: str, **options) -> Callable:
    """Return a function of two by two that gives `function` b, c and n."""

    def value(table):
        b, c, n = table[0, 1], table[1, 0], table.sum()
        return float(getattr(function(b, c, n, **options), attribute))

    return value


def once_each(keys: Callable, value: Callable) -> Callable:
    """Return a fast form that computes each distinct key of many tables only once."""

    def found(tables):
        if not len(tables):
            return np.empty(0)
        _, first, back = np.unique(
            keys(tables), axis=0, return_index=True, return_inverse=True
        )
        return np.array([value(table) for table in tables[first]])[back.ravel()]

    return found
