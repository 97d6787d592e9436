"""Waves of the size this project is for, cut from a demonstration wave."""

import csv
import warnings
from pathlib import Path

import yaml

from itperception.counting.disclosure_rule import DisclosureRule
from itperception.workbench import Wave, load_wave

REPOSITORY = Path(__file__).parents[1]
SIZES = {"1": 90, "2": 40, "3": 26}  # internal, group-owned, decentralised


def cut_wave(root: Path, sizes: dict[str, int] = SIZES, **told) -> Wave:
    """Write and load demo-2024 with its first respondents of each type.

    Parameters
    ----------
    root : pathlib.Path
        A new project: gets the codebook and ``data/raw/small``.
    sizes : dict of str to int
        Respondents by code of the type; "" for who did not state it.
    **told
        Keys of ``wave.yaml``. The claims are those of demo-2026.
    """
    raw = REPOSITORY / "data/raw"
    folder = root / "data/raw/small"
    folder.mkdir(parents=True)
    (root / "data/raw/codebook.yaml").write_bytes((raw / "codebook.yaml").read_bytes())
    with (raw / "demo-2024/export.csv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file, delimiter=";")
    place = head.index("org_type")
    kept = [line for code, size in sizes.items()
            for line in [one for one in lines if one[place] == code][:size]]  # fmt: skip
    with (folder / "export.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *kept])
    described = _yaml(raw / "demo-2024/wave.yaml")
    families = _yaml(raw / "demo-2026/wave.yaml")["families"]
    described |= {"n": len(kept), "families": families, **told}
    (folder / "wave.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
    return load_wave("small", root)


def _yaml(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def least(minimum: int) -> DisclosureRule:
    """Return the rule with a minimum so small that it comes with a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return DisclosureRule(minimum=minimum)
