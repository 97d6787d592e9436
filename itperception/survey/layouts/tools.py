"""Every layout by the name that ``tool`` in ``wave.yaml`` has for it."""

from collections.abc import Sequence

from itperception.errors import unknown_name
from itperception.survey.layouts import (
    forms,
    labelled,
    limesurvey,
    qualtrics,
    redcap,
    surveymonkey,
    table,
    titled,
)
from itperception.survey.reading.table import Header, WrongHeader

TABLE, TITLED = "table", "titled"
LAYOUTS = {
    "qualtrics": qualtrics,
    "surveymonkey": surveymonkey,
    "limesurvey": limesurvey,
    "redcap": redcap,
    "forms": forms,
    "labelled": labelled,
    TITLED: titled,
    TABLE: table,
}


def layout_of(tool: str):
    """Return the layout of a tool; `UnknownNameError` names the known ones."""
    if tool not in LAYOUTS:
        raise unknown_name("tool", tool, [*LAYOUTS])
    return LAYOUTS[tool]


def recognise(rows: Sequence[Sequence[str]]) -> tuple[str, Header]:
    """Return the first layout whose header rows these are; a plain table is the last."""
    for tool, layout in LAYOUTS.items():
        found = layout.header(rows) if tool != TABLE else None
        if found and (tool != TITLED or found.rows > 1):
            return tool, found
    return TABLE, table.header(rows)


def header_as(tool: str, rows: Sequence[Sequence[str]]) -> Header:
    """Return the header of a file that a tool is said to have written.

    Raises
    ------
    ExportError
        If the first rows are not as this tool writes them.
    """
    found = layout_of(tool).header(rows)
    if found is None:
        raise WrongHeader(
            f"the first rows are not as {tool} writes them; correct --tool ('tool' in wave.yaml), "
            "or leave it out if there is one line of names"
        )
    return found
