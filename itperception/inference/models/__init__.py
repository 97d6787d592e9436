"""Models of answers, with predictors or without, and how far items measure one thing.

``adjusted``
    A model with predictors: terms, adjusted shares, contrasts.
``model_result``
    What it says, in frames and in words.
``adjusted_gap``
    The gap between two items of the same people, at each level of predictors.
``drivers``
    Each of several yes/no predictors alone and all at once.
``predictors``
    Levels of factors as the columns of a model.
``separating``
    What can be estimated: levels that gave one answer go, and what separates is named.
``regression``
    Logit models of respondents from any sample, and what each unit adds to them.
``proportionality``
    Is one odds ratio enough for the whole scale?
``multinomial``
    Maximum likelihood of answers without an order.

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
