"""Inner loops of the exact tail, compiled by numba: part-tables listed and joined.

A part-table is what some columns of the table hold; its state is its row sums. For one
state at a time the part-tables of both halves of the table are listed and sorted by
statistic; one pass over both then finds the pairs that reach what was observed.
"""

import numpy as np

from itperception.inference.compiling import compiled


@compiled
def survivors(parts, logs, column, column_logs, rest, least, top, limit):
    """Return which parts go with which outcomes of a column, at most `limit` pairs."""
    which, outcome = np.empty(1024, np.int32), np.empty(1024, np.int32)
    found, visited = 0, 0
    for a in range(len(parts)):
        for b in range(len(column)):
            own = logs[a] + column_logs[b]
            if own + top < least:
                break
            visited += 1
            chance = own
            for i in range(parts.shape[1]):
                chance += rest[i, parts[a, i] + column[b, i]]
            if not chance > least:
                continue
            if found == len(which):
                which, outcome = _longer(which), _longer(outcome)
            which[found], outcome[found] = a, b
            found += 1
        if found > limit or visited > 30 * limit:
            return which[:0], outcome[:0]
    return which[:found], outcome[:found]


@compiled
def _longer(numbers):
    """Return a copy with room for as many again."""
    copy = np.empty(2 * len(numbers), numbers.dtype)
    for k in range(len(numbers)):
        copy[k] = numbers[k]
    return copy


@compiled
def _list(half, state, least, values, weights):
    """List the part-tables of a state that weigh `least`; −1 if there is no room."""
    part_tops, span, starts, part_values, part_weights = half[0]
    runs, tops, keys, outcomes, chances = half[1]
    single = len(starts) == 0
    found = 0
    for run in range(len(tops)):
        first, last = runs[run], runs[run + 1]
        if tops[run] * part_tops[(state - keys[first]) // span] < least:
            continue
        if single:
            if found + last - first > len(values):
                return -1
            # Written whether it weighs enough or not: a jump would take longer.
            for b in range(first, last):
                key = state - keys[b]
                both = chances[b] * part_weights[key]
                values[found], weights[found] = outcomes[b] + part_values[key], both
                found += both > least
            continue
        for b in range(first, last):
            key = state - keys[b]
            for a in range(starts[key], starts[key + 1]):
                both = chances[b] * part_weights[a]
                if not both > least:
                    break
                if found == len(values):
                    return -1
                values[found] = outcomes[b] + part_values[a]
                weights[found] = both
                found += 1
    return found


@compiled
def _bin_of(value, low, scale, bins):
    return min(bins - 1, int((value - low) * scale))


@compiled
def _sort(values, sums, first, last):
    """Sort a stretch by value, by insertion over ever smaller steps (Shell 1959)."""
    step = (last - first) // 2
    while step > 0:
        for k in range(first + step, last):
            value, weight, at = values[k], sums[k], k
            while at >= first + step and values[at - step] > value:
                values[at], sums[at] = values[at - step], sums[at - step]
                at -= step
            values[at], sums[at] = value, weight
        step //= 2


@compiled
def _in_order(values, weights, n, sorted_values, sorted_weights, begins):
    """Sort by value: into as many bins as entries, then inside the bins."""
    low = high = values[0]
    for k in range(n):
        low, high = min(low, values[k]), max(high, values[k])
    scale = n / (high - low) if high > low else 0.0
    for k in range(n + 2):
        begins[k] = 0
    for k in range(n):
        begins[_bin_of(values[k], low, scale, n) + 2] += 1
    for k in range(2, n + 2):
        begins[k] += begins[k - 1]
    for k in range(n):
        bin_ = _bin_of(values[k], low, scale, n) + 1
        place = begins[bin_]
        sorted_values[place], sorted_weights[place] = values[k], weights[k]
        begins[bin_] += 1
    for k in range(n):
        if begins[k + 1] - begins[k] > 1:
            _sort(sorted_values, sorted_weights, begins[k], begins[k + 1])


@compiled
def _pairs(x, x_weights, m, y, y_weights, n, reached, under):
    """Return the weight of pairs whose sum is ≥ `reached` or ≤ `under`, and of all."""
    all_x, all_y, total = 0.0, 0.0, 0.0
    for k in range(n):
        all_y += y_weights[k]
    above, a = 0.0, n - 1
    for k in range(m):
        while a >= 0 and x[k] + y[a] >= reached:
            above += y_weights[a]
            a -= 1
        total += x_weights[k] * above
        all_x += x_weights[k]
    below, b = 0.0, 0
    for k in range(m - 1, -1, -1):
        while b < n and x[k] + y[b] <= under:
            below += y_weights[b]
            b += 1
        total += x_weights[k] * below
    return total, all_x * all_y


@compiled
def join(first, second, states, others, scales, least, reached, under, room):
    """Return the weight of tables that count, and of all, over some states.

    Parameters
    ----------
    first, second : tuple
        Both halves. Their parts by key: the most that those can weigh that differ in
        the first row only, by key over span; the span; where each key starts (none if
        a key has one part or, of weight 0, none); values; weights, heaviest first in a
        key. Then the last column in runs that differ in the first and last row only:
        where they start, the most they weigh, keys, values, weights.
    states, others : numpy.ndarray
        Keys of the row sums in the first half, and of what they leave for the second.
    scales : numpy.ndarray
        Probability of a table of each state by the product of weights.
    least : numpy.ndarray, shape (states, 2)
        Part-tables of less weight are left out.
    """
    listed, ordered = np.empty((4, room)), np.empty((4, room))
    begins = np.empty(room + 2, np.int32)
    tail, kept = 0.0, 0.0
    for k in range(len(states)):
        m = _list(first, states[k], least[k, 0], listed[0], listed[1])
        n = _list(second, others[k], least[k, 1], listed[2], listed[3])
        while m < 0 or n < 0:
            room *= 2
            listed, ordered = np.empty((4, room)), np.empty((4, room))
            begins = np.empty(room + 2, np.int32)
            m = _list(first, states[k], least[k, 0], listed[0], listed[1])
            n = _list(second, others[k], least[k, 1], listed[2], listed[3])
        if m == 0 or n == 0:
            continue
        _in_order(listed[0], listed[1], m, ordered[0], ordered[1], begins)
        _in_order(listed[2], listed[3], n, ordered[2], ordered[3], begins)
        found, both = _pairs(
            ordered[0], ordered[1], m, ordered[2], ordered[3], n, reached, under
        )
        tail += scales[k] * found
        kept += scales[k] * both
    return tail, kept
