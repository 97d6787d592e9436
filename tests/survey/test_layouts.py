"""Each layout on a small file as its tool writes it; the counts are counted by hand."""

from dataclasses import replace

import pytest

from itperception.errors import ExportError
from itperception.survey.export import given
from itperception.survey.layouts.alike import sets_that_look_so
from itperception.survey.reading.readers import read_export, recognised

QUALTRICS = """\
StartDate,Status,Finished,ResponseId,Q1,Q2_1,Q2_2,Q2_2_TEXT,Q3,Q4_1,Q4_2
Start Date,Response Type,Finished,Response ID,"How <b>well</b>?",Which tools? - Selected Choice \
- Jira,Which tools? - Selected Choice - Other,Which tools? - Other - Text,Where?,Rate - Price,\
Rate - Pace
"{""ImportId"":""startDate"",""timeZone"":""Europe/Berlin""}","{""ImportId"":""status""}",\
"{""ImportId"":""finished""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}",\
"{""ImportId"":""QID2"",""choiceId"":""1""}","{""ImportId"":""QID2"",""choiceId"":""2""}",\
"{""ImportId"":""QID2_2_TEXT""}","{""ImportId"":""QID3""}","{""ImportId"":""QID4_1""}",\
"{""ImportId"":""QID4_2""}"
2026-03-02 10:01:00,Survey Preview,True,R_1,Well,Jira,,,North,1,2
2026-03-02 10:02:00,IP Address,True,R_2,Badly,Jira,Other,Excel,"North,South",2,2
2026-03-02 10:03:00,IP Address,False,R_3,Well,,Other,,South,3,1
"""
LEGACY = """\
V1,V2,V8,Q1
ResponseID,ResponseSet,StartDate,How well?
R_1,Default,2014-03-02 10:01:00,1
R_2,Default,2014-03-02 10:02:00,2
"""
MONKEY = """\
Respondent ID,Collector ID,Which tools?,,,,How well?,Which type?,,Anything else?
,,Jira,Excel,None,Other (please specify),Response,Response,Other (please specify),\
Open-Ended Response
1,7,Jira,Excel,,,Well,Internal,,no
2,7,Jira,,,Trello,Well,,Shared,
3,7,,,None,,Badly,External,,
"""
GOOGLE = """\
Zeitstempel,Tools,Reason
2026/03/02 10:01:00 AM GMT+1,"Jira, Excel","Cheap, fast"
2026/03/02 10:02:00 AM GMT+1,"Jira, Trello and more, Excel",Cheap
2026/03/02 10:03:00 AM GMT+1,"Excel, Wiki","It is there, so we use it"
2026/03/02 10:04:00 AM GMT+1,"Trello and more, Wiki",None
2026/03/02 10:05:00 AM GMT+1,Jira,Cheap
"""
MICROSOFT = """\
ID,Start time,Completion time,Email,Name,Tools,Order
1,3/2/26 10:01:00,3/2/26 10:02:00,anonymous,,Jira;,a;b;
2,3/2/26 10:03:00,3/2/26 10:04:00,anonymous,,Jira;Excel;,b;a;
3,3/2/26 10:05:00,3/2/26 10:06:00,anonymous,,Wiki;,a;b;
"""
LIME = """\
"id","submitdate","lastpage","startlanguage","A1. How?","A2[SQ001]. Which? [Jira]",\
"A2[SQ002]. Which? [Excel]","A2[other]. Which? [Other]","A3[SQ001]. Rate [Price]"
"1","2026-03-02 10:01:00","3","en","A1","Y","","","4"
"2","2026-03-02 10:02:00","3","en","-oth-","N/A","N/A","N/A","5"
"3","2026-03-02 10:03:00","3","en","A1","","Y","Trello","5"
"""
LIME_TEXTS = """\
"Response ID","Date submitted","Last page","Start language","How?","Which? [Jira]","Which? [Excel]"
"1","2026-03-02 10:01:00","3","en","Well","Yes","No"
"2","2026-03-02 10:02:00","3","en","Badly","No","Yes"
"""
REDCAP = """\
record_id,tools___1,tools___99,sex,about_complete
1,1,0,0,2
2,1,1,1,2
"""
DICTIONARY = """\
"Variable / Field Name","Form Name","Field Type","Field Label",\
"Choices, Calculations, OR Slider Labels"
record_id,about,text,Record ID,
tools,about,checkbox,Which tools?,"1, Jira | 99, Other, please say"
sex,about,radio,<b>Sex</b>,"0, Female | 1, Male"
"""
REDCAP_LABELS = """\
Record ID,Which tools? (choice=Jira),Which tools? (choice=Excel),Complete?
1,Checked,Unchecked,Complete
2,Unchecked,Checked,Complete
"""


