"""All answers at once, and the most frequent one, held against trying every table."""

import pytest

from itperception.published.verdicts.verdicts import judge
from tests.published.brute_force_distributions import KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(25))
def test_a_verdict_is_what_trying_every_table_finds(kind, seed):
    draw, try_all = KINDS[kind]
    drawn, claim = draw(seed, most=9)
    assert list(try_all(drawn, claim).differences(judge(drawn.study, claim))) == []
