"""What ``wave.yaml`` says of an export: which column holds what, and who is left out."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from itperception.survey.leaving_out import LeaveOut
from itperception.terms.document import Document


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
