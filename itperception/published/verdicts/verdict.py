"""What the figures in print prove about a claim: in how many tables that fit it is true.

Many tables fit the same rounded percentages. A claim holds in every one of them, in some or
in none; where in some, a verdict names the quantity that decides and its threshold.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from itperception.inference.results import InWords
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.words import phrase, told_p_value

Certainty = Literal["every", "none", "some"]
CLOSED = "closed form for all {lines:,} totals that print allows"
QUANTITIES = ("quantity", "low", "high", "certified", "certificate", "low_at", "high_at")
BUYS = ("assumption", "tables", "low", "high", "holds", "significant")
NONE = "none"
BY_SPLIT = "closed form for each split of the people asked"


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
    holds : {"every", "none", "some"} or None
        Whether the sentence is true of the people asked in every, no or some table that
        fits; None if it says nothing about them.
    significant : {"every", "none", "some"} or None
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
        ``significant``. The first line is ``none``; empty where none is looked at.
    """

    claim: StudyClaim
    possible: bool
    contradiction: str = ""
    not_judged: str = ""
    holds: Certainty | None = None
    significant: Certainty | None = None
    alpha: float = 0.05
    quantities: pd.DataFrame = field(default_factory=lambda: quantities([]))
    tables: pd.DataFrame = field(default_factory=pd.DataFrame)
    number: int | None = None
    deciding: str = ""
    deciding_values: Mapping[str, object] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    buys: pd.DataFrame = field(default_factory=lambda: buys_frame({}, "", 1))

    def explain(self) -> str:
        """Say the answer, then the range, then what decides."""
        if not self.possible:
            return f"The figures cannot all be right: {self.contradiction}."
        if self.not_judged:
            return f"Not judged: {self.not_judged}."
        parts = (
            phrase("holds", self.holds or "", {}),
            phrase("significant", self.significant or "", {"alpha": self.alpha}),
            *(phrase("range", line["quantity"], line) for line in self.main_quantities),
            phrase(
                "deciding", self.deciding, {"alpha": self.alpha, **self.deciding_values}
            ),
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


def answer_of(true: Iterable[bool]) -> Certainty | None:
    """Return whether something is true in every, no or some table; None without tables.

    Examples
    --------
    >>> answer_of([True, True]), answer_of([True, False]), answer_of([])
    ('every', 'some', None)
    """
    true = np.asarray(list(true), dtype=bool)
    return verdict_of(true.all(), true.any()) if true.size else None


def verdict_of(always: bool, ever: bool) -> Certainty:
    """Return the answer to what is true in every table, or ever."""
    return "every" if always else "some" if ever else "none"


def answer_of_some(true: pd.Series, always: bool, never: bool) -> Certainty | None:
    """Say what is known of all tables by some of them and by what is proven otherwise."""
    if always or never:
        return "every" if always else "none"
    return "some" if len(true) and true.any() and not true.all() else None


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
    tables: pd.DataFrame, names: Iterable[str] | Mapping[str, tuple[str, str]],
    at: Iterable[str], certificate: str = "",
) -> pd.DataFrame:  # fmt: skip
    """Return the least and the most of columns of enumerated tables.

    Parameters
    ----------
    names : iterable of str, or mapping of str to (str, str)
        Columns to bound, in order of importance; or quantities, and the columns whose
        least and whose most are their ends.
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
    columns = (
        names if isinstance(names, Mapping) else {name: (name, name) for name in names}
    )
    lines = []
    for quantity, (low, high) in columns.items():
        if not len(tables) or tables[low].isna().all():
            continue
        line = {"quantity": quantity, "certificate": certificate}
        for side, name, where in (
            ("low", low, tables[low].idxmin()),
            ("high", high, tables[high].idxmax()),
        ):
            told = ", ".join(f"{column} {tables.at[where, column]:g}" for column in at)
            line |= {side: float(tables.at[where, name]), f"{side}_at": told}
        lines.append(line)
    return quantities(lines)


def between(
    quantity: str, values: np.ndarray, at: Callable[[int], str], certificate: str
) -> dict[str, object]:
    """Return a line of quantities: the least and the most of values, and what attains them.

    `at` says in words which table stands at a place.

    Examples
    --------
    >>> between("lead", np.array([0.5, 0.1]), "table {}".format, "both")["high_at"]
    'table 0'
    """
    low, high = int(values.argmin()), int(values.argmax())
    return {
        "quantity": quantity, "low": float(values[low]), "high": float(values[high]),
        "certificate": certificate, "low_at": at(low), "high_at": at(high),
    }  # fmt: skip


def opened(
    ends: pd.DataFrame, outer: Mapping[str, tuple[float, float]], looked_at: int
) -> pd.DataFrame:
    """Return quantities of some of the tables, their ends as far out as is not ruled out.

    `outer` has the limits that no table is beyond, by quantity; of p-values they are 0 and 1,
    and any other quantity is left out. `looked_at` is how many tables that was.
    """
    lines = []
    for line in ends.to_dict("records"):
        limits = map(float, outer.get(line["quantity"], (0.0, 1.0)))
        if line["quantity"] not in outer and not is_p_value(line["quantity"]):
            continue
        write = told_p_value if is_p_value(line["quantity"]) else "{:.4g}".format
        attained = " to ".join(map(write, (line["low"], line["high"])))
        told = f"not all: {looked_at:,} tables were looked at, they attain {attained}"
        ends_now = dict(zip(("low", "high"), limits, strict=True))
        lines.append(line | ends_now | {"certified": False, "certificate": told,
                      "low_at": "", "high_at": ""})  # fmt: skip
    return quantities(lines)


def buys_frame(
    ways: Mapping[str, tuple[pd.DataFrame, pd.Series]], decided_by: str, alpha: float
) -> pd.DataFrame:
    """Return `Verdict.buys`.

    `ways` has for each assumption the tables that fit under it, and in which of these the claim
    is true; `decided_by` is the column of the p-value that decides.

    Examples
    --------
    >>> tables = pd.DataFrame({"p_value": [0.01, 0.2]})
    >>> buys_frame({"none": (tables, tables["p_value"] < 1)}, "p_value", 0.05).iloc[0, 1:]
    tables             2
    low             0.01
    high             0.2
    holds          every
    significant     some
    Name: 0, dtype: object
    """
    lines = [
        {
            "assumption": name, "tables": len(tables), "low": tables[decided_by].min(),
            "high": tables[decided_by].max(), "holds": answer_of(holds),
            "significant": answer_of((tables[decided_by] <= alpha) & holds),
        }
        for name, (tables, holds) in ways.items()
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=list(BUYS))
