"""Verdicts in English: the answer, the range, and the quantity that decides.

A page says the same in its own language from the same keys and values. Where a value may
be missing there is a key for each case, so that no sentence has a hole.
"""

from collections.abc import Mapping

import pandas as pd

ANSWERS = {
    "holds": {
        "certain": "true", "impossible": "not true", "undecided": "print does not say",
    },
    "significant": {
        "certain": "in every table that fits", "impossible": "in no table that fits",
        "undecided": "in some tables that fit",
    },
}  # fmt: skip
HOLDS = {
    "certain": "True of the people asked, in every table that fits what is in print.",
    "impossible": "Not true of the people asked, in any table that fits what is in print.",
    "undecided": "Print does not say whether it is true of the people asked.",
}
_SAMPLED = "In a simple random sample it would be beyond chance at the {alpha} level "
SIGNIFICANT = {
    "certain": f"{_SAMPLED}in every table that fits.",
    "impossible": f"{_SAMPLED}in no table that fits.",
    "undecided": f"{_SAMPLED}in some tables that fit, not in all.",
}
DECIDING = {
    "overlap": "Significant at {alpha} unless fewer than {always_from} of {base} are in "
    "both; print allows {lowest} to {highest}, and below {sometimes_from} it never is.",
    "overlap_sometimes": "Significant at {alpha} only if at least {sometimes_from} of "
    "{base} are in both; print allows {lowest} to {highest}.",
    "overlap_open": "How many are in both is not in print, {lowest} to {highest} of "
    "{base}, and does not matter.",
    "group_sizes": "How the people asked divide decides: significant at {alpha} only if "
    "{only_from} to {only_to} are {group}, and even then not in every table; print "
    "allows {lowest} to {highest}.",
    "group_sizes_always": "How the people asked divide decides: significant at {alpha} "
    "only if {only_from} to {only_to} are {group}, and always if {always_from} to "
    "{always_to} are; print allows {lowest} to {highest}.",
    "group_sizes_open": "How many are {group} is not in print, {lowest} to {highest}, and "
    "does not matter.",
    "count": "Print allows only {lowest} of {base} people.",
    "counts": "Print allows {lowest} to {highest} of {base} people.",
    "bases": "Print allows {bases} bases from {smallest} to {largest}; the smallest "
    "possible is {smallest}.",
    "count_above": "Significant at {alpha} from {needed} of {base} on; print allows "
    "{lowest} to {highest}.",
    "count_below": "Significant at {alpha} up to {needed} of {base}; print allows "
    "{lowest} to {highest}.",
    "count_none": "No count of {base} people would be significant at {alpha}.",
    "base": "How many were asked decides: significant at {alpha} for no base below "
    "{sometimes_from}, and for every possible base from {always_from} on.",
    "base_sometimes": "How many were asked decides: significant at {alpha} for no base "
    "below {sometimes_from}, and from there to {largest} not for every count.",
    "base_none": "Not significant at {alpha} at any base that print allows, up to "
    "{largest}.",
    "apart": "At least {lowest} of {base} are in one and not in the other.",
    "next_answer": "At least {first_least} of {base} gave it, at most {next_most} the "
    "next one.",
    "sample_sizes": "Even {enough} people in each sample would be enough; there were at "
    "least {first_size} and {second_size}.",
    "sample_sizes_needed": "Significant at {alpha} only with more than {at_least} people "
    "in each sample, if at all; print says no more than at least {first_size} and "
    "{second_size}.",
    "group_size": "Only the share of everybody is in print. To be ahead beyond chance at "
    "{alpha} the {group} would have to be at least {needed}; print allows {smallest} to "
    "{largest}.",
    "group_size_none": "Only the share of everybody is in print, and no size of the "
    "{group} from {smallest} to {largest} would do.",
    "lead_size": "To be ahead beyond chance at {alpha} the {group} would have to be at "
    "least {needed}; print allows {smallest} to {largest}.",
    "lead_size_none": "No size of the {group} from {smallest} to {largest} would be ahead "
    "beyond chance at {alpha}.",
    "gap_in_each": "Beyond chance at {alpha} in each of {groups} groups needs {needed_each} "
    "more people in each, {needed_total} together; print has {lowest} to {highest}, of "
    "which at least {somewhere} are in one group.",
    "gap_outweighs": "Beyond chance at {alpha} in each of {groups} groups needs "
    "{needed_each} more people in each, {needed_total} together; print has {lowest} to "
    "{highest}, of which at least {somewhere} are in one group. Another question is in "
    "print by group: in {outweighing} of {groups} groups more see the gap than can see the "
    "opposite, in every table that fits.",
    "net_without": "True exactly if of the {gap_least} to {gap_most} people who make the "
    "gap at least {needed_least} to {needed_most}, depending on the exact counts, are "
    "without it; print allows {lowest} to {highest}.",
    "bases_open": "How many were asked in each group, and who gave which answer, decides.",
    "not_certified": "There are too many tables for a proof in the time allowed.",
    "together": "Who is in which of them together decides, and is not in print.",
    "joint": "How the two answers go together decides, and is not in print.",
}
NAMES = {
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
_SENTENCES = {"holds": HOLDS, "significant": SIGNIFICANT, "deciding": DECIDING}
_PLAIN = (
    "count",
    "cochran_q",
    "ratio",
    "odds_ratio",
    "risk_ratio",
    "base",
    "z",
    "net",
    "mean",
    "size",
    "variance",
    "drop_of_means",
)


def in_words(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the columns ``holds`` and ``significant`` of a frame as a reader says them.

    Examples
    --------
    >>> in_words(pd.DataFrame({"holds": ["certain"], "significant": ["impossible"]}))[
    ...     "significant"].tolist()
    ['in no table that fits']
    """
    return {name: frame[name].map(ANSWERS[name]) for name in ANSWERS}


def say(group: str, key: str, values: Mapping[str, object]) -> str:
    """Return the sentence of a key with its numbers filled in, empty without a key.

    Parameters
    ----------
    group : {"holds", "significant", "range", "deciding"}
        What is said; with "range" the key is a quantity and `values` its line.
    key : str
        Which sentence.
    values : mapping
        Its numbers.

    Examples
    --------
    >>> say("significant", "certain", {"alpha": 0.05})[-49:]
    'chance at the 5 % level in every table that fits.'
    >>> say("range", "difference", {"low": 0.12, "high": 0.135})
    'The difference: 12 to 13.5 points.'
    """
    if not key:
        return ""
    if group == "range":
        return _range(key, values["low"], values["high"])
    told = {name: _told(name, value) for name, value in values.items()}
    return _SENTENCES[group][key].format(**told)


def _told(name: str, value: object) -> object:
    if name == "alpha":
        return f"{100 * value:g} %"
    if name == "group":
        return str(value).replace("_", " ")
    return f"{value:,}" if isinstance(value, int) else value


def _range(quantity: str, low: float, high: float) -> str:
    name = NAMES.get(quantity, quantity.replace("_", " "))
    name = name[:1].upper() + name[1:]
    if quantity.endswith(("_p", "midp")):
        ends, unit = (f"{low:.2g}", f"{high:.2g}"), ""
    elif quantity.startswith(_PLAIN):
        ends, unit = (f"{low:.4g}", f"{high:.4g}"), ""
    else:
        ends = tuple(f"{round(100 * end, 1):g}" for end in (low, high))
        unit = " %" if quantity in ("share", "interval", "superiority") else " points"
    told = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return f"{name}: {told}{unit}."
