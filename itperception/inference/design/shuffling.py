"""The inner loop that deals answers out again, for numba."""

import numpy as np

from itperception.inference.compiling import compiled

# Of SplitMix64 (Steele, Lea & Flood 2014).
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
UNIT = 2.0**-53


@compiled
def deal(state, answer, group, weight, bounds, tables):
    """Shuffle the answers once for each table, and add them to it by group and weight.

    Parameters
    ----------
    state : numpy.ndarray of uint64, shape (1,)
        Of the random numbers; it is moved on.
    answer, group, weight : numpy.ndarray, shape (n,)
        Answers are left as they were shuffled last.
    bounds : numpy.ndarray of int
        Between which places answers are exchanged: where each stratum starts, and the end.
    tables : numpy.ndarray, shape (draws, answers, groups)
        Zeros, to be added to.
    """
    step = state[0]
    for draw in range(len(tables)):
        for stratum in range(len(bounds) - 1):
            first = bounds[stratum]
            for place in range(bounds[stratum + 1] - 1, first - 1, -1):
                step += _STEP
                mixed = (step ^ (step >> np.uint64(30))) * _FIRST
                mixed = (mixed ^ (mixed >> np.uint64(27))) * SECOND
                chance = UNIT * ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11))
                other = first + int(chance * (place - first + 1))
                dealt = answer[other]
                answer[other], answer[place] = answer[place], dealt
                tables[draw, dealt, group[place]] += weight[place]
    state[0] = step
