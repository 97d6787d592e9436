"""The chapter on what a wave was made to confirm: its declared claims, and what became of them."""

from itperception.reporting.block import Block
from itperception.reporting.chapters import chapter, paragraph
from itperception.reporting.reasons import why_not
from itperception.reporting.shown import ShownWave
from itperception.reporting.tables import frame_table
from itperception.reporting.wording import text
from itperception.survey.codebook import say


def claims_chapter(shown: ShownWave, number: int, language: str = "en") -> Block:
    """Say which claims were declared before the data, and which are shown.

    Parameters
    ----------
    shown : ShownWave
        The wave, as it may be shown. Its ``wave.yaml`` declares families of claims, or
        none: then all is exploratory.
    number : int
        Running number of the table on the page.
    language : {"en", "sv", "de"}
        Language of the page.
    """
    title = text("page.claims", language)
    families = shown.folder.description.families
    if not families:
        return chapter(title, paragraph(text("claims.none", language)))
    labels = {claim.id: claim.label for family in families for claim in family.claims}
    frame = shown.claims()
    frame["told"] = [say(labels[claim], language) for claim in frame["claim"]]
    frame["verdict"] = [_verdict(shown, line, language) for line in frame.itertuples()]
    columns = {
        "told": (text("claims.claim", language), "text"),
        "verdict": (text("claims.verdict", language), "text"),
        "p_value": (text("claims.alone", language), "p_value"),
        "p_adjusted": (text("claims.together", language), "p_value"),
    }
    how = "; ".join(
        text("claims.family", language, label=say(family.label, language),
             adjust=text(f"adjust.{family.method}", language))
        for family in families
    )  # fmt: skip
    table = frame_table(
        frame, columns, title=title, name="claims", language=language, number=number,
        note=f"{how}. {text('claims.note', language)}", synthetic=shown.wave.synthetic,
    )  # fmt: skip
    return chapter(title, table)


def _verdict(shown: ShownWave, line, language: str) -> str:
    """Say what became of a claim; of one that was not tested, why."""
    if line.hidden is None:
        key = (
            "shown"
            if line.found
            else "open"
            if line.p_value == line.p_value
            else "untested"
        )
        return text(f"claims.{key}", language)
    least = str(shown.rule.minimum)
    if not line.hidden:
        why = text("disclosure.whole", language, minimum=least)
        return text("claims.hidden", language, why=why)
    claims = (c for family in shown.folder.description.families for c in family.claims)
    claim = next(c for c in claims if c.id == line.claim)
    why = " ".join(why_not(line.hidden, shown.columns_by(claim.by), shown.rule, language))
    return text("claims.hidden", language, why=why)
