"""Which pages there should be: one per wave, one across waves, one across print."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from itperception.reporting.chapters import field_dates
from itperception.reporting.page import NOTEBOOKS, Page
from itperception.reporting.wording import text
from itperception.survey.names import COMPARISON, TREND
from itperception.survey.waves import WaveFolder
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
    pages = [_wave_page(folder, language) for folder in waves]
    if has_trend(waves):
        pages.append(_trend_page(_followed(waves), language))
    printed = [folder for folder in waves if folder.description.kind == "published"]
    if len(printed) > 1 and any(map(_asked_customers, printed)):
        pages.append(_comparison_page(printed, language))
    told = {"languages": tuple(languages), "has_trend": has_trend(waves)}
    return [replace(page, **told) for page in pages]


def chosen(pages: Sequence[Page], names: Collection[str], folder: Path) -> list[Page]:
    """Return the pages of some names; a trend that is not among them may be there already.

    Parameters
    ----------
    pages : sequence of Page
        As of :func:`plan`.
    names : collection of str
        Which; all if there are none.
    folder : pathlib.Path
        Where they go.
    """
    found = [page for page in pages if not names or page.name in names]
    trend = next((page for page in pages if page.name == TREND), None)
    is_there = trend is not None and (trend in found or trend.path(folder).exists())
    return [replace(page, has_trend=is_there) for page in found]


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


def has_trend(waves: Sequence[WaveFolder]) -> bool:
    """Say whether there are waves that one page follows."""
    return len(_followed(waves)) > 1


def _followed(waves: Sequence[WaveFolder]) -> list[WaveFolder]:
    return [folder for folder in measured_waves(waves) if is_instrument(folder)]


def _asked_customers(folder: WaveFolder) -> bool:
    return any(g.judges == "customers" for g in folder.description.groups.values())


def _wave_page(folder: WaveFolder, language: str) -> Page:
    told = folder.description
    notebook = "reproduction" if told.kind == "published" else "wave"
    facts = {
        "kind": told.kind, "wave": folder.name, "n": _size(folder),
        "field": field_dates(folder, language),
        "summary": say(told.population, language) if told.population else "",
    }  # fmt: skip
    return Page(
        name=folder.name, notebook=NOTEBOOKS / f"{notebook}.ipynb",
        title=say(told.title, language), inputs=_inputs(folder), synthetic=told.synthetic,
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
        facts={"kind": TREND, "wave": ", ".join(names)},
    )  # fmt: skip


def _comparison_page(folders: list[WaveFolder], language: str) -> Page:
    names = [folder.name for folder in folders]
    return Page(
        name=COMPARISON, notebook=NOTEBOOKS / "comparison.ipynb",
        title=text("site.comparison", language),
        inputs=tuple(dict.fromkeys(path for f in folders for path in _inputs(f))),
        parameters={"waves": ",".join(names), "language": language}, language=language,
        facts={"kind": "published", "summary": text("site.comparison_told", language)},
    )  # fmt: skip


def _inputs(folder: WaveFolder) -> tuple[Path, ...]:
    return tuple(path.relative_to(folder.root) for path in folder.inputs)


def _size(folder: WaveFolder) -> str:
    n, kind = folder.description.n, folder.description.n_is
    if folder.only:
        return ""  # the page says of whom it is, and how many of all they are
    marks = {"exact": "", "about": "≈ ", "more_than": "> "}
    return "" if n is None else f"{marks[kind]}{n}"
