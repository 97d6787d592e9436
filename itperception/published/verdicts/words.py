"""Verdicts in English: the answer, the range, and the quantity that decides.

A page says the same in its own language, by the same keys of ``sentences.yaml`` and with the
same values. Where a value may be missing there is a key for each case, so that no sentence
has a hole.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from itperception.inference.results import told_p

if TYPE_CHECKING:
    import pandas as pd

SENTENCES = Path(__file__).with_name("sentences.yaml")
"""What is said, by section, key and language."""
_SAMPLED = "In a simple random sample it would be beyond chance at the {alpha} level "
SIGNIFICANT = {
    "every": f"{_SAMPLED}in every table that fits.",
    "none": f"{_SAMPLED}in no table that fits.",
    "some": f"{_SAMPLED}in some tables that fit, not in all.",
}
_NAMES = {
    "share": "The share", "difference": "The difference", "lead": "The lead",
    "drop": "The drop", "drop_of_means": "The drop of the mean",
    "gap_difference": "The difference of the gaps",
    "count_apart": "In one and not in the other",
    "smallest_gap": "The smallest gap", "mean_difference": "The difference of the means",
    "mcnemar_midp": "McNemar mid-p", "mcnemar_exact_p": "McNemar exact p",
    "mcnemar_p": "McNemar p, uncorrected", "freeman_halton_p": "Freeman–Halton exact p",
    "exact_pearson_p": "exact p of Pearson's X²", "pearson_p": "p of Pearson's X²",
    "n_minus_one_p": "p of the N − 1 chi-squared", "fisher_p": "Fisher's p",
    "cochran_p": "p of Cochran's Q",
    "binomial_p": "exact binomial p", "largest_midp": "The largest McNemar mid-p",
    "welch_p": "Welch's p", "z_p": "p of z",
    "gap_difference_p": "p of the difference",
    "mean_score_p": "p of the mean scores", "kruskal_wallis_p": "p of Kruskal–Wallis",
}  # fmt: skip
_PLAIN = (
    "count", "cochran_q", "ratio", "odds_ratio", "risk_ratio", "base", "z", "net",
    "mean", "size", "variance", "drop_of_means",
)  # fmt: skip
_ENDS = (
    ("lowest", "highest"), ("smallest", "largest"), ("only_from", "only_to"),
    ("always_from", "always_to"), ("gap_least", "gap_most"), ("needed_least", "needed_most"),
)  # fmt: skip


def ranged(values: Mapping[str, str], between: str = "{low} to {high}") -> dict[str, str]:
    """Return the values of a sentence, and its ranges; of two equal ends one number.

    Examples
    --------
    >>> ranged({"lowest": "41", "highest": "41"})["lowest to highest"]
    '41'
    >>> ranged({"lowest": "41", "highest": "43"}, "{low} till {high}")["lowest to highest"]
    '41 till 43'
    """
    return {**values} | {
        f"{low} to {high}": values[low] if values[low] == values[high]
        else between.format(low=values[low], high=values[high])
        for low, high in _ENDS if low in values and high in values
    }  # fmt: skip


def told_p_value(p: float) -> str:
    """Return a p-value in three decimals, as every page writes it.

    Examples
    --------
    >>> told_p_value(6.573e-27), told_p_value(0.0503)
    ('<0.001', '0.051')
    """
    told = float(told_p(p))
    return f"{told:.3f}" if told else "<0.001"


def in_words(frame: "pd.DataFrame") -> "dict[str, pd.Series]":
    """Return the columns ``holds`` and ``significant`` of a frame as a reader says them.

    Examples
    --------
    >>> in_words(pd.DataFrame({"holds": ["every"], "significant": ["none"]}))[
    ...     "significant"].tolist()
    ['in no table that fits']
    """
    sections = {"holds": "asked", "significant": "chance"}
    return {name: frame[name].map(phrases(of)) for name, of in sections.items()}


@cache
def phrases(section: str) -> dict[str, str]:
    """Return the English sentences of a section, by key.

    Examples
    --------
    >>> phrases("chance")["none"]
    'in no table that fits'
    """
    told = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))[section]
    return {key: wording["en"] for key, wording in told.items()}


def phrase(group: str, key: str, values: Mapping[str, object]) -> str:
    """Return the sentence of a key with its numbers filled in, empty without a key.

    `group` is "holds", "significant", "deciding", or "range": then the key is a quantity and
    `values` its line.

    Examples
    --------
    >>> phrase("significant", "every", {"alpha": 0.05})[-48:]
    'chance at the 5% level in every table that fits.'
    >>> phrase("range", "difference", {"low": 0.12, "high": 0.135})
    'The difference: 12 to 13.5 points.'
    """
    if not key:
        return ""
    if group == "range":
        return _range(key, values["low"], values["high"])
    told = {name: _told(name, value) for name, value in values.items()}
    patterns = SIGNIFICANT if group == "significant" else phrases(group)
    return patterns[key].format(**ranged(told))


def _told(name: str, value: object) -> object:
    if name == "alpha":
        return f"{100 * value:g}%"
    if name == "group":
        return str(value).replace("_", " ")
    return f"{value:,}" if isinstance(value, int) else value


def _range(quantity: str, low: float, high: float) -> str:
    name = _NAMES.get(quantity, quantity.replace("_", " "))
    name = name[:1].upper() + name[1:]
    if quantity.endswith(("_p", "midp")):
        ends, unit = (told_p_value(low), told_p_value(high)), ""
    elif quantity.startswith(_PLAIN):
        ends, unit = (f"{low:.4g}", f"{high:.4g}"), ""
    else:
        ends = tuple(f"{round(100 * end, 1):g}" for end in (low, high))
        unit = "%" if quantity in ("share", "interval", "superiority") else " points"
    told = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return f"{name}: {told}{unit}."
