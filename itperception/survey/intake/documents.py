"""wave.yaml and codebook.yaml of a new wave, with the reason beside each decision."""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from itperception.survey.export import Export
from itperception.survey.intake.decisions import COMMENT, Open
from itperception.survey.intake.draft import Draft
from itperception.survey.open_questions import OPEN, asking

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


WIDEST = 110
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def scalar(value: object) -> str:
    """Write a value on one line, so that it is read as the same text again.

    Examples
    --------
    >>> scalar("Age: years"), scalar("OPEN"), scalar(None), scalar("q1"), scalar(["a", "1"])
    ("'Age: years'", "'OPEN'", 'null', 'q1', "[a, '1']")
    """
    told = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, width=float("inf"),
                     default_flow_style=True, sort_keys=False)  # fmt: skip
    return told.removesuffix("\n").removesuffix("\n...").strip()


def comment(text: str) -> str:
    """Write a text as a comment on one line."""
    return f"# {' '.join(_CONTROL.sub(' ', text).split())}"


def entry(key: str, value: object) -> Iterator[str]:
    """Yield the lines of a key with its value, or with the question that is open.

    Examples
    --------
    >>> print(*entry("kind", Open("Is 99 an answer?", ["answer", "missing"])), sep=chr(10))
    # Is 99 an answer?
    # write one of: answer | missing
    kind: OPEN
    """
    if isinstance(value, Open):
        yield from asking(value.question, [candidate(told) for told in value.candidates])
        yield f"{scalar(key)}: {OPEN}"
    elif _is_deep(value):
        yield f"{scalar(key)}:"
        for one in value:
            yield from _listed(one)
    else:
        yield f"{scalar(key)}: {scalar(value)}"


def mapping(told: Mapping[str, object]) -> Iterator[str]:
    """Yield the lines of keys with values; what stands under `COMMENT` is one."""
    for key, value in told.items():
        yield from [comment(str(value))] if key == COMMENT else entry(key, value)


def candidate(value: str | bool | list[str] | None) -> str:
    """Write a candidate as it is to be written in the document."""
    told = scalar(value)
    return told if "|" not in told or told[0] in "\"'" else f"'{told}'"


def _listed(one: Mapping[str, object] | Open) -> Iterator[str]:
    """Yield an entry of a list: on one line, if nothing is open or listed in it."""
    if isinstance(one, Open):
        told = [candidate(value) for value in one.candidates]
        yield from (f"  {line}" for line in (*asking(one.question, told), f"- {OPEN}"))
        return
    is_plain = not any(isinstance(value, Open) or _is_deep(value) for value in one.values())
    if is_plain and len(told := scalar(one)) <= WIDEST:
        yield f"  - {told}"
        return
    lines = mapping(one)
    yield f"  - {next(lines)}"
    yield from (f"    {line}" for line in lines)


def _is_deep(value: object) -> bool:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return is_list and any(isinstance(one, Mapping | Open) for one in value)


class _Dumper(yaml.SafeDumper):
    """Writes in quotes what looks like an open question, and on one line what has several."""


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "'" if text == OPEN else None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
