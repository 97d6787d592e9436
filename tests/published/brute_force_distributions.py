"""Verdicts on all answers at once, and on means, by trying every table: slow and obvious.

Of the package only tests of single tables are used, which have tests of their own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb, isnan
from random import Random

import numpy as np
from scipy.stats import norm, t

from itperception.errors import ItPerceptionError
from itperception.inference.gap.paired_scores import mean_score
from itperception.inference.sizes.dominance import probability_of_superiority
from itperception.inference.tables.independence import kruskal_wallis, pearson
from itperception.published.figures.figures import EVERYBODY
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from tests.published.brute_force import ALPHA, Truth, claim
from tests.published.drawn_studies import (
    ANSWERS,
    REST,
    Drawn,
    agrees,
    compositions,
    drawn_study,
    named_in,
)

Row = tuple[str, ...]


class Tables(Truth):
    """What is true of tables that may be met more than once, in several ways."""

    def meet(self, key, true, beyond, values) -> None:
        self.keys = {*getattr(self, "keys", ()), key}
        numbers = {name: value for name, value in values.items() if not isnan(value)}
        self.add(true, beyond, numbers)
        self.number = len(self.keys)


def largest(drawn: Drawn, about: StudyClaim) -> Tables:
    """Try every count of every answer, and of those in both of two questions."""
    figures = [drawn.study.figure(name) for name in about.figures]
    if len({figure.item for figure in figures}) > 1:
        return _largest_question(drawn, figures)
    first, *others = figures
    truth = Tables()
    figures_of = [f for f in drawn.study.figures if f.item == first.item]
    rows = drawn.study.answers.get(first.item) or (*named_in(figures_of), REST)
    named = {answer for figure in figures for answer in figure.categories}
    for column in _of_group(drawn, first.item, first.group):
        n = sum(column.values())
        x = sum(column[a] for a in first.categories)
        nets = [set(figure.categories) for figure in others]
        nets += [{answer} for answer in rows if answer not in named | {REST}]
        counts = [(sum(column[a] for a in net), sum(column[a] for a in net
                  if a in first.categories)) for net in nets]  # fmt: skip
        key = (
            n,
            x,
            *(
                sum(column[a] for a in net)
                for net in _told_apart(figures_of, rows, figures)
            ),
        )
        rest = 0 if rows == drawn.study.answers.get(first.item) else column[REST]
        for most in range(min(1, rest), rest + 1):  # of one answer among the rest
            every = [*counts, (most, 0)]
            after = max(count for count, _ in every)
            for count, both in every:
                if count == after:
                    p = binomial(x - both, count - both)
                    truth.meet(key, x > after, p <= ALPHA, {
                        "lead": (x - after) / n, "binomial_p": p,
                        "first_count": x, "next_count": after})  # fmt: skip
    return truth


def _largest_question(drawn: Drawn, figures) -> Tables:
    truth = Tables()
    members = drawn.members(figures[0].group)
    for sizes, counts in drawn.counts([(f.item, f.categories) for f in figures]):
        n = sum(sizes[at] for at in members)
        x, *others = (sum(count[at] for at in members) for count in counts)
        after = max(others)
        for other, own in zip(others, counts[1:], strict=True):
            if other < after:
                continue
            pairs = [(sizes[at], counts[0][at], own[at]) for at in members]
            low = sum(max(0, a + b - size) for size, a, b in pairs)
            high = sum(min(a, b) for _, a, b in pairs)
            for both in range(low, high + 1):
                p = binomial(x - both, other - both)
                truth.meet((n, x, *others), x > after, p <= ALPHA, {
                    "lead": (x - after) / n, "mcnemar_exact_p": p,
                    "first_count": x, "next_count": after})  # fmt: skip
    return truth


@cache
def binomial(first: int, after: int) -> float:
    """Return the two-sided exact p of first of first + after with a chance of a half."""
    n = first + after
    tail = sum(comb(n, k) for k in range(min(first, after) + 1)) / 2**n
    return min(1.0, 2 * tail)


def _of_group(drawn: Drawn, item: str, group: str) -> Iterator[Counter]:
    """Yield what the people of a group may have answered, each way once."""
    met = set()
    for sizes in drawn.splits:
        for table in drawn.tables(item, sizes):
            column = Counter()
            for at in drawn.members(group):
                column.update(table[at])
            if (key := tuple(sorted(column.items()))) not in met:
                met.add(key)
                yield column


def _told_apart(about, rows: Sequence[str], others=()) -> list[Row]:
    """Return answers that every figure treats alike, together, in their order."""
    nets = [set(figure.categories) for figure in (*about, *others)]
    found: dict[tuple, list] = {}
    for row in rows:
        found.setdefault(tuple(row in net for net in nets), []).append(row)
    return list(map(tuple, found.values()))


def orders(drawn: Drawn, about: StudyClaim, items: Sequence[str]) -> list[list[Row]]:
    """Return the rows of a ranked table, in each order that is possible."""
    figures = [f for f in drawn.study.figures if f.item in items]
    if answers := drawn.study.answers.get(items[0]):
        apart = _told_apart(figures, answers)
        rows: list[list[str]] = []
        for answer in answers:
            if rows and any({rows[-1][-1], answer} <= set(alike) for alike in apart):
                rows[-1].append(answer)
            else:
                rows.append([answer])
        return [list(map(tuple, rows))]
    claimed = [drawn.study.figure(name) for name in about.figures]
    named = named_in(claimed)
    every = _told_apart(figures, list(dict.fromkeys([*named, *named_in(figures), REST])))
    fixed = [row for row in every if set(row) & set(named)]
    fixed.sort(key=lambda row: min(named.index(a) for a in row if a in named))
    found = [fixed]
    for row in every:
        if row not in fixed:
            found = [[*o[:at], row, *o[at:]] for o in found for at in range(len(o) + 1)]
    return found


def number(test, *given) -> float:
    """Return what a test says, NaN where it says nothing."""
    try:
        return float(test(*given))
    except ItPerceptionError:
        return float("nan")


def distribution(drawn: Drawn, about: StudyClaim) -> Tables:
    """Try every table of the groups, the answers in every order."""
    figures = [drawn.study.figure(name) for name in about.figures]
    item, groups = figures[0].item, list(dict.fromkeys(f.group for f in figures))
    tests = {"kruskal_wallis_p": lambda table: kruskal_wallis(table).p_value,
             "pearson_p": lambda table: pearson(table).p_value}  # fmt: skip
    decides = str(about.options.get("test", "kruskal_wallis_p"))
    truth, ways = Tables(), orders(drawn, about, [item])
    met = set()
    for sizes in drawn.splits:
        for table in drawn.tables(item, sizes):
            columns = []
            for group in groups:
                members = drawn.members(group)
                if group == EVERYBODY:
                    others = {
                        at for g in groups if g != EVERYBODY for at in drawn.members(g)
                    }
                    members = [at for at in members if at not in others]
                columns.append(sum((Counter(table[at]) for at in members), Counter()))
            key = tuple(tuple(sum(c[a] for a in row) for row in ways[0]) for c in columns)
            if key in met or not all(map(sum, key)):
                continue
            met.add(key)
            for order in ways:
                counts = np.array(
                    [[sum(c[a] for a in row) for c in columns] for row in order]
                )
                told = {name: number(test, counts) for name, test in tests.items()
                        if name == decides or name == "kruskal_wallis_p"}  # fmt: skip
                true = True
                if len(groups) == 2:
                    told["superiority"] = number(
                        lambda table: probability_of_superiority(table).effect_size, counts
                    )
                    true = told["superiority"] > 0.5
                truth.meet(key, true, told[decides] <= ALPHA, told)
    if len(groups) > 2:
        truth.true = set()
    return truth


def paired_distribution(drawn: Drawn, about: StudyClaim) -> Tables:
    """Try every way in which the answers to two items go together, group by group."""
    figures = [drawn.study.figure(name) for name in about.figures]
    first, second = dict.fromkeys(figure.item for figure in figures)
    ways = orders(drawn, about, [first, second])
    drawn = _with_answers_of_both(drawn, [first, second])
    truth = Tables()
    members = drawn.members(figures[0].group)
    squares: dict[bytes, np.ndarray] = {}
    for sizes in drawn.splits:
        seen = [
            {tuple(tuple(sum(table[at].get(a, 0) for a in row) for row in ways[0])
                   for at in members) for table in drawn.tables(item, sizes)}
            for item in (first, second)
        ]  # fmt: skip
        for one, other in product(*seen):
            sums = {bytes(len(ways[0]) ** 2): np.zeros([len(ways[0])] * 2, int)}
            for rows, columns in zip(one, other, strict=True):
                sums = {
                    (both := total + square).tobytes(): both
                    for total in sums.values() for square in joint_tables(rows, columns)
                }  # fmt: skip
            squares |= sums
    base = ways[0]
    rest = [at for at, row in enumerate(base) if row == (REST,)]
    if not any(square[rest].any() or square[:, rest].any() for square in squares.values()):
        ways = [[row for row in order if row != (REST,)] for order in ways]
    for key, square in squares.items():
        for order in ways:
            at = [base.index(row) for row in order]
            table = square[at][:, at]
            steps = (table.sum(0) - table.sum(1)) @ np.arange(len(at))
            p = number(lambda square: mean_score(square).p_value, table)
            told = {"mean_difference": steps / table.sum(), "mean_score_p": p}
            truth.meet(key, steps > 0, p <= ALPHA, told)
    return truth


def _with_answers_of_both(drawn: Drawn, items: Sequence[str]) -> Drawn:
    """Return the study in which each item names all answers; any share may have given them."""
    figures = drawn.study.figures
    both = tuple(named_in([f for f in figures if f.item in items]))
    nobody_knows = [
        replace(figures[0], id=f"{item}_{answer}", item=item, group=EVERYBODY, low=0, high=1,
                rounding="declared", categories=(answer,))
        for item in items for answer in both
    ]  # fmt: skip
    return replace(drawn, study=drawn.study.assuming(figures=(*figures, *nobody_knows)))


@cache
def joint_tables(rows: tuple[int, ...], columns: tuple[int, ...]) -> list[np.ndarray]:
    """Return every table with these totals, row by row."""
    if len(rows) == 1:
        return [np.array([columns])]
    found = []
    for line in product(*(range(min(rows[0], column) + 1) for column in columns)):
        if sum(line) == rows[0]:
            left = tuple(c - x for c, x in zip(columns, line, strict=True))
            found += [np.vstack([[line], rest]) for rest in joint_tables(rows[1:], left)]
    return found


def means(drawn: Drawn, about: StudyClaim) -> Tables:
    """Try every set of answers of both samples, or every count of both shares."""
    figures = [drawn.study.figure(name) for name in about.figures]
    truth = Tables()
    if figures[0].is_share:
        for sizes, counts in drawn.counts([(f.item, f.categories) for f in figures]):
            members = [drawn.members(figure.group) for figure in figures]
            n = [sum(sizes[at] for at in some) for some in members]
            k = [
                sum(own[at] for at in some)
                for own, some in zip(counts, members, strict=True)
            ]
            people = [
                np.repeat([1, 0], [x, size - x]) for x, size in zip(k, n, strict=True)
            ]
            told, p = _two_means(*people, welch=False)
            told = {"drop": told.pop("drop_of_means"), **told}
            truth.meet((*n, *k), told["drop"] > 0, p <= ALPHA, told)
        return truth
    for one, two in product(*(list(_sets(drawn, figure)) for figure in figures)):
        told, p = _two_means(one, two, welch="SD" in figures[0].printed)
        told |= {f"share_{answer} ({figure.group})": float((people == answer).mean())
                 for figure, people in zip(figures, (one, two), strict=True)
                 for answer in (1, 2, 3)}  # fmt: skip
        truth.meet((*one, *two), told["drop_of_means"] > 0, p <= ALPHA, told)
    return truth


def _two_means(one: np.ndarray, two: np.ndarray, welch: bool) -> tuple[dict, float]:
    drop = float(Fraction(int(one.sum()), len(one)) - Fraction(int(two.sum()), len(two)))
    told = {
        "drop_of_means": drop,
        "variance_first": one.var(),
        "variance_second": two.var(),
    }
    n = [len(one) - welch, len(two) - welch]
    a, b = one.var() / n[0], two.var() / n[1]
    if not a + b:
        p = float(drop == 0)
    elif welch:
        df = (a + b) ** 2 / (a**2 / n[0] + b**2 / n[1])
        p = 2 * t.sf(abs(drop) / (a + b) ** 0.5, df)
    else:
        p = 2 * norm.sf(abs(drop) / (a + b) ** 0.5)
    return {**told, "welch_p" if welch else "z_p": p}, p


def _sets(drawn: Drawn, mean) -> Iterator[np.ndarray]:
    """Yield every set of answers from 1 to 3 with a mean, its spread, and the shares."""
    n = drawn.study.sizes(mean.group)[0]
    spread = re.search(r"SD ([\d.]+)", mean.printed)
    about = [f for f in drawn.study.figures if f.is_share and f.group == mean.group]
    for counts in compositions(n, 3):
        people = np.repeat([1, 2, 3], counts)
        if not mean.low * n <= int(people.sum()) <= mean.high * n:
            continue
        if not all(agrees(f, (dict(zip("123", counts, strict=True)),)) for f in about):
            continue
        if spread:
            squares = Fraction(int((people**2).sum())) - Fraction(int(people.sum()) ** 2, n)
            ends = [max(Fraction(spread[1]) + off * Fraction(1, 20), Fraction(0)) ** 2
                    for off in (-1, 1)]  # fmt: skip
            if not ends[0] <= squares / (n - 1) <= ends[1]:
                continue
        yield people


def drawn_means(seed, most: int) -> tuple[Drawn, StudyClaim]:
    """Draw two groups: shares of them, or means from 1 to 3 with or without their spread."""
    if seed % 3 == 0:
        told = [("x", group, ("good",)) for group in "ab"]
        drawn = drawn_study(f"means {seed}", most=most, parts=2, always=told)
        return drawn, claim(drawn, "means", "f0", "f1")
    random = Random(f"means {seed}")
    figures, sizes = [], {}
    for group in "ab":
        n = sizes[group] = random.randint(2, most)
        people = np.array(random.choices((1, 2, 3), random.choices((1, 2, 6), k=3), k=n))
        spread = f" (SD {people.std(ddof=1):.1f})" if seed % 2 else ""
        off = random.choice((0, 0, 0, 0, 0.1))
        figures.append({"id": group, "item": "q", "group": group, "categories": ["mean"],
                        "printed": f"{people.mean() + off:.1f}{spread} on 1 to 3"})  # fmt: skip
        if random.random() < 0.5:
            figures.append({"id": f"{group}1", "item": "q", "group": group, "categories": ["1"],
                            "printed": f"{100 * (people == 1).mean():.0f} %"})  # fmt: skip
    if any(f["id"] in "ab" and not "1.0" <= f["printed"][:3] <= "3.0" for f in figures):
        return drawn_means(seed + 1, most)
    study = study_of({"groups": sizes, "figures": figures})
    drawn = Drawn(study, 1, random)
    return drawn, StudyClaim(id="c", text="", kind="means", figures=("a", "b"))


def drawn_largest(seed, most: int) -> tuple[Drawn, StudyClaim]:
    of_two = seed % 3 == 0
    group = "a" if seed % 5 == 0 else "all"
    nets = [("good",), ("fair",) if seed % 7 else ("good", "fair")]
    told = [("y" if of_two and at else "x", group, net) for at, net in enumerate(nets)]
    drawn = drawn_study(f"largest {seed}", ("x", "y") if of_two else ("x",), most=most,
                        parts=2 if group == "a" else None, always=told)  # fmt: skip
    return drawn, claim(drawn, "largest", "f0", "f1")


def drawn_distribution(seed, most: int) -> tuple[Drawn, StudyClaim]:
    parts = 3 if seed % 4 == 0 else 2
    groups = ("a", "all") if seed % 6 == 1 else "abc"[: 2 + (seed % 8 == 0)]
    told = [("x", group, (answer,)) for group in groups for answer in ("good", "poor")]
    drawn = drawn_study(f"distribution {seed}", most=most, parts=parts, always=told)
    names = [f"f{at}" for at in range(len(told))]
    options = {"test": "pearson_p"} if seed % 5 == 0 else {}
    return drawn, claim(drawn, "distribution", *names, **options)


def drawn_pair(seed, most: int) -> tuple[Drawn, StudyClaim]:
    group = "a" if seed % 5 == 0 else "all"
    told = [(item, group, (answer,)) for item in "xy" for answer in ("good", "poor")]
    drawn = drawn_study(f"pair {seed}", ("x", "y"), most=min(most, 7), always=told,
                        parts=2 if group == "a" else seed % 2 * 2)  # fmt: skip
    known = {item: ANSWERS for item in "xy" if drawn.study.answers}  # the same of both
    drawn = replace(drawn, study=drawn.study.assuming(answers=known))
    return drawn, claim(drawn, "paired_distribution", *(f"f{at}" for at in range(4)))


KINDS = {
    "largest": (drawn_largest, largest),
    "distribution": (drawn_distribution, distribution),
    "paired_distribution": (drawn_pair, paired_distribution),
    "means": (drawn_means, means),
}
