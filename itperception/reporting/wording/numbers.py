"""Numbers, percentages, points, p-values and dates as each language writes them.

All numbers come in at full precision, proportions in [0, 1]; rounding happens here and
nowhere before.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import floor, isnan, log10

from itperception.errors import unknown_name
from itperception.reporting.wording.texts import text

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOBODY, NOT_AVAILABLE = "–", ".."
DECIMAL_MARK = {"en": ".", "sv": ",", "de": ","}
THOUSANDS_MARK = {"en": ",", "sv": NO_BREAK, "de": "."}
LEAST_P, MOST_P = 0.001, 0.9995
ABOVE = 0.5  # the last p-value but 1 that is rounded up to


def decimal(value: float, language: str = "en", digits: int = 2) -> str:
    """Return a number with a fixed count of decimals, halves rounded away from zero.

    Parameters
    ----------
    value : float
        Any number; NaN is written as "..".
    language : {"en", "sv", "de"}
        Decides the decimal and the thousands mark.
    digits : int
        Decimals.

    Notes
    -----
    Halves are decided after rounding to nine decimals more, so that 57/200 is 28.5 %
    and printed as 29 %, although its nearest binary number is a hair below.

    Examples
    --------
    >>> decimal(-1234.5, "en", 0), decimal(0.125, "de")
    ('−1,235', '0,13')
    """
    if isnan(value):
        return NOT_AVAILABLE
    shown = _rounded(value, digits)
    marks = {",": THOUSANDS_MARK[language], ".": DECIMAL_MARK[language], "-": MINUS}
    return "".join(marks.get(sign, sign) for sign in f"{shown if shown else 0:,.{digits}f}")


def _rounded(value: float, digits: int = 0) -> Decimal:
    exact = Decimal(repr(round(float(value), digits + 9)))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def count(n: float, language: str = "en", digits: int = 0) -> str:
    """Return a number of respondents, or a sum of weights.

    Examples
    --------
    >>> count(18000), count(18000, "de")
    ('18,000', '18.000')
    """
    return decimal(n, language, digits)


def percent(proportion: float, language: str = "en", digits: int = 0) -> str:
    """Return a proportion as percent; never 0 % for somebody, never 0 % for nobody.

    Parameters
    ----------
    proportion : float
        In [0, 1]. Zero gives "–", a value that would round to zero "<0.5%", NaN "..".
    language : {"en", "sv", "de"}
        Swedish and German put a no-break space before the sign.
    digits : int
        Decimals.

    Examples
    --------
    >>> percent(0.513), percent(0.002), percent(0.0), percent(0.125, "en", 1)
    ('51%', '<0.5%', '–', '12.5%')
    """
    if isnan(proportion):
        return NOT_AVAILABLE
    if proportion == 0:
        return NOBODY
    half = 0.5 * 10.0**-digits
    if 0 < round(proportion * 100, 9) < half:
        return "<" + _with_sign(decimal(half, language, digits + 1), language)
    return _with_sign(decimal(proportion * 100, language, digits), language)


def percent_signs(told: str, language: str = "en") -> str:
    r"""Return a text of print with the percent sign as a language sets it.

    Examples
    --------
    >>> percent_signs("38 % of all"), percent_signs("38 %", "sv")
    ('38% of all', '38\xa0%')
    """
    return re.sub(r"(?<=\d)\s?%", _with_sign("", language), told)


def level(value: float, language: str = "en") -> str:
    """Return a confidence or significance level: 0.95 is 95%, 0.025 is 2.5%.

    A level near 1 keeps as many decimals as say how far from it.

    Examples
    --------
    >>> level(0.95), level(0.025, "en"), level(0.99966)
    ('95%', '2.5%', '99.97%')
    """
    whole = abs(value * 100 - round(value * 100)) < 1e-9
    digits = 0 if whole else max(1, -floor(log10(100 * (1 - value))))
    return _with_sign(decimal(value * 100, language, digits), language)


def bare_level(value: float, language: str = "en") -> str:
    """Return a level without its sign, which each language puts elsewhere.

    Examples
    --------
    >>> bare_level(0.95, "de")
    '95'
    """
    return level(value, language).rstrip("%").rstrip()


def points(difference: float, language: str = "en", *, short: bool = False) -> str:
    """Return a difference of proportions in percentage points, with its sign.

    Examples
    --------
    >>> points(-0.127), points(0.05, "sv")
    ('−13 points', '+5 procentenheter')
    """
    key = "number.points_short" if short else "number.points"
    return text(key, language, number=signed(difference * 100, language))


def points_apart(difference: float, language: str = "en") -> str:
    """Return how many percentage points two shares lie apart, for "a gap of ...".

    Examples
    --------
    >>> points_apart(0.2146), points_apart(0.01, "sv"), points_apart(-0.05, "de")
    ('21 points', '1 procentenhet', '−5 Punkte')
    """
    shown = decimal(difference * 100, language, 0)
    key = "number.point" if abs(_rounded(difference * 100)) == 1 else "number.points_apart"
    return text(key, language, number=shown)


def before_rounding(first: float, second: float, difference: float) -> bool:
    """Say whether a difference is not that of the two shares as they are printed.

    Examples
    --------
    >>> before_rounding(0.524, 0.306, 0.218), before_rounding(0.52, 0.31, 0.21)
    (True, False)
    """
    first, second, difference = (_rounded(100 * x) for x in (first, second, difference))
    return first - second != difference


def apart(first: float, second: float, difference: float, language: str = "en") -> str:
    """Return how far two shares lie apart, said to be before rounding where it shows.

    Examples
    --------
    >>> apart(0.52, 0.31, 0.21), apart(0.524, 0.306, 0.218)
    ('21 points', '22 points before rounding')
    """
    is_rounded = before_rounding(first, second, difference)
    return points_apart(difference, language) + is_rounded * text("number.rnd", language)


def ends(low: float, high: float, language: str = "en") -> str:
    """Return the ends of an interval of points; one that would round to 0 has a decimal.

    Examples
    --------
    >>> ends(0.166, 0.27), ends(-0.0048, 0.25), ends(0.0, 0.1, "sv")
    ('17 to 27', '−0.5 to 25', '0 till 10')
    """
    told = [decimal(100 * end, language, int(bool(end) and not _rounded(100 * end)))
            for end in (low, high)]  # fmt: skip
    return text("number.range", language, low=told[0], high=told[1])


def signed(value: float, language: str = "en", digits: int = 0) -> str:
    """Return a number with its sign; what rounds to zero has none.

    Examples
    --------
    >>> signed(4.6), signed(-0.2), signed(-4.6)
    ('+5', '0', '−5')
    """
    shown = decimal(value, language, digits)
    is_plus = value > 0 and any(digit in shown for digit in "123456789")
    return f"+{shown}" if is_plus else shown


def interval(
    low: float,
    high: float,
    language: str = "en",
    *,
    confidence: float = 0.95,
    unit: str = "points",
    digits: int = 2,
) -> str:
    """Return a confidence interval in words.

    Parameters
    ----------
    low, high : float
        Limits; differences of proportions in [-1, 1] or proportions in [0, 1].
    language : {"en", "sv", "de"}
        Language of the page.
    confidence : float
        Level in (0, 1).
    unit : {"points", "percent", "number"}
        Signed points, percent, or a plain number.
    digits : int
        Decimals of a plain number.

    Examples
    --------
    >>> interval(-0.048, 0.302)
    '95% interval −5 to +30'
    """
    write = {
        "points": lambda value: signed(value * 100, language),
        "percent": lambda value: percent(value, language),
        "number": lambda value: decimal(value, language, digits),
    }
    if unit not in write:
        raise unknown_name("unit", unit, list(write))
    limits = {"low": write[unit](low), "high": write[unit](high)}
    return text(
        "number.interval", language, level=bare_level(confidence, language), **limits
    )


def p_value(p: float, language: str = "en", *, unit: float = 0.0) -> str:
    """Return a p-value with three decimals, never across a conventional level.

    Parameters
    ----------
    p : float
        In [0, 1].
    language : {"en", "sv", "de"}
        Decides the decimal mark.
    unit : float
        What shares are rounded to beside it; where that is coarse, it is a bound.

    Examples
    --------
    >>> p_value(0.0503), p_value(0.0498)
    ('p = 0.051', 'p = 0.050')
    >>> p_value(0.0132), p_value(2e-9), p_value(0.0132, "sv")
    ('p = 0.013', 'p < 0.001', 'p = 0,013')
    >>> p_value(0.02, unit=0.05), p_value(1, unit=0.05)
    ('p ≤ 0.02', 'p > 0.5')
    """
    from itperception.book.rounding import are_bounds
    from itperception.inference.results import told_p

    if isnan(p):
        return text("number.missing_p", language)
    if are_bounds(unit):
        shown = f"{min(p, ABOVE):g}".replace(".", DECIMAL_MARK[language])
        return f"p {'>' if p > ABOVE else '≤'} {shown}"
    if p < LEAST_P:
        return f"p < {decimal(LEAST_P, language, 3)}"
    if p >= MOST_P:
        return f"p > {decimal(1 - LEAST_P, language, 3)}"
    return f"p = {decimal(float(told_p(p)), language, 3)}"


def dates(first: date | None, last: date | None, language: str = "en") -> str:
    """Return from when to when, without saying month or year twice.

    Parameters
    ----------
    first, last : datetime.date or None
        Either may be unknown; if both are, the answer is empty.
    language : {"en", "sv", "de"}
        Language of the page.

    Examples
    --------
    >>> dates(date(2026, 3, 2), date(2026, 3, 20)), dates(date(2026, 3, 2), None, "de")
    ('2–20 March 2026', '2. März 2026')
    """
    known = [day for day in dict.fromkeys((first, last)) if day]
    if len(known) < 2:
        return "".join(_day(day, language) for day in known)
    alike = [(day.year, day.month) for day in known]
    dash = "–" if alike[0] == alike[1] else " – "
    parts = 1 if alike[0] == alike[1] else 2 if first.year == last.year else 3
    return _day(first, language, parts) + dash + _day(last, language)


def _day(day: date, language: str, parts: int = 3) -> str:
    """Write a day; the first of its parts only, if the rest follows elsewhere."""
    month = text(f"month.{day:%m}", language)
    number = text("month.day", language, number=str(day.day))
    return " ".join((number, month, str(day.year))[:parts])


def _with_sign(number: str, language: str) -> str:
    """Add the percent sign, which may not slip to the next line."""
    return text("number.percent", language, number=number).replace(" ", NO_BREAK)
