"""Don't know: in the base, out of it, or bounded.

``dont_knows``
    What the don't knows of a table leave open: of each share, and of the test of its columns.
``dont_know``
    What don't knows leave open: in the base, out of the base, or bounded.
``dont_know_pairs``
    What don't knows leave open of the difference between two items of the same people.
``dont_know_tests``
    The test of groups on a yes/no answer, whatever those who did not know would have said.
``allocations``
    Every way in which the don't knows of groups may answer yes or no.
``identification``
    Numbers that are only known to lie between bounds, because some did not answer.
``share_bounds``
    A share that is only known to lie between bounds, because some did not know or answer.
``net_rows``
    Which rows of a table are in a net, and which are no answers.
"""
