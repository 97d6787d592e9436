"""Wave against wave: change, overlap, trend, and change at an equal mix.

``waves``
    Wave against wave: independent samples of one population, side by side.
``gap_change``
    The change of a gap from wave to wave: two answers of the same people, asked anew.
``overlap``
    The change between two waves that some of the same people answered.
``unknown_overlap``
    The change between two waves if nobody knows how many people are in both.
``trend``
    The trend of a share over many waves: by how much it rises or falls each year.
``score_trend``
    Trends of a mean score over many waves, by least squares on respondents.
``wave_times``
    Waves in time: which of them may stand in one trend.
``standardisation``
    The change between two waves, freed of who happened to answer.
"""
