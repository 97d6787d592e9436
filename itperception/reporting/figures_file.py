"""``figures.json``: everything that is printed of a wave, for machines.

Labels come in every language there is, numbers at full precision, those of a weighted wave
as :mod:`itperception.book.rounding` says, and what cannot be computed is null.
Reproducing, checking and drawing need no other file.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from itperception.book.book import Book
from itperception.book.cells import PAIR_SHOWN
from itperception.book.gap import GapTable
from itperception.book.model_table import ModelTable
from itperception.book.table import MARK_BELOW, BookTable, Heading
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.inference.intervals import LEVEL
from itperception.inference.results import TestResult
from itperception.reporting.cell_text import plain
from itperception.reporting.chapters import DISCLOSED
from itperception.reporting.number_rows import number_data
from itperception.reporting.wave_method import only_told
from itperception.reporting.wave_summary import wave_summary
from itperception.reporting.wording import texts
from itperception.survey.files import write_atomically
from itperception.terms.text import LANGUAGES

SCHEMA_VERSION = "3.3"
MEASURES = ("base", "effective_base", "count", "proportion", "ci_low", "ci_high")


def write_figures(
    book: Book, path: Path, *, made_from: Mapping[str, Any] | None = None
) -> Path:
    """Write ``figures.json``: every table of a wave for machines; see :func:`figures`.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    path : pathlib.Path
        The file.
    made_from
        As in :func:`figures`.
    """
    told = figures(book, made_from=made_from)
    content = json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)
    write_atomically(Path(path), content + "\n")
    return Path(path)


def figures(book: Book, *, made_from: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return everything that is printed of a wave, as JSON can hold it.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    made_from : mapping, optional
        What the page says of its provenance.

    Returns
    -------
    dict
        Keys in this order; labels are objects by language, proportions lie in [0, 1],
        what cannot be computed is null:

        - ``schema_version``: "major.minor"; a new major if a key changes its meaning
        - ``synthetic``: true if nobody gave these answers
        - ``wave``: name, title, and what a survey discloses; ``where``: ids of answers by
          item, of whoever gave which all is told, ``only``, the same in words, and
          ``only_told``, the sentence that says how many of all they are
        - ``summary``: what the page begins with: ``message``, ``lead``, ``facts`` (pairs of
          question and answer) and ``numbers``: of the gap that leads its ``pair`` (ids), n,
          ``self``, ``other``, difference, ci_low, ci_high, ``p_adjusted`` (with the groups',
          Holm), ``standing`` (clear, likely, open) and ``outcome`` (above, below, open);
          null if no gap does
        - ``rules``: ``minimum`` (people), ``mark_below`` and ``flag_below`` (effective
          base), ``confidence_level``, ``unit``: null if numbers are exact, else the
          coarsest unit of shares. 0.01: differences are those of the rounded shares,
          p-values have three decimals (0 is below 0.001), effects and means one, effective
          bases are the base by one design effect of the column; there are no ``count`` and
          no statistics. 0.05: p-values are the next of 0.001, 0.002, 0.005, 0.01 ... 1 that
          is not below, too
        - ``tables``: a list, each with

          - ``question``, ``kind`` ("single" or "multiple"), ``label``, ``wording``,
            ``base_text``: whose answers are counted, if the codebook says so
          - ``banner``: ``{id, label}``, or null for a table of the total
          - ``weighted``; ``unit``, the coarsest of its shares, as in ``rules``
          - ``rows``: ``[{id, label, kind}]``, one "given" being that a number was, which has
            no bins and is told by its means alone; ``columns``: ``[{id, label, letter,
            flag}]``, the total first; flag is "*", "**" or ""
          - ``withheld``: ``[{id, label, reason}]``, the columns that do not stand by
            themselves: "few" people, kept "apart", or "nobody"
          - ``shape``: [rows, columns], that of all arrays that follow
          - ``base``, ``effective_base``, ``count``, ``proportion``, ``ci_low``, ``ci_high``
          - ``mean``: by column; null if the scale has none; ``scores``: what each answer
            on the scale counts in it, in their order
          - ``numbers``: of the bins of a number, else null: ``number`` (its id), ``unit``,
            ``rows``: by "mean" and "nps" a list of column, base, effective_base, mean, sd,
            se, ci_low, ci_high, median, higher_than (ids); ``tests``, ``pairs``
          - ``test``: the test of the whole table, with ``state`` (null if untested)
          - ``comparisons``: ``{method, adjust, alpha, pairs}``; each pair with row,
            first, second, difference (first − second), ci_low, ci_high, p_value,
            p_adjusted

        - ``hidden``: ``[{question, label}]``, what was asked of too few to be shown
        - ``gaps``: a list, each with ``id``, ``self`` and ``other`` (``{id, label}``),
          ``net``, ``banner`` (an item's id, or null), ``weighted``, ``method``, ``groups``
          (group, base, effective_base, self_proportion, other_proportion, difference,
          ci_low, ci_high, statistic, p_value, state, flag), ``withheld``, ``pairs`` (first,
          second, difference, ci_low, ci_high, p_value, p_adjusted), ``everywhere`` and
          ``differs`` (tests, or null), ``found``
        - ``models``: a list, each with ``items`` (one, or the two of a gap), ``net``, ``on``,
          ``among``, ``base``, ``left_out`` (both null if fewer are left out than the
          minimum), ``without`` (``[item, answer]`` of hidden groups), ``state``, ``levels``
          (term, level, answer, told: the share or gap all else equal, ci_low, ci_high,
          state), ``pairs``, ``terms`` and ``drivers``
        - ``claims``: a list, each with family, claim, label, kind, p_value, p_adjusted,
          level, found, and ``hidden``: the columns it would need, with the reason of each,
          empty if all of the question is hidden, null if it was tested; and the difference
          that it hangs on: ``row`` (null if the claim names the answer), ``first`` and
          ``second`` (groups; of a gap everywhere one), ``n``, ``n_second``, ``value``,
          ``value_second`` (shares, or gaps if that these differ is claimed), ``difference``,
          ``ci_low``, ``ci_high``
        - ``provenance``: hashes of the inputs and of the code, versions; ``page``: what
          the page says of itself
    """
    told = book.folder.description
    disclosed = {name: _label(getattr(told, name)) for name in DISCLOSED}
    return _as_json({
        "schema_version": SCHEMA_VERSION,
        "synthetic": book.synthetic,
        "wave": {
            "name": book.name, "title": _label(told.title),
            "n": book.people if told.where else told.n,
            "n_is": told.n_is, "where": told.where, "only": _label(book.folder.only),
            "only_told": _label(told.where and {k: only_told(book, k) for k in LANGUAGES}),
            "field": _label(told.field),
            "field_start": told.field_start and str(told.field_start),
            "field_end": told.field_end and str(told.field_end), **disclosed,
        },
        "summary": _summary(book),
        "rules": _rules(book.rule, book.unit),
        "tables": [_table(table) for table in book.tables],
        "hidden": [{"question": q.asked.id, "label": _label(q.asked.label)}
                   for q in book.questions if not q.tables],
        "gaps": [_gap(gap) for gap in book.gaps],
        "models": [_model(model, book.rule) for model in book.models],
        "claims": book.claims.drop(columns=["how", "by"]).to_dict("records"),
        "provenance": book.provenance | {"page": made_from},
    })  # fmt: skip


