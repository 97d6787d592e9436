"""The bench shows what its code makes, and says in words what cannot be shown."""

import pytest

from itperception.reporting import choices
from itperception.reporting.bench import Bench
from itperception.reporting.choices import Choice


@pytest.fixture(scope="module")
def desk():
    return Bench("demo-2024", "image", "org_type", "en")


@pytest.mark.parametrize("choice", [
    Choice(wave="demo-2024", item="image", by="org_type"),
    Choice(wave="demo-2024", item="any_marketing", weighted=False),
    Choice(wave="demo-2024", item="image", by="org_type", method="pearson",
           where={"any_marketing": ("yes", "no")}, language="sv"),
])  # fmt: skip
def test_the_code_makes_the_table_and_the_test_that_are_shown(choice):
    made: dict = {}
    exec(choice.code(), made)
    shown = choice.table()
    assert made["table"].to_frame().equals(shown.to_frame())
    assert ("table.test" in choice.code()) == bool(choice.by)


def test_a_pick_changes_the_code_and_what_is_shown(desk):
    before = desk.shown.value
    desk.filter.value = "any_marketing"
    desk.answers.value = ("yes",)
    assert "where={&quot;any_marketing&quot;: [&quot;yes&quot;]}" in desk.code.value
    assert desk.shown.value != before
    desk.filter.value = choices.NOTHING
    assert desk.choice.where == {}


def test_another_wave_keeps_the_item_and_offers_its_own_answers(desk):
    desk.item.value = "performance"
    desk.wave.value = "demo-2026"
    assert desk.choice.item == "performance"
    assert desk.weighted.disabled is not choices.is_weighted("demo-2026")
    assert "demo-2026" in desk.code.value


def test_a_table_without_columns_offers_no_test(desk):
    desk.by.value = choices.NOTHING
    assert [value for _, value in desk.method.options] == ["auto"]
    assert "table.test" not in desk.code.value
    desk.by.value = "org_type"


def test_what_cannot_be_counted_is_told_in_words(desk, monkeypatch):
    from itperception.errors import ItPerceptionError

    def refuse(self):
        raise ItPerceptionError("no <respondents>")

    monkeypatch.setattr(Choice, "html", refuse)
    desk.weighted.value = not desk.weighted.value
    assert desk.shown.value == "<p>no &lt;respondents&gt;</p>"


def test_only_what_is_safe_reaches_the_bench(desk):
    assert "<script" not in Choice(wave="demo-2024", item="image", by="org_type").html()
