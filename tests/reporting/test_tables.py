"""Tables: every number, letter, base and rule is there, and nothing is taken for markup."""

from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from itperception.book import BookTable, tabulate
from itperception.counting.crosstab import Crosstab
from itperception.inference.association import test as whole_test
from itperception.inference.comparisons.comparisons import compare
from itperception.reporting import tables
from itperception.reporting.sanitise import sanitise
from itperception.survey.questions import MultipleResponse
from itperception.terms.category import Category, Net
from itperception.terms.dimension import Dimension
from itperception.terms.text import LANGUAGES

HOSTILE = '<script>alert("x")</script>'
RATING = (
    Category(id="good", label={"en": "Good", "sv": "Bra", "de": "Gut"}),
    Category(id="fair", label="Fair"),
    Category(id="poor", label="Poor"),
    Category(id="dont_know", label="Don't know", kind="dont_know"),
)
TYPES = tuple(
    Category(id=name, label=name.capitalize())
    for name in ("internal", "group", "decentralised")
)
TOP = Net(id="top", label="Good or fair", categories=("good", "fair"))
COUNTS = [[60, 20, 3], [20, 10, 5], [15, 40, 7], [5, 10, 5]]


def rated_table(counts=COUNTS, label="Image", **changes):
    """Return a rating by three types; the third has a very small base."""
    stub = Dimension("image", {"en": label}, {"en": "How is it?"}, RATING, True, (TOP,))
    banner = Dimension("type", {"en": "type"}, {"en": ""}, TYPES, False)
    cells = np.pad(np.stack([np.array(counts, float)] * 3), ((0, 0), (0, 0), (0, 1)))
    return replace(Crosstab("2026", stub, banner, RATING, TYPES, cells), **changes)


def weighted_table():
    table = rated_table()
    return replace(
        table, cells=table.cells * np.array([1, 1, 3])[:, None, None], is_weighted=True
    )


def options_of(shares, base=200):
    """Return one table per option of a multiple response."""
    ticked = (Category(id="selected", label="Yes"), Category(id="not_selected", label="No"))
    return [
        replace(
            rated_table([[share, share], [base - share, base - share]]),
            stub=Dimension(f"tools.{name}", {"en": name}, {"en": "?"}, ticked, False),
            rows=ticked, columns=TYPES[:2],
        )
        for name, share in shares.items()
    ]  # fmt: skip


def tools(options, compared=None, label="Tools in use") -> BookTable:
    """Return the options as one table."""
    asked = MultipleResponse.model_construct(
        id="tools", label={"en": label}, wording={"en": "?"}, options=()
    )
    return tabulate(options, compared, question=asked)


INLINE = ("sup", "span", "a")


