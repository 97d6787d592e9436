"""Which pages there should be: one per wave, one across waves, one across print."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from itperception.reporting.page import NOTEBOOKS, Page
from itperception.reporting.wording import NO_BREAK, count, dates, text
from itperception.survey.waves import COMPARISON, TREND, WaveFolder
from itperception.terms.text import LANGUAGES, say

ALL = "all"


def plan(
    waves: Sequence[WaveFolder], *, language: str = "en", languages: Sequence[str] = ()
) -> list[Page]:
    """Return the pages there should be.

    Parameters
    ----------
    waves : sequence of WaveFolder
        All waves. Each has a page; there is a trend if two or more that used one codebook
        are microdata, and a comparison if two or more are figures in print and customers
        were asked in one of them.
    language : {"en", "sv", "de"}
        Language of the pages.
    languages : sequence of str
        All languages the pages are published in side by side; see :class:`Page`.
    """
    followed = [folder for folder in measured_waves(waves) if is_instrument(folder)]
    pages = [_wave_page(folder, language, followed) for folder in waves]
    if len(followed) > 1:
        pages.append(_trend_page(followed, language))
    printed = [folder for folder in waves if folder.description.kind == "published"]
    if len(printed) > 1 and any(map(_asked_customers, printed)):
        pages.append(_comparison_page(printed, language))
    return [replace(page, languages=tuple(languages)) for page in pages]


def places(folder: Path, language: str) -> dict[str, Path]:
    """Return the folder of each language: one's own, or those of all side by side.

    Parameters
    ----------
    folder : pathlib.Path
        Where pages go.
    language : {"en", "sv", "de", "all"}
        With all, the first has the folder, and the others have one below it each.

    Examples
    --------
    >>> [path.as_posix() for path in places(Path("reports"), "all").values()]
    ['reports', 'reports/sv', 'reports/de']
    """
    if language != ALL:
        return {language: folder}
    first, *others = LANGUAGES
    return {first: folder} | {other: folder / other for other in others}


def measured_waves(waves: Sequence[WaveFolder]) -> list[WaveFolder]:
    """Return the waves of microdata, in order of time."""
    measured = [folder for folder in waves if folder.description.kind == "microdata"]
    return sorted(measured, key=_time)


def is_instrument(folder: WaveFolder) -> bool:
    """Say whether a wave used the study's codebook, not one of its own."""
    return not (folder.raw / "codebook.yaml").exists()


def field_dates(folder: WaveFolder, language: str) -> str:
    """Return when a wave was in the field, as far as it says."""
    told = folder.description
    if told.field:
        return say(told.field, language)
    return dates(told.field_start, told.field_end, language)


def _asked_customers(folder: WaveFolder) -> bool:
    return any(g.judges == "customers" for g in folder.description.groups.values())


def _wave_page(folder: WaveFolder, language: str, followed: Sequence[WaveFolder]) -> Page:
    """Return the page of a wave; what its survey's other waves tell stands on it, too."""
    told = folder.description
    survey = [folder, *(followed if folder in followed else ())]
    is_print = told.kind == "published"
    notebook = "reproduction" if is_print else "wave"
    facts = {
        "kind": told.kind, "year": _year(folder), "n": _size(folder, language),
        "field": "" if is_print else field_dates(folder, language),
        "unit": say(told.unit, language) if told.unit and not is_print else "",
    }  # fmt: skip
    return Page(
        name=folder.name, notebook=NOTEBOOKS / f"{notebook}.ipynb",
        title=say(told.title, language), synthetic=told.synthetic,
        inputs=tuple(dict.fromkeys(path for one in survey for path in _inputs(one))),
        parameters={"wave": folder.name, "language": language}, language=language,
        facts={name: fact for name, fact in facts.items() if fact},
        wave=folder.name if told.kind == "microdata" else "",
    )  # fmt: skip


def _time(folder: WaveFolder) -> tuple[bool, str, str]:
    """Return what waves are put in order of time by; those without a date come last."""
    start = folder.description.field_start
    return start is None, str(start), folder.name


def _trend_page(folders: list[WaveFolder], language: str) -> Page:
    names = [folder.name for folder in folders]
    return Page(
        name=TREND, notebook=NOTEBOOKS / "trend.ipynb", title=text("site.trend", language),
        inputs=tuple(dict.fromkeys(path for f in folders for path in _inputs(f))),
        synthetic=any(folder.description.synthetic for folder in folders),
        parameters={"waves": ",".join(names), "language": language}, language=language,
        facts={"kind": TREND, "field": " · ".join(_asked(f, language) for f in folders)},
    )  # fmt: skip


def _comparison_page(folders: list[WaveFolder], language: str) -> Page:
    names = [folder.name for folder in folders]
    return Page(
        name=COMPARISON, notebook=NOTEBOOKS / "comparison.ipynb",
        title=text("site.comparison", language),
        inputs=tuple(dict.fromkeys(path for f in folders for path in _inputs(f))),
        parameters={"waves": ",".join(names), "language": language}, language=language,
        facts={"kind": COMPARISON},
    )  # fmt: skip


def _inputs(folder: WaveFolder) -> tuple[Path, ...]:
    return tuple(path.relative_to(folder.root) for path in folder.inputs)


def _asked(folder: WaveFolder, language: str) -> str:
    """Return when a wave was asked, and of how many."""
    told = [field_dates(folder, language) or folder.name, _size(folder, language)]
    return f"{told[0]} ({told[1]})" if told[1] else told[0]


def _year(folder: WaveFolder) -> str:
    """Return when a wave was asked: the year of its fieldwork, or that of its name."""
    start = folder.description.field_start
    named = re.match(r"(\d{4}(-\d{4})?)\b", folder.name)
    return str(start.year) if start else named[1].replace("-", "–") if named else ""


def _size(folder: WaveFolder, language: str) -> str:
    n, kind = folder.description.n, folder.description.n_is
    if folder.only:
        return ""  # the page says of whom it is, and how many of all they are
    marks = {"exact": "=", "about": "≈", "more_than": ">"}
    return "" if n is None else NO_BREAK.join(("n", marks[kind], count(n, language)))
