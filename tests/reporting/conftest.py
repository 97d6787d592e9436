"""What many checks look at, made once for all of them: nobody changes it."""

from dataclasses import replace
from functools import cache

import pytest

from itperception.published.verdicts.verdicts import Verdicts
from itperception.reporting.comparison_report import comparison_report
from itperception.reporting.handover import open_book
from itperception.reporting.reproduction_report import reproduction_report
from tests.small_waves import REPOSITORY


@pytest.fixture(scope="session")
def demo(opened):
    """Return the book of demo-2026."""
    return opened.book


@pytest.fixture(scope="session")
def earlier():
    """Return the book of demo-2024."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))
        return open_book("demo-2024").book


@pytest.fixture(scope="session")
def pages():
    """Return a function that opens the report of a wave in a language, judged once each."""
    made = {}

    def page(wave="2013-ardour", language="en"):
        if (wave, language) not in made:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))
                report = reproduction_report(wave, language=language)
            if language != "en":  # what is proven is the same, the claim is said otherwise
                found = [replace(v, claim=report.printed.claim(v.claim.id))
                         for v in page(wave).verdicts_found]  # fmt: skip
                report.__dict__["verdicts_found"] = Verdicts(tuple(found))
            made[wave, language] = report
        return made[wave, language]

    return page


@pytest.fixture(scope="session")
def compared():
    """Return a function that compares all surveys in print in a language, once each."""

    @cache
    def made(language):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ITPERCEPTION_ROOT", str(REPOSITORY))
            return comparison_report(language=language)

    return lambda language="en": made(language)
