"""Notebooks tell, the package does: rules that keep each of them thin and clean."""

import ast
import json
import re
from pathlib import Path

import pytest

from itperception.reporting.notebook import KEEP_OUTPUTS
from itperception.reporting.plan import plan
from itperception.survey.waves import open_waves

ROOT = Path(__file__).parents[1]
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
COMPUTES = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With, ast.Lambda)
pytestmark = pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[dict]:
    book = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in book["cells"] if cell["cell_type"] == kind]


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(path, "code")]


def test_a_notebook_begins_with_its_import_and_its_parameters(path):
    first, second, third = cells(path, "code")[:3]

    assert "".join(first["source"]) == "import itperception as itp"
    assert second["metadata"]["tags"] == ["parameters"]
    assert "".join(third["source"]) == "itp.check_parameters()"


def test_every_parameter_has_a_type_a_default_and_a_comment(path):
    for line in sources(path)[1].splitlines():
        assert re.fullmatch(r'\w+: str = "[\w,-]*"  # .+', line), line


def test_code_cells_are_short_and_compute_nothing(path):
    for source in sources(path):
        nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, COMPUTES)]
        assert not nodes, source
        assert len(source.splitlines()) <= 6, source


def test_every_result_is_introduced_by_a_sentence(path):
    assert len(cells(path, "markdown")) >= 0.8 * (len(sources(path)) - 2)


def test_outputs_are_stored_only_where_they_are_verified(path):
    ran = [
        cell for cell in cells(path, "code") if cell["outputs"] or cell["execution_count"]
    ]

    assert bool(ran) == (path.stem in KEEP_OUTPUTS)
    kept = re.search(r"^KEPT := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.M)[1]
    assert (f"notebooks/{path.name}" in kept.split()) == (path.stem in KEEP_OUTPUTS)


def test_a_notebook_is_run_by_the_tests_or_to_make_a_page(path):
    run = (ROOT / "Makefile").read_text("utf-8").split("\ntest:")[1].split("\n\n")[0]
    paged = {page.notebook.name for page in plan(open_waves(ROOT)[0])}

    assert path.stem in KEEP_OUTPUTS or path.name in run or path.name in paged


def test_a_notebook_carries_no_trace_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    book = json.loads(text)

    assert set(book["metadata"]) == {"kernelspec", "language_info"}
    assert all(set(cell["metadata"]) <= {"tags"} for cell in book["cells"])
    assert not re.search(r"/(home|Users|root|tmp)/|image/png|base64,[A-Za-z0-9]", text)
    assert all(re.fullmatch(r"[a-z-]+", cell["id"]) for cell in book["cells"])
