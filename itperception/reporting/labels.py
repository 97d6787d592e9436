"""What figures and sources say in print, in the languages of the pages.

Figures in print keep their English in ``figures.csv``. Beside it may lie ``labels.yaml``,
a list of texts in every language; what stands in print is found there by its English.
"""

import os
from dataclasses import replace
from pathlib import Path

from itperception.errors import DocumentError
from itperception.published.figures.study import Study
from itperception.reporting.wording import percent_signs
from itperception.survey.documents import read_document
from itperception.survey.files import inside
from itperception.terms.document import Document
from itperception.terms.text import LANGUAGES, Text, say

FILE = "labels.yaml"


class Labels(Document):
    """``labels.yaml``: each text in English and in other languages."""

    labels: tuple[Text, ...] = ()


def labels_of(folder: Path, language: str = "en") -> dict[str, str]:
    """Return what stands in print in a language, by its English; empty without the file.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of a published wave, below ``data/raw``.
    language : {"en", "sv", "de"}
        Language of the page.

    Raises
    ------
    DocumentError
        If the file cannot be read; line and place are named.
    """
    path = inside(folder, FILE, DocumentError)
    if language == LANGUAGES[0] or not os.path.lexists(path):
        return {}
    told = read_document(path, Labels).labels
    return {say(text): say(text, language) for text in told}


def in_language(study: Study, folder: Path, language: str = "en") -> Study:
    """Return a study whose figures say what they say in a language.

    Parameters
    ----------
    study : Study
        As it was read.
    folder, language
        As in :func:`labels_of`.
    """
    told = labels_of(folder, language)
    figures = tuple(
        replace(
            figure,
            label=percent_signs(told.get(figure.label, figure.label), language),
            printed=percent_signs(told.get(figure.printed, figure.printed), language),
        )
        for figure in study.figures
    )
    return study.assuming(figures=figures)
