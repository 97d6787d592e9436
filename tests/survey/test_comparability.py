import shutil

import pytest

from itperception.survey.comparability import comparability
from itperception.survey.waves import open_wave


@pytest.fixture
def changes(root):
    """Return what a changed copy of the tiny wave can be compared in."""

    def compare(**texts):
        raw = root / "data/raw"
        shutil.copytree(raw / "tiny", raw / "tiny2")
        codebook = (raw / "codebook.yaml").read_text()
        for old, new in texts.pop("codebook", []):
            assert old in codebook
            codebook = codebook.replace(old, new)
        (raw / "tiny2/codebook.yaml").write_text(codebook)
        with open(raw / "tiny2/wave.yaml", "a") as file:
            file.write(texts.get("wave", ""))
        frame = comparability([open_wave(name, root) for name in ("tiny", "tiny2")])
        return frame.set_index("item")

    return compare


def test_the_same_question_is_comparable(changes):
    frame = changes()

    assert frame["comparable"].all()
    assert set(frame["change"]) == {"none"}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("How is your image?", "How are you seen?", "wording"),
        ("id: poor", "id: bad", "answers"),
        ("id: image", "id: picture", "not asked"),
    ],
)
def test_a_changed_question_is_not(changes, old, new, change):
    edits = [(old, new)]
    if change != "wording":
        edits += [("item: image", f"item: {new.split()[-1]}")] * (change == "not asked")
        edits += [("any_of: [poor]", "any_of: [bad]")] * (change == "answers")
        edits += [("other: image", "other: picture")] * (change == "not asked")

    line = changes(codebook=edits).loc["image"]

    assert (line["comparable"], line["change"]) == (False, change)


def test_another_filter_is_another_base(changes):
    line = changes(codebook=[("any_of: [poor]", "any_of: [fair]")]).loc["why"]

    assert (line["comparable"], line["change"]) == (False, "base")


def test_a_declared_departure_decides_and_gives_its_reason(changes):
    words = "{item: image, wording: Seen, comparable: true, reason: Tested in a split half}"

    line = changes(wave=f"departures: [{words}]\n").loc["image"]

    assert (line["comparable"], line["change"]) == (True, "wording")
    assert line["reason"] == "Tested in a split half"
