"""What a researcher holds: a wave, and tables that can test themselves.

The rooms below may not look up: counting knows nothing of tests. This one joins them, so
that ``wave.crosstab("image", by="org_type").test()`` reads as one thought. It counts and
tests nothing itself.

``table``
    A crosstab that can test itself, in every way there is.
``counted``
    A wave that can be counted: cubes, tables, the respondents.
``wave``
    What it is asked beyond that: tests, sets of options, the gap, models.
``series``
    Several waves side by side.
``predicting``
    From a wave to what a model is made of: answers, predictors and the sample.
``models``
    Questions with several predictors: models, gaps, drivers.
``numbers``
    Numbers that people gave, and what answers count, for means.
``frame``
    The respondents as a data frame, for seaborn, pingouin and formulas.
``sample``
    How the respondents of a table were drawn.
``claims``
    What a wave was made to confirm.
``loading``
    From the name of a wave to the wave.
"""

from itperception.workbench.loading import bounds, load_wave
from itperception.workbench.series import Waves, load_waves
from itperception.workbench.table import Table
from itperception.workbench.twins import has_twin
from itperception.workbench.wave import Wave

__all__ = ["Table", "Wave", "Waves", "bounds", "has_twin", "load_wave", "load_waves"]
