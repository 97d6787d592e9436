"""What examples in docstrings are about: the names that the README uses."""

import os

import pytest

os.environ["LC_ALL"] = "C.UTF-8"  # what commands say is English, whoever tests


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
    """Give every example the wave and the table of the README."""
    if isinstance(request.node, pytest.DoctestItem):
        doctest_namespace.update(request.getfixturevalue("_readme_names"))
