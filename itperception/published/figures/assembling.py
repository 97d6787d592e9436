"""Figures, groups and claims put together to a study, and whatever does not fit told.

What was read from files comes in as it was printed; names that mean nothing, bases that
are not understood, figures with problems and keys that a claim of its kind may not have come
out, all of them at once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

import pandas as pd
from pydantic import AfterValidator, ConfigDict, Field

from itperception.errors import NotUnderstoodError, Problem, unknown_name
from itperception.published.figures.figures import (
    COLUMNS,
    EVERYBODY,
    Figure,
    is_figure,
    read_lines,
)
from itperception.published.figures.printed import read_base
from itperception.published.figures.study import (
    Group,
    Polarity,
    Study,
    StudyClaim,
    polarity_problems,
)
from itperception.survey.description import MOST_PEOPLE, PrintedGroup
from itperception.survey.questions import MOST_CATEGORIES
from itperception.terms.document import Document
from itperception.terms.text import Text, say


class Keys(NamedTuple):
    """How many figures a kind of claim is about, at least and at most, and what it may say.

    `options` are keys of the claim itself, `assume` those of its assumptions.
    """

    figures: tuple[int, int]
    options: tuple[str, ...] = ()
    assume: tuple[str, ...] = ("least",)


MANY = 1_000
EVERYWHERE = ("id", "text", "kind", "row", "figures", "assume")
CLAIM_KEYS: dict[str, Keys] = {
    "figure": Keys((1, 1), ("dont_know",)),
    "majority": Keys((1, MANY), ("than", "dont_know")),
    "minority": Keys((1, MANY), ("than", "dont_know")),
    "paired": Keys((2, 2), ("test", "dont_know"), ("least", "overlap")),
    "groups": Keys((2, MANY), ("test", "direction", "similar", "group", "what_if"),
                   ("least", "similar", "exhaustive")),
    "distribution": Keys((2, MANY), ("test",)),
    "paired_distribution": Keys((2, MANY), ("test",)),
    "largest": Keys((2, MANY)),
    "lowest_group": Keys((1, MANY), ("group", "lead")),
    "highest_group": Keys((1, MANY), ("group", "lead")),
    "above_average": Keys((1, MANY), ("group", "lead")),
    "gap_everywhere": Keys((2, 2), ("outweighs", "balance")),
    "not_always": Keys((2, 2), (), ("least", "overlap")),
    "several": Keys((2, MANY)),
    "association": Keys((3, 3)),
    "means": Keys((2, 2), ("scale", "end", "ends"), ()),
    "ratio": Keys((2, 2), ("times",)),
    "reported": Keys((2, 2), ("p", "odds_ratio", "risk_ratio"), ("least", "exhaustive")),
}  # fmt: skip


def _up_to(most: int) -> AfterValidator:
    """Return the check that a text is a number between zero and another."""

    def check(given: str) -> str:
        if not is_figure(given) or not 0 <= Fraction(given) <= most:
            raise ValueError(f"expected a number from 0 to {most}, such as 0.4 or 1/3")
        return given

    return AfterValidator(check)


def _rising(given: tuple[int, int]) -> tuple[int, int]:
    if given[0] >= given[1]:
        raise ValueError("expected the lowest and the highest answer, such as [1, 5]")
    return given


Pair = tuple[str, str]
_Answer = Annotated[int, Field(ge=0, le=MOST_CATEGORIES)]


class Assumptions(Document):
    """Named assumptions; which of them a claim may make hangs on its kind."""

    model_config = ConfigDict(extra="allow")
    least: int | None = Field(default=None, ge=1, le=MOST_PEOPLE)
    similar: int | None = Field(default=None, ge=0, le=100)
    exhaustive: bool | None = None
    overlap: Literal["non_negative"] | None = None


class PrintedClaim(Document):
    """One sentence drawn from figures; which further keys it needs hangs on its kind."""

    model_config = ConfigDict(extra="allow")
    id: str = ""
    text: Text
    kind: str = ""
    row: str = ""
    figures: tuple[str, ...] = ()
    assume: Assumptions = Assumptions()
    test: str | None = None
    than: Annotated[str, _up_to(1)] | None = None
    lead: Annotated[str, _up_to(100)] | None = None
    group: str | None = None
    dont_know: str | None = None
    direction: Pair | None = None
    similar: Pair | None = None
    times: str | None = None
    p: str | None = None
    odds_ratio: str | None = None
    risk_ratio: str | None = None
    ends: Pair | None = None
    end: tuple[_Answer, ...] | None = None
    scale: Annotated[tuple[_Answer, _Answer], AfterValidator(_rising)] | None = None
    what_if: tuple[Assumptions, ...] | None = Field(default=None, max_length=100)

    @property
    def options(self) -> dict[str, object]:
        """What it says besides :data:`EVERYWHERE`."""
        return self.model_dump(exclude=set(EVERYWHERE), exclude_none=True)


def unknown_keys(
    kind: str, options: Mapping[str, object], assume: Mapping[str, object]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield what each unknown key should be, the key, and those that are known.

    `options` is what a claim says besides :data:`EVERYWHERE`, `assume` its assumptions; of a
    kind that is not one of :data:`CLAIM_KEYS` nothing is known.

    Examples
    --------
    >>> [key for _, key, _ in unknown_keys("groups", {"directoin": [], "test": ""}, {})]
    ['directoin']
    """
    known = CLAIM_KEYS.get(kind)
    if known is None:
        return
    for key in options:
        if key not in known.options:
            yield f"key of a claim of kind {kind!r}", key, (*EVERYWHERE, *known.options)
    for assumed in (assume, *options.get("what_if", ())):
        for key in assumed:
            if key not in known.assume:
                yield f"assumption of a claim of kind {kind!r}", key, known.assume


