"""One small wave as each tool and kind of file writes it; nothing but the layout differs.

Thirty people; a scale with "don't know" and empty cells, yes and no, a set with an option
that stands alone and one with a text of people's own, of which the last ticked nothing, and
a weight.
"""

import csv
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import xlsxwriter

N = 30
SCALE = ("Very good", "Good", "Bad", "Very bad", "Don't know")
OPTIONS = ("Jira", "Excel", "None of these", "Other")
HOW, USES, WHICH = "How good is it?", "Do you use it?", "Which tools?"
WROTE = "Trello"
SAT = [[*SCALE, ""][k % 6] for k in range(N)]
USE = [("Yes", "No")[k % 2] for k in range(N)]
TICKED = (
    {"Jira"},
    {"Jira", "Excel"},
    {"Excel", "Other"},
    {"None of these"},
    {"Jira", "Other"},
)
CHOSEN = [*(TICKED[k % 5] for k in range(N - 1)), set()]
WEIGHTS = [(0.5, 1.0, 1.25)[k % 3] for k in range(N)]
TEXTS = [WROTE * ("Other" in own) for own in CHOSEN]
DAY = "2026-03-02"


def ticks(chosen: str | None, not_chosen: str = "") -> list[list[str]]:
    """Return a cell for each person and option: what is chosen says its name, or a sign."""
    return [[(chosen or o) if o in own else not_chosen for o in OPTIONS] for own in CHOSEN]


def joined(sign: str, end: str = "", other: str = WROTE) -> list[str]:
    """Return a cell for each person that lists what was chosen, others as they wrote it."""
    said = [[other if o == "Other" else o for o in OPTIONS if o in own] for own in CHOSEN]
    return [sign.join(own) + end * bool(own) for own in said]


def plain() -> pd.DataFrame:
    """Return the wave as a table with one line of names."""
    columns = {"id": [float(k + 1) for k in range(N)], "sat": SAT, "uses": USE}
    columns |= {
        f"tools_{k + 1}": own for k, own in enumerate(zip(*ticks(None), strict=True))
    }
    return pd.DataFrame(columns | {"tools_text": TEXTS, "weight": WEIGHTS})


def _csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def ods(path: Path) -> None:
    """Write an OpenDocument sheet with nothing in it but what the format asks for."""

    def cell(value: object) -> str:
        if value == "":
            return "<table:table-cell/>"
        kind = (
            ("string", "")
            if isinstance(value, str)
            else ("float", f' office:value="{value}"')
        )
        return (f'<table:table-cell office:value-type="{kind[0]}"{kind[1]}>'
                f"<text:p>{escape(str(value))}</text:p></table:table-cell>")  # fmt: skip

    rows = [[*plain()], *plain().itertuples(index=False)]
    body = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", kind)
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="data">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )


def xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("data")
        for at, row in enumerate([[*plain()], *plain().itertuples(index=False)]):
            sheet.write_row(at, 0, [None if value == "" else value for value in row])


def xls(path: Path) -> None:
    """Put the wave there as xlwt 1.3.0 wrote it once, cell by cell; nothing here writes .xls."""
    path.write_bytes(Path(__file__).with_name("same_wave.xls").read_bytes())


def german(path: Path) -> None:
    commas = [f"{weight:g}".replace(".", ",") for weight in WEIGHTS]
    told = plain().assign(weight=commas)
    told.to_csv(path, sep=";", index=False, encoding="cp1252", lineterminator="\r\n")


def parquet(path: Path) -> None:
    duckdb.from_df(plain()).write_parquet(str(path))


def coded() -> tuple[pd.DataFrame, dict, dict]:
    """Return the wave in numbers, with the labels of values and of columns."""
    boxes = [[float(cell) for cell in own] for own in ticks("1", "0")]
    codes = {label: float(k) for k, label in enumerate(SCALE[:-1], 1)} | {
        "Don't know": 98.0
    }
    frame = pd.DataFrame({
        "id": plain()["id"], "sat": [codes.get(cell, np.nan) for cell in SAT],
        "uses": [{"Yes": 1.0, "No": 2.0}[cell] for cell in USE],
        **{f"tools_{k + 1}": own for k, own in enumerate(zip(*boxes, strict=True))},
        "tools_text": TEXTS, "weight": WEIGHTS,
    })  # fmt: skip
    values = {"sat": {int(code): label for label, code in codes.items()},
              "uses": {1: "Yes", 2: "No"}}  # fmt: skip
    labels = {"sat": HOW, "uses": USES, "tools_text": "Other tools (please specify)"}
    labels |= {f"tools_{k}": f"{WHICH} {o}" for k, o in enumerate(OPTIONS, 1)}
    return frame, values, labels


def coded_sav(path: Path) -> None:
    frame, values, labels = coded()
    pyreadstat.write_sav(frame, path, variable_value_labels=values, column_labels=labels)


