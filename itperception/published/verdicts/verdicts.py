"""One verdict for each claim of a study.

What a claim of each kind needs stands in ``CLAIM_KEYS``
(:mod:`itperception.published.figures.assembling`); the function of the kind says what it
means, and what its options are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from itperception.errors import ItPerceptionError, unknown_name
from itperception.lines import sentences
from itperception.published.figures.study import Study, StudyClaim
from itperception.published.tables.contradiction import mean_fits, why_impossible
from itperception.published.tables.walk import TooManyTables
from itperception.published.verdicts.association import association
from itperception.published.verdicts.distributions import distribution, paired_distribution
from itperception.published.verdicts.gaps import gap_everywhere
from itperception.published.verdicts.groups import groups, judge_ratio, reported
from itperception.published.verdicts.largest import largest
from itperception.published.verdicts.leads import leading_group
from itperception.published.verdicts.means import judge_means
from itperception.published.verdicts.pairs import paired
from itperception.published.verdicts.question import NO_SIZES, ClaimQuestion
from itperception.published.verdicts.shares import (
    above_average,
    majority,
    not_always,
    printed_figure,
    several,
)
from itperception.published.verdicts.verdict import Verdict, is_p_value
from itperception.published.verdicts.words import in_words

SAMPLED = (
    "beyond chance, and every interval: if {those} were a simple random sample of a large "
    "population"
)
TOO_MANY = (
    "{error}; to leave fewer, say how many were asked (n), how many people each group has "
    "(size) or has at least (assume: least), or add figures of the same question"
)
NOT_SO = "no table has all of the printed shares if each group has at least {0} people"
JUDGED: dict[str, Callable[[ClaimQuestion], Verdict]] = {
    "figure": printed_figure, "majority": majority, "minority": majority, "paired": paired,
    "groups": groups, "distribution": distribution,
    "paired_distribution": paired_distribution, "largest": largest,
    "lowest_group": leading_group, "highest_group": leading_group,
    "above_average": above_average, "gap_everywhere": gap_everywhere,
    "not_always": not_always, "several": several, "association": association,
    "means": judge_means, "ratio": judge_ratio, "reported": reported,
}  # fmt: skip


def judge_claim(study: Study, claim: StudyClaim, *, alpha: float = 0.05) -> Verdict:
    """Return what print proves about a claim.

    `claim` is one of the study's claims, or any other about its figures. Figures that
    contradict each other are an answer: ``possible`` is False. A verdict that speaks of chance
    has among its assumptions that those asked are a sample.

    Raises
    ------
    UnknownNameError
        If there is no such kind of claim, or no such figure.
    ItPerceptionError
        If the claim needs what print does not have.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from itperception.published.figures.figures import Figure
    >>> most = Figure(row="1", id="safe", item="safe", label="Safe", base=200, low=Fraction(
    ...     "0.655"), high=Fraction("0.665"), kind="percent", printed="66 %",
    ...     categories=("yes",))
    >>> claim = StudyClaim(id="most", text="Most feel safe", kind="majority", figures=("safe",))
    >>> verdict = judge_claim(Study(name="poll", figures=(most,)), claim)
    >>> verdict.holds, verdict.significant, verdict.deciding_values["needed"]
    ('every', 'every', 115)
    """
    if claim.kind not in JUDGED:
        raise unknown_name("kind of claim", claim.kind, list(JUDGED))
    asked = ClaimQuestion(study, claim, alpha)
    known = asked.known
    items = list(dict.fromkeys(figure.item for figure in asked.figures))
    about = [figure for figure in study.figures if figure.item in items]
    shares = dict.fromkeys(f.item for f in about if f.is_share)
    means = (f for f in about if f.kind == "mean")
    if not known.adds_up:
        return Verdict(claim=claim, possible=False, contradiction=NO_SIZES, alpha=alpha)
    if not (all(map(known.fits, shares)) and all(mean_fits(study, f) for f in means)):
        why = why_impossible(study, items) or NOT_SO.format(known.least)
        return Verdict(claim=claim, possible=False, contradiction=why, alpha=alpha)
    try:
        found = JUDGED[claim.kind](asked)
    except TooManyTables as error:
        raise ItPerceptionError(TOO_MANY.format(error=error)) from None
    if not any(map(rests_on_chance, found.quantities["quantity"])):
        return found
    counted = study.n is not None and len(study.n) == 1
    told = SAMPLED.format(those=f"the {study.n[0]:,}" if counted else "those asked")
    return replace(found, assumptions=(*found.assumptions, told))


@dataclass(frozen=True, slots=True, repr=False)
class Verdicts(Sequence[Verdict]):
    """The verdicts of a study's claims, in the order of the claims.

    Attributes
    ----------
    verdicts : tuple of Verdict
        Also by the id of the claim: ``verdicts["gap"]``.
    """

    verdicts: tuple[Verdict, ...]

    def __len__(self) -> int:
        return len(self.verdicts)

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __getitem__(self, key):
        if not isinstance(key, str):
            return self.verdicts[key]
        for verdict in self.verdicts:
            if verdict.claim.id == key:
                return verdict
        raise unknown_name("claim", key, [v.claim.id for v in self.verdicts])

    def to_frame(self) -> pd.DataFrame:
        """Return one line per claim.

        Returns
        -------
        pandas.DataFrame
            ``row``, ``id``, ``text``, ``kind``, ``possible``, ``holds``, ``significant``,
            ``quantity``, ``low``, ``high`` (the effect), ``p_value``, ``p_low``,
            ``p_high`` (the p-value that decides), ``tables``, ``explanation``.
        """
        columns = ["row", "id", "text", "kind", "possible", "holds", "significant",
                   "quantity", "low", "high", "p_value", "p_low", "p_high", "tables",
                   "explanation"]  # fmt: skip
        return pd.DataFrame([_line(verdict) for verdict in self], columns=columns)

    def explain(self) -> str:
        """Say of each claim what print proves of it, and what decides."""
        told = [sentences(verdict.claim.text, verdict.explain()) for verdict in self]
        return " ".join(told) or "No claims: there was nothing to judge."

    def __repr__(self) -> str:
        return "\n".join(f"{v.claim.text}: {v.explain()}" for v in self)

    def _repr_html_(self) -> str:
        frame = self.to_frame()
        return frame.assign(**in_words(frame)).to_html(index=False, na_rep="")


def rests_on_chance(quantity: str) -> bool:
    """Whether a quantity is of a random sample: a p-value, or an interval.

    Examples
    --------
    >>> rests_on_chance("binomial_p"), rests_on_chance("interval"), rests_on_chance("lead")
    (True, True, False)
    """
    return is_p_value(quantity) or quantity.startswith("interval")


def judge_all(study: Study, *, alpha: float = 0.05) -> Verdicts:
    """Return the verdict of every claim of a study; what cannot be judged says why."""
    return Verdicts(tuple(_judged(study, claim, alpha) for claim in study.claims))


def _judged(study: Study, claim: StudyClaim, alpha: float) -> Verdict:
    try:
        return judge_claim(study, claim, alpha=alpha)
    except ItPerceptionError as error:
        why = str(error).rstrip(".")
        return Verdict(claim=claim, possible=True, not_judged=why, alpha=alpha)


def _line(verdict: Verdict) -> dict[str, object]:
    """Return the line of a verdict: its effect, and the p-value that decides."""
    claim, main = verdict.claim, verdict.main_quantities
    line = {name: getattr(claim, name) for name in ("row", "id", "text", "kind")}
    line |= {name: getattr(verdict, name) for name in ("possible", "holds", "significant")}
    for names, found in zip((("quantity", ""), ("p_value", "p_")), main, strict=False):
        (name, prefix), ends = names, ("low", "high")
        line |= {name: found["quantity"], **{f"{prefix}{end}": found[end] for end in ends}}
    return line | {"tables": verdict.number, "explanation": verdict.explain()}
