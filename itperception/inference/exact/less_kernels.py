"""Inner loops that add up the tables less extreme than the one found, for numba.

For one state (row sums of the first half of the columns) at a time, the part-tables of
the second half are put into as many bins as there are, by what they cost; those of the
first half need no order, as each finds in its bin how probable it is to be completed
below the limit.
"""

import numpy as np

from itperception.inference.compiling import compiled
from itperception.inference.exact.kernels import _longer, _sort

# Part-tables of one state that differ by less have the same cost.
EQUAL = 1e-11
# Bins are narrower than this only if the list is long.
_NARROW = 1e-3
# Bins for each part-table: most are then empty, and looked up at once.
BINS = 4


@compiled
def bounded_parts(terms, rest, ranges, size, limit, most):
    """List whole numbers that add up to `size` and, in terms, to less than `limit`.

    One list after the other, without a break.

    Parameters
    ----------
    terms : numpy.ndarray, shape (rows, size + 1)
        What each number costs.
    rest : numpy.ndarray, shape (rows, size + 1)
        The least that this and the later rows can cost, by what is left for them.
    ranges : numpy.ndarray, shape (rows, 2)
        Between which numbers each row has to be looked through.
    most : int
        The list is given up, and empty, if it gets longer.
    """
    rows, found, i = len(terms), 0, 0
    held, x = np.empty(1024 * rows, np.int32), np.zeros(rows, np.int64)
    left, cost = np.zeros(rows, np.int64), np.zeros(rows)
    left[0], x[0] = size, ranges[0, 0] - 1
    while i >= 0:
        x[i] += 1
        if x[i] > min(left[i], ranges[i, 1]):
            i -= 1
            continue
        after, spent = left[i] - x[i], cost[i] + terms[i, x[i]]
        if not spent + rest[i + 1, after] < limit:
            continue
        if i < rows - 2:
            i += 1
            left[i], cost[i], x[i] = after, spent, ranges[i, 0] - 1
            continue
        if found == most:
            return held[:0]
        if found * rows == len(held):
            held = _longer(held)
        x[i + 1] = after
        for row in range(rows):
            held[found * rows + row] = x[row]
        found += 1
    return held[: found * rows]


@compiled
def grouped_parts(keys, costs, weights, total):
    """Sort part-tables by key, then cost; add up those of equal key and cost.

    Returns
    -------
    starts : numpy.ndarray
        Where each of the `total` keys starts, and the end.
    costs, weights : numpy.ndarray
    """
    ends = np.zeros(total + 1, np.int32)
    for k in range(len(keys)):
        ends[keys[k] + 1] += 1
    for key in range(total):
        ends[key + 1] += ends[key]
    place, n = ends.copy(), len(keys)
    own, chances = np.empty(n), np.empty(n)
    for k in range(n):
        at = place[keys[k]]
        own[at], chances[at] = costs[k], weights[k]
        place[keys[k]] += 1
    starts, kept = np.zeros(total + 1, np.int32), 0
    for key in range(total):
        starts[key] = kept
        _sort(own, chances, ends[key], ends[key + 1])
        for k in range(ends[key], ends[key + 1]):
            if kept > starts[key] and own[k] - own[kept - 1] < EQUAL:
                chances[kept - 1] += chances[k]
            else:
                own[kept], chances[kept] = own[k], chances[k]
                kept += 1
    starts[total] = kept
    return starts, own[:kept].copy(), chances[:kept].copy()


@compiled
def _viable(half, sums, state, limit, chosen):
    """Find the outcomes of the last column that can cost less than `limit` in a state.

    Returns how many there are, written to `chosen`, and the least that they cost.
    """
    tops, keys, outcomes = half[0][0], half[1][0], half[1][1]
    runs, heads, outlays, before, all_ = half[2]
    rows, found, least = len(sums), 0, np.inf
    ends = all_[rows - 2, sums[rows - 2]] + all_[rows - 1, sums[rows - 1]]
    for run in range(len(outlays)):
        bound = outlays[run] + ends
        for i in range(rows - 2):
            left = sums[i] - heads[run, i]
            bound += before[i, left] if left >= 0 else np.inf
        if not bound < limit:
            continue
        for b in range(runs[run], runs[run + 1]):
            cost = outcomes[b] + tops[state - keys[b]]
            chosen[found] = b
            found += cost < limit
            least = min(least, cost)
    return found, least


