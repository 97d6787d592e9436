"""All answers at once, the most frequent one, and means, held against trying every table."""

import pytest

from itperception.published.verdicts.verdicts import judge_claim
from tests.published.brute_force import differences
from tests.published.brute_force_distributions import KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(25))
def test_a_verdict_is_what_trying_every_table_finds(kind, seed):
    assert differences(KINDS[kind], seed, most=9) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_certified_names_the_tables_at_its_ends(kind):
    verdicts = [judge_claim(drawn.study, claim) for drawn, claim in
                (KINDS[kind][0](seed, most=9) for seed in range(1, 6))]  # fmt: skip
    lines = [line for verdict in verdicts for line in verdict.quantities.to_dict("records")]
    certified = [line for line in lines if line["certified"]]
    assert certified
    assert all(line["low_at"] and line["high_at"] for line in certified)
