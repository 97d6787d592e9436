"""Verdicts by trying every table of a small survey: slow and obvious.

Of the package only tests of single tables are used, which have tests of their own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb, prod

from scipy.special import chdtrc, ndtr

from itperception.errors import ItPerceptionError
from itperception.inference.gap.gap_differences import difference_z
from itperception.inference.gap.symmetry import mcnemar
from itperception.inference.tables.proportions import one_proportion
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.verdict import Verdict
from itperception.published.verdicts.verdicts import judge_claim
from tests.published.drawn_studies import Drawn, Sizes, drawn_study

ALPHA = 0.05
ID = "c"


@dataclass
class Truth:
    """What is true of every table, added up table by table."""

    number: int = 0
    true: set[bool] = field(default_factory=set)
    beyond: set[bool] = field(default_factory=set)
    ends: dict[str, list[float]] = field(default_factory=dict)

    def add(self, true, beyond, values: Mapping[str, float]) -> None:
        self.number += 1
        self.true.add(bool(true))
        self.beyond.add(bool(true) and bool(beyond))
        for name, value in values.items():
            low, high = self.ends.setdefault(name, [value, value])
            self.ends[name] = [min(low, value), max(high, value)]

    def differences(self, verdict: Verdict) -> Iterator[str]:
        """Yield in what a verdict is wrong."""
        if verdict.possible != bool(self.number):
            yield f"possible {verdict.possible}"
            return
        if not verdict.possible:
            return
        for name, found in (("holds", self.true), ("significant", self.beyond)):
            said, truth = getattr(verdict, name), answer(found)
            if said is not None and said != truth:
                yield f"{name} {said}, not {truth}"
        if verdict.number is not None and verdict.number != self.number:
            yield f"{verdict.number} tables, not {self.number}"
        for line in verdict.quantities.to_dict("records"):
            truth = self.ends.get(line["quantity"])
            if not line["certified"] or truth is None:
                continue
            for end, true in zip(("low", "high"), truth, strict=True):
                if abs(line[end] - true) > 1e-9:
                    yield f"{line['quantity']} {end} {line[end]}, not {true}"


def answer(found: Iterable[bool]) -> str:
    """Return whether something is true in all, no or some tables."""
    found = set(found)
    return "some" if len(found) > 1 else "every" if True in found else "none"


def gap_everywhere(drawn: Drawn, claim: StudyClaim) -> Truth:
    """Try every overlap in every part; in a part that does not depend on the others."""
    first, second = (drawn.study.figure(name) for name in claim.figures)
    asked = [(f.item, f.categories) for f in (first, second)]
    same = first.item == second.item
    if same:
        both = tuple(a for a in first.categories if a in second.categories)
        asked.append((first.item, both))
    truth = Truth()
    for sizes, counts in drawn.counts(asked):
        x, y = counts[:2]
        overlaps = [
            [counts[2][g]] if same else range(max(0, x[g] + y[g] - s), min(x[g], y[g]) + 1)
            for g, s in enumerate(sizes)
        ]
        p = [sorted({mcnemar_p(x[g] - a, y[g] - a, "midp") for a in overlaps[g]})
             for g in range(len(sizes))]  # fmt: skip
        true = all(a > b for a, b in zip(x, y, strict=True))
        gaps = [(x[g] - y[g]) / s for g, s in enumerate(sizes)]
        told = {"smallest_gap": min(gaps), "gap": (sum(x) - sum(y)) / sum(sizes)}
        for tests in ([one[0] for one in p], [one[-1] for one in p]):
            truth.add(true, max(tests) <= ALPHA, {**told, "largest_midp": max(tests)})
    return truth


def association(drawn: Drawn, claim: StudyClaim) -> Truth:
    """Try who has the thing in every part, and then every overlap of both nets.

    Among those with it and those without, all that counts is how many are in one net only.
    """
    figures = [drawn.study.figure(name) for name in claim.figures]
    truth = Truth()
    for sizes, counts in drawn.counts([(f.item, f.categories) for f in figures]):
        n, have = sum(sizes), sum(counts[2])
        if not 0 < have < n:
            continue
        ways = {(0, 0, 0, 0)}
        for of_part in zip(sizes, *counts, strict=True):
            ways = {tuple(map(sum, zip(one, other, strict=True)))
                    for one in ways for other in halves(*of_part)}  # fmt: skip
        for b, c, b_with, c_with in ways:
            difference = Fraction(b - c, n - have) - Fraction(b_with - c_with, have)
            p = score_p(b, c, n - have, b_with, c_with, have)
            told = {"gap_difference": float(difference), "gap_difference_p": p}
            truth.add(difference > 0, p <= ALPHA, told)
    return truth


@cache
def halves(size: int, x: int, y: int, have: int) -> set[tuple[int, ...]]:
    """Return how many are in one net only, of those without a thing and of those with."""
    found = set()
    without = size - have
    for x_out, y_out in product(range(x + 1), range(y + 1)):
        inside = only(x - x_out, y - y_out, have)
        found |= {(*a, *b) for a in only(x_out, y_out, without) for b in inside}
    return found


@cache
def only(x: int, y: int, size: int) -> set[tuple[int, int]]:
    """Return how many can be in the first net only and in the second only."""
    every = product(range(size + 1), repeat=3)
    return {(b, c) for both, b, c in every
            if both + b == x and both + c == y and both + b + c <= size}  # fmt: skip


@cache
def score_p(b: int, c: int, n: int, other_b: int, other_c: int, other_n: int) -> float:
    return float(2 * ndtr(-abs(difference_z((b, c, n), (other_b, other_c, other_n)))))


def drawn_association(seed: int, most: int) -> tuple[Drawn, StudyClaim]:
    told = [(item, "all", ("good",)) for item in ("x", "y", "z")]
    parts = None if seed % 3 == 0 else 0
    drawn = drawn_study(f"association {seed}", ("x", "y", "z"), most=most, parts=parts,
                        always=told)  # fmt: skip
    return drawn, claim(drawn, "association", "f0", "f1", "f2")


def leading_group(drawn: Drawn, claim: StudyClaim) -> Truth:
    """Look at the lead over each other group, and at the group against all others."""
    figures = [drawn.study.figure(name) for name in claim.figures]
    at = drawn.columns.index(claim.options["group"])
    points = Fraction(claim.options["lead"], 100)
    side = -1 if claim.kind == "lowest_group" else 1
    truth = Truth()
    for sizes, counts in drawn.counts([(f.item, f.categories) for f in figures]):
        told, p = {}, []
        for figure, net in zip(figures, counts, strict=True):
            shares = [Fraction(x, s) for x, s in zip(net, sizes, strict=True)]
            others = shares[:at] + shares[at + 1 :]
            told[f"lead_{figure.id}"] = min(side * (shares[at] - one) for one in others)
            p.append(fisher_p(net[at], sizes[at], sum(net), sum(sizes)))
        true = all(lead > points for lead in told.values())
        for one in p:  # ends of the p of every net
            truth.add(true, max(p) <= ALPHA, {**told, "fisher_p": one})
    return truth


@cache
def fisher_p(x: int, size: int, total: int, n: int) -> float:
    """Return the chance of a table as improbable as this one or more."""
    ways = [comb(size, k) * comb(n - size, total - k) for k in range(total + 1)]
    return sum(way for way in ways if way <= ways[x]) / comb(n, total)


def drawn_lead(seed: int, most: int) -> tuple[Drawn, StudyClaim]:
    told = [("x", "all", ("good",)), ("y", "all", ("good", "fair"))]
    if seed % 3 == 0:
        told = told[:1]
    elif seed % 3 == 1:
        told = [told[0], ("x", "all", ("good", "fair"))]
    parts = 2 + (seed // 3) % 2
    drawn = drawn_study(f"lead {seed}", tuple(dict.fromkeys(item for item, *_ in told)),
                        most=most, parts=parts, always=told)  # fmt: skip
    kind = "highest_group" if seed % 2 else "lowest_group"
    more = {"group": drawn.random.choice("abc"[:parts]), "lead": (seed % 5 == 0) * 10}
    return drawn, claim(drawn, kind, *(f"f{at}" for at in range(len(told))), **more)


def of_share(drawn: Drawn, claim: StudyClaim) -> Truth:
    """Look at every base and count of a share."""
    figures = [drawn.study.figure(name) for name in claim.figures]
    net = [answer for figure in figures for answer in figure.categories]
    than = Fraction(claim.options.get("than", "1/2"))
    side = {"majority": 1, "minority": -1}.get(claim.kind)
    truth = Truth()
    for ((n, k),) in drawn.of_groups(figures[0].item, [net], [figures[0].group]):
        tests = [one_proportion(k, n, float(than), method=method).p_value
                 for method in ("exact", "midp")]  # fmt: skip
        told = {"share": k / n, "count": k, "base": n}
        told |= dict(zip(("binomial_p", "binomial_midp"), tests, strict=True))
        true = side is None or side * (Fraction(k, n) - than) > 0
        truth.add(true, tests[0] <= ALPHA, told)
    return truth


def groups(drawn: Drawn, claim: StudyClaim) -> Truth:
    """Look at every size and count of each group named."""
    figures = [drawn.study.figure(name) for name in claim.figures]
    names = [figure.group for figure in figures]
    truth = Truth()
    found = drawn.of_groups(figures[0].item, [figures[0].categories], names)
    for sizes, counts in (zip(*table, strict=True) for table in found):
        shares = [k / n for n, k in zip(sizes, counts, strict=True)]
        difference = max(shares) - min(shares)
        if "direction" in claim.options:
            lower, higher = map(names.index, claim.options["direction"])
            difference = shares[higher] - shares[lower]
        told = {"difference": difference, "freeman_halton_p": exact_p(sizes, counts),
                "pearson_p": pearson_p(sizes, counts)}  # fmt: skip
        if len(sizes) == 2:
            told["n_minus_one_p"] = pearson_p(sizes, counts, less=1)
        decides = told["n_minus_one_p" if len(sizes) == 2 else "freeman_halton_p"]
        truth.add(difference > 1e-12, decides <= ALPHA, told)
    return truth


def exact_p(sizes: Sizes, counts: Sizes) -> float:
    """Return the chance of a table as improbable as this one or more."""
    every = (other for other in product(*(range(n + 1) for n in sizes))
             if sum(other) == sum(counts))  # fmt: skip
    ways = [prod(map(comb, sizes, other)) for other in every]
    here = prod(map(comb, sizes, counts))
    return sum(way for way in ways if way <= here) / sum(ways)


def pearson_p(sizes: Sizes, counts: Sizes, less: int = 0) -> float:
    n, k = sum(sizes), sum(counts)
    if k in (0, n):
        return 1.0
    pairs = zip(sizes, counts, strict=True)
    squares = sum(
        (x - size * k / n) ** 2 / (size * k / n * (1 - k / n)) for size, x in pairs
    )
    return float(chdtrc(len(sizes) - 1, squares * (n - less) / n))


def paired(drawn: Drawn, claim: StudyClaim) -> Truth:
    """Look at every overlap of two nets, part by part."""
    first, second = (drawn.study.figure(name) for name in claim.figures)
    members = drawn.members(first.group)
    found = set()
    for sizes, (x, y) in drawn.counts([(f.item, f.categories) for f in (first, second)]):
        lowest = sum(max(0, x[g] + y[g] - sizes[g]) for g in members)
        highest = sum(min(x[g], y[g]) for g in members)
        told = (sum(one[g] for g in members) for one in (sizes, x, y))
        found |= {(*line, both) for line in [tuple(told)]
                  for both in range(lowest, highest + 1)}  # fmt: skip
    truth = Truth()
    for n, x, y, both in found:
        b, c = x - both, y - both
        tests = {name: mcnemar_p(b, c, method) for method, name in TESTS.items()}
        truth.add(
            b > c, tests["mcnemar_midp"] <= ALPHA, {"difference": (x - y) / n, **tests}
        )
    return truth


TESTS = {"midp": "mcnemar_midp", "exact": "mcnemar_exact_p", "asymptotic": "mcnemar_p"}


@cache
def mcnemar_p(b: int, c: int, method: str) -> float:
    return mcnemar(b, c, b + c, method=method).p_value if b + c else 1.0


def drawn_share(seed: int, most: int) -> tuple[Drawn, StudyClaim]:
    parts = seed % 4
    parts = 0 if parts == 1 else parts
    group = "all" if seed % 3 or not parts else "a"
    drawn = drawn_study(f"share {seed}", ("x", "y"), most=most, parts=parts,
                        always=[("x", group, ("good",))])  # fmt: skip
    kind = ("figure", "majority", "minority")[seed // 4 % 3]
    more = {"than": "1/3"} if kind != "figure" and seed % 5 == 0 else {}
    return drawn, claim(drawn, kind, "f0", **more)


def drawn_groups(seed: int, most: int) -> tuple[Drawn, StudyClaim]:
    parts = 2 + seed % 2
    named = "abc"[: parts if seed % 3 else 2]
    drawn = drawn_study(f"groups {seed}", ("x", "y"), most=most, parts=parts,
                        always=[("x", group, ("good",)) for group in named])  # fmt: skip
    more = {"direction": ["a", "b"]} if len(named) == 2 and seed % 5 else {}
    return drawn, claim(drawn, "groups", *(f"f{at}" for at in range(len(named))), **more)


def drawn_pair(seed: int, most: int) -> tuple[Drawn, StudyClaim]:
    parts = (0, 2, 3)[seed % 3]
    group = "a" if parts and seed % 2 else "all"
    drawn = drawn_study(f"pair {seed}", ("x", "y"), most=most, parts=parts,
                        always=[(item, group, ("good",)) for item in "xy"])  # fmt: skip
    return drawn, claim(drawn, "paired", "f0", "f1")


def drawn_gap(seed, most: int) -> tuple[Drawn, StudyClaim]:
    items = ("x", "x") if seed % 4 == 0 else ("x", "y")
    nets = (("good",), ("fair",)) if seed % 8 == 0 else (("good",), ("good", "fair"))
    told = [(item, "all", net) for item, net in zip(items, nets, strict=True)]
    if seed % 3 == 0:
        told.reverse()
    parts = 2 + seed % 2
    drawn = drawn_study(f"gap {seed}", tuple(dict.fromkeys(items)), most=most, parts=parts,
                        always=told)  # fmt: skip
    return drawn, claim(drawn, "gap_everywhere", "f0", "f1")


def claim(drawn: Drawn, kind: str, *figures: str, **options) -> StudyClaim:
    return StudyClaim(id=ID, text="", kind=kind, figures=figures, options=options,
                 assume={"least": drawn.least})  # fmt: skip


KINDS = {
    "gap_everywhere": (drawn_gap, gap_everywhere),
    "association": (drawn_association, association),
    "leading_group": (drawn_lead, leading_group),
    "share": (drawn_share, of_share),
    "groups": (drawn_groups, groups),
    "paired": (drawn_pair, paired),
}


def differences(kind: tuple, seed: int, most: int) -> list[str]:
    """Return in what the verdict on a drawn survey is not that of trying every table.

    `kind` is one of :data:`KINDS`. Where no table fits, the claim may also be refused.
    """
    draw, truth_of = kind
    drawn, claim = draw(seed, most)
    truth = truth_of(drawn, claim)
    try:
        verdict = judge_claim(drawn.study, claim, alpha=ALPHA)
    except ItPerceptionError as refused:
        return [str(refused)] if truth.number else []
    return list(truth.differences(verdict))