def named_by(
    claim: StudyClaim, groups: Sequence[str], figures: Sequence[str], parts: Sequence[str]
) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield what each name in a claim should be, the name, and those that are known.

    `groups` are those of the figures of its items, its own first; `figures` the ids of all;
    `parts` divide everybody.
    """
    said = claim.options
    known = groups if claim.kind == "groups" else parts or groups
    for name in (*said.get("direction", ()), *[said[k] for k in ("group",) if k in said]):
        yield "group of the claim", str(name), known
    for name in said.get("similar", ()):
        yield "figure of the claim", str(name), claim.figures
    for name in (*said.get("ends", ()), *[said[k] for k in ("dont_know",) if k in said]):
        yield "figure", str(name), figures


RELEASE_COLUMNS = (*COLUMNS, "text", "to")
_REQUIRED = ("id", "printed")
PAIRED, GROUPS_KIND = "paired", "groups"
EARLIER = ("last_", "previous", "earlier", "before", "vorjahr", "frueher", "früher",
           "forra", "förra", "tidigare", "i_fjol", "ifjol")  # fmt: skip
"""Words in the name of a group that was asked at another time."""
_Place = tuple[str, int | str]  # section of the file, and which of its entries


@dataclass(kw_only=True)
class Assembly:
    """A study being put together, and what is wrong with it so far."""

    # name of the file for messages; name and title of the study; where all of it was
    # printed
    file: str
    # names of the files in which sections stand that are not in `file`
    files: Mapping[str, str] = field(default_factory=dict)
    name: str
    title: str = ""
    source: str = ""
    n: str | None = None  # how many were asked, as printed
    # as declared; if none is, every group that a figure names is one
    groups: Mapping[str, PrintedGroup] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # as in a study; what both sides judge needs a polarity, unless it is None
    polarity: Polarity | None = None
    headline: str = ""
    # on which line of the file a figure, claim or group stands, if known
    lines: Mapping[_Place, int] = field(default_factory=dict)
    sizes: dict[str, range | None] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sizes[EVERYBODY] = self._base("n", "", self.n)
        for name, group in self.groups.items():
            told = self._base("groups", name, group.size)
            self.sizes[name] = told or self.sizes.get(name)
        for part in self.parts:
            self._known("group", part, list(self.groups), ("parts", ""))

    def figures_of(self, entries: Sequence[Mapping[str, object]]) -> tuple[Figure, ...]:
        """Read the figures of a press release; problems are kept."""
        cells = [self._cells(at, entry) for at, entry in enumerate(entries)]
        self.ids = [line["id"] for line in cells]
        self._name_answers(cells)
        lines = [self._line("figures", at) for at in range(len(cells))]
        frame = pd.DataFrame(cells, index=lines, columns=[*COLUMNS, "to"], dtype=object)
        read, problems = read_lines(self.file, frame, _REQUIRED)
        self.problems += problems
        figures = tuple(Figure(**attributes) for attributes in read)
        for figure in figures:
            self._grow(figure.group, figure.base and range(figure.base, figure.base + 1))
        return figures

    def study(self, figures: Sequence[Figure], claims: Sequence[StudyClaim]) -> Study:
        """Return the study; what does not fit together is among the problems."""
        self.ids = self.ids or [figure.id for figure in figures]
        declared = [EVERYBODY, *self.groups]
        places = {name: at for at, name in reversed([*enumerate(self.ids)])}
        for figure in figures:
            at = ("figures", places[figure.id])
            if self.groups and not says_another_time(figure.group):
                self._known("group", figure.group, declared, at)
            for answer in figure.categories if figure.item in self.answers else ():
                self._known("answer", answer, self.answers[figure.item], at)
        self._check_claims(figures, claims)
        if self.headline:
            self._known("claim", self.headline, [c.id for c in claims], ("headline", ""))
        if self.polarity is not None:
            judges = {name: group.judges for name, group in self.groups.items()}
            for item, told, wanted in polarity_problems(self.polarity, figures, judges):
                self._tell(told, ("polarity", ""), f"polarity of {item!r}", expected=wanted)
        names = dict.fromkeys([*declared, *(figure.group for figure in figures)])
        return Study(
            name=self.name, title=self.title, figures=tuple(figures), parts=self.parts,
            groups={name: self._group(name) for name in names}, claims=tuple(claims),
            answers=dict(self.answers), headline=self.headline,
            polarity=dict(self.polarity or {}),
        )  # fmt: skip

    def _group(self, name: str) -> Group:
        told = self.groups.get(name, PrintedGroup())
        label = say(told.label) if told.label else ""
        own = told.sample == "own" or (not told.sample and says_another_time(name))
        sizes = self.sizes.get(name)
        return Group(id=name, label=label, sizes=sizes, judges=told.judges, own=own)

    def _base(self, section: str, at: int | str, printed: object) -> range | None:
        """Read a base in print; what is not understood becomes a problem."""
        try:
            return read_base(printed, self.sizes.get(EVERYBODY))
        except NotUnderstoodError as error:
            column = "base" if section == "figures" else str(at or section)
            self._tell(error.message, (section, at), column, expected=error.expected)
            return None

    def _cells(self, at: int, entry: Mapping[str, object]) -> dict[str, str]:
        """Write an entry as a line of figures.csv; what it leaves out gets its default."""
        for key in entry:
            self._known("key of a figure", key, RELEASE_COLUMNS, ("figures", at))
        cells = {column: _as_text(entry.get(column)) for column in RELEASE_COLUMNS}
        text = cells.pop("text")
        own = any(cells[end] for end in ("low", "high"))
        usual = {
            "row": str(at + 1), "item": cells["id"], "label": text or cells["id"],
            "group": EVERYBODY, "sources": self.source.replace("|", "/"),
        }  # fmt: skip
        if own:
            given = "low and high are given in the file"
            usual |= {"kind": "words", "rounding": "declared", "assumption": given}
        cells |= {column: cells[column] or value for column, value in usual.items()}
        cells["base"] = self._base_cell(at, cells["group"], cells["base"])
        return cells

    def _base_cell(self, at: int, group: str, printed: str) -> str:
        """Return the base if it is one number; a range becomes the group's size."""
        base = self._base("figures", at, printed) if printed else None
        self._grow(group, base)
        base = base or self.sizes.get(group)
        return str(base[0]) if base and base[0] == base[-1] else ""

    def _grow(self, group: str, base: range | None) -> None:
        """Take the largest base of a group as its size, unless that is declared."""
        told = self.n if group == EVERYBODY else None
        told = self.groups[group].size if group in self.groups else told
        known = self.sizes.get(group)
        if base and told is None and (known is None or known.stop < base.stop):
            self.sizes[group] = base

    def _name_answers(self, cells: Sequence[dict[str, str]]) -> None:
        """Name the answers that figures add up, where the file does not.

        An item with one figure per group is a yes or no. If a group has several, each is
        an answer called like its figure; with several groups nobody could tell which of
        them are the same, so they must be named.
        """
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for line in cells:
            groups[line["item"]][line["group"]] += 1
        for at, line in enumerate(cells):
            if line["categories"] or line["kind"] in ("claim", "mean"):
                continue
            of_item = groups[line["item"]]
            several = max(of_item.values()) > 1 or line["item"] in self.answers
            line["categories"] = line["id"] if several else "yes"
            if several and len(of_item) > 1:
                message = f"which answers to {line['item']!r} does it add up?"
                wanted = (
                    f"categories, such as [{line['id']}]: the same answer has the "
                    "same name in every group"
                )
                self._tell(message, ("figures", at), "categories", expected=wanted)

    def _check_claims(
        self, figures: Sequence[Figure], claims: Sequence[StudyClaim]
    ) -> None:
        told: set[str] = set()
        for at, claim in enumerate(claims):
            for figure in claim.figures:
                self._known("figure", figure, self.ids, ("claims", at))
            if claim.id in told:
                self._tell("the claim is given twice", ("claims", at), "id", claim.id)
            if set(claim.figures) <= set(self.ids):
                self._check_kind(claim, ("claims", at), figures)
            told.add(claim.id)

    def _check_kind(self, claim: StudyClaim, at: _Place, figures: Sequence[Figure]) -> None:
        """Refuse a kind or key that is not known, and pairs of different people."""
        if not claim.kind:
            missing = "the kind of the claim is missing; only two figures have a usual one"
            self._tell(missing, at, "kind", expected=f"one of {', '.join(CLAIM_KEYS)}")
            return
        self._known("kind of claim", claim.kind, list(CLAIM_KEYS), at, "kind")
        said = {key: v for key, v in claim.options.items() if key != "texts"}
        for told in unknown_keys(claim.kind, said, claim.assume):
            self._known(*told, at)
        groups = {f.id: f.group for f in figures if f.id in claim.figures}
        named = list(groups.values())
        if claim.kind in ("lowest_group", "highest_group"):  # of all groups with a figure
            items = {f.item for f in figures if f.id in claim.figures}
            named += [f.group for f in figures if f.item in items]
        for told in named_by(claim, list(dict.fromkeys(named)), self.ids, self.parts):
            self._known(*told, at)
        self._check_number(claim, at)
        if claim.kind == PAIRED and len(set(groups.values())) > 1:
            told = ", ".join(f"{name} is of {group!r}" for name, group in groups.items())
            same = f"{PAIRED!r} is about the same people, but {told}; see {GROUPS_KIND!r}"
            self._tell(same, at, "kind")
        means = claim.kind in ("means", "distribution", "paired_distribution")
        unfit = ("claim",) if means else ("claim", "mean")
        for other in (f for f in figures if f.id in claim.figures and f.kind in unfit):
            message = f"{claim.kind!r} is about shares, but {other.id} is a {other.kind}"
            self._tell(message, at, "kind")

    def _check_number(self, claim: StudyClaim, at: _Place) -> None:
        """Refuse a claim with too few or too many figures, or with one of them twice."""
        least, most = CLAIM_KEYS.get(claim.kind, Keys((0, MANY))).figures
        found = len(claim.figures)
        if not least <= found <= most:
            wanted = f"{least}" if least == most else f"{least} or more"
            self._tell(f"{claim.kind!r} is about another number of figures", at, "figures",
                       str(found), wanted)  # fmt: skip
        elif found > len(set(claim.figures)):
            self._tell("the claim has a figure twice", at, "figures")

    def _known(
        self, kind: str, name: str, known: Sequence[str], at: _Place, column: str = ""
    ) -> None:
        if name not in known:
            self._tell(str(unknown_name(kind, name, list(known))), at, column or at[0])

    def _tell(
        self, message: str, at: _Place, column: str, value: str | None = None,
        expected: str = "",
    ) -> None:  # fmt: skip
        line = self._line(*at) or None
        told = (self.files.get(at[0], self.file), message, line, column, value)
        self.problems.append(Problem(*told, expected or None))

    def _line(self, section: str, at: int | str) -> int:
        number = self.lines.get((section, at), self.lines.get((section, ""), 0))
        return number or (at + 1 if isinstance(at, int) else 0)


def says_another_time(group: str) -> bool:
    """Whether the name of a group says that its people were asked at another time.

    Examples
    --------
    >>> [says_another_time(name) for name in ("last_year", "jahr2014", "y2018", "s2000")]
    [True, True, True, False]
    """
    year = re.search(
        r"(?:^|_|\b(?:y|year|jahr|ar|år|wave|welle|våg)_?)(?:19|20)\d\d", group
    )
    return bool(year) or any(word in group.lower() for word in EARLIER)


def usual_kind(figures: Sequence[Figure]) -> str:
    """Say what is claimed of two figures if nobody says it: ``paired`` or ``groups``.

    Two figures about the same people are paired, those of two groups are compared;
    of any other number of figures it must be said.
    """
    if len(figures) != 2:
        return ""
    return PAIRED if figures[0].group == figures[1].group else GROUPS_KIND


def _as_text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "|".join(map(str, value))
    return "" if value is None else str(value).strip()
