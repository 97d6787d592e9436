"""A new wave's folder from an export: its file, and drafts of what a person must say.

The draft reads as much as the export itself tells (labels, value labels, which
columns are codes) and marks with ``CHECK`` what only the researcher knows: whether
answers are ranked and in which order, which answers are don't know, what an empty
cell means, and everything a survey must disclose.
"""

import re
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import yaml

from itperception.errors import ItPerceptionError, UnknownNameError, grouped
from itperception.survey.export import Export
from itperception.survey.formats import read_export
from itperception.survey.names import check_name
from itperception.survey.waves import RAW

RESERVED = ("no_answer", "total")
MOST_CATEGORIES = 15  # a column with more different values is taken for free text
_DEMOGRAPHIC = re.compile(
    r"gender|\bsex\b|\bage\b|income|education|location|region|size|industry|"
    r"organi[sz]ation|geschlecht|alter|branche|kön|ålder|bransch",
    re.IGNORECASE,
)
_DONT_KNOW = re.compile(
    r"^(don.?t know|no idea|not sure|unsure|weiß nicht|keine ahnung|vet (ej|inte))\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"^(refused|prefer not|no answer$|keine angabe|vill inte svara)", re.IGNORECASE
)

_WAVE = """\
# What a survey must disclose. CHECK every line; write null for what is not known.
title: {title}
kind: microdata
synthetic: false
n: {n}
population: null
mode: null
sampling: null
sponsor: null
conductor: null
field_start: null        # a date such as 2026-03-02
field_end: null
weighting: null
quality: null            # cleaning: speeders, duplicates, exclusions with counts
limitations: null

# Nothing of fewer people than the minimum can be computed from the counts of a page;
# columns with an effective base below flag_below are shown with two stars.
disclosure: {{minimum: 10, flag_below: 30}}

# How the export is read.
file: {file}
respondent_id: {respondent_id}
weight: {weight}
# CHECK: an empty cell is "left_out" of the base (the file does not say who was asked),
# or "no_answer" of somebody who was asked.
empty_cells: left_out
# Columns that are no part of the tables: ids, free text, more than {most} different values.
ignore:
{ignore}
"""

_CODEBOOK = """\
# A draft from the labels of {file}. CHECK: put the categories of ranked scales in order,
# best or most first, and set ordered: true; give don't know its kind; add nets such as
#   nets:
#     - {{id: top_two, label: Top two, categories: [very_good, good]}}
# One scale may serve many items. Banners are what tables are broken down by.
"""


