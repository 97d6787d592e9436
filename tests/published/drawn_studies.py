"""Small surveys drawn by seed, and every table that fits what is in print: slow and obvious.

A survey of a few people is drawn, and figures that are mostly true of it. Of the printed
study nothing is used but what stands there: every number of people, every way to divide
them, every count of every answer is tried, and each figure looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from random import Random

from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.published.figures.release import study_of
from itperception.published.figures.study import Study

ANSWERS = ("good", "fair", "poor")
REST = "another answer"
Net = Sequence[str]
Sizes = tuple[int, ...]
Columns = tuple[dict[str, int], ...]  # per group, how many gave each answer


@dataclass(frozen=True)
class Drawn:
    """A printed study and the assumption that its groups have at least so many people."""

    study: Study
    least: int
    random: Random

    @property
    def columns(self) -> tuple[str, ...]:
        return self.study.parts or (EVERYBODY,)

    @cached_property
    def splits(self) -> list[Sizes]:
        """Every way to divide the people asked for which each item has a table.

        An item that has none for any division contradicts itself, and binds no other.
        """
        every = [sizes for n in self.study.n for sizes in self._of(n)]
        items = {figure.item for figure in self.study.figures}
        fits = [{s for s in every if any(True for _ in self.tables(item, s))}
                for item in items]  # fmt: skip
        return [sizes for sizes in every if all(sizes in one for one in fits if one)]

    def _of(self, n: int) -> Iterator[Sizes]:
        if not self.study.parts:
            yield (n,)
            return
        for sizes in compositions(n, len(self.columns)):
            pairs = zip(self.columns, sizes, strict=True)
            if all(self._may_be(group, size) for group, size in pairs):
                yield sizes

    def _may_be(self, group: str, size: int) -> bool:
        known = self.study.groups[group].sizes
        if known is not None and len(known) == 1:
            return size == known[0]
        return size >= self.least and (known is None or size in known)

    def tables(self, item: str, sizes: Sizes) -> Iterator[Columns]:
        """Yield every table of an item that agrees with its figures."""
        about = [figure for figure in self.study.figures if figure.item == item]
        rows = self.study.answers.get(item) or (*named_in(about), REST)
        ways = []
        for group, size in zip(self.columns, sizes, strict=True):
            own = [figure for figure in about if figure.group == group]
            columns = [dict(zip(rows, c, strict=True))
                       for c in compositions(size, len(rows))]  # fmt: skip
            ways.append([c for c in columns if all(agrees(f, (c,)) for f in own)])
        of_all = [figure for figure in about if figure.group == EVERYBODY]
        for table in product(*ways):
            if all(agrees(figure, table) for figure in of_all):
                yield table

    def counts(
        self, asked: Sequence[tuple[str, Net]]
    ) -> Iterator[tuple[Sizes, tuple[Sizes, ...]]]:
        """Yield every sizes of the columns with every counts of nets in them, once.

        The answers to two items are independent, given the sizes.
        """
        items = list(dict.fromkeys(item for item, _ in asked))
        for sizes in self.splits:
            ways = [
                {
                    tuple(tuple(within(column, net) for column in table)
                          for name, net in asked if name == item)
                    for table in self.tables(item, sizes)
                }
                for item in items
            ]  # fmt: skip
            for chosen in product(*ways):
                left = {item: iter(one) for item, one in zip(items, chosen, strict=True)}
                yield sizes, tuple(next(left[item]) for item, _ in asked)

    def of_groups(
        self, item: str, nets: Sequence[Net], groups: Sequence[str]
    ) -> set[tuple[Sizes, ...]]:
        """Return every combination of size and counts per group; "all" is everybody."""
        found = set()
        for sizes, counts in self.counts([(item, net) for net in nets]):
            some = [self.members(group) for group in groups]
            found.add(
                tuple(tuple(sum(line[at] for at in members) for line in (sizes, *counts))
                      for members in some)
            )  # fmt: skip
        return found

    def members(self, group: str) -> list[int]:
        """Return the columns that a group is made of."""
        every = range(len(self.columns))
        return [at for at in every if group in (EVERYBODY, self.columns[at])]


def compositions(total: int, parts: int) -> Iterator[Sizes]:
    """Yield every way to write a number as a sum of so many, none of them negative."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in compositions(total - first, parts - 1):
            yield (first, *others)


def within(column: dict[str, int], net: Net) -> int:
    """Return how many people of a group gave an answer of a net."""
    return sum(count for answer, count in column.items() if answer in net)


