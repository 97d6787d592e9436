"""What a cell shows of respondents by itself stops the page; a draft stays out of it."""

import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from nbformat.v4 import new_code_cell, new_notebook, new_output

from itperception.errors import PublicationError
from itperception.reporting.block import Block
from itperception.reporting.guard import without_own_outputs
from itperception.reporting.notebook import normalise

PEOPLE = pd.DataFrame({"_respondent": ["R00001"], "_weight": [1.25]})
CHAPTER = Block("<h2>Image</h2>", "Image")


def run(source: str, *shown, tags=()):
    """Return a cell as Jupyter leaves it after it showed some things."""
    return new_code_cell(
        source, outputs=list(map(output_of, shown)), metadata={"tags": [*tags]}
    )


def output_of(thing):
    if isinstance(thing, str):
        return new_output("stream", text=thing)
    data, metadata = DisplayFormatter().format(thing)
    return new_output("display_data", data, metadata=metadata)


def guarded(*cells):
    notebook = normalise(new_notebook(cells=[run("import itperception as itp"), *cells]))
    return without_own_outputs(notebook, "wave.ipynb")


def test_chapters_pass_also_when_they_are_joined():
    left = guarded(run("report.items()", CHAPTER), run("a + b", CHAPTER + CHAPTER))

    assert [len(cell.outputs) for cell in left.cells] == [0, 1, 1]
    assert "<h2>Image</h2>" in left.cells[1].outputs[0].data["text/html"]


@pytest.mark.parametrize(("source", "shown", "what"), [
    ("people.head(3)", PEOPLE, "text/html"), ("people['_weight']", PEOPLE["_weight"], "text/plain"),
    ("print(people)", "R00001 1.25\n", "printed text"), ("people.to_numpy()", PEOPLE.to_numpy(),
                                                         "text/plain"),
    ("report", object(), "text/plain"),
])  # fmt: skip
def test_what_no_chapter_made_stops_the_page_and_the_cell_is_named(source, shown, what):
    with pytest.raises(PublicationError) as told:
        guarded(run("report.items()", CHAPTER), run(f"# mine\n{source}", CHAPTER, shown))

    assert f"wave.ipynb, code cell 3, {source!r}: shows {what}" in str(told.value)
    assert "tag the cell 'draft'" in str(told.value) and "R00001" not in str(told.value)


def test_what_poses_as_the_cell_of_parameters_shows_nothing():
    left = guarded(run("people.head(3)", PEOPLE, tags=["injected-parameters"]))

    assert "R00001" not in str(left)


def test_a_draft_runs_and_nothing_of_it_is_left():
    left = guarded(run("people.head(3)", PEOPLE, "R00001\n", tags=["draft"]),
                   run("report.items()", CHAPTER))  # fmt: skip

    assert [len(cell.outputs) for cell in left.cells] == [0, 0, 1]
    assert "R00001" not in str(left)
