"""The bench shows what its code makes, and says in words what cannot be shown."""

import io
from urllib.parse import unquote

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from pandas.testing import assert_frame_equal

from itperception.inference.exact.exact import exact
from itperception.reporting import choices
from itperception.reporting.bench import Bench
from itperception.reporting.choices import Choice
from itperception.reporting.wording import texts


@pytest.fixture(scope="module")
def desk():
    return Bench("demo-2024", "image", ["org_type"], "en")


@pytest.mark.parametrize("choice", [
    Choice(wave="demo-2024", item="image", by=("org_type",)),
    Choice(wave="demo-2024", item="any_marketing", weighted=False),
    Choice(wave="demo-2024", item="image", by=("org_type",), method="pearson",
           where=(("any_marketing", ("yes", "no")),), language="sv"),
    Choice(wave="demo-2024", item="image", by=("org_type", "any_marketing"), method="pearson"),
])  # fmt: skip
def test_the_code_makes_the_tables_and_the_tests_that_are_shown(choice):
    made: dict = {}
    exec(choice.code(), made)
    tables = list(made["tables"]) if len(choice.by) > 1 else [made["table"]]
    for table, shown in zip(tables, choice.tables(), strict=True):
        # Several banners are counted in one pass: sums of weights in another order.
        assert_frame_equal(table.to_frame(), shown.to_frame(), rtol=1e-12, atol=0)
    assert ("table.test" in choice.code()) == bool(choice.by)


def test_banners_stand_side_by_side_with_letters_that_run_on_as_on_a_page(desk):
    desk.by.value = ("org_type", "any_marketing")
    page = BeautifulSoup(desk.shown.value, "html.parser")
    desk.by.value = ("org_type",)
    letters = [[th.find(class_="letter") or th for th in table.find_all("th", scope="col")]
               for table in page.find_all("table", class_="nums")]  # fmt: skip
    told = " ".join(th.get_text(" ") for heads in letters for th in heads)

    assert len(page.find_all("figure", class_="table")) == 2
    assert all(letter in told for letter in "ABCDE")
    assert "Net: Good or very good" in page.get_text()


def test_a_table_is_downloaded_from_a_link_that_carries_it(desk):
    [link] = BeautifulSoup(desk.shown.value, "html.parser").select("a[download]")
    kind, _, data = link["href"].partition(",")
    saved = pd.read_csv(io.StringIO(unquote(data).removeprefix("\ufeff")))
    [table] = desk.choice.tables()

    assert (link["download"], kind) == ("image-org_type.csv", "data:text/csv;charset=utf-8")
    good = saved[saved["row"] == "good"].set_index("column")["proportion"]
    assert good.to_dict() == pytest.approx(
        table.proportions().loc["good"].to_dict(), rel=1e-14
    )


@pytest.mark.parametrize("item", ["image", "any_marketing"])
@pytest.mark.parametrize("by", ["org_type", "company_size", "any_marketing"])
@pytest.mark.parametrize("weighted", [True, False])
def test_a_test_is_offered_exactly_if_it_can_be_made(monkeypatch, item, by, weighted):
    monkeypatch.setitem(exact.__kwdefaults__, "seconds", 0.1)  # limits of p are one, too
    if item == by:
        return
    [table] = Choice(wave="demo-2024", item=item, by=(by,), weighted=weighted).tables()
    made = set(table.tests()["name"])
    assert made == {name for name, why in choices.methods_of([table]).items() if not why}


@pytest.mark.parametrize("language, said", [
    ("en", "Not for this table: "), ("sv", "Inte för den här tabellen: "),
    ("de", "Nicht für diese Tabelle: "),
])  # fmt: skip
def test_tests_that_do_not_fit_are_told_with_the_reason_in_the_language(
    desk, language, said
):
    desk.language.value = language
    told, offered = desk.misfits.value, [value for _, value in desk.method.options]
    description = desk.by.description
    desk.language.value = "en"

    assert said in told and "fisher" in told and "fisher" not in offered
    assert texts()["state.wrong_shape"][language] in told
    assert description == texts()["bench.by"][language]


def test_what_was_picked_before_is_not_counted_again(desk, monkeypatch):
    desk.item.value = "performance"
    monkeypatch.setattr(type(desk.choice.tables()[0]), "test", None)
    desk.item.value = "image"
    desk.item.value = "performance"

    assert "performance" in desk.shown.value


def test_a_pick_changes_the_code_and_what_is_shown(desk):
    before = desk.shown.value
    desk.filter.value = "any_marketing"
    desk.answers.value = ("yes",)
    assert "where={&quot;any_marketing&quot;: [&quot;yes&quot;]}" in desk.code.value
    assert desk.shown.value != before
    desk.filter.value = choices.NOTHING
    assert desk.choice.where == ()


def test_another_wave_keeps_the_item_and_offers_its_own_answers(desk):
    desk.item.value = "performance"
    desk.wave.value = "demo-2026"
    assert desk.choice.item == "performance"
    assert desk.weighted.disabled is not choices.is_weighted("demo-2026")
    assert "demo-2026" in desk.code.value


def test_a_table_without_columns_offers_no_test(desk):
    desk.by.value = ()
    assert [value for _, value in desk.method.options] == ["auto"]
    assert "table.test" not in desk.code.value
    desk.by.value = ("org_type",)


def test_what_cannot_be_counted_is_told_in_words(desk, monkeypatch):
    from itperception.errors import ItPerceptionError

    def refuse(self):
        raise ItPerceptionError("no <respondents>")

    monkeypatch.setattr(Choice, "html", refuse)
    desk.weighted.value = not desk.weighted.value
    assert desk.shown.value == "<p>no &lt;respondents&gt;</p>"


def test_only_what_is_safe_reaches_the_bench(desk):
    assert "<script" not in Choice(wave="demo-2024", item="image", by=("org_type",)).html()
