"""The words of the field, which every room speaks: below counting, inference and survey.

An *item* is asked; its answers are *categories*, of which some are not answers on the scale
(don't know, refused); a *net* joins categories. Whatever is counted is a
:class:`~.dimension.Dimension`: one column of codes with its categories. A *family* is claims
that are confirmed together. Each is a :class:`~.document.Document`, as it stands in YAML.
"""
