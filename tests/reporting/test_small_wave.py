"""A study of 156, the size this project is for: everything is shown, flagged and tested."""

import json
import re
from dataclasses import replace
from io import StringIO
from urllib.parse import unquote

import duckdb
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_notebook

from benchmarks.disclosure_attack import least_weight
from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.reporting.exports import publish_extras
from itperception.reporting.page import provenance
from itperception.reporting.plan import plan
from itperception.reporting.render import render
from itperception.reporting.site import write_index
from itperception.reporting.wave_method import only_told
from itperception.reporting.wave_report import WaveReport, wave_report
from itperception.reporting.workbook_front import disclosure
from itperception.terms.text import LANGUAGES, say
from itperception.workbench import load_wave
from tests.small_waves import cut_wave

TYPES = ["internal", "group_owned", "decentralised"]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    root = tmp_path_factory.mktemp("w156")
    cut_wave(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITPERCEPTION_ROOT", str(root))
        yield wave_report("small")


def file_of(html: str, name: str) -> pd.DataFrame:
    data = re.search(rf'download="{name}\.csv" href="data:text/csv[^,]*,([^"]*)"', html)[1]
    return pd.read_csv(StringIO(unquote(data)))


def test_all_three_types_are_shown_and_flagged(report):
    lines = file_of(report.tables().html, "image-org_type")
    bases = lines[lines["row"] == "(base)"].set_index("column")

    assert bases["count"].to_dict() == {"total": 156, "internal": 90, "group_owned": 40,
                                        "decentralised": 26}  # fmt: skip
    # effective bases are 121, 72, 29 and 21
    assert bases["note"].fillna("").to_dict() == {
        "total": "", "internal": "*", "group_owned": "**", "decentralised": "**"}  # fmt: skip
    assert lines["count"].notna().sum() == 8 and lines["proportion"].notna().sum() > 20


def test_the_gap_is_told_by_type(report):
    lines = file_of(report.gap().html, "gap")

    assert lines["base"].tolist() == [156, 90, 40, 26]
    assert lines["difference"].notna().all() and lines["p_value"].notna().all()
    counted = load_wave("small").cube(
        ["performance", "image"], ["org_type"], weighted=False
    )
    assert counted.cells[0].sum() == 156


def test_every_declared_claim_has_its_p_whatever_is_flagged(report):
    claims = report.book.claims

    assert len(claims) == 5 and claims["p_value"].notna().all()
    assert claims["hidden"].isna().all()
    exact = load_wave("small").claims()["p_value"]
    assert (claims["p_value"] >= exact).all() and (claims["p_value"] <= 2.5 * exact).all()
    assert file_of(report.claims().html, "claims")["p_value"].notna().all()


def test_every_table_is_that_of_the_wave_and_its_test_is_made_of_the_answers(report):
    wave = load_wave("small")
    shown = ShownWave(wave, "org_type")
    for item in ("performance", "image", "performance_vs_reputation", "role"):
        for by in ("org_type", "company_size", "any_marketing"):
            table, raw = shown.crosstab(item, by), wave.crosstab(item, by)
            assert [row.id for row in table.rows] == [row.id for row in raw.rows]
            assert table.test().p_value == raw.test().p_value
            assert table.test().base == raw.test().base < 156  # without don't know


def test_of_a_joined_column_the_test_is_that_of_the_two_types_recoded_as_one(tmp_path):
    """Seven of a type are joined with the next; the answers, don't know too, stay apart."""
    sizes = {"1": 90, "2": 40, "3": 7}
    wave = cut_wave(tmp_path / "as_it_was", sizes)
    path = tmp_path / "recoded/data/raw/small/export.csv"
    cut_wave(tmp_path / "recoded", sizes)
    lines = [line.split(";") for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines[1:]:
        line[2] = {"3": "2"}.get(line[2], line[2])
    assert lines[0][2] == "org_type"
    path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    recoded = cut_wave_again(tmp_path / "recoded")
    shown = ShownWave(wave)
    assert [c.id for c in shown.crosstab("image", "org_type").columns] == ["internal"]
    shown = ShownWave(wave)
    shown.__dict__["protection"] = replace(shown.protection, joins=True)

    for item in ("performance", "image", "role"):
        table = shown.crosstab(item, "org_type")
        assert [c.id for c in table.columns] == ["internal", "group_owned+decentralised"]
        two = recoded.crosstab(
            item, "org_type", where={"org_type": ["internal", "group_owned"]}
        )
        found, wanted = table.test(), two.test()
        assert found.p_value == pytest.approx(wanted.p_value)
        assert found.base == pytest.approx(wanted.base)
        assert len(table.answers().rows) == len(table.rows) - sum(
            row.kind != "answer" for row in table.rows
        )


def cut_wave_again(root):
    return load_wave("small", root)


def test_a_claim_about_seven_people_is_hidden_and_the_others_are_tested(tmp_path):
    wave = cut_wave(tmp_path, {"1": 90, "2": 40, "3": 7})
    claims = ShownWave(wave).claims().set_index("claim")

    hidden = {"group_owned": "apart", "decentralised": "few"}
    tested = claims.loc["marketing_and_gap"]
    assert tested["hidden"] is None and 0 <= tested["p_value"] <= 1
    for name in claims.index.drop("marketing_and_gap"):
        assert claims.at[name, "hidden"] == hidden
        assert pd.isna(claims.at[name, "p_value"]) and not claims.at[name, "found"]


@pytest.mark.parametrize("unstated", ["open", "protect"])
def test_of_the_printed_tables_nothing_of_fewer_than_ten_is_computable(tmp_path, unstated):
    """Built from the file of respondents and the printed columns, without the rule's code."""
    wave = cut_wave(tmp_path, {"1": 90, "2": 40, "3": 7, "": 3},
                    disclosure={"unstated": unstated})  # fmt: skip
    people = duckdb.read_parquet(str(wave.respondents)).df()
    printed: dict[str, list] = {}
    for table in make_book(ShownWave(wave)).tables:
        for item in [row.id for row in table.rows] if table.is_set else [table.question.id]:
            asked = people[item].notna().to_numpy()
            rows = printed.setdefault(item, [asked])
            own = [members_of(wave, people, table, h.id) & asked for h in table.columns[1:]]
            rows += [group for group in own if group.any()]
    assert len(printed) == len([d for d in wave.codebook.dimensions()])

    silent = [people[b.item].isna() | (people[b.item] >= answers(wave, b))
              for b in wave.codebook.banners]  # fmt: skip
    among = ~np.any(silent, axis=0) if unstated == "open" else np.ones(len(people), bool)
    for item, rows in printed.items():
        atoms, at, sizes = np.unique(np.array([*rows, among], int).T, axis=0,
                                     return_counts=True, return_inverse=True)  # fmt: skip
        assert len(at) == len(people)
        least = least_weight(atoms[:, :-1].T, sizes, atoms[:, -1].astype(bool))
        assert least >= 10, item


def answers(wave, banner) -> int:
    """Return how many answers a banner has; codes from there on are none."""
    kinds = [c.kind for c in wave.dimension(banner.item).categories]
    assert kinds.index("answer") == 0
    return kinds.count("answer")


def members_of(wave, people, table, column: str) -> np.ndarray:
    """Return who is in a printed column; one that is joined with no answer is what is left."""
    named = {column.id: k for k, column in enumerate(wave.dimension(table.by).categories)}
    codes = people[table.by].fillna(-1).to_numpy()
    if column.endswith("+no_answer"):
        shown = [named[h.id] for h in table.columns[1:] if h.id in named]
        return ~np.isin(codes, shown)
    return np.isin(codes, [named[name] for name in column.split("+")])


def test_a_report_of_some_says_who_and_how_many_of_all_wherever_it_says_n(tmp_path):
    wave = cut_wave(tmp_path, where={"org_type": ["internal"]})
    book, to = make_book(ShownWave(wave, "org_type")), tmp_path / "reports"
    for language in LANGUAGES:
        told = only_told(book, language)
        [page] = plan([wave.folder], language=language)
        publish_extras(book, to, language)
        html = render(new_notebook(), page, provenance(page, wave.folder.root), n=told)
        page.path(to).write_text(html, encoding="utf-8")
        write_index([page], folder=to, waves=[wave.folder], language=language)
        data, index = (
            json.loads((to / f"{name}.json").read_text("utf-8"))
            for name in ("small", "index")
        )

        assert say(wave.folder.only, language) in told and told.endswith(
            {"en": ": 90 of 156", "sv": ": 90 av 156", "de": ": 90 von 156"}[language]
        )
        assert told in WaveReport(book, language).methodology().text
        assert told in dict(disclosure(book, language)).values()
        assert f" · {told}" in html
        assert told in (to / "index.html").read_text("utf-8")
        assert data["wave"]["only_told"][language] == index["pages"][0]["n"] == told
