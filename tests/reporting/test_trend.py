"""What a trend page says: what changed, what did not, and what was not compared."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from itperception.book.shown import ShownWave
from itperception.book.trend_changes import TrendChanges
from itperception.book.trend_models import model_courses
from itperception.book.wave_columns import by_wave
from itperception.counting.disclosure_rule import DisclosureRule
from itperception.counting.given import TOTAL
from itperception.errors import PublicationError, UnknownNameError
from itperception.inference.intervals import miettinen_nurminen
from itperception.reporting.trend_charts import change_charts, group_chart
from itperception.reporting.trend_report import trend_report
from itperception.reporting.trend_summary import TrendSummary
from itperception.reporting.trend_words import TrendWords
from itperception.workbench import Waves, load_wave

REPOSITORY = Path(__file__).parents[2]
with pytest.warns(UserWarning, match="groups of 1"):
    EVERYBODY = DisclosureRule(minimum=1)
LINE = """\
id;org_type;image;performance;why;tools.web;tools.mail;tools.none;w;minutes
"""


@pytest.fixture(scope="module")
def demo():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))
        return trend_report("demo-2024,demo-2026")


@pytest.fixture
def trend(root, monkeypatch):
    """Return the report of two waves of 200, of given shares of good performance."""
    monkeypatch.setenv("ITPERCEPTION_ROOT", str(root))
    raw = root / "data/raw"
    shutil.copytree(raw / "tiny", raw / "tiny2")

    def made(*good: int, wave: str = "", edit: tuple[str, str] = ("", ""), language="en"):
        for name, n in zip(("tiny", "tiny2"), good, strict=True):
            lines = [
                f"{k};{'abc'[k % 3]};{'21'[k % 4 == 0]};{1 if k < n else 3};;1;0;0;1;5\n"
                for k in range(200)
            ]
            (raw / name / "export.csv").write_text(LINE + "".join(lines))
            told = (raw / name / "wave.yaml").read_text()
            (raw / name / "wave.yaml").write_text(told.replace("n: 8", "n: 200"))
        codebook = (raw / "codebook.yaml").read_text()
        (raw / "tiny2/codebook.yaml").write_text(codebook.replace(*edit))
        with open(raw / "tiny2/wave.yaml", "a") as file:
            file.write(wave)
        return trend_report("tiny,tiny2", rule=EVERYBODY, language=language)

    return made


def page_of(report):
    """Return the chapters in the order of the notebook."""
    notebook = (REPOSITORY / "notebooks/trend.ipynb").read_text(encoding="utf-8")
    names = re.findall(r'"report\.(\w+)\(\)"', notebook)
    return [getattr(report, name)() for name in names]


def begun(report, language="en"):
    return TrendSummary(report._trend, language).summary()


def told(report) -> list[str]:
    lines = re.findall("<li>(.*?)</li>", report.findings().html)
    return [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize(("language", "message"), [
    ("en", "From tiny to tiny2 no change can be shown"),
    ("sv", "Från tiny till tiny2 kan ingen förändring beläggas"),
    ("de", "Von tiny bis tiny2 lässt sich keine Veränderung belegen"),
])  # fmt: skip
def test_where_nothing_changed_it_says_so_with_what_chance_would_bring(
    trend, language, message
):
    report = trend(100, 100, language=language)
    summary, made = begun(report, language), report._trend.tally.made

    assert summary.message == message and report.findings().html == ""
    facts = [fact for _, fact in summary.facts]
    assert re.findall(r"\d+", facts[1])[::5] == [str(made), "0"]
    assert f" {made * 0.05:.0f}." in facts[1]
    unseen = report._trend.visible
    assert f"{100 * unseen[TOTAL]:.0f}" in facts[2] and set(unseen) > {TOTAL}
    assert all(len(fact.split()) <= 35 for fact in facts)


def test_the_largest_change_beyond_chance_is_the_message(trend):
    report = trend(60, 140)
    found, made = report._trend.found, report._trend.tally.made
    summary = begun(report)

    most = found.loc[found["difference"].abs().idxmax()]
    label = TrendWords(report._trend).label(most["name"], most["group"])
    assert summary.message == f"From tiny to tiny2 this changed most: {label}"
    assert f", +{100 * most['difference']:.0f} points" in summary.lead
    line = next(
        x for x in told(report) if x.startswith("Changed: Performance: Good or fair: ")
    )
    level = 1 - 0.05 * len(found) / made
    low, high = miettinen_nurminen(140, 200, 60, 200, level=level)
    assert "30% in tiny (n = 200), 70% in tiny2 (n = 200); +40 points (" in line
    assert f"interval +{100 * low:.0f} to +{100 * high:.0f}; adjusted p" in line
    assert len(told(report)) == len(found)


def test_what_was_asked_differently_is_told_and_not_compared(demo):
    for language, said in (("en", "Nobody can say"), ("sv", "kan inte jämföras"),
                           ("de", "nicht vergleichbar")):  # fmt: skip
        summary = begun(demo, language)
        numbers = [int(x) for x in re.findall(r"\d+", summary.lead)]
        assert {50, 52, 2, 16, 21} <= {*numbers} and said in summary.facts[0][1]
        assert ["; " in line for line in summary.figure().lines] == [False, True]


def test_every_gap_that_the_waves_declare_is_told_by_its_name(demo, monkeypatch):
    [course], _ = demo._trend.gaps, demo._trend.frame  # of what is there, not of the other
    other = replace(course, declared=course.declared.model_copy(update={"id": "other"}))
    monkeypatch.setitem(vars(demo._trend), "gaps", [course, other])

    [grew] = [told for _, told in begun(demo).facts if "within chance" in told]
    title = demo._words.gap_title(other.declared)
    first, second = grew.split(f" {title}: ")
    assert "Nobody can say" in first and re.match(
        r"Not beyond chance: \+\d+ points", second
    )


def test_where_nothing_could_be_tested_no_change_is_said_to_be_chance(demo, monkeypatch):
    frame = demo._trend.frame.assign(p_value=np.nan, found=False)
    monkeypatch.setitem(vars(demo._trend), "frame", frame)

    assert change_charts(demo._words)[0].title == "No change could be tested"


def test_p_values_are_adjusted_for_all_changes_of_the_page(trend):
    frame = trend(60, 80)._trend.frame

    p = np.sort(frame["p_value"].dropna())
    stepped = np.minimum.accumulate((p * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1]
    np.testing.assert_allclose(np.sort(frame["p_adjusted"].dropna()), stepped)
    assert {"item", "set", "gap"} == {
        "gap" if name == "perception" else "set" if "." in name else "item"
        for name in frame["name"]
    }


def test_nothing_compared_is_not_nothing_changed(trend, edit):
    edit("tiny/wave.yaml", "n: 8", "n: 8\nmode: Online")
    report = trend(60, 140, wave="mode: Phone\n")

    summary = begun(report)
    assert summary.message == "From tiny to tiny2 nothing can be compared"
    assert "surveyed differently: not compared" in summary.lead and not told(report)
    assert report._trend.tally.made == 0 and report._trend.found.empty
    assert any(told.startswith("Nothing was tested") for _, told in summary.facts)


def test_a_changed_mode_is_listed_once_and_breaks_every_line(trend, edit):
    edit("tiny/wave.yaml", "n: 8", "n: 8\nmode: Online")
    report = trend(60, 140, wave="mode: Phone\n")

    assert (
        report.changes().text.count("All questions: mode Online Phone Not compared, nor")
        == 1
    )
    assert "changed: mode; not comparable with the wave before" in report.gap().text
    assert "changed: mode" in report.summary().html  # in the chart, too
    assert {*report._trend.frame["breaks"]} == {
        ("mode",)
    } and "<img" not in report.lines().html
    told = report.lines().text
    assert "ot compared; changed: mode" in told and "+" not in told.split("Download")[0]
    assert "Too few answered in one of the waves to show: Why." in told


def test_the_gap_of_three_waves_is_told_of_the_two_whose_change_stands_beside_it(
    trend, edit, root
):
    trend(60, 140, wave="mode: Online\n")  # performance of 30 and 70 %, image of everybody
    shutil.copytree(root / "data/raw/tiny2", root / "data/raw/tiny3")
    third = (root / "data/raw/tiny3/export.csv").read_text().replace(";3;;1", ";1;;1", 20)
    (root / "data/raw/tiny3/export.csv").write_text(third)
    edit("tiny3/wave.yaml", "Online", "Phone")
    summary = begun(trend_report("tiny,tiny2,tiny3", rule=EVERYBODY))

    assert "The gap was −30 points in tiny2, −20 points in tiny3; asked or" in summary.lead
    grew = next(told for _, told in summary.facts if told.startswith("Nobody can say"))
    assert "surveyed differently" in grew
    assert "a change of +10 points would be beyond chance (2 to 18)" in grew


def test_a_declared_mode_leaves_the_line_and_gives_its_reason(trend, edit):
    edit("tiny/wave.yaml", "n: 8", "n: 8\nmode: Online")
    report = trend(60, 140, wave="mode: Phone\ndepartures: [{change: mode, comparable: true, "
                   "reason: A split half}]\n")  # fmt: skip

    assert "Compared all the same. A split half" in report.changes().text
    assert "not comparable" not in report.lines().html


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (("label: Fair}", "label: Fairly good}"), "answers offered"),
        (("[good, fair]", "[good]"), "answers added up"),
        (("label: Fair}", "label: Fair, kind: dont_know}"), "what counts as an answer"),
    ],
)
def test_the_page_says_what_broke_the_line(trend, edit, words):
    report = trend(60, 140, edit=edit)

    assert f"ot compared; changed: {words}" in report.lines().text
    assert f"Performance: {words} " in report.changes().text


def test_groups_of_a_banner_asked_otherwise_are_not_compared(trend):
    frame = trend(60, 140, edit=("Which type?", "What kind?"))._trend.frame

    own = frame[frame["name"] == "performance"].set_index("group")
    assert own.loc["total", "breaks"] == () and own.loc["total", "found"]
    assert set(own.drop("total")["breaks"]) == {("wording",)}
    assert own.drop("total")["p_value"].isna().all()


def test_a_gap_made_of_a_reworded_item_inherits_the_break(trend):
    frame = trend(60, 140, edit=("How is your image?", "How are you seen?"))._trend.frame

    gap = frame[frame["name"] == "perception"]
    assert set(gap["breaks"]) == {("wording",)} and gap["p_value"].isna().all()
    assert gap["before"].notna().all()


def test_the_change_of_the_gap_is_that_of_the_waves(trend):
    report = trend(60, 140)
    waves = [
        load_wave(name).gap().to_frame().set_index("banner") for name in ("tiny", "tiny2")
    ]

    line = report._trend.frame.set_index(["name", "group"]).loc[("perception", "total")]
    before, after = (wave.loc["total", "difference"] for wave in waves)
    assert (line["before"], line["after"]) == pytest.approx((before, after))
    assert line["difference"] == pytest.approx(after - before)
    assert line["found"] and "n = 200" in " ".join(report.summary().html.split())
    assert any("gap between “Performance” and “Image”" in x for x in told(report))


def test_the_widest_gap_is_first_and_stands_with_whether_the_groups_differ(demo):
    gap, [alt] = demo._summary.course, re.findall(r'alt="([^"]*)"', demo.gap().html)
    own = {w.name: {g.group: g.difference.effect_size for g in w.gap().groups[1:]}
           for w in demo.loaded}  # fmt: skip
    widest = {max(groups, key=groups.get) for groups in own.values()}

    assert widest == {gap.widest} == {"group_owned"}
    assert alt.startswith("Groups do not differ beyond chance")
    assert min(gap.differs.values()) > 0.05
    assert re.findall("(Group-owned|Internal|Decentralised): 2024", alt) == [
        "Group-owned", "Internal", "Decentralised"]  # fmt: skip
    for wave in demo.loaded:
        p = wave.gap().heterogeneity.p_value
        assert f"{demo._words.waves[wave.name]} p = {p:.3f}" in demo.gap().text
    assert "2026: changed: wording; not comparable with the wave before." in demo.gap().text


@pytest.mark.parametrize(("p_values", "said"), [
    ((0.001, 0.04), "Widest in every wave: Group-owned"),
    ((0.001, 0.06), "gap between"), ((0.5, 0.06), "do not differ beyond chance"),
])  # fmt: skip
def test_a_group_is_called_the_widest_only_if_the_groups_differ(
    demo, monkeypatch, p_values, said
):
    gap = demo._summary.course
    names = [wave.name for wave in demo.loaded]
    differs = dict(zip(names, p_values, strict=True))
    monkeypatch.setattr(type(gap), "differs", differs)

    title = group_chart(gap, demo._words).title

    assert said in title
    assert ("Widest" in title) == (max(p_values) <= 0.05)
    assert ("beyond chance" in title) == (min(p_values) > 0.05)


def test_no_group_is_the_widest_where_another_one_is_so_in_one_wave(demo, monkeypatch):
    gap = demo._summary.course
    frame = gap.frame.assign(difference=-gap.frame["difference"])
    monkeypatch.setitem(vars(gap), "frame", frame)
    assert gap.widest == "group_owned"  # below zero as above
    told = frame["difference"].mask(
        (frame["group"] == "internal") & (frame["wave"] == "demo-2026"), 0.5
    )
    monkeypatch.setitem(vars(gap), "frame", frame.assign(difference=told))
    assert gap.widest == "" and "Widest" not in demo.gap().text


def test_nothing_made_of_a_reworded_item_is_told_as_a_change(demo):
    frame = demo._trend.frame
    broken = frame[frame["breaks"].map(bool)]
    assert {*broken["name"]} == {"image", "perception"} and len(broken) == 8
    assert broken[["difference", "ci_low", "ci_high", "p_value"]].isna().all(axis=None)
    [_, image] = demo.lines().html.split("Image with customers: Good or very good</th>")[
        0:2
    ]
    assert '<td class="num">..</td>' in image.split("</tbody>")[0]
    assert "Not compared, nor is the gap made of it." in demo.changes().text


def test_how_small_a_change_would_be_seen_is_that_of_the_tables(demo):
    table = demo._trend.tables["performance"][TOTAL]
    size = table.detectable(power=0.8)["difference"].iloc[0]
    told = demo.lines().text

    assert f"with a probability of 80%: Total: {100 * size:.0f} points; Internal: " in told


def test_all_but_the_pictures_and_one_table_is_folded(demo):
    html = "".join(block.html for block in page_of(demo))
    unfolded = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)

    assert unfolded.count("<table") == 1 and html.count("<table") == 5
    words = re.sub(r"<[^>]+>", " ", unfolded).split()
    assert len(words) <= 600
    for wave in demo.loaded:
        assert f"{wave.folder.description.title['en']}. n" in demo.method().text
    assert "Two waves make no trend" in demo.method().text


def test_a_gap_below_zero_and_one_that_may_be_either_are_told_with_their_sign(trend):
    report = trend(20, 20)  # performance good of 10 %, image of 25 %
    told = report.gap().text

    lead = begun(report).lead
    assert "The gap was −" in lead
    alt = re.findall(r'alt="([^"]*)"', report.gap().html)[0]
    assert "−" in alt and "Difference between groups" in told


def test_a_gap_without_groups_is_drawn_once(demo, monkeypatch):
    gap = demo._summary.course
    monkeypatch.setitem(vars(gap), "frame", gap.frame[gap.frame["group"] == TOTAL])
    monkeypatch.setattr(type(gap), "groups", [TOTAL])

    assert demo.gap().html == ""  # the page begins with it


def test_a_net_that_one_wave_does_not_have_is_not_followed(trend):
    best = "nets:\n      - {id: best, label: Best, categories: [good]}"
    report = trend(60, 140, edit=("nets:", best))

    assert "performance" not in report._trend.tables
    assert "answers added up" in report.changes().text


@pytest.mark.parametrize(("language", "said"), [
    ("sv", "+3 procentenheter före avrundning"), ("de", " vor dem Runden +3 Punkte"),
])  # fmt: skip
def test_the_rounded_shares_are_not_the_change_they_seem(demo, language, said, monkeypatch):
    monkeypatch.setattr(ShownWave, "is_rounded", False)  # as if no weights were to be kept
    trend = TrendChanges(demo.shown, demo.by, language)
    lead = TrendSummary(trend, language).summary().lead

    assert said in lead and re.search("50\N{NO-BREAK SPACE}%.*52\N{NO-BREAK SPACE}%", lead)


def test_the_demo_waves_have_no_change_beyond_chance(demo):
    tally = demo._trend.tally

    assert (tally.made, tally.found, tally.after_adjustment) == (51, 2, 0)
    assert tally.by_chance == pytest.approx(51 * 0.05)
    frame = demo._trend.frame
    waves = [load_wave(name, REPOSITORY) for name in ("demo-2024", "demo-2026")]
    alone = Waves(waves).crosstab("performance").net("good_or_very_good")
    own = frame[(frame["name"] == "performance") & (frame["group"] == "total")].iloc[0]
    told = tuple(round(alone[w.name], 2) for w in waves)  # weighted: whole percents
    assert (own["before"], own["after"]) == told == (0.5, 0.52)
    assert (own["n_before"], own["n_after"]) == (428, 486)
    assert set(frame.loc[frame["breaks"].map(bool), "name"]) == {"image", "perception"}


def test_every_gap_of_a_chart_has_its_base(demo):
    html = demo.summary().html + demo.gap().html
    html = " ".join(html.replace("\N{NO-BREAK SPACE}", " ").split())

    alts = re.findall(r'alt="([^"]*)"', html)
    assert len(alts) == 2 and "Internal: 2024, n = 213" in alts[1]
    assert "2024, n = 428" in alts[0] and "2026, n = 486" in alts[0]


def test_every_change_of_everybody_that_is_compared_is_drawn(demo):
    [alt] = re.findall(r'alt="([^"]*)"', demo.lines().html)

    frame = demo._trend.frame
    own = frame[(frame["group"] == "total") & frame["ci_low"].notna()]
    own = own[own["name"].isin(list(demo._trend.tables))]
    assert alt.count(": 2024 ") == len(own) and "Image with customers" not in alt
    title = f"No change stands out from what chance brings ({len(own)} tested)."
    assert alt.startswith(title) and not own["found"].any()
    below = (own["p_value"] < 0.05).sum()  # these are filled
    kept = f"Filled: {below} of {len(own)}; after adjustment 0 of them remain."
    assert below and kept in demo.lines().text
    left = "Left out, as asked differently: Image with customers: Good or very good."
    assert left in demo.lines().text


def test_the_tables_of_the_page_are_numbered_in_its_order(demo):
    html = "".join(block.html for block in page_of(demo))

    tables = [int(n) for n in re.findall(r"Table (\d+)\.", html)]
    assert tables == [1, 2, 3, 4]


def test_no_wave_pair_gives_an_empty_frame_of_findings(trend):
    found = trend(100, 100)._trend.found

    assert isinstance(found, pd.DataFrame) and found.empty


def test_groups_that_stand_in_every_wave_are_not_called_hidden(demo):
    told = demo.lines().text

    assert "does not stand by itself" not in told and "Internal" in told


def test_a_group_that_one_wave_hides_has_no_line(trend, root):
    trend(100, 100)
    export = root / "data/raw/tiny2/export.csv"
    export.write_text(export.read_text().replace(";c;", ";a;", 62))  # four of 66 are left
    report = trend_report("tiny,tiny2", rule=DisclosureRule())

    assert {*report._trend.frame["group"]} == {TOTAL, "internal"}
    assert "does not stand by itself" in report.lines().text
    whole, few = (ShownWave(load_wave(name, root)) for name in ("tiny", "tiny2"))
    for place in range(3):
        waves = {f"wave {k}": few if k == place else whole for k in range(3)}
        assert {*by_wave(waves, "performance", "org_type")} == {TOTAL, "internal"}


def test_two_groups_that_every_wave_tells_as_one_column_are_no_group_of_the_trend(
    trend, root
):
    trend(100, 100)
    for wave in ("tiny", "tiny2"):  # four of 66 are left, so the second stands with them
        folder = root / f"data/raw/{wave}"
        export, told = folder / "export.csv", folder / "wave.yaml"
        export.write_text(export.read_text().replace(";c;", ";a;", 62))
        told.write_text(told.read_text().replace("weight: w\nignore: [", "ignore: [w, "))
    report = trend_report("tiny,tiny2", rule=DisclosureRule())

    own, *_ = report._trend.gaps
    joined = [[g for g in found if "+" in g] for found in own._found.values()]
    assert all(joined)  # a page of one wave tells them together
    assert own.groups == [TOTAL, "internal"] == [*report._trend.tables["performance"]]
    assert "does not stand by itself" in report.lines().text and report.gap().html


# ------------------------------------------------------- how much is who answered

GOOD = "good_or_very_good"
MODEL = """\
models:
  - {item: performance, on: [org_type]}
