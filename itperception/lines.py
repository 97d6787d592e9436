"""Lines of a result that say how each was computed: a data frame with words beside numbers.

The words stand in a column like any other, so that they are kept wherever lines go: in a
part of them, in several put together, in a CSV file.
"""

from dataclasses import replace

import pandas as pd

HOW, JOINER = "how", "; "
_MOST_LINES, _LINE = 200, 110


class Lines(pd.DataFrame):
    """A data frame each line of which says how it was computed, in its column ``how``.

    Whatever pandas makes of it and still has that column can explain itself as well; all
    else is an ordinary data frame.

    Examples
    --------
    >>> found = Lines({"share": [0.25, 0.5], "how": ["1/4 = 0.25", "2/4 = 0.5"], "note": "n = 4"})
    >>> found.explain()
    '1/4 = 0.25. 2/4 = 0.5. n = 4.'
    >>> found[found["share"] > 0.3].explain(), type(found[["share"]]).__name__
    ('2/4 = 0.5. n = 4.', 'DataFrame')
    """

    @property
    def _constructor(self):
        return _as_what_it_is

    @property
    def _constructor_sliced(self):
        return pd.Series

    @classmethod
    def of(cls, results) -> "Lines":
        """Return a line for each of some results that can explain themselves.

        Parameters
        ----------
        results : iterable
            Dataclasses with ``note``, ``to_frame()`` and ``explain()``, such as
            :class:`itperception.TestResult`.
        """
        told = [(found.to_frame(), told_of(found)) for found in results]
        frame = pd.concat([line for line, _ in told], ignore_index=True)
        return cls(frame.assign(how=[how for _, how in told]))

    def __repr__(self) -> str:
        """Write every column but the words of how, wrapped and not cut, and say what is not."""
        shown = pd.DataFrame(self.drop(columns=HOW, errors="ignore"))
        told = shown.head(_MOST_LINES).to_string(line_width=_LINE)
        more = len(self) - _MOST_LINES
        rest = f"{more:,} lines more: .to_string() has them all; " if more > 0 else ""
        return f"{told}\n({rest}.explain() says how each was computed)"

    def explain(self) -> str:
        """Say how each line was computed; what is to be kept in mind of all of them last."""
        if not len(self):
            return "No lines: there was nothing to compute, or nothing to tell."
        notes = [_known(n) for n in self["note"]] if "note" in self else [""] * len(self)
        notes = [note.split(JOINER) for note in notes]
        of_all = [part for part in notes[0] if all(part in own for own in notes)]
        told = [part for how, own in zip(self[HOW], notes, strict=True) for part in (
            _known(how), JOINER.join(part for part in own if part not in of_all))]  # fmt: skip
        return sentences(*told, JOINER.join(of_all))


def _known(words) -> str:
    """Return words as they are; "" where put together lines have none."""
    return "" if pd.isna(words) else str(words)


def _as_what_it_is(*given, **named) -> pd.DataFrame:
    made = pd.DataFrame(*given, **named)
    return Lines(made) if HOW in made.columns else made


def told_of(result) -> str:
    """Return how a result explains itself, without what is to be kept in mind."""
    return replace(result, note="").explain()


def sentences(*parts: str) -> str:
    """Join what is not empty, each ending in one full stop.

    Examples
    --------
    >>> sentences("p = 0.04", "", "seed 1.")
    'p = 0.04. seed 1.'
    """
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
