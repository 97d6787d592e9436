"""The chapter on what a wave was made to confirm: its declared claims, and what became of them."""

import pandas as pd

from itperception.book.book import Book
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.reasons import why_not
from itperception.reporting.tables import frame_table, p_kind
from itperception.reporting.wording import text
from itperception.terms.text import say


def claims_chapter(book: Book, number: int, language: str = "en") -> Block:
    """Say which claims were declared before the data, and which are shown.

    Parameters
    ----------
    book : Book
        Of a wave whose ``wave.yaml`` declares families of claims, or none: then all is
        exploratory.
    number : int
        Running number of the table on the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    title = text("page.claims", language)
    if not book.folder.description.families:
        return chapter(title, paragraph(text("claims.none", language)))
    table = frame_table(
        claims_told(book, language), claims_columns(book, language), title=title, name="claims",
        language=language, number=number, note=claims_note(book, language),
        synthetic=book.synthetic,
    )  # fmt: skip
    return chapter(title, table)


def claims_columns(book: Book, language: str) -> dict[str, tuple[str, str]]:
    """Return the columns of the table of claims: heading and format by name."""
    kind = p_kind(book.unit)
    return {
        "told": (text("claims.claim", language), "text"),
        "verdict": (text("claims.verdict", language), "text"),
        "p_value": (text("claims.alone", language), kind),
        "p_adjusted": (text("claims.together", language), kind),
    }


def claims_told(book: Book, language: str) -> pd.DataFrame:
    """Return the claims with what they say (told) and what became of them (verdict)."""
    families = book.folder.description.families
    labels = {claim.id: claim.label for family in families for claim in family.claims}
    claims = book.claims
    return claims.assign(
        told=[say(labels[claim], language) for claim in claims["claim"]],
        verdict=[_verdict(book, line, language) for line in claims.itertuples()],
    )


def claims_note(book: Book, language: str) -> str:
    """Say how each family was adjusted."""
    how = "; ".join(
        text("claims.family", language, label=say(family.label, language),
             adjust=text(f"adjust.{family.method}", language))
        for family in book.folder.description.families
    )  # fmt: skip
    return f"{how}. {text('claims.note', language)}"


def _verdict(book: Book, line, language: str) -> str:
    """Say what became of a claim; of one that was not tested, why."""
    if line.hidden is None:
        tested = "open" if line.p_value == line.p_value else "untested"
        return text(f"claims.{'shown' if line.found else tested}", language)
    if not line.hidden:
        why = text("disclosure.whole", language, minimum=str(book.rule.minimum))
        return text("claims.hidden", language, why=why)
    columns = book.codebook.dimension(line.by).categories
    why = " ".join(why_not(line.hidden, columns, book.rule, language))
    return text("claims.hidden", language, why=why)
