"""Nothing that a notebook's own cells show of respondents reaches a page.

A page that is made from respondents shows what the chapters of its report return, and
nothing else: whatever else a cell shows, a frame of people or a count of a small group, has
not been protected. A cell tagged ``draft`` runs, and what it shows stays out of the page.
"""

from nbformat import NotebookNode

from itperception.errors import PublicationError
from itperception.reporting.block import MARK

DRAFT = "draft"
INJECTED = "injected-parameters"  # papermill's own cell: it only sets names
SILENT = {DRAFT, INJECTED}
GUARDED = ("microdata", "trend")  # kinds of pages that are made from respondents


def without_drafts(notebook: NotebookNode) -> NotebookNode:
    """Leave out of a run notebook what its drafts show; it is changed."""
    for cell in notebook.cells:
        if SILENT & {*cell.metadata.get("tags", [])} and cell.cell_type == "code":
            cell.outputs = []
    return notebook


def without_own_outputs(notebook: NotebookNode, name: str) -> NotebookNode:
    """Leave out what drafts show; refuse what else no chapter of a report made.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        A run notebook from :func:`itperception.reporting.notebook.execute`; it is changed.
    name : str
        Its file, for the message.

    Raises
    ------
    PublicationError
        Naming the cell, what it shows, and the way out.
    """
    cells = [cell for cell in without_drafts(notebook).cells if cell.cell_type == "code"]
    written = [cell for cell in cells if INJECTED not in cell.metadata.get("tags", [])]
    for number, cell in enumerate(written, 1):
        for output in cell.outputs:
            if MARK not in output.get("metadata", {}):
                raise PublicationError(_told(name, number, cell.source, output))
    return notebook


def _told(name: str, number: int, source: str, output: NotebookNode) -> str:
    line = (source.strip().splitlines() or [""])[-1]
    shown = "printed text" if output.output_type == "stream" else next(iter(output.data))
    return (
        f"{name}, code cell {number}, {line!r}: shows {shown} that no chapter of the report "
        "made, and that may tell of respondents; make it a section, report.own('Title', ...), or "
        f"tag the cell {DRAFT!r}, which keeps it out of the page"
    )
