"""wave.yaml and codebook.yaml of a new wave, with the reason beside each decision."""

from collections.abc import Iterator

from itperception.survey.export import Export
from itperception.survey.intake.decisions import Open
from itperception.survey.intake.draft import Draft
from itperception.survey.intake.writing import comment, entry, mapping, scalar

_FACTS = """\
# What a survey must disclose; null is told as "not stated".
title: {title}
kind: microdata
synthetic: false
n: {n}
population: null
mode: null
sampling: null
sponsor: null
conductor: null
{fieldwork}
weighting: null
quality: null            # cleaning: speeders, duplicates, exclusions with counts
limitations: null

# Nothing of fewer people than the minimum can be computed from the counts of a page;
# columns with an effective base below flag_below are shown with two stars.
disclosure: {{minimum: 10, flag_below: 30}}

# How the export is read.
"""
COUNTED = "null  # until leave_out says who stays"
_CODEBOOK = """\
# Drafted from {file}. Ranked answers stand best or most first where their words say so, else
# in the order of their codes; who knows better changes it here. Nets join answers, such as
#   nets:
#     - {{id: top_two, label: Top two, categories: [very_good, good]}}
# Banners are what tables are broken down by, such as
#   - {{id: size, label: Size of the company, item: company_size}}
"""


def wave_yaml(export: Export, draft: Draft, title: str) -> str:
    """Return ``wave.yaml``."""
    keys = ("field_start", "field_end")
    days = [line for key in keys for line in entry(key, draft.layout.get(key))]
    facts = _FACTS.format(
        title=scalar(title),
        n=COUNTED if draft.n is None else draft.n,
        fieldwork="\n".join(days),
    )
    lines = [*_reading(export), *_layout(draft), *_ignored(draft), ""]
    return facts + "\n".join(lines)


def codebook_yaml(export: Export, draft: Draft) -> str:
    """Return ``codebook.yaml``."""
    return _CODEBOOK.format(file=export.name) + "\n".join([*mapping(draft.codebook), ""])


def _reading(export: Export) -> Iterator[str]:
    yield from map(comment, export.notes)
    yield f"file: {scalar(export.name)}"
    yield from mapping(export.read_as)


def _layout(draft: Draft) -> Iterator[str]:
    for key, value in draft.layout.items():
        if key.startswith("field_"):
            continue
        if not isinstance(value, Open) and (because := draft.because(key)):
            yield comment(because)
        yield from entry(key, value)


def _ignored(draft: Draft) -> Iterator[str]:
    yield "# Columns that are no part of the tables, and why."
    yield "ignore:" if draft.ignored else "ignore: []"
    yield from (f"  - {scalar(one.of)}  {comment(one.because)}" for one in draft.ignored)
