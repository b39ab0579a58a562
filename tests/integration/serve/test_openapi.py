"""schemathesis tries the API against its own description: no answer is a 500, none is of a shape not described."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.flows.keys import issue_token
from api.server import create_app
from domain.school_year.events import Role
from tests.kit.served import served
from tests.kit.small_school import SmallSchool, issued_school

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

#: Enough to reach every parameter's edges; the wait after a refused birth date is what takes the time.
EXAMPLES_MAX = 25


@pytest.fixture(scope="module")
def school() -> SmallSchool:
    return issued_school()


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/lookup/{code}",
        "/api/v1/checkpoint/{school}",
        "/api/v1/classes/{code}/gradebook/{subject}",
        "/api/v1/reports/{report}",
        "/api/v1/corrections",
        "/api/v1/corrections/{request_id}/refuse",
        "/api/v1/corrections/{request_id}",
        "/api/v1/corrections/{request_id}/files/{sha256}",
        "/api/v1/corrections/log",
        "/api/v1/signing/open",
        "/api/v1/signing/return",
        "/api/v1/signing/turns",
        "/api/v1/signing/content",
        "/api/v1/year/assignments",
        "/api/v1/year/documents",
        "/api/v1/checks/{check_id}/findings",
        "/api/v1/editions/accept",
        "/api/v1/editions/recall/grant",
        "/api/v1/year/deadlines",
        "/api/v1/year/reminders",
        "/api/v1/board",
        "/api/v1/me/inbox",
        "/api/v1/year/policies",
        "/api/v1/year/delegations",
        "/health",
    ],
)
def test_answers_are_as_described(school: SmallSchool, path: str) -> None:
    described = schemathesis.openapi.from_dict(create_app(school.app).openapi())
    token = issue_token(school.app.pool, school.school_id, school.staff(Role.PRINCIPAL))
    with served(school.app) as client:
        operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
        assert path in {operation.path for operation in operations}
        for operation in operations:
            if operation.path == path:
                _try(operation.as_strategy(), str(client.base_url), token)


def _try(strategy: SearchStrategy[Any], base_url: str, token: str) -> None:
    @settings(
        max_examples=EXAMPLES_MAX,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        derandomize=True,
        database=None,
    )
    @given(case=strategy)
    def one(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(base_url=base_url, headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    one()
