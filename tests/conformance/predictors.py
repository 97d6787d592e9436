"""Models with predictors: ``multinomial.R``, and file 10 of the values carried over.

Not held: what R prints of answers that are told apart wholly (``svyglm.apistrat.d`` and the
like: log odds of 6e14 and p = .52 without a word), of which ours says that no estimate is
finite; tests/inference/models/test_adjusted.py has them. R's variances here are Taylor's.
Nor the likelihood ratio of Rao and Scott (R gave none, and terms are tested by Wald's F), nor
``svyglm(diff ~ …, gaussian)`` with several predictors (gaps are of two logits).
"""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from scipy.special import expit
from scipy.stats import t as t_law

from itperception.inference.design.units import Units
from itperception.inference.models.regression import has_maximum, regress, wald
from tests.conformance import ITERATED, TOLERANCE, Row
from tests.inference.reference import carried, reference

# svyglm keeps the weights of its last but one step, numDeriv has seven digits, and svyolr
# stops early (its slopes near zero have few digits), as do its differences of the gradient.
ONE_STEP, DERIVED, EARLY, EARLY_SE = 1e-7, 1e-7, 1e-3, 1e-3
LEVELS = {
    "org": ("internal", "group_owned", "decentralised"), "marketing": ("no", "yes"),
    "stype": ("E", "H", "M"), "yr.rnd": ("No", "Yes"),
}  # fmt: skip
SIZES = {"sv": ("large", "middle", "small"), "api": ("small", "middle", "large")}
RATING = ("low", "fair", "good", "high")
ON = {
    "sv": {"a": "org", "b": "org size marketing", "c": "org size marketing",
           "d": "org marketing org:marketing"},
    "api": {"a": "stype", "b": "size yr.rnd meals", "c": "stype size meals",
            "d": "size yr.rnd size:yr.rnd"},
}  # fmt: skip
YES = {"sv": dict(zip("abcd", ("image", "image", "performance", "image"), strict=True)),
       "api": {"a": "award", "b": "award", "c": "wide", "d": "imp"}}  # fmt: skip
RANKED = {"sv": {"a": "performance", "b": "image"}, "api": {"a": "rating", "b": "rating"}}
DESIGN = {
    "apistrat": {"weight": "pw", "stratum": "stype", "fpc": "fpc"},
    "apistrat_nofpc": {"weight": "pw", "stratum": "stype"},
    "apiclus1": {"weight": "pw", "cluster": "dnum", "fpc": "fpc"},
    "apiclus2": {"weight": "pw", "cluster": "dnum"},
    "sv156": {"weight": "w"}, "sv156_unweighted": {},
    "sv486": {"weight": "w", "stratum": "stratum"},
    "sv486_cluster": {"weight": "w", "stratum": "stratum", "cluster": "cluster"},
}  # fmt: skip
TABLES, RESULTS = carried("10_models")
WRITTEN = "multinomial log-likelihood written out, Newton to 1e-12, svyrecvar"


class Case:
    """A data frame, a formula and a design of 10_models.R."""

    def __init__(self, design: str, formula: str):
        self.family = "sv" if design.startswith("sv") else "api"
        self.data = TABLES[design.split("_")[0]]
        self.on = ON[self.family][formula].split()
        self.formula = formula
        told = {name: self.data[column] for name, column in DESIGN[design].items()}
        self.units = Units.of(len(self.data), **told)
        self.inside = np.ones(len(self.data), bool)

    def levels(self, name: str) -> tuple[str, ...]:
        return SIZES[self.family] if name == "size" else LEVELS[name]

    def columns(self, term: str, at: dict) -> np.ndarray:
        """Return the columns of a term; `at` says which level everybody is to have."""
        if ":" in term:
            one, two = (self.columns(part, at) for part in term.split(":"))
            return np.column_stack([a * b for b in two.T for a in one.T])
        if term == "meals":
            return self.data[[term]].to_numpy(float)
        values = self.data[term].to_numpy() if term not in at else at[term]
        return np.column_stack([
            np.broadcast_to(values == level, len(self.data)) for level in self.levels(term)[1:]
        ]).astype(float)  # fmt: skip

    def matrix(self, **at) -> np.ndarray:
        return np.hstack([self.columns(term, at) for term in self.on])

    def of(self) -> np.ndarray:
        return np.repeat(self.on, [self.columns(term, {}).shape[1] for term in self.on])

    def yes(self, item: str | None = None) -> np.ndarray:
        values = self.data[item or YES[self.family][self.formula]]
        return (
            1 * (values.isin(["1", "2"]) if self.family == "sv" else values == 1).to_numpy()
        )

    def ranked(self) -> np.ndarray:
        values = self.data[RANKED[self.family][self.formula]]
        places = "12345" if self.family == "sv" else RATING
        return values.map({name: k for k, name in enumerate(places)}).to_numpy(int)

    def fit(self, y: np.ndarray):
        return regress(y, self.matrix(), self.units, self.inside, variance="taylor")


