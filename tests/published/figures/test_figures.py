from fractions import Fraction

import pytest

from itperception.errors import UnknownNameError, WaveError
from itperception.published.figures.figures import COLUMNS, read_figures
from itperception.published.figures.study import Study
from itperception.survey.description import WaveDescription
from itperception.survey.documents import read_document
from tests.cases import each
from tests.published.conftest import RAW

FIGURES_IN_PRINT = {
    "2007-2009-itexcellence": 6,
    "2009-computerwoche": 6,
    "2010-computerwoche": 4,
    "2011-ardour": 8,
    "2012-informationweek": 6,
    "2013-ardour": 27,
    "2013-ardour-outsourcing": 3,
    "2014-informationweek": 10,
}
# What the article, in Swedish, prints for each row; the three rows that it does not have
# are of another report of the study.
IN_THE_ARTICLE = {
    "1": "51 procent", "2": "fyra av fem", "3": "38 procent", "4": "Elva procent",
    "5": "15 procent", "8": "43 procent", "10": "oavsett om", "11": "sämre än",
    "12": "särskilt självförtroende", "13a": "varje sekund", "13b": "förbättrar avsevärt",
    "14a": "varje andra", "14b": "varje andra", "15a": "inte ens", "15b": "inte ens",
    "16a": "hälften", "16b": "detsamma", "17": "19 procent", "18a": "19 procent",
    "18b": "28 procent", "18c": "53%", "19": "bidrar också", "20": "undantaget snarare",
    "21": "inte alltid",
}  # fmt: skip
LINE = "1,good,image,Good,all,156,percent,38 %,37.5,38.5,good,unknown,ardour,both ends\n"


@pytest.fixture
def read_line(tmp_path):
    """Return a function that reads one line of figures below the header."""

    def read(line: str, header: str = ",".join(COLUMNS)):
        path = tmp_path / "figures.csv"
        path.write_text(f"{header}\n{line}", encoding="utf-8")
        return read_figures(path)

    return read


@each(("wave", "count"), FIGURES_IN_PRINT.items())
def test_every_figure_of_a_survey_is_there(wave, count, printed):
    assert len(printed(wave)) == count


def test_the_study_has_every_row(study):
    rows = {int(figure.row.rstrip("abc")) for figure in study}
    assert rows == set(range(1, 22))


def test_the_article_is_cited_for_every_figure_that_stands_in_it(study):
    cited = {f.row for f in study if "seed-article" in f.sources}
    assert cited == {*IN_THE_ARTICLE}
    assert {f.row for f in study} - cited == {"6", "7", "9"}
    shares = (f for f in study if f.kind == "percent" and f.row in cited)
    for share in shares:
        number = IN_THE_ARTICLE[share.row].replace("Elva", "11").strip("% procent")
        assert share.printed == f"{number} %"


@each("wave", FIGURES_IN_PRINT)
def test_every_figure_names_sources_that_the_wave_describes(wave, printed):
    description = read_document(RAW / wave / "wave.yaml", WaveDescription)
    known = {source.id for source in description.sources}
    assert description.kind == "published"
    assert {source for figure in printed(wave) for source in figure.sources} == known


@each("wave", FIGURES_IN_PRINT)
def test_a_percentage_lies_in_the_middle_of_its_range(wave, printed):
    for figure in printed(wave):
        if figure.kind == "percent" and figure.rounding != "inequality":
            assert figure.printed == f"{100 * figure.middle} %"
            assert figure.high - figure.low == Fraction(1, 100)


def test_words_stay_words(study):
    words = {figure.printed for figure in study if figure.kind == "words"}
    assert words == {
        "four of five", "a similar picture", "every second", "half",
        "not even these are common", "the exception rather than the rule",
    }  # fmt: skip


def test_the_same_words_mean_the_same_range_in_every_survey(printed):
    ranges = {}
    for wave in FIGURES_IN_PRINT:
        for figure in (f for f in printed(wave) if f.kind == "words"):
            ends = (figure.low, figure.high)
            assert ranges.setdefault(figure.printed, ends) == ends
            assert figure.low < figure.high and figure.assumption


def test_sizes_of_organisation_types_are_not_in_print(study):
    by_type = [figure for figure in study if figure.group != "all"]
    assert by_type and all(figure.base is None for figure in by_type)


