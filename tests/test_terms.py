"""One finder of a net's positions, and one reading of a filter, for whoever asks."""

from dataclasses import replace

import pandas as pd
import pytest

from itperception.errors import UnknownNameError
from itperception.survey.respondents import only
from itperception.terms.category import NO_ANSWER, Category, Net
from itperception.terms.dimension import Dimension, codes_of, members
from itperception.workbench.loading import load_wave

NAMED = [Category(id=name, label=name) for name in ("good", "fair", "bad")]
SILENT = Category(id="dont_know", label="Don't know", kind="dont_know")
NET = Net(id="top", label="Top", categories=["fair", "good"])
RATED = Dimension("rated", {}, {}, (*NAMED, SILENT, NO_ANSWER), True, (NET,))


def test_a_net_is_its_answers_and_an_answer_itself():
    assert sorted(members(RATED, "top")) == [0, 1] and members(RATED, "bad") == [2]
    assert members(RATED, "dont_know") == [3]


@pytest.mark.parametrize("name", ["best", "no_answer", ""])
def test_what_is_no_net_and_no_answer_is_refused(name):
    with pytest.raises(UnknownNameError, match="net or answer of 'rated'"):
        members(RATED, name)


def test_a_filter_may_name_no_answer_but_nothing_unknown():
    assert codes_of({"r": ["no_answer", "good"]}, lambda _: RATED) == {"rated": [4, 0]}
    assert codes_of(None, lambda _: RATED) == {}
    with pytest.raises(UnknownNameError, match="answer to 'rated' is called 'best'"):
        codes_of({"r": ["best"]}, lambda _: RATED)


@pytest.mark.parametrize("where", [
    {"rated": ["good"], "banner_of_rated": ["bad"]}, {"rated/other": ["good_good"]}])  # fmt: skip
def test_a_filter_names_each_question_by_itself_and_once(where):
    """Of two filters of one question, the second alone would have held."""
    nested = replace(RATED, crosses=(RATED, RATED))
    with pytest.raises(UnknownNameError, match="by itself, and once"):
        codes_of(where, lambda name: nested if "/" in name else RATED)


def test_every_way_to_filter_reads_it_alike():
    wave = load_wave("demo-2026")
    where = {"org_type": ["somewhere"]}
    file = pd.DataFrame({"org_type": [0, 1]}, dtype="Int16")

    for ask in (
        lambda: wave.crosstab("image", where=where),
        lambda: wave.frame("image", where=where),
        lambda: wave.model("image", on="org_type", where=where),
        lambda: only(file, wave.codebook, where),
    ):
        with pytest.raises(UnknownNameError, match="answer to 'org_type' is called 'some"):
            ask()
