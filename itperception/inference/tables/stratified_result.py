"""What a test within strata says, and whether all strata say the same."""

from dataclasses import dataclass, fields, replace

import pandas as pd
from numpy.typing import ArrayLike

from itperception.inference.results import State, TestResult, join_notes
from itperception.inference.tables.homogeneity import breslow_day

ASK = "of larger tables the interaction in a model tells it: {how}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Stratified(TestResult):
    """A test within strata, and whether all of them tell the same.

    Attributes
    ----------
    homogeneous : TestResult
        Whether two groups differ by the same odds ratio in every stratum; see
        :func:`itperception.inference.tables.homogeneity.breslow_day`. Of more answers or
        groups than two ``State.WRONG_SHAPE``.
    """

    homogeneous: TestResult

    @classmethod
    def told_of(
        cls, found: TestResult, tables: ArrayLike, how: str = "on=['a*b']"
    ) -> "Stratified":
        """Return a test of all strata together with that of homogeneity beside it.

        Parameters
        ----------
        found : TestResult
            The test.
        tables : array_like, shape (strata, answers, groups)
            What it was made of.
        how : str
            What to ask if tables are larger than two by two.
        """
        same = breslow_day(tables, level=found.level)
        if same.state is State.WRONG_SHAPE:
            same = replace(same, note=join_notes(same.note, ASK.format(how=how)))
        own = {field.name: getattr(found, field.name) for field in fields(TestResult)}
        return cls(**own, homogeneous=same)

    def to_frame(self) -> pd.DataFrame:
        """Return one row; its columns are the attributes of a :class:`TestResult`."""
        return TestResult.to_frame(self).drop(columns="homogeneous")

    def explain(self) -> str:
        """Say what was found within strata, and whether all of them say the same."""
        told = f"Is it the same in all? {self.homogeneous.explain()}"
        return f"{TestResult.explain(self)} {told}"
