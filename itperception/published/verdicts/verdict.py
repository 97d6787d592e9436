"""What the figures in print prove about a claim: certain, impossible or undecided.

Many tables fit the same rounded percentages. A claim that holds in all of them is
certain, one that holds in none is impossible; between the two it is undecided, and a
verdict names the quantity that decides and its threshold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from itperception.inference.results import InWords
from itperception.published.figures.study import Claim
from itperception.published.verdicts.words import say

Answer = Literal["certain", "impossible", "undecided"]
CLOSED = "closed form for all {lines:,} totals that print allows"
QUANTITIES = ("quantity", "low", "high", "certified", "certificate", "low_at", "high_at")
BUYS = ("assumption", "tables", "low", "high", "holds", "significant")
NONE, TOGETHER = "none", "together"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Verdict(InWords):
    """What print proves about one claim.

    Attributes
    ----------
    claim : Claim
        The sentence.
    possible : bool
        Whether the figures it rests on fit together.
    contradiction : str
        Where they do not: which figures contradict each other, and how.
    not_judged : str
        Why the claim was not judged, and what to add; empty where it was.
    holds : {"certain", "impossible", "undecided"} or None
        Whether the sentence is true of the people asked in every, no or some table that
        fits; None if it says nothing about them.
    significant : {"certain", "impossible", "undecided"} or None
        Whether it is beyond chance at `alpha` in every, no or some table; None where
        nothing can be tested, or nothing was proven in the time allowed.
    alpha : float
        Level of the test, in (0, 1).
    quantities : pandas.DataFrame
        ``quantity``, ``low``, ``high`` (shares and differences of shares, counts,
        p-values), ``certified`` (whether both ends are known to be the ends),
        ``certificate`` (how), ``low_at``, ``high_at`` (the table that attains the end,
        in words; empty if none is known). The first line is the effect; the p-value
        that decides, if any, is the first whose name ends in ``_p`` or ``_midp``.
    tables : pandas.DataFrame
        Where they were enumerated, one line per table that fits; else empty.
    number : int or None
        How many tables fit, if that was counted.
    deciding : str
        Key of the sentence that names the quantity that decides; empty if nothing does.
    deciding_values : mapping
        The numbers of that sentence.
    assumptions : tuple of str
        Everything that the verdict rests on besides the figures.
    buys : pandas.DataFrame
        What each named assumption buys: ``assumption``, ``tables``, ``low`` and ``high``
        (of the p-value that decides; of the effect where nothing is tested), ``holds``,
        ``significant``. The first line is ``none``.
    """

    claim: Claim
    possible: bool
    contradiction: str = ""
    not_judged: str = ""
    holds: Answer | None = None
    significant: Answer | None = None
    alpha: float = 0.05
    quantities: pd.DataFrame = field(default_factory=lambda: quantities([]))
    tables: pd.DataFrame = field(default_factory=pd.DataFrame)
    number: int | None = None
    deciding: str = ""
    deciding_values: Mapping[str, object] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    buys: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(BUYS)))

    def explain(self) -> str:
        """Say the answer, then the range, then what decides."""
        if not self.possible:
            return f"The figures cannot all be right: {self.contradiction}."
        if self.not_judged:
            return f"Not judged: {self.not_judged}."
        parts = (
            say("holds", self.holds or "", {}),
            say("significant", self.significant or "", {"alpha": self.alpha}),
            *(say("range", line["quantity"], line) for line in self.main_quantities),
            say("deciding", self.deciding, {"alpha": self.alpha, **self.deciding_values}),
        )
        return " ".join(part for part in parts if part)

    @property
    def main_quantities(self) -> list[dict]:
        """The effect and the p-value that decides, as lines of `quantities`."""
        lines = self.quantities.to_dict("records")
        tests = [line for line in lines if is_p_value(line["quantity"])]
        return [*lines[:1], *tests[:1]] if lines[:1] != tests[:1] else lines[:1]

    def _repr_html_(self) -> str:
        return f"<p>{self.explain()}</p>{self.quantities.to_html(index=False)}"


def is_p_value(quantity: str) -> bool:
    """Whether a quantity is a p-value, by its name; the size of a group ``"p"`` is none.

    Examples
    --------
    >>> is_p_value("mcnemar_midp"), is_p_value("difference"), is_p_value("size_p")
    (True, False, False)
    """
    is_number = quantity.startswith(("size_", "count_"))
    return quantity.endswith(("_p", "midp")) and not is_number


def answer_of(true: Iterable[bool]) -> Answer | None:
    """Return whether something is true in every, no or some table; None without tables.

    Examples
    --------
    >>> answer_of([True, True]), answer_of([True, False]), answer_of([])
    ('certain', 'undecided', None)
    """
    true = np.asarray(list(true), dtype=bool)
    if not true.size:
        return None
    if true.all():
        return "certain"
    return "undecided" if true.any() else "impossible"


def quantities(lines: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return lines of `Verdict.quantities` as a frame with all of its columns.

    Examples
    --------
    >>> quantities([{"quantity": "share", "low": 0.5, "high": 0.6}])["low_at"].tolist()
    ['']
    """
    usual = {"certified": True, "certificate": "", "low_at": "", "high_at": ""}
    return pd.DataFrame([usual | dict(line) for line in lines], columns=list(QUANTITIES))