def _summary(book: Book) -> dict[str, Any]:
    told = {language: wave_summary(book, language) for language in sorted(LANGUAGES)}
    said = {name: {language: getattr(own, name) for language, own in told.items()}
            for name in ("message", "lead")}  # fmt: skip
    facts = [[dict(zip(told, words, strict=True)) for words in zip(*fact, strict=True)]
             for fact in zip(*(own.facts for own in told.values()), strict=True)]  # fmt: skip
    numbers = {key: told for key, told in told["en"].numbers.items()
               if key not in ("labels", "measure")}  # fmt: skip
    return said | {"facts": facts, "numbers": numbers or None}


def _gap(gap: GapTable) -> dict[str, Any]:
    return {
        "id": gap.declared.id, "net": _heading(gap.net),
        **{side: {"id": item.id, "label": _label(item.label)}
           for side, item in (("self", gap.own), ("other", gap.other))},
        "banner": gap.declared.by, "weighted": gap.is_weighted, "method": gap.method,
        "groups": gap.groups.rename(columns={"banner": "group"}).to_dict("records"),
        "withheld": _withheld(gap.withheld),
        "pairs": gap.pairs.rename(columns={"banner": "first", "other_banner": "second"})
        .to_dict("records"),
        "everywhere": _test(gap.everywhere), "differs": _test(gap.differs),
        "found": gap.is_found,
    }  # fmt: skip


def _model(model: ModelTable, rule: DisclosureRule) -> dict[str, Any]:
    few = model.tells_of_few(rule.minimum)
    frames = {name: getattr(model, name).to_dict("records")
              for name in ("levels", "pairs", "terms", "drivers")}  # fmt: skip
    return {
        "items": list(model.items), "net": model.net, "on": list(model.declared.on),
        "among": model.declared.among, "base": None if few else model.base,
        "left_out": None if few else model.left_out, "without": list(model.hidden),
        "state": str(model.state), **frames,
    }  # fmt: skip


def _table(table: BookTable) -> dict[str, Any]:
    banner, means = table.banner, table.means()
    return {
        "question": table.question.id, "kind": "multiple" if table.is_set else "single",
        "label": _label(table.question.label), "wording": _label(table.question.wording),
        "base_text": _label(table.question.base),
        "banner": banner and {"id": banner.id, "label": _label(banner.label)},
        "weighted": table.is_weighted, "unit": table.unit or None,
        "rows": [_heading(row) | {"kind": row.kind} for row in table.rows],
        "columns": [
            _heading(column)
            | {"letter": table.letters.get(column.id), "flag": table.flag(column.id)}
            for column in table.columns
        ],
        "withheld": _withheld(table.withheld),
        "shape": [len(table.rows), len(table.columns)],
        **{name: table.by_row(name).to_numpy().tolist()
           for name in MEASURES if name in table.cells},
        "mean": None if means is None else means.tolist(),
        "scores": None if means is None else list(table.question.scores),
        "numbers": number_data(table),
        "test": _test(table.test), "trend": _test(table.trend),
        "comparisons": None if table.is_bare else table.rules and {
            "method": table.rules.method, "adjust": table.rules.adjust,
            "alpha": table.rules.alpha, "pairs": table.pairs[PAIR_SHOWN].to_dict("records"),
        },
    }  # fmt: skip


def _test(test: TestResult | None) -> dict[str, Any] | None:
    return test and asdict(test) | {"state": str(test.state)}


def _withheld(columns: tuple[Heading, ...]) -> list[dict[str, Any]]:
    return [_heading(column) | {"reason": column.kind} for column in columns]


def _rules(rule: DisclosureRule, unit: float) -> dict[str, Any]:
    return {"minimum": rule.minimum, "mark_below": MARK_BELOW,
            "flag_below": rule.flag_below, "confidence_level": LEVEL,
            "unit": unit or None}  # fmt: skip


def _heading(heading: Heading) -> dict[str, Any]:
    label = heading.label or texts()["table.total"]
    return {"id": heading.id, "label": _label(label)}


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
