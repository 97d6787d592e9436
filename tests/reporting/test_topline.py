"""The topline: every answer of everybody, other waves beside, nothing where it was otherwise."""

import re
import shutil

import pandas as pd
import pytest
import yaml

from itperception.book.making import make_book
from itperception.book.shown import ShownWave
from itperception.reporting.topline import Topline
from itperception.reporting.wave_report import WaveReport, wave_report
from itperception.terms.text import LANGUAGES
from tests.small_waves import REPOSITORY, cut_wave


@pytest.fixture(scope="module")
def books(demo, earlier):
    """Return the demonstration waves' books, the later one with the earlier beside it."""
    return demo, earlier


def shares(book, wave: str) -> pd.Series:
    lines = Topline(book).frame
    lines = lines[lines["wave"] == wave].set_index(["question", "row"])
    return lines["value"].astype(float)


def test_another_wave_s_column_is_what_its_own_page_tells(books):
    later, earlier = books
    beside = shares(later, "demo-2024")
    assert {name for name, _ in beside[beside.isna()].index} == {"image"}
    for table in earlier.tables:
        own, name = table.by_row("proportion")["total"], table.question.id
        if name != "image":
            assert [beside[name, row] for row in own.index] == own.tolist()


def test_a_share_is_the_weighted_share_of_the_export(books):
    export = pd.read_csv(REPOSITORY / "data/raw/demo-2024/export.csv", sep=";")
    told = shares(books[0], "demo-2024")
    codes = {"very_good": 1, "good": 2, "satisfactory": 3, "adequate": 4, "poor": 5}
    for answer, code in codes.items():
        exact = (
            export["weight"][export["performance"] == code].sum() / export["weight"].sum()
        )
        assert told["performance", answer] == pytest.approx(exact, abs=0.005)
    asked = export["tools.buffer"].notna()
    exact = (export["weight"] * export["tools.buffer"])[asked].sum() / export["weight"][
        asked
    ].sum()
    assert told["tools", "tools.buffer"] == pytest.approx(exact, abs=0.005)


OTHERWISE = {"en": "2024: asked differently (wording), not compared.",
             "sv": "2024: frågan ställdes annorlunda (formulering), jämförs inte.",
             "de": "2024: anders gefragt (Wortlaut), nicht verglichen."}  # fmt: skip
FILTER = {"en": "Asked after the answer “Any IT marketing: Yes”.",
          "sv": "Ställd efter svaret ”", "de": "Gestellt nach der Antwort „"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_asked_otherwise_is_two_dots_with_the_reason(books, language):
    html = Topline(books[0], language).chapter().html
    asked = {
        re.search('id="(q[0-9]+)"', own)[1]: own for own in html.split("<section>")[1:]
    }

    assert [*asked] == [f"q{k}" for k in range(1, 14)]
    assert [name for name, own in asked.items() if "<td>..</td>" in own] == ["q2"]
    assert asked["q2"].count("<td>..</td>") == 10 and OTHERWISE[language] in asked["q2"]
    assert [name for name, own in asked.items() if FILTER[language] in own] == ["q10"]
    assert (
        html.count('<th scope="col">2026<br>n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}') == 13
    )


def test_a_fold_names_the_banners_that_have_letters_and_says_which_are_not_counted(books):
    html = WaveReport(books[0]).tables().html
    folds = html.split('<details class="fold">')[1:]
    heads = {found[1]: own for own in folds if (found := re.search("<b>(.*?)</b>", own))}

    image = [t for t in books[0].tables if t.question.id == "image" and t.lettered]
    told = ", ".join(f"{t.banner.label['en']} {t.lettered}" for t in image)
    assert image and f"<small>{told}</small>" in heads["Image with customers"]
    uncounted = [name for name, own in heads.items() if "not among the comparisons" in own]
    assert uncounted == ["Type of IT organisation", "Employees of the company", "Industry"]
    numbers = [int(n) for n in re.findall(r'"number">Table (\d+)', html)]
    assert numbers == [*range(numbers[0], numbers[0] + 2 + len(books[0].tables))]


def other_wave(root, **told):
    """Add ``tiny2``: the wave again, a year later, told otherwise."""
    shutil.copytree(root / "data/raw/tiny", root / "data/raw/tiny2")
    for name, year in (("tiny", 2024), ("tiny2", 2025)):
        path = root / f"data/raw/{name}/wave.yaml"
        said = yaml.safe_load(path.read_text()) | {"field_start": f"{year}-01-01"}
        said |= {"disclosure": {"minimum": 5}} | (told if name == "tiny2" else {})
        path.write_text(yaml.safe_dump(said))


def told_of(root, monkeypatch) -> str:
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    return wave_report("tiny").topline().text


def test_a_later_wave_stands_beside_the_page_s_own(root, monkeypatch):
    other_wave(root)
    assert "% 2024 n = 8** 2025 n = 8** Internal" in told_of(root, monkeypatch)


def test_another_wave_hides_by_its_own_rule(root, monkeypatch):
    other_wave(root, disclosure={"minimum": 30})
    told = told_of(root, monkeypatch)
    assert "2025: fewer than 30 people were asked, answers not shown." in told
    assert "8**" in told and told.count("2025") == 1


def test_a_wave_that_was_surveyed_otherwise_has_no_column_and_one_reason(root, monkeypatch):
    other_wave(root, where={"org_type": ["internal", "group_owned"]})
    told = told_of(root, monkeypatch)
    assert told.count("2025") == 1
    assert "2025: surveyed differently (population), not compared." in told


def test_a_wave_that_cannot_be_read_is_named_and_does_not_stop_the_page(root, monkeypatch):
    other_wave(root)
    (root / "data/raw/tiny2/export.csv").write_text("nothing\n1\n")
    with pytest.warns(UserWarning, match="tiny2 has no column beside other waves"):
        assert "2025" not in told_of(root, monkeypatch)


def test_of_a_wave_of_156_every_question_is_told(tmp_path):
    book = make_book(ShownWave(cut_wave(tmp_path), "org_type"))
    told = shares(book, "small")
    assert told.notna().all() and told["org_type"].sum() == pytest.approx(1, abs=0.02)
