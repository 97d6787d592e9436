"""A scale from numbers to places along a row or up a plot, its ticks round numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from itperception.reporting.charts.colours import GRID, SOFT
from itperception.reporting.charts.sheet import Sheet
from itperception.reporting.charts.typeface import SMALL, width

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale.

    Attributes
    ----------
    low, high : float
        The numbers at its ends.
    start, end : float
        Where they are.
    step : float
        From one tick to the next.
    """

    low: float
    high: float
    start: float
    end: float
    step: float

    @classmethod
    def of(cls, values: Iterable[float], start: float, end: float, *, ticks: int = 5,
           least: float = 0.0) -> "Scale":  # fmt: skip
        """Return one that holds all values and ends at round numbers.

        Parameters
        ----------
        values : iterable of float
            What it must hold; what is not finite is left out.
        start, end : float
            Where it begins and ends.
        ticks : int
            How many there are, at most.
        least : float
            The smallest step.

        Examples
        --------
        >>> scale = Scale.of([0, 0.63], 100, 340)
        >>> scale.high, scale(0.4)
        (0.8, 220.0)
        """
        known = [value for value in values if isfinite(value)] or [0.0, 1.0]
        low, high = min(known), max(known)
        step = _step(max(high - low, least or _CLOSE), ticks - 1, least)
        while ceil(high / step - _CLOSE) - floor(low / step + _CLOSE) > ticks - 1:
            step = _step(step * 1.01, 1, least)
        low = floor(low / step + _CLOSE) * step
        high = max(ceil(high / step - _CLOSE) * step, low + step)
        return cls(low, high, start, end, step)

    def __call__(self, value: float) -> float:
        """Return where a number is."""
        return self.start + (value - self.low) / (self.high - self.low) * (
            self.end - self.start
        )

    @property
    def ticks(self) -> list[float]:
        """The round numbers, from end to end."""
        first, last = (
            ceil(self.low / self.step - _CLOSE),
            floor(self.high / self.step + _CLOSE),
        )
        return [round(k * self.step, 9) for k in range(first, last + 1)]

    def below(self, sheet: Sheet, top: float, bottom: float,
              told: Callable[[float], str], *, free: float = 0) -> None:  # fmt: skip
        """Draw its lines from top to bottom, and write its numbers below them.

        Parameters
        ----------
        sheet : Sheet
            Where.
        top, bottom : float
            From where to where lines go; zero is darker than the rest.
        told : callable
            Writes a number.
        free : float
            Places below this are somebody else's: the first number keeps clear of them.
        """
        for tick in self.ticks:
            x = self(tick)
            dark = tick == 0 and self.low < 0 < self.high
            sheet.rule(x, top, x, bottom, SOFT if dark or (tick == 0 and free) else GRID)
            half = width(told(tick), SMALL) / 2
            x = min(max(x, free + half), sheet.width - half)
            sheet.note(x, bottom + 16, told(tick), anchor="middle")

    def beside(self, sheet: Sheet, left: float, right: float,
               told: Callable[[float], str]) -> None:  # fmt: skip
        """Draw its lines from left to right, and write its numbers to their left."""
        for tick in self.ticks:
            y = self(tick)
            sheet.rule(left, y, right, y, SOFT if tick == 0 and self.low < 0 else GRID)
            sheet.note(left - 6, y + 4, told(tick), anchor="end")


def _step(span: float, parts: int, least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20 and so on that spans it in so many parts."""
    if least and span / parts <= least:
        return least
    power = 10.0 ** floor(log10(span / parts))
    return next(k * power for k in (1, 2, 5, 10) if k * power * parts >= span - _CLOSE)
