"""environment.yml and requirements.lock say the same as pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA_NAMES = {"duckdb": "python-duckdb", "playwright": "playwright-python"}


@pytest.fixture(scope="module")
def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pip_only(environment):
    [section] = [e["pip"] for e in environment["dependencies"] if isinstance(e, dict)]
    return section


def requirements(lines) -> dict[str, str]:
    """Return bounds by name."""
    return {r.name: str(r.specifier) for r in map(Requirement, lines)}


def test_the_environment_asks_for_what_the_project_asks_for(environment, pip_only):
    conda = [line for line in environment["dependencies"] if isinstance(line, str)]
    asked = requirements(conda + pip_only[:-1])
    del asked["python"], asked["pip"]

    wanted = requirements(DEPENDENCIES).items()

    assert asked == {CONDA_NAMES.get(name, name): bound for name, bound in wanted}


def test_the_environment_has_a_python_the_project_runs_on(environment):
    bounds = requirements(environment["dependencies"][:1])["python"].split(",")

    assert PROJECT["requires-python"] in bounds


def test_the_project_itself_comes_last(environment, pip_only):
    assert environment["name"] == PROJECT["name"]
    assert pip_only[-1] == "-e ."


@pytest.mark.parametrize("line", DEPENDENCIES)
def test_the_lock_pins_every_dependency_with_a_hash(line):
    wanted = Requirement(line)

    pins = re.findall(
        rf"(?m)^{wanted.name}==(\S+).*\\\n +--hash=sha256:[0-9a-f]{{64}}", LOCK
    )

    assert pins
    assert all(wanted.specifier.contains(version) for version in pins)


def test_the_lock_holds_no_address():
    assert "://" not in LOCK
