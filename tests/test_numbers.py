"""Numeric items from the codebook to the page: read, counted, compared, and nobody given away."""

import csv
import json
import re

import numpy as np
import pandas as pd
import pytest

import itperception as itp
from itperception.book.making import make_book
from itperception.book.numbers import number_table
from itperception.book.rounding import are_bounds
from itperception.book.shown import ShownWave
from itperception.reporting.editions import edition_of, shown_before
from itperception.reporting.exports import publish_extras, tidy
from itperception.reporting.figures_file import figures
from itperception.reporting.number_rows import number_rows
from itperception.reporting.tables import crosstab_table
from itperception.reporting.tables.table_data import table_data
from itperception.reporting.trend_report import TrendReport
from itperception.reporting.wave_report import WaveReport
from itperception.workbench import Waves
from itperception.workbench.numbers import nps_of
from tests.inference.reference import reference
from tests.reporting.spreadsheets import read_workbook
from tests.small_waves import least

LETTERS = ["a", "b", "c", "d"]
FIVE = [{"id": f"p{k}", "code": k, "label": f"P{k}"} for k in (5, 4, 3, 2, 1)]
CODEBOOK = {
    "title": "Numbers",
    "scales": [
        {"id": "letter", "ordered": False,
         "categories": [{"id": x, "label": x.upper()} for x in LETTERS]},
        {"id": "five", "ordered": True, "categories": FIVE},
        {"id": "mixed", "ordered": True,
         "categories": [{**c, "code": k} for c, k in zip(FIVE, (1, 3, 2, 4, 5), strict=True)]},
        {"id": "stated", "ordered": True, "categories": FIVE, "scores": [100, 75, 50, 25, 0]},
    ],
    "items": [{"id": name, "label": name, "wording": "?", "scale": scale} for name, scale in (
        ("kind", "letter"), ("zone", "letter"), ("image", "five"), ("mixed", "mixed"),
        ("stated", "stated"))],
    "numbers": [
        {"id": "age", "label": "Age", "wording": "How old?", "unit": {"en": "years", "sv": "år"},
         "missing": [98, 99], "bins": ["18..34", "35..54", "55.."]},
        {"id": "recommend", "label": "Recommend", "wording": "Would you?", "nps": True},
        {"id": "income", "label": "Income", "wording": "Income?", "dont_know": [-1],
         "asked_if": {"item": "kind", "any_of": ["a", "b"]}},
    ],
    "banners": [{"id": x, "label": x, "item": x} for x in ("kind", "zone")]
    + [{"id": "age", "label": "Age", "item": "age_bins"}],
}  # fmt: skip
SYNTHETIC = {
    "title": "Numbers",
    "kind": "microdata",
    "synthetic": True,
    "file": "export.csv",
}


