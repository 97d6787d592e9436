import json
import shutil

import pytest
from click.testing import CliRunner

from itperception.cli import main
from itperception.reporting.wording.terminal import said


@pytest.fixture
def run(root, monkeypatch):
    monkeypatch.chdir(root)
    monkeypatch.delenv("ITPERCEPTION_ROOT", raising=False)
    return lambda *words, **more: CliRunner().invoke(main, [*map(str, words)], **more)


def test_every_command_has_help(run):
    for name, command in main.commands.items():
        assert command.help, name
        assert run(name, "--help").exit_code == 0
        assert "\\b" not in run(name, "--help").output


def test_check_says_that_all_is_well(run):
    result = run("check")

    assert (result.exit_code, result.output) == (
        0,
        "tiny: no problem found; respondents: 8\n",
    )


@pytest.mark.parametrize(("spoken", "said"), [
    ("sv_SE.UTF-8", "inga problem hittades; svarande: 8"),
    ("de_AT", "kein Problem gefunden; Befragte: 8"), ("fi_FI", "no problem found; respondents: 8"),
])  # fmt: skip
def test_the_language_of_the_terminal_is_that_of_what_a_run_says(run, spoken, said):
    assert run("check", env={"LC_ALL": spoken}).output == f"tiny: {said}\n"


