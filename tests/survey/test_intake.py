"""Of each kind of export the right counts, or a question: the counts are those of the lists."""

import pandas as pd
import pytest

from itperception.errors import ItPerceptionError, OpenQuestions, WaveError
from itperception.survey.documents import open_questions
from itperception.survey.export import AnswerSet, Export
from itperception.survey.intake.adding import add_wave, ask
from itperception.survey.intake.documents import codebook_yaml, wave_yaml
from itperception.survey.intake.draft import draft
from itperception.survey.respondents import check_wave
from itperception.survey.waves import open_wave

SAT = {"1": "Very bad", "2": "Bad", "3": "So so", "4": "Good", "5": "Very good"}
USUAL = {"respondent_id": "id", "weight": None}


def export(*, id=True, rows=12, **facts):
    """Return an export whose columns repeat what is given, by default with an id."""
    columns = {k: v for k, v in facts.items() if isinstance(v, list)}
    told = {k: v for k, v in facts.items() if k not in columns}
    cells = {"id": [str(k) for k in range(1, rows + 1)]} if id else {}
    cells |= {name: (given * rows)[:rows] for name, given in columns.items()}
    return Export(
        "x.csv", pd.DataFrame(cells, index=range(2, rows + 2), dtype=object), **told
    )


@pytest.fixture
def taken_in(tmp_path):
    """Return a function that takes an export in, and returns its folder and what was drafted."""

    def take(given, **answers):
        drafted = draft(given, title="x")
        raw = tmp_path / "data/raw/x"
        raw.mkdir(parents=True, exist_ok=True)
        texts = {"wave.yaml": wave_yaml(given, drafted, "x"),
                 "codebook.yaml": codebook_yaml(given, drafted)}  # fmt: skip
        for name, text in texts.items():
            for key, value in answers.items():
                text = text.replace(f"{key}: OPEN", f"{key}: {value}")
            (raw / name).write_text(text, encoding="utf-8")
        return raw, drafted

    return take


@pytest.fixture
def counted(taken_in):
    """Return a function that counts the answers to each item of an export, no answer apart."""

    def count(given, **answers):
        folder = open_wave(taken_in(given, **answers)[0])
        codes = check_wave(folder, given)
        found = {}
        for asked in folder.codebook.dimensions():
            labels = [category.label["en"] for category in asked.categories]
            each = codes[asked.id].dropna().value_counts()
            found[asked.id] = {
                label: int(each.get(k, 0)) for k, label in enumerate(labels[:-1])
            }
        return found

    return count


