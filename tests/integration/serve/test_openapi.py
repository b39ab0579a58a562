"""
schemathesis tries the whole API against its own description, as the principal and as nobody.

No answer is a 500, none has a status, a type or a shape that is not described. ``HOCBA_HARD=1`` tries far more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.flows.tokens import issue_token
from api.routes import ROUTERS
from api.server import create_app
from domain.school_year.events import Role
from tests.kit.hard import HARD
from tests.kit.served import served
from tests.kit.small_school import copy, issued_template

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

#: For each operation, of what is as described and of what is not; each is sent twice.
EXAMPLES_MAX = 100 if HARD else 5

OPERATIONS = [
    f"{min(route.methods)} /api/v1{route.path}" for router in ROUTERS for route in router.routes
] + ["GET /health"]  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """A served school, the principal's token, and the operations of its description."""

    base_url: str
    token: str
    operations: dict[str, Any]


@pytest.fixture(scope="module")
def tried() -> Iterator[Tried]:
    with copy(issued_template()) as school, served(school.app) as client:
        described = schemathesis.openapi.from_dict(create_app(school.app).openapi())
        operations = {found.ok().label: found.ok() for found in described.get_all_operations() if isinstance(found, Ok)}
        token = issue_token(school.app.pool, school.school_id, school.staff(Role.PRINCIPAL))
        yield Tried(str(client.base_url), token, operations)


def test_every_operation_is_described(tried: Tried) -> None:
    assert set(OPERATIONS) == set(tried.operations)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
def test_answers_are_as_described(tried: Tried, name: str, mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES_MAX,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        derandomize=True,
        database=None,
    )
    @given(case=tried.operations[name].as_strategy(generation_mode=mode))
    def one(case: schemathesis.Case[Any]) -> None:
        for headers in ({"Authorization": f"Bearer {tried.token}"}, {}):
            case.call_and_validate(base_url=tried.base_url, headers=headers, checks=CHECKS)

    if mode is GenerationMode.POSITIVE or tried.operations[name].body or len(tried.operations[name].query):
        one()
