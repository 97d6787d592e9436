import pytest

from itperception.errors import ItPerceptionError, UnknownNameError
from itperception.reporting.parameters import check_parameters, refuse_unknown

DECLARED = '''wave: str = "demo"  # wave to report
base: int | None = None  # minimum base
level: float = 0.95
anything = "x"'''


@pytest.mark.parametrize(
    "given",
    [{"wave": "other", "level": 1}, {"base": None}, {"base": 30}, {"anything": [1]}, {}],
)
def test_known_parameters_of_the_right_type_pass(given):
    refuse_unknown(DECLARED, given)


def test_an_unknown_parameter_is_refused_and_the_known_are_listed():
    with pytest.raises(UnknownNameError, match="parameter 'wav' does not exist") as error:
        refuse_unknown(DECLARED, {"wav": "other"})
    assert "# wave to report" in str(error.value)


@pytest.mark.parametrize("given", [{"wave": 2026}, {"level": "much"}, {"level": True}])
def test_a_value_of_another_type_is_refused(given):
    with pytest.raises(ItPerceptionError, match=r"cannot be .* \((int|str|bool)\)"):
        refuse_unknown(DECLARED, given)


def test_outside_a_notebook_there_is_nothing_to_check():
    assert check_parameters() is None


def test_within_a_notebook_the_injected_cell_is_checked(monkeypatch):
    history = ["", "import itperception as itp", DECLARED, '# Parameters\nwav = "x"\n']
    monkeypatch.setattr("itperception.reporting.parameters._history", lambda: history)

    with pytest.raises(UnknownNameError, match="'wav'"):
        check_parameters()
