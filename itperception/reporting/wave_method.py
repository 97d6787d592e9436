"""How a wave was made: weighting and processing in numbers, what is hidden, how to cite."""

from collections.abc import Mapping, Sequence

from itperception.book.book import Book
from itperception.book.rounding import MANY, are_bounds
from itperception.book.shown import ShownWave
from itperception.reporting.block import Block
from itperception.reporting.chapters import (
    bullets,
    chapter,
    field_dates,
    fold,
    methodology_table,
    paragraph,
    sample_size,
)
from itperception.reporting.wording import count, decimal, letters_rule, percent, text
from itperception.survey.derived_items import Derived
from itperception.survey.waves import WaveFolder
from itperception.terms.category import SELECTED
from itperception.terms.dimension import Dimension
from itperception.terms.text import say

ENDS = ("smallest", "largest")
DIGITS = 12  # of a hash that names a file


def method_chapter(book: Book, language: str = "en") -> Block:
    """Say how the figures came about and what they cannot say; folded, all that is disclosed.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    own = book.folder.description.limitations
    limits = [*([say(own, language)] if own else []), text("limits.told", language)]
    said = {"made": _made(book, language), "limitations": " ".join(limits)}
    parts = [chapter(text(f"page.{key}", language), paragraph(told), level=3).html
             for key, told in said.items()]  # fmt: skip
    beside = "".join(f"<section>{part}</section>" for part in parts)
    told = chapter(text("page.method", language), f'<div class="two">{beside}</div>')
    return told + _disclosed(book, language) + _cited(book, language)


def _made(book: Book, language: str) -> str:
    """Say in a few words how people were found, how many answered, and what weights cost."""
    unknown, sampling = (
        text("methodology.unknown", language),
        book.folder.description.sampling,
    )
    facts = {
        "n": count(book.people, language),
        "field": field_dates(book.folder, language),
        **({} if sampling else {"sampling": ""}),
        **({} if book.weights else {"weighting": text("methodology.unweighted", language)}),
    }
    said = [f"{text(f'methodology.{name}', language)}: {fact or unknown}."
            for name, fact in facts.items()]  # fmt: skip
    worth = [_worth(book, language)] if book.weights else []
    return " ".join([*([say(sampling, language)] if sampling else []), *said, *worth])


def _disclosed(book: Book, language: str) -> Block:
    """Return the fold of what a survey must disclose, and of the rules that the page follows."""
    only, made = only_told(book, language), derived_told(book, language)
    compared = letters_rule(book.folder.description.profile, language)
    more = {
        "only": only, "range": _weights(book, language),
        "processing": _processing(book, language),
        "hidden": " ".join(hidden_told(book, language)), "derived": made,
        "significance": " ".join([compared, *_informative(book, language)]),
    }  # fmt: skip
    rows = [
        (text(f"methodology.{key}", language), told) for key, told in more.items() if told
    ]
    table = methodology_table(
        book.folder, language, base=count(book.people, language), more=rows,
        without=("limitations",), **found_out(book, language),
    )  # fmt: skip
    opt_in = paragraph(text("methodology.opt_in", language))
    return fold(text("page.methodology", language), table, opt_in)


def _informative(book: Book, language: str) -> list[str]:
    """Say in how many questions the weights go with the answers."""
    if book.informative is None:
        return []
    found, n = (count(number, language) for number in book.informative)
    return [text("read.informative", language, found=found, n=n)]


def only_told(told: Book | ShownWave, language: str = "en") -> str:
    """Say of whom all is told, and how many of all who answered they are; empty if of all."""
    if told.folder.only is None:
        return ""
    records = told.provenance["records"]
    left = sum(out["people"] for out in records["left_out"])
    return text(
        "methodology.only_told", language, only=say(told.folder.only, language),
        n=count(told.people, language), all=count(records["in_file"] - left, language),
    )  # fmt: skip


def derived_told(book: Book, language: str = "en") -> str:
    """Say of which answers each derived item is made, one by one; empty without any."""
    return " ".join(
        f"{say(own.label, language)}: {say(own.told(part.label for part in parts), language)}"
        f"{_answers_of(own, parts[0], language)}."
        for own in book.codebook.derived for parts in [book.codebook.parts(own)]
    )  # fmt: skip


def _answers_of(own: Derived, part: Dimension, language: str) -> str:
    """Say which answers count, or which become which; nothing where each is itself."""
    labels = {c.id: say(c.label, language) for c in (*part.categories, *part.nets)}
    if own.of:
        told = (f"{say(c.label, language)} = {', '.join(labels[name] for name in c.given)}"
                for c in own.categories if c.given)  # fmt: skip
        return f" ({'; '.join(told)})"
    counted = own.count or own.any
    if counted is None or part.categories[0].id == SELECTED.id:
        return ""
    return f" ({', '.join(labels[name] for name in counted.answers)})"


def _cited(book: Book, language: str) -> Block:
    """Return the fold that says how the page is cited, and where its numbers are."""
    extras = [text("cite.table", language), text("cite.numbers", language)]
    mark = [text("cite.synthetic", language)] if book.synthetic else []
    return fold(text("page.cite", language), paragraph(cited_as(book, language), "citation"),
                bullets([*extras, *mark]))  # fmt: skip


def cited_as(book: Book | ShownWave, language: str = "en") -> str:
    """Return a wave as it is cited: who, title, n, dates, and the start of its data's hash."""
    n = count(book.people, language)
    return text(
        "cite.told", language, data=data_hash(book), **_named(book.folder, n, language)
    )


