"""A ledger of one's own for each attack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.audit.ledgers import Audited, attacked


@pytest.fixture
def case() -> Iterator[Audited]:
    with attacked() as made:
        yield made
