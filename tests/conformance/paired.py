"""Squares of pairs: ``02_paired``, the pairs of ``08_extra_packages``, ``paired.R``."""

from collections.abc import Iterator

import numpy as np

from itperception.inference.gap.paired_scores import mean_score, sign_test
from itperception.inference.gap.signed_rank import matched_rank_biserial, wilcoxon
from itperception.inference.gap.symmetry import bhapkar, bowker, mcnemar, stuart_maxwell
from itperception.inference.intervals import tango
from itperception.inference.sameness.score_statistics import paired_z
from tests.conformance import Row
from tests.inference.reference import carried, number, reference

# PropCIs searches in coarse steps.
TANGO_STEPS = 1e-5
WILCOX = "wilcox.test(a, b, paired = TRUE, exact = FALSE, correct = FALSE)"
WILCOX_CC = "wilcox.test(a, b, paired = TRUE, exact = FALSE)"
PRATT = "coin::wilcoxsign_test(zero.method = 'Pratt')"
DROPPED = "coin::wilcoxsign_test(zero.method = 'Wilcoxon')"
EXACTLY = "coin::wilcoxsign_test(distribution = 'exact')"
CC = "mcnemar.test(x)"
PLAIN = "mcnemar.test(x, correct = FALSE)"
BINOM = "binom.test(b, b + c)"
MH = "coin::mh_test(x)"
SCORED = "coin::mh_test(x, scores)"


def rows() -> Iterator[Row]:
    for stem in ("02_paired", "08_extra_packages"):
        tables, results = carried(stem)
        for told in results:
            kind, case = told["id"].split(".", 1)
            if kind in CARRIED:
                yield from CARRIED[kind](tables.get(told["table"]), case, told["values"])
    for case, told in reference("paired").items():
        square = np.array(told["counts"], float)
        yield from _square(square, case, told)
        yield from _ranked(square, case, told)
        if len(square) == 2:
            yield from _fourfold(square, case, told)


def _lines(case: str, *lines) -> Iterator[Row]:
    for quantity, call, ours, theirs, *tolerance in lines:
        yield Row(quantity, call, case, ours, number(theirs), *tolerance)


def _mcnemar(square, case, told, *, method="asymptotic", call=PLAIN):
    found = mcnemar(square[0, 1], square[1, 0], square.sum(), method=method)
    yield from _lines(
        case,
        (f"McNemar, {method}: X²", call, found.statistic, told["statistic"]),
        (f"McNemar, {method}: p", call, found.p_value, told["p_value"]),
    )


def _corrected(square, case, told):
    yield from _mcnemar(square, case, told, method="corrected", call=CC)


def _mcnemar_exact(square, case, told):
    b, c, n = square[0, 1], square[1, 0], square.sum()
    yield from _lines(
        case,
        ("McNemar, exact: p", BINOM, mcnemar(b, c, n, method="exact").p_value,
         told["p_exact"]),
        ("McNemar, mid-P: p", BINOM, mcnemar(b, c, n).p_value, told["p_mid"]),
    )  # fmt: skip


def _conditional(square, case, told, *, method="exact"):
    b, c, n = square[0, 1], square[1, 0], square.sum()
    ours, call = mcnemar(b, c, n, method=method).p_value, "exact2x2(paired = TRUE)"
    yield from _lines(case, (f"McNemar, {method}: p", call, ours, told["p_value"]))


def _conditional_midp(square, case, told):
    yield from _conditional(square, case, told, method="midp")


def _chi_squared(test, call):
    def compare(square, case, told):
        # R's Bowker is 0/0 where both cells of a pair are empty; bowker_nonempty is not.
        if told["statistic"] == "NaN":
            return
        found = test(square)
        yield from _lines(
            case,
            (f"{found.method}: statistic", call, found.statistic, told["statistic"]),
            (f"{found.method}: df", call, found.df, told["df"]),
            (f"{found.method}: p", call, found.p_value, told["p_value"]),
        )

    return compare


# In these files a is the place of the row and b of the column, so that a pair goes up
# where the second answer is the better one: the square is turned.


def _mh_scores(square, case, told):
    found = mean_score(square.T)
    yield from _lines(
        case,
        ("Mean-score test: Z", SCORED, found.statistic, told["Z"]),
        ("Mean-score test: p", SCORED, found.p_value, told["p_value"]),
    )


