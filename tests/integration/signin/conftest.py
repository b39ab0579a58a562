"""One house for the tests of this folder: each uses people whom no other has used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.signin.people import House, open_house


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    with open_house() as opened:
        yield opened