def people(seed=1, n=240, shares=(0.5, 0.3, 0.2, 0.0)):
    """Return made-up people as cells of text."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(LETTERS, n, p=shares)
    frame = pd.DataFrame({"kind": kind, "zone": rng.choice(LETTERS[:2], n)})
    for item in ("image", "mixed", "stated"):
        frame[item] = rng.choice([c["code"] for c in FIVE], n).astype(str)
    age = (rng.integers(18, 80, n) + 6 * (kind == "b")).astype(str)
    frame["age"] = np.where(rng.random(n) < 0.1, rng.choice(["99", ""], n), age)
    frame["recommend"] = rng.integers(0, 11, n).astype(str)
    income = np.round(rng.lognormal(8, 0.6, n), 2).astype(str)
    income = np.where(rng.random(n) < 0.2, "-1", income)
    return frame.assign(income=np.where(np.isin(kind, ["a", "b"]), income, ""))


def opened(folder, frame, codebook=CODEBOOK, **told):
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_csv(folder / "export.csv", index=False, sep=told.get("delimiter", ","),
                 quoting=csv.QUOTE_MINIMAL)  # fmt: skip
    for name, content in (("wave", SYNTHETIC | told), ("codebook", codebook)):
        path = folder / f"{name}.yaml"
        path.write_text(json.dumps(content), encoding="utf-8")  # which is YAML
    return itp.load_wave(folder)


def two_waves(folder, frames, *numbers, **told):
    """Return a wave for each frame; numbers of the first as the last says, or as its own."""
    books = [
        CODEBOOK | {"items": [], "numbers": [asked], "banners": []} for asked in numbers
    ]
    books = [books[0]] * (len(frames) - len(books)) + books
    return Waves(tuple(
        opened(folder / f"w{k}", frame, book, **told)
        for k, (frame, book) in enumerate(zip(frames, books, strict=True), 1)
    ))  # fmt: skip


@pytest.fixture(scope="module")
def wave(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("numbers") / "wave", people())


def known(frame, name="age", silent=("99", "98", "-1", "")):
    return frame[name].where(~frame[name].isin(silent)).astype(float)


def test_a_mean_is_of_who_gave_a_number(wave):
    frame = people()
    age, found = known(frame), wave.mean("age", by="kind")
    lines = found.lines.set_index("banner")

    for kind, own in [("total", age), *((k, age[frame["kind"] == k]) for k in "abc")]:
        told = lines.loc[kind, ["base", "mean", "sd", "q50"]].astype(float).tolist()
        assert told == pytest.approx([own.count(), own.mean(), own.std(), own.median()])
    assert "gave no number" in found.note
    np.testing.assert_equal(wave.frame("age")["age"].to_numpy(), age.to_numpy())


def test_bins_are_an_ordinary_item_and_an_empty_cell_is_no_answer(wave):
    frame, table = people(), wave.crosstab("age_bins")
    age = known(frame)
    bins = [age.between(18, 34), age.between(35, 54), age >= 55, frame["age"] == ""]

    assert wave.cube(["age_bins"]).cells[0].tolist() == [int(own.sum()) for own in bins]
    assert table.bases["total"] == (frame["age"] != "99").sum()
    assert wave.crosstab("kind", by="age_bins").bases["from_35_to_54"] == bins[1].sum()
    assert wave.crosstab("zone", by="age").banner.id == "age_bins"  # a banner of its name
    assert wave.crosstab("income_bins").rows[1].kind == "dont_know"
    asked = np.isin(frame["kind"], ["a", "b"])
    assert wave.crosstab("income_bins").bases["total"] == asked.sum()


def test_the_net_promoter_score_is_promoters_less_detractors(wave):
    found, shares = (
        wave.nps("recommend", by="kind"),
        wave.crosstab("recommend_bins", "kind"),
    )
    p, d = (shares.net(net) for net in ("promoters", "detractors"))
    n = shares.bases

    lines = found.lines.set_index("banner")
    assert lines["mean"].to_dict() == pytest.approx((100 * (p - d)).to_dict(), nan_ok=True)
    variance = (p + d - (p - d) ** 2) / (n - 1).where(n > 1)  # of two shares of one sample
    assert lines["se"].to_dict() == pytest.approx(
        (100 * np.sqrt(variance)).to_dict(), nan_ok=True
    )
    few = {"recommend_bins": ["exactly_9", "exactly_5"], "kind": ["c"], "zone": ["a"]}
    ends = wave.nps("recommend", where=few).lines[["ci_low", "ci_high"]]
    assert ends.abs().max(axis=None) <= 100


def test_a_mean_of_answers_says_what_they_count_and_never_goes_against_the_codes(wave):
    frame = people()
    assert wave.mean("image").lines["mean"].item() == frame["image"].astype(float).mean()
    assert wave.mean("image").of == "image, 5 = P5 … 1 = P1"
    stated = wave.mean("stated")
    assert stated.lines["mean"].item() == pytest.approx(
        25 * (known(frame, "stated").mean() - 1)
    )
    for name, reason in (("mixed", "another order"), ("kind", "not ranked")):
        with pytest.raises(itp.ItPerceptionError, match=reason):
            wave.mean(name)
    for ask in (wave.crosstab, lambda name: wave.model("image", [name])):
        with pytest.raises(
            itp.ItPerceptionError, match=r"'income' is a number.*'income_bins'"
        ):
            ask("income")


def test_a_cell_that_is_no_number_or_in_no_bin_is_a_problem(tmp_path):
    frame = people()
    frame.loc[[3, 5, 8], "age"] = ["forty", "12", "1,5"]
    frame.loc[9, "recommend"] = "7.5"
    with pytest.raises(itp.ItPerceptionError) as told:
        opened(tmp_path / "wave", frame)

    for row, column, value in ((5, "age", "forty"), (7, "age", "12"), (10, "age", "1,5"),
                               (11, "recommend", "7.5")):  # fmt: skip
        assert any(re.search(rf"rows? .*\b{row}\b.*{column}.*'{value}'", line)
                   for line in str(told.value).splitlines())  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [({"bins": ["18..34", "34..50"]}, "no number in common"), ({"bins": ["old"]}, "expected a..b"),
     ({"bins": ["1..2"], "nps": True}, "bins or nps"), ({"bins": ["5..<5"]}, "holds no number"),
     ({"missing": [9], "dont_know": [9]}, "given twice"), ({"id": "image"}, "given twice")],
)  # fmt: skip
def test_a_codebook_that_cannot_be_meant_is_refused(tmp_path, wrong, reason):
    age = {"id": "age", "label": "Age", "wording": "?"} | wrong
    with pytest.raises(itp.ItPerceptionError, match=reason):
        opened(tmp_path / "wave", people(), CODEBOOK | {"numbers": [age]})


def test_decimal_commas_and_exponents_are_numbers(tmp_path):
    codebook = CODEBOOK | {"numbers": [{"id": "age", "label": "Age", "wording": "?"}]}
    frame = people()[["kind", "zone"]].assign(age="1,5")
    frame.loc[0, "age"] = "2e1"
    codebook["items"] = CODEBOOK["items"][:2]
    found = opened(
        tmp_path / "wave", frame, codebook, delimiter=";", layout={"decimal": ","}
    )

    assert found.frame("age")["age"].unique().tolist() == [20.0, 1.5]


def short(*names):
    """Return a codebook of some questions, all broken by one banner."""
    kept = {"items": [i for i in CODEBOOK["items"] if i["id"] in names],
            "numbers": [n for n in CODEBOOK["numbers"] if n["id"] in names],
            "banners": CODEBOOK["banners"][:1]}  # fmt: skip
    return CODEBOOK | kept


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    names = ["kind", "mixed", "age", "recommend"]
    folder = tmp_path_factory.mktemp("numbers") / "book"
    return make_book(ShownWave(opened(folder, people()[names], short(*names))))


def test_page_tab_book_csv_and_json_tell_the_same_means(book, wave, tmp_path):
    table = next(t for t in book.tables if t.name == "age_bins-kind")
    found = wave.mean("age", by="kind")
    publish_extras(book, tmp_path, "sv")
    told = json.loads((tmp_path / f"{book.name}.json").read_text("utf-8"))["tables"]
    [machine] = [t["numbers"] for t in told
                 if t["question"] == "age_bins" and t["banner"]["id"] == "kind"]  # fmt: skip
    lines = tidy(table).query("row == 'mean'").set_index("column")
    expected = found.lines.set_index("banner")["mean"].dropna()
    html = crosstab_table(table, language="sv")
    cells = [
        c for s in read_workbook(tmp_path / f"{book.name}.xlsx") for c in s.cells.values()
    ]

    assert lines["value"].astype(float).to_dict() == expected.to_dict()
    assert [line["mean"] for line in machine["rows"]["mean"]] == expected.tolist()
    for mean in expected:
        assert any(
            isinstance(c, float) and c == pytest.approx(mean, abs=1e-12) for c in cells
        )
        assert f"<td>{mean:.1f}".replace(".", ",") in html or "sig" in html
    assert "Medelvärde, år" in html and "Medelvärde, år" in cells
    assert any(found.letters.values())
    for column, letters in found.letters.items():
        if column not in expected:
            continue
        assert lines.loc[column, "higher_than"] == " ".join(letters)


def test_a_score_row_stands_below_a_recommendation(book):
    table = next(t for t in book.tables if t.name == "recommend_bins-kind")
    labels = [row.label for row in number_rows(table, "de")]
    assert labels[1:] == ["Mittelwert", "Standardabweichung", "Median",
                          "Net Promoter Score (−100 bis 100)"]  # fmt: skip
    assert table.means() is None  # it is told once


@pytest.mark.parametrize("says", ["", "-1"])
def test_a_number_without_bins_has_means_and_letters_on_them_alone(tmp_path, says):
    """`says` is the cell of who does not know, if anybody."""
    frame = people()[["kind", "zone", "age"]].rename(columns={"age": "years"})
    frame["years"] = known(frame, "years").fillna(50).map(str)
    frame.loc[:39, "years"] = says or "50"
    asked = {
        "id": "years",
        "label": "Years",
        "wording": "?",
        "dont_know": [says] if says else [],
    }
    wave = opened(tmp_path / "wave", frame, CODEBOOK | {
        "items": [i for i in CODEBOOK["items"] if i["id"] in ("kind", "zone")],
        "numbers": [asked], "banners": CODEBOOK["banners"][:2]})  # fmt: skip
    book, found = make_book(ShownWave(wave)), wave.mean("years", by="kind")
    table = next(t for t in book.tables if t.name == "years_bins-kind")
    html, told = crosstab_table(table), {row.id: row for row in number_rows(table)}
    [machine] = [t for t in figures(book)["tables"]
                 if t["question"] == "years_bins" and t["banner"]["id"] == "kind"]  # fmt: skip
    publish_extras(book, tmp_path, "en")
    sheets = read_workbook(tmp_path / f"{book.name}.xlsx")
    [own] = [s for s in sheets if "years" in s.name.lower()]
    cells = {c for c in own.cells.values() if isinstance(c, str)}
    lines = found.lines.set_index("banner")

    for name, measure in {"mean": "mean", "sd": "sd", "median": "q50"}.items():
        own = {c: lines.at[c, measure] for c in told[name].values}
        assert told[name].values == pytest.approx(own)
    letters = {c: " ".join(found.letters.get(c, "")) for c in told["mean"].letters}
    assert told["mean"].letters == letters
    assert "B" not in told["sd"].letters.values() and any(told["mean"].letters.values())
    for written in (
        html,
        " ".join(cells),
        table_data(table).to_csv(),
        tidy(table).to_csv(),
    ):
        assert "A number" not in written and "Smallest difference" not in written
        assert "Pearson" not in written and "χ²" not in written
        assert ("Don't know" in written or "dont_know" in written) == bool(says)
    assert machine["test"] is machine["trend"] is machine["comparisons"] is None
    assert "Welch" in html and not len(book.explored.pairs.query("row == 'any'"))
    fold = (
        WaveReport(book)
        .tables()
        .html.split("<b>Years</b>")[1]
        .split('<details class="fold"')[0]
    )
    assert "picture" not in fold and "A number was asked for" in fold
    [asked] = re.findall(
        r"<section>.*?Years.*?</section>", WaveReport(book).topline().html, re.S
    )
    total = lines.loc["total"]
    shown = dict(re.findall(r'"row">([^<]*)</th><td>([^<]*)</td>', asked))
    assert (
        shown["Mean"] == f"{total['mean']:.1f}" and shown["Median"] == f"{total['q50']:.1f}"
    )
    assert shown["Standard deviation"] == f"{total['sd']:.1f}"


# --- wave by wave -----------------------------------------------------------------------

HOURS = {
    "id": "x",
    "label": "Hours",
    "wording": "How many?",
    "unit": "h",
    "bins": ["0..20", "21.."],
}


@pytest.mark.parametrize("case", ["plain", "designed"])
def test_means_of_two_waves_and_their_change_are_those_of_r(tmp_path, case):
    printed = reference("wave_means")[case]
    data = pd.DataFrame(printed["data"])
    data["x"] = data["x"].map(lambda x: "" if x < 0 else f"{x:g}")
    named = {} if case == "plain" else {"weight": "w", "stratum": "s", "cluster": "c"}
    kept = ["x", *named.values()]
    frames = [data.loc[data["wave"] == k, kept].astype(str) for k in (1, 2)]
    waves = two_waves(tmp_path, frames, HOURS, **named)
    found = waves.mean("x")
    [change] = found.pairs.to_dict("records")

    for line, theirs in zip(found.lines.to_dict("records"), printed["lines"], strict=True):
        assert [line[k] for k in ("base", "mean", "sd", "se")] == pytest.approx(theirs)
    assert found.lines["banner"].tolist() == ["w1", "w2"]
    assert (change["first"], change["second"]) == ("w2", "w1")
    names = ("difference", "statistic", "df", "p_value", "ci_low", "ci_high")
    assert [change[name] for name in names] == pytest.approx(printed["change"])
    assert f"p = {change['p_value']:.3g}" in repr(found)
    assert "difference of means" in found.explain()


def test_the_score_of_each_wave_is_its_own_and_a_panel_knows_who_is_in_both(tmp_path):
    asked = next(n for n in CODEBOOK["numbers"] if n.get("nps"))
    frames = [people(seed)[["recommend"]].assign(id=range(240)) for seed in (1, 2)]
    frames[1]["recommend"] = np.where(np.arange(240) < 180, frames[0]["recommend"],
                                      frames[1]["recommend"])  # fmt: skip
    waves = two_waves(tmp_path, frames, asked, respondent_id="id")
    found, same = waves.nps("recommend"), waves.nps("recommend", panel=True)

    alone = [wave.nps("recommend").lines["mean"].iloc[0] for wave in waves.waves]
    assert (
        found.lines["mean"].tolist() == same.lines["mean"].tolist() == pytest.approx(alone)
    )
    points = [nps_of(frame["recommend"].astype(float).to_numpy()) for frame in frames]
    change = points[1] - points[0]
    assert same.pairs["difference"].iloc[0] == pytest.approx(change.mean())
    se = same.pairs["difference"].iloc[0] / same.pairs["statistic"].iloc[0]
    assert se == pytest.approx(change.std(ddof=1) / 240**0.5)  # that of the paired t test
    assert same.pairs["ci_high"].iloc[0] < found.pairs["ci_high"].iloc[0]


@pytest.mark.parametrize(("other", "reason"), [
    ({"wording": "How many hours?"}, "wording"), ({"unit": "min"}, "answers .*h → min"),
    ({"bins": ["0..30", "31.."]}, "answers"),
])  # fmt: skip
def test_a_number_that_was_asked_otherwise_is_refused_with_the_reason(
    tmp_path, other, reason
):
    frames = [
        people(seed)[["age"]].rename(columns={"age": "x"}).replace("99", "")
        for seed in (1, 2)
    ]
    waves = two_waves(tmp_path, frames, HOURS, HOURS | other)

    with pytest.raises(itp.ItPerceptionError, match=f"cannot be compared: {reason}"):
        waves.mean("x")
    assert "changed between the waves" in waves.mean("x", comparable=True).note


def test_answers_that_do_not_count_the_same_have_no_mean_side_by_side(tmp_path):
    frame, scales = people()[["image"]], {s["id"]: s for s in CODEBOOK["scales"]}
    waves = Waves(tuple(
        opened(tmp_path / name, frame, {
            "title": "T", "scales": [scales[name]],
            "items": [{"id": "image", "label": "I", "wording": "?", "scale": name}],
        }) for name in ("five", "stated")
    ))  # fmt: skip
    with pytest.raises(
        itp.ItPerceptionError, match="does not count the same in every wave"
    ):
        waves.mean("image")


def followed(tmp_path, frames, weighted=False):
    """Return the trend of waves of everybody in the test codebook, by kind."""
    book = CODEBOOK | {"banners": CODEBOOK["banners"][:2]}
    folders, told = [tmp_path / f"w{k}" for k in range(len(frames))], {}
    if weighted:
        frames = [
            f.assign(w=np.random.default_rng(len(f)).uniform(0.5, 2, len(f)))
            for f in frames
        ]
        told = {"weight": "w"}
    waves = [opened(*pair, book, **told) for pair in zip(folders, frames, strict=True)]
    return TrendReport(tuple(ShownWave(wave, "kind") for wave in waves), "kind")


@pytest.mark.parametrize("weighted", [False, True])
def test_a_trend_page_follows_the_means_of_the_pages_of_its_waves(tmp_path, weighted):
    page = followed(tmp_path, [people(1), people(2, 300)], weighted)
    trend, text = page._trend, page.lines().text
    books = [make_book(shown) for shown in page.shown]
    waves, lines = Waves(trend.loaded), trend.frame.set_index(["name", "group"])
    own = [{t.question.id: {row.id: row.values for row in number_rows(t)}
            for t in book.tables if t.numbers and t.by == "kind"} for book in books]  # fmt: skip

    assert "income_bins" not in trend.tables and "age_bins" in trend.tables
    assert {name for name, _ in lines.index if " " in name} == {
        "age mean", "recommend mean", "recommend nps", "income mean"}  # fmt: skip
    for name, group in lines.index[[" " in name for name, _ in lines.index]]:
        (item, row), line = name.split(), lines.loc[(name, group)]
        told = [rows[f"{item}_bins"] for rows in own]
        assert [line["before"], line["after"]] == [t[row][group] for t in told]
        if row == "mean":
            assert [line["n_before"], line["n_after"]] == [t["base"][group] for t in told]
        of = {"where": {"kind": [group]}} if group != "total" else {}
        change = (waves.nps if row == "nps" else waves.mean)(item, **of).pairs.iloc[0]
        if weighted:
            assert line["difference"] == pytest.approx(line["after"] - line["before"])
            assert line["ci_low"] <= line["difference"] <= line["ci_high"]
            up = line["p_value"] - change["p_value"]  # in coarse steps p is a bound
            assert up >= 0 if are_bounds(trend.unit) else abs(up) < 1e-3
        else:
            for end in ("difference", "ci_low", "ci_high", "p_value"):
                assert line[end] == pytest.approx(change[end])
    assert "Age: Mean, years" in text and "Recommend: Net Promoter Score" in text
    assert trend.tally.made == trend.frame["p_value"].notna().sum()


def test_a_number_that_few_gave_in_a_wave_is_not_followed(tmp_path):
    few = people(2)
    few.loc[8:, "age"] = ""
    page = followed(tmp_path, [people(1), few])

    assert "age mean" not in page._trend.frame["name"].to_numpy()
    assert re.search("Too few .* to show: [^.]*Age: Mean, years", page.lines().text)


# --- nobody is given away ---------------------------------------------------------------


def groups_told(shown, frame, number):
    """Return who gave a number, and who is in each column of which a mean is told."""
    who, asked = known(frame, number).notna().to_numpy(), shown.codebook.number(number)
    rows = [1.0 * who]
    for banner in ("kind", "zone"):
        found = number_table(shown, asked, shown.wave.dimension(banner))
        if not found.rows:
            return who, np.zeros((0, len(who)))
        own = list(found.of("mean").index[1:])
        in_bins = [c.id for c in shown.crosstab(asked.bins_id, banner).columns]
        assert {*own} <= {*in_bins}
        alone = [1.0 * (who & (frame[banner] == name)) for name in own if name in LETTERS]
        rows += alone + [rows[0] - sum(alone)] * (
            len(alone) < len(own)
        )  # joined: all others
    return who, np.array(rows)


def computable(rows, group):
    """Say whether adding and subtracting what is told gives the sum of a group."""
    factors = np.linalg.lstsq(rows.T, group, rcond=None)[0]
    return np.abs(rows.T @ factors - group).max() < 1e-8


def small_groups(frame, who):
    """Yield everybody in a column, in two at once, in one and not another, of fewer than 10."""
    kinds, zones = ([frame[b].to_numpy() == x for x in LETTERS] for b in ("kind", "zone"))
    both = [f(k, z) for k in kinds for z in zones
            for f in (np.logical_and, lambda k, z: k & ~z, lambda k, z: z & ~k)]  # fmt: skip
    for group in [*kinds, *zones, *both]:
        if 0 < (group & who).sum() < 10:
            yield 1.0 * (group & who)


def risky(seed):
    """Return people of whom a few can be singled out: nearly nested, many without a number."""
    rng = np.random.default_rng(seed)
    frame = people(seed, 150, (0.6, 0.25, 0.1, 0.05))
    frame["zone"] = frame["kind"]
    moved = rng.choice(150, rng.integers(1, 25), replace=False)
    frame.loc[moved, "zone"] = rng.choice(LETTERS, len(moved))
    silent = rng.random(150) < np.where(frame["kind"] == frame["zone"], 0.1, 0.8)
    return frame.assign(age=np.where(silent, "", frame["age"]))


@pytest.mark.parametrize("seed", range(8))
def test_no_sum_of_the_numbers_of_few_can_be_computed(tmp_path, seed):
    frame = risky(seed)
    shown = ShownWave(opened(tmp_path / "wave", frame))
    for number in ("age", "income"):
        who, rows = groups_told(shown, frame, number)
        assert not [g for g in small_groups(frame, who) if computable(rows, g)]


def test_the_attack_works_where_nothing_is_protected(tmp_path):
    frame = risky(0)
    shown = ShownWave(opened(tmp_path / "wave", frame), given=least(1))
    who, rows = groups_told(shown, frame, "age")
    assert any(computable(rows, group) for group in small_groups(frame, who))


def test_a_median_has_enough_people_on_both_sides(tmp_path):
    shown = ShownWave(opened(tmp_path / "wave", risky(3)))
    lines = number_table(
        shown, shown.codebook.number("age"), shown.wave.dimension("kind")
    ).lines
    assert (lines.loc[lines["median"].notna(), "base"] >= 20).all()
    assert lines["median"].notna().any()


def test_numbers_of_a_weighted_wave_are_rounded_everywhere(tmp_path):
    rng, frame = np.random.default_rng(5), people(5, 300, (0.5, 0.27, 0.2, 0.03))
    frame["w"] = rng.lognormal(0, 0.5, 300).round(3)
    frame, told = frame[["kind", "age", "w"]], {"layout": {"weight": "w"}}
    wave = opened(tmp_path / "wave", frame, short("kind", "age"), **told)
    told = figures(make_book(ShownWave(wave)))
    spread = wave.mean("age").lines["sd"].item()
    found = [
        t["numbers"] for t in told["tables"] if t["numbers"] and t["question"] == "age_bins"
    ]

    assert len(found) == 1 and 14 < spread < 20  # so the unit is 0.5
    for numbers in found:
        for line in numbers["rows"]["mean"]:
            assert "se" not in line
            for value in (line["mean"], line["sd"], line["ci_low"], line["ci_high"]):
                assert (2 * value) % 1 == 0
        for pair in numbers["pairs"]:
            sides = {line["column"]: line["mean"] for line in numbers["rows"]["mean"]}
            assert pair["difference"] == sides[pair["first"]] - sides[pair["second"]]
        for test in filter(None, numbers["tests"].values()):
            assert test["statistic"] is None and test["effect_size"] is None


def test_an_earlier_edition_says_which_means_and_bases_it_told(book):
    told = figures(book)
    before = shown_before(told, book.codebook)
    more = json.loads(json.dumps(told))
    [first] = [t["numbers"] for t in more["tables"] if t["question"] == "age_bins"]
    first["rows"]["mean"][1]["base"] += 3

    assert {group.column for group in before["age"]} == {"a", "b", "c"}
    assert edition_of(book, told) is None and edition_of(book, more).people == 3


def test_a_number_that_too_few_gave_has_no_mean_and_a_reason(tmp_path):
    frame = people()[["kind", "age"]]
    frame.loc[8:, "age"] = ""
    book = make_book(ShownWave(opened(tmp_path / "wave", frame, short("kind", "age"))))
    [table] = [t for t in book.tables if t.numbers]

    assert not number_rows(table) and table.numbers.lines.empty
    assert "fewer than 10 people gave a number" in crosstab_table(table)
    assert figures(book)["tables"][-1]["numbers"]["rows"] == {}