def coded_dta(path: Path) -> None:
    frame, values, labels = coded()
    pyreadstat.write_dta(frame, path, variable_value_labels=values, column_labels=labels)


def qualtrics(path: Path) -> None:
    """Write a column for each option."""
    tools = [f"Q3_{k}" for k in range(1, 5)]
    names = ["StartDate", "Status", "Finished", "ResponseId", "Q1", "Q2", *tools, "Q3_4_TEXT",
             "weight"]  # fmt: skip
    wordings = ["Start Date", "Response Type", "Finished", "Response ID", HOW, USES,
                *(f"{WHICH} - Selected Choice - {o}" for o in OPTIONS),
                f"{WHICH} - Other - Text", "weight"]  # fmt: skip
    ids = [{"ImportId": name} for name in ("startDate", "status", "finished", "_recordId")]
    ids += [{"ImportId": "QID1"}, {"ImportId": "QID2"}]
    ids += [{"ImportId": "QID3", "choiceId": str(k)} for k in range(1, 5)]
    ids += [{"ImportId": "QID3_4_TEXT"}, {"ImportId": "weight"}]
    rows = ([f"{DAY} 10:{k:02}:00", "IP Address", "True", str(k + 1), SAT[k], USE[k], *own,
             TEXTS[k], WEIGHTS[k]] for k, own in enumerate(ticks(None)))  # fmt: skip
    _csv(path, [names, wordings, [json.dumps(told) for told in ids], *rows])


def qualtrics_joined(path: Path) -> None:
    """Write what was chosen into one cell."""
    names = ["StartDate", "Status", "Finished", "ResponseId", "Q1", "Q2", "Q3", "Q3_4_TEXT",
             "weight"]  # fmt: skip
    wordings = ["Start Date", "Response Type", "Finished", "Response ID", HOW, USES,
                f"{WHICH} - Selected Choice", f"{WHICH} - Other - Text", "weight"]  # fmt: skip
    ids = ["startDate", "status", "finished", "_recordId", "QID1", "QID2", "QID3", "QID3_4_TEXT",
           "weight"]  # fmt: skip
    cells = joined(",", other="Other")
    rows = ([f"{DAY} 10:{k:02}:00", "IP Address", "True", str(k + 1), SAT[k], USE[k], cell,
             TEXTS[k], WEIGHTS[k]] for k, cell in enumerate(cells))  # fmt: skip
    _csv(path, [names, wordings, [json.dumps({"ImportId": told}) for told in ids], *rows])


def surveymonkey(path: Path) -> None:
    names = ["Respondent ID", "Collector ID", HOW, USES, WHICH, "", "", "", "weight"]
    below = ["", "", "Response", "Response", *OPTIONS[:3], "Other (please specify)", ""]
    rows = ([k + 1, 7, SAT[k], USE[k], *own[:3], TEXTS[k], WEIGHTS[k]]
            for k, own in enumerate(ticks(None)))  # fmt: skip
    _csv(path, [names, below, *rows])


def google(path: Path, sign: str = ", ") -> None:
    rows = ([f"{DAY} 10:{k:02}:00", SAT[k], USE[k], cell, WEIGHTS[k]]
            for k, cell in enumerate(joined(sign)))  # fmt: skip
    _csv(path, [["Timestamp", HOW, USES, WHICH, "weight"], *rows])


def microsoft(path: Path) -> None:
    rows = ([k + 1, f"3/2/26 10:{k:02}:00", f"3/2/26 11:{k:02}:00", "anonymous", "", SAT[k], USE[k],
             cell, WEIGHTS[k]] for k, cell in enumerate(joined(";", ";")))  # fmt: skip
    _csv(path, [["ID", "Start time", "Completion time", "Email", "Name", HOW, USES, WHICH,
                 "weight"], *rows])  # fmt: skip


def limesurvey(path: Path, *, codes: bool = False) -> None:
    """Write full answers, below code and text of each question, or its code alone."""
    names = ["id", "submitdate", "lastpage", "startlanguage", f"A1. {HOW}", f"A2. {USES}",
             *(f"A3[SQ00{k}]. {WHICH} [{o}]" for k, o in enumerate(OPTIONS[:3], 1)),
             f"A3[other]. {WHICH} [Other]", "weight"]  # fmt: skip
    names = [name.split(". ")[0] for name in names] if codes else names
    rows = ([k + 1, f"{DAY} 10:{k:02}:00", 3, "en", SAT[k], USE[k], *own[:3], TEXTS[k],
             WEIGHTS[k]] for k, own in enumerate(ticks("Yes")))  # fmt: skip
    _csv(path, [names, *rows])