def add_wave(file: Path, root: Path, *, name: str | None = None) -> Path:
    """Make a wave's folder from an export.

    Parameters
    ----------
    file : pathlib.Path
        A CSV or SPSS file; it is copied, never changed.
    root : pathlib.Path
        The repository's root.
    name : str, optional
        Label of the wave; by default the file's name.

    Returns
    -------
    pathlib.Path
        The new folder, with the export, ``wave.yaml`` and ``codebook.yaml``.

    Raises
    ------
    ItPerceptionError
        If there is already a wave of that name; it is left alone. Or if it is no name.
    ExportError
        If the file cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     export = Path(place, "poll.csv")
    ...     _ = export.write_text(chr(10).join(["id;happy", "1;yes"]))
    ...     sorted(path.name for path in itp.add_wave(export, Path(place)).iterdir())
    ['codebook.yaml', 'poll.csv', 'wave.yaml']
    """
    name = name or re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    try:
        check_name(name)
    except UnknownNameError as error:
        raise UnknownNameError(f"{error}; choose another --name") from None
    folder = root / RAW / name
    if folder.exists():
        raise ItPerceptionError(
            f"{folder}: there is already a wave {name!r}; use another --name"
        )
    export = read_export(file)
    wave, codebook = draft(export, title=file.stem)
    part = folder.with_name(f".{name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        shutil.copyfile(file, part / file.name)
        (part / "wave.yaml").write_text(wave, encoding="utf-8")
        (part / "codebook.yaml").write_text(codebook, encoding="utf-8")
        part.rename(folder)
    except OSError as error:
        raise ItPerceptionError(
            f"{folder}: the wave cannot be made ({error.strerror})"
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def draft(export: Export, *, title: str) -> tuple[str, str]:
    """Return drafts of ``wave.yaml`` and ``codebook.yaml`` for an export."""
    if export.problems:
        raise ItPerceptionError("\n".join(map(str, grouped(export.problems))))
    cells = export.cells
    ids = [c for c in cells if cells[c].is_unique and (cells[c] != "").all()]
    weights = [
        c
        for c in cells
        if re.search("weight|gewicht|vikt", c, re.I) and _is_number(cells[c])
    ]
    special = {*ids[:1], *weights[:1]}
    asked = [c for c in cells if c not in special and _is_question(cells[c], export, c)]
    ignored = [c for c in cells if c not in special and c not in asked]
    wave = _WAVE.format(
        title=_quoted(title), n=len(cells), file=_quoted(export.name), most=MOST_CATEGORIES,
        respondent_id=_quoted(ids[0]) if ids else "null",
        weight=_quoted(weights[0]) if weights else "null",
        ignore="\n".join(f"  - {_quoted(c)}" for c in ignored) or "  []",
    )  # fmt: skip
    return wave, _CODEBOOK.format(file=export.name) + _dump(_codebook(export, asked, title))


def _codebook(export: Export, asked: list[str], title: str) -> dict:
    """Return the codebook as plain data; items with the same answers share a scale."""
    scales: dict[tuple, dict] = {}
    items, taken = [], Counter(RESERVED)
    for column in asked:
        item_id = _identifier(column, taken)
        categories = _categories(export, column)
        key = tuple(category["label"] for category in categories)
        scale = scales.setdefault(
            key, {"id": f"{item_id}_scale", "ordered": False, "categories": categories}
        )
        wording = export.labels.get(column, column)
        items.append(
            {"id": item_id, "label": _shortened(wording), "wording": wording,
             "scale": scale["id"], "column": column}
        )  # fmt: skip
    profile = [
        i for i in items if _DEMOGRAPHIC.search(f"{i['column']} {i['wording'][:30]}")
    ]
    for item in profile:
        item["profile"] = True
    banners = [{"id": i["id"], "label": i["label"], "item": i["id"]} for i in profile]
    return {
        "title": title,
        "scales": list(scales.values()),
        "items": items,
        "banners": banners,
    }


def _categories(export: Export, column: str) -> list[dict]:
    """Return the categories of a column: by code if it has labels, else by name.

    Never by how many gave them: the next wave's draft would have another order.
    """
    labels = export.value_labels.get(column, {})
    found = {v for v in export.cells[column] if v != "" and v not in labels}
    numbers = all(re.fullmatch(r"-?\d+", code) for code in found)
    codes = [*labels, *sorted(found, key=int if numbers else str.casefold)]
    taken = Counter(RESERVED)
    return [_category(code, labels.get(code, code), taken) for code in codes]


def _category(code: str, label: str, taken: Counter[str]) -> dict:
    category = {"id": _identifier(label, taken), "label": label}
    if code != label:
        category["code"] = code
    if _DONT_KNOW.search(label):
        category["kind"] = "dont_know"
    elif _REFUSED.search(label):
        category["kind"] = "refused"
    return category


def _identifier(text: str, taken: Counter[str]) -> str:
    """Make a short id of words, distinct from those taken, which are counted."""
    words = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    base = (words if words[:1].isalpha() else f"v_{words}")[:32].strip("_")
    name = base
    while taken[name]:
        taken[base] += 1
        name = f"{base}_{taken[base]}"
    taken[name] += 1
    return name


def _is_question(cells: pd.Series, export: Export, column: str) -> bool:
    """Whether few different answers recur, or the file labels its codes."""
    given = cells[cells != ""]
    labelled = len(export.value_labels.get(column, {}))
    some = max(given.nunique(), labelled) >= 2 and given.nunique() <= MOST_CATEGORIES
    return some and (labelled > 0 or not given.is_unique)


def _is_number(cells: pd.Series) -> bool:
    return pd.to_numeric(cells, errors="coerce").notna().all()


def _shortened(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def _quoted(text: str) -> str:
    return (
        yaml.safe_dump(text, allow_unicode=True, width=10_000)
        .removesuffix("\n...\n")
        .strip()
    )


def _dump(data: dict) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
