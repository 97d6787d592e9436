"""A tiny survey that every room can be tried on, and one seeded generator."""

import os

import numpy as np
import pytest

from itperception.survey.documents import read_document
from itperception.survey.waves import open_wave

os.environ.setdefault("MPLBACKEND", "agg")

CODEBOOK = """\
title: A tiny survey
scales:
  - id: rating
    ordered: true
    categories:
      - {id: good, code: 1, label: {en: Good, sv: Bra}}
      - {id: fair, code: 2, label: Fair}
      - {id: poor, code: 3, label: Poor}
      - {id: dont_know, code: 8, label: Don't know, kind: dont_know}
    nets:
      - {id: top, label: Good or fair, categories: [good, fair]}
  - id: kind
    ordered: false
    categories:
      - {id: internal, code: a, label: Internal}
      - {id: group_owned, code: b, label: Group-owned}
      - {id: decentralised, code: c, label: Decentralised}
items:
  - {id: org_type, label: Type, wording: "Which type?", scale: kind}
  - {id: image, label: Image, wording: "How is your image?", scale: rating}
  - {id: performance, label: Performance, wording: "How do you perform?", scale: rating}
  - id: why
    label: Why
    wording: Why is it poor?
    scale: kind
    asked_if: {item: image, any_of: [poor]}
multiple_responses:
  - id: tools
    label: Tools
    wording: Which tools?
    options:
      - {id: web, label: Web}
      - {id: mail, label: Mail}
      - {id: none, label: None}
    exclusive: none
banners:
  - {id: type, label: Type, item: org_type}
gaps:
  - {id: perception, label: Gap, self: performance, other: image, net: top, by: org_type}
"""

EXPORT = """\
id;org_type;image;performance;why;tools.web;tools.mail;tools.none;w;minutes
1;a;1;1;;1;0;0;1.0;5
2;a;2;1;;1;1;0;2.0;6
3;a;8;2;;0;0;1;1.0;7
4;b;3;1;b;0;1;0;0.5;4
5;b;3;3;;0;0;1;1.5;4
6;c;1;8;;;;;1.0;9
7;;1;1;;0;0;1;1.0;9
8;c;;2;;1;0;0;1.0;9
"""

WAVE = """\
title: Tiny
kind: microdata
synthetic: true
n: 8
file: export.csv
respondent_id: id
weight: w
ignore: [minutes]
"""


@pytest.fixture
def rng():
    """Return random numbers that are the same each time."""
    return np.random.default_rng(sum(map(ord, "itperception")))


@pytest.fixture
def root(tmp_path):
    """Return a repository with one wave, ``tiny``."""
    folder = tmp_path / "data/raw/tiny"
    folder.mkdir(parents=True)
    (tmp_path / "data/raw/codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "wave.yaml").write_text(WAVE, encoding="utf-8")
    (folder / "export.csv").write_text(EXPORT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(root):
    """Return a function that replaces text in a file of the tiny wave."""

    def replace(name: str, old: str, new: str):
        path = root / "data/raw" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return open_wave("tiny", root)

    return replace


@pytest.fixture
def tiny(root):
    """Return the tiny wave, loaded."""
    from itperception.workbench import load_wave

    return load_wave("tiny", root)


@pytest.fixture
def document(tmp_path):
    """Return a function that reads text as a YAML document of a model."""

    def read(text: str, model):
        path = tmp_path / "document.yaml"
        path.write_text(text, encoding="utf-8")
        return read_document(path, model)

    return read
