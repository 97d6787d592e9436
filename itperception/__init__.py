"""Surveys as tables, tests and reports that can be checked.

>>> import itperception as itp
>>> "load_wave" in dir(itp)
True
"""

from importlib import import_module

# Public name → where it lives. A name is imported when it is first used, so that
# importing the package costs next to nothing.
_HOME = {
    "Crosstab": "counting.crosstab",
    "ItPerceptionError": "errors",
    "Table": "workbench",
    "TestResult": "inference.results",
    "Wave": "workbench",
    "Waves": "workbench",
    "add_wave": "survey.intake.adding",
    "bench": "reporting.bench",
    "bounds": "workbench",
    "check_parameters": "reporting.parameters",
    "check_wave": "survey.respondents",
    "comparability": "survey.comparability",
    "comparison_report": "reporting.comparison_report",
    "list_waves": "survey.waves",
    "load_wave": "workbench",
    "load_waves": "workbench",
    "make_twin": "published.twins.twin",
    "open_wave": "survey.waves",
    "read_codebook": "survey.codebook",
    "read_figures": "published.figures.figures",
    "reproduce": "published.twins.reproduction",
    "reproduction_report": "reporting.reproduction_report",
    "trend_report": "reporting.trend_report",
    "wave_report": "reporting.wave_report",
}
__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module 'itperception' has no attribute {name!r}")
    return getattr(import_module(f"itperception.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
