"""What a cell made becomes a section; what shows respondents or small groups is refused."""

import numpy as np
import pandas as pd
import pingouin
import pytest
import seaborn as sns
import statsmodels.formula.api as smf
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from itperception.errors import PublicationError
from itperception.reporting.own import Own
from itperception.reporting.page import Page
from itperception.reporting.render import render

N = 120


@pytest.fixture
def people():
    drawn = np.random.default_rng(1)
    made = pd.DataFrame({
        "org_type": np.repeat(["internal", "decentral", "tiny"], [60, 55, 5]),
        "size": ["small", "large"] * 60, "good": drawn.integers(0, 2, N), "score": drawn.random(N),
    }, index=pd.RangeIndex(1, N + 1, name="person"))  # fmt: skip
    made.attrs["label"] = {"size": "Company size", "good": "Good or very good"}
    return made


def test_a_table_of_sums_is_a_section_with_heading_base_and_labels(people):
    shares = people.groupby("size")["good"].mean()

    told = Own(people, synthetic=True).section("Good by size", shares, by="size").html

    assert '<h2 id="s-good-by-size">' in told and ">Company size</th>" in told
    assert ">Good or very good</th>" in told and f">{shares['large']:.3f}</td>" in told
    assert (
        "Base: at most 120 respondents, by Company size, the smallest group at most 60."
        in told
    )
    assert 'class="badge">synthetic data' in told.lower()


def test_numbers_are_written_in_the_language_of_the_page(people):
    told = (
        Own(people, language="sv").section("Medel", people[["score"]].mean(), base=90).html
    )

    assert f"{people['score'].mean():.3f}".replace(".", ",") in told
    assert "Bas: 90 svarande" in told


def test_results_of_pingouin_and_statsmodels_are_tables(people):
    own = Own(people)
    found = pingouin.chi2_independence(people, "size", "good")[2]
    fitted = smf.logit("good ~ size", people).fit(disp=0)

    test = own.section("Test", found).html
    model = own.section("Model", fitted, by="size").html

    assert found["test"][0] in test
    assert f"{fitted.params.iloc[1]:.3f}".replace("-", "\N{MINUS SIGN}") in model
    assert ">Coefficient<" in model


def test_a_chart_of_seaborn_is_a_picture_with_its_words(people):
    ax = sns.barplot(people, x="size", y="good")

    told = (
        Own(people, synthetic=True)
        .section("Chart", ax, by="size", alt="Small is ahead")
        .html
    )

    assert 'alt="Small is ahead"' in told and "data:image/svg+xml," in told
    assert ax.get_ylabel() == "Good or very good"
    assert "synthetic" in ax.figure.texts[0].get_text().lower()


def test_the_same_chart_is_the_same_bytes(people):
    drawn = [Own(people).section("A", sns.barplot(people, x="size", y="good", seed=1), alt="B").html
             for _ in range(2)]  # fmt: skip

    assert drawn[0] == drawn[1]


def test_columns_and_terms_are_named_by_their_labels(people):
    counted = people.groupby("org_type")[["good"]].agg(["mean", "size"])
    table, people = (
        Own(people).section("Mine", counted).html,
        people[people["org_type"] != "tiny"],
    )
    own, fitted = Own(people), smf.logit("good ~ size * org_type", people).fit(disp=0)

    model = own.section("Mine", fitted).html
    ax = sns.barplot(people, x="org_type", y="score", hue="size")
    own.section("Mine", ax, alt="What it shows")

    assert ">Company size: small</th>" in model and "Base: 115 respondents." in model
    assert ">Good or very good, mean</th>" in table and ">5</td>" not in table
    assert ax.get_legend().get_title().get_text() == "Company size"


def strip(people):
    return sns.stripplot(people, x="size", y="score")


def rug(people):
    return sns.rugplot(people, x="score")


def staircase(people):
    return sns.ecdfplot(people, x="score")


REFUSED = {
    "people": (lambda p: p.head(3), "a table of 3 lines made of 120"),
    "people after a reset": (lambda p: p.head(3).reset_index(), "tells of single people"),
    "one column": (lambda p: p["score"], "a table of 120 lines"),
    "people without their number": (
        lambda p: p.reset_index(drop=True).head(3),
        "a table of 3 lines",
    ),
    "people as text": (lambda p: p.head(3).to_string(), "found .* lines of text"),
    "values": (lambda p: pd.DataFrame(p.to_numpy()), "a table of 120 lines"),
    "a mark for each": (strip, "draws 120 marks"),
    "a line for each": (rug, "draws 120 marks"),
    "a step for each": (staircase, "marks, more than one for every four"),
    "anything else": (lambda p: object(), "cannot be made of object"),
}


