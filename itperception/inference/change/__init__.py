"""Wave against wave: change, and the overlap that nobody knows.

``waves``
    Wave against wave: independent samples of one population, side by side.
``gap_change``
    The change of a gap from wave to wave: two answers of the same people, asked anew.
``unknown_overlap``
    The change between two waves if nobody knows how many people are in both.
"""
