"""A study in print: who was asked, what stands there, and what is claimed from it.

A study has *figures* (printed percentages and words), *groups* (samples or organisation
types, whose sizes may be known, bounded or unknown) and *claims*: sentences that someone
draws from the figures. :mod:`itperception.published.verdicts.verdicts` says for each claim what
the figures prove.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from itperception.errors import unknown_name
from itperception.published.figures.figures import EVERYBODY, Figure
from itperception.survey.description import POLARITIES

Polarity = Mapping[str, str | Mapping[str, str]]  # item, or item and answer → polarity
SIDES = ("self", "customers")
_NONE = "none"


def polarity_of(told: Polarity, figure: Figure) -> str:
    """Return whether a larger share is better: ``positive``, ``negative`` or ``none``.

    Answers that disagree, or of which nobody says it, are none.

    Examples
    --------
    >>> less = Figure(row="1", id="less", item="satisfaction", label="", kind="percent",
    ...               printed="17 %", categories=("less", "not"))
    >>> polarity_of({"satisfaction": {"less": "negative", "not": "negative"}}, less)
    'negative'
    """
    of_item = told.get(figure.item, {})
    if isinstance(of_item, str):
        return of_item
    found = {of_item.get(answer, _NONE) for answer in figure.categories}
    return found.pop() if len(found) == 1 else _NONE


def polarity_problems(
    told: Polarity, figures: Sequence[Figure], judges: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the polarities of a wave: item, message, what is expected.

    `judges`: group → whether its people judge their own work (``self``) or as
    ``customers``.

    Notes
    -----
    What is not in print has none, and every answer that both sides judge must have one.
    """
    answers: dict[str, dict[str, None]] = {}
    sides: dict[str, set[str]] = {}
    for figure in (figure for figure in figures if figure.is_share):
        answers.setdefault(figure.item, {}).update(dict.fromkeys(figure.categories))
        sides.setdefault(figure.item, set()).add(judges.get(figure.group, ""))
    for item, given in told.items():
        if item not in answers:
            yield item, str(unknown_name("item", item, list(answers))), ""
        for answer in given if isinstance(given, Mapping) else ():
            if answer not in (known := list(answers.get(item, ()))):
                yield item, str(unknown_name("answer", answer, known)), ""
    for item in (item for item, found in sides.items() if {*SIDES} <= found):
        given = told.get(item, {})
        for answer in () if isinstance(given, str) else answers[item]:
            if answer not in given:
                message = (
                    f"both sides judge it, and nothing says if more {answer!r} is better"
                )
                yield item, message, f"one of {', '.join(POLARITIES)}"