def redcap(path: Path) -> None:
    """Write codes, and beside them the dictionary that says what they mean."""
    codes = {label: k for k, label in enumerate(SCALE, 1)} | {"": ""}
    names = ["record_id", "sat", "uses", *(f"tools___{k}" for k in range(1, 5)), "tools_other",
             "about_complete", "weight"]  # fmt: skip
    rows = ([k + 1, codes[SAT[k]], "1" if USE[k] == "Yes" else "0", *own, TEXTS[k], 2,
             WEIGHTS[k]] for k, own in enumerate(ticks("1", "0")))  # fmt: skip
    _csv(path, [names, *rows])
    fields = ["Variable / Field Name", "Form Name", "Field Type", "Field Label",
              "Choices, Calculations, OR Slider Labels"]  # fmt: skip

    def choices(labels: Sequence[str]) -> str:
        return " | ".join(f"{k}, {label}" for k, label in enumerate(labels, 1))

    _csv(path.with_name("X_DataDictionary_2026-03-02.csv"), [
        fields, ["record_id", "about", "text", "Record ID", ""],
        ["sat", "about", "radio", HOW, choices(SCALE)], ["uses", "about", "yesno", USES, ""],
        ["tools", "about", "checkbox", WHICH, choices(OPTIONS)],
        ["tools_other", "about", "text", "Other tools (please specify)", ""],
    ])  # fmt: skip


def redcap_labels(path: Path) -> None:
    """Write labels above and in the cells."""
    names = ["Record ID", HOW, USES, *(f"{WHICH} (choice={o})" for o in OPTIONS),
             "Other tools (please specify)", "Complete?", "weight"]  # fmt: skip
    boxes = [["Checked" if cell else "Unchecked" for cell in own] for own in ticks(None)]
    rows = ([k + 1, SAT[k], USE[k], *own, TEXTS[k], "Complete", WEIGHTS[k]]
            for k, own in enumerate(boxes))  # fmt: skip
    _csv(path, [names, *rows])


class Kind(NamedTuple):
    """A kind of export: its file, how it is written, and what is left to a person.

    ``asks`` says whether it is asked if who ticked nothing has answered; ``named`` has the ids
    of the items, of the set, and of its options, as they are named in it.
    """

    file: str
    write: Callable[[Path], None]
    asks: bool
    named: tuple[str, ...]


OWN = ("sat", "uses", "tools", "jira", "excel", "none_of_these", "other")
SPOKEN = ("how_good_is_it", "do_you_use_it", "which_tools")
KINDS = {
    "CSV": Kind("a.csv", lambda path: plain().to_csv(path, index=False), True, OWN),
    "CSV, UTF-16 and tabs": Kind("a.tsv", lambda path: plain().to_csv(
        path, sep="\t", index=False, encoding="utf-16"), True, OWN),
    "CSV, German": Kind("a.csv", german, True, OWN),
    "XLSX": Kind("a.xlsx", xlsx, True, OWN),
    "XLS": Kind("a.xls", xls, True, OWN),
    "ODS": Kind("a.ods", ods, True, OWN),
    "SPSS, texts": Kind("a.sav", lambda path: pyreadstat.write_sav(plain(), path), True, OWN),
    "SPSS, codes": Kind("a.sav", coded_sav, False, OWN),
    "SPSS, compressed": Kind("a.zsav", lambda path: pyreadstat.write_sav(
        plain(), path, compress=True), True, OWN),
    "Stata, texts": Kind("a.dta", lambda path: pyreadstat.write_dta(plain(), path), True, OWN),
    "Stata, codes": Kind("a.dta", coded_dta, False, OWN),
    "SAS": Kind("a.xpt", lambda path: pyreadstat.write_xport(plain(), path), True, OWN),
    "Parquet": Kind("a.parquet", parquet, True, OWN),
    "Qualtrics": Kind("a.csv", qualtrics, True, ("q1", "q2", "q3", *OWN[3:])),
    "Qualtrics, in one cell": Kind("a.csv", qualtrics_joined, True, ("q1", "q2", "q3", *OWN[3:])),
    "SurveyMonkey": Kind("a.csv", surveymonkey, True,
                         (*SPOKEN, *OWN[3:6], "other_please_specify")),
    "Google Forms": Kind("a.csv", google, True, (*SPOKEN, *OWN[3:6], "trello")),
    "Google Forms, semicolons": Kind("a.csv", lambda path: google(path, ";"), True,
                                     (*SPOKEN, *OWN[3:6], "trello")),
    "Microsoft Forms": Kind("a.csv", microsoft, True, (*SPOKEN, *OWN[3:6], "trello")),
    "LimeSurvey": Kind("a.csv", limesurvey, True, ("a1", "a2", "a3", *OWN[3:])),
    "LimeSurvey, codes above": Kind("a.csv", lambda path: limesurvey(path, codes=True), True,
                                    ("a1", "a2", "a3", "sq001", "sq002", "sq003", "other")),
    "REDCap, codes": Kind("a.csv", redcap, False, OWN),
    "REDCap, labels": Kind("a.csv", redcap_labels, False, (*SPOKEN, *OWN[3:])),
}  # fmt: skip
