import pytest

from itperception.errors import DocumentError
from itperception.survey.codebook import Codebook
from itperception.survey.documents import open_questions, read_values
from itperception.survey.intake.decisions import Open
from itperception.survey.intake.documents import entry
from itperception.terms.document import Document

SCALE = "{id: s, ordered: true, categories: [{id: a, label: A}]}"


class Answers(Document):
    answers: tuple[str, ...]


def test_yes_and_no_stay_words(document):
    assert document("answers: [yes, no, on, off]", Answers).answers == (
        "yes",
        "no",
        "on",
        "off",
    )


def test_an_error_names_file_line_and_item(document):
    text = (
        f"title: T\nscales: [{SCALE}]\nitems:\n  - id: image\n    label: I\n    scal: s\n"
    )

    with pytest.raises(
        DocumentError, match=r"document\.yaml, line 6, items\[image\]\.scal"
    ):
        document(text, Codebook)


def test_every_error_is_told_at_once(document):
    text = f"title: T\nscales: [{SCALE}]\nitems:\n  - id: image\n    scal: s\n"

    with pytest.raises(DocumentError) as error:
        document(text, Codebook)

    told = str(error.value)
    assert all(name in told for name in ("label", "wording", "scal"))


def test_a_key_given_twice_is_an_error(document):
    with pytest.raises(DocumentError, match="line 2: 'answers' is given twice"):
        document("answers: [a]\nanswers: [b]\n", Answers)


def test_broken_yaml_is_told_with_its_line(document):
    with pytest.raises(DocumentError, match="not valid YAML"):
        document("answers: [a\nb: ]", Answers)


def test_an_empty_document_lacks_its_fields(document):
    with pytest.raises(DocumentError, match="answers: the key is missing"):
        document("", Answers)


def test_a_file_in_another_encoding_is_named(tmp_path):
    from itperception.survey.documents import read_document

    path = tmp_path / "a.yaml"
    path.write_bytes("answers: [ä]".encode("cp1252"))
    with pytest.raises(DocumentError, match="byte 10 is not UTF-8"):
        read_document(path, Answers)


def test_open_questions_are_read_as_they_were_asked(tmp_path):
    asked = Open(
        '"q|a" has 1 to 5, and 99: ' + "what is it? " * 20, ["answer", "a|b", None, "OPEN"]
    )
    path = tmp_path / "codebook.yaml"
    path.write_text(
        "\n".join(["s:", "  - id: OPEN", *entry("kind", asked), "text: 'OPEN'"])
    )
    bare, told = open_questions(path)

    assert (bare.key, bare.line, bare.column, bare.question) == ("s[OPEN].id", 2, 8, "")
    assert (told.key, told.question) == ("kind", asked.question.strip())
    assert told.candidates == ("answer", "'a|b'", "null", "'OPEN'")
    told.answer("'a|b'")
    assert [q.key for q in open_questions(path)] == ["s[OPEN].id"]
    assert read_values(path)["kind"] == "a|b"
