import pytest
from click.testing import CliRunner

from itperception.cli import main


@pytest.fixture
def run(root, monkeypatch):
    monkeypatch.chdir(root)
    monkeypatch.delenv("ITPERCEPTION_ROOT", raising=False)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_every_command_has_help(run):
    for name, command in main.commands.items():
        assert command.help, name
        assert run(name, "--help").exit_code == 0


def test_check_says_that_all_is_well(run):
    result = run("check")

    assert (result.exit_code, result.output) == (
        0,
        "tiny: 8 respondents, no problem found\n",
    )


def test_check_names_every_problem_and_fails(run, edit, root):
    edit("tiny/export.csv", "\n2;a;2", "\n1;a;7")

    result = run("check", "tiny")

    assert result.exit_code == 1
    assert "wave 'tiny': 2 problems" in result.output
    assert not (root / "data/processed").exists()


def test_an_unknown_wave_is_an_error_without_traceback(run):
    result = run("check", "tinny")

    assert result.exit_code == 1
    assert "did you mean 'tiny'" in result.output
    assert "Traceback" not in result.output


def test_add_wave_makes_a_wave_that_can_be_checked(run, tmp_path):
    file = tmp_path / "New survey.csv"
    file.write_text("Id,Gender,Liked\n1,f,yes\n2,m,no\n3,m,yes\n4,f,no\n")

    made = run("add-wave", file)

    assert made.exit_code == 0, made.output
    assert "CHECK" in made.output
    assert run("check", "new-survey").output.startswith("new-survey: 4 respondents")


def test_add_wave_of_a_missing_file_names_it(run):
    result = run("add-wave", "gone.csv")

    assert result.exit_code == 1
    assert "gone.csv: there is no such file" in result.output


@pytest.fixture
def printed(root):
    folder = root / "data/raw/printed"
    folder.mkdir()
    (folder / "wave.yaml").write_text("title: Printed\nkind: published\nn: 10\n"
                                      "sources: [{id: s, text: A source}]\n")  # fmt: skip
    header = (
        "row,id,item,label,group,base,kind,printed,low,high,categories,rounding,sources"
    )
    (folder / "figures.csv").write_text(
        f"{header},assumption\n"
        "1,own,performance,Good,all,10,percent,80 %,79.5,80.5,good|fair,unknown,s,\n"
        "2,other,image,Seen good,all,10,percent,20 %,19.5,20.5,good|fair,unknown,s,\n"
    )


def test_bounds_says_what_two_percentages_prove(run, printed):
    result = run("bounds", "printed")

    assert result.exit_code == 0, result.output
    assert "a difference of 60.0 to 60.0 points" in result.output
    assert "Undecided at the 5 % level" in result.output
    assert run("bounds", "printed", "own", "other").output == result.output


def test_bounds_needs_two_figures_that_exist(run, printed):
    assert "name two figures or none" in run("bounds", "printed", "own").output
    assert "did you mean 'own'" in run("bounds", "printed", "ownn", "other").output
    assert run("bounds", "printed", "ownn", "other").exit_code == 1


def test_bounds_of_microdata_is_an_error_without_traceback(run):
    result = run("bounds", "tiny")

    assert result.exit_code == 1
    assert "tiny" in result.output and "Traceback" not in result.output


def test_check_reads_published_figures_too(run, printed, root):
    assert "printed: 2 published figures" in run("check", "printed").output
    figures = root / "data/raw/printed/figures.csv"
    figures.write_text(figures.read_text().replace("percent", "per cent"))

    result = run("check", "printed")

    assert result.exit_code == 1
    assert "column 'kind'" in result.output and "'per cent'" in result.output
