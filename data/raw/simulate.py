"""Make the exports of the demo waves: answers that nobody gave.

Run from the repository's root with ``python data/raw/simulate.py``. The files are the
same to the last byte each time, so git shows whether anything has changed.

The model, with t for the type of the IT organisation and m = 1 if it does marketing:

- A company is of stratum small or large, half of the sample each, three quarters and
  one quarter of the population; its size, and its type t, depend on the stratum.
- m is yes with a probability that depends on t.
- ``performance* = level(t) + 0.8 q + 0.6 e1`` and
  ``image* = level(t) - gap(t) + 0.35 m + 0.8 q + 0.6 e2``, where q (how good the
  organisation is), e1 and e2 are independent standard normal: image is below
  performance, and less so with marketing. Thresholds turn both into ratings.
- Performance against reputation cuts ``performance* - image*`` plus noise; the role
  cuts ``image*`` plus noise.
- Practices, policies and tools are independent given m, and commoner with marketing.
- Don't knows, refusals and empty cells strike at random, with the rates stated below.
- The weight is population share over sample share of the stratum times a lognormal
  factor such as a correction for nonresponse brings, scaled to mean 1.

Levels and shares are chosen so that the totals lie near the figures in print of the
2013 study; nothing else connects the two.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import NormalDist

import numpy as np

from itperception.survey.codebook import Codebook, read_codebook

RAW = Path(__file__).parent
DONT_KNOW, REFUSED, EMPTY = 8, 9, np.nan
PRODUCT_AT, WRITTEN_AT, WRITTEN = 4, 92, b"01 Jan 2600:00:00"  # header of a .sav file

# By type: internal, group-owned, decentralised.
LEVEL = np.array([0.05, -0.3, 0.35])
GAP = np.array([0.5, 0.65, 0.3])
MARKETING = np.array([0.45, 0.68, 0.42])
MARKETING_HELPS, QUALITY, ERROR = 0.35, 0.8, 0.6

# By stratum, small and large: shares of type and of company size, largest first.
POPULATION = np.array([0.75, 0.25])
TYPES = np.array([[0.62, 0.10, 0.28], [0.42, 0.33, 0.25]])
SIZES = np.array([[0.0, 0.0, 0.45, 0.55], [0.4, 0.6, 0.0, 0.0]])
INDUSTRIES = np.array([[0.28, 0.08, 0.15, 0.10, 0.14, 0.15, 0.10]])

# Above the first threshold is the first answer of the scale, and so on.
RATING = (1.3, 0.0, -0.7, -1.5)
BALANCE = (0.5, -0.7)
ROLE = (0.63, -0.31)

WITH_MARKETING = 0.2  # how much commoner each of these is with marketing than without
POLICIES = {"key_account_management": 0.5, "price_policy": 0.35, "information_policy": 0.5}
PRACTICES = {
    "strategy_guidelines": 0.30, "business_model": 0.32, "it_brand": 0.28,
    "marketing_concept": 0.25, "customer_segmentation": 0.50, "sales_training": 0.18,
    "customer_communication": 0.50, "contact_points": 0.36, "staff_training": 0.42,
    "product_management": 0.38, "sales_orientation": 0.30, "own_website": 0.19,
    "measuring_effect": 0.24,
}  # fmt: skip
TOOLS = {
    "hootsuite": 0.24, "buffer": 0.10, "socialbro": 0.06, "uservoice": 0.18,
    "get_satisfaction": 0.14, "meetup": 0.16, "rapportive": 0.07, "launchrock": 0.05,
    "other": 0.12,
}  # fmt: skip

Answers = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one wave is made and how far it is from the model's base rates."""

    wave: str
    file: str
    seed: int
    n: int
    more_marketing: float = 0.0
    better_performance: float = 0.0
    better_image: float = 0.0


# Of 2026, reputation is asked for instead of image, which is answered a little lower.
PLANS = (
    Plan("demo-2024", "export.csv", seed=2024, n=428),
    Plan("demo-2026", "export.sav", seed=2026, n=486, more_marketing=0.08,
         better_performance=0.1, better_image=-0.05),
)  # fmt: skip


