"""Nested banners, several side by side, sets as banners, and reports of some respondents."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy.stats import t as student_t

from itperception.counting.choosing import BannerGroup
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.errors import DocumentError, ItPerceptionError, UnknownNameError
from itperception.inference.comparisons.pair_tests import Side, pooled_z
from itperception.inference.design.overlap import Overlap
from itperception.inference.design.units import Units
from itperception.survey.documents import read_values
from itperception.workbench import load_wave
from tests.survey.test_derived import project


@pytest.fixture(scope="module")
def wave():
    return load_wave("demo-2026")


@pytest.fixture(scope="module")
def people(wave):
    return wave.frame(dont_know="category", answers="ids")


def test_nested_columns_are_the_combinations(wave, people):
    table = wave.crosstab("image", by="org_type/any_marketing")
    good = people["image"].isin(["very_good", "good"])
    for column in table.columns:
        kind, uses = column.id.rsplit("_", 1)
        own = (people["org_type"] == kind) & (people["any_marketing"] == uses)
        asked = own & wave.frame(["image"], nets=True)["image_good_or_very_good"].notna()
        assert table.bases[column.id] == asked.sum()
        share = (people["weight"] * good)[asked].sum() / people["weight"][asked].sum()
        assert table.net("good_or_very_good")[column.id] == pytest.approx(share)
    assert table.bases["total"] == wave.crosstab("image").bases["total"]
    assert table.test().state == "ok"
    with pytest.raises(ItPerceptionError, match="the same question"):
        wave.crosstab("image", by="org_type/image")


def test_banners_side_by_side_are_tables_of_their_own(wave):
    both = wave.crosstab("image", by=["org_type", "any_marketing"])
    for table in both:
        alone = wave.crosstab("image", by=table.banner.id)
        pd.testing.assert_frame_equal(table.to_frame(), alone.to_frame())
        told = both.tests().set_index("banner").loc[table.banner.id, "p_value"]
        assert told == alone.test().p_value
    heads = str(both).splitlines()[1]
    assert [f"({letter})" in heads for letter in "ABCDEF"] == [True] * 5 + [False]
    assert str(both).count("Total") == 1 and "Any IT marketing" in both._repr_html_()
    with pytest.raises(UnknownNameError):
        both["image"]


@pytest.mark.parametrize("by", [["practice"], ["org_type", "practice", "company_size"]])
def test_a_set_stands_alone_or_beside_banners_as_by_itself(wave, by):
    together = wave.crosstab("image", by=by)

    for name, table in zip(by, together, strict=True):
        alone = wave.crosstab("image", by=name)
        pd.testing.assert_frame_equal(table.proportions(), alone.proportions(), rtol=1e-12)
        pd.testing.assert_series_equal(table.effective_bases, alone.effective_bases)


def test_a_set_as_banner_has_a_column_for_who_chose_each_option(wave, people):
    table = wave.crosstab("image", by="practice")
    for column in table.columns:
        chosen = people[f"practice_{column.id}"] == 1
        assert table.bases[column.id] == chosen.sum()
        share = people["weight"][chosen & (people["image"] == "good")].sum()
        share /= people["weight"][chosen].sum()
        assert table.proportions().loc["good", column.id] == pytest.approx(share)
    assert table.bases["total"] == len(people)
    assert "columns share people" in str(table) and "(M)" in str(table)
    assert "columns share people" in table.explain() and len(table.intervals()) == 14 * 10


def test_two_options_are_compared_by_who_chose_both(wave, people):
    """A slow, obvious recomputation: each person's influence, stratum by stratum."""
    table = wave.crosstab("image", by="practice")
    pair = table.compare("none").pairs.set_index(["category", "first", "second"]).loc[
        ("good_or_very_good", "it_brand", "own_website")]  # fmt: skip
    good, w = people["image"].isin(["very_good", "good"]), people["weight"]
    chosen = {o: people[f"practice_{o}"] == 1 for o in ("it_brand", "own_website")}
    shares = [np.average(good[who], weights=w[who]) for who in chosen.values()]
    either = chosen["it_brand"] | chosen["own_website"]
    pooled = np.average(good[either], weights=w[either])
    away = w * (good - pooled) * either
    drawn = sum(len(own) * own.var() for _, own in away.groupby(people["stratum"]))
    apart = sum(
        sign * w * who / w[who].sum()
        for sign, who in zip((1, -1), chosen.values(), strict=True)
    )
    variance = drawn * (apart**2).sum() / (w[either] ** 2).sum()
    chose = people[["practice_it_brand", "practice_own_website"]].eq(1).any(axis=1)
    df = chose.sum() - people.loc[chose, "stratum"].nunique()
    t = (shares[0] - shares[1]) / np.sqrt(variance)
    expected = [t, df, 2 * student_t.sf(abs(t), df)]

    assert pair[["statistic", "df", "p_value"]].tolist() == pytest.approx(
        expected, rel=1e-9
    )
    assert table.compare("none").method == "Linearised t-test of two columns"


