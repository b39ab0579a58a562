"""Which scope a token needs is said of every operation that writes, and of one that takes all along."""

from __future__ import annotations

from fastapi.routing import APIRoute

from api.flows.tokens import Scope
from api.routes import PUBLIC, ROUTERS
from api.routes.scopes import SCOPES, scope_of


def test_every_operation_behind_a_token_has_its_scope() -> None:
    """A new route that writes gets a line in ``api.routes.scopes``."""
    routes = [route for router in ROUTERS if router not in PUBLIC for route in router.routes]
    written = {
        f"{method} {route.path}"
        for route in routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if method != "GET"
    }
    assert set(SCOPES) == written | {"GET /office/archive/content"}


def test_what_nobody_thought_of_needs_the_largest_scope() -> None:
    assert scope_of("GET", "/api/v1/reports/{report}") is Scope.READ
    assert scope_of("GET", "/api/v1/office/archive/content") is Scope.ISSUE
    assert scope_of("POST", "/api/v1/signing/seal") is Scope.ISSUE
    assert scope_of("PATCH", "/api/v1/nowhere") is Scope.ADMIN
