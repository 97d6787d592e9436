"""What a claim may say besides its text and figures, by kind; every other key is refused."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, ConfigDict, Field

from itperception.published.figures.figure_lines import is_figure
from itperception.published.figures.study import StudyClaim
from itperception.survey.description import MOST_PEOPLE
from itperception.survey.questions import MOST_CATEGORIES
from itperception.terms.document import Document
from itperception.terms.text import Text


class Keys(NamedTuple):
    """Keys of a claim itself, and of its assumptions under ``assume``."""

    options: tuple[str, ...] = ()
    assume: tuple[str, ...] = ("least",)


MANY = 1_000
FIGURES = {
    "figure": (1, 1), "paired": (2, 2), "groups": (2, MANY), "distribution": (2, MANY),
    "paired_distribution": (2, MANY), "largest": (2, MANY), "gap_everywhere": (2, 2),
    "association": (3, 3), "means": (2, 2), "ratio": (2, 2), "reported": (2, 2),
    "not_always": (2, 2), "several": (2, MANY), "above_average": (1, MANY),
} | dict.fromkeys(("majority", "minority", "lowest_group", "highest_group"), (1, MANY))  # fmt: skip
"""How many figures a claim of a kind is about, at least and at most."""
EVERYWHERE = ("id", "text", "kind", "row", "figures", "assume")
CLAIM_KEYS: dict[str, Keys] = {
    "figure": Keys(("dont_know",)),
    "majority": Keys(("than", "dont_know")),
    "minority": Keys(("than", "dont_know")),
    "paired": Keys(("test", "dont_know"), ("least", "overlap")),
    "groups": Keys(("test", "direction", "similar", "group", "what_if"),
                   ("least", "similar", "exhaustive")),
    "distribution": Keys(("test",)),
    "paired_distribution": Keys(("test",)),
    "largest": Keys(),
    "lowest_group": Keys(("group", "lead")),
    "highest_group": Keys(("group", "lead")),
    "above_average": Keys(("group", "lead")),
    "gap_everywhere": Keys(("outweighs", "balance")),
    "not_always": Keys((), ("least", "overlap")),
    "several": Keys(),
    "association": Keys(),
    "means": Keys(("scale", "end", "ends"), ()),
    "ratio": Keys(("times",)),
    "reported": Keys(("p", "odds_ratio", "risk_ratio"), ("least", "exhaustive")),
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