def _signed_rank(square, case, told):
    found = wilcoxon(square.T, method="asymptotic")
    rank_sum = wilcoxon(square.T, method="exact").statistic
    yield from _lines(
        case,
        ("Wilcoxon: rank sum", WILCOX, rank_sum, told["statistic"]),
        ("Wilcoxon, asymptotic: p", WILCOX, found.p_value, told["p_value"]),
    )


def _signed_rank_cc(square, case, told):
    found = wilcoxon(square, method="asymptotic", continuity=True)
    yield from _lines(
        case, ("Wilcoxon, corrected: p", WILCOX_CC, found.p_value, told["p_value"])
    )


def _pratt(square, case, told):
    pratt = wilcoxon(square.T, zeros="pratt", method="asymptotic")
    found = wilcoxon(square.T, method="asymptotic")
    yield from _lines(
        case,
        ("Wilcoxon-Pratt: Z", PRATT, pratt.statistic, told["Z"]),
        ("Wilcoxon-Pratt: p", PRATT, pratt.p_value, told["p_value"]),
        ("Wilcoxon: Z", DROPPED, found.statistic, told["Z_wilcoxon"]),
        ("Wilcoxon, asymptotic: p", DROPPED, found.p_value, told["p_wilcoxon"]),
    )


def _exact(square, case, told):
    pratt = wilcoxon(square, zeros="pratt", method="exact").p_value
    yield from _lines(
        case,
        ("Wilcoxon-Pratt, exact: p", EXACTLY, pratt, told["p_pratt"]),
        ("Wilcoxon, exact: p", EXACTLY, wilcoxon(square, method="exact").p_value,
         told["p_wilcoxon"]),
    )  # fmt: skip


def _sign(square, case, told):
    normal = sign_test(square.T, method="asymptotic")
    exact, n = sign_test(square.T, method="exact"), square.sum()
    up, down = told["up"], told["down"]
    yield from _lines(
        case,
        ("Pairs up", "sum(a > b)", exact.statistic, up),
        ("Pairs up minus down", "sum(sign(a - b))", exact.effect_size * n, up - down),
        ("Sign test, exact: p", "binom.test(up, up + down)", exact.p_value, told["p_exact"]),
        ("Sign test: Z²", "coin::sign_test", normal.statistic, told["Z"] ** 2),
        ("Sign test, asymptotic: p", "coin::sign_test", normal.p_value,
         told["p_asymptotic"]),
    )  # fmt: skip


def _rank_biserial(square, case, told):
    found = matched_rank_biserial(square.T)
    call = "effectsize::rank_biserial(a, b, paired = TRUE)"
    yield from _lines(
        case,
        ("Matched rank biserial", call, found.effect_size, told["r"]),
    )


def _paired_diff(_, case, told):
    # PropCIs returns the second minus the first.
    counts = [float(count) for count in case.split("_")]
    (high, low), ours = told["tango"], tango(*counts)
    yield from _lines(
        case,
        ("Paired difference, tango: lower", "PropCIs", ours.low, -low, TANGO_STEPS),
        ("Paired difference, tango: upper", "PropCIs", ours.high, -high, TANGO_STEPS),
    )


CARRIED = {
    "mcnemar": _mcnemar,
    "mcnemar_cc": _corrected,
    "mcnemar_exact": _mcnemar_exact,
    "mcnemar_exact2x2": _conditional,
    "mcnemar_midp": _conditional_midp,
    "bowker": _chi_squared(bowker, CC),
    "bowker_nonempty": _chi_squared(bowker, "pchisq, pairs of cells not empty"),
    "stuart_maxwell": _chi_squared(stuart_maxwell, MH),
    "stuart_maxwell_dt": _chi_squared(stuart_maxwell, "DescTools::StuartMaxwellTest"),
    "bhapkar": _chi_squared(bhapkar, "DescTools::BhapkarTest"),
    "mh_scores": _mh_scores,
    "signedrank": _signed_rank,
    "signedrank_cc": _signed_rank_cc,
    "signedrank_pratt": _pratt,
    "signedrank_exact": _exact,
    "sign": _sign,
    "rank_biserial_paired": _rank_biserial,
    "paired_diff": _paired_diff,
}


