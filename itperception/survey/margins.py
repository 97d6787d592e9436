"""To what a wave declares that its weights are raked."""

from math import isclose
from typing import Annotated

from pydantic import Field, model_validator

from itperception.errors import DocumentError, unknown_name
from itperception.survey.codebook import Codebook
from itperception.terms.document import Document
from itperception.terms.text import Identifier

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
        known = {dimension.id: dimension for dimension in codebook.dimensions()}
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