def rows() -> Iterator[Row]:
    yield from _multinomial()
    for result in RESULTS:
        kind, design, *rest = result["id"].split(".")
        values, call = result["values"], result["r_call"]
        for quantity, ours, theirs, tolerance in _HELD[kind](design, rest, values):
            pairs = zip(np.ravel(ours), np.ravel(np.array(theirs, float)), strict=True)
            name = f"{kind.split('_')[0]}: {quantity}"
            for mine, other in pairs:
                yield Row(name, call, ".".join([design, *rest]), mine, other, tolerance)


@cache
def _logit(design: str, formula: str):
    """Return a case and its logit in R's order: the constant, then the slopes."""
    case = Case(design, formula)
    if not has_maximum(case.yes(), case.matrix()):
        return case, None, None, None
    fitted = case.fit(case.yes())
    sign = np.r_[-1.0, np.ones(len(fitted.at) - 1)]
    return case, fitted, sign * fitted.at, fitted.covariance() * np.outer(sign, sign)


def _svyglm(design, rest, values):
    _, fitted, b, covariance = _logit(design, rest[0])
    if fitted is None:
        return
    se, df = np.sqrt(covariance.diagonal()), fitted.df2
    far = t_law.ppf(0.975, df) * se
    yield "coefficients", b, values["coef"], TOLERANCE
    yield "standard errors", se, values["se"], ONE_STEP
    yield "df", df, values["df"], TOLERANCE
    yield "limits", [b - far, b + far], [values["ci_low"], values["ci_high"]], ITERATED
    yield "p", 2 * t_law.sf(abs(b / se), df), values["p"], ITERATED


def _terms(case, fitted, values, slopes):
    found = [wald(fitted.at[at], fitted.covariance()[np.ix_(at, at)], fitted.df2)
             for at in (np.flatnonzero(case.of() == t) + slopes for t in case.on)]  # fmt: skip
    statistics, p = zip(*found, strict=True)
    yield "F of terms", statistics, values["F"], ONE_STEP
    yield "df of terms", [(case.of() == t).sum() for t in case.on], values["df"], TOLERANCE
    yield "df2 of terms", np.full(len(p), fitted.df2), values["ddf"], TOLERANCE
    yield "p of terms", p, values["p"], ITERATED


def _reg_term_test(design, rest, values):
    case, fitted, _, _ = _logit(design, rest[0])
    if fitted is not None:
        yield from _terms(case, fitted, {**values, "ddf": np.ravel(values["ddf"])}, 1)


def _predict(design, rest, values):
    case, _, b, covariance = _logit(design, rest[0])
    at = np.array(values["rows"]) - 1
    x = np.hstack([np.ones((len(at), 1)), case.matrix()[at]])
    link, se = x @ b, np.sqrt(np.einsum("ip,pq,iq->i", x, covariance, x))
    share = expit(link)
    yield "link", link, values["link"], TOLERANCE
    yield "link, se", se, values["link_se"], ONE_STEP
    yield "share", share, values["share"], TOLERANCE
    yield "share, se", se * share * (1 - share), values["share_se"], ONE_STEP


def _adjusted(case, fitted, answers, values, tolerance):
    first = case.on[0]
    found = [
        fitted.margin(case.matrix(**{first: level}), answers) for level in values["levels"]
    ]
    shares, moved = zip(*found, strict=True)
    covariance = case.units.covariance(np.column_stack(moved))
    pairs = np.array([[-1, 1, 0], [-1, 0, 1], [0, -1, 1]])
    se = np.sqrt((pairs @ covariance @ pairs.T).diagonal())
    yield "adjusted shares", shares, values["share"], TOLERANCE
    yield "adjusted shares, se", np.sqrt(covariance.diagonal()), values["se"], tolerance
    yield "contrasts", pairs @ shares, values["difference"], TOLERANCE
    yield "contrasts, se", se, values["difference_se"], tolerance


def _margins(design, rest, values):
    case, fitted, _, _ = _logit(design, rest[0])
    yield from _adjusted(case, fitted, np.array([False, True]), values, TOLERANCE)


@cache
def _cumulative(design: str, formula: str):
    case = Case(design, formula)
    return case, case.fit(case.ranked())


def _margins_olr(design, rest, values):
    case, fitted = _cumulative(design, rest[0])
    k = np.arange(case.ranked().max() + 1)
    net = k < 2 if case.family == "sv" else k >= 2
    yield from _adjusted(case, fitted, net, values, DERIVED)