def cited_in_print(folder: WaveFolder, language: str = "en") -> str:
    """Return a survey in print as its page is cited: who, title, n and dates as far as stated."""
    return text(
        "cite.printed", language, **_named(folder, sample_size(folder, language), language)
    )


def _named(folder: WaveFolder, n: str, language: str) -> dict[str, str]:
    told, unknown = folder.description, text("methodology.unknown", language)
    who = told.conductor or told.sponsor
    return {"who": say(who, language) if who else unknown, "title": say(told.title, language),
            "n": n or unknown, "field": field_dates(folder, language) or unknown}  # fmt: skip


def data_hash(book: Book | ShownWave) -> str:
    """Return the start of the SHA-256 of the wave's export, which names it."""
    folder, named = book.folder, book.folder.description.file
    if not named:
        return folder.name
    place = (folder.raw / named).relative_to(folder.root).as_posix()
    return book.provenance["inputs"][place][:DIGITS]


def hidden_told(book: Book, language: str = "en") -> list[str]:
    """Say what is not shown, and why.

    Parameters
    ----------
    book : Book
        What is told of the wave.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    rule, told = book.rule, []
    for banner, columns, is_part in book.hidden:
        labels = ", ".join(say(c.short or c.label, language) for c in columns)
        key = "methodology.hidden_some" if is_part else "disclosure.columns"
        told.append(text(key, language, labels=labels, banner=say(banner.label, language)))
    if rule.minimum == 1:
        return [text("disclosure.off", language)]
    least = {"minimum": str(rule.minimum)}
    told = told or [text("disclosure.nothing", language)]
    rest = [text(f"disclosure.{key}", language)
            for key in (f"unstated_{rule.unstated}", "tests", "beyond")]  # fmt: skip
    return [text("disclosure.rule", language, **least), *told, *rest,
            *edition_told(book, language)]  # fmt: skip


def edition_told(book: Book, language: str) -> list[str]:
    """Say what an earlier edition of the page gives away together with this one."""
    if book.edition is None:
        return []
    key = "few" if book.edition.people else "same"
    return [text(f"disclosure.edition_{key}", language, minimum=str(book.rule.minimum),
                 n=count(book.edition.people, language))]  # fmt: skip


def _weights(book: Book, language: str) -> str:
    """Say the range of the weights and what they cost."""
    drawn = how_drawn(book, language)
    if book.weights is None:
        return " ".join([text("methodology.unweighted", language), drawn]).strip()
    return " ".join([_worth(book, language), *rounded(book.unit, language), drawn]).strip()


def _worth(book: Book, language: str) -> str:
    """Say what the weights cost."""
    weights = book.weights
    return text(
        "methodology.weights", language, n=count(weights.people, language),
        effect=decimal(weights.effect, language, 1),
        effective=count(weights.effective, language),
    )  # fmt: skip


def rounded(unit: float, language: str) -> list[str]:
    """Say how coarsely a weighted wave is told, and why; nothing if it is exact."""
    if not unit:
        return []
    told = [text("rounded.whole", language)]
    steps = [text("rounded.steps", language, many=str(MANY))] if are_bounds(unit) else []
    return [*told, *steps]


def how_drawn(book: Book, language: str = "en") -> str:
    """Say what strata and clusters do to bases, tests and intervals; empty without any."""
    if book.is_clustered:
        return text("methodology.clusters", language)
    return text("methodology.strata", language) if book.is_stratified else ""


def _processing(book: Book, language: str) -> str:
    records = book.provenance["records"]
    left = sum(out["people"] for out in records["left_out"])
    told = [text("methodology.checked", language, left=count(left, language),
                 records=count(records["in_file"], language))]  # fmt: skip
    if records["filtered_answers"] is None:
        told.append(text("methodology.not_filtered", language))
    if book.folder.only:
        told.append(text("methodology.checked_only", language))
    return " ".join(told)


def found_out(book: Book, language: str) -> dict[str, str]:
    """Return what the program knows of facts that a survey must disclose."""
    return {"quality": _quality(book, language), "weighting": _raking(book, language)}


def _raking(book: Book, language: str) -> str:
    """Say how weights were raked, of protected ones no more than to what; empty if not."""
    facts = book.provenance["records"].get("raking")
    if facts is None:
        return ""
    told, described = [_raked(book, facts["margins"], language)], book.folder.description
    if described.layout.weight is not None:
        told.append(text("methodology.raked_from", language))
    if described.raking.trim is not None:
        told.append(text("methodology.raked_within", language))
    if "largest_weight" in facts:
        ends = {end: decimal(facts[f"{end}_weight"], language, 2) for end in ENDS}
        told.append(text("methodology.raked_range", language, **ends,
                         n=count(facts["trimmed"], language)))  # fmt: skip
    return " ".join([*told, text("methodology.raked_fixed", language)])


def _raked(book: Book, margins: Mapping | Sequence[str], language: str) -> str:
    """Say to which items weights are raked, and to which shares unless these are protected."""
    told = []
    for item in margins:
        asked = book.codebook.dimension(item)
        shares = (
            _shares(asked, margins[item], language) if isinstance(margins, dict) else ""
        )
        told.append(say(asked.label, language) + shares)
    return text("methodology.raked", language, margins="; ".join(told))


def _shares(asked: Dimension, shares: Mapping[str, float], language: str) -> str:
    """Say the share of each answer, in brackets."""
    labels = {c.id: say(c.short or c.label, language) for c in asked.categories}
    whole = sum(shares.values())
    told = (f"{labels[name]} {percent(share / whole, language, 1)}"
            for name, share in shares.items())  # fmt: skip
    return f" ({', '.join(told)})"


def _quality(book: Book, language: str) -> str:
    """Say how people answered, as far as it can be said, and who is left out."""
    records = book.provenance["records"]
    keys = ("straight_liners", "speeders", "duplicates", "filtered_answers")
    told = [text(f"methodology.{key}", language, n=count(records[key], language))
            for key in keys if records[key] is not None]  # fmt: skip
    told += [text("methodology.left_out", language, n=count(out["people"], language),
                  because=say(out["because"], language))
             for out in records["left_out"]]  # fmt: skip
    return " ".join(told)
