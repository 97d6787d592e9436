"""The respondents of waves as a page may use them: nobody can be found in a hidden group."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from itperception.book.shown import ShownWave
from itperception.errors import ItPerceptionError
from itperception.workbench.frame import chosen_items, respondents_of, table_of
from itperception.workbench.people import Respondents
from itperception.workbench.predicting import People


def shown_frame(
    waves: Sequence[ShownWave], items: str | Sequence[str] | None = None, *,
    where: Mapping[str, Sequence[str]] | None = None, comparable: bool = False, **options,
) -> Respondents:  # fmt: skip
    """Return the respondents without what a page may not tell of them.

    Who is in a hidden group of a banner is missing in its columns, those of its nets
    included, so that no chart and no formula can show the group. An item asked of too few
    has no column; it is refused if it is named.

    Parameters
    ----------
    waves : sequence of ShownWave
        As they may be shown; a group that one hides is missing in all.
    items, where, comparable, **options
        As of :meth:`itperception.workbench.series.Waves.frame`. The fewer items that only
        some were asked, the fewer groups are hidden.

    Raises
    ------
    ItPerceptionError
        If the filter is a hidden group, or an item that is named was asked of too few.
    """
    people, named = People([shown.wave for shown in waves], where), where or {}
    asked, note = chosen_items(people, items, comparable=comparable)
    tables = {name: table_of(people, name) for name in asked}
    few = [name for name, table in tables.items()
           if any(shown.is_hidden(table) for shown in waves)]  # fmt: skip
    if few and items is not None:
        raise ItPerceptionError(
            f"{few[0]!r} was asked of too few to be shown; leave it out"
        )
    asked = [name for name in asked if name not in few]
    told = [tables[name] for name in asked]
    hide = hidden_groups(waves, [*told, *(people.dimension(name).id for name in named)])
    for item, answers in named.items():
        for name in {*answers} & {*hide.get(people.dimension(item).id, ())}:
            raise ItPerceptionError(f"{name!r} of {item!r} may not be shown by itself")
    found = respondents_of(replace(people, hide=hide), asked, comparable=True, **options)
    found.attrs["note"] = note
    return found


def hidden_groups(
    waves: Sequence[ShownWave], items: Sequence[str]
) -> dict[str, frozenset[str]]:
    """Return, by a banner's item, its groups that a table of some items hides in a wave."""
    found: dict[str, frozenset[str]] = {}
    for shown in waves:
        told = [item for item in items if not shown.is_hidden(item)]
        for by in shown.broken_by:
            hidden = (shown.told(item, by).hidden for item in told if item != by)
            found[by] = found.get(by, frozenset()).union(*hidden)
    return found
