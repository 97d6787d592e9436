"""Which columns differ: pairs, letters, rule profiles, and several tests at once.

``comparisons``
    Which columns of a table differ: every pair of columns, for every row and net.
``columns``
    The columns of a table as a rule profile counts them.
``pairs``
    Every pair of columns of a table tested by the rules of a profile, row by row.
``pair_tests``
    Tests of two columns of one row, elementwise: what a rule profile may choose from.
``pair_words``
    One comparison of two columns in words, with the numbers in the formula of its test.
``letters``
    Letters for columns: a table book marks a column with those of columns it is higher than.
``adjusting``
    The pairs of columns of each row adjusted together, as a rule profile has it.
``profiles``
    Rule profiles: who compares the columns of a table how, so that letters can be redone.
``reconcile``
    Where two rule profiles print different letters, and which rule that hangs on.
``families``
    What a report was made to confirm, apart from what was found by looking around.
``multiplicity``
    p-values of several comparisons, adjusted together; and what chance alone would find.
"""
