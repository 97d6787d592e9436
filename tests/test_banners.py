"""Nested banners, several side by side, sets as banners, and reports of some respondents."""

import pandas as pd
import pytest
import yaml

from itperception.errors import DocumentError, ItPerceptionError, UnknownNameError
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


def test_a_set_as_banner_has_a_column_for_who_chose_each_option(wave, people):
    table = wave.crosstab("image", by="practice")
    for column in table.columns:
        chosen = people[f"practice_{column.id}"] == 1
        assert table.bases[column.id] == chosen.sum()
        share = people["weight"][chosen & (people["image"] == "good")].sum()
        share /= people["weight"][chosen].sum()
        assert table.proportions().loc["good", column.id] == pytest.approx(share)
    assert table.bases["total"] == len(people)
    assert "columns overlap" in str(table) and "(A)" not in str(table)
    for verb in (table.test, table.compare):
        with pytest.raises(ItPerceptionError, match="columns overlap"):
            verb()


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
    assert "(denna rapport: endast " in line and "Typ av IT-organisation: Intern" in line
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
