"""A claim under every choice that one might defend.

``robustness``
    A claim over a declared grid of specifications: "significant in 11 of 12".
``robust_difference``
    The difference between two columns of a table under every choice one might defend.
``specifications``
    Every combination of the choices that an analysis may make.
"""
