"""
``/vao/mo-truong``: a school's year is opened in the browser from three workbooks, by whom the operator gave the code.

Code, files, everything that is wrong with them at once, what they would make, and then it is recorded, in one
transaction; at the end the codes with which principal and IT officer make their accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from api.app import OPERATORS_LOCK, App
from api.flows.entering_school import enter
from api.flows.opening import YearFile, read_year, shown
from api.flows.school_load import Loaded, policies_of
from api.flows.workbooks.opening import write_opening
from api.flows.workbooks.opening.forms import FILES, LEVELS
from api.pages.signin import OneTime
from api.pages.visitor import TheKnocker, TheVisitor, Visitor
from api.routes.errors import status_of
from api.signin import invitations, opening
from api.signin.steps import Operator
from api.web_words import web_text
from domain.errors import Faults, HocbaError, Misused, Rejected
from domain.ledger.failures import wrapped
from domain.messages import MESSAGES
from domain.school_year.events import Role

MESSAGES.update(
    {
        "opening.three_books": (
            "Cần cả ba tệp: nhà trường và cán bộ; lớp và học sinh; phân công chuyên môn.",
            "All three files are needed: school and staff; classes and pupils; assignments.",
        ),
    }
)

ROOT = "/vao/mo-truong"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AfterCode(APIRoute):
    """A route that reads workbooks only from a browser that has shown the code."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, behind the code."""
        handle = super().get_route_handler()

        async def after_code(request: Request) -> Response:
            who = Visitor(request)
            if who.door.steps.see(who.secret, Operator) is None:
                return RedirectResponse(ROOT, 303)
            return await handle(request)

        return after_code


router = APIRouter(prefix=ROOT, include_in_schema=False)
behind = APIRouter(prefix=ROOT, include_in_schema=False, route_class=AfterCode)

File = UploadFile | None


def operator(who: TheVisitor, given: Annotated[str, Form(alias="_csrf", max_length=64)] = "") -> Visitor:
    """The dependency of forms behind the code. Raises Misused ``session.forged``."""
    who.check(given)
    return who


TheOperator = Annotated[Visitor, Depends(operator)]


@router.get("")
def begin(who: TheVisitor) -> Response:
    """The code is asked for, and behind it the files."""
    return _files(who) if who.door.steps.see(who.secret, Operator) else _code(who)


@router.post("")
def code(who: TheKnocker, given: OneTime = "") -> Response:
    """The code is right: on to the files."""
    digest = invitations.code_digest(given)
    try:
        opening.require(who.program.settings.keys_folder, digest)
    except Rejected as error:
        return _code(who, error)
    who.door.welcome(who.address)
    who.door.steps.put(who.secret, Operator(ROOT, digest))
    return who.on(ROOT)


@router.get("/mau/{level}/{name}")
def template(level: str, name: str) -> Response:
    """One of the three workbooks to fill. Raises Rejected ``route.unknown``."""
    if level not in LEVELS.values() or name not in FILES.values():
        raise Rejected("route.unknown")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(_templates(level)[name], media_type=SHEET, headers=headers)


@behind.post("/tep")
def files(
    who: TheOperator,
    staff: Annotated[File, Form(alias="can_bo")] = None,
    classes: Annotated[File, Form(alias="lop")] = None,
    assignments: Annotated[File, Form(alias="phan_cong")] = None,
    convert: Annotated[bool, Form(alias="chuyen_ma")] = False,
) -> Response:
    """What is wrong with them, cell by cell; or what they would make, which waits to be recorded."""
    books = [each.file.read() if each else b"" for each in (staff, classes, assignments)]
    try:
        if not all(books):
            raise Misused("opening.three_books")
        found = read_year(*books, convert=convert)
        policies_of(found.file)
        would = enter(who.program, found.file, dry=True)
    except (Rejected, Misused, Faults) as error:
        return _files(who, error)
    step = who.door.steps.see(who.secret, Operator)
    assert step is not None
    who.door.steps.put(who.secret, replace(step, ready=found))
    return _preview(who, found, would)


@behind.post("/ghi")
def record(who: TheOperator) -> Response:
    """Record what was shown, once; and the codes for principal and IT officer."""
    step = who.door.steps.take(who.secret, Operator)
    if step is None or step.ready is None:
        return who.on(ROOT)
    folder = who.program.settings.keys_folder
    try:
        with wrapped(), opening.spent(folder, step.code_sha256), _turn(who.program):
            loaded = enter(who.program, step.ready.file)
    except (Rejected, Misused) as error:
        return _code(who, error)
    return who.show("signin/opened.html", loaded=loaded, file=step.ready.file, slips=_invited(who, loaded))


@contextmanager
def _turn(program: App) -> Iterator[None]:
    """Operators take turns, as in ``App.as_owner``."""
    with program.pool.connection() as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [OPERATORS_LOCK])
        yield


@cache
def _templates(level: str) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        return {path.name: path.read_bytes() for path in write_opening(Path(folder), level)}


def _code(who: Visitor, error: Rejected | Misused | None = None) -> Response:
    told = web_text(error, who.language) if error else None
    return who.show("signin/opening_code.html", status=status_of(error) if error else 200, error=told)


def _files(who: Visitor, error: HocbaError | None = None) -> Response:
    faults = error.faults if isinstance(error, Faults) else (error,) if error else ()
    return who.show(
        "signin/opening_files.html",
        status=422 if error else 200,
        faults=[web_text(each, who.language) for each in faults],
        old_text=any(each.code == "opening.legacy_text" for each in faults),
        levels=LEVELS,
        files=FILES,
    )


def _preview(who: Visitor, found: YearFile, would: Loaded) -> Response:
    return who.show(
        "signin/opening_preview.html",
        file=found.file,
        would=would,
        grades=_by_grade(found),
        notices=[notice.text(who.language) for notice in found.notices],
        conversions=[shown(each, who.language) for each in found.conversions],
    )


def _by_grade(found: YearFile) -> list[tuple[int, int, int]]:
    """Grade, its classes, its pupils."""
    grades = sorted({row.grade for row in found.file.classes})
    of_class = {row.code: row.grade for row in found.file.classes}
    return [
        (
            grade,
            sum(row.grade == grade for row in found.file.classes),
            sum(of_class[pupil.class_code] == grade for pupil in found.file.pupils),
        )
        for grade in grades
    ]


def _invited(who: Visitor, loaded: Loaded) -> list[tuple[Any, str, invitations.Code]]:
    """Who has to come in first, each with a code: a school that is opened here has nobody yet (``refuse_known``)."""
    desk = who.program.desk(loaded.school_id)
    first = [one for one in desk.year().staff.values() if one.roles & {Role.PRINCIPAL, Role.IT_OFFICER}]
    names = desk.signatories(first)
    pool = who.program.pool
    return [
        (one, names[one.staff_id].full_name, invitations.invite(pool, loaded.school_id, one, None)) for one in first
    ]
