"""Pages in another language, as ``report`` writes them, of what is made once for all of them.

The cells of a notebook run in this process, so that neither a kernel nor the book of a wave
is made anew for each language; files beside a page are not written.
"""

import ast
from functools import cache
from pathlib import Path

from nbformat import read
from nbformat.v4 import new_output

from itperception.reporting.handover import handed_over, open_book
from itperception.reporting.notebook import normalise
from itperception.reporting.page import provenance
from itperception.reporting.plan import plan
from itperception.reporting.render import render
from itperception.survey.waves import open_waves

ROOT = Path(__file__).parents[2]
PAGES = [("sv", "demo-2026"), ("sv", "trend"), ("sv", "comparison"), ("de", "demo-2026"),
         ("de", "trend")]  # fmt: skip
"""The pages that are nearest to their budgets; a comparison takes longest to make."""


def write(language: str, name: str, folder: Path) -> Path:
    """Write a page of the project, and return its path."""
    waves, _ = open_waves()
    page = next(p for p in plan(waves, language=language) if p.name == name)
    notebook = read(ROOT / page.notebook, as_version=4)
    with handed_over(_book(page.wave)):
        scope = {}
        for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
            told = "" if "check_parameters" in cell.source else cell.source
            cell.outputs = _shown(told, scope)
            if "parameters" in cell.metadata.get("tags", ()):
                scope |= page.parameters
    path = folder / f"{language}-{name}.html"
    html = render(normalise(notebook), page, provenance(page, ROOT))
    path.write_text(html, encoding="utf-8")
    return path


@cache
def _book(wave: str):
    return open_book(wave) if wave else None


def _shown(source: str, scope: dict) -> list:
    """Run a cell, and return what a notebook shows of it."""
    tree = ast.parse(source)
    is_shown = tree.body and isinstance(tree.body[-1], ast.Expr)
    last = ast.Expression(tree.body.pop().value) if is_shown else None
    exec(compile(tree, "cell", "exec"), scope)
    if last is None:
        return []
    data, metadata = eval(compile(last, "cell", "eval"), scope)._repr_mimebundle_()
    return [new_output("display_data", data=data, metadata=metadata)]
