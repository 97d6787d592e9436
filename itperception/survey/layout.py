"""What ``wave.yaml`` says of an export: which column holds what, and who is left out."""

from math import isclose
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from itperception.errors import DocumentError, unknown_name
from itperception.survey.codebook import Codebook
from itperception.terms.document import Document
from itperception.terms.text import Identifier, Text

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


def _in_one_list(told: object) -> object:
    if not isinstance(told, list | tuple):
        return told
    return [one for each in told for one in (each if isinstance(each, list) else [each])]


class Layout(Document):
    """Which column of the export holds what.

    ``columns`` maps an item, or ``set.option``, to a column of another name;
    ``ignore`` lists columns that are no part of the survey, ``not_asked`` items and sets
    of the codebook that this wave left out, each alone or several in a list. An empty cell of
    an item is the answer "no answer", in the base, unless ``empty_cells`` leaves it out: for
    files that do not say who was asked what. ``fpc`` holds the finite population of the
    stratum: its units (clusters, or respondents where there are none), or, if at most 1,
    the share of them that was drawn. ``duration`` holds how long somebody took, in any unit.
    Answers of who was not asked are a problem; ``filtered_answers: ignore`` does not count
    them. ``leave_out`` says who is left out and why; ``personal`` lists columns that look
    like personal data and are to be kept all the same.
    """

    respondent_id: str | None = None
    weight: str | None = None
    stratum: str | None = None
    cluster: str | None = None
    fpc: str | None = None
    duration: str | None = None
    decimal: Literal[".", ","] = "."
    empty_cells: Literal["no_answer", "left_out"] = "no_answer"
    filtered_answers: Literal["error", "ignore"] = "error"
    columns: dict[str, str] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    not_asked: Annotated[tuple[str, ...], BeforeValidator(_in_one_list)] = ()
    leave_out: tuple[LeaveOut, ...] = ()
    personal: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _speed_is_known(self) -> "Layout":
        if self.duration is None and any(out.rule == "speeders" for out in self.leave_out):
            raise ValueError("leave_out: rule 'speeders' needs 'duration', the column with "
                             "how long somebody took")  # fmt: skip
        return self


_FEWEST = 10
_Share = Annotated[float, Field(gt=0, le=100)]


class Raking(Document):
    """To what the weights of a wave are raked.

    ``margins`` has the share of each answer to some items, of those who gave one; they add
    to 1 or to 100. Raking starts from equal weights, or from those in the column ``weight``
    of the export. ``trim`` bounds the weights, whose mean is 1; without it a weight above 5
    is refused, the cap of DeBell & Krosnick (2009) and of R's anesrake. Fewer people than
    ``minimum`` behind a share are refused.
    """

    margins: dict[str, Annotated[dict[Identifier, _Share], Field(min_length=1)]] = Field(
        min_length=1
    )
    trim: tuple[float, float] | None = None
    minimum: int = Field(default=_FEWEST, ge=1)

    @model_validator(mode="after")
    def _adds_up(self) -> "Raking":
        for item, shares in self.margins.items():
            total = sum(shares.values())
            if not any(isclose(total, whole, rel_tol=1e-6) for whole in (1, 100)):
                raise ValueError(
                    f"the margin of {item!r} adds to {total:.10g}, expected 1 or 100"
                )
        if self.trim is not None and not 0 <= self.trim[0] < 1 < self.trim[1]:
            raise ValueError("trim: expected the smallest and the largest weight, one below "
                             "and one above the mean 1, such as [0.3, 3]")  # fmt: skip
        return self

    def check_names(self, codebook: Codebook) -> None:
        """Refuse margins of what the codebook does not have, or of what is no answer.

        Raises
        ------
        UnknownNameError, DocumentError
            For the first of them.
        """
        known = codebook.by_id()
        for item, shares in self.margins.items():
            if item not in known:
                raise unknown_name("item (raking)", item, [*known])
            answers = known[item].categories
            kinds = {category.id: category.kind for category in answers}
            for answer in shares:
                if answer not in kinds:
                    real = [known for known, kind in kinds.items() if kind == "answer"]
                    raise unknown_name(f"answer to {item!r} (raking)", answer, real)
                if kinds[answer] != "answer":
                    raise DocumentError(
                        f"raking: {answer!r} of {item!r} is no answer ({kinds[answer]}); who "
                        "gave none keeps their share, so it has no target"
                    )