class Draws:
    """Random columns for a wave, all made of uniform numbers.

    Only `Random.random` is promised to give the same numbers in every Python.
    """

    def __init__(self, plan: Plan):
        self._random, self.n = Random(plan.seed), plan.n

    def uniform(self) -> np.ndarray:
        """Return numbers in [0, 1)."""
        return np.array([self._random.random() for _ in range(self.n)])

    def normal(self) -> np.ndarray:
        """Return standard normal numbers."""
        return np.array([NormalDist().inv_cdf(u) for u in self.uniform()])

    def happens(self, probability: float | np.ndarray) -> np.ndarray:
        """Return True with a probability, one for all or one for each."""
        return self.uniform() < probability

    def pick(self, shares: np.ndarray) -> np.ndarray:
        """Return positions from 0, with shares in one row for all or a row for each."""
        bounds = np.cumsum(shares, axis=1)[:, :-1]
        return (self.uniform()[:, None] >= bounds).sum(axis=1)

    def spoil(self, codes, *, dont_know=0.0, refused=0.0, empty=0.012) -> np.ndarray:
        """Put don't know, refused or an empty cell in place of some codes."""
        u = self.uniform()
        limits = np.cumsum([empty, refused, dont_know])
        spoilt = [u < limit for limit in limits]
        return np.select(spoilt, [EMPTY, REFUSED, DONT_KNOW], codes).astype(float)


def simulate(plan: Plan) -> Answers:
    """Return the columns of a wave's export.

    Parameters
    ----------
    plan : Plan
        The wave.

    Returns
    -------
    dict of str to numpy.ndarray
        Codes by column, in the export's order; NaN is an empty cell.
    """
    draws = Draws(plan)
    stratum = draws.pick(np.array([[0.5, 0.5]]))
    kind = draws.pick(TYPES[stratum])
    marketing = draws.happens(MARKETING[kind] + plan.more_marketing)
    size, industry = draws.pick(SIZES[stratum]), draws.pick(INDUSTRIES)
    does = draws.spoil(np.where(marketing, 1, 2), dont_know=0.03)
    return {
        "respondent": np.arange(1.0, plan.n + 1),
        "stratum": stratum + 1.0,
        "org_type": draws.spoil(kind + 1),
        "company_size": draws.spoil(size + 1, refused=0.03),
        "industry": draws.spoil(industry + 1),
        **_perception(draws, plan, kind, marketing),
        "any_marketing": does,
        **_policies(draws, marketing),
        **_practices(draws, marketing),
        **_tools(draws, does == 1),
        "weight": _weights(draws, stratum),
        "duration_seconds": np.round(np.exp(6.2 + 0.35 * draws.normal())),
    }


def _perception(draws: Draws, plan: Plan, kind, marketing) -> Answers:
    quality = LEVEL[kind] + QUALITY * draws.normal()
    performance = quality + plan.better_performance + ERROR * draws.normal()
    gap = GAP[kind] - MARKETING_HELPS * marketing - plan.better_image
    image = quality - gap + ERROR * draws.normal()
    lead = performance - image + 0.4 * draws.normal()
    role = image + ERROR * draws.normal()
    return {
        "performance": draws.spoil(_cut(performance, RATING), dont_know=0.04, refused=0.01),
        "image": draws.spoil(_cut(image, RATING), dont_know=0.13, refused=0.015),
        "performance_vs_reputation": draws.spoil(_cut(lead, BALANCE), dont_know=0.07),
        "role": draws.spoil(_cut(role, ROLE), dont_know=0.04),
    }


def _cut(latent: np.ndarray, thresholds: Sequence[float]) -> np.ndarray:
    """Return codes: 1 above the first threshold, 2 above the second, and so on."""
    return 1 + (latent[:, None] <= np.array(thresholds)).sum(axis=1)


def _likelier(rate: float, marketing: np.ndarray) -> np.ndarray:
    return rate + WITH_MARKETING * (marketing - 0.5)