@compiled
def _list(half, state, limit, chosen, m, listed, chances):
    """List the part-tables of a state that cost less than `limit`."""
    _, starts, costs, weights = half[0]
    keys, outcomes, likely = half[1]
    found = 0
    for c in range(m):
        b = chosen[c]
        key, spare = state - keys[b], limit - outcomes[b]
        while found + starts[key + 1] - starts[key] > len(listed):
            listed, chances = _longer(listed), _longer(chances)
        for a in range(starts[key], starts[key + 1]):
            if not costs[a] < spare:
                break
            listed[found], chances[found] = costs[a] + outcomes[b], weights[a] * likely[b]
            found += 1
    return found, listed, chances


@compiled
def _binned(listed, weights, n, least, scale, bins, starts, below, costs, chances):
    """Put `n` part-tables into bins; `below` is how much weighs less than each bin."""
    for k in range(bins + 2):
        starts[k] = 0
    for k in range(n):
        starts[int((listed[k] - least) * scale) + 2] += 1
    for k in range(2, bins + 2):
        starts[k] += starts[k - 1]
    for k in range(n):
        bin_ = int((listed[k] - least) * scale) + 1
        costs[starts[bin_]], chances[starts[bin_]] = listed[k], weights[k]
        starts[bin_] += 1
    at, total = 0, 0.0
    for bin_ in range(bins):
        below[bin_] = total
        while at < starts[bin_ + 1]:
            total += chances[at]
            at += 1


@compiled
def _completed(half, state, limit, chosen, m, least, scale, starts, below, costs, chances):
    """Return the weight of pairs of the part-tables of a state with those in the bins."""
    _, begins, own, weights = half[0]
    keys, outcomes, likely = half[1]
    total = 0.0
    for c in range(m):
        b = chosen[c]
        key, spare, inner = state - keys[b], limit - outcomes[b] - least, 0.0
        target = limit - outcomes[b]
        for a in range(begins[key], begins[key + 1]):
            above = spare - own[a]
            if not above > 0:
                break
            bin_ = int(above * scale)
            fits = below[bin_]
            for k in range(starts[bin_], starts[bin_ + 1]):
                if costs[k] < target - own[a]:
                    fits += chances[k]
            inner += weights[a] * fits
        total += likely[b] * inner
    return total


@compiled
def less_extreme(first, second, sums, rest, states, others, scales, chances, limit, room):
    """Return the probability of tables that cost less than `limit`, and of the states.

    Parameters
    ----------
    first, second : tuple
        Both halves, each three tuples. Their parts by key: the least that one costs (∞
        if there is none), where each key starts, costs, weights. The last column: keys,
        costs, weights. Its runs, in which only the last two rows differ: where they
        start, counts and cost of the other rows; and the least that each row costs by
        its sum, without and with the last column.
    sums, rest : numpy.ndarray, shape (states, rows)
        Row sums of both halves.
    scales : numpy.ndarray
        Probability of a table of each state by the product of weights.
    """
    listed, weights, total, all_ = np.empty(room), np.empty(room), 0.0, 0.0
    costs, ordered, below = np.empty(room), np.empty(room), np.empty(BINS * room)
    begins = np.empty(BINS * room + 2, np.int32)
    own = np.empty(len(first[1][0]) + 1, np.int32)
    its = np.empty(len(second[1][0]) + 1, np.int32)
    for k in range(len(states)):
        all_ += chances[k]
        bound = 0.0
        for i in range(rest.shape[1]):
            bound += second[2][4][i, rest[k, i]]
        m, least = _viable(first, sums[k], states[k], limit - bound, own)
        top = limit - least
        n, _ = _viable(second, rest[k], others[k], top, its)
        n, listed, weights = _list(second, others[k], top, its, n, listed, weights)
        if m == 0 or n == 0:
            continue
        if len(listed) > len(costs):
            room = len(listed)
            costs, ordered, below = np.empty(room), np.empty(room), np.empty(BINS * room)
            begins = np.empty(BINS * room + 2, np.int32)
        least = listed[0]
        for c in range(n):
            least = min(least, listed[c])
        # Rounding must not lead beyond the last bin.
        bins = BINS * n
        scale = (bins - 1) / max(top - least, _NARROW)
        _binned(listed, weights, n, least, scale, bins, begins, below, costs, ordered)
        total += scales[k] * _completed(
            first, states[k], limit, own, m, least, scale, begins, below, costs, ordered
        )
    return total, all_
