"""The exact distribution of a table given its margins, with limits of the p-value.

``exact``
    Tests of independence that rest on no approximation: given both margins, every table.
``alike``
    The less extreme tables of a statistic that does not ask in which row a count is.
``alike_kernels``
    Inner loops for statistics that do not ask in which row a count is, for numba.
``columns``
    Tables with given margins, column by column: what a column can hold, and how likely.
``complement``
    The exact tail of a statistic as what the tables less extreme leave of probability 1.
``draws``
    Tail probabilities given both margins from tables drawn at random, with an interval.
``halves``
    One half of a table's columns: its part-tables, numbered by their row sums.
``join``
    The exact tail of a cell-additive statistic, given both margins, met in the middle.
``kernels``
    Inner loops of the exact tail, compiled by numba: part-tables listed and joined.
``less``
    The tables less extreme than the one found, all of them: what is left is the tail.
``less_kernels``
    Inner loops that add up the tables less extreme than the one found, for numba.
``plan``
    How to split the columns in two, and how much of the rarest to leave out, in the time.
``sampling``
    Tables drawn at random with both margins given, compiled by numba.
``statistics``
    Statistics that are a sum over the cells of a table, for tails given both margins.
``timed``
    Ways to share out the row sums, gone through on all processors while there is time.
"""
