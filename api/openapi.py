"""
The description of the JSON API (OpenAPI): FastAPI's own, with what every route shares said once.

- Who asks is known by a token, or by the session of a signed-in page.
- Errors are problem details of one schema, by status, under ``components.responses``.
- An operation is called after its method and address (``post_corrections_request_id_approve``): unique, and stable.
- Examples stand beside the bodies that they are of (``api.routes.examples``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.routes.errors import PROBLEM_TYPE, Problem
from api.routes.examples import BODIES
from api.sessions import COOKIE

_SCHEMA = "#/components/schemas/"
#: What FastAPI describes malformed requests with; ours are problems like every other.
_UNUSED = ("HTTPValidationError", "ValidationError")

#: What anybody may be answered; then what else, whoever needs a token; then, whoever sends a body.
_ALWAYS = (
    HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE,
)  # fmt: skip
_WITH_TOKEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)
_WITH_BODY = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE,)


def operation_id(route: APIRoute) -> str:
    """``GET /api/v1/reports/{report}`` → ``get_reports_report``."""
    words = re.findall(r"\w+", route.path.removeprefix("/api/v1"))
    return "_".join((min(route.methods or ()).lower(), *words))


class DescribedApi(FastAPI):
    """An application whose description is complete."""

    def openapi(self) -> dict[str, Any]:
        """Made once; ``/api/v1/openapi.json`` answers with it."""
        if not self.openapi_schema:
            _complete(super().openapi())
        return self.openapi_schema or {}


def _complete(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for name in _UNUSED:
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template=_SCHEMA + "{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    described["components"]["responses"] = {status.name: _problem(status) for status in _all()}
    described["components"]["securitySchemes"]["session"] = {"type": "apiKey", "in": "cookie", "name": COOKIE}
    for address, method, operation in _operations(described):
        if "security" in operation:
            operation["security"].append({"session": []})
        responses = {status: answer for status, answer in operation["responses"].items() if status != "422"}
        operation["responses"] = responses | {str(each.value): _reference(each) for each in _statuses(operation)}
        if method == "get":
            operation["responses"]["304"] = {"description": "Not Modified: If-None-Match names this answer's ETag"}
        if (name := f"{method.upper()} {address.removeprefix('/api/v1')}") in BODIES:
            operation["requestBody"]["content"]["application/json"]["example"] = BODIES[name]


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for address, methods in described["paths"].items():
        if address.startswith("/api/"):
            yield from ((address, method, operation) for method, operation in methods.items())


def _statuses(operation: dict[str, Any]) -> list[HTTPStatus]:
    guarded = _WITH_TOKEN if operation.get("security") else ()
    return sorted((*_ALWAYS, *guarded, *(_WITH_BODY if "requestBody" in operation else ())))


def _all() -> tuple[HTTPStatus, ...]:
    return (*_ALWAYS, *_WITH_TOKEN, *_WITH_BODY)


def _reference(status: HTTPStatus) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{status.name}"}


def _problem(status: HTTPStatus) -> dict[str, Any]:
    return {"description": status.phrase, "content": {PROBLEM_TYPE: {"schema": {"$ref": f"{_SCHEMA}Problem"}}}}
