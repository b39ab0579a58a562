"""``/api/v1/signing``: the chain of signatures, for a class or for some reports (docs/api.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from api.flows import signing, turns
from api.flows.after_issue import chosen
from api.flows.before_signing import check_reports
from api.flows.desk import Desk, Member
from api.flows.signers import Wanted
from api.flows.signing import Outcome
from api.routes.correction_views import READERS
from api.routes.deps import Reader, TheReader
from api.routes.outcomes import RefusedReport, Taken, Which, refused_reports, take
from api.routes.writing import AfterToken, TheWriter, Year
from api.web_words import web_text
from domain.event import Value
from domain.formats.hoc_ba import Stage
from domain.ledger.failures import wrapped
from domain.values import Text

router = APIRouter(prefix="/signing", tags=["signing"], route_class=AfterToken)

SubjectCode = Annotated[str | None, Field(max_length=16)]


class Signature(Which):
    """
    Which signature: ``subject`` at SUBJECT only.

    ``in_place_of`` (staff code) and ``reason``: the leadership signs for a teacher who left and whom nobody follows.
    """

    stage: Stage
    subject: SubjectCode = None
    in_place_of: Annotated[str | None, Field(max_length=16)] = None
    reason: Text | None = None


class Opened(Which):
    """``head``: staff code of who signs as head, else the principal; ``planned``: the day of issue, else today."""

    head: Annotated[str | None, Field(max_length=16)] = None
    planned: date | None = None


class Place(Value):
    """A class and a place in its chain; ``subject`` at SUBJECT only."""

    class_code: Annotated[str, Field(max_length=8)]
    stage: Stage
    subject: SubjectCode = None


class ShownReport(Value):
    """What a signature will cover of one report: ``content`` (XML, canonical), its digest, and who declares what."""

    number: int
    report_id: UUID
    id: str
    sha256: str
    content: str
    name: str
    capacity: str | None
    declaration: str | None
    in_place_of: str | None


class Content(Value):
    """``passed``: so many are signed there already; ``refused``: who cannot be signed for now, and why."""

    shown: tuple[ShownReport, ...]
    passed: int
    refused: tuple[RefusedReport, ...]


class Obstacle(Value):
    """One thing that stands in the way: a code of an error, and its text."""

    code: str
    message: str


class CheckedReport(Value):
    """A report of the class, whether it is signed there already, and everything that keeps the caller from it."""

    number: int
    report_id: UUID
    full_name: str
    signed: bool
    obstacles: tuple[Obstacle, ...]


class Part(Which):
    """A part of a subject that the caller teaches: ``HOA_HOC`` of ``KHTN``."""

    subject: Annotated[str, Field(max_length=16)]
    part: Annotated[str, Field(max_length=16)]


class Returned(Which):
    """To which signer the reports go back, and with which note."""

    stage: Stage
    subject: SubjectCode = None
    note: Text


class DueTurn(Value):
    """Who can act next: ``staff`` is a code, None where nobody is assigned; ``part`` where one is to be confirmed."""

    stage: Stage
    subject: str | None
    part: str | None
    staff: str | None
    name: str | None


class ReportTurns(Value):
    """A report of a class, and whose turn it is."""

    report_id: UUID
    number: int
    status: str
    turns: tuple[DueTurn, ...]


def _require_concerned(reader: Reader, desk: Desk, asked: Place) -> None:
    """What is in the way names pupils' data: it is for who teaches the subject there, or may read the whole class."""
    found = desk.year().school_class(asked.class_code)
    taught = desk.year().teachers(found.class_id, asked.subject) if asked.subject else []
    if reader.staff_id not in [right.staff_id for right in taught]:
        reader.class_of(desk, asked.class_code, *READERS)


@router.get("/content")
def content(asked: Annotated[Place, Query()], reader: TheReader, year: Year = None) -> Content:
    """What the caller would sign there: of each report the exact bytes with their digest, and the declaration."""
    with wrapped():
        desk, wanted = reader.desk(year), Wanted(asked.stage, asked.subject)
        _require_concerned(reader, desk, asked)
        members = chosen(desk, asked.class_code, ())
        shown, outcome = signing.show_reports(desk, members, str(reader.staff_id), wanted)
    refused = refused_reports(outcome, reader.program.settings.lang)
    if refused and not shown and not outcome.passed:
        raise outcome.refused[0][1]
    return Content(shown=tuple(ShownReport(**one.as_json()) for one in shown), passed=outcome.passed, refused=refused)


