"""The tutorial on press releases does what it says."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import itperception as itp
from itperception.cli import main
from itperception.published.figures.assembling import CLAIM_KEYS
from itperception.published.figures.release import read_study
from itperception.published.verdicts.verdicts import JUDGED

ROOT = Path(__file__).parents[1]
TUTORIAL = (ROOT / "docs/press-release.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TUTORIAL, flags=re.DOTALL)


def sessions() -> list[tuple[str, list[str]]]:
    """Return each command of the tutorial with the lines it shows."""
    told = "".join(blocks("console")).split("$ itperception ")[1:]
    return [(command, shown) for command, *shown in (text.splitlines() for text in told)]


@pytest.mark.parametrize(
    ("command", "shown"), sessions(), ids=lambda value: str(value)[:60]
)
def test_a_command_of_the_tutorial_prints_what_it_shows(command, shown, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, command.split())
    assert result.exit_code == 0, result.output
    at = [result.output.find(line) for line in shown]
    assert -1 not in at and at == sorted(at), result.output


def test_the_files_of_the_tutorial_are_those_in_the_folder():
    named = re.findall(r"This is `(docs/press/\S+)`:", TUTORIAL)
    assert [(ROOT / name).read_text() for name in named] == blocks("yaml")
    assert all(len(text.splitlines()) <= 10 for text in blocks("yaml"))


def test_the_guide_names_every_kind_of_claim():
    lines = [line for line in TUTORIAL.splitlines() if line.startswith("| `")]
    named = {kind for line in lines for kind in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert set(JUDGED) <= named and set(JUDGED) == set(CLAIM_KEYS)


def test_every_press_release_can_be_read():
    files = sorted((ROOT / "docs/press").iterdir())
    assert len(files) == 5 and all(read_study(file).figures for file in files)


def test_the_lines_for_a_notebook_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    (code,) = blocks("python")
    names = {}
    exec(code, names)
    assert names["itp"] is itp


def test_what_the_tutorial_says_of_the_invented_poll_is_so(monkeypatch):
    monkeypatch.chdir(ROOT)
    most, more = itp.bounds("docs/press/cycling.yaml")
    assert (most.holds, most.significant) == ("every", "none")
    assert (more.holds, more.significant) == ("every", "some")
    assert most.deciding_values["needed"] == 227 and more.number == 2984


def test_the_tutorial_names_kinds_and_keys_that_are_known():
    table = TUTORIAL.partition("| kind of claim |")[2].partition("\n\n")[0]
    for line in table.splitlines()[2:]:
        kinds, *_, also = (cell.strip() for cell in line.strip("|").split("|"))
        for kind in re.findall(r"`(\w+)`", kinds):
            keys = set(re.findall(r"`(\w+)[:`]", also)) - {"twice"}
            assert keys <= set(CLAIM_KEYS[kind].options), line
