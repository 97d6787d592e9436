"""Which comparisons could not have come out otherwise."""

import pytest

from itperception.errors import UnknownNameError
from itperception.survey.codebook import Codebook
from itperception.survey.definitions import true_by_definition

SCALE = [
    {"id": "yes", "label": "Yes"},
    {"id": "no", "label": "No"},
    {"id": "some", "label": "Some"},
]


def book(*items: dict, **chosen) -> Codebook:
    """Return a codebook of items by id, and the set `tools`."""
    told = {"label": "x", "wording": "x", "scale": "s"}
    options = [{"id": o, "label": o} for o in ("web", "mail", "none")]
    return Codebook.model_validate({
        "title": "x", "scales": [{"id": "s", "ordered": False, "categories": SCALE}],
        "items": [told | item for item in items],
        "multiple_responses": [{"id": "tools", "label": "x", "wording": "x",
                                "options": options} | chosen],
    })  # fmt: skip


def asked_if(item: str, *answers: str) -> dict:
    return {"asked_if": {"item": item, "any_of": list(answers)}}


def test_two_items_read_from_one_column_are_one_question():
    two = book({"id": "size"}, {"id": "size_class", "column": "size"}, {"id": "other"})

    assert true_by_definition(two, "size", "size_class")
    assert not true_by_definition(two, "other", "size_class")


def test_a_column_named_by_the_wave_counts():
    two = book({"id": "size"}, {"id": "size_class"})

    assert not true_by_definition(two, "size", "size_class")
    assert true_by_definition(two, "size", "size_class", {"size": "q1", "size_class": "q1"})


def test_what_one_answer_led_to_follows_from_it_and_it_from_that():
    filtered = book({"id": "does"}, {"id": "why"} | asked_if("does", "yes"),
                    {"id": "how"} | asked_if("why", "no"))  # fmt: skip

    for one, other in (("why", "does"), ("does", "why"), ("how", "does"), ("does", "how")):
        assert true_by_definition(filtered, one, other)


def test_after_a_filter_of_two_answers_those_can_differ():
    filtered = book({"id": "does"}, {"id": "why"} | asked_if("does", "yes", "some"))

    assert not true_by_definition(filtered, "why", "does")


def test_an_option_by_an_item_of_its_column_or_of_one_it_excludes():
    banner = {"id": "web", "column": "tools.web"}
    alone = book(banner, exclusive="none")

    found = {
        o: true_by_definition(alone, f"tools.{o}", "web") for o in ("web", "mail", "none")
    }
    assert found == {"web": True, "mail": False, "none": True}


def test_an_option_that_excludes_all_as_a_banner():
    alone = book({"id": "nothing", "column": "tools.none"}, exclusive="none")

    assert all(true_by_definition(alone, f"tools.{o}", "nothing") for o in ("web", "mail"))


def test_all_options_of_one_list_follow_from_an_item_of_its_column():
    listed = book({"id": "first", "column": "tools"}, separator=",")

    assert all(true_by_definition(listed, f"tools.{o}", "first") for o in ("web", "mail"))


def test_an_unknown_question_is_named():
    with pytest.raises(UnknownNameError, match="nothing"):
        true_by_definition(book({"id": "size"}), "size", "nothing")
