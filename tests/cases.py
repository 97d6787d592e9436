"""Many cases in one test, where a test for each would cost more than what it checks."""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature

import pytest

PARAM = type(pytest.param())


def each(names: str | Iterable[str], cases: Iterable) -> Callable:
    """Run a test on every case, as ``pytest.mark.parametrize`` does, but as one test.

    Every case that fails is shown with a note that names it; one that skips has failed, as
    otherwise it would take the rest with it. Fixtures are made once: what a case leaves in
    them, the next one finds; only of ``tmp_path`` each has a folder.
    """
    names = (
        [name.strip() for name in names.split(",")] if isinstance(names, str) else [*names]
    )
    cases = [case if isinstance(case, PARAM) else
             pytest.param(*(case if len(names) > 1 else [case])) for case in cases]  # fmt: skip
    assert cases, "there is no case"
    assert not any(case.marks for case in cases), "marks of a case would have no effect"

    def around(test: Callable) -> Callable:
        @wraps(test)
        def all_cases(**given):
            failed = []
            for place, case in enumerate(cases):
                values = dict(zip(names, case.values, strict=True))
                if "tmp_path" in given:
                    values["tmp_path"] = given["tmp_path"] / str(place)
                    values["tmp_path"].mkdir()
                try:
                    test(**given | values)
                except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:
                    error.add_note(f"Case {place}: {case.id or values}"[:300])
                    failed.append(error)
            if failed:
                told = f"{len(failed)} of {len(cases)} cases failed"
                raise BaseExceptionGroup(told, failed)

        own = signature(test)
        kept = [one for name, one in own.parameters.items() if name not in names]
        all_cases.__signature__ = own.replace(parameters=kept)
        return all_cases

    return around
