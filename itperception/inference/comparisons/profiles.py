"""Rule profiles: who compares the columns of a table how, so that letters can be redone.

Two houses print different letters under the same percentages, because they differ in
the base (people, weights, effective base), the test, the adjustment, the smallest base
and the level. A :class:`Profile` holds these rules; comparing by two profiles tells
which rule a letter hangs on.
"""

from dataclasses import dataclass, replace

from itperception.errors import unknown_name

BASES = ("effective", "unweighted", "weighted")
TESTS = ("n_minus_one", "pooled_z", "unpooled_z", "pooled_t", "rao_scott")
INTERVALS = ("miettinen_nurminen", "newcombe", "wald", "linearised")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The rules by which columns are compared.

    Attributes
    ----------
    name : str
        What it is asked for by.
    base : {"effective", "unweighted", "weighted"}
        What a column counts in the test: (Σw)²/Σw² of those asked (Kish 1965), people,
        or the sum of their weights.
    test : {"n_minus_one", "pooled_z", "unpooled_z", "pooled_t", "rao_scott"}
        Of one pair of columns.
    pooled_by : {"base", "weighted"}
        What the two proportions are pooled by under the null hypothesis: the base of
        the test, or the sums of weights.
    adjust : str
        For several comparisons; see :mod:`itperception.inference.comparisons.multiplicity`.
    within : {"row", "table"}
        Which comparisons are adjusted together: those of one row, or of all rows.
    alpha : float
        Level of the capital letters, in (0, 1); intervals are at 1 − alpha.
    second : float or None
        A looser level that is marked by small letters.
    least_base : float
        Below this base a column is not compared; marked "**".
    small_base : float
        Below this base a column is compared and marked "*".
    interval : {"miettinen_nurminen", "newcombe", "wald", "linearised"}
        Of the difference of one pair, not adjusted.
    rounded : bool
        Whether weighted counts are rounded to whole numbers before the test.
    skips_extremes : bool
        Whether columns with nobody or everybody in a row are left out there.
    by_design : bool
        Whether respondents drawn in clusters are compared by the Rao-Scott test of two
        columns, with linearised limits; else clusters are taken for people.
    source : str
        Where the rules are from, and what about them could not be established.
    """

    name: str
    base: str = "effective"
    test: str = "n_minus_one"
    pooled_by: str = "base"
    adjust: str = "auto"
    within: str = "row"
    alpha: float = 0.05
    second: float | None = None
    least_base: float = 30
    small_base: float = 0
    interval: str = "miettinen_nurminen"
    rounded: bool = False
    skips_extremes: bool = False
    by_design: bool = False
    source: str = ""

    def __post_init__(self):
        known = {"base": BASES, "test": TESTS, "interval": INTERVALS,
                 "pooled_by": ("base", "weighted"), "within": ("row", "table")}  # fmt: skip
        for rule, values in known.items():
            if getattr(self, rule) not in values:
                raise unknown_name(rule.replace("_", " "), getattr(self, rule), values)

    @property
    def levels(self) -> tuple[float, ...]:
        """The level of the capital letters and, if there is one, of the small ones."""
        return (self.alpha,) if self.second is None else (self.alpha, self.second)

    def too_small(self, bases):
        """Say which bases are below the smallest that is compared.

        A base that is 30 but for the last digits, as sums of weights leave it, is 30.

        Examples
        --------
        >>> find_profile("ipsos").too_small(30 - 1e-12)
        False
        """
        return bases < self.least_base * (1 - 1e-9)

    def with_rules(self, **rules) -> "Profile":
        """Return the profile with other rules; those that are None stay as they are.

        Examples
        --------
        >>> find_profile("ipsos").with_rules(alpha=0.01, adjust=None).alpha
        0.01
        """
        return replace(self, **{k: v for k, v in rules.items() if v is not None})


_OURS = Profile(
    name="default",
    by_design=True,
    source="N − 1 chi-squared (Campbell 2007) with Miettinen & Nurminen (1985) limits; "
    "closed testing of three columns (Marcus, Peritz & Gabriel 1976), Holm (1979) above",
)
_REPORTER = Profile(
    name="survey_reporter", test="pooled_t", pooled_by="weighted", adjust="none",
    small_base=100, interval="newcombe",
    source="Column proportions test of UNICOM Intelligence, formerly IBM SPSS Data "
    "Collection, as its manual describes it: weighted counts pooled, standard error by "
    "effective bases, t on e₁ + e₂ − 2; smallest base 30, small base 100. How the pooled "
    "proportion is weighted is a picture there and was read from another program's "
    "imitation of it; overlapping columns are not handled here",
)  # fmt: skip
_FOUND = (
    _OURS,
    replace(_OURS, name="holm", adjust="holm", source="The default, but always Holm (1979)"),
    replace(
        _OURS, name="bh", adjust="bh",
        source="The default, but Benjamini & Hochberg (1995): false discovery rate of a row",
    ),
    replace(_OURS, name="none", adjust="none", source="The default, but never adjusted"),
    replace(
        _REPORTER, name="ipsos", test="pooled_z", pooled_by="base",
        source="Kish effective base of each column and question, pooled z-test, two-sided "
        "at 5 %, effective base 30 or more, not adjusted: as the footnotes of such table "
        "books state it. Needs nothing that a book does not print",
    ),
    _REPORTER,
    Profile(
        name="spss", base="weighted", test="pooled_z", adjust="bonferroni", least_base=2,
        interval="newcombe", rounded=True, skips_extremes=True,
        source="IBM SPSS Custom Tables, column proportions: weights of the WEIGHT command "
        "are summed and the sums rounded, Bonferroni within a row, columns with a "
        "proportion of 0 or 1 or a sum of weights below 2 not used (manuals). That the "
        "columns not used are not counted among the comparisons is from memory",
    ),
    Profile(
        name="displayr", base="unweighted", test="rao_scott", adjust="none", least_base=2,
        interval="linearised",
        source="Displayr's defaults in its help pages: Rao & Scott (1984) test of the 2 × 2 "
        "table if weighted, else Pearson's; at least 2 respondents. That columns are not "
        "adjusted follows from what it says of its other tests (Q adjusts by false "
        "discovery rate: adjust='bh'); when its weights are by linearisation and when by "
        "Kish's formula is not said there: here always by linearisation",
    ),
)  # fmt: skip
PROFILES: dict[str, Profile] = {profile.name: profile for profile in _FOUND}


def find_profile(profile: str | Profile) -> Profile:
    """Return a profile by its name, or the profile itself.

    Raises
    ------
    UnknownNameError
        If there is no such profile.

    Examples
    --------
    >>> find_profile("ipsos").test, find_profile("spss").adjust
    ('pooled_z', 'bonferroni')
    """
    if isinstance(profile, Profile):
        return profile
    if profile not in PROFILES:
        raise unknown_name("profile", profile, list(PROFILES))
    return PROFILES[profile]
