"""The respondents of a wave as a page may use them: nobody can be found in a hidden group."""

from collections.abc import Mapping, Sequence

from itperception.book.shown import ShownWave
from itperception.errors import ItPerceptionError
from itperception.workbench.frame import chosen_items, respondents_of
from itperception.workbench.people import Respondents


def shown_frame(
    shown: ShownWave, items: str | Sequence[str] | None = None, *,
    where: Mapping[str, Sequence[str]] | None = None, **options,
) -> Respondents:  # fmt: skip
    """Return the respondents without what a page may not tell of them.

    Who is in a hidden group of a banner is missing in its columns, those of its nets
    included, so that no chart and no formula can show the group. An item asked of too few
    has no column.

    Parameters
    ----------
    shown : ShownWave
        The wave as it may be shown.
    items, where, **options
        As of :meth:`itperception.workbench.wave.Wave.frame`. The fewer items that only some
        were asked, the fewer groups are hidden.

    Raises
    ------
    ItPerceptionError
        If the filter is a hidden group.
    """
    wave, named = shown.wave, where or {}
    asked = [d.id for d in chosen_items(wave, items) if not shown.is_hidden(d.id)]
    hide = hidden_groups(shown, [*asked, *(wave.dimension(name).id for name in named)])
    for item, answers in named.items():
        for name in {*answers} & {*hide.get(wave.dimension(item).id, ())}:
            raise ItPerceptionError(f"{name!r} of {item!r} may not be shown by itself")
    return respondents_of(wave, asked, where=where, hide=hide, **options)


def hidden_groups(shown: ShownWave, items: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return, by a banner's item, its groups that the table of one of some items hides."""
    told = [item for item in items if not shown.is_hidden(item)]
    return {
        by: frozenset(
            name for item in told if item != by for name in shown.told(item, by).hidden
        )
        for by in shown.broken_by
    }
