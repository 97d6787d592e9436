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
    Answers by predictors, proportional odds, and the reliability of sums.
``planning``
    What could have been seen, and what the next wave needs.
``robustness``
    A claim under every choice that one might defend.

Below them all: ``results`` (what a test returns), ``running`` (what every test does first),
``contingency`` and ``solving`` (arithmetic), ``intervals``. The first line of a module says
what is in it.

Words that stand everywhere, and are explained here only:

counts, table
    People ≥ 0, shape (answers, groups), both in their order if they have one; of a yes/no
    question yes first. What is exact, mid-P or by permutation counts whole people, everything
    else fractions as well. Empty rows and columns are left out, and the note says so.
table, a ``Crosstab``; design, a ``DesignCube``; units
    Stub by banner; its sums for each stratum and cluster; how each respondent was drawn.
square; pairs, b, c, n
    First item by second of the same people, the best answer first; of each group how many are
    yes on the first item only, on the second only, and all. On a ranked scale: go up, go down.
x1, n1, x2, n2; successes, base
    Yes and people, of two independent groups; of one.
categories; dont_know
    Ids of rows, or of one net; rows that may hide any answer, by default all not on the scale.
base, effective base; design_effect
    People; what they are worth after weighting, (Σw)²/Σw² (Kish 1965); how many are worth one
    of a simple random sample.
level; alpha, power; margin
    Of confidence, each interval on its own; of a test, and the wanted probability that it finds
    the effect; how far apart may still count as the same. All in (0, 1).
draws, seed
    Random tables or permutations, each as likely as any other, and the start of the random
    numbers, which the result states.
missing
    No test raises because a table is empty or poor: numbers are NaN, and ``State`` says why.
unknown names
    A method, adjustment or side that is not there raises ``UnknownNameError``.
"""