@pytest.mark.parametrize(("make", "why"), REFUSED.values(), ids=REFUSED)
def test_what_tells_of_single_people_is_refused(people, make, why):
    with pytest.raises(PublicationError, match=f"'Mine'.*{why}"):
        Own(people).section("Mine", make(people), alt="What it shows")


def test_a_picture_without_words_is_refused(people):
    with pytest.raises(PublicationError, match="'Mine' is a picture: say in alt"):
        Own(people).section("Mine", Figure())


def test_small_groups_are_refused_and_named(people):
    own, sums = Own(people), people.groupby("org_type")[["good"]].mean()

    with pytest.raises(PublicationError, match=r"in 1 of 3 groups of org_type \(tiny\)"):
        own.section("Mine", sums, by="org_type")
    with pytest.raises(PublicationError, match=r"in 2 of 6 .*tiny x large"):
        own.section("Mine", sums, by="org_type * size")
    with pytest.raises(PublicationError, match=r"no column .* is called 'zone'"):
        own.section("Mine", sums, by="size + zone")
    assert own.section("Mine", "A sentence.", by="size + good").html


def test_lines_on_few_people_are_empty_and_one_alone_takes_another_along(people):
    counted = people.groupby("org_type")["good"].agg(["mean", "size"])

    told = Own(people).section("Mine", counted).html

    assert "60" in told and "5</td>" not in told and "fewer than 10 respondents" in told


def test_a_column_of_words_is_no_base_whatever_it_is_called(people):
    told = pd.DataFrame({"size": ["small", "large"], "n": [40, 20], "good": [0.25, 0.75]})

    shown = Own(people).section("Mine", told).text

    assert "small 40 0.250 large 20 0.750" in " ".join(shown.split())


def test_the_code_of_a_section_is_shown_below_it_and_prose_in_its_language(people):
    data, metadata = Own(people).section("Mine", "A sentence.")._repr_mimebundle_()
    made = new_output("display_data", data, metadata=metadata)
    cells = [
        new_code_cell("report.own('Mine', ...)", outputs=[made]),
        new_code_cell("other()"),
    ]
    prose = {"Only English": ["en"], "Bara svenska": ["sv"], "All": []}
    cells += [
        new_markdown_cell(told, metadata={"tags": tags}) for told, tags in prose.items()
    ]
    page = Page(name="mine", title="Mine", notebook="wave.ipynb", parameters={})

    html = render(new_notebook(cells=cells), page, MADE_FROM)

    assert html.count("report.own(&#39;Mine&#39;, ...)") == 2  # here and at the end
    assert html.index("Code of this section") < html.index("other()")
    assert "Only English" in html and "All" in html and "Bara svenska" not in html


MADE_FROM = {"files": {}, "code": {}, "versions": {}, "parameters": {}}


def filled(people):
    ax = Figure().add_subplot()
    ax.fill_between(range(N), people["score"])
    return ax


def coloured(people):
    ax = Figure().add_subplot()
    ax.imshow(people[["good", "score"]].to_numpy())
    return ax


REFUSED |= {
    "a polygon along them": (filled, "draws .* marks, more than one for every four"),
    "a picture of them": (coloured, "draws 120 marks"),
    "a grid of colours": (
        lambda p: sns.heatmap(p[["good", "score"]], ax=Figure().add_subplot()),
        "draws 120 marks",
    ),
}
SMALL = {
    "lines": lambda p: p.groupby("org_type")[["good"]].mean(),
    "a column of words": lambda p: p.groupby("org_type")["good"].mean().reset_index(name="share"),
    "answers without a name": lambda p: p.groupby("org_type")["good"].mean().rename_axis(None),
    "columns": lambda p: p.pivot_table("score", "size", "org_type"),
    "an axis": lambda p: sns.barplot(p, x="org_type", y="good", ax=Figure().add_subplot()),
    "a legend": lambda p: sns.barplot(p, x="size", y="good", hue="org_type",
                                      ax=Figure().add_subplot()),
    "panels": lambda p: sns.catplot(p, x="size", y="good", col="org_type", kind="bar"),
    "a model": lambda p: smf.ols("score ~ org_type", p).fit(),
    "a model of a factor": lambda p: smf.ols("score ~ C(org_type) * size", p).fit(),
}  # fmt: skip


