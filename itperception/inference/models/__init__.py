"""Proportional odds, and how far items that are added up measure one thing.

``models``
    Proportional odds: one odds ratio for each group, whatever the answers are cut into.
``logit``
    Maximum likelihood of the cumulative logit: what a ranked answer owes to what.
``reliability``
    How far items that are added up measure one thing: Cronbach's alpha.
``omega``
    Ordinal omega: what one common factor explains of a sum of yes/no items.
``tetrachoric``
    Correlation of what lies behind two yes/no answers.
"""
