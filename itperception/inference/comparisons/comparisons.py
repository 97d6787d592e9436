"""Which columns of a table differ: every pair of columns, for every row and net.

By default the interval and the test of a pair belong together: the Miettinen–Nurminen
limits exclude zero exactly if the N − 1 chi-squared test, not adjusted for several
comparisons, rejects. A rule profile compares as another house does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from itperception.counting.crosstab import Crosstab
from itperception.errors import ItPerceptionError, unknown_name
from itperception.inference.comparisons.adjusting import adjust_pair_lines
from itperception.inference.comparisons.columns import ComparedColumns
from itperception.inference.comparisons.letters import letter, letters_of, signs_of
from itperception.inference.comparisons.pair_tests import TEST_OF
from itperception.inference.comparisons.pair_words import sentence
from itperception.inference.comparisons.pairs import PAIR_COLUMNS, column_pairs
from itperception.inference.comparisons.profiles import Profile, find_profile
from itperception.inference.design.overlap import Overlap
from itperception.inference.results import BY_PEOPLE, State, join_notes
from itperception.lines import sentences
from itperception.terms.asked import asked_all

METHOD = TEST_OF["n_minus_one"][0]  # of the default profile
# What takes the place of a profile's test where respondents were drawn in clusters.
_CLUSTERED = {"test": "rao_scott", "interval": "linearised"}
_BY_DESIGN = "Respondents were drawn in clusters, so columns are compared by the design"
# The same where columns share people, whatever the profile.
_SHARING = {"test": "linearised_t", "interval": "linearised"}


@asked_all
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comparisons:
    """All pairs of columns of one table.

    Attributes
    ----------
    pairs : pandas.DataFrame
        One line per row or net (`category`) and pair of columns (`first`, `second`):
        base, base_second, effective_base, effective_base_second, proportion,
        proportion_second, difference (first − second), ci_low, ci_high, statistic,
        df, p_value, p_adjusted, state, note; adjust and family_size; tested_count,
        tested_base and the like, pooled, scale: what the formula of the test is fed
        with. Not tested: NaN, and `state` says why.
    letters : pandas.DataFrame
        Rows and nets by columns: the letters of the columns this one is
        significantly higher than; empty if there are none. Small letters at the
        second level. Against the rest or the total: "+" and "−".
    column_letters : dict of str
        Column id to letter, in the order of the columns; empty against the rest.
    method, reason : str
        The test of a pair, and why it is adjusted as it is.
    alpha : float
        Test level of the family of pairs of one row.
    adjust : str
        How p-values are adjusted; never "auto". With several banners the adjustment of
        the largest; each pair has its own.
    profile : Profile
        The rules in force.
    marks : dict of str
        Column id to "**" (base too small to compare), "*" (small base) or "", which is
        also that of a column with nobody.
    """

    pairs: pd.DataFrame
    letters: pd.DataFrame
    column_letters: dict[str, str]
    method: str
    reason: str
    alpha: float
    adjust: str
    profile: Profile = field(default_factory=lambda: find_profile("default"))
    marks: dict[str, str] = field(default_factory=dict)

    def explain(
        self, category: str | None = None, pair: tuple[str, str] | None = None
    ) -> str:
        """Say how columns were compared: which differ, or one pair with its formula.

        Parameters
        ----------
        category : str, optional
            Id of a row or net; by default all.
        pair : tuple of str, optional
            Ids of two columns, in the order of the table; by default all that differ.

        Raises
        ------
        UnknownNameError
            If the table has no such row or pair.
        """
        if category is None or pair is None:
            return self._rules(category)
        by_row = self.pairs[self.pairs["category"] == category]
        if by_row.empty:
            raise unknown_name("row", category, list(self.letters.index))
        chosen = by_row[(by_row["first"] == pair[0]) & (by_row["second"] == pair[1])]
        if chosen.empty:
            known = [f"{p.first} and {p.second}" for p in by_row.itertuples()]
            raise unknown_name("pair of columns", " and ".join(pair), known)
        told = sentence(chosen.iloc[0], self.profile)
        tested = chosen["state"].iloc[0] == State.OK
        return f"{told} {self.reason}." if tested else told

    def _rules(self, category: str | None) -> str:
        """Say by which rules columns were compared, and every pair that differs."""
        pairs = self.pairs if category is None else \
            self.pairs[self.pairs["category"] == category]  # fmt: skip
        if pairs.empty and category is not None:
            raise unknown_name("row", category, list(self.letters.index))
        tested = pairs[pairs["state"] == State.OK]
        differ = tested[tested["p_adjusted"] <= self.profile.levels[-1]]
        letters = (
            f"{letter} is {column}" for column, letter in self.column_letters.items()
        )
        levels = " and ".join(f"{level:g}" for level in self.profile.levels)
        return sentences(
            f"{self.method} of each pair, by the profile {self.profile.name!r}, at "
            f"{levels}", self.reason, ", ".join(letters),
            f"{len(tested)} of {len(pairs)} pairs were tested, {len(differ)} differ",
            *(sentence(pair, self.profile) for _, pair in differ.iterrows()),
        )  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return the pairs, with method and profile on every line."""
        return self.pairs.assign(method=self.method, profile=self.profile.name)

    def __repr__(self) -> str:
        told = f"{self.method}: {self.reason}, at {self.alpha:.0%}."
        return f"{told}\n{self._named().to_string()}"

    def _repr_html_(self) -> str:
        return self._named().to_html()

    def _named(self) -> pd.DataFrame:
        named = {column: f"{column} ({x})" for column, x in self.column_letters.items()}
        return self.letters.rename(columns=named)

    def lettered_from(self, first: int) -> "Comparisons":
        """Return the same with other letters, for a table that stands beside others.

        Parameters
        ----------
        first : int
            How many letters stand before.

        Examples
        --------
        >>> image.compare().lettered_from(3).letters.loc["good_or_very_good"].tolist()
        ['E', '', 'DE']
        """
        names = {c: letter(first + k) for k, c in enumerate(self.column_letters)}
        if not names:
            return self
        rows, levels = list(self.letters.index), self.profile.levels
        marked = letters_of(self.pairs, rows, names, levels)
        return replace(self, column_letters=names, letters=marked)


