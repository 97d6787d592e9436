"""A table without its hidden columns, and with joined rows."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from itperception.counting.crosstab import Crosstab
from itperception.counting.pooling import Blocks
from itperception.errors import ItPerceptionError
from itperception.survey.codebook import LANGUAGES, Category, Dimension, Net, say


def narrowed(
    table: Crosstab, hidden: Iterable[str], joined: Blocks, rows: Blocks
) -> Crosstab:
    """Return a table without some columns and with joined rows.

    Parameters
    ----------
    table : Crosstab
        Its rows must be answers of its item.
    hidden : iterable of str
        Columns that become part of the respondents in no column.
    joined, rows : tuple of tuple of int
        Places among the item's answers that are one row: of this table, and where no
        column is left.
    """
    ids = [category.id for category in table.stub.categories]
    for row in table.rows:
        if row.id not in ids:
            raise ItPerceptionError(
                f"{table.stub.id!r}: row {row.id!r} is no answer of it; protect a table "
                "before its rows are joined"
            )
    if sum(map(len, joined)) != len(ids):
        raise ItPerceptionError(f"{table.stub.id!r}: its rows have been joined before")
    hidden = set(hidden)
    shown = [k for k, column in enumerate(table.columns) if column.id not in hidden]
    places = {ids.index(row.id) for row in table.rows}
    told = [block for block in joined if places & set(block)]
    if len(told) < 2 or not shown:
        shown, joined = [], rows
    table = _without_columns(table, shown) if len(shown) < len(table.columns) else table
    if all(len(block) == 1 for block in joined):
        return table
    return _with_rows(table, ids, joined)


def _without_columns(table: Crosstab, shown: list[int]) -> Crosstab:
    """Move columns to where respondents in no column are counted."""
    gone = [k for k in range(table.cells.shape[-1]) if k not in shown]
    changes: dict = {"cells": _moved(table.cells, shown, gone)}
    if table.margins is not None:
        changes["margins"] = _moved(table.margins, shown, gone)
    if table.design is not None:
        changes["design"] = table.design.merge(
            *([k] for k in range(len(table.rows))), groups=[*([k] for k in shown), gone]
        )
    columns = tuple(table.columns[k] for k in shown)
    banner = _veiled(table.banner, {c.id for c in columns}) if shown else None
    sample = getattr(table, "sample", None)
    if sample is not None:
        changes["sample"] = replace(sample, banner=banner) if shown else None
    return replace(table, columns=columns, banner=banner, **changes)


def _moved(sums: np.ndarray, shown: list[int], gone: list[int]) -> np.ndarray:
    outside = sums[..., gone].sum(axis=-1, keepdims=True)
    return np.concatenate([sums[..., shown], outside], axis=-1)


def _veiled(banner: Dimension, shown: set[str]) -> Dimension:
    """Return a banner whose hidden answers are no columns; codes keep their places."""
    categories = tuple(
        c if c.id in shown or c.kind != "answer" else _of_kind(c, "refused")
        for c in banner.categories
    )
    return replace(banner, categories=categories)


def _with_rows(table: Crosstab, ids: list[str], blocks: Blocks) -> Crosstab:
    """Join rows, in the cells, among the item's answers and in its nets."""
    place = {row.id: k for k, row in enumerate(table.rows)}
    merged = {block: _joined([table.stub.categories[k] for k in block]) for block in blocks}
    kept = [
        (block, own)
        for block in blocks
        if (own := [place[ids[k]] for k in block if ids[k] in place])
    ]
    stub = replace(
        table.stub, categories=tuple(merged.values()),
        nets=tuple(_whole_nets(table.stub.nets, ids, merged)),
    )  # fmt: skip
    changes = {"sample": None} if getattr(table, "sample", None) is not None else {}
    rows = tuple(merged[block] for block, _ in kept)
    return table.with_rows([own for _, own in kept], rows, stub=stub, **changes)


def _whole_nets(nets: Iterable[Net], ids: list[str], merged) -> Iterable[Net]:
    """Return the nets that split no joined answer."""
    for net in nets:
        inside = {ids.index(name) for name in net.categories}
        touched = [block for block in merged if inside & set(block)]
        if all(inside >= set(block) for block in touched):
            names = tuple(merged[block].id for block in touched)
            yield Net.model_construct(id=net.id, label=net.label, categories=names)


def _joined(categories: list[Category]) -> Category:
    """Return one answer for several; it counts as an answer if one of them does."""
    if len(categories) == 1:
        return categories[0]
    kinds = [category.kind for category in categories]
    label = {
        language: " / ".join(say(category.label, language) for category in categories)
        for language in LANGUAGES
    }
    return Category.model_construct(
        id="+".join(category.id for category in categories), label=label,
        kind="answer" if "answer" in kinds else kinds[0],
    )  # fmt: skip


def _of_kind(category: Category, kind: str) -> Category:
    return category.model_copy(update={"kind": kind})
