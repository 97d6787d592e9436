"""What the don't knows of a table leave open: of each share, and of the test of its columns."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.inference.intervals import LEVEL
from itperception.inference.missing.dont_know import three_answers
from itperception.inference.missing.dont_know_tests import (
    allocation_counts,
    test_bounds,
)
from itperception.inference.results import (
    AS_PEOPLE,
    BY_BASES,
    InWords,
    TestResult,
    join_notes,
)
from itperception.terms.asked import asked_all


@asked_all
@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class DontKnow(InWords):
    """A share with don't know in its base, out of it, and bounded.

    Attributes
    ----------
    of : str
        The net, or the answers.
    lines : pandas.DataFrame
        A line for each column, the total first; see
        :func:`itperception.inference.missing.dont_know.three_answers`.
    counts : numpy.ndarray, shape (3, columns)
        Respondents who are positive, not positive, and don't know, unweighted.
    is_weighted : bool
        Whether the shares are weighted.
    level : float
        Confidence level of the intervals, in (0, 1).
    note : str
        What to keep in mind.
    """

    of: str
    lines: pd.DataFrame
    counts: np.ndarray
    is_weighted: bool = False
    level: float = LEVEL
    note: str = ""

    @classmethod
    def told_of(cls, table: Crosstab, *categories: str, level: float = LEVEL) -> "DontKnow":
        """Return what the don't knows of a table leave open.

        Parameters
        ----------
        table : Crosstab
            Stub by banner.
        *categories : str
            The id of a net, or ids of rows.
        level : float
            Confidence level, in (0, 1).
        """
        named = categories[0] if len(categories) == 1 else categories
        return cls(
            of=", ".join(categories), lines=three_answers(table, named, level=level),
            counts=allocation_counts(table, named), level=level,
            is_weighted=table.is_weighted,
        )  # fmt: skip

    def test(self, method: str = "pearson", *, alpha: float = 0.05) -> TestResult:
        """Test the columns whatever those who did not know would have said.

        Parameters
        ----------
        method : {"pearson", "n_minus_one", "fisher", "midp"}
            The last two are for two columns.
        alpha : float
            Level of the test, in (0, 1).

        Returns
        -------
        TestResult
            `p_value` of those who answered; `p_low` and `p_high` over every way in which the
            don't knows may have answered; as effect the smallest share of them that changes
            the conclusion. See
            :func:`itperception.inference.missing.dont_know_tests.test_bounds`.

        Examples
        --------
        >>> found = image.dont_know("good_or_very_good").test()
        >>> print(f"{found.p_low:.1e} {found.p_high:.2f} {found.effect_size:.2f}")
        8.8e-14 0.23 0.38
        """
        found = test_bounds(self.counts, method=method, alpha=alpha)
        told = "respondents are counted, without their weights" if self.is_weighted else ""
        own = self.note.replace(BY_BASES, AS_PEOPLE)
        return replace(found, note=join_notes(own, told, found.note))

    def to_frame(self) -> pd.DataFrame:
        """Return a line for each column, the total first."""
        notes = [join_notes(self.note, note) for note in self.lines["note"]]
        return self.lines.assign(note=notes)

    def explain(self) -> str:
        """Say what the share is with don't know in the base, out of it, and at its bounds."""
        told = [
            f"{line.banner}: {line.dont_know} of {line.base} respondents did not know or say; "
            f"{self.of} is {line.proportion_in:.1%} of all, {line.proportion_out:.1%} of who "
            f"answered, and between {line.bound_low:.1%} and {line.bound_high:.1%} whatever the "
            f"others think ({self.level:.0%} interval {line.ci_low_bounds:.1%} to "
            f"{line.ci_high_bounds:.1%})"
            for line in self.lines.itertuples()
        ]
        return " ".join(f"{part}." for part in [*told, self.note] if part)

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False, float_format="{:.4g}".format)
