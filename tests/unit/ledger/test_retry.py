"""Conflicts are tried again, a bounded number of times; nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.errors import Conflict, Rejected, Unavailable
from domain.ledger.retry import ATTEMPTS, WAIT_S_MAX, retrying


def conflict() -> Conflict:
    return Conflict("ledger.stream_taken")


def test_it_decides_again_until_it_gets_through() -> None:
    outcomes: list[object] = [conflict(), conflict(), "done"]
    waits: list[float] = []

    def attempt() -> object:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    assert retrying(attempt, sleep=waits.append) == "done"
    assert len(waits) == 2


def test_after_the_bound_the_conflict_is_the_caller_s() -> None:
    tried: list[int] = []
    waits: list[float] = []

    def attempt() -> None:
        tried.append(1)
        raise conflict()

    with pytest.raises(Conflict):
        retrying(attempt, sleep=waits.append)
    assert len(tried) == ATTEMPTS
    assert len(waits) == ATTEMPTS - 1
    assert all(0 <= wait <= WAIT_S_MAX for wait in waits)


def test_who_found_no_way_tries_once_more_behind_the_lock() -> None:
    steps: list[str] = []

    @contextmanager
    def alone() -> Iterator[None]:
        steps.append("locked")
        yield
        steps.append("unlocked")

    def attempt() -> str:
        steps.append("tried")
        if "locked" not in steps:
            raise conflict()
        return "done"

    assert retrying(attempt, attempts=2, alone=alone, sleep=lambda _: None) == "done"
    assert steps == ["tried", "tried", "locked", "tried", "unlocked"]


@pytest.mark.parametrize("error", [Rejected("ledger.nothing"), Unavailable("ledger.unreachable", message="x")])
def test_nothing_else_is_tried_again(error: Exception) -> None:
    tried: list[int] = []

    def attempt() -> None:
        tried.append(1)
        raise error

    with pytest.raises(type(error)):
        retrying(attempt)
    assert len(tried) == 1
