"""What the don't knows of a table leave open: of each share, and of the test of its columns.

Every don't know may be a yes or a no, so a table stands for Π(d_g + 1) tables. The test
has a smallest and a largest p-value over all of them; if both lie on one side of the test
level, the don't knows cannot change the conclusion.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from itperception.counting.crosstab import Crosstab
from itperception.errors import unknown_name
from itperception.inference.contingency import drop_empty, table_state
from itperception.inference.intervals import LEVEL
from itperception.inference.missing.allocations import (
    EXACT_METHODS,
    feasible,
    p_of_allocations,
    p_of_tables,
)
from itperception.inference.missing.dont_know import three_answers
from itperception.inference.missing.net_rows import net_and_silent_rows
from itperception.inference.results import (
    AS_PEOPLE,
    BY_BASES,
    InWords,
    State,
    TestResult,
    join_notes,
)
from itperception.terms.asked import asked_all

_NAMES = {
    "pearson": "Pearson's chi-squared test over all allocations of don't knows",
    "n_minus_one": "N−1 chi-squared test over all allocations of don't knows",
    "fisher": "Fisher's exact test over all allocations of don't knows",
    "midp": "Fisher's exact test (mid-P) over all allocations of don't knows",
}


class Tipping(NamedTuple):
    """Smallest shares of don't knows that change the conclusion; NaN if none does.

    `positive` starts from no don't know being positive, `negative` from all being so.
    """

    positive: float
    negative: float


def test_bounds(
    counts: ArrayLike, *, method: str = "pearson", alpha: float = 0.05
) -> TestResult:
    """Test groups on a yes/no answer over every allocation of their don't knows.

    `p_value` with the don't knows out of the base, and `p_low`, `p_high` over all
    allocations. Effect: the smallest share of all don't knows that must be positive for the
    conclusion to be another than if none is (NaN if there is none). `note` says whether the
    conclusion is settled.

    Parameters
    ----------
    counts : array_like, shape (3, groups)
        Respondents who are positive, not positive, and don't know.
    method : {"pearson", "n_minus_one", "fisher", "midp"}
        The last two are for two groups.

    Missing data
    ------------
    Don't knows are allocated; groups without anybody are left out.

    Notes
    -----
    Every group keeps its base n_g; its positives run over k_g, …, k_g + d_g. A table
    in which nothing varies has p = 1. The conclusion of two groups includes which is
    higher. How many allocations are looked at:
    :mod:`itperception.inference.missing.allocations`.

    Examples
    --------
    >>> found = test_bounds([[46, 24, 8], [34, 10, 12], [10, 6, 6]])
    >>> print(f"{found.p_value:.4f} {found.p_low:.4f} {found.p_high:.4f}")
    0.0870 0.0013 0.8847
    """
    table, state, dropped = _checked(counts, method)
    if state is not State.OK:
        base = float(np.sum(counts))
        return TestResult(method=_NAMES[method], base=base, state=state, note=dropped)
    tables, p_values = p_of_allocations(table, method)
    out, told = _out_of_base(table, method)
    low, high = float(p_values.min()), float(p_values.max())
    tipping = tipping_shares(table, tables, p_values, alpha)
    return TestResult(
        method=_NAMES[method], base=float(table.sum()), p_value=out, p_low=low,
        p_high=high, effect_name="tipping share", effect_size=tipping.positive,
        formula=_formula(table, low, high),
        note=join_notes(dropped, told, _verdict(low, high, alpha),
                        _tipping_words(tipping, int(table[2].sum()))),
    )  # fmt: skip


test_bounds.__test__ = False  # keeps pytest from collecting it by its name


def allocation_counts(
    table: Crosstab,
    categories: str | Sequence[str],
    *,
    dont_know: Sequence[str] | None = None,
) -> np.ndarray:
    """Return what :func:`test_bounds` takes, from a table.

    Returns
    -------
    numpy.ndarray, shape (3, columns)
        Positive, not positive, don't know.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"2026": [60, 40, 20]}, ["good", "poor", "unsure"])
    >>> allocation_counts(Crosstab.from_counts(counts), "good", dont_know=["unsure"]).T
    array([[60, 40, 20]])
    """
    yes, silent = net_and_silent_rows(table, categories, dont_know)
    counts = table.counts.to_numpy()
    parts = [yes, ~(yes | silent), silent]
    return np.stack([counts[rows].sum(0) for rows in parts])


def _checked(counts: ArrayLike, method: str) -> tuple[np.ndarray, State, str]:
    """Return the table without groups of nobody, its state, and what was dropped."""
    if method not in _NAMES:
        raise unknown_name("method", method, list(_NAMES))
    counts = np.asarray(counts, float)
    table = counts[:, counts.sum(0) > 0]
    _, dropped = drop_empty(counts.sum(0, keepdims=True))
    if not table.size:
        return table, State.EMPTY, ""
    if len(table) != 3 or (method in EXACT_METHODS and table.shape[1] > 2):
        return table, State.WRONG_SHAPE, dropped
    if table.shape[1] == 1:
        return table, State.ONE_COLUMN, dropped
    if not np.array_equal(table, np.rint(table)):
        return table, State.NOT_COUNTS, dropped
    if min(table[:2].sum(1)) == 0 == table[2].sum():
        return table, State.ONE_ROW, dropped
    if not feasible(table[2], method):
        return table, State.WRONG_SHAPE, "too many allocations to look at all"
    return table, State.OK, dropped


def _out_of_base(table: np.ndarray, method: str) -> tuple[float, str]:
    """Return the p-value of those who answered, and in words what it is."""
    state = table_state(drop_empty(table[:2])[0])
    if state is State.OK:
        return float(p_of_tables(table[:2], method)), "p is of those who answered"
    return np.nan, f"no p of those who answered: {state.words}"


def tipping_shares(
    table: np.ndarray, positives: np.ndarray, p_values: np.ndarray, alpha: float
) -> Tipping:
    """Return the smallest shares of don't knows at which the conclusion is another."""
    shares = positives / table.sum(0)
    higher = np.sign(shares[:, 0] - shares[:, 1]) if table.shape[1] == 2 else 1.0
    conclusion = np.where(p_values <= alpha, higher, 0.0)
    given = (positives - table[0]).sum(1)
    silent = table[2].sum()

    def smallest(steps):
        other = steps[conclusion != conclusion[steps.argmin()]]
        return float(other.min() / silent) if len(other) else np.nan

    return Tipping(smallest(given), smallest(silent - given))


