"""How is a file made? Every kind of file becomes rows or columns of text.

``readers``
    Start here: any file becomes an :class:`~itperception.survey.export.Export`.
``text``, ``sheets``, ``parquet``
    Rows of text as they stand in the file, the header among them.
``statistics`` (and its ``statistics_child``)
    Columns, labels and missing values of SPSS, Stata and SAS files.
``columns``
    From rows to columns, each distinct text once.
``numbers``
    What number a text is.
"""
