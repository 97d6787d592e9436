"""The formula of a test of two columns with its numbers, in a language."""

import re

import pandas as pd

from itperception.inference.comparisons.pair_words import FORMULAS
from itperception.reporting.wording import DECIMAL_MARK, MINUS, text

SYMBOLS = {
    "n_minus_one": "χ²", "pooled_z": "z", "pooled_t": "t", "unpooled_z": "z",
    "rao_scott": "F", "linearised_t": "t",
}  # fmt: skip


def formula(pair: pd.Series, test: str, language: str = "en") -> str:
    """Return the formula of a comparison with its numbers.

    Parameters
    ----------
    pair : pandas.Series
        A line of :attr:`itperception.inference.comparisons.comparisons.Comparisons.pairs`.
    test : str
        The test of the profile, such as "n_minus_one".
    language : {"en", "sv", "de"}
        Decides the decimal mark.

    Examples
    --------
    >>> line = pd.Series({"statistic": 6.3689, "scale": 1.25, "df": 174.0})
    >>> formula(line, "rao_scott", "de")
    'F = X²/δ = 7,961/1,25 = 6,369, df = 1 und 174'
    """
    told = FORMULAS[test](pair)
    told = told.replace(" and ", text("table.letters_and", language))
    told = told.replace(" of two unweighted columns", "")
    told = re.sub(r"(?<=\d)\.(?=\d)", DECIMAL_MARK[language], told)
    return re.sub(r"(?<![\w])-(?=\d)", MINUS, told)
