"""What printed percentages allow, and what they prove: a folder for each step of the way.

* ``figures/``: what stands in print, read as it was printed: figures, words with their
  ranges, groups and bases, the claims drawn from them; one :class:`~.figures.study.Study`.
* ``tables/``: every table of whole people that fits: counted, listed, or shown not to exist.
* ``bounds/``: the smallest and the largest value of any statistic over those tables, with
  tables that attain them and the reason why they are the ends.
* ``verdicts/``: what the figures say of a claim: certain, impossible, or undecided, and by
  what.
* ``twins/``: synthetic respondents of maximum entropy that agree with all that is in print.
"""
