"""What most files here begin with: a school whose reports are issued, its server and browser, and its people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from domain.school_year.events import Role
from tests.kit.browser import Workplace, chromium, workplace
from tests.kit.small_school import SmallSchool, copy, issued_template


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    """A copy of one's own; a file that needs another one has its own ``school``."""
    with copy(issued_template()) as made:
        yield made


@pytest.fixture(scope="module")
def work(school: SmallSchool) -> Iterator[Workplace]:
    """The school served, and a browser."""
    with chromium() as browser, workplace(browser, school.app) as opened:
        yield opened


@pytest.fixture(scope="module")
def principal(work: Workplace, school: SmallSchool) -> Page:
    """The principal's."""
    return work.as_(school.staff(Role.PRINCIPAL).code)


@pytest.fixture(scope="module")
def clerk(work: Workplace, school: SmallSchool) -> Page:
    """The clerk's."""
    return work.as_(school.staff(Role.CLERK).code)