def sets(export) -> dict:
    """Return how many chose each option of each set, as the cells have it."""
    told = {}
    for chosen in export.sets:
        if chosen.separator:
            cells = list(export.cells[chosen.name])
            told[chosen.label] = {
                o: sum(o in cell for cell in cells) for o in chosen.options
            }
        else:
            told[chosen.label] = {
                label: sum(
                    n for t, n in given(export.cells[c]).items() if t in chosen.selected
                )
                for c, label in chosen.options.items()
            }
    return told


@pytest.mark.parametrize(
    ("tool", "content", "size", "expected"),
    [
        ("qualtrics", QUALTRICS, (3, 11),
         {"Which tools?": {"Jira": 2, "Other": 2}, "Where?": {"North": 2, "South": 2}}),
        ("qualtrics", LEGACY, (2, 4), {}),
        ("surveymonkey", MONKEY, (3, 11),
         {"Which tools?": {"Jira": 2, "Excel": 1, "None": 1, "Other (please specify)": 1}}),
        ("forms", GOOGLE, (5, 3),
         {"Tools": {"Jira": 3, "Excel": 3, "Trello and more": 2, "Wiki": 2}}),
        ("forms", MICROSOFT, (3, 7), {"Tools": {"Jira": 2, "Excel": 1, "Wiki": 1}}),
        ("limesurvey", LIME, (3, 10), {"Which?": {"Jira": 1, "Excel": 1, "Other": 1}}),
        ("limesurvey", LIME_TEXTS, (2, 7), {"Which?": {"Jira": 1, "Excel": 1}}),
        ("redcap", REDCAP, (2, 5), {"tools": {"1": 2, "99": 1}}),
        ("redcap", REDCAP_LABELS, (2, 4), {"Which tools?": {"Jira": 1, "Excel": 1}}),
    ],
)  # fmt: skip
def test_a_layout_is_recognised_with_its_sets(tool, content, size, expected, tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(content, encoding="utf-8")
    read = recognised(path)

    assert (read.tool, read.cells.shape) == (tool, size)
    assert sets(read) == expected
    assert {chosen.told_by for chosen in read.sets} <= {"tool"}
    assert read_export(path, **read.read_as).cells.equals(read.cells)


@pytest.fixture
def read(tmp_path):
    def write(content: str, **beside: str):
        for name, text in beside.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / "export.csv").write_text(content, encoding="utf-8")
        return recognised(tmp_path / "export.csv")

    return write


@pytest.fixture
def looked(read):
    """Return a function that reads an export, with what looks like a set in it."""

    def look(content: str):
        export = read(content)
        told = {column for own in export.sets for column in own.columns}
        looks = sets_that_look_so(export, [c for c in export.cells if c not in told])
        return replace(export, sets=(*export.sets, *looks))

    return look


def test_qualtrics_tells_wordings(read):
    told = read(QUALTRICS)

    assert told.labels["Q1"] == "How well?" and told.labels["Q4_2"] == "Rate - Pace"


def test_a_spreadsheet_of_qualtrics_has_no_third_row(looked):
    lines = QUALTRICS.replace("\\\n", "").splitlines()
    told = looked("\n".join([*lines[:2], *lines[3:]]))

    assert (told.tool, len(told.cells)) == ("qualtrics", 3)
    assert sets(told)["Which tools?"] == {"Jira": 2, "Other": 2}


def test_another_answer_than_those_of_surveymonkey_is_an_answer(read):
    told = read(MONKEY)

    assert told.cells["Which type?"].tolist() == [
        "Internal", "Other (please specify)", "External",
    ]  # fmt: skip
    assert "1 have written another answer to 'Which type?'" in told.notes[-1]


def test_limesurvey_tells_what_was_not_shown(read):
    told = read(LIME)

    assert told.missing["A2[SQ001]"] == {"N/A": "missing"}
    assert told.cells["A2[other] (ticked)"].tolist() == ["", "N/A", "1"]
    assert told.labels["A1"] == "How?" and told.value_labels["A1"] == {"-oth-": "Other"}