CODED = {"coded": True}
CASES = {
    "plain": (export(sat=["Good", "Good", "Bad"]), {"sat": {"Good": 8, "Bad": 4}}),
    "user-missing of the file": (
        export(sat=["1", "5", "99"], value_labels={"sat": SAT | {"99": "Don't know"}},
               missing={"sat": {"99": "missing"}}, **CODED),
        {"sat": {"Very good": 4, "Good": 0, "So so": 0, "Bad": 0, "Very bad": 4}},
    ),
    "labels at the ends": (
        export(q=["1", "3", "4", "3"], value_labels={"q": {"1": "Not at all", "5": "Very"}},
               measures={"q": "ordinal"}, **CODED),
        {"q": {"Not at all": 3, "2": 0, "3": 6, "4": 3, "Very": 0}},
    ),
    "same labels, other codes": (
        export(a=["0", "1"], b=["1"], **CODED,
               value_labels={"a": {"0": "No", "1": "Yes"}, "b": {"1": "No", "2": "Yes"}}),
        {"a": {"Yes": 6, "No": 6}, "b": {"Yes": 0, "No": 12}},
    ),
    "one label for two codes": (
        export(a=["1", "98", "99"], **CODED, value_labels={
            "a": {"1": "Yes", "2": "No", "98": "Don't know", "99": "Don't know"}}),
        {"a": {"Yes": 4, "No": 0, "Don't know": 8}},
    ),
    "a label that is another's code": (
        export(a=["1", "2", "3", "1"], **CODED,
               value_labels={"a": {"1": "0", "2": "1", "3": "2 or more"}}),
        {"a": {"0": 6, "1": 3, "2 or more": 3}},
    ),
    "a label for one code of several": (
        export(a=["A2", "-oth-", "A1"], value_labels={"a": {"-oth-": "Other"}}),
        {"a": {"A1": 4, "A2": 4, "Other": 4}},
    ),
    "codes of letters": (
        export(a=["A", "B", "B"], value_labels={"a": {"A": "Internal", "B": "External"}}, **CODED),
        {"a": {"Internal": 4, "External": 8}},
    ),
    "sixteen labelled codes": (
        export(a=["1", "16"], value_labels={"a": {str(k): f"Land {k:02}" for k in range(1, 17)}},
               **CODED),
        {"a": {f"Land {k:02}": 6 * (k in (1, 16)) for k in range(1, 17)}},
    ),
    "two lines, and signs of the document": (
        export(a=["one\ntwo", "x: #1", "- OPEN", "OPEN"]),
        {"a": {"- OPEN": 3, "one two": 3, "OPEN": 3, "x: #1": 3}},
    ),
    "floats": (export(sat=["2.0", "1.0", "5.0", "4", "3.0", "3"]),
               {"sat": {"1": 2, "2": 2, "3": 4, "4": 2, "5": 2}}),
    "look-alikes": (export(a=["very good", "Very  good", "Very\xa0good", "Bad"]),
                    {"a": {"Very good": 9, "Bad": 3}}),
    "extended missing values of Stata": (export(sat=["1", "2", ".a"]), {"sat": {"1": 4, "2": 4}}),
    "no answers of R, SPSS and Stata": (
        export(a=["NA", "Good", "Bad"], b=["#NULL!", "Good", "Bad"], c=["2", ".", "1"]),
        {"a": {"Good": 4, "Bad": 4}, "b": {"Good": 4, "Bad": 4}, "c": {"1": 4, "2": 4}},
    ),
    "one answer": (export(consent=["Yes"]), {"consent": {"Yes": 12}}),
    "trifft nicht zu beside trifft zu": (
        export(a=["Trifft zu", "Trifft nicht zu", "Weiß nicht"]),
        {"a": {"Trifft zu": 4, "Trifft nicht zu": 4, "Weiß nicht": 4}},
    ),
    "a word that has vikt in it": (export(hur_viktigt_pris=["5", "1"], nojd=["Ja", "Nej"]),
                                   {"hur_viktigt_pris": {"1": 6, "5": 6},
                                    "nojd": {"Ja": 6, "Nej": 6}}),
    "zeros and ones": (
        export(q7_1=["1", "0"], q7_2=["1", "1", "0"], sets=(AnswerSet(
            "q7", "Which?", {"q7_1": "Jira", "q7_2": "Excel"}, ("1",), ("0",)),)),
        {"q7.jira": {"Yes": 6, "No": 6}, "q7.excel": {"Yes": 8, "No": 4}},
    ),
    "labels or nothing, and somebody always": (
        export(a=["Jira", ""], b=["", "Excel"], sets=(AnswerSet(
            "tools", "Which?", {"a": "Jira", "b": "Excel"}, told_by="tool"),)),
        {"tools.jira": {"Yes": 6, "No": 6}, "tools.excel": {"Yes": 6, "No": 6}},
    ),
    "joined options with the separator in one": (
        export(t=["Jira, and the like, Excel", "Excel"], sets=(AnswerSet(
            "t", "Which?", {"Jira, and the like": "Jira, and the like", "Excel": "Excel"},
            separator=", ", told_by="tool"),)),
        {"t.jira_and_the_like": {"Yes": 6, "No": 6}, "t.excel": {"Yes": 12, "No": 0}},
    ),
    "a status that is an answer": (
        export(migration=["Completed", "In progress"], phone=["Good", "Bad"]),
        {"migration": {"Completed": 6, "In progress": 6}, "phone": {"Good": 6, "Bad": 6}},
    ),
    "kinds of respondents": (export(respondent=["Patient", "Doctor"], id=False),
                             {"respondent": {"Doctor": 6, "Patient": 6}}),
    "what others wrote, each once": (
        export(role=["CIO", "CEO"] * 4 + [f"Other: {k}" for k in "abcd"],
               wing=["Other: left", "Other: right", "None"], rows=12),
        {"role": {"CEO": 4, "CIO": 4, "Other": 4},
         "wing": {"None": 4, "Other: left": 4, "Other: right": 4}},
    ),
    "cells that rank all": (
        export(a=["Price;Speed", "Speed;Price"], b=["R&amp;D", "a&amp;b"]),
        {"a": {"Price;Speed": 6, "Speed;Price": 6}, "b": {"a&b": 6, "R&D": 6}},
    ),
    "cells that list answers": (
        export(tools=["Jira;Excel", "Excel", "SAP"], city=["Berlin, DE", "Paris, FR"]),
        {"city": {"Berlin, DE": 6, "Paris, FR": 6}, "tools.excel": {"Yes": 8, "No": 4},
         "tools.jira": {"Yes": 4, "No": 8}, "tools.sap": {"Yes": 4, "No": 8}},
    ),
    "texts, or that they were not selected, or nobody was asked": (
        export(q1_1=["Jira", "Not selected", "NA"], q1_2=["Not selected", "Excel", "NA"]),
        {"q1.jira": {"Yes": 4, "No": 4}, "q1.excel": {"Yes": 4, "No": 4}},
    ),
    "nothing but 1 and -1": (
        export(q1_1=["1", "-1", "-1", "NA"], q1_2=["-1", "1", "-1", "NA"]),
        {"q1.q1_1": {"Yes": 3, "No": 6}, "q1.q1_2": {"Yes": 3, "No": 6}},
    ),
    "codes that the file calls chosen or not": (
        export(q1_1=["1", "2"], q1_2=["1", "2", "2"], **CODED, value_labels={
            c: {"1": "mentioned", "2": "not mentioned"} for c in ("q1_1", "q1_2")}),
        {"q1.q1_1": {"Yes": 6, "No": 6}, "q1.q1_2": {"Yes": 4, "No": 8}},
    ),
    "lists with a sign that answers have too": (
        export(a=["Jira / SAP", "SAP", "Jira"], b=["R + SQL", "R", "SQL"],
               c=["Yes / maybe", "Yes", "Maybe"], d=["and/or", "or", "and"],
               e=["Good / so so", "So so", "Good"], f=["CEO / owner", "Clerk", "CEO"]),
        {"c": {"Maybe": 4, "Yes": 4, "Yes / maybe": 4}, "d": {"and": 4, "and/or": 4, "or": 4},
         "e": {"Good": 4, "Good / so so": 4, "So so": 4},
         "f": {"CEO": 4, "CEO / owner": 4, "Clerk": 4},
         "a.jira": {"Yes": 8, "No": 4}, "a.sap": {"Yes": 8, "No": 4},
         "b.r": {"Yes": 8, "No": 4}, "b.sql": {"Yes": 8, "No": 4}},
    ),
    "half grades are no lists": (
        export(a=["1,5", "1", "5", "2,5"]), {"a_bins": {"A number": 12}},
    ),
    "up to three brands each": (
        export(rows=40, m1=["Saab", "Volvo", "Opel", "Audi"], m2=["Volvo", "Opel", "Audi", "0"],
               m3=["Audi", "0", "0", "0"]),
        {"m.audi": {"Yes": 30, "No": 10}, "m.opel": {"Yes": 20, "No": 20},
         "m.saab": {"Yes": 10, "No": 30}, "m.volvo": {"Yes": 20, "No": 20}},
    ),
    "ticks, and what others wrote beside them": (
        export(q1_1=["1", "0"], q1_2=["0", "1", "1"], q1_3=["", *"abcdefgh"],
               labels={"q1_3": "Other, please specify"}),
        {"q1.q1_1": {"Yes": 6, "No": 6}, "q1.q1_2": {"Yes": 8, "No": 4}},
    ),
    "up to two codes each": (
        export(rows=60, v1=["1", "2", "3"], v2=["2", "1", ""], **CODED,
               labels={"v1": "Brands: 1st mention", "v2": "Brands: 2nd mention"},
               value_labels={c: dict(zip("1234", "ABCD", strict=True)) for c in ("v1", "v2")}),
        {"v.a": {"Yes": 40, "No": 20}, "v.b": {"Yes": 40, "No": 20},
         "v.c": {"Yes": 20, "No": 40}, "v.d": {"Yes": 0, "No": 60}},
    ),
    "an option not shown to all": (
        export(a=["Y", "N/A", ""], b=["", "Y", "Y"], missing={"a": {"N/A": "missing"}},
               sets=(AnswerSet("s", "Which?", {"a": "A", "b": "B"}, ("Y",), told_by="tool"),)),
        {"s.a": {"Yes": 4, "No": 4}, "s.b": {"Yes": 8, "No": 4}},
    ),
    "NA in place of an empty cell": (
        export(q1_1=["Jira", "NA", "Jira"], q1_2=["NA", "Excel", "Excel"]),
        {"q1.jira": {"Yes": 8, "No": 4}, "q1.excel": {"Yes": 8, "No": 4}},
    ),
    "a set not shown to all": (
        export(a=["Y", "", "N/A"], b=["", "Y", "N/A"], missing={"a": {"N/A": "missing"}},
               sets=(AnswerSet("s", "Which?", {"a": "A", "b": "B"}, ("Y",), told_by="tool"),)),
        {"s.a": {"Yes": 4, "No": 4}, "s.b": {"Yes": 4, "No": 4}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "right"), CASES.values(), ids=CASES)
def test_an_export_without_questions_is_counted_right_at_once(given, right, counted):
    found = counted(given)

    assert found == right
    assert [*map(list, found.values())] == [*map(list, right.values())]  # in this order


WEIGHTS = {
    "mean near 1": ({"wgt": ["0.5", "1.5"]}, "wgt"),
    "decimal comma": ({"Gewicht": ["0,5", "1,5"]}, "Gewicht"),
    "decimal comma, three digits": ({"Gewichtung": ["0,750", "1,250"]}, "Gewichtung"),
    "of a trade": ({"phrf": ["3012.5", "2891.25"]}, "phrf"),
    "negative, for check to refuse": ({"weight": ["1", "-1", "3"]}, "weight"),
    "infinite, for check to refuse": ({"weight": ["1", "inf"]}, "weight"),
    "of the body": ({"weight": ["67", "81"], "height": ["151", "178"]}, None),
    "a part of a word": ({"overweight": ["1", "1.1"], "Körpergewicht": ["1", "1.2"]}, None),
    "words": ({"weight": ["heavy", "light"]}, None),
    "two of them": ({"w1_wgt": ["0.5", "1.5"], "pspwght": ["0.7", "1.3"]}, "?"),
    "an empty cell": ({"weight": ["0.5", "1.5", "", "1.1"]}, "?"),
    "a letter before a word": ({"w_kids": ["0", "1", "2"]}, "?"),
    "a letter, and fractions": ({"w_final": ["0.5", "1.5"]}, "w_final"),
    "in percent": ({"Gewichtung": ["95%", "105%"]}, "?"),
    "of nothing known": ({"weight": ["1", "3"]}, "?"),
    "kilograms without a height": ({"weight": ["67", "81"]}, "?"),
}


@pytest.mark.parametrize(("columns", "right"), WEIGHTS.values(), ids=WEIGHTS)
def test_a_weight_is_told_by_a_whole_word_and_its_numbers_or_asked(
    columns, right, taken_in
):
    raw, drafted = taken_in(export(sat=["Good", "Bad"], **columns))

    if right == "?":
        with pytest.raises(
            OpenQuestions, match=r"(?s)wave\.yaml, line \d+, weight: .*\| null"
        ):
            open_wave(raw)
    else:
        assert open_wave(raw).description.layout.weight == right
        assert drafted.because("weight")


def test_what_is_no_weight_is_named_with_its_row(taken_in):
    given = export(sat=["Good"], weight=["1", "-1", "3"])

    with pytest.raises(WaveError, match=r"rows 3, 6, 9 and 1 more, column 'weight'.*'-1'"):
        check_wave(open_wave(taken_in(given)[0]), given)


def test_an_id_needs_a_name_and_no_other_cell_twice(taken_in):
    weights = [f"{1 + k / 100}" for k in range(12)]
    folder = open_wave(taken_in(export(id=False, weight=weights, sat=["Ja", "Nej"]))[0])

    assert folder.description.layout.model_dump(include={"respondent_id", "weight"}) == {
        "respondent_id": None, "weight": "weight"}  # fmt: skip


def test_the_design_is_proposed(taken_in):
    raw, _ = taken_in(export(
        sat=["Good", "Bad"], strata=["a", "a", "b", "b"], psu=["1", "2", "3", "4"],
        cluster=[str(k // 2) for k in range(12)], rows=48,
    ))  # fmt: skip
    layout = open_wave(raw).description.layout

    assert (layout.stratum, layout.cluster) == ("strata", "psu")


RESULTS = {
    "counts of each group": dict(org=["A", "B", "C"] * 2, image=["Good"] * 3 + ["Bad"] * 3,
                                 count=["40", "30", "21", "20", "25", "20"]),
    "the same, with numbers of the rows": dict(x=[*"123456"], org=["A", "B", "C"] * 2,
                                               image=["y"] * 3 + ["n"] * 3, n=["4", "3"] * 3),
    "shares in percent": dict(x=["Good", "Bad", "So so"], A=["12%", "48%", "30%"],
                              B=["20%", "40%", "30%"], rows=3),
    "a row of totals": dict(svar=["Bra", "Dåligt", "Totalt"], A=["4", "6", "10"], rows=3),
    "100 in every row": dict(year=["2010", "2010", "2011", "2011"], land=["SE", "DE"], rows=4,
                             ja=["40.5", "41", "42", "39"], nej=["59.5", "59", "58", "61"]),
    "means": dict(item=["Speed", "Price"], mean=["3.4", "2.9"], sd=["1.1", "1.2"], rows=2),
    "polls, with their samples": dict(by=["A", "B", "A"], sample=["1001", "1040", "998"], rows=3,
                                      SPD=["21", "22", "24"], others=["79", "78", "76"]),
    "a column called no": dict(land=["SE", "DE"], yes=["60", "70"], no=["40", "30"], rows=2),
    "counts of few of all combinations": dict(
        rows=8, n=["212", "40", "95", "7"], land=[*"aabbccdd"], party=[*"pqrstuvw"], sex=[*"mf"]),
    "100 in every column": dict(svar=["Ja", "Nein"], A=["40,5", "59,5"], B=["30", "70"], rows=2),
}  # fmt: skip


@pytest.mark.parametrize("facts", RESULTS.values(), ids=RESULTS)
def test_a_table_of_results_is_refused_and_with_an_id_it_is_of_respondents(facts):
    given = {"rows": 6} | facts
    with pytest.raises(ItPerceptionError, match=r"table of results, not of respondents: "):
        draft(export(id=False, **given), title="x")

    assert draft(export(**given), title="x").layout["respondent_id"] == "id"
    names = [f"Name {k}" for k in range(given["rows"])]
    assert draft(export(id=False, Vorname=names, sat=["Good"], **given), title="x").codebook


def test_people_with_several_lines_are_asked(taken_in):
    given = export(id=False, respondent=["101", "101", "102"], sat=["Good", "Bad"])
    raw, _ = taken_in(given)

    with pytest.raises(
        OpenQuestions, match=r"respondent_id: .*10 lines without one of its"
    ):
        open_wave(raw)


LEAVING = {
    "qualtrics": ("qualtrics", dict(Status=["Survey Preview", *["IP Address"] * 11],
                       Finished=["True", "True", "False"]), "['False']", 11, 7),
    "in numbers": ("qualtrics", dict(Status=["1", *["0"] * 11], Finished=["1", "1", "0"]),
                           "['0']", 11, 7),
    "limesurvey": ("limesurvey", dict(submitdate=["2026-03-02", "", "2026-03-03"]), "['']", 12, 8),
    "redcap": ("redcap", dict(poll_complete=["2", "0", "1"]), "['0']", 12, 8),
    "table": ("table", dict(Status=["Complete", "Partial"]), "[Partial]", 12, 6),
}  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "columns", "who", "all", "finished"), LEAVING.values(), ids=LEAVING
)
def test_trials_are_left_out_and_of_the_unfinished_is_asked(
    tool, columns, who, all, finished, taken_in, counted
):
    given = export(sat=["Good"], tool=tool, **columns)
    with pytest.raises(OpenQuestions) as told:
        open_wave(taken_in(given)[0])

    [asked] = told.value.questions
    assert asked.candidates == (who, "[]") and f"of {all}. Who is" in asked.question
    assert counted(given, values=who) == {"sat": {"Good": finished}}
    assert counted(given, values="[]") == {"sat": {"Good": all}}


REASONS = {
    "mail": (["a@b.se", "c@d.se"], "personal data: looks like e-mail addresses"),
    "host": (["10.0.0.1", "10.0.0.2"], "personal data: looks like IP addresses"),
    "Vorname": ([f"Name {k}" for k in range(12)], "personal data: called like names"),
    "StartDate": (["2026-03-02 10:01:00", "2026-03-05 11:00:00"], "dates or times"),
    "sent": ([f"2026/03/0{k} 8:16:53 AM OEZ" for k in (2, 5)], "dates or times"),
    "Unnamed: 0": (
        [f"19{k}.1" for k in range(70, 82)],
        "names of the rows: everybody has another one",
    ),
    "app (please provide it)": (
        ["-"] * 6 + [f"app {k}" for k in range(6)],
        "free text: 6 different texts",
    ),
    "comment": ([f"I think {k}" for k in range(12)], "free text: 12 different texts"),
    "why": ([f"I think {k}" for k in range(11)], "free text: 11 of 12 answers differ"),
    "time": (
        [f"{k} {'min' if k % 2 else 'h'}" for k in range(12)],
        'figures with several signs or units, such as "0 h", "1 min" and 10 more; only one '
        "has a mean",
    ),
    "nothing": ([""], "every cell is empty"),
    "E-Mail": (["anonymous"], 'no answer in it, only "anonymous"'),
    "interview__key": (
        ["12-34", "12-35"],
        "written by the survey tool, not by respondents",
    ),
    "sssys_irnd": (["0.25", "0.5"], "written by the survey tool, not by respondents"),
    "Status": (["5", "6"], "written by the survey tool, not by respondents"),
    "filtered": (["N/A"], 'no answer in it, only "N/A"'),
}


def test_each_ignored_column_has_its_true_reason(taken_in):
    columns = {name: cells for name, (cells, _) in REASONS.items()}
    raw, drafted = taken_in(export(sat=["Good", "Bad"], **columns))
    folder = open_wave(raw)

    assert {told.of: told.because for told in drafted.ignored} == {
        name: reason for name, (_, reason) in REASONS.items()
    }
    assert (f"{folder.description.field_start}", f"{folder.description.field_end}") == (
        "2026-03-02", "2026-03-05")  # fmt: skip


def test_a_code_apart_from_a_scale_is_asked_and_the_answer_decides(taken_in, counted):
    given = export(sat=["1", "2", "3", "4", "5", "99"])
    with pytest.raises(OpenQuestions) as told:
        open_wave(taken_in(given)[0])

    [asked] = told.value.questions
    assert asked.key == "scales[sat_scale].categories[v_99].kind"
    assert (
        asked.question == 'What is 99? It stands in "sat" (2 times, beside 1, 2, 3, 4, 5).'
    )
    assert asked.candidates == ("answer", "dont_know", "refused", "missing")
    assert counted(given, kind="missing") == {"sat": dict.fromkeys("12345", 2)}
    beside = export(sat=["1", "2", "3", "99", "other"])
    with pytest.raises(OpenQuestions, match="What is 99"):
        open_wave(taken_in(beside)[0])


ASKS_HOW = ("Wie zufrieden?", "q4", "antal")


def test_numbers_that_nothing_calls_a_scale_are_asked_once(taken_in, counted):
    numbers = ["1", "2", "3", "4", "5"]
    given = export(
        q1=numbers, q2=numbers[::-1], kind_of=numbers, region=numbers, q3=numbers[:3],
        **{"Wie zufrieden?": numbers, "q4": numbers, "antal": numbers},
        labels={"q4": "1 = never, 5 = always"},
    )  # fmt: skip
    raw, drafted = taken_in(given)
    with pytest.raises(OpenQuestions) as told:
        open_wave(raw)

    [asked] = told.value.questions
    assert asked.key == "scales[q1_scale].ordered" and asked.candidates == ("true", "false")
    assert 'Are 1, 2, 3, 4, 5 in "q1", "q2" ranked' in asked.question
    ranked = {one.of: one.value for one in drafted.decided if one.what == "ranked"}
    assert [of for of, value in ranked.items() if value == "yes"] == [*ASKS_HOW]
    assert counted(given, ordered="true")["q2"] == {"1": 2, "2": 2, "3": 2, "4": 3, "5": 3}


def test_nobody_ticked_is_asked_where_the_file_does_not_tell(taken_in, counted):
    given = export(a=["Jira", "", ""], b=["Excel", "Excel", ""], sets=(AnswerSet(
        "tools", "Which?", {"a": "Jira", "b": "Excel"}, told_by="tool"),))  # fmt: skip
    with pytest.raises(
        OpenQuestions, match=r"4 respondents of 12 have nothing but empty cells"
    ):
        open_wave(taken_in(given)[0])

    assert counted(given, empty_is="not_selected")["tools.jira"] == {"Yes": 4, "No": 8}
    assert counted(given, empty_is="no_answer")["tools.jira"] == {"Yes": 4, "No": 4}


@pytest.mark.parametrize("code", [20 * "9", "-99999999"])
def test_a_filled_field_beside_a_few_codes_is_asked(code, taken_in):
    given = export(k=["1", "2", "3", code])
    with pytest.raises(
        OpenQuestions, match=rf"What is {code}\? It stands in .k. \(3 times"
    ):
        open_wave(taken_in(given)[0])


def test_yes_and_no_in_words_or_without_a_shared_word_are_items(counted):
    given = export(use_vpn=["Yes", "No"], use_mail=["No", "Yes"], use_box=["0", "1"],
                   q1=["0", "1"], q2=["1", "0"])  # fmt: skip

    assert [*counted(given)] == ["use_vpn", "use_mail", "use_box", "q1", "q2"]


def test_what_may_be_one_answer_or_two_is_asked_and_both_readings_hold(root, tmp_path):
    """Of 21, 12 say Red, and 9 of them Blue, which nobody says without it: once in (21/12)**9."""
    cells = ("a", "a, d", "d", "Red", "Red, Blue", "a, d, Red, Blue", "d, Red, Blue") * 3
    rows = [f'2026/03/02 10:{k:02}:00,"{cell}"' for k, cell in enumerate(cells)]
    file = tmp_path / "x.csv"
    file.write_text("\n".join(["Timestamp,Tools", *rows]), encoding="utf-8")
    for label, red in (("Red, Blue", 3), ("Blue", 12)):
        made = add_wave(file, root, name=label.lower().replace(", ", "-"))
        assert [asked.candidates for asked in made.questions] == [("Red, Blue", "Blue")]
        ask(made, lambda _, label=label: label)
        codes = check_wave(made.folder)
        assert (codes["tools.red"] == 0).sum() == red
        assert (codes["tools.red_blue"] == 0).sum() == 9


@pytest.mark.parametrize("separator", ["", ";"])
@pytest.mark.parametrize(
    ("third", "alone"), [("None of the above", "none"), ("None. SAP", None)]
)
def test_none_of_the_above_stands_alone_if_nobody_chose_more(
    separator, third, alone, taken_in
):
    cells = ["Jira", "Excel", "Jira. Excel", third]
    names = ["Jira", "Excel", third.split(". ")[0], "SAP"]
    own = AnswerSet(
        "t", "Which?", {n: n for n in names}, separator=separator, told_by="tool"
    )
    columns = {n: [n if n in cell.split(". ") else "" for cell in cells] for n in names}
    if separator:
        columns = {"t": [cell.replace(". ", separator) for cell in cells]}
    raw, drafted = taken_in(export(**columns, sets=(own,)))

    [found] = open_wave(raw).codebook.multiple_responses
    assert (found.exclusive or "").startswith(alone or "") and bool(
        found.exclusive
    ) == bool(alone)
    assert bool(drafted.because("exclusive")) == bool(alone)


def test_limesurvey_tells_who_was_not_shown_a_set(counted):
    given = export(
        submitdate=["2026-03-02"], a=["Y", "", "N/A"], b=["", "", "N/A"], tool="limesurvey",
        missing={"a": {"N/A": "missing"}},
        sets=(AnswerSet("s", "Which?", {"a": "A", "b": "B"}, ("Y",), told_by="tool"),),
    )  # fmt: skip
    assert counted(given) == {"s.a": {"Yes": 4, "No": 4}, "s.b": {"Yes": 0, "No": 8}}


def test_neighbours_with_a_tick_or_nothing_are_a_set_and_not_a_hundred_percent(
    taken_in, counted
):
    given = export(
        b1=["x", "", ""], b2=["x", "x", ""], news=["Yes", ""], sat=["Good", "Bad"]
    )
    with pytest.raises(OpenQuestions, match=r'Of each of the sets "b", "news"') as told:
        open_wave(taken_in(given)[0])

    first, second = told.value.questions  # asked once, answered for all or for each
    assert (first.question, first.key != second.key) == (second.question, True)
    found = counted(given, empty_is="not_selected")
    assert found["b.b2"] == {"Yes": 8, "No": 4} and found["news.news"] == {
        "Yes": 6,
        "No": 6,
    }


def test_cells_such_as_na_beside_a_tick_are_not_chosen_and_alone_asked(counted):
    given = export(q1_1=["Jira", "NA", "NA"], q1_2=["NA", "Excel", "NA"])
    with pytest.raises(OpenQuestions, match='4 respondents of 12 have nothing but "NA"'):
        counted(given)

    assert counted(given, missing="[]")["q1.jira"] == {"Yes": 4, "No": 8}
    assert counted(given, missing="[NA]")["q1.jira"] == {"Yes": 4, "No": 4}


BRANDS = {
    "b_1": ["Saab", "Volvo", "Opel", "Audi"],
    "b_2": ["Volvo", "Opel", "Audi", "Saab"],
}
ASKED = {
    "nobody the same twice": {**BRANDS, "rows": 40},
    "few, but called so": {"mention1": ["A", "B", "A", "C"], "mention2": ["B", "", "A", ""]},
    "an order, too": {
        "first_choice": BRANDS["b_1"], "second_choice": [*BRANDS["b_2"][:3], ""], "rows": 40,
    },
    "of who answered": {"country_1": BRANDS["b_1"], "country_2": BRANDS["b_2"], "rows": 40},
    "codes without labels": {"b1": [*"1234"], "b2": ["2", "3", "4", ""], "rows": 40},
    "boxes": {"uses_mail": ["1", "0", "0"], "uses_chat": ["1", "1", "0"]},
}  # fmt: skip


@pytest.mark.parametrize("facts", ASKED.values(), ids=ASKED)
def test_columns_of_one_list_are_asked_whether_they_are_one_question(facts, taken_in):
    given = export(**facts)
    raw, _ = taken_in(given, ordered="false", empty_is="no_answer")
    with pytest.raises(OpenQuestions, match="one question, to which") as told:
        open_wave(raw)

    [asked] = told.value.questions
    items, name = asked.candidates
    assert asked.key == "not_asked[0]"
    for left_out, rest in ((items, name), (name, items)):
        raw, _ = taken_in(given, ordered="false", empty_is="no_answer")
        again = open_questions(raw / "wave.yaml", raw / "codebook.yaml")
        again[0].answer(left_out)
        assert not open_wave(raw).codebook.banners
        codes = check_wave(open_wave(raw), given)
        asked_now = {c.split(".")[0] for c in codes if not c.startswith("_")}
        assert asked_now == {*rest.strip("[]").split(", ")}


GRIDS = {
    "the same twice": {"b_1": ["A", "B", "C"], "b_2": ["A", "C", "B", "D"]},
    "a scale": {"b_1": ["Good", "Bad", "So so"], "b_2": ["Bad", "So so", "Good"]},
    "broken off": {"b_1": [*"AABCD"], "b_2": ["A", "", "B", "D", "C"]},
    "ranks of two things": {"b_1": ["1st", "2nd"], "b_2": ["2nd", "1st"]},
}


@pytest.mark.parametrize("facts", GRIDS.values(), ids=GRIDS)
def test_questions_with_one_list_of_answers_stay_questions(facts, counted):
    assert [*counted(export(rows=60, **facts))] == ["b_1", "b_2"]


def test_nothing_that_is_named_stands_alone(taken_in):
    mentions = {"m1": ["Saab", "Volvo", "None"], "m2": ["Volvo", "Saab", ""]}
    [found] = open_wave(
        taken_in(export(rows=60, **mentions))[0]
    ).codebook.multiple_responses

    assert (found.coded_columns, found.exclusive) == (("m1", "m2"), "none")


def test_a_code_apart_from_those_that_are_named_is_asked(counted):
    mentions = {"m1": ["1", "2", "3", "99"], "m2": ["2", "3", "", ""]}
    given = export(rows=40, **mentions, sets=(AnswerSet(
        "m", "Which?", {c: c for c in ("1", "2", "3", "99")}, told_by="file",
        coded_columns=("m1", "m2")),))  # fmt: skip
    with pytest.raises(OpenQuestions, match=r"Is 99 in .* no answer"):
        counted(given)

    assert counted(given, missing="['99']")["m.v_2"] == {"Yes": 20, "No": 10}
    assert counted(given, missing="[]")["m.v_2"] == {"Yes": 20, "No": 20}


def test_a_grid_has_its_question_in_the_wording_and_the_rest_as_label(taken_in):
    stem = "How satisfied are you with each of these: "
    parts = {"q5_1": "Price", "q5_2": "Speed"}
    given = export(q5_1=["1", "2"], q5_2=["2", "3"], value_labels=dict.fromkeys(parts, SAT),
                   labels={name: stem + part for name, part in parts.items()}, **CODED)  # fmt: skip
    items = open_wave(taken_in(given)[0]).codebook.items

    assert [item.label["en"] for item in items] == ["Price", "Speed"]
    assert [item.wording["en"] for item in items] == [stem + "Price", stem + "Speed"]
    assert items[0].scale == items[1].scale


def test_scales_are_ranked_by_their_words_in_each_language_and_never_by_frequency(taken_in):
    ranked = {
        "en": ["Strongly agree", "Agree", "Disagree", "Strongly disagree"],
        "de": ["Immer", "Oft", "Manchmal", "Selten", "Nie"],
        "sv": ["Mycket nöjd", "Ganska nöjd", "Ganska missnöjd", "Mycket missnöjd"],
        "ages": ["Under 18", "18-29", "30-44", "> 60"],
        "grouped": ["900 €", "1.200 €", "12 000 €"],
        "kobo": ["very_good", "good", "very_bad"],
        "colour": ["blue", "green", "red"],
        "Postnummer": ["111 22", "223 50", "411 05"],
        "PLZ": ["01067", "10115", "80331"],
    }
    for turn in (1, -1):
        book = open_wave(
            taken_in(export(**{k: v[::turn] for k, v in ranked.items()}))[0]
        ).codebook
        scales = {name: book.scale(name.lower()) for name in ranked}

        assert {
            n: [c.label["en"] for c in s.categories] for n, s in scales.items()
        } == ranked
        assert [name for name, s in scales.items() if not s.ordered] == [
            "colour", "Postnummer", "PLZ"]  # fmt: skip


SCALES = {
    "en": [
        ["Very open", "Somewhat open", "Neutral", "Somewhat not open", "Not open at all"],
        ["Very favorably", "Somewhat favorably", "Neither favorably nor unfavorably (neutral)",
         "Somewhat unfavorably", "Very unfavorably"],
        ["Very easy", "Somewhat easy", "Somewhat difficult", "Very difficult"],
        ["Three times", "Twice", "Once", "Never"], ["Yes", "Maybe", "No"],
        ["Often", "Sometimes", "Never, but open to it"], ["Expert", "Advanced", "Novice"],
        ["Doctoral degree", "Master's degree", "Bachelor's degree", "High school"],
        ["1. 10-19 hours", "3. 20-29 hours", "4. 30 or more hours"],
    ],
    "de": [
        ["Sehr sicher", "Eher sicher", "Weder noch", "Eher unsicher", "Sehr unsicher"],
        ["Sehr interessant", "Interessant", "Mäßig interessant", "Kaum interessant",
         "Nicht interessant"],
        ["Sehr leicht", "Eher leicht", "Eher schwer", "Sehr schwer"],
        ["Dreimal", "Zweimal", "Einmal", "Nie"], ["Ja", "Vielleicht", "Nein"],
        ["Oft", "Selten", "Nie, aber offen dafür"], ["Experte", "Anfänger", "Keine Kenntnisse"],
        ["Promotion", "Bachelor", "Abitur", "Mittlere Reife", "Kein Abschluss"],
        ["Keine", "1", "2", "3 oder mehr"],
    ],
    "sv": [
        ["Mycket tryggt", "Ganska tryggt", "Varken eller", "Ganska otryggt", "Mycket otryggt"],
        ["Mycket intressant", "Intressant", "Knappt intressant", "Inte intressant"],
        ["Mycket lätt", "Ganska lätt", "Ganska svårt", "Mycket svårt"],
        ["Tre gånger", "Två gånger", "En gång", "Aldrig"], ["Ja", "Kanske", "Nej"],
        ["Ofta", "Sällan", "Aldrig, men öppen för det"], ["Avancerad", "Nybörjare"],
        ["Forskarutbildning", "Högskola", "Gymnasium", "Grundskola"],
        ["(0,19]", "(19,39]", "(39,Inf]"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", SCALES)
def test_scales_of_real_surveys_are_ranked(language, taken_in):
    columns = {f"a{k}b": scale for k, scale in enumerate(SCALES[language])}
    for turn in (1, -1):
        given = export(rows=20, **{name: scale[::turn] for name, scale in columns.items()})
        book = open_wave(taken_in(given)[0]).codebook

        found = {n: [c.label["en"] for c in book.scale(n).categories] for n in columns}
        assert found == columns and all(book.scale(name).ordered for name in columns)


NO_SCALES = {
    "codes of the file": dict(
        q=["1", "2", "10"], **CODED,
        value_labels={"q": {"1": "1. Green", "2": "2. Blue", "10": "10. Red"}}),
    "codes in texts": dict(q=["1. Green", "2. Blue", "10. Red"]),
    "yes and no with codes": dict(q=["1. Ja", "2. Nein"]),
    "yes and no with asides": dict(q=["Yes, voted", "No, did not"]),
    "one word of two": dict(q=["Blue", "Red", "Very blue"]),
}  # fmt: skip


@pytest.mark.parametrize("facts", NO_SCALES.values(), ids=NO_SCALES)
def test_a_code_before_an_answer_ranks_nothing(facts, taken_in):
    scale = open_wave(taken_in(export(**facts))[0]).codebook.scale("q")

    assert not scale.ordered
    assert [c.label["en"] for c in scale.categories] == [
        facts.get("value_labels", {}).get("q", {}).get(cell, cell) for cell in facts["q"]
    ]


def test_words_at_the_ends_of_numbers_are_asked_for_their_places(taken_in):
    given = export(q=["Excellent", "2", "3", "4", "Poor"], rows=10)
    with pytest.raises(OpenQuestions, match=r"Are Poor, 2, 3, 4, Excellent.*in this order"):
        open_wave(taken_in(given)[0])

    ends = export(q=["5 - Extremely", "2", "3", "1 - Not at all"])
    book = open_wave(taken_in(ends)[0]).codebook
    assert book.scale("q").ordered and book.scale("q").categories[0].label["en"][0] == "1"


@pytest.mark.parametrize(
    "name",
    [
        "How satisfied?",
        "Wie wichtig?",
        "Hur nöjd?",
        "rank_price",
        "Wie zufrieden im Beruf?",
    ],
)
def test_few_numbers_are_a_scale_if_the_question_says_so(name, taken_in):
    book = open_wave(
        taken_in(export(**{name: ["2", "3", "4"], "kind": ["2", "3", "4"]}))[0]
    ).codebook

    assert [book.scale(item.id).ordered for item in book.items] == [True, False]


def test_codes_below_zero_are_no_answers_where_others_are_none(taken_in, counted):
    labels = {"-9": "-9. Refused", "-7": "-7. Not interviewed again", "1": "1. Low", "2": "2. High",
              "9": "9. NA how often; no filter"}  # fmt: skip
    given = export(q=["1", "2", "-7", "9"], value_labels={"q": labels}, **CODED)
    assert counted(given) == {"q": {"2. High": 3, "1. Low": 3, "-9. Refused": 0}}

    alone = {"-7": "-7. No interview", "1": "Low", "2": "High"}
    with pytest.raises(OpenQuestions, match=r"What is -7\. No interview"):
        open_wave(taken_in(export(q=["1", "-7"], value_labels={"q": alone}, **CODED))[0])
    sides = {"-1": "Worse", "0": "The same", "1": "Better"}
    found = counted(export(q=["-1", "0", "1"], value_labels={"q": sides}, **CODED))
    assert found == {"q": dict.fromkeys(["Better", "The same", "Worse"], 4)}


@pytest.mark.parametrize(
    "text",
    [
        "Unfamiliar (N/A)",
        "Not eligible / N/A",
        "Entfällt (kein Auto)",
        "Ej aktuellt: ingen bil",
    ],
)
def test_an_answer_that_says_that_it_is_none_is_asked(text, taken_in):
    with pytest.raises(OpenQuestions, match=r"What is .*beside Very good, Good, Bad"):
        open_wave(taken_in(export(q=["Very good", "Good", "Bad", text]))[0])


def test_labels_tell_weight_design_and_id(taken_in):
    labels = {"V1": "2020 Case ID", "V2": "Full sample post-election weight",
              "V3": "Full sample variance stratum", "V4": "Full sample variance unit",
              "V5": "Your weight", "V6": "Design weight of the household"}  # fmt: skip
    given = export(
        id=False, V1=[f"{k}7" for k in range(12)], V2=["0.8", "1.2"], V3=["1", "1", "2"],
        V4=["1", "2", "3"], V5=["70", "95.5"], sat=["Good", "Bad"], labels=labels,
    )  # fmt: skip
    layout = open_wave(taken_in(given)[0]).description.layout

    assert (layout.respondent_id, layout.weight, layout.stratum, layout.cluster) == (
        "V1", "V2", "V3", "V4")  # fmt: skip


def test_a_question_that_says_please_state_may_have_answers_to_choose_from(taken_in):
    given = export(rows=60, **{"Please state your view": ["Good", "Bad"], "Other (please specify)":
                               ["none", "", "", "", "", ""] + [""] * 54})  # fmt: skip
    book = open_wave(taken_in(given)[0]).codebook

    assert [item.column for item in book.items] == ["Please state your view"]


AMOUNTS = {
    "en": (["$10,000", "$900"], "$", 5450),
    "de": (["12,5 %", "30 %"], "%", 21.25),
    "sv": (["30 min", "45 min", "k.A."], "min", 37.5),
    "space": (["12 000 kr", "900 kr"], "kr", 6450),
}


@pytest.mark.parametrize(("cells", "unit", "mean"), AMOUNTS.values(), ids=AMOUNTS)
def test_amounts_with_one_unit_are_numbers(cells, unit, mean, taken_in):
    given = export(a=cells, sat=["Good"], rows=len(cells))
    folder = open_wave(taken_in(given)[0])
    [number] = folder.codebook.numbers

    assert number.unit == {"en": unit}
    assert check_wave(folder, given)["a"].mean() == mean
    again = export(a=cells[:2])  # few that recur are answers to choose from
    assert not open_wave(taken_in(again)[0]).codebook.numbers


def test_a_point_that_may_part_thousands_is_asked(taken_in):
    given = export(income=["1.250", "900", "2.000"], sat=["Good"], rows=3)
    with pytest.raises(OpenQuestions, match=r'point in "1.250" of "income".*\n?.*","'):
        open_wave(taken_in(given)[0])

    for mark, mean in (("','", 4150 / 3), ("'.'", 903.25 / 3)):
        folder = open_wave(taken_in(given, decimal=mark)[0])
        assert check_wave(folder, given)["income"].mean() == pytest.approx(mean)


def test_numbers_are_numeric_items_and_a_recommendation_is_one_too(taken_in):
    given = export(age=[str(k) for k in (18, 31, 44, 57, 70)], nps=[*map(str, range(11))])
    book = open_wave(taken_in(given)[0]).codebook

    assert [(n.id, n.nps) for n in book.numbers] == [("age", False), ("nps", True)]


def test_a_code_beyond_all_numbers_is_asked(taken_in):
    given = export(age=["18", "31", "90", "999"])
    with pytest.raises(OpenQuestions) as told:
        open_wave(taken_in(given)[0])

    [asked] = told.value.questions
    assert (asked.key, asked.candidates) == ("numbers[age].missing", ("['999']", "[]"))
    codes = check_wave(open_wave(taken_in(given, missing="['999']")[0]), given)
    assert codes["age"].dropna().max() == 90


@pytest.mark.parametrize(
    ("name", "code"), [("age", "323"), ("Alter", "-1726"), ("bpm", "999999999")]
)
def test_what_no_person_is_old_and_a_filled_field_is_asked(name, code, taken_in):
    with pytest.raises(
        OpenQuestions, match=rf"Is {code} a number\? .{name}. has it 3 times"
    ):
        open_wave(taken_in(export(**{name: ["18", "31", "90", code]}))[0])


def test_a_grid_has_one_scale_though_some_answers_were_given_to_parts_of_it(
    taken_in, counted
):
    given = export(
        **{"How good is it [A &amp; B]": ["Good", "Bad"]},
        **{"How good is it [C (new)]": ["Good", "Bad", "Very bad"]},
        **{"m1": [*"1234"], "m2": [*"12345"], "q1": [*"12"], "q2": [*"1234"]},
    )
    book = open_wave(taken_in(given, ordered="true")[0]).codebook

    assert [item.label["en"] for item in book.items[:2]] == ["A & B", "C (new)"]
    scales = [item.scale for item in book.items]
    assert scales[0] == scales[1] and scales[2] == scales[3] and scales[4] != scales[5]
    assert counted(given, ordered="true")["how_good_is_it_a_amp_b"] == {
        "Good": 6,
        "Bad": 6,
        "Very bad": 0,
    }


EXPORT = "Id,Gender,How good is it?,Weight\n1,m,Very good,1.1\n2,f,3,0.9\n3,f,3,1\n4,m,,1\n"


def test_add_wave_says_what_it_decided_and_what_is_open(root, tmp_path):
    file = tmp_path / "My survey.csv"
    file.write_text(
        EXPORT.replace("Very good", "1").replace(",3,", ",99,"), encoding="utf-8"
    )
    made = add_wave(file, root)

    assert made.decided.set_index("what").value["weight"] == "Weight"
    assert list(made.open["candidates"]) == ["answer | dont_know | refused | missing"]
    assert "weight: Weight (its name says so" in made.explain() and "1 question" in repr(
        made
    )
    before = (made.folder / "codebook.yaml").read_text()
    ask(made, lambda asked: "")
    assert (made.folder / "codebook.yaml").read_text() == before
    ask(made, lambda asked: asked.candidates[1])
    assert made.open.empty and len(check_wave(open_wave(made.name, root))) == 4
    with pytest.raises(ItPerceptionError, match="already a wave 'my-survey'"):
        add_wave(file, root)


def test_an_answer_that_is_no_candidate_is_refused(taken_in):
    raw, _ = taken_in(export(sat=["1", "2", "3", "99"]))
    with pytest.raises(OpenQuestions) as told:
        open_wave(raw)

    with pytest.raises(ValueError, match="none of: answer"):
        told.value.questions[0].answer("perhaps")


def test_a_file_without_a_question_is_refused_with_the_reasons(taken_in):
    with pytest.raises(
        ItPerceptionError, match=r"no column holds answers.*c.: free text: 12 of"
    ):
        taken_in(export(c=[f"a {k}" for k in range(12)]))


def test_a_file_that_cannot_be_read_makes_no_folder(root, tmp_path):
    (tmp_path / "empty.csv").write_text("")

    with pytest.raises(ItPerceptionError, match="empty"):
        add_wave(tmp_path / "empty.csv", root)
    assert not (root / "data/raw/empty").exists()
