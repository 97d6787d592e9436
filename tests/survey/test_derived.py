"""Derived items, against the same thing made of the answers one by one."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml

from itperception.counting.queries import read_columns
from itperception.errors import DocumentError
from itperception.reporting.wave_method import derived_told
from itperception.survey.check import encode
from itperception.survey.codebook import Codebook
from itperception.survey.comparability import comparability
from itperception.survey.definitions import true_by_definition
from itperception.survey.derived import NOT_ASKED, derive
from itperception.survey.documents import read_values
from itperception.survey.export import Export
from itperception.survey.layout import Layout
from itperception.survey.waves import open_wave
from itperception.terms.text import say
from itperception.workbench import load_wave

REPOSITORY = Path(__file__).parents[2]
TOOLS = ["hootsuite", "buffer", "none"]
DERIVED = [
    {"id": "size2", "label": "Size", "of": "company_size", "categories": [
        {"id": "large", "label": "Large",
         "from": ["employees_5000_or_more", "employees_1000_to_4999"]},
        {"id": "small", "label": "Small",
         "from": ["employees_250_to_999", "employees_under_250"]}]},
    {"id": "practices", "label": "Practices", "count": {"of": "practice"}},
    {"id": "practices_some", "label": "Practices", "count": {"of": "practice"},
     "bins": ["0..2", "3..6", "7.."], "profile": True},
    {"id": "policies", "label": "Policies", "count": {
        "of": ["key_account_management", "price_policy", "information_policy"],
        "answers": ["yes"]}},
    {"id": "good", "label": "Good", "any": {
        "of": ["image", "performance"], "answers": ["good_or_very_good"]}},
    {"id": "listens", "label": "Listens", "any": {"of": [f"tools.{t}" for t in TOOLS]}},
    {"id": "type_size", "label": "Type and size", "cross": ["org_type", "size2"]},
]  # fmt: skip


def project(root: Path, derived=DERIVED, book=(), **told) -> Path:
    """Write demo-2024 with derived items, and what else is told; return the root."""
    raw = REPOSITORY / "data/raw"
    folder = root / "data/raw/demo-2024"
    shutil.copytree(raw / "demo-2024", folder)
    known = read_values(raw / "codebook.yaml")
    known |= {"derived": list(derived), **dict(book)}
    (root / "data/raw/codebook.yaml").write_text(yaml.safe_dump(known), encoding="utf-8")
    described = read_values(folder / "wave.yaml") | told
    (folder / "wave.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def wave(tmp_path_factory):
    return load_wave("demo-2024", project(tmp_path_factory.mktemp("derived")))


@pytest.fixture(scope="module")
def cells():
    """The export as it lies there: texts of codes."""
    return pd.read_csv(REPOSITORY / "data/raw/demo-2024/export.csv", sep=";", dtype=str,
                       keep_default_na=False)  # fmt: skip


def answers(wave, name: str) -> list[str]:
    """Return the id of everybody's answer, "" for who was not asked."""
    ids = [category.id for category in wave.dimension(name).categories]
    [codes] = read_columns(wave.respondents, [name])
    return ["" if code is np.ma.masked else ids[code] for code in codes]


def size2(row: pd.Series) -> str:
    return {"1": "large", "2": "large", "3": "small", "4": "small", "9": "refused",
            "": "no_answer"}[row["company_size"]]  # fmt: skip


def practices(row: pd.Series) -> str:
    ticks = [value for key, value in row.items() if key.startswith("practice.")]
    return "no_answer" if "" in ticks else f"exactly_{ticks.count('1')}"


def practices_some(row: pd.Series) -> str:
    chosen = practices(row).removeprefix("exactly_")
    if chosen == "no_answer":
        return chosen
    few = int(chosen) < 3
    return "from_0_to_2" if few else "from_3_to_6" if int(chosen) < 7 else "from_7"


def policies(row: pd.Series) -> str:
    told = [row[f"{k}_policy"] for k in ("price", "information")]
    told.append(row["key_account_management"])
    return "no_answer" if "" in told else f"exactly_{told.count('1')}"


def good(row: pd.Series) -> str:
    told = {row["image"], row["performance"]}
    return (
        "selected" if told & {"1", "2"} else "no_answer" if "" in told else "not_selected"
    )


def listens(row: pd.Series) -> str:
    told = [row[f"tools.{tool}"] for tool in TOOLS]
    if row["any_marketing"] != "1":
        return ""
    return "selected" if "1" in told else "no_answer" if "" in told else "not_selected"


def type_size(row: pd.Series) -> str:
    kind = dict(zip("123", ("internal", "group_owned", "decentralised"), strict=True))
    size, own = size2(row), kind.get(row["org_type"])
    return f"{own}_{size}" if own and size in ("large", "small") else "no_answer"