@pytest.mark.parametrize("inside", [(0, 22), (3, 22), (5, 50), (10, 30)])
def test_of_columns_that_share_nobody_it_is_the_pooled_z(inside):
    """Even where nobody, or everybody, gave the answer: the spread is that of both columns."""
    n, m, everybody = 10, 100, 300
    yes, a, b = np.zeros((3, everybody), bool)
    a[:n], b[n : n + m] = True, True
    yes[: inside[0]], yes[n : n + inside[1]] = True, True
    overlap = Overlap(1 - yes, {"a": a, "b": b}, Units.of(everybody))
    _, found, _ = overlap.of_rows([[0]], "columns").pairs(np.array([[0], [1]]), 0.95)
    one, two = Side.of_counts(inside[0], n), Side.of_counts(inside[1], m)
    # The design counts everybody, (N/(N − 1))½ for those outside, who vary in nothing.
    expected = float(pooled_z(one, two).statistic) * np.sqrt((everybody - 1) / everybody)
    assert found.statistic.item() == pytest.approx(expected, rel=1e-9)


def test_a_column_of_nobody_gets_no_letter_from_its_noughts():
    """Of the answer, that 10 % give, letters among 12 people come once in twenty tables."""
    rng, hits = np.random.default_rng(5), 0
    for _ in range(200):
        columns = {"most": rng.random(300) < 0.6, "few": np.arange(300) < 12}
        table = Overlap((rng.random(300) > 0.1).astype(int), columns, Units.of(300))
        hits += table.test(ranked=False).p_value <= 0.05
    assert hits <= 20  # of variances about each share 57


def test_columns_of_the_same_people_have_a_reason_and_no_number():
    rng = np.random.default_rng(2)
    answers, chosen = rng.integers(0, 3, 200), rng.random((3, 200)) < 0.4
    columns = dict(zip("abc", chosen, strict=True))
    alone, twice = (Overlap(answers, own, Units.of(200))
                    for own in (columns, columns | {"again": columns["a"]}))  # fmt: skip
    states, found, limits = twice.of_rows([[0]], "columns").pairs(
        np.array([[0, 0], [1, 3]]), 0.95
    )
    one, two = alone.test(ranked=False), twice.test(ranked=False)

    assert states.tolist() == [["ok", "same_people"]]
    assert np.isnan([found.statistic[0, 1], found.p_value[0, 1], limits.low[0, 1]]).all()
    assert (two.statistic, two.df, two.df2) == pytest.approx((one.statistic, 4, one.df2))
    assert "4 of 6 differences can vary by themselves" in two.note and not one.note
    assert (
        alone.test(ranked=True).df == 2
        and "2 of 3 differences" in twice.test(ranked=True).note
    )


def test_who_is_in_no_column_tells_nothing_and_who_is_in_both_no_difference():
    rng = np.random.default_rng(3)
    answers, (a, b), units = (
        rng.integers(0, 2, 300),
        rng.random((2, 300)) < 0.5,
        Units.of(300),
    )
    columns = {"a": a, "b": b}
    found = Overlap(answers, columns, units).test(ranked=False)

    assert Overlap(np.where(a | b, answers, -1), columns, units).test(ranked=False) == found
    assert Overlap(np.where(a | b, answers, 1), columns, units).test(ranked=False) == found
    last = np.flatnonzero(a | b)[-1]
    most = {"a": a | b, "b": (a | b) & (np.arange(300) != last)}  # all but one are in both
    assert abs(Overlap(answers, most, units).test(ranked=False).effect_size) < 0.01


def test_a_column_of_one_person_changes_nothing_of_the_others():
    rng = np.random.default_rng(4)
    answers, (a, b) = rng.integers(0, 3, 200), rng.random((2, 200)) < 0.4
    columns, nobody = {"a": a, "b": b}, np.zeros(200, bool)
    alone = (np.arange(200) == np.flatnonzero(~a & ~b)[0]) & ~a & ~b
    found = {
        name: Overlap(answers, own, Units.of(200)).test(ranked=False)
        for name, own in (("without", columns), ("with", columns | {"one": alone}),
                          ("twice", {"a": a, "again": a, "none": nobody}))
    }  # fmt: skip

    told = found["with"]
    assert told.note == "left out, of fewer than 2: one"
    assert replace(told, note="") == found["without"]
    assert found["twice"].state == "same_people"


