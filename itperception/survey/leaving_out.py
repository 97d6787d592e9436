"""Respondents who are left out because the wave declares it, counted; nobody else ever is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from itperception.errors import MOST_ROWS, Problem
from itperception.terms.document import Document
from itperception.terms.text import Text, say

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from itperception.survey.export import Export

Rule = Literal["straight_liners", "speeders", "duplicates"]


class LeaveOut(Document):
    """Who is left out, and why: those with a value in a column, or of whom a rule holds.

    A column with ``values: []`` leaves out nobody: it was thought of, and decided so.
    """

    because: Text
    column: str | None = None
    values: tuple[str, ...] = ()
    rule: Rule | None = None

    @model_validator(mode="after")
    def _says_who(self) -> "LeaveOut":
        if (self.column is None) == (self.rule is None) or (
            (self.column is None) == ("values" in self.model_fields_set)
        ):
            raise ValueError("expected 'column' with 'values', or 'rule', and 'because'")
        return self


def has_value(cells: "pd.Series", values: Sequence[str]) -> "np.ndarray":
    """Return which cells hold one of some texts, exactly as the file has them.

    Examples
    --------
    >>> has_value(pd.Series(["Preview", "", "IP Address"]), ["Preview"]).tolist()
    [True, False, False]
    """
    return cells.isin(values).to_numpy()


def leave_out(
    export: "Export", declared: Sequence[LeaveOut], masks: "Sequence[np.ndarray | None]"
) -> "tuple[np.ndarray, tuple[Problem, ...]]":
    """Return who stays, and for each entry whom it leaves out and none before it does.

    `masks` say for each entry of wave.yaml, in their order, of whom it holds; ``None`` if that
    cannot be said, so of nobody.

    Examples
    --------
    >>> from itperception.survey.export import Export
    >>> three = Export("a.csv", pd.DataFrame({"id": ["x", "y", "z"]}, index=[2, 3, 4]))
    >>> fast = LeaveOut(because="too fast", rule="speeders")
    >>> again = LeaveOut(because="twice there", rule="duplicates")
    >>> found = np.array([True, True, False]), np.array([False, True, False])
    >>> stay, told = leave_out(three, [fast, again], found)
    >>> stay.tolist(), [problem.count for problem in told], str(told[0])
    ([False, False, True], [2, 0], 'a.csv, rows 2, 3: left out: too fast')
    """
    import numpy as np

    from itperception.survey.export import counted

    stay, told = np.ones(len(export.cells), dtype=bool), []
    for entry, mask in zip(declared, masks, strict=True):
        out = stay & mask if mask is not None else ~(stay | True)
        rows = export.cells.index[out]
        values = counted(export.cells[entry.column][out]) if entry.column else ()
        told.append(Problem(
            export.name, f"left out: {say(entry.because)}" if len(rows) else
            f"nobody is left out: {say(entry.because)}", tuple(map(int, rows[:MOST_ROWS])),
            entry.column, values, count=len(rows),
        ))  # fmt: skip
        stay &= ~out
    return stay, tuple(told)
