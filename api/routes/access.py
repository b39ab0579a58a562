"""``/api/v1/access`` and ``/api/v1/grants``: who may open a pupil's reports, and what organisations may look up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api.flows import access as flow
from api.flows.access import Holder
from api.flows.access_views import AccessShown, GrantShown, access_shown, grants_shown
from api.flows.desk import Desk
from api.flows.tokens import Scope
from api.routes import accesses
from api.routes.accesses import Looked
from api.routes.deps import TheReader
from api.routes.paging import ThePage
from api.routes.writing import AfterToken, TheWriter, Writer, Written, said
from domain.case.events import Capacity
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.school_year.events import ClassCode, Role
from domain.values import Text

router = APIRouter(tags=["access"], route_class=AfterToken)

#: Who keeps the class lists may see who opens what; what was decided is the principal's and the clerk's.
READERS = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK)
GRANT_READERS = (*READERS, Role.IT_OFFICER, Role.SUPERVISOR)


class Restricting(Value):
    """By which document of which day, and why; ``restricted`` false gives the birth date back."""

    restricted: bool
    document: Text
    dated: date
    reason: Text


class CodeFor(Value):
    """Who gets a personal access code: for whom he acts, his name, the paper by which he was known."""

    capacity: Capacity
    holder: Text
    shown: Text


class NewGrant(Value):
    """What an organisation may look up: reports of these grades and classes of the current year, both days included."""

    organisation: Text
    purpose: Text
    document: Text
    grades: Annotated[tuple[int, ...], Field(max_length=12)] = ()
    classes: Annotated[tuple[ClassCode, ...], Field(max_length=100)] = ()
    starts: date
    ends: date


class GrantTaken(Value):
    """Why it is taken back."""

    reason: Text


class WithCode(Value):
    """What was recorded, and the code, which is told this once: None in a dry run and when the request is repeated."""

    written: Written
    code: str | None


class GrantedLook(Value):
    """An organisation looked at the report with this code, or tried to (REFUSED), ``times`` from ``since`` (UTC) on."""

    grant_id: UUID
    since: datetime
    kind: Looked
    lookup_id: UUID
    times: int


@router.get("/access/{report}")
def access(report: str, reader: TheReader) -> AccessShown:
    """Who may open the reports of this report's pupil: for principal, deputies and clerk."""
    with wrapped():
        desk = reader.desk(None)
        desk.year().require_role(str(reader.staff_id), *READERS)
        return access_shown(desk, desk.find_report(report))


@router.post("/access/{report}/restriction")
def restrict(report: str, given: Restricting, writer: TheWriter) -> Written:
    """The principal withdraws the birth date as a key, or gives it back."""

    def act(desk: Desk) -> None:
        flow.set_restriction(
            desk, desk.find_report(report), writer.actor, restrict=given.restricted, document=given.document,
            reason=given.reason, dated=given.dated,
        )  # fmt: skip

    return writer.once("access restrict", [report, said(given, "document", "reason")], act)


@router.post("/access/{report}/codes")
def issue_code(report: str, given: CodeFor, writer: TheWriter) -> WithCode:
    """The clerk gives a personal access code to somebody who stands at the counter; with it goes a case."""
    holder = Holder(given.capacity, given.holder, given.shown)

    def draw(desk: Desk) -> str:
        return flow.issue_code(desk, desk.find_report(report), writer.actor, holder)

    return _with_code(writer, "access code", [report, said(given, "holder", "shown")], draw)


@router.post("/access/{report}/codes/{code_id}/revocation")
def revoke_code(report: str, code_id: UUID, writer: TheWriter) -> Written:
    """A personal access code opens nothing any more."""

    def act(desk: Desk) -> None:
        flow.revoke_code(desk, desk.find_report(report), writer.actor, code_id)

    return writer.once("access revoke", [report, str(code_id)], act)


@router.get("/grants")
def grants(reader: TheReader, page: ThePage) -> list[GrantShown]:
    """What organisations may look up, the latest first."""
    with wrapped():
        desk = reader.desk(None)
        desk.year().require_role(str(reader.staff_id), *GRANT_READERS)
        return page.of(grants_shown(desk), lambda each: each.grant_id)


@router.get("/grants/looks")
def looks(reader: TheReader) -> list[GrantedLook]:
    """The last 200 looks of organisations, in vain or not: which report, when, under which grant."""
    with wrapped():
        desk = reader.desk(None)
        desk.year().require_role(str(reader.staff_id), *GRANT_READERS)
        found = accesses.under_grants(desk.pool, desk.ledger.school_id)
    return [
        GrantedLook(grant_id=grant_id, since=since, kind=kind, lookup_id=lookup_id, times=times)
        for grant_id, since, kind, lookup_id, times in found
    ]


@router.post("/grants")
def give(given: NewGrant, writer: TheWriter) -> WithCode:
    """The principal lets an organisation look up; the answer has its code, this once."""
    wanted = dict(given)
    content = given.model_dump(mode="json")
    return _with_code(writer, "grant give", content, lambda desk: flow.give_grant(desk, writer.actor, **wanted))


@router.post("/grants/{grant_id}/revocation")
def revoke(grant_id: UUID, given: GrantTaken, writer: TheWriter) -> Written:
    """The principal takes it back."""

    def act(desk: Desk) -> None:
        flow.revoke_grant(desk, writer.actor, grant_id, given.reason)

    return writer.once("grant revoke", [str(grant_id), given.reason], act)


def _with_code(writer: Writer, kind: str, content: object, draw: Callable[[Desk], str]) -> WithCode:
    """A repetition records nothing, and so it shows no code. Who opens a report by it reads: so must the token."""
    writer.reader.give_on(frozenset({Scope.READ}))
    drawn: list[str] = []
    written = writer.once(kind, content, lambda desk: drawn.append(draw(desk)))
    told = drawn and not written.dry_run and not written.repeated
    return WithCode(written=written, code=drawn[0] if told else None)
