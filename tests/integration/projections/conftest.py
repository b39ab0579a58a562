"""A migrated database with one open school for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import PROJECTIONS
from domain.ledger import Ledger, Pool, announcing
from projections.runner import Runner
from tests.kit import database as kit


@pytest.fixture(autouse=True)
def nobody_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's follower begins in the middle of its writing: it is told at once, not after a moment of silence."""
    monkeypatch.setattr(announcing, "ALONE_S", 0.0)


@pytest.fixture
def database() -> Iterator[kit.Database]:
    with kit.migrated() as made:
        yield made


@pytest.fixture
def pool(database: kit.Database) -> Iterator[Pool]:
    with kit.pool_of(database) as made:
        yield made


@pytest.fixture
def ledger(pool: Pool) -> Ledger:
    return kit.new_school(pool)


@pytest.fixture
def runner(pool: Pool) -> Runner:
    return Runner(pool, PROJECTIONS)
