"""How often a wave is counted, protected and compared for its page and its files.

    python -m benchmarks.book [WAVE …]

Makes book, page and files of each wave twice in this process, as ``itperception report``
does but for the notebook's kernel: once to count how often the engine, the protection, the
comparisons and the tests are called, and once more for the CPU time, when everything that
is imported is there.
"""

import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from itperception.reporting.downloads import make_files
from itperception.reporting.handover import handed_over, open_book
from itperception.reporting.page import Page
from itperception.reporting.plan import plan
from itperception.survey.waves import open_waves

ROOT = Path(__file__).parents[1]
CALLS = {
    "counted": ("counting/queries.py", "run"),
    "protected": ("counting/disclosure.py", "protect"),
    "compared": ("inference/comparisons/comparisons.py", "compare"),
    "tested": ("inference/association.py", "test"),
}


def show(page: Page) -> None:
    """Run the cells of a page's notebook and show what each returns."""
    cells = json.loads((ROOT / page.notebook).read_text(encoding="utf-8"))["cells"]
    names: dict = {}
    for cell in (c for c in cells if c["cell_type"] == "code"):
        source = "".join(cell["source"])
        if "parameters" in cell["metadata"].get("tags", []):
            names |= page.parameters | {"by": ""}
        elif source.startswith("report."):
            eval(source, names)._repr_mimebundle_()
        elif "check_parameters" not in source:
            exec(source, names)


def calls_of(profile: cProfile.Profile) -> dict[str, int]:
    """Return how often each of `CALLS` was called."""
    found = dict.fromkeys(CALLS, 0)
    for (file, _, function), (_, times, *_) in pstats.Stats(profile).stats.items():
        for name, (module, wanted) in CALLS.items():
            if Path(file).as_posix().endswith(module) and function == wanted:
                found[name] += times
    return found


def measured(make: Callable[[], None]) -> str:
    """Say how often what is counted was called, and the CPU time of a second run."""
    profile = cProfile.Profile()
    profile.runcall(make)
    started = time.process_time()
    make()
    return f"{calls_of(profile)}, {time.process_time() - started:.1f} s CPU"


def main(names: list[str]) -> None:
    """Print a line for each wave: of the book, of the page, and of the files."""
    waves, _ = open_waves(ROOT)
    wanted = names or ["demo-2026"]
    for page in plan([wave for wave in waves if wave.name in wanted]):
        with TemporaryDirectory() as folder:
            print(page.name, "book", measured(partial(open_book, page.wave)), flush=True)
            opened = open_book(page.wave)
            book = opened.book
            with handed_over(opened):
                print(page.name, "page", measured(partial(show, page)), flush=True)
            files = partial(make_files, page, book, Path(folder), {})
            print(page.name, "files", measured(files), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
