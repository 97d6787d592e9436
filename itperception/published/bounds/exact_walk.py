"""The inner loop that visits every table with given margins, compiled by numba."""

import numpy as np

from itperception.inference.compiling import compiled


@compiled
def walk(i, j, left, room, values, logs, value, log, ends):
    """Return the probabilities of tables more extreme, and of those as extreme.

    Cell (i, j) is filled next; `left` and `room` are what rows and columns still hold,
    `value` and `log` what the cells so far add up to.
    """
    if j == len(room) - 1:
        for row in range(len(left)):
            value += values[row, j, left[row]]
            log += logs[left[row]]
        chance = np.exp(-log)
        if value > ends[1]:
            return chance, 0.0
        return 0.0, (chance if value >= ends[0] else 0.0)
    more, same = 0.0, 0.0
    least = room[j]
    for row in range(i + 1, len(left)):
        least -= left[row]
    least = max(0, least)
    for x in range(least, min(left[i], room[j]) + 1):
        left[i] -= x
        room[j] -= x
        last = i == len(left) - 1
        found = walk(
            0 if last else i + 1,
            j + 1 if last else j,
            left,
            room,
            values,
            logs,
            value + values[i, j, x],
            log + logs[x],
            ends,
        )
        left[i] += x
        room[j] += x
        more += found[0]
        same += found[1]
    return more, same
