"""One school whose editions have ended in two ways, for every test that only reads it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from domain.report.state import Report
from tests.kit.small_school import SmallSchool, copy, ended_template

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(ended_template()) as made:
        yield made


@pytest.fixture(scope="module")
def reports(school: SmallSchool) -> list[Report]:
    """Cancelled and issued anew; accepted; recalled."""
    return [*school.desk.reports([member.report_id for member in school.members]).values()]


@pytest.fixture(scope="module")
def codes(reports: list[Report]) -> dict[str, UUID]:
    """What became of it → lookup code: CANCELLED, STANDS in its place, ACCEPTED, RECALLED."""
    first, second, third = reports
    assert first.issued
    assert second.issued
    return {
        "CANCELLED": first.past[0].issued.value.lookup_id,
        "STANDS": first.issued.value.lookup_id,
        "ACCEPTED": second.issued.value.lookup_id,
        "RECALLED": third.past[0].issued.value.lookup_id,
    }
