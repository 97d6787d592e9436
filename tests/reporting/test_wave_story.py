"""What a wave's page says: findings, the gap, and nothing of what is hidden."""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from itperception.book.pair_tables import pair_table, squares_of
from itperception.book.shown import ShownWave
from itperception.book.wave_columns import by_wave
from itperception.counting.given import TOTAL
from itperception.inference.missing.dont_know import three_differences
from itperception.reporting.findings import finding_label
from itperception.reporting.handover import shown_wave
from itperception.reporting.trend_report import trend_report
from itperception.reporting.wave_report import WaveReport, wave_report
from itperception.reporting.wording import text
from itperception.reporting.workbook_front import disclosure
from itperception.workbench import Waves, load_wave
from tests.small_waves import least

REPOSITORY = Path(__file__).parents[2]
GROUPS = ["internal", "group_owned", "decentralised"]


@pytest.fixture(scope="module")
def report(opened):
    return WaveReport(opened.book, "en", opened.shown)


@pytest.fixture(scope="module")
def shown(waves):
    return ShownWave(waves["demo-2026"], "org_type")


@pytest.fixture(scope="module")
def waves():
    return {name: load_wave(name, REPOSITORY) for name in ("demo-2024", "demo-2026")}


def test_the_shown_gap_is_the_wave_s_where_nothing_is_hidden(shown):
    raw = shown.wave.gap()
    shown = shown.gap("performance", "image", by="org_type", net="good_or_very_good")

    columns = ["banner", "base", "self_proportion", "other_proportion", "difference",
               "ci_low", "ci_high", "p_value"]  # fmt: skip
    pd.testing.assert_frame_equal(shown.to_frame()[columns], raw.to_frame()[columns])
    assert shown.everywhere.p_value == pytest.approx(raw.everywhere.p_value)


def test_tables_counted_in_one_pass_are_those_counted_one_by_one(shown):
    for item, by in (("image", "org_type"), ("practice.it_brand", "company_size")):
        own, alone = shown.crosstab(item, by), shown.wave.crosstab(item, by)
        np.testing.assert_allclose(own.cells, alone.cells)
        assert own.columns == alone.columns and own.sample == alone.sample


def test_the_surest_of_the_large_are_told(report):
    lines = re.findall(r"<li>(.*?)</li>", report.findings().html)
    ends = [re.search(r"\((\d+) to (\d+)\)\.", line).groups() for line in lines]

    least = [int(low) for low, _ in ends]
    assert len(lines) == 3 and least == sorted(least, reverse=True)


def test_every_finding_leads_to_its_table(report):
    found = [f.table.name for f, _ in report.book.findings]

    links = re.findall(r'href="#table-(\d+)"', report.findings().html)
    assert [int(link) for link in links] == [report._numbers[name] for name in found]


def test_a_finding_says_the_difference_of_the_table_it_names(report):
    for found, _ in report.book.findings:
        higher, lower = found.columns
        shares = found.table.by_row("proportion").loc[found.pair["row"]]
        assert shares[higher] - shares[lower] == pytest.approx(
            abs(found.pair["difference"])
        )
        assert found.least > 0


def test_the_comparisons_told_are_those_that_were_made(report, shown):
    tables = [shown.wave.crosstab(item.id, "org_type")
              for item in shown.codebook.items if not item.profile]  # fmt: skip
    pairs = pd.concat([table.compare().pairs for table in tables])
    every = report.book.explored.tables
    own = [table for table in every if table.by == "org_type" and not table.is_set]

    assert sum(len(table.explored) for table in own) == (pairs["state"] == "ok").sum()
    told = report.comparisons().text
    tests = sum(len(table.explored) for table in every)
    assert told.startswith(f"Differences tested: {tests}. Below the 5% level: ")
    assert f"chance alone would bring about {tests * 0.05:.0f}." in told


def test_a_finding_holds_if_it_does_however_don_t_knows_are_treated(report, shown):
    found = next(f for f, _ in report.book.findings if not f.table.is_set)
    source = shown.crosstab(found.table.question.id, found.table.by)

    told = three_differences(source, found.pair["row"], found.columns)
    row = report.firmness().html.split(f'<th scope="row">{finding_label(found, "en")}')[1]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row)[:4]
    assert (cells[3] == "yes") == bool(told["settled"][:3].all())
    assert int(cells[0].replace("−", "-")) == round(told["difference_low"][0] * 100)


def test_of_the_weights_only_the_design_effect_is_told(earlier):
    export = pd.read_csv(REPOSITORY / "data/raw/demo-2024/export.csv", sep=";")

    weights = export["weight"]
    effect = len(weights) * (weights**2).sum() / weights.sum() ** 2
    assert earlier.weights == (428, round(effect, 1), round(428 / round(effect, 1)))


@pytest.mark.parametrize("group", [TOTAL, *GROUPS])
def test_waves_side_by_side_are_what_across_counts(waves, group):
    shown = {name: ShownWave(wave) for name, wave in waves.items()}
    where = None if group == TOTAL else {"org_type": [group]}

    own = by_wave(shown, "performance", "org_type")[group]
    alone = Waves(tuple(waves.values())).crosstab("performance", where=where)
    shares = alone.net("good_or_very_good")
    np.testing.assert_allclose(own.net("yes")[list(waves)], shares[list(waves)])


def test_a_square_holds_everybody_who_was_asked_both(waves):
    table = pair_table(waves["demo-2024"], "performance", "image", "good_or_very_good",
                       "org_type")  # fmt: skip
    squares = squares_of(table)

    assert squares[TOTAL][0].sum() == table.bases[TOTAL] == 428
    assert sum(squares[g][0].sum() for g in GROUPS) <= 428


THREE = least(3)
JOINED = "group_owned+decentralised+no_answer"