def _square(square, case, told):
    margins, symmetric, scored = stuart_maxwell(square), bowker(square), mean_score(square)
    uneven = mean_score(square, scores=told["uneven"])
    pairs = "pchisq, pairs of cells not empty"
    yield from _lines(
        case,
        ("Stuart-Maxwell test: statistic", MH, margins.statistic, told["stuart_maxwell"]),
        ("Stuart-Maxwell test: df", MH, margins.df, told["df"]),
        ("Stuart-Maxwell test: p", MH, margins.p_value, told["stuart_maxwell_p"]),
        ("Bowker test: statistic", pairs, symmetric.statistic, told["bowker"][0]),
        ("Bowker test: df", pairs, symmetric.df, told["bowker"][1]),
        ("Bowker test: p", pairs, symmetric.p_value, told["bowker"][2]),
        ("Mean-score test: |Z|", SCORED, abs(scored.statistic), told["z"]),
        ("Mean-score test: p", SCORED, scored.p_value, told["z_p"]),
        ("Mean-score test, uneven scores: |Z|", SCORED, abs(uneven.statistic),
         told["uneven_z"]),
    )  # fmt: skip
    if "bhapkar" in told:
        call = "d' solve(S - dd'/n) d"
        found = bhapkar(square).statistic
        yield from _lines(case, ("Bhapkar test: statistic", call, found, told["bhapkar"]))


def _ranked(square, case, told):
    found = wilcoxon(square, method="asymptotic")
    pratt = wilcoxon(square, zeros="pratt", method="asymptotic")
    corrected = wilcoxon(square, method="asymptotic", continuity=True)
    biserial = matched_rank_biserial(square)
    sign = sign_test(square, method="asymptotic")
    yield from _lines(
        case,
        ("Wilcoxon: rank sum", WILCOX, wilcoxon(square, method="exact").statistic,
         told["rank_sum"]),
        ("Wilcoxon: Z", DROPPED, found.statistic, told["wilcoxon_z"]),
        ("Wilcoxon, asymptotic: p", WILCOX, found.p_value, told["wilcoxon_p"]),
        ("Wilcoxon, corrected: p", WILCOX_CC, corrected.p_value,
         told["wilcoxon_corrected_p"]),
        ("Wilcoxon-Pratt: Z", PRATT, pratt.statistic, told["pratt_z"]),
        ("Wilcoxon-Pratt: p", PRATT, pratt.p_value, told["pratt_p"]),
        ("Sign test, exact: p", "binom.test(up, up + down)",
         sign_test(square, method="exact").p_value, told["sign_exact"]),
        ("Sign test, mid-P: p", "binom.test, dbinom", sign_test(square).p_value,
         told["sign_midp"]),
        ("Sign test: Z²", "coin::sign_test", sign.statistic, told["sign_z"] ** 2),
        ("Matched rank biserial", "sum(sign(d) * rank)/sum(rank)", biserial.effect_size,
         told["rank_biserial"]),
    )  # fmt: skip
    if "exact_pratt" in told:
        both = {"p_pratt": told["exact_pratt"], "p_wilcoxon": told["exact_wilcoxon"]}
        yield from _exact(square, case, both)


def _limit(effect, name, theirs):
    """Where all pairs go one way R's limits are 1; ours are not given."""
    return (1.0 if abs(effect.effect_size) == 1 else getattr(effect, name)), theirs


def _fourfold(square, case, told):
    b, c, n = square[0, 1], square[1, 0], square.sum()
    for method in ("asymptotic", "corrected"):
        yield from _mcnemar(square, case, told[method], method=method,
                            call=CC if method == "corrected" else PLAIN)  # fmt: skip
    yield from _lines(
        case,
        ("McNemar, exact: p", BINOM, mcnemar(b, c, n, method="exact").p_value,
         told["exact"]),
        ("McNemar, mid-P: p", "binom.test, dbinom", mcnemar(b, c, n).p_value, told["midp"]),
        ("Tango's statistic at -0.1", "Tango's formula", paired_z(b, c, n, -0.1),
         told["score_z"]),
        ("Tango's statistic at 0.1", "Tango's formula", paired_z(b, c, n, 0.1),
         told["score_z_above"]),
    )  # fmt: skip
    ours, call = tango(b, c, n), "uniroot(Tango's formula)"
    yield from _lines(
        case,
        ("Paired difference, tango: lower", call, ours.low, told["tango"][0]),
        ("Paired difference, tango: upper", call, ours.high, told["tango"][1]),
    )
