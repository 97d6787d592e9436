"""Complex samples: ``survey.R``, and carried-over values of package survey.

Not held, because R is wrong there: ``svyranktest`` with ties and unequal weights (it
averages running ranks without the weights; the value with mid-ranks stands instead); the
F p-values of ``anova(svyloglin)``, which take ΣΣΔ² of a matrix that is not symmetric for
the trace of Δ², and the saddlepoint p of its score, which takes eigenvalues as if it were
(survey.R computes the likelihood ratio's F with the eigenvalues themselves). Not held
either: ``wls-score`` of survey 4.5, which is the Wald statistic of survey 4.1 divided by
another 2 (apiclus1) with other degrees of freedom, and what belongs to syn156, whose
respondents were not carried over.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from itperception.counting.design import DesignCube
from itperception.inference.design.design import (
    design_effect,
    proportion,
)
from itperception.inference.design.design_effects import design_effects
from itperception.inference.design.design_ranks import design_rank_test
from itperception.inference.design.design_scores import compare_means
from itperception.inference.design.rao_scott import rao_scott
from itperception.inference.design.weighted_sums import inverted, saddlepoint
from tests.conformance import ITERATED, TOLERANCE, Row
from tests.inference.reference import carried, reference

CORRECTIONS = {"F": "F", "Chisq": "chisq", "Wald": "wald", "adjWald": "adjwald",
               "saddlepoint": "saddlepoint"}  # fmt: skip
RANKS = {"KruskalWallis": "wilcoxon", "vanderWaerden": "van_der_waerden",
         "median": "median"}  # fmt: skip
# R solves for the saddlepoint with uniroot(tol = 1e-8) and fits a logit by glm; it reads
# likelihood limits from a coarse profile by linear interpolation ("profiled" is a fine one);
# the algorithm of Davies is stopped at an absolute error of 1e-7.
LOOSE = {
    "saddlepoint": ITERATED,
    "logit": ITERATED,
    "lincom": ITERATED,
}
DESIGNS = {
    "apistrat": {"stratum": "stype", "fpc": "fpc"},
    "apistrat_nofpc": {"stratum": "stype"},
    "apiclus1": {"cluster": "dnum", "fpc": "fpc"},
    "apiclus1_nofpc": {"cluster": "dnum"},
}

LOGIT = ("logit", "xlogit")
BY = [("proportion", "svyby(svymean)"), ("se", "svyby(svymean)"),
      ("design effect", "deff = 'replace'")]  # fmt: skip


def rows() -> Iterator[Row]:
    for case, printed in reference("survey").items():
        if case == "single":
            yield from _single(printed)
        else:
            yield from _of_case(case, printed)
    yield from _carried()


def _of_case(case: str, printed: dict) -> Iterator[Row]:
    design = simulated(printed)
    independence = printed["independence"]
    for name, correction in CORRECTIONS.items():
        found, call = rao_scott(design, correction=correction), f"svychisq('{name}')"
        statistic, p_value = independence[name]
        quantity = f"Rao-Scott {correction}"
        yield Row(quantity, call, case, found.statistic, statistic)
        yield Row(f"{quantity}: p", call, case, found.p_value, p_value,
                  LOOSE.get(name, TOLERANCE))  # fmt: skip
    yield from _sums(case, design, independence)
    for group, part in ((None, "share"), (0, "share_of_first_group")):
        yield from _share(case, design, group, printed[part])
    for group, theirs in enumerate(zip(*printed["by"], strict=True)):
        for (name, call), ours, other in zip(BY, _of_group(design, [0], group), theirs,
                                             strict=True):  # fmt: skip
            yield Row(f"By group: {name}", call, f"{case}, {group}", ours, other)
    yield from _tests(case, design, printed)


def _of_group(design: DesignCube, answers: list[int], group: int) -> tuple:
    """Return a share with its standard error and design effect."""
    found = proportion(design.take(groups=[group]), answers)
    deff = design_effect(found.effect_size, found.se, found.base)
    return found.effect_size, found.se, deff


def _means(design: DesignCube, scores: np.ndarray):
    return compare_means("test", "difference", design, scores, 0.95)


def _sums(case: str, design: DesignCube, printed: dict) -> Iterator[Row]:
    if "effects" not in printed:
        return
    effects = design_effects(design)
    for ours, theirs in zip(effects, np.atleast_1d(printed["effects"]), strict=True):
        yield Row("Rao-Scott: design effects", "eigen, log-linear form", case, ours, theirs)
    x2 = rao_scott(design, correction="second_order")
    ddf = effects.sum() ** 2 / (effects**2).sum() * design.df
    call = "pchisq(x Σλ/Σλ²)"
    yield Row("Rao-Scott second order: p", call, case, x2.p_value, printed["second_order"])
    yield Row("Sum of chi-squared: p", "integrate() of Imhof's formula", case,
              inverted(x2.statistic, effects, ddf), printed["exact_sum"], 1e-7)  # fmt: skip
    g = rao_scott(design, statistic="likelihood_ratio", correction="chisq")
    f = rao_scott(design, statistic="likelihood_ratio")
    call = "anova(svyloglin)"
    yield Row("Rao-Scott G", call, case, g.statistic, printed["likelihood_ratio"])
    yield Row("Rao-Scott G: p", call, case, g.p_value, printed["likelihood_ratio_p"])
    yield Row("Rao-Scott G: p of F", "pf(G/Σλ)", case, f.p_value,
              printed["likelihood_ratio_f"])  # fmt: skip


def _share(case, design, group, printed) -> Iterator[Row]:
    where = case if group is None else f"{case}, first group"
    design = design if group is None else design.take(groups=[group])
    found = proportion(design, [0])
    deff = design_effect(found.effect_size, found.se, found.base)
    for name, ours, theirs in zip(
        ("share", "share: se", "share: design effect"),
        (found.effect_size, found.se, deff), printed["mean"], strict=True,
    ):  # fmt: skip
        yield Row(f"Weighted {name}", "svymean(deff = 'replace')", where, ours, theirs)
    yield from _intervals(where, design, [0], printed["intervals"])


def _intervals(where, design, answers, printed) -> Iterator[Row]:
    found = proportion(design, answers)
    for name, limits in printed.items():
        # Where everybody or nobody said so R has no width, or its fit does not converge.
        known = not np.isnan(np.asarray(limits, float)).any()
        if name not in LOGIT or found.effect_size in (0, 1) or not known:
            continue
        for ours, theirs in zip((found.ci_low, found.ci_high), limits, strict=True):
            yield Row(f"Interval of a share: {name}", f"svyciprop(method = '{name}')",
                      where, ours, theirs, LOOSE.get(name, TOLERANCE))  # fmt: skip


def _tests(case: str, design: DesignCube, printed: dict) -> Iterator[Row]:
    answers = np.arange(1, design.totals.shape[0] + 1)
    pair = _means(design.take(groups=[0, 1]), 1.0 * (answers == 1))
    yield from _scored("Difference of shares", case, pair, printed["pair"], pair)
    two = design.totals.shape[1] == 2
    if two:
        found = _means(design, answers)
        yield from _scored("Mean scores", case, found, printed["means"], found)
    for ours in RANKS.values():
        found = design_rank_test(design, scores=ours)
        name = f"Rank test: {ours}"
        yield from _scored(name, case, found, printed[ours], found if two else None)


def _scored(name, case, found, theirs, effect) -> Iterator[Row]:
    """Compare a t test, first minus second, or an F test."""
    if effect is None:
        ours = (found.statistic, found.df, found.df2, found.p_value)
        call, parts = "regTermTest(svyglm(score ~ g))", ("F", "df", "ddf", "p")
    else:
        ours = (-found.statistic, found.df, found.p_value, found.effect_size, found.ci_low,
                found.ci_high)  # fmt: skip
        call = "svyttest(score ~ g)"
        parts = ("t", "df", "p", "effect", "lower limit", "upper limit")
    for part, one, other in zip(parts, ours, theirs, strict=True):
        yield Row(f"{name}: {part}", call, case, one, other)


def _single(printed: dict) -> Iterator[Row]:
    for how, told in printed.items():
        design = simulated(told, single=how)
        found, call = proportion(design, [0]), f"options(survey.lonely.psu = '{how}')"
        values = (found.effect_size, found.se, rao_scott(design).statistic)
        for name, ours, theirs in zip(("share", "share: se", "Rao-Scott F"), values,
                                      [*told["mean"], told["F"]], strict=True):  # fmt: skip
            yield Row(f"Stratum of one unit: {name}", call, how, ours, theirs)


def _carried() -> Iterator[Row]:
    tables, results = carried("05_survey")
    for result in [*results, *carried("08_extra_packages")[1]]:
        kind, *rest = result["id"].split(".")
        if kind in CARRIED:
            yield from CARRIED[kind](tables, rest, result)


def _rao_scott(pair: dict) -> Callable:
    def compare(tables, rest, result):
        name, case = rest
        design = api(tables, case, *pair[case.split("_")[0]])
        found = rao_scott(design, correction=CORRECTIONS[name])
        values, call = result["values"], result["r_call"]
        yield Row(f"svychisq {name}", call, case, found.statistic, values["statistic"])
        yield Row(f"svychisq {name}: p", call, case, found.p_value, values["p_value"],
                  LOOSE.get(name, TOLERANCE))  # fmt: skip
        df = np.atleast_1d(values.get("df", np.nan))
        for ours, theirs in zip((found.df, found.df2), df, strict=False):
            yield Row(f"svychisq {name}: df", call, case, ours, theirs)

    return compare


def _table(tables, rest, result):
    case = rest[0]
    totals = api(tables, case, *FIRST[case.split("_")[0]]).totals
    for ours, theirs in zip(totals.ravel(), result["values"]["row_major"], strict=True):
        yield Row("Weighted table", result["r_call"], case, ours, theirs)


def _ranks(tables, rest, result):
    name, case = rest
    two, values, call = name == "wilcoxon2", result["values"], result["r_call"]
    plain = result["id"].startswith("svyranktest.") and "apistrat" in case
    if plain and name != "median":
        return  # ties and unequal weights: R's value depends on the order of the rows
    design = api(tables, case, "api00", "comp.imp" if two else "stype")
    found = design_rank_test(design, scores=RANKS.get(name, "wilcoxon"))
    ours = {"df": found.df, "p_value": found.p_value}
    if two:
        ours |= {"statistic": -found.statistic, "t": -found.statistic,
                 "estimate": -found.effect_size}  # fmt: skip
    else:
        ours |= {"F": found.statistic, "chisq": found.statistic * found.df,
                 "ddf": found.df2}  # fmt: skip
    for part, theirs in values.items():
        yield Row(f"Rank test {name}: {part}", call, case, ours[part], theirs)


def _t(tables, rest, result):
    case, values = rest[0], result["values"]
    design = api(tables, case, "api00", "comp.imp")
    found = _means(design, np.unique(tables[case.split("_")[0]]["api00"]))
    low, high = values["conf_int"]
    for part, ours, theirs in (
        ("t", -found.statistic, values["statistic"]), ("df", found.df, values["df"]),
        ("p", found.p_value, values["p_value"]), ("lower", -found.ci_high, low),
        ("estimate", -found.effect_size, values["estimate"]), ("upper", -found.ci_low, high),
    ):  # fmt: skip
        yield Row(f"svyttest: {part}", result["r_call"], case, ours, theirs)


def _mean(tables, rest, result):
    values, case = result["values"], rest[0]
    found = proportion(api(tables, case, "awards"), [1])
    deff = design_effect(found.effect_size, found.se, found.base)
    # Without replacement the variance of simple random sampling has 1 − n/Σw.
    finite = 1 - found.base / api(tables, case, "awards").totals.sum()
    for part, ours in (("p", found.effect_size), ("se", found.se), ("deff_replace", deff),
                       ("deff_without_replacement", deff / finite),
                       ("df", api(tables, case, "awards").df)):  # fmt: skip
        yield Row(f"svymean: {part}", result["r_call"], case, ours, values[part])


def _ciprop(tables, rest, result):
    method, case = rest
    design = api(tables, case, "awards")
    yield from _intervals(case, design, [1], {method: result["values"]["ci"]})
    if method in LOGIT:
        yield Row("svyciprop: p", result["r_call"], f"{case}, {method}",
                  proportion(design, [1]).effect_size, result["values"]["p"],
                  LOOSE.get(method, TOLERANCE))  # fmt: skip


def _by(tables, rest, result):
    design, values = api(tables, rest[0], "awards", "stype"), result["values"]
    for group, theirs in enumerate(zip(values["p"], values["se"], strict=True)):
        for part, ours, other in zip(("p", "se"), _of_group(design, [1], group), theirs,
                                     strict=False):  # fmt: skip
            yield Row(f"svyby: {part}", result["r_call"], rest[0], ours, other)


def _loglin(tables, rest, result):
    design, values = api(tables, rest[0], "stype", "comp.imp"), result["values"]
    g = rao_scott(design, statistic="likelihood_ratio", correction="chisq")
    x2 = rao_scott(design, correction="chisq")
    yield Row("svyloglin: G", result["r_call"], rest[0], g.statistic, values["dev_diff"])
    yield Row("svyloglin: G, p", result["r_call"], rest[0], g.p_value, values["dev_p"][1])
    yield Row("svyloglin: G, saddlepoint p", result["r_call"], rest[0],
              saddlepoint(g.statistic, design_effects(design)), values["dev_p"][3],
              ITERATED)  # fmt: skip
    yield Row("svyloglin: score", result["r_call"], rest[0], x2.statistic, values["score"])
    yield Row("svyloglin: score, p", result["r_call"], rest[0], x2.p_value,
              values["score_p"][1])  # fmt: skip


def _lincom(tables, rest, result):
    name, case = rest
    if name != "lincom" or case not in DESIGNS:
        return
    found = rao_scott(api(tables, case, *FIRST[case]), correction="lincom")
    values, call = result["values"], result["r_call"]
    yield Row("svychisq lincom", call, case, found.statistic, values["statistic"])
    yield Row("svychisq lincom: p", call, case, found.p_value, values["p_value"],
              LOOSE["lincom"])  # fmt: skip


FIRST = {"apistrat": ("sch.wide", "comp.imp"), "apiclus1": ("sch.wide", "stype")}
SECOND = dict.fromkeys(FIRST, ("stype", "mealcat"))
CARRIED = {
    "svychisq": _rao_scott(FIRST), "svychisq2": _rao_scott(SECOND), "svytable": _table,
    "svyranktest": _ranks, "svyranktest_mid": _ranks, "svyttest": _t, "svymean": _mean,
    "svyciprop": _ciprop, "svyby": _by, "svyloglin": _loglin,
    "svychisq45": _lincom,
}  # fmt: skip


def api(tables, case: str, answers: str, groups: str | None = None, **own) -> DesignCube:
    """Return the cube of two columns of the carried-over respondents."""
    people = tables[case.split("_")[0]]
    codes = [pd.factorize(people[name], sort=True)[0] if name else np.zeros(len(people), int)
             for name in (answers, groups)]  # fmt: skip
    design = {role: people[column] for role, column in DESIGNS[case].items()}
    return DesignCube.from_codes(*codes, weight=people["pw"], **design | own)


def simulated(printed: dict, *, single="unknown") -> DesignCube:
    """Return the cube of the respondents that the script printed."""
    people = pd.DataFrame({name: printed[name] for name in "ygwscN"})
    clustered = people.duplicated(["s", "c"]).any()
    design = DesignCube.from_codes(
        people["y"] - 1, people["g"] - 1, weight=people["w"], stratum=people["s"],
        cluster=people["c"] if clustered else None, fpc=people["N"],
    )  # fmt: skip
    return replace(design, single=single)
