"""One book: page, charts, workbook, CSV, JSON and index tell the same numbers and reasons.

A small wave with types of 60, 16 and 8 people and 6 of no type is told under rules that
show all of them, some, or none. What each output says is read from it anew and held
against the JSON.
"""

import json
import re
from html import unescape
from io import StringIO
from urllib.parse import unquote

import pandas as pd
import pytest

from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.reporting.charts.words import points
from itperception.reporting.exports import publish_extras
from itperception.reporting.wave_report import WaveReport
from itperception.reporting.wording import count, p_value, percent, texts
from itperception.workbench import load_wave
from tests.conftest import CODEBOOK, EXPORT, WAVE
from tests.reporting.spreadsheets import read_workbook
from tests.small_waves import least

SIZES = {"a": 20, "b": 8, "c": 4, "": 6}  # of each line of the tiny export, by type
FAMILIES = """\
families:
  - id: told
    label: Told before
    claims:
      - {id: lower, label: Lower, item: image, kind: lower, net: top, by: type,
         column: decentralised}
      - {id: gap, label: A gap, item: performance, other: image, kind: gap, net: top, by: type}
"""
HEADLINE = """\
headline:
  {gap: perception, above: Performance is higher, below: It is lower, open: It is open,
   lead: "{p1} against {p2}: {d}{rnd} ({interval}).", figure: Both, measure: Percent}
"""
CHAPTERS = (
    "summary",
    "findings",
    "topline",
    "tables",
    "claims",
)


@pytest.fixture(scope="module")
def wave(tmp_path_factory):
    root = tmp_path_factory.mktemp("wave")
    folder = root / "data/raw/tiny"
    folder.mkdir(parents=True)
    book = CODEBOOK.replace(
        "gaps:", "  - {id: work, label: Work, item: performance}\ngaps:"
    )
    (root / "data/raw/codebook.yaml").write_text(book + HEADLINE)
    head, *lines = EXPORT.splitlines()
    answers = [line.partition(";")[2] for line in lines]
    people = [one for one in answers for _ in range(SIZES[one.split(";")[0]])]
    rows = [f"R{number};{one}" for number, one in enumerate(people, 1)]
    (folder / "export.csv").write_text("\n".join([head, *rows]) + "\n")
    described = WAVE.replace("n: 8", f"n: {len(people)}") + FAMILIES
    (folder / "wave.yaml").write_text(described)
    return load_wave("tiny", root)


# Every minimum, every limit of a flag, and either as the larger one.
@pytest.fixture(scope="module", params=[
    (1, 10), (5, 30), (5, 60), (10, 10), (10, 60), (30, 30),
], ids="minimum{0[0]}-flag{0[1]}".format)  # fmt: skip
def told(request, wave, tmp_path_factory):
    """Return a rule, the folder of the files, what the JSON holds, and the page."""
    minimum, flag = request.param
    rule = DisclosureRule(minimum=least(minimum).minimum, flag_below=flag) \
        if minimum >= 5 else _quiet(flag)  # fmt: skip
    folder = tmp_path_factory.mktemp("reports")
    book = make_book(ShownWave(wave, "org_type", rule))
    publish_extras(book, folder)
    report = WaveReport(book)
    page = "\n".join(getattr(report, name)().html for name in CHAPTERS)
    return rule, folder, json.loads((folder / "tiny.json").read_text()), page


def _quiet(flag: float) -> DisclosureRule:
    from dataclasses import replace

    with pytest.warns(UserWarning, match="minimum: 1"):
        return replace(least(1), flag_below=flag)


def read(html: str) -> str:
    """Return HTML as a reader sees its characters."""
    return unescape(html).replace("\N{NO-BREAK SPACE}", " ")


def name_of(table: dict) -> str:
    banner = table["banner"]
    return f"{table['question']}-{banner['id'] if banner else 'total'}"


def label(heading: dict) -> str:
    return heading["label"]["en"]


def measure(table: dict, name: str) -> dict[tuple[str, str], float]:
    """Return a measure by row and column; what is null is NaN."""
    return {(row["id"], column["id"]): float("nan") if value is None else value
            for row, line in zip(table["rows"], table[name], strict=True)
            for column, value in zip(table["columns"], line, strict=True)}  # fmt: skip


