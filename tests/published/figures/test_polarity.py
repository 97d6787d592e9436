"""Whether more is better is said by the wave, and what is said wrongly is refused."""

from pathlib import Path

import pytest

from itperception.errors import ItPerceptionError
from itperception.published.figures.release import read_study
from itperception.published.figures.study import polarity_of
from itperception.survey.description import WaveDescription
from itperception.survey.documents import read_document

RAW = Path(__file__).parents[3] / "data/raw"
GROUPS = "groups: {it: {size: 20, judges: self}, users: {size: 20, judges: customers}}"
FIGURES = (
    "row,id,item,label,group,base,kind,printed,low,high,categories,rounding,sources,"
    "assumption\n"
    "1,own,work,Good,it,20,percent,60 %,,,good,,s,\n"
    "2,theirs,work,Good,users,20,percent,40 %,,,good,,s,\n"
    "3,bad,work,Bad,users,20,percent,30 %,,,bad,,s,\n"
)


@pytest.fixture
def wave(tmp_path):
    """Return a function that reads a wave with some lines of its description."""

    def read(*lines, claims=""):
        told = ("title: T", "kind: published", "sources: [{id: s, text: S}]", GROUPS)
        (tmp_path / "wave.yaml").write_text("\n".join([*told, *lines]))
        (tmp_path / "figures.csv").write_text(FIGURES)
        (tmp_path / "claims.yaml").write_text(f"claims: [{claims}]")
        return read_study(tmp_path)

    return read


def test_a_polarity_is_of_an_item_or_of_each_answer(wave):
    study = wave("polarity: {work: {good: positive, bad: negative}}")
    own, _, bad = study.figures

    assert polarity_of(study.polarity, own) == "positive"
    assert polarity_of(study.polarity, bad) == "negative"
    assert polarity_of({"work": "negative"}, own) == "negative"
    assert polarity_of({}, own) == "none"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "polarity: {work: good}",
            "found 'good', expected one of positive, negative, none",
        ),
        ("polarity: {work: {good: up}}", "polarity of 'work', 'good': found 'up'"),
        ("polarity: {wrok: positive}", "no item is called 'wrok'; did you mean 'work'"),
        ("polarity: {work: {goood: none}}", "no answer is called 'goood'"),
        ("polarity: {work: {good: positive}}", "nothing says if more 'bad' is better"),
        ("", "nothing says if more 'good' is better, expected one of positive"),
        ("headline: gap\npolarity: {work: none}", "no claim is called 'gap'"),
    ],
)
def test_what_is_said_wrongly_is_refused_with_the_reason(wave, line, message):
    with pytest.raises(ItPerceptionError, match=message):
        wave(line)


def test_a_reason_names_a_source_of_the_wave(wave):
    told = "{text: T, because: nobody counted, sources: [x]}"
    with pytest.raises(ItPerceptionError, match="no source is called 'x'"):
        wave("polarity: {work: none}", f"not_decidable: [{told}]")


def test_what_is_said_of_print_has_no_meaning_for_respondents(tmp_path):
    told = (RAW / "demo-2026/wave.yaml").read_text(encoding="utf-8")
    (tmp_path / "wave.yaml").write_text(f"{told}\nheadline: gap\n", encoding="utf-8")

    with pytest.raises(
        ItPerceptionError, match="'headline' has no meaning for a microdata"
    ):
        read_document(tmp_path / "wave.yaml", WaveDescription)
