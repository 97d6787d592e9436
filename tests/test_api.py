import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import itperception

HEAVY = ("pingouin", "statsmodels", "seaborn", "papermill", "matplotlib", "scipy.stats",
         "pyreadstat", "nbconvert", "duckdb", "numba")  # fmt: skip
ROOT = Path(__file__).parents[1]


def test_public_names_are_sorted_and_all_there():
    assert itperception.__all__ == sorted(itperception.__all__)
    assert all(hasattr(itperception, name) for name in itperception.__all__)


@pytest.mark.parametrize("name", itperception.__all__)
def test_every_public_name_is_documented(name):
    documented = inspect.getdoc(getattr(itperception, name))

    assert documented and len(documented.splitlines()[0]) > 20


def verbs():
    """Return every public name, and every method of a wave and a table, by its name."""
    found = {name: getattr(itperception, name) for name in itperception.__all__}
    for of in (itperception.Wave, itperception.Table):
        methods = inspect.getmembers(of, inspect.isroutine)
        found |= {f"{of.__name__}.{name}": method for name, method in methods
                  if not name.startswith("_")}  # fmt: skip
    return found


def test_every_public_verb_has_an_example():
    """They run with the other doctests, on the names of the README (conftest.py)."""
    without = [name for name, verb in verbs().items() if ">>>" not in inspect.getdoc(verb)]

    assert without == [] and len(verbs()) > 50


def test_only_public_names_are_offered():
    assert {*dir(itperception)} == {*itperception.__all__, "__version__"}


def test_every_public_name_is_in_the_readme_or_a_notebook():
    told = "".join(
        p.read_text() for p in [ROOT / "README.md", *ROOT.glob("notebooks/*.ipynb")]
    )

    assert [name for name in itperception.__all__ if name not in told] == []


def test_importing_the_package_loads_nothing_heavy():
    code = f"import sys, itperception; print([m for m in {HEAVY} if m in sys.modules])"

    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert out.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'crosstabs'"):
        _ = itperception.crosstabs


def test_the_readme_lists_every_page_with_its_notebook():
    from itperception.reporting.plan import plan
    from itperception.survey.waves import open_waves

    lines = (ROOT / "README.md").read_text().splitlines()
    for page in plan(open_waves(ROOT)[0]):
        told = [line for line in lines if f"`{page.name}.html`" in line]
        assert len(told) == 1, page.name
        assert f"`{page.notebook.name}`" in told[0]
