"""Two answers of the same people: their gap, in groups and between them.

``paired``
    The gap between two answers of the same people, such as self-image and image.
``group_gap``
    The gap between two answers of the same people in one group: every test of it.
``gaps``
    Whether the gap between two answers of the same people differs between groups.
``gap_differences``
    How far apart the gaps of two groups are, and how sure that is.
``every_group``
    Claims about the gap of every group: that it exists everywhere, that it has one sign.
``matched``
    How far apart two yes/no items of the same people are, from counts of pairs.
``symmetry``
    Tests of pairs without ranks: two answers of each respondent in a square table.
``signed_rank``
    Wilcoxon's signed-rank test of pairs on a ranked scale, exact with its ties.
``paired_scores``
    Tests of pairs on a ranked scale by scores or direction alone.
``agreement``
    How far two answers of the same people agree beyond chance: Cohen's kappa.
"""
