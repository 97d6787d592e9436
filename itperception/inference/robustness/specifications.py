"""Every combination of the choices that an analysis may make."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from itperception.errors import ItPerceptionError


class Specification(NamedTuple):
    """One combination of choices: what each is called, and what it stands for."""

    labels: dict[str, str]
    values: dict[str, object]


def specifications(grid: Mapping[str, Mapping | Sequence]) -> list[Specification]:
    """Return every combination of the choices of a grid.

    Parameters
    ----------
    grid : mapping of str to mapping or sequence
        Choice to its options: a mapping from what an option is called to what it stands
        for (a number, a name, a callable), or a sequence of options called what they are.

    Raises
    ------
    ItPerceptionError
        If a choice has no options.

    Examples
    --------
    >>> [s.labels for s in specifications({"weights": ["yes", "no"]})]
    [{'weights': 'yes'}, {'weights': 'no'}]
    """
    options = {
        choice: dict(x) if isinstance(x, Mapping) else {str(value): value for value in x}
        for choice, x in grid.items()
    }
    for choice, named in options.items():
        if not named:
            raise ItPerceptionError(
                f"choice {choice!r} has no options, expected at least one"
            )
    return [
        Specification(
            dict(zip(options, labels, strict=True)),
            {choice: options[choice][x] for choice, x in zip(options, labels, strict=True)},
        )
        for labels in product(*options.values())
    ]