def compare(
    table: Crosstab,
    profile: str | Profile = "default",
    *,
    alpha: float | None = None,
    adjust: str | None = None,
    least_base: float | None = None,
    levels: tuple[float, float] | None = None,
    within: str | None = None,
    against: str = "columns",
    groups: Sequence[Sequence[str]] | None = None,
    overlap: Overlap | None = None,
) -> Comparisons:
    """Compare every pair of columns of a table, for every row and net.

    Parameters
    ----------
    profile : str or Profile
        The rules: "default", "holm", "bh", "none", "effective_z", "survey_reporter",
        "spss_custom_tables", "rao_scott", or one's own. What is given below overrides
        them.
    alpha : float, optional
        Test level in (0, 1); intervals are at level 1 − alpha, of a single pair.
    adjust : str, optional
        For the pairs of one row. "auto": nothing for one pair, closed testing for
        exactly three columns, Holm above. "closed" is Holm unless three are tested.
        "none", "holm", "hochberg", "hommel", "bonferroni", "bh", "by".
    least_base : float, optional
        Base (effective, unless the profile takes another) below which a column is not
        tested.
    levels : tuple of float, optional
        Of capital and of small letters, such as ``(0.05, 0.10)``; in place of `alpha`.
    within : {"row", "table"}, optional
        What is adjusted together.
    against : {"columns", "rest", "total"}
        What each column is compared with: the others one by one, everybody who is not
        in it, or the total. The total holds the column, so the test is that against
        the rest, and difference and interval are shrunk by the share outside.
    groups : sequence of sequence of str, optional
        Column ids of each banner, if several stand side by side: letters run on, and
        columns are compared within their banner.
    overlap : Overlap, optional
        Who is in which column, if columns share people.

    Raises
    ------
    UnknownNameError
        If there is no such profile, rule or column.
    ItPerceptionError
        If a category and a net of the stub have the same id.

    Missing data
    ------------
    The base of a column is everybody in it, don't know and no answer included.

    Notes
    -----
    By default X² of the 2 × 2 table times (N − 1)/N, df = 1 (Campbell 2007). Closed
    testing of three columns: p_adjusted = max(p of the pair, p of X² over the three
    columns) (Marcus, Peritz & Gabriel 1976). A weighted column enters with its effective
    base (Kish 1965). Of respondents drawn in clusters a pair is compared by the Rao–Scott
    test of its two columns, F with units − strata degrees of freedom, so that of two
    columns p is that of the whole table; limits are difference ± t se, linearised. The
    profiles of other houses do not know clusters and say so in `reason`. Columns that share
    people are compared by t = (p₁ − p₂)/√(var p₁ + var p₂ − 2 cov), linearised by the
    design, on units − strata degrees of freedom, whatever test the profile has.

    Examples
    --------
    >>> counts = pd.DataFrame({"a": [46, 44], "b": [34, 6]}, ["good", "poor"])
    >>> compare(Crosstab.from_counts(counts)).letters.loc["good"].tolist()
    ['', 'A']
    """
    if levels is not None and len(levels) != 2:
        raise ItPerceptionError(f"levels is {levels!r}, expected two, such as (0.05, 0.01)")
    alpha, second = levels if levels is not None else (alpha, None)
    asked = {"alpha": alpha, "second": second, "adjust": adjust, "least_base": least_base,
             "within": within}  # fmt: skip
    usual = find_profile(profile)
    rules = usual.with_rules(**asked)
    drawn = ""
    if overlap is not None:
        rules = replace(rules, **_SHARING)
    elif table.design is not None:
        drawn = _BY_DESIGN if rules.by_design else BY_PEOPLE
        rules = replace(rules, **_CLUSTERED) if rules.by_design else rules
        table = table if rules.by_design else replace(table, design=None)
    columns = ComparedColumns.of(table, against, overlap)
    names = [column.id for column in table.columns]
    banners = _banners(groups, names)
    pairs = column_pairs(columns, rules, banners, against)
    pairs, adjustments = adjust_pair_lines(pairs, columns, rules, banners, against)
    pairs = pd.DataFrame({name: pairs[name] for name in PAIR_COLUMNS})
    order = [names[k] for banner in banners for k in banner]
    lettered = {column: letter(k) for k, column in enumerate(order)}
    if against == "columns":
        letters = letters_of(pairs, columns.rows, lettered, rules.levels)
    else:
        letters, lettered = signs_of(pairs, columns.rows, order, rules.alpha), {}
    chosen = adjustments[max(range(len(banners)), key=lambda g: len(banners[g]))]
    return Comparisons(
        pairs, letters, lettered, TEST_OF[rules.test][0],
        join_notes(drawn, _reason(usual, asked, adjustments)), rules.alpha, chosen[0], rules,
        _marks(dict(zip(names, columns.bases(rules), strict=False)), rules),
    )  # fmt: skip


