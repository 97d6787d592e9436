"""What a reader can compute of what is published, by a way that shares nothing with the rule."""

import numpy as np
import pytest

from benchmarks.disclosure_attack import least_weight
from benchmarks.disclosure_waves import KINDS, dimension, draw, shown_rows, stated
from itperception.counting.certificate import verify
from itperception.counting.disclosure import protect
from itperception.counting.disclosure_rule import DisclosureRule

WAVES = range(4)


def published(rng, kind, rule):
    """Return a random wave and what is shown of an item that everybody was asked."""
    atoms = draw(rng, kind)
    protection = protect(atoms, [dimension("q", 3)], rule)
    return protection, shown_rows(protection, "q")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_fewer_than_ten_is_computable_whoever_gave_no_answer(kind):
    rng = np.random.default_rng([40, KINDS.index(kind)])
    for _ in WAVES:
        protection, rows = published(rng, kind, DisclosureRule(unstated="protect"))
        assert least_weight(rows, protection.atoms.people) >= 10
        assert least_weight(rows, protection.atoms.people, whole=True) >= 10


@pytest.mark.parametrize("kind", KINDS)
def test_by_default_only_those_who_stated_no_group_can_be_computed(kind):
    rng = np.random.default_rng([40, KINDS.index(kind)])
    for _ in WAVES:
        protection, rows = published(rng, kind, DisclosureRule())
        atoms = protection.atoms
        assert least_weight(rows, atoms.people, stated(atoms)) >= 10


@pytest.mark.parametrize("kind", KINDS)
def test_the_joined_columns_are_computable_and_add_nothing(kind):
    rng = np.random.default_rng([40, KINDS.index(kind)])
    protection, rows = published(rng, kind, DisclosureRule(unstated="protect"))
    atoms = protection.atoms
    for k, banner in enumerate(atoms.banners):
        told = protection.told("q", banner.id)
        own = sum(
            (atoms.columns(k)[name].astype(int) for name in told.columns), 0 * rows[0]
        )
        rows = np.concatenate([rows, [rows[0] - own]]) if told.joined else rows
    assert least_weight(rows, atoms.people) >= 10


def test_with_the_rule_off_the_same_attack_finds_many():
    found = 0
    for kind in KINDS:
        rng = np.random.default_rng([40, KINDS.index(kind)])
        for _ in WAVES:
            with pytest.warns(UserWarning):
                protection, rows = published(rng, kind, DisclosureRule(minimum=1))
            found += (
                least_weight(rows, protection.atoms.people, stated(protection.atoms)) < 10
            )
    assert found >= len(KINDS) * len(WAVES) / 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_decision_is_proven_in_fractions(kind):
    rng = np.random.default_rng([41, KINDS.index(kind)])
    protection, rows = published(rng, kind, DisclosureRule(unstated="protect"))
    assert verify(rows, protection.atoms.people, 10, protection.certificates["q"])
