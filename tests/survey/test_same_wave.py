"""The same answers in any kind of file are the same respondents, whatever tool wrote it."""

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.front_door_steps import line
from itperception.survey.intake.adding import add_wave, ask
from itperception.survey.respondents import check_wave, prepare_respondents, write_parquet
from itperception.survey.waves import open_wave
from tests.survey import one_wave as wave

STEPS = Path(__file__).parents[2] / "docs/exports.md"


def expected() -> pd.DataFrame:
    """Return the codes of the wave, written down from its lists one by one."""
    scale = [wave.SCALE.index(cell) if cell else None for cell in wave.SAT]
    items = {"sat": scale, "uses": [("Yes", "No").index(cell) for cell in wave.USE]}
    for option, name in zip(wave.OPTIONS, wave.OWN[3:], strict=True):
        items[f"tools.{name}"] = [0 if option in own else 1 for own in wave.CHOSEN]
    codes = {name: pd.array(values, dtype="Int16") for name, values in items.items()}
    ids = [str(k + 1) for k in range(wave.N)]
    return pd.DataFrame({"_respondent": ids, "_weight": wave.WEIGHTS, **codes})


@pytest.mark.parametrize("name", wave.KINDS)
def test_the_same_wave_is_the_same_respondents(name, root, tmp_path):
    """To the last byte where columns have the same names, else after naming them alike.

    Names come from the file: Qualtrics calls a question Q1, SurveyMonkey by its wording; in
    Forms the option "other" is what somebody wrote. Lists have options by their letters, and
    Google's have no id. What is left to a person is what docs/exports.md says.
    """
    kind = wave.KINDS[name]
    kind.write(tmp_path / kind.file)
    made = add_wave(tmp_path / kind.file, root, name="x")
    assert [q.key.split(".")[-1] for q in made.questions] == ["empty_is"] * kind.asks
    assert line(name, made) in STEPS.read_text(encoding="utf-8")
    ask(made, lambda asked: "not_selected")

    written = prepare_respondents(open_wave("x", root)).read_bytes()
    sat, uses, tools, *options = kind.named
    names = {sat: "sat", uses: "uses"}
    for name, own in zip(options, wave.OWN[3:], strict=True):
        names[f"{tools}.{name}"] = f"tools.{own}"
    found = check_wave(made.folder).rename(columns=names)
    right = expected().drop(
        columns="_respondent" if "Google" in " ".join(made.notes) else []
    )
    assert {*found} == {*right}
    pd.testing.assert_frame_equal(found[[*right]], right)
    if kind.named == wave.OWN:
        write_parquet(expected(), tmp_path / "expected.parquet")
        assert written == (tmp_path / "expected.parquet").read_bytes()
