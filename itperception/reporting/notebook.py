"""Notebooks: their parameters, a run of one, and the run without its accidents.

Two runs of one notebook differ in times, random cell ids, memory addresses and the
way printed text was cut into messages. None of that is content, so it is taken out
before a page is made: the same inputs give the same page, to the byte.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from itperception.errors import ItPerceptionError, PublicationError
from itperception.reporting.block import MARK, SUMMARY
from itperception.reporting.parameters import refuse_unknown
from itperception.survey.files import write_atomically

# What a page can show, best first; the first that an output has is kept.
MIME_TYPES = ("text/html", "text/markdown", "image/svg+xml", "image/png", "text/plain")
START_TIMEOUT = 120  # seconds; a kernel starts slowly on a machine that is busy
METADATA = {
    "kernelspec": {
        "name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python",
    },
    "language_info": {"name": "python"},
}  # fmt: skip
KEPT = ("alt", "title", MARK, SUMMARY)  # of the metadata of an output
KEEP_OUTPUTS = ("reproduction", "tutorial")  # can be read, and are verified, without a run
# Answers pass between two processes; without this, any user of the machine may listen.
ENCRYPTION = {"transport_encryption": "auto"}
_WATCH = (  # leaves no name behind
    "__import__('itperception.reporting.workers', fromlist=['end_with']).end_with({})"
)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_PICTURE = re.compile(r"(data:image/[a-z+]+(?:;base64)?,)[A-Za-z0-9+/=%!'()*,:;?@_.~-]+")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def execute(notebook: Path, parameters: Mapping[str, Any], *, root: Path) -> NotebookNode:
    """Run a notebook from the repository's root.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook; it is not changed.
    parameters : mapping
        Values for its cell tagged ``parameters``.
    root : pathlib.Path
        Working directory of the run.

    Returns
    -------
    nbformat.NotebookNode
        The notebook as it was run, without what differs from run to run.

    Raises
    ------
    PublicationError
        If the notebook cannot be read or a cell fails; the cell, the line and the
        message are named.
    """
    source = _read(notebook)
    _refuse_unknown(notebook, source, parameters)
    import papermill
    from traitlets.config import Config

    try:
        run = papermill.execute_notebook(
            source, None, dict(sorted(parameters.items())), progress_bar=False, cwd=root,
            start_timeout=START_TIMEOUT, config=Config(KernelManager=ENCRYPTION),
            extra_arguments=[
                "--log-level=CRITICAL", f"--IPKernelApp.exec_lines={_WATCH.format(os.getpid())}",
            ],
        )  # fmt: skip
    except papermill.PapermillExecutionError as error:
        raise PublicationError(_say_failure(notebook, source, error)) from None
    return normalise(run)


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without what differs from run to run.

    Kept are sources, tags, attachments and, of each output, its best form for a page
    with its alternative text. What a cell wrote to standard error is left out.

    Raises
    ------
    PublicationError
        If an output is an error.
    """
    cells = [_normal_cell(number, cell) for number, cell in enumerate(notebook.cells)]
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def clean(notebook: Path) -> bool:
    """Take out of a notebook's file what a run leaves in it.

    Sources, ids and tags stay. Outputs stay in the notebooks of `KEEP_OUTPUTS` only,
    without images; there they are numbered in order.

    Returns
    -------
    bool
        Whether the file was changed.
    """
    read = _read(notebook)
    keeps = notebook.stem in KEEP_OUTPUTS
    read.metadata = nbformat.from_dict(METADATA)
    number = 0
    for cell in read.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = [_without_images(out) for out in cell.outputs if keeps]
            number += bool(cell.outputs)
            cell.execution_count = number if cell.outputs else None
    text = nbformat.writes(read).rstrip("\n") + "\n"
    changed = text != notebook.read_text(encoding="utf-8")
    if changed:
        write_atomically(notebook, text)
    return changed


def _without_images(output: NotebookNode) -> NotebookNode:
    if "data" in output:
        kept = {
            mime: data for mime, data in output.data.items() if mime.startswith("text/")
        }
        output.data = {
            mime: _PICTURE.sub(r"\1", _ADDRESS.sub("", data)) for mime, data in kept.items()
        }
    if "execution_count" in output:
        output.execution_count = None
    return output


def _normal_cell(number: int, cell: NotebookNode) -> NotebookNode:
    kept = {"id": f"c{number:03}", "cell_type": cell.cell_type, "source": cell.source}
    kept["metadata"] = {"tags": list(cell.metadata.get("tags", []))}
    if "attachments" in cell:
        kept["attachments"] = cell.attachments
    if cell.cell_type == "code":
        kept |= {"execution_count": None, "outputs": _normal_outputs(cell.outputs)}
    return nbformat.from_dict(kept)


def _normal_outputs(outputs: list[NotebookNode]) -> list[dict]:
    kept: list[dict] = []
    for output in outputs:
        if output.output_type == "error":
            raise PublicationError(f"a cell failed: {output.ename}: {output.evalue}")
        if output.output_type == "stream":
            if output.name == "stdout":
                _append_text(kept, _ADDRESS.sub("", output.text))
        elif mime := next((mime for mime in MIME_TYPES if mime in output.data), None):
            kept.append(_normal_display(output, mime))
    return kept


def _append_text(outputs: list[dict], text: str) -> None:
    """Add printed text, to the text before it if there is any."""
    if outputs and outputs[-1]["output_type"] == "stream":
        outputs[-1]["text"] += text
    else:
        outputs.append({"output_type": "stream", "name": "stdout", "text": text})


def _normal_display(output: NotebookNode, mime: str) -> dict:
    told = {**output.metadata, **output.metadata.get(mime, {})}
    data = output.data[mime]
    return {
        "output_type": "display_data",
        "data": {mime: data if mime == "image/png" else _ADDRESS.sub("", data)},
        "metadata": {name: str(told[name]) for name in KEPT if name in told},
    }


def _read(notebook: Path) -> NotebookNode:
    """Read a notebook, to be run by the Python this runs in, whatever it names."""
    try:
        read = nbformat.read(notebook, as_version=4)
    except OSError as error:
        raise PublicationError(f"{notebook}: {error.strerror}") from None
    except nbformat.reader.NotJSONError:
        raise PublicationError(f"{notebook}: this is not a notebook") from None
    read.metadata.update(nbformat.from_dict(METADATA))
    return read


def _refuse_unknown(notebook: Path, source: NotebookNode, parameters: Mapping) -> None:
    tagged = (c.source for c in source.cells if "parameters" in c.metadata.get("tags", []))
    try:
        refuse_unknown(next(tagged, ""), parameters)
    except ItPerceptionError as error:
        raise type(error)(f"{notebook.name}: {error}") from None


def _say_failure(notebook: Path, source: NotebookNode, error: Any) -> str:
    """Name the cell, the line and the message of a failed run."""
    sources = [cell.source for cell in source.cells if cell.cell_type == "code"]
    known = error.source in sources
    cell = f"code cell {sources.index(error.source) + 1}" if known else "the parameters"
    traceback = _COLOUR.sub("", "\n".join(error.traceback))
    found = re.search(r"Cell In\[\d+\], line (\d+)", traceback)
    number = int(found.group(1)) if found else 1
    line = (error.source.splitlines()[number - 1 : number] or [""])[0].strip()
    message = _COLOUR.sub("", error.evalue)
    return f"{notebook.name}, {cell}, line {number}: {line}\n  {error.ename}: {message}"
