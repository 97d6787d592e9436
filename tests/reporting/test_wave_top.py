"""The upper half of a wave's page and its end: each statement, against the numbers it is of."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from itperception.book.claims import claims_decided
from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.book.table import tabulate
from itperception.reporting.claims import claims_told
from itperception.reporting.guide import guide
from itperception.reporting.models_chapter import ModelStory
from itperception.reporting.overview_chapter import overview_chapter
from itperception.reporting.wave_report import WaveReport, wave_report
from itperception.reporting.wave_summary import wave_summary
from itperception.reporting.wording import text
from itperception.terms.claims import Claim, Family
from itperception.terms.text import say
from itperception.workbench import load_wave
from tests.small_waves import REPOSITORY, cut_wave, least

LANGUAGES = ["en", "sv", "de"]
GOOD, TYPES = "good_or_very_good", ["internal", "group_owned", "decentralised"]
FOLDED = re.compile(r"<details.*?<summary>(.*?)</summary>.*?</details>", re.S)
MOST_WORDS = 750


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """90 internal, 40 group-owned and 7 decentralised, who are too few to stand alone."""
    wave = cut_wave(tmp_path_factory.mktemp("w137"), {"1": 90, "2": 40, "3": 7})
    return make_book(ShownWave(wave, "org_type"))


def open_words(html: str) -> list[str]:
    """Return the words of a piece of a page that are seen before anything is opened."""
    told = re.sub(r"<[^>]+>", " ", FOLDED.sub(r" \1 ", html))
    return told.replace("\xa0", "").split()


def decided(wave, **told):
    """Return the line of one claim of a wave, told exactly: nobody is protected."""
    claim = Claim.model_validate({"id": "c", "label": {"en": "C"}, **told})
    family = Family(id="f", label={"en": "F"}, claims=(claim,))
    described = wave.folder.description.model_copy(update={"families": (family,)})
    own = replace(wave, folder=replace(wave.folder, description=described))
    shown = ShownWave(own, "org_type", least(1))
    return claims_decided(shown, shown.claims(), ()).iloc[0]


@pytest.fixture(scope="module")
def wave():
    return load_wave("demo-2026", REPOSITORY)


@pytest.mark.parametrize(("kind", "column", "sign"), [("higher", "decentralised", 1),
                                                      ("lower", "group_owned", -1)])  # fmt: skip
def test_a_highest_or_lowest_group_is_held_against_the_nearest_other(
    wave, kind, column, sign
):
    line = decided(wave, item="performance", kind=kind, net=GOOD, by="org_type",
                   column=column)  # fmt: skip

    shares = wave.crosstab("performance", "org_type").net(GOOD)[TYPES]
    nearest = (sign * (shares[column] - shares.drop(column))).idxmin()
    first, second = (column, nearest) if sign > 0 else (nearest, column)
    assert (line["first"], line["second"]) == (first, second)
    assert line[["value", "value_second"]].tolist() == pytest.approx(
        [*shares[[first, second]]]
    )
    assert line["difference"] == pytest.approx(shares[first] - shares[second])
    assert line["ci_low"] < line["difference"] < line["ci_high"]


def test_a_gap_everywhere_is_told_of_the_smallest_and_one_that_differs_of_the_two_furthest(
    wave,
):
    pair = {"item": "performance", "other": "image", "net": GOOD}
    smallest = decided(wave, kind="gap", by="org_type", **pair)
    apart = decided(wave, kind="gap_differs", by="company_size", **pair)

    groups = wave.gap("performance", "image", by="org_type").to_frame()
    groups = groups.set_index("banner")["difference"].drop("total")
    assert smallest["first"] == groups.idxmin()
    assert smallest["difference"] == pytest.approx(groups.min())
    groups = wave.gap("performance", "image", by="company_size").to_frame()
    groups = groups.set_index("banner")["difference"].drop("total")
    assert (apart["first"], apart["second"]) == (groups.idxmax(), groups.idxmin())
    assert apart["difference"] == pytest.approx(groups.max() - groups.min())
    assert apart[["value", "value_second"]].tolist() == pytest.approx(
        [groups.max(), groups.min()]
    )


@pytest.mark.parametrize(
    ("kind", "net"), [("differ", GOOD), ("differ", None), ("same", GOOD)]
)
def test_what_differs_is_told_of_the_two_furthest_columns(wave, kind, net):
    margin = {"margin": 0.1} if kind == "same" else {}
    line = decided(wave, item="image", kind=kind, by="org_type", net=net, **margin)

    table = wave.crosstab("image", "org_type")
    rows = [net] if net else [row.id for row in table.answers().rows]
    shares = tabulate(table).by_row("proportion").loc[rows, TYPES]
    spans = (shares.max(axis=1) - shares.min(axis=1)).astype(float)
    assert line["difference"] == pytest.approx(spans.max())
    row = shares.loc[spans.idxmax()]
    assert (line["first"], line["second"]) == (row.astype(float).idxmax(),
                                               row.astype(float).idxmin())  # fmt: skip
    assert line["row"] == spans.idxmax() if net is None else line["row"] != line["row"]


def test_what_differs_is_an_answer_and_not_who_did_not_know(tmp_path):
    """The test is of the answers on the scale, so what it hangs on is one of them."""
    cut_wave(tmp_path)
    path = tmp_path / "data/raw/small/export.csv"
    lines = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    lines.loc[lines["org_type"] == "2", "image"] = ["8"] * 30 + ["1", "2"] * 5
    lines.to_csv(path, sep=";", index=False)
    wave = load_wave("small", tmp_path)

    known = wave.crosstab("image", "org_type").proportions().loc["dont_know"]
    line = decided(wave, item="image", kind="differ", by="org_type")
    assert known["group_owned"] > 0.6 > line["difference"]
    assert line["row"] in {"very_good", "good", "satisfactory", "adequate", "poor"}


NOT_SHOWN = {"en": "Asked of fewer than 10 people: answers not shown.",
             "sv": "Färre än 10 personer fick frågan: svaren visas inte.",
             "de": "Weniger als 10 Personen wurden gefragt: "
                   "Antworten nicht ausgewiesen."}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wave_of_too_few_promises_no_answers(root, monkeypatch, language):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    report = wave_report("tiny", language=language)

    assert report.book.tables == [] and report.book.people == 8
    assert wave_summary(report.book, language).lead == NOT_SHOWN[language]
    assert f"<p>{NOT_SHOWN[language]}</p>" in report.tables().html.split("<details")[0]


def test_what_a_claim_hangs_on_is_as_coarse_as_the_tables(demo):
    table = next(t for t in demo.tables if t.name == "performance-org_type")
    line = demo.claims.set_index("claim").loc["decentralised_highest"]

    shares = table.by_row("proportion").loc[GOOD]
    assert [line["value"], line["value_second"]] == [*shares[["decentralised", "internal"]]]
    pairs = table.pairs.set_index(["row", "first", "second"])
    assert (
        -line["difference"] == pairs.at[(GOOD, "internal", "decentralised"), "difference"]
    )
    gap = demo.gaps[0].groups.set_index("banner")
    least_gap = demo.claims.set_index("claim").loc["gap_in_every_type"]
    assert least_gap["difference"] == gap["difference"].drop("total").min()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_about_a_hidden_group_tells_no_difference(small, language):
    claims = small.claims.set_index("claim")
    hidden = claims.index.drop("marketing_and_gap")
    assert (
        claims.loc[hidden, ["first", "value", "difference", "ci_low"]].isna().all(axis=None)
    )
    assert claims.at["marketing_and_gap", "difference"] == pytest.approx(
        claims.at["marketing_and_gap", "value"]
        - claims.at["marketing_and_gap", "value_second"]
    )
    told = WaveReport(small, language).claims()
    counted = text("claims.counted", language, shown="0", every="5")
    assert told.text.startswith(counted) or small.claims["found"].any()
    assert told.html.count("<td>..</td>") == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_has_a_row_for_each_question_and_option_and_says_how_many_differ(
    demo, language
):
    html = overview_chapter(demo, language).html
    alts = re.findall(r'alt="([^"]*)"', html)

    tables = [question.tables[0] for question in demo.subjects]
    rows = sum(len(t.rows) if t.is_set else 1 for t in tables)
    firsts = [
        t.by_row("higher_than").loc[
            [r.id for r in t.rows] if t.is_set else [(t.nets or t.rows)[0].id]
        ]
        for t in tables
    ]
    found = sum(int(one.map(len).any(axis=1).sum()) for one in firsts)
    assert text("chart.found", language, found=str(found), every=str(rows)) in html
    assert len(alts) == 3  # 31 rows: one picture for each kind of question
    low, high = (round(100 * getattr(
        np.concatenate([t.detectable["difference"].dropna() for t in tables]), end)())
        for end in ("min", "max"))  # fmt: skip
    points = text("number.range", language, low=str(low), high=str(high))
    assert html.count(text("chart.unseen", language, points=points)) == 1
    assert html.count(text("chart.overview", language)) == 1
    heads = {t.question.id: text("chart.several", language, label=say(t.question.label, language))
             for t in tables if t.is_set}  # fmt: skip
    lines = [
        text("chart.nothing", language, label=heads[t.question.id], n=str(len(one)))
        for t, one in zip(tables, firsts, strict=True)
        if t.is_set and not one.map(len).any(axis=None)
    ]
    folded = re.findall(r"<summary>(.*?)</summary>", html)
    assert folded == lines != [] and html.index("<details") > html.rindex('class="fn"')


def test_the_overview_draws_no_group_that_is_hidden(tmp_path):
    shown = ShownWave(cut_wave(tmp_path, {"1": 30, "2": 12, "3": 10}), "company_size")
    hidden = {*shown.told("image", "company_size").hidden}
    labels = {
        c.id: say(c.short or c.label)
        for c in shown.wave.dimension("company_size").categories
    }
    html = overview_chapter(make_book(shown)).html

    assert 0 < len(hidden) < 3  # of four
    for name in (
        [c.id for c in shown.crosstab("image", "company_size").columns] if html else []
    ):
        assert labels[name] in html
    assert not [name for name in hidden if labels[name] in html]


def test_of_one_group_alone_nothing_is_drawn_and_no_difference_denied(small):
    assert [len(t.columns) for t in small.tables if t.name == "image-org_type"] == [2]
    assert overview_chapter(small).html == ""


def test_a_finding_is_one_short_sentence_and_all_are_said_to_be_found_by_looking(demo):
    for language in LANGUAGES:
        html = WaveReport(demo, language).findings().html
        lines = re.findall(r"<li>(.*?) <a", html)
        assert len(lines) == 3
        assert max(len(open_words(line)) for line in lines) <= 25
        assert all(line.count("n\xa0=\xa0") == 2 for line in lines)
        n = str(len(demo.explored.pairs))
        assert text("findings.title", language, n=n) in html
    assert "Found by looking" in WaveReport(demo).findings().text


def test_would_it_hold_counts_the_findings_and_the_gap(demo):
    told = WaveReport(demo).firmness().text.splitlines()[0]

    firms = [demo.firm_gap, *(firm for _, firm in demo.findings)]
    firm = sum(one.found == one.made for one in firms)
    asked = [one.treatments for one in firms if one.treatments is not None]
    settled = sum(bool(one["settled"].iloc[:3].all()) for one in asked)
    assert told == (
        f"Would it hold? {firm} of {len(firms)} findings hold in every analysis tried. "
        f"Whatever those without an answer had said: {settled} of {len(asked)}."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_that_don_t_knows_could_undo_is_named_and_not_called_clear_alone(
    earlier, language
):
    book, report = earlier, WaveReport(earlier, language)
    assert not book.firm_gap.treatments["settled"].iloc[:3].all()

    own, other = (
        say(item.label, language) for item in (book.gaps[0].own, book.gaps[0].other)
    )
    assert f"{own} − {other}." in report.firmness().text.splitlines()[0]
    said = text("lead.clear_unless", language, p="|", made="8").split("|")[1]
    assert said in report.summary().text


@pytest.mark.parametrize("language", LANGUAGES)
def test_p_of_the_claims_is_adjusted_unrounded_and_says_how_many_sides_it_has(
    wave, demo, language
):
    exact = wave.claims()["p_value"].sort_values()
    holm = (exact * np.arange(len(exact), 0, -1)).cummax()  # Holm (1979), step by step
    told = claims_told(demo, language)

    assert told["p_adjusted"].tolist() == holm.sort_index().round(3).tolist()
    one, two = (text(f"claims.{n}_sided", language) for n in ("one", "two"))
    assert told["sides"].tolist() == [one] * 4 + [two]
    assert text("claims.together", language) in WaveReport(demo, language).claims().html


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_say_of_how_many_they_are_and_how_ordered(demo, language):
    told = WaveReport(demo, language).findings().text
    level = f"{100 * demo.findings[0][0].confidence:.2f}"
    assert text("findings.looked", language, survivors=str(demo.explored.survivors),
                told="3", level="|").split("|")[0] in told and level.replace(
                    ".", "." if language == "en" else ",") in told  # fmt: skip
    least = [found.least for found, _ in demo.findings]
    assert least == sorted(least, reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lead_says_no_belief_of_a_wave_that_asked_for_a_description(demo, language):
    lead = WaveReport(demo, language).summary().text.splitlines()[1]
    assert not any(word in lead for word in ("believe", "tror", "glaub"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_explains_four_things_and_no_letters_where_nothing_was_compared(
    demo, language
):
    told = guide(demo, language)
    assert len(told) == 4 and " B: " in told[0] and "100" in told[-1] and "30" in told[-1]
    assert told[-1].startswith(
        {"en": "Effective base", "sv": "Effektiv bas", "de": "Effektive Basis"}[language]
    )

    bare = replace(demo, questions=(), weights=None)
    assert len(guide(bare, language)) == 3
    assert not guide(bare, language)[-1].startswith(told[-1][:9])


@pytest.mark.parametrize("language", LANGUAGES)
def test_method_and_limits_are_two_short_paragraphs_and_folds(demo, language):
    html = WaveReport(demo, language).methodology().html
    paragraphs = re.findall(r"<h3[^>]*>[^<]*</h3>\n<p>(.*?)</p>", html)

    assert len(paragraphs) == 2 and html.count("<details") == 2
    assert max(len(open_words(told)) for told in paragraphs) <= 60
    assert "486" in paragraphs[0] and str(demo.weights.effective) in paragraphs[0]
    assert text("limits.told", language) in paragraphs[1]
    folded = "".join(re.findall(r"<details.*?</details>", html, re.S))
    assert text("methodology.opt_in", language) in folded and "SHA-256" in folded


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_is_one_line_that_says_what_goes_with_the_answer_and_what_does_not(
    demo, language
):
    html = WaveReport(demo, language).models().html
    lines = re.findall(r"<summary>(.*?)</summary>", html)

    assert len(lines) == len(demo.models) == html.count("<table") == 4
    for line, model in zip(lines, demo.models, strict=True):
        story = ModelStory(model, demo, language)
        for term in model.terms.itertuples() if not model.declared.among else ():
            label = story._label(term.term)
            ends = line.split(text("models.line_open", language, open="|").split("|")[0])
            is_found = term.p_adjusted <= 0.05
            none = text("models.line_none", language, of="|", open="|").split("|")[1]
            assert label in (ends[0] if is_found else line)
            assert is_found == (label in ends[0] and none not in line)


def test_of_a_predictor_that_was_not_tested_the_line_says_nothing(demo):
    model = demo.models[0]
    untested = model.terms.assign(p_adjusted=[np.nan, 0.2, 0.01])
    told = ModelStory(replace(model, terms=untested), demo).line()
    first, second, third = (ModelStory(model, demo)._label(t) for t in model.terms["term"])
    assert first not in told and told.endswith(f"Beyond chance: {third}. Not: {second}.")

    none = ModelStory(replace(model, terms=model.terms.assign(p_adjusted=np.nan)), demo)
    assert none.line().count("cannot be tested") == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_open_beside_tables_and_summary_keeps_its_budget(demo, language):
    report = WaveReport(demo, language)
    chapters = (report.claims, report.overview, report.findings, report.comparisons,
                report.firmness, report.models, report.how_to_read, report.methodology)  # fmt: skip

    assert sum(len(open_words(chapter().html)) for chapter in chapters) <= MOST_WORDS