@pytest.mark.parametrize("name", [told["id"] for told in DERIVED])
def test_a_derived_item_is_what_its_parts_make_of_it(wave, cells, name):
    assert answers(wave, name) == [globals()[name](row) for _, row in cells.iterrows()]


def test_derived_items_stand_wherever_an_item_may(wave, cells):
    sizes = pd.Series([type_size(row) for _, row in cells.iterrows()])
    table = wave.crosstab("image", by="type_size")
    assert table.bases.drop("total").to_dict() == {
        c.id: int((sizes == c.id).sum()) for c in table.columns}  # fmt: skip
    only = wave.crosstab("image", where={"size2": ["large"]})
    assert only.bases["total"] == cells["company_size"].isin(["1", "2"]).sum()
    assert wave.crosstab("practices", by="size2").test().state == "ok"
    assert wave.dimension("practices").scores == tuple(map(float, range(14)))
    assert wave.dimension("listens").asked_if == wave.dimension("tools.none").asked_if
    assert wave.dimension("size2").ordered
    people = wave.frame(["size2", "good"])
    assert people["size2"].cat.categories.tolist() == ["Large", "Small"]
    assert wave.model("good", ["size2", "org_type"]).base > 300


def book(*derived, **told):
    scale = {"id": "s", "ordered": False, "categories": [
        {"id": "a", "label": "A"}, {"id": "b", "label": "B"},
        {"id": "dk", "label": "DK", "kind": "dont_know"}]}  # fmt: skip
    items = [{"id": name, "label": name, "wording": "?", "scale": "s"} for name in "pq"]
    items[1]["asked_if"] = {"item": "p", "any_of": ["a"]}
    return Codebook(title="T", scales=[scale], items=items, derived=derived, **told)


@pytest.mark.parametrize(("made", "told", "whole"), [
    ({"count": {"of": "set"}}, "How many of: Set", "How many of: O0, O1, O2."),
    ({"any": {"of": ["set.o0", "set.o1"]}}, "Any of: Set", "Any of: O0, O1."),
    ({"any": {"of": ["p", "q"], "answers": ["b"]}}, "Any of: p, q", "Any of: p, q (B)."),
    ({"cross": ["p", "q"]}, "Side by side: p, q", "Side by side: p, q."),
    ({"of": "p", "categories": [{"id": "x", "label": "X", "from": ["a", "b"]}]},
     "Answers put together: p", "Answers put together: p (X = A, B)."),
])  # fmt: skip
def test_what_stands_for_a_wording_is_short_and_the_method_part_says_all(made, told, whole):
    options = [{"id": f"o{k}", "label": f"O{k}"} for k in range(3)]
    asked = {"id": "set", "label": "Set", "wording": "?", "options": options}
    own = book({"id": "d", "label": "Own", **made}, multiple_responses=[asked])

    assert say(own.dimension("d").wording) == told
    assert derived_told(SimpleNamespace(codebook=own)) == f"Own: {whole}"


def test_who_was_not_asked_or_silent_on_a_part():
    p = np.array([0, 0, 0, 0, 1, 2, 3, NOT_ASKED])  # a, a, a, a, b, dk, none, not asked
    q = np.array([0, 1, 2, 3, NOT_ASKED, NOT_ASKED, NOT_ASKED, NOT_ASKED])
    codes = {"p": p, "q": q}
    some = {"of": ["p", "q"], "answers": ["b"]}
    for told, expected in (
        ({"any": some}, [1, 0, 1, 2, 0, 1, 2, -1]),
        ({"count": some}, [0, 1, 0, 3, 1, 0, 3, -1]),
        ({"cross": ["p", "q"]}, [0, 1, 4, 4, -1, -1, -1, -1]),
        ({"of": "p", "categories": [{"id": "x", "label": "X", "from": ["a", "b"]}]},
         [0, 0, 0, 0, 0, 1, 2, -1]),
        ({"of": "p", "categories": [{"id": "x", "label": "X", "from": ["a"]}, {
            "id": "out", "label": "O", "kind": "missing", "from": ["b", "dk"]}]},
         [0, 0, 0, 0, -1, -1, 1, -1]),
    ):  # fmt: skip
        made = book({"id": "d", "label": "D"} | told)
        assert derive(made, "d", codes).tolist() == expected, told
    assert made.dimension("d").asked_if is None
    crossed = book({"id": "d", "label": "D", "cross": ["p", "q"]})
    assert crossed.dimension("d").asked_if.item == "p"
    assert derive(crossed, "d", {"p": p}) is None


def test_a_condition_may_be_a_derived_item(tmp_path):
    condition = {"item": "known", "any_of": ["said"]}
    told = {"id": "after", "label": "A", "wording": "?", "scale": "yes_no",
            "column": "any_marketing", "asked_if": condition}  # fmt: skip
    known = read_values(REPOSITORY / "data/raw/codebook.yaml")
    derived = {"id": "known", "label": "K", "of": "any_marketing", "categories": [
        {"id": "said", "label": "S", "from": ["yes", "no", "dont_know"]}]}  # fmt: skip
    wave = load_wave(
        "demo-2024", project(tmp_path, [derived], {"items": [told, *known["items"]]})
    )
    assert [bool(a) for a in answers(wave, "after")] == [
        a != "no_answer" for a in answers(wave, "any_marketing")]  # fmt: skip


