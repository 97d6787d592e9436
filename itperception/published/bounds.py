"""The range of a paired test when only the two rounded percentages are in print.

Of two nets that the same n people were asked about, print has the shares, not how many
people are in both. The overlap can lie anywhere between the Fréchet bounds. Every pair
of counts that rounds right and every overlap is a table that fits what is in print;
all of them are enumerated, so that the ends reported here are certain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from itperception.published.feasible import figure_counts
from itperception.published.figures import Figure, find_figure
from itperception.published.overlap import Association, fitting_tables

PValue = Literal["midp", "exact", "asymptotic"]
Verdict = Literal["certain", "impossible", "undecided"]
P_VALUES: tuple[PValue, ...] = ("midp", "exact", "asymptotic")
_NAMES = dict(zip(P_VALUES, ("mid-p", "exact p", "asymptotic p"), strict=True))
ASSUMED = "Assumed: those in one net are not less often in the other. "
IMPOSSIBLE = "No table fits what is in print: at least one of the figures is impossible."


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedBounds:
    """What two printed shares of the same people prove about their difference.

    Attributes
    ----------
    first, second : str
        What the two shares say.
    n : int
        People asked about both.
    tables : pandas.DataFrame
        One line per table that fits, with its paired test, as
        :func:`itperception.published.overlap.fitting_tables` returns them.
    association : {"any", "non_negative"}
        What was assumed: with ``non_negative`` those in one net are at least as often
        in the other as people at large.
    alpha : float
        Level of the test, in (0, 1).
    decided_by : {"midp", "exact", "asymptotic"}
        The p-value that `verdict` looks at.
    """

    first: str
    second: str
    n: int
    tables: pd.DataFrame
    association: Association = "any"
    alpha: float = 0.05
    decided_by: PValue = "midp"

    @property
    def verdict(self) -> Verdict | None:
        """Significant in all, no or some tables: certain, impossible or undecided."""
        if self.tables.empty:
            return None
        significant = self.tables[self.decided_by] <= self.alpha
        if significant.all():
            return "certain"
        return "undecided" if significant.any() else "impossible"

    @property
    def certificate(self) -> str:
        """How the ends are known to be the ends."""
        return f"enumerated all {len(self.tables)} tables"

    @property
    def thresholds(self) -> pd.DataFrame:
        """The overlap that decides, one line per pair of counts.

        Returns
        -------
        pandas.DataFrame
            ``first_count``, ``second_count``, ``overlap_low``, ``overlap_high`` (what
            the counts allow) and ``overlap_needed``, the smallest overlap from which
            on the test is significant (missing if there is none).

        Notes
        -----
        With the two counts fixed, more people in both means fewer who contradict each
        other, and a smaller p-value: the difference stays while b + c falls.
        """
        lines = [
            (*counts, table["overlap"].min(), table["overlap"].max(), self._needed(table))
            for counts, table in self.tables.groupby(["first_count", "second_count"])
        ]
        names = ["first_count", "second_count", "overlap_low", "overlap_high",
                 "overlap_needed"]  # fmt: skip
        return pd.DataFrame(lines, columns=names).astype("Int64")

    def to_frame(self) -> pd.DataFrame:
        """Return the ends, one line per quantity.

        Returns
        -------
        pandas.DataFrame
            ``quantity`` (``difference``, ``statistic``, ``midp``, ``exact``,
            ``asymptotic``), ``low``, ``high``, and the table that attains each end:
            ``low_first_count``, ``low_second_count``, ``low_overlap``,
            ``high_first_count`` and so on; ``certificate``.
        """
        quantities = ("difference", "statistic", *P_VALUES) if len(self.tables) else ()
        return pd.DataFrame([self._ends(quantity) for quantity in quantities])

    def explain(self) -> str:
        """Say the verdict and the quantity that decides it."""
        if self.tables.empty:
            return IMPOSSIBLE
        low, high = self.tables[self.decided_by].min(), self.tables[self.decided_by].max()
        name = _NAMES[self.decided_by]
        ends = self.tables["difference"]
        said = (
            f"“{self.first}” against “{self.second}”, {self.n} people: a difference of "
            f"{100 * ends.min():.1f} to {100 * ends.max():.1f} points, "
            f"McNemar {name} {low:.2g} to {high:.2g} ({self.certificate}). "
        )
        assumed = "" if self.association == "any" else ASSUMED
        return f"{said}{assumed}{self._verdict_in_words()}"

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False)

    def _ends(self, quantity: str) -> dict[str, object]:
        line: dict[str, object] = {"quantity": quantity}
        values = self.tables[quantity]
        for end, at in (("low", values.idxmin()), ("high", values.idxmax())):
            table = self.tables.loc[at]
            line[end] = float(table[quantity])
            for name in ("first_count", "second_count", "overlap"):
                line[f"{end}_{name}"] = int(table[name])
        return line | {"certificate": self.certificate}

    def _needed(self, table: pd.DataFrame) -> int | None:
        found = table.loc[table[self.decided_by] <= self.alpha, "overlap"]
        return int(found.min()) if len(found) else None

    def _verdict_in_words(self) -> str:
        level = f"the {100 * self.alpha:g} % level"
        if self.verdict == "certain":
            return f"Significant at {level} in every table that fits."
        if self.verdict == "impossible":
            return f"Significant at {level} in no table that fits."
        needed = self.thresholds["overlap_needed"].dropna()
        overlaps = self.tables["overlap"]
        return (
            f"Undecided at {level}: it depends on how many people are in both, which is "
            f"not in print. Print allows {overlaps.min()} to {overlaps.max()}; significant "
            f"from {needed.min()} to {needed.max()} on, depending on the exact counts."
        )


def paired_bounds(
    first_counts: Sequence[int],
    second_counts: Sequence[int],
    n: int,
    *,
    names: tuple[str, str] = ("first", "second"),
    association: Association = "any",
    alpha: float = 0.05,
    decided_by: PValue = "midp",
) -> PairedBounds:
    """Bound the paired test of two nets of the same people over every table.

    Parameters
    ----------
    first_counts, second_counts : sequence of int
        Counts that print allows for each net.
    n : int
        People asked about both.
    names : tuple of str
        What the nets say, for :meth:`PairedBounds.explain`.
    association : {"any", "non_negative"}
        An assumption: with ``non_negative`` only tables with
        overlap >= first * second / n.
    alpha : float
        Level of the test, in (0, 1).
    decided_by : {"midp", "exact", "asymptotic"}
        The p-value the verdict looks at.

    Returns
    -------
    PairedBounds
        Without tables if no counts are allowed.

    Notes
    -----
    Tables and p-values are those of
    :func:`itperception.published.overlap.fitting_tables`.

    Examples
    --------
    >>> found = paired_bounds([8], [2], 10)
    >>> found.certificate, found.verdict
    ('enumerated all 3 tables', 'undecided')
    >>> found.thresholds.values.tolist()
    [[8, 2, 0, 2, 1]]
    """
    tables = fitting_tables(first_counts, second_counts, n, association)
    return PairedBounds(
        first=names[0], second=names[1], n=n, tables=tables,
        association=association, alpha=alpha, decided_by=decided_by,
    )  # fmt: skip


def bound_figures(
    figures: Sequence[Figure], first_id: str, second_id: str, n: int | None = None,
    **options,
) -> PairedBounds:  # fmt: skip
    """Bound the paired test of two printed figures about the same people.

    Parameters
    ----------
    figures : sequence of Figure
        Figures of one wave.
    first_id, second_id : str
        The two shares, such as ``"performance_good"`` and ``"image_good"``.
    n : int, optional
        People asked about both; by default the printed base of the first figure.
    **options
        `association`, `alpha` and `decided_by` of :func:`paired_bounds`.

    Returns
    -------
    PairedBounds
        Without tables (verdict None) if a figure is impossible at n.

    Raises
    ------
    UnknownNameError
        If there is no such figure.
    ValueError
        If n is neither given nor in print.

    Examples
    --------
    >>> from fractions import Fraction
    >>> half = Figure(row="1", id="half", item="image", label="Half", kind="percent",
    ...               printed="50 %", low=Fraction("0.495"), high=Fraction("0.505"))
    >>> bound_figures([half], "half", "half", 10).verdict
    'impossible'
    """
    first, second = find_figure(figures, first_id), find_figure(figures, second_id)
    n = first.base if n is None else n
    if n is None:
        raise ValueError(f"the base of {first_id!r} is not in print; give n")
    counts = [figure_counts(figure, n) for figure in (first, second)]
    return paired_bounds(*counts, n, names=(first.label, second.label), **options)