"""


def test_what_is_left_of_a_change_is_the_model_of_both_waves(demo):
    course = next(c for c in model_courses(demo._trend) if c.items == ("performance",))
    step, on = course.steps[0], ["wave", *course.declared.on]
    waves = Waves(demo.loaded)
    fitted = waves.model("performance", on, net=GOOD)
    pair, own = (
        frame[frame["term"] == "wave"] for frame in (fitted.contrasts, fitted.adjusted)
    )

    for name in ("difference", "ci_low", "ci_high"):
        assert step.adjusted[name] == pytest.approx(round(pair[name].iloc[0], 2))
    assert step.adjusted["p_adjusted"] == round(pair["p_value"].iloc[0], 3)
    assert step.model.bases == tuple(own["base"])
    asked = waves.crosstab("performance").bases[[step.from_wave, step.to_wave]]
    assert step.model.gone == tuple(asked.to_numpy() - own["base"])
    frame = demo._trend.frame.set_index(["name", "group"])
    assert step.raw["difference"] == frame.loc[("performance", TOTAL), "difference"]


def test_a_model_of_what_was_asked_otherwise_is_refused_with_the_reason(demo, trend):
    told = demo.models().text
    why = "from 2024 to 2026: not compared; changed: wording (Image with customers)."
    assert told.count(why) == 2 and told.count("Table 4.") == 1
    assert demo.model("image", "org_type").text.count(why) == 1

    reworded = trend(60, 140, edit=("Which type?", "What kind?")).model(
        "performance", "org_type"
    )
    assert "changed: wording (Type)" in reworded.text and "<table" not in reworded.html


def test_any_net_is_told_with_its_own_change(trend):
    report = trend(60, 140, edit=("title: A tiny", MODEL + "title: A tiny"))

    [course] = model_courses(report._trend)
    assert course.net == "top" and course.steps[0].raw["difference"] == pytest.approx(0.4)
    assert "Changed, all else equal: +40 points from tiny to tiny2" in report.models().text
    own = report.model("performance", ["org_type"], net="poor").text
    assert "−40 points from tiny to tiny2" in own and "in the tables −40 points" in own
    assert "Held equal: Type." in own and "n before n after" in own
    with pytest.raises(UnknownNameError, match="net or answer of 'performance'"):
        report.model("performance", ["org_type"], net="tops")


def test_where_few_are_left_out_no_base_of_the_model_is_told(demo):
    section = demo.model("role", ["org_type"])  # 6 and 3 did not say of which type they are

    assert "in at least one of the waves fewer than 10 of those asked" in section.text
    assert "Base:" not in section.text
    assert section.text.count("428 486") == 1 and ".. .." in section.text


def test_a_group_that_one_wave_hides_is_in_no_model_and_in_no_frame(trend, root):
    trend(100, 120)
    path = root / "data/raw/tiny2/export.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:1] + [x for x in lines[1:] if x.split(";")[1] != "c"][:130]
                            + [x for x in lines[1:] if x.split(";")[1] == "c"][:4]))  # fmt: skip
    said = (root / "data/raw/tiny2/wave.yaml").read_text()
    (root / "data/raw/tiny2/wave.yaml").write_text(said.replace("n: 200", "n: 134"))
    report = trend_report("tiny,tiny2")

    told = report.model("performance", ["org_type"]).text
    assert "Without Type: Decentralised, which is not shown by itself." in told
    people = report.frame()
    assert "Decentralised" not in people["org_type"].cat.categories


def test_a_section_of_ones_own_is_of_all_waves(demo):
    people = demo.frame(["performance", "org_type"])
    shares = people.groupby("wave", observed=True)[f"performance_{GOOD}"].mean()

    told = demo.own("By wave", shares.to_frame(), by="wave")
    assert (
        "Base: at most 914 respondents, by Wave, the smallest group at most 428"
        in told.text
    )
    with pytest.raises(PublicationError, match="tells of single people"):
        demo.own("People", people)
    with pytest.raises(PublicationError, match="fewer than 10 respondents"):
        demo.own("Few", shares.to_frame(), by="wave * industry * role")
