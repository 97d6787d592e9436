"""Values of this package beside values that R computed, one row for each.

Each module here but ``__main__`` and ``names`` has a function ``rows`` that yields
:class:`Row`; its R script lies in ``tests/reference`` beside what it printed. The test suite
holds every row; ``python -m tests.conformance`` writes them to ``docs/conformance.md``.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

TOLERANCE = 1e-9
ITERATED = 1e-6
# Numbers as small as this are zeros with rounding error.
ZERO = 1e-12


class Row(NamedTuple):
    """One number, ours beside R's."""

    quantity: str  # "Pearson's chi-squared: p-value"
    call: str  # what was called in R: "chisq.test(x, correct = FALSE)$p.value"
    case: str  # which table: "hair_eye"
    ours: float
    theirs: float
    tolerance: float = TOLERANCE  # ITERATED where R itself stops early

    @property
    def difference(self) -> float:
        """Relative difference; 0 where both are undefined, infinite or zero alike."""
        ours, theirs = float(self.ours), float(self.theirs)
        both_nan = ours != ours and theirs != theirs
        if both_nan or ours == theirs or max(abs(ours), abs(theirs)) < ZERO:
            return 0.0
        return abs(ours - theirs) / max(abs(ours), abs(theirs))


AREAS = [m.name for m in iter_modules(__path__) if m.name not in ("__main__", "names")]


def rows_of(area: str) -> list[Row]:
    """Return the rows of a module."""
    return [*import_module(f"{__name__}.{area}").rows()]


def every_row() -> Iterator[tuple[str, Row]]:
    """Return the rows of every module, with the module's name."""
    return ((area, row) for area in AREAS for row in rows_of(area))
