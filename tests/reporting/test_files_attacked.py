"""What a reader computes of the written files: CSV, JSON, workbook and page of a wave."""

import numpy as np
import pytest
import yaml

from benchmarks.disclosure import least_of_all
from benchmarks.disclosure_files import ITEMS, published, routed, write_wave
from benchmarks.disclosure_printed import KINDS_OF_FILE
from itperception.reporting.wording import percent
from itperception.survey.codebook import Codebook
from tests.conftest import CODEBOOK
from tests.small_waves import least

NEARLY = np.repeat([0, 1, 2, 3, -1], [90, 60, 40, 25, 6])  # nested in the other but for two
BANNERS = {"b0": NEARLY, "b1": np.where(np.isin(NEARLY, [0, 1]), 0, 1)}
BANNERS["b1"][[0, 200]] = 1, 0


@pytest.fixture(scope="module", params=["exact", "weighted", "off"])
def printed(request, tmp_path_factory):
    """Return what each kind of file prints of a wave, who was asked, and if groups are hidden."""
    rng, root = np.random.default_rng(7), tmp_path_factory.mktemp("attacked")
    answers = {item: rng.choice(3, len(NEARLY), p=[0.5, 0.3, 0.2]) for item in ITEMS}
    weights = rng.uniform(0.5, 2, len(NEARLY)).round(2)
    wave = write_wave(
        root, BANNERS, answers, weights if request.param == "weighted" else None
    )
    published(wave, root, least(1) if request.param == "off" else None, with_page=True)
    files = {kind: read(root) for kind, read in KINDS_OF_FILE.items()}
    return files, routed(answers), request.param != "off"


def test_all_kinds_of_files_print_the_same_cells(printed):
    files, *_ = printed
    exact = files["JSON"]

    assert len(exact) > 60 and files["xlsx"] == pytest.approx(exact, rel=1e-14)
    assert files["CSV"] == {
        cell: share for cell, share in exact.items() if cell.row != "gap"
    }
    told = {cell: percent(share) if share else "–" for cell, share in exact.items()}
    assert files["HTML"] == told


def test_nothing_of_fewer_than_ten_is_computable_but_with_the_rule_off(printed):
    files, asked, is_hidden = printed
    cells = {cell for read in files.values() for cell in read}

    assert (least_of_all(cells, BANNERS, asked, is_open=True) >= 10) == is_hidden


def test_a_set_whose_options_overlap_is_no_banner():
    told = yaml.safe_load(CODEBOOK) | {
        "banners": [{"id": "by", "label": "By", "item": "tools"}]
    }
    assert "tools" in [one["id"] for one in told["multiple_responses"]]

    with pytest.raises(ValueError, match="banner 'by': 'tools' is a set"):
        Codebook.model_validate(told)