def _banners(groups, names: list[str]) -> list[list[int]]:
    """Return positions of the columns of each banner."""
    if groups is None:
        return [list(range(len(names)))]
    asked = [name for group in groups for name in group]
    for name in asked:
        if name not in names:
            raise unknown_name("column", name, names)
    if len(set(asked)) < len(asked):
        raise ItPerceptionError("groups: a column can be in one banner only")
    return [[names.index(name) for name in group] for group in groups] or [[]]


def _reason(usual: Profile, asked: dict, adjustments: list[tuple[str, str]]) -> str:
    """Say why it is adjusted as it is, and what was asked for in place of the profile."""
    told = list(dict.fromkeys(why for _, why in adjustments))
    if usual.name != "default" and asked["adjust"] is None:
        told = [f"As profile {usual.name!r} has it" if t == "Asked for by name" else t
                for t in told]  # fmt: skip
    overridden = [
        f"{rule.replace('_', ' ')} {value} in place of {getattr(usual, rule)}"
        for rule, value in asked.items()
        if value is not None and value != getattr(usual, rule)
    ]
    if overridden:
        told.append(f"asked for: {', '.join(overridden)}")
    return "; ".join(told)


def _marks(bases: dict[str, float], rules: Profile) -> dict[str, str]:
    """Mark columns that are too small to compare, and small ones, but none with nobody."""
    return {
        column: ""
        if not base > 0
        else "**"
        if rules.too_small(base)
        else "*"
        if base < rules.small_base
        else ""
        for column, base in bases.items()
    }
