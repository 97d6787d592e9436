"""Bins of a number: ``18..34`` is 18 to 34, both in; ``0..<10`` leaves 10 out; ``55..`` is open."""

import re
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

_NUMBER = r"-?\d+(?:\.\d+)?"
_BIN = re.compile(rf"({_NUMBER})?\.\.(<)?({_NUMBER})?|({_NUMBER})")
EXPECTED = "a..b (both ends in), a..<b (b out), ..b, ..<b, a.. or one number"


class Bin(NamedTuple):
    """Numbers from `low` to `high`, that one left out if `is_below`.

    Examples
    --------
    >>> [(b.id, b.label) for b in map(Bin.of, ("18..34", "0..<2.5", "..-1", "55..", "7"))]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('from_18_to_34', '18–34'), ('from_0_below_2_5', '0–<2.5'), ('to_minus_1', '≤ −1'),
     ('from_55', '55+'), ('exactly_7', '7')]
    """

    low: float
    high: float
    is_below: bool
    id: str
    label: str

    @classmethod
    def of(cls, told: str) -> "Bin":
        """Read a bin; `ValueError` if it is none."""
        found = _BIN.fullmatch(told)
        low, below, high, one = found.groups() if found else (None,) * 4
        if not any((low, high, one)):
            raise ValueError(f"found {told!r}, expected {EXPECTED}")
        if one:
            return cls(float(one), float(one), False, f"exactly_{_as_id(one)}", _sign(one))
        upper = "below" if below else "to"
        parts = [*(["from", low] if low else []), *([upper, high] if high else [])]
        label = f"{_sign(low)}–{below or ''}{_sign(high)}" if low and high else (
            f"{_sign(low)}+" if low else f"{'<' if below else '≤'} {_sign(high)}")  # fmt: skip
        return cls(float(low or -inf), float(high or inf), bool(below),
                   "_".join(map(_as_id, parts)), label)  # fmt: skip

    def holds(self, values: "np.ndarray") -> "np.ndarray":
        """Say which numbers are in it."""
        inside = values < self.high if self.is_below else values <= self.high
        return (values >= self.low) & inside


def bins_of(told: Sequence[str]) -> list[Bin]:
    """Read bins in rising order, no number in two of them.

    `ValueError` if one is none, is empty, or begins before the one before it has ended.
    """
    found = [Bin.of(one) for one in told]
    for text, own in zip(told, found, strict=True):
        if own.low > own.high or (own.is_below and own.low == own.high):
            raise ValueError(f"found {text!r}, which holds no number")
    for (first, one), (second, other) in zip(
        zip(told, found, strict=True), list(zip(told, found, strict=True))[1:], strict=False
    ):
        if other.low < one.high or (other.low == one.high and not one.is_below):
            raise ValueError(
                f"found {first!r} before {second!r}, expected bins in rising order that have "
                f"no number in common; 'a..<b' leaves b to the next"
            )
    return found


def _as_id(number: str) -> str:
    return number.replace("-", "minus_").replace(".", "_")


def _sign(number: str) -> str:
    return number.replace("-", "−")
