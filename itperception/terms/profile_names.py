"""The names of the rules by which a report's columns may be compared.

``wave.yaml`` chooses one of them; what each does is for
:mod:`itperception.inference.comparisons.profiles` to say.
"""

from itperception.errors import UnknownNameError, unknown_name

DEFAULT = "default"
PROFILE_NAMES = (
    DEFAULT, "holm", "bh", "none", "effective_z", "survey_reporter", "spss_custom_tables",
    "rao_scott",
)  # fmt: skip
GONE = {
    "ipsos": "'effective_z' has its rules; Ipsos's own book of 2016 follows "
    "'survey_reporter'",
    "spss": "'spss_custom_tables' has its rules",
    "displayr": "'rao_scott' has its rules",
}
"""Names of houses that profiles had once, and what to ask for instead."""


def known_profile(name: str) -> str:
    """Return the name of a profile.

    `UnknownNameError` if no profile is called so; of a former name, the new one is told.

    Examples
    --------
    >>> known_profile("survey_reporter")
    'survey_reporter'
    >>> known_profile("spss")
    Traceback (most recent call last):
    itperception.errors.UnknownNameError: no profile is called 'spss'; 'spss_custom_tables' \
has its rules
    """
    if name in PROFILE_NAMES:
        return name
    if name in GONE:
        raise UnknownNameError(f"no profile is called {name!r}; {GONE[name]}")
    raise unknown_name("profile", name, PROFILE_NAMES)
