import numpy as np
import pytest

from itperception.inference.results import State, TestResult
from tests.cases import each


@each("state", State)
def test_every_state_has_words(state):
    assert state.words


def test_a_result_that_was_not_computed_says_why_and_shows_no_number():
    found = TestResult(
        method="Sign test", state=State.SMALL_BASE, base=1, note="1 left out"
    )

    assert found.explain() == "Sign test: not computed, too few respondents. 1 left out."
    assert np.isnan(found.to_frame().loc[0, "p_value"])


def test_the_effective_base_is_the_base_unless_it_is_given():
    assert TestResult(method="x", base=9).effective_base == 9
    assert TestResult(method="x", base=9, effective_base=4.5).effective_base == 4.5


def test_an_effect_without_interval_is_told_without():
    found = TestResult(method="x", effect_size=0.25, effect_name="V")

    assert found.explain() == "x. V = 0.25."


def test_a_result_cannot_be_changed():
    with pytest.raises(AttributeError, match="cannot assign"):
        TestResult(method="x").p_value = 0.04