def carried(page: str) -> dict[str, pd.DataFrame]:
    """Return the CSV files that a page carries, by name."""
    found = re.findall(r'download="([^"]+)\.csv" href="data:text/csv[^,]*,([^"]*)"', page)
    return {name: pd.read_csv(StringIO(unquote(data)), keep_default_na=False)
            for name, data in found}  # fmt: skip


def cells_of(html: str) -> list[list[str]]:
    """Return the text of each cell of each row; letters left out."""
    html = re.sub(r"<sup>.*?</sup>", "", html)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows)
    return [[unescape(re.sub(r"<[^>]+>", "", one)) for one in row] for row in cells]


def figures_of(page: str, kind: str) -> dict[str, str]:
    """Return the figures of a page by the title in their caption."""
    found = re.findall(rf'<figure class="{kind}".*?</figure>', page, re.S)
    title = {
        "table": r"</span> (.*?)( <strong|</figcaption>)",
        "chart": r'class="ft">(.*?)</',
    }
    titles = (re.search(title[kind], one)[1] for one in found)
    return {unescape(title): one for title, one in zip(titles, found, strict=True)}


def alt_of(chart: str) -> str:
    return read(unescape(re.search('alt="([^"]*)"', chart)[1]))


def title_of(table: dict) -> str:
    if table["banner"] is None or table["kind"] == "multiple":
        return label(table)
    return f"{label(table)} by {label(table['banner'])}"


def reasons_of(withheld: list[dict], rule: DisclosureRule) -> list[str]:
    """Return the sentences that give the reasons, in the order of the texts."""
    found = []
    for reason in ("few", "apart", "nobody"):
        labels = [label(one) for one in withheld if one["reason"] == reason]
        if labels:
            told = texts()[f"disclosure.{reason}"]["en"]
            found.append(told.format(labels=" / ".join(labels), minimum=rule.minimum))
    return found


def test_the_rules_make_different_pages(wave):
    shown = {minimum: ShownWave(wave, "org_type", least(minimum)).told("image", "org_type")
             for minimum in (1, 5, 10, 30)}  # fmt: skip

    columns = {minimum: len(own.columns) for minimum, own in shown.items()}
    assert columns == {1: 3, 5: 3, 10: 2, 30: 1}


def test_every_csv_has_the_numbers_of_the_json(told):
    _, folder, data, _ = told
    files = {path.stem for path in (folder / "tiny").glob("*.csv")}
    assert files == {name_of(table) for table in data["tables"]}
    for table in data["tables"]:
        lines = pd.read_csv(folder / f"tiny/{name_of(table)}.csv", keep_default_na=False)
        keys = list(zip(lines["row"], lines["column"], strict=True))
        measures = ("base", "effective_base", "count", "proportion", "ci_low", "ci_high")
        assert [name for name in measures if name in lines] == [
            name for name in measures if name in table]  # fmt: skip
        for name in (name for name in measures if name in table):
            own = pd.to_numeric(lines[name])
            assert dict(zip(keys, own, strict=True)) == pytest.approx(
                measure(table, name), rel=0, abs=0, nan_ok=True)  # fmt: skip
        flags = dict(zip(lines["column"], lines["flag"], strict=True))
        assert flags == {column["id"]: column["flag"] for column in table["columns"]}
        letters = dict(zip(lines["column"], lines["letter"], strict=True))
        assert letters == {c["id"]: c["letter"] or "" for c in table["columns"]}