def _ends(fitted, values):
    """Return slopes and cuts, and their standard errors in R's order: the slopes first."""
    p = len(values["beta"])
    order = np.r_[len(fitted.at) - p : len(fitted.at), : len(fitted.at) - p]
    return fitted.at[order], np.sqrt(fitted.covariance().diagonal())[order]


def _svyolr(design, rest, values, tolerance=EARLY, spread=EARLY_SE):
    b, se = _ends(_cumulative(design, rest[0])[1], values)
    ends = [*values["beta"], *values["zeta"]]
    yield "slopes and cuts", b, ends, tolerance
    yield "standard errors", se, values["se"], spread


def _svyolr_tight(design, rest, values):
    yield from _svyolr(design, rest, values, TOLERANCE, DERIVED)


def _svyolr_terms(design, rest, values):
    case, fitted = _cumulative(design, rest[0])
    ddf = np.full(len(values["F"]), values["ddf"])
    yield from _terms(case, fitted, {**values, "ddf": ddf}, case.ranked().max())


def _clm(design, rest, values):
    case = Case(f"{design}_unweighted" if design == "sv156" else design, rest[0])
    units = Units.of(len(case.data))
    fitted = regress(case.ranked(), case.matrix(), units, case.inside, variance="taylor")
    b, _ = _ends(fitted, values)
    yield "slopes and cuts", b, [*values["beta"], *values["zeta"]], ITERATED


@cache
def _gap(design: str, formula: str):
    case = Case(design, formula)
    case.on = ON["sv"][formula].split()
    return case, [case.fit(case.yes(item)) for item in ("performance", "image")]


def _gap_margins(design, rest, values):
    case, fits = _gap(design, rest[0])
    yes, gaps = np.array([False, True]), []
    shares = {"performance": [], "image": []}
    for level in values["levels"]:
        told = [fit.margin(case.matrix(**{rest[1]: level}), yes) for fit in fits]
        for name, (share, _) in zip(shares, told, strict=True):
            shares[name].append(share)
        gaps.append((told[0][0] - told[1][0], told[0][1] - told[1][1]))
    gap, moved = (np.array(part) for part in zip(*gaps, strict=True))
    covariance = case.units.covariance(moved.T)
    away = np.column_stack([-np.ones(len(gap) - 1), np.eye(len(gap) - 1)])
    d, spread = away @ gap, away @ covariance @ away.T
    for name, found in shares.items():
        yield f"adjusted {name}", found, values[name], TOLERANCE
    yield "adjusted gaps", gap, values["gap"], TOLERANCE
    yield "adjusted gaps, se", np.sqrt(covariance.diagonal()), values["gap_se"], TOLERANCE
    yield "differences", d, values["difference"], TOLERANCE
    yield "differences, se", np.sqrt(spread.diagonal()), values["difference_se"], TOLERANCE
    yield "F", wald(d, spread, fits[0].df2)[0], values["F"], TOLERANCE


def _gap_raw(design, rest, values):
    case, fits = _gap(design, "a")
    yes = np.array([False, True])
    told = [
        [fit.margin(case.matrix(org=level), yes) for fit in fits]
        for level in values["levels"]
    ]
    moved = np.column_stack([one[1] - two[1] for one, two in told])
    yield "raw gaps", [one[0] - two[0] for one, two in told], values["gap"], TOLERANCE
    se = np.sqrt(case.units.covariance(moved).diagonal())
    yield "raw gaps, se", se, values["se"], TOLERANCE


def _gap_stacked(design, rest, values):
    case, (one, two) = _gap(design, rest[0])
    change = two.at - one.at
    se = np.sqrt(case.units.covariance(two.influence - one.influence).diagonal())
    # R names the change of a slope from the first item to the second "itemimage:…".
    at = [k for k, name in enumerate(values["names"]) if re.match("itemimage", name)]
    sign = np.r_[-1.0, np.ones(len(change) - 1)]
    yield "change of slopes", sign * change, np.array(values["coef"])[at], TOLERANCE
    yield "change of slopes, se", se, np.array(values["se"])[at], ONE_STEP
    covariance = case.units.covariance(two.influence - one.influence)
    found = [wald(change[k], covariance[np.ix_(k, k)], values["df"])
             for k in (1 + np.flatnonzero(case.of() == t) for t in case.on)]  # fmt: skip
    statistics, p = zip(*found, strict=True)
    yield "F of item × term", statistics, values["F"], ONE_STEP
    yield "p of item × term", p, values["p"], ITERATED


