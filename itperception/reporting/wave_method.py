"""How a wave was made: weighting and processing in numbers, what is hidden, how to cite."""

from dataclasses import replace

from itperception.counting.crosstab import TOTAL
from itperception.reporting.block import Block
from itperception.reporting.chapters import (
    bullets,
    chapter,
    field_dates,
    methodology,
    paragraph,
)
from itperception.reporting.shown import ShownWave
from itperception.reporting.wording import count, decimal, text
from itperception.survey.check import STRATUM
from itperception.survey.codebook import Category, Dimension, say
from itperception.survey.respondents import sha256
from itperception.workbench import Wave

DIGITS = 12  # of a hash that names a file


def method_chapter(shown: ShownWave, base: int, language: str = "en") -> Block:
    """Return what a survey must disclose, and what such a sample allows to say.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    base : int
        How many answered.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    more = [("range", _weights(shown, language)), ("processing", _processing(base, language)),
            ("hidden", " ".join(hidden_told(shown, language)))]  # fmt: skip
    rows = [(text(f"methodology.{key}", language), told) for key, told in more]
    return methodology(
        shown.folder, language, base=count(base, language), more=rows,
        without=("limitations",), extra=text("methodology.opt_in", language),
    )  # fmt: skip


def limitations_chapter(shown: ShownWave, language: str = "en") -> Block:
    """Return what the wave cannot say: in its own words, and what holds for every such page.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    own = shown.folder.description.limitations
    told = [*([say(own, language)] if own else []),
            *(text(f"limits.{key}", language) for key in ("belief", "sample", "many"))]  # fmt: skip
    return chapter(text("page.limitations", language), bullets(told))


def cite_chapter(shown: ShownWave, base: int, language: str = "en") -> Block:
    """Say how the page is cited, and where its numbers are.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    base : int
        How many answered.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    told = shown.folder.description
    who = (
        say(told.conductor or told.sponsor, language)
        if told.conductor or told.sponsor
        else ""
    )
    cited = text(
        "cite.told", language, who=who or text("methodology.unknown", language),
        title=say(told.title, language), n=count(base, language),
        field=field_dates(shown.folder, language) or text("methodology.unknown", language),
        data=data_hash(shown),
    )  # fmt: skip
    extras = [text("cite.table", language), text("cite.numbers", language)]
    mark = [text("cite.synthetic", language)] if shown.wave.synthetic else []
    return chapter(text("page.cite", language), paragraph(cited, "citation"),
                   bullets([*extras, *mark]))  # fmt: skip


def data_hash(shown: ShownWave) -> str:
    """Return the start of the SHA-256 of the wave's export, which names it."""
    named = shown.folder.description.file
    return sha256(shown.folder.raw / named)[:DIGITS] if named else shown.wave.name


def hidden_columns(shown: ShownWave) -> list[tuple[Dimension, list[Category], bool]]:
    """Return what is hidden: banner, its columns, and whether only of those asked some.

    Columns of nobody, as the condition of a question leaves them, are not told, nor are
    those that only a table of another banner's own question goes without.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    """
    protection = shown.protection
    banners = [d for d in protection.atoms.banners]
    subjects = [d for d in shown.codebook.dimensions()
                if d.id in protection.shown and d.id not in {b.id for b in banners}]  # fmt: skip
    found = []
    for banner in banners:
        gone: dict[bool, set[str]] = {False: set(), True: set()}
        for item in subjects:
            part = item.asked_if is not None
            gone[part] |= {*protection.told(item.id, banner.id).hidden}
        for part, names in ((False, gone[False]), (True, gone[True] - gone[False])):
            found.append((banner, [c for c in banner.categories if c.id in names], part))
    return [(banner, columns, part) for banner, columns, part in found if columns]


def hidden_told(shown: ShownWave, language: str = "en") -> list[str]:
    """Say what is not shown, and why.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    rule, told = shown.rule, []
    for banner, columns, is_part in hidden_columns(shown):
        labels = ", ".join(say(c.short or c.label, language) for c in columns)
        key = "methodology.hidden_some" if is_part else "disclosure.columns"
        told.append(text(key, language, labels=labels, banner=say(banner.label, language)))
    if rule.minimum == 1:
        return [text("disclosure.off", language)]
    least = {"minimum": str(rule.minimum)}
    told = told or [text("disclosure.nothing", language)]
    rest = [text(f"disclosure.{key}", language)
            for key in (f"unstated_{rule.unstated}", "tests", "beyond")]  # fmt: skip
    return [text("disclosure.rule", language, **least), *told, *rest]


def _weights(shown: ShownWave, language: str) -> str:
    """Say the range of the weights and what they cost."""
    drawn = how_drawn(shown.wave, language)
    if not shown.wave.is_weighted:
        return " ".join([text("methodology.unweighted", language), drawn]).strip()
    low, high = shown.weight_range()
    asked = max(shown.totals(), key=lambda table: table.bases[TOTAL])
    asked = replace(asked, design=None)
    told = text(
        "methodology.weights", language, low=decimal(low, language),
        high=decimal(high, language), n=count(asked.bases[TOTAL], language),
        effect=decimal(asked.design_effects[TOTAL], language),
        effective=count(asked.effective_bases[TOTAL], language),
    )  # fmt: skip
    return f"{told} {drawn}".strip()


def how_drawn(wave: Wave, language: str = "en") -> str:
    """Say what strata and clusters do to bases, tests and intervals; empty without any."""
    if wave.is_clustered:
        return text("methodology.clusters", language)
    return text("methodology.strata", language) if STRATUM in wave.columns else ""


def _processing(base: int, language: str) -> str:
    return text("methodology.checked", language, n=count(base, language))