def test_every_table_of_the_page_has_the_numbers_and_flags_of_the_json(told):
    rule, _, data, page = told
    files = carried(page)
    places = {table: page.index(f'download="{table}.csv"')
              for table in map(name_of, data["tables"])}  # fmt: skip
    for table in data["tables"]:
        own = files[name_of(table)]
        shown = own[~own["row"].str.startswith("(")]
        keys = list(zip(shown["row"], shown["column"], strict=True))
        for name in ("count", "proportion") if "count" in table else ("proportion",):
            found = dict(zip(keys, pd.to_numeric(shown[name]), strict=True))
            assert found == pytest.approx(measure(table, name), rel=0, abs=0, nan_ok=True)
        figure = page[page.rindex("<figure", 0, places[name_of(table)]):
                      places[name_of(table)]]  # fmt: skip
        rows = cells_of(figure.split("</table>")[0])
        letters = [f" ({c['letter']})" if c["letter"] else "" for c in table["columns"]]
        heads = [
            label(c) + letter for c, letter in zip(table["columns"], letters, strict=True)
        ]
        assert rows[0][1:] == heads
        printed = {row[0].removeprefix("Net: "): row[1:] for row in rows[1:]}
        base = [measure(table, "base")[row["id"], c["id"]] for row in table["rows"][:1]
                for c in table["columns"]]  # fmt: skip
        flags = [c["flag"] for c in table["columns"]]
        assert printed["Base (unweighted)"] == [
            f"{n}{flag}" for n, flag in zip(map(count, base), flags, strict=True)]  # fmt: skip
        for row in table["rows"]:
            shares = [measure(table, "proportion")[row["id"], c["id"]]
                      for c in table["columns"]]  # fmt: skip
            assert printed[label(row)] == [percent(p) if p == p else "" for p in shares]
        note = read(figure)
        told_here = reasons_of(table["withheld"], rule)
        assert all(one in note for one in told_here)
        told_at_all = re.findall(": (?:fewer than|enough people|nobody is)", note)
        assert len(told_at_all) == len(told_here)


def test_every_chart_says_the_shares_of_the_json(told):
    _, _, data, page = told
    drawn = figures_of(page, "chart")
    first = {table["question"]: table for table in reversed(data["tables"])}
    for table in first.values():
        alt = alt_of(drawn[title_of(table)])
        shares = measure(table, "proportion")
        parts = [row for row in table["rows"] if row["kind"] != "net"]
        is_set = table["kind"] == "multiple"
        for column in table["columns"][is_set and len(table["columns"]) > 1 :]:
            of = {row["id"]: shares[row["id"], column["id"]] for row in parts}
            named = f"{label(column)}{column['flag']}"
            if is_set:
                for row in parts:
                    line = alt.split(f" {label(row)}: ")[1].split(". ")[0]
                    assert f"{named} {percent(of[row['id']])}" in line
                continue
            n = measure(table, "base")[parts[0]["id"], column["id"]]
            said = ", ".join(f"{label(row)} {percent(of[row['id']])}" for row in parts)
            assert f" {named}, n = {count(n)}: {said}." in alt


def test_the_workbook_has_the_numbers_and_reasons_of_the_json(told):
    rule, folder, data, _ = told
    sheets = {sheet.name: sheet for sheet in read_workbook(folder / "tiny.xlsx")}
    questions = dict.fromkeys(table["question"] for table in data["tables"])
    for place, question in enumerate(questions, 1):
        tables = [table for table in data["tables"] if table["question"] == question]
        sheet = sheets[f"{place} {label(tables[0])}"]
        every = [(table, column) for k, table in enumerate(tables)
                 for column in table["columns"][min(k, 1):]]  # fmt: skip
        for row in tables[0]["rows"]:
            named = f"Net: {label(row)}" if row["kind"] == "net" else label(row)
            found = [v for v in sheet.row(named) if isinstance(v, float)]
            wanted = [measure(table, "proportion")[row["id"], column["id"]]
                      for table, column in every]  # fmt: skip
            assert found == pytest.approx([p for p in wanted if p == p], rel=1e-14)
        notes = " ".join(str(v) for v in sheet.cells.values())
        for table in tables:
            assert all(one in notes for one in reasons_of(table["withheld"], rule))
    index = " ".join(str(v) for v in sheets["Index"].cells.values())
    hidden = texts()["disclosure.whole"]["en"].format(minimum=rule.minimum)
    assert index.count(hidden) == len(data["hidden"])


def test_what_was_asked_of_too_few_is_hidden_everywhere_with_the_reason(told):
    rule, folder, data, page = told
    hidden = [one["question"] for one in data["hidden"]]
    why = texts()["disclosure.whole"]["en"].format(minimum=rule.minimum)

    assert hidden == (["why"] if rule.minimum == 30 else [])  # asked of 16
    assert page.count(f'</summary>\n<p class="note">{why}</p>') == len(hidden)
    assert not [path for path in (folder / "tiny").glob("why-*.csv")] or not hidden


