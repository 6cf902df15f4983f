"""How far two words are apart: signs added, left out, changed, or two neighbours that changed places."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=100_000)
def is_near(one: str, other: str, limit: int) -> bool:
    """Whether two words are at most ``limit`` slips apart.

    >>> is_near("участок", "учсаток", 1), is_near("участок", "участки", 1), is_near("участок", "счастье", 2)
    (True, False, False)
    """
    return slips(one, other, limit) <= limit


def slips(one: str, other: str, limit: int) -> int:
    """Return how many slips apart two words are; ``limit + 1`` when more (no pair of signs is slipped on twice)."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > limit or len(set(one) ^ set(other)) > 2 * limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, mark in enumerate(other, 1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (sign != mark))
            if at > 1 and place > 1 and sign == other[place - 2] and one[at - 2] == mark:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