@pytest.mark.parametrize(("told", "message"), [
    ({"of": "p", "categories": [{"id": "x", "label": "X", "from": ["a"]}]}, "no category for b"),
    ({"of": "p", "categories": [{"id": "x", "label": "X", "from": ["a", "z"]}]}, "no answer 'z'"),
    ({"of": "p", "categories": [{"id": "x", "label": "X", "from": ["a", "a", "b"]}]}, "twice"),
    ({"any": {"of": ["p"], "answers": ["c"]}}, "'p' has no answer or net 'c'"),
    ({"any": {"of": ["r"], "answers": ["a"]}}, "no item or set 'r'"),
    ({"cross": ["p", "d"]}, "or it is made of this item"), ({"cross": ["p"]}, "two items"),
    ({"count": {"of": ["p", "q"], "answers": ["a"]}, "bins": ["0..1"]}, "2 is in none"),
    ({"cross": ["p", "q"], "any": {"of": ["p"], "answers": ["a"]}}, "one of of, count"),
    ({"of": "p"}, "'of' needs 'categories'"),
])  # fmt: skip
def test_what_cannot_be_derived_is_refused(told, message):
    with pytest.raises(DocumentError, match=message):
        book({"id": "d", "label": "D"} | told)


def test_two_recodes_on_one_scale_are_a_gap():
    both = [{"id": f"{name}2", "label": "D", "of": name, "categories": [
        {"id": "x", "label": "X", "from": ["a"]}, {"id": "y", "label": "Y", "from": ["b"]}],
        "nets": [{"id": "n", "label": "N", "categories": ["x"]}]} for name in "pq"]  # fmt: skip
    gap = {"id": "g", "label": "G", "self": "p2", "other": "q2", "net": "n"}
    assert book(*both, gaps=[gap]).gaps[0].net == "n"
    assert book(*both).made_of("p2") == ("p",)


def test_columns_that_hold_a_code_each_are_a_set():
    options = [{"id": name, "label": name.title(), "code": code}
               for name, code in (("radio", "1"), ("press", "2"), ("nothing", "9"))]  # fmt: skip
    asked = {"id": "media", "label": "M", "wording": "?", "coded_columns": ["m1", "m2"],
             "options": options, "exclusive": "nothing"}  # fmt: skip
    told = Codebook(title="T", multiple_responses=[asked])
    lines = [("1", "2"), ("2", ""), ("", "1"), ("9", ""), ("", ""), ("2", "2")]
    cells = pd.DataFrame(lines, columns=["m1", "m2"], dtype=str)
    found = encode(Export("f.csv", cells), told, Layout())
    codes, problems = found.codes, found.problems
    assert not problems
    for name, code in (("radio", "1"), ("press", "2"), ("nothing", "9")):
        slow = [2 if not any(line) else 0 if code in line else 1 for line in lines]
        assert codes[f"media.{name}"].tolist() == slow
    cells = pd.DataFrame([("1", "9"), ("1", "3")], columns=["m1", "m2"], dtype=str)
    told_of = [str(p) for p in encode(Export("f.csv", cells), told, Layout()).problems]
    assert "chosen together with other options" in told_of[1]
    assert "row 1, column 'm2': an option the codebook does not know" in told_of[0]
    [missing] = encode(Export("f.csv", cells[["m1"]]), told, Layout()).problems
    assert missing.column == "m2"


def test_what_is_declared_of_a_part_holds_of_what_is_made_of_it(tmp_path):
    root = project(tmp_path)
    shutil.copytree(REPOSITORY / "data/raw/demo-2026", root / "data/raw/demo-2026")
    folders = [open_wave(name, root) for name in ("demo-2024", "demo-2026")]
    told = comparability(folders).groupby("item")["comparable"].all()
    assert not told["image"] and not told["good"]  # made of image, asked in other words
    assert told["performance"] and told["size2"] and told["policies"]


def test_a_table_of_a_recode_by_its_own_item_is_true_by_definition():
    both = [{"id": "d", "label": "D", "any": {"of": ["p"], "answers": ["a"]}},
            {"id": "e", "label": "E", "cross": ["d", "q"]}]  # fmt: skip
    made = book(*both)
    found = {
        pair: true_by_definition(made, *pair)
        for pair in (("d", "p"), ("p", "e"), ("q", "d"))
    }
    assert found == {
        ("d", "p"): True,
        ("p", "e"): True,
        ("q", "d"): True,
    }  # q asked if p is a
