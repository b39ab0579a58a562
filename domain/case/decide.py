"""
Decisions on a case.

- A family asks over the portal about a value of an issued report, once for each value; the clerk enters at the counter
  what is asked there. Nothing in the report changes by it.
- Who answers for the value says what he thinks. The principal answers, or a deputy as for corrections; never who
  teaches or ever taught what it is about (S-003). Where that leaves nobody, the supervising body's answer is entered.
- What was agreed, or needs no answer, is closed by the clerk when it is done: a review with the correction that was
  made, and with the code of the edition that now stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.case import commands as c
from domain.case import events as e
from domain.case.kinds import KINDS, due
from domain.case.state import Case, CaseStatus
from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.regulations.curriculum import subject as subject_of
from domain.report.corrections import target
from domain.report.deciders import SUPERVISING_BODY, approvers, require_approver, subject_named, teaches_or_taught
from domain.report.events.corrections import Change, IdentityChange
from domain.report.state import Report, Request
from domain.rights import acting
from domain.school_year.state import SchoolYear, Staff
from domain.school_year.structure.events import BodyLevel

MESSAGES.update(
    {
        "case.not_issued": (
            "Học bạ này chưa phát hành lần nào, nên chưa có yêu cầu nào về bản phát hành.",
            "This report was never issued, so nothing can be asked about an issued one.",
        ),
        "case.counter_only": (
            "Việc này ({kind:case_kind}) làm tại nhà trường: mang giấy tờ đến gặp văn thư.",
            "This ({kind:case_kind}) is done at the school: bring your papers to the clerk.",
        ),
        "case.disputed": (
            "Đề nghị xem lại phải nêu một môn hoặc một điểm có trong học bạ; các việc khác thì không nêu.",
            "A review names a subject or a mark of the report; other cases name none.",
        ),
        "case.paper": (
            "Việc này ({kind:case_kind}) cần bản chụp giấy tờ làm căn cứ. Hãy chọn tệp trích lục.",
            "This ({kind:case_kind}) needs a copy of the paper that it rests on. Attach it.",
        ),
        "case.exists": (
            "Chỗ này đang có đề nghị số {number}, chưa trả lời. Hãy chờ trả lời đề nghị đó.",
            "Request no. {number} about this is not answered yet. Wait for its answer.",
        ),
        "case.too_many": (
            "Học bạ này đang có {count} đề nghị chưa trả lời. Hãy chờ nhà trường trả lời rồi gửi tiếp.",
            "{count} requests about this report are not answered yet. Wait for their answers.",
        ),
        "case.over": (
            "Yêu cầu số {number} đã kết thúc ({status:case_status}).",
            "Case no. {number} is over ({status:case_status}).",
        ),
        "case.no_answer": (
            "Việc này ({kind:case_kind}) không cần Hiệu trưởng trả lời: văn thư làm xong thì đóng yêu cầu.",
            "This ({kind:case_kind}) needs no answer of the principal: the clerk does it and closes the case.",
        ),
        "case.answer_first": (
            "Yêu cầu số {number} chưa được Hiệu trưởng trả lời nên chưa đóng được.",
            "Case no. {number} waits for the principal's answer and cannot be closed yet.",
        ),
        "case.correction": (
            "Chưa đóng được: hãy nêu đề nghị điều chỉnh đã duyệt, đúng chỗ gia đình nêu trong yêu cầu số {number}.",
            "Not yet: name the approved correction of the value that case no. {number} is about.",
        ),
        "case.code": (
            "Chưa đóng được: bản học bạ mới chưa phát hành. Phát hành xong thì báo gia đình mã mới.",
            "Not yet: the new edition is not issued. Tell the family its code once it is.",
        ),
        "case.self": (
            "{staff} dạy hoặc từng dạy nội dung này nên không trả lời được. Yêu cầu thuộc quyền {go_to}.",
            "{staff} teaches or taught this, and may not answer. The case is for {go_to}.",
        ),
        "case.answered_in_school": (
            "Trong trường có người được trả lời ({go_to}), nên không nhập trả lời của cơ quan quản lý.",
            "{go_to} may answer in the school, so no answer of the supervising body is entered.",
        ),
    }
)

#: Cases of one report that wait at once; a family that disputes more comes to the school.
OPEN_MAX = 5


class Waiting(NamedTuple):
    """A case about the same report that is not over."""

    number: int
    kind: e.CaseKind
    disputed: e.Disputed | None


def open_case(
    command: c.OpenCase, year: SchoolYear, context: Context, report: Report, number: int, waiting: Iterable[Waiting]
) -> e.CaseOpened:
    """The first event of a case, under the next ``number`` of the register. Raises Rejected."""
    acting(command, year, context, report)
    kind, edition = KINDS[command.kind], _last_issued(report)
    if edition == 0:
        raise Rejected("case.not_issued")
    if command.channel is e.Channel.PORTAL and not kind.online:
        raise Rejected("case.counter_only", kind=command.kind.value)
    _check_disputed(command, year, report)
    if kind.proved and not command.attachments:
        raise Rejected("case.paper", kind=command.kind.value)
    others = [each for each in waiting if each.kind is command.kind]
    if first := next((each for each in others if each.disputed == command.disputed), None):
        raise Rejected("case.exists", number=first.number)
    if len(others) >= OPEN_MAX:
        raise Rejected("case.too_many", count=len(others))
    last, clause = due(command.kind, year, context.today)
    return e.CaseOpened(
        school_year_id=year.school_year_id,
        number=number,
        report_id=report.report_id,
        edition=edition,
        due=last,
        rests_on=clause,
        **dict(command),
    )


def _last_issued(report: Report) -> int:
    return report.issued.value.edition if report.issued else len(report.past)


def _check_disputed(command: c.OpenCase, year: SchoolYear, report: Report) -> None:
    disputed = command.disputed
    if (disputed is not None) is not (command.kind is e.CaseKind.REVIEW):
        raise Rejected("case.disputed")
    if disputed is None or disputed.subject is None:
        return
    found = subject_of(disputed.subject, report.started.grade, year.name)
    if disputed.cell and disputed.cell not in found.cells(disputed.cell.term):
        raise Rejected("case.disputed")


def decide(state: Case, command: c.Command, year: SchoolYear, context: Context, report: Report) -> list[Event]:
    """The events that follow. Raises Rejected."""
    acting(command, year, context, report)
    if state.status.over:
        raise Rejected("case.over", number=state.opened.number, status=state.status.value)
    match command:
        case c.AdviseCase(subject=subject):
            if state.status is not CaseStatus.OPEN or state.opened.disputed is None:
                raise Rejected("case.over", number=state.opened.number, status=state.status.value)
            if subject != state.opened.disputed.subject:
                raise Rejected("case.disputed")
            return [e.CaseAdvised(opinion=command.opinion, reason=command.reason)]
        case c.AnswerCase():
            return _answer(state, command, year, context, report)
        case c.CloseCase():
            return _close(state, command, context, report)
        case c.WithdrawCase(reason=reason):
            return [e.CaseWithdrawn(reason=reason)]
        case c.OpenCase():
            raise Rejected("case.over", number=state.opened.number, status=state.status.value)


def _answer(state: Case, command: c.AnswerCase, year: SchoolYear, context: Context, report: Report) -> list[Event]:
    if not KINDS[state.opened.kind].decided:
        raise Rejected("case.no_answer", kind=state.opened.kind.value)
    if state.status is not CaseStatus.OPEN:
        raise Rejected("case.over", number=state.opened.number, status=state.status.value)
    staff = year.actor(context.actor)
    may = answering(state.opened.disputed, year, context.today, report)
    if command.body:
        if may:
            raise Rejected("case.answered_in_school", go_to=may[0].code)
    else:
        if _own(state.opened.disputed, year, report, staff.staff_id):
            raise Rejected("case.self", staff=staff.code, go_to=may[0].code if may else SUPERVISING_BODY)
        require_approver(staff, year, context.today)
    return [e.CaseAnswered(complain_to=complain_to(year, context.today), **dict(command))]


def answering(disputed: e.Disputed | None, year: SchoolYear, day: date, report: Report) -> list[Staff]:
    """Everybody in the school who may answer on this day, the principal first."""
    return [each for each in approvers(year, day) if not _own(disputed, year, report, each.staff_id)]


def advising(disputed: e.Disputed | None, class_id: UUID, year: SchoolYear, day: date) -> Staff | None:
    """Who says what he thinks of a review: who answers for the subject on this day, or leads the class."""
    if disputed is None or class_id not in year.classes:
        return None
    if disputed.subject:
        return year.teacher(class_id, disputed.subject, day)
    return year.homeroom_teacher(class_id, day)


def _own(disputed: e.Disputed | None, year: SchoolYear, report: Report, staff_id: UUID) -> bool:
    return disputed is not None and staff_id in teaches_or_taught(report, year, disputed.subject)


def complain_to(year: SchoolYear, day: date) -> str:
    """
    The body above the school (Luật Khiếu nại 2011, Điều 7): the ward's committee, of upper secondary the Department.

    As the school named it for this day, else as its level has it (two tiers of government since 01/7/2025).
    """
    level = BodyLevel.DEPARTMENT if year.school.level == "THPT" else BodyLevel.WARD
    if found := year.structure.body_on(level, day):
        return found.name
    return year.school.department if level is BodyLevel.DEPARTMENT else f"Ủy ban nhân dân {year.school.ward}"


def _close(state: Case, command: c.CloseCase, context: Context, report: Report) -> list[Event]:
    opened = state.opened
    if KINDS[opened.kind].decided:
        if state.status is not CaseStatus.AGREED:
            raise Rejected("case.answer_first", number=opened.number)
        if command.request_id not in {made.asked.request_id for made in corrections(state, report)}:
            raise Rejected("case.correction", number=opened.number)
        if not _renewed(state, report, command.lookup_id):
            raise Rejected("case.code")
    return [e.CaseClosed(late=context.today > opened.due, **dict(command))]


def _renewed(state: Case, report: Report, lookup_id: UUID | None) -> bool:
    """Whether this is the code of an edition that was issued after the one that the case is about, and stands."""
    issued = report.issued.value if report.issued else None
    return issued is not None and issued.lookup_id == lookup_id and issued.edition > state.opened.edition


def corrections(state: Case, report: Report) -> list[Request]:
    """The corrections of what the family named that were asked for after the case was opened, and approved."""
    return [
        request
        for request in report.corrections
        if request.requested_at >= state.opened_at and any(_meant(state, change) for change in request.asked.changes)
    ]


def _meant(state: Case, change: Change) -> bool:
    disputed = state.opened.disputed
    if disputed is None or isinstance(change, IdentityChange):
        return isinstance(change, IdentityChange) and disputed is None
    return target(change) == disputed.cell if disputed.cell else subject_named(change) == disputed.subject
