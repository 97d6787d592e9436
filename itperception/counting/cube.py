"""The cube: how many, with which weight, in every combination of answers.

The cube is the waist of the package. Each cell holds three sums over the
respondents in it: 1, the weight, and the squared weight. Tables, tests and reports
are functions of these sums, so nothing after this point can see a respondent.
"""

from dataclasses import dataclass

import numpy as np

from itperception.errors import unknown_name
from itperception.terms.category import answer_positions
from itperception.terms.dimension import Dimension


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """Sums over respondents for every combination of categories.

    Attributes
    ----------
    dimensions : tuple of Dimension
        One per axis after the first.
    cells : numpy.ndarray
        Float array of shape ``(3, k1, k2, …)``: n, Σw and Σw², where ``ki`` counts
        all categories of dimension i, "no answer" included.
    is_weighted : bool
        Whether the weights were anything but 1.
    """

    dimensions: tuple[Dimension, ...]
    cells: np.ndarray
    is_weighted: bool

    def marginal(self, *names: str) -> "Cube":
        """Return the cube of some dimensions, the others summed out.

        Parameters
        ----------
        *names : str
            Ids of the dimensions to keep, in the order wanted.

        Raises
        ------
        UnknownNameError
            If the cube has no dimension of that name.
        """
        ids = [dimension.id for dimension in self.dimensions]
        for name in names:
            if name not in ids:
                raise unknown_name("dimension of the cube", name, ids)
        kept = [ids.index(name) for name in names]
        out = tuple(axis + 1 for axis in range(len(ids)) if axis not in kept)
        summed = self.cells.sum(axis=out)
        order = [sorted(kept).index(axis) + 1 for axis in kept]
        cells = np.transpose(summed, (0, *order))
        return Cube(tuple(self.dimensions[axis] for axis in kept), cells, self.is_weighted)


def answered(cube: Cube, axis: int) -> float:
    """Return how many gave an answer on the scale of a dimension (unweighted)."""
    kept = answer_positions(cube.dimensions[axis].categories)
    return float(cube.cells[0].take(kept, axis=axis).sum())
