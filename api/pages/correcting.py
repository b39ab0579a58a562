"""``/dieu-chinh/{report}``: Đề nghị điều chỉnh of whatever stands in a report, and how the last one about it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Path, Query, UploadFile
from fastapi.responses import Response

from api.flows import correction_views as views
from api.flows.correction_views import RequestView
from api.flows.correction_words import identity_said
from api.flows.data.twins import number_ends
from api.flows.desk import Member, made
from api.flows.drafts.entering import standing_at
from api.flows.drafts.sheet import Typed
from api.flows.drafts.showing import last_requests
from api.flows.places import place_at
from api.pages.forms import CommandId, Filled, TheForm, base64_of, done_or_told
from api.pages.shell import AfterSignIn, Person, ThePerson, ThePost, back, show
from api.routes import corrections as routes
from api.routes.classes import require_reader
from api.routes.reports import require_reader as require_reader_of_all
from domain.errors import HocbaError, Misused, Rejected
from domain.ledger.failures import wrapped
from domain.messages import Language
from domain.report.attendance import attendance
from domain.report.corrections import require_asker
from domain.report.events import Attendance, ReasonCode
from domain.report.places import Place, of_homeroom, subject_of
from domain.report.standing import RequestStatus
from domain.report.state import Report
from domain.school_year.events import Role
from domain.school_year.state import SchoolClass
from domain.values import Cell, Level, Rating
from domain.words import said

router = APIRouter(prefix="/dieu-chinh/{report_id}", include_in_schema=False, route_class=AfterSignIn)

FILES_MAX = 5
IDENTITY = "identity/"
#: Any field of the identity: which one is chosen in the form.
ANY_FIELD = Place("identity")

ReportId = Annotated[UUID, Path()]
PlaceText = Annotated[str, Query(alias="o", max_length=64)]
Files = Annotated[list[UploadFile] | None, Form(alias="minh_chung", max_length=FILES_MAX)]


@dataclass(frozen=True, slots=True)
class Found:
    """A place of a pupil's report, who looks at it, and whether he may ask for a correction."""

    who: Person
    member: Member
    report: Report
    found: SchoolClass
    place: Cell | Place
    asks: bool

    @property
    def path(self) -> str:
        """Where the place is looked at beside others."""
        own = f"/lop/{self.found.code}"
        if subject := subject_of(self.place):
            return f"{own}/so-diem/{subject}"
        year, today = self.who.year, self.who.desk.today
        if Role.CLERK in self.who.staff.roles and year.homeroom_teacher(self.found.class_id, today) != self.who.staff:
            return f"/van-thu/hoc-sinh/{self.found.code}"
        return f"{own}/hoc-sinh/{self.report.report_id}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands in a place, in words, perhaps since when and by whom; it takes one of ``choices``, else a text."""

    said: str
    at: datetime | None = None
    by: str = ""
    choices: Mapping[str, str] | None = None
    long: bool = False


@router.get("")
def form(report_id: ReportId, who: ThePerson, place: PlaceText = IDENTITY) -> Response:
    """What stands there, the request about it that waits or was refused, and the form of a new one."""
    return _form(who, report_id, place)


@router.post("")
def ask(report_id: ReportId, form: TheForm, key: CommandId, files: Files = None) -> Response:
    """Ask: the system makes the written report and numbers it, unless one is handed in."""
    who, place = form.who, form["o"] or IDENTITY

    def done() -> Response:
        with wrapped():
            found = _found(who, report_id, place_of(place))
        routes.request_correction(made(routes.Asked, report=str(report_id), **_fields(form, files)), who.writer(key))
        with wrapped():
            view = views.one(who.desk, key, who.language)
        return back(who, found.path, _told(who, view))

    return done_or_told(done, lambda error: _form(who, report_id, place, error, form))


@router.post("/rut")
def withdraw(
    report_id: ReportId, who: ThePost, key: CommandId, request_id: Annotated[UUID, Form(alias="de_nghi")],
    place: Annotated[str, Form(alias="o", max_length=64)],
) -> Response:  # fmt: skip
    """Take one's own request back."""
    with wrapped():
        path = _found(who, report_id, place_of(place)).path
    routes.withdraw_correction(request_id, routes.Withdrawn(), who.writer(key))
    return back(who, path, who.t("Đã rút đề nghị.", "The request is taken back."))


def place_of(text: str) -> Cell | Place:
    """A place as the address names it; ``identity/`` is any field. Raises Misused ``correction.place``."""
    if not text.startswith(IDENTITY):
        return place_at(text)
    return Place("identity", field=text.removeprefix(IDENTITY) or None)


