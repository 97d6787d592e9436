"""A claim of sameness, tested as sameness.

``equivalence``
    A claim of sameness, tested as sameness: the margin is the user's, and stated first.
``sameness``
    What a test of sameness returns: shown different, shown the same, or not settled.
``score_statistics``
    Score statistics of a difference of two shares: how many standard errors from any value.
"""
