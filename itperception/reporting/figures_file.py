"""``figures.json``: everything that is printed of a wave, for machines.

Labels come in every language there is, numbers at full precision, and what cannot be
computed is null. Reproducing, checking and drawing need no other file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from itperception.counting.disclosure_rule import DisclosureRule
from itperception.inference.intervals import LEVEL
from itperception.reporting.book import tables_of
from itperception.reporting.book_table import BookTable, Heading
from itperception.reporting.cell_text import plain
from itperception.reporting.chapters import DISCLOSED
from itperception.reporting.tables import MARK_BELOW
from itperception.reporting.workbook_front import provenance_of
from itperception.survey.files import write_atomically
from itperception.workbench import Wave

SCHEMA_VERSION = "2.0"
BASES = ("base", "weighted_base", "effective_base")
SHARES = ("count", "weighted_count", "proportion", "ci_low", "ci_high")


def write_figures(
    wave: Wave, path: Path, *, tables: Sequence[BookTable] | None = None,
    made_from: Mapping[str, Any] | None = None,
) -> Path:  # fmt: skip
    """Write ``figures.json``: every table of a wave for machines; see :func:`figures`.

    Parameters
    ----------
    wave : Wave
        The wave.
    path : pathlib.Path
        The file.
    tables, made_from
        As in :func:`figures`.
    """
    told = figures(wave, tables=tables, made_from=made_from)
    content = json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)
    write_atomically(Path(path), content + "\n")
    return Path(path)


def figures(
    wave: Wave, *, tables: Sequence[BookTable] | None = None,
    made_from: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return everything that is printed of a wave, as JSON can hold it.

    Parameters
    ----------
    wave : Wave
        The wave.
    tables : sequence of BookTable, optional
        What :func:`~itperception.reporting.book.tables_of` gives, if it is there already.
    made_from : mapping, optional
        What the page says of its provenance.

    Returns
    -------
    dict
        Keys in this order; labels are objects by language, proportions lie in [0, 1],
        what cannot be computed is null:

        - ``schema_version``: "major.minor"; a new major if a key changes its meaning
        - ``synthetic``: true if nobody gave these answers
        - ``wave``: name, title, and what a survey discloses
        - ``rules``: ``minimum`` (people), ``mark_below`` and ``flag_below`` (effective
          base), ``confidence_level``; null without any table
        - ``tables``: a list, each with

          - ``question``, ``kind`` ("single" or "multiple"), ``label``, ``wording``
          - ``banner``: ``{id, label}``, or null for a table of the total
          - ``weighted``
          - ``rows``: ``[{id, label, kind}]``; ``columns``: ``[{id, label, letter,
            flag}]``, the total first; flag is "*", "**" or ""
          - ``withheld``: ``[{id, label, reason}]``, the columns that do not stand by
            themselves: "few" people, kept "apart", or "nobody"
          - ``shape``: [rows, columns], that of all arrays that follow
          - ``base``, ``weighted_base``, ``effective_base``, ``count``,
            ``weighted_count``, ``proportion``, ``ci_low``, ``ci_high``
          - ``mean``: by column, the first answer counting 1; null if the scale has none
          - ``test``: the test of the whole table, with ``state`` (null if untested)
          - ``comparisons``: ``{method, adjust, alpha, pairs}``; each pair with row,
            first, second, difference (first − second), ci_low, ci_high, p_value,
            p_adjusted

        - ``provenance``: hashes of the inputs and of the code, versions; ``page``: what
          the page says of itself
    """
    told = wave.folder.description
    disclosed = {name: _label(getattr(told, name)) for name in DISCLOSED}
    tables = list(tables_of(wave)) if tables is None else tables
    return _as_json({
        "schema_version": SCHEMA_VERSION,
        "synthetic": wave.synthetic,
        "wave": {
            "name": wave.name, "title": _label(told.title), "n": told.n,
            "n_is": told.n_is, "field": _label(told.field),
            "field_start": told.field_start and str(told.field_start),
            "field_end": told.field_end and str(told.field_end), **disclosed,
        },
        "rules": _rules(tables[0].rule) if tables else None,
        "tables": [_table(table) for table in tables],
        "provenance": provenance_of(wave) | {"page": made_from},
    })  # fmt: skip


def _table(table: BookTable) -> dict[str, Any]:
    banner, means = table.banner, table.means()
    return {
        "question": table.question.id, "kind": "multiple" if table.is_set else "single",
        "label": _label(table.question.label), "wording": _label(table.question.wording),
        "banner": banner and {"id": banner.id, "label": _label(banner.label)},
        "weighted": table.is_weighted,
        "rows": [_heading(row) | {"kind": row.kind} for row in table.rows],
        "columns": [
            _heading(column)
            | {"letter": table.letters.get(column.id), "flag": table.flag(column.id)}
            for column in table.columns
        ],
        "withheld": [_heading(column) | {"reason": column.kind}
                     for column in table.withheld],
        "shape": [len(table.rows), len(table.columns)],
        **{name: table.by_row(name).to_numpy().tolist() for name in (*BASES, *SHARES)},
        "mean": None if means is None else means.tolist(),
        **{
            name: test and asdict(test) | {"state": str(test.state)}
            for name, test in (("test", table.test), ("trend", table.trend))
        },
        "comparisons": table.comparisons and {
            "method": table.comparisons.method, "adjust": table.comparisons.adjust,
            "alpha": table.comparisons.alpha, "pairs": table.pairs.to_dict("records"),
        },
    }  # fmt: skip


def _rules(rule: DisclosureRule) -> dict[str, Any]:
    return {"minimum": rule.minimum, "mark_below": MARK_BELOW,
            "flag_below": rule.flag_below, "confidence_level": LEVEL}  # fmt: skip


def _heading(heading: Heading) -> dict[str, Any]:
    return {"id": heading.id, "label": _label(heading.label)}


def _label(told: Mapping[str, str] | None) -> dict[str, str] | None:
    """Return a text in all its languages, in the order of their names."""
    return told and {language: plain(told[language]) for language in sorted(told)}


def _as_json(value: Any) -> Any:
    """Put null for what is no number, and Python's own numbers for all others."""
    if isinstance(value, Mapping):
        return {str(key): _as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(part) for part in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not isfinite(value) else value
