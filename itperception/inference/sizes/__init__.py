"""How big: effect sizes and measures of association, each with its interval.

``measures``
    Measures of association: how strongly answers and groups go together.
``concordance``
    Measures of order: whether who is in a later group gives a later answer.
``dominance``
    How often one group answers before another: probability of superiority, Cliff's delta.
``differences``
    How far apart two groups are on a yes/no question: difference, Cohen's h, w.
``odds``
    Odds ratio, risk ratio and phi of two groups on a yes/no question.
``proportion_intervals``
    More confidence intervals of proportions, by the names that other software gives them.
``effects``
    How big? Every effect size that a table allows, each with its interval.
"""
