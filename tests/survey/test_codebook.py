import pytest

from itperception.errors import DocumentError, UnknownNameError
from itperception.survey.codebook import Codebook, read_codebook
from tests.conftest import CODEBOOK


@pytest.fixture
def codebook(root) -> Codebook:
    return read_codebook(root / "data/raw/codebook.yaml")


def test_a_dimension_ends_with_no_answer(codebook):
    dimension = codebook.dimension("image")

    assert [c.id for c in dimension.categories] == [
        "good", "fair", "poor", "dont_know", "no_answer",
    ]  # fmt: skip
    assert dimension.ordered


def test_a_banner_is_found_by_its_own_name(codebook):
    assert codebook.dimension("type").id == "org_type"


def test_options_of_a_set_are_yes_no_dimensions(codebook):
    ids = [option.id for option in codebook.options("tools")]

    assert ids == ["tools.web", "tools.mail", "tools.none"]
    assert codebook.dimension("tools.mail").categories[0].id == "selected"


def test_an_unknown_item_is_named_with_the_nearest(codebook):
    with pytest.raises(
        UnknownNameError, match="no item is called 'imag'; did you mean 'image'"
    ):
        codebook.dimension("imag")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("scale: rating}", "scale: ratin}", "no scale 'ratin'"),
        ("code: 2", "code: 1", "'1' means both 'good' and 'fair'"),
        ("id: fair, ", "id: good, ", "category 'good' is given twice"),
        ("id: performance", "id: image", "item 'image' is given twice"),
        ("any_of: [poor]", "any_of: [bad]", "filter on no answer 'bad'"),
        ("net: top", "nett: top", "gaps.perception..nett"),
        ("categories: [good, fair]", "categories: [best]", "has no category 'best'"),
        ("exclusive: none", "exclusive: nothing", "is not among the options"),
        ("other: image", "other: org_type", "different scales"),
    ],
)
def test_a_codebook_that_contradicts_itself_is_refused(document, old, new, message):
    assert old in CODEBOOK
    with pytest.raises(DocumentError, match=message):
        document(CODEBOOK.replace(old, new, 1), Codebook)
