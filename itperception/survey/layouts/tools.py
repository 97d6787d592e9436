"""Every layout by the name that ``tool`` in ``wave.yaml`` has for it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from itperception.errors import unknown_name
from itperception.survey.export import Export
from itperception.survey.layouts import (
    forms,
    limesurvey,
    plain,
    qualtrics,
    redcap,
    surveymonkey,
)
from itperception.survey.reading.table import Header, Table, WrongHeader

TABLE, TITLED = "table", "titled"
Rows = Sequence[Sequence[str]]


class Layout(NamedTuple):
    """What the first rows of a file are, None if not its header; and what the columns mean."""

    header: Callable[[Rows], Header | None]
    finish: Callable[[Table], Export]


LAYOUTS = {
    "qualtrics": Layout(qualtrics.header, qualtrics.finish),
    "surveymonkey": Layout(surveymonkey.header, surveymonkey.finish),
    "limesurvey": Layout(limesurvey.header, limesurvey.finish),
    "redcap": Layout(redcap.header, redcap.finish),
    "forms": Layout(forms.header, forms.finish),
    "labelled": Layout(plain.labelled, plain.finish),
    TITLED: Layout(plain.titled, plain.without_end),
    TABLE: Layout(plain.header, plain.finish),
}


def layout_of(tool: str) -> Layout:
    """Return the layout of a tool; `UnknownNameError` names the known ones."""
    if tool not in LAYOUTS:
        raise unknown_name("tool", tool, [*LAYOUTS])
    return LAYOUTS[tool]


def header_of(rows: Rows, tool: str | None = None) -> tuple[str, Header]:
    """Return which tool wrote a file, and its header.

    If nothing is said of the tool, it is the first whose header rows these are; a plain table
    is the last. `ExportError` if the first rows are not as this tool writes them.
    """
    if tool is None:
        found = ((name, layout.header(rows)) for name, layout in LAYOUTS.items())
        return next((name, header) for name, header in found
                    if header and (name != TITLED or header.rows > 1))  # fmt: skip
    found = layout_of(tool).header(rows)
    if found is None:
        raise WrongHeader(
            f"the first rows are not as {tool} writes them; correct --tool ('tool' in wave.yaml), "
            "or leave it out if there is one line of names"
        )
    return tool, found
