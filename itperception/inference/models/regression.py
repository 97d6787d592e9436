"""A logit model of respondents from any sample: estimates, and what each unit adds to them.

Whatever is told of a model is a smooth function of its parameters and of who is in the
sample, so one thing is enough for all variances: by how much each unit that was drawn
moves the parameters (its influence; Binder 1983). A unit's influence is

``taylor``
    H⁻¹U, with U its score and H the information of all: the variance of R's ``svyglm``,
    too small where units are few.
``leave_one_out``
    (H − H_u)⁻¹U: one step of Newton's method without the unit, so that the variance is
    nearly the jackknife's; of a logit of respondents it is HC3 (MacKinnon & White 1985).
"""

from dataclasses import dataclass
from types import ModuleType

import numpy as np
from scipy.special import expit, fdtrc, stdtrit

from itperception.errors import ItPerceptionError
from itperception.inference.design.units import Units
from itperception.inference.models import logit, multinomial

VARIANCES = ("leave_one_out", "taylor")
# A unit that holds all there is to know of a parameter leaves less than this without it.
NOTHING_LEFT, _HALF = 1e-8, 0.5
# Lines among which a maximum is looked for first.
SOME = 500


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """A fitted model.

    Attributes
    ----------
    family : module
        :mod:`~itperception.inference.models.logit`, of ranked answers or two, or
        :mod:`~itperception.inference.models.multinomial`.
    at : numpy.ndarray, shape (parameters,)
        Cuts and slopes, or answer by answer constant and slopes.
    slopes : numpy.ndarray of int, shape (equations, characteristics)
        Where the slopes of each characteristic stand among the parameters.
    influence : numpy.ndarray, shape (units, parameters)
        By how much each unit moves the parameters.
    units : Units
        How the sample was drawn.
    inside : numpy.ndarray of bool, shape (n,)
        Whom the model is of.
    leaves_out : bool
        Whether the influence is that of leaving a unit out.
    """

    family: ModuleType
    at: np.ndarray
    slopes: np.ndarray
    influence: np.ndarray
    units: Units
    inside: np.ndarray
    leaves_out: bool

    @property
    def df2(self) -> int:
        """Units − strata + 1 − parameters: of every F and t."""
        return self.units.df(self.inside) + 1 - len(self.at)

    @property
    def is_known(self) -> bool:
        """Whether every unit can be left out."""
        return bool(np.isfinite(self.influence).all())

    def covariance(self) -> np.ndarray:
        """Return the covariance of the parameters."""
        return self.units.covariance(self.influence)

    def margin(
        self, design: np.ndarray, answers: np.ndarray
    ) -> tuple[float, np.ndarray]:  # fmt: skip
        """Return the adjusted share of some answers, and what each unit adds to it.

        Parameters
        ----------
        design : numpy.ndarray, shape (inside, characteristics)
            What everybody is to have, such as one's own characteristics but one of them.

        Notes
        -----
        m = Σwp/Σw over the respondents (the predictive margin of Graubard & Korn 1999),
        influence w(p − m)/Σw + g'u: who is in the sample varies too, which R's
        ``svypredmeans`` takes for independent of the parameters, though it is not.
        """
        weight = self.units.weight[self.inside]
        share, moved = self.family.share_of(self.at, answers, design)
        mean = float(weight @ share / weight.sum())
        own = np.zeros(len(self.inside))
        own[self.inside] = weight * (share - mean) / weight.sum()
        own = self.units.totals(own)
        if self.leaves_out:
            held = np.zeros(len(self.inside))
            held[self.inside] = weight / weight.sum()
            own = own / (1 - self.units.totals(held))
        return mean, own + self.influence @ (weight @ moved / weight.sum())


