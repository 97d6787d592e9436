"""Weights, strata and clusters: tests from the cube of a sample, and of sets of options.

``design``
    Estimates from a complex sample, with the variance its design gives them.
``design_effects``
    Design effects of a table: by how much the sample spreads each of its contrasts.
``design_intervals``
    Intervals of a proportion whose variance comes from the design of the sample.
``design_ranks``
    Rank tests for complex samples: whether a group ranks higher in the population.
``design_scores``
    Do groups of a complex sample differ in their mean score? Tests by linearisation.
``units``
    Respondents by the units they were drawn in: the covariance of what each adds to a sum.
``rao_scott``
    Does the answer depend on the group, in a complex sample? Corrections of Pearson's X².
``weighted_permutation``
    The test that decides when a weighted sample is small: permutation.
``weighted_sums``
    Tails of weighted sums of chi-squared variables over an independent chi-squared.
``permuting``
    Permutation of respondents: group and weight stay with them, answers are dealt out again.
``shuffling``
    The inner loop that deals answers out again, for numba.
``multiple_response``
    Multiple response by group: whether what people choose depends on the group.
``multiple_response_design``
    A multiple response by group in a complex sample: the set as a whole.
``multiple_response_sums``
    Arithmetic of a multiple response by group: options chosen, and how they go together.
"""