def test_a_set_by_a_set_falls_out_and_what_knows_no_overlap_is_refused(wave):
    table = wave.options("tools", by="practice")[0]
    assert table.test().state == "ok" and not table.compare().pairs.empty
    assert wave.mean("image", by="practice").test.state == "ok"
    assert "columns share people" in wave.mean("image", by="practice").note
    table = wave.crosstab("image", by="practice")
    assert table.tests()["name"].tolist() == ["ranks", "shares"]
    assert table.yes_no("good_or_very_good").test().df == 12
    signs = table.compare(against="rest")
    assert len(signs.pairs) == 13 * 10 and signs.column_letters == {}
    marked = table.compare(least_base=100)
    small = [name for name, base in table.effective_bases.items() if base < 100]
    assert [name for name, mark in marked.marks.items() if mark == "**"] == small
    for verb in (table.residuals, table.trend, lambda: table.same("good", margin=0.1)):
        with pytest.raises(ItPerceptionError, match="people may be in several columns"):
            verb()
    with pytest.raises(UnknownNameError, match="ranks, shares"):
        table.test("pearson")
    with pytest.raises(UnknownNameError, match="set of 13 options"):
        wave.gap(by="practice")


def test_letters_go_on_over_a_set(wave):
    both = wave.crosstab("image", by=["any_marketing", "tools", "org_type"])
    heads = str(both).splitlines()[1]
    assert (
        all(f"({letter})" in heads for letter in "ABCDEFGHIJKLMNO") and "(P)" not in heads
    )
    assert both.tests()["banner"].tolist() == ["any_marketing", "tools", "org_type"]


CROSS = {"id": "type_use", "label": "Type and use", "cross": ["org_type", "any_marketing"]}
NEST = "org_type/any_marketing"
NESTED = {
    "crosstab": lambda w, by: w.crosstab("image", by=by).to_frame(),
    "test": lambda w, by: w.crosstab("image", by=by).test().to_frame(),
    "compare": lambda w, by: w.crosstab("image", by=by).compare().pairs,
    "mean": lambda w, by: w.mean("image", by=by).lines,
    "gap": lambda w, by: w.gap("performance", "image", by=by).to_frame(),
    "multiple_response": lambda w, by: w.multiple_response("tools", by, draws=99).differences,
    "strata": lambda w, by: w.strata("image", by, within="company_size").to_frame(),
    "model": lambda w, by: w.model("image", [by], net="good_or_very_good").adjusted,
    "drivers": lambda w, by: w.drivers(
        "image", ["price_policy"], on=[by], net="good_or_very_good").lines,
}  # fmt: skip


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    return load_wave("demo-2024", project(tmp_path_factory.mktemp("crossed"), [CROSS]))


@pytest.mark.parametrize("verb", NESTED)
def test_a_nested_banner_is_that_of_a_declared_crossing(crossed, verb):
    nested, declared = (NESTED[verb](crossed, by) for by in (NEST, "type_use"))
    pd.testing.assert_frame_equal(nested.replace(NEST, "type_use", regex=True), declared)


def test_a_page_by_a_nested_banner_shows_and_hides_what_a_declared_one_would(
    crossed, tmp_path
):
    from itperception.book.making import make_book
    from itperception.book.shown import ShownWave
    from itperception.reporting.editions import shown_before
    from itperception.reporting.exports import publish_extras

    rule = DisclosureRule(minimum=20)
    nested, declared = (
        make_book(ShownWave(crossed, by, rule)) for by in (NEST, "type_use")
    )
    tables = {table.question.id: table for table in nested.tables if table.by == NEST}
    assert not {"org_type", "any_marketing"} & {*tables}
    asked = [t for t in declared.tables if t.by == "type_use" and not t.describes
             and t.question.id != "any_marketing"]  # fmt: skip
    assert len(asked) > 5
    for table in asked:
        own = tables[table.question.id]
        assert own.columns == table.columns and own.withheld == table.withheld
        pd.testing.assert_frame_equal(own.cells, table.cells)
    assert any(table.withheld for table in nested.tables if table.by == NEST)
    paths = publish_extras(nested, tmp_path)
    assert tmp_path / "demo-2024" / "image-org_type.any_marketing.csv" in paths
    told = json.loads((tmp_path / "demo-2024.json").read_text("utf-8"))
    before = shown_before(told, crossed.codebook)["image"]
    assert {
        BannerGroup(NEST, column.id) for column in tables["image"].columns[1:]
    } <= before