def agrees(figure: Figure, table: Columns) -> bool:
    """Whether a figure of the people in these columns may have been printed."""
    people = sum(sum(column.values()) for column in table)
    count = sum(within(column, figure.categories) for column in table)
    low, high = figure.low * people, figure.high * people
    if figure.rounding == "inequality":
        above = count > low or count == low == 0
        return above and (count < high or count == high == people)
    return low <= count <= high


def named_in(figures: Sequence[Figure]) -> list[str]:
    """Return the answers that figures name, each once."""
    return list(dict.fromkeys(answer for f in figures for answer in f.categories))


def drawn_study(
    seed: int | str,
    items: Sequence[str] = ("x",),
    *,
    most: int = 12,
    parts: int | None = None,
    always: Sequence[tuple[str, str, Net]] = (),
) -> Drawn:
    """Draw a survey and print some of it.

    Parameters
    ----------
    seed : int or str
    items : sequence of str
        Each answered with :data:`ANSWERS`.
    most : int
        The most people; of three groups two thirds of it.
    parts : int, optional
        In how many groups people are divided; by default drawn, perhaps none.
    always : sequence of (item, group, net)
        Figures that are in print; groups are "a", "b", "c" and "all". Further ones are
        drawn.
    """
    random = Random(f"{seed}")
    parts = random.choice((0, 2, 2, 3)) if parts is None else parts
    names = tuple("abc"[:parts])
    n = random.randint(max(4, 2 * parts), max(most if parts < 3 else 2 * most // 3, 6))
    truth = _people(random, n, names, items)
    whole = [item for item in items if random.random() < 0.6]  # every answer is known
    figures = [_figure(random, truth, *told) for told in always]
    figures += [
        _figure(random, truth, item, random.choice((*names, EVERYBODY)),
                _some(random, ANSWERS if item in whole else ANSWERS[:2]))
        for item in items
        for _ in range(random.choice((0, 1, 1, 2, 3)) or not always)
    ]  # fmt: skip
    figures = [{"id": f"f{at}", **figure} for at, figure in enumerate(figures)]
    study = study_of({
        "n": None, "parts": list(names), "groups": dict.fromkeys(names),
        "figures": figures, "answers": {item: list(ANSWERS) for item in whole},
    })  # fmt: skip
    sizes = {name: _told(random, size) for name, size in truth["sizes"].items()}
    sizes[EVERYBODY] = range(n, n + 1) if random.random() < 0.7 else range(n - 1, n + 2)
    groups = {
        name: replace(group, sizes=sizes[name]) for name, group in study.groups.items()
    }
    return Drawn(study.assuming(groups=groups), random.choice((1, 1, 2)), random)


def _people(random: Random, n: int, names: Sequence[str], items: Sequence[str]) -> dict:
    """Draw in which group each is, and what each answers."""
    groups = (
        [*names, *random.choices(names, k=n - len(names))] if names else [EVERYBODY] * n
    )
    answers = {}
    for item in items:
        weights = [random.choice((1, 2, 6)) for _ in ANSWERS]
        answers[item] = random.choices(ANSWERS, weights, k=n)
    sizes = {name: groups.count(name) for name in names}
    return {"groups": groups, "answers": answers, "sizes": sizes}


def _figure(random: Random, truth: dict, item: str, group: str, net: Net) -> dict:
    """Print a share: as a percentage, an inequality or a range; seldom a false one."""
    given = [
        answer in net
        for answer, own in zip(truth["answers"][item], truth["groups"], strict=True)
        if group in (EVERYBODY, own)
    ]
    percent = int(Fraction(100 * sum(given), len(given)) + Fraction(1, 2))
    if random.random() < 0.05:
        percent = min(max(percent + random.choice((-10, 10)), 0), 100)
    told = {"item": item, "group": group, "categories": "|".join(net)}
    way = random.random()
    if way < 0.7:
        return {**told, "printed": f"{percent} %"}
    if way < 0.8 and 1 < percent < 100:
        return {**told, "printed": f"more than {percent - 1} %"}
    low, high = max(percent - 8, 0), min(percent + 8, 100)
    return {**told, "printed": "some", "low": low, "high": high}


def _some(random: Random, answers: Sequence[str]) -> tuple[str, ...]:
    count = random.randint(1, max(1, len(answers) - 1))
    return tuple(sorted(random.sample(answers, count), key=answers.index))


def _told(random: Random, size: int) -> range | None:
    """Return the size of a group as it is known: exactly, bounded, or not at all."""
    bounded = range(max(1, size - 1), size + 2)
    return random.choice((range(size, size + 1), bounded, None, None))
