"""
Decisions on a cross-check.

- Leadership assigns it, and may take it back. Nobody checks what is his own: a subject that he teaches or taught in the
  class; personal data that he keeps as the clerk. Personal data are checked by the homeroom teacher or a task force.
- A sample is drawn once, by its seed; then it is what is compared.
- A checker notes what he finds against what stands. The owner answers: who teaches the subject now, or, of personal
  data, the homeroom teacher or the clerk; and nobody answers what he noted himself.
- It is closed by a checker when every finding is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from domain.context import Context
from domain.cross_check import commands as c
from domain.cross_check import events as e
from domain.cross_check.sample import draw
from domain.cross_check.state import CheckStatus, CrossCheck
from domain.errors import Rejected
from domain.event import Event
from domain.messages import MESSAGES
from domain.regulations.curriculum import subject as subject_of
from domain.report.corrections import target
from domain.report.document import PupilIdentity
from domain.report.places import Place
from domain.report.state import Report, RequestStatus
from domain.rights import acting
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from domain.school_year.structure.events import TeamKind
from domain.values import Cell

MESSAGES.update(
    {
        "check.own": (
            "{staff} không được kiểm tra phần của chính mình ({what:right}, lớp {where}).",
            "{staff} cannot check what is his own ({what:right}, class {where}).",
        ),
        "check.reviewer": (
            "{staff} không phải GVCN lớp {where} và không thuộc tổ công tác nên không rà soát được lớp này.",
            "{staff} is neither homeroom teacher of {where} nor of a task force, and does not check its personal data.",
        ),
        "check.supervisor": (
            "{staff} là cán bộ cơ quan quản lý: chỉ xem, không nhận việc kiểm tra của trường.",
            "{staff} is a supervisor, who reads only and is given no check.",
        ),
        "check.about": (
            "Kiểm tra điểm thì nêu một môn; rà soát thông tin nhân thân thì không nêu môn.",
            "A check of marks names one subject, one of personal data names none.",
        ),
        "check.unknown_place": (
            "Không có lớp, cán bộ, học bạ hoặc ô như đã nêu trong lần kiểm tra này.",
            "This check has no such class, member of staff, report or place.",
        ),
        "check.over": (
            "Lần kiểm tra này đã kết thúc ({status:check}).",
            "This check is over ({status:check}).",
        ),
        "check.no_sample": (
            "Kiểm tra toàn bộ thì không rút mẫu; mẫu chỉ rút một lần.",
            "A full check has no sample, and a sample is drawn once.",
        ),
        "check.nothing": (
            "Chưa có ô nào được ghi sổ nên chưa rút mẫu được.",
            "Nothing is recorded that a sample could be drawn from.",
        ),
        "check.sample_first": (
            "Chưa rút mẫu. Hãy rút mẫu trước rồi đối chiếu: hocba check sample.",
            "The sample is not drawn. Draw it first: hocba check sample.",
        ),
        "check.stale": (
            "Ô này nay ghi {expected}, không phải {found}. Hãy xem lại.",
            "There stands {expected} now, not {found}. Look again.",
        ),
        "check.noted": (
            "Ô này đã có một ghi nhận đang chờ trả lời.",
            "A finding there waits for an answer already.",
        ),
        "check.finding_unknown": (
            "Không có ghi nhận {finding} nào đang chờ trả lời.",
            "No finding {finding} waits for an answer.",
        ),
        "check.self_answer": (
            "{staff} đã nêu ghi nhận này nên không tự trả lời.",
            "{staff} noted this, and does not answer it himself.",
        ),
        "check.answer": (
            "Trả lời bằng đề nghị điều chỉnh đúng ô đó, hoặc bằng lời giải trình; không cả hai.",
            "Answer with a request that corrects this place, or with an explanation; not with both.",
        ),
        "check.unanswered": (
            "Còn {count} ghi nhận chưa được trả lời; chưa kết thúc kiểm tra được.",
            "{count} findings are not answered: the check cannot be closed.",
        ),
    }
)


def assign(command: c.AssignCheck, year: SchoolYear, context: Context) -> list[Event]:
    """The first event of a check. Raises Rejected."""
    year = year.on(context.today)
    acting(command, year, context)
    found = year.classes.get(command.class_id)
    if found is None or not command.checkers or not set(command.checkers) <= year.staff.keys():
        raise Rejected("check.unknown_place")
    if (command.about is e.About.MARKS) is (command.subject is None):
        raise Rejected("check.about")
    if command.subject:
        subject_of(command.subject, found.grade, year.name)
    for staff_id in command.checkers:
        _check_checker(staff_id, command, year, context)
    return [e.CheckAssigned(school_year_id=year.school_year_id, **dict(command))]


def _check_checker(staff_id: UUID, check: c.AssignCheck | e.CheckAssigned, year: SchoolYear, context: Context) -> None:
    """Raises Rejected for whose own it is, or who does not check this."""
    staff, where = year.staff[staff_id], year.classes[check.class_id].code
    if Role.SUPERVISOR in staff.roles:
        raise Rejected("check.supervisor", staff=staff.code)
    if check.subject:
        if any(right.staff_id == staff_id for right in year.teachers(check.class_id, check.subject)):
            raise Rejected("check.own", staff=staff.code, what=check.subject, where=where)
        return
    if Role.CLERK in staff.roles:
        raise Rejected("check.own", staff=staff.code, what="IDENTITY", where=where)
    heads = year.homeroom_teacher(check.class_id, context.today) == staff
    if not heads and year.team_of(staff_id, context.today, TeamKind.TASK_FORCE) is None:
        raise Rejected("check.reviewer", staff=staff.code, where=where)


def decide(
    state: CrossCheck, command: c.Command, year: SchoolYear, context: Context, reports: Mapping[UUID, Report]
) -> list[Event]:
    """The events that follow; ``reports`` are those that the command is about. Raises Rejected."""
    year = year.on(context.today)
    acting(command, year, context, check=state)
    if state.status is not CheckStatus.OPEN:
        raise Rejected("check.over", status=state.status.value)
    match command:
        case c.DrawSample():
            return _draw(state, command)
        case c.NoteFinding():
            return _note(state, command, year, context, reports)
        case c.AnswerFinding():
            return _answer(state, command, year, context, reports)
        case c.CloseCheck():
            return _close(state, command, context)
        case c.WithdrawCheck(reason=reason):
            return [e.CheckWithdrawn(reason=reason)]
        case c.AssignCheck():
            raise Rejected("check.over", status=state.status.value)


def _draw(state: CrossCheck, command: c.DrawSample) -> list[Event]:
    scope = state.assigned.scope
    if not isinstance(scope, e.Sample) or state.drawn:
        raise Rejected("check.no_sample")
    if not command.population:
        raise Rejected("check.nothing")
    items = draw(scope.seed, command.population, scope.n)
    return [e.SampleDrawn(population=len(command.population), items=items)]


def _note(
    state: CrossCheck, command: c.NoteFinding, year: SchoolYear, context: Context, reports: Mapping[UUID, Report]
) -> list[Event]:
    check, report = state.assigned, reports.get(command.report_id)
    _check_checker(UUID(context.actor), check, year, context)  # he may have come to teach it since
    if isinstance(check.scope, e.Sample) and state.drawn is None:
        raise Rejected("check.sample_first")
    if report is None or check.class_id not in {place.class_id for place in report.places}:
        raise Rejected("check.unknown_place")
    if command.finding_id in state.findings or not _is_of(check, command):
        raise Rejected("check.unknown_place")
    if check.subject and (stands := standing(report, check.subject, command.cell)) != command.recorded:
        raise Rejected("check.stale", expected=stands, found=command.recorded)
    if command.kind is e.FindingKind.BLANK and command.recorded is not None:
        raise Rejected("check.stale", expected=command.recorded, found=None)
    where = (command.report_id, command.cell, command.field)
    if any((each.noted.report_id, each.noted.cell, each.noted.field) == where for each in state.unanswered):
        raise Rejected("check.noted")
    return [e.FindingNoted(**dict(command))]


def _is_of(check: e.CheckAssigned, command: c.NoteFinding) -> bool:
    """Whether the place is one of what is checked, and what was seen is told in the way that it takes."""
    if check.subject:
        own = command.cell is None or command.cell.subject == check.subject
        return own and command.field is None and command.seen_identity is None
    known = command.field in PupilIdentity.model_fields and command.cell is None
    return known and command.seen is None and command.recorded is None


def standing(report: Report, subject: str, cell: Cell | None) -> str | None:
    """What stands at a place of a subject, as its code: a mark, or without a cell the comment."""
    found = report.marks.get(cell) if cell else report.comments.get(subject)
    return str(found.value) if found else None


def _answer(
    state: CrossCheck, command: c.AnswerFinding, year: SchoolYear, context: Context, reports: Mapping[UUID, Report]
) -> list[Event]:
    finding = state.findings.get(command.finding_id)
    if finding is None or finding.answer:
        raise Rejected("check.finding_unknown", finding=command.finding_id)
    if finding.by == context.actor:
        raise Rejected("check.self_answer", staff=year.actor(context.actor).code)
    corrects = command.outcome is e.Outcome.CORRECTION
    if (command.request_id is not None, command.explanation is None) != (corrects, corrects):
        raise Rejected("check.answer")
    report = reports.get(finding.noted.report_id)
    if corrects and (report is None or not _corrects(state, report, finding.noted, command.request_id)):
        raise Rejected("check.answer")
    return [e.FindingAnswered(**dict(command))]


def _corrects(state: CrossCheck, report: Report, noted: e.FindingNoted, request_id: UUID | None) -> bool:
    """Whether a request of this report is about the place of the finding, and was not refused or withdrawn."""
    request = report.requests.get(request_id) if request_id else None
    if request is None or request.status not in (RequestStatus.OPEN, RequestStatus.APPROVED):
        return False
    wanted = noted.cell or Place("comment", state.assigned.subject)
    if noted.field:
        wanted = Place("identity", field=noted.field)
    return wanted in [target(change) for change in request.asked.changes]


def _close(state: CrossCheck, command: c.CloseCheck, context: Context) -> list[Event]:
    if isinstance(state.assigned.scope, e.Sample) and state.drawn is None:
        raise Rejected("check.sample_first")
    if state.unanswered:
        raise Rejected("check.unanswered", count=len(state.unanswered))
    due = state.assigned.due
    return [
        e.CheckClosed(
            compared=len(state.drawn.items) if state.drawn else command.compared,
            findings=len(state.findings),
            late=due is not None and context.today > due,
            remark=command.remark,
        )
    ]
