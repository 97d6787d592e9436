"""Is more of an answer better: said by the wave, item by item or answer by answer.

More satisfied customers are good news and more dissatisfied ones are not, so the same
difference of two shares is a kinder judgement of the one and a harsher one of the other.
"""

from collections.abc import Iterator, Mapping, Sequence

from itperception.errors import unknown_name
from itperception.published.figures.figures import Figure
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

    Parameters
    ----------
    judges : mapping of str to str
        Group → whether its people judge their own work (``self``) or as ``customers``.

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
