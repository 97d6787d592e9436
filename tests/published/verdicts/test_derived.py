"""Above the average, and not always together: against every table of a small survey."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from itperception.errors import ItPerceptionError
from itperception.published.figures.figures import Figure
from itperception.published.figures.study import Group, Study, StudyClaim
from itperception.published.verdicts.verdicts import judge_claim
from tests.cases import each


def counted(name, count, n, **more):
    """Return a figure that only `count` of `n` people give."""
    share = Fraction(count, n)
    usual = {"row": "1", "item": name, "label": name, "categories": ("yes",)}
    return Figure(**usual | {"id": name, "base": n, "kind": "percent", "printed": "",
                             "low": share, "high": share} | more)  # fmt: skip


def survey(n, figures, sizes=()):
    groups = {"all": Group(id="all", sizes=range(n, n + 1))}
    for name, size in zip("abc", sizes or (None, None, None), strict=True):
        groups[name] = Group(id=name, sizes=size and range(size, size + 1))
    return Study(name="s", figures=tuple(figures), groups=groups, parts=("a", "b", "c"))


@each(("n", "count"), [(6, 3), (7, 0), (7, 7), (8, 5)])
@each("sizes", [(), (2, 3, None)])
def test_a_group_above_the_average_is_that_of_every_table(n, count, sizes):
    sizes = (*sizes[:2], n - sum(sizes[:2])) if sizes else ()
    study = survey(n, [counted("web", count, n)], sizes)
    claim = StudyClaim(id="c", text="", kind="above_average", figures=("web",),
                  options={"group": "a"})  # fmt: skip

    found = judge_claim(study, claim)

    split = [sizes] if sizes else [s for s in product(range(1, n), repeat=3) if sum(s) == n]
    leads = [
        Fraction(inside, s[0]) - Fraction(count, n)
        for s in split
        for inside in range(min(count, s[0]) + 1)
        if count - inside <= n - s[0]
    ]
    true = [lead > 0 for lead in leads]
    answer = "every" if all(true) else "some" if any(true) else "none"
    assert found.holds == answer and found.claim is claim


def test_a_share_of_another_part_is_not_passed_over():
    of_part = counted("part", 2, 3, item="web", group="b", base=3)
    study = survey(9, [counted("web", 4, 9), of_part])
    claim = StudyClaim(id="c", text="", kind="above_average", figures=("web",),
                  options={"group": "a"})  # fmt: skip

    with pytest.raises(ItPerceptionError, match="'web' of 'b' too; use kind 'groups'"):
        judge_claim(study, claim)
    nobody = replace(claim, options={"group": "d"})
    with pytest.raises(ItPerceptionError, match="'d' must be one of the 'parts'"):
        judge_claim(survey(9, study.figures[:1]), nobody)


@pytest.mark.parametrize(("first", "second"), [(3, 3), (4, 2), (0, 0), (6, 6), (6, 2)])
def test_two_nets_that_do_not_always_go_together_have_somebody_in_one_alone(first, second):
    study = survey(6, [counted("p", first, 6), counted("i", second, 6)])

    found = judge_claim(
        study, StudyClaim(id="c", text="", kind="not_always", figures=("p", "i"))
    )

    people = [
        [kinds.count(one) for one in range(4)]
        for kinds in product(range(4), repeat=6)  # in both, first, second, none
        if (kinds.count(0) + kinds.count(1), kinds.count(0) + kinds.count(2))
        == (first, second)
    ]
    apart = {one[1] + one[2] for one in people}
    line = found.quantities.iloc[0]
    assert (line["low"], line["high"]) == (min(apart), max(apart))
    answer = "every" if min(apart) else "some" if max(apart) else "none"
    assert (found.holds, found.significant) == (answer, None)
    assert not any("random sample" in told for told in found.assumptions)