def _verdict(low: float, high: float, alpha: float) -> str:
    """Say whether the don't knows can change the conclusion."""
    if high <= alpha:
        return f"settled: significant at {alpha:g} whatever the don't knows think"
    if low > alpha:
        return f"settled: not significant at {alpha:g} whatever the don't knows think"
    return "not settled: it depends on what the don't knows think"


def _tipping_words(tipping: Tipping, silent: int) -> str:
    """Say how many don't knows it takes."""
    told = [
        f"{share * silent:.0f} of {silent} don't knows must be {name} for another conclusion"
        for name, share in tipping._asdict().items()
        if not np.isnan(share)
    ]
    return join_notes(*told)


def _formula(table: np.ndarray, low: float, high: float) -> str:
    """Say how many tables there are and between which p-values they lie."""
    factors = " × ".join(f"({d:g} + 1)" for d in table[2])
    return (
        f"{factors} = {np.prod(table[2] + 1):,.0f} allocations of {table[2].sum():g} don't "
        f"knows, p from {low:.3g} to {high:.3g}"
    )


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
        *categories : str
            The id of a net, or ids of rows.
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

        Returns
        -------
        TestResult
            `p_value` of those who answered; `p_low` and `p_high` over every way in which the
            don't knows may have answered; as effect the smallest share of them that changes
            the conclusion. See
            :func:`itperception.inference.missing.dont_knows.test_bounds`.

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