def test_thousands_are_marked_as_in_the_language_of_the_terminal(monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert said("respondents", name="a", n=18_000).endswith("Befragte: 18.000")


def test_check_names_every_problem_and_fails(run, edit, root):
    edit("tiny/export.csv", "\n2;a;2", "\n1;a;7")

    result = run("check", "tiny")

    assert result.exit_code == 1
    assert "wave 'tiny': 2 problems" in result.output
    assert not (root / "data/processed").exists()


LEAVE_OUT = "leave_out: [{column: minutes, values: ['4'], because: Ours}]\nignore:"


def test_check_tells_programs_the_same(run, edit, root):
    assert json.loads(run("check", "--format", "json").output) == []
    edit("tiny/export.csv", "\n2;a;2", "\n2;a;7")
    edit("tiny/wave.yaml", "ignore:", LEAVE_OUT)
    edit("tiny/wave.yaml", "n: 8", "n: 6")
    add_broken(root)

    result = run("check", "--format", "json", "tiny", "broken")

    found, left, broken = json.loads(result.output)
    assert result.exit_code == 1
    assert found.pop("expected").startswith("one of 1, good")
    assert found == {
        "wave": "tiny", "kind": "problem", "file": "export.csv", "column": "image",
        "item": "image", "cause": "not an answer the codebook knows", "values": {"7": 1},
        "distinct": 1, "rows": [3], "count": 1,
    }  # fmt: skip
    assert (left["kind"], left["rows"], left["values"]) == ("left_out", [5, 6], {"4": 2})
    assert (broken["wave"], broken["kind"]) == ("broken", "problem")


def test_check_says_below_who_is_left_out(run, edit):
    edit("tiny/wave.yaml", "ignore:", LEAVE_OUT)
    edit("tiny/wave.yaml", "n: 8", "n: 6")

    assert run("check", "tiny").output == (
        "tiny: no problem found; respondents: 6\n"
        "  export.csv, rows 5, 6, column 'minutes': left out: Ours: found '4'\n"
    )


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
    assert "respondent_id: Id" in made.output
    assert run("check", "new-survey").output.endswith("respondents: 4\n")


def test_open_questions_are_asked_or_listed_and_stop_this_wave_alone(run, tmp_path):
    file = tmp_path / "asked.csv"
    file.write_text("id,sat\n1,1\n2,2\n3,3\n4,9\n5,99\n")
    made = run("add-wave", file, "--ask", input="perhaps\ndont_know\n\n")

    assert made.exit_code == 0, made.output
    assert "'perhaps' is none of these" in made.output
    asked = 'categories[v_99].kind: What is 99? It stands in "sat" (1 time, beside 1, 2, 3)'
    assert asked in made.output and "1 question is open" in made.output
    checked, report = run("check"), run("report", "asked")
    assert checked.exit_code == report.exit_code == 1
    assert asked in checked.output and asked in report.output
    assert "tiny: no problem found; respondents: 8\n" in checked.output


def test_add_wave_tells_each_problem_once(run, tmp_path):
    (tmp_path / "a.csv").write_text("id,a\n1,x\n" + "2,x,y\n" * 5000)
    told = run("add-wave", tmp_path / "a.csv").output
    assert len(told.splitlines()) == 1 and "rows 3, 4, 5 and 4,997 more" in told


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
    result = run("bounds", "printed", "own", "other")

    assert result.exit_code == 0, result.output
    assert "own     all    80 %      8 of 10" in result.output
    assert "The difference: 60 points" in " ".join(result.output.split())
    assert "Certificate: enumerated all 3 tables" in result.output


def test_check_reads_what_a_wave_in_print_says_of_its_figures(run, printed, root):
    path = root / "data/raw/printed/wave.yaml"
    path.write_text(f"{path.read_text()}polarity: {{imgae: positive}}\n")
    result = run("check", "printed")

    assert result.exit_code == 1
    assert "no item is called 'imgae'; did you mean 'image'" in result.output


def test_bounds_of_figures_without_claims_says_what_they_allow(run, printed):
    result = run("bounds", "printed")

    assert result.exit_code == 0, result.output
    assert "All figures are possible together." in result.output
    assert "Certificate" not in result.output


def test_bounds_names_figures_that_cannot_all_be_right(run, tmp_path):
    file = tmp_path / "poll.csv"
    file.write_text(
        "id,item,base,printed\na,vote,100,61 %\nb,vote,100,50 %\nc,vote,100,3 %\n"
    )

    result = run("bounds", file)

    assert result.exit_code == 0, result.output
    told = result.output.partition("Not all figures can be right")[2]
    assert "a: 61 %" in told and "b: 50 %" in told and "c: 3 %" not in told


def test_bounds_needs_two_figures_that_exist(run, printed):
    assert "name two figures or none" in run("bounds", "printed", "own").output
    assert "did you mean 'own'" in run("bounds", "printed", "ownn", "other").output
    assert run("bounds", "printed", "ownn", "other").exit_code == 1


def test_what_is_assumed_changes_the_verdict_and_is_named(run, printed):
    without = run("bounds", "printed", "own", "other").output
    with_it = run("bounds", "printed", "own", "other", "--non-negative").output

    assert without != with_it and "overlap_not_negative" in without


def test_similar_may_mean_equal(run, tmp_path):
    file = tmp_path / "poll.csv"
    file.write_text("id,item,group,base,printed\na,q,x,100,61 %\nb,q,y,100,similar to a\n")

    loose, equal = (run("bounds", file, "a", "b", *words).output
                    for words in ((), ("--similar", 0)))  # fmt: skip

    assert "similar 0" in equal and "similar 0" not in loose
    assert "Tables that fit: 1\n" in equal and "Tables that fit: 11\n" in loose


def test_an_assumption_about_nothing_is_refused(run, printed):
    result = run("bounds", "printed", "own", "other", "--least", "3")

    assert result.exit_code == 1
    assert "the assumption 'least' is about none of the claims" in result.output


def test_bounds_saves_one_line_per_claim(run, printed, tmp_path):
    file = tmp_path / "verdicts.csv"

    result = run("bounds", "printed", "own", "other", "--csv", file)

    assert f"saved {file.name}" in result.output or f"saved {file}" in result.output
    assert file.read_text().startswith("row,id,text,kind,possible,holds,significant")


def test_bounds_of_microdata_is_an_error_without_traceback(run):
    result = run("bounds", "tiny")

    assert result.exit_code == 1
    assert "tiny" in result.output and "Traceback" not in result.output


@pytest.mark.parametrize("name", ["gone.yaml", "gone.csv"])
def test_bounds_of_a_missing_file_names_it(run, name):
    result = run("bounds", name)

    assert result.exit_code == 1
    assert f"{name}: there is no such file" in result.output


def test_check_reads_published_figures_too(run, printed, root):
    assert (
        "printed: no problem found; published figures: 2\n"
        in run("check", "printed").output
    )
    figures = root / "data/raw/printed/figures.csv"
    figures.write_text(figures.read_text().replace("percent", "per cent"))

    result = run("check", "printed")

    assert result.exit_code == 1
    assert "column 'kind'" in result.output and "'per cent'" in result.output


@pytest.fixture
def unrun(monkeypatch):
    """Let no notebook be run: every page that is due stays as it is."""
    from itperception.reporting import publish

    def publish_all(pages, *, folder, copy, **_):
        return [publish.Outcome(page.name, publish.State.UNCHANGED) for page in pages]

    monkeypatch.setattr(publish, "publish_all", publish_all)


def add_broken(root):
    (root / "data/raw/broken").mkdir()
    (root / "data/raw/broken/wave.yaml").write_text("title: [", encoding="utf-8")


def test_a_broken_wave_is_named_fails_the_report_and_stops_no_other(run, root, unrun):
    add_broken(root)

    result = run("report")

    assert result.exit_code == 1
    assert "broken: failed: " in result.output
    assert f"{root / 'data/raw/broken/wave.yaml'}, line 2: not valid YAML" in result.output
    assert "unchanged: tiny\nfailed: broken\nindex: " in result.output
    assert (root / "reports/index.html").exists()


def test_a_trend_that_lacks_a_broken_wave_says_so(run, root, unrun):
    for name in ("b", "c"):
        shutil.copytree(root / "data/raw/tiny", root / "data/raw" / name)
    assert "trend: without" not in run("report").output
    add_broken(root)
    assert "trend: without broken" in run("report").output


def test_a_broken_wave_is_no_matter_of_a_report_of_another(run, root, unrun):
    add_broken(root)
    assert run("report", "tiny").exit_code == 0
    assert run("report", "broken").exit_code == 1
    result = run("report", "brocken")
    assert result.exit_code == 1 and "did you mean 'broken'" in result.output


def test_check_of_all_waves_names_a_broken_one_and_goes_on(run, root):
    add_broken(root)
    result = run("check")
    assert result.exit_code == 1
    assert "tiny: no problem found; respondents: 8\n" in result.output
    assert "broken/wave.yaml" in result.output


def test_a_folder_that_cannot_be_written_to_is_told_before_anything_is_read(
    run, root, monkeypatch
):
    monkeypatch.setattr("itperception.reporting.snapshot.snapshot", None)
    result = run("report", "--folder", root / "data/raw/codebook.yaml/pages")
    assert result.exit_code == 1
    assert "pages cannot be put there" in result.output


def test_add_wave_says_why_a_name_is_none(run, tmp_path):
    (tmp_path / "a.csv").write_text("id,a\n1,x\n2,y\n", encoding="utf-8")
    result = run("add-wave", tmp_path / "a.csv", "--name", "My Wave")
    assert result.exit_code == 1
    assert "cannot be called 'My Wave': expected lower-case letters" in result.output
