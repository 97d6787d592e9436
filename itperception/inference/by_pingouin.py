"""What pingouin computes for us: each function is one call of it.

It is imported when first called. What was compared, and where pingouin gives no number, is
in ``tests/inference/test_libraries.py``.
"""

# pingouin looks for a base between 1 and 10 million; at this w that is every noncentrality
# between 0.0001 and 1,000.
SMALL_W = 0.01


def chi_squared_power(w: float, n: float, df: int, alpha: float) -> float:
    """Return the power of a chi-squared test: ``pingouin.power_chi2``.

    Examples
    --------
    >>> round(chi_squared_power(0.3, 156, 8, 0.05), 4)
    0.7667
    """
    import pingouin

    return float(pingouin.power_chi2(dof=int(df), w=w, n=n, alpha=alpha))


def needed_noncentrality(df: int, power: float, alpha: float) -> float:
    """Return nw² at which a chi-squared test has the power: ``pingouin.power_chi2``.

    Examples
    --------
    >>> round(needed_noncentrality(8, 0.8, 0.05), 3)
    15.022
    """
    import pingouin

    n = pingouin.power_chi2(dof=int(df), w=SMALL_W, power=power, alpha=alpha)
    return float(n) * SMALL_W**2
