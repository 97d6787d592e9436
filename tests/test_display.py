"""How a wave and a table show themselves at the keyboard."""

import re
from pathlib import Path

import pandas as pd
import pytest

from itperception.counting.display import shown_cells
from itperception.workbench import Table, Waves, load_wave

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wave():
    return load_wave("demo-2026", ROOT)


@pytest.fixture(scope="module")
def image(wave):
    return wave.crosstab("image", by="org_type")


def test_a_wave_is_one_line(wave, tiny):
    assert str(wave) == (
        "demo-2026: 486 respondents, 13 questions; weighted, in strata; "
        "synthetic data: nobody gave these answers"
    )
    assert str(tiny).startswith("tiny: 8 respondents, 5 questions; weighted; synthetic")
    assert "synthetic data" in wave._repr_html_() and "<table" in wave._repr_html_()


def test_a_table_is_in_percent_with_nets_bases_and_letters(image):
    lines = {line[:24].strip(): line[24:].split() for line in str(image).splitlines()}

    for row, label in (("poor", "Poor"), ("dont_know", "Don't know")):
        numbers = [word for word in lines[label] if word.isdigit()]
        assert numbers == [f"{100 * p:.0f}" for p in image.proportions().loc[row]]
    assert lines["base"] == [str(base) for base in image.bases]
    assert lines["effective base"] == [f"{base:.0f}" for base in image.effective_bases]
    good = image.net("good_or_very_good")
    letters = image.compare().letters.loc["good_or_very_good"]
    wanted = [
        f"{100 * p:.0f} {letters.get(column, '')}".strip() for column, p in good.items()
    ]
    assert " ".join(lines["Good or very good (net)"]) == " ".join(wanted)
    assert "Internal (A) Group-owned (B) Decentralised (C)" in str(image).splitlines()[0]
    assert "higher than that column beyond chance, at 5 %" in str(image)
    assert str(image).endswith("synthetic data: nobody gave these answers")


def test_html_says_the_same_as_text(image):
    shown = re.findall(r"<td>(.*?)</td>", image._repr_html_())

    told = shown_cells(image, image.compare()).map("".join).to_numpy().ravel()
    assert [re.sub("<.*?>", "", cell) for cell in shown] == told.tolist()
    assert (
        "<sup>AB</sup>" in image._repr_html_() and "synthetic data" in image._repr_html_()
    )


def test_a_table_without_weights_columns_or_rows_shows_what_it_has(wave, tiny):
    assert "effective" not in str(tiny.crosstab("image", weighted=False))
    assert "letters" not in str(wave.crosstab("image"))
    assert "base" in str(wave.crosstab("image").with_rows([], []))
    nobody = Table.from_counts(pd.DataFrame({"a": [1, 2], "<b>": [0, 0]}, ["x", "y"]))
    assert "–" in str(nobody) and "synthetic" not in str(nobody)
    assert "&lt;b&gt;" in nobody._repr_html_() and "<b>" not in nobody._repr_html_()


def test_small_bases_are_marked(tiny):
    assert "** base too small to compare" in str(tiny.crosstab("image", by="type"))


def test_a_twin_and_a_caution_are_said_below_the_table(wave):
    twin = load_wave("2013-ardour", ROOT).crosstab("image", by="org_type")
    assert str(twin).endswith("synthetic twin: nobody gave these answers")

    both = Waves([load_wave("demo-2024", ROOT), wave]).crosstab("image", comparable=True)
    assert both.caution and both.caution in str(both)
