"""Sets of answers behind a mean and a standard deviation, held against trying every set."""

from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest

from itperception.published.figures.release import study_of
from itperception.published.tables.contradiction import contradiction
from itperception.published.tables.samples import Samples, samples_of
from itperception.reporting.bounds_text import DISAGREE, tell_study
from tests.cases import each


def rounded(value: str) -> tuple[Fraction, Fraction]:
    half = Fraction(1, 2 * 10 ** len(value.partition(".")[2]))
    return Fraction(value) - half, Fraction(value) + half


def printed(mean: str, sd: str, n: int, scale=(1, 5), shares=()) -> Samples:
    return Samples(scale, n, rounded(mean), rounded(sd), tuple(shares))


def every_set(n: int, answers: int):
    """Yield every way in which n people can give so many different answers."""
    for few in product(range(n + 1), repeat=answers - 1):
        if sum(few) <= n:
            yield (*few, n - sum(few))


def brute(mean, sd, n, scale, shares):
    """Try every set: mean and variance by their definition, in fractions."""
    answers = range(scale[0], scale[1] + 1)
    for counts in every_set(n, len(answers)):
        people = [a for a, count in zip(answers, counts, strict=True) for _ in range(count)]
        middle = Fraction(sum(people), n)
        variance = sum((a - middle) ** 2 for a in people) / (n - 1)
        low, high = rounded(sd)
        fits = rounded(mean)[0] <= middle <= rounded(mean)[1]
        fits &= max(low, Fraction(0)) ** 2 <= variance <= high**2
        for net, allowed in shares:
            fits &= sum(counts[a - scale[0]] for a in net) in allowed
        if fits:
            yield counts


def test_the_number_of_sets_is_the_published_one():
    """CLOSURE: 5,359 samples of 130 answers from 1 to 5 with mean 2.7 and SD 1.9."""
    samples = printed("2.7", "1.9", 130)
    assert samples.number == 5359
    assert len(np.unique(samples.sets, axis=0)) == 5359
    people = [np.repeat(range(1, 6), line) for line in samples.sets]
    assert all(len(one) == 130 for one in people)
    assert all(2.65 - 1e-9 <= one.mean() <= 2.75 + 1e-9 for one in people)
    assert all(1.85 - 1e-9 <= one.std(ddof=1) <= 1.95 + 1e-9 for one in people)


@each("seed", range(30))
def test_the_sets_are_those_that_trying_every_one_finds(seed):
    rng = Random(seed)
    scale = rng.choice([(1, 5), (1, 4), (0, 3), (-1, 2)])
    n, digits = rng.randint(2, 9), rng.choice([1, 2])
    people = [rng.randint(*scale) for _ in range(n)]
    mean, sd = np.mean(people), np.std(people, ddof=1)
    net = tuple(rng.sample(range(scale[0], scale[1] + 1), 2))
    shares = [(net, range(0, rng.randint(1, n) + 1))] if seed % 2 else []
    told = (f"{mean:.{digits}f}", f"{sd:.{digits}f}", n, scale, shares)
    expected = set(brute(*told))
    samples = printed(*told)
    assert {tuple(line) for line in samples.sets.tolist()} == expected
    assert samples.number == len(expected)


@pytest.mark.parametrize(
    ("mean", "sd", "n"),
    [("3.45", "1.20", 28), ("3.00", "0.30", 5), ("5.0", "1.0", 20), ("1.50", "0.10", 10)],
)
def test_a_mean_or_spread_that_nobody_can_have_has_no_set(mean, sd, n):
    """3.45 of 28 is the example of GRIM; the others have a possible mean and no such SD."""
    samples = printed(mean, sd, n)
    assert n > 10 or not list(brute(mean, sd, n, (1, 5), []))
    assert samples.number == 0 and len(samples.sets) == 0


def study(mean: str, n: int = 10, **more):
    figures = [{"id": "m", "item": "q", "printed": mean}]
    figures += [{"id": f"s{name}", "item": "q", "printed": share, "categories": [*name]}
                for name, share in more.items()]  # fmt: skip
    return study_of({"n": n, "figures": figures})


@pytest.mark.parametrize(
    "text", ["3.0 (SD 1.5) on 1 to 5", "3,0 (SD 1,5) auf einer Skala von 1 bis 5",
             "M = 3.0, SD = 1.5 on 1 to 5", "3.0 ± 1.5 on 1 to 5",
             "3.0 (standardavvikelse 1.5) på en skala från 1 till 5"],
)  # fmt: skip
def test_a_mean_with_its_spread_is_read_as_it_is_printed(text):
    figure = study(text).figure("m")
    assert samples_of(figure, 10) == printed("3.0", "1.5", 10)


def test_percentages_of_the_same_answers_bind_the_sets():
    told = study("3.0 (SD 1.5) on 1 to 5", **{"5": "30 %", "12": "50 %"})
    samples = samples_of(told.figure("m"), 10, told.figures)
    expected = brute("3.0", "1.5", 10, (1, 5), [((5,), [3]), ((1, 2), [5])])
    assert {tuple(line) for line in samples.sets.tolist()} == set(expected)
    assert 0 < samples.number < printed("3.0", "1.5", 10).number


def test_a_mean_without_any_set_of_answers_contradicts_itself():
    told = contradiction(study("3.00 (SD 0.30) on 1 to 5", n=5))
    assert [figure.id for figure in told.alone] == ["m"]
    assert "no set of answers fits" in told.explain()
    assert contradiction(study("3.0 (SD 1.5) on 1 to 5")) is None


def test_a_mean_and_a_share_that_no_set_has_together_contradict_each_other():
    told = contradiction(study("3.0 (SD 1.5) on 1 to 5", **{"5": "60 %"}))
    assert [figure.id for figure in told.figures] == ["m", "s5"]
    assert not list(brute("3.0", "1.5", 10, (1, 5), [((5,), [6])]))


def test_the_command_says_how_many_sets_of_answers_a_mean_stands_for():
    one = study("2.7 (SD 1.9) on 1 to 5", n=130)
    assert "5,359 sets of answers" in tell_study(one)
    none = tell_study(study("3.00 (SD 0.30) on 1 to 5", n=5))
    assert "0 sets of answers" in none and DISAGREE in none
