"""All answers at once, the most frequent one, and means, held against trying every table."""

import pytest

from itperception.published.verdicts.verdicts import judge
from tests.published.brute_force_distributions import KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(25))
def test_a_verdict_is_what_trying_every_table_finds(kind, seed):
    draw, try_all = KINDS[kind]
    drawn, claim = draw(seed, most=9)
    verdict = judge(drawn.study, claim)
    assert list(try_all(drawn, claim).differences(verdict)) == []
    for line in verdict.quantities.to_dict("records"):
        assert not line["certified"] or (line["low_at"] and line["high_at"])
