"""The instrument of the study, as data/raw/codebook.yaml has it."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from itperception.survey.codebook import read_codebook
from itperception.terms.text import LANGUAGES

CODEBOOK = Path(__file__).parents[2] / "data/raw/codebook.yaml"
TEXTS = {"title", "label", "wording", "short"}
ITEMS = [
    "org_type", "company_size", "industry", "performance", "image",
    "performance_vs_reputation", "role", "any_marketing", "key_account_management",
    "price_policy", "information_policy",
]  # fmt: skip
PRACTICES = [
    "strategy_guidelines", "business_model", "it_brand", "marketing_concept",
    "customer_segmentation", "sales_training", "customer_communication", "contact_points",
    "staff_training", "product_management", "sales_orientation", "own_website",
    "measuring_effect",
]  # fmt: skip
TOOLS = [
    "hootsuite", "buffer", "socialbro", "uservoice", "get_satisfaction", "meetup",
    "rapportive", "launchrock", "other", "none",
]  # fmt: skip


@pytest.fixture(scope="module")
def instrument():
    return read_codebook(CODEBOOK)


def texts_below(document: BaseModel, place: str = ""):
    """Yield place and text of everything a reader sees."""
    for name in type(document).model_fields:
        value, here = getattr(document, name), f"{place}.{name}"
        if name in TEXTS and value is not None:
            yield here, value
        for entry in value if isinstance(value, tuple) else ():
            if isinstance(entry, BaseModel):
                yield from texts_below(entry, f"{here}[{getattr(entry, 'id', '')}]")


def ids(entries) -> list[str]:
    return [entry.id for entry in entries]


def test_every_text_is_there_in_every_language(instrument):
    texts = dict(texts_below(instrument))

    assert ".multiple_responses[tools].options[none].label" in texts
    assert {at for at, text in texts.items() if tuple(text) != LANGUAGES} == set()


def test_no_two_answers_of_a_scale_read_the_same(instrument):
    for scale in instrument.scales:
        for language in LANGUAGES:
            labels = [category.label[language] for category in scale.categories]
            assert len(set(labels)) == len(labels), scale.id


def test_items_stand_in_questionnaire_order(instrument):
    assert ids(instrument.items) == ITEMS


def test_the_thirteen_practices_are_asked_of_everybody(instrument):
    practice = instrument.multiple_response("practice")

    assert ids(practice.options) == PRACTICES
    assert practice.asked_if is None


def test_the_ten_tools_are_asked_of_those_who_do_marketing(instrument):
    tools = instrument.multiple_response("tools")

    assert ids(tools.options) == TOOLS
    assert (tools.asked_if.item, tools.asked_if.any_of) == ("any_marketing", ("yes",))
    assert tools.exclusive == "none"


@pytest.mark.parametrize(
    ("item", "answers"),
    [
        ("org_type", ["internal", "group_owned", "decentralised"]),
        ("performance", ["very_good", "good", "satisfactory", "adequate", "poor"]),
        ("image", ["very_good", "good", "satisfactory", "adequate", "poor"]),
        ("performance_vs_reputation", ["better", "in_balance", "worse"]),
        ("role", ["business_partner", "technical_consultant", "service_provider"]),
        ("any_marketing", ["yes", "no"]),
    ],
)
def test_answers_have_the_ids_that_printed_figures_name(instrument, item, answers):
    categories = instrument.scale(item).categories

    assert [c.id for c in categories if c.kind == "answer"] == answers


def test_dont_know_is_an_answer_to_everything_but_the_facts(instrument):
    knows = {"org_type", "company_size", "industry"}

    without = {
        item.id
        for item in instrument.items
        if "dont_know" not in ids(instrument.scale(item.id).categories)
    }

    assert without == knows


def test_nets_join_the_best_answers(instrument):
    nets = {net.id: net.categories for net in instrument.scale("image").nets}

    assert nets == {
        "good_or_very_good": ("very_good", "good"),
        "at_least_adequate": ("very_good", "good", "satisfactory", "adequate"),
    }


def test_codes_of_the_rating_are_those_of_the_exports(instrument):
    categories = instrument.scale("image").categories

    assert [category.code for category in categories] == list("1234589")


def test_types_have_short_labels_for_narrow_columns(instrument):
    short = [category.short["en"] for category in instrument.scale("org_type").categories]

    assert short == ["Internal", "Group-owned", "Decentralised"]


def test_banners_and_the_gap_are_those_of_the_study(instrument):
    [gap] = instrument.gaps

    assert ids(instrument.banners) == ["org_type", "company_size", "any_marketing"]
    assert (gap.id, gap.self_item, gap.other_item) == ("perception", "performance", "image")
    assert (gap.net, gap.by) == ("good_or_very_good", "org_type")
