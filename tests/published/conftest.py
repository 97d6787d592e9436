"""The figures of the study, and the twin made from them."""

from pathlib import Path

import pytest

from itperception.published.figures.figures import read_figures
from itperception.published.figures.release import read_study
from itperception.published.twins.twin import make_twin

RAW = Path(__file__).parents[2] / "data/raw"
SCALES = {"performance_vs_reputation": ("better", "in_balance", "worse")}


@pytest.fixture(scope="session")
def study():
    """Return the figures of 2013-ardour."""
    return read_figures(RAW / "2013-ardour/figures.csv")


@pytest.fixture(scope="session")
def ardour():
    """Return everything in print about 2013-ardour, its claims too."""
    return read_study(RAW / "2013-ardour")


@pytest.fixture(scope="session")
def twin(ardour):
    """Return the synthetic respondents."""
    return make_twin(ardour, scales=SCALES)


@pytest.fixture
def printed():
    """Return a function that reads the figures of a wave."""
    return lambda wave: read_figures(RAW / wave / "figures.csv")
