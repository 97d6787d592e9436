from fractions import Fraction

import pytest

from itperception.errors import ItPerceptionError
from itperception.published.figures.assembling import CLAIM_KEYS
from itperception.published.figures.release import read_study, study_of
from itperception.published.verdicts.verdicts import JUDGED
from tests.cases import each
from tests.published.conftest import RAW

POLL = """\
title: City cycling poll
n: 412
groups: {women: about 200}
figures:
  - {id: satisfied, text: Satisfied with cycle paths, printed: 51 %}
  - {id: safe, text: Feel safe, printed: two thirds, group: women}
claims:
  - {text: More are satisfied than feel safe, kind: paired, figures: [satisfied, safe]}
"""
SAME = POLL.replace(", group: women", "")
GROUPS = POLL.replace("paired", "groups")
WAVES = sorted(path.parent.name for path in RAW.glob("*/figures.csv"))


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a press release from its text."""

    def read_text(text: str, name: str = "poll.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_study(path)

    return read_text


def test_a_press_release_needs_little_more_than_what_is_printed(read):
    study = read(GROUPS)
    satisfied = study.figure("satisfied")
    assert (study.title, study.n, satisfied.base) == (
        "City cycling poll",
        range(412, 413),
        412,
    )
    assert (satisfied.item, satisfied.categories) == ("satisfied", ("yes",))
    assert study.sizes("women") == range(180, 221)


def test_words_keep_their_words_and_get_a_range_with_a_reason(read):
    safe = read(GROUPS).figure("safe")
    assert (safe.printed, safe.kind, safe.rounding) == ("two thirds", "words", "declared")
    assert safe.low < Fraction(2, 3) < safe.high and safe.assumption


def test_every_figure_knows_where_it_was_printed(read):
    study = read(GROUPS.replace("n: 412", "n: 412\nsource: The Herald, 3 May"))
    assert {figure.sources for figure in study.figures} == {("The Herald, 3 May",)}


def test_low_and_high_of_the_file_come_before_the_words(read):
    figure = read(SAME.replace("two thirds", "lots, low: 60, high: 80")).figure("safe")
    assert (figure.low, figure.high) == (Fraction(3, 5), Fraction(4, 5))
    assert figure.assumption == "low and high are given in the file"


def test_a_claim_keeps_its_text_in_every_language_and_its_other_keys(read):
    told = SAME.replace("text: More are satisfied than feel safe",
                        "text: {en: More, sv: Fler}, dont_know: safe")  # fmt: skip
    claim = read(told).claims[0]
    assert (claim.id, claim.text) == ("claim-1", "More")
    assert claim.options == {"texts": {"en": "More", "sv": "Fler"}, "dont_know": "safe"}


@pytest.mark.parametrize(("group", "kind"), [("women", "groups"), ("all", "paired")])
def test_two_figures_are_paired_or_compared_if_nobody_says(group, kind, read):
    told = POLL.replace(" kind: paired,", "").replace("group: women", f"group: {group}")
    assert read(told).claims[0].kind == kind


def test_every_problem_is_told_with_its_line(read):
    told = POLL.replace("51 %", "lots").replace("n: 412", "n: many")
    told = told.replace("group: women", "group: womne").replace("[satisfied", "[satisfid")
    with pytest.raises(ItPerceptionError) as caught:
        read(told)
    message = str(caught.value)
    for part in ("line 2, n: 'many'", "line 5, printed: 'lots'",
                 "line 6, figures: no group is called 'womne'; did you mean 'women'?",
                 "line 8, claims: no figure is called 'satisfid'; did you mean"):  # fmt: skip
        assert f"poll.yaml, {part}" in message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("text: Feel", "tekst: Feel", "line 6, figures: no key of a figure.*mean 'text'"),
        ("id: safe", "id: satisfied", "line 6, id: the figure is given twice"),
        ("title:", "titel:", "line 1, titel: there is no such key"),
        ("two thirds", "140 %", r"line 6, printed: no share.*\(found '140 %'\)"),
        ("two thirds", "lots, low: 60", "line 6, high: an empty cell"),
        ("about 200", "abut 200", "line 3, women: 'abut 200' is no number of people"),
        ("safe, text", "safe, kind: mena, text", "line 6, kind: not understood"),
        (
            "kind: groups, figures: [satisfied, ",
            "figures: [",
            "line 8, kind: the kind of the claim is missing; .*, expected one of",
        ),
        ("groups:", "parts: [men]\ngroups:", "line 3, parts: no group is called 'men'"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_what_was_expected(old, new, message, read):
    assert old in GROUPS
    with pytest.raises(ItPerceptionError, match=f"poll.yaml, {message}"):
        read(GROUPS.replace(old, new))


def test_pairs_are_of_the_same_people(read):
    with pytest.raises(ItPerceptionError, match=r"line 8, kind: 'paired'.*see 'groups'"):
        read(POLL)
    assert read(SAME).claims[0].kind == "paired"


def test_a_kind_of_claim_that_is_not_known_is_named_with_the_nearest(read):
    with pytest.raises(ItPerceptionError, match="'paird'; did you mean 'paired'"):
        read(SAME.replace("kind: paired", "kind: paird"))


def test_a_mean_is_no_share(read):
    with pytest.raises(ItPerceptionError, match="about shares, but safe is a mean"):
        read(SAME.replace("two thirds", "2.73 on 1 to 5"))


def test_what_is_similar_to_another_figure_of_a_comparison_is_told_to_the_claim():
    names = {"a": "61 %", "b": "similar to a", "c": "43 %"}
    figures = [{"id": name, "item": "q", "group": name, "printed": told}
               for name, told in names.items()]  # fmt: skip
    claim = {"text": "Differ", "kind": "groups", "figures": ["a", "b", "c"]}
    study = study_of({"figures": figures, "claims": [claim]})
    assert study.claims[0].options["similar"] == ["b", "a"]


def test_a_csv_needs_only_ids_and_what_is_printed(read):
    study = read("id;text;group;base;printed\ngood;Good;it;246;60 %\nfair;;non_it;136;half\n",
                 "two.csv")  # fmt: skip
    assert [figure.base for figure in study.figures] == [246, 136]
    assert study.sizes("it") == range(246, 247)
    assert [figure.label for figure in study.figures] == ["Good", "fair"]


def test_a_csv_names_its_line_too(read):
    with pytest.raises(ItPerceptionError, match=r"two.csv, line 3, printed: 'lots'"):
        read("id,printed\ngood,60 %\nfair,lots\n", "two.csv")


def test_a_count_in_print_tells_how_many_there_were(read):
    study = read("id,printed\ngood,79 of 156 people\n", "one.csv")
    assert study.n == range(156, 157) and study.figure("good").base == 156


def test_several_figures_of_one_item_are_answers_of_their_own():
    lines = [{"id": name, "item": "vote", "printed": "48 %"} for name in ("for", "against")]
    study = study_of({"figures": lines})
    assert [figure.categories for figure in study.figures] == [("for",), ("against",)]


def test_answers_of_several_groups_must_be_named():
    lines = [{"id": f"{answer}_{group}", "item": "vote", "group": group, "printed": "48 %"}
             for answer in ("for", "against") for group in ("men", "women")]  # fmt: skip
    with pytest.raises(ItPerceptionError, match=r"which answers to 'vote'.*\[for_men\]"):
        study_of({"figures": lines})


def test_an_answer_must_be_among_those_of_its_item():
    figure = {"id": "for", "item": "vote", "printed": "48 %"}
    with pytest.raises(ItPerceptionError, match="no answer is called 'for'; did you mean"):
        study_of({"figures": [figure], "answers": {"vote": ["fore", "against"]}})


def test_similar_refers_to_a_figure_before_it():
    figures = [{"id": "a", "printed": "61 %"}, {"id": "b", "printed": "similar to a"}]
    assert study_of({"figures": figures}).figure("b").low == Fraction("0.56")
    with pytest.raises(ItPerceptionError, match="known: none"):
        study_of({"figures": figures[::-1]})


@each("wave", WAVES)
def test_every_wave_in_print_is_a_study(wave, printed):
    study = read_study(RAW / wave)
    assert study.figures == printed(wave) and study.title
    assert set(study.groups) == {"all", *(figure.group for figure in study.figures)}


def test_sizes_are_as_they_stand_in_print():
    known = read_study(RAW / "2012-informationweek")
    assert (known.sizes("it"), known.sizes("non_it")) == (range(246, 247), range(136, 137))
    assert sum(map(len, (known.sizes(part) for part in known.parts))) == 2
    assert read_study(RAW / "2009-computerwoche").n == range(270, 331)
    assert read_study(RAW / "2007-2009-itexcellence").sizes("users_2007")[0] == 18001


def test_parts_of_unknown_size_leave_somebody_to_each_other():
    study = read_study(RAW / "2013-ardour")
    assert {study.sizes(part) for part in study.parts} == {range(1, 155)}


@each("wave", WAVES)
def test_answers_that_are_all_in_print_add_up_to_a_hundred(wave):
    study = read_study(RAW / wave)
    for item, answers in study.answers.items():
        of_item = [figure for figure in study.figures if figure.item == item]
        assert {c for figure in of_item for c in figure.categories} == set(answers)
        for group in {figure.group for figure in of_item}:
            shares = [figure for figure in of_item if figure.group == group]
            assert sum(f.low for f in shares) <= 1 <= sum(f.high for f in shares)


def test_who_judges_whom_is_told_of_self_and_customers():
    judges = {wave: read_study(RAW / wave).groups for wave in WAVES}
    assert judges["2013-ardour"]["internal"].judges == "self"
    assert judges["2014-informationweek"]["non_it"].judges == "customers"
    assert judges["2009-computerwoche"]["users"].judges == "customers"


def test_claims_beside_a_wave_are_read_with_it(root):
    folder = root / "data/raw/printed"
    folder.mkdir()
    (folder / "wave.yaml").write_text("title: Printed\nkind: published\nn: 10\n")
    line = "1,own,image,Good,all,10,percent,80 %,,,good,,s,\n"
    header = (RAW / "2013-ardour/figures.csv").read_text().split("\n")[0]
    (folder / "figures.csv").write_text(f"{header}\n{line}")
    (folder / "claims.yaml").write_text(
        "claims: [{text: Most, kind: majority, figures: [own]}]"
    )
    study = read_study(folder)
    assert study.claims[0].figures == ("own",) and study.figures[0].low == Fraction("0.795")


def test_groups_are_for_printed_waves_and_parts_are_groups(root):
    path = root / "data/raw/tiny/wave.yaml"
    path.write_text(f"{path.read_text()}groups: {{a: 5}}\n")
    with pytest.raises(ItPerceptionError, match="'groups' has no meaning for a microdata"):
        read_study(root / "data/raw/tiny")
    path.write_text("title: T\nkind: published\ngroups: {a: 5}\nparts: [b]\n")
    with pytest.raises(ItPerceptionError, match="no group is called 'b'"):
        read_study(root / "data/raw/tiny")


def test_a_wave_of_respondents_is_no_study(root):
    with pytest.raises(ItPerceptionError, match="'tiny' has respondents"):
        read_study(root / "data/raw/tiny")


def test_what_is_wrong_with_two_files_of_a_wave_is_told_together(root):
    folder = root / "data/raw/printed"
    folder.mkdir()
    (folder / "wave.yaml").write_text("titel: Printed\nkind: published\n")
    (folder / "figures.csv").write_text("row,id\n1,a\n")
    with pytest.raises(ItPerceptionError, match=r"(?s)titel.*the column is missing"):
        read_study(folder)


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("directoin: [women, all]", "'directoin'; did you mean 'direction'"),
        ("times: 2", "'times'"),
        ("p_value: 0.72", "'p_value'"),
        ("than: 1/3", "'than'"),
        ("assume: {leest: 3}", "'leest'; did you mean 'least'"),
        ("assume: {overlap: non_negative}", "'overlap'"),
        ("what_if: [{exhaustve: true}]", "'exhaustve'; did you mean 'exhaustive'"),
    ],
)
def test_a_key_that_means_nothing_to_a_claim_is_refused(key, named, read):
    with pytest.raises(ItPerceptionError, match=f"line 8, claims: no .*{named}"):
        read(GROUPS.replace("kind: groups", f"kind: groups, {key}"))


def test_every_kind_of_claim_says_which_keys_it_has():
    assert set(CLAIM_KEYS) == set(JUDGED)


def test_what_is_expected_is_said_once(read):
    told = SAME.replace("51 %", "lots").replace("two thirds", "many")
    with pytest.raises(ItPerceptionError) as caught:
        read(told)
    message = str(caught.value)
    assert "'lots'" in message and "'many'" in message
    assert message.count("expected a percentage") == 1


def test_a_group_whose_share_of_all_is_no_whole_number_is_told_so(read):
    told = GROUPS.replace("n: 412", "n: 197").replace("about 200", "49.5%")
    with pytest.raises(ItPerceptionError, match=r"no number of people is 49.5 % of 197"):
        read(told)


def test_three_figures_need_a_kind_and_it_is_said_that_it_is_missing():
    figures = [
        {"id": name, "item": "q", "group": name, "printed": "10 %"} for name in "abc"
    ]
    claim = {"text": "Differ", "figures": ["a", "b", "c"]}
    with pytest.raises(ItPerceptionError, match=r"the kind .* is missing"):
        study_of({"figures": figures, "claims": [claim]})


def test_a_text_with_a_question_mark_is_read_as_other_yaml_is(read):
    study = read(SAME.replace("Feel safe", "Do you feel safe?"))
    assert study.figure("safe").label == "Do you feel safe?"