def regress(
    answers: np.ndarray,
    design: np.ndarray,
    units: Units,
    inside: np.ndarray,
    *,
    ranked: bool = True,
    variance: str = "leave_one_out",
) -> Regression:
    """Fit a model, each respondent with the weight of the sample.

    Parameters
    ----------
    answers : numpy.ndarray of int, shape (inside,)
        Position of each answer; every position from 0 on is somebody's.
    design : numpy.ndarray, shape (inside, characteristics)
        Of full rank together with a constant.
    inside : numpy.ndarray of bool, shape (n,)
        Whom the model is of; everybody else stays in the sample as a domain's zeros.
    ranked : bool
        Cumulative logit, else multinomial; with two answers they are the same.

    Examples
    --------
    >>> x, y = np.repeat([0.0, 1.0], 10)[:, np.newaxis], np.r_[[0] * 6, [1] * 7, [0] * 7]
    >>> found = regress(y, x, Units.of(20), np.ones(20, bool), variance="taylor")
    >>> found.at.round(3).tolist(), np.sqrt(found.covariance().diagonal()).round(3).tolist()
    ([0.405, -0.442], [0.662, 0.969])
    """
    family = logit if ranked else multinomial
    counts = np.eye(answers.max() + 1)[answers]
    weight = units.weight[inside]
    counts = counts * (weight / weight.mean())[:, np.newaxis]
    found = family.fit(counts, design)
    at = np.r_[found.cuts, found.slopes] if ranked else found
    influence = _influence(family.by_cell(at, counts, design), units, inside, variance)
    characteristics = np.arange(design.shape[1])
    first = [counts.shape[1] - 1] if ranked else np.arange(counts.shape[1] - 1) * (
        design.shape[1] + 1) + 1  # fmt: skip
    slopes = np.add.outer(first, characteristics)
    return Regression(family, at, slopes, influence, units, inside,
                      variance == "leave_one_out")  # fmt: skip


def has_maximum(answers: np.ndarray, design: np.ndarray, *, ranked: bool = True) -> bool:
    """Return whether the most likely parameters are finite; see the families."""
    lines = np.unique(np.column_stack([answers, design]), axis=0)
    counts = np.eye(answers.max() + 1)[lines[:, 0].astype(int)]
    family = logit if ranked else multinomial
    # Who cannot be told apart among some cannot be among all, and some are quicker.
    some = slice(None, None, 1 + len(lines) // SOME)
    return family.has_maximum(counts[some], lines[some, 1:]) or (
        len(lines) >= SOME and family.has_maximum(counts, lines[:, 1:])
    )


def _influence(pieces, units: Units, inside: np.ndarray, variance: str) -> np.ndarray:
    """Return by how much each unit moves the parameters; NaN if none are left without it."""
    scores, informations = pieces
    information = informations.sum(0)
    every = np.zeros((len(inside), scores.shape[1]))
    every[inside] = scores
    totals = units.totals(every)
    if variance == "taylor":
        return np.linalg.solve(information, totals.T).T
    held, of = np.unique(units.unit[inside], return_inverse=True)
    own = np.zeros((len(held), *information.shape))
    np.add.at(own, of, informations)
    # In coordinates in which the information of all is 1.
    root = np.linalg.inv(np.linalg.cholesky(information))
    held_by = root @ own @ root.T
    left, whole = np.eye(len(information)) - held_by, np.ones(len(held), bool)
    much = np.trace(held_by, axis1=1, axis2=2) > _HALF  # no less than its largest root
    whole[much] = np.linalg.eigvalsh(left[much])[:, 0] > NOTHING_LEFT
    moved = np.full((len(held), len(information)), np.nan)
    scaled = (totals[held] @ root.T)[whole, :, np.newaxis]
    moved[whole] = np.linalg.solve(left[whole], scaled)[..., 0] @ root
    found = np.zeros_like(totals)
    found[held] = moved
    return found


def wald(estimate: np.ndarray, covariance: np.ndarray, df2: float) -> tuple[float, float]:
    """Return F = b'V⁻¹b/q and its p-value on (q, df2); NaN if V has no inverse.

    Examples
    --------
    >>> wald(np.array([2.0]), np.array([[1.0]]), 30)[0]
    4.0
    """
    q = len(estimate)
    if df2 < 1 or not np.isfinite(covariance).all():
        return np.nan, np.nan
    if np.linalg.matrix_rank(covariance, hermitian=True) < q:
        return np.nan, np.nan
    statistic = float(estimate @ np.linalg.solve(covariance, estimate)) / q
    return statistic, float(fdtrc(q, df2, statistic))


def reach(df2: float, level: float) -> float:
    """Return how many standard errors a confidence interval reaches; NaN if df2 < 1."""
    if not 0 < level < 1:
        raise ItPerceptionError(
            f"level is {level!r}, expected between 0 and 1, such as 0.95"
        )
    return float(stdtrit(df2, (1 + level) / 2)) if df2 >= 1 else np.nan


def logit_interval(share, se, t: float):
    """Return the interval of a share on the logit scale; NaN at 0 and 1.

    Examples
    --------
    >>> [round(float(x), 3) for x in logit_interval(0.5, 0.05, 2.0)]
    [0.401, 0.599]
    """
    share, se = np.asarray(share, float), np.asarray(se, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        z, s = np.log(share / (1 - share)), se / (share * (1 - share))
        return expit(z - t * s), expit(z + t * s)
