"""Answers by groups: tests of independence, of two by two, of ranks, and within strata.

``independence``
    Tests of independence on arrays of counts, rows of answers by columns of groups.
``fourfold``
    Tests of two groups on a yes/no question: a table of two by two.
``fixed_margins``
    The law of a table of two by two once its margins are known: one number, the first cell.
``unconditional``
    Boschloo's test: Fisher's p-value made exact without fixing how many say yes.
``ordinal``
    Tests of ordered answers, or of ordered groups, on arrays of counts.
``correlation``
    Correlation of answers and groups: of their scores, or of their ranks.
``ranks``
    Tests of two groups on one ordered scale: which of them ranks before the other.
``rank_sums``
    The exact distribution of a rank sum, given how many tie at each answer.
``scores``
    What an answer counts: its mid-rank, or a stated score.
``stratified``
    Answers by groups within strata: the Cochran–Mantel–Haenszel family of tests.
``strata``
    Which strata of a three-way table tell anything about answers and groups.
``stratified_result``
    What a test within strata says, and whether all strata say the same.
``homogeneity``
    Two answers by two groups in several strata: whether one odds ratio tells it all.
``distributions``
    Test of one distribution against a given one.
``proportions``
    Tests of one proportion against a given one.
"""
