"""What is found on a page: only what survives everything that was compared on it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.shuffled import page_of, said_of_nothing, shuffled
from itperception.book.cells import SELECTED
from itperception.book.explored import Explored, Q
from itperception.book.findings import surest
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.inference.comparisons.families import coverage_level
from itperception.inference.intervals import ALPHA
from itperception.reporting.comparisons_made import comparisons_fold, comparisons_made
from itperception.reporting.findings import findings_chapter
from itperception.reporting.firmness import firmness_fold
from itperception.reporting.handover import shown_wave
from itperception.reporting.wave_report import wave_report
from itperception.reporting.wording import decimal
from itperception.workbench import load_wave
from tests.small_waves import least

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))
        return wave_report("demo-2024", rule=least(1))  # exact numbers


def test_a_finding_survives_all_comparisons_of_the_page(report):
    p = np.concatenate([t.explored["p_value"] for t in report.book.explored.tables])
    m = len(p)  # nothing in the instrument is true by definition but what is not compared
    steps = np.sort(p) <= Q * np.arange(1, m + 1) / m
    largest = np.sort(p)[np.flatnonzero(steps).max()]

    assert len(report.book.explored.pairs) == m
    assert report.book.explored.survivors == (p <= largest).sum()
    assert all(f.pair["p_value"] <= largest for f, _ in report.book.findings)


def test_intervals_are_those_of_the_pair_at_the_level_of_all_that_are_told(report):
    shown = shown_wave("demo-2024")
    level = 1 - Q * len(report.book.findings) / len(report.book.explored.pairs)

    assert report.book.findings
    for found, _ in report.book.findings:
        table, row = found.table, found.pair["row"]
        source = shown.crosstab(row if table.is_set else table.question.id, table.by)
        source = source.answers() if table.is_set else source
        pairs = source.compare(alpha=1 - level).pairs
        keys = SELECTED if table.is_set else row, *found.pair[["first", "second"]]
        own = pairs.set_index(["category", "first", "second"]).loc[keys]
        assert tuple(found.pair[["ci_low", "ci_high"]]) == tuple(own[["ci_low", "ci_high"]])
        assert own["ci_low"] > 0 or own["ci_high"] < 0


def test_intervals_picked_among_nothing_miss_as_seldom_as_told():
    rng, q, m = np.random.default_rng(5), 0.1, 40
    from scipy.special import ndtri

    truth, shares = np.where(np.arange(m) < 10, 3.0, 0.0), []
    for _ in range(600):  # slow and obvious: z of m estimates, those beyond BH are told
        z = truth + rng.standard_normal(m)
        p = pd.Series(2 * (1 - _normal(abs(z)))).to_numpy()
        order = np.sort(p) <= q * np.arange(1, m + 1) / m
        told = p <= (np.sort(p)[np.flatnonzero(order).max()] if order.any() else -1)
        level = coverage_level(int(told.sum()), m, q=q)
        missed = abs(z - truth)[told] > ndtri((1 + level) / 2)
        shares.append(missed.mean() if told.any() else 0.0)
    assert np.mean(shares) <= q


def _normal(z):
    from scipy.special import ndtr

    return ndtr(z)


def test_the_true_differences_of_the_demo_wave_are_told(report):
    told = {(f.table.question.id, f.table.by) for f, _ in report.book.findings}

    # data/raw/simulate.py: image and role depend on the type, practices on marketing.
    assert {("image", "org_type"), ("role", "org_type")} <= told
    assert told <= {("image", "org_type"), ("role", "org_type"), ("performance", "org_type"),
                    *((q, "any_marketing") for q in ("practice", "price_policy",
                      "information_policy", "key_account_management"))}  # fmt: skip


def test_a_shuffled_wave_has_no_findings_and_no_claims(tmp_path):
    rng, whole = np.random.default_rng(2013), load_wave("demo-2026", REPOSITORY)
    found = said_of_nothing(page_of(shuffled(whole, rng, tmp_path / "shuffled.parquet")))

    assert found == {"findings": 0, "claims": 0, "survivors": 0}


def test_a_shuffled_wave_keeps_weights_answers_and_who_was_asked(tmp_path):
    whole = load_wave("demo-2024", REPOSITORY)
    wave = shuffled(whole, np.random.default_rng(1), tmp_path / "s.parquet")

    for item in ("image", "tools.buffer"):
        one, other = whole.crosstab(item), wave.crosstab(item)
        assert one.bases["total"] == other.bases["total"]
    np.testing.assert_allclose(whole.crosstab("image").cells, wave.crosstab("image").cells)
    by = "org_type"
    assert not np.allclose(
        whole.crosstab("image", by).cells, wave.crosstab("image", by).cells
    )


def test_the_chance_budget_is_that_of_all_comparisons_and_none_left_is_said(report):
    pairs = report.book.explored.pairs
    below = sum(p <= ALPHA for p in pairs["p_value"])
    told = report.comparisons().text.splitlines()[0]
    assert told == (
        f"Differences tested: {len(pairs)}. Below the 5% level: {below}; chance alone would "
        f"bring about {ALPHA * len(pairs):.0f}. Adjusted all together: "
        f"{report.book.explored.survivors}."
    )
    lines = comparisons_made(report.book.explored)
    assert lines["by_chance"].sum() == pytest.approx(ALPHA * len(pairs))
    shown = [f">{decimal(expected, digits=1)}<" for expected in lines["by_chance"]]
    assert all(one in report.comparisons().html for one in shown)
    assert lines["tests"].sum() == len(pairs) and lines["below"].sum() == below
    assert lines["survive"].sum() == report.book.explored.survivors

    strict = Explored.of(report.book.explored.tables, q=1e-300)
    none = replace(report.book, explored=strict, findings=())
    assert surest(strict, 4, None) == []
    assert "No difference remains beyond chance" in findings_chapter(none, {}).text


def test_of_differences_that_remain_but_are_not_sure_enough_none_is_told(report):
    told = findings_chapter(replace(report.book, findings=()), {}).text
    assert report.book.explored.survivors and "sure enough to be told by itself" in told


@pytest.mark.parametrize(("language", "said"), [
    ("en", "No groups were compared on this page."),
    ("sv", "Inga grupper har jämförts på den här sidan."),
    ("de", "Auf dieser Seite wurden keine Gruppen verglichen."),
])  # fmt: skip
def test_where_nothing_was_compared_no_difference_is_denied(report, language, said):
    nothing = Explored.of([])
    book = replace(report.book, explored=nothing, findings=())
    assert findings_chapter(book, {}, language).text.endswith(said)
    assert comparisons_fold(nothing, number=0, language=language).html == ""
    assert comparisons_made(nothing).empty


def test_a_page_that_hides_all_says_so(root, monkeypatch):
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    told = wave_report("tiny", rule=DisclosureRule(minimum=30)).findings().text

    assert "hidden, too small" in told and "chance" not in told


def test_what_is_true_by_definition_is_not_compared(report):
    [own] = [t for t in report.book.explored.tables if t.name == "image-org_type"]
    defined = replace(own, defined=("image",))

    assert len(Explored.of([own]).pairs) and Explored.of([defined]).pairs.empty


def test_nothing_is_said_of_don_t_knows_where_nobody_could_say_so(report):
    options = tuple(found for found in report.book.findings if found[0].table.is_set)
    told = firmness_fold(replace(report.book, findings=options, firm_gap=None), 1).text

    assert options and "without an answer" not in told
    assert "not whether it is true" in told
    assert firmness_fold(replace(report.book, findings=(), firm_gap=None), 1).html == ""
