"""A migrated database, a pool of the application's role and an open school for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.ledger import Ledger, Pool
from tests.kit import database as kit


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