def _policies(draws: Draws, marketing: np.ndarray) -> Answers:
    return {
        item: draws.spoil(
            np.where(draws.happens(_likelier(rate, marketing)), 1, 2), dont_know=0.03
        )
        for item, rate in POLICIES.items()
    }


def _practices(draws: Draws, marketing: np.ndarray) -> Answers:
    skipped = draws.happens(0.02)
    ticks = {o: draws.happens(_likelier(p, marketing)) for o, p in PRACTICES.items()}
    return {f"practice.{o}": np.where(skipped, EMPTY, t) for o, t in ticks.items()}


def _tools(draws: Draws, asked: np.ndarray) -> Answers:
    empty = ~asked | draws.happens(0.02)
    ticks = {option: draws.happens(rate) for option, rate in TOOLS.items()}
    ticks["none"] = ~np.any(list(ticks.values()), axis=0)
    return {f"tools.{o}": np.where(empty, EMPTY, t) for o, t in ticks.items()}


def _weights(draws: Draws, stratum: np.ndarray) -> np.ndarray:
    weights = (2 * POPULATION)[stratum] * np.exp(0.2 * draws.normal())
    return np.round(weights / weights.mean(), 4)


def write_csv(answers: Answers, path: Path) -> None:
    """Write columns as UTF-8 text with semicolons, an empty cell as nothing."""
    rows = zip(*answers.values(), strict=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(answers)
        writer.writerows([["" if v != v else f"{v:g}" for v in row] for row in rows])


def write_sav(answers: Answers, path: Path, codebook: Codebook, title: str) -> None:
    """Write columns as an SPSS file with the codebook's English labels.

    Parameters
    ----------
    answers : dict of str to numpy.ndarray
        Codes by column.
    path : pathlib.Path
        File ending in ``.sav``.
    codebook : Codebook
        Gives labels of variables and values.
    title : str
        File label, 64 bytes at most.
    """
    import pandas as pd
    import pyreadstat

    labels, value_labels = _labels(codebook)
    pyreadstat.write_sav(
        pd.DataFrame(answers), path, file_label=title, row_compress=True,
        column_labels=labels, variable_value_labels=value_labels,
        missing_ranges={c: [DONT_KNOW, REFUSED] for c in answers if c in value_labels},
    )  # fmt: skip
    # The header says with what, and to the second when, the file was written.
    with path.open("r+b") as file:
        file.seek(PRODUCT_AT)
        file.write(b"@(#) SPSS DATA FILE - itperception".ljust(60))
        file.seek(WRITTEN_AT)
        file.write(WRITTEN)


def _labels(codebook: Codebook) -> tuple[dict[str, str], dict[str, Mapping[int, str]]]:
    labels = {
        "respondent": "Respondent", "stratum": "Stratum of the sample",
        "weight": "Weight", "duration_seconds": "Duration of the interview in seconds",
    }  # fmt: skip
    values = {"stratum": {1: "Fewer than 1,000 employees", 2: "1,000 or more"}}
    for item in codebook.items:
        labels[item.id] = item.label["en"]
        scale = codebook.scale(item.id).categories
        values[item.id] = {int(c.code): c.label["en"] for c in scale}
    for chosen in codebook.multiple_responses:
        for option in chosen.options:
            labels[f"{chosen.id}.{option.id}"] = option.label["en"]
            values[f"{chosen.id}.{option.id}"] = {1: "Yes", 0: "No"}
    return labels, values


def write(plan: Plan, raw: Path = RAW) -> Path:
    """Write the export of a wave below `raw` and return its path."""
    path = raw / plan.wave / plan.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        write_csv(simulate(plan), path)
    else:
        codebook = read_codebook(RAW / "codebook.yaml")
        title = f"SYNTHETIC, answers nobody gave ({plan.wave})"
        write_sav(simulate(plan), path, codebook, title)
    return path


if __name__ == "__main__":
    for each in PLANS:
        print(write(each).relative_to(RAW))