@pytest.fixture
def few(root, monkeypatch):
    """Return the tiny wave's report, unweighted: types of 3, 2 and 2, and one of no type."""
    told = root / "data/raw/tiny/wave.yaml"
    old = "weight: w\nignore: [minutes]"
    told.write_text(told.read_text().replace(old, "ignore: [minutes, w]"))
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    return wave_report("tiny", rule=THREE)


def _of(report, question):
    return next(t for t in report.book.tables if t.question.id == question)


def test_no_chapter_tells_a_number_of_a_hidden_group(few):
    chapters = (few.findings, few.topline, few.tables, few.firmness, few.overview)
    html = "".join(chapter().html for chapter in chapters)
    # But how many are in each type, which is what everybody answered to that question.
    carried = r'download="(?!topline|org_type)[^"]*" href="data:text/csv[^,]*,([^"]*)"'
    files = [unquote(data) for data in re.findall(carried, html)]

    told = {part for file in files for part in re.split(r"[\n,\r]", file)}
    assert JOINED in told and "internal" in told
    assert not told & {"group_owned", "decentralised"}
    assert _of(few, "image").told.hidden == ("group_owned", "decentralised")


def test_what_is_left_of_a_banner_is_one_column_with_the_reason_below(few):
    html = few.tables().html.split("<summary><b>Image</b>")[1]
    figure, table = html.split('<figure class="table"')[:2]

    heads = re.findall(r"<th[^>]*>(.*?)</th>", table.split("<tr")[1])
    assert [re.sub(r"<.*", "", h).strip() for h in heads[1:]] == [
        "Total", "Internal", "Group-owned / Decentralised / not stated"]  # fmt: skip
    assert "Group-owned / Decentralised: fewer than 3 people." in table
    assert "one column, together with everybody who is in no group" in table
    assert "Group-owned / Decentralised / not stated" in figure


def test_the_gap_has_the_joined_column_and_the_reason(few):
    told = few.gap().text

    assert "Group-owned / Decentralised / not stated" in told
    assert "Group-owned / Decentralised: fewer than 3 people." in told


def test_hidden_groups_are_named_in_the_method(few):
    told = few.methodology().text

    assert "Not by themselves in tables by Type: Group-owned, Decentralised." in told
    assert "compute the answers of fewer than 3 people" in told


def test_where_nothing_is_protected_the_method_says_so(root, monkeypatch):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    told = wave_report("tiny", rule=least(1)).methodology().text

    assert "No group is protected" in told and "nobody can compute" not in told


def test_raked_weights_are_told_and_their_range_only_where_nobody_is_protected(
    edit, root, monkeypatch
):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    edit("tiny/wave.yaml", "n: 8", "n: 8\nraking: {minimum: 1, trim: [0.7, 1.7], margins: "
         "{org_type: {internal: 40, group_owned: 30, decentralised: 30}}}")  # fmt: skip
    hidden, shown = (wave_report("tiny", rule=least(n)).book for n in (2, 1))
    words = {"en": ("points: Type.", "(Internal 40.0%, Group-owned 30.0%, Decentralised 30.0%)"),
             "sv": ("tar vikterna som givna", "medelvärdet 1; svarande vid en gräns:"),
             "de": ("nehmen die Gewichte als gegeben", "bei einem Mittel von 1")}  # fmt: skip

    for language, (way, exact) in words.items():
        told = WaveReport(hidden, language).methodology().text
        assert way in told and exact not in told
        assert exact in WaveReport(shown, language).methodology().text
        assert any(way in fact for _, fact in disclosure(hidden, language))
    assert hidden.provenance["records"]["raking"] == {"margins": ["org_type"]}
    assert shown.provenance["records"]["raking"]["trimmed"] > 0


def test_the_page_and_its_files_hide_the_same(few):
    image = _of(few, "image")
    banner, columns, is_part = few.book.hidden[0]
    assert {c.id for c in image.withheld} == {c.id for c in columns} == set(GROUPS[1:])
    assert [c.id for c in image.columns] == ["total", "internal", JOINED]
    assert banner.id == "org_type" and not is_part


def test_a_claim_about_a_hidden_group_is_hidden_and_not_open(root, monkeypatch):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    with open(root / "data/raw/tiny/wave.yaml", "a") as file:
        file.write(
            "families:\n  - id: f\n    label: F\n    claims:\n      - {id: x, label: X, "
            "item: image, kind: lower, net: top, by: org_type, column: group_owned}\n"
            "      - {id: y, label: Y, item: performance, other: image, kind: gap, net: top}\n"
        )
    claims = shown_wave("tiny", rule=THREE).claims().set_index("claim")

    assert claims["p_value"].isna().all() and not claims["found"].any()
    few = dict.fromkeys(GROUPS[1:], "few")
    assert claims["hidden"].to_dict() == {"x": few, "y": few}
    for language, hidden in (("en", "hidden: not tested. Group-owned / Decentralised: fewer"),
                             ("sv", "dolt: inte prövat."),
                             ("de", "verborgen: nicht geprüft.")):  # fmt: skip
        told = wave_report("tiny", rule=THREE, language=language).claims()
        assert hidden in told.text
        assert text("claims.open", language) not in told.html.replace("\xa0", " ")
    shown = shown_wave("tiny", rule=least(1)).claims()
    assert shown["hidden"].isna().all() and shown["p_value"].notna().all()


def test_a_group_that_one_wave_hides_is_in_no_trend(root, monkeypatch):
    shutil.copytree(root / "data/raw/tiny", root / "data/raw/tiny2")
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))

    html = trend_report("tiny,tiny2", rule=THREE).lines().html
    assert "Group-owned" not in re.sub(r'<p class="note">Not shown.*?</p>', "", html)
    assert "Internal" in html
