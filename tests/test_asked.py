"""Whatever a public verb is asked with, it answers in the words of this project."""

import inspect
import re
import shutil

import pandas as pd
import pytest

import itperception as itp
from itperception.errors import ItPerceptionError
from itperception.reporting.handover import handed_over

P = pd.DataFrame({"a": [0.3, 0.7]}, ["yes", "no"])
REFUSED = {
    "table.needed('top', points='ten')": "points is 'ten', expected a number in (-1, 1), such as",
    "table.needed('top', points=10)": "; 10 points are 0.1",
    "table.test(level=95)": "level is 95, expected a number in (0, 1), such as 0.95; 95 % is 0.95",
    "table.test(level=0.9)": "test got multiple values for keyword argument 'level'; it takes",
    "table.test(alpha=None)": "alpha is None",
    "table.test(draws=0)": "draws is 0, expected a whole number of at least 1",
    "table.same('excellent', margin=0.1)": "no net or answer of 'image' is called 'excellent'. "
    "Known: top, good",
    "table.same(margin=0.1)": "name a net or answers of 'image'; known: top, good",
    "table.dont_know()": "name a net or answers of 'image'; known: top, good",
    "table.robust('top', ('internal', 'internal'))": "expected two different names",
    "wave.crosstab('why', by='org_type').proportional_odds()": "answers to 'why' are not ranked",
    "table.compare(levels=[5])": "levels is [5], expected two",
    "table.compare(nobody=3)": "compare got an unexpected keyword argument 'nobody'; it takes",
    "table.against({'a': '60%'})": "shares['a'] is '60%', expected a number in [0, 1]",
    "wave.model('image', on=[None])": "on is [None], expected names in a list, found None",
    "wave.model('image', None)": "on is None, expected names in a list",
    "wave.model('image')": "model missing a required argument: 'on'; it takes item, on, net",
    "wave.crosstab(['image'])": "item is ['image'], expected one name",
    "wave.crosstab('tools')": "'tools' is a set of 3 options and no item; name one, such as "
    "'tools.web', or ask wave.options('tools')",
    "wave.crosstab('image', by='image')": "are the same question",
    "wave.crosstab('image', by=['type', 'type'])": "expected each name once",
    "wave.crosstab('image', by='')": "by is '', expected one name, or some nested in",
    "wave.mean('image', by='type/')": "by is 'type/', expected one name, or some nested",
    "wave.crosstab('image', by='tools/type')": "not nested, stands in crosstab(…, by='tools') and",
    "wave.gap(by='tools')": "not nested, stands in crosstab(…, by='tools') and mean(…, by='tools')",
    "wave.crosstab('image', where='org_type')": "where is 'org_type', expected answers by item",
    "wave.crosstab('image', where={'org_type': []})": "where['org_type'] is [], expected at least",
    "wave.crosstab('image', weighted='no')": "weighted is 'no', expected True or False",
    "wave.frame([])": "items is [], expected at least one name",
    "wave.frame(language='fr')": "no language is called 'fr'. Known: en, sv, de",
    "wave.multiple_response('tools', by='tools.web')": "is an option of 'tools'",
    "wave.gap('image')": "a gap is between two items, found only 'image'",
    "wave.gap('org_type', 'why')": "declares no gap between 'org_type' and 'why', so say which",
    "wave.gap(net='bad')": "no net or answer of 'performance' is called 'bad'",
    "wave.drivers('image', ['tools.web*tools.mail'], net='top')": "found 'tools.web*tools.mail'",
    "wave.drivers('image', 'tools', on=['tools.web'], net='top')": "'tools.web' is in among and",
    "itp.load_wave(None)": "wave is None, expected the name of a wave or its folder",
    "itp.load_waves([None])": "expected names of waves",
    "itp.load_waves('demo-2024')": "found the waves demo-2024; expected two or more, each once",
    "itp.check_wave('name')": "no wave is called 'name'",
    "itp.check_wave('2013-ardour')": "has figures in print and no respondents",
    "itp.comparability('a', 'b')": "no language is called 'b'",
    "itp.comparability(['a'])": "no wave is called 'a'",
    "itp.comparability('demo-2024,demo-2026', items=['x'])": "no item of these waves is called",
    "itp.wave_report('2013-ardour')": "is a study in print; its page is made by "
    "itperception.reproduction_report('2013-ardour'), in notebooks/reproduction.ipynb",
    "itp.wave_report('demo-2026', rule=10)": "rule is 10, expected a DisclosureRule",
    "itp.reproduction_report('demo-2026')": "its page is made by itperception.wave_report",
    "itp.trend_report(['demo-2024'])": "expected two or more",
    "itp.bounds('2013-ardour', overlap='x')": "assumptions, overlap: expected 'non_negative' (fo",
    "itp.bounds('2013-ardour', least='x')": "assumptions, least: expected a whole number",
    "itp.bench('x')": "no wave that can be counted is called 'x'",
    "itp.reproduce('demo-2026', 8)": "printed is 'demo-2026', expected figures, such as those of",
    "itp.reproduction_report('2013-ardour').claim(5)": "name is 5, expected one name, a text",
    "wave.frame().long('image', value=5)": "value is 5, expected one name, a text",
    "itp.add_wave('x.csv')": "x.csv: there is no such file",
    "wave.mean('image', quantiles=0.5)": "shares in a list, such as [0.25, 0.5, 0.75]",
    "itp.Table.from_counts([[1, 2]])": "counts is a list, expected a pandas.DataFrame",
    "itp.Table.from_counts(-P)": "counts, row 'yes', column 'a': found -0.3, expected a number of",
    "itp.Table.from_proportions([[0.3]], [8])": "proportions is a list, expected a pandas.Data",
    "itp.Table.from_proportions(P, [8])": "bases is [8], expected a base for each column",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "said"), REFUSED.items(), ids=REFUSED)