def _gap_linear(design, rest, values):
    """With one predictor it is the gap of its first level, and the differences from it."""
    case, fits = _gap(design, rest[0])
    told = [[fit.margin(case.matrix(org=level), np.array([False, True])) for fit in fits]
            for level in case.levels("org")]  # fmt: skip
    gap = np.array([one[0] - two[0] for one, two in told])
    covariance = case.units.covariance(np.column_stack([a[1] - b[1] for a, b in told]))
    at = np.array([[1, 0, 0], [-1, 1, 0], [-1, 0, 1]])
    yield "raw gap and differences", at @ gap, values["coef"], TOLERANCE
    se = np.sqrt((at @ covariance @ at.T).diagonal())
    yield "raw gap and differences, se", se, values["se"], TOLERANCE
    yield "df", fits[0].df2, values["df"], TOLERANCE


def _geeglm(design, _, values):
    """Its sandwich adds up squares, where a design has n/(n − 1) of them."""
    case, (one, two) = _gap(design, "b")
    n, sign = len(case.data), np.r_[-1.0, np.ones(len(one.at) - 1)]
    moved = np.hstack([one.influence * sign, (two.influence - one.influence) * sign])
    se = np.sqrt(Units.of(n).covariance(moved).diagonal() * (n - 1) / n)
    # R: constant, item, slopes of the first item, what is added to them in the second.
    order = np.r_[0, len(sign), 1 : len(sign), len(sign) + 1 : 2 * len(sign)]
    found = np.r_[sign * one.at, sign * (two.at - one.at)]
    yield "slopes of an item, and their change", found[order], values["coef"], TOLERANCE
    yield "slopes of an item, and their change, se", se[order], values["se"], TOLERANCE


def _emmeans(design, rest, values):
    """At equal weights of all else types differ as their log odds do."""
    case, _, b, _ = _logit(design, rest[0])
    away = np.diff(np.array(values["log_odds"])[[0, 1, 0, 2]])[::2]
    yield "log odds less those of the first", b[1:][case.of() == "org"], away, TOLERANCE


def _jackknife(design, rest, values):
    """R's jackknife leaves units out in full: it judges, and is no target of the variance."""
    case, fitted, _, _ = _logit(design, rest[0])
    yes = np.array([False, True])
    shares = [fitted.margin(case.matrix(**{case.on[0]: level}), yes)[0]
              for level in values["levels"]]  # fmt: skip
    yield "adjusted shares", shares, values["share"], TOLERANCE


_HELD = {
    "svyglm": _svyglm, "regTermTest": _reg_term_test, "predict": _predict,
    "margins": _margins, "svyolr": _svyolr, "svyolr_tight": _svyolr_tight,
    "svyolr_terms": _svyolr_terms, "margins_olr": _margins_olr, "clm": _clm,
    "gap_margins": _gap_margins, "gap_raw": _gap_raw, "gap_stacked": _gap_stacked,
    "margins_jackknife": _jackknife, "gap_linear": _gap_linear, "geeglm": _geeglm,
    "emmeans": _emmeans,
}  # fmt: skip


def _multinomial() -> Iterator[Row]:
    """Hold the multinomial logit: constants and slopes answer by answer, as R has them."""
    for design, printed in reference("multinomial").items():
        case = Case(design, "b")
        case.on = ["size", "meals"]
        y, x = (
            case.data["rating"].map({name: k for k, name in enumerate(RATING)}),
            case.matrix(),
        )
        fitted = regress(y.to_numpy(int), x, case.units, case.inside, ranked=False,
                         variance="taylor")  # fmt: skip
        at = [np.ravel(fitted.slopes[:, case.of() == term]) for term in case.on]
        tests = [
            wald(fitted.at[k], fitted.covariance()[np.ix_(k, k)], fitted.df2) for k in at
        ]
        told = [fitted.margin(case.matrix(size=level), np.arange(4) == k)
                for level in case.levels("size") for k in range(4)]  # fmt: skip
        shares, moved = zip(*told, strict=True)
        covariance = case.units.covariance(np.column_stack(moved))
        for quantity, ours, name, tolerance in (
            ("coefficients", fitted.at, "coef", TOLERANCE),
            ("standard errors", np.sqrt(fitted.covariance().diagonal()), "se", DERIVED),
            ("F of terms", [f for f, _ in tests], "F", DERIVED),
            ("p of terms", [p for _, p in tests], "p", ITERATED),
            ("df of terms", list(map(len, at)), "df", TOLERANCE),
            ("df2 of terms", fitted.df2, "ddf", TOLERANCE),
            ("adjusted shares", shares, "share", TOLERANCE),
            ("adjusted shares, se", np.sqrt(covariance.diagonal()), "share_se", DERIVED),
        ):
            theirs = np.ravel(np.array(printed[name], float))
            for mine, other in zip(np.ravel(ours), theirs, strict=True):
                yield Row(
                    f"multinomial logit: {quantity}",
                    WRITTEN,
                    design,
                    mine,
                    other,
                    tolerance,
                )
