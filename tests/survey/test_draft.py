import pytest

from itperception.errors import ItPerceptionError
from itperception.survey.intake.adding import add_wave
from itperception.survey.respondents import check_wave
from itperception.survey.waves import open_wave

EXPORT = """\
Id,Gender,How good is it?,Comment,Weight
1,m,Very good,a,1.1
2,f,Poor,b,0.9
3,f,Don't know,c,1
4,m,Very good,d,1
"""


@pytest.fixture
def drafted(root, tmp_path):
    file = tmp_path / "My survey.csv"
    file.write_text(EXPORT, encoding="utf-8")
    add_wave(file, root)
    return open_wave("my-survey", root)


def test_a_drafted_wave_passes_its_own_check(drafted):
    assert len(check_wave(drafted)) == 4


def test_ids_and_weights_are_recognised(drafted):
    layout = drafted.description.layout

    assert (layout.respondent_id, layout.weight) == ("Id", "Weight")
    assert layout.ignore == ("Comment",)


def test_dont_know_and_banners_are_recognised(drafted):
    codebook = drafted.codebook

    assert [c.kind for c in codebook.scale("how_good_is_it").categories].count(
        "dont_know"
    ) == 1
    assert [banner.id for banner in codebook.banners] == ["gender"]


def test_a_wave_that_is_there_is_left_alone(drafted, root, tmp_path):
    with pytest.raises(ItPerceptionError, match="already a wave 'my-survey'"):
        add_wave(tmp_path / "My survey.csv", root)


def test_a_file_that_cannot_be_read_makes_no_folder(root, tmp_path):
    (tmp_path / "empty.csv").write_text("")

    with pytest.raises(ItPerceptionError, match="empty"):
        add_wave(tmp_path / "empty.csv", root)
    assert not (root / "data/raw/empty").exists()


def test_the_drafted_order_does_not_depend_on_which_answer_is_frequent(root, tmp_path):
    scales = []
    for name, answers in (("a", "Good Good bad"), ("b", "bad bad Good")):
        lines = (f"{k},{answer}" for k, answer in enumerate(answers.split()))
        (tmp_path / f"{name}.csv").write_text("\n".join(["id,sat", *lines]))
        add_wave(tmp_path / f"{name}.csv", root)
        scales.append(open_wave(name, root).codebook.scale("sat"))

    assert [category.label["en"] for category in scales[0].categories] == ["Good", "bad"]
    assert scales[0] == scales[1]
