"""Power, detectable effects and sample sizes: ``power.R``, and what was carried over."""

import re
from collections.abc import Iterator

import numpy as np

from itperception.inference.planning.detectable import (
    detectable_difference,
    detectable_gap,
)
from itperception.inference.planning.power import (
    power_chi_squared,
    power_mcnemar,
    power_two_proportions,
)
from itperception.inference.planning.power_laws import exact_power
from itperception.inference.planning.sample_size import (
    needed_chi_squared,
    needed_mcnemar,
    needed_next_wave,
    needed_two_proportions,
)
from tests.conformance import Row
from tests.inference.reference import carried, number, reference

ARCSINE, CHI = "pwr.2p2n.test", "pwr.chisq.test"
CONNOR = "formula of Connor"
# pwr stops solving at uniroot's tolerance of eps^0.25.
LOOSE = 1.2e-4


def rows() -> Iterator[Row]:
    for kind, cases in reference("power").items():
        for printed in cases if kind in KINDS else ():
            given = printed["given"]
            case = " ".join(f"{value:g}" for value in given)
            for quantity, call, ours, theirs in KINDS[kind](*given, printed):
                yield Row(quantity, call, case, ours, number(theirs))
    yield from _carried()


def _arcsine(p1, p2, n1, n2, printed):
    strict = power_two_proportions(p1, p2, n1, n2, alpha=0.01).power
    yield "h: power", ARCSINE, power_two_proportions(p1, p2, n1, n2).power, printed["power"]
    yield "h: power at 1 %", ARCSINE, strict, printed["strict"]


def _exact(p1, p2, n1, n2, printed):
    found = exact_power(p1, p2, int(n1), int(n2), 0.05)
    yield "N-1: exact power", "chisq.test of every table", found, printed["power"]


def _detectable(p1, n1, n2, printed):
    found = detectable_difference(p1, n1, n2)
    yield "h: detectable share, higher", ARCSINE, found.second, printed["higher"]


def _needed(p1, p2, printed):
    yield "h: n", ARCSINE, needed_two_proportions(p1, p2).bases[0], printed["n"]


def _next_wave(p1, p2, n1, printed):
    yield (
        "h: n of the next wave",
        ARCSINE,
        needed_next_wave(p1, p2, n1).bases[1],
        printed["n"],
    )


def _chi_squared(w, n, df, printed):
    yield "w: power", CHI, power_chi_squared(w, n, df).power, printed["power"]
    yield "w: n", CHI, needed_chi_squared(w, df).bases[0], printed["n"]


def _mcnemar(gap, discordance, n, printed):
    found = power_mcnemar(gap, discordance, n).power
    yield "McNemar: power", CONNOR, found, printed["power"]
    found = detectable_gap(discordance, n).effect_size
    yield "McNemar: detectable gap", CONNOR, found, printed["detectable"]
    yield "McNemar: n", CONNOR, needed_mcnemar(gap, discordance).bases[0], printed["n"]


KINDS = {
    "arcsine": _arcsine,
    "exact": _exact,
    "detectable": _detectable,
    "needed": _needed,
    "next_wave": _next_wave,
    "chi_squared": _chi_squared,
    "mcnemar": _mcnemar,
}


def _carried() -> Iterator[Row]:
    for result in carried("06_proportions")[1]:
        test, _, case = result["id"].partition(".")
        values = [float(found) for found in re.findall(r"\d+(?:\.\d+)?", case)]
        if test == "power_chisq":
            w, n, df = values
            ours = power_chi_squared(w, n, df).power
            yield Row("w: power", CHI, case, ours, result["values"]["power"])
        elif test in ("mde_h", "mde_h_tight"):
            found = detectable_difference(0.5, *values)
            ours = 2 * np.arcsin(np.sqrt(found.second)) - np.pi / 2
            tolerance = LOOSE if test == "mde_h" else 1e-9
            yield Row(
                "h: detectable", ARCSINE, case, ours, result["values"]["h"], tolerance
            )
