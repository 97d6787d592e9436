"""Is it more than chance, and how big is it? Functions of small tables of counts.

``association``
    Start here: the test of a table, chosen and explained. ``methods`` has them all by name.
``tables``
    Answers by groups: any association, ranks, two by two, and within strata.
``exact``
    The same with no approximation, for tables of any size.
``sizes``
    How big: effect sizes and measures of association.
``comparisons``
    Which columns differ: letters by rule profiles, and several tests at once.
``means``
    Numbers instead of answers: means, with letters; ``numbers`` knows of whom, ``quantiles``
    has medians.
``gap``
    Two answers of the same people, in groups and between them.
``sameness``
    A claim of sameness, tested as sameness.
``design``
    Weights, strata, clusters, and questions with several answers.
``missing``
    What don't knows leave open.
``change``
    Wave against wave.
``models``
    Proportional odds, and the reliability of sums.
``planning``
    What could have been seen, and what the next wave needs.
``robustness``
    A claim under every choice that one might defend.

Below them all: ``results`` (what a test returns), ``running`` (what every test does first),
``contingency`` and ``solving`` (arithmetic), ``intervals``.
"""
