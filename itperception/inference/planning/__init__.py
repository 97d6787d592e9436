"""What could have been seen, and how many respondents the next wave needs.

``power``
    How likely a test is to find a true effect with so many respondents.
``power_laws``
    Formulas of power, elementwise: from true values and bases to a probability.
``plans``
    What is asked for and what is given when a survey is planned: one result for all.
``detectable``
    How small an effect is still found with the respondents that are there.
``sample_size``
    How many respondents a survey needs to find an effect.
"""
