"""Means printed without a standard deviation, held against shares of the same answers."""

from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest

from itperception.published.figures.release import study_of
from itperception.published.figures.study import StudyClaim
from itperception.published.tables.contradiction import contradiction, possible_together
from itperception.published.verdicts.verdicts import judge_claim
from tests.cases import each


def scale_study(mean, n=20, scale=(1, 3), **shares):
    """Return a mean on a scale without its standard deviation, and shares of answers."""
    figures = [{"id": "m", "item": "q", "printed": f"{mean} on {scale[0]} to {scale[1]}"}]
    figures += [{"id": f"s{named}", "item": "q", "printed": share, "categories": [*named]}
                for named, share in shares.items()]  # fmt: skip
    return study_of({"n": n, "figures": figures})


@pytest.mark.parametrize(("mean", "fits"), [("2.6", False), ("2.1", False), ("2.0", True)])
def test_a_mean_that_no_answers_with_these_shares_have_contradicts_them(mean, fits):
    """Ten of twenty answer 1, so that the mean is at most (10 · 1 + 10 · 3)/20 = 2."""
    told = contradiction(scale_study(mean, **{"1": "50 %"}))
    assert told is None if fits else [f.id for f in told.figures] == ["m", "s1"]


@each("seed", range(40))
def test_a_mean_and_shares_are_possible_if_trying_every_answer_finds_some(seed):
    rng = Random(seed)
    n, scale = rng.randint(2, 8), rng.choice([(1, 3), (0, 3), (1, 5)])
    answers = range(scale[0], scale[1] + 1)
    mean = rng.randint(10 * scale[0], 10 * scale[1])
    nets = [rng.sample(answers, rng.choice((1, 1, 2))) for _ in range(rng.choice((1, 2)))]
    shares = {"".join(map(str, sorted(net))): rng.randint(0, n) for net in nets}
    told = {net: f"{Fraction(100 * k, n).__round__(0)} %" for net, k in shares.items()}
    study = scale_study(f"{mean / 10:.1f}", n, scale, **told)

    def agrees(counts):
        for f in study.figures:
            of = counts @ np.array(answers) if f.kind == "mean" else sum(
                counts[int(a) - scale[0]] for a in f.categories)  # fmt: skip
            if not f.low * n <= int(of) <= f.high * n:
                return False
        return True

    ways = product(range(n + 1), repeat=len(answers))
    expected = any(agrees(np.array(counts)) for counts in ways if sum(counts) == n)
    assert possible_together(study) == expected


def test_a_mean_of_many_people_is_held_against_shares_at_once():
    """At least 49.5 % answer 1, at most 10.5 % answer 5: .495 + .4 · 4 + .105 · 5 = 2.62."""
    shares = {"1": "50 %", "5": "10 %"}
    assert contradiction(scale_study("2.63", 5000, (1, 5), **shares)) is not None
    assert contradiction(scale_study("2.62", 5000, (1, 5), **shares)) is None


@pytest.mark.parametrize("kind", ["figure", "majority"])
def test_a_share_that_a_mean_contradicts_has_no_verdict(kind):
    study = scale_study("2.6", **{"1": "50 %"})
    verdict = judge_claim(study, StudyClaim(id="c", text="", kind=kind, figures=("s1",)))
    assert not verdict.possible
    assert "2.6 on 1 to 3" in verdict.contradiction
