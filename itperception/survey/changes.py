"""What changed between two waves: in a question, its answers and base, or in the survey.

What changed is named by its kind. What a respondent could notice breaks a trend unless
the researcher declares otherwise; what only the codebook's author would notice does not,
but is told.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from itperception.survey.codebook import Codebook
from itperception.survey.description import WAVE_CHANGES, WaveDescription
from itperception.terms.category import NO_ANSWER, NOT_SELECTED, Category, Net
from itperception.terms.dimension import Condition
from itperception.terms.text import say

TOLD = ("weighting", "languages")
_NOTHING, SPELLING, TRANSLATION, _OTHER = range(4)


class Change(NamedTuple):
    """One thing that changed: its kind, before and after, and whether it breaks a trend."""

    kind: str
    before: str
    after: str
    breaks: bool = True


@dataclass(frozen=True)
class _Question:
    """What a respondent was asked, and who was: of an item, or of an option and its set.

    ``empty`` is what an empty cell counts as; empty if it is left out of the base. ``unit``
    is that of a number; empty if it is none, or has none.
    """

    wording: dict[str, str]
    answers: tuple[Category, ...]
    ordered: bool
    nets: tuple[Net, ...]
    asked_if: Condition | None
    empty: dict[str, str]
    unit: dict[str, str]


def question_of(codebook: Codebook, description: WaveDescription, name: str) -> _Question:
    """Return a question of a wave; the answers of an option are all options of its set."""
    asked = codebook.dimension(name)
    counts = description.layout.empty_cells == "no_answer"
    answers, empty = asked.categories[:-1], NO_ANSWER.label if counts else {}
    if "." in name:
        chosen = codebook.multiple_response(name.split(".")[0])
        answers = tuple(Category(id=o.id, label=o.label) for o in chosen.options)
        empty = NOT_SELECTED.label if chosen.empty_is == "not_selected" else empty
    number = codebook.number(name)
    unit = (number and number.unit) or {}
    return _Question(
        asked.wording, answers, asked.ordered, asked.nets, asked.asked_if, empty, unit
    )


def question_changes(
    one: _Question, other: _Question, language: str = "en"
) -> Iterator[Change]:
    """Yield everything that differs between two questions of one name.

    Notes
    -----
    Texts are held together in the languages that both have. Where they differ in capitals
    or spaces alone, that is ``spelling``; in one of several languages, ``translation``;
    neither breaks a trend. A code that stands for another answer than before does: the
    renumbering may be real, or one of the files is misread. Other codes than before do not.
    The order of ranked answers is their rank; of others it is often drafted or random.
    """
    yield from _text_changes("wording", [(one.wording, other.wording)], language)
    yield from _answer_changes(one, other, language)
    if one.ordered != other.ordered:
        yield Change("ranked", *(
            (" > " if q.ordered else ", ").join(_labels(q.answers, language))
            for q in (one, other)
        ))  # fmt: skip
    yield from _net_changes(one, other, language)
    if one.empty != other.empty:
        told = (say(q.empty, language) if q.empty else "" for q in (one, other))
        yield Change("empty_cells", *told)


def wave_changes(
    one: WaveDescription, other: WaveDescription, language: str = "en"
) -> Iterator[Change]:
    """Yield what differs between two surveys, whatever they asked.

    Notes
    -----
    Another mode, population, sampling, unit or judge moves answers by as much as years
    do, and which of the two moved them no table can say: a trend breaks there until the
    researcher declares that it does not. The facts are texts, so that the same mode in
    other words is taken for another; to say so is one line of ``wave.yaml``, while a mode
    effect taken for a trend is found by nobody. Weighting only serves to reach the same
    population, and the languages of fieldwork are those of the wordings: both are told.
    Of a fact that one wave does not state it is not known whether it changed: told, too.
    """
    for kind in WAVE_CHANGES:
        before, after = getattr(one, kind), getattr(other, kind)
        known = bool(before and after)
        changed = _difference(before, after) == _OTHER if known else before != after
        if changed:
            texts = (say(told, language) if told else "" for told in (before, after))
            yield Change(kind, *texts, breaks=known and kind not in TOLD)
    ways = [(d.layout.weight is not None, {*_raked_to(d)}) for d in (one, other)]
    if ways[0] != ways[1] and one.weighting == other.weighting:
        named = (
            " + ".join(filter(None, (d.layout.weight, *_raked_to(d)))) for d in (one, other)
        )
        yield Change("weighting", *named, False)


def _raked_to(told: WaveDescription) -> tuple[str, ...]:
    """Return the items to whose margins weights are raked."""
    return (*told.raking.margins,) if told.raking else ()


def base_of(codebook: Codebook, condition: Condition | None, language: str) -> str:
    """Say whom a question is asked of: of those who gave which answers to which."""
    if condition is None:
        return ""
    asked = codebook.dimension(condition.item)
    labels = [say(c.label, language) for c in asked.categories if c.id in condition.any_of]
    return f"{say(asked.label, language)}: {', '.join(labels)}"


def _answer_changes(one: _Question, other: _Question, language: str) -> Iterator[Change]:
    before, after = ({c.id: c for c in q.answers} for q in (one, other))
    both = [name for name in before if name in after]
    if before.keys() != after.keys():
        yield Change("answers", *(
            ", ".join(_labels([own[n] for n in own if n not in also], language))
            for own, also in ((before, after), (after, before))
        ))  # fmt: skip
    texts = [(before[name].label, after[name].label) for name in both]
    if one.unit != other.unit:
        texts.append((one.unit, other.unit))
    yield from _text_changes("answers", texts, language)
    if any(before[name].kind != after[name].kind for name in both):
        yield Change("kinds", *(_by_kind(q.answers, language) for q in (one, other)))
    if both != [name for name in after if name in before]:
        listed = (", ".join(_labels(q.answers, language)) for q in (one, other))
        yield Change("order", *listed, breaks=one.ordered or other.ordered)
    recoded = [n for n in both if _codes(before[n]) != _codes(after[n])]
    if recoded:
        codes = [{x: n for n in both for x in _codes(own[n])} for own in (before, after)]
        moved = any(codes[1].get(code, name) != name for code, name in codes[0].items())
        told = (
            ", ".join(f"{x} = {say(own[n].label, language)}"
                      for n in recoded for x in _codes(own[n]))
            for own in (before, after)
        )  # fmt: skip
        yield Change("codes", *told, breaks=moved)


def _net_changes(one: _Question, other: _Question, language: str) -> Iterator[Change]:
    """Yield nets that join other answers; the first one is what a trend follows."""
    before, after = ({n.id: {*n.categories} for n in q.nets} for q in (one, other))
    if before == after and list(before)[:1] == list(after)[:1]:
        return
    breaks = list(before)[:1] != list(after)[:1]
    breaks |= any(after[name] != joined for name, joined in before.items() if name in after)
    told = []
    for question, own, also in ((one, before, after), (other, after, before)):
        labels = {c.id: say(c.label, language) for c in question.answers}
        apart = [n for n in question.nets if own[n.id] != also.get(n.id)]
        nets = apart or question.nets[:1]
        told.append("; ".join(
            f"{say(net.label, language)} = {' + '.join(labels[c] for c in net.categories)}"
            for net in nets
        ))  # fmt: skip
    yield Change("nets", *told, breaks=breaks)


def _text_changes(kind: str, pairs: Sequence[tuple], language: str) -> Iterator[Change]:
    """Yield one change for each way in which texts differ."""
    for how, name in ((_OTHER, kind), (TRANSLATION, "translation"), (SPELLING, "spelling")):
        found = [pair for pair in pairs if _difference(*pair) == how]
        if found:
            told = (", ".join(_apart(*pair, language)[k] for pair in found) for k in (0, 1))
            yield Change(name, *told, breaks=how == _OTHER)


def _apart(one: dict[str, str], other: dict[str, str], language: str) -> tuple[str, str]:
    """Return two texts in a language in which they differ."""
    differ = [name for name in one if name in other and one[name] != other[name]]
    shown = language if language in differ or not differ else differ[0]
    return say(one, shown), say(other, shown)


def _difference(one: dict[str, str], other: dict[str, str]) -> int:
    """Say how two texts differ; without a common language, it is not known that they agree."""
    both = one.keys() & other.keys()
    differ = [name for name in both if _plain(one[name]) != _plain(other[name])]
    if not both or len(differ) > 1 or len(differ) == len(both):
        return _OTHER
    if differ:
        return TRANSLATION
    return SPELLING if any(one[name] != other[name] for name in both) else _NOTHING


def _plain(text: str) -> str:
    """Return a text without what its typist decides: capitals, spaces, kinds of both."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _labels(categories: Sequence[Category], language: str) -> list[str]:
    return [say(category.label, language) for category in categories]


def _by_kind(categories: Sequence[Category], language: str) -> str:
    """List the answers on the scale, then don't knows, then refusals."""
    kinds = ("answer", "dont_know", "refused")
    parts = [[c for c in categories if c.kind == kind] for kind in kinds]
    return " | ".join(", ".join(_labels(part, language)) for part in parts)


def _codes(category: Category) -> list[str]:
    """Return what stands for an answer in an export, besides its id and labels."""
    return [*([] if category.code is None else [category.code]), *category.values]
