"""One real server over the shared issued school, and what its reports say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from anchors.report_values import ReportValues, values
from tests.kit.served import served
from tests.kit.small_school import SmallSchool, issued_school


@dataclass(frozen=True)
class Issued:
    """The first report of the class, as its signed XML says."""

    code: UUID
    report: ReportValues
    record: dict[str, dict[str, str]]

    @property
    def born(self) -> str:
        return f"{self.report.birth_date:%d/%m/%Y}"


@pytest.fixture(scope="session")
def school() -> SmallSchool:
    return issued_school()


@pytest.fixture(scope="session")
def issued(school: SmallSchool) -> Issued:
    record = school.members[0].report.record
    return Issued(school.lookup_ids[0], values(school.desk.ledger.blob(record["issued"]["xml_sha256"])), record)


@pytest.fixture
def client(school: SmallSchool) -> Iterator[httpx.Client]:
    """A server of its own for each test: attempts are counted in its memory."""
    with served(school.app) as made:
        yield made
