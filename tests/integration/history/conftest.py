"""A ledger of one's own for each attack, and a reader of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.audit.ledgers import Audited, attacked
from tests.integration.history.readers import Reader, reader


@pytest.fixture
def case() -> Iterator[Audited]:
    with attacked() as made:
        yield made


@pytest.fixture
def outsider(case: Audited, tmp_path: Path) -> Reader:
    return reader(case, tmp_path)
