"""Rule profiles: who compares the columns of a table how, so that letters can be redone.

Two houses print different letters under the same percentages, because they differ in
the base (people, weights, effective base), the test, the adjustment, the smallest base
and the level. A :class:`Profile` holds these rules; comparing by two profiles tells
which rule a letter hangs on. Profiles are called by rule or software, not by house: a
house has many books, and its rule is known of those only that were recomputed.
"""

from dataclasses import dataclass, replace

from itperception.errors import unknown_name
from itperception.terms.profile_names import DEFAULT, known_profile

_BASES = ("effective", "unweighted", "weighted")
_TESTS = ("n_minus_one", "pooled_z", "unpooled_z", "pooled_t", "rao_scott", "linearised_t")
_INTERVALS = ("miettinen_nurminen", "newcombe", "wald", "linearised")


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
    test : {"n_minus_one", "pooled_z", "unpooled_z", "pooled_t", "rao_scott", "linearised_t"}
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
        Below this base a column is not compared; marked "**". Ours is 10: above it the
        default keeps 5 % in groups of 90, 40 and 26 with design effects up to 2, unless
        the weights go with the answers; where they do, or where few say yes, it does
        not always (``docs/calibration.md``).
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
    least_base: float = 10
    small_base: float = 0
    interval: str = "miettinen_nurminen"
    rounded: bool = False
    skips_extremes: bool = False
    by_design: bool = False
    source: str = ""

    def __post_init__(self):
        known = {"base": _BASES, "test": _TESTS, "interval": _INTERVALS,
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
        >>> find_profile("effective_z").too_small(30 - 1e-12)
        False
        """
        return bases < self.least_base * (1 - 1e-9)

    def with_rules(self, **rules) -> "Profile":
        """Return the profile with other rules; those that are None stay as they are.

        Examples
        --------
        >>> find_profile("effective_z").with_rules(alpha=0.01, adjust=None).alpha
        0.01
        """
        return replace(self, **{k: v for k, v in rules.items() if v is not None})


_OURS = Profile(
    name=DEFAULT,
    by_design=True,
    source="N − 1 chi-squared (Campbell 2007) with Miettinen & Nurminen (1985) limits; "
    "closed testing of three columns (Marcus, Peritz & Gabriel 1976), Holm (1979) above",
)
_REPORTER = Profile(
    name="survey_reporter", test="pooled_t", pooled_by="weighted", adjust="none",
    least_base=30, small_base=100, interval="newcombe",
    source="Column proportions test of UNICOM Intelligence Survey Reporter, formerly IBM "
    "SPSS Data Collection, as its manual describes it: weighted counts pooled, standard "
    "error by effective bases, t on e₁ + e₂ − 2; smallest base 30, small base 100. How the "
    "pooled proportion is weighted is a picture there and was read from another program's "
    "imitation of it; it gives all 3,803 letters, and no other, of the weighted table book "
    "that Ipsos made in 2016. "
    "Columns that share people are compared as the default does, not by its formula",
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
        _REPORTER, name="effective_z", test="pooled_z", pooled_by="base",
        source="Pooled z-test on Kish's (1965) effective base of each column and question, "
        "two-sided at 5 %, effective base 30 or more, not adjusted: what is left of Survey "
        "Reporter's rule where a book prints no weighted bases. In the book of 2016 that "
        "'survey_reporter' gives letter by letter it lacks 1 letter and has 19 too many",
    ),
    _REPORTER,
    Profile(
        name="spss_custom_tables", base="weighted", test="pooled_z", adjust="bonferroni",
        least_base=2, interval="newcombe", rounded=True, skips_extremes=True,
        source="IBM SPSS Custom Tables, column proportions: weights of the WEIGHT command "
        "are summed and the sums rounded, Bonferroni within a row, columns with a "
        "proportion of 0 or 1 or a sum of weights below 2 not used (manuals). That the "
        "columns not used are not counted among the comparisons is from memory",
    ),
    Profile(
        name="rao_scott", base="unweighted", test="rao_scott", adjust="none", least_base=2,
        interval="linearised",
        source="Rao & Scott (1984) test of the 2 × 2 table if weighted, else Pearson's; at "
        "least 2 respondents: the defaults of Displayr as its help pages have them, not "
        "held against a table of its own. That columns are not adjusted follows from what "
        "they say of other tests (Q adjusts by false discovery rate: adjust='bh'); when "
        "weights are by linearisation and when by Kish's formula is not said there: here "
        "always by linearisation",
    ),
)  # fmt: skip
PROFILES: dict[str, Profile] = {profile.name: profile for profile in _FOUND}


def find_profile(profile: str | Profile) -> Profile:
    """Return a profile by its name, or the profile itself.

    Raises
    ------
    UnknownNameError
        If there is no such profile; of a name it had once, the new one is told.

    Examples
    --------
    >>> find_profile("effective_z").test, find_profile("spss_custom_tables").adjust
    ('pooled_z', 'bonferroni')
    """
    if isinstance(profile, Profile):
        return profile
    return PROFILES[known_profile(profile)]