Judges = Literal["self", "customers", ""]
OTHERS = "(others)"
"""Everybody asked who is in none of the groups that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the people asked: an organisation type, a sample, or everybody.

    Attributes
    ----------
    id : str
        Name, as in a figure's ``group``.
    label : str
        What people call it.
    sizes : range or None
        How many people it may have; of length one if the size is in print, None if
        nothing is known and nothing bounds it.
    judges : {"self", "customers", ""}
        Whether its people judge their own work or someone else's, if print says so.
    own : bool
        Whether it is a sample of its own, such as last year's, and not some of everybody.
    """

    id: str
    label: str = ""
    sizes: range | None = None
    judges: Judges = ""
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyClaim:
    """One sentence drawn from figures.

    Attributes
    ----------
    id, text : str
        Name, and the claim in words.
    kind : str
        What is claimed; one of the kinds of :mod:`itperception.published.verdicts.verdicts`.
    row : str
        Row of the list of everything in print that it belongs to.
    figures : tuple of str
        Ids of the figures it rests on, in the order its kind needs.
    options : mapping
        What else its kind needs: ``test``, ``direction``, ``item``, ``answer``, ``group``.
    assume : mapping
        Named assumptions, such as ``{"least": 10}`` or ``{"overlap": "non_negative"}``.
    """

    id: str
    text: str
    kind: str
    row: str = ""
    figures: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    assume: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """Everything in print about one survey.

    Attributes
    ----------
    name, title : str
        Name of the wave or file; what the survey is called.
    figures : tuple of Figure
        In the order of the list.
    groups : mapping of str to Group
        By name; ``"all"`` is everybody asked.
    parts : tuple of str
        Groups that divide everybody among them, each person in one; empty if print
        does not say that.
    answers : mapping of str to tuple of str
        Per item all its answers, for items whose every answer is known; the counts of
        such an item add up to its base.
    claims : tuple of Claim
        What is drawn from the figures.
    headline : str
        Id of the claim that leads; empty if nobody says which.
    polarity : mapping
        Item → whether more is better (``positive``, ``negative``, ``none``), or answer
        by answer; empty of what nobody says.
    """

    name: str
    title: str = ""
    figures: tuple[Figure, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    claims: tuple[StudyClaim, ...] = ()
    headline: str = ""
    polarity: Polarity = field(default_factory=dict)

    @property
    def n(self) -> range | None:
        """How many people were asked in all, if print bounds it."""
        return self.sizes(EVERYBODY)

    def figure(self, figure_id: str) -> Figure:
        """Return a figure by its name; `UnknownNameError` names the nearest."""
        for figure in self.figures:
            if figure.id == figure_id:
                return figure
        raise unknown_name("figure", figure_id, [figure.id for figure in self.figures])

    def claim(self, claim_id: str) -> StudyClaim:
        """Return a claim by its name; `UnknownNameError` names the nearest."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise unknown_name("claim", claim_id, [claim.id for claim in self.claims])

    def sizes(self, group: str) -> range | None:
        """Return the sizes a group may have, None if nothing bounds them.

        A part whose size is not in print is what the other parts leave of everybody.

        Examples
        --------
        >>> everybody = Group(id="all", sizes=range(10, 11))
        >>> parts = {name: Group(id=name) for name in ("a", "b", "c")}
        >>> study = Study(name="s", groups={"all": everybody, **parts}, parts=tuple(parts))
        >>> study.sizes("a")
        range(1, 9)
        >>> known = {name: Group(id=name, sizes=range(3, 5)) for name in ("b", "c")}
        >>> study.assuming(groups={**study.groups, **known}).sizes("a")
        range(2, 5)
        """
        known = self._declared(group)
        whole = self._declared(EVERYBODY)
        own = group in self.groups and self.groups[group].own
        if known is not None or group == EVERYBODY or whole is None or own:
            return known
        if group not in self.parts:
            return range(1, whole.stop)
        others = [self._declared(part) for part in self.parts if part != group]
        most = whole.stop - sum(other.start if other else 1 for other in others)
        left = whole.start - sum(
            other.stop - 1 if other else whole.stop for other in others
        )
        if max(left, 1) >= most:  # they leave nobody: the tables say so
            return range(1, whole.stop - len(others))
        return range(max(left, 1), most)

    def _declared(self, group: str) -> range | None:
        return self.group(group).sizes

    def group(self, name: str) -> Group:
        """Return a group by its name; nothing is known of one that is only named."""
        return self.groups.get(name, Group(id=name))

    def sized(self, sizes: Mapping[str, range]) -> "Study":
        """Return the study if some groups have these sizes."""
        known = {name: replace(self.group(name), sizes=s) for name, s in sizes.items()}
        return self.assuming(groups={**self.groups, **known})

    def of(self, n: int) -> "Study":
        """Return the study if `n` people were asked."""
        return self.sized({EVERYBODY: range(n, n + 1)})

    def narrowed(self, figure: Figure) -> Figure:
        """Return a share with the range that other answers of the same people leave to it.

        Everybody gives one answer to an item. Of everybody 37 % at most 63 % are left for
        other answers; where all answers are in print, what is left is also the least.

        Examples
        --------
        >>> from fractions import Fraction
        >>> share = dict(row="1", item="web", label="", kind="percent", printed="")
        >>> good = Figure(id="good", categories=("good",), low=Fraction("0.365"),
        ...               high=Fraction("0.375"), **share)
        >>> bad = Figure(id="bad", categories=("bad",), low=Fraction("0.18"),
        ...              high=Fraction(1), rounding="inequality", **share)
        >>> float(Study(name="s", figures=(good, bad)).narrowed(bad).high)
        0.635
        """
        others = [f for f in self.figures if f.is_share and f.categories
                  and (f.item, f.group, f.base) == (figure.item, figure.group, figure.base)
                  and not {*f.categories} & {*figure.categories}]  # fmt: skip
        answers = [answer for f in others for answer in f.categories]
        if not others or not figure.categories or len({*answers}) < len(answers):
            return figure
        low, high = figure.low, min(figure.high, 1 - sum(f.low for f in others))
        if {*answers, *figure.categories} == {*self.answers.get(figure.item, ())}:
            low = max(low, 1 - sum(f.high for f in others))
        if (low, high) == (figure.low, figure.high) or low > high:
            return figure
        return replace(figure, low=low, high=high, rounding="declared")

    def of_items(self, items: Iterable[str]) -> "Study":
        """Return the study with the figures of some items only."""
        items = set(items)
        return self.assuming(figures=tuple(f for f in self.figures if f.item in items))

    def assuming(self, **changes) -> "Study":
        """Return the study with some of its attributes replaced."""
        return replace(self, **changes)
