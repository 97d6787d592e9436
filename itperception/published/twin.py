"""Synthetic respondents that agree with every figure in print, made by rule and seed.

Nobody gave these answers. They exist so that everything made for microdata can be tried
on the study, and say no more about it than the figures they were made from. The rule:

1. *Sizes.* The organisation types' sizes are not in print. Of all sizes that allow every
   percentage of their type, those nearest to equal thirds are taken (least sum of
   squared differences): the prior that favours no type.
2. *Counts.* Of an item's figures, the combinations of counts that print allows are tried,
   nearest to the middle of the ranges first. A count is divided among the types in
   proportion to their sizes, in whole people, as nearly as the claims in print allow:
   claims of order hold by more than :data:`~itperception.published.margins.LEAD`,
   "clearly above" means :data:`~itperception.published.claims.CLEARLY`. What no figure
   speaks of is divided evenly among the answers left.
3. *People.* Within a type, who gives which answer is drawn from the seed, item by item.
   Performance and image are laid out from best to worst, each disturbed by up to
   :data:`DISTURBANCE` of the type, so that the two go together without being the same.
   "Better than its reputation" goes to those whose performance is furthest above their
   image. Marketing is drawn again until the gap without it is larger than the gap with
   it by more than the same lead, as the last claim has it.

Left out is what no figure speaks of: company size, industry, tools, other practices.
"""

from collections.abc import Mapping, Sequence
from random import Random

import pandas as pd

from itperception.errors import ItPerceptionError
from itperception.published.claims import TYPES, check_claim, perception_gap
from itperception.published.feasible import counts_in_words, figure_counts
from itperception.published.figures import EVERYBODY, Figure
from itperception.published.margins import LEAD, Table, item_tables, type_sizes

SEED = 2013
DISTURBANCE = 0.5
DRAWS = 1000
_CODES = {"selected": "1", "not_selected": "0"}
_NO_CHECK = "there is no count to check"
_NOT_A_FIGURE = {"marketing_and_gap": "not a figure: association, see note"}


def make_twin(figures: Sequence[Figure], n: int, *, seed: int = SEED) -> pd.DataFrame:
    """Make synthetic respondents that agree with every figure of the 2013 study.

    Parameters
    ----------
    figures : sequence of Figure
        Figures of ``2013-ardour``.
    n : int
        Respondents.
    seed : int
        Decides who gives which answers, never how many do.

    Returns
    -------
    pandas.DataFrame
        Text, one line per respondent, the same to the last byte each time:
        ``respondent``, ``org_type``, then each item a figure speaks of, its values
        category ids; options of a multiple response (``practice.<option>``) are
        ``"1"`` or ``"0"``. The index runs from 1.

    Raises
    ------
    ItPerceptionError
        If no counts agree with all figures and claims.
    """
    shares = [figure for figure in figures if figure.is_share]
    sizes = type_sizes(shares, n)
    tables = item_tables(shares, sizes)
    parts = [_people(name, at, tables, seed) for at, name in enumerate(TYPES)]
    people = pd.concat(parts, ignore_index=True)
    people["any_marketing"] = _marketing(people, tables["any_marketing"], seed)
    people["respondent"] = [f"{number:03d}" for number in range(1, n + 1)]
    people.index = pd.RangeIndex(1, n + 1)
    return people[["respondent", "org_type", *tables]].replace(_CODES)


def check_twin(twin: pd.DataFrame, figures: Sequence[Figure]) -> pd.DataFrame:
    """Hold respondents against every figure and every claim.

    Parameters
    ----------
    twin : pandas.DataFrame
        Respondents as made by :func:`make_twin`.
    figures : sequence of Figure
        Figures of the same wave.

    Returns
    -------
    pandas.DataFrame
        One line per figure: ``row``, ``id``, ``item``, ``label``, ``group``,
        ``printed``, ``counts`` (allowed at the respondents' base, in words), ``base``,
        ``count``, ``proportion``, ``agrees`` (missing if nothing can be checked), ``note``.

    Notes
    -----
    Bases and counts are counted from the respondents, nothing is taken from the way
    they were made. Don't know is in every base.
    """
    told = ["row", "id", "item", "label", "group", "printed"]
    found = ["counts", "base", "count", "proportion", "agrees", "note"]
    lines = [(*(getattr(f, name) for name in told), *_check(f, twin)) for f in figures]
    frame = pd.DataFrame(lines, columns=told + found)
    kinds = {"base": "Int64", "count": "Int64", "proportion": float, "agrees": "boolean"}
    return frame.astype(kinds)


