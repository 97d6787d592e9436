"""Pages in another language, as ``report`` writes them, of what is made once for all of them.

The chapters that a notebook shows are made in this process, so that neither a kernel nor the
book of a wave is made anew for each language; files beside a page are not written.
"""

import re
from functools import cache
from pathlib import Path

from nbformat import read
from nbformat.v4 import new_output

from itperception.reporting.comparison_report import comparison_report
from itperception.reporting.handover import handed_over, open_book
from itperception.reporting.notebook import normalise
from itperception.reporting.page import provenance
from itperception.reporting.plan import plan
from itperception.reporting.render import render
from itperception.reporting.trend_report import trend_report
from itperception.reporting.wave_report import wave_report
from itperception.survey.waves import open_waves

ROOT = Path(__file__).parents[2]
REPORTS = {"wave": wave_report, "trend": trend_report, "comparison": comparison_report}
PAGES = [("sv", "demo-2026"), ("sv", "trend"), ("sv", "comparison"), ("de", "demo-2026"),
         ("de", "trend")]  # fmt: skip
"""The pages that are nearest to their budgets; a comparison takes longest to make."""


def write(language: str, name: str, folder: Path) -> Path:
    """Write a page of the project, and return its path."""
    page = next(p for p in plan(open_waves()[0], language=language) if p.name == name)
    notebook = read(ROOT / page.notebook, as_version=4)
    with handed_over(_book(page.wave)):
        report = REPORTS[page.notebook.stem](**page.parameters)
        for cell in notebook.cells:
            if shown := re.fullmatch(r"report\.(\w+)\(\)", cell.source):
                data, metadata = getattr(report, shown[1])()._repr_mimebundle_()
                told = new_output("display_data", data=data, metadata=metadata)
                cell.outputs = [told]
    path = folder / f"{language}-{name}.html"
    html = render(normalise(notebook), page, provenance(page, ROOT))
    path.write_text(html, encoding="utf-8")
    return path


@cache
def _book(wave: str):
    return open_book(wave) if wave else None
