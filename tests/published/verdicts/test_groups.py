"""The same net in several groups: against brute force, and where sizes decide."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from itperception.inference.exact.exact import exact
from itperception.inference.tables.fourfold import n_minus_one
from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.verdicts.group_tables import group_chi_squared_p, group_exact_p
from itperception.published.verdicts.verdicts import judge_claim

DIFFER = StudyClaim(id="differ", text="", kind="groups", figures=("a", "b"),
               options={"direction": ["y", "x"]})  # fmt: skip


def poll(first="60 %", second="30 %", n=60, **more):
    """Return a study of one share in two groups that are everybody."""
    figures = [
        {"id": "a", "item": "i", "printed": first, "group": "x"},
        {"id": "b", "item": "i", "printed": second, "group": "y"},
    ]
    told = {"title": "Poll", "n": n, "figures": figures, "parts": ["x", "y"],
            "groups": {"x": None, "y": None}}  # fmt: skip
    return study_of(told | more)


def rounds(count, size, percent):
    return abs(Fraction(count, size) * 100 - percent) <= Fraction(1, 2)


def test_every_split_and_count_that_rounds_right_is_a_table():
    tables = judge_claim(poll(n=30), DIFFER).tables
    expected = {
        (x, 30 - x, i, j)
        for x in range(1, 30)
        for i, j in product(range(x + 1), range(31 - x))
        if rounds(i, x, 60) and rounds(j, 30 - x, 30)
    }
    assert {tuple(line) for line in tables.iloc[:, :4].to_numpy()} == expected


def test_p_values_of_three_groups_are_those_of_inference():
    rng = np.random.default_rng(4)
    sizes = rng.integers(3, 9, (12, 3))
    counts = rng.integers(1, sizes)
    found = group_exact_p(sizes, counts)
    for at, table in enumerate(np.stack([counts, sizes - counts], 1)):
        for name, statistic in (
            ("freeman_halton", "freeman_halton"),
            ("exact_pearson", "pearson"),
        ):
            expected = exact(table, statistic=statistic).p_value
            assert found[f"{name}_p"][at] == pytest.approx(expected, abs=1e-9)


def test_n_minus_one_is_that_of_inference():
    p = group_chi_squared_p(np.array([[20, 15]]), np.array([[12, 4]]), less=1)
    assert p[0] == pytest.approx(n_minus_one([[12, 4], [8, 11]]).p_value, rel=1e-12)


def test_the_answer_flips_where_a_size_passes_the_threshold():
    verdict = judge_claim(poll(), DIFFER)
    decides, tables = verdict.deciding_values, verdict.tables
    size = tables[f"size_{decides['group']}"]
    beyond = tables["n_minus_one_p"] <= 0.05
    assert verdict.significant == "some"
    assert not beyond[~size.between(decides["only_from"], decides["only_to"])].any()
    assert beyond[size == decides["only_from"]].any()
    if decides["always_from"] is not None:
        assert beyond[size.between(decides["always_from"], decides["always_to"])].all()


def test_an_assumption_leaves_the_tables_that_fit_it_and_buys_a_line():
    options = DIFFER.options | {"what_if": [{"least": 20}]}
    claim = StudyClaim(id="d", text="", kind="groups", figures=("a", "b"), options=options)
    verdict = judge_claim(poll(), claim)
    sizes = verdict.tables[["size_x", "size_y"]]
    bought = verdict.buys.set_index("assumption")["tables"]
    assert bought.to_dict() == {
        "none": len(sizes),
        "least 20": (sizes >= 20).all(axis=1).sum(),
    }


def test_known_sizes_leave_nothing_open_but_rounding():
    verdict = judge_claim(poll(n=None, groups={"x": 100, "y": 100}, parts=[]), DIFFER)
    assert verdict.number == 1
    p = n_minus_one([[60, 30], [40, 70]]).p_value
    assert verdict.quantities.loc[1, "low"] == pytest.approx(p, rel=1e-9)


def test_of_a_share_that_is_an_inequality_every_count_is_a_table():
    verdict = judge_claim(poll("more than 20 %", "30 %", n=40), DIFFER)
    every = [
        n_minus_one([[i, j], [x - i, 40 - x - j]]).p_value if i + j < 40 else 1.0
        for x in range(1, 40)
        for i, j in product(range(x + 1), range(41 - x))
        if 5 * i > x and rounds(j, 40 - x, 30)
    ]
    line = verdict.quantities.set_index("quantity").loc["n_minus_one_p"]
    assert verdict.number == len(every)
    assert (line["low"], line["high"]) == pytest.approx((min(every), max(every)), rel=1e-9)


def test_last_years_people_differ_from_everybody_by_what_is_printed():
    figures = [{"id": "now", "item": "i", "printed": "83 %"},
               {"id": "then", "item": "i", "printed": "76 %", "group": "y2007"}]  # fmt: skip
    study = study_of({"n": 1050, "figures": figures, "groups": {"y2007": None}})
    claim = StudyClaim(id="rose", text="", kind="groups", figures=("now", "then"),
                  options={"direction": ["y2007", "all"]})  # fmt: skip
    line = judge_claim(study, claim).quantities.iloc[0]
    assert (line["low"], line["high"]) == pytest.approx(
        (0.06, 0.08)
    )  # 82.5 - 76.5, 83.5 - 75.5


@pytest.mark.parametrize("printed", [("0 %", "50 %"), ("20 %", "60 %"), ("10 %", "90 %")])
def test_so_many_in_each_sample_are_enough_whatever_the_other_has(printed):
    figures = [{"id": name, "item": "i", "printed": share, "group": name}
               for name, share in zip("ab", printed, strict=True)]  # fmt: skip
    study = study_of({"figures": figures, "groups": {"a": None, "b": None}})
    claim = StudyClaim(id="c", text="", kind="groups", figures=("a", "b"))
    enough = judge_claim(study, claim).deciding_values["enough"]
    low, high = (Fraction(share.removesuffix(" %")) / 100 for share in printed)
    half = Fraction(1, 200)
    for n, m in product(range(enough, enough + 30), repeat=2):
        for x in (k for k in range(n + 1) if abs(Fraction(k, n) - low) <= half):
            for y in (k for k in range(m + 1) if abs(Fraction(k, m) - high) <= half):
                assert n_minus_one([[x, n - x], [y, m - y]]).p_value <= 0.05


def test_fewer_in_one_sample_may_do_if_the_other_is_large():
    figures = [{"id": name, "item": "i", "printed": "45 %", "group": name} for name in "ab"]
    study = study_of({"figures": figures, "groups": {"a": None, "b": None}})
    claim = StudyClaim(id="c", text="", kind="groups", figures=("a", "b"))
    needed = judge_claim(study, claim).deciding_values["at_least"]
    few, many = 10_000, 10**8  # 44.5 % and 45.5 %
    table = [[4_450, 5_550], [455 * 10**5, 545 * 10**5]]
    assert n_minus_one(table).p_value <= 0.05 and needed < few < many
    assert n_minus_one([[445, 555], [455 * 10**5, 545 * 10**5]]).p_value > 0.05


def test_a_group_may_be_called_others():
    figures = [{"id": "a", "item": "i", "printed": "50 %"},
               {"id": "o", "item": "i", "printed": "60 %", "group": "others"}]  # fmt: skip
    study = study_of({"n": 200, "figures": figures, "groups": {"others": 80}})
    claim = StudyClaim(id="c", text="", kind="groups", figures=("a", "o"))
    verdict = judge_claim(study, claim)  # 48 of 80, and 51 to 53 of the other 120
    assert verdict.tables["count_all_others"].tolist() == [51, 52, 53]