def _check(figure: Figure, twin: pd.DataFrame) -> tuple:
    """Return counts in words, base, count, proportion, agrees and note."""
    if figure.kind == "claim":
        words = _NOT_A_FIGURE.get(figure.id, "not a figure: direction, see note")
        found = check_claim(figure.id, twin)
        told = (found.holds, found.note) if found else (None, _NO_CHECK)
        return words, len(twin), None, None, *told
    if not figure.is_share or figure.item not in twin:
        return "none", None, None, None, None, _NO_CHECK
    chosen = slice(None) if figure.group == EVERYBODY else twin["org_type"] == figure.group
    answers = twin.loc[chosen, figure.item]
    values = [_CODES.get(category, category) for category in figure.categories]
    base, count = len(answers), int(answers.isin(values).sum())
    counts = figure_counts(figure, base)
    share = count / base if base else None
    return counts_in_words(counts), base, count, share, count in counts, figure.assumption


def _people(name: str, at: int, tables: Mapping[str, Table], seed: int) -> pd.DataFrame:
    """Make the respondents of one type: each item's answers, in an order of their own."""
    random = Random(f"{seed} {name}")
    made: dict[str, list[str]] = {}
    for item, table in tables.items():
        listed = [answer for answer, split in table.items() for _ in range(split[at])]
        if item in ("performance", "image"):
            made[item] = _disturbed(listed, random)
        elif item == "performance_vs_reputation":
            made[item] = _balance(listed, made, list(tables["image"]), random)
        else:
            made[item] = _shuffled(listed, random)
    return pd.DataFrame({"org_type": [name] * len(listed), **made})


def _shuffled(listed: Sequence[str], random: Random) -> list[str]:
    """Put in random order; by `Random.random`, the one method promised to stay the same."""
    return sorted(listed, key=lambda _: random.random())


def _disturbed(listed: Sequence[str], random: Random) -> list[str]:
    """Keep the order from best to worst, but not quite; don't know may be anybody."""
    size = len(listed)

    def place(at: int) -> float:
        drawn = random.random()
        if listed[at] == "dont_know":
            return (1 + DISTURBANCE) * drawn
        return at / size + DISTURBANCE * drawn

    return [listed[at] for at in sorted(range(size), key=place)]


def _balance(
    listed: Sequence[str],
    made: Mapping[str, list[str]],
    scale: Sequence[str],
    random: Random,
) -> list[str]:
    """Give "better" to those whose performance is furthest above their image."""
    pairs = list(zip(made["performance"], made["image"], strict=True))
    unknown = ["dont_know" in pair for pair in pairs]
    above = [
        0 if missing else scale.index(image) - scale.index(performance)
        for (performance, image), missing in zip(pairs, unknown, strict=True)
    ]
    order = sorted(
        range(len(pairs)), key=lambda at: (-above[at], unknown[at], random.random())
    )
    better, worse = listed.count("better"), listed.count("worse")
    middle = order[better : len(order) - worse]
    middle.sort(key=lambda at: not unknown[at])
    order[better : len(order) - worse] = middle
    answers = ("better", "dont_know", "in_balance", "worse")
    given = [answer for answer in answers for _ in range(listed.count(answer))]
    return [answer for _, answer in sorted(zip(order, given, strict=True))]


def _marketing(people: pd.DataFrame, table: Table, seed: int) -> list[str]:
    """Draw who has marketing until the claim about the gap holds."""
    random = Random(f"{seed} marketing")
    for _ in range(DRAWS):
        drawn: list[str] = []
        for at in range(len(TYPES)):
            listed = [answer for answer, split in table.items() for _ in range(split[at])]
            drawn += _shuffled(listed, random)
        has = pd.Series(drawn) == "yes"
        if perception_gap(people[~has]) - perception_gap(people[has]) > LEAD:
            return drawn
    raise ItPerceptionError(f"no draw of {DRAWS} agrees with the claim on marketing")
