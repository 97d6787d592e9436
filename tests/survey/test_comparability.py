import shutil

import pytest

from itperception.errors import ItPerceptionError
from itperception.survey.comparability import comparability
from itperception.survey.description import ITEM_CHANGES, WAVE_CHANGES
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
        wave = (raw / "tiny2/wave.yaml").read_text()
        for old, new in texts.pop("edits", []):
            assert old in wave
            wave = wave.replace(old, new)
        (raw / "tiny2/wave.yaml").write_text(wave + texts.get("wave", ""))
        frame = comparability([open_wave(name, root) for name in ("tiny", "tiny2")])
        return frame.set_index("item")

    return compare


def test_a_wave_is_comparable_with_itself(changes):
    frame = changes()

    assert frame["comparable"].all()
    assert set(frame["change"]) == {"none"}


LANGUAGES = "label: {en: Good, sv: Bra}"


@pytest.mark.parametrize(
    ("edits", "change", "told", "comparable"),
    [
        # What the respondent read.
        ([("How is your image?", "How are you seen?")], "wording",
         ("How is your image?", "How are you seen?"), False),
        ([("How is your image?", "How is  your Image?")], "spelling",
         ("How is your image?", "How is  your Image?"), True),
        ([('wording: "How is your image?"', "wording: {sv: Hur är bilden?}")], "wording",
         ("How is your image?", "Hur är bilden?"), False),
        ([("label: Fair", "label: Fairly good")], "answers", ("Fair", "Fairly good"), False),
        ([("sv: Bra", "sv: God")], "translation", ("Bra", "God"), True),
        ([(LANGUAGES, "label: {en: Great, sv: God}")], "answers", ("Good", "Great"), False),
        ([(LANGUAGES, "label: {en: Good, de: Gut}")], "none", ("", ""), True),
        ([("label: Fair}", "label: FAIR}")], "spelling", ("Fair", "FAIR"), True),
        ([("id: poor", "id: bad"), ("any_of: [poor]", "any_of: [bad]")], "answers",
         ("Poor", "Poor"), False),
        ([("{id: poor, code: 3, label: Poor}", "{id: poor, code: 3, label: Poor}\n"
           "      - {id: worst, code: 4, label: Worst}")], "answers", ("", "Worst"), False),
        # What an answer counts as.
        ([("label: Fair}", "label: Fair, kind: dont_know}")], "kinds",
         ("Good, Fair, Poor | Don't know | ", "Good, Poor | Fair, Don't know | "), False),
        ([("ordered: true", "ordered: false")], "ranked",
         ("Good > Fair > Poor > Don't know", "Good, Fair, Poor, Don't know"), False),
        ([("[good, fair]", "[good, fair, poor]")], "nets",
         ("Good or fair = Good + Fair", "Good or fair = Good + Fair + Poor"), False),
        ([("[good, fair]}", "[good, fair]}\n      - {id: low, label: Low, categories: [poor]}")],
         "nets", ("Good or fair = Good + Fair", "Low = Poor"), True),
        ([("nets:", "nets:\n      - {id: one, label: Best, categories: [good]}")], "nets",
         ("Good or fair = Good + Fair", "Best = Good"), False),
        # How it stands in an export: only a code that comes to mean another answer.
        ([("code: 1", "code: 7")], "codes", ("1 = Good", "7 = Good"), True),
        ([("code: 1", "code: 0"), ("code: 3", "code: 1"), ("code: 0", "code: 3")], "codes",
         ("1 = Good, 3 = Poor", "3 = Good, 1 = Poor"), False),
    ],
)  # fmt: skip
def test_each_change_of_a_question_is_named(changes, edits, change, told, comparable):
    line = changes(codebook=edits).loc["image"]

    assert line["change"] == change
    assert (line["before"], line["after"]) == told
    assert line["comparable"] == comparable


@pytest.mark.parametrize(("scale", "comparable"), [("rating", False), ("kind", True)])
def test_another_order_breaks_only_what_is_ranked(changes, scale, comparable):
    item, first, second = {
        "rating": ("image", "{id: good, code: 1, label: {en: Good, sv: Bra}}",
                   "{id: fair, code: 2, label: Fair}"),
        "kind": ("org_type", "{id: internal, code: a, label: Internal}",
                 "{id: group_owned, code: b, label: Group-owned}"),
    }[scale]  # fmt: skip
    turned = [(first, "FIRST"), (second, first), ("FIRST", second)]

    line = changes(codebook=turned).loc[item]

    assert (line["change"], line["comparable"]) == ("order", comparable)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("{id: web, label: Web}", "{id: web, label: Website}", "answers"),
        ("- {id: mail, label: Mail}", "- {id: mail, label: Mail}\n"
         "      - {id: chat, label: Chat}", "answers"),
        ("Which tools?", "Which of these tools?", "wording"),
        ("exclusive: none", "exclusive: none\n    empty_is: not_selected", "empty_cells"),
    ],
)  # fmt: skip
def test_a_change_of_a_set_is_one_of_each_option(changes, old, new, change):
    frame = changes(codebook=[(old, new)]).filter(regex="tools", axis=0)

    options = frame.loc[["tools.web", "tools.mail", "tools.none"]]
    assert set(options["change"]) == {change}
    assert not options["comparable"].any()


def test_another_filter_is_another_base(changes):
    line = changes(codebook=[("any_of: [poor]", "any_of: [fair]")]).loc["why"]

    assert (line["comparable"], line["change"]) == (False, "base")
    assert (line["before"], line["after"]) == ("Image: Poor", "Image: Fair")