def test_where_a_question_stands_by_itself_a_nested_one_is_refused(wave, tmp_path):
    for asked in (lambda: wave.crosstab("image", where={NEST: ["internal_yes"]}),
                  lambda: wave.frame([NEST])):  # fmt: skip
        with pytest.raises(ItPerceptionError, match="each question by itself"):
            asked()
    with pytest.raises(UnknownNameError, match="nested in itself"):
        wave.gap(by="org_type/org_type")
    for item, why in ((NEST, "declare it as a derived item"), ("tools", "share people")):
        banners = [{"id": "by", "label": "By", "item": item}]
        with pytest.raises(DocumentError, match=why):
            load_wave("demo-2024", project(tmp_path / why[:5], (), {"banners": banners}))


def test_a_report_of_some_is_of_them_and_says_so(tmp_path):
    from itperception.book.making import make_book
    from itperception.book.shown import ShownWave
    from itperception.reporting.figures_file import figures
    from itperception.reporting.wave_method import method_chapter
    from itperception.reporting.wording import base_line

    everybody = load_wave("demo-2024")
    where = {"org_type": ["internal"], "any_marketing": ["yes", "no"]}
    some = load_wave("demo-2024", project(tmp_path, (), where=where))
    one, other = (w.crosstab("image", by="company_size", **how)
                  for w, how in ((everybody, {"where": where}), (some, {})))  # fmt: skip
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    models = [w.model("image", ["company_size"], net="good_or_very_good", **how)
              for w, how in ((everybody, {"where": where}), (some, {}))]  # fmt: skip
    pd.testing.assert_frame_equal(*(model.adjusted for model in models))
    assert len(some.frame()) == one.bases["total"] == int(str(some).split()[1])
    assert "only Any IT marketing: Yes, No; Type of IT organisation: Internal" in str(some)
    assert some.frame()["org_type"].astype(str).unique().tolist() == ["Internal"]
    told = make_book(ShownWave(some))
    assert told.people == one.bases["total"]
    line = base_line(told.tables[0], "sv")
    assert (
        "(i den här rapporten: bara " in line and "Typ av IT-organisation: Intern" in line
    )
    assert "Art der IT-Organisation: Interne" in method_chapter(told, "de").html
    assert figures(told)["wave"]["where"] == {k: list(v) for k, v in where.items()}
    for wrong in ({"org": ["x"]}, {"org_type": ["x"]}, {"org_type": []}):
        with pytest.raises(UnknownNameError, match="where"):  # nothing is told of nobody
            load_wave(
                "demo-2024", project(tmp_path / str(len(str(wrong))), (), where=wrong)
            )


def test_rows_are_sorted_and_bases_said_as_the_codebook_has_it(tmp_path):
    from itperception.book.making import make_book
    from itperception.book.shown import ShownWave
    from itperception.reporting.wording import base_line

    root = project(tmp_path)
    path = root / "data/raw/codebook.yaml"
    book = read_values(path)
    asked = {q["id"]: q for key in ("items", "multiple_responses") for q in book[key]}
    asked["industry"] |= {"sort": {"by": "total", "last": ["energy"]},
                          "base": {"en": "IT managers", "de": "IT-Leitungen"}}  # fmt: skip
    asked["tools"]["sort"] = "total"
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    wave = load_wave("demo-2024", root)
    tables = {table.question.id: table for table in make_book(ShownWave(wave)).tables}
    for name, last in (("industry", "energy"), ("tools", "tools.none")):
        table = tables[name]
        rows = [row.id for row in table.rows if row.kind in ("answer", "option")]
        shares = table.by_row("proportion")["total"][rows]
        assert rows[-1] == last and shares.iloc[:-1].is_monotonic_decreasing
    assert base_line(tables["industry"], "de").startswith("Basis: IT-Leitungen, n = 428")
    asked["image"]["sort"] = "total"
    path.write_text(yaml.safe_dump(book), encoding="utf-8")
    with pytest.raises(DocumentError, match="ranked answers are not sorted"):
        load_wave("demo-2024", root)


def test_every_share_has_its_interval(wave):
    from statsmodels.stats.proportion import proportion_confint

    table = wave.crosstab("image", by="org_type", weighted=False)
    found = table.intervals(level=0.9).set_index(["category", "banner"])
    good = table.counts.loc[["very_good", "good"]].sum()
    for column, people in table.counts.sum().items():
        low, high = proportion_confint(good[column], people, 0.1, "wilson")
        line = found.loc[("good_or_very_good", column)]
        assert (line["ci_low"], line["ci_high"]) == pytest.approx((low, high))
        assert line["margin"] == pytest.approx(max(high - line["proportion"],
                                                   line["proportion"] - low))  # fmt: skip