@pytest.mark.parametrize("make", SMALL.values(), ids=SMALL)
def test_small_groups_that_only_the_thing_itself_names_are_refused(people, make):
    with pytest.raises(
        PublicationError, match=r"of org_type|org_type \* size|size \* org_type"
    ):
        Own(people).section("Mine", make(people), alt="What it shows")
    assert Own(people[people["org_type"] != "tiny"]).section(
        "Mine", make(people[people["org_type"] != "tiny"]), alt="What it shows"
    )


@pytest.mark.parametrize("make", SMALL.values(), ids=SMALL)
def test_groups_are_those_of_the_frames_that_were_handed_out(people, make):
    few = people[people["org_type"] != "tiny"].iloc[45:66]  # 15 internal, 6 decentral
    own = Own(people[people["org_type"] != "tiny"], handed_out=(people.iloc[:115], few))

    with pytest.raises(
        PublicationError, match=r"a frame of 21 of 115 respondents.*of=people"
    ):
        own.section("Mine", make(few), alt="What it shows")
    with pytest.raises(PublicationError, match="fewer than 10"):
        own.section("Mine", make(few), alt="What it shows", of=few)
    told = own.section(
        "Mine", make(people.iloc[:115]), alt="What it shows", of=people.iloc[:110]
    )
    assert "at most 110 respondents" in told.html or "Base: 115" in told.html


def test_what_only_a_frame_that_was_handed_out_has_is_judged_by_it(people):
    own = Own(people.drop(columns="org_type"), handed_out=(people,))

    with pytest.raises(PublicationError, match=r"of org_type \(tiny\)"):
        own.section("Mine", people.groupby("org_type")[["good"]].mean())


@pytest.mark.parametrize("make", [
    lambda p: p[["good"]].mean(), lambda p: smf.ols("score ~ good", p).fit(),
    lambda p: sns.histplot(p, x="score", bins=2, ax=Figure().add_subplot()), lambda p: "Half.",
], ids=["a mean", "a model", "a chart", "a sentence"])  # fmt: skip
def test_what_is_made_of_a_few_people_is_refused_without_any_groups(people, make):
    own, few = Own(people), people.head(8)

    for asked in (own, Own(people, handed_out=(people, few))):
        with pytest.raises(PublicationError, match="fewer than 10 respondents"):
            asked.section("Mine", make(few), alt="It", of=few if asked is own else None)
    with pytest.raises(PublicationError, match="made of 8 respondents, fewer than 10"):
        own.section("Mine", make(people), alt="It", base=8)
    people.loc[9:, "good"] = np.nan  # 8 of 120 have answered it
    with pytest.raises(PublicationError, match="fewer than 10 respondents with good"):
        own.section("Mine", people[["good", "score"]].mean())


def test_a_base_beside_the_cells_of_a_line_does_not_vouch_for_them(people):
    people["zone"] = np.repeat(["north", "south", "east"], [60, 55, 5])
    people["kind"] = np.repeat(["new", "old"], [57, 63])  # 3 of the north are old
    told = {}
    for across in ("size", "kind"):
        cells = people.pivot_table("score", "zone", across)
        told[across] = cells.assign(n=people.groupby("zone").size())

    shown = " ".join(Own(people).section("Mine", told["size"]).text.split())
    assert "north 0." in shown and "60" in shown and "east .. .. .." in shown
    with pytest.raises(
        PublicationError, match=r"in 1 of 4 .* zone \* kind \(north x old\)"
    ):
        Own(people).section("Mine", told["kind"])


def test_tables_without_groups_and_distributions_are_shown(people):
    own, kept = Own(people), people[people["org_type"] != "tiny"]
    shares = pd.crosstab(kept["org_type"], people["size"], normalize="index")

    assert own.section("Mine", people.groupby("size")[["good"]].mean()).html
    assert own.section("Mine", people[["good", "score"]].corr()).html
    assert Own(kept).section("Mine", shares).html


def test_by_is_a_text_and_of_are_respondents(people):
    with pytest.raises(
        PublicationError, match=r"by is \['size', 'good'\]; say 'size \+ good'"
    ):
        Own(people).section("Mine", "A sentence.", by=["size", "good"])
    with pytest.raises(PublicationError, match="of is str, expected respondents"):
        Own(people).section("Mine", "A sentence.", of="people")