def ends_of(
    tables: pd.DataFrame, names: Iterable[str], at: Iterable[str], certificate: str = ""
) -> pd.DataFrame:
    """Return the least and the most of columns of enumerated tables.

    Parameters
    ----------
    tables : pandas.DataFrame
        One line per table that fits.
    names : iterable of str
        Columns to bound, in order of importance.
    at : iterable of str
        Columns that tell one table from the others.
    certificate : str
        By default that all of them were enumerated.

    Examples
    --------
    >>> tables = pd.DataFrame({"count": [2, 3], "share": [0.5, 0.75]})
    >>> ends_of(tables, ["share"], ["count"])[["high", "high_at"]].values.tolist()
    [[0.75, 'count 3']]
    """
    certificate = certificate or f"enumerated all {len(tables):,} tables"
    at = list(at)

    def end(name: str, of: str) -> dict[str, object]:
        where = getattr(tables[name], f"idx{of}")()
        told = ", ".join(f"{column} {tables.at[where, column]:g}" for column in at)
        side = {"min": "low", "max": "high"}[of]
        return {side: float(tables.at[where, name]), f"{side}_at": told}

    lines = (
        {"quantity": name, "certificate": certificate}
        | end(name, "min") | end(name, "max")
        for name in names
        if len(tables) and tables[name].notna().any()
    )  # fmt: skip
    return quantities(lines)


def opened(
    ends: pd.DataFrame, outer: Mapping[str, tuple[float, float]], looked_at: int
) -> pd.DataFrame:
    """Return quantities of some of the tables, their ends as far out as is not ruled out.

    Parameters
    ----------
    ends : pandas.DataFrame
        As of :func:`ends_of`, of the tables that were looked at.
    outer : mapping of str to tuple
        Quantity → limits that no table is beyond; of p-values 0 and 1 by default, and any
        other quantity is left out.
    looked_at : int
        How many tables that was.
    """
    lines = []
    for line in ends.to_dict("records"):
        limits = outer.get(line["quantity"], (0.0, 1.0))
        if line["quantity"] not in outer and not is_p_value(line["quantity"]):
            continue
        attained = f"{line['low']:.4g} to {line['high']:.4g}"
        told = f"not all: {looked_at:,} tables were looked at, they attain {attained}"
        ends_now = dict(zip(("low", "high"), limits, strict=True))
        lines.append(line | ends_now | {"certified": False, "certificate": told,
                      "low_at": "", "high_at": ""})  # fmt: skip
    return quantities(lines)


def buys_line(
    assumption: str,
    tables: pd.DataFrame,
    *,
    effect: str,
    holds: pd.Series | None = None,
    decided_by: str = "",
    alpha: float = 0.05,
) -> dict[str, object]:
    """Return one line of `Verdict.buys` for the tables that an assumption leaves.

    Parameters
    ----------
    assumption : str
        Its name.
    tables : pandas.DataFrame
        Tables that fit under it.
    effect, decided_by : str
        Columns: the effect, and the p-value that decides (none if empty).
    holds : pandas.Series, optional
        In which of the tables the claim is true.
    alpha : float
        Level of the test.
    """
    bounded = tables[decided_by or effect]
    true = True if holds is None else holds
    return {
        "assumption": assumption, "tables": len(tables),
        "low": float(bounded.min()) if len(tables) else float("nan"),
        "high": float(bounded.max()) if len(tables) else float("nan"),
        "holds": None if holds is None else answer_of(holds),
        "significant": answer_of((bounded <= alpha) & true) if decided_by else None,
    }  # fmt: skip


def buys_frame(lines: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Return lines of `Verdict.buys` as a frame with all of its columns.

    Examples
    --------
    >>> buys_frame([{"assumption": "none", "tables": 3}]).shape
    (1, 6)
    """
    return pd.DataFrame(list(lines), columns=list(BUYS))
