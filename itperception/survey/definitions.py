"""What the codebook makes true: answers that follow from a banner's without being asked.

A difference between columns is a finding only if it could have come out otherwise.
"""

from collections.abc import Iterator, Mapping

from itperception.survey.codebook import Codebook


def true_by_definition(
    codebook: Codebook, stub: str, banner: str, columns: Mapping[str, str] | None = None
) -> bool:
    """Say whether the answers to a question follow from those that make the columns.

    `UnknownNameError` if the codebook has no such question.

    Returns
    -------
    bool
        True if both are read from one column of the export, or made of it; if one is the
        option that excludes all others and the other one of these; or if one was asked only
        of those who gave one answer to the other, directly or through further filters. After a
        filter of several answers those who passed it can still differ.
    """

    def read_from(*names: str) -> set[str]:
        made_of = (asked for name in names for asked in codebook.made_of(name))
        return {codebook.column_of(asked, columns) for asked in made_of}

    one, other = read_from(stub), read_from(banner)
    before = {
        asked: read_from(*_single_answers_before(codebook, asked))
        for asked in (stub, banner)
    }
    if one & other or other & before[stub] or one & before[banner]:
        return True
    return bool(other & read_from(*_excluded_by(codebook, stub)))


def _excluded_by(codebook: Codebook, stub: str) -> list[str]:
    """Return the options that cannot be chosen together with an option."""
    set_id, _, option = stub.partition(".")
    alone = codebook.multiple_response(set_id).exclusive if option else None
    if alone is None:
        return []
    others = [d.id for d in codebook.options(set_id) if d.id != f"{set_id}.{alone}"]
    return others if option == alone else [f"{set_id}.{alone}"]


def _single_answers_before(codebook: Codebook, name: str) -> Iterator[str]:
    """Yield the items to which who was asked a question had given one and the same answer."""
    condition, seen = codebook.dimension(name).asked_if, set()
    while condition is not None and condition.item not in seen:
        if len(condition.any_of) == 1:
            yield condition.item
        seen.add(condition.item)
        condition = codebook.dimension(condition.item).asked_if