class Cells(HTMLParser):
    """The rows of a page's tables as text, and the attributes of every heading."""

    def __init__(self, page):
        super().__init__()
        self.rows, self.heads, self.links, self.inside = [], [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self.inside = tag in ("td", "th") or (self.inside and tag in INLINE)
        self.heads += [dict(attributes)] if tag == "th" else []
        self.links += [dict(attributes)["href"]] if tag == "a" else []

    def handle_endtag(self, tag):
        self.inside = self.inside and tag in INLINE

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data

    def row(self, label):
        return next(row[1:] for row in self.rows if row[0] == label)


def csv_of(page):
    address = next(link for link in Cells(page).links if link.startswith("data:"))
    return pd.read_csv(StringIO(unquote(address.split(",", 1)[1]).removeprefix("\ufeff")))


def test_bases_percentages_and_nets_are_shown_and_a_small_base_is_flagged():
    page = Cells(tables.crosstab_table(tabulate(rated_table())))

    assert page.row("Base (unweighted)") == ["200", "100", "80*", "20**"]
    assert page.row("Good") == ["42%", "60%", "25%", "15%"]
    assert page.row("Net: Good or fair") == ["59%", "80%", "38%", "40%"]


def test_dont_know_is_the_last_row():
    assert Cells(tables.crosstab_table(tabulate(rated_table()))).rows[-1][0] == "Don't know"


def test_a_net_is_not_the_sum_of_rounded_percentages():
    table = rated_table([[104, 1, 1], [104, 1, 1], [792, 1, 1], [0, 0, 0]])

    page = Cells(tables.crosstab_table(tabulate(table)))

    assert (page.row("Good")[1], page.row("Fair")[1]) == ("10%", "10%")
    assert page.row("Net: Good or fair")[1] == "21%"


def test_a_base_below_a_hundred_carries_one_star():
    table = rated_table(np.array(COUNTS) * [1, 0.5, 2])

    assert Cells(tables.crosstab_table(tabulate(table))).row("Base (unweighted)")[1:] == [
        "100", "40*", "40*",
    ]  # fmt: skip


def test_a_weighted_table_is_judged_by_its_effective_base():
    page = Cells(tables.crosstab_table(tabulate(weighted_table())))

    assert page.row("Base (unweighted)") == ["200*", "100*", "80**", "20**"]
    assert page.row("Effective base") == ["67", "33", "27", "7"]


def test_the_note_names_the_test_of_the_letters_and_that_of_the_table():
    table = rated_table()

    page = tables.crosstab_table(tabulate(table, compare(table), whole_test(table)))

    assert "Internal (A)" in " ".join(Cells(page).rows[0])
    assert "N−1 chi-squared test, two-sided, 5% level, computed on the unweighted" in page
    assert "Whole table: Kruskal-Wallis test: H = " in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_has_a_scope_and_no_cell_is_empty(language):
    table = rated_table()
    page = Cells(tables.crosstab_table(tabulate(table, compare(table)), language=language))

    assert {head.get("scope") for head in page.heads} == {"col", "row"}
    assert all(cell.strip() for row in page.rows for cell in row)


def test_nothing_from_outside_is_taken_for_markup():
    table = rated_table(label=HOSTILE)
    hostile = pd.DataFrame({HOSTILE: [HOSTILE]})

    page = tables.crosstab_table(tabulate(table), number=1) + tables.frame_table(
        hostile, {HOSTILE: (HOSTILE, "text")}, title=HOSTILE, name=HOSTILE
    )

    assert "<script" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page


def test_a_table_survives_the_sanitiser():
    table = rated_table(synthetic=True)
    page = tables.crosstab_table(tabulate(table, compare(table)), number=1, guide="read")

    cleaned = sanitise(page)

    assert Cells(cleaned).rows == Cells(page).rows
    assert Cells(cleaned).heads == Cells(page).heads
    assert Cells(cleaned).links == Cells(page).links
    assert csv_of(cleaned).equals(csv_of(page))


def test_the_title_names_the_table_and_synthetic_data_are_marked_in_it_and_in_the_csv():
    page = tables.crosstab_table(tabulate(rated_table(synthetic=True)), number=3)

    assert '<table class="nums" aria-labelledby="table-3-title">' in page
    assert (
        '<span class="number">Table 3.</span> Image by type <strong class="badge">' in page
    )
    assert csv_of(page)["synthetic"].eq(1).all()


def test_the_csv_has_full_precision_and_the_nets_and_flags_a_small_base():
    table = rated_table()
    read = csv_of(tables.crosstab_table(tabulate(table))).set_index(["row", "column"])

    assert read.at[("good", "total"), "proportion"] == 83 / 200
    assert read.at[("top", "internal"), "proportion"] == table.net("top")["internal"]
    assert read.at[("(base)", "internal"), "count"] == 100
    small = read.xs("decentralised", level="column")
    assert small.at["good", "proportion"] == 3 / 20
    assert small["note"].eq("**").all()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_text_in_the_csv_is_never_a_formula(start):
    frame = pd.DataFrame({f"{start}head": [f"{start}1+1"], "difference": [-0.1]})

    read = pd.read_csv(StringIO(tables.csv_text(frame)))

    assert read.columns[0] == f"'{start}head"
    assert read.iloc[0].tolist() == [f"'{start}1+1", -0.1]


def test_whole_numbers_beside_missing_ones_stay_whole_in_the_csv():
    frame = pd.DataFrame({"count": pd.Series([12, None], dtype=object)})

    assert tables.csv_text(frame) == 'count\n12\n""\n'


def test_numbers_in_the_csv_come_back_to_the_last_bit(rng):
    frame = pd.DataFrame({"value": rng.normal(size=50) * 10.0 ** rng.integers(-9, 9, 50)})

    read = pd.read_csv(StringIO(tables.csv_text(frame)))

    pd.testing.assert_frame_equal(read, frame, check_exact=True)


def test_a_multiple_response_has_a_row_for_each_option():
    options = options_of({"Web": 90, "Mail": 40})

    page = tables.crosstab_table(tools(options), number=2)

    assert Cells(page).row("Web") == ["45%", "45%", "45%"]
    assert Cells(page).row("Mail") == ["20%", "20%", "20%"]
    assert "n = 400" in page
    assert csv_of(page)["row"].unique().tolist() == ["(base)", "tools.Web", "tools.Mail"]


def test_a_multiple_response_shows_the_range_where_options_differ_in_base():
    options = options_of({"Web": 90}) + options_of({"Mail": 40}, base=180)

    page = Cells(tables.crosstab_table(tools(options)))

    assert page.row("Base (unweighted)") == ["360–400", "180–200", "180–200"]
    read = csv_of(tables.crosstab_table(tools(options)))
    assert {"(base) tools.Web", "(base) tools.Mail"} <= set(read["row"])


def test_a_frame_is_written_in_the_formats_asked_for():
    frame = pd.DataFrame({"wave": ["2024"], "gap": [-0.127], "p": [0.0004], "n": [18000]})
    columns = {
        "wave": ("Wave", "text"), "gap": ("Gap", "points"), "p": ("p", "p_value"),
        "n": ("n", "count"),
    }  # fmt: skip

    page = Cells(tables.frame_table(frame, columns, title="Gap", name="gap", language="de"))

    assert page.rows == [["Wave", "Gap", "p", "n"], ["2024", "−13", "p < 0,001", "18.000"]]


def test_a_note_of_a_frame_stays_beside_the_mark_of_synthetic_data():
    frame = pd.DataFrame({"wave": ["2024", "2026"], "note": ["asked anew", None]})
    columns = {"wave": ("Wave", "text")}

    page = tables.frame_table(frame, columns, title="T", name="t", synthetic=True)

    read = csv_of(page)
    assert read["note"].dropna().tolist() == ["asked anew"]
    assert read["synthetic"].tolist() == [1, 1]


def test_what_is_missing_is_a_symbol_that_the_note_explains():
    frame = pd.DataFrame({"wave": ["2024"], "gap": [np.nan]})
    columns = {"wave": ("Wave", "text"), "gap": ("Gap", "points")}

    page = tables.frame_table(frame, columns, title="Gap", name="gap")

    assert Cells(page).rows[1] == ["2024", ".."]
    assert ".. means not available." in page


def test_a_fact_that_is_not_known_reads_not_stated():
    page = tables.definition_table([("Mode", "")], title="Method", name="m", language="sv")

    assert Cells(page).row("Mode") == ["uppges inte"]