def _found(who: Person, report_id: UUID, place: Cell | Place) -> Found:
    """Raises Misused for an unknown report, Rejected for who may not even read what stands there."""
    desk, year = who.desk, who.year
    report = desk.report(desk.find_report(str(report_id)))
    (member,) = desk.members_of([report.report_id])
    found = year.classes[report.class_on(desk.today)]
    try:
        require_asker(report, place, year, desk.context(who.staff_id))
    except Rejected:
        if subject := subject_of(place):
            require_reader(desk, year, who.staff_id, found, subject)
        else:
            require_reader_of_all(desk, year, who.staff_id, report)
        return Found(who, member, report, found, place, asks=False)
    return Found(who, member, report, found, place, asks=True)


def _form(
    who: Person, report_id: UUID, text: str, fault: HocbaError | None = None, given: Filled | None = None
) -> Response:
    with wrapped():
        found = _found(who, report_id, place_of(text))
        request = last_requests(found.report).get(found.place)
        view = views.one(who.desk, request.asked.request_id, who.language) if request else None
        of_identity = isinstance(found.place, Place) and found.place.what == "identity"
        known = _identity(found) if of_identity else {}
        ends = number_ends(who.desk, who.desk.members(found.found))
        return show(
            who,
            "correction.html",
            fault,
            found=found,
            place=text,
            recorded=None if found.place == ANY_FIELD else _recorded(found, known),
            known=known,
            of_identity=of_identity,
            ends=ends.get(found.member.pupil_id),
            view=view,
            waits=view is not None and view.status is RequestStatus.OPEN,
            mine=view is not None and view.asked_by.code == who.staff.code,
            reasons=_reasons(of_identity=of_identity),
            given=given,
        )


def _identity(found: Found) -> dict[str, str]:
    """What is recorded of the pupil: field → value."""
    return found.who.desk.identities([found.member.pupil_id])[found.member.pupil_id]


def _recorded(found: Found, known: Mapping[str, str]) -> Recorded:
    """Raises Rejected ``correction.nothing_recorded``."""
    who, report, place, language = found.who, found.report, found.place, found.who.language
    if isinstance(place, Place) and place.field:
        if place.field not in known:
            raise Rejected("correction.nothing_recorded", what=place)
        return Recorded(identity_said(place.field, known[place.field]))
    if isinstance(place, Place) and place.session:
        there = attendance(report, place.session) or Attendance.PRESENT
        return Recorded(
            there.said(language), choices={each.value.casefold(): each.said(language) for each in Attendance}
        )
    standing = standing_at(report, place)
    if standing is None:
        raise Rejected("correction.nothing_recorded", what=place)
    by = who.year.staff.get(UUID(standing.actor))
    return Recorded(
        Typed(standing.value, by_rule=True).text if standing.by_rule else said(standing.value, language),
        standing.at,
        who.desk.signatory(by).full_name if by else "",
        _choices(place, language),
        long=isinstance(place, Place) and place.what in ("comment", "homeroom_comment"),
    )


def _choices(place: Cell | Place, language: Language) -> dict[str, str] | None:
    """What can stand there, by what ``correction_places`` reads; None where it is typed."""
    if isinstance(place, Cell):
        return {each.value: each.said(language) for each in Rating} if of_homeroom(place.subject) else None
    return {each.name: str(each) for each in reversed(Level)} if place.what == "conduct" else None


def _reasons(*, of_identity: bool) -> list[ReasonCode]:
    """Civil status is the reason for what is recorded of the person, and for nothing else."""
    first = [ReasonCode.CIVIL_STATUS] if of_identity else []
    return first + [code for code in ReasonCode if code is not ReasonCode.CIVIL_STATUS]


def _fields(form: Filled, files: Sequence[UploadFile] | None) -> dict[str, object]:
    """What the form says, by the fields of the API's model. Raises Misused."""
    sent = [(file, content) for file in files or () if (content := base64_of(file))]
    named = form["giay_to"]
    paper = {"number": form["so"], "dated": form.day("ngay"), "content": form.file("bao_cao")}
    if any(paper.values()) and not all(paper.values()):
        raise Misused("paper.none")
    return {
        "changes": (made(routes.NewValue, place=form["o"] or "", value=form["gia_tri"] or ""),),
        "reason_code": form["loai"],
        "reason": form["li_do"] or "",
        "paper": made(routes.WrittenPaper, **paper) if all(paper.values()) else None,
        "attachments": tuple(
            made(routes.AttachedFile, name=named or file.filename or "minh-chung", content=content)
            for file, content in sent
        ),
    }


def _told(who: Person, view: RequestView) -> str:
    """Which paper was made, and who decides."""
    names = ", ".join(person.name for person in view.decides)
    return who.t(
        f"Đã gửi đề nghị điều chỉnh, báo cáo số {view.paper.number}. Chờ duyệt: {names or 'cơ quan quản lý'}.",
        f"The correction was asked for, report {view.paper.number}. It waits for {names or 'the supervising body'}.",
    )
