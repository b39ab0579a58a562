"""``create_app``: the pages and the JSON API over one open program; ``check_start``: what must hold before serving."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from anchors.errors import AnchorError
from api.app import App
from api.conditional import Conditional
from api.dropped import DroppedFiles
from api.http import Guard, bytes_max, problem_answer
from api.incidents import log_fault
from api.issuing_worker import IssuingWorker
from api.openapi import DescribedApi, operation_id
from api.pages import ROUTERS as PAGES
from api.pages import demo_door
from api.pages import portal as pages
from api.pages.rendering import STATIC
from api.pages.shell import SignInFirst, to_sign_in
from api.routes import ROUTERS, health
from api.routes.errors import InvalidRequest, shown, status_of
from api.routes.portal import Portal
from api.signin.entering import Door
from api.upkeep import Upkeep
from api.visiting import Visits
from domain.errors import HocbaError, Misused, Rejected
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from migrations.protection import check_protection, refuse_owner
from migrations.runner import pending

MESSAGES.update(
    {
        "serve.pending": (
            "Cơ sở dữ liệu {database} chưa được nâng cấp ({count} bước). Hãy chạy: hocba migrate.",
            "Database {database} is not up to date ({count} migrations). Run: hocba migrate.",
        ),
        "serve.unprotected": (
            "Cơ sở dữ liệu {database} không còn được bảo vệ như khi tạo; không phục vụ:\n{findings}\n"
            "Hãy chạy: hocba audit verify, rồi hocba migrate.",
            "Database {database} is not protected as it was made; not serving:\n{findings}\n"
            "Run: hocba audit verify, then hocba migrate.",
        ),
    }
)

#: Style sheets are asked for with their digest, so a browser may keep them for good.
STATIC_CACHE = "public, max-age=31536000, immutable"


def check_start(program: App) -> None:
    """
    Refuse to serve as owner, superuser or past row-level security, before a migration, or without protection.

    Raises Misused ``ledger.owner``, ``serve.pending``, ``serve.unprotected``; Unavailable.
    """
    name = program.addresses.name
    with wrapped(), program.pool.connection() as connection:
        refuse_owner(connection)
        if missing := pending(connection):
            raise Misused("serve.pending", database=name, count=len(missing))
        findings = check_protection(connection)
        if findings:
            raise Misused("serve.unprotected", database=name, findings="\n".join(f"- {each}" for each in findings))


def create_app(program: App, upkeep: Upkeep | None = None) -> FastAPI:
    """The web application over an open program. ``upkeep`` is asked by ``/health``; it is started elsewhere."""
    app = DescribedApi(
        title="Học bạ số",
        version="1",
        description="API đọc và ghi. · Reading and writing API. docs/api.md",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        swagger_ui_oauth2_redirect_url=None,
        generate_unique_id_function=operation_id,
    )
    app.state.program = program
    app.state.portal = Portal(program, upkeep)
    app.state.dropped = DroppedFiles(program)
    app.state.door = Door(program)
    app.state.upkeep = upkeep
    app.state.issuing = IssuingWorker(program)
    app.include_router(pages.router)  # what strangers ask most is matched first
    for router in ROUTERS:
        app.include_router(router, prefix="/api/v1")
    app.include_router(health.router)
    for router in PAGES:
        app.include_router(router)
    if program.demo_mark:
        app.include_router(demo_door.router)
    app.mount("/static", _Static(directory=STATIC))
    app.add_exception_handler(HocbaError, _ours)
    app.add_exception_handler(AnchorError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SignInFirst, to_sign_in)
    app.add_middleware(Visits, program=program)
    app.add_middleware(Conditional)
    app.add_middleware(Guard, language=program.settings.lang)
    return app


class _Static(StaticFiles):
    """Files that never change under their address."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """As Starlette's, but kept by browsers."""
        response = await super().get_response(path, scope)
        if response.status_code < 400:
            named = b"v=" in scope["query_string"]  # a module imports its neighbours without their digest
            response.headers["Cache-Control"] = STATIC_CACHE if named else "no-cache"
        return response


def _answer(request: Request, error: HocbaError | AnchorError) -> Response:
    program: App = request.app.state.program
    status = status_of(error)
    incident = log_fault(error) if status >= 500 else ""
    told = shown(error, incident)
    headers = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if "seconds" in error.facts:
        headers["Retry-After"] = str(error.facts["seconds"])
    if request.url.path.startswith("/api/") or request.url.path == "/health":
        return problem_answer(told, status, program.settings.lang, headers)
    return pages.fault(request, told, status, headers)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, (HocbaError, AnchorError))
    return await run_in_threadpool(_answer, request, error)  # a page may have to look up whom it names


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _answer(request, InvalidRequest(error.errors()))


async def _http(request: Request, error: Exception) -> Response:
    """The router's own refusals: no such address, no such method, a body that is not JSON."""
    assert isinstance(error, HTTPException)
    refused = {
        404: Rejected("route.unknown"),
        405: Rejected("route.method"),
        413: Rejected("request.too_large", limit=bytes_max(request.url.path)),
    }.get(error.status_code, Rejected("request.invalid", places="body"))
    response = _answer(request, refused)
    response.headers.update(error.headers or {})
    return response