@router.get("/check")
def check(asked: Annotated[Place, Query()], reader: TheReader, year: Year = None) -> list[CheckedReport]:
    """Everything that stands in the way of the caller's signature there, pupil by pupil; nothing is signed."""
    language = reader.program.settings.lang
    with wrapped():
        desk, wanted = reader.desk(year), Wanted(asked.stage, asked.subject)
        _require_concerned(reader, desk, asked)
        found = check_reports(desk, chosen(desk, asked.class_code, ()), str(reader.staff_id), wanted)
    return [
        CheckedReport(
            number=one.member.number,
            report_id=one.member.report_id,
            full_name=one.member.full_name,
            signed=one.signed,
            obstacles=tuple(Obstacle(code=each.code, message=web_text(each, language)) for each in one.obstacles),
        )
        for one in found
    ]


@router.post("/open")
def open_editions(asked: Opened, writer: TheWriter) -> Taken:
    """Khởi tạo: fix what will be signed."""

    def act(desk: Desk, members: list[Member]) -> Outcome:
        head = desk.year().member(asked.head).staff_id if asked.head else None
        return signing.open_reports(desk, members, writer.actor, head=head, planned=asked.planned)

    return take(writer, "signing open", asked, act)


@router.post("/sign")
def sign(asked: Signature, writer: TheWriter) -> Taken:
    """Sign with the caller's own key; per pupil what was signed, and what is in the way."""

    def act(desk: Desk, members: list[Member]) -> Outcome:
        gone = desk.year().member(asked.in_place_of).staff_id if asked.in_place_of else None
        wanted = Wanted(asked.stage, asked.subject, gone, asked.reason)
        return signing.sign_reports(desk, members, writer.actor, writer.key(), wanted)

    return take(writer, "signing sign", asked, act)


@router.post("/confirm")
def confirm(asked: Part, writer: TheWriter) -> Taken:
    """Confirm the own part of a subject that several teach."""

    def act(desk: Desk, members: list[Member]) -> Outcome:
        return turns.confirm_parts(desk, members, writer.actor, asked.subject, asked.part)

    return take(writer, "signing confirm", asked, act)


@router.post("/return")
def send_back(asked: Returned, writer: TheWriter) -> Taken:
    """Send back to an earlier signer; the signatures over what is returned fall with it."""

    def act(desk: Desk, members: list[Member]) -> Outcome:
        return turns.send_back(desk, members, writer.actor, (asked.stage, asked.subject), asked.note)

    return take(writer, "signing return", asked, act)


@router.post("/seal")
def seal(asked: Which, writer: TheWriter) -> Taken:
    """Đóng dấu: put the school's signature on."""

    def act(desk: Desk, members: list[Member]) -> Outcome:
        key = writer.reader.program.keys(writer.reader.school_id).load(None)
        return signing.seal_reports(desk, members, writer.actor, key)

    return take(writer, "signing seal", asked, act)


@router.post("/issue")
def issue(asked: Which, writer: TheWriter) -> Taken:
    """
    Phát hành: one checkpoint for all of them, then the PDF of each.

    The command is the issue. A PDF that a stopped request left unmade is finished by the next one, with another key.
    """
    from api.flows.classes import issue_keys  # loads the PDF libraries, 0.7 s, which nothing else here needs
    from api.flows.issuing import issue_reports

    def act(desk: Desk, members: list[Member]) -> Outcome:
        program = writer.reader.program
        keys = issue_keys(program, writer.reader.school_id)
        return issue_reports(desk, members, writer.actor, keys, program.settings.public_url)

    return take(writer, "signing issue", asked, act)


@router.get("/turns")
def whose_turn(
    reader: TheReader, class_code: Annotated[str, Query(max_length=8)], year: Year = None
) -> tuple[ReportTurns, ...]:
    """Whose turn it is on each report of a class, for anybody of the year's staff: no name or mark of a pupil."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().actor(str(reader.staff_id))
        return tuple(_turns(desk, chosen(desk, class_code, ())))


def _turns(desk: Desk, members: list[Member]) -> Iterator[ReportTurns]:
    waiting = turns.due(desk, list(desk.reports([member.report_id for member in members]).values()))
    for member in members:
        found = tuple(DueTurn(**one.as_json()) for one in waiting[member.report_id])
        yield ReportTurns(report_id=member.report_id, number=member.number, status=member.report.status, turns=found)
