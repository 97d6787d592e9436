import shutil

import numpy as np
import pytest

from itperception.counting.display import MADE_UP
from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.workbench import Waves, load_wave


def test_a_wave_lists_what_it_asked(tiny):
    items = tiny.items().set_index("item")

    assert items.loc["image"].tolist() == ["Image", "ordered", 8]
    assert items.loc["why", "base"] == 2


def test_a_table_tests_itself(tiny):
    result = tiny.crosstab("image", by="type").test()

    assert "Kruskal" in result.method
    assert result.base == 5  # one gave no type, one does not know, one gave no answer


def test_a_table_of_a_wave_keeps_its_methods_without_dont_know(tiny):
    assert tiny.crosstab("image", by="type").answers().test().base == 5


def test_columns_below_the_minimum_base_are_not_compared(tiny):
    pairs = tiny.crosstab("image", by="type").compare().pairs

    assert pairs["p_value"].isna().all()
    assert set(pairs["state"]) == {"small_base"}


def test_an_unknown_name_is_refused_with_the_nearest(tiny):
    with pytest.raises(UnknownNameError, match="did you mean 'image'"):
        tiny.crosstab("imge")
    with pytest.raises(
        UnknownNameError, match="no answer to 'org_type' is called 'intern'"
    ):
        tiny.crosstab("image", where={"org_type": ["intern"]})


def test_the_gap_shows_the_shares_of_the_two_tables(tiny):
    frame = tiny.gap().to_frame().set_index("banner")

    for item, side in (("performance", "self"), ("image", "other")):
        shown = tiny.crosstab(item, by="type").net("top")
        np.testing.assert_allclose(frame[f"{side}_proportion"], shown[frame.index])
    assert frame.loc["total", "base"] == 8


def test_the_gap_of_the_codebook_can_be_turned_round(tiny):
    gap, turned = tiny.gap(), tiny.gap("image", "performance")

    np.testing.assert_allclose(
        gap.to_frame()["difference"], -turned.to_frame()["difference"]
    )


def test_a_gap_needs_items_on_one_scale(tiny):
    with pytest.raises(ItPerceptionError, match="different scales"):
        tiny.gap("image", "org_type")


def test_waves_side_by_side_have_the_tables_of_each(tiny, root):
    shutil.copytree(root / "data/raw/tiny", root / "data/raw/tiny2")
    waves = [tiny, load_wave("tiny2", root)]

    table = Waves(waves).crosstab("image", where={"org_type": ["internal"]})

    alone = tiny.crosstab("image", where={"org_type": ["internal"]})
    assert list(table.counts) == ["tiny", "tiny2"]
    np.testing.assert_array_equal(table.counts["tiny2"].sum(), alone.bases["total"])
    assert table.synthetic


def test_waves_with_other_answers_do_not_stand_side_by_side(tiny, root):
    raw = root / "data/raw"
    shutil.copytree(raw / "tiny", raw / "tiny2")
    codebook = (raw / "codebook.yaml").read_text()
    changed = codebook.replace("- {id: good, code: 1", "- {id: great, code: 0, label: Great}\n"
                               "      - {id: good, code: 1")  # fmt: skip
    (raw / "tiny2/codebook.yaml").write_text(changed)

    waves = [tiny, load_wave("tiny2", root)]
    with pytest.raises(
        ItPerceptionError, match=r"answers from 'tiny' to 'tiny2' \(none → Gr"
    ):
        Waves(waves).crosstab("image")
    with pytest.raises(ItPerceptionError, match="'image' does not have the same answers"):
        Waves(waves).crosstab("image", comparable=True)


@pytest.fixture
def beside(tiny, root):
    """Return the tiny wave and a copy with another codebook or description."""

    def copy(old: str, new: str, file: str = "codebook.yaml"):
        raw = root / "data/raw"
        shutil.copytree(raw / "tiny", raw / "tiny2")
        shutil.copy(raw / "codebook.yaml", raw / "tiny2/codebook.yaml")
        text = (raw / "tiny2" / file).read_text()
        assert old in text
        (raw / "tiny2" / file).write_text(text.replace(old, new))
        return [tiny, load_wave("tiny2", root)]

    return copy


def test_what_was_asked_otherwise_is_compared_only_if_told_to(beside):
    waves = beside("How is your image?", "How are you seen?")

    with pytest.raises(ItPerceptionError, match="item: image, change: wording, comparable"):
        Waves(waves).crosstab("image")
    table = Waves(waves).crosstab("image", comparable=True)
    said = "changed between the waves: wording from 'tiny' to 'tiny2' (How is your image? →"
    for found in (table.test().note, *table.tests()["note"], *table.effects()["note"]):
        assert said in found


def test_a_declared_change_is_compared_with_its_reason(beside):
    declared = (
        "n: 8\ndepartures: [{item: image, wording: Seen, comparable: true, reason: Split}]"
    )
    waves = beside("n: 8", declared, "wave.yaml")

    assert (
        Waves(waves)
        .crosstab("image")
        .caution.endswith("(How is your image? → Seen), Split")
    )
    assert Waves(waves).crosstab("performance").caution == MADE_UP


def test_another_mode_is_refused_for_every_item(beside, edit, root):
    waves = beside("n: 8", "n: 8\nmode: Phone", "wave.yaml")
    edit("tiny/wave.yaml", "n: 8", "n: 8\nmode: Online")
    waves[0] = load_wave("tiny", root)

    with pytest.raises(ItPerceptionError, match=r"mode from .* \(Online → Phone\)"):
        Waves(waves).crosstab("performance")


def test_answers_in_another_order_are_the_same_answers(beside):
    first, second = ("{id: internal, code: a, label: Internal}",
                     "{id: group_owned, code: b, label: Group-owned}")  # fmt: skip
    waves = beside(f"{first}\n      - {second}", f"{second}\n      - {first}")

    table = Waves(waves).crosstab("org_type", weighted=False)

    assert table.counts["tiny"].to_dict() == table.counts["tiny2"].to_dict()
    assert table.counts.loc["internal", "tiny"] == 3
    assert "order" in table.caution
