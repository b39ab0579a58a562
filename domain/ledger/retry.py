"""Bounded retry: somebody else was faster, so load again, decide again, append again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from domain.errors import Conflict

T = TypeVar("T")

#: At term's end a class's streams are hot, but each conflict means that somebody else has got through.
ATTEMPTS = 8
#: First wait; one append takes about 0.6 ms.
WAIT_S_MIN = 0.002
#: Longest wait: a person is waiting too.
WAIT_S_MAX = 0.2


def retrying(
    attempt: Callable[[], T],
    *,
    attempts: int = ATTEMPTS,
    alone: Callable[[], AbstractContextManager[object]] | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> T:
    """
    The answer of ``attempt``, called again after each Conflict, at most ``attempts`` times.

    ``attempt`` loads, decides and appends from the beginning. Waits between are random and grow, so that those who met
    once do not meet again. With ``alone`` (``Ledger.alone``) the same number is tried once more behind that lock, where
    those who found no way through wait for each other. Raises the last Conflict; every other error at once.
    """
    try:
        return _bounded(attempt, attempts, sleep)
    except Conflict:
        if alone is None:
            raise
    with alone():
        return _bounded(attempt, attempts, sleep)


def _bounded(attempt: Callable[[], T], attempts: int, sleep: Callable[[float], object]) -> T:
    for number in range(1, attempts):
        try:
            return attempt()
        except Conflict:
            longest = min(WAIT_S_MAX, WAIT_S_MIN * 2**number)
            sleep(random.uniform(0, longest))  # noqa: S311  # spreads waits, guards no secret
    return attempt()
