import pytest

from itperception.errors import DocumentError, UnknownNameError
from itperception.survey.codebook import Codebook, read_codebook
from itperception.survey.tabulated import Banner
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
        ("label: Poor", "label: Poor, kind: missing", "filter on no answer 'poor'"),
        ("label: Fair", "label: Fair, kind: missing", "has no category 'fair'"),
        ("net: top", "nett: top", "gaps.perception..nett"),
        ("net: top", "net: good", "gap 'perception': no net 'good'; expected one of top"),
        ("categories: [good, fair]", "categories: [best]", "has no category 'best'"),
        ("exclusive: none", "exclusive: nothing", "is not among the options"),
        ("other: image", "other: org_type", "different scales"),
        (
            "exclusive: none",
            "not_selected: ['0', '1']",
            "'1' is in selected and in not_selected",
        ),
        ("exclusive: none", "missing: ['1']", "'tools': '1' is in selected and in missing"),
    ],
)
def test_a_codebook_that_contradicts_itself_is_refused(document, old, new, message):
    assert old in CODEBOOK
    with pytest.raises(DocumentError, match=message):
        document(CODEBOOK.replace(old, new, 1), Codebook)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            "{item: image, on: [org_type, org_typ]}",
            "model of 'image': no other item 'org_typ'",
        ),
        ("{item: image, on: [image]}", "no other item 'image'"),
        ("{item: imag, on: [org_type]}", "model of 'imag': no such item"),
        ("{gap: perceptio, on: [org_type]}", "model of 'perceptio': no such gap"),
        ("{item: image, net: bottom, on: [org_type]}", "no net or answer 'bottom'"),
        ("{gap: perception, net: top, on: [org_type]}", "the gap says which net"),
        ("{item: image, among: tool}", "no multiple response 'tool'"),
        ("{item: image, gap: perception, on: [org_type]}", "of an item or of a gap"),
        ("{item: image}", "says on what"),
        ("{item: image, on: [org_type*why*performance]}", "crosses more than two"),
        ("{item: image, on: [org_type, org_type]}", "predictor 'org_type' is given twice"),
    ],
)
def test_a_model_of_what_is_not_there_is_refused(document, model, message):
    with pytest.raises(DocumentError, match=message):
        document(f"{CODEBOOK}models:\n  - {model}\n", Codebook)


def test_what_is_written_in_python_is_refused_in_the_words_of_a_file():
    with pytest.raises(
        DocumentError, match=r"Banner, id: expected a text like .* \(found 'X'\)"
    ) as told:
        Banner(id="X", label="a")
    assert "Banner, item: the key is missing" in str(told.value)


def test_models_are_declared_beside_gaps(document):
    declared = """\
models:
  - {item: image, net: top, on: [org_type]}
  - {gap: perception, among: tools}
  - {item: image, net: good, on: [org_type]}
"""
    first, second, third = document(CODEBOOK + declared, Codebook).models

    assert (first.item, first.net, first.on) == ("image", "top", ("org_type",))
    assert third.net == "good"  # an answer, as in wave.model
    assert (second.gap, second.among, second.on) == ("perception", "tools", ())