def test_the_dictionary_beside_an_export_of_redcap_is_read(read):
    told = read(REDCAP, Project_DataDictionary_2026=DICTIONARY)

    assert told.labels["sex"] == "Sex"
    assert told.value_labels["sex"] == {"0": "Female", "1": "Male"}
    assert sets(told) == {"Which tools?": {"Jira": 2, "Other, please say": 1}}
    assert told.coded and told.labels["tools___1"] == "Which tools? – Jira"


def joined(*cells: str) -> str:
    lines = (f'2026/03/02 10:{k:02}:00,"{cell}"' for k, cell in enumerate(cells))
    return "\n".join(["Timestamp,Tools", *lines])


def test_an_option_may_contain_the_separator_if_that_cannot_be_chance(read):
    """All of 6 who said b also said c: as options of their own a chance of 1 in 6**3."""
    told = read(joined("a", "b, c", "a, b, c", "a, d", "d", "b, c, d"))

    assert [*told.sets[0].options] == ["a", "b, c", "d"] and not told.problems


def test_a_cell_that_can_be_read_in_two_ways_is_in_doubt(read):
    told = read(joined("a", "a, d", "d", "a, b, c"))

    assert told.sets[0].doubts == (("b", "c"),) and not told.problems


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("1,0", "0,1", "1,1"), {"q7": {"q7_1": 2, "q7_2": 2}}),
        (("Jira,", ",Wiki", "Jira,Wiki"), {"q7": {"Jira": 2, "Wiki": 2}}),
        (("Good,Good", "Good,", ",Good"), {}),  # one answer to two questions
        (("1,5", "2,4", "3,3"), {}),
    ],
)
def test_columns_alike_by_name_are_a_set_if_they_are_ticks(looked, answers, expected):
    told = looked("\n".join(["id,q7_1,q7_2", *(f"{k},{a}" for k, a in enumerate(answers))]))

    assert sets(told) == expected
    assert all(chosen.told_by == "names" for chosen in told.sets)


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        ("Tools? - Jira,Tools? - Wiki/Pages", ["1,", "1,1"],
         {"Tools?": {"Jira": 2, "Wiki/Pages": 1}}),
        ("tools/jira,tools/wiki", ["1,0", "1,1"], {"tools": {"tools/jira": 2, "tools/wiki": 1}}),
        ("Jira:Tools?,Wiki:Tools?", ["Jira,", "Jira,Wiki"], {"Tools?": {"Jira": 2, "Wiki": 1}}),
        ("Jira,Wiki", ["Jira,", "Jira,Wiki"], {"Jira / Wiki": {"Jira": 2, "Wiki": 1}}),
        ("car,bike,bus", ["x,,x", "x,x,", ",x,"],
         {"car / bike / bus": {"car": 2, "bike": 2, "bus": 1}}),
        ("tools,sex", ['"Jira\nWiki",f', "Jira,m", "Wiki,f"] * 2,
         {"tools": {"Jira": 4, "Wiki": 4}}),
        ("tools,sex", ["Jira;Excel,f", "Excel,m", "SAP,f"] * 3,
         {"tools": {"Jira": 3, "Excel": 6, "SAP": 3}}),
        ("why,sex", ['"Cheap, fast",f', "Cheap,m", '"so fast, Cheap",f', "fast,f"], {}),
    ],
)  # fmt: skip
def test_what_looks_like_a_set_in_a_plain_table_is_told(looked, header, rows, expected):
    told = looked(
        "\n".join([f"id,{header}", *(f"{k},{row}" for k, row in enumerate(rows))])
    )

    assert sets(told) == expected
    assert all(chosen.told_by == "names" for chosen in told.sets)


def test_a_second_line_of_names_is_no_respondent(read, tmp_path):
    """As SoSci Survey writes it: names, labels, answers."""
    told = read("CASE,A101,A102\nNumber,How well?,How old?\n1,2,31\n2,1,44\n3,2,57\n")

    assert (told.tool, len(told.cells)) == ("labelled", 3)
    assert told.labels["A101"] == "How well?"
    with pytest.raises(
        ExportError, match=r"line 2: it has words in 3 columns.*--tool labelled"
    ):
        read_export(tmp_path / "export.csv")
    silent = read("CASE,A101,A102\n1,N/A,N/A\n2,1,4\n3,N/A,5\n4,2,N/A\n")
    assert (silent.tool, len(silent.cells)) == ("table", 4)
