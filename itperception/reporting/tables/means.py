"""The differences of means in a closed part below a table: what letters beside means rest on."""

from html import escape

from itperception.reporting import wording
from itperception.reporting.number_rows import number_rows
from itperception.reporting.tables.columns import Columns
from itperception.reporting.tables.html import boxed, folded, td, th, tr
from itperception.reporting.tables.letters import P_VALUES, bare_p
from itperception.reporting.wording import text


def pairs_of_means(columns: Columns) -> str:
    """Return every pair of columns with the difference of their means; nothing if none."""
    table, language = columns.table, columns.language
    if table.numbers is None or table.numbers.pairs.empty:
        return ""
    digits = {row.id: row.digits for row in number_rows(table, language)}
    level = wording.bare_level(1 - table.rules.alpha, language)
    heads = ["", text("means.columns", language), text("means.difference", language, level=level),
             *(text(f"why.{key}", language) for key in ("p", "p_adjusted"))]  # fmt: skip
    lines = []
    for pair in table.numbers.pairs.dropna().itertuples():
        apart, low, high = (wording.signed(end, language, digits[pair.row])
                            for end in (pair.difference, pair.ci_low, pair.ci_high))  # fmt: skip
        limits = text("number.range", language, low=low, high=high)
        cells = [
            f"{columns.labels[pair.first]} − {columns.labels[pair.second]}", f"{apart} ({limits})",
            *(bare_p(getattr(pair, p), language, unit=table.unit) for p in P_VALUES),
        ]  # fmt: skip
        head = th(escape(text(f"means.{pair.row}", language)), "row")
        lines.append(tr(head, [td(escape(cell)) for cell in cells]))
    if not lines:
        return ""
    told = text("means.pairs", language, count=str(len(lines)))
    head = "".join(th(escape(one), "col") for one in heads)
    return folded(told, boxed(told, head, lines))