def test_the_gap_is_the_same_in_json_page_chart_and_workbook(told):
    rule, folder, data, page = told
    [gap] = data["gaps"]
    lines = carried(page)["gap"]
    sheet = next(s for s in read_workbook(folder / "tiny.xlsx") if s.name == "Gap")
    chart = alt_of(figures_of(page, "chart")["Both"])  # which the page begins with
    assert list(lines["banner"]) == [group["group"] for group in gap["groups"]]
    for group, (_, line) in zip(gap["groups"], lines.iterrows(), strict=True):
        for name in (
            "base",
            "self_proportion",
            "other_proportion",
            "difference",
            "p_value",
        ):
            assert float(line[name]) == group[name]
        assert line["group"].endswith(group["flag"])
        shown = sheet.row(line["group"])
        assert shown[0] == group["base"]
        assert shown[3] == pytest.approx(group["difference"] * 100, rel=1e-14)
        assert shown[1:3] == [group["self_proportion"], group["other_proportion"]]
        named = f"All{group['flag']}" if group["group"] == "total" else line["group"]
        assert f"{named}, n = {count(group['base'])}" in chart
        assert f"gap {points(group['difference'])} (" in chart
    for pair, (_, line) in zip(gap["pairs"], _between(page).iterrows(), strict=True):
        assert (pair["first"], pair["second"]) == (line["banner"], line["other_banner"])
        assert float(line["p_adjusted"]) == pair["p_adjusted"]
        assert sheet.row(line["label"])[4] == pair["p_adjusted"]
    notes = " ".join(str(v) for v in sheet.cells.values())
    for one in reasons_of(gap["withheld"], rule):
        assert one in notes and one in read(page)


def _between(page: str) -> pd.DataFrame:
    return carried(page).get("gap-differences", pd.DataFrame())


def test_the_claims_are_the_same_in_json_page_and_workbook(told):
    _, folder, data, page = told
    lines = carried(page)["claims"].set_index("claim")
    sheet = next(s for s in read_workbook(folder / "tiny.xlsx") if s.name == "Claims")
    rows = {row[0]: row[1:] for row in cells_of(figures_of(page, "table")[
        "Declared claims"].split("</table>")[0])}  # fmt: skip
    assert len(data["claims"]) == 2
    for claim in data["claims"]:
        label_of = {"lower": "Lower", "gap": "A gap"}[claim["claim"]]
        decided, verdict, p = sheet.row(label_of)[:3]
        assert rows[label_of][0] == decided == lines.at[claim["claim"], "decided"]
        assert verdict == lines.at[claim["claim"], "verdict"]
        assert rows[label_of][1].replace("\xa0", " ").endswith(verdict)
        if claim["hidden"] is None:
            assert float(lines.at[claim["claim"], "p_value"]) == claim["p_value"] == p
            told = p_value(claim["p_adjusted"], unit=data["rules"]["unit"])
            assert rows[label_of][2] == told
            continue
        assert claim["p_value"] is None and verdict.startswith("hidden")
        assert lines.at[claim["claim"], "p_value"] == ""
        told_of = {"few": "fewer than", "apart": "enough people"}
        assert all(told_of[reason] in verdict for reason in claim["hidden"].values())


def test_page_data_and_tab_book_begin_with_the_same(told):
    _, folder, data, page = told
    sheet = next(s for s in read_workbook(folder / "tiny.xlsx") if s.name == "Index")
    cover, begun = [*sheet.cells.values()], data["summary"]
    facts = [(asked["en"], answer["en"]) for asked, answer in begun["facts"]]

    shown = " ".join(read(page[: page.index("<h2 id=")]).split())
    for words in (begun["message"]["en"], begun["lead"]["en"], *map(" ".join, facts)):
        assert words in cover
    for words in (begun["message"]["en"], begun["lead"]["en"], *sum(facts, ())):
        assert " ".join(words.split()) in shown
    if not data["gaps"]:
        assert begun["numbers"] is None and data["claims"][0]["label"] in shown
        return
    total, numbers = data["gaps"][0]["groups"][0], begun["numbers"]
    assert numbers["self"] == total["self_proportion"] and numbers["n"] == total["base"]
    assert begun["lead"]["en"].startswith(
        f"{percent(numbers['self'])} against {percent(numbers['other'])}"
    )
    for group in data["gaps"][0]["withheld"]:
        assert group["label"]["en"] not in shown
