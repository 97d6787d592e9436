import shutil

import numpy as np
import pytest

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.workbench import across, load_wave


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

    table = across(waves, "image", where={"org_type": ["internal"]})

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

    with pytest.raises(ItPerceptionError, match="'image' does not have the same answers"):
        across([tiny, load_wave("tiny2", root)], "image")
