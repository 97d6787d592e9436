"""A table with the columns that may be shown: some by themselves, others as one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from itperception.counting.crosstab import Crosstab
from itperception.terms.category import NO_ANSWER, Category, answer_positions
from itperception.terms.dimension import Dimension
from itperception.terms.text import LANGUAGES, say

NOT_STATED = {"en": "not stated", "sv": "ej angivet", "de": "ohne Angabe"}
JOINED, AMONG = "+", " / "  # between the ids and the labels of joined columns


class Told(NamedTuple):
    """What stands in a table of a banner's columns.

    ``columns`` stand by themselves; ``joined`` are one column together, with those in no
    column if ``with_others``. ``reasons`` says of every column that does not stand by itself
    whether it has too ``few`` people, would give others away and is kept ``apart``, or has
    ``nobody``.
    """

    columns: tuple[str, ...]
    joined: tuple[str, ...] = ()
    with_others: bool = False
    reasons: Mapping[str, Literal["few", "apart", "nobody"]] = {}

    @property
    def joined_id(self) -> str:
        """The id of the column that joins others."""
        return JOINED.join([*self.joined, *([NO_ANSWER.id] if self.with_others else [])])

    @property
    def hidden(self) -> tuple[str, ...]:
        """Columns of somebody, as far as may be told, that do not stand by themselves."""
        return tuple(name for name, reason in self.reasons.items() if reason != "nobody")


def with_columns(table: Crosstab, told: Told) -> Crosstab:
    """Return a table with some columns, one of others together, and the rest in none."""
    if table.banner is None or len(told.columns) == len(table.columns):
        return table
    names = [column.id for column in table.columns]
    kept = [names.index(name) for name in told.columns]
    gone = [k for k in range(len(names) + 1) if k not in kept]
    sums = table.cells[..., gone].sum(axis=-1, keepdims=True)
    parts = [table.cells[..., kept], sums, *([sums * 0] if told.joined else [])]
    joined = _joined([c for c in table.columns if c.id in told.joined], told)
    columns = (*(table.columns[k] for k in kept), *([joined] if told.joined else []))
    banner = _banner(table.banner, columns, told) if columns else None
    changes = {} if getattr(table, "sample", None) is None else {
        "sample": _sample(table, columns, told)}  # fmt: skip
    if table.design is not None:
        rows = ([k] for k in range(len(table.rows)))
        groups = [*([k] for k in kept), gone, *([[]] if told.joined else [])]
        changes["design"] = table.design.merge(*rows, groups=groups)
    return replace(
        table,
        columns=columns,
        banner=banner,
        cells=np.concatenate(parts, axis=-1),
        **changes,
    )


def _banner(banner: Dimension, columns: tuple[Category, ...], told: Told) -> Dimension:
    """Return the banner of these columns; with some joined it is no ranking any more."""
    others = tuple(c for c in banner.categories if c.kind != "answer")
    ordered = banner.ordered and not told.joined
    return replace(banner, categories=(*columns, *others), ordered=ordered)


def _sample(table: Crosstab, columns: tuple[Category, ...], told: Told):
    """Return how the respondents of the columns were drawn."""
    if not columns:
        return None
    categories = table.banner.categories
    places = [
        (k,) for k in answer_positions(categories) if categories[k].id in told.columns
    ]
    alone = {k for (k,) in places}
    others = tuple(k for k in range(len(categories)) if k not in alone)
    return replace(table.sample, groups=(*places, *([others] if told.joined else [])))


def _joined(columns: list[Category], told: Told) -> Category:
    """Return one column for several."""

    def label(language: str, short: bool) -> str:
        named = [say((c.short if short else None) or c.label, language) for c in columns]
        return AMONG.join([*named, *([NOT_STATED[language]] if told.with_others else [])])

    return Category.model_construct(
        id=told.joined_id,
        kind="answer",
        label={language: label(language, False) for language in LANGUAGES},
        short={language: label(language, True) for language in LANGUAGES},
    )  # fmt: skip
