"""Answers that figures tell apart: the rows of a table, as few as do.

"Good or very good: 51 %" says nothing of the two answers by themselves. Answers that
every figure adds up together, or leaves out together, are one row, an *atom*; each figure
is then a sum of atoms, whether nets lie inside nets or cross.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_REST = "rest"
"""The row of those whose answer no figure names."""


@dataclass(frozen=True, slots=True)
class RowAtoms:
    """Rows of a table, each some answers of an item.

    Attributes
    ----------
    members : tuple of tuple of str
        Answers of each row; none for the rest.
    """

    members: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Answers of a row, joined by bars, or ``"rest"``."""
        return tuple("|".join(answers) or _REST for answers in self.members)

    def rows(self, net: Iterable[str]) -> tuple[int, ...]:
        """Return the rows that a net adds up.

        Raises
        ------
        ValueError
            If the net has only some answers of a row, or one that is in no row.
        """
        net = set(net)
        found = [row for row, m in enumerate(self.members) if m and set(m) <= net]
        covered = {answer for row in found for answer in self.members[row]}
        if covered != net:
            over = ", ".join(sorted(net - covered))
            raise ValueError(f"rows {self.names} do not add up to the answers {over}")
        return tuple(found)


def atoms(nets: Sequence[Iterable[str]], answers: Sequence[str] = ()) -> RowAtoms:
    """Return the rows that nets of answers tell apart.

    In the order of all `answers` of the item, if they are known; otherwise in that in which
    the nets name them, with a last row for the rest.

    Raises
    ------
    ValueError
        If a net has an answer that is not among `answers`.

    Examples
    --------
    >>> atoms([("very_good", "good"), ("poor",)]).names
    ('very_good|good', 'poor', 'rest')
    >>> atoms([("good", "fair"), ("fair", "poor")], ["good", "fair", "poor"]).names
    ('good', 'fair', 'poor')
    """
    named = list(dict.fromkeys(answer for net in nets for answer in net))
    unknown = sorted(set(named) - set(answers)) if answers else []
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: expected one of {', '.join(answers)}")
    sets = [set(net) for net in nets]
    rows: dict[tuple[bool, ...], list[str]] = {}
    for answer in answers or named:
        rows.setdefault(tuple(answer in net for net in sets), []).append(answer)
    members = [tuple(row) for row in rows.values()]
    return RowAtoms(tuple(members if answers else [*members, ()]))
