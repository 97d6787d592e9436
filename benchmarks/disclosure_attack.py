"""An attack that shares nothing with the check: fewest people something computable depends on."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp


def least_weight(groups, people, among=None, *, whole=False) -> int:
    """Return how many people a combination of groups depends on at least.

    Integer programming over the supports: a combination c of the groups is x = groups' c; an
    atom is in the support where x is not 0, and one of them is scaled to at least 1.

    Parameters
    ----------
    groups : numpy.ndarray of int, shape (groups, atoms)
        What is shown; its combinations are computable.
    people : numpy.ndarray of int, shape (atoms,)
        People in each atom.
    among : numpy.ndarray of bool, shape (atoms,), optional
        Somebody of these is in the support; by default of all.
    whole : bool
        Only combinations that are a group: 0 or 1 for everybody.

    Returns
    -------
    int
        More than everybody if nothing that somebody of `among` takes part in is computable.

    Raises
    ------
    ArithmeticError
        If a minute was not enough.
    """
    d, n = groups.shape
    among = np.ones(n, bool) if among is None else among
    linear, eye, none = groups.T.astype(float), np.eye(n), np.zeros((n, n))
    cost = np.concatenate([np.zeros(d), people, np.zeros(n)])
    if whole:
        rules = [LinearConstraint(np.hstack([linear, -eye, none]), 0, 0)]
    else:
        rules = [LinearConstraint(np.hstack([linear, -eye, none]), -np.inf, 0),
                 LinearConstraint(np.hstack([-linear, -eye, none]), -np.inf, 0)]  # fmt: skip
    rules += [LinearConstraint(np.hstack([linear, none, -2 * eye]), -1, np.inf),
              LinearConstraint(np.concatenate([np.zeros(d + n), among]), 1, 1)]  # fmt: skip
    limits = Bounds(np.concatenate([np.full(d, -np.inf), np.zeros(2 * n)]),
                    np.concatenate([np.full(d, np.inf), np.ones(2 * n)]))  # fmt: skip
    found = milp(cost, constraints=rules, bounds=limits, options={"time_limit": 60},
                 integrality=np.concatenate([np.zeros(d), np.ones(2 * n)]))  # fmt: skip
    if found.status not in (0, 2):  # neither solved nor without a solution
        raise ArithmeticError(found.message)
    return round(found.fun) if found.status == 0 else int(people.sum()) + 1
