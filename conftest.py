"""What examples in docstrings are about: the names that the README uses, and one book."""

import os

import pytest

os.environ["LC_ALL"] = "C.UTF-8"  # what commands say is English, whoever tests


@pytest.fixture(scope="session")
def opened():
    """Return the book of demo-2026 and the wave as it may be shown: made once for all."""
    from itperception.reporting.handover import open_book

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITPERCEPTION_ROOT", os.path.dirname(__file__))
        return open_book("demo-2026")


@pytest.fixture(scope="session")
def _readme_names():
    import numpy as np
    import pandas as pd

    import itperception as itp

    wave = itp.load_wave("demo-2026")
    image = wave.crosstab("image", by="org_type")
    return {"itp": itp, "wave": wave, "image": image, "np": np, "pd": pd}


@pytest.fixture(autouse=True)
def _examples_know_the_readme(request, doctest_namespace):
    """Give every example the wave and the table of the README, and its book if it asks."""
    if not isinstance(request.node, pytest.DoctestItem):
        yield
        return
    from itperception.reporting.handover import handed_over

    doctest_namespace.update(request.getfixturevalue("_readme_names"))
    told = request.node.dtest.docstring
    asks = "demo-2026" in told and ("open_book(" in told or "wave_report(" in told)
    with handed_over(request.getfixturevalue("opened") if asks else None):
        yield