def test_a_filter_by_a_question_asked_otherwise_is_another_base(changes):
    line = changes(codebook=[("How is your image?", "How are you seen?")]).loc["why"]

    assert (line["comparable"], line["change"]) == (False, "base")


def test_a_filter_by_a_question_declared_comparable_is_the_same_base(changes):
    words = "{item: image, wording: Seen, comparable: true, reason: Split half}"

    assert changes(wave=f"departures: [{words}]\n").loc["why", "change"] == "none"


@pytest.mark.parametrize("where", ["wave", "codebook"])
def test_what_one_wave_left_out_was_not_asked_in_both(changes, where):
    edits = [("id: image", "id: picture"), ("item: image", "item: picture"),
             ("other: image", "other: picture")]  # fmt: skip
    given = {"wave": "not_asked: [image]\n"} if where == "wave" else {"codebook": edits}

    line = changes(**given).loc["image"]

    assert (line["comparable"], line["change"]) == (False, "not asked")


@pytest.mark.parametrize(
    ("fact", "comparable"),
    [("mode", False), ("population", False), ("sampling", False), ("unit", False),
     ("who_judges", False), ("weighting", True), ("languages", True)],
)  # fmt: skip
def test_a_changed_survey_is_told_of_every_item(changes, edit, fact, comparable):
    edit("tiny/wave.yaml", "n: 8", f"n: 8\n{fact}: Once")

    frame = changes(edits=[(f"{fact}: Once", f"{fact}: Again")])

    assert set(frame["change"]) == {fact}
    assert frame[["before", "after"]].drop_duplicates().values.tolist() == [
        ["Once", "Again"]
    ]
    assert set(frame["comparable"]) == {comparable}


def test_a_fact_that_one_wave_does_not_state_is_told_but_breaks_nothing(changes):
    frame = changes(wave="mode: Online\n")

    assert set(frame["change"]) == {"mode"}
    assert set(frame["before"]) == {""} and frame["comparable"].all()


@pytest.mark.parametrize(
    "given",
    [
        {"edits": [("weight: w\nignore: [minutes]", "ignore: [minutes, w]")]},
        {"wave": "raking: {margins: {image: {good: 50, poor: 50}}}\n"},
    ],
)
def test_weights_in_one_wave_alone_are_told(changes, given):
    frame = changes(**given)

    assert set(frame["change"]) == {"weighting"} and frame["comparable"].all()


def test_how_empty_cells_count_is_part_of_the_base(changes):
    frame = changes(wave="empty_cells: left_out\n")

    assert set(frame["change"]) == {"empty_cells"} and not frame["comparable"].any()


def test_a_declared_departure_decides_and_gives_its_reason(changes):
    words = "{item: image, wording: Seen, comparable: true, reason: Tested in a split half}"

    line = changes(wave=f"departures: [{words}]\n").loc["image"]

    assert (line["comparable"], line["change"]) == (True, "wording")
    assert line["reason"] == "Tested in a split half"


@pytest.mark.parametrize("change", [*ITEM_CHANGES, *WAVE_CHANGES])
def test_every_kind_of_change_can_be_declared(changes, edit, change):
    edit("tiny/wave.yaml", "n: 8", "n: 8\nmode: Online")
    told = f"{{item: image, change: {change}, comparable: true, reason: Tried}}"

    line = changes(
        wave=f"departures: [{told}]\n", edits=[("mode: Online", "mode: Phone")],
        codebook=[("How is your image?", "How are you seen?")],
    ).loc[["image"]].set_index("change")  # fmt: skip

    assert set(line.index) == {"wording", "mode"}
    assert {kind for kind in line.index if line.loc[kind, "comparable"]} == {change} & {
        "wording", "mode"
    }  # fmt: skip


def test_a_change_of_the_survey_is_declared_once_for_all_items_or_for_one(changes, edit):
    edit("tiny/wave.yaml", "n: 8", "n: 8\nmode: Online")
    every = "{change: mode, comparable: true, reason: Same in a split half}"
    one = "{item: image, change: mode, comparable: false, reason: Nobody likes to say it}"

    frame = changes(wave=f"departures: [{every}, {one}]\n",
                    edits=[("mode: Online", "mode: Phone")])  # fmt: skip

    assert frame.loc["performance", "reason"] == "Same in a split half"
    assert frame.index[~frame["comparable"]].tolist() == ["image"]


@pytest.mark.parametrize(
    ("departure", "message"),
    [
        ("{item: image, change: mood, comparable: true, reason: R}",
         "departure of item 'image': found change 'mood', expected one of wording, answers"),
        ("{change: answers, comparable: true, reason: R}",
         "of the whole wave .* found change 'answers', expected one of mode, population"),
        ("{item: image, change: answers, wording: W, comparable: true, reason: R}",
         "'wording' has no meaning for change 'answers'"),
        ("{item: imago, comparable: true, reason: R}", "did you mean 'image'"),
    ],
)  # fmt: skip
def test_a_departure_that_means_nothing_says_what_it_may_be(edit, departure, message):
    with pytest.raises(ItPerceptionError, match=message):
        edit("tiny/wave.yaml", "n: 8", f"n: 8\ndepartures: [{departure}]")


def test_a_set_can_be_asked_in_other_words(edit):
    told = "{item: tools, wording: Which did you use?, comparable: false, reason: R}"

    folder = edit("tiny/wave.yaml", "n: 8", f"n: 8\ndepartures: [{told}]")

    assert folder.codebook.dimension("tools.web").wording["en"] == "Which did you use?"
