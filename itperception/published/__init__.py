"""What printed percentages allow, and what they prove: a folder for each step of the way.

* ``figures/``: what stands in print, read as it was printed: figures, words with their
  ranges, groups and bases, the claims drawn from them; one :class:`~.figures.study.Study`.
* ``tables/``: every table of whole people that fits: counted, listed, or shown not to exist.
* ``bounds/``: the smallest and the largest value of any statistic over those tables, with
  tables that attain them and the reason why they are the ends.
* ``verdicts/``: of a claim, whether it is true in every table that fits, in some or in
  none, and what decides.
* ``twins/``: synthetic respondents of maximum entropy that agree with all that is in print.

Words that stand everywhere, and are explained here only:

study, item, net
    Everything in print about one survey; a question of it; answers to it that are added up.
group, part
    Some of the people asked, ``"all"`` if everybody; one of the groups that divide everybody.
table, tables
    People, int64, shape (R, C): answers in rows, groups (or another item) in columns; several,
    shape (N, R, C).
rows, columns
    Of a table its margins: whole numbers ≥ 0 with the same sum, shapes (R,) and (C,).
problem, statistic
    What binds a table; what is asked of it, also by its name.
number
    How many tables fit; None if that is not known.
deadline
    When to stop, on :func:`time.perf_counter`; what is not finished by then says so.
low, high
    Ends of a range; of shares exact fractions in [0, 1].
alpha
    Level of a test, in (0, 1).
"""
