"""The chapter on what a wave was made to confirm: its declared claims, and what became of them."""

import pandas as pd

from itperception.book.book import Book
from itperception.counting.given import TOTAL
from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.reasons import why_not
from itperception.reporting.tables import frame_table, p_kind
from itperception.reporting.wording import (
    NO_BREAK,
    NOT_AVAILABLE,
    apart,
    count,
    ends,
    percent,
    points_apart,
    text,
)
from itperception.terms.claims import Claim
from itperception.terms.text import say
from itperception.workbench.claims import ONE_SIDED


def claims_chapter(book: Book, number: int, language: str = "en") -> Block:
    """Say which claims were declared before the data, those first that are shown.

    Parameters
    ----------
    book : Book
        Of a wave whose ``wave.yaml`` declares families of claims, or none: then the page
        begins with that, and has no such chapter.
    number : int
        Running number of the table on the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    if not book.folder.description.families:
        return Block("", "")
    told = claims_told(book, language)
    shown, every = (count(n, language) for n in (told["found"].sum(), len(told)))
    columns = {"marked" if name == "verdict" else name: column for name, column
               in claims_columns(book, language).items()
               if name != "p_value"}  # fmt: skip
    first = told.assign(marked=[_marked(line) for line in told.itertuples()]).sort_values(
        "found", ascending=False, kind="stable"
    )
    table = frame_table(
        first, columns, title=text("claims.title", language), name="claims",
        language=language, number=number, synthetic=book.synthetic,
    )  # fmt: skip
    title = text("claims.counted", language, shown=shown, every=every)
    return chapter(title, paragraph(claims_note(book, language)), table)


def _marked(line) -> str:
    """Return a verdict with its mark, on one line; of what was not tested as it is."""
    if line.p_value != line.p_value:
        return line.verdict
    return f"{'✓' if line.found else '○'} {line.verdict}".replace(" ", NO_BREAK)


def claims_columns(book: Book, language: str) -> dict[str, tuple[str, str]]:
    """Return the columns of the table of claims: heading and format by name."""
    kind = p_kind(book.unit)
    return {
        "told": (text("claims.claim", language), "text"),
        "decided": (text("claims.decided", language), "text"),
        "verdict": (text("claims.verdict", language), "text"),
        "p_value": (text("claims.alone", language), kind),
        "p_adjusted": (text("claims.together", language), kind),
    }


def claims_told(book: Book, language: str) -> pd.DataFrame:
    """Return the claims as told, with what was found (decided), the sides of p and the verdict."""
    declared = {claim.id: claim for family in book.folder.description.families
                for claim in family.claims}  # fmt: skip
    claims = book.claims
    return claims.assign(
        found=claims["found"].astype(bool),
        sides=[text(f"claims.{'one' if kind in ONE_SIDED else 'two'}_sided", language)
               for kind in claims["kind"]],
        told=[say(declared[claim].label, language) for claim in claims["claim"]],
        decided=[_decided(book, declared[line.claim], line, language)
                 for line in claims.itertuples()],
        verdict=[_verdict(book, line, language) for line in claims.itertuples()],
    )  # fmt: skip


def _decided(book: Book, claim: Claim, line, language: str) -> str:
    """Say the difference that a claim hangs on, in its groups; nothing of one untested."""
    if line.difference != line.difference:
        return NOT_AVAILABLE
    columns = book.codebook.dimension(line.by).categories if line.by else ()
    names = {c.id: say(c.short or c.label, language) for c in columns}
    names[TOTAL] = text("table.total", language)
    of_gaps = claim.kind == "gap_differs"
    write = points_apart if of_gaps else percent
    told = {
        "first": names[line.first], "second": names.get(line.second, ""),
        "value": write(line.value, language), "value_second": write(line.value_second, language),
        "n": count(line.n, language), "n_second": count(line.n_second, language),
        "d": apart(line.value, line.value_second, line.difference, language),
        "ends": ends(line.ci_low, line.ci_high, language),
    }  # fmt: skip
    key = claim.kind if claim.kind in ("gap", "gap_differs") else "columns"
    said = text(f"claims.decided_{key}", language, **told)
    if line.row != line.row:  # the claim names the answer itself
        return said
    asked = book.codebook.dimension(claim.item)
    rows = {row.id: say(row.label, language) for row in asked.categories}
    return f"{rows[line.row]}: {said}"


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
