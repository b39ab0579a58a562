"""``/api/v1/year/…``: teams, roles over time, governing documents, supervising bodies, names and media of a year."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Base64Bytes, Field

from api.flows import structure as views
from api.flows.corrections import paper_file
from api.flows.desk import made
from api.flows.structure import BodyLine, DocumentLine, MediumLine, NameLine, NewStaff, RoleLine, TeamLine
from api.routes.classes import YearName
from api.routes.deciding import decided
from api.routes.deps import TheReader
from api.routes.writing import AfterToken, TheWriter, Written
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.report.document import SchoolIdentity
from domain.school_year.events import Role
from domain.school_year.structure import commands as c
from domain.school_year.structure.events import BodyLevel, DocumentKind, TeamCode, TeamKind
from domain.values import Text

router = APIRouter(prefix="/year", tags=["year"], route_class=AfterToken)

StaffCode = Annotated[str, Field(max_length=16)]
InPath = Annotated[str, Path(max_length=16)]

#: How a document is called in a message about its file.
FILE_NAME = "document"


class NewTeam(Value):
    """A team's code, name and kind."""

    code: TeamCode
    name: Text
    kind: TeamKind = TeamKind.SUBJECTS


class NewMember(Value):
    """Who joins (or becomes head, or is head no more), from when (default today)."""

    staff: StaffCode
    since: date | None = None
    head: bool = False


class Leaver(Value):
    """Who leaves, and his last day (default today)."""

    staff: StaffCode
    last_day: date | None = None


class NewRole(Value):
    """Who has a role from when (default today), perhaps until when, by which document."""

    staff: StaffCode
    role: Role
    since: date | None = None
    until: date | None = None
    document: Text


class EndOfRole(Value):
    """Whose role ends with which day (default today), by which document."""

    staff: StaffCode
    role: Role
    last_day: date | None = None
    document: Text


class NewDocument(Value):
    """A governing document, perhaps with its file (PDF, PNG, JPEG in base64)."""

    kind: DocumentKind
    number: Text
    dated: date
    title: Text
    issuer: Text
    content: Base64Bytes | None = None


class NewBody(Value):
    """The supervising body of a level, from when (default today), by which document."""

    level: BodyLevel
    name: Text
    since: date | None = None
    document: Text


class NewName(Value):
    """The school's identity, from when (default today), by which document."""

    school: SchoolIdentity
    place_of_issue: Text
    since: date | None = None
    document: Text


class NewMedium(Value):
    """Whether a grade's reports are digital, by which document."""

    grade: int
    digital: bool
    document: Text


@router.get("/teams")
def teams(reader: TheReader, year: YearName = None) -> list[TeamLine]:
    """Tổ chuyên môn, tổ công tác, ban chỉ đạo: heads and members."""
    with wrapped():
        desk = reader.desk(year)
        return views.teams(desk.year(), desk.today)


@router.get("/roles")
def roles(reader: TheReader, year: YearName = None) -> list[RoleLine]:
    """Everybody's roles over the year."""
    with wrapped():
        return views.roles(reader.desk(year).year())


@router.get("/documents")
def documents(reader: TheReader, year: YearName = None) -> list[DocumentLine]:
    """The documents that govern the year, and how often each is cited."""
    with wrapped():
        return views.documents(reader.desk(year).year())


@router.get("/bodies")
def bodies(reader: TheReader, year: YearName = None) -> list[BodyLine]:
    """The supervising bodies by level and time."""
    with wrapped():
        return views.bodies(reader.desk(year).year())


@router.get("/names")
def names(reader: TheReader, year: YearName = None) -> list[NameLine]:
    """The school's identity over time."""
    with wrapped():
        return views.names(reader.desk(year).year())


@router.get("/media")
def media(reader: TheReader, year: YearName = None) -> list[MediumLine]:
    """Digital or paper, by grade."""
    with wrapped():
        return views.media(reader.desk(year).year())


@router.post("/teams")
def form(given: NewTeam, writer: TheWriter) -> Written:
    """Leadership or the IT officer form a team; its id is the ``Idempotency-Key``."""
    return decided(writer, "year team", given, made(c.FormTeam, team_id=writer.command_id, **dict(given)))


@router.post("/teams/{team}/members")
def join(team: InPath, given: NewMember, writer: TheWriter) -> Written:
    """The same people put somebody into it, or make him its head."""
    with wrapped():
        year, since = writer.desk.year(), given.since or writer.desk.today
        place = {"team_id": year.team(team).team_id, "staff_id": year.member(given.staff).staff_id}
    asked = made(c.JoinTeam, **place, since=since, head=given.head)
    return decided(writer, f"year team join {team}", given, asked)


@router.post("/teams/{team}/leavers")
def leave(team: InPath, given: Leaver, writer: TheWriter) -> Written:
    """The same people take somebody out of it."""
    with wrapped():
        year, last_day = writer.desk.year(), given.last_day or writer.desk.today
        place = {"team_id": year.team(team).team_id, "staff_id": year.member(given.staff).staff_id}
    return decided(writer, f"year team leave {team}", given, made(c.LeaveTeam, **place, last_day=last_day))


@router.post("/staff")
def join_staff(given: NewStaff, writer: TheWriter) -> Written:
    """The principal takes somebody onto the staff; his staff id is the ``Idempotency-Key``."""
    with wrapped():
        asked, values = given.joining(writer.command_id, writer.desk.today)
    return decided(writer, "year staff", given, asked, personal=values)


@router.post("/roles")
def give(given: NewRole, writer: TheWriter) -> Written:
    """The principal gives a role."""
    with wrapped():
        who, since = writer.desk.year().member(given.staff).staff_id, given.since or writer.desk.today
    values = given.model_dump(exclude={"staff", "since"})
    return decided(writer, "year role give", given, made(c.GiveRole, staff_id=who, since=since, **values))


@router.post("/roles/end")
def end(given: EndOfRole, writer: TheWriter) -> Written:
    """The principal ends a role."""
    with wrapped():
        who, last_day = writer.desk.year().member(given.staff).staff_id, given.last_day or writer.desk.today
    asked = made(c.EndRole, staff_id=who, role=given.role, last_day=last_day, document=given.document)
    return decided(writer, "year role end", given, asked)


@router.post("/documents")
def add(given: NewDocument, writer: TheWriter) -> Written:
    """Leadership or the clerk enter a document; its id is the ``Idempotency-Key``."""
    files = [paper_file(given.content, FILE_NAME)] if given.content is not None else []
    values = {**given.model_dump(exclude={"content"}), "sha256": files[0].sha256 if files else None}
    asked = made(c.RegisterDocument, document_id=writer.command_id, **values)
    return decided(writer, "year document", given, asked, files)


@router.post("/bodies")
def set_body(given: NewBody, writer: TheWriter) -> Written:
    """The principal names a supervising body."""
    with wrapped():
        since = given.since or writer.desk.today
    asked = made(c.SetSupervisingBody, since=since, **given.model_dump(exclude={"since"}))
    return decided(writer, "year body", given, asked)


@router.post("/names")
def rename(given: NewName, writer: TheWriter) -> Written:
    """The principal enters the school's new identity."""
    with wrapped():
        since = given.since or writer.desk.today
    asked = made(c.RenameSchool, since=since, **given.model_dump(exclude={"since"}))
    return decided(writer, "year rename", given, asked)


@router.post("/media")
def set_medium(given: NewMedium, writer: TheWriter) -> Written:
    """The principal decides between digital and paper for a grade."""
    return decided(writer, "year medium", given, made(c.SetMedium, **dict(given)))
