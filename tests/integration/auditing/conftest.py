"""One school whose editions have ended in two ways, for every test that only reads it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kit.small_school import SmallSchool, copy, ended_template


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(ended_template()) as made:
        yield made