def test_what_means_nothing_is_refused_with_what_was_expected(tiny, asked, said):
    names = {"itp": itp, "P": P, "wave": tiny, "table": tiny.crosstab("image", by="type")}

    with pytest.raises(ItPerceptionError, match=re.escape(said)):
        eval(asked, names)


def test_one_answer_or_name_alone_is_a_list_of_it(tiny):
    alone, listed = (
        tiny.crosstab("image", where={"org_type": a}) for a in ("internal", ["internal"])
    )

    assert alone.bases.equals(listed.bases) and alone.bases["total"] == 3
    assert tiny.cube("image").cells.shape == tiny.cube(["image"]).cells.shape
    assert len(itp.comparability(["demo-2024", "demo-2026"], items="image")) == 1


def test_waves_are_named_or_their_folders_given(tiny, root):
    folders = [root / "data/raw" / name for name in ("tiny", "tiny2")]
    shutil.copytree(*folders)

    assert [own.name for own in itp.load_waves(folders).waves] == ["tiny", "tiny2"]


def test_an_empty_name_is_none_where_that_is_the_default(opened):
    with handed_over(opened):
        assert itp.wave_report("demo-2026", by="").book.by == "org_type"


def public(of):
    return [name for name, verb in inspect.getmembers(of, callable) if name[0] != "_"]


VALUES = [
    None,
    3,
    -1.5,
    "",
    "x",
    "top",
    [],
    ["x"],
    [None],
    {},
    {"image": None},
    ("a", "a"),
    True,
]
OF_PARTS = (
    "cube",
    "cubes",
    "table_of",
    "with_rows",
    "pair_sample",
    "from_cube",
)


@pytest.mark.parametrize("of", ["wave", "table", "waves"])
def test_no_verb_ends_in_the_words_of_a_library(tiny, root, of):
    """Every parameter of every verb is given what it is not made for."""
    shutil.copytree(root / "data/raw/tiny", root / "data/raw/tiny2")
    here = {"wave": tiny, "table": tiny.crosstab("image", by="type"),
            "waves": itp.load_waves("tiny,tiny2", root)}[of]  # fmt: skip
    good = {
        "item": "image", "by": "org_type", "within": "performance", "set_id": "tools",
        "on": ["org_type"], "among": "tools", "net": "top", "category": "top", "margin": 0.1,
        "pair": ("internal", "group_owned"), "shares": {}, "name": "image", "where": None,
    }  # fmt: skip
    asked = 0
    for name in public(here):
        verb = getattr(here, name)
        signature = inspect.signature(verb)
        needed = {key: good.get(key) for key, p in signature.parameters.items()
                  if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD}  # fmt: skip
        for key, parameter in signature.parameters.items():
            if parameter.kind is parameter.VAR_POSITIONAL or name in OF_PARTS:
                continue
            for value in VALUES:
                odd = (
                    {"nobody": value}
                    if parameter.kind is parameter.VAR_KEYWORD
                    else {key: value}
                )
                asked += 1
                try:
                    verb(**needed | odd)
                except ItPerceptionError:
                    pass
                except Exception as error:
                    raise AssertionError(f"{of}.{name}({odd})") from error
    assert asked > 60
