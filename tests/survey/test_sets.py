import pandas as pd
import pytest

from itperception.survey import sets
from itperception.survey.questions import MultipleResponse


@pytest.fixture
def tools():
    def make(**options) -> MultipleResponse:
        text = {"en": "x"}
        names = [{"id": name, "label": name.title()} for name in ("web", "mail", "none")]
        return MultipleResponse(
            id="tools", label=text, wording=text, options=names, **options
        )

    return make


def chosen_options(chosen, cells):
    faults = []
    return sets.chosen_options(chosen, cells, lambda *told: faults.append(told)), faults


def listed(*cells: str) -> dict[str, pd.Series]:
    return {"web": pd.Series(cells, name="tools")}


def test_one_column_that_lists_the_options_is_split(tools):
    codes, faults = chosen_options(tools(separator=";"), listed("Web; Mail", "none", ""))

    assert [codes[o].tolist() for o in ("web", "mail", "none")] == [
        [0, 1, 2], [0, 1, 2], [1, 0, 2],
    ]  # fmt: skip
    assert not any(wrong.any() for _, wrong, _, _ in faults)


def test_where_no_cell_says_not_chosen_an_empty_one_beside_a_tick_does(tools):
    cells = {
        name: pd.Series(given, name=name)
        for name, given in {
            "web": ["x", "", "N/A"],
            "mail": ["", "", "N/A"],
            "none": ["", "", "N/A"],
        }.items()
    }
    told = tools(selected=["x"], not_selected=[], missing=["N/A"])  # fmt: skip
    codes, faults = chosen_options(told, cells)

    assert [values.tolist() for values in codes.values()] == [
        [0, 2, -1],
        [1, 2, -1],
        [1, 2, -1],
    ]
    assert not any(wrong.any() for _, wrong, _, _ in faults)


def test_an_unknown_option_in_a_list_is_a_fault(tools):
    _, faults = chosen_options(tools(separator=";"), listed("Web; Fax", "Mail"))

    column, wrong, message, expected = faults[0]
    assert (column, wrong.tolist()) == ("tools", [True, False])
    assert "does not know" in message and "web" in expected


def test_an_empty_cell_can_mean_not_chosen(tools):
    cells = {"web": pd.Series(["1", ""], name="w"), "mail": pd.Series(["", ""], name="m")}

    codes, _ = chosen_options(tools(empty_is="not_selected"), cells)

    assert codes["web"].tolist() == [0, 1]
    assert codes["mail"].tolist() == [1, 1]


def test_a_cell_that_is_not_selected_and_missing_is_the_one_beside_a_choice(tools):
    ticks = {o: pd.Series(given, name=o) for o, given in {
        "web": ["x", "NA", "NA"], "mail": ["NA", "x", "NA"], "none": ["NA", "NA", "NA"],
    }.items()}  # fmt: skip
    mentions = {f"m{k}": pd.Series(given, name=f"m{k}") for k, given in enumerate(
        (["Web", "Mail", "NA"], ["NA", "NA", "NA"]))}  # fmt: skip
    asked = {"web": [0, 1], "mail": [1, 0], "none": [1, 1]}
    for cells, told in (
        (ticks, {"selected": ["x"]}), (mentions, {"coded_columns": [*mentions]}),
    ):  # fmt: skip
        for missing, alone in ((["NA"], -1), ([], 1)):
            own = tools(**told, not_selected=["NA"], missing=missing)
            codes, faults = chosen_options(own, cells)

            assert {o: [*found] for o, found in codes.items()} == {
                o: [*found, alone] for o, found in asked.items()
            }
            assert not any(wrong.any() for _, wrong, _, _ in faults)


def test_a_cell_that_is_only_missing_stays_so_beside_a_choice(tools):
    cells = {o: pd.Series(given, name=o) for o, given in {
        "web": ["x", "x"], "mail": ["NA", "-9"], "none": ["NA", "NA"]}.items()}  # fmt: skip
    told = {"selected": ["x"], "not_selected": ["NA"], "missing": ["NA", "-9"]}

    codes, _ = chosen_options(tools(**told), cells)

    assert {o: [*found] for o, found in codes.items()} == {
        "web": [0, 0], "mail": [1, -1], "none": [1, 1]}  # fmt: skip