def test_claims_have_no_range(study):
    claims = [figure for figure in study if figure.kind == "claim"]
    assert [claim.row for claim in claims] == ["10", "11", "12", "13b", "19", "21"]
    assert all(claim.low is None and not claim.is_share for claim in claims)


def test_parts_of_one_whole_add_up_to_a_hundred(study, printed):
    roles = [figure.middle for figure in study if figure.item == "role"]
    management = [figure.middle for figure in printed("2011-ardour")[:4]]
    assert sum(roles) == sum(management) == 1


def test_shares_are_exact_fractions_and_a_mean_stays_in_scale_points(study, printed):
    assert Study(name="s", figures=study).figure("performance_good").low == Fraction(
        505, 1000
    )
    assert printed("2007-2009-itexcellence")[0].low == Fraction("2.725")


def test_an_unknown_figure_is_named_with_the_nearest(study):
    with pytest.raises(UnknownNameError, match="did you mean 'image_good'"):
        Study(name="s", figures=study).figure("image_god")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",156,", ",many,", "row 2, column 'base': not understood: found 'many'"),
        ("percent", "percents", "row 2, column 'kind'.*expected one of percent, words"),
        ("37.5", "x", "row 2, column 'low': not understood: found 'x', expected a number"),
        ("38.5", "36", r"row 2, column 'high'.*expected at least low \(37.5\)"),
        ("38.5", "380", "row 2, column 'high': no share: found '380'"),
        ("unknown", "", "row 2, column 'rounding': an empty cell"),
        ("percent", "claim", "row 2, column 'low': a claim has no range: found '37.5'"),
        (",good,unknown", ",,unknown", "row 2, column 'categories': an empty cell"),
        ("percent,38 %", "words,", "row 2, column 'printed': an empty cell"),
    ],
)
def test_a_broken_line_names_row_column_and_value(old, new, message, read_line):
    with pytest.raises(WaveError, match=message):
        read_line(LINE.replace(old, new))


def test_all_problems_are_told_at_once(read_line):
    with pytest.raises(WaveError) as caught:
        read_line(LINE.replace("percent", "per cent").replace("37.5", "low") + LINE)
    assert [problem.column for problem in caught.value.problems] == ["kind", "low", "id"]


def test_words_without_a_reason_are_refused(read_line):
    with pytest.raises(WaveError, match=r"'assumption'.*expected the reason"):
        read_line(LINE.replace("percent", "words").replace("both ends", ""))


def test_a_missing_and_an_unknown_column_are_both_named(read_line):
    header = ",".join(COLUMNS).replace("rounding", "round")
    with pytest.raises(WaveError, match="'rounding': the column is missing") as caught:
        read_line(LINE, header)
    assert "column 'round': there is no such column" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "low", "kind", "rounding"),
    [
        ("percent,38 %", "0.375", "percent", "unknown"),
        ("words,four of five", "0.75", "words", "declared"),
        (",more than 30 %", "0.3", "percent", "inequality"),
        ("mean,2.73 on 1 to 5", "2.725", "mean", "unknown"),
    ],
)
def test_low_and_high_may_be_left_to_what_is_printed(given, low, kind, rounding, read_line):
    line = f"1,good,image,Good,all,156,{given},,,good,,ardour,\n"
    (figure,) = read_line(line)
    assert (figure.low, figure.kind, figure.rounding) == (Fraction(low), kind, rounding)
    assert figure.assumption


def test_what_is_not_understood_needs_low_and_high(read_line):
    line = LINE.replace("38 %,37.5,38.5", "a few,,")
    with pytest.raises(WaveError, match=r"column 'printed': 'a few' is not understood"):
        read_line(line)
    with pytest.raises(WaveError, match="row 2, column 'high': an empty cell"):
        read_line(LINE.replace("38 %,37.5,38.5", "a few,3,"))


def test_low_and_high_of_the_file_come_before_what_is_printed(read_line):
    (figure,) = read_line(LINE.replace("37.5,38.5", "30,40"))
    assert (figure.low, figure.high) == (Fraction(3, 10), Fraction(4, 10))


def test_a_known_way_of_rounding_is_kept(read_line):
    (figure,) = read_line(LINE.replace("37.5,38.5,good,unknown", ",,good,half_up"))
    assert figure.rounding == "half_up" and figure.assumption == "both ends"
